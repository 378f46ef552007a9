"""Scores on real photos that were never trained or tuned on, each source apart."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from vision.detectors import Detector
from vision.intervals import wilson
from vision.training.careful import Remembering
from vision.training.evaluate import (
    DRAWS,
    WORKING_POINT,
    EvaluationReport,
    Judged,
    Label,
    Recall,
    evaluate_coco,
    read_photo,
    score_class,
)
from vision.training.real_photos import is_free_height, photo_name, read_labels
from vision.training.thresholds import MATCH, overlaps
from vision.values import Box, Thing

TRUE_SHAPE = 16 / 9  # of the photos that price-tags squeezes into squares
NOTHING = (0.0, 1.0)  # what is known of a share of nothing
SAME_LABEL = 0.7  # two labels of one class that overlap this much are one, listed twice


def score_real(
    shared: Path, detector: Detector, sure: Mapping[Thing, float], *, draws: int = DRAWS
) -> dict[str, EvaluationReport]:
    """Score on the real photos that are there.

    The hand-labelled photos, all and each chain apart; the test photos of empty-shelf (one shop,
    also in training), gaps only; the held-out shelves of price-tags (one chain, also in training;
    most are the shelves of the hand-labelled photos), price tags only.

    Args:
        shared: The shared data folder.
        detector: One that reports nearly everything.
        sure: Confidence from which on a detection counts, by class.
        draws: Resamplings behind each interval.
    """
    eyes = Remembering(detector)
    reports = _hand_labelled(shared, eyes, sure, draws)
    gaps = list(_empty_shelf(shared, eyes, sure.get(Thing.PRODUCT, WORKING_POINT)))
    tags = list(_price_tags(shared, eyes))
    for name, thing, judged in (
        ("empty-shelf, test", Thing.GAP, gaps), ("price-tags, held out", Thing.PRICE_TAG, tags),
    ):  # fmt: skip
        if judged:
            score = score_class(judged, draws, sure.get(thing, WORKING_POINT))
            reports[name] = EvaluationReport(eyes.version, len(judged), {thing: score})
    return reports


def _hand_labelled(
    shared: Path, eyes: Detector, sure: Mapping[Thing, float], draws: int
) -> dict[str, EvaluationReport]:
    labelled = shared / "shelf-dev" / "annotations.json"
    if not labelled.exists():
        return {}
    images = labelled.parent / "images"
    names = {path.name for path in images.glob("*.jpg")}
    thai = {name for name in names if name.startswith("1-")}
    sets = {"real": names, "real, Japan": names - thai, "real, Thailand": thai}
    reports = {
        name: evaluate_coco(eyes, labelled, images, only=only, sure=sure, draws=draws)
        for name, only in sets.items()
    }
    blind = blind_recall(labelled.parent, eyes, sure.get(Thing.PRODUCT, WORKING_POINT))
    return reports | {"real": replace(reports["real"], blind=blind)}


def blind_recall(folder: Path, detector: Detector, sure: float) -> Recall:
    """Find the share of blindly drawn product boxes that a believed detection overlaps by half."""
    boxes = json.loads((folder / "blind_check.json").read_text("utf-8"))["boxes"]
    hits = 0
    for entry in boxes:
        x, y, wide, tall = entry["bbox"]
        seen = detector.detect(read_photo(folder / "images" / entry["file_name"]))
        products = [
            item.box for item in seen if item.thing is Thing.PRODUCT and item.confidence >= sure
        ]
        drawn = [Box(x, y, x + wide, y + tall)]
        hits += bool(products) and bool(overlaps(drawn, products).max() >= MATCH)
    return Recall(hits, len(boxes), hits / len(boxes), wilson(hits, len(boxes)) or NOTHING)


def _label(box: Box, *, ignore: bool = False) -> Label:
    return {"bbox": [box.left, box.top, box.width, box.height], "iscrowd": int(ignore)}


def _empty_shelf(shared: Path, eyes: Detector, sure: float) -> Iterator[Judged]:
    """Read the test photos; labels of the air above a stack are ignore regions."""
    for path in sorted((shared / "empty-shelf" / "test" / "images").glob("*.jpg")):
        pixels = read_photo(path)
        seen = eyes.detect(pixels)
        packs = [
            item.box for item in seen if item.thing is Thing.PRODUCT and item.confidence >= sure
        ]
        boxes = read_labels(path, pixels.shape[1], pixels.shape[0])
        labels = [_label(box, ignore=is_free_height(box, packs)) for box in boxes]
        yield Judged(labels, [item for item in seen if item.thing is Thing.GAP])


def _price_tags(shared: Path, eyes: Detector) -> Iterator[Judged]:
    """Read one copy of each held-out photo, brought back to its true shape."""
    listed = shared / "price-tags" / "val.txt"
    names = sorted(listed.read_text("utf-8").split()) if listed.exists() else []
    firsts = {photo_name(Path(name)): listed.parent / name for name in reversed(names)}
    for _, path in sorted(firsts.items()):
        pixels = read_photo(path)
        size = round(pixels.shape[0] * TRUE_SHAPE), pixels.shape[0]
        wide = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), np.uint8)
        boxes: list[Box] = []
        for box in read_labels(path, *size):
            if not boxes or overlaps([box], boxes).max() < SAME_LABEL:
                boxes.append(box)
        found = [item for item in eyes.detect(wide) if item.thing is Thing.PRICE_TAG]
        yield Judged([_label(box) for box in boxes], found)
