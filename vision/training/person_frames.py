"""Frames of fire-smoke on which somebody drew the persons by eye: labels here, photos elsewhere."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from vision.images import Picture
from vision.training.fire_frames import FOLDER, Frame, read_frames
from vision.training.scene_scores import Judged
from vision.values import Box, Sighting


def judge_persons(
    see: Callable[[Picture], Sequence[Sighting]], sheet: Path, shared: Path, split: str
) -> list[Judged]:
    """Look at the hand-labelled frames of one split.

    Args:
        see: The model's eyes.
        sheet: Json whose `frames` name a `photo` of fire-smoke, its `split`, the boxes of
            `people` on it, and those that are `unclear`.
        shared: The shared data folder.
        split: "val" or "test".
    """
    frames = {
        frame.path.relative_to(shared / FOLDER).as_posix(): frame
        for frame in read_frames(shared, split)
    }
    rows = json.loads(sheet.read_text("utf-8"))["frames"]
    return [_judged(see, row, frames[row["photo"]]) for row in rows if row["split"] == split]


def _judged(
    see: Callable[[Picture], Sequence[Sighting]],
    row: dict[str, list[list[float]]],
    frame: Frame,
) -> Judged:
    people = tuple(("person", Box(*edges)) for edges in row["people"])
    unclear = tuple(Box(*edges) for edges in row["unclear"])
    return Judged(frame.group, people, tuple(see(frame.read().pixels)), unclear)
