"""The door to kitchens: from bytes to findings, with canned models and drawn pictures."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.unit.vision.kitchens import (
    HEADS,
    Faces,
    Scenes,
    blurred,
    body,
    judge,
    kitchen,
    kitchen_eyes,
    people,
)
from tests.unit.vision.pictures import encoded, gradient
from vision.errors import PhotoRefused
from vision.kitchen import KITCHEN_SIDE, KitchenEyes
from vision.look import look_at_kitchen
from vision.values import Box, MaskState, QualityIssue, Stage

FIRE = Box(1000, 600, 1200, 800)


@pytest.mark.parametrize("content", [b"", b"hello", encoded(gradient(100, 80), "JPEG")[:500]])
def test_bytes_that_are_no_photo_are_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(PhotoRefused):
        look_at_kitchen(content, eyes=kitchen_eyes(tmp_path))


def test_kitchen_is_judged_person_by_person(tmp_path: Path) -> None:
    report = look_at_kitchen(kitchen(), eyes=kitchen_eyes(tmp_path))
    assert [face.state for face in report.faces] == [
        MaskState.MASK, MaskState.NO_MASK, MaskState.CANNOT_TELL, MaskState.NO_MASK,
    ]  # fmt: skip
    assert [(one.kind, one.item, one.model) for one in report.findings] == [
        ("no_mask", "person-2", "light-1"), ("no_mask", "person-4", "light-1"),
    ]  # fmt: skip
    assert report.findings[0].box == HEADS[1]
    assert (report.cannot_tell, report.unclear) == (1, {"no_mask": 1})
    assert report.model_version == "light-1+canned-faces+canned-scene"
    assert report.models == ("light-1", "canned-faces", "canned-scene")
    assert len(report.people) == len(report.sightings) == 4


@pytest.mark.parametrize(
    "scenes", [(), (Scenes(labels=("fire",)),), (replace(people(*HEADS), stage=Stage.SHADOW),)]
)
def test_nobody_is_accused_where_no_model_knows_people(
    scenes: tuple[Scenes, ...], tmp_path: Path
) -> None:
    eyes = KitchenEyes(Faces(*HEADS), judge(tmp_path), scenes)
    report = look_at_kitchen(kitchen(), eyes=eyes)
    assert report.findings == ()
    assert report.unclear == {"no_mask": 4}
    assert {face.state for face in report.faces} == {MaskState.CANNOT_TELL}


def test_faces_without_bodies_are_pictures(tmp_path: Path) -> None:
    report = look_at_kitchen(kitchen(), eyes=kitchen_eyes(tmp_path, people(HEADS[1])))
    assert [one.item for one in report.findings] == ["person-1"]
    assert sum(one.is_picture for one in report.people) == 3
    assert report.unclear == {}


def test_kitchen_without_people_has_no_findings(tmp_path: Path) -> None:
    report = look_at_kitchen(kitchen(), eyes=kitchen_eyes(tmp_path, heads=[]))
    assert (report.faces, report.people, report.findings, report.unclear) == ((), (), (), {})


@pytest.mark.parametrize(
    ("content", "issue"),
    [
        (blurred(kitchen()), QualityIssue.BLURRED),
        (encoded(Image.new("RGB", (1500, 900)), "JPEG"), QualityIssue.TOO_DARK),
        (encoded(gradient(90, 80), "PNG"), QualityIssue.TOO_SMALL),
    ],
)
def test_photo_that_cannot_be_judged_accuses_nobody(
    content: bytes, issue: QualityIssue, tmp_path: Path
) -> None:
    report = look_at_kitchen(content, eyes=kitchen_eyes(tmp_path))
    assert issue in report.quality.issues
    assert (report.faces, report.people) == ((), ())
    assert all(one.kind != "no_mask" for one in report.findings)


def test_boxes_of_large_photos_are_placed_on_the_full_photo(tmp_path: Path) -> None:
    whole = Image.open(Path(_saved(tmp_path, kitchen()))).resize((6000, 3600))
    looked = KITCHEN_SIDE / 1500
    heads = [_times(box, looked) for box in HEADS]
    scenes = people(*heads)
    eyes = KitchenEyes(Faces(*heads), judge(tmp_path), (scenes,))
    report = look_at_kitchen(encoded(whole, "JPEG", quality=90), eyes=eyes)
    assert scenes.shapes == [(1152, 1920, 3)]
    assert (report.width, report.height) == (6000, 3600)
    assert [one.item for one in report.findings] == ["person-2", "person-4"]
    got, expected = report.findings[0].box, _times(HEADS[1], 4)
    assert abs(got.left - expected.left) < 4
    assert abs(got.bottom - expected.bottom) < 4


def _saved(folder: Path, content: bytes) -> str:
    path = folder / "photo.jpg"
    path.write_bytes(content)
    return str(path)


def _times(box: Box, factor: float) -> Box:
    return Box(box.left * factor, box.top * factor, box.right * factor, box.bottom * factor)


def test_what_scene_models_see_becomes_findings_and_shadows_stay_apart(tmp_path: Path) -> None:
    ours = Scenes([("fire", FIRE, 0.9), ("smoke", FIRE, 0.4)])
    theirs = Scenes(
        [("fire", FIRE, 0.95), ("spill", FIRE, 0.6)], "own-1", ("fire", "spill"), Stage.SHADOW
    )
    report = look_at_kitchen(kitchen(), eyes=kitchen_eyes(tmp_path, ours, theirs, heads=[]))
    assert [(one.kind, one.model, one.is_shadow, one.item) for one in report.findings] == [
        ("fire", "canned-scene", False, "fire@0.7,0.8"),
        ("fire", "own-1", True, "fire@0.7,0.8"),
        ("spill", "own-1", True, "spill@0.7,0.8"),
    ]
    assert len(report.sightings) == 4
    assert report.model_version.endswith("+canned-scene+own-1")


def hazy(content: bytes) -> bytes:
    """As through steam: bright, and without contrast."""
    rgb = np.asarray(Image.open(io.BytesIO(content)), np.float32)
    return encoded(Image.fromarray((185 + rgb * 0.15).astype(np.uint8)), "JPEG", quality=95)


@pytest.mark.parametrize("make", [blurred, hazy])
def test_unclear_lens_suppresses_all_but_fire_and_smoke(
    make: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    saw = Scenes([("fire", FIRE, 0.9), ("spill", FIRE, 0.9), ("person", body(HEADS[1]), 0.9)])
    report = look_at_kitchen(make(kitchen()), eyes=kitchen_eyes(tmp_path, saw))
    assert [one.kind for one in report.findings] == ["lens_steamed", "fire"]
    assert [one.kind for one in report.suppressed if one.kind != "no_mask"] == ["spill"]
    assert not any(face.state is MaskState.NO_MASK for face in report.faces)


def test_dark_kitchen_on_fire_is_told(tmp_path: Path) -> None:
    dark = encoded(Image.new("RGB", (1500, 900), (20, 20, 20)), "JPEG")
    report = look_at_kitchen(dark, eyes=kitchen_eyes(tmp_path, Scenes([("fire", FIRE, 0.9)])))
    assert not report.quality.is_judgeable
    assert "fire" in [one.kind for one in report.findings]


def test_person_whose_body_ends_at_the_chin_is_not_judged(tmp_path: Path) -> None:
    short = Scenes([("person", body(HEADS[1], below=0.5), 0.9)])
    eyes = kitchen_eyes(tmp_path, short, heads=[HEADS[1]])
    report = look_at_kitchen(kitchen(), eyes=eyes)
    assert (report.findings, report.unclear) == ((), {"no_mask": 1})
