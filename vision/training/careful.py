"""The detector that labels training photos: more looks than a worker has time for."""

from pathlib import Path
from typing import ClassVar

from vision.detectors import OpenVinoDetector
from vision.training.dataset import CLASSES
from vision.training.thresholds import LOWEST


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
