"""Many photos as a camera writes them: header and metadata alone, with every byte hashed, and in two processes."""

import os
import struct
from pathlib import Path
from random import Random

from PIL import ExifTags, Image

from benchmarks.commands import one_worker_scan, python, scan_with
from benchmarks.measure import Command, Pair

PICTURES = 20_000
QUICK_PICTURES = 100
DISTINCT = 50
"""Files that are really made; the rest are further links to them, which cost a reader the same."""

BARE_GETEXIF = """
import sys
from pathlib import Path
from PIL import Image
for path in Path(sys.argv[1]).rglob("*.jpg"):
    with Image.open(path) as picture:
        picture.getexif()
"""

BARE_HASHING = """
import hashlib, sys
from pathlib import Path
for path in Path(sys.argv[1]).rglob("*.jpg"):
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256").hexdigest()
"""

BARE_PIXELS = """
import dlib, numpy, sys
from pathlib import Path
from PIL import Image
detector = dlib.get_frontal_face_detector()
for path in Path(sys.argv[1]).rglob("*.jpg"):
    with Image.open(path) as picture:
        picture.draft("RGB", (640, 640))
        picture.thumbnail((640, 640))
        pixels = numpy.asarray(picture)
    if not detector.run(pixels, 0, 0.0)[0]:
        detector.run(pixels, 1, 0.0)
"""

DECODED = 300
QUICK_DECODED = 4

HEADERS_ONLY = ("--pixels", "off", "--no-hash")


def prepare(folder: Path, quick: bool) -> Pair:
    """Measure headers alone against a bare Pillow loop."""
    photos, number = _photos(folder, quick)
    ours = one_worker_scan(photos, *HEADERS_ONLY)
    return Pair(ours, python(BARE_GETEXIF, str(photos)), f"the metadata of {number} photos", _repeats(quick))


def prepare_exiftool(folder: Path, quick: bool) -> Pair:
    """Measure headers alone against exiftool, which must be installed."""
    photos, number = _photos(folder, quick)
    against = Command(["exiftool", "-fast2", "-r", "-j", str(photos)], frozenset({0, 1}))
    return Pair(one_worker_scan(photos, *HEADERS_ONLY), against, f"the metadata of {number} photos", repeats=1)


def prepare_hashed(folder: Path, quick: bool) -> Pair:
    """Measure headers and the SHA-256 of every byte against a bare hashing loop."""
    photos, number = _photos(folder, quick)
    ours = one_worker_scan(photos, "--pixels", "off")
    return Pair(ours, python(BARE_HASHING, str(photos)), f"every byte of {number} photos", _repeats(quick))


def prepare_workers(folder: Path, quick: bool) -> Pair:
    """Measure two processes against one, every byte hashed."""
    photos, number = _photos(folder, quick)
    two = scan_with(2, photos, "--pixels", "off")
    return Pair(two, one_worker_scan(photos, "--pixels", "off"), f"every byte of {number} photos", _repeats(quick))


def prepare_pixels(folder: Path, quick: bool) -> Pair:
    """Measure pixels and faces against the time of the decoder and the detector alone."""
    photos = folder / "photos"
    photos.mkdir()
    number = QUICK_DECODED if quick else DECODED
    write_photos(photos, number)
    ours = one_worker_scan(photos, "--pixels", "all", "--faces", "all")
    return Pair(ours, python(BARE_PIXELS, str(photos)), f"the pixels and faces of {number} photos", repeats=1)


def _repeats(quick: bool) -> int:
    return 1 if quick else 3


def _photos(folder: Path, quick: bool) -> tuple[Path, int]:
    number = QUICK_PICTURES if quick else PICTURES
    photos = folder / "photos"
    photos.mkdir()
    write_photos(photos, number)
    return photos, number


def write_photos(folder: Path, number: int) -> None:
    """Write that many photos of some 300 KB in folders of a thousand."""
    random = Random(1)  # noqa: S311 -- grain needs no cryptography
    for i in range(number):
        path = folder / f"{i // 1000:03}" / f"DSC_{i:05}.jpg"
        path.parent.mkdir(exist_ok=True)
        if i < DISTINCT:
            _write_photo(path, random)
        else:
            os.link(folder / "000" / f"DSC_{i % DISTINCT:05}.jpg", path)


def _write_photo(path: Path, random: Random) -> None:
    exif = Image.Exif()
    main = {"Make": "NIKON CORPORATION", "Model": "Umbra 9", "Software": "1.02", "Orientation": 1, "XResolution": 300.0,
            "YResolution": 300.0, "ResolutionUnit": 2, "DateTime": "2025:06:01 12:00:00", "YCbCrPositioning": 2,
            "Artist": f"Invented {random.randrange(1000)}", "Copyright": "2025"}  # fmt: skip
    shot = {"ExposureTime": 0.004, "FNumber": 5.6, "ExposureProgram": 2, "ISOSpeedRatings": 200, "SensitivityType": 2,
            "ExifVersion": b"0231", "DateTimeOriginal": "2025:06:01 12:00:00", "MeteringMode": 5, "FocalLength": 50.0,
            "DateTimeDigitized": "2025:06:01 12:00:00", "ShutterSpeedValue": 8.0, "ApertureValue": 5.0, "Flash": 16,
            "UserComment": b"ASCII\0\0\0" + b" " * 36, "SubsecTime": "42", "ColorSpace": 1, "ExifImageWidth": 1024,
            "ExifImageHeight": 768, "SceneCaptureType": 0, "WhiteBalance": 0, "ExposureMode": 0, "LensModel": "50mm",
            "BodySerialNumber": str(random.randrange(10**7)), "MakerNote": _maker_note(random)}  # fmt: skip
    exif.update({ExifTags.Base[name]: value for name, value in main.items()})
    exif.get_ifd(ExifTags.IFD.Exif).update({ExifTags.Base[name]: value for name, value in shot.items()})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(_position(random))
    noise = Image.frombytes("RGB", (512, 384), random.randbytes(512 * 384 * 3))
    noise.resize((1024, 768), Image.Resampling.BICUBIC).save(path, quality=88, exif=exif)


def _position(random: Random) -> dict[int, object]:
    return {
        ExifTags.GPS.GPSVersionID: b"\2\3\0\0",
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: (43.0, 30.0, random.uniform(0, 59)),
        ExifTags.GPS.GPSLongitudeRef: "W",
        ExifTags.GPS.GPSLongitude: (130.0, 30.0, random.uniform(0, 59)),
        ExifTags.GPS.GPSAltitudeRef: b"\0",
        ExifTags.GPS.GPSAltitude: 12.0,
        ExifTags.GPS.GPSDateStamp: "2025:06:01",
    }


def _maker_note(random: Random) -> bytes:
    """Return a note of Nikon's form: a TIFF block with a serial number among forty tags, and opaque tables."""
    tags = [(0x0001, 7, b"0211"), *((0x0080 + i, 7, random.randbytes(4)) for i in range(20))]
    tags += [(0x001D, 2, b"6001234\0"), *((0x0200 + i, 7, random.randbytes(400)) for i in range(19))]
    entries, values = b"", b""
    start = 8 + 2 + 12 * len(tags) + 4
    for tag, kind, value in sorted(tags):
        place = value if len(value) <= 4 else struct.pack(">I", start + len(values))  # noqa: PLR2004 -- fits the entry
        entries += struct.pack(">HHI", tag, kind, len(value)) + place
        values += value if len(value) > 4 else b""  # noqa: PLR2004
    directory = struct.pack(">H", len(tags)) + entries + bytes(4)
    return b"Nikon\0\2\x10\0\0MM\0*\0\0\0\x08" + directory + values
