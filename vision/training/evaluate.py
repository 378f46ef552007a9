"""Scores of a detector on labelled photos: average precision with its spread over photos."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from vision.detectors import Detector
from vision.training.resampling import Matches, interval, match_photo
from vision.values import Box, Detection, Thing

MAX_DETECTIONS = 1500  # COCO's own cap of 100 would cut busy shelves short
WORKING_POINT = 0.5
DRAWS = 300  # resamplings of the photos behind each interval
Label = Mapping[str, Any]  # one annotation of a COCO file


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How well one class is found. Intervals are 95 % bootstrap intervals over photos."""

    truths: int
    photos: int
    ap50: float
    ap50_interval: tuple[float, float]
    ap: float  # mean over IoU 0.50 to 0.95
    ap_interval: tuple[float, float]
    count_error: float  # mean absolute error of the count per photo, at the working point
    count_error_share: float = 0.0  # the errors of all photos over all labels
    precision: float = 0.0  # at the working point, overlap 0.5
    recall: float = 0.0


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of some boxes were found, with a 95 % Wilson interval."""

    found: int
    of: int
    share: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What a detector scored on one set of photos."""

    detector: str
    photos: int
    scores: dict[Thing, ClassScore]
    blind: Recall | None = None  # of boxes drawn a second time by someone who saw no label

    def to_json(self) -> str:
        """Write the report down, stable and readable."""
        return json.dumps(asdict(self), indent=2, sort_keys=True)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values, classes by name."""
        facts: dict[str, Any] = {
            "detector": self.detector,
            "photos": self.photos,
            "scores": {thing.value: asdict(score) for thing, score in self.scores.items()},
        }
        return facts | ({"blind": asdict(self.blind)} if self.blind else {})


@dataclass(slots=True)
class Judged:
    """One photo's labels and detections of one class."""

    labels: list[Label]
    found: list[Detection]


def evaluate_coco(
    detector: Detector,
    annotations: Path,
    images: Path,
    *,
    only: Collection[str] | None = None,
    sure: Mapping[Thing, float] | None = None,
    draws: int = DRAWS,
) -> EvaluationReport:
    """Score a detector on a COCO file.

    Annotations with `iscrowd` are ignore regions. A photo whose entry says `price_tags_labelled:
    false` is left out for price tags. Classes without a single label get no score.

    Args:
        detector: What to score. Its threshold should be low: precision is measured all the way
            down, and what it drops counts as missed.
        annotations: COCO json whose category names are those of `Thing`.
        images: Folder of the photos.
        only: File names to keep; all when not given.
        sure: Confidence from which on a detection is counted; 0.5, the working point of every
            shipped detector, when not given.
        draws: Bootstrap resamplings; 0 gives intervals of zero width.
    """
    sheet = json.loads(annotations.read_text("utf-8"))
    photos = [photo for photo in sheet["images"] if only is None or photo["file_name"] in only]
    found = {
        photo["id"]: detector.detect(read_photo(images / photo["file_name"])) for photo in photos
    }
    by_class = {entry["id"]: entry["name"] for entry in sheet["categories"]}
    labels: dict[tuple[int, str], list[Label]] = defaultdict(list)
    for entry in sheet["annotations"]:
        labels[entry["image_id"], by_class[entry["category_id"]]].append(entry)
    scores = {}
    for thing in Thing:
        judged = [
            Judged(
                labels[photo["id"], thing.value],
                [seen for seen in found[photo["id"]] if seen.thing is thing],
            )
            for photo in photos
            if thing is not Thing.PRICE_TAG or photo.get("price_tags_labelled", True)
        ]
        if any(not label.get("iscrowd") for item in judged for label in item.labels):
            scores[thing] = score_class(judged, draws, (sure or {}).get(thing, WORKING_POINT))
    return EvaluationReport(detector.version, len(photos), scores)


def read_photo(path: Path) -> npt.NDArray[np.uint8]:
    """Read a photo as RGB; one that cannot be read is an error, not a photo without products."""
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        msg = f"not a readable photo: {path.name}"
        raise FileNotFoundError(msg)
    return np.ascontiguousarray(pixels[..., ::-1])


def score_class(judged: Sequence[Judged], draws: int, sure: float) -> ClassScore:
    """Score one class; `sure` is the confidence from which on a detection is counted."""
    ap50, ap = average_precision(judged)
    matches = [_matches(item) for item in judged]
    low, high = interval(matches, draws)
    real = [sum(not label.get("iscrowd") for label in item.labels) for item in judged]
    right = sum(int((photo.right[0] & (photo.scores >= sure)).sum()) for photo in matches)
    believed = sum(int((~photo.ignored[0] & (photo.scores >= sure)).sum()) for photo in matches)
    errors = [
        abs(_sure_count(item, sure) - count) for item, count in zip(judged, real, strict=True)
    ]
    return ClassScore(
        truths=sum(real),
        photos=len(judged),
        ap50=ap50,
        ap50_interval=(float(low[0]), float(high[0])),
        ap=ap,
        ap_interval=(float(low[1]), float(high[1])),
        count_error=float(np.mean(errors)),
        count_error_share=sum(errors) / max(1, sum(real)),
        precision=right / max(1, believed),
        recall=right / max(1, sum(real)),
    )


def _box(label: Label) -> Box:
    x, y, wide, tall = label["bbox"]
    return Box(x, y, x + wide, y + tall)


def _matches(item: Judged) -> Matches:
    labels = [_box(label) for label in item.labels if not label.get("iscrowd")]
    regions = [_box(label) for label in item.labels if label.get("iscrowd")]
    return match_photo(item.found, labels, regions)


def _sure_count(item: Judged, sure: float) -> int:
    """Count what the detector believes in, outside ignore regions."""
    ignored = [label["bbox"] for label in item.labels if label.get("iscrowd")]
    return sum(
        not any(
            x <= seen.box.center[0] <= x + wide and y <= seen.box.center[1] <= y + tall
            for x, y, wide, tall in ignored
        )
        for seen in item.found
        if seen.confidence >= sure
    )


def average_precision(judged: Iterable[Judged]) -> tuple[float, float]:
    """Compute AP at IoU 0.5 and the mean over IoU 0.50 to 0.95, COCO's way, of one class."""
    from faster_coco_eval import COCO, COCOeval_faster  # noqa: PLC0415 - only in [train] and [dev]

    photos: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for number, item in enumerate(judged, start=1):
        photos.append({"id": number, "width": 1, "height": 1, "file_name": ""})
        for label in item.labels:
            wide, tall = label["bbox"][2:]
            labels.append({
                "id": len(labels) + 1, "image_id": number, "category_id": 1, "area": wide * tall,
                "bbox": label["bbox"], "iscrowd": int(label.get("iscrowd", 0)),
            })  # fmt: skip
        found += [
            {
                "image_id": number, "category_id": 1, "score": seen.confidence,
                "bbox": [seen.box.left, seen.box.top, seen.box.width, seen.box.height],
            }
            for seen in item.found
        ]  # fmt: skip
    if not found:
        return 0.0, 0.0
    with redirect_stdout(StringIO()):
        truth = COCO({"images": photos, "annotations": labels,
                      "categories": [{"id": 1, "name": "thing"}]})  # fmt: skip
        judge = COCOeval_faster(truth, truth.loadRes(found), iouType="bbox", print_function=_quiet)
        judge.params.maxDets = [1, 10, MAX_DETECTIONS]
        judge.evaluate()
        judge.accumulate()
    precision = judge.eval["precision"][:, :, 0, 0, -1]  # IoU x recall, all sizes
    return float(precision[0].mean()), float(precision.mean())


def _quiet(*_words: object) -> None:
    """Print nothing: the library reports its timing for every resampling."""
