"""Frees a model for pictures of any size: published files of CenterFace state the size that they were exported with.

The network is convolutions, which take any size; onnxruntime refuses all but the one that the file states. So the
stated shapes are taken out of the file: those of the picture, of the results, and of what is between them (ONNX's
``onnx.proto``: ``ModelProto.graph`` is field 7, ``GraphProto``'s inputs, outputs and inner shapes fields 11, 12, 13).
"""

from collections.abc import Callable, Iterator

_GRAPH, _INPUT, _OUTPUT, _INNER = 7, 11, 12, 13
_NAME, _TYPE, _TENSOR, _SHAPE, _DIMENSION = 1, 2, 1, 2, 1
_VARINT, _LONG, _BYTES, _SHORT = 0, 1, 2, 5
_SIZES = {_LONG: 8, _SHORT: 4}
_COLOURS = 1
"""The place of the one side that is fixed: three colours."""


def with_free_sides(model: bytes, picture: str) -> bytes:
    """Return a model whose picture may have any sides.

    Args:
        model: an ONNX file.
        picture: the name of the input that is the picture.

    Raises:
        ValueError: the bytes are no such file.
    """
    return _changed(model, {_GRAPH: lambda graph: _free_graph(graph, picture.encode())})


def _free_graph(graph: bytes, picture: bytes) -> bytes:
    def free_input(value: bytes) -> bytes:
        is_picture = any(number == _NAME and body == picture for number, _, _, body in _fields(value))
        return _with_shape(value, _free_dimensions) if is_picture else value

    def free_output(value: bytes) -> bytes:
        return _with_shape(value, _all_free)

    return _changed(graph, {_INPUT: free_input, _OUTPUT: free_output, _INNER: lambda _: None})


def _with_shape(value: bytes, change: "Callable[[bytes], bytes]") -> bytes:
    return _changed(value, {_TYPE: lambda kind: _changed(kind, {_TENSOR: lambda t: _changed(t, {_SHAPE: change})})})


def _free_dimensions(shape: bytes) -> bytes:
    dimensions = [field for number, _, field, _ in _fields(shape) if number == _DIMENSION]
    return b"".join(field if at == _COLOURS else _free(at) for at, field in enumerate(dimensions))


def _all_free(shape: bytes) -> bytes:
    return b"".join(_free(10 + at) for at, _ in enumerate(_fields(shape)))


def _free(at: int) -> bytes:
    """Return a dimension that has a name in place of a number: field 2 of ``Dimension``."""
    name = f"side{at}".encode()
    return _field(_DIMENSION, b"\x12" + _varint(len(name)) + name)


def _changed(message: bytes, changes: "dict[int, Callable[[bytes], bytes | None]]") -> bytes:
    """Return a message in which the bodies of some fields are changed; a field for which there is none is left out."""
    parts = []
    for number, kind, field, body in _fields(message):
        change = changes.get(number) if kind == _BYTES else None
        new = change(body) if change else None
        parts.append(field if change is None else b"" if new is None else _field(number, new))
    return b"".join(parts)


def _fields(message: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Yield number, kind, all bytes, and the body of each field. Raises ValueError."""
    at = 0
    while at < len(message):
        begin = at
        key, at = _read_varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            start, (_, at) = at, _read_varint(message, at)
        elif kind == _BYTES:
            size, start = _read_varint(message, at)
            at = start + size
        elif kind in _SIZES:
            start, at = at, at + _SIZES[kind]
        else:
            raise ValueError("no field of a message")
        if at > len(message):
            raise ValueError("a field ends behind its message")
        yield number, kind, message[begin:at], message[start:at]


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(10):
        if at >= len(message):
            break
        value |= (message[at] & 0x7F) << (7 * count)
        at += 1
        if message[at - 1] < 0x80:  # noqa: PLR2004 - the last byte of a number
            return value, at
    raise ValueError("no number of a message")


def _field(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    encoded = b""
    while value >= 0x80:  # noqa: PLR2004 - seven bits a byte
        encoded += bytes([value & 0x7F | 0x80])
        value >>= 7
    return encoded + bytes([value])
