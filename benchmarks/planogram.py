"""Score planogram verdicts on generated shelves with planted deviations, as Markdown."""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from vision.detectors import Detector
from vision.look import Recognizer, ShelfAids, look_at_shelf
from vision.recognize import Recognizer as GalleryRecognizer
from vision.training.planogram_benchmark import Tally, TrueBoxes, TrueNames, claims_of, tally
from vision.training.planted import Deviation, PlantedShelf, plant
from vision.training.planted_gallery import gallery_of
from vision.training.planted_photo import photograph
from vision.training.scenes import SceneTruth
from vision.weights import load_embedder, load_shelf_detector

Eyes = Callable[[PlantedShelf, SceneTruth, int], tuple[Detector, Recognizer]]


def oracle(*, dropout: float = 0.0, errors: float = 0.0, blind: bool = False) -> Eyes:
    """Eyes that know the truth but for a share of boxes missed and products mistaken."""

    def eyes(shelf: PlantedShelf, truth: SceneTruth, seed: int) -> tuple[Detector, Recognizer]:
        rng = np.random.default_rng(seed)
        names = TrueNames(truth, shelf.known, rng, errors=errors, blind=blind)
        return TrueBoxes(truth, rng, dropout=dropout), names

    return eyes


def shipped(weights: Path, *, threads: int) -> Eyes:
    """The shipped detector, and the shipped embedder with five shelf pictures of each product."""
    detector = load_shelf_detector(weights, threads=threads)
    embedder = load_embedder(weights, threads=threads)

    def eyes(shelf: PlantedShelf, _: SceneTruth, seed: int) -> tuple[Detector, Recognizer]:
        return detector, GalleryRecognizer(embedder, gallery_of(shelf, embedder, seed=seed))

    return eyes


def score(seeds: range, eyes: Eyes) -> tuple[dict[Deviation, Tally], float]:
    """Look at one shelf a seed; return what was found, and the median seconds of a look."""
    totals = dict.fromkeys(Deviation, Tally())
    times = []
    for seed in seeds:
        shelf = plant(seed)
        content, truth = photograph(shelf, seed=seed)
        detector, recognizer = eyes(shelf, truth, seed)
        began = time.perf_counter()
        report = look_at_shelf(
            content, shelf.planogram, detector=detector, aids=ShelfAids(recognizer=recognizer)
        )
        times.append(time.perf_counter() - began)
        for kind, one in tally(claims_of(report, shelf, truth), shelf).items():
            totals[kind] += one
    return totals, statistics.median(times)


def table(totals: dict[Deviation, Tally]) -> Iterator[str]:
    """Write precision, recall and F1 of each type and of all."""
    yield "| deviation | planted | precision | recall | F1 |"
    yield "|---|---|---|---|---|"
    rows = [*totals.items(), ("all", sum(totals.values(), Tally()))]
    for kind, one in rows:
        yield (f"| {kind} | {one.true} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} |")


def main() -> None:
    """Print one table for each way of seeing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("deploy/weights"))
    parser.add_argument("--shelves", type=int, default=60)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", choices=["true", "noisy", "blind", "pixels"])
    wanted = parser.parse_args()
    ways: dict[str, Callable[[], Eyes]] = {
        "true": oracle,
        "noisy": lambda: oracle(dropout=0.03, errors=0.03),
        "blind": lambda: oracle(dropout=0.03, errors=0.03, blind=True),
        "pixels": lambda: shipped(wanted.weights, threads=wanted.threads),
    }
    seeds = range(wanted.first_seed, wanted.first_seed + wanted.shelves)
    for name, eyes in ways.items():
        if wanted.only in {None, name}:
            totals, seconds = score(seeds, eyes())
            print(f"\n{name}: {len(seeds)} shelves, {1000 * seconds:.0f} ms a look\n")
            print("\n".join(table(totals)), flush=True)


if __name__ == "__main__":
    main()
