"""Reading pictures."""

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.ExifTags import Base

from piiscan.model.assets import Asset, Kind
from piiscan.model.content import ImageContent
from piiscan.model.errors import ReadError
from piiscan.model.units import Piece
from piiscan.readers import picture
from piiscan.readers.catalog import load_reader
from tests.builders import encode, exif_block, noisy_picture, photo, xmp_packet

WITH_EXIF = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF")
ALL = (*WITH_EXIF, "GIF", "BMP")


def read(encoded: bytes, *, pixels: bool = False) -> ImageContent:
    piece = Piece(asset="a", uri="a", reader="picture", size=len(encoded), version="1", pixels=pixels)
    (content,) = picture.read(io.BytesIO(encoded), piece)
    assert isinstance(content, ImageContent)
    return content


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_one_piece() -> None:
    """A picture is one record, read in one piece that changes with the file's time or etag."""
    asset = Asset(name="a.jpg", uri="file:///a.jpg", size=7, modified_ns=5, kind=Kind.PICTURE)

    layout = load_reader("picture").inspect(io.BytesIO(), asset, 1)

    assert 1 == layout.records
    assert [("a.jpg", "picture", 7, "5", 0, None)] == [
        (p.asset, p.reader, p.size, p.version, p.start, p.stop) for p in layout.pieces
    ]


@pytest.mark.parametrize("name", ALL)
def test_formats(name: str) -> None:
    """Every format in scope gives its size, and pixels only when they are asked for."""
    encoded = photo(format=name, size=(64, 48))

    content = read(encoded)

    assert (name, 64, 48, None, None) == (content.format, content.width, content.height, content.pixels, content.note)
    assert read(encoded, pixels=True).pixels.size == (64, 48)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", WITH_EXIF)
def test_exif_and_xmp(name: str) -> None:
    """All three EXIF directories and the XMP packet are found in every format that can carry them."""
    packet = xmp_packet(dc__creator="Ada Invented")
    encoded = photo(format=name, gps=(12.5, 33.25), artist="Ada Invented", serial="0042", xmp=packet, size=(32, 32))

    content = read(encoded)

    assert "Ada Invented" == content.exif.main[Base.Artist]
    assert "0042" == content.exif.photo[Base.BodySerialNumber]
    assert "N" == content.exif.gps[1]
    assert [packet] == [each.rstrip(b"\0") for each in content.xmp]


def test_png_chunks_behind_pixels() -> None:
    """Metadata that stands behind the pixels of a PNG file is found without decoding them."""
    plain = photo(format="PNG", size=(16, 16))
    packet = xmp_packet(dc__creator="Ada Invented")
    late = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet) + chunk(b"tEXt", b"Author\0Ada Invented")
    late += chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"squeezed"))
    late += chunk(b"eXIf", exif_block(artist="Ada Invented").tobytes()[6:])
    cut = plain.index(b"IEND") - 4

    content = read(plain[:cut] + late + plain[cut:])

    assert (packet,) == content.xmp
    assert (("PNG:Author", "Ada Invented"), ("PNG:Comment", "squeezed")) == content.texts
    assert "Ada Invented" == content.exif.main[Base.Artist]


def test_gif_xmp() -> None:
    """The XMP packet of a GIF file is found behind its application block."""
    plain = photo(format="GIF", size=(16, 16))
    packet = xmp_packet(dc__creator="Ada Invented")
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    at = len(plain) - 1

    content = read(plain[:at] + b"\x21\xff\x0bXMP DataXMP" + packet + trailer + plain[at:])

    assert (packet,) == content.xmp


def test_iptc() -> None:
    """The IPTC block of a JPEG file is handed on as it stands."""
    iim = b"\x1c\x02\x50\x00\x03Ada"
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iim)) + iim
    segment = b"Photoshop 3.0\0" + resource
    plain = photo(size=(16, 16))

    content = read(plain[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + plain[2:])

    assert iim == content.iptc


def test_wrong_ending() -> None:
    """The content tells the format, whatever the file is called."""
    piece = Piece(asset="table.csv", uri="table.csv", reader="picture", size=1, version="1")

    (content,) = picture.read(io.BytesIO(photo(format="PNG", size=(16, 16))), piece)

    assert isinstance(content, ImageContent)
    assert "PNG" == content.format


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_orientation(name: str) -> None:
    """Size and pixels are those of the upright picture."""
    encoded = encode(noisy_picture((64, 32)), name, exif_block(Orientation=6))

    content = read(encoded, pixels=True)

    assert (32, 64) == (content.width, content.height)
    assert (32, 64) == content.pixels.size  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGBA", "I;16"])
def test_modes(mode: str) -> None:
    """Pixels are RGB, whatever the file holds."""
    out = io.BytesIO()
    noisy_picture((32, 32)).convert("L").convert(mode).save(out, "PNG")

    content = read(out.getvalue(), pixels=True)

    assert "RGB" == content.pixels.mode  # type: ignore[union-attr]


def test_deep_grey_is_not_clipped() -> None:
    """Sixteen-bit greyscale, as of X-rays, keeps its shades."""
    deep = Image.frombytes("I;16", (4, 1), struct.pack("<4H", 0, 20_000, 40_000, 60_000))
    out = io.BytesIO()
    deep.save(out, "PNG")

    pixels = read(out.getvalue(), pixels=True).pixels

    assert [(0, 0, 0), (85, 85, 85), (170, 170, 170), (255, 255, 255)] == [
        pixels.getpixel((x, 0))  # type: ignore[union-attr]
        for x in range(4)
    ]


def test_reduced() -> None:
    """Pixels are reduced to what the detectors need."""
    assert (640, 320) == read(photo(size=(1600, 800)), pixels=True).pixels.size  # type: ignore[union-attr]


def test_animated() -> None:
    """Of an animated picture the first frame is taken."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])

    pixels = read(out.getvalue(), pixels=True).pixels

    assert (255, 0, 0) == pixels.getpixel((0, 0))  # type: ignore[union-attr]


def test_truncated_pixels() -> None:
    """A picture whose pixels are cut short still gives its metadata, and a note."""
    encoded = photo(artist="Ada Invented", size=(640, 640))

    content = read(encoded[: len(encoded) // 2], pixels=True)

    assert content.pixels is None
    assert "pixels could not be decoded (OSError)" == content.note
    assert "Ada Invented" == content.exif.main[Base.Artist]


def test_broken_gps_directory() -> None:
    """A directory that points nowhere costs itself only."""
    exif = exif_block(artist="Ada Invented", gps=(12.5, 33.25)).tobytes()
    at = exif.index(b"\x88\x25")
    broken = exif[: at + 8] + b"\xff\xff\xff\xf0" + exif[at + 12 :]
    out = io.BytesIO()
    noisy_picture((16, 16)).save(out, "JPEG", exif=broken)

    content = read(out.getvalue())

    assert "Ada Invented" == content.exif.main[Base.Artist]
    assert {} == content.exif.gps


def test_broken_exif() -> None:
    """EXIF that is none leaves a picture with a note."""
    out = io.BytesIO()
    noisy_picture((16, 16)).save(out, "JPEG", exif=b"Exif\0\0no such thing")

    content = read(out.getvalue())

    assert {} == content.exif.main
    assert "EXIF could not be read" == content.note


@pytest.mark.parametrize("encoded", [b"", b"GIF89a", b"\xff\xd8\xff\xe0", b"age,sex\n31,f\n", photo()[:100]])
def test_not_a_picture(encoded: bytes) -> None:
    """What has no readable header fails with a sentence that holds nothing of it."""
    with pytest.raises(ReadError, match=r"^It (begins like a|is no) \w+") as caught:
        read(encoded)
    assert caught.value.__cause__ is None


def test_bomb_is_not_decoded() -> None:
    """A small file that claims a huge picture gives its size and a note, and is never decoded."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")

    content = read(bomb, pixels=True)

    assert (60_000, 60_000, None) == (content.width, content.height, content.pixels)
    assert "pixels were not decoded: the picture has more than 178,956,970" == content.note


def test_pillow_is_left_as_it_was() -> None:
    """The host program's own limit for pictures stands after a read."""
    before = Image.MAX_IMAGE_PIXELS

    read(photo(size=(16, 16)))

    assert before == Image.MAX_IMAGE_PIXELS
    assert before is not None
