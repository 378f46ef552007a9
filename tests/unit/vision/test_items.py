"""Names of places: stable from photo to photo, and comparable where they are not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.items import is_same_place, name_place, name_spot


@pytest.mark.parametrize(
    ("row", "x", "expected"),
    [
        (0, 0.0, "row-0@0.00"),
        (2, 0.413, "row-2@0.40"),
        (2, 0.43, "row-2@0.45"),
        (11, 1.0, "row-11@1.00"),
        (1, -0.2, "row-1@0.00"),  # beyond the shelf is its end
        (1, 1.7, "row-1@1.00"),
    ],
)
def test_place_is_named(row: int, x: float, expected: str) -> None:
    assert name_place(row, x) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("", "", True),
        ("slot-7", "slot-7", True),
        ("slot-7", "slot-8", False),
        ("row-2@0.40", "slot-8", False),
        ("row-2@0.40", "row-2@0.40", True),
        ("row-2@0.40", "row-2@0.50", True),
        ("row-2@0.40", "row-2@0.55", False),
        ("row-2@0.40", "row-3@0.40", False),
        ("row-2@0.40.2", "row-2@0.45", True),
        ("fire@0.4,0.6", "fire@0.6,0.4", True),
        ("fire@0.4,0.6", "fire@0.7,0.6", False),
        ("fire@0.4,0.6", "smoke@0.4,0.6", False),
        ("fire@0.4,0.6", "row-2@0.40", False),
        ("fire@0.4,0.6", "fire@0.4", False),
    ],
)
def test_names_mean_one_place(first: str, second: str, expected: bool) -> None:
    assert is_same_place(first, second) is expected
    assert is_same_place(second, first) is expected


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [(0.413, 0.58, "fire@0.4,0.6"), (-1, 2, "fire@0.0,1.0"), (1.0, 0.0, "fire@1.0,0.0")],
)
def test_spot_is_named(x: float, y: float, expected: str) -> None:
    assert name_spot("fire", x, y) == expected


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-0.1, 0.1), st.floats(-0.1, 0.1))
def test_small_move_is_the_same_spot(x: float, y: float, across: float, down: float) -> None:
    assert is_same_place(name_spot("fire", x, y), name_spot("fire", x + across, y + down))


@given(st.integers(0, 9), st.floats(0, 1), st.floats(-0.05, 0.05))
def test_small_shift_is_the_same_place(row: int, x: float, shift: float) -> None:
    assert is_same_place(name_place(row, x), name_place(row, x + shift))


def test_four_in_five_names_stay_when_the_camera_moves_a_little() -> None:
    """Shifts up to 2 % of the shelf: how stable the plain name is; is_same_place knows the rest."""
    rng = random.Random(7)  # noqa: S311 - shifts of a camera, not a secret
    places = [(rng.random(), rng.uniform(-0.02, 0.02)) for _ in range(20_000)]
    same = sum(name_place(1, x) == name_place(1, x + shift) for x, shift in places)
    assert 0.78 < same / len(places) < 0.82
