"""What a file is, by its content."""

import io
import json
import pickle
import struct
import zipfile

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from PIL import Image

from piiscan.model.assets import Kind
from piiscan.readers.sniff import HEAD_BYTES, sniff

CSV = b"name,age\nAda,36\nBob,41\nCyd,29\nDot,33\n"


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, form)
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(pa.table({"a": [1]}), out)
    return out.getvalue()


def feather() -> bytes:
    out = io.BytesIO()
    pyarrow.feather.write_feather(pa.table({"a": [1]}), out)
    return out.getvalue()


def arrow_stream() -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_stream(out, pa.schema([("a", pa.int64())])) as writer:
        writer.write_table(pa.table({"a": [1]}))
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def safetensors() -> bytes:
    header = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    return struct.pack("<Q", len(header)) + header + b"\0\0\0\0"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP"])
def test_picture_by_content(form: str) -> None:
    """
    A picture is a picture whatever its file is called.
    """
    found = sniff(picture(form), "people.csv")

    assert (Kind.PICTURE, f"image/{form.lower()}", "picture", None) == (
        found.kind,
        found.media_type,
        found.reader,
        found.reason,
    )


@pytest.mark.parametrize(
    ("brand", "media_type"), [(b"heic", "image/heic"), (b"mif1", "image/heif"), (b"avif", "image/avif")]
)
def test_picture_by_brand(brand: bytes, media_type: str) -> None:
    """
    Pictures of phones are known by their brand.
    """
    found = sniff(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic", "a")

    assert (media_type, "picture") == (found.media_type, found.reader)


@pytest.mark.parametrize(
    ("head", "name", "reader"),
    [
        (parquet(), "a.bin", "parquet"),
        (feather(), "a.feather", "arrow_ipc"),
        (CSV, "a.csv", "delimited"),
        (CSV, "a.txt", "delimited"),
        (CSV, "part-00000", "delimited"),
        (b"name,age,city\nAda,36,Bonn\nBob,41,Kiel\n", "noname", "delimited"),
        (b"one column\nonly\n", "a.csv ", "delimited"),
        (CSV.replace(b",", b"\t"), "a.dat", "delimited"),
        (b"one column\nonly\n", "a.csv", "delimited"),
        (b"a;b\n1;\0\n", "a.csv", "delimited"),
        ("name,age\nÅsa,3\n".encode("utf-16"), "a.csv", "delimited"),
        ("name,age\nAsa,3\n".encode("utf-16-le"), "a.csv", "delimited"),
        (b"name,age\n\xc5sa,3\n", "a.csv", "delimited"),
        (b"PAR1,PAR2\n1,2\n", "a.csv", "delimited"),
        (b"PAR1PAR1", "a.parquet", "parquet"),
        (b"1.jpg 7\n2.jpg 9\n3.jpg 9\n4.jpg 7\n", "identity.txt", "delimited"),
        (b'{"a": 1}\n{"a": 2}\n', "part-0.json", "json_lines"),
        (b'\xef\xbb\xbf{"a": 1}\n\n{"a": 2}\n', "noname", "json_lines"),
        (b'{"a": 1}\n', "a.jsonl", "json_lines"),
        (b'{"a": "' + b"x" * (HEAD_BYTES - 7), "a.ndjson", "json_lines"),
    ],
)
def test_table_by_content(head: bytes, name: str, reader: str) -> None:
    """
    A table goes to the reader of its format; its name only breaks ties.
    """
    found = sniff(head, name)

    assert (Kind.TABLE, reader, None) == (found.kind, found.reader, found.reason)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"import os\nx, y = f(a, b)\nz, w = g(a, b)\nq, r = h(a, b)\ns, t = i(a, b)\n", "a.py"),
        (b"# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", "README.md"),
        (b"a: 1\nb: 2\n", "a.yaml"),
        (b"Dear all, we met on Monday.\nThen, we went home by bus.\nYet, nobody was there.\nSo, we left.\n", "a.txt"),
        (b"int a;\nint b;\nint c;\nint d;\nint e;\n", "noname"),
        (b"just a line\n", "a.txt"),
        (b"BM is a short line\n", "a.txt"),
    ],
)
def test_text_that_is_no_table(head: bytes, name: str) -> None:
    """
    Source code, documents and prose are no tables, however many commas they hold.
    """
    found = sniff(head, name)

    assert Kind.TEXT == found.kind
    assert found.reader in (None, "plain_text")
    assert (found.reader is None) == ("not read by this version" in str(found.reason))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (safetensors(), "a.bin"),
        (zipped(archive__data__pkl=b"").replace(b"data/pkl", b"data.pkl"), "weights.pt"),
        (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "old.pth"),
        (b"GGUF\x03\0\0\0", "noname"),
        (b"\x1c\0\0\0TFL3\0\0", "a.bin"),
        (b"\x08\x07\x12\x07pytorch\0\0", "net.onnx"),
        (b"\x89HDF\r\n\x1a\n\0\0\0\0model_weights", "net.h5"),
        (b"IxFI\x80\0\0\0\0\0", "faces.index"),
        (b"usearch\2\0\0\0\0\0", "faces.index"),
        (b"\0\1\2\xfe\xff\0\0\0", "faces.ann"),
        (b"\0\1\2\xfe\xff\0\0\0", "6f1c/data_level0.bin"),
        (b"\x80\x04\x95\0\0\0\0\0\0\0\0\x8c\x0fsklearn.cluster", "a.pkl"),
        (b"\0\1\2\3", "pytorch_model.bin"),
    ],
)
def test_model_is_recognised_and_never_loaded(head: bytes, name: str) -> None:
    """
    Models and checkpoints are named as such.
    """
    found = sniff(head, name)

    assert (Kind.MODEL, None) == (found.kind, found.reader)
    assert "never loaded" in str(found.reason)


def test_text_is_no_model_by_its_name() -> None:
    """
    A table does not hide behind a model's ending.
    """
    assert "delimited" == sniff(CSV, "net.pt").reader


def test_pickled_records_are_no_model() -> None:
    """
    A pickle that names no model library may hold records, so that leaving it unread is not harmless.
    """
    found = sniff(pickle.dumps({"name": ["Ada"]}), "people.pkl")

    assert (Kind.DATA, None) == (found.kind, found.reader)


@pytest.mark.parametrize(
    ("head", "name", "kind", "word"),
    [
        (b"\x1f\x8b\x08", "a.csv.gz", Kind.ARCHIVE, "gzip"),
        (b"\x28\xb5\x2f\xfd\0", "a.zst", Kind.ARCHIVE, "zstd"),
        (b"FEA1\0\0\0\0", "a.feather", Kind.DATA, "Feather"),
        (b"\0\x01\x02\xfe\xff" * 9, "a.xyz", Kind.DATA, "no reader"),
        (b"", "a", Kind.EMPTY, "empty"),
    ],
)
def test_other_formats_are_named(head: bytes, name: str, kind: Kind, word: str) -> None:
    """
    What has no reader is called by its name, with the reason that it was not read.
    """
    found = sniff(head, name)

    assert (kind, None) == (found.kind, found.reader)
    assert word in str(found.reason)


@pytest.mark.parametrize("name", ["a/.git/objects/1a/2b", "photos/Thumbs.db", ".DS_Store"])
def test_what_may_show_deleted_files_is_called_out(name: str) -> None:
    """
    What programs leave behind is unread, and the reason says why it matters.
    """
    found = sniff(b"\x78\x01\x02\xfe\xff" * 9, name)

    assert found.reader is None
    assert "deleted" in str(found.reason)


@pytest.mark.parametrize(
    ("head", "name", "reader"),
    [
        (b'{"a": 1}', "a.json", "json"),
        (b'{\n "a": 1,\n "b": 2\n}\n', "noname", "json"),
        (b'[{"a": 1},\n{"a": 2}]', "a.json", "json"),
        (zipped(a=b"x"), "a", "zip"),
        (zipped(**{"[Content_Types].xml": b"", "xl__workbook.xml": b""}), "book", "workbook"),
        (zipped(**{"[Content_Types].xml": b"", "word__document.xml": b""}), "letter", "office"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "book", "workbook"),
        (b"\0" * 257 + b"ustar\0", "a", "tar"),
        (b"SQLite format 3\0", "a", "sqlite"),
        (b"Obj\x01\x02\x16avro", "a", "avro"),
        (b"ORC\x08\x03\x10\0", "a", "orc"),
        (arrow_stream(), "a", "arrow_stream"),
    ],
)
def test_container_is_known_by_its_content(head: bytes, name: str, reader: str) -> None:
    """
    What holds tables or files is known by its bytes, whatever it is called.
    """
    assert reader == sniff(head, name).reader


@pytest.mark.parametrize("name", ["train.parquet", "photos/1.jpg", "people.csv"])
@pytest.mark.parametrize(
    "content",
    [
        b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 123456\n",
        b"/annex/objects/SHA256E-s123--" + b"0" * 64 + b".jpg\n",
    ],
)
def test_pointers_are_unread_files(name: str, content: bytes) -> None:
    """
    What stands for a file kept elsewhere is not read in its stead, whatever it is called: the file counts as unread.
    """
    sniffed = sniff(content, name)

    assert (Kind.DATA, None) == (sniffed.kind, sniffed.reader)
    assert "not here" in (sniffed.reason or "")
