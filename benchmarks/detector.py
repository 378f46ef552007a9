"""Score the shipped shelf detector on labelled photos, one input size a row, as Markdown."""

import argparse
import statistics
import time
from pathlib import Path

from vision.detectors import OpenVinoDetector
from vision.images import decode
from vision.training.cards import table
from vision.training.evaluate import evaluate_coco
from vision.training.thresholds import LOWEST
from vision.values import Thing
from vision.weights import read_sheet


def detector_at(weights: Path, input_px: int, *, threads: int) -> OpenVinoDetector:
    """Load the shipped network for one input size, reporting nearly everything it sees."""
    sheet = read_sheet(weights, "shelf")
    return OpenVinoDetector(
        sheet.path,
        version=f"{sheet.full_version}@{input_px}",
        classes=[Thing(name) for name in sheet.classes],
        thresholds=dict.fromkeys(Thing, LOWEST),
        input_px=input_px,
        threads=threads,
    )


def milliseconds(detector: OpenVinoDetector, photos: list[Path]) -> float:
    """Median time of one photo, decoded before, the first one left out."""
    pictures = [decode(path.read_bytes(), max_side=100_000).rgb for path in photos]
    detector.detect(pictures[0])
    times = []
    for picture in pictures:
        began = time.perf_counter()
        detector.detect(picture)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def main() -> None:
    """Print one table for each input size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("annotations", type=Path)
    parser.add_argument("--weights", type=Path, default=Path("deploy/weights"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[640])
    parser.add_argument("--threads", type=int, default=1)
    wanted = parser.parse_args()
    images = wanted.annotations.parent / "images"
    photos = sorted(images.glob("*.jpg"))
    for size in wanted.sizes:
        detector = detector_at(wanted.weights, size, threads=wanted.threads)
        report = evaluate_coco(detector, wanted.annotations, images)
        print(f"\n{detector.version}, {milliseconds(detector, photos):.0f} ms a photo\n")
        print(table({f"{size} px": report}))


if __name__ == "__main__":
    main()
