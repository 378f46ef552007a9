"""How two photos of one shelf lie on each other: details, candidate shifts and the check of each.

Shelves repeat: ten equal packs in a row look the same one pack further along. So a match is not
believed because many details agree, but because no other shift explains the photos as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vision.images import Picture

Matrix = npt.NDArray[np.float64]  # 3 x 3
Points = npt.NDArray[np.float64]  # N x 2: x, y
Vectors = npt.NDArray[np.float32]  # N x 128, length 1
Pairs = npt.NDArray[np.intp]  # N x 2: index of a detail in the first photo, in the second

WORKING_SIDE = 1200  # long side, pixels, at which details are found
LEAST_OVERLAP = 0.08  # share of the smaller photo; people are asked for 20 %
LEAST_EXPLAINED = 0.3  # share of the details in the common part that must agree; chance gave 0.27
LEAST_AGREEING = 25  # details that must agree before two photos belong together

_MOST_DETAILS = 3000
_FAINT = 0.02  # contrast below which a spot is no detail
_RATIO = 0.85  # of the second best distance: only a clear best match is unique
_ALIKE = 0.8  # cosine of two details that may show the same thing
_ENOUGH = 150  # details; more do not make an answer surer
_WORSE = 0.08  # how much less alike than the best copy another one may be
_MOST_PAIRS = 4000  # that a homography is fitted to
_TRIES = 2000  # of RANSAC
_BIN = 0.03  # of the long side: how finely shifts are told apart
_PEAKS = 5  # shifts that are tried besides the one that unique details give
_TOLERANCE = 4.0  # pixels at working size between a detail and where it should be
_APART = 0.04  # of the long side: two shifts this far apart contradict each other
_RIVAL = 0.75  # of the best score: a contradicting shift as good as that makes it a guess
_MOST_SHRINK, _MOST_LEAN = 2.5, 3.0  # of one photo against another


@dataclass(frozen=True, slots=True)
class Details:
    """Spots of one picture that can be found again, in pixels of the picture."""

    at: Points
    looks: Vectors
    width: int
    height: int
    scale: float  # working pixels per pixel of the picture

    @property
    def corners(self) -> Points:
        """The corners of the picture, clockwise from the top left one."""
        right, bottom = self.width, self.height
        return np.array([[0, 0], [right, 0], [right, bottom], [0, bottom]], np.float64)

    @property
    def tolerance(self) -> float:
        """How far a detail may be from where it should be, pixels of the picture."""
        return _TOLERANCE / self.scale


@dataclass(frozen=True, slots=True)
class Overlap:
    """How the first of two photos lies on the second."""

    matrix: Matrix  # pixels of the first to pixels of the second
    first: Points  # agreeing details in the first photo
    second: Points  # and in the second, row by row
    explained: float  # share of the details in the common part that agree, 0 to 1

    @property
    def score(self) -> float:
        """How much speaks for it: few details that disagree, once there are enough of them."""
        return min(1.0, len(self.first) / _ENOUGH) * self.explained


class Ambiguous(Exception):
    """Two shifts explain a pair of photos about equally well."""


def find_details(rgb: Picture, *, side: int = WORKING_SIDE, most: int = _MOST_DETAILS) -> Details:
    """Find what can be recognised in another photo of the same shelf or place.

    Args:
        rgb: The picture; an empty one has no details.
        side: The long side details are looked for at, pixels: less is faster and sees less.
        most: How many details are kept, the strongest ones.
    """
    height, width = rgb.shape[:2]
    if not rgb.size:
        return Details(np.zeros((0, 2)), np.zeros((0, 128), np.float32), width, height, 1.0)
    scale = min(1.0, side / max(height, width))
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    finder = cv2.SIFT.create(nfeatures=most, contrastThreshold=_FAINT)
    spots, looks = finder.detectAndCompute(grey, None)
    if looks is None:
        looks = np.zeros((0, 128), np.float32)
    # Square roots of shares compare histograms better than their lengths do.
    looks = np.sqrt(looks / np.maximum(looks.sum(axis=1, keepdims=True), 1e-6))
    at = np.array([spot.pt for spot in spots], np.float64).reshape(-1, 2) / scale
    return Details(at, np.asarray(looks, np.float32), width, height, scale)


def match_pair(first: Details, second: Details) -> Overlap | None:
    """Find how the first photo lies on the second; None when they do not seem to overlap.

    Raises:
        Ambiguous: If another shift explains the pair about as well.
    """
    if min(len(first.at), len(second.at)) < LEAST_AGREEING:
        return None
    alike = first.looks @ second.looks.T
    # Most details on a shelf have copies; all that look about as good as the best are followed up.
    floor = np.maximum(_ALIKE, alike.max(axis=1, keepdims=True) - _WORSE)
    pairs = np.argwhere(alike >= floor)
    found: list[Overlap] = []
    for matrix in _candidates(first, second, alike, pairs):
        if any(_agree(matrix, one, second) for one in found):
            continue
        overlap = _checked(first, second, pairs, matrix)
        if overlap is not None:
            found.append(overlap)
    if not found:
        return None
    best = max(found, key=lambda one: one.score)
    rivals = [one.score for one in found if is_contradicted(one.matrix, best, second)]
    if max(rivals, default=0.0) > _RIVAL * best.score:
        raise Ambiguous
    return best


def is_contradicted(matrix: Matrix, overlap: Overlap, second: Details) -> bool:
    """Say whether a homography puts what two photos share at clearly different places."""
    return _apart(matrix, overlap) > _APART * max(second.width, second.height)


def is_sound(matrix: Matrix, corners: Points) -> bool:
    """Say whether a homography could be one camera seeing what another saw: no fold, no mirror."""
    weights = corners @ matrix[2, :2] + matrix[2, 2]
    if (weights <= 0).any():
        return False
    moved = project(matrix, corners)
    before, after = _area(corners), _area(moved)
    sides = np.linalg.norm(np.roll(moved, -1, axis=0) - moved, axis=1)
    was = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    stretch = sides / was
    edges = np.roll(moved, -1, axis=0) - moved
    turns = _cross(edges, np.roll(edges, -1, axis=0))
    return bool(
        (turns > 0).all()
        and before / _MOST_SHRINK**2 < after < before * _MOST_SHRINK**2
        and stretch.max() < _MOST_LEAN * stretch.min()
        and edges[0, 0] > abs(edges[0, 1])  # its top edge still runs from left to right
    )


def project(matrix: Matrix, points: Points) -> Points:
    """Move points (N x 2) by a homography."""
    moved = points @ matrix[:, :2].T + matrix[:, 2]
    return np.asarray(moved[:, :2] / moved[:, 2:], np.float64)


def inverse(matrix: Matrix) -> Matrix:
    """Turn a homography round."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def _candidates(first: Details, second: Details, alike: Vectors, pairs: Pairs) -> Iterator[Matrix]:
    """Yield homographies worth checking: from unique details, then from each popular shift."""
    yield from _fitted(first, second, _unique_pairs(alike))
    reach = _BIN * max(second.width, second.height)
    shifts = second.at[pairs[:, 1]] - first.at[pairs[:, 0]]
    for peak in _peaks(shifts, reach):
        near = np.abs(shifts - peak).max(axis=1) < 2 * reach
        yield from _fitted(first, second, pairs[near])


def _unique_pairs(alike: Vectors) -> Pairs:
    """Pair details that are each other's best and clearly better than the next best."""
    best = alike.argmax(axis=1)
    top = alike[np.arange(len(alike)), best]
    rest = alike.copy()
    rest[np.arange(len(alike)), best] = -1
    distances = np.sqrt(np.maximum(2 - 2 * np.stack([top, rest.max(axis=1)]), 0))
    is_clear = distances[0] < _RATIO * distances[1]
    is_mutual = alike.argmax(axis=0)[best] == np.arange(len(alike))
    rows = np.flatnonzero(is_clear & is_mutual)
    return np.stack([rows, best[rows]], axis=1)


def _peaks(shifts: Points, reach: float) -> list[Points]:
    """The most popular shifts, each named by the middle of its bin."""
    if not len(shifts):
        return []
    bins = np.floor(shifts / reach).astype(np.int64)
    low = bins.min(axis=0) - 1
    votes = np.zeros(tuple((bins.max(axis=0) - low + 2)[::-1]), np.float32)
    np.add.at(votes, tuple((bins - low)[:, ::-1].T), 1.0)
    votes = cv2.blur(votes, (3, 3))
    peaks = []
    for _ in range(_PEAKS):
        row, column = np.unravel_index(int(votes.argmax()), votes.shape)
        if votes[row, column] <= 0:
            break
        peaks.append((np.array([column, row]) + low + 0.5) * reach)
        votes[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = 0
    return peaks


def _fitted(first: Details, second: Details, pairs: Pairs) -> Iterator[Matrix]:
    """Fit a homography to most of the pairs, if there is one."""
    if len(pairs) < LEAST_AGREEING // 2:
        return
    pairs = pairs[:: 1 + len(pairs) // _MOST_PAIRS]
    cv2.setRNGSeed(1)  # equal photos give equal pictures
    matrix, _ = cv2.findHomography(
        first.at[pairs[:, 0]],
        second.at[pairs[:, 1]],
        cv2.USAC_MAGSAC,
        second.tolerance,
        maxIters=_TRIES,
        confidence=0.999,
    )
    if matrix is not None and is_sound(np.asarray(matrix, np.float64), first.corners):
        yield np.asarray(matrix, np.float64)


def _checked(first: Details, second: Details, pairs: Pairs, matrix: Matrix) -> Overlap | None:
    """Count what agrees in the common part when the first photo is laid on the second."""
    moved = project(matrix, first.at)
    mine = _inside(moved, second)
    back = project(inverse(matrix), second.at)
    theirs = _inside(back, first)
    share = min(mine.sum() / len(first.at), theirs.sum() / len(second.at))
    if not mine.any() or not theirs.any() or share < LEAST_OVERLAP / 2:
        return None
    rows, columns = pairs.T
    apart = np.abs(moved[rows] - second.at[columns]).max(axis=1)
    fits = (apart < second.tolerance) & mine[rows] & theirs[columns]
    # Of several likenesses within reach the first is kept; they lie within pixels of each other.
    _, firsts = np.unique(rows[fits], return_index=True)
    agree = pairs[fits][firsts]
    explained = len(agree) / int(min(mine.sum(), theirs.sum()))
    if len(agree) < LEAST_AGREEING or explained < LEAST_EXPLAINED:
        return None
    if _shared_area(matrix, first, second) < LEAST_OVERLAP:
        return None
    return Overlap(matrix, first.at[agree[:, 0]], second.at[agree[:, 1]], explained)


def _inside(points: Points, details: Details) -> npt.NDArray[np.bool_]:
    limits = np.array([details.width, details.height])
    return np.asarray(((points >= 0) & (points < limits)).all(axis=1))


def _shared_area(matrix: Matrix, first: Details, second: Details) -> float:
    """Share of the smaller photo that both show."""
    moved = project(matrix, first.corners).astype(np.float32)
    area, _ = cv2.intersectConvexConvex(moved, second.corners.astype(np.float32))
    return float(area) / min(_area(project(matrix, first.corners)), _area(second.corners))


def _agree(matrix: Matrix, overlap: Overlap, second: Details) -> bool:
    return _apart(matrix, overlap) < second.tolerance


def _apart(matrix: Matrix, overlap: Overlap) -> float:
    """How far a homography typically puts shared details from where they are, pixels."""
    return float(np.median(np.abs(project(matrix, overlap.first) - overlap.second).max(axis=1)))


def _area(corners: Points) -> float:
    x, y = corners.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _cross(first: Points, second: Points) -> npt.NDArray[np.float64]:
    return np.asarray(first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0], np.float64)
