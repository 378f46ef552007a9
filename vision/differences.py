"""Where two pictures of one place differ, when light, exposure and a little parallax do not count.

The photo is laid on the reference, and three things are compared in small windows: the structure,
the colour of the light given back, and its strength. A shadow is darker but keeps structure and
colour, so darkness alone says little.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vision.images import Picture, shrunk
from vision.overlaps import Matrix

Layer = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

SIDE = 640  # pixels of the long side pictures are compared at
_PHOTO_SIDE = 1000  # of the long side a photo is reduced to before it is laid on the reference
_DARK = 12.0  # grey levels added before the logarithm: noise in the dark is no contrast
_SOFT = 1.0  # pixels of the blur that makes both equally sharp
_BROAD = 12.0  # pixels: structure is what varies within this
_WINDOW = 13  # pixels of the side of the window structure is compared in
_NOISE = 0.06  # contrast, as a logarithm, that noise and compression make
_GRID = 5  # tiles across and down in which the light may differ
_REACH, _STEP = 4, 2  # pixels a detail may lie off for want of depth, and how finely it is sought
_UNLIKE = 0.72  # 1 - likeness of structure at which a window differs
_COLOUR = 0.22  # distance of logarithms of colour ratios at which it does
_LIGHTER, _DARKER = 0.75, 1.1  # logarithm of the strength of light at which it does
_SUNNY = 0.4  # logarithm by which a patch of sun may be lighter and still be the same place
_DIM = 45.0  # grey levels below which colours tell less and less
_SHADOW_PX = 15  # pixels: thinner dark things are no shadow
_LEVELS = 80.0  # steps of a logarithm that light is told apart in
_THICK = 9  # pixels: thinner strips are edges that lie a little off
_BLOWN = 250  # grey level that shows nothing any more
_RIM = 7  # pixels along the border of the photo that are not compared


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a photo differs from its reference, in pixels of the reference as it was compared."""

    differs: Mask
    seen: Mask  # where the photo shows the place at all
    scale: float  # compared pixels per pixel of the reference


def difference(reference: Picture, photo: Picture, matrix: Matrix) -> Difference:
    """Compare a photo with the reference it was aligned to.

    Args:
        reference: RGB.
        photo: RGB, of any size.
        matrix: Pixels of the reference to pixels of the photo.
    """
    was, scale = shrunk(reference, SIDE)
    now, seen = _laid(photo, matrix, scale, was.shape[:2])
    seen &= ~_is_blown(now) | _is_blown(was)
    if not seen.any():
        return Difference(np.zeros_like(seen), seen, scale)
    first, second = _soft(was), _soft(now)
    off = np.maximum.reduce(
        [
            _structure(first, second - _shade(first, second, seen), seen) / _UNLIKE,
            _colour(first, second, seen) / _COLOUR,
            _strength(first, second, seen),
        ]
    )
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_THICK, _THICK))
    differs = cv2.morphologyEx(((off > 1) & seen).astype(np.uint8), cv2.MORPH_OPEN, kernel)
    return Difference(differs > 0, seen, scale)


def _laid(
    photo: Picture, matrix: Matrix, scale: float, shape: tuple[int, ...]
) -> tuple[Picture, Mask]:
    """The photo as the reference's camera would have seen it, and where that is known."""
    small, shrink = shrunk(photo, _PHOTO_SIDE)
    way = np.diag([shrink, shrink, 1]) @ matrix @ np.diag([1 / scale, 1 / scale, 1])
    size = shape[1], shape[0]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpPerspective(small, way, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    whole = np.zeros(small.shape[:2], np.uint8)
    whole[_RIM:-_RIM, _RIM:-_RIM] = 255
    seen = cv2.warpPerspective(whole, way, size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    return np.asarray(laid, np.uint8), np.asarray(seen > 0)


def _is_blown(rgb: Picture) -> Mask:
    return np.asarray(rgb.min(axis=2) >= _BLOWN)


def _soft(rgb: Picture) -> Layer:
    """Logarithms of red, green and blue: light that is twice as strong adds the same everywhere."""
    blurred = cv2.GaussianBlur(rgb, (0, 0), _SOFT).astype(np.float32)
    return np.asarray(np.log(blurred + _DARK), np.float32)


def _shade(first: Layer, second: Layer, seen: Mask) -> Layer:
    """By how much shadows and sun change each pixel, with the sharp edges that these have.

    Whatever is darker over more than a few pixels is taken away, as far as shadows go; what has a
    pattern or a colour of its own, or is darker than that, still differs.
    """
    apart = second.mean(axis=2) - first.mean(axis=2)
    apart -= np.median(apart[seen])
    levels = np.clip(apart * _LEVELS + 128, 0, 255).astype(np.uint8)
    steps = cv2.medianBlur(levels, _SHADOW_PX).astype(np.float32)
    return np.asarray(np.clip((steps - 128) / _LEVELS, -_DARKER, _SUNNY)[..., None], np.float32)


def _structure(first: Layer, second: Layer, seen: Mask) -> Layer:
    """How unlike the structure is, 0 to 2, wherever within reach it is most alike."""
    was, now = (_detail(layer.mean(axis=2)) for layer in (first, second))
    power_was, power_now = (_mean(layer * layer) for layer in (was, now))
    gain = _contrast_gain(power_was[seen], power_now[seen])
    now, power_now = now * gain, power_now * gain**2
    alike = np.full(was.shape, -1, np.float32)
    noise = np.float32(_NOISE**2)
    for shift in _shifts():
        shared = _mean(was * np.roll(now, shift, (0, 1)))
        total = power_was + np.roll(power_now, shift, (0, 1))
        np.maximum(alike, (2 * shared + noise) / (total + noise), out=alike)
    return np.asarray(1 - alike, np.float32)


def _detail(grey: Layer) -> Layer:
    return np.asarray(grey - cv2.GaussianBlur(grey, (0, 0), _BROAD), np.float32)


def _mean(layer: Layer) -> Layer:
    return np.asarray(cv2.blur(layer, (_WINDOW, _WINDOW)), np.float32)


def _contrast_gain(was: Layer, now: Layer) -> np.float32:
    """By how much the photo's contrast must be raised to be that of the reference."""
    telling = (was > _NOISE**2) & (now > _NOISE**2 / 4)
    if not telling.any():
        return np.float32(1)
    return np.float32(np.clip(np.sqrt(np.median(was[telling] / now[telling])), 0.5, 2.0))


def _shifts() -> Iterator[tuple[int, int]]:
    steps = range(-_REACH, _REACH + 1, _STEP)
    yield from ((down, right) for down in steps for right in steps)


def _colour(first: Layer, second: Layer, seen: Mask) -> Layer:
    """How far colours lie apart once the colour of the light is taken away."""
    apart = np.zeros(seen.shape, np.float32)
    for one, other in ((0, 1), (2, 1)):
        ratio = (second[..., one] - second[..., other]) - (first[..., one] - first[..., other])
        ratio -= np.median(ratio[seen])
        apart += np.square(_steady(ratio))
    darker = np.exp(np.minimum(first.mean(axis=2), second.mean(axis=2)))
    return np.asarray(np.sqrt(apart) * np.minimum(1, darker / _DIM), np.float32)


def _strength(first: Layer, second: Layer, seen: Mask) -> Layer:
    """How much stronger or weaker the light is than around, 1 at the limit."""
    apart = second.mean(axis=2) - first.mean(axis=2)
    apart = _steady(apart - _light(apart, seen))
    return np.asarray(np.where(apart > 0, apart / _LIGHTER, -apart / _DARKER), np.float32)


def _steady(layer: Layer) -> Layer:
    """Leave what holds over a few pixels: edges that lie a little off cancel out."""
    kernel = np.ones((5, 5), np.uint8)
    layer = cv2.GaussianBlur(layer, (0, 0), 2.0)
    low, high = cv2.erode(layer, kernel), cv2.dilate(layer, kernel)
    return np.asarray(np.where(low > 0, low, np.where(high < 0, high, 0)), np.float32)


def _light(apart: Layer, seen: Mask) -> Layer:
    """The typical change of light around each pixel, from medians of large tiles."""
    typical = float(np.median(apart[seen]))
    tiles = np.full((_GRID, _GRID), typical, np.float32)
    rows, columns = (np.linspace(0, side, _GRID + 1).astype(int) for side in apart.shape)
    for down in range(_GRID):
        for right in range(_GRID):
            spot = np.s_[rows[down] : rows[down + 1], columns[right] : columns[right + 1]]
            known = apart[spot][seen[spot]]
            if known.size:
                tiles[down, right] = np.median(known)
    size = apart.shape[1], apart.shape[0]
    return np.asarray(cv2.resize(cv2.medianBlur(tiles, 3), size), np.float32)
