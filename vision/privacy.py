"""Hiding faces: a copy of a photo on which nobody can be recognised, and nothing of its file.

What is hidden is gone, not blurred: a face becomes a few flat blocks with noise of the operating
system's on top, and the picture is written anew, so that no EXIF, thumbnail or profile survives.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from vision.faces import MIN_SCORE, FoundFace
from vision.geometry import coverage, iou
from vision.images import Picture, decode
from vision.values import Box

SEARCH_SIDE = 4032
"""Pixels of the long side faces are searched at: all of a 12-megapixel photo's."""

PART = 2176
"""Pixels of the longest side that is searched at once."""

WHOLE_SIDE = 1280
"""Pixels of the long side at which a picture that is searched in parts is searched as a whole."""

OVERLAP = 320
"""Pixels by which parts overlap; larger faces are found on the whole picture."""

HIDE_FROM = 0.25
"""Score from which a face is hidden: one label on a shelf photo is, lower down it were five."""

MARGIN = 0.3  # of the longer side, beyond each edge: hair, chin and ears tell people apart too
BLOCKS = 3  # across a face and its margin; nobody is known from nine colours
NOISE = 40  # grey levels, more than what still differs between two faces' blocks
QUALITY = 88

_WHOLE = 1 << 16  # pixels: longer than any side that is taken
_SAME = 0.7  # a box of which another one says this much before is the same face, or a part of it


class FaceSearch(Protocol):
    """Finds faces on pictures."""

    def find(
        self, rgb: Picture, *, max_side: int | None = None, min_score: float = MIN_SCORE
    ) -> list[FoundFace]:
        """Find faces of at least this score with the picture shrunk to this long side."""


@dataclass(frozen=True, slots=True)
class Readable:
    """A photo that may be shown: upright, full size, JPEG, nobody on it can be recognised."""

    content: bytes
    boxes: tuple[Box, ...]  # what was hidden, pixels of the upright photo, without the margin

    @property
    def faces(self) -> int:
        """How many faces were hidden."""
        return len(self.boxes)


def make_readable(content: bytes, finder: FaceSearch, *, side: int = SEARCH_SIDE) -> Readable:
    """Hide every face of a photo and write it anew.

    Args:
        content: The photo as sent (JPEG, PNG, WebP).
        finder: Who finds faces.
        side: Pixels of the long side faces are searched at; more finds smaller ones, and takes
            longer.

    Raises:
        PhotoRefused: If the bytes are not a photo that can be opened.
    """
    photo = decode(content, max_side=_WHOLE)
    boxes = _merged(_search(photo.rgb, finder, side))
    rgb = np.ascontiguousarray(photo.rgb)
    noise = np.random.default_rng(secrets.randbits(128))
    for box in boxes:
        _hide(rgb, box, noise)
    return Readable(_written(rgb), boxes)


def _search(rgb: Picture, finder: FaceSearch, side: int) -> Iterator[Box]:
    """Find every face; a large picture is searched as a whole and again in parts.

    A network that sees 12 megapixels at once takes 2 GB; in parts it takes a third of that.
    """
    shrink = min(1.0, side / max(rgb.shape[:2], default=1))
    if shrink * max(rgb.shape[:2]) <= PART:
        yield from (one.box for one in finder.find(rgb, max_side=side, min_score=HIDE_FROM))
        return
    small = cv2.resize(rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    looked = np.asarray(small if shrink < 1 else rgb, np.uint8)
    whole = (0, 0, looked, WHOLE_SIDE)
    for left, top, part, fine in [whole, *((*one, PART) for one in _parts(looked))]:
        for one in finder.find(part, max_side=fine, min_score=HIDE_FROM):
            edges = (one.box.left + left, one.box.top + top)
            far = (one.box.right + left, one.box.bottom + top)
            yield Box(*(edge / shrink for edge in (*edges, *far)))


def _parts(rgb: Picture) -> Iterator[tuple[int, int, Picture]]:
    """Cut a picture into parts that overlap by a face; yields left, top and the part."""
    for top, bottom in _spans(rgb.shape[0]):
        for left, right in _spans(rgb.shape[1]):
            yield left, top, np.ascontiguousarray(rgb[top:bottom, left:right])


def _spans(length: int) -> Iterator[tuple[int, int]]:
    """Cut a length into equal overlapping spans, none longer than a part."""
    count = max(1, -(-(length - OVERLAP) // (PART - OVERLAP)))
    span = -(-(length + (count - 1) * OVERLAP) // count)
    for number in range(count):
        start = min(number * (span - OVERLAP), length - span)
        yield max(0, start), min(length, start + span)


def _merged(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Leave out boxes that say what another one said before."""
    kept: list[Box] = []
    for box in boxes:
        if all(max(iou(box, one), coverage(box, by=one)) < _SAME for one in kept):
            kept.append(box)
    return tuple(kept)


def _hide(rgb: Picture, box: Box, noise: np.random.Generator) -> None:
    """Replace a face and what is around it by a few noisy blocks, in the picture itself."""
    more = MARGIN * max(box.width, box.height)
    height, width = rgb.shape[:2]
    left, top = max(0, int(box.left - more)), max(0, int(box.top - more))
    right = min(width, int(np.ceil(box.right + more)))
    bottom = min(height, int(np.ceil(box.bottom + more)))
    part = rgb[top:bottom, left:right]
    if not part.size:
        return
    few = cv2.resize(part, (BLOCKS, BLOCKS), interpolation=cv2.INTER_AREA).astype(np.int16)
    few += noise.integers(-NOISE, NOISE, few.shape, dtype=np.int16, endpoint=True)
    flat = np.clip(few, 0, 255).astype(np.uint8)
    blocks = cv2.resize(flat, (right - left, bottom - top), interpolation=cv2.INTER_NEAREST)
    grain = noise.integers(-NOISE // 3, NOISE // 3, part.shape, dtype=np.int16, endpoint=True)
    part[:] = np.clip(blocks + grain, 0, 255).astype(np.uint8)


def _written(rgb: Picture) -> bytes:
    """Write pixels, and nothing else, as JPEG."""
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1])
