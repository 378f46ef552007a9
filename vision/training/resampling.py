"""How far a score may be from the truth: average precision over resampled photos.

`faster-coco-eval` gives the score itself. Asking it again for every resampling takes minutes, so
the matches of each photo are worked out once here, by the same rules, and only pooled anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vision.geometry import as_array
from vision.values import Box, Detection, Sighting

IOUS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Matches:
    """One photo's detections of one class, surest first, judged at every overlap of `IOUS`."""

    scores: Numbers  # (n,)
    right: Flags  # (10, n)
    ignored: Flags  # (10, n): inside an ignore region, neither right nor wrong
    truths: int


def _overlaps(found: Numbers, labels: Numbers, crowd: Flags) -> Numbers:
    size = np.minimum(found[:, None, 2:], labels[None, :, 2:])
    size = np.clip(size - np.maximum(found[:, None, :2], labels[None, :, :2]), 0, None)
    shared = size.prod(-1)
    own = (found[:, 2:] - found[:, :2]).prod(-1)[:, None]
    whole = own + (labels[:, 2:] - labels[:, :2]).prod(-1)[None] - shared
    union = np.where(crowd[None], own, whole)
    return np.asarray(shared / np.maximum(union, 1e-9), np.float64)


def match_photo(
    found: Sequence[Detection | Sighting], labels: Sequence[Box], regions: Sequence[Box]
) -> Matches:
    """Match detections with labels and ignore regions by COCO's rules.

    The surest detection chooses first, and takes the free label it overlaps most. Only one that
    finds no label may fall into an ignore region, and a region takes any number of them.
    """
    order = sorted(found, key=lambda seen: -seen.confidence)
    count = len(order)
    right = np.zeros((len(IOUS), count), bool)
    ignored = np.zeros((len(IOUS), count), bool)
    scores = np.array([seen.confidence for seen in order], np.float64)
    every = [*labels, *regions]
    if not order or not every:
        return Matches(scores, right, ignored, len(labels))
    crowd = np.arange(len(every)) >= len(labels)
    table = _overlaps(as_array([seen.box for seen in order]), as_array(every), crowd)
    reach = table[:, : len(labels)]
    in_region = table[:, len(labels) :].max(1, initial=0.0)
    for level, least in enumerate(IOUS):
        free = reach.copy()
        for number in np.flatnonzero(reach.max(1, initial=0.0) >= least):
            best = int(free[number].argmax())
            if free[number, best] >= least:
                right[level, number] = True
                free[:, best] = -1.0
        ignored[level] = ~right[level] & (in_region >= least)
    return Matches(scores, right, ignored, len(labels))


def pooled_precision(photos: Sequence[Matches]) -> tuple[float, float]:
    """Compute AP at IoU 0.5 and its mean over 0.50 to 0.95 from the matches of photos."""
    truths = sum(photo.truths for photo in photos)
    scores = np.concatenate([photo.scores for photo in photos])
    order = np.argsort(-scores, kind="stable")
    right = np.concatenate([photo.right for photo in photos], 1)[:, order]
    ignored = np.concatenate([photo.ignored for photo in photos], 1)[:, order]
    levels = [
        _precision(hits[~dropped], truths) for hits, dropped in zip(right, ignored, strict=True)
    ]
    return levels[0], float(np.mean(levels))


def _precision(hits: Flags, truths: int) -> float:
    if not truths or not hits.size:
        return 0.0
    right = np.cumsum(hits)
    precision = right / np.arange(1, hits.size + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(right / truths, RECALLS, side="left")
    return float(np.append(envelope, 0.0)[places].mean())


def interval(photos: Sequence[Matches], draws: int) -> tuple[Numbers, Numbers]:
    """Draw photos with replacement and return the 2.5 and 97.5 percentiles of both scores."""
    rng = np.random.default_rng(0)
    spread = []
    for _ in range(draws):
        drawn = [photos[int(n)] for n in rng.integers(0, len(photos), len(photos))]
        if any(photo.truths for photo in drawn):
            spread.append(pooled_precision(drawn))
    if not spread:
        spread = [pooled_precision(photos)]
    low, high = np.percentile(spread, (2.5, 97.5), axis=0)
    return low, high
