"""Small columns put together, and what is found in them taken apart."""

import pyarrow as pa

from piiscan.detectors.table.presence import PresentText, present_text
from piiscan.model.categories import Category
from piiscan.model.content import ColumnValues
from piiscan.model.findings import Evidence, Finding, Hits
from piiscan.run.waiting_texts import LARGE, WaitingTexts

FINDING = Finding("text.email", Category("identifier.email"), "note", Evidence.PATTERN, 0.9)


def cells(texts: list[str], first: int = 0) -> PresentText:
    records = pa.array(range(first, first + len(texts)), pa.int64())
    return present_text(ColumnValues("note", pa.array(texts), records))


def test_records_are_their_own_again() -> None:
    """
    What is found in many columns at once stands at each column's asset and record, with its place in the cell.
    """
    texts = WaitingTexts()
    assert texts.add("a", "note", cells(["x", "y"], first=5), None) is None
    assert texts.add("b", "note", cells(["z"]), None) is None
    (waiting,) = texts.rest()
    spans = pa.array([7, 8, 9], pa.int32())
    apart = list(waiting.apart(Hits(FINDING, pa.array([2, 1, 1], pa.int64()), spans, spans)))

    assert ["x", "y", "z"] == waiting.together().text.to_pylist()
    assert [(["b", "a", "a"], [0, 6, 6], [7, 8, 9])] == [
        (assets, hits.records.to_pylist(), hits.span_end.to_pylist()) for assets, hits in apart if hits.span_end
    ]
    assert [] == list(texts.rest())


def test_kinds_are_kept_apart() -> None:
    """
    Columns of another verdict, or whose header says something else, are looked at by themselves, a large one at once.
    """
    texts = WaitingTexts()
    texts.add("a", "note", cells(["x"]), None)
    texts.add("a", "mail", cells(["x"]), None, said="of e-mail")
    texts.add("a", "note", cells(["x"]), Category("demographic.age"))

    assert texts.add("b", "bio", cells(["x"] * LARGE), None, said="of lives") is not None
    assert 3 == len(list(texts.rest()))


def test_names_are_their_own_again() -> None:
    """
    Columns whose headers say the same of entities are searched together, and each finding has its own column's name.
    """
    texts = WaitingTexts()
    texts.add("a", "note", cells(["x"]), None)
    texts.add("a", "remark", cells(["x", "y"]), None)
    (waiting,) = texts.rest()
    apart = list(waiting.apart(Hits(FINDING, pa.array([0, 2], pa.int64()))))

    assert [("note", [0]), ("remark", [1])] == [(hits.finding.field, hits.records.to_pylist()) for _, hits in apart]


def test_a_coded_column_is_looked_at_at_once() -> None:
    """
    A column of few distinct values does not wait for others, whatever waits already: it is as quick alone.
    """
    texts = WaitingTexts()
    texts.add("a", "note", cells(["x"]), None)
    waiting = texts.add("a", "note", cells(["x", "y"] * 600), None)

    assert waiting is not None
    assert [("a", "note")] == [(asset, name) for asset, name, _ in waiting.columns]
    assert 1 == len(list(texts.rest()))


def test_many_hits_are_kept_by_themselves() -> None:
    """
    Many hits in one column stand together under its asset, few in each of several beside one another.
    """
    texts = WaitingTexts()
    for asset, number in (("a", 70), ("b", 1), ("c", 1)):
        texts.add(asset, "note", cells([f"{at}" for at in range(number)]), None)
    (waiting,) = texts.rest()
    apart = list(waiting.apart(Hits(FINDING, pa.array([71, *range(71)], pa.int64()))))

    assert [(["a"], [*range(70)]), (["c", "b"], [0, 0])] == [
        (assets, hits.records.to_pylist()) for assets, hits in apart
    ]
