"""Identifiers in the names of files."""

from piiscan.detectors.text.names import find_in_names
from tests.detectors.text.cells import RULES


def test_identifiers_in_names() -> None:
    """
    An address, a telephone number and a social security number in a path are findings of that asset.
    """
    names = ["in/zorelia@example.com/1.jpg", "calls/+12025550143.wav", "scans/ssn_219-09-9998.pdf"]
    rows = find_in_names(names, RULES.values()).to_pylist()

    assert {(names[0], "text.email"), (names[1], "text.phone"), (names[2], "text.us_ssn")} == {
        (row["asset"], row["detector"]) for row in rows
    }
    assert {("path", "path", 0)} == {(row["field"], row["evidence"], row["record"]) for row in rows}


def test_ordinary_names() -> None:
    """
    Dates, counters, hashes, sizes and versions in names are none.
    """
    names = ["img/IMG_20250601_120000.jpg", "logo@2x.png", "v1.2.3.4/app", "000000123456.jpg", "3f786850e387550f.bin"]
    names += ["25_0_2_20170116174525125.jpg", "2025-06-01T12:00:00.csv", "photos/00001_930831_fa_a.png", "@eaDir/thumb"]

    assert 0 == find_in_names(names, RULES.values()).num_rows
