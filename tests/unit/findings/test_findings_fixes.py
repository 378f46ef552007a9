"""Whether a fault still shows on the photo of its fix."""

from dataclasses import replace

import pytest

from findings.fixes import is_fixed
from findings.models import Result
from vision.facings import TagReading
from vision.reports import KitchenReport, ShelfReport
from vision.values import (
    Box,
    Face,
    FindingKind,
    MaskState,
    Person,
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
DARK = Quality((QualityIssue.TOO_DARK,), sharpness=3, brightness=2, glare_share=0)
ROWS = (Row((BOX,), 10.0),)


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


def crowd(*people):
    return replace(kitchen(MaskState.MASK), people=people)


MASKED = Person(BOX, 0.9, Face(BOX, MaskState.MASK, 0.9))
POSTER = Person(BOX, 0.9, Face(BOX, MaskState.NO_MASK, 0.9), is_picture=True)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((MASKED,), Result.NO_FAULT),
        ((MASKED, Person(BOX, 0.9)), Result.CANNOT_TELL),  # one is turned away
        ((MASKED, POSTER), Result.NO_FAULT),  # nobody on a poster needs one
        ((POSTER,), Result.CANNOT_TELL),  # nobody there
    ],
)
def test_people_prove_a_mask_and_pictures_do_not(people, expected):
    assert is_fixed("no_mask", "person-1", crowd(*people)) is expected


def test_what_only_a_person_can_see_a_person_decides():
    assert is_fixed("gap", "0-00", kitchen(MaskState.MASK)) is Result.CANNOT_TELL
    assert is_fixed("answer_failed", "floor-clean", shelf()) is Result.CANNOT_TELL


def seen(kind, item="somewhere", **kw):
    return Seen(kind, BOX, 0.9, item, **kw)


def room(*found, quality=GOOD, **kw):
    return KitchenReport(quality, 100, 100, findings=found, **kw)


PLACED = {"is_placed": True}
FIRE, STEAM = seen("fire"), seen("lens_steamed", "camera")


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (room(FIRE, **PLACED), Result.FAULT),
        (room(FIRE), Result.FAULT),  # a fire is a fire wherever the photo was taken
        (room(**PLACED), Result.NO_FAULT),  # the same place, and no fire
        (room(), Result.CANNOT_TELL),  # a photo of any place without a fire
        (room(quality=BAD, **PLACED), Result.CANNOT_TELL),
        (room(STEAM, **PLACED), Result.CANNOT_TELL),  # nobody sees through steam
        (room(unclear={"fire": 1}, **PLACED), Result.CANNOT_TELL),  # maybe one
        (room(unclear={"no_mask": 1}, **PLACED), Result.NO_FAULT),
        (room(seen("smoke"), **PLACED), Result.NO_FAULT),  # smoke has a ticket of its own
    ],
)
def test_a_fire_is_out_only_where_it_was(report, expected):
    assert is_fixed("fire", "fire-1", report, seeable={"fire", "smoke"}) is expected


def test_eyes_that_know_no_fire_see_none_out():
    assert is_fixed("fire", "fire-1", room(**PLACED)) is Result.CANNOT_TELL


CHANGED = seen("zone_changed", "exit")


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (room(CHANGED, **PLACED), Result.FAULT),
        (room(same_areas=("exit", "drain"), **PLACED), Result.NO_FAULT),
        (
            room(same_areas=("drain",), **PLACED),
            Result.CANNOT_TELL,
        ),  # hidden, or not drawn any more
        (room(seen("zone_changed", "drain"), **PLACED), Result.CANNOT_TELL),  # the other one
        (room(), Result.CANNOT_TELL),  # another place
        (room(same_areas=("exit",), quality=BAD), Result.CANNOT_TELL),
    ],
)
def test_an_area_is_clear_only_when_it_was_compared(report, expected):
    assert is_fixed("zone_changed", "exit", report) is expected


@pytest.mark.parametrize(
    ("kind", "report", "expected"),
    [
        ("lens_steamed", room(STEAM), Result.FAULT),
        ("lens_steamed", room(), Result.NO_FAULT),  # clear again
        ("lens_steamed", room(seen("lens_greasy")), Result.CANNOT_TELL),  # wiped, and greasy now
        ("lens_steamed", room(quality=BAD), Result.CANNOT_TELL),
        ("lens_steamed", shelf(), Result.CANNOT_TELL),  # nobody looks at the lens on shelves
        ("black_frame", room(seen("black_frame"), quality=DARK), Result.FAULT),
        ("black_frame", room(quality=DARK), Result.CANNOT_TELL),  # night
        ("camera_moved", room(), Result.CANNOT_TELL),  # clear, but of which place?
        ("camera_moved", room(**PLACED), Result.NO_FAULT),
        ("camera_moved", room(seen("camera_moved"), **PLACED), Result.FAULT),
    ],
)
def test_a_camera_is_fixed_when_it_sees_clearly_again(kind, report, expected):
    assert is_fixed(kind, "camera", report) is expected


@pytest.mark.parametrize(
    ("report", "seeable", "expected"),
    [
        (room(seen("phone_in_hand")), {"phone_in_hand"}, Result.FAULT),
        (room(), {"phone_in_hand"}, Result.NO_FAULT),
        (room(), {"rat"}, Result.CANNOT_TELL),  # the model was removed, or is on probation again
        (room(seen("phone_in_hand", is_shadow=True)), set(), Result.CANNOT_TELL),
        # one model that counts sees none, one on probation does: the first one counts
        (room(seen("phone_in_hand", is_shadow=True)), {"phone_in_hand"}, Result.NO_FAULT),
        (room(unclear={"phone_in_hand": 2}), {"phone_in_hand"}, Result.CANNOT_TELL),
    ],
)
def test_what_a_model_sees_is_fixed_when_one_that_counts_sees_it_no_more(report, seeable, expected):
    assert is_fixed("phone_in_hand", "phone-1", report, seeable=seeable) is expected
