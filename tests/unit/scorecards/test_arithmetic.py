"""A score line by line, so that a person can redo it."""

from random import Random

import pytest

from benchmarks.scoring_cases import make_form, make_said
from checklists.forms.form import CriticalRule
from checklists.models import Answer, Outcome, Question
from scorecards import rules
from scorecards.arithmetic import nodes_of, steps_of
from scorecards.scoring import score_form
from tests.fixtures.scored_forms import (
    CHOICES,
    FAILED,
    OPTIONS,
    PASSED,
    form,
    question,
    said,
    section,
)


def told(explanation):
    return [(node.kind, node.depth, node.code, node.arithmetic) for node in nodes_of(explanation)]


def hall_and_fridges():
    asked = form(
        section(
            "hall",
            question("clean", 3),
            question("marks", 2, CHOICES, options=OPTIONS),
            question("na"),
            section("door", question("shut", fail_score=-0.5), weight=4),
        ),
        section(
            "fridge", question("cold", 1), question("tidy", 3), repeat={"maximum": 3}, weight=2
        ),
    )
    answers = said(
        ("clean", PASSED),
        ("marks", PASSED, ["good", "none"]),
        ("na", Outcome.NOT_APPLICABLE),
        ("shut", FAILED),
        ("cold", PASSED),
        ("tidy", PASSED),
        ("cold/2", FAILED),
    )
    return score_form(asked, answers).explanation


def test_every_node_says_its_sum():
    explanation = hall_and_fridges()
    assert told(explanation) == [
        ("section", 0, "hall", "(3 + 1 − 2) ÷ (3 + 2 + 4) = 22.22 %"),
        ("question", 1, "clean", "3 × 1 = 3"),
        ("question", 1, "marks", "2 × (1 + 0) ÷ 2 = 1"),
        ("question", 1, "na", ""),
        ("section", 1, "door", "(−0.5) ÷ (1) = −50 %; −0.5 ÷ 1 × 4 = −2"),
        ("question", 2, "shut", "1 × −0.5 = −0.5"),
        (
            "section",
            0,
            "fridge",
            "(4 + 0) ÷ (4 + 1) = 80 %; (4 + 0) ÷ 2 = 2; 2 ÷ 2.5 × 2 = 1.6",
        ),
        ("filling", 1, "", "(1 + 3) ÷ (1 + 3) = 100 %"),
        ("question", 2, "cold", "1 × 1 = 1"),
        ("question", 2, "tidy", "3 × 1 = 3"),
        ("filling", 1, "", "(0) ÷ (1) = 0 %"),
        ("question", 2, "cold", "1 × 0 = 0"),
        ("question", 2, "tidy", ""),
    ]
    lines = nodes_of(explanation)
    assert [line.occurrence for line in lines[6:]] == [0, 0, 0, 0, 1, 1, 1]
    assert (lines[3].left_out, lines[3].share) == ("not_applicable", None)
    assert [step.arithmetic for step in steps_of(explanation)] == [
        "3.6 ÷ 11 = 32.727273 %",
        "32.727273 % × 100 ≈ 32.73",
    ]


def test_every_step_says_its_sum():
    asked = form(
        section("s", question("a", 2, fail_score=-1), question("b"), question("c")),
        scale=10,
        decimals=1,
        critical=(
            CriticalRule(code="warm", effect="deduct", questions=("a", "b"), pct=12.5),
            CriticalRule(code="red", effect="cap", questions=("b",), pct=30),
        ),
    )
    scored = score_form(asked, said(("a", PASSED), ("b", FAILED), ("c", PASSED)))
    assert [
        (step.step, step.rule, step.pct, step.arithmetic) for step in steps_of(scored.explanation)
    ] == [
        ("earned", None, 75.0, "3 ÷ 4 = 75 %"),
        ("deduct", "warm", 62.5, "75 − 1 × 12.5 = 62.5 %"),
        ("cap", "red", 30.0, "min(62.5, 30) = 30 %"),
        ("round", None, 30.0, "30 % × 10 ≈ 3"),
    ]
    scored = score_form(asked, said(("a", FAILED), ("b", FAILED), ("c", PASSED)))
    assert [step.arithmetic for step in steps_of(scored.explanation)] == [
        "−1 ÷ 4 = −25 %",
        "−25 − 2 × 12.5 = −50 %",
        "min(−50, 30) = −50 %",
        "max(−50, 0) = 0 %",
        "0 % × 10 ≈ 0",
    ]


def test_a_score_from_before_forms_is_told_too():
    asked = [
        Question(code=code, weight=2, prompt={"en": code}, section={"en": "s"}) for code in "abc"
    ]
    answers = [
        Answer(question_id=one.id, final_outcome=outcome)
        for one, outcome in zip(asked, ("passed", "failed", "pending"), strict=True)
    ]
    explanation = rules.score_inspection(asked, answers).explanation
    assert told(explanation) == [
        ("section", 0, "", "(2 + 0) ÷ (2 + 2) = 50 %"),
        ("question", 1, "a", "2 × 1 = 2"),
        ("question", 1, "b", "2 × 0 = 0"),
        ("question", 1, "c", ""),
    ]
    assert [node.words for node in nodes_of(explanation)][:2] == [{"en": "s"}, {"en": "a"}]
    assert [(step.step, step.arithmetic) for step in steps_of(explanation)] == [
        ("earned", "2 ÷ 4 = 50 %"),
        ("round", ""),
    ]


@pytest.mark.parametrize("explanation", [{}, score_form(form(section("s")), ()).explanation])
def test_without_a_score_there_are_no_steps(explanation):
    assert steps_of(explanation) == []
    assert [node.arithmetic for node in nodes_of(explanation)] in ([], [""])


def test_any_explanation_can_be_told():
    chance = Random(7)  # noqa: S311 - generated cases, no secret
    for _ in range(200):
        asked = make_form(chance)
        explanation = score_form(asked, make_said(chance, asked)).explanation
        nodes, steps = nodes_of(explanation), steps_of(explanation)
        judged = [node for node in nodes if node.kind == "question" and node.left_out is None]
        assert all(" = " in node.arithmetic for node in judged)
        assert [step.pct for step in steps][-1:] == [
            pct for pct in [explanation["score_pct"]] if pct is not None
        ]
