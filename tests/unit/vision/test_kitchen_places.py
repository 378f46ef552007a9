"""Kitchens with a reference photo: what changed, what is a picture, which camera was moved."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.unit.vision.kitchens import body, kitchen_eyes, people, photo_of, scene
from tests.unit.vision.pictures import gradient
from vision.look import look_at_kitchen
from vision.places import Place
from vision.values import Area, Box

CLEAR = Area("exit", ((0.3, 0.3), (0.5, 0.3), (0.5, 0.55), (0.3, 0.55)))


def blocked(rgb: np.ndarray) -> np.ndarray:
    """A box stands before the exit."""
    other = rgb.copy()
    other[300:540, 400:600] = (120, 80, 40)
    other[330:500, 430:560] = (150, 110, 60)
    return other


def test_changed_area_is_told_and_nothing_where_all_is_as_it_was(tmp_path: Path) -> None:
    place = Place(scene(), (CLEAR,))
    eyes = kitchen_eyes(tmp_path, heads=[])
    same = look_at_kitchen(photo_of(scene()), eyes=eyes, place=place)
    assert (same.findings, same.unclear, same.same_areas) == ((), {}, ("exit",))
    assert same.is_placed
    changed = look_at_kitchen(photo_of(blocked(scene())), eyes=eyes, place=place)
    [finding] = changed.findings
    assert (finding.kind, finding.item) == ("zone_changed", "exit")
    assert finding.box.left == pytest.approx(0.3 * 1280, abs=8)


def test_area_of_another_place_is_counted_as_unclear(tmp_path: Path) -> None:
    place = Place(np.asarray(gradient(1280, 960)), (CLEAR,))
    report = look_at_kitchen(photo_of(scene()), eyes=kitchen_eyes(tmp_path, heads=[]), place=place)
    assert (report.findings, report.unclear) == ((), {"zone_changed": 1})
    assert (report.is_placed, report.same_areas) == (False, ())


def test_place_without_a_reference_says_nothing(tmp_path: Path) -> None:
    place = Place(None, (CLEAR,))
    report = look_at_kitchen(photo_of(scene()), eyes=kitchen_eyes(tmp_path, heads=[]), place=place)
    assert (report.findings, report.unclear) == ((), {})


HEAD = Box(400, 320, 480, 420)


def with_dark_face(rgb: np.ndarray) -> np.ndarray:
    other = rgb.copy()
    other[320:420, 400:480] = 0
    return other


def test_somebody_the_reference_shows_too_is_a_picture(tmp_path: Path) -> None:
    """The reference's face is hidden, so the body has to tell."""
    eyes = kitchen_eyes(tmp_path, people(HEAD), heads=[HEAD])
    photo = photo_of(with_dark_face(scene()))
    place = Place(scene(), ())
    report = look_at_kitchen(photo, eyes=eyes, place=place)
    assert [one.is_picture for one in report.people] == [True]
    assert (report.findings, report.unclear) == ((), {})
    seen = look_at_kitchen(photo, eyes=eyes)
    assert [one.item for one in seen.findings] == ["person-1"]
    person = with_dark_face(scene())
    cv2.ellipse(person, (440, 640), (78, 225), 0, 0, 360, (200, 40, 40), -1)
    told = look_at_kitchen(photo_of(person), eyes=eyes, place=place)
    assert [one.item for one in told.findings] == ["person-1"]


def test_face_on_a_sheet_of_paper_is_a_picture(tmp_path: Path) -> None:
    """A model may take the whole poster for a person; paper has straight edges."""
    poster, box = scene(), body(HEAD)
    part = np.s_[round(box.top) : round(box.bottom), round(box.left) : round(box.right)]
    poster[part] = (70, 30, 40)
    poster[320:420, 400:480] = 0
    report = look_at_kitchen(
        photo_of(poster), eyes=kitchen_eyes(tmp_path, people(HEAD), heads=[HEAD])
    )
    assert [one.is_picture for one in report.people] == [True]
    assert (report.findings, report.unclear) == ((), {})


def test_moved_camera_is_told_of_mounted_cameras_only(tmp_path: Path) -> None:
    eyes = kitchen_eyes(tmp_path, heads=[])
    moved = photo_of(np.ascontiguousarray(np.roll(scene(), 320, axis=1)))
    for is_fixed, kinds in ((True, ["camera_moved"]), (False, [])):
        place = Place(scene(), (), is_fixed)
        report = look_at_kitchen(moved, eyes=eyes, place=place)
        assert [one.kind for one in report.findings] == kinds
        assert report.is_placed
