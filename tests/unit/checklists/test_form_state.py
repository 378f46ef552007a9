"""What a form asks for: shown, required, evidence and the rest, as answers come in."""

import pytest

from checklists.forms.state import Given, state_of
from tests.fixtures.forms import OPTIONS, ask, form_of, repeated


def asked(code, kind="yes_no", **logic):
    """A question with logic."""
    return ask(code, kind, logic=logic)


def given(**values):
    """Answers by name, each the only one of its question."""
    return {(name.replace("_", "-"), 0): Given(value) for name, value in values.items()}


def codes(keys):
    return sorted(code for code, _ in keys)


def test_a_question_shows_when_its_condition_is_true_and_never_on_null() -> None:
    form = form_of(asked("open"), asked("queue", "number", show_if="open == true"))
    assert codes(state_of(form, {}).shown) == ["open"]
    assert codes(state_of(form, given(open=False)).shown) == ["open"]
    assert codes(state_of(form, given(open=True)).shown) == ["open", "queue"]


def test_a_hidden_question_has_no_value_for_others() -> None:
    """Also when it stands after those that read it."""
    form = form_of(
        asked("last", show_if="middle == 5"),
        asked("middle", "number", show_if="first"),
        asked("first"),
    )
    answers = given(first=True, middle=5)
    assert codes(state_of(form, answers).shown) == ["first", "last", "middle"]
    assert codes(state_of(form, answers | given(first=False)).shown) == ["first"]


def test_a_hidden_section_hides_everything_below() -> None:
    below = {"code": "below", "title": {"en": "B"}, "questions": [asked("deep")]}
    top = {
        "code": "top",
        "title": {"en": "T"},
        "show_if": "kitchen",
        "questions": [asked("oven")],
        "sections": [below],
    }
    form = form_of(asked("kitchen"), sections=[top])
    assert codes(state_of(form, {}).shown) == ["kitchen"]
    assert codes(state_of(form, given(kitchen=True)).shown) == ["deep", "kitchen", "oven"]


def test_what_does_not_apply_has_no_value_and_is_listed() -> None:
    form = form_of(
        asked("oven", evidence_if="true"),
        asked("cold", show_if="oven == null && 'oven' in not_applicable"),
    )
    state = state_of(form, {("oven", 0): Given(value=True, is_not_applicable=True)})
    assert codes(state.shown) == ["cold", "oven"]
    assert state.evidence == frozenset()
    assert codes(state_of(form, given(oven=True)).evidence) == ["oven"]


def test_required_when_it_always_is_or_its_condition_says_so() -> None:
    form = form_of(
        ask("always"),
        ask("never", is_required=False),
        ask("special", is_required=False, logic={"require_if": "visit_kind == 'special'"}),
        ask("hidden", logic={"show_if": "false"}),
        ask("read", "instruction"),
    )
    assert codes(state_of(form, {}).required) == ["always"]
    assert codes(state_of(form, {}, visit_kind="special").required) == ["always", "special"]
    assert codes(state_of(form, {}).shown) == ["always", "never", "read", "special"]


def test_the_answer_itself_decides_what_it_asks_for() -> None:
    form = form_of(
        asked(
            "chiller",
            "temperature",
            fail_if="this > 8",
            evidence_if="this > 7",
            action_if="this > 6",
            notify_if="this > 9",
        )
    )
    state = state_of(form, given(chiller=8.5))
    assert [len(state.failed), len(state.evidence), len(state.action), len(state.notify)] == [
        1, 1, 1, 0,
    ]  # fmt: skip
    assert not state_of(form, {}).failed


def test_an_unanswered_question_asks_for_nothing() -> None:
    form = form_of(asked("q", evidence_if="true", fail_if="this == null"))
    state = state_of(form, {})
    assert (state.evidence, state.failed) == (frozenset(), frozenset())


def test_a_default_is_what_an_untouched_answer_begins_with() -> None:
    form = form_of(
        asked("kind", "text"),
        asked("limit", "number", default="kind == 'frozen' ? 0 - 12 : 8"),
        asked("none", "number", default="missing"),
    )
    assert state_of(form, given(kind="frozen")).defaults == {("limit", 0): -12.0}
    assert state_of(form, given(kind="fresh")).defaults == {("limit", 0): 8.0}


@pytest.mark.parametrize(
    ("kind", "answer", "condition"),
    [
        ("photo", Given(photo_count=2), "q == 2"),
        ("kitchen_photo", Given(), "q == 0"),
        ("signature", Given(photo_count=1), "q == 1"),
        ("location", Given({"latitude": 1.0, "longitude": 2.0}), "q"),
        ("location", Given(), "q == false"),
        ("table", Given([{"a": 1}, {"a": 2}]), "q == 2"),
        ("table", Given(), "q == 0"),
        ("table", Given("no rows"), "q == 0"),
        ("instruction", Given("x"), "q == null"),
        ("date", Given("2026-11-22"), "q > '2026-10-31'"),
        ("choices", Given(["clean", "dusty"]), "'dusty' in q && size(q) == 2"),
    ],
)
def test_what_is_no_plain_value_is_read_as_how_much_there_is(kind, answer, condition) -> None:
    extra = {
        "choices": {"options": OPTIONS},
        "table": {"columns": [{"code": "a", "label": {"en": "A"}}]},
    }
    form = form_of(ask("q", kind, **extra.get(kind, {})), asked("seen", show_if=condition))
    assert ("seen", 0) in state_of(form, {("q", 0): answer}).shown


def test_photos_answer_questions_of_photos() -> None:
    form = form_of(asked("q", "photo", notify_if="this >= 2"))
    assert not state_of(form, {("q", 0): Given(value="x", photo_count=1)}).notify
    assert state_of(form, {("q", 0): Given(photo_count=2)}).notify == {("q", 0)}


FRIDGES = form_of(
    asked("any-warm", show_if="temp.exists(t, t > 8)"),
    sections=[
        repeated(
            asked("kind", "text"),
            asked("temp", "temperature", show_if="kind != 'off'", fail_if="this > limit"),
            asked("limit", "number"),
        )
    ],
)


def test_a_repeated_section_reads_its_own_occurrence_and_others_read_them_all() -> None:
    answers = {
        ("temp", 0): Given(4),
        ("limit", 0): Given(8),
        ("temp", 2): Given(9),
        ("limit", 2): Given(10),
    }
    state = state_of(FRIDGES, answers)
    assert state.failed == frozenset()
    assert ("any-warm", 0) in state.shown  # the second has no temperature, and is left out
    assert [key for key in sorted(state.shown) if key[0] == "kind"] == [
        ("kind", 0), ("kind", 1), ("kind", 2),
    ]  # fmt: skip
    assert state_of(FRIDGES, answers | {("limit", 2): Given(8)}).failed == {("temp", 2)}
    assert ("any-warm", 0) not in state_of(FRIDGES, answers | {("kind", 2): Given("off")}).shown


def test_occurrences_are_at_least_the_fewest_and_at_most_the_most() -> None:
    def filled(answers, **repeat):
        form = form_of(sections=[repeated(ask("kind"), **repeat)])
        return sorted(state_of(form, answers).shown)

    assert filled({}) == [("kind", 0)]
    assert filled({}, minimum=2) == [("kind", 0), ("kind", 1)]
    assert filled({}, minimum=0) == []
    assert len(filled({("kind", 999_999_999): Given(value=True)})) == 3
    assert len(filled({("kind", -5): Given(value=True)})) == 1


def test_a_draft_with_faults_can_be_looked_at() -> None:
    form = form_of(
        asked("a", show_if="b"),
        asked("b", show_if="a"),
        asked("c", show_if="((("),
        asked("d", fail_if="nobody > 1"),
        ask("a"),
    )
    assert codes(state_of(form, given(d=True)).shown) == ["d"]


def test_the_store_is_known() -> None:
    form = form_of(asked("q", show_if="store_code.startsWith('BJ')"))
    assert state_of(form, {}, store_code="BJ-7").shown == {("q", 0)}
    assert state_of(form, {}, store_code="SH-7").shown == frozenset()


def test_a_chain_of_a_thousand_questions_is_reckoned() -> None:
    links = [asked("q0")] + [asked(f"q{n}", show_if=f"q{n - 1}") for n in range(1, 1000)]
    answers = {(f"q{n}", 0): Given(value=True) for n in range(1000)}
    assert len(state_of(form_of(*reversed(links)), answers).shown) == 1000
