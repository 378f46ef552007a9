"""The quality gate: what passes, what is refused, and that a person is told why."""

import cv2
import numpy as np
import pytest

from tests.unit.vision.pictures import REAL_PHOTOS, real_photos
from vision.images import decode
from vision.quality import gate, is_too_far, measure, reason, retake_tip, shows_no_shelf
from vision.training.scenes import render_scene
from vision.values import Box, QualityIssue

SCENE, _ = render_scene(5, size=(1200, 900))
PAPER = np.full((900, 1200, 3), 255, np.uint8)


def blurred(rgb: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(rgb, (0, 0), max(rgb.shape) / 250)


def dark(rgb: np.ndarray) -> np.ndarray:
    return (rgb * 0.2).astype(np.uint8)


def blown(rgb: np.ndarray) -> np.ndarray:
    return np.clip(rgb.astype(np.float32) * 4 + 40, 0, 255).astype(np.uint8)


def noisy(rgb: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(2).normal(0, 4, rgb.shape)
    return np.clip(rgb + noise, 0, 255).astype(np.uint8)


def behind_a_wall(rgb: np.ndarray) -> np.ndarray:
    """Three quarters of the picture become a plain wall."""
    wall = noisy(np.full_like(rgb, 170))
    wall[:, : rgb.shape[1] // 4] = rgb[:, : rgb.shape[1] // 4]
    return wall


def lit_by_a_lamp(rgb: np.ndarray, share: float) -> np.ndarray:
    """One blown-out spot covers a share of the picture."""
    spot = rgb.copy()
    side = int((share * rgb.shape[0] * rgb.shape[1]) ** 0.5)
    spot[50 : 50 + side, 50 : 50 + side] = 255
    return spot


def speckled(rgb: np.ndarray) -> np.ndarray:
    """White specks on a third of the picture, as from white letters and labels: no glare."""
    spots = rgb.copy()
    spots[::6] = np.where(np.arange(rgb.shape[1])[:, None] % 8 < 3, 255, spots[::6])
    spots[1::6] = spots[::6]
    return spots


def turned(rgb: np.ndarray, degrees: float) -> np.ndarray:
    """The picture of a phone that was not held level."""
    height, width = rgb.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    return cv2.warpAffine(rgb, turn, (width, height), borderMode=cv2.BORDER_REFLECT)


@pytest.mark.parametrize("degrees", [-25, -16, -8, 0, 8, 16, 25])
def test_tilt_is_measured_and_refused_beyond_its_limit(degrees: float) -> None:
    level = measure(SCENE, full_short_side=900, is_shelf=True).tilt_deg
    photo = measure(turned(SCENE, degrees), full_short_side=900, is_shelf=True)
    assert photo.tilt_deg == pytest.approx(level + degrees, abs=1.5)
    assert (QualityIssue.TILTED in photo.issues) is (abs(degrees) > 12)


def test_kitchens_may_be_tilted() -> None:
    photo = measure(turned(SCENE, 20), full_short_side=900)
    assert photo.issues == ()
    assert photo.tilt_deg == 0


@pytest.mark.parametrize(
    "picture",
    [
        PAPER,
        # edges in every direction agree on none
        cv2.circle(np.zeros((900, 1200, 3), np.uint8), (600, 450), 300, (255, 255, 255), 5),
    ],
)
def test_tilt_is_nothing_when_no_edges_agree(picture: np.ndarray) -> None:
    assert measure(picture, full_short_side=900, is_shelf=True).tilt_deg == 0


@pytest.mark.parametrize(("things", "expected"), [(0, True), (1, True), (2, False), (300, False)])
def test_shelf_has_a_few_things(things: int, expected: bool) -> None:
    assert shows_no_shelf(things) is expected


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
        (PAPER, 900, (QualityIssue.WRONG_SCENE, QualityIssue.GLARE)),
        (PAPER[:100, :100] // 2, 100, (QualityIssue.TOO_SMALL, QualityIssue.WRONG_SCENE)),
        (noisy(PAPER // 2), 900, (QualityIssue.WRONG_SCENE,)),
        # a plain wall fills most of the photo, but what is there is sharp
        (behind_a_wall(SCENE), 900, ()),
        (blurred(behind_a_wall(SCENE)), 900, (QualityIssue.BLURRED,)),
        (lit_by_a_lamp(SCENE, 0.3), 900, (QualityIssue.GLARE,)),
        (lit_by_a_lamp(SCENE, 0.05), 900, ()),
        (speckled(SCENE), 900, ()),
        (PAPER[:3, :5] // 2, 900, (QualityIssue.WRONG_SCENE,)),
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
        assert measure(photo.rgb, full_short_side=short, is_shelf=True).is_judgeable, path.name
        for spoil, issue in (
            (blurred, QualityIssue.BLURRED),
            (dark, QualityIssue.TOO_DARK),
            (blown, QualityIssue.GLARE),
            (lambda rgb: turned(rgb, 20), QualityIssue.TILTED),
            (lambda rgb: lit_by_a_lamp(rgb, 0.3), QualityIssue.GLARE),
        ):
            spoilt = measure(spoil(photo.rgb), full_short_side=short, is_shelf=True)
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
