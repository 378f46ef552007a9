"""Frontal gaps: two witnesses or none."""

import pytest

from vision.facings import Facing
from vision.frontal import mark_frontal
from vision.values import Box, Detection, PositionVerdict, Slot, Thing, Verdict

PLACE = Box(100, 100, 300, 300)
BACK = Box(120, 110, 200, 270)
FRONT = Box(120, 120, 200, 298)
GAP = Detection(Box(105, 120, 290, 300), Thing.GAP, 0.8)


def is_frontal(
    packs: list[Box],
    gaps: list[Detection],
    verdict: Verdict = Verdict.MATCH,
    box: Box | None = PLACE,
) -> bool:
    position = PositionVerdict(Slot("a", "cola", 0, 0.0, 200.0), verdict, box, 0.9, 1)
    facings = [Facing(pack, 0.9, 0, column) for column, pack in enumerate(packs)]
    [marked] = mark_frontal([position], facings, gaps)
    assert marked.verdict is verdict
    return marked.is_frontal


def test_stock_behind_an_empty_front_is_frontal() -> None:
    assert is_frontal([BACK], [GAP])
    assert is_frontal([BACK], [GAP], Verdict.PRESENT)


@pytest.mark.parametrize(
    ("packs", "gaps"),
    [
        ([BACK], []),
        ([BACK], [Detection(GAP.box, Thing.GAP, 0.4)]),
        ([BACK], [Detection(GAP.box, Thing.PRICE_TAG, 0.9)]),
        ([BACK], [Detection(Box(105, 120, 160, 300), Thing.GAP, 0.9)]),
        ([BACK], [Detection(Box(105, 280, 290, 420), Thing.GAP, 0.9)]),
        ([BACK, FRONT], [GAP]),
        ([FRONT], [GAP]),
        ([Box(800, 110, 860, 270)], [GAP]),
        ([], [GAP]),
    ],
)
def test_one_witness_is_not_enough(packs: list[Box], gaps: list[Detection]) -> None:
    assert not is_frontal(packs, gaps)


@pytest.mark.parametrize("verdict", [Verdict.GAP, Verdict.LOW_CONFIDENCE, Verdict.WRONG_PRODUCT])
def test_only_filled_positions_are_marked(verdict: Verdict) -> None:
    assert not is_frontal([BACK], [GAP], verdict)


def test_positions_outside_the_photo_are_left_alone() -> None:
    assert not is_frontal([BACK], [GAP], Verdict.NOT_VISIBLE, None)
