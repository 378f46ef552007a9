"""The pages about what is kept of people, and the way to an original."""

from datetime import timedelta

import pytest
from sqlmodel import select

from checklists.models import OriginalAccess, Photo, PrivacyPolicy
from checklists.rules import original_key
from core.clock import now
from core.db import unit_of_work
from tests.fixtures.console import text_of

REASON = "the guest says that nobody wore a mask"


@pytest.fixture
def admin(story, browser_of):
    return browser_of(story.chain.staff["admin"])


@pytest.fixture
def kept(story, engine, storage, small_scene):
    """The story's photo with its original, sealed and kept for a week."""
    storage.put_sealed(original_key(story.chain.tenant_id, story.photo_id), small_scene[0])
    with unit_of_work(engine, story.chain.tenant_id) as session:
        staff_id = story.chain.staff["admin"].id
        session.add(PrivacyPolicy(keep_originals_days=7, changed_by_id=staff_id, changed_at=now()))
        photo = session.exec(select(Photo).where(Photo.id == story.photo_id)).one()
        photo.original_until = now() + timedelta(days=7)
    return f"/console/photos/{story.photo_id}"


def looks(engine, story) -> list[str]:
    with unit_of_work(engine, story.chain.tenant_id) as session:
        return list(session.exec(select(OriginalAccess.reason)))


def test_an_administrator_says_for_how_long_originals_are_kept(engine, story, admin):
    assert "Nobody has looked at an original." in text_of(admin.get("/console/privacy"))
    answer = admin.send("/console/privacy", days=3)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/privacy")
    page = admin.get("/console/privacy")
    assert 'value="3"' in page.text
    assert "Last changed by" in text_of(page)
    with unit_of_work(engine, story.chain.tenant_id) as session:
        assert session.exec(select(PrivacyPolicy.keep_originals_days)).all() == [3]


@pytest.mark.parametrize(("days", "status"), [(31, 422), (-1, 422), ("many", 422)])
def test_a_time_that_cannot_be_is_refused(engine, story, admin, days, status):
    assert admin.send("/console/privacy", days=days).status_code == status
    with unit_of_work(engine, story.chain.tenant_id) as session:
        assert session.exec(select(PrivacyPolicy)).all() == []


@pytest.mark.parametrize("role", ["supervisor", "store_manager", "regional_manager"])
def test_nobody_else_gets_to_the_policy(story, browser_of, role):
    browser = browser_of(story.chain.staff[role])
    assert browser.get("/console/privacy").status_code == 403
    assert browser.send("/console/privacy", days=3).status_code == 403
    assert "/console/privacy" not in browser.get("/console").text


def test_the_first_page_leads_an_administrator_there(admin):
    assert 'href="/console/privacy"' in admin.get("/console").text


def test_a_kept_original_is_shown_for_a_reason_that_is_written_down(
    engine, story, admin, kept, small_scene
):
    assert f'action="{kept}/original"' in admin.get(kept).text
    answer = admin.send(f"{kept}/original", reason=REASON)
    assert (answer.status_code, answer.content) == (200, small_scene[0])
    assert answer.headers["cache-control"] == "no-store"
    assert looks(engine, story) == [REASON]
    told = text_of(admin.get("/console/privacy"))
    assert REASON in told


@pytest.mark.parametrize("fields", [{}, {"reason": ""}, {"reason": "  "}])
def test_without_a_reason_it_stays_sealed(engine, story, admin, kept, fields):
    answer = admin.send(f"{kept}/original", **fields)
    assert answer.status_code == 422
    assert "Say why you need to see the original" in text_of(answer)
    assert looks(engine, story) == []


def test_a_form_of_another_site_opens_nothing(engine, story, admin, kept):
    answer = admin.send(f"{kept}/original", origin="https://elsewhere.example", reason=REASON)
    assert answer.status_code == 403
    assert looks(engine, story) == []


def test_who_works_there_is_not_even_asked(engine, story, supervisor, kept):
    assert "/original" not in supervisor.get(kept).text.replace("picture=original", "")
    assert supervisor.send(f"{kept}/original", reason=REASON).status_code == 403
    assert looks(engine, story) == []


def test_where_none_is_kept_nobody_is_asked(story, admin):
    page = admin.get(f"/console/photos/{story.photo_id}")
    assert "See the original" not in text_of(page)
    answer = admin.send(f"/console/photos/{story.photo_id}/original", reason=REASON)
    assert answer.status_code == 404
    assert "No original of this photo is kept" in text_of(answer)


def test_a_photo_that_is_being_prepared_says_so(engine, story, supervisor):
    with unit_of_work(engine, story.chain.tenant_id) as session:
        photo = session.exec(select(Photo).where(Photo.id == story.photo_id)).one()
        photo.readable_at, photo.hidden_faces = None, None
    told = text_of(supervisor.get(f"/console/photos/{story.photo_id}?picture=original"))
    assert "being prepared: faces are hidden first" in told
