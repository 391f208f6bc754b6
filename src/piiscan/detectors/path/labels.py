"""Labels in file and folder names: ``female/``, ``race=asian/``, ``25_0_2_20170116.jpg``.

A pattern counts only where it holds across a folder: one folder called ``male`` says nothing, two siblings called
``male`` and ``female`` say it of every file below them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import duckdb
import pyarrow as pa

from piiscan.model.assets import Kind
from piiscan.model.categories import Category
from piiscan.model.findings import Evidence
from piiscan.model.masks import mask
from piiscan.model.schemas import FINDINGS
from piiscan.rulebook.rules import PathRule

_LABELLED_KINDS = [Kind.PICTURE, Kind.TABLE, Kind.TEXT, Kind.DOCUMENT, Kind.AUDIO, Kind.VIDEO, Kind.ARCHIVE, Kind.DATA]
"""Kinds of assets that a label in a name can speak of."""


def labels_in(names: Iterable[str], rule: PathRule) -> bool:
    """Return whether the rule's pattern holds across names that stand together in one folder."""
    together = list(names)
    matches = [match for name in together if (match := rule.fits(name))]
    labels = {match.group(*rule.groups) for match in matches}
    enough = len(matches) >= max(rule.at_least, rule.share * len(together))
    return enough and len(labels) >= rule.distinct


def find_labels(db: duckdb.DuckDBPyConnection, rules: Sequence[PathRule]) -> pa.Table:
    """Return a finding for every asset and category that its path carries a label of.

    Args:
        db: has the view ``assets``.
        rules: the patterns to look for.
    """
    kinds = ", ".join(f"'{kind}'" for kind in _LABELLED_KINDS)
    db.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE paths AS
        SELECT asset, split(asset, '/')[:-2] AS folders, array_to_string(folders, '/') AS folder,
               regexp_replace(split(asset, '/')[-1], '\\.[^.]*$', '') AS stem
        FROM assets WHERE kind IN ({kinds})
        """  # noqa: S608 - only constants of this module are put in
    )
    labels = [*_folder_labels(db, [rule for rule in rules if rule.part == "folder"])]
    labels += [_file_labels(db, rule) for rule in _occurring(db, [rule for rule in rules if rule.part == "file"])]
    found = pa.concat_tables([_LABELS.empty_table(), *labels])
    db.execute("DROP TABLE paths")
    db.register("labels", found)
    return _as_findings(db)


_LABELS = pa.schema(
    [("asset", pa.string()), ("category", pa.string()), ("detector", pa.string()), ("confidence", pa.float64())]
)


def _folder_labels(db: duckdb.DuckDBPyConnection, rules: Sequence[PathRule]) -> Iterator[pa.Table]:
    """Yield the labels that folders give to all that lies below them."""
    siblings = _siblings(folder for (folder,) in db.sql("SELECT DISTINCT folder FROM paths").fetchall())
    labelled = [
        {
            "folder": f"{parent}/{name}".lstrip("/"),
            "category": category,
            "detector": rule.id,
            "confidence": rule.confidence,
        }
        for rule in rules
        for parent, names in siblings.items()
        if labels_in(names, rule)
        for name in names
        if rule.fits(name)
        for category in dict.fromkeys(rule.groups.values())
    ]
    if not labelled:
        return
    db.register("labelled", pa.Table.from_pylist(labelled))
    yield (
        db.sql(
            """
        WITH below AS (
            SELECT asset, array_to_string(folders[1:depth], '/') AS folder
            FROM (SELECT asset, folders, unnest(range(1, len(folders) + 1)) AS depth FROM paths)
        )
        SELECT asset, category, detector, confidence FROM below JOIN labelled USING (folder)
        """
        )
        .to_arrow_table()
        .cast(_LABELS)
    )


def _siblings(folders: Iterable[str]) -> dict[str, set[str]]:
    """Return the names of the folders in each folder."""
    siblings: defaultdict[str, set[str]] = defaultdict(set)
    for folder in folders:
        rest = folder
        while rest:
            parent, _, name = rest.rpartition("/")
            siblings[parent].add(name)
            rest = parent
    return siblings


def _occurring(db: duckdb.DuckDBPyConnection, rules: Sequence[PathRule]) -> list[PathRule]:
    """Return the rules whose pattern fits the name of a file at all: of most datasets, none."""
    if not rules:
        return []
    fits = ", ".join("coalesce(bool_or(regexp_full_match(stem, ?)), false)" for _ in rules)
    [hits] = db.execute(f"SELECT {fits} FROM paths", [rule.pattern for rule in rules]).fetchall()  # noqa: S608 - no values
    return [rule for rule, hit in zip(rules, hits, strict=True) if hit]


def _file_labels(db: duckdb.DuckDBPyConnection, rule: PathRule) -> pa.Table:
    """Return the labels that file names give, in the folders where the pattern holds."""
    groups = ", '/', ".join(f"regexp_extract(stem, $pattern, {group})" for group in rule.groups)
    found = db.sql(
        f"""
        WITH matched AS (
            SELECT *, regexp_full_match(stem, $pattern) AS hit, concat({groups}) AS label FROM paths
        ), holding AS (
            SELECT folder FROM matched GROUP BY folder
            HAVING count(*) FILTER (hit) >= greatest($at_least, $share * count(*))
               AND count(DISTINCT CASE WHEN hit THEN label END) >= $distinct
        )
        SELECT asset, unnest($categories::VARCHAR[]) AS category, $detector AS detector,
               $confidence::DOUBLE AS confidence
        FROM matched SEMI JOIN holding USING (folder) WHERE hit
        """,  # noqa: S608 - group numbers of a checked rule are put in
        params={
            "pattern": rule.pattern,
            "at_least": rule.at_least,
            "share": rule.share,
            "distinct": rule.distinct,
            "categories": [str(category) for category in dict.fromkeys(rule.groups.values())],
            "detector": rule.id,
            "confidence": rule.confidence,
        },
    )
    return found.to_arrow_table().cast(_LABELS)


def _as_findings(db: duckdb.DuckDBPyConnection) -> pa.Table:
    shown = pa.Table.from_pylist([{"category": str(category), "shown": mask(category)} for category in Category])
    db.register("masks", shown)
    rows = db.sql(
        f"""
        SELECT DISTINCT asset, 0::BIGINT AS record, category, 'path' AS field, '{Evidence.PATH}' AS evidence, detector,
               confidence, NULL::DOUBLE AS precision, shown, NULL::INTEGER AS span_start, NULL::INTEGER AS span_end,
               NULL::STRUCT(x INTEGER, y INTEGER, width INTEGER, height INTEGER) AS box
        FROM labels JOIN masks USING (category) ORDER BY asset, category, detector
        """  # noqa: S608 - only a constant is put in
    )
    return rows.to_arrow_table().cast(FINDINGS)
