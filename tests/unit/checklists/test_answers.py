"""What is missing or wrong in answers to a form, each with its place."""

from datetime import timedelta

import pytest

from checklists.models import Outcome
from core.clock import now
from tests.factories import given, to_promise, words
from tests.fixtures.forms import OPTIONS, ask, form_of, repeated
from tests.unit.checklists.forms_kit import faults, pointers

PHOTO = (to_promise(),)
CHILLER = ask("chiller", "number", limits={"maximum": 8})


def shots(count):
    return tuple(to_promise() for _ in range(count))


def test_all_that_is_wrong_is_told_at_once():
    form = form_of(ask("a"), ask("b", "choice", options=OPTIONS), ask("c", "date"), ask("d"))
    answers = [given("a", value=3), given("b", value="shiny"), given("x", value=1), given("a")]
    assert pointers(form, *answers) == [
        "/answers/0/value",
        "/answers/1/value",
        "/answers/2/question",
        "/answers/3/question",
        "/answers",
        "/answers",
    ]


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (ask(), given("q"), ["/answers/0/value"]),  # required, and nothing said
        (ask(is_required=False), given("q"), []),
        (ask(kind="text"), given("q", value="  "), ["/answers/0/value"]),
        (ask(kind="choices", options=OPTIONS), given("q", value=[]), ["/answers/0/value"]),
        (ask(kind="photo"), given("q"), ["/answers/0/photos"]),
        (ask(kind="signature"), given("q"), ["/answers/0/photos"]),
        (ask(kind="signature"), given("q", photos=PHOTO), []),
        (ask(kind="photo", is_required=False), given("q"), []),
        (ask(kind="photo", photos={"minimum": 2}), given("q", photos=PHOTO), ["/answers/0/photos"]),
        (
            ask(photos={"maximum": 1}),
            given("q", value=True, photos=shots(2)),
            ["/answers/0/photos"],
        ),
        (ask(photos={"maximum": 0}), given("q", value=True, photos=PHOTO), ["/answers/0/photos"]),
        (ask(), given("q", value=True, photos=PHOTO), []),  # a photo proves any answer
        (ask(), given("q", is_not_applicable=True), []),
        (
            ask(allows_na=False),
            given("q", is_not_applicable=True),
            ["/answers/0/not_applicable"],
        ),
        (
            ask(allows_na=False),
            given("q", value=True, is_not_applicable=True),
            ["/answers/0/not_applicable"] * 2,
        ),
        (
            ask(kind="shelf_photo", shelf_code="s"),
            given("q", is_not_applicable=True, verdict=Outcome.PASSED),
            ["/answers/0/not_applicable"],
        ),
        (ask(), given("q", value=True, root_cause="tired"), ["/answers/0/root_cause"]),
        (
            ask(root_causes=[{"code": "tired", "label": words("Tired")}]),
            given("q", value=False, root_cause="tired"),
            [],
        ),
        (ask(), given("q", value=True, verdict=Outcome.FAILED), ["/answers/0/verdict"]),
        (
            ask(kind="kitchen_photo"),
            given("q", photos=PHOTO, verdict=Outcome.FAILED),
            [],
        ),
        (ask(), given("q", value=True, occurrence=1), ["/answers/0/occurrence", "/answers"]),
        (ask(), given("q", value=True, occurrence=-1), ["/answers/0/occurrence", "/answers"]),
        (ask(kind="instruction"), given("q"), ["/answers/0/question"]),
        (ask(kind="choice", choice_set="state"), given("q", value="dusty"), []),
        (ask(kind="number"), given("q", value=1e9), []),  # wrong or right, it is an answer
    ],
)
def test_every_fault_has_its_place(question, answer, expected):
    sets = [{"code": "state", "name": words("State"), "options": OPTIONS}]
    assert pointers(form_of(question, choice_sets=sets), answer) == expected


def test_an_instruction_wants_no_answer():
    assert pointers(form_of(ask("wash", "instruction"), ask("q")), given("q", value=True)) == []


def test_what_the_answers_hide_takes_no_answer_and_is_not_missing():
    form = form_of(ask("has-bar"), ask("bar-clean", logic={"show_if": "has_bar"}))
    assert pointers(form, given("has-bar", value=False)) == []
    assert pointers(form, given("has-bar", value=True)) == ["/answers"]
    hidden = [given("has-bar", value=False), given("bar-clean", value=True)]
    assert pointers(form, *hidden) == ["/answers/1/question"]
    assert pointers(form, given("has-bar", value=True), given("bar-clean", value=True)) == []


def test_a_hidden_section_hides_what_is_below():
    bar = {
        "code": "bar",
        "title": words("Bar"),
        "show_if": "has_bar",
        "questions": [ask("bar-clean")],
        "sections": [{"code": "ice", "title": words("Ice"), "questions": [ask("ice-clean")]}],
    }
    form = form_of(ask("has-bar"), sections=[bar])
    assert pointers(form, given("has-bar", value=False)) == []
    assert pointers(form, given("has-bar", value=True)) == ["/answers", "/answers"]


def test_what_is_required_may_depend_on_the_answers():
    why = ask("why", "text", is_required=False, logic={"require_if": "chiller > 8"})
    form = form_of(CHILLER, why)
    assert pointers(form, given("chiller", value=5)) == []
    assert pointers(form, given("chiller", value=9)) == ["/answers"]
    assert pointers(form, given("chiller", value=9), given("why")) == ["/answers/1/value"]
    assert pointers(form, given("chiller", value=9), given("why", value="door was open")) == []


def test_a_value_that_is_none_hides_nothing_by_chance():
    form = form_of(CHILLER, ask("why", "text", logic={"show_if": "chiller > 8"}))
    assert pointers(form, given("chiller", value="hot")) == ["/answers/0/value"]


def test_evidence_is_a_photo_of_any_kind_of_question():
    logic = {"evidence_if": "this > 8.0"}
    form = form_of(CHILLER | {"logic": logic, "photos": {"maximum": 0}})
    assert pointers(form, given("chiller", value=8)) == []
    assert pointers(form, given("chiller", value=9)) == ["/answers/0/photos"]
    assert pointers(form, given("chiller", value=9, photos=PHOTO)) == []
    assert pointers(form, given("chiller", value=9, photos=shots(2))) == ["/answers/0/photos"]


def test_what_was_left_out_needs_no_evidence():
    proof = ask("proof", "text", is_required=False, logic={"evidence_if": "chiller > 8"})
    form = form_of(CHILLER, proof)
    assert pointers(form, given("chiller", value=9)) == []
    assert pointers(form, given("chiller", value=9), given("proof", value="x")) == [
        "/answers/1/photos"
    ]


def test_an_action_is_said_in_words():
    form = form_of(CHILLER | {"logic": {"action_if": "this > 8"}})
    assert pointers(form, given("chiller", value=9, action=" ")) == ["/answers/0/action"]
    assert pointers(form, given("chiller", value=9, action="turned it down")) == []


def test_logic_may_ask_for_the_kind_of_visit_and_the_store():
    form = form_of(
        ask("a", logic={"show_if": "visit_kind == 'mystery'"}),
        ask("b", logic={"show_if": "store_code == 'S-001'"}),
    )
    assert pointers(form, given("b", value=True)) == []
    assert pointers(form, given("b", value=True), kind="mystery") == ["/answers"]


def test_a_repeated_section_is_filled_once_for_each():
    form = form_of(sections=[repeated(ask("fridge", "temperature"))])
    answers = [given("fridge", value=3, occurrence=n) for n in range(4)]
    assert pointers(form, *answers[:1]) == pointers(form, *answers[:3]) == []
    assert pointers(form, *answers) == ["/answers/3/occurrence"]
    assert pointers(form, answers[0], answers[0]) == ["/answers/1/question"]
    assert pointers(form) == ["/answers"]  # one at least


def test_each_filling_of_a_section_is_complete():
    form = form_of(sections=[repeated(ask("fridge", "temperature"), ask("clean"))])
    answers = [
        given("fridge", value=3),
        given("clean", value=True),
        given("fridge", value=4, occurrence=1),
    ]
    found = faults(form, *answers)
    assert [one.detail for one in found] == ["the required question clean/2 is not answered"]


def test_logic_in_a_repeated_section_is_of_the_same_filling():
    why = ask("why", "text", logic={"show_if": "fridge > 5"})
    form = form_of(sections=[repeated(ask("fridge", "temperature"), why)])
    answers = [
        given("fridge", value=3),
        given("fridge", value=9, occurrence=1),
        given("why", value="open door", occurrence=1),
    ]
    assert pointers(form, *answers) == []
    assert pointers(form, *answers, given("why", value="x")) == ["/answers/3/question"]


def test_a_camera_may_leave_out_what_is_required_but_not_answer_wrongly():
    form = form_of(ask("a"), ask("b", "date"))
    assert pointers(form, kind="remote") == []
    assert pointers(form, given("b", value="soon"), kind="remote") == ["/answers/0/value"]
    assert pointers(form, kind="routine") == ["/answers", "/answers"]


def test_an_inspection_that_ends_before_it_starts_is_a_fault():
    start = now()
    form = form_of(ask("a", is_required=False))
    kw = {"started_at": start, "finished_at": start - timedelta(seconds=1)}
    assert pointers(form, **kw) == ["/finished_at"]


def test_one_photo_belongs_to_one_answer():
    form = form_of(ask("a"), ask("b"))
    answers = [given("a", value=True, photos=PHOTO), given("b", value=True, photos=PHOTO)]
    assert pointers(form, *answers) == ["/answers/1/photos/0/id"]
