"""What changed between two forms, matched by codes, and whether it touches scores."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.forms.diff_words import MAX_SHOWN, names_of, tell
from checklists.forms.diffs import Change, Deed, Part, diff
from checklists.forms.form import form_questions
from tests.factories import words
from tests.fixtures.forms import a_question, a_section, to_form

CHOICES = {
    "kind": "choice",
    "options": [
        {"code": "good", "label": words("Good"), "score": 1},
        {"code": "bad", "label": words("Bad"), "score": 0, "is_fail": True},
    ],
}


def told(before, after):
    return [
        (change.deed.value, change.part.value, change.code, change.field, change.is_scored)
        for change in diff(before, after)
    ]


def one(**kw):
    return to_form(a_section("floor", a_question("a", **kw)))


def test_the_same_form_does_not_differ():
    assert diff(one(), one()) == ()


def test_questions_come_and_go():
    before = to_form(a_section("floor", "a", "b"))
    after = to_form(a_section("floor", "a", a_question("c", weight=0), "d"))
    assert told(before, after) == [
        ("removed", "question", "b", "", True),
        ("added", "question", "c", "", False),
        ("added", "question", "d", "", True),
    ]


def test_an_instruction_that_comes_changes_no_score():
    after = to_form(a_section("floor", "a", a_question("read", kind="instruction")))
    assert told(to_form(a_section("floor", "a")), after) == [
        ("added", "question", "read", "", False)
    ]


def test_one_question_that_was_moved_is_one_change():
    before = to_form(a_section("floor", "a", "b", "c", "d"))
    after = to_form(a_section("floor", "d", "a", "b", "c"))
    assert told(before, after) == [("moved", "question", "d", "", False)]


def test_a_question_in_another_section_says_from_where_to_where():
    before = to_form(a_section("floor", "a", "b"), a_section("cold", "c"))
    after = to_form(a_section("floor", "a"), a_section("cold", "c", "b"))
    (change,) = diff(before, after)
    assert (change.deed, change.before, change.after) == (Deed.MOVED, "floor", "cold")
    assert not change.is_scored


def test_it_matters_to_scores_where_sections_weigh():
    before = to_form(a_section("floor", "a", "b"), a_section("cold", "c", weight=3))
    after = to_form(a_section("floor", "a"), a_section("cold", "c", "b", weight=3))
    assert [change.is_scored for change in diff(before, after)] == [True]


@pytest.mark.parametrize(
    ("changed", "field", "is_scored"),
    [
        ({"weight": 2}, "weight", True),
        ({"fail_score": -1}, "fail_score", True),
        ({"limits": {"maximum": 5}}, "limits.maximum", True),
        ({"limits": {"unit": "°C"}}, "limits.unit", False),
        ({"logic": {"show_if": "b"}}, "logic.show_if", True),
        ({"logic": {"evidence_if": "b"}}, "logic.evidence_if", False),
        ({"severity": "high"}, "severity", False),
        ({"prompt": {**words("Is it so: a?"), "en": "Other?"}}, "prompt.en", False),
        ({"photos": {"minimum": 1}}, "photos.minimum", False),
        ({"tags": ["food"]}, "tags", True),
    ],
)
def test_a_changed_field_is_named(changed, field, is_scored):
    assert told(one(), one(**changed)) == [("changed", "question", "a", field, is_scored)]


def test_choices_are_matched_by_their_codes():
    good, bad = CHOICES["options"]
    after = one(kind="choice", options=[bad, {**good, "score": 0.5}])
    assert told(one(**CHOICES), after) == [
        ("changed", "question", "a", "options.order", False),
        ("changed", "question", "a", "options.good.score", True),
    ]


def test_a_choice_that_goes_is_told_by_what_it_held():
    after = one(kind="choice", options=CHOICES["options"][:1])
    assert told(one(**CHOICES), after) == [
        ("changed", "question", "a", "options.bad.label.zh-CN", False),
        ("changed", "question", "a", "options.bad.label.en", False),
        ("changed", "question", "a", "options.bad.score", True),
        ("changed", "question", "a", "options.bad.is_fail", True),
    ]


def test_a_choice_named_like_a_word_still_counts():
    was = [{"code": "label", "label": words("x"), "score": 1}]
    now = [{"code": "label", "label": words("x"), "score": 0}]
    before, after = (one(kind="choice", options=options) for options in (was, now))
    assert told(before, after) == [("changed", "question", "a", "options.label.score", True)]


def test_sections_choice_sets_and_scoring_are_told():
    sets = [{"code": "often", "options": CHOICES["options"]}]
    before = to_form(a_section("floor", "a"), a_section("old"))
    after = to_form(
        a_section("new"),
        a_section("floor", "a", pass_mark_pct=80, title=words("Shop floor")),
        name=words("Patrol 2"),
        choice_sets=sets,
        scoring={"pass_mark_pct": 60},
    )
    assert told(before, after) == [
        ("changed", "form", "patrol", "name.zh-CN", False),
        ("changed", "form", "patrol", "name.en", False),
        ("changed", "form", "patrol", "scoring.pass_mark_pct", True),
        ("added", "choice_set", "often", "", False),
        ("removed", "section", "old", "", False),
        ("added", "section", "new", "", False),
        ("changed", "section", "floor", "title.zh-CN", False),
        ("changed", "section", "floor", "title.en", False),
        ("changed", "section", "floor", "pass_mark_pct", True),
    ]


def test_a_choice_set_that_changes_changes_scores():
    def shared(score):
        option = {"code": "good", "label": words("Good"), "score": score}
        return to_form(choice_sets=[{"code": "often", "options": [option]}])

    assert told(shared(1), shared(0)) == [
        ("changed", "choice_set", "often", "options.good.score", True)
    ]


def test_a_section_below_another_is_moved_with_it_named():
    below = a_section("cold", "c")
    before = to_form(a_section("floor", "a"), below)
    after = to_form(a_section("floor", "a", sections=[below]))
    (change,) = diff(before, after)
    assert (change.deed, change.part, change.code, change.before, change.after) == (
        Deed.MOVED, Part.SECTION, "cold", "", "floor",
    )  # fmt: skip


@given(st.permutations(list("abcdefgh")), st.integers(0, 7))
def test_taking_away_what_moved_leaves_one_order(order: list[str], cut: int):
    before = to_form(a_section("floor", *"abcdefgh"))
    after = to_form(a_section("floor", *order[:cut]), a_section("rest", *order[cut:]))
    changes = diff(before, after)
    moved = {change.code for change in changes if change.part is Part.QUESTION}
    stayed = [q.code for _, q in form_questions(after) if q.code not in moved]
    assert stayed == sorted(stayed)
    assert set(order[cut:]) <= moved


def test_the_fewest_questions_are_moved():
    rng = random.Random(7)  # noqa: S311 - a shuffle for a test
    codes = [f"q-{number}" for number in range(60)]
    shuffled = codes.copy()
    rng.shuffle(shuffled)
    spare = shuffled.pop(3)
    before = to_form(a_section("floor", *shuffled, spare))
    after = to_form(a_section("floor", spare, *shuffled))
    assert [change.code for change in diff(before, after)] == [spare]


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (
            Change(Deed.ADDED, Part.QUESTION, "a"),
            "新增问题“油温（中）”",
            "Question “油温” added",
        ),
        (
            Change(Deed.CHANGED, Part.QUESTION, "a", "is_required", before=True, after=False),
            "问题“油温（中）”的必答：是 → 否",
            "Question “油温”, required: yes → no",
        ),
        (
            Change(Deed.CHANGED, Part.QUESTION, "a", "logic.show_if", None, "b > 8"),
            "问题“油温（中）”的逻辑 › 显示条件：— → “b > 8”",
            "Question “油温”, logic › shown when: — → “b > 8”",
        ),
        (
            Change(Deed.CHANGED, Part.QUESTION, "a", "options.order", ["x", "y"], ["y", "x"]),
            '问题“油温（中）”的选项 › 顺序：["x", "y"] → ["y", "x"]',
            'Question “油温”, choices › order: ["x", "y"] → ["y", "x"]',
        ),
    ],
)
def test_a_change_is_said_in_both_languages(change, zh, en):
    names = {(Part.QUESTION, "a"): words("油温")}
    assert tell(change, names, "zh-CN") == zh
    assert tell(change, names, "en") == en


def test_what_has_no_name_is_called_by_its_code():
    change = Change(Deed.REMOVED, Part.SECTION, "cold-room")
    assert tell(change, {}, "en") == "Section “cold-room” removed"


def test_a_long_text_is_cut_where_it_is_said():
    change = Change(Deed.CHANGED, Part.QUESTION, "a", "hint.en", "", "x" * 500)
    said = tell(change, {}, "en")
    assert f"“{'x' * (MAX_SHOWN - 1)}…”" in said


def test_parts_are_called_by_their_newer_names():
    before, after = one(prompt=words("Old")), one(prompt=words("New"))
    names = names_of(before, after)
    assert names[Part.QUESTION, "a"] == words("New")
    assert names[Part.SECTION, "floor"] == words("Section floor")
    assert names[Part.FORM, "patrol"] == words("Patrol")
