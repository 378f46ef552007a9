"""What a share of points becomes: critical rules, caps, marks, scales and bands."""

from fractions import Fraction

import pytest

from checklists.forms.form import Band, CriticalRule, Scoring
from scorecards.grading import exact, grade, half_up, pct_of, section_pct, to_float

WORDS = {"en": "Words"}
BANDS = (
    Band(code="fair", label=WORDS, at_least_pct=60),
    Band(code="excellent", label=WORDS, at_least_pct=90),
    Band(code="good", label=WORDS, at_least_pct=75),
)


def rule(effect, at_least=1, pct=0.0, code="r"):
    return CriticalRule(code=code, effect=effect, questions=("a", "b"), at_least=at_least, pct=pct)


def graded(pct, *rules, failed=(), low=(), **scoring):
    pct = None if pct is None else exact(pct)
    codes = [frozenset({"a", "b"})] * len(rules)
    return grade(Scoring(critical=rules, **scoring), pct, failed, codes, low)


A, B, A2, OTHER = ("a", 0), ("b", 0), ("a", 1), ("other", 0)


@pytest.mark.parametrize(
    ("rules", "failed", "score_pct", "is_failed"),
    [
        ([], [A, B], 80.0, False),
        ([rule("fail")], [], 80.0, False),
        ([rule("fail")], [A], 80.0, True),  # the score stays
        ([rule("fail")], [OTHER], 80.0, False),  # not a critical one
        ([rule("fail", 2)], [A], 80.0, False),
        ([rule("fail", 2)], [A, B], 80.0, True),
        ([rule("fail", 2)], [A, A2], 80.0, True),  # two fillings are two faults
        ([rule("no_grade", 2)], [A, B], 80.0, True),
        ([rule("cap", 1, 59)], [], 80.0, False),
        ([rule("cap", 1, 59)], [B], 59.0, False),  # a cap alone fails nothing
        ([rule("cap", 1, 90)], [B], 80.0, False),  # below it anyway
        ([rule("cap", 1, 70), rule("cap", 1, 50, code="r2")], [A], 50.0, False),
        ([rule("cap", 1, 0)], [A], 0.0, False),
        ([rule("deduct", 1, 7.5)], [A], 72.5, False),
        ([rule("deduct", 1, 7.5)], [A, B, A2], 57.5, False),  # for each
        ([rule("deduct", 2, 7.5)], [A, B, A2], 72.5, False),  # for each full pair
        ([rule("deduct", 1, 50)], [A, B], 0.0, False),  # never below zero
        ([rule("cap", 1, 70), rule("deduct", 1, 5, code="r2")], [A], 70.0, False),
        ([rule("cap", 1, 70), rule("deduct", 1, 15, code="r2")], [A], 65.0, False),
    ],
)
def test_critical_rules(rules, failed, score_pct, is_failed):
    found = graded(80, *rules, failed=failed)
    assert (found.score_pct, found.is_failed) == (score_pct, is_failed)
    assert (found.explanation["score_pct"], found.explanation["is_failed"]) == (
        score_pct,
        is_failed,
    )


def test_every_step_is_said():
    rules = [
        rule("cap", 1, 70, code="red"),
        rule("deduct", 2, 30, code="warm"),
        rule("fail", 3, code="worst"),
        rule("no_grade", code="key"),
    ]
    found = graded(80, *rules, failed=[A, A2], low=["kitchen"], pass_mark_pct=50.5, bands=BANDS)
    assert found.explanation["steps"] == [
        {"step": "earned", "rule": None, "pct": 80.0},
        {"step": "deduct", "rule": "warm", "pct": 50.0},
        {"step": "cap", "rule": "red", "pct": 50.0},
        {"step": "round", "rule": None, "pct": 50.0},
    ]
    assert found.explanation["fails"] == [
        {"why": "critical", "code": "key"},
        {"why": "section", "code": "kitchen"},
        {"why": "pass_mark", "code": ""},
    ]
    assert [(term["code"], term["times"]) for term in found.explanation["critical"]] == [
        ("red", 1),
        ("warm", 1),
        ("worst", 0),
        ("key", 1),
    ]
    assert found.explanation["critical"][0] == {
        "code": "red",
        "effect": "cap",
        "at_least": 1,
        "of": 2,
        "failed": ["a", "a/2"],
        "times": 1,
        "pct": 70.0,
    }
    assert found.explanation["bands"][0] == {"code": "fair", "label": WORDS, "at_least_pct": 60.0}
    assert (found.explanation["is_graded"], found.explanation["pass_mark_pct"]) == (False, 50.5)


def test_a_score_below_zero_is_lifted_and_said():
    found = graded(-12.5)
    assert (found.score_pct, found.is_failed) == (0.0, False)
    assert [step["step"] for step in found.explanation["steps"]] == ["earned", "floor", "round"]
    assert found.explanation["steps"][1]["pct"] == 0.0


def test_a_score_of_less_than_one_per_cent_is_no_zero():
    assert graded(Fraction(1, 2)).score_pct == 0.5
    assert graded(Fraction(0)).explanation["steps"][1]["step"] == "round"


def test_nothing_judged_has_no_score_and_may_still_fail():
    nothing = graded(None, rule("fail"), pass_mark_pct=60, bands=BANDS)
    assert (nothing.score_pct, nothing.is_failed, nothing.band) == (None, None, None)
    assert (nothing.explanation["steps"], nothing.explanation["score"]) == ([], None)
    found = graded(None, rule("fail"), failed=[A], bands=BANDS)
    assert (found.score_pct, found.is_failed, found.band) == (None, True, None)


@pytest.mark.parametrize(
    ("pct", "band"),
    [
        (100, "excellent"),
        (90, "excellent"),
        (89.99, "good"),
        (75, "good"),
        (74.99, "fair"),
        (60, "fair"),
        (59.99, None),
        (None, None),
    ],
)
def test_bands_are_found_in_any_order(pct, band):
    assert graded(pct, bands=BANDS).band == band
    assert graded(pct, rule("no_grade"), bands=BANDS, failed=[A]).band is None
    assert graded(pct, rule("fail"), bands=BANDS, failed=[A]).band == band


@pytest.mark.parametrize(
    ("pct", "mark", "is_failed"),
    [(60, 60, False), (59.99, 60, True), (0, 0, False), (59.996, 60, False), (10, None, False)],
)
def test_the_mark_of_the_form_is_read_as_shown(pct, mark, is_failed):
    assert graded(pct, pass_mark_pct=mark).is_failed is is_failed


@pytest.mark.parametrize(
    ("pct", "scale", "decimals", "score", "score_pct"),
    [
        (89.5, 10, 1, 9.0, 90.0),  # rounded before bands are read
        (89.49, 10, 1, 8.9, 89.0),
        (66.6666, 100, 2, 66.67, 66.67),
        (66.665, 100, 2, 66.67, 66.67),  # half goes up, never to even
        (66.675, 100, 2, 66.68, 66.68),
        (50, 7, 2, 3.5, 50.0),
        (40, 7, 1, 2.8, 40.0),
        (33, 7, 0, 2.0, 28.571429),
        (12.34565, 100, 4, 12.3457, 12.3457),
        (100, 9.96, 1, 9.96, 100.0),  # never above what 100 % is called
    ],
)
def test_scores_are_rounded_half_up_on_their_scale(pct, scale, decimals, score, score_pct):
    found = graded(pct, scale=scale, decimals=decimals)
    assert (found.explanation["score"], found.score_pct) == (score, score_pct)
    assert (found.explanation["scale"], found.explanation["decimals"]) == (scale, decimals)


def test_rounding_never_lifts_a_score_above_its_cap():
    found = graded(80, rule("cap", 1, 59.96), failed=[A], decimals=1)
    assert found.score_pct == 59.96


def test_exact_numbers():
    assert exact(0.1) * 3 == Fraction(3, 10)
    assert exact(1e-7) == Fraction(1, 10**7)
    assert [half_up(Fraction(n, 2), 0) for n in (-3, -1, 1, 3)] == [-1, 0, 1, 2]
    assert (pct_of(1, 3), pct_of(0, 0), pct_of(Fraction(1, 2), 1)) == (Fraction(100, 3), None, 50)
    assert (section_pct(2, 3), section_pct(-1, 3), section_pct(1, 0)) == (66.67, -33.33, None)
    assert (to_float(3, 2), to_float(Fraction(3, 2)), to_float(Fraction(3, 2), 3)) == (
        1.5,
        1.5,
        0.5,
    )
