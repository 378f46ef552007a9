"""How the answers to a form become its score: tables a person can redo with pencil and paper."""

import json
from random import Random

import pytest

from benchmarks.scoring_cases import make_form, make_said
from checklists.forms.form import Form, Repeat
from checklists.models import Answer, Outcome, Question, QuestionKind
from scorecards.recount import recompute
from scorecards.scoring import Said, questions_in, said_of, score_form
from tests.fixtures.scored_forms import (
    CHOICE,
    CHOICES,
    FAILED,
    OPTIONS,
    PASSED,
    RANK,
    WORDS,
    form,
    question,
    score,
    section,
)


def test_answers_are_said_by_the_codes_of_their_questions():
    asked = [Question(code="a"), Question(code="b")]
    answers = [
        Answer(question_id=asked[1].id, final_outcome="failed", value={"value": 3.5}, occurrence=2),
        Answer(question_id=asked[0].id, final_outcome="passed", value={}),
    ]
    assert said_of(asked, answers) == [Said("b", 2, FAILED, 3.5), Said("a", 0, PASSED, None)]


@pytest.mark.parametrize(
    ("answers", "points", "most", "score_pct"),
    [
        ([], 0, 0, None),  # no answer
        ([("a", PASSED)], 3, 3, 100.0),
        ([("a", FAILED)], 0, 3, 0.0),
        ([("a", PASSED), ("b", FAILED)], 3, 4, 75.0),
        ([("a", PASSED), ("c", FAILED)], 2.5, 5, 50.0),  # failing takes away
        ([("c", FAILED)], -0.5, 2, 0.0),  # never below zero in total
        ([("a", PASSED), ("b", Outcome.NOT_APPLICABLE)], 3, 3, 100.0),  # leaves both sides
        ([("a", PASSED), ("b", Outcome.PENDING)], 3, 3, 100.0),
        ([("a", PASSED), ("b", Outcome.NOT_JUDGED)], 3, 3, 100.0),
        ([("free", FAILED), ("a", PASSED)], 3, 3, 100.0),  # no weight, no say
        ([("unknown", FAILED), ("a", PASSED)], 3, 3, 100.0),  # not asked by this form
        ([("a/2", FAILED), ("b", PASSED)], 1, 1, 100.0),  # no such filling
        ([("b", PASSED), ("c", FAILED)], 0.5, 3, 16.67),  # half up, two decimals
        ([("read", PASSED)], 0, 0, None),  # an instruction is not answered
    ],
)
def test_the_score_of_flat_answers(answers, points, most, score_pct):
    asked = form(
        section(
            "s",
            question("a", 3),
            question("b", 1),
            question("c", 2, fail_score=-0.25),
            question("free", 0),
            question("read", 5, QuestionKind.INSTRUCTION),
        )
    )
    scored = score(asked, *answers)
    assert (scored.points, scored.max_points, scored.score_pct) == (points, most, score_pct)
    assert scored.is_failed is (None if score_pct is None else False)
    assert scored.band is None


@pytest.mark.parametrize(
    ("kind", "outcome", "value", "share"),
    [
        (CHOICE, PASSED, "good", 1),
        (CHOICE, PASSED, "fair", 0.5),
        (CHOICE, PASSED, "none", 0),
        (CHOICE, FAILED, "bad", -0.5),  # its own score, as it is the fault
        (CHOICE, FAILED, "good", 0.2),  # failed by logic: never more for it
        (CHOICE, FAILED, "none", 0),  # and never more than it had
        (CHOICE, PASSED, "other", None),  # null: not judged
        (CHOICE, FAILED, "gone", None),  # a fault, and no score
        (CHOICE, Outcome.NOT_JUDGED, "good", None),
        (CHOICE, PASSED, "unknown", 1),  # then the outcome speaks
        (CHOICE, FAILED, "unknown", 0.2),
        (CHOICE, PASSED, ["good"], 1),
        (CHOICE, FAILED, None, 0.2),
        (CHOICES, PASSED, ["good", "fair"], 0.75),
        (CHOICES, PASSED, ["good", "good", "none"], 0.5),  # chosen twice is chosen once
        (CHOICES, PASSED, ("good", "other"), 1),  # what has no score is not in the mean
        (CHOICES, FAILED, ["good", "bad"], 0.25),
        (CHOICES, FAILED, ["good", "fair"], 0.2),
        (CHOICES, PASSED, ["other"], None),
        (CHOICES, PASSED, [], 1),
        (CHOICES, PASSED, "good", 1),  # a text is no list of choices
        (CHOICES, FAILED, "good", 0.2),
        (CHOICES, FAILED, [{"a": 1}, "good"], 0.2),
        (RANK, PASSED, ["bad", "good"], 1),  # an order has no score of its own
        (RANK, FAILED, ["bad", "good"], 0.2),
        (QuestionKind.NUMBER, FAILED, 3.0, 0.2),
    ],
)
def test_the_share_an_answer_earns(kind, outcome, value, share):
    options = OPTIONS if kind is not QuestionKind.NUMBER else ()
    asked = form(section("s", question("a", 4, kind, options=options, fail_score=0.2)))
    scored = score(asked, ("a", outcome, value))
    [term] = questions_in(scored.explanation["sections"][0])
    assert term["share"] == share
    assert scored.points == (0 if share is None else 4 * share)
    assert scored.max_points == (0 if share is None else 4)


def test_choices_of_a_set_score_as_own_ones_do():
    asked = Form(
        code="f",
        name=WORDS,
        choice_sets=({"code": "set", "options": OPTIONS},),
        sections=(section("s", question("a", 1, CHOICE, choice_set="set")),),
    )
    assert score(asked, ("a", PASSED, "fair")).score_pct == 50.0


def test_why_something_is_left_out():
    asked = form(
        section(
            "s",
            question("a"),
            question("b"),
            question("c", 0),
            question("d", 1, CHOICE, options=OPTIONS),
            question("e"),
            section("r", question("f"), repeat=Repeat()),
        )
    )
    scored = score(
        asked,
        ("b", Outcome.NOT_APPLICABLE),
        ("c", PASSED),
        ("d", PASSED, "other"),
        ("e", Outcome.PENDING),
        ("f", Outcome.NOT_JUDGED),
        ("f/2", Outcome.NOT_JUDGED),
    )
    assert scored.explanation["left_out"] == {
        "a": "not_answered",
        "b": "not_applicable",
        "c": "no_weight",
        "d": "no_score",
        "e": "pending",
        "f": "not_judged",
        "f/2": "not_judged",
    }
    assert scored.explanation["is_complete"] is False
    assert (scored.score_pct, scored.is_failed) == (None, None)
    terms = [term for one in scored.explanation["sections"] for term in questions_in(one)]
    assert {(term["points"], term["max_points"]) for term in terms} == {(0.0, 0.0)}


def test_weights_are_the_decimals_somebody_wrote():
    asked = form(*(section(f"s{n}", question(f"q{n}", 0.1)) for n in range(8)), decimals=4)
    scored = score(asked, *((f"q{n}", PASSED if n < 3 else FAILED) for n in range(8)))
    assert (scored.points, scored.max_points, scored.score_pct) == (0.3, 0.8, 37.5)


def test_the_explanation_alone_gives_the_stored_score():
    chance = Random(20261122)  # noqa: S311 - generated cases, no secret
    scores = []
    for _ in range(100):
        asked = make_form(chance)
        for _ in range(10):
            scored = score_form(asked, make_said(chance, asked))
            stored = json.loads(json.dumps(scored.explanation))
            assert recompute(stored) == scored.score_pct == stored["score_pct"]
            scores.append(scored.score_pct)
    assert len(set(scores)) > 100  # the cases differ
