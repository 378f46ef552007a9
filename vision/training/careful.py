"""Detectors for training: one that labels photos with more looks, one that looks only once."""

from pathlib import Path
from typing import ClassVar

from vision.detectors import Detector, OpenVinoDetector
from vision.images import Picture
from vision.training.dataset import CLASSES
from vision.training.thresholds import LOWEST
from vision.values import Detection


class CarefulDetector(OpenVinoDetector):
    """Looks at several sizes and at the mirror image, and reports nearly everything."""

    looks: ClassVar[tuple[float, ...]] = (1.0, 1.4)
    mirrored: ClassVar[bool] = True


def careful_detector(xml: Path, image_px: int) -> CarefulDetector:
    """Load an earlier detector (.xml) to label photos with."""
    everything = dict.fromkeys(CLASSES, LOWEST)
    return CarefulDetector(
        xml, version="careful", classes=CLASSES, thresholds=everything, input_px=image_px, threads=2
    )


class Remembering:
    """A detector that looks at each photo once, however many scores ask for it."""

    def __init__(self, detector: Detector) -> None:
        """Wrap a detector."""
        self._detector = detector
        self._seen: dict[bytes, list[Detection]] = {}
        self.version = detector.version

    def detect(self, rgb: Picture) -> list[Detection]:
        """Return what was seen, looking if this photo is new."""
        key = bytes(rgb[::5, ::5].tobytes())
        if key not in self._seen:
            self._seen[key] = self._detector.detect(rgb)
        return self._seen[key]
