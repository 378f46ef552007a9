"""What is measured on a picture to tell whether its lens saw clearly."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vision.images import Picture, shrunk
from vision.values import Box

Layer = npt.NDArray[np.float32]

SIDE = 640  # pixels of the long side that signs are read at
_TILES = 16  # across and down
_CONTRAST = 8.0  # grey levels: tiles with less have nothing to focus on
_NOTHING = 2.0  # grey levels of fine contrast below which a tile shows nothing
_SHARPEST = 10  # percentile of the tiles, sharpest first, that tells the focus
_NEAR = 15  # pixels: something dark is within this anywhere on a clear picture
_BLOWN = 248
_SPECK = 5  # pixels: smaller blown-out spots are white letters


@dataclass(frozen=True, slots=True)
class Signs:
    """What was measured on a picture scaled down to `SIDE`, never up."""

    light: float  # mean grey level
    highlight: float  # grey level that one pixel in a hundred exceeds
    contrast: float  # standard deviation of the grey levels
    floor: float  # darkest level within reach, exceeded nearly everywhere: a veil raises it
    plain: tuple[float, Box]  # share and bounds of the largest patch that shows nothing
    blown: tuple[float, Box]  # share and bounds of the largest blown-out spot
    keep: float  # share of the sharpest edges that survives a blur: 1 is nothing left to blur
    fine: float  # fine contrast, in shares of the coarse contrast
    detail: float  # fine contrast where there is most, in shares of all contrast


def read_signs(rgb: Picture) -> Signs:
    """Measure a picture that is not empty; boxes are in its own pixels."""
    small, _ = shrunk(rgb, SIDE)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    detail = grey - cv2.GaussianBlur(grey, (0, 0), 2)
    coarse = cv2.GaussianBlur(grey, (0, 0), 4) - cv2.GaussianBlur(grey, (0, 0), 16)
    per_tile = _per_tile(detail).std(axis=2)
    dark = cv2.erode(small.min(axis=2), np.ones((_NEAR, _NEAR), np.uint8))
    return Signs(
        float(grey.mean()),
        float(np.percentile(grey, 99)),
        float(grey.std()),
        float(np.percentile(dark, 5)),
        _largest(_as_mask((per_tile < _NOTHING) & (_per_tile(grey).std(axis=2) < _CONTRAST)), rgb),
        _largest(_blown(grey), rgb),
        _kept(grey),
        float(detail.std() / max(coarse.std(), 1e-3)),
        float(np.percentile(per_tile, 90) / max(float(grey.std()), 1e-3)),
    )


def _per_tile(layer: Layer) -> Layer:
    """Cut a layer into equal tiles, rows x columns x pixels; the remainder is dropped."""
    rows, columns = min(_TILES, layer.shape[0]), min(_TILES, layer.shape[1])
    high, wide = layer.shape[0] // rows, layer.shape[1] // columns
    cut = layer[: high * rows, : wide * columns].reshape(rows, high, columns, wide)
    return np.asarray(cut.transpose(0, 2, 1, 3).reshape(rows, columns, high * wide))


def _kept(grey: Layer) -> float:
    """The share of the gradients that a small blur leaves, where it leaves least."""
    blurred = cv2.GaussianBlur(grey, (0, 0), 1.5)
    before, after = (_per_tile(_gradient(layer)).mean(axis=2) for layer in (grey, blurred))
    textured = _per_tile(grey).std(axis=2) >= _CONTRAST
    if not textured.any():
        return 1.0
    kept = after[textured] / np.maximum(before[textured], 1e-3)
    return float(np.percentile(kept, _SHARPEST))


def _gradient(grey: Layer) -> Layer:
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down), np.float32)


def _blown(grey: Layer) -> npt.NDArray[np.uint8]:
    kernel = np.ones((_SPECK, _SPECK), np.uint8)
    return np.asarray(cv2.morphologyEx(_as_mask(grey >= _BLOWN), cv2.MORPH_OPEN, kernel))


def _as_mask(layer: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    return layer.astype(np.uint8)


def _largest(mask: npt.NDArray[np.uint8], rgb: Picture) -> tuple[float, Box]:
    """Share of the picture that the largest connected patch takes, and its bounds."""
    _, _, patches, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    if len(patches) < 2:  # noqa: PLR2004 - the first one is what is not in the mask
        return 0.0, Box(0, 0, 0, 0)
    left, top, wide, high, area = max(patches[1:].tolist(), key=lambda patch: int(patch[4]))
    across, down = rgb.shape[1] / mask.shape[1], rgb.shape[0] / mask.shape[0]
    bounds = Box(left * across, top * down, (left + wide) * across, (top + high) * down)
    return area / mask.size, bounds
