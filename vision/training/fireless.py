"""Pictures without fire: shops, goods, heads and drawn kitchens, and flames laid over them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from vision.training.canvas import Canvas, Rng, chance, low_noise
from vision.training.face_crops import read_split
from vision.training.fire_frames import LONG_SIDE, Labelled
from vision.training.kitchens import paint_kitchen
from vision.training.person_labels import Persons
from vision.training.real_photos import training_photos
from vision.values import Box

HEAD_PX = 224  # side at which a head crop is looked at
FLAME_LIGHT = 110.0  # brightness from which a pixel of a fire box is flame rather than dark
_LEAST_FLAME = 24.0  # shorter side of a fire box worth laying over another photo, pixels
_LEAST_LIGHT = 0.3  # share of a cut-out that is bright, and that is warm in colour
_WARM = 40  # by which red exceeds blue in flames
_DIM = 0.25, 0.65
_SEEN = 0.4  # share of flame from which a pixel counts into the box
_HEAD_SHARE = 0.5  # of a crop that the person seen on it fills, at least


def shop_photos(shared: Path) -> list[Path]:
    """List the photos of goods and shelves that may be trained on: train splits only."""
    photos = [path for _, path, _ in training_photos(shared)]
    listed = shared / "grocery-store" / "train.txt"
    if listed.exists():
        rows = filter(None, listed.read_text("utf-8").splitlines())
        photos += [listed.parent / row.split(",")[0].strip() for row in rows]
    photos += sorted((shared / "sku-crops" / "crops").glob("*/*.jp*g"))
    return photos


def head_photos(shared: Path) -> list[Path]:
    """List the face crops of the train split."""
    folder = shared / "face-mask-crops"
    return [path for path, _ in read_split(folder, "train")] if folder.exists() else []


def read_rgb(path: Path) -> Canvas | None:
    """Read a photo as RGB; None where it cannot be read."""
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    return None if pixels is None else np.ascontiguousarray(pixels[..., ::-1])


def in_view(pixels: Canvas) -> Canvas:
    """Scale a photo to the long side that views are written at."""
    scale = LONG_SIDE / max(pixels.shape[:2])
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)


def heads_on(
    rng: Rng, backdrop: Canvas, heads: Sequence[Canvas], find: Callable[[Canvas, int], Persons]
) -> Labelled:
    """Stick head crops onto a photo, side by side; each that shows a person becomes a box.

    Crops on which no person is seen (a mask on a table) stay in the picture without a box.
    """
    view = in_view(backdrop).copy()
    boxes: list[tuple[str, Box]] = []
    across = int(rng.integers(1, 4))
    pitch = view.shape[1] // across
    for number, head in enumerate(heads[:across]):
        side = int(min(pitch, view.shape[0]) * rng.uniform(0.5, 1.0))
        scale = side / max(head.shape[:2])
        size = max(8, round(head.shape[1] * scale)), max(8, round(head.shape[0] * scale))
        small = cv2.resize(head, size, interpolation=cv2.INTER_LINEAR)
        left = number * pitch + int(rng.integers(0, pitch - size[0] + 1))
        top = int(rng.integers(0, view.shape[0] - size[1] + 1))
        view[top : top + size[1], left : left + size[0]] = small
        if any(box.area > _HEAD_SHARE * size[0] * size[1] for box in find(small, HEAD_PX).sure):
            boxes.append(("person", Box(left, top, left + size[0], top + size[1])))
    return Labelled(view, tuple(boxes))


def steaming(rng: Rng, view: Canvas) -> Canvas:
    """Draw soft white clouds above the worktop: steam from a pot, which is no smoke."""
    height, width = view.shape[:2]
    cloud = np.zeros((height, width), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        foot = np.array([rng.uniform(0.1, 0.9) * width, rng.uniform(0.35, 0.7) * height])
        spread = width * rng.uniform(0.01, 0.03)
        for _ in range(26):
            x, y = foot.astype(int)
            cv2.circle(cloud, (int(x), int(y)), int(spread), float(rng.uniform(0.2, 0.6)), -1)
            foot += rng.normal(0, 0.4 * spread), -0.55 * spread
            spread *= 1.03
    soft = cv2.GaussianBlur(cloud, (0, 0), width * 0.012)
    soft *= 0.7 + 0.3 * low_noise(rng, (height, width), (12, 16))
    share = np.clip(soft, 0, 0.85)[..., None] * rng.uniform(0.4, 1.0)
    return np.asarray(view + (np.float32(246) - view) * share, np.uint8)


def drawn_kitchens(rng: Rng, count: int) -> Iterator[Canvas]:
    """Draw kitchens without people, every second one with steam."""
    for number in range(count):
        view = paint_kitchen(rng, masked=None)
        yield steaming(rng, view) if number % 2 else view


def blank_pictures(rng: Rng, count: int) -> Iterator[Canvas]:
    """Draw what a covered, blinded or defocused camera shows: one colour, or soft patches."""
    for _ in range(count):
        tone = rng.uniform(0, 255) + rng.normal(0, 6, 3)
        patches = low_noise(rng, (LONG_SIDE, LONG_SIDE), (4, 4))[..., None]
        grain = rng.normal(0, rng.uniform(0, 6), (LONG_SIDE, LONG_SIDE, 1))
        reach = rng.uniform(0, 18) if chance(rng, 0.5) else 0.0
        yield np.clip(tone + patches * reach + grain, 0, 255).astype(np.uint8)


def flames_of(photo: Labelled) -> list[Canvas]:
    """Cut the fires out of a frame that are large, bright and warm enough to lay elsewhere."""
    cut = []
    for name, box in photo.boxes:
        if name == "fire" and min(box.width, box.height) >= _LEAST_FLAME:
            part = photo.pixels[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
            warm = part[..., 0].astype(int) - part[..., 2] > _WARM
            if _light(part).mean() >= _LEAST_LIGHT and warm.mean() >= _LEAST_LIGHT:
                cut.append(np.ascontiguousarray(part))
    return cut


def _light(pixels: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Say how much of each pixel is flame, 0 to 1."""
    bright = pixels.max(-1).astype(np.float32)
    return np.asarray(np.clip((bright - FLAME_LIGHT) / 80, 0, 1), np.float32)


def dimmed(rng: Rng, view: Canvas) -> Canvas:
    """Darken a photo as `burning` does, so that darkness alone means nothing."""
    return np.asarray(view * np.float32(rng.uniform(*_DIM)), np.uint8)


def burning(rng: Rng, backdrop: Canvas, flame: Canvas) -> Labelled:
    """Lay a fire over a darkened photo: light adds to light, dark parts of the cut-out vanish.

    A shop that burns in one picture and not in another teaches that shops do not matter.
    """
    view = dimmed(rng, in_view(backdrop)).astype(np.float32)
    side = rng.uniform(0.25, 0.75) * min(view.shape[:2])
    scale = side / max(flame.shape[:2])
    size = max(12, round(flame.shape[1] * scale)), max(12, round(flame.shape[0] * scale))
    small = cv2.resize(flame, size, interpolation=cv2.INTER_LINEAR).astype(np.float32)
    rim = np.outer(np.hanning(size[1] + 2)[1:-1], np.hanning(size[0] + 2)[1:-1]) ** 0.3
    share = _light(small) * rim.astype(np.float32)
    left = int(rng.integers(0, view.shape[1] - size[0] + 1))
    top = int(rng.integers(0, view.shape[0] - size[1] + 1))
    under = view[top : top + size[1], left : left + size[0]]
    under += (np.maximum(small * 1.1, under) - under) * share[..., None]
    rows, columns = (np.flatnonzero((share > _SEEN).any(axis)) for axis in (1, 0))
    if not rows.size:
        return Labelled(np.clip(view, 0, 255).astype(np.uint8), ())
    box = Box(left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1)
    return Labelled(np.clip(view, 0, 255).astype(np.uint8), (("fire", box),))
