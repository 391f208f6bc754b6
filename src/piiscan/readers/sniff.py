"""Says what a file is by its first bytes, and which reader opens it; its name only breaks ties."""

import json
import posixpath
from dataclasses import dataclass, replace

from piiscan.model.assets import Kind
from piiscan.readers.counted_list import is_counted_list
from piiscan.readers.dialect import looks_like_table
from piiscan.readers.encoding import ASCII_COMPATIBLE, Encoding, find_encoding
from piiscan.readers.models import is_model, is_pickle
from piiscan.readers.picasa import is_picasa
from piiscan.readers.plugins import match_plugin, plugin_readers
from piiscan.readers.signatures import match_signature
from piiscan.readers.tfrecord import is_tfrecord
from piiscan.readers.thumbnail_cache import NOTE

HEAD_BYTES = 65_536
"""What ``sniff`` wants to see of a file."""

FRONT_BYTES = 16
"""What ``is_certain_picture`` wants to see."""

_TABLE_ENDINGS = frozenset({"csv", "tsv", "psv", "tab"})
_LINES_ENDINGS = frozenset({"jsonl", "ndjson"})
_PLAIN_ENDINGS = frozenset({"json", "geojson", "xml", "html", "htm", "svg"})
_TEXT_ENDINGS = _PLAIN_ENDINGS | frozenset(
    {"md", "markdown", "rst", "adoc", "tex", "yaml", "yml", "toml", "ini", "cfg", "conf", "properties", "env", "lock"}
    | {"css", "scss", "js", "mjs", "ts", "tsx", "jsx", "py", "pyi", "ipynb", "r", "jl", "c", "h", "cc", "cpp", "hpp"}
    | {"cs", "java", "kt", "go", "rs", "rb", "php", "pl", "lua", "swift", "scala", "sh", "bash", "zsh", "fish", "ps1"}
    | {"bat", "sql", "proto", "vue", "srt", "vtt", "diff", "patch", "license", "gitignore", "gitattributes"}
    | {"dockerfile", "makefile"}
)
"""Endings of text that is no table, however regular its lines are."""

_OLE = "application/x-ole-storage"
_THUMBNAILS = {("thumbs", "db"), ("ehthumbs", "db")}

_MODEL_REASON = "model or checkpoint file: recognised, never loaded"
_WORKBOOKS = ("Excel workbooks", "OpenDocument spreadsheets")
_ZIPPED = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word documents"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel workbooks"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint documents"),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet",
        "OpenDocument spreadsheets",
    ),
    (b"mimetypeapplication/vnd.oasis.opendocument", "application/vnd.oasis.opendocument", "OpenDocument files"),
    (b"mimetypeapplication/epub+zip", "application/epub+zip", "EPUB books"),
)
_ZIPPED_BY_ENDING = {"xlsx": 1, "xlsm": 1, "xlsb": 1, "docx": 0, "pptx": 2}


_POINTERS = ("version https://git-lfs.github.com/spec/", "/annex/objects/")
"""How files begin that stand for one kept elsewhere (Git LFS specification 1; git-annex's pointer files)."""

_POINTER_REASON = "a pointer of Git LFS or git-annex: the file itself is not here; fetch it and scan again"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is."""

    kind: Kind
    media_type: str
    reader: str | None
    reason: str | None
    """Why there is no reader; a sentence whenever there is none."""


def is_certain_picture(front: bytes) -> bool:
    """Whether a file whose name is a picture's is one: by its first bytes alone, which nothing else begins with."""
    is_marked = front.startswith(_CERTAIN) or (front.startswith(b"RIFF") and front.startswith(b"WEBP", 8))
    return is_marked and not plugin_readers()


_CERTAIN = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II*\0", b"MM\0*")


def sniff(head: bytes, name: str) -> Sniffed:
    """Say what a file is.

    Args:
        head: Its first ``HEAD_BYTES`` bytes, or all of it when it is shorter.
        name: Its name or the name of its asset.
    """
    stem, ending = _split(name)
    if not head:
        return Sniffed(Kind.EMPTY, "application/x-empty", None, "empty file")
    if plugin := match_plugin(head, ending):
        return Sniffed(plugin.kind, plugin.media_type, plugin.id, None)
    signature = match_signature(head)
    if signature is None or (signature.second is None and _may_be_text(signature.magic) and ending != signature.reader):
        named_as_text = ending in _TABLE_ENDINGS | _LINES_ENDINGS
        encoding = find_encoding(head, named_as_text, whole=len(head) < HEAD_BYTES)
        if encoding is not None:
            return _sniff_text(head, encoding, stem, ending)
    is_keras = signature is not None and signature.reader == "hdf5" and is_model(head, stem, ending)
    if signature is not None and signature.reader and not is_keras:
        return Sniffed(signature.kind, signature.media_type, signature.reader, None)
    if signature is not None and signature.media_type == _OLE and (stem, ending) in _THUMBNAILS:
        return Sniffed(Kind.DATA, "application/x-thumbnail-cache", "thumbnail_cache", None)
    sniffed = _sniff_binary(head, stem, ending)
    reason = _may_show_what_was_deleted(name) if sniffed.reader is None else None
    return replace(sniffed, reason=reason or sniffed.reason)


def _may_show_what_was_deleted(name: str) -> str | None:
    """Return why a file that programs leave behind matters, by its name; None for any other."""
    base = posixpath.basename(name).lower()
    if "/.git/" in f"/{name}":
        return "part of a Git history, which keeps what was deleted: leave .git out of what is handed over"
    if base in {"thumbs.db", "ehthumbs.db"} or base.startswith("thumbcache_"):
        return NOTE
    if base == ".ds_store":
        return "lists names of files, deleted ones too: leave it out of what is handed over"
    return None


def _may_be_text(magic: bytes) -> bool:
    """Whether text may begin with a signature by chance, as a column called ``PAR1`` would."""
    return magic.isalnum() and len(magic) <= len(b"GGUF")


def _split(name: str) -> tuple[str, str]:
    stem, _, ending = posixpath.basename(name).lower().strip().rpartition(".")
    return (stem, ending) if stem else (ending, ending)


def _sniff_binary(head: bytes, stem: str, ending: str) -> Sniffed:
    if is_model(head, stem, ending):
        return Sniffed(Kind.MODEL, "application/octet-stream", None, _MODEL_REASON)
    if is_pickle(head):
        reason = "pickled Python objects may hold records, and are never loaded"
        return Sniffed(Kind.DATA, "application/x-python-pickle", None, reason)
    signature = match_signature(head)
    if signature is None:
        return _sniff_unmarked(head)
    if signature.kind is Kind.MODEL:
        return Sniffed(Kind.MODEL, signature.media_type, None, _MODEL_REASON)
    if signature.media_type == "application/zip":
        return _sniff_zip(head, ending)
    return _without_reader(signature.kind, signature.media_type, signature.name)


def _sniff_unmarked(head: bytes) -> Sniffed:
    if is_tfrecord(head):
        return Sniffed(Kind.TABLE, "application/x-tfrecord", "tfrecord", None)
    return Sniffed(Kind.DATA, "application/octet-stream", None, "no reader for this format")


def _sniff_zip(head: bytes, ending: str) -> Sniffed:
    """Tell documents that are zip archives inside from plain ones, by the names of their members."""
    by_ending = _ZIPPED_BY_ENDING.get(ending)
    for at, (mark, media_type, name) in enumerate(_ZIPPED):
        if at == by_ending or (by_ending is None and _holds_member(head, mark)):
            kind, reader = (Kind.TABLE, "workbook") if name in _WORKBOOKS else (Kind.DOCUMENT, "office")
            return Sniffed(kind, media_type, reader, None)
    return Sniffed(Kind.ARCHIVE, "application/zip", "zip", None)


def _holds_member(head: bytes, mark: bytes) -> bool:
    if mark.startswith(b"mimetype"):
        return head.startswith(mark, 30)  # the first member's name begins there (APPNOTE.TXT, section 4.3.7)
    return b"[Content_Types].xml" in head and mark in head


def _sniff_text(head: bytes, encoding: Encoding, stem: str, ending: str) -> Sniffed:
    text = head[encoding.mark_bytes :].decode(encoding.name, "replace")
    whole = len(head) < HEAD_BYTES
    if text.startswith(_POINTERS):
        return Sniffed(Kind.DATA, "application/x-git-pointer", None, _POINTER_REASON)
    if ending in _TABLE_ENDINGS:
        media_type = "text/tab-separated-values" if ending in {"tsv", "tab"} else "text/csv"
        return Sniffed(Kind.TABLE, media_type, "delimited", None)
    if _is_json_lines(text, ending, whole):
        if encoding.name not in ASCII_COMPATIBLE:
            return _without_reader(Kind.TEXT, "application/jsonl", "JSON Lines in UTF-16 or UTF-32")
        return Sniffed(Kind.TABLE, "application/jsonl", "json_lines", None)
    return _sniff_document(text, stem, ending, whole)


def _sniff_document(text: str, stem: str, ending: str, whole: bool) -> Sniffed:
    start = text.lstrip("\ufeff \t\r\n")[:256].lower()
    if special := _sniff_sidecar(text, start, ending) or _sniff_notebook(start, ending):
        return special
    if start.startswith(("{", "[")) and (ending in {"json", "geojson", "jsonld"} or _begins_json(start)):
        return Sniffed(Kind.TABLE, "application/json", _json_reader(text, start), None)
    if start.startswith(("<!doctype html", "<html")):
        return Sniffed(Kind.TEXT, "text/html", "html", None)
    if start.startswith(("<?xml", "<svg")) or (start.startswith("<") and ending in _PLAIN_ENDINGS):
        media_type = "image/svg+xml" if "<svg" in start or ending == "svg" else "application/xml"
        return Sniffed(Kind.TABLE, media_type, "xml", None)
    return _sniff_lines(text, stem, ending, whole)


def _sniff_lines(text: str, stem: str, ending: str, whole: bool) -> Sniffed:
    if ending == "txt" and is_counted_list(text):
        return Sniffed(Kind.TABLE, "text/plain", "counted_list", None)
    if ending not in _TEXT_ENDINGS and stem not in _TEXT_ENDINGS and looks_like_table(text, ending, whole):
        return Sniffed(Kind.TABLE, "text/csv", "delimited", None)
    return Sniffed(Kind.TEXT, "text/plain", "plain_text", None)


def _json_reader(text: str, start: str) -> str:
    """Return which reader takes a JSON document: some formats say what their members mean."""
    if start.startswith("{") and "mlcommons.org/croissant" in text and '"@context"' in text:
        return "croissant"
    if start.startswith("[") and any(all(mark in text for mark in marks) for marks in _LABEL_STUDIO):
        return "label_studio"
    return "json"


_LABEL_STUDIO = (('"from_name"', '"to_name"', '"result"'), ('labels"', '"annotation_id"', '"annotator"'))
"""Marks of Label Studio's exports, whole and short."""


def _sniff_sidecar(text: str, start: str, ending: str) -> Sniffed | None:
    """Tell metadata that is kept beside a picture: XMP, and what Google's export of photos writes for each."""
    is_xmp = start.startswith(("<x:xmpmeta", "<?xpacket", "<rdf:rdf")) or (ending == "xmp" and start.startswith("<"))
    if is_xmp and ("xmpmeta" in text or "RDF" in text):
        return Sniffed(Kind.TEXT, "application/rdf+xml", "sidecar", None)
    if start.startswith("{") and ending == "json" and '"photoTakenTime"' in text and '"title"' in text:
        return Sniffed(Kind.TEXT, "application/json", "sidecar", None)
    if ending == "ini" and is_picasa(text):
        return Sniffed(Kind.TEXT, "text/plain", "picasa", None)
    return None


def _sniff_notebook(start: str, ending: str) -> Sniffed | None:
    is_notebook = start.startswith("{") and ending == "ipynb"
    return Sniffed(Kind.TEXT, "application/x-ipynb+json", "notebook", None) if is_notebook else None


def _is_json_lines(text: str, ending: str, whole: bool) -> bool:
    """Whether text is one JSON object on each line; a first line longer than the head goes by the ending."""
    lines = text.lstrip().split("\n", 2)
    if not lines[0].startswith("{"):
        return ending in _LINES_ENDINGS
    if ending in _LINES_ENDINGS:
        return True
    if len(lines) == 1 or not _is_object(lines[0]):
        return False
    following = "\n".join(lines[1:]).lstrip()
    return following.startswith("{") or (not following and not whole)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _begins_json(start: str) -> bool:
    inside = start[1:].lstrip()
    return inside[:1] in set('{["]}') or inside[:1].isdigit() or inside[:1] == "-"


def _without_reader(kind: Kind, media_type: str, name: str) -> Sniffed:
    return Sniffed(kind, media_type, None, f"{name} are not read by this version")
