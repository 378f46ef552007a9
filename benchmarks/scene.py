"""Score the shipped scene detector on real photos, as Markdown: fire, smoke, false alarms, persons.

Average precision counts the doubtful tail; everything else is at the working point.
"""

import argparse
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from vision.scene import SceneModel
from vision.training.fire_frames import read_frames
from vision.training.mask_scores import wilson
from vision.training.person_frames import judge_persons
from vision.training.scene_card import rate, score_table
from vision.training.scene_scores import (
    ALARMS,
    DRAWS,
    LabelScore,
    best_scores,
    held_out_photos,
    judge_frames,
    raw_model,
    read_all,
    score_label,
    shelf_photos,
)
from vision.weights import load_scene_model, read_sheet

PERSONS = Path(__file__).with_name("scene_persons.json")
# Test groups of whose scene no frame is in the train split, as far as we could see by laying each
# test group beside the most similar train frame. The other groups are of videos that are in both.
NEW_PLACES = frozenset(
    ["3", "22", "57", "64", "88", "94", "109", "132", "134", "146", "150", "156", "161", "163"]
)
LONGEST = (
    "3"  # 51 of the 145 test frames: a burning hillside from the air, flames a few pixels high
)
PHOTO_12MP = (3000, 4000, 3)
RUNS = 15


def fires(
    model: SceneModel, shared: Path, limits: Mapping[str, float]
) -> dict[str, dict[str, LabelScore]]:
    """Score fire and smoke on validation and test frames, and on parts of the latter."""
    val, test = (
        judge_frames(model.see, read_all(read_frames(shared, split))) for split in ("val", "test")
    )
    new = [photo for photo in test if photo.group in NEW_PLACES]
    rest = [photo for photo in test if photo.group != LONGEST]
    parts = {"val": val, "test": test, "test, new places": new, "test, without group 3": rest}
    return {
        name: {label: score_label(frames, label, limits[label], DRAWS) for label in ALARMS}
        for name, frames in parts.items()
    }


def persons(
    model: SceneModel, shared: Path, limits: Mapping[str, float]
) -> dict[str, dict[str, LabelScore]]:
    """Score persons on the frames of fire-smoke on which we drew them."""
    judged = {split: judge_persons(model.see, PERSONS, shared, split) for split in ("val", "test")}
    return {
        f"{split}, labelled by hand": {
            "person": score_label(frames, "person", limits["person"], DRAWS)
        }
        for split, frames in judged.items()
    }


def alarms(model: SceneModel, shared: Path, limits: Mapping[str, float]) -> list[str]:
    """Count photos without fire on which fire or smoke is seen, set by set, and name them."""
    rows, named = [], []
    total = raised = 0
    for name, photos in held_out_photos(shared).items():
        best = best_scores(model.see, photos)
        hits = {
            label: [path for path, seen in best.items() if seen[label] >= limits[label]]
            for label in ALARMS
        }
        either = sorted({path for paths in hits.values() for path in paths})
        named += [
            f"- {path.relative_to(shared)}: "
            + ", ".join(f"{label} {best[path][label]:.2f}" for label in ALARMS)
            for path in either
        ]
        total, raised = total + len(best), raised + len(either)
        counts = " | ".join(str(len(hits[label])) for label in ALARMS)
        rows.append(f"| {name} | {len(best)} | {counts} | {rate(wilson(len(either), len(best)))} |")
    rows.append(f"| **all** | {total} | | | {raised}: {rate(wilson(raised, total))} |")
    head = ["| photos without fire | photos | fire | smoke | alarmed |", "|---|---|---|---|---|"]
    return [*head, *rows, "", *named]


def on_shelves(model: SceneModel, shared: Path, limits: Mapping[str, float]) -> str:
    """Say on how many shelf photos, on which nobody is, a person is seen."""
    best = best_scores(model.see, shelf_photos(shared))
    seen = [path.name for path, one in best.items() if one["person"] >= limits["person"]]
    names = f" ({', '.join(seen)})" if seen else ""
    share = rate(wilson(len(seen), len(best)))
    return f"Persons on shelf photos: {len(seen)} of {len(best)}, {share}{names}"


def milliseconds(model: SceneModel) -> float:
    """Median time of one photo of 12 megapixels, decoded before, the first one left out."""
    photo = np.random.default_rng(0).integers(0, 256, PHOTO_12MP, np.uint8)
    model.see(photo)
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        model.see(photo)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def report(shared: Path, weights: Path, parts: Sequence[str]) -> None:
    """Print what was asked for."""
    sheet = read_sheet(weights, "scene")
    limits = {label: float(value) for label, value in sheet.thresholds.items()}
    raw = raw_model(sheet.path, sheet.input_px, sheet.full_version)
    print(f"\n{sheet.full_version}, {sheet.input_px} px, thresholds {limits}\n")
    if "scores" in parts:
        print(score_table(fires(raw, shared, limits) | persons(raw, shared, limits)))
    if "alarms" in parts:
        print("\n" + "\n".join(alarms(raw, shared, limits)))
        print("\n" + on_shelves(raw, shared, limits))
    if "time" in parts:
        model = load_scene_model(weights)
        spent = milliseconds(model)
        print(f"\n{spent:.0f} ms a photo of 12 megapixels, one thread, {model.precision}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--weights", type=Path, default=Path("deploy/weights"))
    parser.add_argument("--parts", nargs="+", default=["scores", "alarms", "time"])
    wanted = parser.parse_args()
    report(wanted.shared, wanted.weights, wanted.parts)


if __name__ == "__main__":
    main()
