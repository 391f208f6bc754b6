"""Writes ``report.html``: one page for people, without links to elsewhere or values; it needs no scripts."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

import duckdb
import jinja2
from markupsafe import Markup

from piiscan.model.categories import Category
from piiscan.model.policies import Level
from piiscan.model.run import RunRecord
from piiscan.model.transfer import QUESTIONS
from piiscan.reports.charts import risk_chart
from piiscan.reports.display import display_count, display_name, display_size
from piiscan.reports.folder import html_path, replace_text
from piiscan.reports.matrix import count_matrix
from piiscan.reports.template_bytecode import TemplateBytecode
from piiscan.reports.world_map import draw_map

MOST_FIELDS = 200
"""Rows of fields on the page; ``fields/`` has all."""

# A photo's tags come once per photo and a table's columns once per part: both are shown once. What was found in the
# text of a column stands with its table.
_FIELDS = """
WITH placed AS (
  SELECT f.* REPLACE (coalesce(f."table", t."table") AS "table"), f."table" IS NULL AS found
  FROM fields f LEFT JOIN (SELECT asset, min("table") AS "table" FROM fields WHERE "table" IS NOT NULL GROUP BY asset) t
  ON f.asset = t.asset
)
SELECT coalesce("table", 'Pictures and other files'), field, category, max(confidence), max(origin),
       arg_min(reasons, asset), arg_min(alternatives, asset), sum("rows")::BIGINT, sum(matched)::BIGINT, min(shown),
       count(DISTINCT asset), count(*) OVER ()
FROM placed GROUP BY "table", field, category, found
ORDER BY "table" NULLS LAST, sum(matched) DESC, field, category LIMIT $most
"""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One column or metadata tag and one category, over all assets that have it."""

    table: str
    field: str
    category: Category
    confidence: float
    origin: str
    reasons: tuple[str, ...]
    alternatives: tuple[str, ...]
    rows: int | None
    matched: int
    shown: str | None
    assets: int


def write_html(report: Path, db: duckdb.DuckDBPyConnection, run: RunRecord, titles: Mapping[Category, str]) -> None:
    """Write the page into the report.

    Args:
        report: the report's folder.
        db: has the views of the report.
        run: the record of the run.
        titles: what each category is called.

    Raises:
        ReportError: the page cannot be written.
    """
    fields, left_out = _fields(db)
    script = _beside("report.js")
    page = (
        _environment(titles)
        .get_template("report")
        .render(
            run=run,
            fields=fields,
            fields_left_out=left_out,
            matrix=count_matrix(db),
            map=draw_map(db),
            land=_beside("land.txt"),
            risk_chart=Markup(risk_chart(run.risks)),  # noqa: S704 - drawn here, from numbers and our own words
            questions=QUESTIONS,
            script=Markup(script),  # noqa: S704 - our own file
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            level_word={Level.BLOCK: "block", Level.REVIEW: "review", Level.NONE: "none"}[run.level],
        )
    )
    replace_text(html_path(report), page)


def _fields(db: duckdb.DuckDBPyConnection) -> tuple[list[FieldRow], int]:
    """Return the first rows of fields, and how many more there are."""
    rows = db.execute(_FIELDS, {"most": MOST_FIELDS}).fetchall()
    fields = [
        FieldRow(row[0], row[1], Category(row[2]), row[3], row[4], tuple(row[5]), tuple(row[6]), *row[7:11])
        for row in rows
    ]
    return fields, (rows[0][11] if rows else 0) - len(fields)


def _beside(name: str) -> str:
    """Return a file that lies beside this module."""
    return files("piiscan.reports").joinpath(name).read_text(encoding="utf-8")


def _environment(titles: Mapping[Category, str]) -> jinja2.Environment:
    """Return an environment in which everything put in is escaped, and a missing name is an error."""
    source = _beside("report.html.jinja")
    environment = jinja2.Environment(
        loader=jinja2.DictLoader({"report": source}),
        bytecode_cache=TemplateBytecode(),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "name": display_name,
        "size": display_size,
        "number": "{:,}".format,
        "percent": "{:.0%}".format,
        "title": partial(_title, titles),
    }
    environment.globals["count"] = display_count
    return environment


def _title(titles: Mapping[Category, str], category: Category) -> str:
    """Return what a category is called."""
    return titles[category]
