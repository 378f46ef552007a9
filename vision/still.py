"""Whether somebody on a photo is part of the place: a poster looks the same every day."""

from collections.abc import Sequence

import numpy as np

from vision.differences import Difference, difference
from vision.images import Picture
from vision.overlaps import Matrix, inverse, project
from vision.values import Box

Figure = tuple[Box, Box | None]  # a body and the face on it

_SAME = 0.12  # share of a body that may differ when it is a picture
_SEEN = 0.6  # share of a body that the reference must show
_HIDDEN = 0.5  # of a face's longer side, beyond each edge: reference photos show no faces


def is_still(
    reference: Picture, photo: Picture, matrix: Matrix, figures: Sequence[Figure]
) -> list[bool]:
    """Say for each figure whether the reference photo of the place shows it as well.

    Reference photos have their faces hidden, so what is compared is the body around the face. A
    person does not stand twice alike; where too little of the body can be compared, they are one.

    Args:
        reference: RGB.
        photo: RGB.
        matrix: Pixels of the reference to pixels of the photo.
        figures: Bodies and their faces, pixels of the photo.
    """
    if not figures:
        return []
    found = difference(reference, photo, matrix)
    back = inverse(matrix)
    return [_is_still(found, back, body, face) for body, face in figures]


def _is_still(found: Difference, back: Matrix, body: Box, face: Box | None) -> bool:
    inside = np.zeros(found.seen.shape, bool)
    inside[_part(body, back, found)] = True
    if face is not None:
        more = _HIDDEN * max(face.width, face.height)
        wide = Box(face.left - more, face.top - more, face.right + more, face.bottom + more)
        inside[_part(wide, back, found)] = False
    visible = inside & found.seen
    if not visible.any() or visible.sum() < _SEEN * inside.sum():
        return False
    return float(found.differs[visible].mean()) <= _SAME


def _part(box: Box, back: Matrix, found: Difference) -> tuple[slice, slice]:
    """Rows and columns of a box of the photo on the compared reference."""
    corners = [(x, y) for y in (box.top, box.bottom) for x in (box.left, box.right)]
    moved = project(back, np.array(corners)) * found.scale
    limit = found.seen.shape[1], found.seen.shape[0]
    low = np.clip(np.floor(moved.min(axis=0)), 0, limit).astype(int)
    high = np.clip(np.ceil(moved.max(axis=0)), 0, limit).astype(int)
    return slice(low[1], high[1]), slice(low[0], high[0])
