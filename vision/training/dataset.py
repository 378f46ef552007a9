"""Datasets for the shelf detector: generated scenes, and real photos read where they lie."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from vision.training.canvas import Canvas
from vision.training.hand_labels import product_crops
from vision.training.scenes import SceneTruth, render_scene
from vision.values import Thing

CLASSES = tuple(Thing)
VALIDATION_SEED = 900_000  # seeds from here on never make training scenes
TEXTURE_PX = 176
LEAST_TEXTURE_PX = 32  # smaller photos are too small to print


@dataclass(frozen=True, slots=True)
class Box01:
    """A labelled box in shares of the photo: class number, middle, width, height."""

    number: int
    x: float
    y: float
    width: float
    height: float

    def line(self) -> str:
        """Write the box as a line of a YOLO label file."""
        return f"{self.number} {self.x:.6f} {self.y:.6f} {self.width:.6f} {self.height:.6f}"


def load_textures(shared: Path, limit: int = 1500) -> list[Canvas]:
    """Read real product photos to print on generated packs.

    From grocery-store only `train.txt` is read; sku-crops and the hand-labelled training photos
    have no evaluation of ours to leak into.

    Args:
        shared: The shared data folder; an absent one gives no textures.
        limit: How many photos to keep at most, evenly spread.
    """
    listed = shared / "grocery-store" / "train.txt"
    paths: list[Path] = []
    if listed.exists():
        rows = listed.read_text("utf-8").splitlines()
        packed = [row.split(",")[0] for row in rows if "Packages" in row]
        paths += [listed.parent / name.strip() for name in packed]
    paths += sorted((shared / "sku-crops" / "crops").glob("*/*.jp*g"))
    step = max(1, len(paths) // max(1, limit))
    read = (cv2.imread(str(path), cv2.IMREAD_COLOR) for path in paths[::step])
    photos = [photo[..., ::-1] for photo in read if photo is not None]
    return [
        _shrunk(pixels)
        for pixels in [*photos, *product_crops(shared)]
        if min(pixels.shape[:2]) >= LEAST_TEXTURE_PX
    ]


def _shrunk(pixels: Canvas) -> Canvas:
    shrink = min(1.0, TEXTURE_PX / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small)


def truth_lines(truth: SceneTruth) -> list[Box01]:
    """Turn a scene's truth into label rows."""
    rows = []
    for item in truth.objects:
        x, y = item.box.center
        rows.append(
            Box01(
                CLASSES.index(item.thing),
                x / truth.width,
                y / truth.height,
                item.box.width / truth.width,
                item.box.height / truth.height,
            )
        )
    return rows


def _write(folder: Path, split: str, name: str, photo: Canvas, rows: Sequence[Box01]) -> None:
    quality = 50 + sum(name.encode()) % 46
    target = folder / "images" / split / f"{name}.jpg"
    cv2.imwrite(str(target), photo[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    text = "\n".join(row.line() for row in rows)
    (folder / "labels" / split / f"{name}.txt").write_text(text, "utf-8")


def _make_scene(seed: int, *, folder: Path, split: str, shared: Path | None) -> dict[str, Any]:
    cv2.setNumThreads(1)
    textures = _textures_once(shared) if shared is not None else []
    photo, truth = render_scene(seed, textures=textures)
    _write(folder, split, f"scene-{seed:07d}", photo, truth_lines(truth))
    return {"seed": seed, "truth": truth}


_TEXTURES: dict[Path, list[Canvas]] = {}


def _textures_once(shared: Path) -> list[Canvas]:
    if shared not in _TEXTURES:
        _TEXTURES[shared] = load_textures(shared)
    return _TEXTURES[shared]


def write_scenes(
    folder: Path, split: str, seeds: Sequence[int], *, shared: Path | None = None, workers: int = 2
) -> None:
    """Render scenes into a YOLO dataset folder, and their truth as COCO json beside them.

    Args:
        folder: Dataset folder; made if absent.
        split: "train" or "val".
        seeds: One scene each.
        shared: Where real product photos for pack fronts lie; None prints invented art only.
        workers: Processes to render with.
    """
    for kind in ("images", "labels"):
        (folder / kind / split).mkdir(parents=True, exist_ok=True)
    make = partial(_make_scene, folder=folder, split=split, shared=shared)
    with ProcessPoolExecutor(workers) as pool:
        made = list(pool.map(make, seeds, chunksize=16))
    sheet = coco_sheet((f"scene-{row['seed']:07d}.jpg", row["truth"]) for row in made)
    (folder / f"{split}.json").write_text(json.dumps(sheet), "utf-8")


def coco_sheet(scenes: Iterator[tuple[str, SceneTruth]]) -> dict[str, Any]:
    """Describe scenes as a COCO dataset; facings keep their product code and slot."""
    images: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    for number, (name, truth) in enumerate(scenes, start=1):
        size = {"width": truth.width, "height": truth.height}
        images.append({"id": number, "file_name": name, **size})
        for item in truth.objects:
            box = item.box
            labels.append({
                "id": len(labels) + 1, "image_id": number, "iscrowd": 0, "area": box.area,
                "category_id": CLASSES.index(item.thing) + 1,
                "bbox": [box.left, box.top, box.width, box.height],
                "attributes": {"sku": item.sku, "slot": item.slot},
            })  # fmt: skip
    names = [{"id": n, "name": thing.value} for n, thing in enumerate(CLASSES, start=1)]
    return {"images": images, "annotations": labels, "categories": names}


def write_sheet(folder: Path) -> Path:
    """Write the `dataset.yaml` that ultralytics reads."""
    names = "\n".join(f"  {number}: {thing.value}" for number, thing in enumerate(CLASSES))
    sheet = folder / "dataset.yaml"
    text = f"path: {folder.resolve()}\ntrain: images/train\nval: images/val\nnames:\n{names}\n"
    sheet.write_text(text, "utf-8")
    return sheet
