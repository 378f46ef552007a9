"""How sure is sure enough, what photos say about an answer, and whether a fix shows."""

from dataclasses import replace

import pytest

from checklists.models import Outcome
from findings.models import AnalysisState, Decision, Finding, Result
from findings.rules import decide, is_fixed, outcome_of_photos, settle, to_ruling
from findings.vocabulary import vocabulary
from vision.facings import TagReading
from vision.reports import KitchenReport, ShelfReport
from vision.values import (
    Box,
    Face,
    FindingKind,
    MaskState,
    PositionVerdict,
    Quality,
    QualityIssue,
    Row,
    Slot,
    Verdict,
)
from vision.values import Finding as Seen

BOX = Box(0, 0, 10, 10)
GOOD = Quality((), sharpness=300, brightness=120, glare_share=0)
BAD = Quality((QualityIssue.BLURRED,), sharpness=3, brightness=120, glare_share=0)
ROWS = (Row((BOX,), 10.0),)


@pytest.mark.parametrize(
    ("kind", "confidence", "expected"),
    [
        (FindingKind.GAP, 0.0, Decision.RECORD),
        (FindingKind.GAP, 0.3, Decision.REVIEW),
        (FindingKind.GAP, 0.59, Decision.REVIEW),  # the planogram alone says so
        (FindingKind.GAP, 0.6, Decision.ACT),
        (FindingKind.WRONG_PRODUCT, 0.29, Decision.RECORD),
        (FindingKind.WRONG_PRODUCT, 0.84, Decision.REVIEW),  # products are made to look alike
        (FindingKind.WRONG_PRODUCT, 0.85, Decision.ACT),
        (FindingKind.MISPLACED, 0.3, Decision.REVIEW),
        (FindingKind.MISPLACED, 0.85, Decision.ACT),
        (FindingKind.WRONG_PRICE, 0.49, Decision.RECORD),
        (FindingKind.WRONG_PRICE, 1.0, Decision.REVIEW),  # a misread digit changes no price
        (FindingKind.NO_MASK, 0.4, Decision.RECORD),
        (FindingKind.NO_MASK, 1.0, Decision.REVIEW),  # people are never accused automatically
    ],
)
def test_confidence_decides(kind, confidence, expected):
    assert decide(confidence, to_ruling(vocabulary().of(kind))) == (expected, "")


def test_only_what_acts_is_settled_without_a_person():
    assert [settle(decision) for decision in Decision] == [None, None, Result.FAULT]


FAULT = Finding(kind="gap", item="0-00", decision="act", final_result="fault")
WAITS = Finding(kind="gap", item="0-00", decision="review", final_result=None)
CLEARED = Finding(kind="gap", item="0-00", decision="review", final_result="no_fault")
NOTED = Finding(kind="gap", item="0-00", decision="record", final_result=None)
DONE = AnalysisState.DONE


@pytest.mark.parametrize(
    ("states", "findings", "expected"),
    [
        ([], [], Outcome.PASSED),
        ([DONE], [], Outcome.PASSED),
        ([None], [], Outcome.PENDING),
        ([DONE, None], [], Outcome.PENDING),  # the second photo is not judged yet
        ([DONE, None], [FAULT], Outcome.FAILED),  # a fault is a fault
        ([DONE], [WAITS], Outcome.PENDING),
        ([DONE], [CLEARED], Outcome.PASSED),
        ([DONE], [NOTED], Outcome.PASSED),
        ([AnalysisState.UNJUDGEABLE], [], Outcome.NOT_JUDGED),  # no pass for a blurred photo
        ([DONE, AnalysisState.FAILED], [], Outcome.NOT_JUDGED),
    ],
)
def test_what_photos_make_of_an_answer(states, findings, expected):
    assert outcome_of_photos(states, findings) is expected


def shelf(*verdicts, findings=(), rows=ROWS, quality=GOOD):
    positions = tuple(
        PositionVerdict(Slot(f"0-{i:02}", "cola", 0, 60.0 * i, 60), verdict, BOX, 0.9)
        for i, verdict in enumerate(verdicts)
    )
    return ShelfReport(quality, 100, 100, rows=rows, positions=positions, findings=findings)


def gap_at(item):
    return (Seen(FindingKind.GAP, BOX, 0.9, item),)


@pytest.mark.parametrize(
    ("item", "report", "expected"),
    [
        ("0-00", shelf(Verdict.PRESENT), Result.NO_FAULT),
        ("0-00", shelf(Verdict.MATCH), Result.NO_FAULT),
        ("0-00", shelf(Verdict.GAP), Result.FAULT),
        ("0-00", shelf(Verdict.NOT_VISIBLE), Result.CANNOT_TELL),  # another part of the shelf
        ("0-00", shelf(Verdict.LOW_CONFIDENCE), Result.CANNOT_TELL),
        ("0-01", shelf(Verdict.GAP, Verdict.PRESENT), Result.NO_FAULT),  # the neighbour is empty
        ("0-00", shelf(Verdict.PRESENT, quality=BAD), Result.CANNOT_TELL),
        ("row-0@0.40", shelf(findings=gap_at("row-0@0.45")), Result.FAULT),  # nearly there
        ("row-0@0.40", shelf(findings=gap_at("row-1@0.40")), Result.CANNOT_TELL),  # some gap
        ("row-0@0.40", shelf(), Result.NO_FAULT),  # no gap anywhere
        ("row-0@0.40", shelf(rows=()), Result.CANNOT_TELL),  # nothing there at all
    ],
)
def test_a_gap_is_filled_only_when_it_shows(item, report, expected):
    assert is_fixed("gap", item, report) is expected


@pytest.mark.parametrize("kind", ["wrong_product", "misplaced"])
@pytest.mark.parametrize(
    ("item", "report", "expected"),
    [
        ("0-00", shelf(Verdict.MATCH), Result.NO_FAULT),
        ("0-00", shelf(Verdict.SUBSTITUTE), Result.NO_FAULT),  # allowed in its place
        ("0-00", shelf(Verdict.WRONG_PRODUCT), Result.FAULT),
        ("0-00", shelf(Verdict.MISPLACED), Result.FAULT),
        ("0-00", shelf(Verdict.GAP), Result.FAULT),  # taken away, and nothing put back
        ("0-00", shelf(Verdict.PRESENT), Result.CANNOT_TELL),  # something, but which product?
        ("0-00", shelf(Verdict.NOT_VISIBLE), Result.CANNOT_TELL),
        ("0-07", shelf(Verdict.MATCH), Result.CANNOT_TELL),  # another planogram by now
        ("0-00", shelf(Verdict.MATCH, quality=BAD), Result.CANNOT_TELL),
    ],
)
def test_a_place_is_put_right_only_by_the_right_product(kind, item, report, expected):
    assert is_fixed(kind, item, report) is expected


def test_the_wrong_product_in_an_empty_place_fills_no_gap():
    assert is_fixed("gap", "0-00", shelf(Verdict.WRONG_PRODUCT)) is Result.CANNOT_TELL


def test_another_kind_of_fault_is_no_gap():
    wrong = (Seen(FindingKind.WRONG_PRODUCT, BOX, 0.9, "row-0@0.40"),)
    assert is_fixed("gap", "row-0@0.40", shelf(findings=wrong)) is Result.NO_FAULT


def price_at(item):
    return (Seen(FindingKind.WRONG_PRICE, BOX, 0.9, item),)


def with_tag(slot, price):
    return replace(shelf(), tags=(TagReading(BOX, "3.50", 0.9, price, slot),))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (shelf(findings=price_at("0-00")), Result.FAULT),
        (shelf(findings=price_at("0-01")), Result.CANNOT_TELL),  # the neighbour's
        (with_tag("0-00", 350), Result.NO_FAULT),  # read, and nothing wrong with it
        (with_tag("0-00", None), Result.CANNOT_TELL),  # not read for sure
        (with_tag("0-01", 350), Result.CANNOT_TELL),
        (with_tag(None, 350), Result.CANNOT_TELL),
        (shelf(), Result.CANNOT_TELL),  # no label seen
    ],
)
def test_a_price_is_right_only_when_its_label_was_read(report, expected):
    assert is_fixed("wrong_price", "0-00", report) is expected


def kitchen(*states, quality=GOOD):
    return KitchenReport(quality, 100, 100, faces=tuple(Face(BOX, s, 0.9) for s in states))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (kitchen(), Result.CANNOT_TELL),  # an empty kitchen proves nothing
        (kitchen(MaskState.MASK), Result.NO_FAULT),
        (kitchen(MaskState.MASK, MaskState.NO_MASK), Result.FAULT),
        (kitchen(MaskState.MASK, MaskState.CANNOT_TELL), Result.CANNOT_TELL),
        (kitchen(MaskState.MASK, quality=BAD), Result.CANNOT_TELL),
    ],
)
def test_masks_are_on_only_when_every_face_shows_one(report, expected):
    assert is_fixed("no_mask", "person", report) is expected


def test_what_only_a_person_can_see_a_person_decides():
    assert is_fixed("gap", "0-00", kitchen(MaskState.MASK)) is Result.CANNOT_TELL
    assert is_fixed("answer_failed", "floor-clean", shelf()) is Result.CANNOT_TELL
