"""Pixels being painted: the canvas types and the few ways paint gets onto one."""

import colorsys

import cv2
import numpy as np
import numpy.typing as npt

Canvas = npt.NDArray[np.uint8]  # (height, width, 3) RGB
Patch = npt.NDArray[np.uint8]  # (height, width, 4) RGBA
Mask = npt.NDArray[np.uint8]  # (height, width)
Points = npt.NDArray[np.float64]  # (n, 2) x, y
Rng = np.random.Generator
Colour = tuple[int, int, int]


def chance(rng: Rng, odds: float) -> bool:
    """Decide by lot: True with probability `odds`."""
    return bool(rng.random() < odds)


def lot(rng: Rng, *odds: float) -> int:
    """Draw one of several kinds: the index of an entry of `odds`, which add up to one."""
    return int(np.searchsorted(np.cumsum(odds)[:-1], rng.random(), side="right"))


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """Turn hue, saturation and value (0 to 1) into an RGB colour."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, saturation, value)
    return int(red * 255), int(green * 255), int(blue * 255)


def random_colour(rng: Rng) -> Colour:
    """Pick a colour packs are printed in: strong ones, and many whites and darks."""
    kind = lot(rng, 0.2, 0.1, 0.7)
    if kind == 0:
        return hsv(rng.random(), rng.random() * 0.12, 0.85 + rng.random() * 0.15)
    if kind == 1:
        return hsv(rng.random(), rng.random() * 0.5, 0.05 + rng.random() * 0.25)
    return hsv(rng.random(), 0.3 + rng.random() * 0.65, 0.35 + rng.random() * 0.65)


def shade(colour: Colour, gain: float) -> Colour:
    """Make a colour lighter or darker."""
    red, green, blue = (int(min(255, channel * gain)) for channel in colour)
    return red, green, blue


def low_noise(rng: Rng, shape: tuple[int, int], cells: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Draw smooth noise between -1 and 1 with about `cells` (down, across) bumps."""
    coarse = rng.random((max(2, cells[0]), max(2, cells[1])), np.float32) * 2 - 1
    smooth = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(smooth, np.float32)


def blend(canvas: Canvas, mask: Mask, colour: Colour, at: tuple[int, int]) -> None:
    """Lay a colour through a mask onto the canvas at `at` (x, y), clipped at the edges."""
    x, y = at
    left, top = max(0, x), max(0, y)
    right, bottom = min(canvas.shape[1], x + mask.shape[1]), min(canvas.shape[0], y + mask.shape[0])
    if right <= left or bottom <= top:
        return
    part = mask[top - y : bottom - y, left - x : right - x, None].astype(np.float32) / 255
    under = canvas[top:bottom, left:right].astype(np.float32)
    mixed = under + (np.array(colour, np.float32) - under) * part
    canvas[top:bottom, left:right] = mixed.astype(np.uint8)


def fill(canvas: Canvas, corners: Points, colour: Colour) -> None:
    """Fill a convex polygon."""
    cv2.fillConvexPoly(canvas, np.round(corners * 16).astype(np.int32), colour, cv2.LINE_AA, 4)
