"""Scores of a scene model: precision by scene group, and how often it cries wolf."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vision.images import Picture
from vision.scene import SceneModel
from vision.training.fire_frames import CLASSES, Frame, Labelled
from vision.training.fireless import read_rgb
from vision.training.mask_scores import wilson
from vision.training.real_photos import photo_name
from vision.training.resampling import Matches, match_photo, pooled_precision
from vision.training.thresholds import LOWEST, confidence_of, raw_score
from vision.values import Box, Sighting

ALARMS = ("fire", "smoke")
DRAWS = 1000
MOST_ALARMS = 0.003  # share of photos without fire a threshold may alarm on: the bar is 0.01
MOST_PERSONS = 0.01  # of shelf photos; a person alone raises nothing, so more may pass
FALLBACK = 0.25  # where a class has no labels to choose on
Rate = tuple[float, float, float]  # with its 95 % interval


@dataclass(frozen=True, slots=True)
class LabelScore:
    """How well one label is found. AP's interval resamples scene groups, the rates are Wilson's."""

    frames: int
    groups: int
    truths: int
    ap50: Rate
    precision: Rate  # at the working point, overlap 0.5
    recall: Rate
    frame_precision: Rate  # of whole frames said to show it: does an alarm mean something is there
    frame_recall: Rate

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Judged:
    """One frame: what is on it and what was seen."""

    group: str
    truth: tuple[tuple[str, Box], ...]
    seen: tuple[Sighting, ...]
    unclear: tuple[Box, ...] = ()  # may show it or not: sightings there count neither way

    def boxes(self, label: str) -> list[Box]:
        """Return where the label truly is."""
        return [box for name, box in self.truth if name == label]

    def sightings(self, label: str) -> list[Sighting]:
        """Return where the label was seen."""
        return [sighting for sighting in self.seen if sighting.label == label]

    def matches(self, label: str) -> Matches:
        """Match what was seen of one label with what is there."""
        return match_photo(self.sightings(label), self.boxes(label), self.unclear)


def raw_model(xml: Path, input_px: int, version: str = "raw", threads: int = 1) -> SceneModel:
    """Load a scene detector that reports nearly everything, to be measured."""
    everything = dict.fromkeys(CLASSES, LOWEST)
    return SceneModel(
        xml, version=version, labels=CLASSES, thresholds=everything, input_px=input_px,
        threads=threads,
    )  # fmt: skip


def judge_frames(
    see: Callable[[Picture], Sequence[Sighting]], frames: Iterable[tuple[str, Labelled]]
) -> list[Judged]:
    """Look at labelled frames, each with its scene group."""
    return [Judged(group, photo.boxes, tuple(see(photo.pixels))) for group, photo in frames]


def read_all(frames: Iterable[Frame]) -> Iterable[tuple[str, Labelled]]:
    """Read frames one after the other."""
    return ((frame.group, frame.read()) for frame in frames)


def best_scores(
    see: Callable[[Picture], Sequence[Sighting]], photos: Iterable[Path]
) -> dict[Path, dict[str, float]]:
    """Find for each photo and label the highest raw score; a photo nobody can read is left out."""
    best = {}
    for path in photos:
        pixels = read_rgb(path)
        if pixels is None:
            continue
        seen = see(pixels)
        best[path] = {
            label: max((raw_score(s.confidence) for s in seen if s.label == label), default=0.0)
            for label in CLASSES
        }
    return best


def choose_limit(
    judged: Sequence[Judged], quiet: Sequence[float], label: str, *, most: float = MOST_ALARMS
) -> float:
    """Choose the raw score from which on a label is believed.

    Two demands, the stricter counts: the best F1 on labelled validation frames, and at most a
    share of photos that show nothing of the kind may reach it.

    Args:
        judged: Validation frames, seen by a raw model.
        quiet: The highest raw score on each validation photo without it.
        label: Which one.
        most: The share of quiet photos that may reach it.
    """
    pairs: list[tuple[float, bool]] = []
    for photo in judged:
        marks = photo.matches(label)
        counted = ~marks.ignored[0]
        scores = [raw_score(float(one)) for one in marks.scores[counted]]
        pairs += zip(scores, marks.right[0][counted].tolist(), strict=True)
    truths = sum(len(photo.boxes(label)) for photo in judged)
    useful = _best_f1(pairs, truths)
    calm = float(np.quantile(np.asarray(quiet), 1 - most)) if quiet else 0.0
    return round(min(0.95, max(useful, calm + 0.01)), 4)


def _best_f1(pairs: Sequence[tuple[float, bool]], truths: int) -> float:
    if not truths or not pairs:
        return FALLBACK
    ordered = sorted(pairs, reverse=True)
    right = np.cumsum([hit for _, hit in ordered])
    f1 = 2 * right / (np.arange(1, len(ordered) + 1) + truths)
    return ordered[int(f1.argmax())][0]


def score_label(judged: Sequence[Judged], label: str, limit: float, draws: int) -> LabelScore:
    """Score one label on frames seen by a raw model.

    Args:
        judged: The frames.
        label: Which one.
        limit: Raw score of the working point.
        draws: Resamplings of the scene groups behind the interval of AP; 0 gives none.
    """
    groups: dict[str, list[Matches]] = defaultdict(list)
    for photo in judged:
        groups[photo.group].append(photo.matches(label))
    marks = [photo for group in groups.values() for photo in group]
    sure = confidence_of(limit)
    right = sum(int((photo.right[0] & (photo.scores >= sure)).sum()) for photo in marks)
    said = sum(int(((photo.scores >= sure) & ~photo.ignored[0]).sum()) for photo in marks)
    truths = sum(photo.truths for photo in marks)
    alarmed = [bool((photo.scores >= sure).any()) for photo in marks]
    real = [photo.truths > 0 for photo in marks]
    both = sum(a and r for a, r in zip(alarmed, real, strict=True))
    return LabelScore(
        frames=len(marks), groups=len(groups), truths=truths,
        ap50=_average_precision(list(groups.values()), draws),
        precision=wilson(right, said), recall=wilson(right, truths),
        frame_precision=wilson(both, sum(alarmed)), frame_recall=wilson(both, sum(real)),
    )  # fmt: skip


def _average_precision(groups: Sequence[Sequence[Matches]], draws: int) -> Rate:
    whole = pooled_precision([photo for group in groups for photo in group])[0]
    rng = np.random.default_rng(0)
    spread = [whole]
    for _ in range(draws):
        chosen = [groups[int(n)] for n in rng.integers(0, len(groups), len(groups))]
        photos = [photo for group in chosen for photo in group]
        if any(photo.truths for photo in photos):
            spread.append(pooled_precision(photos)[0])
    low, high = np.percentile(spread, (2.5, 97.5))
    return whole, float(low), float(high)


def held_out_photos(shared: Path) -> Mapping[str, list[Path]]:
    """List the real photos without fire that were not trained on, by the set they come from."""
    sets = {
        "empty-shelf, valid and test": sorted(
            (shared / "empty-shelf").glob("valid/images/*.jpg")
        ) + sorted((shared / "empty-shelf").glob("test/images/*.jpg")),
        "shelf-dev": sorted((shared / "shelf-dev" / "images").glob("*.jpg")),
        "price-tags, held out": _listed(shared / "price-tags" / "val.txt"),
        "sku-crops, shelf": sorted((shared / "sku-crops" / "shelf").glob("*.jp*g")),
        "grocery-store, test": _listed(shared / "grocery-store" / "test.txt"),
        "face-mask-crops, test": _faces(shared, "test"),
    }  # fmt: skip
    return {name: photos for name, photos in sets.items() if photos}


def quiet_photos(shared: Path) -> list[Path]:
    """List the photos without fire on which thresholds are chosen: validation splits."""
    return [*_listed(shared / "grocery-store" / "val.txt"), *_faces(shared, "val")]


def shelf_photos(shared: Path) -> list[Path]:
    """List the photos of shelves, on which nobody is: of altered copies of a photo the first."""
    sets = held_out_photos(shared)
    names = "empty-shelf, valid and test", "shelf-dev", "price-tags, held out", "sku-crops, shelf"
    listed = [path for name in names for path in sets.get(name, ())]
    return list({photo_name(path): path for path in reversed(listed)}.values())[::-1]


def _listed(sheet: Path) -> list[Path]:
    if not sheet.exists():
        return []
    rows = filter(str.strip, sheet.read_text("utf-8").splitlines())
    return [sheet.parent / row.split(",")[0].strip() for row in rows]


def _faces(shared: Path, split: str) -> list[Path]:
    from vision.training.face_crops import read_split  # noqa: PLC0415 - the folder may be absent

    folder = shared / "face-mask-crops"
    return [path for path, _ in read_split(folder, split)] if folder.exists() else []
