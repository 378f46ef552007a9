"""The page of an inspection shows what failed it, and the whole sum of its score."""

import re

import pytest

from checklists import service
from checklists.authoring.publishing import publish_form
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from scorecards.service import score_inspection
from stores.queries import actor_of
from tests.factories import given, to_submission, words
from tests.fixtures.forms import OPTIONS, ask, form_of, repeated

BANDS = [
    {"code": "good", "label": words("Good"), "at_least_pct": 75},
    {"code": "poor", "label": words("Poor"), "at_least_pct": 0},
]


def form(**scoring):
    return form_of(
        ask("counter", "choice", options=OPTIONS, weight=2),
        ask("exit"),
        sections=[repeated(ask("fridge", "temperature", limits={"maximum": 5}))],
        scoring={"bands": BANDS} | scoring,
    )


@pytest.fixture
def page_of(engine, chain, browser_of):
    """The page of a scored inspection of a form."""

    def show(asked, *answers):
        with unit_of_work(engine, chain.tenant_id) as session:
            actor = actor_of(session, chain.staff["supervisor"].id)
            version = publish_form(session, None, asked, at=now())
            sent = to_submission(chain.store, version, *answers, id=new_id())
            service.submit(session, actor, sent)
            score_inspection(session, sent.id)
        return browser_of(chain.staff["supervisor"]).get(f"/console/inspections/{sent.id}").text

    return show


def told(page):
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_sum_can_be_redone_from_the_page(page_of):
    answers = [
        given("counter", value="dusty"),
        given("exit", value=True),
        given("fridge", value=3.0),
        given("fridge", value=9.0, occurrence=1),
    ]
    text = told(page_of(form(), *answers))
    assert "62.5 Poor" in text
    assert "counter 2 × 0.5 = 1" in text
    assert "fridge no. 2 Failed 1 × 0 = 0" in text
    assert "Earned 2.5 ÷ 4 = 62.5 %" in text
    assert "Critical questions" not in text


def test_what_failed_the_form_stands_before_everything_else(page_of):
    rules = [{"code": "key", "effect": "no_grade", "questions": ["exit", "fridge"]}]
    answers = [
        given("counter", value="clean"),
        given("exit", value=False),
        given("fridge", value=9.0),
    ]
    asked = form(critical=rules, pass_mark_pct=60, scale=10, decimals=1)
    text = told(page_of(asked, *answers))
    assert "5 / 10 Failed" in text
    assert "Critical questions failed: exit; fridge" in text
    assert "Below the pass mark of 60 %" in text
    assert "Good" not in text
    assert "Poor" not in text
