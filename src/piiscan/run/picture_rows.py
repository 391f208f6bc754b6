"""Rows about pictures, gathered as columns: a dataset may hold millions of them, and objects per row are dear."""

from dataclasses import dataclass, field

import pyarrow as pa

from piiscan.detectors.image.perceptual import perceptual_hash
from piiscan.detectors.table.links import KeyFor, picture_tokens
from piiscan.model.content import ImageContent
from piiscan.model.rows import LinkRows
from piiscan.model.schemas import PICTURES

_Row = tuple[str, int, str | None, str, int, int, float, str | None, str | None, str]
"""Asset, record, column, format, width, height, photo, SHA-256, perceptual hash, face check."""


@dataclass(slots=True)
class PictureRows:
    """The pictures of a unit, and the names by which records elsewhere may refer to them."""

    _rows: list[_Row] = field(default_factory=list)
    _linked: list[str] = field(default_factory=list)
    _named: list[str] = field(default_factory=list)

    def add(self, asset: str, content: ImageContent, photo: float, sha256: str | None, face_check: str) -> None:
        """Add one picture, with how likely it is a photo.

        A movie or a sidecar is no picture, and is only tied to the one that it belongs to.
        """
        self._linked.append(asset)
        self._named.append(content.picture_name or asset)
        if not (content.is_movie or content.is_sidecar):
            self.add_cell((asset, 0, None), content, photo, sha256, face_check)

    def add_photo(
        self, asset: str, kind: str, size: tuple[int, int], photo: float, sha256: str | None, face_check: str
    ) -> None:
        """Add one photo of which only the header was read."""
        self._linked.append(asset)
        self._named.append(asset)
        self._rows.append((asset, 0, None, kind, *size, photo, sha256, None, face_check))

    def add_cell(
        self,
        place: tuple[str, int, str | None],
        content: ImageContent,
        photo: float,
        sha256: str | None,
        face_check: str,
    ) -> None:
        """Add a picture that stands in a cell: ``place`` is asset, record and column."""
        near = perceptual_hash(content.pixels) if content.pixels is not None else None
        size = (min(content.width, _LARGEST), min(content.height, _LARGEST))
        self._rows.append((*place, content.format, *size, photo, sha256, near, face_check))

    def table(self) -> pa.Table:
        """Return the rows of ``pictures/``."""
        columns = list(zip(*self._rows, strict=True)) if self._rows else [()] * 10
        asset, record, column, kind, width, height, photo, sha256, near, face_check = columns
        arrays = [
            pa.array(asset, pa.string()),
            pa.array(record, pa.int64()),
            pa.array(column, pa.string()),
            pa.array(kind, pa.string()),
            pa.array(width, pa.int32()),
            pa.array(height, pa.int32()),
            pa.array(photo, pa.float64()),
            pa.array(sha256, pa.string()),
            pa.array(near, pa.string()),
            pa.array(face_check, pa.string()),
        ]
        return pa.Table.from_arrays(arrays, schema=PICTURES)

    def link(self, links: LinkRows, key_for: KeyFor) -> None:
        """Add the tokens of all pictures, hashed together."""
        if not self._linked:
            return
        for level, tokens in picture_tokens(self._named, key_for):
            links.add_assets(self._linked, ("path", "picture", level), tokens)


_LARGEST = 2**31 - 1
"""What the published schema holds; a header may claim more."""
