"""Photos of people in kitchens, put together: real heads on drawn or real bodies, and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from vision.images import Picture
from vision.training.canvas import Canvas, Colour, Rng, chance, hsv, low_noise, shade
from vision.training.face_crops import CLASSES, FacePhoto
from vision.training.kitchens import paint_kitchen
from vision.values import Box, MaskState

SMALLEST, LARGEST = 24.0, 200.0  # pixels of a face's longer side on the photo
_MOST_PEOPLE = 3
_SKIN = (198, 158, 130)
_COATS: tuple[Colour, ...] = (
    (236, 236, 239), (40, 44, 60), (200, 205, 210), (60, 90, 140), (150, 40, 40), (60, 100, 80),
)  # fmt: skip
# A body in face heights: x to the right of the middle, y below the middle of the face.
_TRUNK = ((0.3, 0.62), (0.95, 0.95), (1.25, 1.4), (1.35, 3.2), (0.95, 3.2), (0.8, 1.9), (0.8, 4.6))
_LEG = ((0.05, 4.5), (0.78, 4.5), (0.7, 7.0), (0.15, 7.0))
_HEAD = (1.5, 1.9, 1.35)  # what is cut out: aside, above and below, in half faces


@dataclass(frozen=True)
class Truth:
    """Somebody's face on a photo and what it shows."""

    box: Box
    state: MaskState


@dataclass(frozen=True)
class Scene:
    """A photo as a camera would send it, and who is on it."""

    content: bytes
    rgb: Canvas
    faces: tuple[Truth, ...]
    before: Canvas | None = None  # the same place on another day, as its reference photo


def kitchen_scene(rng: Rng, heads: Sequence[FacePhoto], *, width: int = 1280) -> Scene:
    """Stand people in a drawn kitchen, some behind the worktop, none hiding another."""
    zoom = width / 1280
    view = cv2.resize(paint_kitchen(rng, masked=None), None, fx=zoom, fy=zoom)
    lanes = rng.permutation(_MOST_PEOPLE)
    truths = []
    for lane, head in zip(lanes, heads, strict=False):
        size = float(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))))
        x = (lane + 0.5 + rng.uniform(-0.1, 0.1)) * width / _MOST_PEOPLE
        y = max(1.3 * size, rng.uniform(0.15, 0.45) * view.shape[0])
        _paint_body(rng, view, (x, y), size)
        truths.append(paste_head(view, head, (x, y), size))
    return _photographed(rng, view, truths)


def real_scene(rng: Rng, photo: Picture, spots: Sequence[Box], heads: Sequence[FacePhoto]) -> Scene:
    """Give real people on a real photo the heads of others."""
    view = np.ascontiguousarray(photo).copy()
    truths = []
    for spot, head in zip(spots, heads, strict=False):
        size = max(spot.width, spot.height) * float(rng.uniform(0.9, 1.15))
        truths.append(paste_head(view, head, spot.center, size))
    return _photographed(rng, view, truths)


def poster_scene(rng: Rng, heads: Sequence[FacePhoto], *, kind: str) -> Scene:
    """Hang faces on a kitchen's wall or print them on packs; nobody is there.

    Args:
        rng: What is drawn.
        heads: Whose faces.
        kind: `portrait`: the whole photo of a face on a poster with lines of text. `bust`: a head
            and shoulders. `pack`: faces on packs on the shelf. `standing`: the printed figure
            shows the body down to the knees, as advertisements do.
    """
    view = np.array(paint_kitchen(rng, masked=None))
    truths: list[Truth] = []
    for number, head in enumerate(heads):
        size = float(rng.uniform(40, 150) if kind != "pack" else rng.uniform(28, 70))
        x = float((number + 0.5) * 1280 / len(heads) + rng.uniform(-40, 40))
        sheet, where = _sheet(rng, head, size, kind)
        y = float(rng.uniform(0.1, 0.3) * 960)
        left, top = int(x - sheet.shape[1] / 2), int(y)
        _lay(view, sheet, left, top)
        box = Box(where.left + left, where.top + top, where.right + left, where.bottom + top)
        truths.append(Truth(box, MaskState(CLASSES[head.number])))
    before = _photographed(rng, _without_faces(view, truths), ()).rgb
    return replace(_photographed(rng, view, truths), before=before)


def _without_faces(view: Canvas, truths: Sequence[Truth]) -> Canvas:
    """Hide faces as reference photos have them hidden."""
    hidden = view.copy()
    for one in truths:
        edges = np.array([one.box.left, one.box.top, one.box.right, one.box.bottom])
        more = 0.3 * one.box.width * np.array([-1, -1, 1, 1])
        left, top, right, bottom = np.clip(edges + more, 0, [1280, 960, 1280, 960]).astype(int)
        part = hidden[top:bottom, left:right]
        part[:] = part.reshape(-1, 3).mean(0) if part.size else 0
    return hidden


def paste_head(view: Canvas, head: FacePhoto, at: tuple[float, float], size: float) -> Truth:
    """Put a real head with soft edges into a picture; `size` is the longer side of its face."""
    aside, above, below = _HEAD
    x, y, half = head.face
    zoom = size / (2 * half)
    wide, tall = round(aside * size), round((above + below) * size / 2)
    matrix = np.array(
        [[zoom, 0, wide / 2 - x * zoom], [0, zoom, above * size / 2 - y * zoom]], np.float32
    )
    way = cv2.INTER_CUBIC if zoom > 1 else cv2.INTER_AREA
    cut = cv2.warpAffine(
        head.pixels, matrix, (wide, tall), flags=way, borderMode=cv2.BORDER_REPLICATE
    )
    soft = np.zeros((tall, wide), np.float32)
    middle = round(wide / 2), round(above * size / 2 - 0.1 * size)
    cv2.ellipse(soft, middle, (round(0.55 * size), round(0.72 * size)), 0, 0, 360, 1, -1)
    soft = cv2.GaussianBlur(soft, (0, 0), max(0.6, 0.03 * size))[..., np.newaxis]
    left, top = round(at[0] - wide / 2), round(at[1] - above * size / 2)
    _lay(view, cut, left, top, soft)
    box = Box(at[0] - size / 2, at[1] - size / 2, at[0] + size / 2, at[1] + size / 2)
    return Truth(box, MaskState(CLASSES[head.number]))


def _paint_body(rng: Rng, view: Canvas, at: tuple[float, float], size: float) -> None:
    """Draw a coat, arms and legs below a head; every second one stands behind the worktop."""
    coat = _COATS[int(rng.integers(len(_COATS)))]
    foot = int(at[1] + rng.uniform(3.0, 7.5) * size)  # what stands before them hides the rest
    behind = view[foot:].copy() if foot < view.shape[0] else None
    for side in (-1, 1):
        _fill(view, at, size, [(side * x, y) for x, y in _LEG], (40, 44, 50))
    right = list(_TRUNK)
    _fill(view, at, size, [*((-x, y) for x, y in right), *reversed(right)], coat)
    seam = [(at[0], at[1] + way * size) for way in (0.7, 4.4)]
    ends = [tuple(round(value) for value in end) for end in seam]
    cv2.line(view, ends[0], ends[1], shade(coat, 0.75), max(1, round(0.03 * size)))
    _fill(view, at, size, [(-0.24, 0.3), (0.24, 0.3), (0.24, 0.75), (-0.24, 0.75)], _SKIN)
    for side in (-1, 1):
        hand = round(at[0] + side * 1.15 * size), round(at[1] + 3.3 * size)
        cv2.ellipse(view, hand, (round(0.18 * size), round(0.25 * size)), 0, 0, 360, _SKIN, -1)
    if behind is not None and chance(rng, 0.5):
        view[foot:] = behind


def _fill(
    view: Canvas,
    at: tuple[float, float],
    size: float,
    corners: Sequence[tuple[float, float]],
    colour: Colour,
) -> None:
    shape = np.array(corners) * size + at
    cv2.fillPoly(view, [np.round(shape).astype(np.int32)], colour, cv2.LINE_AA)


def _sheet(rng: Rng, head: FacePhoto, size: float, kind: str) -> tuple[Canvas, Box]:
    """Print a poster or a pack; returns it and where the face is on it."""
    if kind == "portrait":
        return _portrait(rng, head, size)
    reach = {"bust": 1.6, "standing": 5.0, "pack": 1.2}[kind]  # below the middle of the face
    wide, tall = round(3.2 * size), round((1.3 + reach + 0.8) * size)
    ground = hsv(rng.random(), 0.2 + 0.6 * rng.random(), 0.4 + 0.6 * rng.random())
    sheet = np.full((tall, wide, 3), ground, np.uint8)
    at = wide / 2, 1.3 * size
    if kind != "pack":
        _paint_body(rng, sheet, at, size)
    face = paste_head(sheet, head, at, size)
    sheet[round((1.3 + reach) * size) :] = shade(ground, 0.7)
    _write(rng, sheet, round((1.3 + reach) * size))
    return sheet, face.box


def _portrait(rng: Rng, head: FacePhoto, size: float) -> tuple[Canvas, Box]:
    x, y, half = head.face
    zoom = size / (2 * half)
    photo = cv2.resize(head.pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    rim, foot = max(3, round(0.1 * size)), round(0.8 * size)
    sheet = np.full((photo.shape[0] + rim + foot, photo.shape[1] + 2 * rim, 3), 245, np.uint8)
    sheet[rim : rim + photo.shape[0], rim:-rim] = photo
    _write(rng, sheet, rim + photo.shape[0])
    left, top = (x - half) * zoom + rim, (y - half) * zoom + rim
    return sheet, Box(left, top, left + size, top + size)


def _write(rng: Rng, sheet: Canvas, top: int) -> None:
    """Fill the foot of a sheet with lines that look like words."""
    step = max(4, (sheet.shape[0] - top) // 4)
    for y in range(top + step // 2, sheet.shape[0] - step // 2, step):
        x = 4
        while x < sheet.shape[1] - 12:
            word = int(rng.integers(6, 40))
            cv2.rectangle(sheet, (x, y), (min(x + word, sheet.shape[1] - 4), y + step // 2),
                          (30, 30, 34), -1)  # fmt: skip
            x += word + 6


def _lay(view: Canvas, patch: Canvas, left: int, top: int, soft: np.ndarray | None = None) -> None:
    """Lay a patch on a picture, as far as it fits."""
    height, width = view.shape[:2]
    rows = slice(max(0, -top), max(0, min(patch.shape[0], height - top)))
    columns = slice(max(0, -left), max(0, min(patch.shape[1], width - left)))
    part = view[rows.start + top : rows.stop + top, columns.start + left : columns.stop + left]
    fresh = patch[rows, columns].astype(np.float32)
    share = np.float32(1) if soft is None else soft[rows, columns]
    part[:] = np.clip(part * (1 - share) + fresh * share, 0, 255).astype(np.uint8)


def _photographed(rng: Rng, view: Canvas, truths: Sequence[Truth]) -> Scene:
    """Light, blur, noise and compression of a phone or a camera under the ceiling.

    Everything drawn gets some grain first: nothing in a kitchen is as smooth as paint, and the
    gate takes what has no texture for blurred.
    """
    tone = view.astype(np.float32) + 9 * rng.standard_normal((*view.shape[:2], 1), np.float32)
    tone *= rng.uniform(0.5, 1.1) * rng.normal(1, 0.05, 3)
    tone *= 1 + 0.25 * low_noise(rng, view.shape[:2], (3, 4))[..., np.newaxis]
    if chance(rng, 0.5):
        blur = float(rng.uniform(0.3, 0.8)) * view.shape[1] / 1280
        tone = cv2.GaussianBlur(tone, (0, 0), blur)
    tone += rng.uniform(1, 6) * rng.standard_normal(tone.shape, np.float32)
    rgb = np.clip(tone, 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(55, 93))]
    content = cv2.imencode(".jpg", rgb[..., ::-1], quality)[1].tobytes()
    return Scene(content, rgb, tuple(truths))
