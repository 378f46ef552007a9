"""Whether a photo can be judged at all: blur, darkness, glare, too few pixels, too far away.

Limits and words are in `quality.json` beside this file, so that a phone can run the same gate.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from statistics import median

import cv2

from vision.images import Picture
from vision.values import Box, Quality, QualityIssue


@dataclass(frozen=True, slots=True)
class Gate:
    """The limits of the gate, and what to tell a person per issue and language."""

    grey_pixels: int
    glare_level: int
    sharpness_min: float
    brightness_min: float
    glare_share_max: float
    short_side_min_px: int
    facing_min_px: float
    facings_to_tell: int
    words: dict[str, dict[str, dict[str, str]]]


@cache
def gate() -> Gate:
    """Load the gate that ships with the eyes."""
    sheet = json.loads(resources.files("vision").joinpath("quality.json").read_text("utf-8"))
    return Gate(
        grey_pixels=sheet["grey_pixels"],
        glare_level=sheet["glare_level"],
        words=sheet["issues"],
        **sheet["limits"],
    )


def measure(rgb: Picture, *, full_short_side: int) -> Quality:
    """Measure a picture and say what speaks against judging it.

    A dark picture has little contrast, so its sharpness says nothing: darkness is reported alone.

    Args:
        rgb: The upright picture, height x width x 3; it may be smaller than the photo.
        full_short_side: Short side of the full photo, pixels.

    Returns:
        The measures and the issues, the gravest first. Empty pictures count as too small.
    """
    limits = gate()
    if rgb.size == 0:
        return Quality((QualityIssue.TOO_SMALL,), 0.0, 0.0, 0.0)
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    shrink = (limits.grey_pixels / grey.size) ** 0.5
    if shrink < 1:
        grey = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    sharpness = float(cv2.Laplacian(grey, cv2.CV_32F).var())
    brightness = float(grey.mean())
    glare_share = float((grey >= limits.glare_level).mean())
    issues = []
    if full_short_side < limits.short_side_min_px:
        issues.append(QualityIssue.TOO_SMALL)
    if brightness < limits.brightness_min:
        issues.append(QualityIssue.TOO_DARK)
    elif sharpness < limits.sharpness_min:
        issues.append(QualityIssue.BLURRED)
    if glare_share > limits.glare_share_max:
        issues.append(QualityIssue.GLARE)
    return Quality(tuple(issues), sharpness, brightness, glare_share)


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
