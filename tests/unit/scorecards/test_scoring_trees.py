"""Sections within sections, repeated ones, their weights and marks, and the whole explanation."""

import pytest

from checklists.forms.form import Repeat
from checklists.models import Outcome
from scorecards.scoring import questions_in, sections_in
from tests.fixtures.scored_forms import (
    CHOICE,
    FAILED,
    OPTIONS,
    PASSED,
    WORDS,
    form,
    question,
    score,
    section,
)


def test_weights_of_sections_override_those_of_questions():
    asked = form(
        section("big", question("a", 1), question("b", 1), weight=3),
        section(
            "small", question("c", 10), section("within", question("d", 4), weight=5), weight=1
        ),
    )
    answers = [("a", PASSED), ("b", FAILED), ("c", PASSED), ("d", FAILED)]
    scored = score(asked, *answers)
    # big: half of 3; small: 10 of 10 + 5 becomes two thirds of 1
    assert scored.max_points == 4
    assert scored.points == pytest.approx(1.5 + 2 / 3, abs=1e-12)
    assert scored.score_pct == 54.17
    big, small = scored.explanation["sections"]
    assert (big["points"], big["max_points"], big["score_pct"]) == (1, 2, 50.0)
    assert (big["counts_points"], big["counts_max_points"], big["weight"]) == (1.5, 3, 3)
    assert small["sections"][0]["counts_max_points"] == 5
    assert [node["code"] for node in sections_in([big, small])] == ["big", "small", "within"]


def test_a_section_with_weight_and_nothing_judged_leaves_both_sides():
    asked = form(section("a", question("q1")), section("b", question("q2"), weight=9))
    scored = score(asked, ("q1", PASSED), ("q2", Outcome.NOT_APPLICABLE))
    assert (scored.score_pct, scored.max_points) == (100.0, 1)
    assert scored.explanation["sections"][1]["score_pct"] is None


def test_weights_of_sections_may_be_fractions_that_no_question_has():
    asked = form(
        section("a", question("q1", 2), weight=0.25),
        section("b", question("q2", 2), section("within", question("q3")), weight=1.5),
    )
    scored = score(asked, ("q1", PASSED), ("q2", FAILED), ("q3", PASSED))
    assert (scored.points, scored.max_points) == (0.75, 1.75)


def test_a_section_of_no_weight_says_nothing():
    asked = form(section("a", question("q1")), section("b", question("q2", 5), weight=0))
    scored = score(asked, ("q1", PASSED), ("q2", FAILED))
    assert (scored.score_pct, scored.max_points) == (100.0, 1)


def test_fillings_of_a_repeated_section_count_together_as_one():
    asked = form(
        section("shop", question("clean", 2)),
        section("fridge", question("cold", 1), question("tidy", 3), repeat=Repeat()),
    )
    answers = [("clean", FAILED)]
    answers += [("cold", PASSED), ("tidy", PASSED), ("cold/2", FAILED), ("tidy/2", PASSED)]
    answers += [("cold/4", PASSED), ("tidy/4", Outcome.NOT_APPLICABLE)]
    answers += [("cold/6", Outcome.NOT_APPLICABLE)]
    scored = score(asked, *answers)
    # 4 of 4, 3 of 4 and 1 of 1 are together 8 of 9; one of them is 8/3 of 3; the sixth says nothing
    fridge = scored.explanation["sections"][1]
    assert fridge["points"] == pytest.approx(8 / 3, abs=1e-12)
    assert (fridge["max_points"], fridge["score_pct"]) == (3, 88.89)
    assert (scored.max_points, scored.score_pct) == (5, 53.33)
    assert [filling["occurrence"] for filling in fridge["occurrences"]] == [0, 1, 3, 5]
    assert [filling["score_pct"] for filling in fridge["occurrences"]] == [100.0, 75.0, 100.0, None]
    assert (fridge["questions"], fridge["sections"]) == ([], [])


def test_two_fillings_count_as_one_beside_another_section():
    asked = form(
        section("shop", question("clean")), section("fridge", question("cold"), repeat=Repeat())
    )
    scored = score(asked, ("clean", FAILED), ("cold", PASSED), ("cold/2", PASSED))
    assert (scored.points, scored.max_points) == (1, 2)


def test_what_is_below_a_repeated_section_is_of_the_same_filling():
    door = section("door", question("shut"), weight=4, pass_mark_pct=50)
    asked = form(section("fridge", question("cold"), door, repeat=Repeat(), weight=10))
    scored = score(
        asked, ("cold", PASSED), ("shut", PASSED), ("cold/2", PASSED), ("shut/2", FAILED)
    )
    # 5 of 5 and 1 of 5
    assert (scored.points, scored.max_points, scored.score_pct) == (6, 10, 60.0)
    assert scored.explanation["fails"] == [{"why": "section", "code": "door"}]
    assert scored.is_failed is True


def test_a_repeated_section_that_was_never_filled_says_nothing():
    asked = form(section("s", question("a")), section("r", question("b"), repeat=Repeat()))
    scored = score(asked, ("a", PASSED))
    assert scored.score_pct == 100.0
    assert scored.explanation["sections"][1]["occurrences"] == []


@pytest.mark.parametrize(
    ("passed", "mark", "is_failed"),
    [(1, 50.0, False), (1, 50.1, True), (2, 100.0, False), (0, 0.0, False), (1, None, False)],
)
def test_a_section_below_its_mark_fails_the_form(passed, mark, is_failed):
    asked = form(
        section("s", question("a"), question("b"), pass_mark_pct=mark), section("t", question("c"))
    )
    outcomes = [PASSED] * passed + [FAILED] * (2 - passed)
    scored = score(asked, ("a", outcomes[0]), ("b", outcomes[1]), ("c", PASSED))
    assert scored.is_failed is is_failed
    assert scored.score_pct == pytest.approx(100 * (passed + 1) / 3, abs=0.005)


def test_a_negative_section_is_below_a_mark_of_zero():
    asked = form(section("s", question("a", fail_score=-1), pass_mark_pct=0))
    scored = score(asked, ("a", FAILED))
    assert scored.explanation["sections"][0]["score_pct"] == -100.0
    assert (scored.score_pct, scored.is_failed) == (0.0, True)


def test_a_section_without_a_score_is_not_below_its_mark():
    asked = form(section("s", question("a"), pass_mark_pct=80), section("t", question("b")))
    assert score(asked, ("b", PASSED)).is_failed is False


def score_of_two():
    options = question("b", 1, CHOICE, options=OPTIONS)
    asked = form(section("s", question("a", 2), options, pass_mark_pct=50))
    return score(asked, ("a", PASSED), ("b", PASSED, "fair"))


def test_the_explanation_says_everything_once():
    scored = score_of_two()
    del scored.explanation["sections"]
    assert scored.explanation == {
        "rule": "inspection/2",
        "score_pct": 83.33,
        "score": 83.33,
        "scale": 100.0,
        "decimals": 2,
        "is_failed": False,
        "fails": [],
        "band": None,
        "is_graded": True,
        "pass_mark_pct": None,
        "steps": [
            {"step": "earned", "rule": None, "pct": 83.333333},
            {"step": "round", "rule": None, "pct": 83.33},
        ],
        "critical": [],
        "bands": [],
        "points": 2.5,
        "max_points": 3.0,
        "is_complete": True,
        "left_out": {},
    }


def test_the_explanation_of_a_section():
    sections = score_of_two().explanation["sections"]
    questions = sections[0]["questions"]
    assert sections == [
        {
            "code": "s",
            "section": WORDS,
            "weight": None,
            "points": 2.5,
            "max_points": 3.0,
            "score_pct": 83.33,
            "occurrence": 0,
            "questions": questions,
            "sections": [],
            "counts_points": 2.5,
            "counts_max_points": 3.0,
            "pass_mark_pct": 50.0,
            "is_failed": False,
            "occurrences": [],
        }
    ]


def test_the_explanation_of_a_question():
    options = question("b", 1, CHOICE, options=OPTIONS)
    scored = score(
        form(section("s", question("a", 2), options)), ("a", PASSED), ("b", PASSED, "fair")
    )
    assert list(questions_in(scored.explanation["sections"][0])) == [
        {
            "code": "a",
            "occurrence": 0,
            "prompt": WORDS,
            "weight": 2.0,
            "outcome": "passed",
            "share": 1.0,
            "options": None,
            "points": 2.0,
            "max_points": 2.0,
            "left_out": None,
        },
        {
            "code": "b",
            "occurrence": 0,
            "prompt": WORDS,
            "weight": 1.0,
            "outcome": "passed",
            "share": 0.5,
            "options": {"fair": 0.5},
            "points": 0.5,
            "max_points": 1.0,
            "left_out": None,
        },
    ]
