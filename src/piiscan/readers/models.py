"""Recognises trained models, checkpoints and vector indexes, which are never loaded: loading one can run its code."""

import struct

from piiscan.readers.signatures import match_signature

_MODEL_ENDINGS = frozenset(
    {"pt", "pth", "ckpt", "safetensors", "onnx", "gguf", "ggml", "tflite", "pb", "keras", "h5", "mlmodel", "weights"}
    | {
        "caffemodel",
        "params",
        "engine",
        "pdparams",
        "faiss",
        "ann",
        "annoy",
        "hnsw",
        "usearch",
        "scann",
        "nmslib",
        "voy",
    }
)
_INDEX_FILES = frozenset({"data_level0", "link_lists"})
"""Files that end in ``.bin`` and are a graph of vectors, as hnswlib writes it for Chroma."""

_WEIGHT_FILES = ("pytorch_model", "model", "adapter_model", "diffusion_pytorch_model", "optimizer", "training_args")
"""How files that end in ``.bin`` begin when they are weights."""

_VECTOR_INDEX = (b"IxF", b"IxM", b"IxP", b"IxS", b"IxH", b"Iwf", b"IwF", b"IwP", b"IwS", b"IwQ", b"IHN", b"IBx", b"IxR")
"""How files of the faiss library begin (its ``index_write.cpp``)."""

_LIBRARIES = (b"torch", b"sklearn", b"xgboost", b"lightgbm", b"catboost", b"keras", b"tensorflow", b"transformers")
"""Libraries whose classes a pickled model names."""

_PICKLE_PROTOCOLS = range(2, 6)
_LONGEST_HEADER = 100_000_000
"""Bytes; the limit that the safetensors format sets for its header."""


def is_model(head: bytes, stem: str, ending: str) -> bool:
    """Whether a file is a model, by its content, with its name where the content alone cannot tell.

    Args:
        head: Its first bytes; must not be text.
        stem: Its name in lower case, without ending.
        ending: Its ending in lower case, without dot.
    """
    named = ending in _MODEL_ENDINGS or (ending == "bin" and (stem.startswith(_WEIGHT_FILES) or stem in _INDEX_FILES))
    return (
        _is_safetensors(head)
        or _is_vector_index(head)
        or (is_pickle(head) and (named or any(library in head for library in _LIBRARIES)))
        or (head.startswith(b"PK\x03\x04") and b"/data.pkl" in head[:1024])
        or (head.startswith(b"PK\x03\x04") and ending == "keras")
        or (head.startswith(b"\x89HDF") and (b"model_weights" in head or b"keras" in head or "weights" in stem))
        or (named and match_signature(head) is None)
    )


def is_pickle(head: bytes) -> bool:
    """Whether bytes are a Python pickle of protocol 2 or later: the opcode ``PROTO`` and its version (PEP 3154)."""
    return len(head) > 2 and head[0] == 0x80 and head[1] in _PICKLE_PROTOCOLS and head[2:3] in b"\x95}](cX\x8a\x8c"  # noqa: PLR2004


def _is_safetensors(head: bytes) -> bool:
    """Whether bytes begin with the length of a JSON object, and that object describes tensors."""
    if len(head) < 10 or head[8:9] != b"{":  # noqa: PLR2004 - a length of 8 bytes, and the smallest object
        return False
    (length,) = struct.unpack("<Q", head[:8])
    described = (b'"data_offsets"' in head) or (b'"__metadata__"' in head[:64]) or length == len(b"{}")
    return length <= _LONGEST_HEADER and described


def _is_vector_index(head: bytes) -> bool:
    return head.startswith((*_VECTOR_INDEX, b"usearch")) and b"\0" in head[:16]
