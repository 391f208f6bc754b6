"""Perceptual hashes."""

from PIL import Image, ImageOps

from piiscan.detectors.image.perceptual import perceptual_hash
from tests.builders import flat_picture


def distance(one: Image.Image, other: Image.Image) -> int:
    return (int(perceptual_hash(one), 16) ^ int(perceptual_hash(other), 16)).bit_count()


def test_form() -> None:
    """The hash is 64 bits as 16 hexadecimal digits."""
    assert "0000000000000000" == perceptual_hash(Image.new("RGB", (20, 20)))
    assert "ffffffffffffffff" == perceptual_hash(ImageOps.mirror(Image.linear_gradient("L").rotate(90)))


def test_resized_copy() -> None:
    """A smaller copy has nearly the same hash, another picture has not."""
    picture = flat_picture((320, 240))

    assert distance(picture, picture.resize((160, 120))) <= 4
    assert distance(picture, ImageOps.mirror(picture)) > 10
