"""A shelf photographed from the side, turned so that one looks at it squarely."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vision.images import Picture
from vision.overlaps import Matrix, Points, project
from vision.values import Box, Row

LONGEST_SIDE = 4096  # pixels of the finished picture
_LEAST_ANGLE = 0.02  # sine: corners nearly on one line span no shelf
_MOST_STRETCH = 6.0  # of one side against the opposite one
_MOST_TURN = 0.8  # of half the picture's width to where shelves would meet: beyond, nothing is left


@dataclass(frozen=True, slots=True)
class ControlPoints:
    """The corners of a shelf on a photo, x then y, as shares of its width and height (0 to 1).

    Raises:
        ValueError: If they are not the corners, in this order, of one convex face.
    """

    top_left: tuple[float, float]
    top_right: tuple[float, float]
    bottom_right: tuple[float, float]
    bottom_left: tuple[float, float]

    def __post_init__(self) -> None:
        points = self.on(1.0, 1.0)
        if not (np.isfinite(points).all() and (points >= 0).all() and (points <= 1).all()):
            msg = "control points must be shares of the photo, 0 to 1"
            raise ValueError(msg)
        sides = np.roll(points, -1, axis=0) - points
        ahead = np.roll(sides, -1, axis=0)
        turns = sides[:, 0] * ahead[:, 1] - sides[:, 1] * ahead[:, 0]
        lengths = np.linalg.norm(sides, axis=1) * np.linalg.norm(ahead, axis=1)
        if (turns <= _LEAST_ANGLE * np.maximum(lengths, 1e-9)).any():
            msg = "control points must be the corners of one face, clockwise from the top left"
            raise ValueError(msg)

    def on(self, width: float, height: float) -> Points:
        """The corners in pixels of a photo of this size, 4 x 2, clockwise from the top left."""
        corners = (self.top_left, self.top_right, self.bottom_right, self.bottom_left)
        return np.array(corners, np.float64) * (width, height)


@dataclass(frozen=True, slots=True)
class Rectified:
    """A picture seen squarely, and the homography that places pixels of the photo on it."""

    rgb: Picture
    homography: Matrix


def rectify(rgb: Picture, points: ControlPoints) -> Rectified:
    """Cut a shelf out of a photo and turn its face square to the viewer.

    The picture is as wide and high as the longer of the face's opposite sides, so no pixel of the
    photo is lost; the true proportions of a face cannot be known from four corners alone.

    Raises:
        ValueError: If opposite sides differ so much that the far one shows nothing.
    """
    height, width = rgb.shape[:2]
    corners = points.on(width, height)
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    for one, other in ((top, bottom), (left, right)):
        if max(one, other) > _MOST_STRETCH * min(one, other):
            msg = "the shelf is seen too much from the side to turn it square"
            raise ValueError(msg)
    wide, high = max(top, bottom), max(left, right)
    shrink = min(1.0, LONGEST_SIDE / max(wide, high))
    size = max(1, round(wide * shrink)), max(1, round(high * shrink))
    square = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), square)
    picture = cv2.warpPerspective(rgb, matrix, size, flags=cv2.INTER_LINEAR)
    return Rectified(np.asarray(picture, np.uint8), np.asarray(matrix, np.float64))


def level_rows(rows: Sequence[Row], *, width: float, height: float) -> Matrix:
    """Find the homography that makes shelf edges level and parallel, as seen from the front.

    Shelves seen from the side run together at one point; their slopes then grow evenly with
    their height. Fitting that growth finds the point, and sending it to infinity levels all of
    them at once. The middle of the photo stays where it is, uprights stay upright.

    Args:
        rows: Shelf rows of one photo. One row tells the tilt alone, none gives the identity.
        width: Of the photo, pixels.
        height: Of the photo, pixels.

    Returns:
        Pixels of the photo to pixels of the levelled picture.
    """
    middle = np.array([[1, 0, width / 2], [0, 1, height / 2], [0, 0, 1]])
    tilt, spread = _slopes(rows, width / 2, height / 2)
    most = _MOST_TURN / (width / 2)
    spread = float(np.clip(spread, -most, most))
    # A point (u, v) from the middle lies on the line v = v0 + (tilt + spread * v0) * u, so
    # v0 = (v - tilt * u) / (1 + spread * u): that line, made level.
    turn = np.array([[1, 0, 0], [-tilt, 1, 0], [spread, 0, 1]])
    return np.asarray(middle @ turn @ np.linalg.inv(middle), np.float64)


def _slopes(rows: Sequence[Row], x: float, y: float) -> tuple[float, float]:
    """Slope of the shelf at the middle of the photo, and how it grows per pixel downwards."""
    edges = [row for row in rows if row.boxes]
    if not edges:
        return 0.0, 0.0
    slopes = np.array([row.slope for row in edges])
    levels = np.array([row.edge_at(x) - y for row in edges])
    if len(edges) < 2 or np.ptp(levels) < 1.0:  # noqa: PLR2004 - one line shows no growth
        return float(np.median(slopes)), 0.0
    design = np.stack([np.ones_like(levels), levels], axis=1)
    tilt, spread = np.linalg.lstsq(design, slopes, rcond=None)[0]
    return float(tilt), float(spread)


def moved_box(box: Box, matrix: Matrix) -> Box:
    """The upright box around a box that was moved by a homography.

    Example:
        >>> moved_box(Box(0, 0, 2, 4), np.diag([3.0, 2.0, 1.0]))
        Box(left=0.0, top=0.0, right=6.0, bottom=8.0)
    """
    corners = np.array(
        [
            [box.left, box.top],
            [box.right, box.top],
            [box.right, box.bottom],
            [box.left, box.bottom],
        ],
        np.float64,
    )
    moved = project(matrix, corners)
    (left, top), (right, bottom) = moved.min(axis=0).tolist(), moved.max(axis=0).tolist()
    return Box(left, top, right, bottom)
