"""Persons on photos nobody labelled: what a COCO model is sure of, and what must not be taught."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vision.geometry import iou
from vision.training.canvas import Canvas
from vision.training.fire_frames import Labelled
from vision.values import Box

SIDES = (416, 640)  # of the two looks
SURE = 0.5  # score of the better look from which a person is believed
AGREED = 0.3  # score of the other look at the same place
DOUBT = 0.15  # from here on it may be a person, so it may not be taught as background
SAME = 0.5
MOST_HIDDEN = 0.4  # a photo of which more is doubtful is left out
_PERSON = 0  # COCO's number
Look = Sequence[tuple[Box, float]]


@dataclass(frozen=True, slots=True)
class Persons:
    """Who is on a photo: boxes that are believed, and boxes that may or may not be a person."""

    sure: tuple[Box, ...]
    doubtful: tuple[Box, ...]


def settled(first: Look, second: Look) -> Persons:
    """Compare two looks: sure where both see the same person, doubtful where only one does."""
    sure: list[Box] = []
    doubtful: list[Box] = []
    for one, other in ((first, second), (second, first)):
        for box, score in one:
            echo = max((s for b, s in other if iou(b, box) >= SAME), default=0.0)
            known = any(iou(box, found) >= SAME for found in sure)
            if known or score < DOUBT:
                continue
            is_sure = max(score, echo) >= SURE and min(score, echo) >= AGREED
            (sure if is_sure else doubtful).append(box)
    unclear = tuple(box for box in doubtful if all(iou(box, found) < SAME for found in sure))
    return Persons(tuple(sure), unclear)


class PersonLabeller:
    """A COCO model that looks at every photo at two sizes."""

    def __init__(self, weights: Path) -> None:
        """Load the checkpoint."""
        from ultralytics import YOLO  # noqa: PLC0415 - loads torch

        self._model: Any = YOLO(str(weights))

    def find(self, rgb: Canvas) -> Persons:
        """Find persons on one photo."""
        first, second = (self._look(rgb, side) for side in SIDES)
        return settled(first, second)

    def glance(self, rgb: Canvas, side: int = SIDES[0]) -> Persons:
        """Find persons with one look, half as dear: for photos on which hardly anybody is."""
        seen = self._look(rgb, side)
        sure = tuple(box for box, score in seen if score >= AGREED)
        return Persons(sure, tuple(box for box, score in seen if score < AGREED))

    def _look(self, rgb: Canvas, side: int) -> list[tuple[Box, float]]:
        [seen] = self._model.predict(
            np.ascontiguousarray(rgb[..., ::-1]), imgsz=side, conf=DOUBT, iou=0.6,
            classes=[_PERSON], device="cpu", verbose=False,
        )  # fmt: skip
        rows = seen.boxes.data.tolist()
        return [(Box(*row[:4]), float(row[4])) for row in rows]


def with_persons(photo: Labelled, persons: Persons) -> Labelled | None:
    """Add sure persons to a photo's boxes and paint the doubtful ones over.

    Returns:
        None where so much is doubtful that little of the photo would be left.
    """
    height, width = photo.pixels.shape[:2]
    hidden = np.zeros((height, width), bool)
    for box in persons.doubtful:
        hidden[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1] = True
    for box in persons.sure:
        hidden[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1] = False
    if hidden.mean() > MOST_HIDDEN:
        return None
    pixels = photo.pixels.copy()
    pixels[hidden] = photo.pixels.reshape(-1, 3).mean(0).astype(np.uint8)
    boxes = tuple(("person", box) for box in persons.sure)
    return Labelled(pixels, (*photo.boxes, *boxes))
