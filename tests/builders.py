"""Makers of tiny, invented inputs. Nothing here comes from a real person, place or device."""

import io
import math
import random
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

_NAMESPACES = {
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "drone-dji": "http://www.dji.com/drone-dji/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
_XMP_TAG = 700


def photo(
    path: Path | None = None,
    *,
    gps: tuple[float, float] | None = None,
    serial: str | None = None,
    artist: str | None = None,
    taken: str | None = None,
    xmp: bytes | None = None,
    size: tuple[int, int] = (320, 240),
    format: str = "JPEG",  # noqa: A002 - Pillow's word for it
    noise: bool = True,
) -> bytes:
    """Return an encoded picture, and write it to ``path`` if there is one.

    With ``noise`` its texture is that of a photograph, without it is a flat drawing. ``gps`` is latitude and longitude
    in degrees, ``taken`` is like ``2001:02:03 04:05:06``. GIF and BMP carry none of the metadata.
    """
    image = noisy_picture(size) if noise else flat_picture(size)
    encoded = encode(image, format, exif_block(gps=gps, serial=serial, artist=artist, taken=taken), xmp)
    if path is not None:
        path.write_bytes(encoded)
    return encoded


def noisy_picture(size: tuple[int, int]) -> Image.Image:
    """Return a gradient with pseudo-random texture, the same for the same size."""
    width, height = size
    grain = Image.frombytes("RGB", size, random.Random(width * height).randbytes(width * height * 3))  # noqa: S311
    light = Image.linear_gradient("L").resize(size).convert("RGB")
    return Image.blend(light, grain, 0.35)


def flat_picture(size: tuple[int, int]) -> Image.Image:
    """Return a drawing of a few plain shapes."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    width, height = size
    pen.rectangle((width // 8, height // 8, width // 2, height // 2), fill="navy")
    pen.ellipse((width // 2, height // 2, width * 7 // 8, height * 7 // 8), fill="orange")
    return image


def exif_block(
    *,
    gps: tuple[float, float] | None = None,
    serial: str | None = None,
    artist: str | None = None,
    taken: str | None = None,
    **tags: Any,
) -> Image.Exif:
    """Return EXIF data; further ``tags`` by name, such as ``Make="Acme"``, go to the directory they belong to."""
    exif = Image.Exif()
    named = {"BodySerialNumber": serial, "Artist": artist, "DateTimeOriginal": taken, **tags}
    for name, value in named.items():
        if value is not None:
            directory = exif.get_ifd(IFD.Exif) if Base[name] >= Base.ExposureTime and name[:2] != "XP" else exif
            directory[Base[name]] = value
    if gps is not None:
        exif.get_ifd(IFD.GPSInfo).update(gps_directory(*gps))
    return exif


def gps_directory(latitude: float, longitude: float) -> dict[int, Any]:
    """Return the tags of a position, to a ten-thousandth of a second."""
    return {
        GPS.GPSLatitudeRef: "S" if latitude < 0 else "N",
        GPS.GPSLatitude: _degrees_minutes_seconds(abs(latitude)),
        GPS.GPSLongitudeRef: "W" if longitude < 0 else "E",
        GPS.GPSLongitude: _degrees_minutes_seconds(abs(longitude)),
    }


def _degrees_minutes_seconds(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    steps = math.floor(degrees * 36_000_000 + 0.5)
    minutes, seconds = divmod(steps, 600_000)
    return IFDRational(minutes // 60), IFDRational(minutes % 60), IFDRational(seconds, 10_000)


def xmp_packet(**properties: str) -> bytes:
    """Return a packet with properties as attributes: ``xmp_packet(exif__GPSLatitude="26,34.9N")``."""
    attributes = " ".join(f'{name.replace("__", ":").replace("_", "-")}="{text}"' for name, text in properties.items())
    return xmp_around(f"<rdf:Description {attributes}/>")


def xmp_around(description: str) -> bytes:
    """Return a packet around an ``rdf:Description`` element; the usual prefixes are declared."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/" {declared}>'
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{description}</rdf:RDF>'
        '</x:xmpmeta>   <?xpacket end="w"?>'
    ).encode()


def encode(image: Image.Image, format: str, exif: Image.Exif, xmp: bytes | None = None) -> bytes:  # noqa: A002
    """Return the picture as a file in ``format``, with its metadata where that format puts it."""
    options: dict[str, Any] = {}
    if format == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    if xmp is not None:
        options |= _xmp_option(format, exif, xmp)
    if format not in ("GIF", "BMP"):
        # As bytes: given the object, the TIFF writer would leave out all but the main directory.
        options["exif"] = exif.tobytes()
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def _xmp_option(format: str, exif: Image.Exif, xmp: bytes) -> dict[str, Any]:  # noqa: A002
    if format == "PNG":
        chunks = PngImagePlugin.PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", xmp.decode())
        return {"pnginfo": chunks}
    if format == "TIFF":
        exif[_XMP_TAG] = xmp
        return {}
    return {"xmp": xmp}
