"""Overlaps between boxes: how much of one lies in another, and which of many to keep."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vision.values import Box

Boxes = npt.NDArray[np.float64]  # N x 4: left, top, right, bottom
Scores = npt.NDArray[np.float64]  # N


def as_array(boxes: Sequence[Box]) -> Boxes:
    """Turn boxes into an N x 4 array (0 x 4 when there are none)."""
    edges = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    return np.asarray(edges, np.float64).reshape(-1, 4)


def intersection(first: Box, second: Box) -> float:
    """Area two boxes share, square pixels."""
    width = min(first.right, second.right) - max(first.left, second.left)
    height = min(first.bottom, second.bottom) - max(first.top, second.top)
    return max(0.0, width) * max(0.0, height)


def iou(first: Box, second: Box) -> float:
    """Intersection over union of two boxes, 0 to 1; boxes without area overlap nothing.

    Example:
        >>> iou(Box(0, 0, 10, 10), Box(5, 0, 15, 10))
        0.3333333333333333
    """
    shared = intersection(first, second)
    union = first.area + second.area - shared
    return shared / union if union > 0 else 0.0


def coverage(target: Box, by: Box) -> float:
    """Share of `target` that `by` covers, 0 to 1.

    Not symmetric, on purpose: a pack smaller than its slot covers little of the slot, while the
    slot covers all of the pack.

    Example:
        >>> coverage(Box(0, 0, 10, 10), by=Box(5, 0, 15, 10))
        0.5
    """
    return intersection(target, by) / target.area if target.area > 0 else 0.0


def is_centred_in(thing: Box, place: Box) -> bool:
    """Say whether the middle of a thing lies in a place."""
    x, y = thing.center
    return place.left <= x <= place.right and place.top <= y <= place.bottom


def span_overlap(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Share of the shorter of two spans that the other covers, 0 to 1."""
    shared = min(first[1], second[1]) - max(first[0], second[0])
    shorter = min(first[1] - first[0], second[1] - second[0])
    return max(0.0, shared) / shorter if shorter > 0 else 0.0


def enclosing(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of them.

    Raises:
        ValueError: If there are none.
    """
    if not boxes:
        msg = "no boxes to enclose"
        raise ValueError(msg)
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def iou_of_one(one: Boxes, many: Boxes) -> Scores:
    """Intersection over union of one box (4 numbers) with each of many (N x 4)."""
    width = np.minimum(one[2], many[:, 2]) - np.maximum(one[0], many[:, 0])
    height = np.minimum(one[3], many[:, 3]) - np.maximum(one[1], many[:, 1])
    shared = np.clip(width, 0, None) * np.clip(height, 0, None)
    areas = (many[:, 2] - many[:, 0]) * (many[:, 3] - many[:, 1])
    union = (one[2] - one[0]) * (one[3] - one[1]) + areas - shared
    overlap: Scores = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return overlap


def nms(boxes: Boxes, scores: Scores, *, max_iou: float) -> list[int]:
    """Keep the best of each heap of overlapping boxes (non-maximum suppression).

    One pass per kept box, not per box, so 1,500 boxes of a full shelf take milliseconds.

    Args:
        boxes: N x 4.
        scores: N; equal scores keep their order.
        max_iou: Two kept boxes never overlap more than this.

    Returns:
        Indices of the kept boxes, best score first.
    """
    left = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while left.size:
        best = int(left[0])
        kept.append(best)
        rest = left[1:]
        left = rest[iou_of_one(boxes[best], boxes[rest]) <= max_iou]
    return kept
