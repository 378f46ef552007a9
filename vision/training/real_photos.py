"""Real training photos: a few labelled by hand, the others completed by an earlier detector.

empty-shelf (train split) labels gaps only, price-tags (`train.txt` only) labels price tags only. A
photo whose products are unlabelled would teach the network that products are background, so an
earlier detector of ours labels what is missing, unless a person did. Both sets hold every photo
several times over, altered a little; one of each is enough, as training alters photos itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from vision.detectors import Detector
from vision.geometry import coverage
from vision.training.dataset import CLASSES, Box01
from vision.training.hand_labels import LabelledPhoto, hand_labelled, tiles_of
from vision.training.thresholds import Pairs, best_threshold, match, overlaps, raw_score
from vision.values import Box, Detection, Thing

BELIEVED = {Thing.PRODUCT: 0.3, Thing.GAP: 0.5, Thing.PRICE_TAG: 0.3}
REPEATS = {"hand": 4, "tile": 2, "empty-shelf": 2, "price-tags": 2}
INSIDE = 0.8  # a product box this much inside another one is the print on it
TOUCHES = 0.3  # a sighting that overlaps such a label this much is left out of the count
STOCKED = 0.35  # a gap label covered this much by products marks free height, not a gap


def training_photos(shared: Path) -> Iterator[tuple[str, Path, Thing]]:
    """List the real photos that may be trained on: source, photo, and the class it has labels of.

    Only training splits: `empty-shelf/train`, and the shelves of `price-tags/train.txt`, which
    leaves out every shelf that is also in the evaluation set. Of the altered copies of one photo
    the first is taken.
    """
    yield from _first_copies(_listed_photos(shared))


def _listed_photos(shared: Path) -> Iterator[tuple[str, Path, Thing]]:
    for path in sorted((shared / "empty-shelf" / "train" / "images").glob("*.jpg")):
        yield "empty-shelf", path, Thing.GAP
    listed = shared / "price-tags" / "train.txt"
    if listed.exists():
        for name in sorted(filter(None, listed.read_text("utf-8").split())):
            yield "price-tags", listed.parent / name, Thing.PRICE_TAG


def photo_name(path: Path) -> str:
    """Name the photo that a file is a copy of."""
    return path.name.partition("_jpg.rf.")[0].removesuffix(".jpg")


def _first_copies(
    listed: Iterable[tuple[str, Path, Thing]],
) -> Iterator[tuple[str, Path, Thing]]:
    known: set[str] = set()
    for source, path, thing in listed:
        if photo_name(path) not in known:
            known.add(photo_name(path))
            yield source, path, thing


def read_labels(photo: Path, width: int, height: int) -> list[Box]:
    """Read a YOLO label file of boxes or polygons beside its photo."""
    text = (photo.parent.parent / "labels" / f"{photo.stem}.txt").read_text("utf-8")
    boxes = []
    for line in filter(None, text.splitlines()):
        values = np.array([float(word) for word in line.split()[1:]])
        if values.size == 4:  # noqa: PLR2004 - x, y, width, height
            low, high = values[:2] - values[2:] / 2, values[:2] + values[2:] / 2
        else:
            corners = values.reshape(-1, 2)
            low, high = corners.min(0), corners.max(0)
        low, high = np.clip(low, 0, 1), np.clip(high, 0, 1)
        boxes.append(Box(low[0] * width, low[1] * height, high[0] * width, high[1] * height))
    return boxes


def is_free_height(gap: Box, products: Sequence[Box]) -> bool:
    """Say whether a labelled gap is only the air above a stack: products fill it or carry it."""
    covered = 0.0
    for box in products:
        wide = min(gap.right, box.right) - max(gap.left, box.left)
        tall = min(gap.bottom, box.bottom) - max(gap.top, box.top)
        if wide <= 0:
            continue
        covered += max(0.0, wide * tall)
        carries = abs(box.top - gap.bottom) < 0.35 * box.height
        if carries and wide > 0.5 * min(gap.width, box.width):
            return True
    return covered > STOCKED * gap.area


def without_prints(products: Sequence[Detection]) -> list[Detection]:
    """Leave out boxes around two neighbours at once, and boxes of what is printed on a pack."""
    single = [item for item in products if not _holds_two(item.box, products)]
    kept: list[Detection] = []
    for item in sorted(single, key=lambda seen: -seen.confidence):
        if not any(coverage(item.box, by=other.box) > INSIDE for other in kept):
            kept.append(item)
    return kept


def _holds_two(box: Box, products: Sequence[Detection]) -> bool:
    inside = [
        other.box
        for other in products
        if coverage(other.box, by=box) > INSIDE and other.box.area < (INSIDE - 0.05) * box.area
    ]
    return any(
        coverage(one, by=other) < 1 - INSIDE and one.area + other.area > (INSIDE - 0.1) * box.area
        for number, one in enumerate(inside)
        for other in inside[number + 1 :]
    )


def complete_labels(
    labelled: Sequence[Box], known: Thing, seen: Sequence[Detection]
) -> list[Box01]:
    """Join hand labels of one class with the believed detections of the others, in pixels."""
    believed = [item for item in seen if raw_score(item.confidence) >= BELIEVED[item.thing]]
    packs = without_prints([item for item in believed if item.thing is Thing.PRODUCT])
    products = [item.box for item in packs if known is not Thing.PRODUCT]
    others = [item for item in believed if item.thing not in {known, Thing.PRODUCT}]
    kept = [box for box in labelled if known is not Thing.GAP or not is_free_height(box, products)]
    rows = [(Thing.PRODUCT, box) for box in products]
    for item in others:
        if item.thing is Thing.GAP and kept and overlaps([item.box], kept).max() > 0:
            continue
        rows.append((item.thing, item.box))
    rows += [(known, box) for box in kept]
    return [Box01(CLASSES.index(thing), *box.center, box.width, box.height) for thing, box in rows]


def add_real_photos(folder: Path, shared: Path, labeller: Detector) -> int:
    """Add the real training photos to a dataset folder.

    Args:
        folder: A YOLO dataset folder with a "train" split.
        shared: Where the photos lie. Those in their true shape are linked.
        labeller: Labels the classes that the photos' own labels leave out.

    Returns:
        How many training rows were added, repeats counted.
    """
    by_hand = hand_labelled(shared)
    added = sum(_add_by_hand(folder, photo) for photo in by_hand)
    done = {photo_name(photo.path) for photo in by_hand}
    for source, path, known in training_photos(shared):
        pixels = None if photo_name(path) in done else cv2.imread(str(path))
        if pixels is None:
            continue
        height, width = pixels.shape[:2]
        seen = labeller.detect(np.ascontiguousarray(pixels[..., ::-1]))
        rows = complete_labels(read_labels(path, width, height), known, seen)
        for copy in range(REPEATS[source]):
            name = f"{source}-{path.stem}-{copy}"
            link = folder / "images" / "train" / f"{name}.jpg"
            link.unlink(missing_ok=True)
            link.symlink_to(path.resolve())
            _write_rows(folder, name, rows, (width, height))
            added += 1
    return added


def _add_by_hand(folder: Path, photo: LabelledPhoto) -> int:
    pixels = photo.pixels()
    if pixels is None:
        return 0
    views = [(Box(0, 0, photo.width, photo.height), photo.boxes), *tiles_of(photo)]
    for number, (window, boxes) in enumerate(views):
        part = pixels[int(window.top) : int(window.bottom), int(window.left) : int(window.right)]
        rows = [Box01(CLASSES.index(t), *box.center, box.width, box.height) for t, box in boxes]
        for copy in range(REPEATS["tile"] if number else REPEATS["hand"]):
            name = f"hand-{photo.path.stem}-{number}-{copy}"
            image = folder / "images" / "train" / f"{name}.jpg"
            cv2.imwrite(str(image), part[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
            _write_rows(folder, name, rows, (part.shape[1], part.shape[0]))
    return REPEATS["hand"] + REPEATS["tile"] * (len(views) - 1)


def _write_rows(folder: Path, name: str, rows: Sequence[Box01], size: tuple[int, int]) -> None:
    width, height = size
    shares = [
        Box01(row.number, row.x / width, row.y / height, row.width / width, row.height / height)
        for row in rows
    ]
    text = "\n".join(row.line() for row in shares)
    (folder / "labels" / "train" / f"{name}.txt").write_text(text, "utf-8")


def hand_thresholds(shared: Path, detector: Detector) -> dict[Thing, float]:
    """Choose the scores of products and price tags with the best F1 on the hand-labelled photos.

    The detector was trained on these photos and is surer on them than on others, so what comes out
    is too strict; generated scenes, which are tidier than any shop, give one that is too lenient.

    Returns:
        Nothing where the photos are not there.
    """
    photos = [(photo, pixels) for photo in hand_labelled(shared)
              if (pixels := photo.pixels()) is not None]  # fmt: skip
    chosen = {}
    for thing in (Thing.PRODUCT, Thing.PRICE_TAG) if photos else ():
        pairs: Pairs = []
        truths = 0
        for photo, pixels in photos:
            boxes = [box for kind, box in photo.boxes if kind is thing]
            pairs += match([one for one in detector.detect(pixels) if one.thing is thing], boxes)
            truths += len(boxes)
        chosen[thing] = round(best_threshold(pairs, truths), 4)
    return chosen


def gap_threshold(shared: Path, detector: Detector) -> float | None:
    """Choose the score of gaps with the best F1 on empty-shelf's validation photos.

    These are photos of one shop, seen neither in training nor in the published scores. Labels of
    the air above a stack are neither right nor wrong.

    Returns:
        None where the photos are not there.
    """
    pairs: Pairs = []
    truths = 0
    photos = sorted((shared / "empty-shelf" / "valid" / "images").glob("*.jpg"))
    for photo in photos:
        pixels = cv2.imread(str(photo))
        if pixels is None:
            continue
        height, width = pixels.shape[:2]
        seen = detector.detect(np.ascontiguousarray(pixels[..., ::-1]))
        products = [item.box for item in seen if _is_believed(item, Thing.PRODUCT)]
        labels = read_labels(photo, width, height)
        air = [box for box in labels if is_free_height(box, products)]
        gaps = [item for item in seen if item.thing is Thing.GAP]
        if air:
            gaps = [item for item in gaps if overlaps([item.box], air).max() < TOUCHES]
        real = [box for box in labels if box not in air]
        pairs += match(gaps, real)
        truths += len(real)
    return round(best_threshold(pairs, truths), 4) if photos else None


def _is_believed(item: Detection, thing: Thing) -> bool:
    return item.thing is thing and raw_score(item.confidence) >= BELIEVED[thing]
