"""Masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.model.categories import Category
from piiscan.model.masks import coordinates_shown, mask


@pytest.mark.parametrize("category", Category)
def test_every_category_has_a_mask(category: Category) -> None:
    """What stands for a value is a word in brackets, and tells nothing of the value."""
    word = mask(category)

    assert ("[", "]") == (word[0], word[-1])
    assert not any(letter.isdigit() for letter in word)


def test_masks_tell_categories_apart() -> None:
    """No two categories have the same word, so that a mask says what was found and nothing else."""
    assert len(Category) == len({mask(category) for category in Category})


def test_coordinates() -> None:
    """A position is shown to a tenth of a degree, without a zero that has a sign."""
    assert "65.1, -16.6" == coordinates_shown(65.0551, -16.6251)
    assert "0.0, 0.0" == coordinates_shown(-0.01, 0.04)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_never_finer(latitude: float, longitude: float) -> None:
    """No shown position has more than one digit after the point."""
    assert all(len(number.partition(".")[2]) == 1 for number in coordinates_shown(latitude, longitude).split(", "))
