"""Draws the pictures of the sample data: hills and grain, never a person, some with a camera's metadata."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pillow_heif
from PIL import ExifTags, Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational
from sample_people import WITH_PHOTO, Person

PHOTOS = 36
LABELLED = 12
"""Pictures in each of the two folders of ``labels/``."""

ALIGNED = 24

_CAMERAS = (("Umbra", "U-100"), ("Lumen & Daughter", "Pocket 3"), ("Kestrel", "K7"))
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><Iptc4xmpExt:PersonInImage>'
    "<rdf:Bag><rdf:li>{name}</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def write_photos(folder: Path, people: Sequence[Person], random: Random) -> None:
    """Write one or two photos of each person that has any, then one as WebP and one as HEIC.

    Two in three carry a camera's EXIF, half of those with a position; every sixth names who is in it, in XMP.
    """
    for number in range(PHOTOS):
        person = people[number % WITH_PHOTO]
        path = folder / f"{person.user_id}_{1 + number // WITH_PHOTO}.jpg"
        exif = _camera_exif(person, number, random) if number % 3 else Image.Exif()
        xmp = _XMP.format(name=person.display_name).encode() if number % 6 == 1 else b""
        _scene((160, 120), random).save(path, quality=70, exif=exif, xmp=xmp)
    _scene((144, 108), random).save(folder / f"{people[0].user_id}_3.webp", quality=50)
    exif = _camera_exif(people[1], PHOTOS + 1, random)
    heif = pillow_heif.from_pillow(_scene((144, 108), random))
    heif.save(folder / f"{people[1].user_id}_3.heic", quality=40, exif=exif.tobytes())


def write_labels(folder: Path, random: Random) -> None:
    """Write pictures in folders named for what the pictures are said to show."""
    for label in ("male", "female"):
        (folder / label).mkdir()
        for number in range(1, LABELLED + 1):
            _scene((128, 128), random).save(folder / label / f"{number:04}.jpg", quality=40)


def write_aligned(folder: Path, random: Random) -> None:
    """Write pictures named ``age_sex_race_date.jpg``, a habit of face datasets."""
    for number in range(ALIGNED):
        age, sex, race = random.randrange(18, 90), random.randrange(2), random.randrange(5)
        name = f"{age}_{sex}_{race}_201701{number + 1:02}.jpg"
        _scene((128, 128), random).save(folder / name, quality=40)


def write_logo(path: Path) -> None:
    """Write a graphic of flat colours, which nobody should take for a photo."""
    logo = Image.new("RGB", (160, 60), "white")
    draw = ImageDraw.Draw(logo)
    draw.ellipse((10, 10, 50, 50), fill="crimson")
    draw.ellipse((32, 10, 72, 50), fill="darkblue")
    draw.rectangle((84, 24, 150, 36), fill="black")
    logo.save(path)


def _scene(size: tuple[int, int], random: Random) -> Image.Image:
    """Return a landscape of nowhere: sky, hills, and grain, without which it would pass for a graphic."""
    width, height = size
    sky = Image.linear_gradient("L").resize(size)
    scene = Image.merge("RGB", [sky.point(_ramp(random)) for _ in range(3)])
    draw = ImageDraw.Draw(scene)
    for ridge in range(3):
        colour = (random.randrange(20, 120), random.randrange(60, 160), random.randrange(20, 120))
        tops = [height * (0.4 + 0.17 * ridge) + random.uniform(-0.1, 0.1) * height for _ in range(7)]
        line = [(i * width / 6, top) for i, top in enumerate(tops)]
        draw.polygon([(0, height), *line, (width, height)], fill=colour)
    grain = Image.frombytes("RGB", size, random.randbytes(width * height * 3))
    return Image.blend(scene, grain, 0.12)


def _ramp(random: Random) -> list[int]:
    low, high = random.randrange(90, 160), random.randrange(180, 255)
    return [low + (high - low) * i // 255 for i in range(256)]


def _camera_exif(person: Person, number: int, random: Random) -> Image.Exif:
    make, model = _CAMERAS[number % len(_CAMERAS)]
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = make
    exif[ExifTags.Base.Model] = model
    exif[ExifTags.Base.Artist] = person.display_name
    photo = exif.get_ifd(ExifTags.IFD.Exif)
    photo[ExifTags.Base.DateTimeOriginal] = f"2025:{1 + number % 12:02}:{1 + number % 28:02} 14:{number % 60:02}:07"
    photo[ExifTags.Base.BodySerialNumber] = f"KX{random.randrange(10**8):08}"
    if number % 2:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(_position(person))
    return exif


def _position(person: Person) -> dict[int, object]:
    return {
        ExifTags.GPS.GPSVersionID: b"\x02\x03\x00\x00",
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLatitude: _degrees(person.latitude),
        ExifTags.GPS.GPSLongitudeRef: "W",
        ExifTags.GPS.GPSLongitude: _degrees(-person.longitude),
    }


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Return degrees, minutes and hundredths of seconds, as EXIF keeps them."""
    seconds = round(value * 360_000)
    return (
        IFDRational(seconds // 360_000, 1),
        IFDRational(seconds % 360_000 // 6_000, 1),
        IFDRational(seconds % 6_000, 100),
    )
