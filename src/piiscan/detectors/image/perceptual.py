"""A hash that stays the same when a picture is resized or compressed again, to find copies of one photo."""

from PIL import Image


def perceptual_hash(pixels: Image.Image) -> str:
    """Return the difference hash (dHash) as 16 hexadecimal digits.

    Each of its 64 bits says whether one of 9 by 8 grey averages is brighter than the one to its right, row by row.
    """
    grey = pixels.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left = row * 9 + column
            bits = bits << 1 | (grey[left] > grey[left + 1])
    return f"{bits:016x}"
