"""The photos the shelf detector does worst on, drawn so that a person can see why.

python -m benchmarks.worst COCO_FILE IMAGES_FOLDER --out FOLDER
python -m benchmarks.worst --drawn 40 --out FOLDER
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from vision.detectors import Detector
from vision.images import Picture
from vision.training.dataset import VALIDATION_SEED
from vision.training.resampling import match_photo
from vision.training.scenes import render_scene
from vision.training.thresholds import MATCH, overlaps
from vision.values import Box, Thing
from vision.weights import load_shelf_detector

WEIGHTS = Path(__file__).parents[1] / "deploy" / "weights"
SURE = 0.5
LONG_SIDE = 1280
MISSED, FALSE = (213, 94, 0), (0, 114, 178)  # of the palette of Okabe and Ito


@dataclass(frozen=True, slots=True)
class Labelled:
    """One photo with its labels, by class, and what nobody could judge."""

    name: str
    rgb: Picture
    labels: dict[Thing, list[Box]]
    ignored: dict[Thing, list[Box]]


@dataclass(frozen=True, slots=True)
class Faults:
    """What was missed and what was invented on one photo."""

    photo: Labelled
    missed: dict[Thing, list[Box]]
    false: dict[Thing, list[Box]]

    @property
    def share(self) -> float:
        """Missed and invented things for each label."""
        wrong = sum(map(len, (*self.missed.values(), *self.false.values())))
        return wrong / max(1, sum(map(len, self.photo.labels.values())))


def read(sheet: Path, images: Path) -> Iterator[Labelled]:
    """Read a COCO file whose categories are named as our classes."""
    entries = json.loads(sheet.read_text("utf-8"))
    names = {one["id"]: Thing(one["name"]) for one in entries["categories"]}
    for photo in entries["images"]:
        labels: dict[Thing, list[Box]] = {thing: [] for thing in Thing}
        ignored: dict[Thing, list[Box]] = {thing: [] for thing in Thing}
        for entry in entries["annotations"]:
            if entry["image_id"] == photo["id"]:
                left, top, wide, tall = entry["bbox"]
                kept = ignored if entry.get("iscrowd") else labels
                kept[names[entry["category_id"]]].append(Box(left, top, left + wide, top + tall))
        pixels = cv2.imread(str(images / photo["file_name"]))
        if pixels is not None:
            yield Labelled(photo["file_name"], pixels[..., ::-1].copy(), labels, ignored)


def drawn(count: int) -> Iterator[Labelled]:
    """Draw scenes that were never trained on."""
    for seed in range(VALIDATION_SEED, VALIDATION_SEED + count):
        rgb, truth = render_scene(seed)
        labels = {thing: [one.box for one in truth.of(thing)] for thing in Thing}
        yield Labelled(f"scene-{seed}", rgb, labels, {thing: [] for thing in Thing})


def judge(photo: Labelled, detector: Detector) -> Faults:
    """Compare what is believed on a photo with its labels, at an overlap of a half."""
    seen = [one for one in detector.detect(photo.rgb) if one.confidence >= SURE]
    missed, false = {}, {}
    for thing in Thing:
        found = sorted((one for one in seen if one.thing is thing), key=lambda one: -one.confidence)
        marks = match_photo(found, photo.labels[thing], photo.ignored[thing])
        right, spared = marks.right[0], marks.ignored[0]
        false[thing] = [
            one.box for one, hit, out in zip(found, right, spared, strict=True) if not hit | out
        ]
        hits = [one.box for one, hit in zip(found, right, strict=True) if hit]
        table = overlaps(photo.labels[thing], hits) if hits else np.zeros((0, 0))
        missed[thing] = [
            box
            for number, box in enumerate(photo.labels[thing])
            if not hits or table[number].max() < MATCH
        ]
    return Faults(photo, missed, false)


def draw(faults: Faults) -> Picture:
    """Draw missed things orange, invented ones blue, each with the first letter of its class."""
    canvas = faults.photo.rgb.copy()
    scale = max(canvas.shape[:2]) / LONG_SIDE
    for boxes, colour, wide in ((faults.missed, MISSED, 3), (faults.false, FALSE, 2)):
        for thing, several in boxes.items():
            for box in several:
                corner = int(box.left), int(box.top)
                end = int(box.right), int(box.bottom)
                cv2.rectangle(canvas, corner, end, colour, max(1, round(wide * scale)))
                size = 0.6 * max(scale, 0.6)
                spot = corner[0] + 3, corner[1] + round(24 * size)
                cv2.putText(canvas, thing.value[0], spot, 0, size, colour, 2, cv2.LINE_AA)
    return canvas


def main() -> None:
    """Print the worst photos first and, where asked, draw them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sheet", nargs="?", type=Path)
    parser.add_argument("images", nargs="?", type=Path)
    parser.add_argument("--drawn", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--most", type=int, default=10)
    asked = parser.parse_args()
    photos = drawn(asked.drawn) if asked.drawn else read(asked.sheet, asked.images)
    detector = load_shelf_detector(WEIGHTS, threads=2)
    ranked = sorted((judge(photo, detector) for photo in photos), key=lambda one: -one.share)
    print(detector.version)
    print("| photo | labels | missed: products, gaps, tags | invented: products, gaps, tags |")
    print("|---|---|---|---|")
    for one in ranked[: asked.most]:
        counts = sum(map(len, one.photo.labels.values()))
        cells = [
            ", ".join(str(len(kind[thing])) for thing in Thing) for kind in (one.missed, one.false)
        ]
        print(f"| {one.photo.name} | {counts} | {cells[0]} | {cells[1]} |")
        if asked.out:
            asked.out.mkdir(parents=True, exist_ok=True)
            path = asked.out / f"{Path(one.photo.name).stem}.png"
            cv2.imwrite(str(path), draw(one)[..., ::-1])


if __name__ == "__main__":
    main()
