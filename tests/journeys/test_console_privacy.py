"""The page about what is kept of people, and the way to an original, in a real browser."""

from datetime import timedelta

import pytest
from sqlmodel import select

from checklists.models import OriginalAccess, Photo, PrivacyPolicy
from checklists.rules import original_key
from core.clock import now
from core.db import unit_of_work
from tests.fixtures.chromium import DESK, PHONE
from tests.journeys.test_console import look


@pytest.fixture
def kept(story, engine, storage, small_scene):
    """The story's photo with an original that is kept, at which somebody looked."""
    storage.put_sealed(original_key(story.chain.tenant_id, story.photo_id), small_scene[0])
    admin_id = story.chain.staff["admin"].id
    with unit_of_work(engine, story.chain.tenant_id) as session:
        policy = PrivacyPolicy(keep_originals_days=7, changed_by_id=admin_id, changed_at=now())
        reason = "the guest says that nobody wore a mask / 客诉：未戴口罩"
        access = OriginalAccess(photo_id=story.photo_id, staff_id=admin_id, reason=reason)
        session.add_all([policy, access])
        photo = session.exec(select(Photo).where(Photo.id == story.photo_id)).one()
        photo.original_until, photo.hidden_faces = now() + timedelta(days=7), 2
    return story


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_administrator_can_read_and_touch_it(kept, open_page, tmp_path, size, scheme, language):
    page = open_page(kept.chain.staff["admin"], language=language, size=size, scheme=scheme)
    faults = {}
    for name, path in (
        ("privacy", "/console/privacy"),
        ("photo", f"/console/photos/{kept.photo_id}"),
    ):
        faults[name] = look(page, path)
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
    assert faults == {"privacy": [], "photo": []}
    page.locator("details summary", has_text="original" if language == "en" else "原图").click()
    assert page.locator("input[name=reason]").is_visible()
    assert page.complaints == []
