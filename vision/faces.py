"""Where the faces are on a picture: CenterFace (MIT licence) on the CPU. It never tells whose."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vision.geometry import nms
from vision.images import Picture
from vision.networks import Network
from vision.values import Box

_STRIDE = 32
_CELL = 4  # the network's answers are on a grid of this many pixels
MIN_SCORE = 0.35
_MAX_IOU = 0.3
_MOST_CELLS = 1000
_TURNED = 0.22  # eye distance over face width: below it the face is seen from the side

Points = npt.NDArray[np.float64]  # 5 x 2: right eye, left eye, nose, right and left mouth corner


@dataclass(frozen=True, slots=True)
class FoundFace:
    """One face: where, how sure (0 to 1), and whether it looks towards the camera."""

    box: Box
    score: float
    is_frontal: bool


class FaceFinder:
    """CenterFace: a heat map of face middles with sizes, offsets and five landmarks per cell."""

    version = "centerface-1.5"

    def __init__(self, path: Path, *, threads: int = 1, max_side: int = 1280) -> None:
        """Read the network; pictures are shrunk to `max_side` before they are searched."""
        self._network = Network(path, threads=threads)
        self._max_side = max_side

    def find(
        self, rgb: Picture, *, max_side: int | None = None, min_score: float = MIN_SCORE
    ) -> list[FoundFace]:
        """Find faces, left to right; boxes in pixels of the picture given, cut to it.

        Args:
            rgb: The picture, height x width x 3.
            max_side: Shrink it to this instead of the usual long side.
            min_score: From which score on something counts as a face.
        """
        if not rgb.size:
            return []
        height, width = rgb.shape[:2]
        scale = min(1.0, (max_side or self._max_side) / max(width, height))
        sides = (_up(width * scale), _up(height * scale))
        small = cv2.resize(rgb, sides, interpolation=cv2.INTER_AREA)
        blob = small.transpose(2, 0, 1)[np.newaxis].astype(np.float32)
        heat, size, offset, marks = (
            np.asarray(part[0], np.float64) for part in self._network.run(blob)
        )
        stretch = np.array([width / sides[0], height / sides[1]])
        rows, columns = _peaks(heat[0], min_score)
        scores = heat[0, rows, columns]
        extent = np.exp(size[:, rows, columns].T) * _CELL  # height, width
        middle = np.stack([columns, rows], 1) + offset[::-1, rows, columns].T + 0.5
        corner = middle * _CELL - extent[:, ::-1] / 2
        landmarks = (
            marks[:, rows, columns].T.reshape(-1, 5, 2)[..., ::-1] * extent[:, np.newaxis, ::-1]
        )
        boxes = np.hstack([corner, corner + extent[:, ::-1]]) * np.tile(stretch, 2)
        boxes = np.clip(boxes, 0, [width, height, width, height])
        faces = [
            FoundFace(
                Box(*boxes[index].tolist()),
                min(1.0, float(scores[index])),
                _is_frontal(landmarks[index], float(extent[index, 1])),
            )
            for index in nms(boxes, scores, max_iou=_MAX_IOU)
        ]
        return sorted(faces, key=lambda face: (face.box.left, face.box.top))


def _up(side: float) -> int:
    """Round a side up to what the network takes."""
    return max(_STRIDE, -(-int(side) // _STRIDE) * _STRIDE)


def _peaks(heat: Points, least: float) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.int_]]:
    """Cells that may be the middle of a face, not more than the suppression can sort quickly."""
    rows, columns = np.nonzero(heat > least)
    best = np.argsort(-heat[rows, columns], kind="stable")[:_MOST_CELLS]
    return rows[best], columns[best]


def _is_frontal(marks: Points, width: float) -> bool:
    """Say whether both sides of a face are seen: eyes apart, nose between them."""
    right_eye, left_eye, nose = marks[:3, 0]
    is_between = min(right_eye, left_eye) < nose < max(right_eye, left_eye)
    return bool(is_between and abs(left_eye - right_eye) >= _TURNED * width)
