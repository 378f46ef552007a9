"""Whether a box on a photo is a flat sheet: a poster, a pack or a screen that shows somebody."""

import cv2
import numpy as np
import numpy.typing as npt

from vision.images import Picture
from vision.values import Box

Layer = npt.NDArray[np.float32]

_AROUND = 0.05  # of a box's side: how far the sheet's edge may lie off the box's
_STEP = 9.0  # grey levels across an edge
_ALONG = 0.7  # share of a side along which the edge must run
_BUSY = 0.5  # share of steps everywhere near a side from which it is texture, no edge
_CORNER = 0.1  # of a side, left out at both ends
_SIDES = 3  # of four; the fourth may be hidden
_LEAST_PX = 12  # shorter sides tell nothing


def is_sheet(rgb: Picture, box: Box) -> bool:
    """Say whether straight edges run along the sides of a box.

    The box around a person touches hair, elbows and feet, and between them is the room; the box
    around a printed person is the edge of the paper.

    Args:
        rgb: The photo.
        box: What a model took for a person, pixels of the photo.
    """
    height, width = rgb.shape[:2]
    left, right = (round(min(max(x, 0), width)) for x in (box.left, box.right))
    top, bottom = (round(min(max(y, 0), height)) for y in (box.top, box.bottom))
    if min(right - left, bottom - top) < _LEAST_PX:
        return False
    more = round(_AROUND * max(right - left, bottom - top)) + 2
    low, first = max(0, top - more), max(0, left - more)
    part = rgb[low : bottom + more, first : right + more]
    grey = cv2.GaussianBlur(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), (3, 3), 0).astype(np.float32)
    across, down = np.abs(_slope(grey, 1)), np.abs(_slope(grey, 0))
    rows, columns = (top - low, bottom - low), (left - first, right - first)
    sides = [_has_edge(across, rows, x, more) for x in columns]
    sides += [_has_edge(np.ascontiguousarray(down.T), columns, y, more) for y in rows]
    return sum(sides) >= _SIDES


def _slope(grey: Layer, axis: int) -> Layer:
    """By how much the grey changes over two pixels."""
    return np.asarray(np.roll(grey, -1, axis) - np.roll(grey, 1, axis), np.float32)


def _has_edge(slope: Layer, span: tuple[int, int], at: int, more: int) -> bool:
    """Say whether a straight edge runs from one end of a span to the other near a column."""
    inset = round(_CORNER * (span[1] - span[0]))
    low, high = max(1, at - more), min(slope.shape[1] - 1, at + more + 1)
    strip = slope[span[0] + inset : span[1] - inset, low:high]
    near = cv2.dilate(strip, np.ones((1, 3), np.uint8))  # an edge that leans a little
    shares = (near > _STEP).mean(axis=0)
    return bool(shares.max() >= _ALONG and np.median(shares) <= _BUSY)
