"""The public grading of restaurants' food safety, as the shipped kitchen pack has it.

Dynamic score: points ÷ items checked, items may be left out; 9.0, 7.5 and 6.0 are excellent, good
and fair; below 6.0, or with two key items failed, there is no grade. The year: A, B or C from the
mean of twelve months; none in the first three of a licence, none for six after an accident.
"""

import uuid
from datetime import date, timedelta

import pytest

from checklists.forms.form import Band, Scoring
from checklists.models import Outcome
from checklists.packs import pack
from scorecards.grades import Dynamic, Grade, months_before, yearly_grade
from scorecards.recount import recompute
from scorecards.scoring import Said, score_form

KITCHEN = pack("restaurant-kitchen")
ITEMS = [  # without cold units, which are filled once for each
    question
    for section in KITCHEN.sections
    for question in section.questions
    if question.weight and section.repeat is None
]
KEY = [question.code for question in ITEMS if "key" in question.tags]
PLAIN = [question.code for question in ITEMS if "key" not in question.tags]
TODAY = date(2026, 11, 22)


def dynamic(checked, failed=0, key_failed=0):
    """The score of so many items checked, all others left out."""
    bad = [*PLAIN[:failed], *KEY[:key_failed]]
    good = [code for code in [*PLAIN, *KEY] if code not in bad][: checked - len(bad)]
    rest = [one.code for one in ITEMS if one.code not in {*good, *bad}]
    said = [Said(code, 0, Outcome.PASSED) for code in good]
    said += [Said(code, 0, Outcome.FAILED) for code in bad]
    said += [Said(code, 0, Outcome.NOT_APPLICABLE) for code in rest]
    scored = score_form(KITCHEN, said)
    assert (len(good) + len(bad), scored.max_points) == (checked, checked)
    assert recompute(scored.explanation) == scored.score_pct
    return scored


def test_the_pack_is_the_rule():
    scoring = KITCHEN.scoring
    assert (scoring.scale, scoring.decimals) == (10.0, 1)
    assert {question.weight for question in ITEMS} == {1.0}
    assert len(KEY) >= 2


@pytest.mark.parametrize(
    ("checked", "failed", "score", "band"),
    [
        (30, 0, 10.0, "excellent"),
        (30, 3, 9.0, "excellent"),
        (20, 2, 9.0, "excellent"),
        (19, 2, 8.9, "good"),  # 8.947: items left out weigh on those that stay
        (29, 3, 9.0, "excellent"),  # 8.966 is 9.0 with one decimal
        (20, 5, 7.5, "good"),
        (19, 5, 7.4, "fair"),
        (20, 8, 6.0, "fair"),
        (19, 8, 5.8, None),
        (1, 1, 0.0, None),
    ],
)
def test_the_dynamic_score_and_its_face(checked, failed, score, band):
    scored = dynamic(checked, failed)
    assert (scored.explanation["score"], scored.band) == (score, band)
    assert scored.is_failed is (score < 6)


@pytest.mark.parametrize(
    ("key_failed", "score", "band", "is_failed"),
    [
        (0, 10.0, "excellent", False),
        (1, 9.7, "excellent", False),  # one key item is one item
        (2, 9.3, None, True),  # two are no grade, whatever the score
        (3, 9.0, None, True),
    ],
)
def test_two_key_items_take_the_grade(key_failed, score, band, is_failed):
    scored = dynamic(30, key_failed=key_failed)
    assert (scored.explanation["score"], scored.band, scored.is_failed) == (score, band, is_failed)
    assert scored.explanation["is_graded"] is (key_failed < 2)


def year(*scores, on=TODAY, **kw):
    visits = [
        Dynamic(uuid.UUID(int=number), months_before(on, number + 1), score)
        for number, score in enumerate(scores)
    ]
    return yearly_grade(KITCHEN.scoring, visits, on=on, **kw)


@pytest.mark.parametrize(
    ("scores", "score", "grade", "why_none"),
    [
        ([90.0] * 12, 9.0, Grade.A, None),
        ([100.0, 80.0], 9.0, Grade.A, None),
        ([90.0, 89.0], 9.0, Grade.A, None),  # 8.95 is 9.0
        ([89.0, 89.0], 8.9, Grade.B, None),
        ([75.0], 7.5, Grade.B, None),
        ([75.0, 74.0, 74.0], 7.4, Grade.C, None),
        ([60.0], 6.0, Grade.C, None),
        ([59.0], 5.9, None, "too_low"),
        ([], None, None, "no_scores"),
        ([None, None], None, None, "no_scores"),  # nothing could be judged
        ([80.0, None], 8.0, Grade.B, None),
    ],
)
def test_the_grade_of_a_year(scores, score, grade, why_none):
    found = year(*scores)
    assert (found.score, found.grade, found.why_none) == (score, grade, why_none)


def test_the_year_is_graded_by_its_visits():
    """Four inspections of one kitchen, the last with two key items failed."""
    visits = [
        Dynamic(uuid.UUID(int=n), months_before(TODAY, 3 * n), found.score_pct)
        for n, found in enumerate(
            [dynamic(30, 1), dynamic(30, 3), dynamic(20, 2), dynamic(30, key_failed=2)], start=1
        )
    ]
    found = yearly_grade(KITCHEN.scoring, visits, on=TODAY)
    # (9.7 + 9.0 + 9.0 + 9.3) ÷ 4 = 9.25
    assert (found.score, found.grade) == (9.3, Grade.A)
    assert [one.on for one in found.terms] == sorted(one.on for one in visits)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2025, 11, 21), False),  # a day too old
        (date(2025, 11, 22), True),
        (TODAY - timedelta(days=1), True),
        (TODAY, False),  # the day itself is not over
    ],
)
def test_twelve_months_count(day, counts):
    visits = [Dynamic(uuid.UUID(int=1), day, 95.0)]
    found = yearly_grade(KITCHEN.scoring, visits, on=TODAY)
    assert (len(found.terms), found.grade) == ((1, Grade.A) if counts else (0, None))
    assert (found.since, found.until) == (date(2025, 11, 22), TODAY)


@pytest.mark.parametrize(
    ("licensed_on", "grade"),
    [
        (None, Grade.A),
        (date(2026, 8, 22), Grade.A),  # three months are over
        (date(2026, 8, 23), None),
        (TODAY, None),
        (date(2020, 1, 1), Grade.A),
    ],
)
def test_a_new_licence_has_no_grade(licensed_on, grade):
    found = year(95.0, licensed_on=licensed_on)
    assert (found.grade, found.why_none) == (grade, None if grade else "new_licence")
    assert found.score == 9.5  # the scores are there all the same


@pytest.mark.parametrize(
    ("accident_on", "grade"),
    [
        (None, Grade.A),
        (date(2026, 5, 22), Grade.A),  # six months are over
        (date(2026, 5, 23), None),
        (TODAY, None),
        (TODAY + timedelta(days=1), Grade.A),  # not yet
    ],
)
def test_an_accident_takes_the_grade(accident_on, grade):
    found = year(95.0, accident_on=accident_on)
    assert (found.grade, found.why_none) == (grade, None if grade else "accident")


def test_an_accident_is_said_before_a_new_licence():
    assert year(50.0, licensed_on=TODAY, accident_on=TODAY).why_none == "accident"


def test_the_best_three_bands_are_the_letters():
    marks = (10, 95, 50, 30)
    bands = tuple(Band(code=f"b{mark}", label={}, at_least_pct=mark) for mark in marks)
    grades = [
        yearly_grade(
            Scoring(bands=bands), [Dynamic(uuid.UUID(int=1), date(2026, 1, 5), score)], on=TODAY
        ).grade
        for score in (95.0, 94.99, 50.0, 30.0, 29.99, 10.0)
    ]
    assert grades == [Grade.A, Grade.B, Grade.B, Grade.C, None, None]


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 1), 12, date(2025, 12, 1)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 3, 5), 0, date(2026, 3, 5)),
    ],
)
def test_months_before_a_day(day, months, earlier):
    assert months_before(day, months) == earlier
