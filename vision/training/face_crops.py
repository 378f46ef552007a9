"""Face crops for the mask classifier: cut as the eyes cut, roughened so style teaches nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vision.faces import FaceFinder
from vision.training.canvas import Canvas, Rng, chance

CLASSES = ("mask", "no_mask")
MARGIN = 0.25  # of the face's longer side, on every side, as the eyes crop
INPUT_PX = 96
SEARCH_PX = 256
SURE_FACE = 0.5
Window = tuple[float, float, float]  # middle x, middle y and half side of the face, pixels


@dataclass(frozen=True, slots=True)
class FacePhoto:
    """One labelled photo of a face, and where the face was found on it."""

    pixels: Canvas
    face: Window
    number: int  # index into CLASSES
    found: bool  # False when no face was found, so the middle of the photo stands in


def read_split(folder: Path, split: str) -> list[tuple[Path, int]]:
    """List the photos of one split of `splits.tsv` with their class numbers."""
    rows = [line.split("\t") for line in (folder / "splits.tsv").read_text("utf-8").splitlines()]
    head = {name: place for place, name in enumerate(rows[0])}
    numbers = {"with_mask": 0, "without_mask": 1}
    return [
        (folder / row[head["file"]], numbers[row[head["class"]]])
        for row in rows[1:]
        if row[head["split"]] == split
    ]


def find_face(pixels: Canvas, finder: FaceFinder) -> tuple[Window, bool]:
    """Find the face on a tight crop; a border is added, because the finder wants surroundings."""
    height, width = pixels.shape[:2]
    pad = round(0.3 * max(height, width))
    framed = cv2.copyMakeBorder(pixels, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    zoom = SEARCH_PX / max(framed.shape[:2])
    seen = finder.find(cv2.resize(framed, None, fx=zoom, fy=zoom))
    sure = [face for face in seen if face.score >= SURE_FACE]
    if not sure:
        return (width / 2, height / 2, 0.4 * max(width, height)), False
    box = max(sure, key=lambda face: face.box.area).box
    x, y = box.center
    return (x / zoom - pad, y / zoom - pad, max(box.width, box.height) / 2 / zoom), True


def load_photos(rows: Sequence[tuple[Path, int]], finder: FaceFinder) -> list[FacePhoto]:
    """Read photos and find the face on each."""
    photos = []
    for path, number in rows:
        pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if pixels is None:
            msg = f"not a readable photo: {path.name}"
            raise FileNotFoundError(msg)
        rgb = np.ascontiguousarray(pixels[..., ::-1])
        face, found = find_face(rgb, finder)
        photos.append(FacePhoto(rgb, face, number, found))
    return photos


def cut(photo: FacePhoto, *, margin: float = MARGIN, turn: float = 0.0) -> Canvas:
    """Cut the square the eyes would cut, `INPUT_PX` wide; the photo's border is repeated."""
    x, y, half = photo.face
    zoom = INPUT_PX / (2 * half * (1 + 2 * margin))
    matrix = cv2.getRotationMatrix2D((x, y), turn, zoom)
    matrix[:, 2] += [INPUT_PX / 2 - x, INPUT_PX / 2 - y]
    way = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    size = (INPUT_PX, INPUT_PX)
    cropped = cv2.warpAffine(photo.pixels, matrix, size, flags=way, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cropped, np.uint8)


def _hide(rng: Rng, crop: Canvas) -> None:
    """Cover a patch of the upper half or of the rim: hair and background must not decide."""
    side = crop.shape[0]
    tall, wide = (int(side * (0.1 + 0.25 * rng.random())) for _ in range(2))
    top, left = int(rng.random() * (side * 0.4)), int(rng.random() * (side - wide))
    if chance(rng, 0.4):
        left = 0 if chance(rng, 0.5) else side - wide // 2
        top, tall = 0, side
        wide //= 2
    crop[top : top + tall, left : left + wide] = rng.integers(0, 256, 3)


def _wear_out(rng: Rng, crop: Canvas) -> Canvas:
    """Make a crop as poor as a distant camera does: few pixels, blur, compression."""
    side = crop.shape[0]
    if chance(rng, 0.55):
        small = int(24 + rng.random() * 56)
        crop = cv2.resize(crop, (small, small), interpolation=cv2.INTER_AREA)
        crop = cv2.resize(crop, (side, side), interpolation=cv2.INTER_LINEAR)
    if chance(rng, 0.3):
        crop = cv2.GaussianBlur(crop, (0, 0), 0.3 + rng.random() * 1.2)
    if chance(rng, 0.6):
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))]
        decoded = cv2.imdecode(cv2.imencode(".jpg", crop, quality)[1], cv2.IMREAD_COLOR)
        crop = np.asarray(decoded, np.uint8)
    return np.asarray(crop, np.uint8)


def roughen(rng: Rng, photo: FacePhoto) -> Canvas:
    """Cut a training crop whose tightness, angle, colour and sharpness say nothing of the class."""
    x, y, half = photo.face
    shift = rng.normal(0, 0.07 * half, 2)
    moved = FacePhoto(photo.pixels, (x + shift[0], y + shift[1], half), photo.number, photo.found)
    crop = cut(moved, margin=float(rng.uniform(0.0, 0.5)), turn=float(rng.normal() * 14))
    if chance(rng, 0.5):
        crop = np.ascontiguousarray(crop[:, ::-1])
    if chance(rng, 0.4):
        _hide(rng, crop)
    tone = crop.astype(np.float32) * rng.uniform(0.55, 1.4) * rng.normal(1, 0.12, 3)
    if chance(rng, 0.35):
        tone[:] = tone.mean(-1, keepdims=True)
    if chance(rng, 0.3):
        tone = 255 * (np.clip(tone, 0, 255) / 255) ** rng.uniform(0.6, 1.7)
    return _wear_out(rng, np.clip(tone, 0, 255).astype(np.uint8))


def to_batch(crops: Sequence[Canvas]) -> npt.NDArray[np.float32]:
    """Stack crops as the network wants them: (n, 3, side, side), 0 to 1, RGB."""
    stacked = np.stack(crops).astype(np.float32) / 255
    return np.ascontiguousarray(stacked.transpose(0, 3, 1, 2))
