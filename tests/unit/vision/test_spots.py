"""What scene models saw, made into findings: one for each code and place."""

import pytest

from vision.spots import count_unclear_sightings, findings_from_sightings
from vision.values import Box, Person, Sighting, Stage

SIZE = (1000, 800)
HERE = Box(100, 100, 200, 200)
NEAR = Box(240, 100, 300, 200)  # 40 pixels away
FAR = Box(700, 500, 800, 600)
SOMEBODY = [Person(Box(50, 50, 250, 700), 0.9)]
STAGES = {"ours-1": Stage.ACTIVE, "own-1": Stage.SHADOW, "own-2": Stage.ACTIVE}


def saw(label: str, box: Box = HERE, sure: float = 0.8, model: str = "ours-1") -> Sighting:
    return Sighting(label, box, sure, model)


@pytest.mark.parametrize(
    ("sightings", "expected"),
    [
        ([], []),
        ([saw("fire")], [("fire", "fire@0.1,0.2", "ours-1", False)]),
        ([saw("fire", sure=0.5)], [("fire", "fire@0.1,0.2", "ours-1", False)]),
        ([saw("fire", sure=0.49)], []),
        ([saw("person")], []),
        # one place, by way of what is near
        ([saw("fire"), saw("fire", NEAR)], [("fire", "fire@0.2,0.2", "ours-1", False)]),
        (
            [saw("fire"), saw("fire", Box(340, 100, 400, 200)), saw("fire", NEAR)],
            [("fire", "fire@0.2,0.2", "ours-1", False)],
        ),
        (
            [saw("fire"), saw("fire", FAR)],
            [("fire", "fire@0.1,0.2", "ours-1", False), ("fire", "fire@0.8,0.7", "ours-1", False)],
        ),
        (
            [saw("fire"), saw("smoke")],
            [
                ("fire", "fire@0.1,0.2", "ours-1", False),
                ("smoke", "smoke@0.1,0.2", "ours-1", False),
            ],
        ),
        # active models that agree speak once, by the surest
        (
            [saw("fire"), saw("fire", sure=0.9, model="own-2")],
            [("fire", "fire@0.1,0.2", "own-2", False)],
        ),
        # a model on probation speaks for itself
        (
            [saw("fire"), saw("fire", sure=0.9, model="own-1")],
            [
                ("fire", "fire@0.1,0.2", "ours-1", False),
                ("fire", "fire@0.1,0.2", "own-1", True),
            ],
        ),
        ([saw("fire", model="nobody-knows")], [("fire", "fire@0.1,0.2", "nobody-knows", False)]),
        # what is said of people needs one
        ([saw("no_hat")], [("no_hat", "no_hat@0.1,0.2", "ours-1", False)]),
        ([saw("no_hat", FAR)], []),
    ],
)
def test_sightings_become_findings(
    sightings: list[Sighting], expected: list[tuple[str, str, str, bool]]
) -> None:
    found = findings_from_sightings(sightings, STAGES, SOMEBODY, SIZE)
    assert [(one.kind, one.item, one.model, one.is_shadow) for one in found] == expected
    assert all(one.confidence >= 0.5 for one in found)


def test_finding_encloses_its_place() -> None:
    [found] = findings_from_sightings([saw("fire"), saw("fire", NEAR, 0.95)], {}, [], SIZE)
    assert (found.box, found.confidence) == (Box(100, 100, 300, 200), 0.95)


def test_what_is_said_of_nobody_is_counted() -> None:
    seen = [saw("no_hat", FAR), saw("no_hat"), saw("no_hat", FAR, 0.3), saw("fire", FAR)]
    assert count_unclear_sightings(seen, SOMEBODY) == {"no_hat": 1}
    assert count_unclear_sightings(seen, []) == {"no_hat": 2}
    assert count_unclear_sightings([], SOMEBODY) == {}
