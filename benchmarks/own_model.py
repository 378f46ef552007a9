"""Count what an added model raises on real photos that show nothing of the kind: false alarms."""

import argparse
import random
from collections import Counter
from pathlib import Path

from core.settings import get_settings
from vision.images import decode
from vision.intervals import wilson
from vision.own_models import find_model, load_own_models
from vision.scene import SceneModel

SIDE = 1280  # pixels of the long side, as kitchens are looked at
SURE = 0.5  # the working point of every model
PICTURES = {".jpg", ".jpeg", ".png"}


def photos_of(folders: list[Path], count: int, seed: int) -> list[Path]:
    """Draw photos from folders, the same ones every time."""
    found = [one for folder in folders for one in folder.rglob("*") if one.suffix in PICTURES]
    dice = random.Random(seed)  # noqa: S311 - a sample, not a secret
    return dice.sample(sorted(found), min(len(found), count))


def raised(eyes: SceneModel, photos: list[Path]) -> tuple[Counter[str], list[str]]:
    """Count the photos on which each class was raised, and name them."""
    counts: Counter[str] = Counter()
    lines = []
    for path in photos:
        seen = eyes.see(decode(path.read_bytes(), max_side=SIDE).rgb)
        sure = {one.label: one.confidence for one in reversed(seen) if one.confidence >= SURE}
        counts.update(sure.keys())
        lines += [f"{path.name}: {label} {how:.2f}" for label, how in sure.items()]
    return counts, lines


def main() -> None:
    """Print a table, and each alarm, to be looked at."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("model")
    words.add_argument("folders", nargs="+", type=Path)
    words.add_argument("--count", type=int, default=300)
    words.add_argument("--seed", type=int, default=2026)
    given = words.parse_args()
    folder = get_settings().vision.own_models_dir
    model = find_model(folder, given.model)
    [eyes] = [one for one in load_own_models(folder) if one.version == model.full_version]
    photos = photos_of(given.folders, given.count, given.seed)
    counts, lines = raised(eyes, photos)
    print(f"| class of {model.source} | from | photos | raised on | share (95 %) |")
    print("| --- | --- | --- | --- | --- |")
    for label in model.labels:
        low, high = wilson(counts[label], len(photos)) or (0.0, 0.0)
        share = f"{counts[label] / len(photos):.3f} ({low:.3f} to {high:.3f})"
        print(
            f"| {label} | {model.thresholds[label]} | {len(photos)} | {counts[label]} | {share} |"
        )
    print("\n".join(lines))


if __name__ == "__main__":
    main()
