"""Scores of the mask classifier: rates with intervals, and from which share on it may answer."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from vision import intervals
from vision.training.face_crops import CLASSES
from vision.training.mask_card import MaskScores

PRECISION = 0.97  # wanted of either answer on validation photos
LEAST_SHARE = 0.8  # below it the answer is `cannot_tell`, whatever validation photos say
NEVER = 0.995  # where no share is sure enough
Shares = npt.NDArray[np.float64]


def wilson(hits: int, total: int) -> tuple[float, float, float]:
    """Return a rate and its 95 % Wilson interval; no trials give 0 to 1."""
    low, high = intervals.wilson(hits, total) or (0.0, 1.0)
    return hits / total if total else 0.0, low, high


def choose_share(shares: Shares, right: npt.NDArray[np.bool_]) -> float:
    """Find the lowest share from `LEAST_SHARE` on above which `PRECISION` of answers are right."""
    for step in range(round((1 - LEAST_SHARE) / 0.005)):
        limit = round(LEAST_SHARE + 0.005 * step, 3)
        above = shares >= limit
        if above.any() and right[above].mean() >= PRECISION:
            return limit
    return NEVER


def score(shares: Shares, numbers: Sequence[int], limits: Mapping[str, float]) -> MaskScores:
    """Score answers with `cannot_tell` below the limits."""
    truth, best = np.asarray(numbers), shares.argmax(1)
    told = shares.max(1) >= np.array([limits[name] for name in CLASSES])[best]
    precision, recall = {}, {}
    for number, name in enumerate(CLASSES):
        said = told & (best == number)
        hits = int((said & (truth == number)).sum())
        precision[name] = wilson(hits, int(said.sum()))
        recall[name] = wilson(hits, int((truth == number).sum()))
    return MaskScores(len(truth), wilson(int((~told).sum()), len(truth)), precision, recall)
