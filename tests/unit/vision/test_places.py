"""Places: a photo is laid on its reference, and areas are changed, the same, or not to be told."""

import cv2
import numpy as np
import pytest

from vision.differences import difference
from vision.images import Picture, shrunk
from vision.overlaps import project
from vision.places import (
    AreaState,
    Place,
    align,
    changed_areas,
    is_telling,
    place_details,
)
from vision.training.kitchens import paint_kitchen
from vision.training.scenes import render_scene
from vision.values import Area, Box


def lived_in(rgb: Picture) -> Picture:
    """A kitchen with notices, boards and stickers on its tiles, which alone all look the same."""
    rng = np.random.default_rng(8)
    out = cv2.resize(rgb, (800, 600), interpolation=cv2.INTER_AREA)
    for _ in range(70):
        x, y = (int(share) for share in rng.random(2) * (780, 580))
        wide, high = (int(side) for side in rng.integers(8, 46, 2))
        colour = tuple(int(level) for level in rng.integers(40, 230, 3))
        cv2.rectangle(out, (x, y), (x + wide, y + high), colour, -1)
        cv2.line(out, (x + 2, y + 2), (x + wide - 2, y + high // 2), (20, 20, 20), 2)
    return out


ROOM = lived_in(paint_kitchen(np.random.default_rng(3), masked=None))
SHELF, _ = render_scene(5, size=(800, 600))
EMPTY = np.zeros((0, 0, 3), np.uint8)
BLACK = np.zeros((600, 800, 3), np.uint8)
NOTHING_MOVED = np.eye(3)


def area(code: str, left: float, top: float, right: float, bottom: float) -> Area:
    """An upright area, in shares of the reference."""
    return Area(code, ((left, top), (right, top), (right, bottom), (left, bottom)))


EXIT = area("exit", 0.55, 0.35, 0.8, 0.62)  # a stretch of wall above the worktop
DRAIN = area("drain", 0.1, 0.3, 0.35, 0.6)
PLACE = Place(ROOM, (EXIT, DRAIN))


def with_bag(rgb: Picture, left: float = 0.62, top: float = 0.42, side: float = 0.12) -> Picture:
    """Put a printed bag somewhere, in shares of the picture."""
    out = rgb.copy()
    height, width = rgb.shape[:2]
    x, y, wide = int(left * width), int(top * height), int(side * width)
    cv2.rectangle(out, (x, y), (x + wide, y + wide), (170, 40, 50), -1)
    for line in range(y + 8, y + wide, 16):
        cv2.line(out, (x + 6, line), (x + wide - 6, line), (250, 240, 90), 4)
    return out


def warped(rgb: Picture, matrix: np.ndarray) -> Picture:
    return cv2.warpPerspective(rgb, matrix, (rgb.shape[1], rgb.shape[0]))


def turned(degrees: float, zoom: float = 1.0, right: float = 0.0) -> np.ndarray:
    """A camera turned clockwise, gone nearer and moved."""
    return np.vstack([cv2.getRotationMatrix2D((400, 300), -degrees, zoom), [0, 0, 1]]) + np.array(
        [[0, 0, right], [0, 0, 0], [0, 0, 0]]
    )


def dimmer(rgb: Picture) -> Picture:
    return (rgb * np.array([0.55, 0.5, 0.45])).astype(np.uint8)


def shaded(rgb: Picture) -> Picture:
    """A shadow with sharp edges across the exit."""
    dark = rgb.copy()
    dark[150:400, 480:560] = (dark[150:400, 480:560] * 0.5).astype(np.uint8)
    return dark


def noisy(rgb: Picture) -> Picture:
    grain = np.random.default_rng(4).normal(0, 5, rgb.shape)
    return np.clip(rgb + grain, 0, 255).astype(np.uint8)


def states(place: Place, rgb: Picture, **options: object) -> list[str]:
    return [one.state.value for one in changed_areas(place, rgb, **options)]


@pytest.mark.parametrize(
    ("degrees", "zoom", "right"),
    [(0, 1, 0), (4, 1, 0), (-4, 1, 0), (0, 1.2, 0), (0, 0.85, 0), (0, 1, 80), (3, 1.1, -40)],
)
def test_alignment_tells_how_the_camera_moved(degrees: float, zoom: float, right: float) -> None:
    matrix = turned(degrees, zoom, right)
    found = align(ROOM, warped(ROOM, matrix))
    assert found is not None
    assert found.turn_deg == pytest.approx(degrees, abs=0.5)
    assert found.zoom == pytest.approx(zoom, abs=0.02)
    assert found.shift == pytest.approx(abs(right) / 800, abs=0.01)
    corners = np.array([[200.0, 200.0], [600.0, 400.0]])
    assert project(found.matrix, corners) == pytest.approx(project(matrix, corners), abs=3)
    assert found.agreeing >= 25
    assert 0.3 <= found.explained <= 1


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_photo_of_another_size_is_no_move(scale: float) -> None:
    photo = cv2.resize(ROOM, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = align(ROOM, photo)
    assert found is not None
    assert found.zoom == pytest.approx(1, abs=0.02)
    assert found.shift == pytest.approx(0, abs=0.01)
    assert found.overlap == pytest.approx(1, abs=0.02)
    assert project(found.matrix, np.array([[400.0, 300.0]])) == pytest.approx(
        np.array([[400 * scale, 300 * scale]]), abs=2 * scale
    )


def test_overlap_is_the_share_of_the_reference_that_is_seen() -> None:
    found = align(ROOM, np.ascontiguousarray(ROOM[:, 200:]))
    assert found is not None
    assert found.overlap == pytest.approx(0.75, abs=0.02)


@pytest.mark.parametrize(
    "photo",
    [
        SHELF,
        BLACK,
        EMPTY,
        np.full((600, 800, 3), 128, np.uint8),
        noisy(np.full((600, 800, 3), 128, np.uint8)),
        ROOM[:, ::-1].copy(),  # a mirror: no camera sees that
        warped(ROOM, np.array([[1.0, 0, 0], [0, 0.08, 250], [0, 0, 1]])),  # nearly on edge
        ROOM[:1],
        ROOM[:, :1],
    ],
    ids=["shelf", "black", "empty", "grey", "noise", "mirror", "edge on", "a line", "a column"],
)
def test_other_places_and_folded_views_are_not_laid_on_the_reference(photo: Picture) -> None:
    assert align(ROOM, photo) is None
    assert states(PLACE, photo) == ["cannot_tell", "cannot_tell"]


def test_pattern_that_fits_in_several_ways_is_not_laid() -> None:
    pack = np.random.default_rng(4).integers(0, 255, (15, 15, 3), np.uint8)
    wall = np.tile(np.repeat(np.repeat(pack, 10, 0), 10, 1), (4, 6, 1))
    assert align(wall, np.ascontiguousarray(wall[:, 60:])) is None


@pytest.mark.parametrize(
    ("photo", "expected"),
    [
        (ROOM, ["same", "same"]),
        (noisy(dimmer(ROOM)), ["same", "same"]),
        (shaded(ROOM), ["same", "same"]),
        (warped(ROOM, turned(2, 1.05, 15)), ["same", "same"]),
        (with_bag(ROOM), ["changed", "same"]),
        (noisy(dimmer(with_bag(ROOM))), ["changed", "same"]),
        (warped(with_bag(ROOM), turned(-3, 1.05, -10)), ["changed", "same"]),
        (with_bag(ROOM, 0.85, 0.45), ["same", "same"]),  # beside the exit
        (with_bag(with_bag(ROOM), 0.15, 0.4), ["changed", "changed"]),
        (with_bag(ROOM, 0.62, 0.42, 0.01), ["same", "same"]),  # too small to matter
        # the exit is out of the picture
        (np.ascontiguousarray(ROOM[:, :430]), ["cannot_tell", "same"]),
    ],
    ids=["alone", "dim", "shadow", "moved", "bag", "dim bag", "moved bag", "beside", "two", "speck",
         "outside"],
)  # fmt: skip
def test_areas_are_compared_with_the_reference(photo: Picture, expected: list[str]) -> None:
    assert states(PLACE, photo) == expected


def test_what_was_taken_away_is_a_change_too() -> None:
    assert states(Place(with_bag(ROOM), (EXIT, DRAIN)), ROOM) == ["changed", "same"]


def test_verdict_has_the_bounds_of_the_area_on_the_photo() -> None:
    photo = cv2.resize(with_bag(ROOM), (1600, 1200))
    told = changed_areas(PLACE, photo)[0]
    assert told.code == "exit"
    assert told.confidence > 0.5
    box = told.box
    edges = (box.left, box.top, box.right, box.bottom)
    assert edges == pytest.approx((880, 420, 1280, 744), abs=8)


@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ([], "changed"),
        ([Box(430, 200, 650, 400)], "cannot_tell"),
        ([Box(0, 0, 100, 600)], "changed"),  # somebody elsewhere
        ([Box(480, 235, 600, 375)], "cannot_tell"),  # the bag and more than a third of the area
        ([Box(440, 210, 470, 375)], "changed"),  # beside the bag
    ],
)
def test_what_people_hide_is_not_judged(hidden: list[Box], expected: str) -> None:
    assert states(PLACE, with_bag(ROOM), hidden=hidden)[0] == expected


def test_known_alignment_is_not_looked_for_again() -> None:
    found = align(ROOM, SHELF)
    assert found is None
    mine = align(ROOM, ROOM)
    blocks = np.random.default_rng(5).integers(0, 255, (15, 20, 3), np.uint8)
    other = np.repeat(np.repeat(blocks, 40, 0), 40, 1)
    # something else laid on the room differs all over: not a change but another place
    assert states(PLACE, other, alignment=mine) == ["cannot_tell", "cannot_tell"]


@pytest.mark.parametrize(
    ("place", "photo", "expected"),
    [
        (Place(None, (EXIT,)), ROOM, ["cannot_tell"]),
        (Place(ROOM, ()), ROOM, []),
        (Place(None), ROOM, []),
        (PLACE, EMPTY, ["cannot_tell", "cannot_tell"]),
        (Place(ROOM, (Area("line", ((0.1, 0.1), (0.5, 0.5), (0.9, 0.9))),)), ROOM, ["same"]),
    ],
    ids=["no reference", "no areas", "neither", "no photo", "area without width"],
)
def test_odd_places(place: Place, photo: Picture, expected: list[str]) -> None:
    assert states(place, photo) == expected


def test_untold_area_is_marked_as_drawn() -> None:
    told = changed_areas(PLACE, SHELF)[0]
    box = told.box
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((440, 210, 640, 372))
    assert told.state is AreaState.CANNOT_TELL


@pytest.mark.parametrize(("photo", "expected"), [(ROOM, True), (BLACK, False), (EMPTY, False)])
def test_picture_tells_its_place_by_enough_details(photo: Picture, expected: bool) -> None:
    assert is_telling(place_details(photo)) is expected


def test_photo_beside_the_reference_shows_no_difference() -> None:
    away = np.array([[1.0, 0, 5000], [0, 1, 0], [0, 0, 1]])
    found = difference(ROOM, ROOM, away)
    assert not found.seen.any()
    assert not found.differs.any()
    assert found.scale == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (100, 100, False),
        (100, 60, False),  # plain walls in a shadow
        (0, 0, False),
        (200, 255, False),  # blown out: not seen
    ],
)
def test_plain_pictures_differ_by_nothing_that_counts(was: int, now: int, expected: bool) -> None:
    first, second = (np.full((300, 400, 3), level, np.uint8) for level in (was, now))
    assert difference(first, second, NOTHING_MOVED).differs.any() == expected


def test_blown_out_spot_is_not_seen_unless_the_reference_has_it() -> None:
    lit = ROOM.copy()
    lit[200:260, 500:560] = 255
    assert not difference(ROOM, lit, NOTHING_MOVED).seen[170:200, 410:440].any()
    assert difference(lit, lit, NOTHING_MOVED).seen[170:200, 410:440].all()


@pytest.mark.parametrize(
    ("side", "shape", "scale"),
    [(400, (300, 400), 0.5), (800, (600, 800), 1.0), (2000, (600, 800), 1.0), (1, (1, 1), 1 / 800)],
)
def test_pictures_are_scaled_down_only(side: int, shape: tuple[int, int], scale: float) -> None:
    small, by = shrunk(ROOM, side)
    assert small.shape[:2] == shape
    assert by == scale


def test_empty_picture_stays_empty() -> None:
    assert shrunk(EMPTY, 100)[0].size == 0
