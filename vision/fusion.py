"""Several looks at one picture made into one: boxes averaged, scores shared out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vision.geometry import Boxes, Scores, iou_of_one, nms

SAME = 0.6  # sightings that overlap this much are of one thing


@dataclass(frozen=True, slots=True)
class Sightings:
    """What one look returned: boxes in picture pixels, raw scores, class numbers."""

    boxes: Boxes
    scores: Scores
    classes: npt.NDArray[np.int64]

    def of(self, number: int) -> "Sightings":
        """Return the sightings of one class."""
        mine = self.classes == number
        return Sightings(self.boxes[mine], self.scores[mine], self.classes[mine])


def fused(looks: Sequence[Sightings], number: int, *, max_iou: float) -> tuple[Boxes, Scores]:
    """Join the sightings of one class over several looks.

    Each thing gets the mean of its boxes, weighted by score, and the mean of its scores, a look
    that missed it counting as zero. So a thing seen by all looks comes before one that a single
    look made up, and edges are steadier than any look's own.

    Args:
        looks: At least one.
        number: The class to join.
        max_iou: Two things returned never overlap more than this.

    Returns:
        Boxes (N x 4) and scores (N), best first.
    """
    mine = [look.of(number) for look in looks]
    boxes = np.concatenate([look.boxes for look in mine])
    scores = np.concatenate([look.scores for look in mine])
    owners = np.concatenate([np.full(look.scores.size, n) for n, look in enumerate(mine)])
    left = np.argsort(-scores, kind="stable")
    things, sums = [], []
    while left.size:
        alike = iou_of_one(boxes[left[0]], boxes[left]) >= SAME
        alike[0] = True  # also a box without an area
        best = _best_of_each(left[alike], owners)
        weight = scores[best]
        things.append((boxes[best] * weight[:, None]).sum(0) / weight.sum())
        sums.append(weight.sum())
        left = left[~alike]
    merged = np.array(things, np.float64).reshape(-1, 4)
    shares = np.array(sums, np.float64) / len(looks)
    kept = nms(merged, shares, max_iou=max_iou)
    return merged[kept], shares[kept]


def _best_of_each(
    same: npt.NDArray[np.intp], owners: npt.NDArray[np.int64]
) -> npt.NDArray[np.intp]:
    """Keep the surest sighting of each look; `same` is in order of falling scores."""
    _, first = np.unique(owners[same], return_index=True)
    return np.asarray(same[first], np.intp)
