"""Who finds products, gaps and price tags: OpenVINO on CPUs, ultralytics for other weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from vision.geometry import Boxes, Scores, nms
from vision.images import Picture
from vision.networks import Network, Tensor
from vision.values import Box, Detection, Thing

MOST_DETECTIONS = 1500
EYES = "eyes1"  # raise it whenever the steps around the network change what is detected

_FLOOR = 0.4  # of the threshold: doubtful detections are returned down to here
_MAX_IOU = 0.6  # two facings side by side overlap less, two sightings of one facing more
_STRIDE = 32
_GREY = 114  # letterbox border, as in training
_TILES = 2
_TILE_OVERLAP = 0.2
_SMALL_FACING_PX = 26.0  # in the network's input: below this a closer look pays
_CUT_PX = 3.0


class Detector(Protocol):
    """Finds things on a picture."""

    @property
    def version(self) -> str:
        """Names weights and method; it is stored with every verdict."""

    def detect(self, rgb: Picture) -> list[Detection]:
        """Find products, gaps and price tags.

        Boxes are in pixels of the picture given. A confidence of 0.5 is the detector's working
        point for that class; less means doubtful.
        """


def calibrated(score: float, threshold: float) -> float:
    """Stretch a raw score so that the class's threshold becomes 0.5, keeping 0 and 1.

    Example:
        >>> calibrated(0.2, 0.2), calibrated(0.6, 0.2), calibrated(0.1, 0.2)
        (0.5, 0.75, 0.25)
    """
    if score < threshold:
        return 0.5 * score / threshold
    return 0.5 + 0.5 * (score - threshold) / (1 - threshold) if threshold < 1 else 1.0


@dataclass(frozen=True, slots=True)
class _View:
    """One look at a part of the picture; sides that cut through the picture are marked."""

    left: int
    top: int
    right: int
    bottom: int
    cuts: tuple[bool, bool, bool, bool] = (False, False, False, False)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Raw sightings: boxes in picture pixels, scores, class numbers."""

    boxes: Boxes
    scores: Scores
    classes: Scores


class OpenVinoDetector:
    """A YOLO network with a one-to-many head, `(1, 4 + classes, N)`, on the CPU.

    The whole picture is seen first, at the size the network was trained at. Where the facings
    turn out small, four overlapping quarters are seen as well. A box that touches the cut side of
    a quarter is dropped: the whole picture or the next quarter has it uncut.
    """

    def __init__(
        self,
        path: Path,
        *,
        version: str,
        classes: Sequence[Thing],
        thresholds: Mapping[Thing, float],
        input_px: int,
        threads: int = 1,
    ) -> None:
        """Read the network; `thresholds` are raw scores from which on a class is believed."""
        self._network = Network(path, threads=threads)
        self._classes = tuple(classes)
        self._limits = np.array([thresholds[thing] for thing in self._classes], np.float64)
        self._side = self._network.fixed_side or input_px
        self._version = f"{version}+{EYES}"

    @property
    def version(self) -> str:
        """Weights and method."""
        return self._version

    @property
    def precision(self) -> str:
        """The number format chosen on this machine; empty before the first picture."""
        return self._network.precision

    def detect(self, rgb: Picture) -> list[Detection]:
        """Find products, gaps and price tags, surest first, at most `MOST_DETECTIONS`."""
        if not rgb.size:
            return []
        height, width = rgb.shape[:2]
        seen = [self._look(rgb, _View(0, 0, width, height))]
        if self._are_facings_small(seen[0], max(width, height)):
            seen += [self._look(rgb, view) for view in _quarters(width, height)]
        return self._merged(seen)

    def _are_facings_small(self, seen: _Seen, long_side: int) -> bool:
        """Say whether typical facings are too few pixels of the network's input."""
        if long_side <= self._side:
            return False
        product = self._classes.index(Thing.PRODUCT)
        sure = (seen.classes == product) & (seen.scores >= self._limits[product])
        if not sure.any():
            return True
        sides = seen.boxes[sure, 2:] - seen.boxes[sure, :2]
        typical = float(np.median(sides.min(axis=1))) * self._side / long_side
        return typical < _SMALL_FACING_PX

    def _look(self, rgb: Picture, view: _View) -> _Seen:
        """Run the network on one part of the picture and drop what is hopeless or cut."""
        part = rgb[view.top : view.bottom, view.left : view.right]
        blob, scale = self._letterboxed(part)
        output = self._network.run(blob)[0][0].astype(np.float64)
        classes = output[4:].argmax(axis=0)
        scores = output[4:].max(axis=0)
        keep = scores >= _FLOOR * self._limits[classes]
        middle, size = output[:2, keep].T / scale, output[2:4, keep].T / scale
        edges = np.hstack([middle - size / 2, middle + size / 2])
        height, width = part.shape[:2]
        edges = np.clip(edges, 0, [width, height, width, height])
        near = np.abs(edges - [0, 0, width, height]) < _CUT_PX
        whole = ~(near & np.array(view.cuts)).any(axis=1)
        whole &= (edges[:, 2:] - edges[:, :2] > 1).all(axis=1)
        shift = [view.left, view.top, view.left, view.top]
        scores, classes = scores[keep][whole], classes[keep][whole]
        return _Seen(edges[whole] + shift, scores, classes.astype(np.float64))

    def _letterboxed(self, part: Picture) -> tuple[Tensor, float]:
        """Scale to the network's side and pad; networks of any size get no more than needed."""
        height, width = part.shape[:2]
        scale = self._side / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else 1)
        sides = self._side, self._side
        if self._network.fixed_side is None:
            sides = tuple(-(-side // _STRIDE) * _STRIDE for side in size)
        canvas = np.full((sides[1], sides[0], 3), _GREY, np.uint8)
        canvas[: size[1], : size[0]] = small
        blob = canvas.transpose(2, 0, 1)[np.newaxis].astype(np.float32) / 255
        return np.ascontiguousarray(blob), scale

    def _merged(self, views: Sequence[_Seen]) -> list[Detection]:
        """Keep one sighting per thing, class by class."""
        boxes = np.concatenate([view.boxes for view in views])
        scores = np.concatenate([view.scores for view in views])
        classes = np.concatenate([view.classes for view in views])
        found = []
        for number, thing in enumerate(self._classes):
            members = np.flatnonzero(classes == number)
            for best in nms(boxes[members], scores[members], max_iou=_MAX_IOU):
                index = members[best]
                confidence = calibrated(float(scores[index]), float(self._limits[number]))
                found.append(Detection(Box(*boxes[index].tolist()), thing, min(1.0, confidence)))
        found.sort(key=lambda seen: -seen.confidence)
        return found[:MOST_DETECTIONS]


def _quarters(width: int, height: int) -> list[_View]:
    """Cut a picture into 2 x 2 overlapping parts."""
    views = []
    for row in range(_TILES):
        for column in range(_TILES):
            left, right = _part(width, column)
            top, bottom = _part(height, row)
            cuts = (left > 0, top > 0, right < width, bottom < height)
            views.append(_View(left, top, right, bottom, cuts))
    return views


def _part(length: int, index: int) -> tuple[int, int]:
    """Begin and end of one of two overlapping parts of a length."""
    part = min(length, round(length * (1 + _TILE_OVERLAP) / _TILES))
    return (0, part) if index == 0 else (length - part, length)


class UltralyticsDetector:
    """Any YOLO weights that ultralytics can run (.pt, .onnx, GPU); needs the extra `[train]`."""

    def __init__(
        self,
        path: Path,
        *,
        class_map: Mapping[str, Thing],
        thresholds: Mapping[Thing, float],
        input_px: int = 640,
        device: str = "cpu",
    ) -> None:
        """Load the weights; classes that `class_map` does not name are ignored."""
        from ultralytics import YOLO  # noqa: PLC0415 - torch is only for those who bring such weights

        self._model = YOLO(str(path), task="detect")
        self._things = dict(class_map)
        self._limits = dict(thresholds)
        self._input_px = input_px
        self._device = device
        self.version = f"{path.stem}+ultralytics"

    def detect(self, rgb: Picture) -> list[Detection]:
        """Find things, surest first, at most `MOST_DETECTIONS`."""
        if not rgb.size:
            return []
        [result] = self._model.predict(
            rgb[..., ::-1],  # ultralytics takes arrays as BGR
            imgsz=self._input_px,
            conf=_FLOOR * min(self._limits.values()),
            iou=_MAX_IOU,
            max_det=MOST_DETECTIONS,
            device=self._device,
            verbose=False,
        )
        found = []
        for row in result.boxes.data.tolist():
            left, top, right, bottom, score, number = row[:6]
            thing = self._things.get(result.names[int(number)])
            if thing is not None:
                confidence = calibrated(score, self._limits[thing])
                found.append(Detection(Box(left, top, right, bottom), thing, confidence))
        return sorted(found, key=lambda seen: -seen.confidence)
