"""What is due on the pages: of a checklist, at a store, and for the person who looks."""

from datetime import timedelta

import pytest
from sqlmodel import select

from checklists.authoring.assigning import Assigning, assign
from checklists.models import Checklist, ChecklistVersion
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from stores.models import Store
from stores.queries import actor_of
from tests.factories import make_inspection, make_store, words
from tests.fixtures.console import text_of


@pytest.fixture
def checklist(engine, chain):
    with unit_of_work(engine, chain.tenant_id) as session:
        return session.exec(
            select(Checklist).where(
                Checklist.id == ChecklistVersion.checklist_id,
                ChecklistVersion.id == chain.version_id,
            )
        ).one()


@pytest.fixture
def ask(engine, chain, checklist):
    """Assign the checklist to supervisors, every month unless told otherwise."""

    def ask(**wish):
        started = (now() - timedelta(days=100)).date()
        defaults = {"starts_on": started, "role": "supervisor", "every": "month"}
        with unit_of_work(engine, chain.tenant_id) as session:
            author = actor_of(session, chain.staff["admin"].id)
            assign(session, author, new_id(), Assigning(checklist.id, **defaults | wish))

    return ask


@pytest.fixture
def filled(engine, chain):
    """Fill the checklist at the store of the chain, just now."""

    def filled(**kw):
        with unit_of_work(engine, chain.tenant_id) as session:
            made = {"store_id": chain.store.id, "version_id": chain.version_id}
            make_inspection(session, staff_id=chain.staff["supervisor"].id, **made | kw)

    return filled


def open_stores(engine, chain, names):
    with unit_of_work(engine, chain.tenant_id) as session:
        for name in names:
            make_store(session, region_id=chain.store.region_id, name=words(name))


def test_a_checklist_tells_in_how_many_stores_it_was_done_and_where_not(
    engine, chain, browser_of, checklist, ask, filled
):
    open_stores(engine, chain, ["Harbour", "Castle"])
    ask()
    filled()
    path = f"/console/checklists/{checklist.code}"
    told = text_of(browser_of(chain.staff["supervisor"]).get(path))
    assert "1 of 3 stores done this month" in told
    part = told.partition("Not done yet")[2]
    assert "Harbour" in part
    assert "Castle" in part
    # Who may see all stores sees the foreign one too.
    told = text_of(browser_of(chain.staff["admin"]).get(path))
    assert "1 of 4 stores done this month" in told


def test_how_far_it_is_comes_in_the_words_of_its_period(chain, browser_of, checklist, ask, filled):
    for every in ("day", "week", "month"):
        ask(every=every)
    filled()
    told = text_of(browser_of(chain.staff["clerk"]).get(f"/console/checklists/{checklist.code}"))
    for when in ("today", "this week", "this month"):
        assert f"1 of 1 store done {when}" in told
    assert "Not done yet" not in told


def test_a_long_list_of_stores_is_cut_and_counted(engine, chain, browser_of, checklist, ask):
    open_stores(engine, chain, [f"Branch {number}" for number in range(14)])
    ask()
    page = browser_of(chain.staff["supervisor"]).get(f"/console/checklists/{checklist.code}")
    told = text_of(page)
    assert "0 of 15 stores done this month" in told
    assert "and 3 more" in told


def test_what_comes_round_never_shows_nothing(chain, browser_of, checklist, ask):
    ask(every="on_demand")
    browser = browser_of(chain.staff["supervisor"])
    assert "Done so far" not in text_of(browser.get(f"/console/checklists/{checklist.code}"))
    assert "Due here" not in text_of(browser.get(f"/console/stores/{chain.store.id}"))
    assert "Your inspections to do" not in text_of(browser.get("/console"))


def test_a_store_tells_what_is_due_there_whoever_looks(chain, browser_of, ask, filled):
    ask()
    browser = browser_of(chain.staff["clerk"])
    told = text_of(browser.get(f"/console/stores/{chain.store.id}")).partition("Due here")[2]
    assert "Supervisor" in told[:200]
    assert " Due " in f" {told[:200]} "
    filled()
    told = text_of(browser.get(f"/console/stores/{chain.store.id}")).partition("Due here")[2]
    assert "Done" in told[:200]


def test_what_was_missed_is_called_overdue(engine, chain, browser_of, ask):
    ask(every="day")
    with unit_of_work(engine, chain.tenant_id) as session:
        store = session.exec(select(Store).where(Store.id == chain.store.id)).one()
        store.created_at = now() - timedelta(days=9)
        session.add(store)
    told = text_of(browser_of(chain.staff["clerk"]).get(f"/console/stores/{chain.store.id}"))
    assert "Overdue" in told.partition("Due here")[2][:200]


def test_the_first_page_tells_what_waits_for_the_person_alone(chain, browser_of, ask, filled):
    ask()
    assert "Your inspections to do" not in text_of(browser_of(chain.staff["clerk"]).get("/console"))
    browser = browser_of(chain.staff["supervisor"])
    told = text_of(browser.get("/console")).partition("Your inspections to do")[2]
    assert chain.store.name["en"] in told[:120]
    filled()
    assert "Your inspections to do" not in text_of(browser.get("/console"))


def test_it_is_said_in_chinese_too(chain, browser_of, checklist, ask):
    ask()
    browser = browser_of(chain.staff["supervisor"])
    browser.speak("zh-CN")
    told = text_of(browser.get(f"/console/checklists/{checklist.code}"))
    assert "本月已完成 0/1 家门店" in told
    assert "待你完成的巡检" in text_of(browser.get("/console"))
    assert "本店待办巡检" in text_of(browser.get(f"/console/stores/{chain.store.id}"))
