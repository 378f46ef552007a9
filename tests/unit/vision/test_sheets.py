"""Sheets: straight edges along a box's sides, which people do not have."""

import cv2
import numpy as np
import pytest

from vision.sheets import is_sheet
from vision.training.kitchens import paint_kitchen
from vision.values import Box

BOX = Box(300, 200, 460, 420)


def scene() -> np.ndarray:
    return np.array(paint_kitchen(np.random.default_rng(3), masked=None))


def sheet(*, turned: float = 0.0) -> np.ndarray:
    rgb = scene()
    corners = cv2.boxPoints(((380, 310), (160, 220), turned)).astype(np.int32)
    cv2.fillConvexPoly(rgb, corners, (90, 40, 30))
    return rgb


def figure() -> np.ndarray:
    rgb = scene()
    cv2.ellipse(rgb, (380, 240), (30, 40), 0, 0, 360, (90, 40, 30), -1)
    cv2.ellipse(rgb, (380, 350), (80, 70), 0, 0, 360, (40, 44, 60), -1)
    return rgb


def hidden_foot() -> np.ndarray:
    rgb = sheet()
    rgb[380:470] = 120
    return rgb


@pytest.mark.parametrize(
    ("rgb", "box", "expected"),
    [
        (sheet(), BOX, True),
        (sheet(), Box(304, 195, 466, 416), True),  # the model's box lies a little off
        (sheet(turned=0.8), BOX, True),
        (hidden_foot(), Box(300, 200, 460, 381), True),
        (figure(), BOX, False),
        (scene(), BOX, False),
        (np.random.default_rng(1).integers(0, 255, (960, 1280, 3), np.uint8), BOX, False),
        (np.full((960, 1280, 3), 128, np.uint8), BOX, False),
        (sheet(), Box(300, 200, 305, 420), False),  # too narrow to tell
        (sheet(), Box(2000, 200, 2100, 420), False),  # beyond the photo
        (sheet(), Box(0, 0, 1280, 960), False),
        (sheet(), Box(1267.6, 200, 1280, 420), False),  # at the rim of the photo
    ],
)
def test_paper_ends_along_straight_edges(rgb: np.ndarray, box: Box, expected: bool) -> None:
    assert is_sheet(rgb, box) is expected
