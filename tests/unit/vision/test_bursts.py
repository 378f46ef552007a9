"""Bursts: what enough frames show is kept, once, whoever comes first."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.bursts import same_place, vote
from vision.images import Picture
from vision.training.kitchens import paint_kitchen
from vision.training.scenes import render_scene
from vision.training.smears import cover, steam
from vision.values import Box, Finding, FindingKind

KITCHEN = paint_kitchen(np.random.default_rng(1), masked=True)
SHELF, _ = render_scene(5, size=(900, 1200))
BLACK = np.zeros((600, 800, 3), np.uint8)


def found(
    left: float, *, kind: str = "no_mask", item: str = "person-1", sure: float = 0.9, by: str = ""
) -> Finding:
    """A finding on something 40 x 60 pixels large."""
    return Finding(kind, Box(left, 100, left + 40, 160), sure, item, model=by)


def moved(rgb: Picture, x: int, y: int) -> Picture:
    """The same place by a hand that moved a little."""
    return np.ascontiguousarray(rgb[y:, x:])


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([], True),
        ([KITCHEN], True),
        ([KITCHEN, moved(KITCHEN, 30, 10), moved(KITCHEN, 0, 40)], True),
        ([KITCHEN, SHELF], False),
        ([SHELF, KITCHEN, moved(SHELF, 30, 10)], False),
        ([KITCHEN, moved(KITCHEN, 10, 10), SHELF], False),
        # frames that show nothing speak neither for nor against
        ([KITCHEN, BLACK, moved(KITCHEN, 20, 0)], True),
        ([BLACK, BLACK], True),
        ([KITCHEN, np.zeros((0, 0, 3), np.uint8)], True),
        ([BLACK, SHELF, KITCHEN], False),
        ([KITCHEN, cover(np.random.default_rng(3), KITCHEN, 1.0)], True),
        ([KITCHEN, steam(np.random.default_rng(3), KITCHEN, 0.3)], True),
    ],
)
def test_burst_shows_one_place(frames: list[Picture], expected: bool) -> None:
    assert same_place(frames) is expected


def test_repeating_pattern_that_fits_in_several_ways_is_one_place() -> None:
    rng = np.random.default_rng(4)
    pack = rng.integers(0, 255, (150, 150, 3), np.uint8)
    wall = np.tile(np.repeat(np.repeat(pack[:15, :15], 10, 0), 10, 1), (4, 6, 1))
    assert same_place([wall, moved(wall, 60, 0)])


A, B, FAR = found(0), found(6), found(300, item="person-2")


@pytest.mark.parametrize(
    ("frames", "lefts"),
    [
        ([], []),
        ([[]], []),
        ([[A, FAR]], [0, 300]),
        ([[A], [B]], [0]),
        ([[A], []], []),
        ([[], []], []),
        ([[A], [], [B]], [0]),
        ([[], [B], [A]], [6]),
        ([[A], [B], [FAR]], [0]),
        ([[A], [FAR], []], []),
        ([[A, FAR], [B], [FAR]], [0, 300]),
        # another kind, another model, another place: no support
        ([[A], [found(0, kind="no_hat")]], []),
        ([[A], [found(0, by="theirs-1")]], []),
        ([[found(0)], [found(60)]], []),
        # a frame supports only once: two that overlap stay two
        ([[found(0), found(20)], [found(2), found(22)]], [0, 20]),
        ([[found(0), found(20)], [found(1)]], [0]),
        ([[found(0), found(20)], [], []], []),
    ],
)
def test_vote_keeps_what_two_frames_show(frames: list[list[Finding]], lefts: list[float]) -> None:
    assert [one.box.left for one in vote(frames)] == lefts


@pytest.mark.parametrize(
    ("boxes", "kept"),
    [
        ((Box(0, 0, 0, 0), Box(0, 0, 0, 0)), 0),  # nothing at all
        ((Box(0, 0, 40, 60), Box(35, 0, 75, 60)), 1),  # moved by most of its width
        ((Box(0, 0, 40, 60), Box(45, 0, 65, 30)), 0),  # beside it, and much smaller
        ((Box(0, 0, 40, 60), Box(5, 0, 25, 30)), 1),  # in it
    ],
)
def test_near_is_told_by_overlap_and_by_size(boxes: tuple[Box, Box], kept: int) -> None:
    assert len(vote([[Finding("spill", box, 0.9, "spill-1")] for box in boxes])) == kept


def test_changed_area_is_known_by_its_name_not_its_place() -> None:
    kind = FindingKind.ZONE_CHANGED
    here, there = found(0, kind=kind, item="exit"), found(300, kind=kind, item="exit")
    other = found(0, kind=kind, item="drain")
    assert vote([[here], [there]]) == (here,)
    assert vote([[here], [other]]) == ()


def test_confidence_is_the_one_that_enough_frames_reach() -> None:
    frames = [[found(0, sure=0.6)], [found(2, sure=0.9)], [found(4, sure=0.8)]]
    assert [one.confidence for one in vote(frames)] == [0.8]
    assert [one.confidence for one in vote(frames, least=3)] == [0.6]
    assert [one.confidence for one in vote(frames, least=1)] == [0.9]
    assert [one.confidence for one in vote(frames[:2], least=3)] == [0.6]


def test_two_people_of_one_name_get_two() -> None:
    left, right = found(0), found(300)
    hat = found(300, kind="no_hat")
    frames = [[left], [left, found(300, item="person-2")], [right, hat], [hat]]
    said = vote(frames)
    assert [(one.kind, one.item, one.box.left) for one in said] == [
        ("no_mask", "person-1", 0),
        ("no_mask", "person-2", 300),
        ("no_hat", "person-3", 300),
    ]


def test_one_person_keeps_one_name_for_two_faults() -> None:
    frames = [[found(0), found(0, kind="no_hat")]] * 2
    assert {one.item for one in vote(frames)} == {"person-1"}


def test_names_without_a_number_get_one() -> None:
    twice = [[found(0, item="bin")], [found(0, item="bin"), found(300, item="lid")]]
    frames = [*twice, [found(300, item="bin")], [found(300, item="bin")]]
    assert {one.item for one in vote(frames[1:])} == {"lid"}
    assert {one.item for one in vote([*twice, [found(500, item="bin")], [found(500, item="bin")]])
            } == {"bin", "bin-1"}  # fmt: skip


@pytest.mark.parametrize("least", [0, -1])
def test_nobody_cannot_agree(least: int) -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        vote([[A]], least=least)


edges = st.integers(0, 12).map(lambda step: step * 17.0)
some = st.builds(
    found,
    edges,
    kind=st.sampled_from(["no_mask", "zone_changed"]),
    item=st.sampled_from(["person-1", "person-2", "exit"]),
    sure=st.sampled_from([0.5, 0.7, 0.9]),
)


@given(st.lists(st.lists(some, max_size=3), min_size=2, max_size=3))
def test_order_of_frames_does_not_change_what_is_voted(frames: list[list[Finding]]) -> None:
    outcomes = {
        tuple(sorted((one.kind, one.confidence) for one in vote(order)))
        for order in permutations(frames)
    }
    assert len(outcomes) == 1


@given(st.lists(st.lists(some, max_size=4), min_size=1, max_size=3))
def test_each_kept_finding_stands_on_a_frame(frames: list[list[Finding]]) -> None:
    said = vote(frames)
    shown = [(one.kind, one.box) for frame in frames for one in frame]
    assert all((one.kind, one.box) in shown for one in said)
    if len(frames) > 1:
        assert 2 * len(said) <= len(shown)
