"""Verdicts on named packs: every kind, and what makes it one."""

from dataclasses import replace

import pytest

from tests.unit.vision.named import Pack, hole, judged, moved, renamed, stocked, without
from tests.unit.vision.pictures import plan
from vision.facings import ExtraKind
from vision.values import Box, Detection, Planogram, PositionVerdict, Thing, Verdict
from vision.verdicts import Judged

BAY = plan([[2, 3, 1, 4], [1, 2, 2, 5], [3, 2, 5]])
FULL = stocked(BAY)


def verdicts(answer: Judged) -> dict[str, Verdict]:
    return {one.slot.id: one.verdict for one in answer.positions}


def odd(answer: Judged) -> dict[str, Verdict]:
    """All that is not in order."""
    return {slot: one for slot, one in verdicts(answer).items() if one is not Verdict.MATCH}


def one(answer: Judged, slot: str) -> PositionVerdict:
    return next(position for position in answer.positions if position.slot.id == slot)


def test_bay_stocked_as_planned_matches() -> None:
    answer = judged(BAY, FULL)
    assert odd(answer) == {}
    assert answer.extras == ()
    assert [one.slot.id for one in answer.positions] == [slot.id for slot in BAY.slots]
    assert all(one.seen_facings == one.slot.facings for one in answer.positions)
    assert all(one.confidence > 0.9 and one.unclear_facings == 0 for one in answer.positions)


def test_empty_slot_is_a_gap_and_the_detector_makes_it_surer() -> None:
    packs = without(FULL, "0.2", "1.3")
    answer = judged(BAY, packs)
    assert odd(answer) == {"0.2": Verdict.GAP, "1.3": Verdict.GAP}
    assert one(answer, "0.2").confidence < 0.5 < one(answer, "1.3").confidence
    borne_out = judged(BAY, packs, gaps=[hole(FULL, "0.2")])
    assert one(borne_out, "0.2").confidence > 0.9


def test_another_known_product_is_wrong() -> None:
    answer = judged(BAY, renamed(FULL, "0.1", "other"))
    assert odd(answer) == {"0.1": Verdict.WRONG_PRODUCT}
    found = one(answer, "0.1")
    assert (found.seen_sku, found.seen_facings) == ("other", 3)
    assert {extra.kind for extra in answer.extras} == {ExtraKind.OWN_UNPLANNED}
    assert len(answer.extras) == 3


def test_unsure_answer_accuses_nobody() -> None:
    assert odd(judged(BAY, renamed(FULL, "0.1", "other", 0.5))) == {"0.1": Verdict.LOW_CONFIDENCE}


def test_unknown_product_is_doubt_where_the_planned_one_is_known() -> None:
    answer = judged(BAY, renamed(FULL, "0.1", None, 0.51))
    assert odd(answer) == {"0.1": Verdict.LOW_CONFIDENCE}
    assert answer.extras == ()
    foreign = judged(BAY, renamed(FULL, "0.1", None, 0.9))
    assert odd(foreign) == {"0.1": Verdict.LOW_CONFIDENCE}
    assert [extra.kind for extra in foreign.extras] == [ExtraKind.FOREIGN] * 3


def test_product_the_gallery_does_not_know_is_present() -> None:
    known = frozenset(slot.sku for slot in BAY.slots if slot.id != "0.1")
    answer = judged(BAY, renamed(FULL, "0.1", None, 0.9), known=known)
    assert odd(answer) == {"0.1": Verdict.PRESENT}
    assert answer.extras == ()


def test_allowed_substitute_is_in_order() -> None:
    slots = tuple(
        replace(slot, substitutes=("other",)) if slot.id == "0.1" else slot for slot in BAY.slots
    )
    answer = judged(replace(BAY, slots=slots), renamed(FULL, "0.1", "other"))
    assert odd(answer) == {"0.1": Verdict.SUBSTITUTE}
    assert one(answer, "0.1").seen_sku == "other"
    assert answer.extras == ()


def test_swapped_slots_are_misplaced_not_missing() -> None:
    packs = renamed(renamed(FULL, "0.0", "sku-2-1"), "2.1", "sku-0-0")
    answer = judged(BAY, packs)
    assert odd(answer) == {"0.0": Verdict.MISPLACED, "2.1": Verdict.MISPLACED}
    assert one(answer, "0.0").seen_sku == "sku-2-1"
    assert {extra.kind for extra in answer.extras} == {ExtraKind.MISPLACED}


def test_strayed_pack_explains_its_empty_slot() -> None:
    packs = without(FULL, "0.2")
    last = max((pack for pack in packs if pack.slot == "2.2"), key=lambda pack: pack.box.left)
    packs = [replace(pack, sku="sku-0-2") if pack is last else pack for pack in packs]
    answer = judged(BAY, packs, gaps=[hole(FULL, "0.2")])
    assert odd(answer) == {"0.2": Verdict.MISPLACED}
    assert one(answer, "2.2").seen_facings == 4
    [extra] = answer.extras
    assert (extra.kind, extra.facing.box) == (ExtraKind.MISPLACED, last.box)


def test_two_of_three_seen_is_one_deviation() -> None:
    first = next(pack for pack in FULL if pack.slot == "0.1")
    packs = [pack for pack in FULL if pack is not first]
    gap = Detection(first.box, Thing.GAP, 0.9)
    clear = one(judged(BAY, packs, gaps=[gap]), "0.1")
    assert (clear.verdict, clear.seen_facings, clear.unclear_facings) == (Verdict.MATCH, 2, 0)
    unclear = one(judged(BAY, packs), "0.1")  # as like a missed box
    assert (unclear.verdict, unclear.seen_facings, unclear.unclear_facings) == (Verdict.MATCH, 2, 1)


def test_lone_slip_in_a_run_is_not_blamed() -> None:
    first = next(pack for pack in FULL if pack.slot == "0.3")
    packs = [replace(pack, sku="other", sureness=0.53) if pack is first else pack for pack in FULL]
    answer = judged(BAY, packs)
    assert odd(answer) == {}
    assert answer.extras == ()
    assert (one(answer, "0.3").seen_facings, one(answer, "0.3").unclear_facings) == (3, 1)


def test_closed_up_row_stays_in_order() -> None:
    gone = [pack for pack in FULL if pack.slot == "0.1"][-1]
    packs = [
        replace(pack, box=Box(pack.box.left - 100, *_rest(pack.box, -100)))
        if pack.slot.startswith("0.") and pack.box.left > gone.box.left
        else pack
        for pack in FULL
        if pack is not gone
    ]
    answer = judged(BAY, packs)
    assert odd(answer) == {}
    assert one(answer, "0.1").seen_facings == 2
    assert answer.extras == ()


def _rest(box: Box, dx: float) -> tuple[float, float, float]:
    return box.top, box.right + dx, box.bottom


def test_more_facings_than_planned_are_one_run() -> None:
    bay = plan([[2, 3], [5]], facing_mm=100)
    packs = stocked(bay)
    more = [replace(pack, sku="sku-0-0") if pack.slot == "0.1" else pack for pack in packs][:3]
    answer = judged(bay, [*more, *packs[3:]])
    assert one(answer, "0.0").seen_facings == 3
    assert answer.extras == ()


def test_slot_taken_over_by_its_neighbour_is_wrong_not_empty() -> None:
    answer = judged(BAY, renamed(FULL, "1.1", "sku-1-2"))
    assert odd(answer) == {"1.1": Verdict.WRONG_PRODUCT}
    assert one(answer, "1.1").seen_sku == "sku-1-2"
    assert one(answer, "1.2").seen_facings == 2


def test_mirrored_bay_is_in_order() -> None:
    packs = moved(FULL, lambda x, y: (1080 - x, y))
    answer = judged(BAY, packs)
    assert odd(answer) == {}
    assert answer.positions[0].box.left > answer.positions[3].box.left


def test_part_of_a_bay_is_found_by_its_products() -> None:
    visible = [
        replace(pack, box=Box(max(0.0, pack.box.left - 340), *_rest(pack.box, -340)))
        for pack in FULL
        if pack.box.left > 380 and pack.box.right < 930
    ]
    answer = judged(BAY, visible, size=(600, 1000))
    found = verdicts(answer)
    assert found["0.0"] is found["1.0"] is Verdict.NOT_VISIBLE
    assert found["0.2"] is Verdict.MATCH
    assert set(found.values()) <= {Verdict.MATCH, Verdict.NOT_VISIBLE}
    assert answer.extras == ()


def test_neighbouring_bays_products_are_no_extras() -> None:
    beside = [
        Pack(Box(x, 60 + 300 * row, x + 92, 280 + 300 * row), "other", "")
        for row in range(3)
        for x in (1060, 1160)
    ]
    answer = judged(BAY, [*FULL, *beside], size=(1300, 1000))
    assert odd(answer) == {}
    assert answer.extras == ()


def test_nothing_seen_says_nothing() -> None:
    answer = judged(BAY, [])
    assert set(verdicts(answer).values()) == {Verdict.NOT_VISIBLE}
    assert judged(Planogram("p", 100, 100, ()), FULL).positions == ()


@pytest.mark.parametrize("slot", [slot.id for slot in BAY.slots])
def test_each_slot_can_be_empty_alone(slot: str) -> None:
    answer = judged(BAY, without(FULL, slot), gaps=[hole(FULL, slot)])
    assert odd(answer) == {slot: Verdict.GAP}
    assert one(answer, slot).confidence > 0.9


@pytest.mark.parametrize("row", ["0.", "1.", "2."])
def test_row_full_of_another_product_is_not_empty(row: str) -> None:
    packs = [replace(one, sku="other") if one.slot.startswith(row) else one for one in FULL]
    found = odd(judged(BAY, packs))
    assert set(found) == {slot.id for slot in BAY.slots if slot.id.startswith(row)}
    assert found[f"{row}0"] is Verdict.WRONG_PRODUCT
    assert Verdict.GAP not in found.values()
