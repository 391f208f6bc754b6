"""What a unit finds in tables: rows that follow from column verdicts, and what stands in the cells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

import numpy as np
import pyarrow as pa

from piiscan.detectors.table import minor
from piiscan.detectors.table.consent import withdrawn
from piiscan.detectors.table.headers import header_reader
from piiscan.detectors.table.links import link_cells
from piiscan.detectors.table.minor import day_of, find_minors
from piiscan.detectors.table.presence import PresentText, present_text
from piiscan.detectors.table.sketch import SketchBuilder, small_sketches
from piiscan.detectors.table.subject import words_deny_persons
from piiscan.detectors.table.value_tests import column_tests
from piiscan.detectors.text.cells import PLACES, find_in_cells, header_says
from piiscan.detectors.text.ner import PROSE_CATEGORIES, find_names_in_cells, load_model
from piiscan.keys import Key
from piiscan.model.arrow_types import ArrowArray
from piiscan.model.categories import Category
from piiscan.model.columns import Verdict
from piiscan.model.content import ColumnValues, Role, TableBatch
from piiscan.model.findings import Evidence, Finding, Hits
from piiscan.model.rows import FindingRows, LinkRows
from piiscan.model.units import Piece, ScanContext
from piiscan.readers.plain_text import COLUMN
from piiscan.rulebook.rules import Rulebook
from piiscan.run.cell_pictures import without_pictures
from piiscan.run.consents import ConsentRows
from piiscan.run.small_tables import AlikeTables, SmallTables, TablesTogether, Verdicts, may_wait
from piiscan.run.small_texts import TextsTogether
from piiscan.run.waiting_texts import Waiting, WaitingTexts

_HEADERS = 16_384
"""Headers of which is remembered what they say of entities in text."""


class TableScanner:
    """Looks at batches of tables; rows go to the ``findings`` and ``links`` it is given."""

    def __init__(
        self, context: ScanContext, rulebook: Rulebook, key: Key, findings: FindingRows, links: LinkRows
    ) -> None:
        self._rulebook, self._key, self._findings, self._links = rulebook, key, findings, links
        self._rules = {rule.id: rule for rule in rulebook.columns}
        self._tests = column_tests(rulebook, described=context.described)
        self._sketch_key = key.derive("sketch")
        self._texts = WaitingTexts()
        self._failed: list[tuple[str, str]] = []
        """Asset and reason of each table or column that could not be searched."""

        self._small = SmallTables()
        self.sketches: list[pa.Table] = []
        """Of small tables."""

        self._said = lru_cache(_HEADERS)(partial(header_says, rules=rulebook.texts))
        self._names = load_model(context.ner) if context.ner else None

    def scan(
        self,
        batch: TableBatch,
        piece: Piece,
        verdicts: dict[tuple[str, str], Verdict],
        sketches: dict[str, SketchBuilder],
    ) -> None:
        """Count and search every cell of a batch; ``verdicts`` by table and column, ``sketches`` by column.

        A small table waits for others of its kind.
        """
        if self._names is None and may_wait(batch, piece):
            if alike := self._small.add(piece, batch, verdicts):
                self._look_at_small_tables(alike)
            return
        for position, column in enumerate(batch.columns):
            if column.role is Role.DATA and column.name not in sketches:
                tests = self._tests.under(column.name)
                sketches[column.name] = SketchBuilder(column.name, position, tests, self._sketch_key)
        found = _Found(piece.asset)
        try:
            for column, cells in self._scan_columns(batch, piece, verdicts, found):
                if column.role is Role.DATA:
                    sketches[column.name].add(cells)
        finally:  # what was found before a failure still counts
            self._keep(found)

    def _scan_columns(
        self, batch: TableBatch, piece: Piece, verdicts: Verdicts, found: "_Found"
    ) -> Iterator[tuple[ColumnValues, PresentText]]:
        """Yield each column with its cells, and keep what there is in them."""
        consents = ConsentRows(piece.asset, found)
        of_things = self._is_about_things(piece.table or piece.asset, tuple(c.name for c in batch.columns), verdicts)
        for column in batch.columns:
            cells = present_text(column)
            yield column, cells
            verdict = verdicts.get((piece.table or piece.asset, column.name))
            if verdict is not None:
                self._tell_verdict(piece, cells, verdict, consents, found)
            told = verdict.category if verdict is not None else None
            bare = without_pictures(column)
            prose = cells if bare is column else present_text(bare)
            found.texts.append((column.name, prose, told, of_things))
            if self._names is not None and told in PROSE_CATEGORIES:
                for hits in find_names_in_cells(column.name, prose, self._names):
                    found.add_hits(piece.asset, hits)
        consents.compare_dates()

    def _keep(self, found: "_Found") -> None:
        """Keep what was found in a table; its texts wait for others."""
        for hits in found.hits:
            self._findings.add_hits(found.asset, hits)
        for place, records, tokens in found.links:
            self._links.add((found.asset, *place), records, tokens)
        for name, cells, told, of_things in found.texts:
            self._wait_for_texts(found.asset, name, cells, told, of_things)

    def _wait_for_texts(
        self, asset: str, name: str, cells: PresentText, told: Category | None, of_things: bool
    ) -> None:
        if waiting := self._texts.add(asset, name, cells, told, of_things, self._said(name)):
            self._look_for_texts(waiting)

    def _look_at_small_tables(self, alike: AlikeTables) -> None:
        """Look at tables together; where that fails, one by one, so that the failure is that of one asset."""
        try:
            self._scan_together(alike)
        except Exception as error:  # noqa: BLE001 - as for the pieces, which may be over by now
            if len(alike.parts) == 1:
                reason = f"the table detectors stopped ({type(error).__name__})"
                self._failed.append((alike.parts[0][0].asset, reason))
                return
            for part in alike.parts:
                self._look_at_small_tables(AlikeTables(alike.verdicts, [part]))

    def _scan_together(self, alike: AlikeTables) -> None:
        together = TablesTogether(alike.parts)
        piece, found = together.pieces[0], _Found("")
        names = [each.table or each.asset for each in together.pieces], [each.asset for each in together.pieces]
        sketches = []
        for position, (column, cells) in enumerate(self._scan_columns(together.batch, piece, alike.verdicts, found)):
            counts = np.bincount(together.owners(column.records), minlength=len(together.pieces))
            places, tests = (together.owners(cells.records), counts), self._tests.under(column.name)
            sketches.append(
                small_sketches((names[1], names[0]), (column.name, position), cells, places, tests, self._sketch_key)
            )
        self.sketches += sketches
        for hits in found.hits:
            self._findings.add_hits_of(*together.hits_apart(hits))
        for place, records, tokens in found.links:
            assets, own = together.apart(records)
            self._links.add_assets(assets, place, tokens, own)
        for name, cells, told, of_things in found.texts:
            for asset, own_cells in together.cells_apart(cells):
                self._wait_for_texts(asset, name, own_cells, told, of_things)

    def find_in_texts(self, texts: TextsTogether) -> Iterator[tuple[list[str], Hits]]:
        """Yield what stands in the lines of small texts: assets, and hits at a record of each."""
        found = list(find_in_cells(COLUMN, texts.cells, self._rulebook.texts))
        things = self._about_things(texts, found)
        for hits in found:
            yield from texts.apart(hits, but=things)
        if things:
            for hits in find_in_cells(COLUMN, texts.cells_of(sorted(things)), self._rulebook.texts, of_things=True):
                yield from texts.apart(hits)

    def _about_things(self, texts: TextsTogether, found: Iterable[Hits]) -> frozenset[int]:
        """Return the texts about things, as far as that matters: of those in which places were found."""
        places = [hits.records for hits in found if hits.finding.category in PLACES]
        owners = np.unique(np.concatenate([texts.owners(records) for records in places])).tolist() if places else []
        return frozenset(owner for owner in owners if self._is_about_things(texts.assets[owner], (COLUMN,), {}))

    def sketches_of(self, texts: TextsTogether) -> pa.Table:
        """Return a sketch for each of the texts."""
        owners = texts.owners(texts.cells.records)
        tests = self._tests.under(COLUMN)
        tables = (texts.assets, texts.assets)
        return small_sketches(tables, (COLUMN, 0), texts.cells, (owners, texts.rows), tests, self._sketch_key)

    def end_unit(self) -> Iterator[tuple[str, str]]:
        """Look at tables and texts still waiting; yield asset and reason of each that could not be looked at."""
        for alike in self._small.rest():
            self._look_at_small_tables(alike)
        for waiting in self._texts.rest():
            self._look_for_texts(waiting)
        yield from dict.fromkeys(self._failed)
        self._failed.clear()

    def _look_for_texts(self, waiting: Waiting) -> None:
        """Look at columns together; where that fails, one by one, so that the failure is that of one asset."""
        try:
            found = list(self._find_in_waiting(waiting))
        except Exception as error:  # noqa: BLE001 - as for the pieces, which may be over by now
            if len(waiting.columns) == 1:
                self._failed.append((waiting.columns[0][0], f"the text detectors stopped ({type(error).__name__})"))
                return
            for column in waiting.columns:
                self._look_for_texts(replace(waiting, columns=[column]))
            return
        for assets, hits in found:
            self._findings.add_hits_of(assets, hits)

    def _find_in_waiting(self, waiting: Waiting) -> Iterator[tuple[list[str], Hits]]:
        rules, cells = self._rulebook.texts, waiting.together()
        for hits in find_in_cells(waiting.column, cells, rules, waiting.told, of_things=waiting.of_things):
            yield from waiting.apart(hits)

    def _is_about_things(self, table: str, names: tuple[str, ...], verdicts: Verdicts) -> bool:
        """Return whether the words of a table speak of things, and none of its columns of persons."""
        told = (verdicts.get((table, name)) for name in names)
        if any(verdict is not None and self._rules[verdict.detector].speaks > 0 for verdict in told):
            return False
        headers = [header_reader(self._rulebook).read(name) for name in names]
        return words_deny_persons(table, headers, self._rulebook.subject)

    def _tell_verdict(
        self, piece: Piece, cells: PresentText, verdict: Verdict, consents: ConsentRows, found: "_Found"
    ) -> None:
        finding = Finding(
            detector=verdict.detector,
            category=verdict.category,
            field=verdict.field,
            evidence=Evidence.COLUMN,
            confidence=verdict.confidence,
            precision=verdict.precision,
        )
        # A row that says "no" under "closed account" is not that of somebody who left.
        leaving = verdict.category is Category.PROVENANCE_WITHDRAWAL
        told = withdrawn(cells, verdict.category) if leaving else cells.records
        found.add_hits(piece.asset, Hits(finding, told))
        header = header_reader(self._rulebook).read(verdict.field)
        consents.add(finding, header, cells)
        minors = find_minors(cells, verdict.category, header, day_of(piece.version))
        child = replace(finding, detector=minor.DETECTOR, category=Category.DEMOGRAPHIC_MINOR)
        found.add_hits(piece.asset, Hits(child, minors))
        for role, level, records, tokens in link_cells(cells, self._rules[verdict.detector], self._key.derive):
            found.links.append(((verdict.field, role, level), records, tokens))


@dataclass(slots=True)
class _Found:
    """What was found in a batch, kept until all of it has been looked at."""

    asset: str
    hits: list[Hits] = field(default_factory=list)
    links: list[tuple[tuple[str, str, str], ArrowArray, ArrowArray]] = field(default_factory=list)
    """Field, role and level; records; tokens."""

    texts: list[tuple[str, PresentText, Category | None, bool]] = field(default_factory=list)
    """Columns to be searched: name, cells, category of the verdict, and whether rows are about things."""

    def add_hits(self, asset: str, hits: Hits) -> None:  # noqa: ARG002 - of whom else
        """Add the same finding at many records."""
        self.hits.append(hits)
