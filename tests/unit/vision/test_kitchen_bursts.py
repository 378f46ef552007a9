"""Bursts of kitchen photos: two frames must agree, and all must show one place."""

from pathlib import Path

import pytest

from tests.unit.vision.kitchens import LIGHTS, blurred, kitchen, kitchen_eyes, photo_of, scene
from vision.look import look_at_kitchen
from vision.values import MaskState, QualityIssue


def frames(*lights: tuple[int, ...]) -> list[bytes]:
    return [kitchen(lights=each) for each in lights]


WELL = (255, 255, 255, 255)


@pytest.mark.parametrize(
    ("lights", "items", "unclear"),
    [
        ((LIGHTS, LIGHTS, LIGHTS), ["person-2", "person-4"], 1),
        ((LIGHTS, WELL, LIGHTS), ["person-2", "person-4"], 1),
        ((LIGHTS, WELL, WELL), [], 3),  # seen once: nothing is said of them
        ((WELL, LIGHTS, WELL), [], 0),
        ((WELL, LIGHTS, LIGHTS), ["person-2", "person-4"], 0),
        ((LIGHTS, LIGHTS), ["person-2", "person-4"], 1),
    ],
)
def test_two_frames_of_a_burst_must_agree(
    lights: tuple[tuple[int, ...], ...], items: list[str], unclear: int, tmp_path: Path
) -> None:
    contents = frames(*lights)
    report = look_at_kitchen(contents, eyes=kitchen_eyes(tmp_path))
    assert report.quality.is_judgeable
    assert report.frames == len(contents)
    assert [one.item for one in report.findings] == items
    assert (report.cannot_tell, report.unclear.get("no_mask", 0)) == (unclear, unclear)
    told = {one.box for one in report.findings}
    assert {face.box for face in report.faces if face.state is MaskState.NO_MASK} <= told


def test_blurred_frame_of_a_burst_has_no_voice(tmp_path: Path) -> None:
    eyes = kitchen_eyes(tmp_path)
    clear, poor = kitchen(), blurred(kitchen())
    two = look_at_kitchen([poor, clear, clear], eyes=eyes)
    assert (len(two.findings), two.quality.is_judgeable, two.frames) == (2, True, 3)
    one = look_at_kitchen([poor, clear, poor], eyes=eyes)
    assert [found.kind for found in one.findings] == ["lens_steamed"]  # two frames agree on that
    assert one.unclear == {"no_mask": 3}
    none = look_at_kitchen([poor, poor, poor], eyes=eyes)
    assert none.quality.issues == (QualityIssue.BLURRED,)
    assert [found.kind for found in none.findings] == ["lens_steamed"]
    assert (none.people, none.unclear, none.frames) == ((), {}, 3)


def test_burst_of_one_photo_is_that_photo(tmp_path: Path) -> None:
    eyes = kitchen_eyes(tmp_path)
    assert look_at_kitchen([kitchen()], eyes=eyes) == look_at_kitchen(kitchen(), eyes=eyes)


def test_burst_of_different_places_is_not_judged(tmp_path: Path) -> None:
    contents = [photo_of(scene(seed=3)), kitchen(), photo_of(scene(seed=3))]
    report = look_at_kitchen(contents, eyes=kitchen_eyes(tmp_path))
    assert report.quality.issues == (QualityIssue.BURST_DIFFERS,)
    assert (report.findings, report.people, report.frames) == ((), (), 3)
