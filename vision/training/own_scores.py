"""What a brought model scores on labelled photos, and the thresholds that follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor as round_down

import numpy as np

from vision.errors import ModelRefusal, ModelRefused
from vision.intervals import wilson
from vision.scene import SceneModel
from vision.training.evaluate import read_photo
from vision.training.labelled import LabelledPhoto, LabelledSet
from vision.training.resampling import Matches, interval, match_photo, pooled_precision
from vision.training.thresholds import LOWEST, raw_score
from vision.values import Box

DRAWS = 300
LEAST_TRUTHS = 20  # of a class: fewer say nothing that one would rely on
FLOOR = 0.95  # wanted precision where nobody says otherwise
LEAST_RECALL = 0.05  # a threshold that finds less is of no use, however precise

_LEAST_THRESHOLD = 0.01


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How well one class is seen. Intervals are of 95 %."""

    truths: int
    photos: int
    ap50: float
    ap50_interval: tuple[float, float]  # bootstrap over photos
    threshold: float  # raw score, chosen on every other photo
    chosen_by: str
    precision: float | None  # at the threshold, on the photos between; None: nothing was believed
    precision_interval: tuple[float, float] | None  # Wilson
    recall: float
    recall_interval: tuple[float, float] | None
    photos_without: int  # of the photos between: those that show nothing of the class
    false_alarms: int  # of these, how many raised it all the same


@dataclass(slots=True)
class _Looked:
    """What came of looking at the photos for one class."""

    matches: list[Matches] = field(default_factory=list)


def measure(
    model: SceneModel,
    labelled: LabelledSet,
    words: Mapping[str, str],
    *,
    floors: Mapping[str, float],
) -> dict[str, ClassScore]:
    """Measure a model on labelled photos, class by class.

    The threshold is chosen on every other photo, and what it gives is measured on those between:
    on the same photos it would flatter. It is the lowest score from which on precision reaches
    its floor, or, where that leaves next to nothing, the one with the best F1.

    Args:
        model: One whose thresholds are all `LOWEST`, so that it reports nearly everything.
        labelled: The photos; never those it was trained on.
        words: By class of the set, what the model calls it.
        floors: By our word, the precision wanted; `FLOOR` where it says none.

    Returns:
        Scores by our word, of those with `LEAST_TRUTHS` labels or more.

    Raises:
        ModelRefused: If the set marks no class that the model sees, or a photo cannot be read.
    """
    if not {words.get(name) for name in labelled.classes} & set(model.labels):
        msg = f"{labelled.name} marks no class that the model sees"
        raise ModelRefused(ModelRefusal.BAD_SET, msg)
    looked: dict[str, _Looked] = {label: _Looked() for label in model.labels}
    for photo in labelled.photos:
        _look(model, photo, words, looked)
    scores = {label: _score(one.matches, floors.get(label, FLOOR)) for label, one in looked.items()}
    return {label: score for label, score in scores.items() if score is not None}


def _look(
    model: SceneModel,
    photo: LabelledPhoto,
    words: Mapping[str, str],
    looked: Mapping[str, _Looked],
) -> None:
    try:
        rgb = read_photo(photo.path)
    except FileNotFoundError as error:
        raise ModelRefused(ModelRefusal.BAD_SET, str(error)) from error
    size = rgb.shape[1], rgb.shape[0]
    seen = model.see(rgb)
    for label, mine in looked.items():
        names = [name for name, word in words.items() if word == label]
        marked: list[Box] = [box for name in names for box in photo.boxes(name, size)]
        regions = [box for name in names for box in photo.boxes(name, size, regions=True)]
        found = [one for one in seen if one.label == label]
        mine.matches.append(match_photo(found, marked, regions))


def _score(matches: Sequence[Matches], floor: float) -> ClassScore | None:
    chosen, judged = matches[0::2], matches[1::2]
    truths = sum(one.truths for one in matches)
    of_chosen, of_judged = (sum(one.truths for one in half) for half in (chosen, judged))
    if truths < LEAST_TRUTHS or not of_chosen or not of_judged:
        return None
    threshold, chosen_by = choose(chosen, floor)
    ap50, _ = pooled_precision(matches)
    low, high = interval(matches, DRAWS)
    right = sum(int((one.right[0] & _sure(one, threshold)).sum()) for one in judged)
    believed = sum(int((~one.ignored[0] & _sure(one, threshold)).sum()) for one in judged)
    without = [one for one in judged if not one.truths]
    return ClassScore(
        truths=truths,
        photos=len(matches),
        ap50=round(ap50, 4),
        ap50_interval=(round(float(low[0]), 4), round(float(high[0]), 4)),
        threshold=threshold,
        chosen_by=chosen_by,
        precision=round(right / believed, 4) if believed else None,
        precision_interval=_rounded(wilson(right, believed)),
        recall=round(right / of_judged, 4),
        recall_interval=_rounded(wilson(right, of_judged)),
        photos_without=len(without),
        false_alarms=sum(bool((~one.ignored[0] & _sure(one, threshold)).any()) for one in without),
    )


def choose(matches: Sequence[Matches], floor: float) -> tuple[float, str]:
    """Choose a threshold, and say by what."""
    truths = sum(one.truths for one in matches)
    pairs = sorted(
        (
            (raw_score(float(score)), bool(right))
            for one in matches
            for score, right, ignored in zip(one.scores, one.right[0], one.ignored[0], strict=True)
            if not ignored
        ),
        reverse=True,
    )
    if not pairs:
        return 1.0, "nothing was seen"
    right = np.cumsum([hit for _, hit in pairs])
    count = np.arange(1, len(pairs) + 1)
    scores = np.array([score for score, _ in pairs])
    # A threshold lets in everything of its score: it can only cut where the score changes.
    cuts = np.append(scores[1:] < scores[:-1], True)
    precise = np.flatnonzero(cuts & (right / count >= floor) & (right / truths >= LEAST_RECALL))
    if precise.size:
        return _lowered(pairs[int(precise[-1])][0]), f"precision {floor}"
    best = int(np.where(cuts, 2 * right / (count + truths), 0).argmax())
    return _lowered(pairs[best][0]), "best F1"


def _lowered(score: float) -> float:
    """Round so that the detection the threshold was chosen by stays above it."""
    return max(_LEAST_THRESHOLD, round_down(score * 10_000) / 10_000)


def _sure(one: Matches, threshold: float) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    raw = np.array([raw_score(float(score)) for score in one.scores], np.float64)
    return np.asarray(raw >= threshold, np.bool_)


def _rounded(bounds: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if bounds is None else (round(bounds[0], 4), round(bounds[1], 4))


def quiet_thresholds(labels: Sequence[str]) -> dict[str, float]:
    """Return the thresholds with which a model is measured."""
    return dict.fromkeys(labels, LOWEST)
