"""What answers of each kind come to before the eyes look."""

import pytest

from checklists.answering.outcomes import notified_roles
from checklists.models import NUMBER_KINDS, Outcome
from tests.factories import given, to_promise, words
from tests.fixtures.forms import OPTIONS, ask, form_of, repeated
from tests.unit.checklists.forms_kit import outcomes, sheet_of

PHOTO = (to_promise(),)
FRIDGE = {"limits": {"minimum": 0, "maximum": 5}}
PLACE = {"latitude": 31.2, "longitude": 121.5}
COLUMNS = [
    {"code": "goods", "label": words("Goods"), "kind": "text"},
    {"code": "temp", "label": words("°C"), "kind": "number", "limits": {"maximum": 5}},
    {"code": "pieces", "label": words("Pieces"), "kind": "number"},
    {"code": "state", "label": words("State"), "kind": "choice", "options": OPTIONS},
]


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (ask(), {"value": True}, "passed"),
        (ask(), {"value": False}, "failed"),
        (ask(), {}, "not_judged"),
        (ask(), {"is_not_applicable": True}, "not_applicable"),
        *[
            (ask(kind=kind.value, **FRIDGE), {"value": 5}, "passed")
            for kind in sorted(NUMBER_KINDS)
        ],
        *[
            (ask(kind=kind.value, **FRIDGE), {"value": 6}, "failed")
            for kind in sorted(NUMBER_KINDS)
        ],
        (ask(kind="number", **FRIDGE), {"value": 0.0}, "passed"),  # limits are on the good side
        (ask(kind="number", **FRIDGE), {"value": -0.1}, "failed"),
        (ask(kind="number"), {"value": 1e9}, "passed"),  # no limits
        (ask(kind="choice", options=OPTIONS), {"value": "clean"}, "passed"),
        (ask(kind="choice", options=OPTIONS), {"value": "dusty"}, "passed"),
        (ask(kind="choice", options=OPTIONS), {"value": "dirty"}, "failed"),
        (ask(kind="choice", options=OPTIONS), {"value": "closed"}, "not_judged"),
        (ask(kind="choices", options=OPTIONS), {"value": ["clean", "dirty"]}, "failed"),
        (ask(kind="choices", options=OPTIONS), {"value": ["clean", "closed"]}, "passed"),
        (ask(kind="choices", options=OPTIONS), {"value": ["closed"]}, "not_judged"),
        (ask(kind="choices", options=OPTIONS), {"value": []}, "not_judged"),
        (ask(kind="rank", options=OPTIONS), {"value": ["dirty"]}, "not_judged"),
        (ask(kind="text"), {"value": "all good"}, "not_judged"),
        (ask(kind="barcode"), {"value": "690"}, "not_judged"),
        (ask(kind="date"), {"value": "2026-11-22"}, "not_judged"),
        (ask(kind="location"), {"value": PLACE}, "not_judged"),
        (ask(kind="signature"), {"photos": PHOTO}, "not_judged"),
        (ask(kind="table", columns=COLUMNS), {"value": [{"goods": "a"}]}, "not_judged"),
        (ask(kind="table", columns=COLUMNS), {"value": [{"pieces": 4}]}, "not_judged"),
        (ask(kind="table", columns=COLUMNS), {"value": [{"temp": 5}]}, "passed"),
        (ask(kind="table", columns=COLUMNS), {"value": [{"temp": 5}, {"temp": 6}]}, "failed"),
        (ask(kind="table", columns=COLUMNS), {"value": [{"temp": 5, "state": "dirty"}]}, "failed"),
        (ask(kind="table", columns=COLUMNS), {"value": [{"temp": None}]}, "not_judged"),
        (ask(kind="photo"), {"photos": PHOTO}, "passed"),
        (ask(kind="photo"), {}, "not_judged"),
        (ask(kind="photo"), {"photos": PHOTO, "verdict": Outcome.FAILED}, "failed"),
        (ask(kind="kitchen_photo"), {"photos": PHOTO}, "pending"),
        (ask(kind="kitchen_photo"), {}, "not_judged"),
        (ask(kind="kitchen_photo"), {"photos": PHOTO, "verdict": Outcome.PASSED}, "passed"),
        (ask(kind="kitchen_photo"), {"photos": PHOTO, "verdict": Outcome.FAILED}, "failed"),
    ],
)
def test_what_an_answer_comes_to(question, answer, expected):
    assert outcomes(form_of(question), given("q", **answer)) == [expected]


@pytest.mark.parametrize(
    ("kind", "fail_if", "value", "expected"),
    [
        ("text", "this == 'bad'", "bad", "failed"),
        ("text", "this == 'bad'", "good", "passed"),  # its form judges it, and it is not that
        ("text", "this == 'bad'", None, "not_judged"),
        ("text", "this == null", None, "not_judged"),  # what is not answered does not fail
        ("date", "this < '2026-11-22'", "2026-11-21", "failed"),
        ("date", "this < '2026-11-22'", "2026-11-22", "passed"),
        ("number", "this > 3", 4, "failed"),  # within its limits, and still
        ("yes_no", "this == true", True, "failed"),
        ("yes_no", "this == true", False, "failed"),  # no is a fault by itself
    ],
)
def test_a_form_may_say_itself_what_fails(kind, fail_if, value, expected):
    form = form_of(ask(kind=kind, is_required=False, logic={"fail_if": fail_if}, **FRIDGE))
    assert outcomes(form, given("q", value=value)) == [expected]


def test_a_rule_of_the_form_counts_even_where_eyes_or_people_look():
    form = form_of(ask(kind="kitchen_photo", logic={"fail_if": "this < 2"}))
    assert outcomes(form, given("q", photos=PHOTO, verdict=Outcome.PASSED)) == ["failed"]
    assert outcomes(form, given("q", photos=(*PHOTO, to_promise()))) == ["pending"]


def test_what_does_not_apply_never_fails():
    form = form_of(ask(logic={"fail_if": "true"}))
    assert outcomes(form, given("q", is_not_applicable=True)) == ["not_applicable"]


def test_each_filling_of_a_section_comes_to_its_own():
    form = form_of(sections=[repeated(ask("fridge", "temperature", **FRIDGE))])
    answers = [given("fridge", value=value, occurrence=n) for n, value in enumerate((3, 9, 4))]
    assert outcomes(form, *answers) == ["passed", "failed", "passed"]


def test_those_are_told_whom_the_form_names_when_it_says_so():
    roles = ["regional_manager", "supervisor"]
    form = form_of(
        ask("fridge", "number", notify_roles=roles, logic={"notify_if": "this > 8"}), ask("a")
    )
    for value, told in ((9, roles), (8, [])):
        answers = [given("fridge", value=value), given("a", value=False)]
        sheet = sheet_of(form, *answers)
        assert [notified_roles(sheet, answer) for answer in answers] == [told, []]
