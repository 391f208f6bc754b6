"""Names in prose, with a model that the user has."""

from pathlib import Path
from random import Random

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


@pytest.fixture(scope="module")
def tagger_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A transformers model of one layer that is taught four names here, kept in a folder as a user's own would be."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    words = [
        "i",
        "met",
        "zorelia",
        "ostle",
        "in",
        "tuvia",
        "with",
        "brannik",
        "of",
        "karanta",
        "soup",
        "nothing",
        "here",
    ]
    labels = {"zorelia": 1, "ostle": 2, "brannik": 1, "tuvia": 3, "karanta": 3}
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(words)]
    tokenizer = transformers.BertTokenizerFast(vocab={word: at for at, word in enumerate(vocabulary)})
    names = dict(enumerate(("O", "B-PER", "I-PER", "B-LOC")))
    small = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    config = transformers.BertConfig(vocab_size=len(vocabulary), max_position_embeddings=64, id2label=names, **small)
    torch.manual_seed(0)
    model = transformers.BertForTokenClassification(config)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    random = Random(1)  # noqa: S311 -- invented sentences need no cryptography
    for _ in range(200):
        sentences = tokenizer([" ".join(random.choices(words, k=12)) for _ in range(16)], return_tensors="pt")
        wanted = [[labels.get(vocabulary[token], 0) for token in row] for row in sentences.input_ids.tolist()]
        optimizer.zero_grad()
        model(**sentences, labels=torch.tensor(wanted)).loss.backward()
        optimizer.step()
    folder = tmp_path_factory.mktemp("tagger")
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_transformers_model(tagger_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """
    A transformers model finds names too, also behind more words than it reads at once, and prints nothing.
    """
    capfd.readouterr()
    texts = ["I met Zorelia Ostle in Tuvia", "nothing here", "Soup " * 5000 + "with Brannik"]
    cells = PresentText(pa.array(texts), pa.array([4, 5, 6]), 3)
    found = {hits.finding.detector: hits for hits in find_names_in_cells("bio", cells, load_model(str(tagger_folder)))}
    person = found["text.ner_person"]

    assert ("", "") == capfd.readouterr()
    assert {"text.ner_person", "text.ner_place"} == found.keys()
    assert person.span_start is not None
    assert person.span_end is not None
    assert [(4, 6, 19), (6, 25005, 25012)] == list(
        zip(*(column.to_pylist() for column in (person.records, person.span_start, person.span_end)), strict=True)
    )
