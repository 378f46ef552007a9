"""Every shipped checklist can be filled from beginning to end, and judges what was answered."""

import pytest

from checklists import packs
from checklists.answering.answers import find_faults, lay_out
from checklists.answering.outcomes import judge
from checklists.answering.values import is_by_photos
from checklists.models import NUMBER_KINDS, Outcome, QuestionKind
from stores.models import Store
from tests.factories import given, to_promise, to_submission

STORE = Store(code="S-001")
VALUES = {
    QuestionKind.YES_NO: True,
    QuestionKind.TEXT: "A-1",
    QuestionKind.BARCODE: "6901234567892",
    QuestionKind.DATE: "2026-11-30",
    QuestionKind.DATE_TIME: "2026-11-22T08:30:00+08:00",
}
GOOD = {"staff-know": 1, "cabinet-temperature": 4, "unit-temperature": 4, "product-temperature": 4}


def value_of(asked, overrides):
    """A good answer to a question, or the one a test wants."""
    question = asked.question
    if question.code in overrides:
        return overrides[question.code]
    if question.kind in NUMBER_KINDS:
        limits = question.limits
        low, high = limits.minimum, limits.maximum
        return GOOD.get(question.code, low if low is not None else high if high is not None else 1)
    if question.kind is QuestionKind.CHOICE:
        return asked.options[0].code
    if question.kind is QuestionKind.CHOICES:
        return [option.code for option in asked.options]
    if question.kind is QuestionKind.TABLE:
        return [{question.columns[0].code: "Milk"}]
    return VALUES[question.kind]


def fill(code, **overrides):
    """Answer what a pack asks, one question after the other, until it asks nothing more."""
    wanted = {name.replace("_", "-"): value for name, value in overrides.items()}
    answers = {}
    while True:
        submission = to_submission(STORE, STORE, *answers.values())
        sheet = lay_out(packs.pack(code), submission, store_code=STORE.code)
        waiting = [key for key in sheet.state.shown if key not in answers]
        if not waiting:
            return sheet, submission
        for key in waiting:
            asked = sheet.asked[key[0]]
            if is_by_photos(asked.question.kind):
                answer = given(key[0], occurrence=key[1], photos=(to_promise(),))
            else:
                answer = given(key[0], occurrence=key[1], value=value_of(asked, wanted))
            answers[key] = answer


@pytest.mark.parametrize("code", [form.code for form in packs.all_packs()])
def test_a_pack_that_is_filled_rightly_has_no_fault_and_nothing_failed(code):
    sheet, submission = fill(code)
    assert len(submission.answers) >= 15
    assert find_faults(sheet, submission) == []
    outcomes = {one.key: judge(sheet, one) for one in submission.answers}
    assert [key for key, outcome in outcomes.items() if outcome is Outcome.FAILED] == []
    assert Outcome.PASSED in outcomes.values()


@pytest.mark.parametrize("shift", ["opening", "closing"])
def test_either_shift_can_be_filled(shift):
    sheet, submission = fill("shift-self-check", shift=shift)
    assert find_faults(sheet, submission) == []


@pytest.mark.parametrize("stage", ["before", "running", "ended"])
def test_a_campaign_can_be_checked_at_every_stage(stage):
    sheet, submission = fill("promotion-launch", stage=stage)
    assert find_faults(sheet, submission) == []


@pytest.mark.parametrize("method", ["heat", "chemical", "contracted"])
def test_a_kitchen_can_be_checked_however_it_disinfects(method):
    sheet, submission = fill("restaurant-kitchen", method=method)
    assert find_faults(sheet, submission) == []


def test_an_expired_product_is_not_handed_in_without_proof_and_what_was_done():
    sheet, submission = fill("convenience-store-patrol", expired_on_sale=2)
    place = [one.question for one in submission.answers].index("expired-on-sale")
    found = {fault.pointer for fault in find_faults(sheet, submission)}
    assert found == {f"/answers/{place}/photos", f"/answers/{place}/action"}


@pytest.mark.parametrize(
    ("code", "question", "value"),
    [
        ("convenience-store-patrol", "hot_holding", 59.9),
        ("convenience-store-patrol", "queue_seconds", 181),
        ("convenience-store-patrol", "aisles", "mostly"),
        ("restaurant-kitchen", "core_temperature", 69.9),
        ("restaurant-kitchen", "rinse_temperature", 84),
        ("restaurant-kitchen", "unit_temperature", 8.1),
        ("shift-self-check", "unwell_people", 1),
        ("promotion-launch", "stock_days", 1.5),
        ("cold-chain-receiving", "frozen_hold", -17.9),
        ("cold-chain-receiving", "product_temperature", 11.1),
        ("cold-chain-receiving", "minutes_to_storage", 31),
    ],
)
def test_what_is_out_of_limits_fails(code, question, value):
    sheet, submission = fill(code, **{question: value})
    name = question.replace("_", "-")
    outcomes = {judge(sheet, one) for one in submission.answers if one.question == name}
    assert outcomes == {Outcome.FAILED}
