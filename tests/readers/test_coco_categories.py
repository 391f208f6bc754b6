"""Names of COCO's categories are found wherever they stand, and looking for them ends."""

import io
import json

from piiscan.readers.coco_categories import categories_in

LISTED = [{"id": 1, "name": "person"}, {"id": 2, "name": "face", "supercategory": "person"}]


def test_before_and_behind() -> None:
    """
    The list is found before and behind the annotations, and the stream stays where it was.
    """
    for document in ({"categories": LISTED, "annotations": []}, {"annotations": [], "categories": LISTED}):
        stream = io.BytesIO(json.dumps(document).encode())
        stream.seek(3)

        assert {"1": "person", "2": "face"} == categories_in(stream)
        assert 3 == stream.tell()


def test_same_key_elsewhere() -> None:
    """
    A key of the same name that holds something else is passed over.
    """
    document = {"categories": LISTED, "info": {"categories": ["a", "b"]}}

    assert {"1": "person", "2": "face"} == categories_in(io.BytesIO(json.dumps(document).encode()))


def test_looking_ends() -> None:
    """
    A document full of the key is not searched for ever.
    """
    stream = _Counted(b'"categories": [' * 200_000)

    assert {} == categories_in(stream)
    assert stream.reads < 100


class _Counted(io.BytesIO):
    """Counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as usual."""
        self.reads += 1
        return super().read(size)
