"""Loads the models once per process, checked against the manifest of the weights."""

from pathlib import Path

import numpy as np

from core.settings import VisionSettings
from findings.analyze import Eyes
from vision.weights import load_face_finder, load_mask_judge, load_shelf_detector

_PHONE = (1440, 1920, 3)  # height, width, colours: the shape in which most photos arrive


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


def warm_up(eyes: Eyes) -> None:
    """Let every network look once, at nothing.

    A network is compiled and its number format chosen at the first look, which takes seconds, and
    on a busy machine longer than a task may take: the first photo would be given up and tried
    again, by a process that has to start all over.
    """
    blank = np.zeros(_PHONE, np.uint8)
    eyes.shelf.detect(blank)
    eyes.faces.find(blank)
