"""Where one photo ends and the next begins in a picture laid together from several."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from vision.images import Picture

Owners = npt.NDArray[np.int16]  # per pixel the index of the photo it comes from
Mask = npt.NDArray[np.bool_]

NOBODY = -1
_COARSE = 600  # long side, pixels, at which seams are sought: finer ones are no better
_BLUR = 5  # pixels over which two photos are compared
_OUTSIDE = 1000.0  # more than any difference
_DETOUR = 2.0  # grey levels a seam pays for each step sideways


def share_out(views: Sequence[Picture], masks: Sequence[Mask], order: Sequence[int]) -> Owners:
    """Give every pixel to one photo; seams run where neighbours agree, around packs.

    Args:
        views: The photos, each drawn where it belongs, all of one size.
        masks: Where each of them shows something.
        order: In which order they are laid down.
    """
    height, width = masks[0].shape
    owner = np.full((height, width), NOBODY, np.int16)
    scale = min(1.0, _COARSE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = [cv2.resize(view, size, interpolation=cv2.INTER_AREA) for view in views]
    for photo in order:
        mine, taken = masks[photo], owner != NOBODY
        common = mine & taken
        owner[mine & ~taken] = photo
        if common.any():
            under = _laid(small, _shrunk(owner, size))
            wins = _wins(_cost(small[photo], under, _shrunk(common, size)), _halves(mine, taken))
            wins = cv2.resize(wins.astype(np.uint8), (width, height), interpolation=0) > 0
            owner[common & wins] = photo
    return owner


def _shrunk(layer: Owners | Mask, size: tuple[int, int]) -> Owners:
    small = cv2.resize(layer.astype(np.int16), size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(small, np.int16)


def _laid(small: Sequence[Picture], owner: Owners) -> Picture:
    """The picture as laid together so far."""
    picture = np.zeros_like(small[0])
    for photo, view in enumerate(small):
        picture[owner == photo] = view[owner == photo]
    return picture


def _cost(view: Picture, under: Picture, common: Owners) -> npt.NDArray[np.float64]:
    """How much a seam through each pixel would show: where the photos differ.

    The photos are compared after levelling their brightness. A seam stays in the common part
    where there is one, and is free to move above and below it.
    """
    inside = common > 0
    first, second = (one.astype(np.float32).mean(axis=2) for one in (view, under))
    if inside.any():
        second += first[inside].mean() - second[inside].mean()
    differs = cv2.blur(np.abs(first - second), (_BLUR, _BLUR))
    outside = np.where(inside.any(axis=1, keepdims=True), _OUTSIDE, 0.0)
    return np.where(inside, differs, outside).astype(np.float64)


def _halves(mine: Mask, taken: Mask) -> tuple[float, float]:
    """Direction from what was laid before to the new photo, in shares of the picture."""
    new, old = mine & ~taken, taken & ~mine
    if not new.any() or not old.any():  # one lies within the other
        new, old = mine, taken
    middles = [np.argwhere(one[::8, ::8]).mean(axis=0) if one[::8, ::8].any() else np.zeros(2)
               for one in (old, new)]  # fmt: skip
    down, right = middles[1] - middles[0]
    return float(right), float(down)


def _wins(cost: npt.NDArray[np.float64], towards: tuple[float, float]) -> Mask:
    """The side of the cheapest seam that the new photo lies on."""
    right, down = towards
    if abs(right) < abs(down):
        return _wins(cost.T, (down, right)).T
    seam = _seam(cost)
    columns = np.arange(cost.shape[1])[None, :]
    return np.asarray(columns >= seam[:, None] if right >= 0 else columns <= seam[:, None])


def _seam(cost: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """The cheapest way from the top to the bottom: its column in every row."""
    height, width = cost.shape
    total = cost[0].copy()
    came = np.zeros((height, width), np.int8)
    edge = np.full(1, np.inf)
    for row in range(1, height):
        left = np.concatenate([edge, total[:-1]]) + _DETOUR
        right = np.concatenate([total[1:], edge]) + _DETOUR
        ways = np.stack([left, total, right])
        best = ways.argmin(axis=0)
        came[row] = best - 1
        total = ways[best, np.arange(width)] + cost[row]
    seam = np.zeros(height, np.intp)
    seam[-1] = int(total.argmin())
    for row in range(height - 1, 0, -1):
        seam[row - 1] = seam[row] + came[row, seam[row]]
    return seam
