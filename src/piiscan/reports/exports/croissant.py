"""Croissant 1.1: what is in the tables, with the terms of the Data Privacy Vocabulary on their fields."""

from collections import defaultdict
from typing import Any

import duckdb

from piiscan.model.categories import Category
from piiscan.reports.display import display_name
from piiscan.rulebook.places import shipped_rules
from piiscan.rulebook.taxonomy import load_taxonomy

MOST_FIELDS = 2000
SMALL_FILE = 4096
"""Below this many bytes the ledger holds a keyed digest, which is no SHA-256 to publish."""

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
    "boolean": "sc:Boolean",
}

_FIELDS = """
SELECT min(asset), "table", field, min("type"), list(DISTINCT category ORDER BY category)
FROM fields WHERE "table" IS NOT NULL GROUP BY "table", field ORDER BY "table", field LIMIT $most
"""
_FILES = "SELECT asset, media_type, size, sha256 FROM assets WHERE asset IN (SELECT unnest($assets)) ORDER BY asset"


def croissant_document(db: duckdb.DuckDBPyConnection, run: dict[str, Any]) -> dict[str, Any]:
    """Return the flagged fields as Croissant JSON-LD. Needs ``fields`` and ``assets``."""
    taxonomy = load_taxonomy(shipped_rules())
    rows = db.execute(_FIELDS, {"most": MOST_FIELDS}).fetchall()
    tables: defaultdict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        tables[row[1], row[0]].append(row)
    firsts = sorted({asset for _, asset in tables})
    files = db.execute(_FILES, {"assets": firsts}).fetchall()
    held = [f"{taxonomy.titles[Category(c['category'])]}: {c['records']:,} records" for c in run["categories"]]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "scanned-dataset",
        "description": f"Fields about people, found by piiscan {run['tool']['version']}. Verdict: {run['verdict']}.",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "datePublished": run["finished"][:10],
        "version": "1.0.0",
        "license": "https://w3id.org/dpv#NotAvailable",
        "url": f"urn:sha256:{run['dataset_digest']}",
        "rai:personalSensitiveInformation": held or ["none found of what was looked for"],
        "distribution": [_file(*file) for file in files],
        "recordSet": [
            _record_set(number, table, asset, fields, taxonomy.terms)
            for number, ((table, asset), fields) in enumerate(tables.items())
        ],
    }


def _file(asset: str, media_type: str | None, size: int | None, sha256: str | None) -> dict[str, Any]:
    described = {
        "@type": "cr:FileObject",
        "@id": display_name(asset),
        "name": display_name(asset),
        "contentUrl": display_name(asset),
        "encodingFormat": media_type or "application/octet-stream",
    }
    if sha256 and (size or 0) >= SMALL_FILE:
        return described | {"sha256": sha256}
    return described | {"md5": "not-published"}  # one of the two is required (Croissant 1.1, FileObject)


def _record_set(number: int, table: str, asset: str, fields: list[tuple[Any, ...]], terms: Any) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": f"table-{number}",
        "name": display_name(table),
        "field": [_field(f"table-{number}", asset, place, row, terms) for place, row in enumerate(fields)],
    }


def _field(record_set: str, asset: str, place: int, row: tuple[Any, ...], terms: Any) -> dict[str, Any]:
    _, _, name, kind, categories = row
    semantic = [terms[Category(category)] for category in categories if terms[Category(category)]]
    return {
        "@type": "cr:Field",
        "@id": f"{record_set}/{place}",
        "name": display_name(name),
        "description": f"piiscan: {', '.join(categories)}",
        "dataType": [_TYPES.get(kind or "", "sc:Text"), *semantic],
        "source": {"fileObject": {"@id": display_name(asset)}, "extract": {"column": display_name(name)}},
    }
