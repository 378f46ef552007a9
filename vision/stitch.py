"""Several overlapping photos of one bay laid together into one picture, each place shown once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
import numpy.typing as npt

from vision.errors import StitchFailed, StitchRefusal
from vision.images import Picture
from vision.overlaps import (
    Ambiguous,
    Details,
    Matrix,
    Overlap,
    Points,
    find_details,
    inverse,
    is_contradicted,
    is_sound,
    match_pair,
    project,
)
from vision.seams import NOBODY, Owners, share_out

MOST_PHOTOS = 12
LONGEST_SIDE = 4096  # pixels of the finished picture
_SETTLING = 12  # rounds in which photos that hang together in a loop agree
_MOST_GROWTH = 2.0  # of the picture against all photos side by side: more means a runaway warp
_GAIN = 1.6  # how much brighter or darker a photo may be made to match its neighbours


@dataclass(frozen=True, slots=True)
class Stitched:
    """One picture of a bay.

    `homographies[i]` maps pixels of photo i to pixels of the picture; `owner` says for every
    pixel which photo it was taken from, -1 where none shows that place.
    """

    rgb: Picture
    homographies: tuple[Matrix, ...]
    owner: Owners


def stitch(photos: Sequence[Picture], *, longest_side: int = LONGEST_SIDE) -> Stitched:
    """Lay overlapping photos of one bay together, without showing a facing twice.

    Every pixel of the picture comes from exactly one photo, and photos change over where they
    agree best, so a pack is neither doubled nor blended. The photos may come in any order; each
    should share a fifth with a neighbour.

    Args:
        photos: Upright RGB pictures, height x width x 3, one or more.
        longest_side: The finished picture is scaled down to this, pixels.

    Raises:
        StitchFailed: If a photo does not overlap the others, if equal packs leave several ways to
            lay them together, or if the result would be folded or torn.

    Example:
        >>> alone = np.zeros((80, 100, 3), np.uint8)
        >>> stitch([alone]).rgb.shape
        (80, 100, 3)
    """
    if not 1 <= len(photos) <= MOST_PHOTOS:
        msg = f"between 1 and {MOST_PHOTOS} photos can be laid together, got {len(photos)}"
        raise StitchFailed(StitchRefusal.TOO_MANY if photos else StitchRefusal.NO_OVERLAP, msg)
    details = [find_details(photo) for photo in photos]
    overlaps = _overlaps(details) if len(photos) > 1 else {}
    order = _order(len(photos), overlaps)
    placed = _placed(order, overlaps, len(photos))
    overlaps = _believed(placed, overlaps, details)
    placed = _settled(placed, overlaps, order[0][0])
    placed, size = _framed(placed, details, longest_side)
    views, masks = _warped(photos, placed, size)
    owner = share_out(views, masks, [photo for photo, _ in order])
    return Stitched(_composed(views, masks, owner), tuple(placed), owner)


def _overlaps(details: Sequence[Details]) -> dict[tuple[int, int], Overlap]:
    """Match every pair; what could be laid in two ways counts as not matched."""
    found = {}
    guesses = False
    for first, second in combinations(range(len(details)), 2):
        try:
            overlap = match_pair(details[first], details[second])
        except Ambiguous:
            guesses = True
            continue
        if overlap is not None:
            found[first, second] = overlap
    joined = _joined(len(details), found)
    if len(joined) < len(details):
        lone = min(set(range(len(details))) - joined) + 1
        if guesses:
            msg = f"equal packs leave several ways to place photo {lone}; show more around it"
            raise StitchFailed(StitchRefusal.AMBIGUOUS, msg)
        msg = f"photo {lone} does not overlap the others enough; they should share a fifth"
        raise StitchFailed(StitchRefusal.NO_OVERLAP, msg)
    return found


def _joined(count: int, overlaps: dict[tuple[int, int], Overlap]) -> set[int]:
    """The largest set of photos that hang together."""
    best: set[int] = set()
    for start in range(count):
        reached, grown = {start}, True
        while grown:
            more = {one for pair in overlaps if reached & set(pair) for one in pair}
            grown = not more <= reached
            reached |= more
        best = max(best, reached, key=len)
    return best


def _order(count: int, overlaps: dict[tuple[int, int], Overlap]) -> list[tuple[int, int]]:
    """Choose the middle photo, then each next one with the photo it is laid on, surest first."""
    if count == 1:
        return [(0, 0)]
    best: list[tuple[int, int]] = []
    least = float("inf")
    for start in range(count):
        steps = {start: 0}
        order = [(start, start)]
        while len(steps) < count:
            _, new, old = max(
                (overlap.score, *(pair if pair[1] in steps else pair[::-1]))
                for pair, overlap in overlaps.items()
                if len(steps.keys() & set(pair)) == 1
            )
            steps[new] = steps[old] + 1
            order.append((new, old))
        if sum(steps.values()) < least:
            least, best = sum(steps.values()), order
    return best


def _placed(
    order: Sequence[tuple[int, int]], overlaps: dict[tuple[int, int], Overlap], count: int
) -> list[Matrix]:
    """Chain the homographies: each photo to the plane of the first one in the order."""
    placed = [np.eye(3) for _ in range(count)]
    for new, old in order[1:]:
        if (new, old) in overlaps:
            step = overlaps[new, old].matrix
        else:
            step = inverse(overlaps[old, new].matrix)
        matrix = placed[old] @ step
        placed[new] = matrix / matrix[2, 2]
    return placed


def _believed(
    placed: Sequence[Matrix], overlaps: dict[tuple[int, int], Overlap], details: Sequence[Details]
) -> dict[tuple[int, int], Overlap]:
    """Drop the overlaps that contradict the surer ones: equal packs, met twice along a row."""
    return {
        (first, second): overlap
        for (first, second), overlap in overlaps.items()
        if not is_contradicted(inverse(placed[second]) @ placed[first], overlap, details[second])
    }


def _settled(
    placed: list[Matrix], overlaps: dict[tuple[int, int], Overlap], anchor: int
) -> list[Matrix]:
    """Let photos that overlap several others find the place that suits all of them.

    Chained one by one, small errors add up; here each photo but the anchor is fitted again and
    again to where its neighbours put the details they share.
    """
    if len(overlaps) < len(placed):  # a chain without loops already fits exactly
        return placed
    settled = list(placed)
    for _ in range(_SETTLING):
        for photo in range(len(settled)):
            if photo == anchor:
                continue
            mine, wanted = _shared(photo, settled, overlaps)
            matrix, _ = cv2.findHomography(mine, wanted, 0)
            if matrix is not None:
                settled[photo] = np.asarray(matrix, np.float64)
    return settled


def _shared(
    photo: int, placed: Sequence[Matrix], overlaps: dict[tuple[int, int], Overlap]
) -> tuple[Points, Points]:
    """The details one photo shares with others, and where those others put them."""
    mine, wanted = [], []
    for (first, second), overlap in overlaps.items():
        if photo == first:
            mine.append(overlap.first)
            wanted.append(project(placed[second], overlap.second))
        elif photo == second:
            mine.append(overlap.second)
            wanted.append(project(placed[first], overlap.first))
    return np.concatenate(mine), np.concatenate(wanted)


def _framed(
    placed: Sequence[Matrix], details: Sequence[Details], longest_side: int
) -> tuple[list[Matrix], tuple[int, int]]:
    """Shift and scale everything into one picture; refuse what folds or runs away."""
    for number, (matrix, photo) in enumerate(zip(placed, details, strict=True), start=1):
        if not is_sound(matrix, photo.corners):
            msg = f"photo {number} would be folded or torn; keep the same distance to the shelf"
            raise StitchFailed(StitchRefusal.BAD_WARP, msg)
    corners = np.concatenate(
        [project(matrix, one.corners) for matrix, one in zip(placed, details, strict=True)]
    )
    low, high = corners.min(axis=0), corners.max(axis=0)
    width, height = high - low
    if width * height > _MOST_GROWTH * sum(one.width * one.height for one in details):
        msg = "the photos do not make one flat picture; take them standing square to the shelf"
        raise StitchFailed(StitchRefusal.BAD_WARP, msg)
    scale = min(1.0, longest_side / max(width, height))
    shift = np.array([[scale, 0, -low[0] * scale], [0, scale, -low[1] * scale], [0, 0, 1]])
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return [shift @ matrix for matrix in placed], size


def _warped(
    photos: Sequence[Picture], placed: Sequence[Matrix], size: tuple[int, int]
) -> tuple[list[Picture], list[npt.NDArray[np.bool_]]]:
    """Draw every photo where it belongs, with a mask of where it shows something."""
    views, masks = [], []
    for photo, matrix in zip(photos, placed, strict=True):
        view = cv2.warpPerspective(photo, matrix, size, flags=cv2.INTER_LINEAR)
        full = np.full(photo.shape[:2], 255, np.uint8)
        mask = cv2.warpPerspective(full, matrix, size, flags=cv2.INTER_NEAREST)
        views.append(np.asarray(view, np.uint8))
        masks.append(np.asarray(mask > 0))
    return views, masks


def _composed(
    views: Sequence[Picture], masks: Sequence[npt.NDArray[np.bool_]], owner: Owners
) -> Picture:
    """Take every pixel from its owner, each photo as bright as its neighbours."""
    picture = np.zeros_like(views[0])
    done = np.zeros(owner.shape, np.bool_)
    for photo in _by_area(owner, len(views)):
        view, common = views[photo], masks[photo] & done
        if common.any():
            here = view[common].mean(axis=0) + 1
            there = picture[common].mean(axis=0) + 1
            gain = np.clip(there / here, 1 / _GAIN, _GAIN).astype(np.float32)
            view = np.clip(view * gain, 0, 255).astype(np.uint8)
        mine = owner == photo
        fresh = masks[photo] & ~done
        picture[mine | fresh] = view[mine | fresh]
        done |= masks[photo]
    picture[owner == NOBODY] = 0
    return picture


def _by_area(owner: Owners, count: int) -> list[int]:
    """The photos, that which shows most of the bay first."""
    return sorted(range(count), key=lambda photo: -int((owner == photo).sum()))
