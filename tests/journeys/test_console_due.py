"""What is due, in a real browser: readable and touchable in both languages, sizes and schemes."""

from datetime import timedelta

import pytest

from checklists.authoring.assigning import Assigning, assign
from checklists.queries import version_with_questions
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from stores.queries import actor_of
from tests.factories import make_inspection, make_store
from tests.fixtures.chromium import DESK, PHONE
from tests.journeys.test_console import look

OTHERS = (
    ("上海南京西路店", "Shanghai West Nanjing Road"),
    ("杭州武林广场店", "Hangzhou Wulin Square"),
    ("石河子北四路店", "Shihezi North Fourth Road"),
)


@pytest.fixture
def paths(engine, chain):
    """The pages of a chain where some visits are done, some due and some overdue."""
    with unit_of_work(engine, chain.tenant_id) as session:
        author = actor_of(session, chain.staff["admin"].id)
        found = version_with_questions(session, chain.version_id)
        started = (now() - timedelta(days=200)).date()
        for role, kind, every in (
            ("supervisor", "routine", "month"),
            ("supervisor", "unannounced", "week"),
            ("store_manager", "self_check", "day"),
        ):
            wish = Assigning(found.checklist.id, started, role=role, visit_kind=kind, every=every)
            assign(session, author, new_id(), wish)
        for chinese, english in OTHERS:
            store = make_store(
                session,
                region_id=chain.store.region_id,
                name={"zh-CN": chinese, "en": english},
                created_at=now() - timedelta(days=100),
            )
            make_inspection(session, store_id=store.id, version_id=chain.version_id)
        make_inspection(
            session, store_id=chain.store.id, version_id=chain.version_id, kind="self_check"
        )
        code = found.checklist.code
    return ["/console", f"/console/stores/{chain.store.id}", f"/console/checklists/{code}"]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_what_is_due_can_be_read_and_touched(chain, paths, open_page, size, scheme, language):
    page = open_page(chain.staff["supervisor"], language=language, size=size, scheme=scheme)
    for path, card in zip(paths, ("due", "due", "done"), strict=True):
        assert look(page, path) == [], path
        assert page.locator(f"section[aria-labelledby={card}]").is_visible()
        page.locator("details").evaluate_all("each => each.forEach(one => one.open = true)")
    assert page.complaints == []


def test_a_supervisor_goes_from_what_waits_to_the_store_and_the_checklist(chain, paths, open_page):
    page = open_page(chain.staff["supervisor"])
    page.goto("/console")
    page.locator("section[aria-labelledby=due] a").filter(has_text="Shihezi").click()
    page.get_by_role("heading", name="Due here").wait_for()
    page.locator("section[aria-labelledby=due] a").first.click()
    done = page.locator("section[aria-labelledby=done]")
    assert "3 of 4 stores done this month" in done.inner_text()
    done.locator("summary").first.click()
    done.get_by_role("link", name=chain.store.name["en"], exact=True).first.click()
    page.wait_for_url(f"**/console/stores/{chain.store.id}")
