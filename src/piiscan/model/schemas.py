"""The published schemas of the report's tables, with their version.

Written out by hand: others build on these columns, so they do not follow renames of our classes. A change here raises
``SCHEMA_VERSION`` and is said in the changelog.
"""

import pyarrow as pa

SCHEMA_VERSION = "1"
VERSION_KEY = "piiscan.schema_version"
"""Stands in the metadata of each file of a report's tables."""

_VERSION = {VERSION_KEY: SCHEMA_VERSION}

FINDINGS = pa.schema(
    [
        pa.field("asset", pa.string(), nullable=False),
        pa.field("record", pa.int64(), nullable=False),
        pa.field("category", pa.string(), nullable=False),
        pa.field("field", pa.string(), nullable=False),
        pa.field("evidence", pa.string(), nullable=False),
        pa.field("detector", pa.string(), nullable=False),
        pa.field("confidence", pa.float64(), nullable=False),
        pa.field("precision", pa.float64()),
        pa.field("shown", pa.string()),
        pa.field("span_start", pa.int32()),
        pa.field("span_end", pa.int32()),
        pa.field(
            "box",
            pa.struct([("x", pa.int32()), ("y", pa.int32()), ("width", pa.int32()), ("height", pa.int32())]),
        ),
    ],
    metadata=_VERSION,
)
"""One row per record, field, category and occurrence."""

RECORDS = pa.schema(
    [
        pa.field("asset", pa.string(), nullable=False),
        pa.field("record", pa.int64(), nullable=False),
        pa.field("record_id", pa.binary(16), nullable=False),
        pa.field("subject", pa.binary(16)),
        pa.field("categories", pa.list_(pa.string()), nullable=False),
        pa.field("risk", pa.float64(), nullable=False),
        pa.field("risk_level", pa.string(), nullable=False),
        pa.field("k", pa.int64()),
    ],
    metadata=_VERSION,
)
"""One row per record with a finding."""

FIELDS = pa.schema(
    [
        pa.field("asset", pa.string(), nullable=False),
        pa.field("table", pa.string()),
        pa.field("field", pa.string(), nullable=False),
        pa.field("type", pa.string()),
        pa.field("category", pa.string(), nullable=False),
        pa.field("confidence", pa.float64(), nullable=False),
        pa.field("origin", pa.string(), nullable=False),
        pa.field("reasons", pa.list_(pa.string()), nullable=False),
        pa.field("alternatives", pa.list_(pa.string()), nullable=False),
        pa.field("rows", pa.int64()),
        pa.field("nulls", pa.int64()),
        pa.field("matched", pa.int64(), nullable=False),
        pa.field("distinct", pa.int64()),
        pa.field("shown", pa.string()),
    ],
    metadata=_VERSION,
)
"""One row per column, JSON pointer or metadata tag, and category."""

PICTURES = pa.schema(
    [
        pa.field("asset", pa.string(), nullable=False),
        pa.field("record", pa.int64(), nullable=False),
        pa.field("field", pa.string()),
        pa.field("format", pa.string()),
        pa.field("width", pa.int32()),
        pa.field("height", pa.int32()),
        pa.field("photo", pa.float64()),
        pa.field("sha256", pa.string()),
        pa.field("perceptual_hash", pa.string()),
        pa.field("face_check", pa.string(), nullable=False),
    ],
    metadata=_VERSION,
)
"""One row per picture, wherever it lies."""

ASSETS = pa.schema(
    [
        pa.field("asset", pa.string(), nullable=False),
        pa.field("uri", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("media_type", pa.string()),
        pa.field("size", pa.int64()),
        pa.field("modified", pa.timestamp("us", tz="UTC")),
        pa.field("etag", pa.string()),
        pa.field("sha256", pa.string()),
        pa.field("records", pa.int64()),
        pa.field("records_scanned", pa.int64()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("in_snapshot", pa.bool_(), nullable=False),
        pa.field("unit", pa.string()),
    ],
    metadata=_VERSION,
)
"""The ledger: one row per thing seen, also those not scanned."""

LINKS = pa.schema(
    [
        pa.field("asset", pa.string(), nullable=False),
        pa.field("record", pa.int64(), nullable=False),
        pa.field("field", pa.string(), nullable=False),
        pa.field("role", pa.string(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("token", pa.binary(8), nullable=False),
    ],
    metadata=_VERSION,
)
"""Keyed tokens that tie records together; private, never exported."""

PUBLISHED = {
    "findings": FINDINGS,
    "records": RECORDS,
    "fields": FIELDS,
    "pictures": PICTURES,
    "assets": ASSETS,
    "links": LINKS,
}
"""The report's tables by the name of their folder."""

SKETCHES = pa.schema(
    [
        pa.field("asset", pa.string(), nullable=False),
        pa.field("table", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("position", pa.int32(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("nulls", pa.int64(), nullable=False),
        pa.field("hashes", pa.list_(pa.uint64()), nullable=False),
        pa.field("weights", pa.list_(pa.int64()), nullable=False),
        pa.field("passes", pa.list_(pa.string()), nullable=False),
    ],
)
"""Internal: the sketch of one column in one piece."""

OUTCOMES = pa.schema(
    [
        pa.field("unit", pa.string(), nullable=False),
        pa.field("asset", pa.string(), nullable=False),
        pa.field("start", pa.int64(), nullable=False),
        pa.field("kind", pa.string()),
        pa.field("size", pa.int64()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("media_type", pa.string()),
        pa.field("records", pa.int64()),
        pa.field("records_scanned", pa.int64()),
        pa.field("sha256", pa.string()),
    ],
)
"""Internal: how the reading of one piece ended; kind and size are those of assets that the plan does not know."""
