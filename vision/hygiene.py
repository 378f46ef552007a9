"""Masks in the kitchen: what each face shows.

Guessing is not allowed: small, turned away or doubtful faces are `cannot_tell`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from vision.faces import FoundFace
from vision.images import Picture
from vision.networks import Network, Tensor
from vision.values import Box, Face, MaskState

MIN_FACE_PX = 24.0  # short side of a face on the full photo; smaller ones show no mask
MIN_FACE_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class MaskSheet:
    """How the classifier wants its crops, and from which score on each answer is believed."""

    classes: tuple[MaskState, ...]
    thresholds: Mapping[MaskState, float]
    input_px: int
    crop_margin: float  # of the face's longer side, added on every side
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)


class MaskJudge:
    """Tells from a face's crop whether it wears a mask."""

    def __init__(self, path: Path, *, version: str, sheet: MaskSheet, threads: int = 1) -> None:
        """Read the classifier."""
        self._network = Network(path, threads=threads)
        self._sheet = sheet
        self.version = version

    def judge(self, rgb: Picture, face: FoundFace, *, scale: float = 1.0) -> Face:
        """Judge one face.

        Args:
            rgb: The picture, height x width x 3.
            face: The face, in pixels of that picture.
            scale: Picture pixels per pixel of the full photo; the face's size is judged there.

        Returns:
            The face in pixels of the picture, with what it shows and how sure that is.
        """
        is_clear = (
            min(face.box.width, face.box.height) >= MIN_FACE_PX * scale
            and face.score >= MIN_FACE_SCORE
            and face.is_frontal
        )
        if not is_clear:
            return Face(face.box, MaskState.CANNOT_TELL, 1.0)
        shares = _shares(self._network.run(self._crop(rgb, face.box))[0][0])
        best = int(shares.argmax())
        state, confidence = self._sheet.classes[best], float(shares[best])
        if confidence < self._sheet.thresholds.get(state, 0.0):
            return Face(face.box, MaskState.CANNOT_TELL, 1 - confidence)
        return Face(face.box, state, confidence)

    def _crop(self, rgb: Picture, box: Box) -> Tensor:
        """Cut a square with a margin around the face; beyond the photo its border is repeated."""
        sheet = self._sheet
        half = max(box.width, box.height) * (0.5 + sheet.crop_margin)
        side = max(1, round(2 * half))
        left, top = round(box.center[0] - half), round(box.center[1] - half)
        height, width = rgb.shape[:2]
        rows = np.clip(np.arange(top, top + side), 0, height - 1)
        columns = np.clip(np.arange(left, left + side), 0, width - 1)
        crop = rgb[rows[:, np.newaxis], columns]
        way = cv2.INTER_AREA if side > sheet.input_px else cv2.INTER_LINEAR
        crop = cv2.resize(crop, (sheet.input_px, sheet.input_px), interpolation=way)
        blob = (crop.astype(np.float32) / 255 - sheet.mean) / sheet.std
        return np.ascontiguousarray(blob.transpose(2, 0, 1)[np.newaxis], np.float32)


def _shares(outputs: Tensor) -> Tensor:
    """Turn logits into shares that sum to 1; leave shares as they are."""
    if outputs.min() >= 0 and abs(float(outputs.sum()) - 1) < 1e-3:  # noqa: PLR2004 - bf16 rounding
        return outputs
    raised = np.exp(outputs - outputs.max())
    shares: Tensor = raised / raised.sum()
    return shares
