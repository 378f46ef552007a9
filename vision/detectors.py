"""Who finds products, gaps and price tags: OpenVINO on CPUs, ultralytics for other weights."""

from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import ClassVar, Protocol, Self

import numpy as np

from vision.fusion import Sightings, fused
from vision.images import Picture
from vision.letterbox import letterboxed
from vision.networks import Network
from vision.values import Box, Detection, Thing

MOST_DETECTIONS = 1500
EYES = "eyes2"  # raise it whenever the steps around the network change what is detected

_FLOOR = 0.4  # of the threshold: doubtful detections are returned down to here
_LEAST = 0.001  # raw score down to which a detector that is measured returns them
_MAX_IOU = 0.6  # two facings side by side overlap less, two sightings of one facing more
# One look at the size the network was trained at, one half as large again: the first counts large
# packs well, the second finds small ones, and what both see is placed better than by either. A
# third look is for walls of tiny packs only.
_LOOKS = (1.0, 1.5)
_CLOSER = 2.25
_SMALL_FACING_PX = 18.0  # in the network's input: below this a closer look pays


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


class OpenVinoDetector:
    """A YOLO network with a one-to-many head, `(1, 4 + classes, N)`, on the CPU.

    The whole picture is seen at several sizes, as far as the photo has the pixels, and the looks
    are made into one; where the facings turn out tiny, it is seen once more and larger.
    """

    looks: ClassVar[tuple[float, ...]] = _LOOKS  # shares of the size the network was trained at
    mirrored: ClassVar[bool] = False  # look at the mirror image as well: dearer and steadier

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
        self._input_px = input_px
        self._floor = _FLOOR
        self._version = f"{version}+{EYES}"

    def uncut(self) -> Self:
        """Return the same detector with its whole doubtful tail, which average precision counts."""
        other = copy(self)
        other._floor = _LEAST / float(self._limits.max())  # noqa: SLF001 - of the same class
        return other

    def in_full_precision(self) -> Self:
        """Return the same detector in 32 bits, whose boxes do not hang on what is faster here."""
        other = copy(self)
        other._network = self._network.in_full_precision()  # noqa: SLF001 - of the same class
        return other

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
        sides = sorted({self._side_for(rgb, look) for look in self.looks})
        seen = [look for side in sides for look in self._looked(rgb, side)]
        closer = self._side_for(rgb, _CLOSER)
        if closer > sides[-1] and self._are_facings_small(seen[-1], sides[-1] / max(rgb.shape[:2])):
            seen += self._looked(rgb, closer)
        return self._merged(seen)

    @property
    def _square(self) -> tuple[int, int] | None:
        side = self._network.fixed_side
        return None if side is None else (side, side)

    def _side_for(self, rgb: Picture, look: float) -> int:
        """Long side to look with: no larger than the photo, no smaller than in training."""
        if self._network.fixed_side is not None:
            return self._network.fixed_side
        long_side = int(max(rgb.shape[:2]))
        return max(self._input_px, min(round(look * self._input_px), long_side))

    def _are_facings_small(self, seen: Sightings, scale: float) -> bool:
        """Say whether typical facings are too few pixels of the network's input."""
        product = self._classes.index(Thing.PRODUCT)
        sure = (seen.classes == product) & (seen.scores >= self._limits[product])
        if not sure.any():
            return True
        sides = seen.boxes[sure, 2:] - seen.boxes[sure, :2]
        return float(np.median(sides.min(axis=1))) * scale < _SMALL_FACING_PX

    def _looked(self, rgb: Picture, side: int) -> list[Sightings]:
        """Look at one size, and perhaps at the mirror image too."""
        seen = [self._look(rgb, side)]
        if self.mirrored:
            other = self._look(np.ascontiguousarray(rgb[:, ::-1]), side)
            boxes = other.boxes.copy()
            boxes[:, [0, 2]] = rgb.shape[1] - boxes[:, [2, 0]]
            seen.append(Sightings(boxes, other.scores, other.classes))
        return seen

    def _look(self, rgb: Picture, side: int) -> Sightings:
        """Run the network on the picture at one size and drop what is hopeless."""
        blob, scale = letterboxed(rgb, side, fixed=self._square)
        output = self._network.run(blob)[0][0].astype(np.float64)
        classes = output[4:].argmax(axis=0)
        scores = output[4:].max(axis=0)
        keep = scores >= self._floor * self._limits[classes]
        middle, size = output[:2, keep].T / scale, output[2:4, keep].T / scale
        height, width = rgb.shape[:2]
        edges = np.hstack([middle - size / 2, middle + size / 2])
        edges = np.clip(edges, 0, [width, height, width, height])
        solid = (edges[:, 2:] - edges[:, :2] > 1).all(axis=1)
        return Sightings(edges[solid], scores[keep][solid], classes[keep][solid])

    def _merged(self, views: Sequence[Sightings]) -> list[Detection]:
        """Make one detection of each thing, class by class."""
        found = []
        for number, thing in enumerate(self._classes):
            limit = float(self._limits[number])
            boxes, scores = fused(views, number, max_iou=_MAX_IOU)
            found += [
                Detection(Box(*edges), thing, min(1.0, calibrated(score, limit)))
                for edges, score in zip(boxes.tolist(), scores.tolist(), strict=True)
            ]
        found.sort(key=lambda seen: -seen.confidence)
        return found[:MOST_DETECTIONS]


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
