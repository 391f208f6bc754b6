"""What documents beside the data say of them."""

from pathlib import Path

import pyarrow as pa
import pytest

from piiscan.detectors.table.presence import present_text
from piiscan.detectors.text.documents import find_in_document, is_document
from piiscan.model.content import ColumnValues
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.report_rows import rows_of

RULES = load_rulebook((str(shipped_rules()),)).documents


def said(*lines: str) -> dict[str, list[int]]:
    """The lines at which each rule finds something."""
    column = ColumnValues("text", pa.array(lines, pa.string()), pa.array(range(len(lines)), pa.int64()))
    return {
        hits.finding.detector: hits.records.to_pylist()
        for hits in find_in_document("text", present_text(column), RULES)
    }


def test_sentence_over_two_lines() -> None:
    """
    A sentence that a line end breaks is read whole, and stands at the line in which it begins.
    """
    assert {"document.consent": [2]} == said("# Faces", "", "All participants gave", "informed consent to this.")


def test_blank_line_parts() -> None:
    """
    What a blank line parts are two texts.
    """
    assert {} == said("All participants gave", "", "informed consent is a term.")


def test_denied_consent_is_no_consent() -> None:
    """
    A sentence that denies consent never counts as a sign of it.
    """
    assert {"document.no_consent": [0]} == said("Consent was not obtained from the people shown.")


def test_one_sentence_may_fit_several_rules() -> None:
    """
    A licence that excludes commercial use is a licence and a limit.
    """
    assert {"document.licence": [0], "document.non_commercial": [0]} == said("Licensed under CC BY-NC 4.0")


@pytest.mark.parametrize(
    "name", ["README", "a/README.md", "LICENSE", "licence.txt", "x.zip!/COPYING", "CITATION.cff", "card.pdf",
             "dataset_infos.json", "my-croissant.json", "Data_Sheet.docx", "data-card.txt", "terms_of_use.html"],
)  # fmt: skip
def test_documents(name: str) -> None:
    """
    Documents and descriptions are known by their names.
    """
    assert is_document(name)


@pytest.mark.parametrize(
    "name", ["consent.csv", "captions/1.txt", "people.json", "license_plates.jsonl", "readmes/a.txt"]
)
def test_no_documents(name: str) -> None:
    """
    Tables, captions and code are none, whatever they are called.
    """
    assert not is_document(name)


def test_findings_of_a_scan(tmp_path: Path) -> None:
    """
    What a README, a licence and a description say are findings with a fixed mask, and no document lowers the verdict.
    """
    data = tmp_path / "data"
    data.mkdir()
    (data / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n\nPhotos were scraped from\npublic profiles.\n")
    (data / "LICENSE").write_text("For non-commercial research\npurposes only. It must not be used to train models.\n")
    (data / "dataset_infos.json").write_text(
        '{"default": {"license": "CC BY 4.0", "description": "Volunteers consented."}}'
    )
    run = scan(ScanSettings((str(data),), tmp_path / "report"))
    found = set(rows_of(tmp_path / "report", "findings", "asset", "record", "detector", "shown"))

    assert {
        ("README.md", 1, "document.licence", "[licence]"),
        ("README.md", 1, "document.non_commercial", "[licence]"),
        ("README.md", 4, "document.scraped", "[licence]"),
        ("LICENSE", 0, "document.non_commercial", "[licence]"),
        ("LICENSE", 1, "document.no_training", "[no AI training]"),
        ("dataset_infos.json", 0, "document.licence", "[licence]"),
        ("dataset_infos.json", 0, "document.consent", "[consent]"),
    } <= found
    assert any("README.md says that the data were taken from web pages" in sign.sentence for sign in run.signs)
