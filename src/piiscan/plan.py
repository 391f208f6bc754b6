"""Plan: lists the assets, cuts them into units, and judges the columns of tables from samples."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from piiscan.cutting import cut_units
from piiscan.detectors.image.face_detectors import MISSING, face_detector_id
from piiscan.detectors.image.ocr import load_text_reader
from piiscan.detectors.text.ner import load_model
from piiscan.inside import container_of
from piiscan.isolation import is_isolated, opened_elsewhere
from piiscan.keys import load_key
from piiscan.lake.history import mark_bookkeeping, mark_snapshots
from piiscan.looking import HOLDING_TABLES, look_into
from piiscan.meanings import gather_meanings, known_words
from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.columns import Verdict
from piiscan.model.errors import PiiscanError, UsageError
from piiscan.model.units import DIGEST_READER, Piece, ScanContext, Unit
from piiscan.picture_lists import name_columns
from piiscan.plan_files import (
    assets_table,
    done_units,
    known_otherwise,
    read_context,
    read_meanings,
    settled_tables,
    verdicts_table,
    write_context,
    write_meanings,
    write_otherwise,
    write_plan_units,
    write_rows,
)
from piiscan.readers.endings import kind_by_name
from piiscan.redaction import REDACTED
from piiscan.reports.folder import create_report_folder
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.runtimes.board import slot
from piiscan.sampling import Columns, Table, group_tables, judge_alone, judge_samples, pixel_budget
from piiscan.settings import SMALL_UNIT_BYTES, ScanSettings, check_settings, root_labels
from piiscan.sources.ahead import Open, Place, opened_ahead
from piiscan.sources.listing import is_path, is_remote, list_assets
from piiscan.sources.opening import open_uri
from piiscan.sources.selection import Selection, mark_excluded
from piiscan.version import __version__


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is, what to do about it, and where the results go."""

    report: Path
    context: ScanContext
    roots: tuple[str, ...]
    assets: tuple[Asset, ...]
    plain: tuple[Piece, ...]
    """Pieces of what is no table; those that planning did not open among them."""

    parts: tuple[tuple[tuple[Piece, ...], Columns], ...]
    """The pieces of each table and archive, with its columns."""

    verdicts: tuple[Verdict, ...]
    units: tuple[Unit, ...] = field(default=())

    @property
    def tables(self) -> list[Table]:
        """The tables that the parts make up."""
        return group_tables(self.parts)

    @property
    def pieces(self) -> list[Piece]:
        """All pieces, in order of assets."""
        pieces = [*self.plain, *(piece for table in self.tables for piece in table.pieces)]
        return sorted(pieces, key=lambda piece: (piece.asset, piece.start, piece.reader))

    def units_to_do(self) -> list[Unit]:
        """Return the units whose results are not in the report yet."""
        done = done_units(self.report)
        return [unit for unit in self.units if unit.id not in done]

    def with_verdicts(self, verdicts: Iterable[Verdict]) -> "Plan":
        """Return the plan with these verdicts, and with new ids for the units whose tables were judged otherwise."""
        judged = tuple(verdicts)
        return replace(self, verdicts=judged, units=tuple(cut_units(self.context, self.pieces, judged)))


def make_plan(settings: ScanSettings) -> Plan:
    """Return the plan of a scan, and keep it in the report.

    Raises:
        UsageError: there is no such dataset, or the report is of another dataset or other settings.
        RuleError: a rule file is malformed.
        KeyFileError: there is no usable key.
    """
    plan = draft_plan(settings)
    earlier = read_context(plan.report)
    _refuse_other_scan(plan, earlier)
    # Under other rules or another version, what was settled then is no better than a sample now.
    same = earlier is not None and replace(earlier[0], key_file=plan.context.key_file) == plan.context
    meanings = known_words(gather_meanings(plan.pieces), load_rulebook(plan.context.rules_dirs))
    known = settled_tables(plan.report) if same and meanings == read_meanings(plan.report) else {}
    create_report_folder(plan.report)
    write_context(plan.report, plan.context, plan.roots)
    write_rows(plan.report / "plan" / "assets", "assets", assets_table(plan.assets))
    write_meanings(plan.report, meanings)
    judged = plan.with_verdicts(first_verdicts(plan, known))
    keep_plan(judged)
    return judged


def first_verdicts(plan: Plan, known: Mapping[str, tuple[Verdict, ...]]) -> Iterator[Verdict]:
    """Yield what an earlier run settled on for the tables that it knew, and samples' verdicts for the others."""
    rulebook = load_rulebook(plan.context.rules_dirs)
    tables = plan.tables
    planned = {table.name for table in tables}
    for name, verdicts in known.items():
        if container_of(name) in planned:
            yield from verdicts
    unknown = [table for table in tables if table.name not in known]
    meanings = read_meanings(plan.report)
    if not is_isolated():
        yield from judge_samples(unknown, rulebook, load_key(plan.context.key_file), meanings)
        return
    for table in unknown:  # a file that kills is named when it is read in earnest
        yield from opened_elsewhere(partial(judge_alone, plan.context, table, meanings), lambda _: ())


def plan_otherwise(plan: Plan, found: Container[str]) -> Plan:
    """Return the plan with these assets opened, which turned out to be tables or archives; it has no verdicts yet."""
    opened = {
        asset.name: look_at(replace(asset, kind=Kind.DATA), plan.context.hash_files)
        for asset in plan.assets
        if asset.name in found
    }
    known = known_otherwise(plan.report)
    write_otherwise(plan.report, known | {(looked.asset.name, version_of(looked.asset)) for looked in opened.values()})
    assets = tuple(opened[asset.name].asset if asset.name in opened else asset for asset in plan.assets)
    plain = *plan.plain, *(piece for looked in opened.values() if not looked.holds_tables for piece in looked.pieces)
    parts = *plan.parts, *((looked.pieces, looked.columns) for looked in opened.values() if looked.holds_tables)
    more = replace(plan, assets=assets, plain=plain, parts=parts)
    write_rows(plan.report / "plan" / "assets", "assets", assets_table(assets))
    return more


def keep_plan(plan: Plan) -> None:
    """Write the verdicts and the units into the report."""
    write_rows(plan.report / "plan" / "tables", "tables", verdicts_table(plan.verdicts))
    write_plan_units(plan.report, plan.units)


def draft_plan(settings: ScanSettings) -> Plan:
    """Return the plan before any column is judged, without writing anything: what a dry run shows."""
    check_settings(settings)
    context = make_context(settings)
    assets: list[Asset] = []
    plain: list[Piece] = []
    parts = []
    otherwise = known_otherwise(settings.output)
    with opened_ahead(_assets(settings), _to_open) as listed:
        for asset, opened in listed:
            kind = kind_by_name(asset.name) if asset.status is None else None
            if kind is not None:
                unopened = _unopened(asset, kind, context.hash_files)
                plain += unopened.pieces
            if kind is not None and (asset.name, version_of(asset)) not in otherwise:
                assets.append(unopened.asset)
                continue
            looked = look_at(asset, context.hash_files, opened if kind is None else None)
            assets.append(looked.asset)
            if looked.holds_tables:
                parts.append((looked.pieces, looked.columns))
            else:
                plain += looked.pieces
    parts = name_columns(parts, assets)
    marked = mark_snapshots(tuple(assets), lambda asset: open_uri(asset.uri, asset.etag, asset.size))
    roots = tuple(
        str(Path(dataset).resolve()) if is_path(dataset) else dataset
        for dataset in settings.datasets
        if is_path(dataset) or is_remote(dataset)
    )
    budgeted = tuple(pixel_budget(plain, context.pixels))
    return Plan(settings.output, context, roots, marked, budgeted, tuple(parts), ())


def make_context(settings: ScanSettings) -> ScanContext:
    """Return what all units share. Raises RuleError or KeyFileError."""
    rules_dirs = (str(shipped_rules()), *(str(folder.resolve()) for folder in settings.rules))
    key_file = str(settings.key_file.resolve()) if settings.key_file else None
    return ScanContext(
        version=__version__,
        rules_dirs=rules_dirs,
        rules_hash=load_rulebook(rules_dirs).hash,
        key_id=load_key(key_file).id,
        pixels="all" if settings.faces == "all" else settings.pixels,
        face_model=str(settings.face_model.resolve()) if settings.face_model else None,
        face_detector=_face_detector(settings),
        reads_text=settings.ocr and load_text_reader() is not None,
        ner=_language_model(settings),
        hash_files=settings.hashes,
        key_file=key_file,
        limits=settings.limits,
    )


def _face_detector(settings: ScanSettings) -> str | None:
    """Return what looks for faces. Raises UsageError where faces are wanted and nothing can look for them."""
    if settings.faces == "off":
        return None
    found = face_detector_id(str(settings.face_model) if settings.face_model else None)
    if found is None and settings.faces == "all":
        raise UsageError(MISSING)
    return found


def _language_model(settings: ScanSettings) -> str | None:
    """Return the language model, a folder by its full path. Raises UsageError where it is missing."""
    if settings.ner is None:
        return None
    load_model(settings.ner)
    return str(Path(settings.ner).resolve()) if Path(settings.ner).is_dir() else settings.ner


@dataclass(frozen=True, slots=True)
class Looked:
    """An asset as far as planning knows it."""

    asset: Asset
    pieces: tuple[Piece, ...] = ()
    columns: Columns = ()
    """Where it is a table."""

    @property
    def holds_tables(self) -> bool:
        """Whether other files of its folder may be parts of the same table."""
        return self.asset.kind in HOLDING_TABLES and bool(self.pieces)


def _to_open(asset: Asset) -> Place:
    """Return what is opened ahead: nothing of what planning does not open, or lets another process open."""
    if asset.status is not None or kind_by_name(asset.name) is not None or is_isolated():
        return "", "", 0, True
    return asset.uri, asset.etag or "", asset.size, True


def look_at(asset: Asset, hash_files: bool, opened: Open | None = None) -> Looked:
    """Return the asset as its content says it is, its pieces, and the columns where it is a table.

    An asset that cannot be opened or cut comes back as failed, with the reason and without pieces.
    """
    if asset.status is not None:
        return Looked(asset)
    failed = partial(replace, asset, status=Status.FAILED)
    if opened is not None and not is_isolated():
        return _look_at(asset, hash_files, opened)
    return opened_elsewhere(partial(_look_at, asset, hash_files), lambda reason: Looked(failed(reason=reason)))


def _look_at(asset: Asset, hash_files: bool, opened: Open | None = None) -> Looked:
    opened = opened or partial(open_uri, asset.uri, asset.etag, asset.size)
    try:
        with slot().reading(), opened() as stream:
            seen, layout = look_into(stream, asset, SMALL_UNIT_BYTES)
    except PiiscanError as error:
        return Looked(replace(asset, status=Status.FAILED, reason=str(error)))
    if not hash_files:
        return Looked(seen, layout.pieces, layout.columns)
    if not layout.pieces:
        return Looked(seen, (_digest_piece(seen),) if seen.kind is Kind.MODEL else ())
    return Looked(seen, _with_digest(seen, layout.pieces), layout.columns)


def _unopened(asset: Asset, kind: Kind, hash_files: bool) -> Looked:
    """Return an asset whose name says that it is no table: who reads it will look at what it is."""
    reader = {Kind.PICTURE: "picture", Kind.VIDEO: "video"}.get(kind, "")
    piece = Piece(asset.name, asset.uri, reader, asset.size, version_of(asset), hashes=hash_files, looked=False)
    return Looked(replace(asset, kind=kind), (piece,))


def version_of(asset: Asset) -> str:
    """Return what makes a changed file another one."""
    return asset.etag or str(asset.modified_ns)


def _with_digest(asset: Asset, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return the pieces so marked that the whole asset is hashed once."""
    if len(pieces) == 1:
        return (replace(pieces[0], hashes=True),)
    return (*pieces, _digest_piece(asset))


def _digest_piece(asset: Asset) -> Piece:
    """Return the piece that hashes an asset without reading what it holds; it stands outside its records."""
    return Piece(asset.name, asset.uri, DIGEST_READER, asset.size, version_of(asset), start=-1, hashes=True)


def _assets(settings: ScanSettings) -> Iterator[Asset]:
    selection = Selection(settings.include, settings.exclude)
    for dataset, label in zip(settings.datasets, root_labels(settings.datasets), strict=True):
        listed = mark_bookkeeping(list_assets(dataset, label, [settings.output]))
        yield from mark_excluded(listed, selection)


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
