"""Training photos whose products were labelled by hand, for want of a public set that may be used.

The boxes are kept beside this module; the photos stay where they lie. None of them shows a shelf
of the evaluation photos.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from vision.geometry import coverage
from vision.training.canvas import Canvas
from vision.values import Box, Thing

SHEET = Path(__file__).with_name("hand_labels.json")
LEAST_CROP_PX = 24.0
SLIVER = 0.2  # a thing that shows less of itself than this is not labelled


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """One photo, the size its labels are for (its true shape), and everything on it."""

    path: Path
    width: int
    height: int
    boxes: tuple[tuple[Thing, Box], ...]

    def pixels(self) -> Canvas | None:
        """Read the photo in its true shape, as RGB; None where it cannot be read.

        Some exports squeeze photos into a square and sprinkle them with noise. A small median
        filter takes the noise away again.
        """
        photo = cv2.imread(str(self.path), cv2.IMREAD_COLOR)
        if photo is None:
            return None
        if photo.shape[1::-1] != (self.width, self.height):
            size = self.width, self.height
            photo = cv2.resize(cv2.medianBlur(photo, 3), size, interpolation=cv2.INTER_CUBIC)
        return np.ascontiguousarray(photo[..., ::-1])


def hand_labelled(shared: Path) -> list[LabelledPhoto]:
    """List the hand-labelled training photos that are there."""
    sheet = json.loads(SHEET.read_text("utf-8"))
    photos = []
    for entry in sheet["photos"]:
        path = shared / entry["photo"]
        boxes = tuple((Thing(row[0]), Box(*map(float, row[1:]))) for row in entry["boxes"])
        if path.exists():
            photos.append(LabelledPhoto(path, entry["width"], entry["height"], boxes))
    return photos


def tiles_of(photo: LabelledPhoto) -> list[tuple[Box, tuple[tuple[Thing, Box], ...]]]:
    """Cut a wide photo into overlapping squares, as a closer look would see it.

    Returns:
        Each window with what is on it, in pixels of the window; what is cut to a sliver is left
        out.
    """
    side = min(photo.width, photo.height)
    steps = -(-2 * (photo.width - side) // side) + 1
    tiles = []
    for number in range(steps if steps > 1 else 0):
        left = round((photo.width - side) * number / (steps - 1))
        window = Box(left, 0, left + side, side)
        tiles.append((window, tuple(_shown(photo.boxes, window))))
    return tiles


def _shown(boxes: Iterable[tuple[Thing, Box]], window: Box) -> Iterator[tuple[Thing, Box]]:
    for thing, box in boxes:
        if coverage(box, by=window) > SLIVER:
            left, right = max(box.left, window.left), min(box.right, window.right)
            top, bottom = max(box.top, window.top), min(box.bottom, window.bottom)
            edges = left - window.left, top - window.top, right - window.left, bottom - window.top
            yield thing, Box(*edges)


def product_crops(shared: Path) -> list[Canvas]:
    """Cut the products out of the hand-labelled photos, to print on generated packs."""
    return [crop for photo in hand_labelled(shared) for crop in _crops(photo)]


def _crops(photo: LabelledPhoto) -> Iterator[Canvas]:
    pixels = photo.pixels()
    if pixels is None:
        return
    for thing, box in photo.boxes:
        if thing is Thing.PRODUCT and min(box.width, box.height) >= LEAST_CROP_PX:
            rows, columns = (
                slice(int(box.top), int(box.bottom)),
                slice(int(box.left), int(box.right)),
            )
            yield np.ascontiguousarray(pixels[rows, columns])
