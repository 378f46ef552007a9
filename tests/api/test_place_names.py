"""Where a finding is, by the name that people gave the area: on every page and over HTTP."""

import pytest
from sqlalchemy import Engine, event

from core.clock import now
from core.db import unit_of_work
from findings.models import Finding
from planograms.models import PlaceView
from tests.factories import make_finding, make_shelf
from tests.fixtures.console import text_of

EXIT = {"zh-CN": "安全出口", "en": "Fire exit"}


def draw(session, story, shelf_id, **names):
    """Say which areas a place has, as a person draws them."""
    areas = [{"code": code, "name": name, "corners": []} for code, name in names.items()]
    own = {"sha256": "0" * 64, "key": "a/view", "width": 1200, "height": 900, "areas": areas}
    staff_id = story.chain.staff["admin"].id
    session.add(PlaceView(shelf_id=shelf_id, staff_id=staff_id, created_at=now(), **own))
    session.flush()


def block(session, story, shelf_id, **kw):
    """Let the eyes see a change in an area, of which they are not sure."""
    defaults = {
        "store_id": story.chain.store.id,
        "shelf_id": shelf_id,
        "inspection_id": story.inspection_id,
        "question_id": story.gap.question_id,
        "photo_id": story.photo_id,
        "kind": "zone_changed",
        "item": "area-1",
        "box": [200, 100, 420, 380],
        "confidence": 0.8,
        "ai_result": "fault",
        "decision": "review",
        "final_result": None,
        "model_version": "canned-1",
    }
    return make_finding(session, **defaults | kw)


@pytest.fixture
def blocked(engine, story) -> Finding:
    """Something stands in an area whose code says nothing, and whose name does."""
    with unit_of_work(engine, story.chain.tenant_id) as session:
        draw(session, story, story.gap.shelf_id, **{"area-1": EXIT})
        return block(session, story, story.gap.shelf_id)


def test_every_page_shows_the_name_of_an_area_in_the_readers_language(blocked, story, supervisor):
    paths = (
        "/console/reviews",
        f"/console/photos/{story.photo_id}",
        "/console/classes/zone_changed/findings?word=waiting",
    )
    for path in paths:
        told = text_of(supervisor.get(path))
        assert "Place Fire exit" in told
        assert "area-1" not in told
    supervisor.speak("zh-CN")
    assert all("安全出口" in text_of(supervisor.get(path)) for path in paths)


def test_a_position_of_a_shelf_keeps_its_code(blocked, story, supervisor):
    assert f"Place {story.gap.item}" in text_of(supervisor.get(f"/console/photos/{story.photo_id}"))


def test_an_area_that_was_drawn_away_is_told_by_its_code(engine, blocked, story, supervisor):
    with unit_of_work(engine, story.chain.tenant_id) as session:
        block(session, story, story.gap.shelf_id, item="area-9")
    assert "Place area-9" in text_of(supervisor.get("/console/reviews"))


def test_phones_get_the_name_beside_the_code(blocked, story, client):
    photo = client.get(f"/v1/photos/{story.photo_id}").json()["findings"]
    inspection = client.get(f"/v1/inspections/{story.inspection_id}").json()
    faults = [fault for answer in inspection["answers"] for fault in answer["faults"]]
    for told in (photo, faults):
        names = {one["kind"]: (one["item"], one["place_name"]) for one in told}
        assert names["zone_changed"] == ("area-1", EXIT)
        assert names["gap"] == (story.gap.item, None)
    [waiting] = client.get("/v1/findings").json()["items"]
    assert (waiting["item"], waiting["place_name"]) == ("area-1", EXIT)
    said = client.post(f"/v1/findings/{blocked.id}/review", {"result": "fault"}).json()
    assert said["place_name"] == EXIT


def test_names_of_many_places_cost_what_one_costs(engine, blocked, story, client, supervisor):
    def statements(ask):
        sent = []

        def note(_connection, _cursor, statement, *_rest):
            sent.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        ask()
        event.remove(Engine, "before_cursor_execute", note)
        return len(sent)

    def ask():
        told = client.get("/v1/findings").json()["items"]
        assert {one["place_name"]["en"] for one in told} >= {"Fire exit"}

    def look():
        assert "Fire exit" in text_of(supervisor.get("/console/reviews"))

    few = statements(ask), statements(look)
    with unit_of_work(engine, story.chain.tenant_id) as session:
        for number in range(6):
            shelf = make_shelf(session, story.chain.store, code=f"place-{number}")
            draw(session, story, shelf.id, **{"area-1": {"zh-CN": "门", "en": f"Door {number}"}})
            block(session, story, shelf.id)
    assert (statements(ask), statements(look)) == few
    assert "Door 5" in text_of(supervisor.get("/console/reviews"))
