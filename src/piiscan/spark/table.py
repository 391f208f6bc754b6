"""What tasks do with batches of a table that Spark already has: count what its columns hold, then search them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from piiscan.detectors.table.presence import present_text
from piiscan.detectors.table.sketch import SketchBuilder, sketches_table
from piiscan.detectors.table.value_tests import ColumnTests, column_tests
from piiscan.keys import Key, load_key
from piiscan.machines.task import on_this_machine
from piiscan.model.columns import Verdict
from piiscan.model.content import TableBatch
from piiscan.model.errors import KeyFileError
from piiscan.model.keyed_hash import hash_column
from piiscan.model.rows import FindingRows, LinkRows
from piiscan.model.schemas import FINDINGS, SKETCHES
from piiscan.model.units import Piece, ScanContext
from piiscan.readers.flattening import flatten
from piiscan.rulebook.loading import load_rulebook
from piiscan.rulebook.rules import Rulebook
from piiscan.run.tables import TableScanner

Batches = Iterator[pa.RecordBatch]

RECORD_TOKEN = "record_token"  # noqa: S105 - a column's name
"""The column that stands for the caller's key where the key itself must not be kept."""

FOUND = pa.schema([field for field in FINDINGS if field.name not in {"asset", "record", "box"}])
"""What is said of a finding, beside the caller's key and its token."""


@dataclass(frozen=True)
class TableScan:
    """One table under one name, with the settings of the driver."""

    context: ScanContext
    name: str

    def sketch(self, batches: Batches) -> Batches:
        """Yield one row per column on what its values look like, as counts without values."""
        builders: dict[str, SketchBuilder] = {}
        key = self._key.derive("sketch")
        for batch in self._flat(batches):
            for position, column in enumerate(batch.columns):
                if column.name not in builders:
                    tests = self._tests.under(column.name)
                    builders[column.name] = SketchBuilder(column.name, position, tests, key)
                builders[column.name].add(present_text(column))
        built = [builder.sketch() for builder in builders.values()]
        table = sketches_table(self.name, self.name, built, SKETCHES)
        at = table.schema.get_field_index("hashes")
        yield from table.set_column(at, "hashes", signed(table["hashes"].combine_chunks())).to_batches()

    def find(self, batches: Batches, verdicts: Sequence[Verdict], key: Sequence[str]) -> Batches:
        """Yield the findings, each beside the key of its row and the token of that key."""
        told = {(verdict.table, verdict.field): verdict for verdict in verdicts}
        for batch in batches:
            findings = self._findings_in(batch, told)
            keys = [batch.column(name) for name in key]
            tokens = record_tokens(keys, self._key)
            records = findings["record"].combine_chunks()
            columns = [each.take(records) for each in (*keys, tokens)]
            columns += [findings[field.name].combine_chunks().cast(field.type) for field in FOUND]
            yield pa.RecordBatch.from_arrays(columns, names=[*key, RECORD_TOKEN, *FOUND.names])

    def _findings_in(self, batch: pa.RecordBatch, told: dict[tuple[str, str], Verdict]) -> pa.Table:
        findings = FindingRows()
        scanner = TableScanner(self._here, self._rulebook, self._key, findings, LinkRows())
        piece = Piece(self.name, "", "spark", 0, "")
        for flat in flatten(batch, 0):
            scanner.scan(flat, piece, told, {})
        for _ in scanner.end_unit():
            raise RuntimeError("the text detectors stopped")  # not in silence: the task fails by it
        return findings.table()

    def _flat(self, batches: Batches) -> Iterator[TableBatch]:
        for batch in batches:
            yield from flatten(batch, 0)

    @cached_property
    def _here(self) -> ScanContext:
        return on_this_machine(self.context)

    @cached_property
    def _rulebook(self) -> Rulebook:
        return load_rulebook(self._here.rules_dirs)

    @cached_property
    def _tests(self) -> ColumnTests:
        return column_tests(self._rulebook, described=self._here.described)

    @cached_property
    def _key(self) -> Key:
        key = load_key(self.context.key_file)
        if key.id != self.context.key_id:
            raise KeyFileError(f"the driver has the key {self.context.key_id}, this worker the key {key.id}")
        return key


def signed(hashes: pa.ListArray) -> pa.ListArray:
    """Return lists of uint64 as lists of int64 with the same bits: Spark knows no other whole numbers."""
    return pa.ListArray.from_arrays(hashes.offsets, hashes.flatten().view(pa.int64()))


def unsigned(hashes: Iterable[int]) -> list[int]:
    """Return numbers that ``signed`` made as they were."""
    return [each % (1 << 64) for each in hashes]


def record_tokens(keys: Sequence[pa.Array], key: Key) -> pa.Array:
    """Return 16 hex digits per row that name its key and say nothing about it: a keyed hash of its columns' values."""
    texts = [_escaped(pc.cast(column, pa.string())) for column in keys]
    joined = pc.binary_join_element_wise(*texts, "|", null_handling="replace", null_replacement="\\N")
    hashes = hash_column(joined, key.derive("record"))
    return pa.array([f"{each:016x}" for each in hashes.tolist()], pa.string())


def _escaped(text: pa.Array) -> pa.Array:
    return pc.replace_substring(pc.replace_substring(text, "\\", "\\\\"), "|", "\\|")
