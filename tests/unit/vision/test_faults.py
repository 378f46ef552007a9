"""Findings made of verdicts: which become one, and where it points to."""

from dataclasses import replace

import pytest

from vision.facings import Extra, ExtraKind, Facing, Recognition
from vision.faults import findings_from_positions
from vision.values import Box, FindingKind, PositionVerdict, Slot, Verdict

PLACE = Box(100, 100, 200, 200)
FAULTS = {
    Verdict.GAP: FindingKind.GAP,
    Verdict.WRONG_PRODUCT: FindingKind.WRONG_PRODUCT,
    Verdict.MISPLACED: FindingKind.MISPLACED,
}


def position(verdict: Verdict, box: Box | None = PLACE) -> PositionVerdict:
    return PositionVerdict(Slot("a-1", "cola", 0, 0.0, 300.0, 3), verdict, box, 0.8, 0, "tea")


def stray(sku: str, box: Box, kind: ExtraKind = ExtraKind.MISPLACED) -> Extra:
    return Extra(Facing(box, 0.9, 0, 0, recognition=Recognition(sku, 0.9)), kind)


@pytest.mark.parametrize("verdict", sorted(set(Verdict) - set(FAULTS)))
def test_what_is_in_order_or_in_doubt_is_no_finding(verdict: Verdict) -> None:
    assert findings_from_positions([position(verdict)]) == ()


@pytest.mark.parametrize("verdict", sorted(FAULTS))
def test_fault_names_slot_and_product(verdict: Verdict) -> None:
    assert findings_from_positions([]) == ()
    assert findings_from_positions([position(verdict, None)]) == ()
    [finding] = findings_from_positions([position(verdict)])
    assert finding.kind is FAULTS[verdict]
    assert (finding.item, finding.sku, finding.facings) == ("a-1", "cola", 3)
    assert (finding.box, finding.confidence) == (PLACE, 0.8)
    assert (finding.seen_sku, finding.is_frontal) == ("tea", False)


def test_misplaced_product_is_shown_where_it_stands() -> None:
    near, far = Box(300, 100, 400, 200), Box(900, 100, 950, 200)
    others = [stray("tea", Box(200, 100, 220, 200)), stray("cola", far), stray("cola", near)]
    [finding] = findings_from_positions([position(Verdict.MISPLACED)], others)
    assert finding.box == near
    foreign = [stray("cola", near, ExtraKind.OWN_UNPLANNED)]
    [finding] = findings_from_positions([position(Verdict.MISPLACED)], foreign)
    assert finding.box == PLACE


def test_stock_behind_an_empty_front_is_a_gap_of_its_own_kind() -> None:
    [finding] = findings_from_positions([replace(position(Verdict.MATCH), is_frontal=True)])
    assert (finding.kind, finding.is_frontal, finding.item) == (FindingKind.GAP, True, "a-1")
