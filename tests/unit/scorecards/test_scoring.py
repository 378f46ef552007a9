"""How the answers to a form become its score: tables a person can redo with pencil and paper."""

import json
from random import Random

import pytest

from benchmarks.scoring_cases import make_form, make_said
from checklists.forms import Form, FormQuestion, Option, Repeat, Scoring, Section
from checklists.models import Answer, Outcome, Question, QuestionKind
from scorecards.recount import recompute
from scorecards.scoring import Said, questions_in, said_of, score_form, sections_in

WORDS = {"en": "Words"}
PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
CHOICE, CHOICES, RANK = QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.RANK
OPTIONS = (
    Option(code="good", label=WORDS, score=1),
    Option(code="fair", label=WORDS, score=0.5),
    Option(code="none", label=WORDS, score=0),
    Option(code="bad", label=WORDS, score=-0.5, is_fail=True),
    Option(code="other", label=WORDS),
    Option(code="gone", label=WORDS, is_fail=True),
)


def question(code, weight=1, kind=QuestionKind.YES_NO, **kw):
    return FormQuestion(code=code, kind=kind, prompt=WORDS, weight=weight, **kw)


def section(code, *parts, **kw):
    asked = tuple(part for part in parts if isinstance(part, FormQuestion))
    below = tuple(part for part in parts if isinstance(part, Section))
    return Section(code=code, title=WORDS, questions=asked, sections=below, **kw)


def form(*sections, **scoring):
    return Form(code="f", name=WORDS, sections=sections, scoring=Scoring(**scoring))


def said(*answers):
    """Answers as (code, outcome) or (code, outcome, value); `code/2` is of the second filling."""
    return [
        Said(code.partition("/")[0], int(code.partition("/")[2] or 1) - 1, outcome, *value)
        for code, outcome, *value in answers
    ]


def score(asked, *answers):
    scored = score_form(asked, said(*answers))
    assert recompute(json.loads(json.dumps(scored.explanation))) == scored.score_pct
    return scored


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


def test_the_explanation_says_everything_once():
    asked = form(
        section("s", question("a", 2), question("b", 1, CHOICE, options=OPTIONS), pass_mark_pct=50)
    )
    scored = score(asked, ("a", PASSED), ("b", PASSED, "fair"))
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
        "sections": [
            {
                "code": "s",
                "section": WORDS,
                "weight": None,
                "points": 2.5,
                "max_points": 3.0,
                "score_pct": 83.33,
                "occurrence": 0,
                "questions": [
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
                ],
                "sections": [],
                "counts_points": 2.5,
                "counts_max_points": 3.0,
                "pass_mark_pct": 50.0,
                "is_failed": False,
                "occurrences": [],
            }
        ],
        "left_out": {},
    }


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
