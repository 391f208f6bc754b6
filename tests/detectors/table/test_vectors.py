from piiscan.detectors.table.judge import judge_table
from piiscan.model.columns import ColumnSketch
from tests.detectors.table.tables import categories, rulebook, sketches

ROW = " ".join(["0.125,-0.5,0.75,0.0625"] * 6).replace(" ", ",")


def numbers(name: str, rows: int) -> ColumnSketch:
    """A list column as readers flatten it: many numbers with decimals."""
    [sketch] = sketches({name: [at / 7 for at in range(1, 200)]})
    return ColumnSketch(name, 1, rows, 0, sketch.hashes, sketch.weights, sketch.passes)


def test_a_vector_of_unknown_subject() -> None:
    """
    As many numbers for every record make a vector; what it encodes nobody says.
    """
    [sketch] = sketches({"item": range(10)})
    verdicts = judge_table("t", [sketch, numbers("/embedding/*", 640)], rulebook())

    assert [("/embedding/*", "derived.embedding")] == [(v.field, str(v.category)) for v in verdicts]


def test_beside_photos_it_is_a_template() -> None:
    """
    The same vector in a table of photos encodes a face until somebody says otherwise.
    """
    columns = sketches({"photo": [f"p{at}.jpg" for at in range(10)]})
    verdicts = judge_table("t", [*columns, numbers("/embedding/*", 640)], rulebook())

    assert "biometric.template" in {str(verdict.category) for verdict in verdicts}


def test_a_short_list_is_no_vector() -> None:
    """
    Two numbers for each record are no vector.
    """
    [sketch] = sketches({"item": range(10)})

    assert [] == judge_table("t", [sketch, numbers("/features/*", 20)], rulebook())


def test_vectors_as_text_and_as_columns() -> None:
    """
    Rows of numbers in a cell, and families of numbered columns, are vectors too.
    """
    family = {f"emb_{at}": [0.125 * at, 0.5, -0.75] for at in range(32)}

    assert {"embedding": "derived.embedding"} == categories({"embedding": [f"[{ROW}]", f"[{ROW},0.5]"]})
    assert {"derived.embedding"} == set(categories(family).values())


def test_landmarks() -> None:
    """
    Positions of eyes, nose and mouth measure a face.
    """
    found = categories({"lefteye_x": [69, 71], "lefteye_y": [111, 109], "nose_x": [77, 80], "nose_y": [130, 128]})

    assert {"biometric.template"} == set(found.values())
