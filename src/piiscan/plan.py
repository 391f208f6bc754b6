"""Plan: lists the assets, cuts them into units, and judges the columns of tables from samples."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from piiscan.cutting import cut_units
from piiscan.detectors.image.face_detectors import MISSING, face_detector_id
from piiscan.detectors.image.ocr import load_text_reader
from piiscan.detectors.text.ner import load_model
from piiscan.inside import container_of
from piiscan.keys import load_key
from piiscan.looking import HOLDING_TABLES, look_into
from piiscan.model.assets import Asset, Kind, Status
from piiscan.model.columns import Verdict
from piiscan.model.errors import PiiscanError, UsageError
from piiscan.model.units import DIGEST_READER, Piece, ScanContext, Unit
from piiscan.plan_files import (
    assets_table,
    done_units,
    read_context,
    settled_tables,
    verdicts_table,
    write_context,
    write_plan_units,
    write_rows,
)
from piiscan.reports.folder import create_report_folder
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.places import shipped_rules
from piiscan.sampling import Table, group_tables, judge_samples, pixel_budget
from piiscan.settings import SMALL_UNIT_BYTES, ScanSettings, check_settings, root_labels
from piiscan.sources.listing import is_path, list_assets
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
    pieces: tuple[Piece, ...]
    tables: tuple[Table, ...]
    verdicts: tuple[Verdict, ...]
    units: tuple[Unit, ...] = field(default=())

    def units_to_do(self) -> list[Unit]:
        """Return the units whose results are not in the report yet."""
        done = done_units(self.report)
        return [unit for unit in self.units if unit.id not in done]

    def with_verdicts(self, verdicts: Iterable[Verdict]) -> "Plan":
        """Return the plan with these verdicts, and with new ids for the units whose tables were judged otherwise."""
        judged = tuple(verdicts)
        if self.units and judged == self.verdicts:
            return self
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
    known = settled_tables(plan.report) if same else {}
    create_report_folder(plan.report)
    write_context(plan.report, plan.context, plan.roots)
    write_rows(plan.report / "plan" / "assets", "assets", assets_table(plan.assets))
    judged = plan.with_verdicts(_first_verdicts(plan, known))
    keep_plan(judged)
    return judged


def _first_verdicts(plan: Plan, known: Mapping[str, tuple[Verdict, ...]]) -> Iterator[Verdict]:
    """Yield what an earlier run settled on for the tables that it knew, and samples' verdicts for the others."""
    rulebook = load_rulebook(plan.context.rules_dirs)
    planned = {table.name for table in plan.tables}
    for name, verdicts in known.items():
        if container_of(name) in planned:
            yield from verdicts
    unknown = [table for table in plan.tables if table.name not in known]
    yield from judge_samples(unknown, rulebook, load_key(plan.context.key_file))


def keep_plan(plan: Plan) -> None:
    """Write the verdicts and the units into the report."""
    write_rows(plan.report / "plan" / "tables", "tables", verdicts_table(plan.verdicts))
    write_plan_units(plan.report, plan.units)


def draft_plan(settings: ScanSettings) -> Plan:
    """Return the plan before any column is judged, without writing anything: what a dry run shows."""
    check_settings(settings)
    context = make_context(settings)
    assets: list[Asset] = []
    pieces: list[Piece] = []
    tables = []
    for asset in _assets(settings):
        seen, its_pieces, columns = look_at(asset)
        if not context.hash_files:
            its_pieces = _without_digest(its_pieces)
        assets.append(seen)
        if seen.kind in HOLDING_TABLES and its_pieces:
            tables.append((its_pieces, columns))
        else:
            pieces += its_pieces
    grouped = group_tables(tables)
    pieces = [*pixel_budget(pieces, context.pixels), *(piece for table in grouped for piece in table.pieces)]
    roots = tuple(str(Path(dataset).resolve()) for dataset in settings.datasets if is_path(dataset))
    ordered = tuple(sorted(pieces, key=lambda piece: (piece.asset, piece.start, piece.reader)))
    return Plan(settings.output, context, roots, tuple(assets), ordered, tuple(grouped), ())


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
        hash_files=settings.hash_files,
        key_file=key_file,
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


def look_at(asset: Asset) -> tuple[Asset, tuple[Piece, ...], tuple[tuple[str, str], ...]]:
    """Return the asset as its content says it is, its pieces, and the columns where it is a table.

    An asset that cannot be opened or cut comes back as failed, with the reason and without pieces.
    """
    if asset.status is not None:
        return asset, (), ()
    try:
        with open_uri(asset.uri) as stream:
            seen, layout = look_into(stream, asset, SMALL_UNIT_BYTES)
    except PiiscanError as error:
        return replace(asset, status=Status.FAILED, reason=str(error)), (), ()
    if not layout.pieces:
        return seen, (_digest_piece(seen),) if seen.kind is Kind.MODEL else (), ()
    return seen, _with_digest(seen, layout.pieces), layout.columns


def _with_digest(asset: Asset, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return the pieces so marked that the whole asset is hashed once."""
    if len(pieces) == 1:
        return (replace(pieces[0], hashes=True),)
    return (*pieces, _digest_piece(asset))


def _without_digest(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(replace(piece, hashes=False) for piece in pieces if piece.reader != DIGEST_READER)


def _digest_piece(asset: Asset) -> Piece:
    """Return the piece that hashes an asset without reading what it holds; it stands outside its records."""
    version = asset.etag or str(asset.modified_ns)
    return Piece(asset.name, asset.uri, DIGEST_READER, asset.size, version, start=-1, hashes=True)


def _assets(settings: ScanSettings) -> Iterator[Asset]:
    selection = Selection(settings.include, settings.exclude)
    for dataset, label in zip(settings.datasets, root_labels(settings.datasets), strict=True):
        yield from mark_excluded(list_assets(dataset, label, [settings.output]), selection)


def _refuse_other_scan(plan: Plan, earlier: tuple[ScanContext, tuple[str, ...]] | None) -> None:
    if earlier is None:
        return
    context, roots = earlier
    if roots != plan.roots:
        raise UsageError(f"{plan.report} is the report of another dataset: name another folder with -o")
    if context.key_id != plan.context.key_id:
        raise UsageError(
            f"{plan.report} was made with the key {context.key_id}: use that key, or another folder with -o"
        )
    if (context.pixels, context.hash_files) != (plan.context.pixels, plan.context.hash_files):
        raise UsageError(f"{plan.report} was made with other settings: use the same, or another folder with -o")
