"""Plan: lists the assets, cuts them into units, and judges the columns of tables from samples.

A plan lies on disk, in the report's folder, since it may speak of millions of assets. In memory are a batch of assets,
the pieces of tables and archives as columns, and the verdicts.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from piiscan.context import make_context
from piiscan.keys import load_key
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.assets import Asset, Kind
from piiscan.model.columns import Verdict
from piiscan.model.errors import UsageError
from piiscan.model.listed import BATCH_ROWS, SURVEYED, assets_called
from piiscan.model.meanings import NAMED_AS_DESCRIBING, ColumnMeaning
from piiscan.model.pieces import PIECE, PieceRows
from piiscan.model.units import ScanContext, Unit
from piiscan.planning.cutting import UnitIds, UnitRows, cut_opened, cut_unopened, ranks, unopened_costs
from piiscan.planning.grouping import Opened, grouped, name_lists, opened_rows
from piiscan.planning.isolation import is_isolated, opened_elsewhere
from piiscan.planning.meanings import gather_labels, gather_meanings, known_words
from piiscan.planning.picture_lists import CLASS_FILE_ENDINGS, first_class_files
from piiscan.planning.pixel_choice import PixelChoice
from piiscan.planning.plan_files import (
    PLAN_OPENED,
    PLAN_UNITS,
    UNIT_PARTS,
    correct_assets,
    done_units,
    known_otherwise,
    plan_file,
    planned_assets,
    read_context,
    read_meanings,
    read_units,
    read_verdicts,
    settled_tables,
    write_context,
    write_meanings,
    write_otherwise,
    write_rows,
    write_units,
    write_verdicts,
    writing_rows,
)
from piiscan.planning.sampling import judge_alone, judge_samples
from piiscan.planning.survey import look_at, survey, version_of
from piiscan.planning.table_files import mark_table_files
from piiscan.planning.unopened import SHOWN_KINDS, unopened_pieces
from piiscan.redaction import REDACTED
from piiscan.reports.folder import create_report_folder, reading_report, reopen_report
from piiscan.rulebook.loading import load_rulebook
from piiscan.settings import ScanSettings, check_settings
from piiscan.sources.listing import is_path, is_remote

_PIECES_AT_ONCE = 8192

_SHOWING = pa.array(["picture", "video"])
"""Readers of what the pixel budget covers."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is, what to do about it, and where the results go; all but the settings lies on disk."""

    report: Path
    context: ScanContext
    roots: tuple[str, ...]

    def unit_ids(self) -> list[str]:
        """Return the ids of all units, in order."""
        return [
            unit
            for part in UNIT_PARTS
            for batch in read_units(self.report, part, ["id"])
            for unit in batch[0].to_pylist()
        ]

    def units_to_do(self, shard: int = 0, shards: int = 1) -> "Work":
        """Return the units whose results are not in the report yet; those of one shard, where there are several."""
        done = done_units(self.report)
        return Work(self, {unit for unit in self.unit_ids()[shard::shards] if unit not in done})

    def count_pictures(self) -> tuple[int, int]:
        """Return the number of pictures that are files of their own, and of those whose pixels are looked at."""
        pictures = decoded = 0
        for batch in (batch for part in UNIT_PARTS for batch in read_units(self.report, part, ["pieces"])):
            pieces = batch["pieces"].flatten()
            are_pictures = pc.equal(pieces.field("reader"), "picture")
            pictures += pc.sum(are_pictures).as_py() or 0
            decoded += pc.sum(pc.and_(are_pictures, pieces.field("pixels"))).as_py() or 0
        return pictures, decoded


class Work:
    """Units to do, read from the plan as they are wanted."""

    def __init__(self, plan: Plan, wanted: Collection[str]) -> None:
        self._plan, self.ids = plan, wanted
        self.size = sum(size for unit, size in self._sizes() if unit in wanted)
        """Bytes that may have to be read."""

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Unit]:
        report = self._plan.report
        ids = UnitIds(self._plan.context, read_verdicts(report))
        for batch in (batch for part in UNIT_PARTS for batch in read_units(report, part)):
            pieces = batch.column("pieces")
            for place, (unit, tables) in enumerate(
                zip(batch["id"].to_pylist(), batch["tables"].to_pylist(), strict=True)
            ):
                if unit in self.ids:
                    yield Unit(unit, PieceRows(pieces[place].values), ids.verdicts(tables))

    def _sizes(self) -> Iterator[tuple[str, int]]:
        for part in UNIT_PARTS:
            for batch in read_units(self._plan.report, part, ["id", "size"]):
                yield from zip(batch["id"].to_pylist(), batch["size"].to_pylist(), strict=True)


def make_plan(settings: ScanSettings) -> Plan:
    """Return the plan of a scan, and keep it in the report.

    Raises:
        UsageError: there is no such dataset, or the report is of another dataset or other settings.
        RuleError: a rule file is malformed.
        KeyFileError: there is no usable key.
    """
    check_settings(settings)
    plan = Plan(settings.output, make_context(settings), _roots(settings))
    with reading_report(plan.report):
        earlier = read_context(plan.report)
    _refuse_other_scan(plan, earlier)
    create_report_folder(plan.report)
    reopen_report(plan.report)
    write_context(plan.report, plan.context, plan.roots)
    choice, cost = _list(plan, settings)
    _cut_unopened(plan, choice, cost)
    meanings = _meanings(plan)
    plan = replace(plan, context=replace(plan.context, described=bool(meanings)))
    write_context(plan.report, plan.context, plan.roots)
    # Under other rules or another version, what was settled then is no better than a sample now.
    same = earlier is not None and replace(earlier[0], key_file=plan.context.key_file) == plan.context
    with reading_report(plan.report):
        known = settled_tables(plan.report) if same and meanings == read_meanings(plan.report) else {}
    write_meanings(plan.report, meanings)
    _cut_opened(plan, known)
    return plan


def read_plan(report: Path) -> Plan:
    """Return the plan that a report holds. Raises UsageError where it holds none."""
    kept = read_context(report)
    if kept is None:
        raise UsageError(f"there is no plan in {report}: make one with: piiscan plan DATASET -o {report}")
    return Plan(report, *kept)


def _roots(settings: ScanSettings) -> tuple[str, ...]:
    return tuple(
        str(Path(dataset).resolve()) if is_path(dataset) else dataset
        for dataset in settings.datasets
        if is_path(dataset) or is_remote(dataset)
    )


def _list(plan: Plan, settings: ScanSettings) -> tuple[PixelChoice, float]:
    """Write the assets and the pieces of those opened; return which pixels to look at, and the cost of the rest."""
    choice, cost = PixelChoice(plan.context.pixels), 0.0
    opened: list[pa.Table] = []
    class_files: list[Asset] = []
    with reading_report(plan.report):
        otherwise = known_otherwise(plan.report)
    with writing_rows(plan_file(plan.report, "assets"), SURVEYED) as writer:
        for batch, looked in survey(settings, plan.context.hash_files, otherwise):
            writer.write_batch(batch)
            opened.append(opened_rows(looked))
            class_files = first_class_files(chain(class_files, assets_called(batch, CLASS_FILE_ENDINGS)))
            choice.see(ranks(_pictures_in(batch, opened[-1])))
            unopened = batch.filter(pc.is_valid(batch.column("named")))
            costs = unopened_costs(unopened.column("named"), unopened.column("size"), plan.context.hash_files)
            cost += pc.sum(costs).as_py() or 0.0
    with writing_rows(plan_file(plan.report, "opened"), PLAN_OPENED) as writer:
        for rows in name_lists(opened, class_files).to_batches():
            writer.write_batch(_with_pixels(rows, choice))
    mark_table_files(plan.report)
    return choice, cost


def _pictures_in(batch: pa.RecordBatch, opened: pa.Table) -> list[str]:
    """Return the names of the pictures in a batch: those called so, and those that were opened and are pictures."""
    called = pc.is_in(batch.column("named"), pa.array(SHOWN_KINDS, pa.string()))
    names: list[str] = batch.column("name").filter(called).to_pylist()
    pieces = opened["piece"].combine_chunks()
    names += pieces.field("asset").filter(pc.is_in(pieces.field("reader"), _SHOWING)).to_pylist()
    return names


def _with_pixels(opened: pa.RecordBatch, choice: PixelChoice) -> pa.RecordBatch:
    columns = dict(zip(PIECE.names, opened["piece"].flatten(), strict=True))
    pictures = pc.is_in(columns["reader"], _SHOWING).to_pylist()
    columns["pixels"] = choice.covers(ranks(columns["asset"].to_pylist()), pictures)
    pieces = pa.StructArray.from_arrays(list(columns.values()), fields=list(PIECE))
    return pa.RecordBatch.from_arrays([pieces, opened["group"]], schema=PLAN_OPENED)


def _cut_unopened(plan: Plan, choice: PixelChoice, cost: float) -> None:
    ids = UnitIds(plan.context, ())
    with pq.ParquetFile(plan_file(plan.report, "assets")) as assets:
        units = cut_unopened(unopened_pieces(assets, choice, plan.context.hash_files), cost)
        write_units(plan.report, "unopened", _with_ids(units, ids))


def _meanings(plan: Plan) -> tuple[ColumnMeaning, ...]:
    """Return what data dictionaries and documents beside the data say of columns."""
    opened = pq.read_table(plan_file(plan.report, "opened"), schema=PLAN_OPENED)
    documents = (document for batch in read_units(plan.report, "unopened") for document in _documents_in(batch))
    found = gather_meanings(chain(_may_describe(opened["piece"].combine_chunks()), documents))
    return known_words((*gather_labels(opened), *found), load_rulebook(plan.context.rules_dirs))


def _may_describe(pieces: ArrowArray) -> PieceRows:
    """Return what may describe columns, and the tables that may be described: a million texts are not made objects."""
    named = pc.match_substring_regex(pieces.field("asset"), rf"{NAMED_AS_DESCRIBING}|(?i)[.]json$")
    return PieceRows(pieces.filter(pc.or_(named, pc.equal(pieces.field("reader"), "delimited"))))


def _documents_in(units: pa.RecordBatch) -> PieceRows:
    """Return what planning did not open and may describe columns, by its name."""
    pieces = units["pieces"].flatten()
    are_texts = pc.equal(pieces.field("reader"), "")
    named = pc.match_substring_regex(pieces.field("asset"), NAMED_AS_DESCRIBING)
    return PieceRows(pieces.filter(pc.and_(are_texts, named)))


def _cut_opened(plan: Plan, known: Mapping[str, tuple[Verdict, ...]]) -> None:
    """Group the tables, judge those that are not known from samples, and write verdicts and units."""
    opened = grouped(pq.read_table(plan_file(plan.report, "opened"), schema=PLAN_OPENED))
    meanings = read_meanings(plan.report)
    verdicts = sorted(_first_verdicts(plan.context, opened, known, meanings), key=lambda verdict: verdict.table)
    batches = (opened.pieces[at : at + _PIECES_AT_ONCE] for at in range(0, len(opened.pieces), _PIECES_AT_ONCE))
    write_verdicts(plan.report, verdicts)
    write_units(plan.report, "opened", _with_ids(cut_opened(batches), UnitIds(plan.context, verdicts)))


def _with_ids(units: Iterable[UnitRows], ids: UnitIds) -> Iterator[tuple[list[str], UnitRows]]:
    for rows in units:
        yield list(map(ids.id, rows.reads, rows.tables)), rows


def _first_verdicts(
    context: ScanContext,
    opened: Opened,
    known: Mapping[str, tuple[Verdict, ...]],
    meanings: tuple[ColumnMeaning, ...],
) -> Iterator[Verdict]:
    """Yield what an earlier run settled on for the tables that it knew, and samples' verdicts for the others."""
    yield from chain.from_iterable(known.values())
    unknown = opened.samples(name for name in opened.table_names() if name not in known)
    if not is_isolated():
        rulebook = load_rulebook(context.rules_dirs)
        yield from judge_samples(unknown, rulebook, load_key(context.key_file), meanings)
        return
    for table in unknown:  # a file that kills is named when it is read in earnest
        yield from opened_elsewhere(partial(judge_alone, context, table, meanings), lambda _: ())


def judge_again(plan: Plan, verdicts: Iterable[Verdict]) -> None:
    """Put these verdicts into the plan; units whose tables were judged otherwise before get new ids."""
    judged = tuple(sorted(verdicts, key=lambda verdict: verdict.table))
    if judged == read_verdicts(plan.report):
        return
    ids = UnitIds(plan.context, judged)
    write_verdicts(plan.report, judged)
    with writing_rows(plan_file(plan.report, "units", "opened"), PLAN_UNITS) as writer:
        for batch in read_units(plan.report, "opened"):
            named = list(map(ids.id, batch["reads"].to_pylist(), batch["tables"].to_pylist()))
            writer.write_batch(batch.set_column(0, PLAN_UNITS.field("id"), pa.array(named, pa.string())))


def open_otherwise(plan: Plan, names: Collection[str], settled: Mapping[str, tuple[Verdict, ...]]) -> None:
    """Open these assets, which turned out to be tables or archives against their names, and plan how they are read.

    Args:
        plan: has them as unopened.
        names: of the assets.
        settled: the verdicts on the tables that have been read.
    """
    hash_files = plan.context.hash_files
    opened = [look_at(replace(asset, kind=Kind.DATA), hash_files) for asset in planned_assets(plan.report, names)]
    found = {(looked.asset.name, version_of(looked.asset)) for looked in opened}
    write_otherwise(plan.report, known_otherwise(plan.report) | found)
    correct_assets(plan.report, {looked.asset.name: looked.asset for looked in opened})
    before = pq.read_table(plan_file(plan.report, "opened"), schema=PLAN_OPENED)
    rows = name_lists([opened_rows(opened)], _class_files(plan))
    write_rows(plan.report / "plan" / "opened", "opened", pa.concat_tables([before, rows]))
    _cut_opened(plan, settled)


def _class_files(plan: Plan) -> list[Asset]:
    found: list[Asset] = []
    with pq.ParquetFile(plan_file(plan.report, "assets")) as file:
        for batch in file.iter_batches(BATCH_ROWS):
            found = first_class_files(chain(found, assets_called(batch, CLASS_FILE_ENDINGS)))
    return found


def _refuse_other_scan(plan: Plan, earlier: tuple[ScanContext, tuple[str, ...]] | None) -> None:
    if earlier is None:
        return
    context, roots = earlier
    if roots == (REDACTED,):
        raise UsageError(f"{plan.report} holds no names, so it cannot be continued: name another folder with -o")
    if roots != plan.roots:
        raise UsageError(f"{plan.report} is the report of another dataset: name another folder with -o")
    if context.key_id != plan.context.key_id:
        raise UsageError(
            f"{plan.report} was made with the key {context.key_id}: use that key, or another folder with -o"
        )
    if (context.pixels, context.hash_files) != (plan.context.pixels, plan.context.hash_files):
        raise UsageError(f"{plan.report} was made with other settings: use the same, or another folder with -o")
