"""What is judged: one photo, or several overlapping ones laid together, as one frame of pixels.

Things are sought in every photo by itself, where they are sharpest, and then put into the frame;
a thing that two photos show is kept once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vision.detectors import Detector
from vision.geometry import iou
from vision.images import Decoded, decode
from vision.overlaps import Matrix, project
from vision.quality import measure
from vision.seams import Owners
from vision.stitch import stitch
from vision.values import Box, Detection, Quality

_TWICE = 0.35  # overlap at which two photos show the same thing
_CUT = 3.0  # pixels: a box this near a photo's border may show a part only


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One thing seen: in the frame, and in the photo it was seen in."""

    detection: Detection  # pixels of the frame
    photo: int
    box: Box  # pixels of that photo as it was decoded


@dataclass(frozen=True, slots=True)
class View:
    """The photos of one shelf and the frame they share.

    `ways` map pixels of each decoded photo to pixels of the frame; `owner` says which photo shows
    a place of the frame best, None for a single photo.
    """

    contents: tuple[bytes, ...]
    photos: tuple[Decoded, ...]
    quality: Quality
    width: int
    height: int
    ways: tuple[Matrix, ...]
    owner: Owners | None = None


def open_view(content: bytes | Sequence[bytes], *, max_side: int) -> View:
    """Decode one photo, or lay several of one bay together.

    Photos that cannot be judged are left out of several; where none can, the first one's view
    says why. The frame of one photo is the full upright photo, that of several is as large as
    what they show together.

    Raises:
        PhotoRefused: If bytes are not a photo that can be opened.
        StitchFailed: If several photos do not make one picture of a bay.
        ValueError: If there is no photo.
    """
    contents = (content,) if isinstance(content, bytes) else tuple(content)
    if not contents:
        msg = "no photo to look at"
        raise ValueError(msg)
    views = [_single(one, max_side) for one in contents]
    good = [view for view in views if view.quality.is_judgeable]
    if len(good) < 2:  # noqa: PLR2004 - nothing to lay together
        return (good or views)[0]
    joined = stitch([view.photos[0].rgb for view in good])
    height, width = joined.rgb.shape[:2]
    worst = min((view.quality for view in good), key=lambda one: one.sharpness)
    return View(
        tuple(view.contents[0] for view in good),
        tuple(view.photos[0] for view in good),
        worst,
        width,
        height,
        joined.homographies,
        joined.owner,
    )


def _single(content: bytes, max_side: int) -> View:
    photo = decode(content, max_side=max_side)
    width, height = photo.full_width, photo.full_height
    quality = measure(photo.rgb, full_short_side=min(width, height), is_shelf=True)
    way = np.diag([1 / photo.scale, 1 / photo.scale, 1.0])
    return View((content,), (photo,), quality, width, height, (way,))


def look_around(view: View, detector: Detector) -> tuple[Glimpse, ...]:
    """Detect in every photo, and keep once what several show, in the photo that shows it best."""
    glimpses = [
        Glimpse(replace(seen, box=_framed(seen.box, view, index)), index, seen.box)
        for index, photo in enumerate(view.photos)
        for seen in detector.detect(photo.rgb)
    ]
    if view.owner is None:
        return tuple(glimpses)
    ranked = sorted(
        (one for one in glimpses if _is_own(one, view) or not _is_cut(one, view)),
        key=lambda one: (not _is_own(one, view), -one.detection.confidence),
    )
    kept: list[Glimpse] = []
    for one in ranked:
        if not any(_is_same(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)


def _framed(box: Box, view: View, photo: int) -> Box:
    """Place a box of one photo in the frame."""
    if view.owner is None:
        return view.photos[photo].on_full(box)
    sides = box.left, box.right
    corners = np.array([(x, y) for x in sides for y in (box.top, box.bottom)])
    moved = project(view.ways[photo], corners)
    low = np.clip(moved.min(axis=0), 0, (view.width, view.height))
    high = np.clip(moved.max(axis=0), 0, (view.width, view.height))
    return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _is_own(glimpse: Glimpse, view: View) -> bool:
    """Say whether the photo is the one that shows this place of the frame."""
    if view.owner is None:
        return True
    x, y = glimpse.detection.box.center
    row, column = min(int(y), view.height - 1), min(int(x), view.width - 1)
    return int(view.owner[row, column]) == glimpse.photo


def _is_cut(glimpse: Glimpse, view: View) -> bool:
    """Say whether the border of its photo may cut a thing."""
    height, width = view.photos[glimpse.photo].rgb.shape[:2]
    box = glimpse.box
    return min(box.left, box.top) < _CUT or box.right > width - _CUT or box.bottom > height - _CUT


def _is_same(one: Glimpse, other: Glimpse) -> bool:
    return (
        one.photo != other.photo
        and one.detection.thing is other.detection.thing
        and iou(one.detection.box, other.detection.box) >= _TWICE
    )
