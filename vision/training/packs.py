"""Packs: what a product looks like from the front, stable for one product."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt

from vision.training.art import paint_front
from vision.training.canvas import (
    Canvas,
    Colour,
    Mask,
    Patch,
    Rng,
    chance,
    low_noise,
    random_colour,
    shade,
)

Gain = npt.NDArray[np.float32]
SLEEVES = 0.12  # share of boxes that are multi-packs with their cans printed on
FACE_PX = 176  # height a pack front is drawn at, before it is scaled onto the shelf


class Shape(StrEnum):
    """The build of a pack."""

    BOX = "box"
    CARTON = "carton"
    CAN = "can"
    BOTTLE = "bottle"
    POUCH = "pouch"
    BAG = "bag"
    JAR = "jar"
    CUP = "cup"
    TRAY = "tray"
    STICK = "stick"


@dataclass(frozen=True, slots=True)
class PackLook:
    """One product's looks. Two looks with equal fields are drawn alike."""

    seed: int
    shape: Shape
    height_mm: float
    width_mm: float
    is_plain: bool = False  # no goods are printed on it, so that each pack is seen as one

    @property
    def is_boxy(self) -> bool:
        """True when the pack has flat sides."""
        return self.shape in {Shape.BOX, Shape.TRAY, Shape.CARTON}

    @property
    def carries(self) -> bool:
        """True when another pack can stand on top: boxes, and round goods with flat lids."""
        return self.is_boxy or self.shape in {Shape.CAN, Shape.JAR, Shape.CUP}


# Ranges of front height (mm) and width / height of each shape.
SIZES: dict[Shape, tuple[tuple[float, float], tuple[float, float]]] = {
    Shape.BOX: ((40, 260), (0.35, 2.2)),
    Shape.CARTON: ((120, 250), (0.32, 0.5)),
    Shape.CAN: ((80, 170), (0.4, 0.65)),
    Shape.BOTTLE: ((150, 320), (0.24, 0.42)),
    Shape.POUCH: ((110, 280), (0.55, 0.95)),
    Shape.BAG: ((130, 280), (0.5, 0.8)),
    Shape.JAR: ((70, 180), (0.5, 0.95)),
    Shape.CUP: ((70, 130), (0.75, 1.25)),
    Shape.TRAY: ((40, 140), (1.2, 3.0)),
    Shape.STICK: ((100, 240), (0.14, 0.3)),
}
ODDS = {
    Shape.BOX: 0.27, Shape.CARTON: 0.06, Shape.CAN: 0.11, Shape.BOTTLE: 0.14, Shape.POUCH: 0.15,
    Shape.BAG: 0.1, Shape.JAR: 0.07, Shape.CUP: 0.05, Shape.TRAY: 0.03, Shape.STICK: 0.02,
}  # fmt: skip


def random_look(rng: Rng, *, max_height_mm: float, shape: Shape | None = None) -> PackLook:
    """Invent a product that fits under `max_height_mm`."""
    kind = shape or Shape(str(rng.choice([s.value for s in ODDS], p=list(ODDS.values()))))
    (low, high), (narrow, wide) = SIZES[kind]
    height = min(low + (high - low) * rng.random(), max_height_mm)
    aspect = narrow + (wide - narrow) * rng.random() ** 1.5
    return PackLook(int(rng.integers(0, 2**31)), kind, height, height * aspect)


def look_of(sku: str, *, width_mm: float, max_height_mm: float) -> PackLook:
    """Give a product code its stable look, `width_mm` wide and low enough for its shelf."""
    seed = int.from_bytes(hashlib.sha256(sku.encode()).digest()[:4], "big") // 2
    rng = np.random.default_rng(seed)
    fitting = [
        kind for kind, ((low, _), (narrow, wide)) in SIZES.items()
        if max(low, width_mm / wide) < min(max_height_mm, width_mm / narrow)
    ]  # fmt: skip
    kind = fitting[seed % len(fitting)] if fitting else Shape.BOX
    (low, high), (narrow, wide) = SIZES[kind]
    shortest, tallest = max(low, width_mm / wide), min(high, max_height_mm, width_mm / narrow)
    height = max(shortest, shortest + (tallest - shortest) * (0.65 + 0.35 * rng.random()))
    return PackLook(seed, kind, min(height, max_height_mm), width_mm, is_plain=True)


def _cylinder(height: int, width: int, rng: Rng) -> Gain:
    across = np.linspace(-1, 1, width, dtype=np.float32)
    light = (rng.random() - 0.5) * 0.8
    gain = 0.35 + 0.75 * np.sqrt(np.clip(1 - across**2, 0, 1))
    gain += 0.35 * np.exp(-(((across - light) / 0.13) ** 2))
    return np.broadcast_to(gain[None], (height, width)).astype(np.float32)


def _crumple(height: int, width: int, rng: Rng) -> Gain:
    fine = low_noise(rng, (height, width), (int(rng.integers(4, 10)), int(rng.integers(3, 8))))
    across = np.linspace(-1, 1, width, dtype=np.float32)[None]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    return np.asarray(1.06 - 0.28 * across**4 - 0.2 * down**6 + 0.24 * fine, np.float32)


def _flat(height: int, width: int, rng: Rng) -> Gain:
    down = np.linspace(1.06, 0.94 - rng.random() * 0.15, height, dtype=np.float32)[:, None]
    gain = np.broadcast_to(down, (height, width)).copy()
    gain[:2] *= 1.2
    gain[-2:] *= 0.6
    gain[:, :2] *= 0.85
    gain[:, -2:] *= 0.75
    return gain


def _outline(points: Sequence[tuple[float, float]], height: int, width: int) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    corners = np.array(points) * [width - 1, height - 1]
    cv2.fillPoly(mask, [np.round(corners * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return mask


def _mirrored(half: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [*half, *((1 - x, y) for x, y in reversed(half))]


def _rounded(height: int, width: int, rng: Rng) -> Mask:
    mask = np.full((height, width), 255, np.uint8)
    lid = max(2, int(height * (0.02 + 0.03 * rng.random())))
    mask[:lid] = 0
    mask[-lid:] = 0
    for y in (lid, height - lid - 1):
        cv2.ellipse(mask, (width // 2, y), (width // 2, lid), 0, 0, 360, 255, -1, cv2.LINE_AA)
    return mask


def _bottle_mask(height: int, width: int, rng: Rng) -> Mask:
    neck, cap = 0.3 + rng.random() * 0.12, 0.06 + rng.random() * 0.05
    shoulder = cap + 0.08 + rng.random() * 0.25
    waist = rng.random() * 0.06 if chance(rng, 0.4) else 0.0
    half = [(neck, 0.0), (neck, cap), (neck - 0.02, cap + 0.05), (0.06, shoulder)]
    half += [(0.0, shoulder + 0.08), (waist, 0.6), (0.0, 0.8), (0.0, 0.97), (0.04, 1.0)]
    return _outline(_mirrored(half), height, width)


def _pouch_mask(height: int, width: int, rng: Rng) -> Mask:
    left = [(rng.random() * 0.05, y) for y in np.linspace(0.03, 0.97, 7)]
    right = [(1 - rng.random() * 0.05, y) for y in np.linspace(0.97, 0.03, 7)]
    teeth = [(x, 0.02 * rng.random()) for x in np.linspace(0.95, 0.05, 9)]
    feet = [(x, 1 - 0.02 * rng.random()) for x in np.linspace(0.05, 0.95, 5)]
    return _outline([*left, *feet, *right, *teeth], height, width)


def _bag_mask(height: int, width: int, rng: Rng) -> Mask:
    pinch = 0.05 + rng.random() * 0.22
    top = 0.1 + rng.random() * 0.15
    half = [(pinch, 0.0), (pinch, top * 0.6), (0.02, top + 0.1), (0.0, 0.5), (0.02, 0.9)]
    return _outline(_mirrored([*half, (0.08, 1.0)]), height, width)


def _cup_mask(height: int, width: int, rng: Rng) -> Mask:
    taper = 0.04 + rng.random() * 0.14
    half = [(0.0, 0.03), (0.0, 0.1), (0.03, 0.12), (taper, 0.97), (taper + 0.05, 1.0)]
    return _outline(_mirrored(half), height, width)


def _gable_mask(height: int, width: int, rng: Rng) -> Mask:
    if chance(rng, 0.5):
        return np.full((height, width), 255, np.uint8)
    return _outline([(0.08, 0), (0.92, 0), (0.92, 0.05), (1, 0.16), (1, 1), (0, 1), (0, 0.16),
                     (0.08, 0.05)], height, width)  # fmt: skip


def _full(height: int, width: int, _rng: Rng) -> Mask:
    return np.full((height, width), 255, np.uint8)


BUILDS: dict[Shape, tuple[Callable[[int, int, Rng], Mask], Callable[[int, int, Rng], Gain]]] = {
    Shape.BOX: (_full, _flat),
    Shape.CARTON: (_gable_mask, _flat),
    Shape.CAN: (_rounded, _cylinder),
    Shape.BOTTLE: (_bottle_mask, _cylinder),
    Shape.POUCH: (_pouch_mask, _crumple),
    Shape.BAG: (_bag_mask, _crumple),
    Shape.JAR: (_rounded, _cylinder),
    Shape.CUP: (_cup_mask, _cylinder),
    Shape.TRAY: (_full, _flat),
    Shape.STICK: (_pouch_mask, _crumple),
}


def _dress_bottle(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> Canvas:
    """Leave the printed front on the label only: liquid above and below, a cap on top."""
    height = front.shape[0]
    liquid = np.empty_like(front)
    liquid[:] = shade(random_colour(rng), 0.4 + rng.random() * 0.7)
    start, end = 0.3 + rng.random() * 0.15, 0.65 + rng.random() * 0.33
    if chance(rng, 0.3):
        start = 0.16  # a full-body sleeve
    first, last = int(height * start), int(height * end)
    label = cv2.resize(front, (front.shape[1], last - first), interpolation=cv2.INTER_AREA)
    liquid[first:last] = label
    liquid[: int(height * 0.08)] = colours[-1]
    return liquid


def _dress_lid(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> Canvas:
    metal = (200, 200, 205) if chance(rng, 0.5) else colours[-1]
    tall = int(front.shape[0] * (0.05 + rng.random() * 0.12))
    front[:tall] = metal
    front[tall : tall + 2] = shade(metal, 0.5)
    if chance(rng, 0.5):
        front[-max(2, tall // 3) :] = shade(metal, 0.8)
    return front


def _dress_tray(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> Canvas:
    """Turn the front into a multi-pack: equal fronts side by side under one film."""
    count = int(rng.integers(2, 6))
    width = front.shape[1] // count
    single = cv2.resize(front, (width, front.shape[0]), interpolation=cv2.INTER_AREA)
    front[:, : width * count] = np.tile(single, (1, count, 1))
    band = int(front.shape[0] * 0.2)
    front[:band] = colours[-1]
    return front


def _dress_box(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> Canvas:
    """Print the goods on some boxes: a sleeve with cans side by side is one facing, not several."""
    if not chance(rng, SLEEVES):
        return front
    count = int(rng.integers(2, 5))
    width = front.shape[1] // count
    single = cv2.resize(front, (width, front.shape[0]), interpolation=cv2.INTER_AREA)
    round_gain = _cylinder(front.shape[0], width, rng)[..., None]
    single = np.clip(single * round_gain, 0, 255).astype(np.uint8)
    sleeve = np.empty_like(front)
    sleeve[:] = colours[0]
    margin = int(front.shape[0] * 0.25 * rng.random())
    top = int(margin * rng.random())
    rows = slice(top, front.shape[0] - (margin - top))
    sleeve[rows, : width * count] = np.tile(single, (1, count, 1))[rows]
    return sleeve


DRESS: dict[Shape, Callable[[Rng, Canvas, Sequence[Colour]], Canvas]] = {
    Shape.BOTTLE: _dress_bottle, Shape.CAN: _dress_lid, Shape.JAR: _dress_lid,
    Shape.CUP: _dress_lid, Shape.TRAY: _dress_tray, Shape.BOX: _dress_box,
}  # fmt: skip


def draw_pack(look: PackLook, textures: Sequence[Canvas] = ()) -> Patch:
    """Draw the front of a pack.

    Returns:
        RGBA pixels, `FACE_PX` tall (flatter for very wide packs), cropped to the pack.
    """
    rng = np.random.default_rng(look.seed)
    aspect = look.width_mm / look.height_mm
    height = FACE_PX if aspect <= 1 else max(48, int(FACE_PX / aspect))
    width = max(20, round(height * aspect))
    colours = [random_colour(rng) for _ in range(4)]
    if chance(rng, 0.4):
        colours[1] = shade(colours[0], 0.6 + rng.random() * 0.7)
    front = paint_front(rng, height, width, colours, textures)
    if look.shape in DRESS and not (look.is_plain and look.shape is Shape.BOX):
        front = DRESS[look.shape](rng, front, colours)
    outline, gain_of = BUILDS[look.shape]
    gain = gain_of(height, width, rng)[..., None]
    lit = np.clip(front.astype(np.float32) * gain, 0, 255).astype(np.uint8)
    return np.dstack([lit, outline(height, width, rng)])


def side_colour(patch: Patch) -> Colour:
    """Pick the colour of a pack's sides from its front."""
    red, green, blue = (int(channel) for channel in np.median(patch[:, :3, :3], axis=(0, 1)))
    return red, green, blue
