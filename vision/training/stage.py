"""The stage: a pinhole camera before one bay, which paints packs, floors and rails by depth.

The front plane of the bay maps to the canvas without distortion; a point further back is drawn
nearer to the vanishing point. A second layer remembers which thing painted a pixel last, so that
truth boxes hold what can really be seen.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from vision.training.canvas import Canvas, Colour, Patch, Points, Rng, fill, shade

NOTHING = -1  # shelf, wall, floor
COVERED = -2  # something in front of the shelf, so that nobody can say what stands there


@dataclass(slots=True)
class Stage:
    """A canvas with its camera; `scale` is pixels for each millimetre of the front plane."""

    canvas: Canvas
    owner: npt.NDArray[np.int32]  # index of the thing seen at each pixel, or NOTHING
    scale: float
    eye: tuple[float, float]  # the vanishing point, mm on the front plane
    distance: float  # camera to front plane, mm
    origin: int = 0  # canvas row of the whole picture that row 0 of this canvas shows

    def window(self, top: float, bottom: float) -> "Stage":
        """Look through one opening only: nothing painted leaves `top` to `bottom` (mm)."""
        y0 = max(0, round(top * self.scale))
        y1 = max(y0, round(bottom * self.scale))
        return replace(self, canvas=self.canvas[y0:y1], owner=self.owner[y0:y1], origin=y0)

    def at(self, x: float, y: float, depth: float = 0.0) -> tuple[float, float]:
        """Map millimetres, `depth` behind the front plane, to canvas pixels."""
        shrink = self.distance / (self.distance + depth)
        eye_x, eye_y = self.eye
        return (
            (eye_x + (x - eye_x) * shrink) * self.scale,
            (eye_y + (y - eye_y) * shrink) * self.scale - self.origin,
        )

    def quad(self, *corners: tuple[float, float, float]) -> Points:
        """Map corners given as (x, y, depth) to canvas pixels."""
        return np.array([self.at(*corner) for corner in corners])

    def claim(self, corners: Points, owner: int) -> None:
        """Mark a polygon as belonging to `owner`."""
        cv2.fillConvexPoly(self.owner, np.round(corners).astype(np.int32), owner)

    def paste(self, patch: Patch, corners: Points, gain: float, owner: int) -> None:
        """Scale a patch into an upright rectangle and paint it.

        Args:
            patch: RGBA pixels.
            corners: Top left and bottom right, canvas pixels.
            gain: Brightness of this pack.
            owner: Index written where the patch is opaque.
        """
        x0, y0 = (round(float(value)) for value in corners[0])
        x1, y1 = (round(float(value)) for value in corners[1])
        height, width = self.canvas.shape[:2]
        left, top, right, bottom = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
        if right - left < 1 or bottom - top < 1:
            return
        shrinks = y1 - y0 < patch.shape[0]
        way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        sized = cv2.resize(patch, (x1 - x0, y1 - y0), interpolation=way)
        part = sized[top - y0 : bottom - y0, left - x0 : right - x0]
        alpha = part[..., 3:].astype(np.float32) * np.float32(1 / 255)
        lit = np.clip(part[..., :3].astype(np.float32) * np.float32(gain), 0, 255)
        under = self.canvas[top:bottom, left:right]
        under[:] = (under + (lit - under) * alpha).astype(np.uint8)
        self.owner[top:bottom, left:right][part[..., 3] > 127] = owner  # noqa: PLR2004 - half


def new_stage(rng: Rng, size: tuple[int, int], width_mm: float) -> Stage:
    """Set up a camera somewhere before the middle of the bay.

    Args:
        rng: Where the camera's place comes from.
        size: Canvas width and height in pixels.
        width_mm: Width of the front plane that fills the canvas.
    """
    width, height = size
    height_mm = width_mm * height / width
    eye = (width_mm * (0.5 + 0.25 * rng.normal()), height_mm * (0.35 + 0.3 * rng.normal()))
    distance = float(np.clip(width_mm * (0.9 + 0.7 * rng.random()), 600, 2600))
    canvas = np.zeros((height, width, 3), np.uint8)
    owner = np.full((height, width), NOTHING, np.int32)
    return Stage(canvas, owner, width / width_mm, eye, distance)


@dataclass(frozen=True, slots=True)
class Solid:
    """An upright block on the stage: front edges (mm), depth of its front and its own depth."""

    left: float
    top: float
    right: float
    bottom: float
    front: float
    thickness: float


def paint_sides(stage: Stage, solid: Solid, colour: Colour) -> None:
    """Paint the faces of a block that the camera sees beside and above its front."""
    near, far = solid.front, solid.front + solid.thickness
    eye_x, eye_y = stage.eye
    if solid.top > eye_y:
        top = stage.quad(
            (solid.left, solid.top, near), (solid.right, solid.top, near),
            (solid.right, solid.top, far), (solid.left, solid.top, far),
        )  # fmt: skip
        fill(stage.canvas, top, shade(colour, 1.1))
        stage.claim(top, NOTHING)
    x = solid.left if solid.left > eye_x else solid.right if solid.right < eye_x else None
    if x is not None:
        side = stage.quad(
            (x, solid.top, near), (x, solid.bottom, near), (x, solid.bottom, far),
            (x, solid.top, far),
        )  # fmt: skip
        fill(stage.canvas, side, shade(colour, 0.62))
        stage.claim(side, NOTHING)
