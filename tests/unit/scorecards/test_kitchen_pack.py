"""The kitchen pack grades as public rules do: points over items, bands, key items."""

import pytest

from checklists import packs
from checklists.forms.form import form_questions
from checklists.models import CHOICE_KINDS, Outcome
from scorecards.recount import recompute
from scorecards.scoring import Said, score_form

PACK = packs.pack("restaurant-kitchen")
ITEMS = {question.code: question for _, question in form_questions(PACK) if question.weight > 0}
KEYS = sorted(code for code, question in ITEMS.items() if "key" in question.tags)
# With choices of their own, an item earns half where it mostly conforms.
GRADED = sorted(code for code, question in ITEMS.items() if question.kind in CHOICE_KINDS)
PLAIN = sorted(set(ITEMS) - set(KEYS) - set(GRADED) - {"unit-temperature"})


def score(failed=(), mostly=(), left_out=(), more=()):
    """The score of a visit that found everything right but these."""
    said = list(more)
    for code in ITEMS:
        value, outcome = "conforms" if code in GRADED else None, Outcome.PASSED
        if code in failed:
            value, outcome = "not" if code in GRADED else None, Outcome.FAILED
        elif code in mostly:
            value, outcome = "mostly", Outcome.FAILED
        elif code in left_out:
            value, outcome = None, Outcome.NOT_APPLICABLE
        said.append(Said(code, 0, outcome, value))
    return score_form(PACK, said)


def out_of_ten(scored):
    """The score as the pack writes it: out of ten, with one decimal."""
    return round(scored.score_pct / 10, 1)


def test_every_item_weighs_the_same():
    assert {question.weight for question in ITEMS.values()} == {1.0}
    assert len(ITEMS) == 35
    assert len(KEYS) == 12
    assert len(GRADED) == 3


def test_a_kitchen_without_a_fault_has_ten_points_and_a_laughing_face():
    scored = score()
    assert (out_of_ten(scored), scored.band, scored.is_failed) == (10.0, "excellent", False)


@pytest.mark.parametrize(
    ("failed", "mostly", "left_out", "points", "band"),
    [
        (3, 1, 0, 9.0, "excellent"),  # 31.5 / 35
        (4, 0, 0, 8.9, "good"),  # 31 / 35 = 8.857
        (3, 0, 5, 9.0, "excellent"),  # 27 / 30: what is left out leaves both sides
        (8, 1, 1, 7.5, "good"),  # 25.5 / 34
        (8, 2, 0, 7.4, "fair"),  # 26 / 35 = 7.43
        (14, 0, 0, 6.0, "fair"),  # 21 / 35
        (14, 1, 0, 5.9, None),  # 20.5 / 35 = 5.857: no grade
    ],
)
def test_points_over_items_become_a_grade(failed, mostly, left_out, points, band):
    scored = score(
        failed=PLAIN[:failed], mostly=GRADED[:mostly], left_out=PLAIN[failed : failed + left_out]
    )
    assert (out_of_ten(scored), scored.band) == (points, band)
    assert scored.is_failed is (points < 6.0)


def test_one_key_item_costs_its_points_and_two_cost_the_grade():
    one, two = score(failed=KEYS[:1]), score(failed=KEYS[:2])
    assert (out_of_ten(one), one.band, one.is_failed) == (9.7, "excellent", False)
    assert (out_of_ten(two), two.band, two.is_failed) == (9.4, None, True)


@pytest.mark.parametrize("pair", [(0, 11), (3, 7), (5, 6)])
def test_any_two_key_items_cost_the_grade(pair):
    assert score(failed=[KEYS[number] for number in pair]).band is None


def test_all_cold_units_together_are_one_item():
    warm = [Said("unit-temperature", number, Outcome.FAILED) for number in (1, 2, 3)]
    scored = score(more=warm)  # one of four units is cold: 34.25 / 35
    assert scored.max_points == 35
    assert scored.points == pytest.approx(34.25)


def test_the_arithmetic_can_be_redone_from_what_is_kept():
    scored = score(failed=PLAIN[:5], mostly=GRADED[:2], left_out=KEYS[:3])
    assert recompute(scored.explanation) == scored.score_pct
