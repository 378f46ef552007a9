"""The quality gate: what passes, what is refused, and that a person is told why."""

import cv2
import numpy as np
import pytest

from tests.unit.vision.pictures import REAL_PHOTOS, real_photos
from vision.images import decode
from vision.quality import gate, is_too_far, measure, reason, retake_tip
from vision.training.scenes import render_scene
from vision.values import Box, QualityIssue

SCENE, _ = render_scene(5, size=(1200, 900))


def blurred(rgb: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(rgb, (0, 0), max(rgb.shape) / 250)


def dark(rgb: np.ndarray) -> np.ndarray:
    return (rgb * 0.2).astype(np.uint8)


def blown(rgb: np.ndarray) -> np.ndarray:
    return np.clip(rgb.astype(np.float32) * 4 + 40, 0, 255).astype(np.uint8)


def test_empty_picture_is_too_small() -> None:
    quality = measure(np.zeros((0, 0, 3), np.uint8), full_short_side=0)
    assert quality.issues == (QualityIssue.TOO_SMALL,)
    assert not quality.is_judgeable


@pytest.mark.parametrize(
    ("picture", "short_side", "issues"),
    [
        (SCENE, 900, ()),
        (SCENE, 399, (QualityIssue.TOO_SMALL,)),
        (blurred(SCENE), 900, (QualityIssue.BLURRED,)),
        (dark(SCENE), 900, (QualityIssue.TOO_DARK,)),
        # darkness hides sharpness: a dark and blurred photo is called dark
        (dark(blurred(SCENE)), 900, (QualityIssue.TOO_DARK,)),
        (blown(SCENE), 900, (QualityIssue.GLARE,)),
        (np.full((900, 1200, 3), 255, np.uint8), 900, (QualityIssue.BLURRED, QualityIssue.GLARE)),
        (
            np.full((100, 100, 3), 128, np.uint8),
            100,
            (QualityIssue.TOO_SMALL, QualityIssue.BLURRED),
        ),
    ],
)
def test_drawn_scene_is_judged(
    picture: np.ndarray, short_side: int, issues: tuple[QualityIssue, ...]
) -> None:
    assert measure(picture, full_short_side=short_side).issues == issues


@real_photos
@pytest.mark.real_photos
def test_real_photos_pass_and_their_spoilt_versions_do_not() -> None:
    photos = sorted((REAL_PHOTOS / "images").iterdir())
    assert len(photos) == 12
    for path in photos:
        photo = decode(path.read_bytes(), max_side=1920)
        short = min(photo.full_width, photo.full_height)
        assert measure(photo.rgb, full_short_side=short).is_judgeable, path.name
        for spoil, issue in (
            (blurred, QualityIssue.BLURRED),
            (dark, QualityIssue.TOO_DARK),
            (blown, QualityIssue.GLARE),
        ):
            spoilt = measure(spoil(photo.rgb), full_short_side=short)
            assert issue in spoilt.issues, (path.name, issue)


@pytest.mark.parametrize(
    ("facings", "side", "expected"),
    [(0, 5, False), (7, 5, False), (8, 5, True), (8, 11.9, True), (8, 12, False), (200, 40, False)],
)
def test_shelf_is_too_far_when_typical_facings_are_tiny(
    facings: int, side: float, expected: bool
) -> None:
    assert is_too_far([Box(0, 0, side, side * 3)] * facings) is expected


@pytest.mark.parametrize("issue", QualityIssue)
def test_every_issue_has_words_in_both_languages(issue: QualityIssue) -> None:
    assert set(gate().words) == {issue.value for issue in QualityIssue}
    for say in (reason, retake_tip):
        assert say(issue, "en") != say(issue, "zh-CN")
        assert say(issue, "fr") == say(issue, "en")
