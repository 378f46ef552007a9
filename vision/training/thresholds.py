"""From which score on a detector is believed: chosen on labelled photos, class by class."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from vision.detectors import Detector
from vision.geometry import as_array
from vision.values import Box, Detection, Thing

MATCH = 0.5  # overlap from which a detection counts as right
FALLBACK = 0.25  # where a class has no labels to choose on
LOWEST = 0.0025  # threshold of a detector that is being measured: it reports nearly everything
Pairs = list[tuple[float, bool]]


def raw_score(confidence: float) -> float:
    """Turn the confidence of a detector with threshold `LOWEST` back into the network's score."""
    if confidence < 0.5:  # noqa: PLR2004 - every detector's working point
        return confidence * 2 * LOWEST
    return LOWEST + (confidence - 0.5) * 2 * (1 - LOWEST)


def confidence_of(score: float) -> float:
    """Turn a network's score into the confidence of a detector with threshold `LOWEST`."""
    if score < LOWEST:
        return score / (2 * LOWEST)
    return 0.5 + (score - LOWEST) / (2 * (1 - LOWEST))


def overlaps(first: Sequence[Box], second: Sequence[Box]) -> npt.NDArray[np.float64]:
    """Compute intersection over union of every pair; shape (first, second)."""
    a, b = as_array(first)[:, None], as_array(second)[None]
    size = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.clip(size, 0, None).prod(-1)
    areas = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1)
    return np.asarray(shared / np.maximum(areas - shared, 1e-9), np.float64)


def match(found: Sequence[Detection], truth: Sequence[Box]) -> Pairs:
    """Mark each detection right or wrong, surest first; a truth is found once."""
    order = sorted(found, key=lambda seen: -seen.confidence)
    if not truth:
        return [(raw_score(seen.confidence), False) for seen in order]
    overlap = overlaps([seen.box for seen in order], truth)
    marks: Pairs = []
    for row, seen in zip(overlap, order, strict=True):
        best = int(row.argmax())
        right = bool(row[best] >= MATCH)
        if right:
            overlap[:, best] = -1.0
        marks.append((raw_score(seen.confidence), right))
    return marks


def best_threshold(pairs: Pairs, truths: int) -> float:
    """Find the score with the highest F1."""
    if not pairs or not truths:
        return FALLBACK
    ordered = sorted(pairs, reverse=True)
    right = np.cumsum([hit for _, hit in ordered])
    score = 2 * right / (np.arange(1, len(ordered) + 1) + truths)
    return ordered[int(score.argmax())][0]


def choose_thresholds(detector: Detector, annotations: Path, images: Path) -> dict[Thing, float]:
    """Choose for each class the raw score with the best F1.

    Args:
        detector: One whose thresholds are all `LOWEST`; its confidences are turned back into
            raw scores here.
        annotations: COCO json.
        images: Folder of its photos. Never the photos that scores are published on.
    """
    sheet: Mapping[str, Any] = json.loads(annotations.read_text("utf-8"))
    names = {entry["id"]: Thing(entry["name"]) for entry in sheet["categories"]}
    truth: dict[tuple[int, Thing], list[Box]] = defaultdict(list)
    for label in sheet["annotations"]:
        x, y, wide, tall = label["bbox"]
        key = label["image_id"], names[label["category_id"]]
        truth[key].append(Box(x, y, x + wide, y + tall))
    pairs: dict[Thing, Pairs] = defaultdict(list)
    counts: dict[Thing, int] = defaultdict(int)
    for photo in sheet["images"]:
        pixels = cv2.imread(str(images / photo["file_name"]))
        if pixels is None:
            msg = f"not a readable photo: {photo['file_name']}"
            raise FileNotFoundError(msg)
        found = detector.detect(np.ascontiguousarray(pixels[..., ::-1]))
        for thing in Thing:
            boxes = truth[photo["id"], thing]
            pairs[thing] += match([seen for seen in found if seen.thing is thing], boxes)
            counts[thing] += len(boxes)
    return {thing: round(best_threshold(pairs[thing], counts[thing]), 4) for thing in Thing}
