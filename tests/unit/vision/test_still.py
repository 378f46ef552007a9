"""Who the reference photo shows as well: bodies compared around hidden faces."""

import numpy as np
import pytest

from vision.still import is_still
from vision.training.kitchens import paint_kitchen
from vision.values import Box

SAME = np.eye(3)
SHIFTED = np.array([[1.0, 0, 30], [0, 1.0, 0], [0, 0, 1.0]])
BODY, HEAD = Box(400, 300, 620, 620), Box(460, 320, 540, 420)


def scene() -> np.ndarray:
    return paint_kitchen(np.random.default_rng(3), masked=None)


def poster(rgb: np.ndarray, *, seed: int = 1) -> np.ndarray:
    other = rgb.copy()
    soft = np.random.default_rng(seed).integers(0, 255, (16, 11, 3), np.uint8)
    other[300:620, 400:620] = soft.repeat(20, 0).repeat(20, 1)
    return other


def hidden(rgb: np.ndarray) -> np.ndarray:
    other = rgb.copy()
    other[290:450, 430:570] = 90
    return other


@pytest.mark.parametrize(
    ("reference", "photo", "expected"),
    [
        (poster(scene()), poster(scene()), True),
        (hidden(poster(scene())), poster(scene()), True),
        (scene(), poster(scene()), False),
        (poster(scene(), seed=2), poster(scene()), False),
    ],
)
def test_body_that_looks_the_same_is_a_picture(
    reference: np.ndarray, photo: np.ndarray, expected: bool
) -> None:
    assert is_still(reference, photo, SAME, [(BODY, HEAD)]) == [expected]


def test_photo_may_lie_otherwise() -> None:
    photo = np.roll(poster(scene()), 30, axis=1)
    moved = Box(430, 300, 650, 620)
    assert is_still(poster(scene()), photo, SHIFTED, [(moved, None)]) == [True]
    assert is_still(scene(), photo, SHIFTED, [(moved, None)]) == [False]


@pytest.mark.parametrize(
    "figure",
    [
        (Box(1200, 300, 1500, 620), None),  # mostly beyond the picture
        (Box(2000, 300, 2200, 620), None),
        (Box(400, 300, 400, 300), None),
        (HEAD, HEAD),  # nothing but a face
    ],
)
def test_nobody_is_called_a_picture_when_little_can_be_compared(
    figure: tuple[Box, Box | None],
) -> None:
    far = np.array([[1.0, 0, 900], [0, 1.0, 0], [0, 0, 1.0]])
    matrix = far if figure[0].left == 1200 else SAME
    assert is_still(scene(), scene(), matrix, [figure]) == [False]


def test_no_figures_need_no_comparison() -> None:
    assert is_still(scene(), scene(), SAME, []) == []
