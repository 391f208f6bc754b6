"""What rows say of consent."""

from pathlib import Path

import pyarrow as pa
import pytest

from piiscan.detectors.table.consent import given_later, refused, withdrawn
from piiscan.detectors.table.presence import PresentText
from piiscan.model.categories import Category
from piiscan.scan import scan
from piiscan.settings import ScanSettings
from tests.report_rows import rows_of


def cells(*values: str, first: int = 0) -> PresentText:
    """Cells of a column, from a record on."""
    return PresentText(pa.array(values), pa.array(range(first, first + len(values)), pa.int64()), len(values))


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        (Category.PROVENANCE_CONSENT, [3]),
        (Category.PROVENANCE_WITHDRAWAL, [0, 3, 4]),
        (Category.DEMOGRAPHIC_AGE, []),
    ],
)
def test_no_is_no_withdrawal(category: Category, expected: list[int]) -> None:
    """
    Under "opt-out" all but a no is a withdrawal; under "consent" only a consent that was taken back.
    """
    found = withdrawn(cells("yes", "No ", "0", "Withdrawn", "2024-02-01"), category)

    assert expected == found.to_pylist()


def test_refusals_are_found() -> None:
    """
    A consent column says no in many words.
    """
    assert [1, 2, 3] == refused(cells("yes", "No", "refused", "0", "given")).to_pylist()


def test_consent_after_the_capture_is_late() -> None:
    """
    Days are compared, not hours; what is no such date is not compared.
    """
    consent = cells("2024-02-02", "2024-02-02T23:00", "yes", "2023-01-01", "2025-01-01")
    capture = cells("2024-02-01", "2024-02-02 08:00", "2020-01-01", "2023-06-01", "01.02.2020")

    assert [0] == given_later(consent, capture).to_pylist()


def test_consents_in_a_scan(tmp_path: Path) -> None:
    """
    The report counts refusals and late consents, and only those who left as withdrawn.
    """
    lines = [
        "user_id,email,photo_taken_at,consent_date,photo_consent,opt_out",
        "u1,one@example.com,2024-03-01,2024-02-01,yes,no",
        "u2,two@example.com,2024-03-01,2024-04-01,no,no",
        "u3,three@example.com,2024-03-01,2024-02-11,withdrawn,yes",
        "u4,four@example.com,2024-03-01,2024-02-12,yes,no",
    ]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "people.csv").write_text("\n".join(lines) + "\n")
    run = scan(ScanSettings((str(tmp_path / "data"),), tmp_path / "report", workers=1))
    found = rows_of(tmp_path / "report", "findings", "detector", "record")
    told = {
        name: sorted({record for detector, record in found if detector == name})
        for name in ("consent.refused", "consent.withdrawn", "consent.after_capture", "column.withdrawal")
    }
    expected = {
        "consent.refused": [1],
        "consent.withdrawn": [2],
        "consent.after_capture": [1],
        "column.withdrawal": [2],
    }

    assert expected == told
    assert "1 record of people who withdrew or closed their account" in {sign.sentence for sign in run.signs}
    assert "1 record in which consent is dated after the data were taken" in {sign.sentence for sign in run.signs}
