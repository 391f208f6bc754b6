"""What the walkers of all formats gather from a file's header, before any of it is judged."""

from dataclasses import dataclass, field

from piiscan.model.content import ExifTags, Preview, StatedText
from piiscan.readers.alike_exif import read_known_exif
from piiscan.readers.stream_bytes import Sliceable

MOST_BLOCK = 8 * 2**20
"""A metadata block larger than this is left out: real ones are kilobytes, and memory must stay bounded."""

MOST_BLOCKS = 256
"""Blocks of one kind in one file."""


@dataclass(slots=True)
class Header:
    """A file's header, filled piece by piece."""

    format: str
    """Pillow's name of the format; blank until it is known."""

    width: int = 0
    height: int = 0
    """Pixels as stored."""

    orientation: int = 1
    exif: list[ExifTags] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    iptc: bytes | None = None
    texts: list[StatedText] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    credentials: bytes | None = None
    embedded: list[tuple[int, int]] = field(default_factory=list)
    """Offset and bytes of JPEG pictures inside a raw picture, for its pixels."""

    notes: list[str] = field(default_factory=list)
    is_movie: bool = False

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height after orientation."""
        is_turned = self.orientation >= 5  # noqa: PLR2004 - from here on width and height change places
        return (self.height, self.width) if is_turned else (self.width, self.height)

    def add_exif(self, block: Sliceable) -> None:
        """Take in a block that begins with a TIFF header."""
        found = read_known_exif(block)
        if found is None:
            self.notes.append("EXIF could not be read")
            return
        self.exif.append(found.tags)
        if 1 < found.orientation <= 8:  # noqa: PLR2004 - EXIF knows eight
            self.orientation = found.orientation
        for packet in found.xmp:
            self.add_xmp(packet)
        for name in found.missing:
            self.notes.append(f"the {name} directory could not be read")
        if found.thumbnail is not None:
            self.previews.append(Preview("Exif:Thumbnail", *found.thumbnail))

    def add_xmp(self, packet: bytes) -> None:
        """Take in an XMP packet."""
        if packet and len(self.xmp) < MOST_BLOCKS:
            self.xmp.append(packet)

    def add_text(self, name: str, text: str) -> None:
        """Take in a text by the name of its tag."""
        if len(self.texts) < MOST_BLOCKS:
            self.texts.append(StatedText(name, text))

    def absorb(self, inner: "Header") -> None:
        """Take in the header of a picture that lies inside this one, such as a raw picture's preview."""
        self.exif += inner.exif
        self.xmp += inner.xmp
        self.iptc = self.iptc or inner.iptc
        self.previews += inner.previews
        self.orientation = self.orientation if self.orientation > 1 else inner.orientation
