"""A place with its reference photo: how a new photo lies on it, and which of its areas changed.

Only that an area looks different is said, never what is there: whoever gets the finding looks.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from vision.differences import Difference, Mask, difference
from vision.images import Picture, shrunk
from vision.overlaps import (
    Ambiguous,
    Details,
    Matrix,
    Overlap,
    Points,
    find_details,
    inverse,
    match_pair,
    project,
)
from vision.values import Area, Box

REFERENCE_SIDE = 1280  # pixels of the long side a reference photo is kept with
_SIDE = 560  # of the long side details are looked for at
_DETAILS = 1000
_TELLING = 60  # details below which a picture shows too little to be placed
_VISIBLE = 0.6  # share of an area that must be seen to judge it
_CHANGED = 0.03  # share of what is seen of an area that differs when something came or went
_TORN = 0.6  # share of the whole picture that differs: not the place, or no light to see it by
_AROUND = 0.06  # of a person's box: shadow and feet around them


class AreaState(StrEnum):
    """Whether an area still looks as its reference photo shows it."""

    CHANGED = "changed"
    SAME = "same"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Place:
    """What one camera position should show, and the parts of it that have to stay as they are."""

    reference: Picture | None  # RGB, long side at most REFERENCE_SIDE; None: not taken yet
    areas: tuple[Area, ...] = ()
    is_fixed: bool = False  # a mounted camera: its pictures must lie as the reference does


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a photo of a place lies on its reference photo."""

    matrix: Matrix  # pixels of the reference to pixels of the photo
    agreeing: int  # details that fit
    explained: float  # share of the details in the common part that fit, 0 to 1
    overlap: float  # share of the reference that the photo shows, 0 to 1
    shift: float  # of the middle, in shares of the photo's long side
    turn_deg: float  # clockwise
    zoom: float  # above 1: the photo was taken from nearer


@dataclass(frozen=True, slots=True)
class AreaVerdict:
    """What became of one area of a place."""

    code: str
    state: AreaState
    box: Box  # bounds of the area on the photo, pixels; as drawn where the photo was not placed
    confidence: float  # of the state, 0 to 1; 0.5 is the limit between changed and same


def place_details(rgb: Picture) -> Details:
    """Find what a place can be known by, in pixels of the picture scaled down to a common size."""
    return find_details(shrunk(rgb, _SIDE)[0], most=_DETAILS)


def is_telling(details: Details) -> bool:
    """Say whether a picture shows enough to be placed at all, which a wall or a lens cap do not."""
    return len(details.at) >= _TELLING


def align(reference: Picture, photo: Picture) -> Alignment | None:
    """Find how a photo lies on the reference photo of a place.

    Details that look alike in both are matched whatever the light and the lens, and the way of
    looking that most of them agree on is taken (a homography, by RANSAC).

    Args:
        reference: RGB, height x width x 3.
        photo: RGB, of any size.

    Returns:
        None where the photo shows another place, too little to tell, or would have to be folded
        or torn to fit.
    """
    first, second = place_details(reference), place_details(photo)
    try:
        overlap = match_pair(first, second)
    except Ambiguous:
        return None
    if overlap is None:
        return None
    sizes = (_sizing(first, reference), _sizing(second, photo))
    return _measured(overlap, first, second, inverse(sizes[1]) @ overlap.matrix @ sizes[0])


def changed_areas(
    place: Place,
    rgb: Picture,
    alignment: Alignment | None = None,
    *,
    hidden: Sequence[Box] = (),
) -> tuple[AreaVerdict, ...]:
    """Say for each area of a place whether it still looks as on the reference photo.

    Light, exposure, shadows and a camera held a little differently do not count as a change. An
    area that the photo does not show, that people hide, or that cannot be laid on the reference
    is `cannot_tell`.

    Args:
        place: With its reference and its areas.
        rgb: The photo.
        alignment: How the photo lies on the reference; found here where it is not given.
        hidden: Boxes of what passes by and hides things, such as people, pixels of the photo.

    Returns:
        One verdict for each area, in the order of the place.
    """
    if place.reference is None or not place.areas or not rgb.size:
        return tuple(_untold(area, rgb) for area in place.areas)
    alignment = alignment or align(place.reference, rgb)
    if alignment is None:
        return tuple(_untold(area, rgb) for area in place.areas)
    return _judged(place.areas, place.reference, rgb, alignment, hidden)


def _judged(
    areas: Sequence[Area],
    reference: Picture,
    rgb: Picture,
    alignment: Alignment,
    hidden: Sequence[Box],
) -> tuple[AreaVerdict, ...]:
    """Compare the photo with the reference once, and read every area off."""
    found = difference(reference, rgb, alignment.matrix)
    free = found.seen & ~_hidden(hidden, alignment.matrix, found)
    is_torn = found.differs.mean() > _TORN
    verdicts = []
    for area in areas:
        corners = _corners(area, reference)
        box = _bounds(project(alignment.matrix, corners), rgb)
        state, confidence = _state(_filled(corners * found.scale, free.shape), free, found.differs)
        if is_torn:
            state, confidence = AreaState.CANNOT_TELL, 1.0
        verdicts.append(AreaVerdict(area.code, state, box, confidence))
    return tuple(verdicts)


def _state(inside: Mask, free: Mask, differs: Mask) -> tuple[AreaState, float]:
    """Judge one area by the share of what can be seen of it that differs."""
    visible = inside & free
    if not inside.any() or visible.sum() < _VISIBLE * inside.sum():
        return AreaState.CANNOT_TELL, 1.0
    share = float(differs[visible].mean())
    if share >= _CHANGED:
        return AreaState.CHANGED, 1 - 0.5 * _CHANGED / share
    return AreaState.SAME, 1 - 0.5 * share / _CHANGED


def _hidden(boxes: Sequence[Box], matrix: Matrix, found: Difference) -> Mask:
    """Where people stand, as the reference's camera would see it, with what they cast around."""
    layer = np.zeros(found.seen.shape, np.uint8)
    for box in boxes:
        wide, tall = _AROUND * box.width, _AROUND * box.height
        sides = (box.left - wide, box.right + wide)
        corners = [(x, y) for y in (box.top - tall, box.bottom + tall) for x in sides]
        moved = project(inverse(matrix), np.array(corners)) * found.scale
        hull = cv2.convexHull(moved.astype(np.float32))
        cv2.fillConvexPoly(layer, np.round(hull).astype(np.int32), 1)
    return np.asarray(layer > 0)


def _corners(area: Area, picture: Picture) -> Points:
    height, width = picture.shape[:2]
    return np.array(area.corners, np.float64) * (width, height)


def _filled(corners: Points, shape: tuple[int, ...]) -> Mask:
    layer = np.zeros(shape, np.uint8)
    cv2.fillPoly(layer, [np.round(corners).astype(np.int32)], 1)
    return np.asarray(layer > 0)


def _untold(area: Area, rgb: Picture) -> AreaVerdict:
    """The verdict on an area of a photo that cannot be laid on the reference."""
    box = _bounds(_corners(area, rgb), rgb)
    return AreaVerdict(area.code, AreaState.CANNOT_TELL, box, 1.0)


def _bounds(corners: Points, rgb: Picture) -> Box:
    """The upright box around corners, as far as the photo shows it."""
    height, width = rgb.shape[:2]
    low = np.clip(corners.min(axis=0), 0, (width, height))
    high = np.clip(corners.max(axis=0), 0, (width, height))
    return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _sizing(details: Details, rgb: Picture) -> Matrix:
    """From pixels of a picture to those of the smaller one its details were found on."""
    return np.diag([details.width / rgb.shape[1], details.height / rgb.shape[0], 1.0])


def _measured(overlap: Overlap, first: Details, second: Details, matrix: Matrix) -> Alignment:
    """Tell how far the camera moved, from pictures of a common size."""
    moved = project(overlap.matrix, first.corners).astype(np.float32)
    common, _ = cv2.intersectConvexConvex(moved, second.corners.astype(np.float32))
    area = float(cv2.contourArea(moved))
    middle = np.array([[first.width / 2, first.height / 2]])
    here, ahead = project(overlap.matrix, np.concatenate([middle, middle + np.array([1.0, 0.0])]))
    away = (here - (second.width / 2, second.height / 2)) / max(second.width, second.height)
    # A photo of another size is no move: both are measured in shares of their long sides.
    size = max(second.width, second.height) / max(first.width, first.height)
    return Alignment(
        matrix,
        len(overlap.first),
        overlap.explained,
        float(common) / area,
        float(np.hypot(*away)),
        math.degrees(math.atan2(ahead[1] - here[1], ahead[0] - here[0])),
        math.sqrt(area / (first.width * first.height)) / size,
    )
