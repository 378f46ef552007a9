"""Measure how many faces are hidden by their size, what is hidden for nothing, and what it costs.

Held-out crops of real faces are pasted, in memory, on photos blown up to 12 megapixels, at known
places and sizes. Nothing of them is written anywhere.
"""

import argparse
import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from vision.counting import wilson
from vision.faces import FaceFinder
from vision.images import Picture
from vision.privacy import HIDE_FROM, MARGIN, SEARCH_SIDE, make_readable
from vision.values import Box
from vision.weights import load_face_finder

SIZES = ((24, 28), (28, 36), (36, 48), (48, 64), (64, 96), (96, 160), (160, 300))
WIDTH, HEIGHT = 4032, 3024
PER_PHOTO = 28
COVERED = 0.9  # of a face's box, for it to count as hidden
READABLE = 0.5
SIDES = (SEARCH_SIDE // 2, SEARCH_SIDE)
CLEAR_FRAME = 80  # pixels around a crop, repeated from its edge


@dataclass(frozen=True)
class Crop:
    """A cut-out of a face and where the face is on it."""

    rgb: Picture
    box: Box
    is_found: bool  # by the finder itself, large and alone


@dataclass(frozen=True)
class Scene:
    """A photo with faces on it: boxes and the bucket of each size."""

    content: bytes
    faces: tuple[tuple[Box, int, bool], ...]


def read(path: Path) -> Picture:
    """Return a picture as RGB."""
    return np.asarray(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB), np.uint8)


def read_crops(folder: Path, finder: FaceFinder) -> list[Crop]:
    """Return the crops of the test split, in an order of our own.

    The face on a crop is where the finder sees it when it is enlarged to 320 pixels; where it sees
    none, the middle 70 % stand for it, so that hard faces are not left out.
    """
    with (folder / "splits.tsv").open(encoding="utf-8") as file:
        names = [
            row["file"] for row in csv.DictReader(file, delimiter="\t") if row["split"] == "test"
        ]
    np.random.default_rng(3).shuffle(names)
    return [_to_crop(read(folder / name), finder) for name in names]


def _to_crop(rgb: Picture, finder: FaceFinder) -> Crop:
    height, width = rgb.shape[:2]
    scale, frame = 320 / max(height, width), CLEAR_FRAME
    large = cv2.resize(rgb, None, fx=scale, fy=scale)
    framed = cv2.copyMakeBorder(large, frame, frame, frame, frame, cv2.BORDER_REPLICATE)
    found = max(finder.find(np.asarray(framed, np.uint8)), key=lambda f: f.score, default=None)
    if found is None or found.score < READABLE:
        return Crop(
            rgb, Box(0.15 * width, 0.15 * height, 0.85 * width, 0.85 * height), is_found=False
        )
    edges = (found.box.left, found.box.top, found.box.right, found.box.bottom)
    left, top, right, bottom = ((edge - frame) / scale for edge in edges)
    box = Box(max(0.0, left), max(0.0, top), min(width, right), min(height, bottom))
    return Crop(rgb, box, is_found=True)


def build_scenes(folder: Path, crops: list[Crop], count: int) -> Iterator[Scene]:
    """Paste the crops on photos of shops and of rooms, 28 on each, four of every size."""
    shops = sorted((folder / "grocery-store").rglob("*.jpg"))
    rooms = sorted((folder / "fire-smoke").rglob("*.jpg"))
    half = count // 2
    photos = shops[:: len(shops) // half][:half] + rooms[:: len(rooms) // half][:half]
    rng, turn = np.random.default_rng(5), 0
    for path in photos:
        canvas = cv2.resize(read(path), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
        yield _with_faces(np.asarray(canvas, np.uint8), crops, turn, rng)
        turn += PER_PHOTO


def _with_faces(canvas: Picture, crops: list[Crop], turn: int, rng: np.random.Generator) -> Scene:
    """Paste one crop into each cell of a grid of 7 x 4, so that none lies on another."""
    faces = []
    wide, high = WIDTH // 7, HEIGHT // 4
    for cell in range(PER_PHOTO):
        crop, bucket = crops[(turn + cell) % len(crops)], cell % len(SIZES)
        scale = rng.uniform(*SIZES[bucket]) / min(crop.box.width, crop.box.height)
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        part = cv2.resize(crop.rgb, None, fx=scale, fy=scale, interpolation=way)[:high, :wide]
        height, width = part.shape[:2]
        left = cell % 7 * wide + int(rng.integers(0, wide - width + 1))
        top = cell // 7 * high + int(rng.integers(0, high - height + 1))
        canvas[top : top + height, left : left + width] = part
        box = crop.box
        placed = (box.left * scale + left, box.top * scale + top, box.right * scale + left,
                  box.bottom * scale + top)  # fmt: skip
        faces.append((Box(*placed), bucket, crop.is_found))
    coded = cv2.imencode(".jpg", canvas[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
    return Scene(coded.tobytes(), tuple(faces))


def hidden_share(face: Box, by: Box) -> float:
    """Return how much of a face lies under what hides another box, margin and all."""
    more = MARGIN * max(by.width, by.height)
    wide = min(face.right, by.right + more) - max(face.left, by.left - more)
    high = min(face.bottom, by.bottom + more) - max(face.top, by.top - more)
    return max(0.0, wide) * max(0.0, high) / face.area


def rate(hits: int, count: int) -> str:
    """Write a share with its interval."""
    low, high = wilson(hits, count) or (0.0, 0.0)
    return f"{hits / max(1, count):.2f} ({low:.2f} to {high:.2f})"


def measure_recall(scenes: list[Scene], finder: FaceFinder, side: int) -> None:
    """Print recall by size at one search side, readable faces left, false hides and the cost."""
    hits, counts = np.zeros((2, len(SIZES)), int), np.zeros((2, len(SIZES)), int)
    left = extra = 0
    make_readable(scenes[0].content, finder, side=side)  # compiles the network
    spent = time.process_time()
    copies = [make_readable(scene.content, finder, side=side) for scene in scenes]
    spent = time.process_time() - spent
    for scene, copy in zip(scenes, copies, strict=True):
        for face, bucket, is_found in scene.faces:
            is_hidden = any(hidden_share(face, box) >= COVERED for box in copy.boxes)
            for row in (0, 1) if is_found else (0,):
                counts[row, bucket] += 1
                hits[row, bucket] += is_hidden
        extra += sum(all(hidden_share(f, box) == 0 for f, *_ in scene.faces) for box in copy.boxes)
        rgb = cv2.cvtColor(
            cv2.imdecode(np.frombuffer(copy.content, np.uint8), 1), cv2.COLOR_BGR2RGB
        )
        seen = finder.find(np.asarray(rgb, np.uint8), min_score=READABLE)
        left += sum(any(hidden_share(f, one.box) > 0 for f, *_ in scene.faces) for one in seen)
    photos = len(scenes)
    print(
        f"| {side} | "
        + " | ".join(rate(int(h), int(n)) for h, n in zip(hits[0], counts[0], strict=True))
        + " |"
    )
    clear = ", ".join(rate(int(h), int(n)) for h, n in zip(hits[1], counts[1], strict=True))
    print(f"  of faces the finder knows when large: {clear}")
    print(
        f"  readable in the copies: {left} of {counts[0].sum()}; "
        f"hidden besides: {extra / photos:.1f} a photo; "
        f"{1000 * spent / photos:.0f} ms of processor time a photo"
    )


def measure_false_hides(folder: Path, finder: FaceFinder) -> None:
    """Print how much of real shelf photos, which show hardly anybody, is hidden."""
    paths = sorted((folder / "empty-shelf").rglob("*.jpg")) + sorted(
        (folder / "shelf-dev").rglob("*.jpg")
    )
    photos = hides = 0
    area = 0.0
    for path in paths:
        rgb = read(path)
        found = finder.find(rgb, max_side=SEARCH_SIDE, min_score=HIDE_FROM)
        photos += bool(found)
        hides += len(found)
        area += sum(one.box.area for one in found) / rgb[..., 0].size
    count = len(paths)
    print(
        f"shelf photos: {count}; with anything hidden {rate(photos, count)}; "
        f"boxes {hides}; {100 * area / count:.3f} % of the area"
    )


def main() -> None:
    """Measure everything; the folder is that of the shared photos."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--photos", type=int, default=16)
    given = parser.parse_args()
    finder = load_face_finder()
    measure_false_hides(given.data, finder)
    crops = read_crops(given.data / "face-mask-crops", finder)
    scenes = list(build_scenes(given.data, crops, given.photos))
    print(
        f"crops {len(crops)}, known when large {sum(crop.is_found for crop in crops)}; "
        f"photos {len(scenes)}"
    )
    print("| side | " + " | ".join(f"{low} to {high} px" for low, high in SIZES) + " |")
    for side in SIDES:
        measure_recall(scenes, finder, side)


if __name__ == "__main__":
    main()
