"""Position verdicts: what counts as standing in a slot, and when to doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.vision.pictures import seen
from vision.compliance import GEOMETRY_ALONE, either, judge_positions
from vision.placing import Place
from vision.values import Box, Detection, Slot, Thing, Verdict

SLOT = Slot("a", "cola", 0, 0.0, 300.0, facings=3)
HERE = Box(100, 100, 400, 300)
INSIDE = [Box(left, 120, left + 90, 300) for left in (105, 205, 305)]


def judged(
    detections: list[Detection], *, box: Box | None = HERE, certainty: float = 1.0
) -> tuple[Verdict, float, int]:
    [verdict] = judge_positions([Place(SLOT, box, 0, certainty)], detections)
    assert verdict.slot is SLOT
    assert verdict.box == box
    return verdict.verdict, round(verdict.confidence, 4), verdict.seen_facings


GAP_SEEN = round(1 - (1 - GEOMETRY_ALONE) * 0.1, 4)


@pytest.mark.parametrize(
    ("detections", "expected"),
    [
        ([], (Verdict.GAP, GEOMETRY_ALONE, 0)),
        (seen(INSIDE), (Verdict.PRESENT, 0.9, 3)),
        (seen(INSIDE[:1]), (Verdict.PRESENT, 0.9, 1)),
        # a stack is one facing
        (seen([Box(105, 110, 195, 200), Box(105, 200, 195, 300)]), (Verdict.PRESENT, 0.9, 1)),
        # far more boxes than facings: noise is cut at twice the plan
        (seen([Box(x, 120, x + 9, 300) for x in range(100, 390, 10)]), (Verdict.PRESENT, 0.9, 6)),
        # one huge pack over several slots fills each
        (seen([Box(0, 100, 900, 300)]), (Verdict.PRESENT, 0.9, 1)),
        # the neighbour's pack leans in by less than half
        (seen([Box(360, 120, 460, 300)]), (Verdict.GAP, GEOMETRY_ALONE, 0)),
        # a pack on the shelf below sticks up a little
        (seen([Box(120, 280, 220, 480)]), (Verdict.GAP, GEOMETRY_ALONE, 0)),
        (seen([Box(900, 120, 990, 300)]), (Verdict.GAP, GEOMETRY_ALONE, 0)),
        # only doubtful packs: neither filled nor empty
        (seen(INSIDE, confidence=0.4), (Verdict.LOW_CONFIDENCE, 0.4, 3)),
        # a sure pack beats doubtful ones
        (
            seen(INSIDE[:1]) + seen(INSIDE[1:], confidence=0.4),
            (Verdict.PRESENT, 0.9, 1),
        ),
        # the detector bears the gap out
        (seen([Box(110, 110, 390, 300)], Thing.GAP), (Verdict.GAP, GAP_SEEN, 0)),
        # a gap too small for the slot, or a doubtful one, does not
        (seen([Box(110, 110, 180, 300)], Thing.GAP), (Verdict.GAP, GEOMETRY_ALONE, 0)),
        (seen([Box(110, 110, 390, 300)], Thing.GAP, 0.4), (Verdict.GAP, GEOMETRY_ALONE, 0)),
        # price tags fill nothing
        (seen([HERE], Thing.PRICE_TAG), (Verdict.GAP, GEOMETRY_ALONE, 0)),
    ],
)
def test_slot_is_judged(detections: list[Detection], expected: tuple[Verdict, float, int]) -> None:
    assert judged(detections) == expected


@pytest.mark.parametrize(
    ("box", "certainty", "expected"),
    [
        (None, 1.0, (Verdict.NOT_VISIBLE, 1.0, 0)),
        (None, 0.0, (Verdict.NOT_VISIBLE, 1.0, 0)),
        (HERE, 0.0, (Verdict.LOW_CONFIDENCE, 0.0, 0)),
        (HERE, 0.7, (Verdict.PRESENT, 0.63, 3)),
    ],
)
def test_place_decides_what_can_be_known(
    box: Box | None, certainty: float, expected: tuple[Verdict, float, int]
) -> None:
    assert judged(seen(INSIDE), box=box, certainty=certainty) == expected


def test_no_slots_no_verdicts() -> None:
    assert judge_positions([], seen(INSIDE)) == ()


@given(st.permutations(seen(INSIDE) + seen([Box(0, 0, 50, 50)], Thing.GAP)))
def test_order_of_detections_does_not_matter(detections: list[Detection]) -> None:
    assert judged(detections) == (Verdict.PRESENT, 0.9, 3)


@given(st.floats(0, 1), st.floats(0, 1))
def test_two_witnesses_are_never_less_sure_than_one(first: float, second: float) -> None:
    both = either(first, second)
    assert both == pytest.approx(either(second, first))
    assert max(first, second) - 1e-9 <= both <= 1
