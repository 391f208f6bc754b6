"""A report in the formats of other tools."""

import json
from pathlib import Path
from typing import Any

import pytest
import sarif_pydantic

from piiscan.assess import Brief, assess
from piiscan.model.errors import ReportError, UsageError
from piiscan.reports.exports.catalog import Format, export
from piiscan.reports.exports.paths import list_paths
from piiscan.rulebook.policies import find_policy
from tests.report_builder import asset_row, field_row, finding, scan_facts, write_report

MANY = "c" * 64


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of one table in two parts and one photo."""
    folder = write_report(
        tmp_path_factory.mktemp("export") / "r",
        findings=[
            *[finding(part, n, "demographic.race", "race") for part in ("t/a.csv", "t/b.csv") for n in range(7)],
            finding("p/secret name.jpg", 0, "location.coordinates", "Exif:GPSLatitude", evidence="exif"),
        ],
        fields=[
            *[
                field_row(part, "race", "demographic.race", table="t/*.csv 1", type="text", matched=7)
                for part in ("t/a.csv", "t/b.csv")
            ],
            field_row("p/secret name.jpg", "Exif:GPSLatitude", "location.coordinates", table=None),
            field_row("p/secret name.jpg", "XMP:GPSLatitude", "location.coordinates", table=None),
        ],
        assets=[
            asset_row("t/a.csv", media_type="text/csv", size=9000, sha256=MANY),
            asset_row("t/b.csv", media_type="text/csv"),
            asset_row("p/secret name.jpg", kind="picture", uri="file:///data/p/secret%20name.jpg"),
            asset_row("x.zip", "skipped", "archive", reason="locked"),
        ],
    )
    assess(folder, Brief((find_policy("pre-transfer"),)), scan_facts())
    return folder


def document(report: Path, wanted: Format) -> dict[str, Any]:
    """An export that is JSON."""
    content: dict[str, Any] = json.loads(export(report, wanted))
    return content


def test_sarif_has_a_result_per_field_or_file_and_category(report: Path) -> None:
    """
    Parts of a table are one result per column, and a photo's tags are one per category.
    """
    [run] = document(report, Format.SARIF)["runs"]
    results = [(result["ruleId"], result["properties"]["files"]) for result in run["results"]]

    assert [("demographic.race", 2), ("location.coordinates", 1)] == results
    assert {"demographic.race", "location.coordinates"} == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert "x.zip: locked" in json.dumps(run["invocations"])


def test_sarif_follows_its_specification(report: Path) -> None:
    """
    What SARIF 2.1.0 requires (sections 3.13, 3.14, 3.18, 3.20, 3.27) is there, with the words that it allows.

    A subset of the schema written out by hand, since the schema itself is not fetched.
    """
    log = document(report, Format.SARIF)
    [run] = log["runs"]

    assert ("2.1.0", str) == (log["version"], type(run["tool"]["driver"]["name"]))
    assert {"tool", "invocations", "results", "columnKind", "properties"} == set(run)
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    for invocation in run["invocations"]:
        assert isinstance(invocation["executionSuccessful"], bool)
        assert invocation["endTimeUtc"].endswith("Z")
    for result in run["results"]:
        assert {"text"} == set(result["message"])
        for location in result["locations"]:
            assert " " not in location["physicalLocation"]["artifactLocation"]["uri"]
        assert all(isinstance(mark, str) for mark in result["partialFingerprints"].values())


def test_sarif_is_read_by_others(report: Path) -> None:
    """
    The models of another implementation take the document: required properties, types and closed sets are theirs.
    """
    log = sarif_pydantic.Sarif.model_validate(document(report, Format.SARIF))

    assert 2 == len(log.runs[0].results or ())


def test_croissant_names_terms_of_fields(report: Path) -> None:
    """
    A field has its type and the term of its category; only a true SHA-256 is published.
    """
    content = document(report, Format.CROISSANT)
    [record_set] = content["recordSet"]

    assert ["sc:Text", "https://w3id.org/dpv/pd#Race"] == record_set["field"][0]["dataType"]
    assert "Race or ethnic origin: 14 records" in content["rai:personalSensitiveInformation"]
    assert [MANY] == [file.get("sha256") for file in content["distribution"]]


def test_croissant_loads(report: Path, tmp_path: Path) -> None:
    """
    The reference implementation loads the document.
    """
    mlcroissant = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed: pip install .[dev]")
    file = tmp_path / "croissant.json"
    file.write_text(export(report, Format.CROISSANT))
    dataset = mlcroissant.Dataset(jsonld=file)

    assert ["table-0"] == [record_set.uuid for record_set in dataset.metadata.record_sets]


def test_openlineage_tags_fields(report: Path) -> None:
    """
    Each table is an input, its flagged fields have a tag with their category.
    """
    [dataset] = document(report, Format.OPENLINEAGE)["inputs"]

    assert [{"name": "race", "type": "text"}] == dataset["facets"]["schema"]["fields"]
    assert {"key": "piiscan.category", "value": "demographic.race", "source": "piiscan", "field": "race"} in (
        dataset["facets"]["tags"]["tags"]
    )


@pytest.mark.parametrize("wanted", [Format.SHARE, Format.DATASET_CARD])
def test_what_may_be_shared_names_no_file_or_column(report: Path, wanted: Format) -> None:
    """
    What may be handed on holds counts and verdicts, and no name from the dataset.
    """
    text = export(report, wanted)

    assert "block" in text or "review" in text
    assert "14" in text
    assert [] == [name for name in ("a.csv", "secret name", "GPSLatitude", "/data") if name in text]


def test_small_counts_are_not_shared(report: Path) -> None:
    """
    A count below five is told as such.
    """
    assert "<5" == document(report, Format.SHARE)["categories"]["location.coordinates"]


def test_json_is_the_run(report: Path) -> None:
    """
    The summary for programs is the run as the report holds it.
    """
    assert json.loads((report / "run.json").read_text()) == document(report, Format.JSON)


def test_paths_are_those_of_files(report: Path) -> None:
    """
    A work list holds paths as they are on disk, each ended as asked for.
    """
    category = "location.coordinates"

    assert [b"/data/p/secret name.jpg\n"] == list(list_paths(report, category, null=False))
    assert [b"/data/p/secret name.jpg\0"] == list(list_paths(report, category, null=True))
    with pytest.raises(UsageError):
        list(list_paths(report, "location.cordinates", null=True))


def test_line_feed_in_a_path_needs_a_null(tmp_path: Path) -> None:
    """
    A path with a line feed would be two for the next command, and is refused without -0.
    """
    folder = write_report(
        tmp_path / "r",
        findings=[finding("a", 0, "image.photo")],
        assets=[asset_row("a", uri="file:///data/a%0Ab.jpg")],
    )

    assert [b"/data/a\nb.jpg\0"] == list(list_paths(folder, "image.photo", null=True))
    with pytest.raises(UsageError, match="-0"):
        list(list_paths(folder, "image.photo", null=False))


def test_unfinished_report_is_said(tmp_path: Path) -> None:
    """
    A folder without a finished report has nothing to export.
    """
    with pytest.raises(ReportError, match="not a finished report"):
        export(tmp_path, Format.JSON)
