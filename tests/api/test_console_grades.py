"""The store's page about its year: the letter, why there is none, and the forms beside it."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from core.clock import now
from core.db import unit_of_work
from scorecards.rules import store_day
from stores.licences import accidents_of
from stores.models import Store
from tests.fixtures.console import text_of
from tests.fixtures.years import make_scored, make_year, publish_kitchen

DAY = timedelta(days=1)


@pytest.fixture
def page(chain):
    return f"/console/stores/{chain.store.id}"


@pytest.fixture
def boss(chain, browser_of):
    return browser_of(chain.staff["regional_manager"])


@pytest.fixture
def today(chain):
    return store_day(now(), chain.store.timezone)


@pytest.fixture
def year(engine, chain):
    with unit_of_work(engine, chain.tenant_id) as session:
        return make_year(session, chain.store)


def card(answer):
    """Return what the two cards about the year say."""
    text = text_of(answer)
    return text[text.index("Yearly grade") : text.index("Most frequent faults")]


def accident_id(answer):
    return re.search(r'name="id" value="([^"]+)"', answer.text)[1]


def accidents(engine, chain):
    with unit_of_work(engine, chain.tenant_id) as session:
        return [
            (line.accident.note, line.withdrawal.reason if line.withdrawal else None)
            for line in accidents_of(session, chain.store.id)
        ]


def test_the_page_shows_the_letter_and_every_term(boss, page, year):
    answer = boss.get(page)
    told = card(answer)
    assert "Restaurant kitchen food safety A mean of 2 inspections · 9.3 / 10" in told
    assert "no grade on that day; the score counts Routine 9.7 Mean 9.3" in told
    for visit in year:
        assert f'href="/console/inspections/{visit.id}"' in answer.text


def test_a_store_without_a_graded_visit_says_so(boss, page):
    assert "nobody has inspected this store by a checklist that gives grades" in card(
        boss.get(page)
    )


@pytest.mark.parametrize("score_pct", [None, 40.0])
def test_no_letter_is_said_with_its_reason(engine, chain, boss, page, score_pct):
    with unit_of_work(engine, chain.tenant_id) as session:
        kitchen = publish_kitchen(session)
        make_scored(session, chain.store, kitchen, now() - 5 * DAY, score_pct)
    told = card(boss.get(page))
    why = "The mean is too low" if score_pct else "No visit of the last twelve months could be"
    assert "No grade" in told
    assert why in told


def test_the_licence_day_is_kept_and_forgotten(engine, chain, boss, page, year, today):
    assert "nobody has said" in card(boss.get(page))
    day = today - 30 * DAY
    answer = boss.send(f"{page}/licence", licensed_on=day.isoformat())
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    shown = boss.get(page)
    assert f'value="{day.isoformat()}"' in shown.text
    assert "No grade mean of 2 inspections · 9.3 / 10 The licence is held since" in card(shown)
    assert boss.send(f"{page}/licence", licensed_on="").status_code == 303
    with unit_of_work(engine, chain.tenant_id) as session:
        assert session.exec(select(Store.licensed_on).where(Store.id == chain.store.id)).one() is (
            None
        )


def test_an_accident_is_written_once_and_withdrawn(engine, chain, boss, page, year, today):
    said = {"id": accident_id(boss.get(page)), "happened_on": today.isoformat(), "note": "Mice"}
    for _ in range(2):
        assert boss.send(f"{page}/accidents", **said).headers["location"] == page
    assert accidents(engine, chain) == [("Mice", None)]
    told = card(boss.get(page))
    assert "For six months after one there is no grade." in told
    assert "Accident Mice Li Na" in told
    to = f"{page}/accidents/{said['id']}/withdrawal"
    for _ in range(2):
        assert boss.send(to, reason="Next door").status_code == 303
    assert accidents(engine, chain) == [("Mice", "Next door")]
    told = card(boss.get(page))
    assert "Withdrawn Mice" in told
    assert "Next door" in told
    assert "Restaurant kitchen food safety A mean" in told


def test_what_cannot_be_written_down_is_refused_with_words(engine, chain, boss, page, today):
    later = (today + DAY).isoformat()
    answer = boss.send(f"{page}/licence", licensed_on=later)
    assert answer.status_code == 422
    assert "This cannot be written down like this" in text_of(answer)
    said = {"id": accident_id(boss.get(page)), "happened_on": later, "note": " "}
    assert boss.send(f"{page}/accidents", **said).status_code == 422
    assert boss.send(f"{page}/accidents", **said | {"note": "a\x00"}).status_code == 422
    assert accidents(engine, chain) == []


@pytest.mark.parametrize("role", ["supervisor", "store_manager", "clerk"])
def test_who_may_not_write_sees_no_form_and_is_refused(browser_of, chain, page, year, today, role):
    browser = browser_of(chain.staff[role])
    shown = browser.get(page)
    assert "A mean of 2 inspections" in card(shown)
    assert f'action="{page}/' not in shown.text
    answer = browser.send(f"{page}/licence", licensed_on=today.isoformat())
    assert answer.status_code == 403


def test_a_store_elsewhere_is_not_there(browser_of, chain, page, today):
    browser = browser_of(chain.staff["stranger"])
    assert browser.send(f"{page}/licence", licensed_on=today.isoformat()).status_code == 404
