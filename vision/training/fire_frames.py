"""Frames of fire and smoke: read by scene group, dealt out evenly, squeezed shapes undone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from vision.training.canvas import Canvas, Rng, chance
from vision.values import Box

CLASSES = ("person", "fire", "smoke")
FOLDER = "fire-smoke"
MOST_OF_A_GROUP = 24  # frames a pass takes of one scene, however long its video
WIDEST = 16 / 9  # the export squeezed frames of up to this shape into squares
GREY_SHARE = 0.08  # of the views lose their colours, as cameras do at night
LONG_SIDE = 480  # of a written view, pixels
_LABELS = {0: "fire", 2: "smoke"}
_BOX = 4  # values of a box row; a polygon row has more


@dataclass(frozen=True, slots=True)
class Labelled:
    """A picture and the boxes on it, in its pixels."""

    pixels: Canvas
    boxes: tuple[tuple[str, Box], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One photo of fire-smoke: where it lies and which scene it shows."""

    path: Path
    group: str

    def read(self) -> Labelled:
        """Read pixels (RGB) and the boxes of fire and smoke.

        The third class, `default`, is one box around a frame on which nothing burns. It marks
        nothing, so such a frame comes without boxes: a photo of an ordinary street or shop.

        Raises:
            FileNotFoundError: If the photo cannot be read.
        """
        pixels = cv2.imread(str(self.path), cv2.IMREAD_COLOR)
        if pixels is None:
            msg = f"not a readable photo: {self.path.name}"
            raise FileNotFoundError(msg)
        labels = self.path.parent.parent / "labels" / f"{self.path.stem}.txt"
        lines = labels.read_text("utf-8").splitlines() if labels.exists() else []
        rows = [_row(line, pixels.shape[1], pixels.shape[0]) for line in lines if line.strip()]
        boxes = tuple((name, box) for name, box in rows if name)
        return Labelled(np.ascontiguousarray(pixels[..., ::-1]), boxes)


def _row(line: str, width: int, height: int) -> tuple[str, Box]:
    """Read a label row of a box or a polygon; the name is empty for `default`."""
    words = line.split()
    values = np.array([float(word) for word in words[1:]])
    if values.size == _BOX:
        low, high = values[:2] - values[2:] / 2, values[:2] + values[2:] / 2
    else:
        points = values.reshape(-1, 2)
        low, high = points.min(0), points.max(0)
    low, high = np.clip(low, 0, 1), np.clip(high, 0, 1)
    box = Box(low[0] * width, low[1] * height, high[0] * width, high[1] * height)
    return _LABELS.get(int(words[0]), ""), box


def read_frames(shared: Path, split: str) -> list[Frame]:
    """List the frames of one split of fire-smoke with their scene groups."""
    folder = shared / FOLDER
    rows = [line.split("\t") for line in (folder / "groups.tsv").read_text("utf-8").splitlines()]
    place = {name: number for number, name in enumerate(rows[0])}
    return [
        Frame(folder / row[place["file"]], row[place["group"]])
        for row in rows[1:]
        if row[place["split"]] == split
    ]


def by_group(frames: Sequence[Frame]) -> Mapping[str, list[Frame]]:
    """Sort frames by scene group."""
    groups: dict[str, list[Frame]] = defaultdict(list)
    for frame in frames:
        groups[frame.group].append(frame)
    return groups


def one_pass(rng: Rng, frames: Sequence[Frame]) -> list[Frame]:
    """Deal out frames so that no video outweighs the others.

    A scene of one frame is shown three times, one of hundreds `MOST_OF_A_GROUP` times, others by
    the root of their size. Long videos give other frames in every pass.
    """
    dealt: list[Frame] = []
    for group in by_group(frames).values():
        wanted = min(MOST_OF_A_GROUP, round(3 * len(group) ** 0.5))
        while wanted > 0:
            taken = rng.permutation(len(group))[:wanted]
            dealt += [group[int(number)] for number in taken]
            wanted -= len(taken)
    return dealt


def resized(photo: Labelled, width: int, height: int) -> Labelled:
    """Scale a picture and its boxes to a size, each axis by itself."""
    across, down = width / photo.pixels.shape[1], height / photo.pixels.shape[0]
    way = cv2.INTER_AREA if across < 1 else cv2.INTER_LINEAR
    pixels = cv2.resize(photo.pixels, (width, height), interpolation=way)
    boxes = tuple(
        (name, Box(box.left * across, box.top * down, box.right * across, box.bottom * down))
        for name, box in photo.boxes
    )
    return Labelled(np.asarray(pixels, np.uint8), boxes)


def reshaped(rng: Rng, photo: Labelled, widest: float = WIDEST) -> Labelled:
    """Stretch a squeezed picture to one of the shapes it may have had, and wear its colours."""
    shape = widest ** rng.random() if chance(rng, 0.75) else 1.0
    shape *= photo.pixels.shape[1] / photo.pixels.shape[0]
    wide = LONG_SIDE if shape >= 1 else round(LONG_SIDE * shape)
    tall = LONG_SIDE if shape < 1 else round(LONG_SIDE / shape)
    view = resized(photo, max(1, wide), max(1, tall))
    if chance(rng, GREY_SHARE):
        grey = cv2.cvtColor(view.pixels, cv2.COLOR_RGB2GRAY)
        view = replace(view, pixels=np.ascontiguousarray(np.repeat(grey[..., None], 3, 2)))
    return view


def label_lines(photo: Labelled) -> str:
    """Write the boxes as the text of a YOLO label file."""
    height, width = photo.pixels.shape[:2]
    lines = []
    for name, box in photo.boxes:
        x, y = box.center
        shares = x / width, y / height, box.width / width, box.height / height
        lines.append(f"{CLASSES.index(name)} " + " ".join(f"{share:.6f}" for share in shares))
    return "\n".join(lines)
