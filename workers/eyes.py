"""Loads the models once per process, checked against the manifest of the weights."""

from pathlib import Path

from core.settings import VisionSettings
from findings.analyze import Eyes
from vision.weights import load_face_finder, load_mask_judge, load_shelf_detector


def open_eyes(settings: VisionSettings) -> Eyes:
    """Return the models, ready to look.

    Raises:
        WeightsRejected: If a model file is missing or differs from its checksum.
    """
    folder = Path(settings.weights_dir)
    return Eyes(
        shelf=load_shelf_detector(folder, threads=settings.threads),
        faces=load_face_finder(threads=settings.threads),
        mask=load_mask_judge(folder, threads=settings.threads),
    )
