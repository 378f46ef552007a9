"""Whether a photo can be judged at all: focus, light, glare, tilt, distance, and is it a shelf.

Limits and words are in `quality.json` beside this file, so that a phone can run the same gate.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from vision.images import Picture
from vision.values import Box, Quality, QualityIssue

Grey = npt.NDArray[np.uint8]

_BINS = 180  # of the tilt: half degrees of a right angle
_AROUND = 5  # bins to each side that count as the same angle
_STRONGEST = 80  # percentile of the gradients that tell the tilt
_FAINT = 30.0  # gradient below which nothing is an edge


@dataclass(frozen=True, slots=True)
class Gate:
    """The limits of the gate, how it measures, and what to tell a person per issue and language."""

    grey_pixels: int
    glare_level: int
    glare_speck_px: int
    glare_spot_min: float
    tiles: int
    tile_contrast_min: float
    sharpness_percentile: float
    tilt_side: int
    tilt_sure_share: float
    sharpness_min: float
    brightness_min: float
    glare_share_max: float
    textured_share_min: float
    tilt_max_deg: float
    short_side_min_px: int
    facing_min_px: float
    facings_to_tell: int
    things_min: int
    words: dict[str, dict[str, dict[str, str]]]


@cache
def gate() -> Gate:
    """Load the gate that ships with the eyes."""
    sheet = json.loads(resources.files("vision").joinpath("quality.json").read_text("utf-8"))
    return Gate(words=sheet["issues"], **sheet["method"], **sheet["limits"])


def measure(rgb: Picture, *, full_short_side: int, is_shelf: bool = False) -> Quality:
    """Measure a picture and say what speaks against judging it.

    Focus is told where there is something to focus on: a plain wall in the picture does not make
    it blurred, and a picture of nothing but a plain wall is of the wrong scene. A dark picture has
    little contrast, so darkness is reported alone.

    Args:
        rgb: The upright picture, height x width x 3; it may be smaller than the photo.
        full_short_side: Short side of the full photo, pixels.
        is_shelf: Whether it should show a shelf, which must not be tilted; kitchens may be.

    Returns:
        The measures and the issues, the gravest first. Empty pictures count as too small.
    """
    limits = gate()
    if rgb.size == 0:
        return Quality((QualityIssue.TOO_SMALL,), 0.0, 0.0, 0.0)
    grey = _grey(rgb, limits.grey_pixels)
    sharpness, textured = _focus(grey, limits)
    brightness = float(grey.mean())
    glare_share = _glare(grey, limits)
    tilt = _tilt(grey, limits) if is_shelf else 0.0
    dark, flat = brightness < limits.brightness_min, textured < limits.textured_share_min
    told = {
        QualityIssue.TOO_SMALL: full_short_side < limits.short_side_min_px,
        QualityIssue.TOO_DARK: dark,
        QualityIssue.WRONG_SCENE: not dark and flat,
        QualityIssue.BLURRED: not dark and not flat and sharpness < limits.sharpness_min,
        QualityIssue.GLARE: glare_share > limits.glare_share_max,
        QualityIssue.TILTED: abs(tilt) > limits.tilt_max_deg,
    }
    issues = tuple(issue for issue, applies in told.items() if applies)
    return Quality(issues, sharpness, brightness, glare_share, tilt)


def shows_no_shelf(things: int) -> bool:
    """Say whether a photo shows too few products, gaps and price labels to be of a shelf.

    Real photos of shelves, empty ones too, show four things or more; faces and walls hardly one.

    Args:
        things: How many things the detector is sure of.
    """
    return things < gate().things_min


def is_too_far(facings: Sequence[Box]) -> bool:
    """Say whether the facings on a shelf photo are too small to trust what was seen.

    Args:
        facings: Boxes of the products, in pixels of the full photo.

    Example:
        >>> is_too_far([Box(0, 0, 5, 9)] * 20), is_too_far([Box(0, 0, 50, 90)] * 20)
        (True, False)
    """
    limits = gate()
    if len(facings) < limits.facings_to_tell:
        return False
    return median(min(box.width, box.height) for box in facings) < limits.facing_min_px


def reason(issue: QualityIssue, locale: str) -> str:
    """Say in one sentence what is wrong with the photo; unknown languages get English."""
    return _word(issue, "reason", locale)


def retake_tip(issue: QualityIssue, locale: str) -> str:
    """Say in one sentence how to take a better photo; unknown languages get English."""
    return _word(issue, "retake", locale)


def _word(issue: QualityIssue, what: str, locale: str) -> str:
    words = gate().words[issue.value][what]
    return words.get(locale, words["en"])


def _grey(rgb: Picture, pixels: int) -> Grey:
    """Make a picture grey and no larger than so many pixels."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    shrink = (pixels / grey.size) ** 0.5
    if shrink < 1:
        grey = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8)


def _focus(grey: Grey, limits: Gate) -> tuple[float, float]:
    """Sharpness of the parts that have something to focus on, and their share of the picture."""
    contrast = _per_tile(grey.astype(np.float32), limits.tiles).std(axis=1)
    edges = _per_tile(cv2.Laplacian(grey, cv2.CV_32F), limits.tiles).var(axis=1)
    textured = contrast >= limits.tile_contrast_min
    looked_at = edges[textured] if textured.any() else edges
    sharpness = float(np.percentile(looked_at, limits.sharpness_percentile))
    return sharpness, float(textured.mean())


def _per_tile(layer: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.float32]:
    """Cut a layer into count x count equal tiles, one a line; the remainder is dropped."""
    count = min(count, *layer.shape)
    high, wide = layer.shape[0] // count, layer.shape[1] // count
    cut = layer[: high * count, : wide * count].reshape(count, high, count, wide)
    return np.asarray(cut.transpose(0, 2, 1, 3).reshape(count * count, high * wide))


def _glare(grey: Grey, limits: Gate) -> float:
    """Share of the picture in blown-out spots; white letters and labels are none."""
    blown = (grey >= limits.glare_level).astype(np.uint8)
    speck = np.ones((limits.glare_speck_px, limits.glare_speck_px), np.uint8)
    opened = cv2.morphologyEx(blown, cv2.MORPH_OPEN, speck)
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened)
    shares = stats[1:, cv2.CC_STAT_AREA] / grey.size
    return float(shares[shares >= limits.glare_spot_min].sum())


def _tilt(grey: Grey, limits: Gate) -> float:
    """Angle by which shelf edges and packs lean, degrees clockwise; 0 where they do not agree.

    Shelves are full of level and upright edges; seen from the side the level ones slant, but the
    upright ones stay, so only a turned phone moves the most popular angle.
    """
    shrink = min(1.0, limits.tilt_side / max(grey.shape))
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 1)
    right, down = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    strength = np.hypot(right, down)
    strong = strength > max(_FAINT, float(np.percentile(strength, _STRONGEST)))
    if not strong.any():
        return 0.0
    angles = (np.degrees(np.arctan2(down[strong], right[strong])) + 45) % 90 - 45
    votes, _ = np.histogram(angles, _BINS, (-45, 45), weights=np.minimum(strength[strong], 200))
    around = np.concatenate([votes[-_AROUND:], votes, votes[:_AROUND]])
    near = np.convolve(around, np.ones(2 * _AROUND + 1), "valid")
    best = int(near.argmax())
    is_sure = near[best] >= limits.tilt_sure_share * votes.sum()
    return (best + 0.5) * 90 / _BINS - 45 if is_sure else 0.0
