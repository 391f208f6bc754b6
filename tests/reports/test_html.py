"""The page for people."""

import base64
import hashlib
import shutil
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piiscan.assess import Brief, assess
from piiscan.model.transfer import Declaration, TransferField
from piiscan.reports.html import MOST_FIELDS
from piiscan.rulebook.policies import find_policy
from tests.report_builder import (
    DECLARED,
    Row,
    asset_row,
    field_row,
    finding,
    findings,
    picture,
    scan_facts,
    write_report,
)

POLICY = find_policy("pre-transfer")
VOID = {"meta", "br"}
UNSEEN = {"style", "script"}


class Page(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.parts: list[str] = []
        self.feed(html)
        self.text = " ".join(" ".join(self.parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that it closes the last one."""
        assert tag == self.open.pop(), "tags are nested"

    def handle_data(self, data: str) -> None:
        """Note text that people see."""
        if self.open and self.open[-1] not in UNSEEN:
            self.parts.append(data)


def page(folder: Path, **tables: list[Row]) -> Page:
    """The page of a report with these rows."""
    report = write_report(folder, **tables)
    assess(report, Brief((POLICY,), declaration=DECLARED), scan_facts())
    return Page((report / "report.html").read_text(encoding="utf-8"))


def hostile(name: str) -> dict[str, list[Row]]:
    """A report in which a name stands wherever a name can."""
    return {
        "findings": [finding(name, 0, "demographic.age", field=name)],
        "fields": [
            field_row(name, name, "demographic.age", reasons=[name], alternatives=[name], shown=name, origin=name)
        ],
        "assets": [asset_row(name, "failed", reason=name)],
        "pictures": [picture(name)],
    }


@pytest.fixture(scope="module")
def known_tags(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """Tags and attributes of a page with a harmless name."""
    ordinary = page(tmp_path_factory.mktemp("page") / "r", **hostile("a.csv"))
    return ordinary.tags, ordinary.attributes


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>.csv", "{{ 7*7 }}{% raw %}", "\"' onload=x>.jpg", "&lt;b&gt;", "x\u202egpj.exe"]
)
def test_hostile_names_stay_text(tmp_path: Path, known_tags: tuple[set[str], set[str]], name: str) -> None:
    """A name from the data is text, whatever it is made of."""
    found = page(tmp_path / "r", **hostile(name))

    assert known_tags == (found.tags, found.attributes)
    assert name.replace("\u202e", "\\u202e") in found.text


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
    | st.text("<>&\"'{}%#!-/ab", min_size=1)
)
def test_any_name_stays_text(known_tags: tuple[set[str], set[str]], name: str) -> None:
    """No name adds a tag or an attribute to the page."""
    folder = Path(tempfile.mkdtemp())
    try:
        found = page(folder / "r", **hostile(name))
    finally:
        shutil.rmtree(folder)

    assert known_tags == (found.tags, found.attributes)


def test_page_needs_nothing_from_elsewhere(known_tags: tuple[set[str], set[str]]) -> None:
    """The page has no picture or link and no script but its own, so it can be opened anywhere and tells nobody."""
    tags, attributes = known_tags

    assert set() == tags & {"img", "link", "a", "iframe", "object", "form"}
    assert set() == attributes & {"src", "href", "srcset", "action", "onload", "onclick", "style"}


def test_script_is_the_one_that_the_page_allows(tmp_path: Path) -> None:
    """The page's own script is named by its hash, and no other would run."""
    report = write_report(tmp_path / "r")
    assess(report, Brief((POLICY,)), scan_facts())
    html = (report / "report.html").read_text(encoding="utf-8")
    script = html.partition("<script>")[2].partition("</script>")[0]

    assert f"script-src 'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in html
    assert 1 == html.count("<script")


def test_page_draws_places_and_risks(tmp_path: Path) -> None:
    """Positions of photos stand on the map to a tenth of a degree, and each risk level has its bar."""
    place = {"evidence": "exif", "shown": "65.1, -16.6"}
    row = finding("p.jpg", 0, "location.coordinates", "Exif:GPSLatitude", **place)
    report = write_report(tmp_path / "r", findings=[row], pictures=[picture("p.jpg")])
    assess(report, Brief((POLICY,)), scan_facts())
    text = (report / "report.html").read_text(encoding="utf-8")

    assert '<circle cx="163.4" cy="24.9"' in text
    assert "Records by risk: 1 " in text


def test_page_shows_steps_declaration_and_signs(tmp_path: Path) -> None:
    """What would change the verdict, what was declared and what speaks against sharing are on the page."""
    report = write_report(tmp_path / "r", findings=[finding("a.csv", 0, "identifier.secret", "pin")])
    declared = Declaration({TransferField.SENDER: "Zorelia <Ltd>"}, "ab" * 32)
    assess(report, Brief((POLICY,), declaration=declared), scan_facts())
    text = Page((report / "report.html").read_text(encoding="utf-8")).text

    assert "drop the column pin of a.csv (1 records): 0 would remain" in text
    assert "Zorelia <Ltd>" in text
    assert "the declaration does not say: collected, country" in text
    assert "no evidence of consent" in text


def test_page_says_first_what_matters_most(tmp_path: Path) -> None:
    """Verdict, reasons and what was not looked for come before all detail."""
    text = page(
        tmp_path / "r",
        findings=findings("a.csv", 0, "identifier.name", "special.health"),
        fields=[field_row("a.csv", "diagnosis", "special.health")],
        pictures=[picture("p.jpg")],
        assets=[asset_row("a.csv"), asset_row("b.zip", "skipped", "archive", reason="locked")],
    ).text
    order = [
        "Block, incomplete",
        "Identified people stand",
        "names in running text",
        "sha256:",
        "What is in here",
        "Where it is",
        "Pictures",
        "Coverage",
        "What to do next",
        "How this page was made",
    ]

    places = [text.index(part) for part in order]
    assert sorted(places) == places


def test_page_claims_no_more_than_it_knows(tmp_path: Path) -> None:
    """A page without findings calls nothing safe, and says what was not judged."""
    text = page(tmp_path / "r").text

    assert "No rule broken" in text
    assert "legal basis were not judged" in text
    assert [] == [word for word in ("safe", "compliant", "anonymous", "cleared") if word in text.lower()]


def test_identifiers_in_names_are_masked(tmp_path: Path) -> None:
    """An e-mail address in a path is not shown."""
    text = page(tmp_path / "r", **hostile("mail/ann.smith@example.org.csv")).text

    assert "ann.smith" not in text
    assert "example.org" not in text


def test_many_fields_are_cut_and_counted(tmp_path: Path) -> None:
    """Rows that do not fit are counted, and the page says where they are."""
    rows = [field_row("a.csv", f"c{n}", "demographic.age") for n in range(MOST_FIELDS + 7)]

    assert "7 more in the folder fields/" in page(tmp_path / "r", fields=rows).text


def test_tag_of_many_photos_is_one_row(tmp_path: Path) -> None:
    """A tag that a thousand photos carry stands once, with the number of photos."""
    rows = [field_row(f"{n}.jpg", "Exif:GPSLatitude", "location.coordinates", table=None) for n in range(30)]
    text = page(tmp_path / "r", fields=rows).text

    assert 1 == text.count("Exif:GPSLatitude")
    assert "in 30 assets" in text
