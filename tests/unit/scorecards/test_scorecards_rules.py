"""How scores come about: tables, and what holds for any answers and any tickets."""

import json
import math
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.models import Answer, Outcome, Question, Severity
from scorecards import rules
from scorecards.rules import Visit, Week
from tickets.rules import Living

WEEK = rules.week_of(date(2026, 3, 2), "Asia/Shanghai")
DAY = timedelta(days=1)


def form(*parts):
    """Questions with a weight and an outcome each; an outcome of None is no answer."""
    questions, answers = [], []
    for number, (weight, outcome) in enumerate(parts):
        question = Question(
            code=f"q{number}", weight=weight, prompt={"en": "?"}, section={"en": f"s{number % 2}"}
        )
        questions.append(question)
        if outcome is not None:
            answers.append(Answer(question_id=question.id, final_outcome=outcome))
    return questions, answers


@pytest.mark.parametrize(
    ("parts", "score", "points", "most"),
    [
        ([], None, 0, 0),  # no questions
        ([(1, "passed")], 100.0, 1, 1),
        ([(1, "failed")], 0.0, 0, 1),
        ([(3, "passed"), (1, "failed")], 75.0, 3, 4),  # weights
        ([(1, "passed"), (9, "not_applicable")], 100.0, 1, 1),  # leaves both sides
        ([(1, "passed"), (9, "not_judged")], 100.0, 1, 1),
        ([(1, "passed"), (9, "pending")], 100.0, 1, 1),
        ([(1, "passed"), (9, None)], 100.0, 1, 1),  # not answered
        ([(1, "not_applicable"), (1, "pending")], None, 0, 0),  # nothing to say
        ([(0, "failed"), (1, "passed")], 100.0, 1, 1),  # no weight, no say
        ([(0, "passed")], None, 0, 0),
        ([(math.nan, "failed"), (math.inf, "failed"), (-1, "failed")], None, 0, 0),
        ([(1, "passed")] * 2 + [(1, "failed")], 66.67, 2, 3),  # two decimals
    ],
)
def test_the_score_of_an_inspection(parts, score, points, most):
    scored = rules.score_inspection(*form(*parts))
    assert (scored.score_pct, scored.points, scored.max_points) == (score, points, most)


def test_an_inspection_explains_every_question():
    parts = [(2, "passed"), (1, "failed"), (1, "not_applicable"), (1, "pending"), (1, None)]
    questions, answers = form(*parts)
    told = rules.score_inspection(questions, answers).explanation
    assert (told["rule"], told["score_pct"], told["is_complete"]) == ("inspection/1", 66.67, False)
    assert (told["points"], told["max_points"]) == (2, 3)
    assert told["left_out"] == {"q2": "not_applicable", "q3": "pending", "q4": "not_answered"}
    first, second = told["sections"]
    assert (first["section"], first["points"], first["max_points"]) == ({"en": "s0"}, 2, 2)
    assert (second["section"], second["points"], second["max_points"]) == ({"en": "s1"}, 0, 1)
    assert [term["code"] for term in first["questions"]] == ["q0", "q2", "q4"]
    assert second["questions"][0] == {
        "question_id": str(questions[1].id),
        "code": "q1",
        "prompt": {"en": "?"},
        "weight": 1,
        "outcome": "failed",
        "points": 0.0,
        "max_points": 1,
        "left_out": None,
    }


def test_an_inspection_is_complete_when_nothing_waits():
    assert rules.score_inspection(*form((1, "passed"), (1, None))).explanation["is_complete"]


def test_an_answer_without_weight_is_left_out_by_that_name():
    told = rules.score_inspection(*form((0, "failed"), (1, "passed"))).explanation
    assert told["left_out"] == {"q0": "no_weight"}
    assert [section["score_pct"] for section in told["sections"]] == [None, 100.0]


PARTS = st.lists(
    st.tuples(
        st.floats(0, 1e6, allow_subnormal=False),
        st.none() | st.sampled_from([outcome.value for outcome in Outcome]),
    ),
    max_size=12,
)


@given(PARTS)
def test_a_score_is_none_or_from_0_to_100_and_adds_up(parts):
    scored = rules.score_inspection(*form(*parts))
    told = scored.explanation
    assert scored.score_pct is None or 0 <= scored.score_pct <= 100
    terms = [term for section in told["sections"] for term in section["questions"]]
    assert len(terms) == len(parts)
    assert math.isclose(sum(term["points"] for term in terms), scored.points)
    assert math.isclose(sum(term["max_points"] for term in terms), scored.max_points)
    assert (scored.score_pct is None) == (scored.max_points == 0)
    assert set(told["left_out"]) == {term["code"] for term in terms if term["left_out"]}
    assert json.loads(json.dumps(told, allow_nan=False)) == told


@given(PARTS, st.floats(0.01, 100))
def test_a_better_answer_never_lowers_a_score(parts, weight):
    worse = rules.score_inspection(*form(*parts, (weight, "failed"))).score_pct
    better = rules.score_inspection(*form(*parts, (weight, "passed"))).score_pct
    assert better >= worse


def visit(score, *, kind="routine", weight=1.0, finished_at=WEEK.since):
    return Visit(uuid.uuid4(), kind, finished_at, score, weight)


def living(overdue=None, **open_tickets):
    return Living(
        Counter({Severity(name): count for name, count in open_tickets.items()}),
        Counter({Severity(name): count for name, count in (overdue or {}).items()}),
    )


@pytest.mark.parametrize(
    ("visits", "tickets", "score"),
    [
        ([], living(), None),  # nobody looked yet
        ([], living(critical=1), None),
        ([visit(None)], living(), None),  # somebody looked, nothing could be judged
        ([visit(80)], living(), 80.0),
        ([visit(80), visit(None)], living(), 80.0),  # what says nothing counts nothing
        ([visit(80), visit(90)], living(), 85.0),
        ([visit(60), visit(90, kind="self_check", weight=0.5)], living(), 70.0),
        ([visit(60), visit(90, kind="special")], living(), 75.0),
        ([visit(90)], living(low=1), 89.5),
        ([visit(90)], living(medium=1), 89.0),
        ([visit(90)], living(high=1), 88.0),
        ([visit(90)], living(critical=1), 85.0),
        ([visit(90)], living({"high": 1}, high=1), 86.0),  # overdue counts twice
        ([visit(90)], living({"high": 1}, high=3, low=2), 81.0),
        ([visit(90)], living(critical=5, high=2), 61.0),  # 29 points
        ([visit(90)], living(critical=6), 60.0),  # the cap
        ([visit(90)], living({"critical": 99}, critical=99), 60.0),
        ([visit(20)], living(critical=6), 0.0),  # never below zero
    ],
)
def test_the_score_of_a_store(visits, tickets, score):
    scored = rules.score_store(WEEK, visits, tickets)
    assert scored.score_pct == score
    points = (0.0, 0.0) if score is None else (score, 100.0)
    assert (scored.points, scored.max_points) == points


def test_a_store_explains_every_term():
    seen = [visit(60), visit(90, kind="self_check", weight=0.5), visit(None)]
    told = rules.score_store(WEEK, seen, living({"high": 1}, high=3, critical=6)).explanation
    assert (told["rule"], told["score_pct"], told["band"]) == ("store/1", 40.0, "poor")
    assert told["week"] == {"starts_on": "2026-03-02", "timezone": "Asia/Shanghai"}
    visits = told["inspections"]
    assert (visits["score_pct"], visits["numerator"], visits["denominator"]) == (70.0, 105.0, 1.5)
    assert [term["left_out"] for term in visits["terms"]] == [None, None, "nothing_judged"]
    assert [term["weight"] for term in visits["terms"]] == [1.0, 0.5, 1.0]
    assert [term["kind"] for term in visits["terms"]] == ["routine", "self_check", "routine"]
    assert visits["terms"][0]["inspection_id"] == str(seen[0].inspection_id)
    tickets = told["tickets"]
    assert (tickets["sum"], tickets["cap"], tickets["deduction"]) == (38.0, 30.0, 30.0)
    assert tickets["terms"][0] == {
        "severity": "high",
        "open": 3,
        "overdue": 1,
        "points_each": 2.0,
        "overdue_factor": 2.0,
        "deduction": 8.0,
    }


@pytest.mark.parametrize(
    ("finished", "is_carried_over"),
    [
        ([], False),
        ([WEEK.since], False),
        ([WEEK.since - DAY], True),
        ([WEEK.since - DAY, WEEK.since], False),
    ],
)
def test_a_score_that_stands_on_an_earlier_week_says_so(finished, is_carried_over):
    visits = [visit(80, finished_at=finished_at) for finished_at in finished]
    told = rules.score_store(WEEK, visits, living()).explanation["inspections"]
    assert told["is_carried_over"] is is_carried_over


COUNTS = st.dictionaries(st.sampled_from(Severity), st.integers(0, 50))
SCORES = st.lists(
    st.tuples(st.sampled_from([0.5, 1.0, 1.5]), st.none() | st.floats(0, 100)),
    max_size=6,
)


@given(SCORES, COUNTS, COUNTS)
def test_a_stores_score_is_none_or_from_0_to_100_and_adds_up(scores, counts, late):
    visits = [visit(score, weight=weight) for weight, score in scores]
    tickets = Living(
        Counter(counts), Counter({s: min(late.get(s, 0), n) for s, n in counts.items()})
    )
    scored = rules.score_store(WEEK, visits, tickets)
    told = scored.explanation
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert 0 <= told["tickets"]["deduction"] <= rules.DEDUCTION_CAP
    if all(score is None for _, score in scores):
        assert scored.score_pct is told["band"] is None
        return
    base = told["inspections"]["score_pct"]
    assert 0 <= scored.score_pct <= base <= 100
    lowest = max(0, base - told["tickets"]["deduction"])
    assert math.isclose(scored.score_pct, lowest, abs_tol=0.01)


@given(COUNTS, st.sampled_from(Severity))
def test_one_ticket_more_or_later_never_lifts_a_score(counts, severity):
    base = Counter(counts) + Counter({severity: 1})
    one_less = base - Counter({severity: 1})
    scores = [
        rules.score_store(WEEK, [visit(90)], Living(*counted)).score_pct
        for counted in (
            (one_less, Counter()),
            (base, Counter()),
            (base, Counter({severity: 1})),
        )
    ]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (None, None),
        (100, "excellent"),
        (90, "excellent"),
        (89.99, "good"),
        (75, "good"),
        (74.99, "fair"),
        (60, "fair"),
        (59.99, "poor"),
        (0, "poor"),
    ],
)
def test_a_score_in_one_word(score, word):
    assert rules.band(score) == word


@given(st.dates())
def test_a_week_starts_on_the_monday_at_or_before_its_days(day):
    if day < date(1, 1, 8):
        return
    monday = rules.week_start(day)
    assert monday.weekday() == 0
    assert timedelta() <= day - monday < timedelta(days=7)


@pytest.mark.parametrize(
    ("at", "timezone", "day"),
    [
        (datetime(2026, 3, 1, 16, tzinfo=UTC), "Asia/Shanghai", date(2026, 3, 2)),  # midnight there
        (datetime(2026, 3, 1, 15, 59, tzinfo=UTC), "Asia/Shanghai", date(2026, 3, 1)),
        (datetime(2026, 3, 2, 4, 59, tzinfo=UTC), "America/New_York", date(2026, 3, 1)),
        (datetime(2024, 2, 29, 12, tzinfo=UTC), "Europe/Paris", date(2024, 2, 29)),  # a leap day
    ],
)
def test_a_stores_day_is_its_own(at, timezone, day):
    assert rules.store_day(at, timezone) == day


@pytest.mark.parametrize(
    ("monday", "timezone", "hours"),
    [
        (date(2026, 3, 2), "Asia/Shanghai", 168),
        (date(2026, 3, 2), "America/New_York", 167),  # the clocks go forward on Sunday
        (date(2026, 10, 26), "America/New_York", 169),  # and back
    ],
)
def test_a_week_lasts_as_long_as_the_stores_clocks_say(monday, timezone, hours):
    week = rules.week_of(monday, timezone)
    assert week.until - week.since == timedelta(hours=hours)
    assert rules.store_day(week.since, timezone) == monday
    assert rules.store_day(week.until - timedelta(seconds=1), timezone) == monday + 6 * DAY
    assert week == Week(monday, timezone, week.since, week.until)
