"""Metadata of many small pictures, as cold storage of a photo dataset has them."""

import os
from pathlib import Path
from random import Random

from PIL import ExifTags, Image

from benchmarks.commands import one_worker_scan, python
from benchmarks.measure import Pair

PICTURES = 20_000
QUICK_PICTURES = 100
DISTINCT = 50
"""Files that are really made; the rest are further links to them, which cost a reader the same."""

BARE_LOOP = """
import sys
from pathlib import Path
from PIL import Image
for path in Path(sys.argv[1]).rglob("*.jpg"):
    with Image.open(path) as picture:
        picture.getexif()
"""


def prepare(folder: Path, quick: bool) -> Pair:
    """Make the pictures and say what to run."""
    number = QUICK_PICTURES if quick else PICTURES
    photos = folder / "photos"
    photos.mkdir()
    _write_pictures(photos, number)
    return Pair(
        one_worker_scan(photos, "--pixels", "off", "--no-hash"),
        python(BARE_LOOP, str(photos)),
        f"the metadata of {number} JPEGs",
        repeats=1 if quick else 5,
    )


def _write_pictures(folder: Path, number: int) -> None:
    random = Random(1)  # noqa: S311 -- grain needs no cryptography
    for i in range(number):
        path = folder / f"{i // 1000:03}" / f"{i:06}.jpg"
        path.parent.mkdir(exist_ok=True)
        if i < DISTINCT:
            _write_picture(path, random)
        else:
            os.link(folder / "000" / f"{i % DISTINCT:06}.jpg", path)


def _write_picture(path: Path, random: Random) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Umbra"
    exif[ExifTags.Base.Artist] = f"Invented {random.randrange(1000)}"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2025:06:01 12:00:00"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = str(random.randrange(10**8))
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (43.0, 30.0, random.uniform(0, 59))
    gps[ExifTags.GPS.GPSLongitudeRef] = "W"
    gps[ExifTags.GPS.GPSLongitude] = (130.0, 30.0, random.uniform(0, 59))
    noise = Image.frombytes("RGB", (96, 96), random.randbytes(96 * 96 * 3))
    noise.resize((256, 192), Image.Resampling.BICUBIC).save(path, quality=80, exif=exif)
