"""Names in prose, with a model that the user has."""

from pathlib import Path

import pyarrow as pa
import pytest
import spacy

from piiscan.detectors.table.presence import PresentText
from piiscan.detectors.text.ner import find_names_in_cells, load_model
from piiscan.model.errors import UsageError


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small pipeline that knows one person and one town, kept in a folder as a user's own model would be."""
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Zorelia Ostle"}, {"label": "GPE", "pattern": "Tuvia"}])  # type: ignore[attr-defined]
    folder = tmp_path_factory.mktemp("model")
    pipeline.to_disk(folder)
    return folder


def test_persons_and_places(model_folder: Path) -> None:
    """
    A person and a place that the model sees are findings with spans, in long cells too.
    """
    texts = ["I met Zorelia Ostle in Tuvia", "nothing here", "soup " * 5000 + "with Zorelia Ostle", None]
    cells = PresentText(pa.array([text for text in texts if text]), pa.array([4, 5, 6]), 4)
    found = {hits.finding.detector: hits for hits in find_names_in_cells("bio", cells, load_model(str(model_folder)))}
    person = found["text.ner_person"]

    assert {"text.ner_person", "text.ner_place"} == found.keys()
    assert person.span_start is not None
    assert ([4, 6], [6, 25005]) == (person.records.to_pylist(), person.span_start.to_pylist())
    assert ("identifier.name", "ner", "[name]") == (
        person.finding.category,
        person.finding.evidence,
        person.finding.shown,
    )


def test_missing_model() -> None:
    """
    A model that is not there is an error that says what to do, and nothing is downloaded.
    """
    with pytest.raises(UsageError, match="nothing is downloaded"):
        load_model("no_such_model_anywhere")
