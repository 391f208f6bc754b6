"""Reads TFRecord files: each record is a ``tf.train.Example``, whose features are columns."""

import struct
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

from piiscan.model.assets import Asset
from piiscan.model.content import TableBatch, Unread
from piiscan.model.errors import ReadError
from piiscan.model.units import Layout, Piece
from piiscan.readers.decoding import whole_piece
from piiscan.readers.protobuf import MalformedError, fields_of, varint
from piiscan.readers.text_rows import batches, text_or_bytes

_LONGEST = 256 << 20
_HEADER, _TRAILER = 12, 4
"""Length and its checksum before each record, the record's checksum behind it (tensorflow's ``record_writer.h``)."""

_POLYNOMIAL: Final = 0x82F63B78
_ROWS = 512
_NUMBERS = 128


def inspect(stream: BinaryIO, asset: Asset, target_bytes: int) -> Layout:  # noqa: ARG001 - a reader's signature
    """Return the file as one piece. Raises ReadError where the first record is no example."""
    first = next(_examples(stream), {})
    return Layout((whole_piece(asset, "tfrecord"),), tuple((name, "any") for name in first))


def read(stream: BinaryIO, piece: Piece) -> Iterator[TableBatch | Unread]:  # noqa: ARG001 - a reader's signature
    """Yield the examples; of a feature with several values, each. Raises ReadError where a record is cut off."""
    examples = _examples(stream)
    record = 0
    while taken := list(islice(examples, _ROWS)):
        names = tuple(dict.fromkeys(name for example in taken for name in example))
        yield from batches(names, ([example.get(name) for name in names] for example in taken), record)
        record += len(taken)


def is_tfrecord(head: bytes) -> bool:
    """Whether a file begins with a length and the masked checksum of that length."""
    return len(head) >= _HEADER and struct.unpack_from("<I", head, 8)[0] == masked(crc32c(head[:8]))


def _examples(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    stream.seek(0)
    while head := stream.read(_HEADER):
        if len(head) < _HEADER or not is_tfrecord(head):
            raise ReadError("the TFRecord file is damaged or cut off")
        (length,) = struct.unpack_from("<Q", head)
        if length > _LONGEST:
            raise ReadError("a record of more than 256 MB is not read")
        content = stream.read(length + _TRAILER)
        if len(content) < length + _TRAILER:
            raise ReadError("the TFRecord file is cut off")
        try:
            yield _example(content[:length])
        except (MalformedError, UnicodeDecodeError):
            yield {"record": content[:length]}


def _example(content: bytes) -> dict[str, Any]:
    """Return the features of an ``Example`` or a ``SequenceExample``'s context (tensorflow's ``example.proto``)."""
    found: dict[str, Any] = {}
    for number, features in fields_of(content):
        if number == 1 and isinstance(features, bytes):
            for _, entry in fields_of(features):
                pair = {key: part for key, part in fields_of(_bytes(entry)) if isinstance(part, bytes)}
                found[pair.get(1, b"").decode()] = _value(pair.get(2, b""))
    return found


def _bytes(value: int | float | bytes) -> bytes:
    if not isinstance(value, bytes):
        raise MalformedError
    return value


def _value(feature: bytes) -> Any:
    """Return a feature's value: texts and numbers joined where there are several, the first of several files."""
    for kind, values in fields_of(feature):
        if not isinstance(values, bytes):
            continue
        if kind == 1:
            texts = [text_or_bytes(value) for _, value in fields_of(values) if isinstance(value, bytes)]
            written = [text for text in texts if isinstance(text, str)]
            return " ".join(written) if written else next(iter(texts), None)
        return " ".join(_numbers(kind, values))
    return None


def _numbers(kind: int, values: bytes) -> Iterator[str]:
    """Yield the first numbers of a list, whether it is packed or not."""
    count = 0
    for _, packed in fields_of(values):
        if count >= _NUMBERS:
            return
        if not isinstance(packed, bytes):
            yield str(packed)
            count += 1
        elif kind == 2:  # noqa: PLR2004 - float_list
            for (number,) in struct.iter_unpack("<f", packed[: 4 * _NUMBERS]):
                yield f"{number:g}"
                count += 1
        else:
            at = 0
            while at < len(packed) and count < _NUMBERS:
                number, at = varint(packed, at)
                yield str(number - (1 << 64) if number >> 63 else number)
                count += 1


def crc32c(data: bytes) -> int:
    """Return the checksum of a few bytes (RFC 3720, appendix B.4)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (_POLYNOMIAL if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(crc: int) -> int:
    """Return a checksum as it is stored: rotated and shifted, so that one of data with checksums in them is sound."""
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
