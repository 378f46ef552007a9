"""Faces and masks: crops and doubt."""

from pathlib import Path

import numpy as np
import pytest

from tests.unit.vision.networks import brightness_judge
from vision.faces import FoundFace, _is_frontal
from vision.hygiene import MaskJudge, MaskSheet
from vision.values import Box, MaskState
from vision.weights import load_face_finder

STATES = (MaskState.MASK, MaskState.NO_MASK)


def judge(folder: Path, *, are_logits: bool = False, **changes: object) -> MaskJudge:
    path = brightness_judge(folder / "light.xml", are_logits=are_logits)
    settings = {"thresholds": dict.fromkeys(STATES, 0.8), "crop_margin": 0.0} | changes
    sheet = MaskSheet(STATES, input_px=32, **settings)
    return MaskJudge(path, version="light-1", sheet=sheet)


def face(box: Box, *, score: float = 0.9, is_frontal: bool = True) -> FoundFace:
    return FoundFace(box, score, is_frontal)


def picture(inside: int, outside: int) -> np.ndarray:
    """200 x 200, a square of one brightness at (50, 50) to (150, 150)."""
    rgb = np.full((200, 200, 3), outside, np.uint8)
    rgb[50:150, 50:150] = inside
    return rgb


SQUARE = Box(50, 50, 150, 150)


@pytest.mark.parametrize("are_logits", [False, True])
@pytest.mark.parametrize(
    ("inside", "expected"),
    [(255, MaskState.MASK), (0, MaskState.NO_MASK), (128, MaskState.CANNOT_TELL)],
)
def test_face_is_judged_by_its_crop(
    tmp_path: Path, inside: int, expected: MaskState, *, are_logits: bool
) -> None:
    eyes = judge(tmp_path, are_logits=are_logits)
    seen = eyes.judge(picture(inside, 255 - inside), face(SQUARE))
    assert seen.state is expected
    assert seen.box == SQUARE
    assert 0.4 < seen.confidence <= 1


@pytest.mark.parametrize(
    ("found", "scale"),
    [
        (face(Box(50, 50, 73, 150)), 1.0),  # too narrow
        (face(Box(50, 50, 150, 73)), 1.0),  # too low
        (face(Box(50, 50, 150, 150), score=0.4), 1.0),
        (face(Box(50, 50, 150, 150), is_frontal=False), 1.0),
    ],
)
def test_face_is_not_judged_when_it_is_not_clear(
    tmp_path: Path, found: FoundFace, scale: float
) -> None:
    seen = judge(tmp_path).judge(picture(0, 0), found, scale=scale)
    assert seen.state is MaskState.CANNOT_TELL


def test_size_is_judged_on_the_full_photo(tmp_path: Path) -> None:
    small = face(Box(50, 50, 65, 65))
    assert judge(tmp_path).judge(picture(0, 0), small, scale=0.5).state is MaskState.NO_MASK


@pytest.mark.parametrize(
    ("margin", "box", "expected"),
    [
        (0.0, SQUARE, 1.0),
        (0.5, SQUARE, 0.25),  # twice as wide and high: a quarter of it is the bright square
        (0.0, Box(75, 50, 125, 150), 1.0),  # a narrow face gets a square crop
        (0.0, Box(0, 0, 100, 100), 0.25),
        (0.5, Box(100, 100, 200, 200), 0.25),  # beyond the photo its border is repeated
    ],
)
def test_crop_is_a_square_with_a_margin(
    tmp_path: Path, margin: float, box: Box, expected: float
) -> None:
    eyes = judge(tmp_path, crop_margin=margin, thresholds=dict.fromkeys(STATES, 0.0))
    seen = eyes.judge(picture(255, 0), face(box))
    light = seen.confidence if seen.state is MaskState.MASK else 1 - seen.confidence
    assert light == pytest.approx(expected, abs=0.07)


def test_crop_is_normalised(tmp_path: Path) -> None:
    eyes = judge(tmp_path, mean=(1.0, 1.0, 1.0), std=(-1.0, -1.0, -1.0))
    assert eyes.judge(picture(0, 0), face(SQUARE)).state is MaskState.MASK


@pytest.mark.parametrize(
    ("eyes_and_nose", "expected"),
    [
        ((30, 70, 50), True),
        ((70, 30, 50), True),
        ((30, 50, 60), False),  # the nose beyond an eye: turned away
        ((40, 60, 50), False),  # eyes too close together: seen from the side
        ((50, 50, 50), False),
    ],
)
def test_face_is_frontal_when_both_sides_show(
    eyes_and_nose: tuple[float, float, float], expected: bool
) -> None:
    marks = np.array([(x, 0.0) for x in (*eyes_and_nose, 40, 60)])
    assert _is_frontal(marks, 100.0) is expected


def test_no_face_is_found_on_plain_pictures() -> None:
    finder = load_face_finder()
    assert finder.find(np.zeros((0, 0, 3), np.uint8)) == []
    assert finder.find(np.full((240, 320, 3), 128, np.uint8)) == []
