"""Labelled photos of any classes: COCO's JSON, or the YAML and text files of YOLO."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from vision.errors import ModelRefusal, ModelRefused
from vision.values import Box

_SPLITS = ("test", "val")
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp"})
_BOX = 4  # numbers of a box; a line with more draws an outline
Numbers = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that somebody marked: the edges of its box."""

    name: str
    edges: Numbers  # left, top, right, bottom
    is_region: bool = False  # many of them, not counted: neither right nor wrong


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """One photo and everything marked on it."""

    path: Path
    labels: tuple[Label, ...]
    are_shares: bool  # of width and height, rather than pixels

    def boxes(self, name: str, size: tuple[int, int], *, regions: bool = False) -> list[Box]:
        """Return the boxes of one class in pixels of a photo of this width and height."""
        wide, tall = size if self.are_shares else (1, 1)
        return [
            Box(one.edges[0] * wide, one.edges[1] * tall, one.edges[2] * wide, one.edges[3] * tall)
            for one in self.labels
            if one.name == name and one.is_region is regions
        ]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Photos and the classes that were looked for on them."""

    name: str
    classes: tuple[str, ...]
    photos: tuple[LabelledPhoto, ...]


def read_labelled(path: Path, images: Path | None = None) -> LabelledSet:
    """Read a labelled set.

    Args:
        path: COCO's JSON, or the YAML that describes a set for YOLO; of its splits `test` is
            taken, else `val`.
        images: Folder of the photos; needed for JSON, in place of the YAML's own otherwise.

    Raises:
        ModelRefused: If it cannot be read, or a photo is missing or lies outside its folder.
    """
    try:
        if path.suffix.lower() in {".yaml", ".yml"}:
            return _of_yolo(path, images)
        return _of_coco(path, images or path.parent)
    except (OSError, LookupError, TypeError, ValueError, yaml.YAMLError) as error:
        if isinstance(error, ModelRefused):
            raise
        msg = f"{path.name} cannot be read as labels of COCO (.json) or YOLO (.yaml): {error}"
        raise ModelRefused(ModelRefusal.BAD_SET, msg) from error


def _refuse(message: str) -> NoReturn:
    raise ModelRefused(ModelRefusal.BAD_SET, message)


def _checked(photos: Sequence[LabelledPhoto], path: Path, classes: Sequence[str]) -> LabelledSet:
    if not photos:
        _refuse(f"{path.name} names no photo")
    for photo in photos:
        if not photo.path.is_file():
            _refuse(f"{path.name}: the photo {photo.path.name} is not there")
    return LabelledSet(path.name, tuple(classes), tuple(sorted(photos, key=lambda one: one.path)))


def _of_coco(path: Path, images: Path) -> LabelledSet:
    sheet = json.loads(path.read_text("utf-8"))
    names = {entry["id"]: str(entry["name"]) for entry in sheet["categories"]}
    labels: dict[Any, list[Label]] = defaultdict(list)
    for entry in sheet["annotations"]:
        left, top, wide, tall = (float(number) for number in entry["bbox"])
        edges = left, top, left + max(0.0, wide), top + max(0.0, tall)
        label = Label(names[entry["category_id"]], edges, bool(entry.get("iscrowd")))
        labels[entry["image_id"]].append(label)
    photos = [
        LabelledPhoto(_inside(images, str(one["file_name"])), tuple(labels[one["id"]]), False)  # noqa: FBT003 - pixels
        for one in sheet["images"]
    ]
    return _checked(photos, path, list(names.values()))


def _inside(folder: Path, name: str) -> Path:
    """Return a file of a folder, wherever its name tries to lead."""
    found = folder / name
    if not found.resolve().is_relative_to(folder.resolve()):
        _refuse(f"the photo {name!r} lies outside the folder of photos")
    return found


def _of_yolo(path: Path, images: Path | None) -> LabelledSet:
    sheet = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(sheet, dict):
        _refuse(f"{path.name} describes no set: it needs `names`, and `val` or `test`")
    names = _names(sheet["names"])
    root = path.parent / str(sheet.get("path") or ".")
    found = [images] if images is not None else [root / one for one in _split(sheet)]
    photos = [
        LabelledPhoto(photo, tuple(_lines(_label_file(photo), names)), True)  # noqa: FBT003 - shares
        for folder in found
        for photo in _pictures(folder, root)
    ]
    return _checked(photos, path, list(names.values()))


def _names(told: object) -> dict[int, str]:
    if isinstance(told, dict):
        return {int(number): str(name) for number, name in told.items()}
    if isinstance(told, list):
        return {number: str(name) for number, name in enumerate(told)}
    _refuse("`names` must be a list of classes, or numbers with their classes")


def _split(sheet: Mapping[str, Any]) -> list[str]:
    told = next((sheet[name] for name in _SPLITS if sheet.get(name)), None)
    if told is None:
        _refuse("there is neither `test` nor `val`: a model is not measured on what it learned")
    return [str(one) for one in told] if isinstance(told, list) else [str(told)]


def _pictures(folder: Path, root: Path) -> Iterator[Path]:
    """Yield the photos of a folder, or those that a text file lists."""
    if folder.is_dir():
        yield from (one for one in sorted(folder.rglob("*")) if one.suffix.lower() in _PICTURES)
    elif folder.suffix == ".txt":
        lines = folder.read_text("utf-8").splitlines()
        yield from (root / line.strip() for line in lines if line.strip())
    else:
        _refuse(f"there is no folder of photos {folder.name}")


def _label_file(photo: Path) -> Path:
    """Return where YOLO looks for labels: the last folder called images becomes labels."""
    parts = list(photo.parts)
    for place in range(len(parts) - 2, -1, -1):
        if parts[place] == "images":
            parts[place] = "labels"
            break
    return Path(*parts).with_suffix(".txt")


def _lines(path: Path, names: Mapping[int, str]) -> Iterator[Label]:
    """Yield what a text file marks; no file means that there is nothing."""
    if not path.is_file():
        return
    for line in path.read_text("utf-8").splitlines():
        words = line.split()
        if not words:
            continue
        name, numbers = names[int(words[0])], [float(word) for word in words[1:]]
        yield Label(name, _edges(numbers))


def _edges(numbers: Sequence[float]) -> Numbers:
    if len(numbers) in {_BOX, _BOX + 1}:  # perhaps with a confidence behind
        x, y, wide, tall = numbers[:_BOX]
        return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2
    across, down = numbers[0::2], numbers[1::2]
    return min(across), min(down), max(across), max(down)
