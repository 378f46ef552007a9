"""Score the shipped shelf detector on the real photos, as a worker runs it, as Markdown.

Average precision counts the doubtful tail too, which a worker cuts off as nothing ever uses it;
precision, recall and counts are at the working point and the same either way.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from vision.detectors import OpenVinoDetector
from vision.images import decode
from vision.training.cards import blind_line, table
from vision.training.evaluate import WORKING_POINT, read_photo
from vision.training.real_scores import score_real
from vision.training.resampling import match_photo
from vision.values import Box, Thing
from vision.weights import load_shelf_detector


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


def failures(detector: OpenVinoDetector, folder: Path) -> list[str]:
    """List the hand-labelled photos, most product mistakes first: labels, missed, false."""
    sheet = json.loads((folder / "annotations.json").read_text("utf-8"))
    names = {entry["id"]: entry["name"] for entry in sheet["categories"]}
    lines = []
    for photo in sheet["images"]:
        seen = detector.detect(read_photo(folder / "images" / photo["file_name"]))
        labels = [entry for entry in sheet["annotations"] if entry["image_id"] == photo["id"]]
        cells, wrong = [], 0
        for thing in Thing:
            mine = [entry for entry in labels if names[entry["category_id"]] == thing.value]
            boxes = [_box(entry["bbox"]) for entry in mine if not entry["iscrowd"]]
            regions = [_box(entry["bbox"]) for entry in mine if entry["iscrowd"]]
            sure = [one for one in seen if one.thing is thing and one.confidence >= WORKING_POINT]
            marks = match_photo(sure, boxes, regions)
            missed = len(boxes) - int(marks.right[0].sum())
            false = int((~marks.right[0] & ~marks.ignored[0]).sum())
            cells.append(f"{len(boxes)} / {missed} / {false}")
            wrong += (missed + false) * (thing is Thing.PRODUCT)
        lines.append((wrong, f"| {photo['file_name']} | {' | '.join(cells)} |"))
    head = [
        "| photo: labels / missed / false | products | gaps | price tags |",
        "|---|---|---|---|",
    ]
    return [*head, *(line for _, line in sorted(lines, reverse=True))]


def _box(edges: list[float]) -> Box:
    x, y, wide, tall = edges
    return Box(x, y, x + wide, y + tall)


def main() -> None:
    """Print the table of scores, the worst photos and the time of one photo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--weights", type=Path, default=Path("deploy/weights"))
    parser.add_argument("--threads", type=int, default=1)
    wanted = parser.parse_args()
    detector = load_shelf_detector(wanted.weights, threads=wanted.threads)
    reports = score_real(wanted.shared, detector.uncut(), {})
    folder = wanted.shared / "shelf-dev"
    spent = milliseconds(detector, sorted((folder / "images").glob("*.jpg")))
    print(f"\n{detector.version}, {detector.precision}, {spent:.0f} ms a photo\n")
    print(table(reports))
    print(f"\n{blind_line(reports)}")
    print("\n".join(failures(detector, folder)))


if __name__ == "__main__":
    main()
