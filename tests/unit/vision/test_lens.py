"""Lenses: what keeps one from seeing clearly is told, and a clear picture is left alone."""

import json
from importlib import resources

import cv2
import numpy as np
import pytest

from vision.images import Picture
from vision.lens import NEVER_SUPPRESSED, lens_issue, limits, moved_camera, movement, whole
from vision.places import Alignment
from vision.signs import read_signs
from vision.training import smears
from vision.training.scenes import render_scene
from vision.values import Box, FindingKind

SHELF, _ = render_scene(5, size=(800, 600))
OTHER, _ = render_scene(11, size=(800, 600))
GREY = np.full((600, 800, 3), 120, np.uint8)
EMPTY = np.zeros((0, 0, 3), np.uint8)


def dice() -> np.random.Generator:
    return np.random.default_rng(7)


def kind(rgb: Picture, **options: object) -> str | None:
    issue = lens_issue(rgb, **options)
    return None if issue is None else issue.kind.value


def alignment(shift: float = 0.0, turn: float = 0.0, zoom: float = 1.0) -> Alignment:
    return Alignment(np.eye(3), 100, 0.9, 1.0, shift, turn, zoom)


SPOILT = [
    (smears.darkness(dice(), SHELF, 0.03), "black_frame"),
    (np.zeros_like(SHELF), "black_frame"),
    (smears.cover(dice(), SHELF, 1.0), "lens_covered"),
    (smears.cover(dice(), SHELF, 0.85), "lens_covered"),
    (smears.glare(dice(), SHELF, 0.3), "lens_glare"),
    (np.full_like(SHELF, 255), "lens_glare"),
    (smears.steam(dice(), SHELF, 0.6), "lens_steamed"),
    (smears.defocus(SHELF, 0.01), "lens_blurred"),
]


@pytest.mark.parametrize(("photo", "expected"), SPOILT)
def test_spoilt_lens_is_told(photo: Picture, expected: str) -> None:
    assert kind(photo) == expected
    assert kind(photo, reference=SHELF, is_fixed=True) == expected


@pytest.mark.parametrize("photo", [SHELF, OTHER, EMPTY, SHELF[:1, :1] // 2 + 90])
def test_clear_and_odd_pictures_raise_nothing_optical(photo: Picture) -> None:
    assert kind(photo) in {None, "lens_steamed"}
    if photo.shape == SHELF.shape or not photo.size:
        assert kind(photo) is None


def test_soft_picture_is_blurred_or_greasy_against_its_reference() -> None:
    assert kind(smears.grease(dice(), SHELF, 1.0), reference=SHELF) in {
        "lens_greasy",
        "lens_blurred",
    }


@pytest.mark.parametrize("photo", [GREY, smears.glare(dice(), SHELF, 0.3)])
def test_what_the_reference_shows_too_is_no_issue(photo: Picture) -> None:
    assert kind(photo) is not None
    assert kind(photo, reference=photo) is None


def test_empty_reference_is_none() -> None:
    assert kind(SHELF, reference=EMPTY) is None


@pytest.mark.parametrize(
    ("photo", "is_fixed", "expected"),
    [
        (SHELF, True, None),
        (np.ascontiguousarray(np.roll(SHELF, 200, axis=1)), True, "camera_moved"),
        (OTHER, True, "camera_moved"),
        (OTHER, False, None),
    ],
)
def test_fixed_camera_looks_where_its_reference_does(
    photo: Picture, is_fixed: bool, expected: str | None
) -> None:
    assert kind(photo, reference=SHELF, is_fixed=is_fixed) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (alignment(), False),
        (alignment(shift=0.07), False),
        (alignment(shift=0.09), True),
        (alignment(turn=-7), True),
        (alignment(turn=5), False),
        (alignment(zoom=1.2), True),
        (alignment(zoom=0.8), True),
        (alignment(zoom=0.95), False),
    ],
)
def test_camera_is_moved_beyond_limits(found: Alignment, expected: bool) -> None:
    assert (movement(found) >= 0.5) is expected
    assert (moved_camera(SHELF, SHELF, found) is not None) is expected


@pytest.mark.parametrize(("reference", "photo"), [(GREY, SHELF), (SHELF, GREY), (GREY, GREY)])
def test_picture_that_shows_little_says_nothing_about_the_camera(
    reference: Picture, photo: Picture
) -> None:
    assert moved_camera(reference, photo, None) is None


def test_clear_picture_of_another_place_means_the_camera_moved() -> None:
    issue = moved_camera(SHELF, OTHER, None)
    assert issue is not None
    assert (issue.kind, issue.box) == (FindingKind.CAMERA_MOVED, Box(0, 0, 800, 600))


def test_box_of_glare_is_where_it_is() -> None:
    lit = SHELF.copy()
    lit[100:500, 300:700] = 255
    issue = lens_issue(lit)
    assert issue is not None
    assert issue.kind is FindingKind.LENS_GLARE
    edges = (issue.box.left, issue.box.top, issue.box.right, issue.box.bottom)
    assert edges == pytest.approx((300, 100, 700, 500), abs=32)
    assert 0.5 <= issue.confidence < 1


def test_gravest_comes_first() -> None:
    assert kind(smears.defocus(smears.glare(dice(), SHELF, 0.4), 0.008)) == "lens_glare"
    assert kind(smears.darkness(dice(), smears.glare(dice(), SHELF, 0.4), 0.02)) == "black_frame"


def test_fire_and_smoke_are_never_silenced() -> None:
    assert {FindingKind.FIRE, FindingKind.SMOKE} == NEVER_SUPPRESSED


def test_every_limit_is_explained() -> None:
    sheet = json.loads(resources.files("vision").joinpath("lens.json").read_text("utf-8"))
    assert set(sheet["why"]) == set(sheet["limits"])
    assert limits().blown_share_min == sheet["limits"]["blown_share_min"]


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (15, 16), (17, 33)])
def test_signs_are_read_of_any_size(shape: tuple[int, int]) -> None:
    signs = read_signs(np.full((*shape, 3), 90, np.uint8))
    assert signs.light == pytest.approx(90)
    assert signs.plain[0] == 1
    assert signs.blown == (0.0, Box(0, 0, 0, 0))
    assert signs.keep == 1


def test_signs_do_not_depend_on_the_size_of_the_photo() -> None:
    large = cv2.resize(SHELF, (3200, 2400))
    small, big = read_signs(SHELF), read_signs(large)
    assert big.contrast == pytest.approx(small.contrast, rel=0.03)
    assert big.keep == pytest.approx(small.keep, abs=0.05)
    assert whole(large) == Box(0, 0, 3200, 2400)
