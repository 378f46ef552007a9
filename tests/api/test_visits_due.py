"""Visits that are due over HTTP: yours, page by page, and done once an inspection came in."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from checklists.authoring.assigning import Assigning, assign
from checklists.models import ChecklistVersion
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from stores.queries import actor_of
from tests.factories import make_store
from tests.fixtures.submissions import submission

SHANGHAI = ZoneInfo("Asia/Shanghai")
PATH = "/v1/visits-due"


@pytest.fixture
def asked(engine, chain):
    """The checklist every month for supervisors, every day for store managers."""
    with unit_of_work(engine, chain.tenant_id) as session:
        author = actor_of(session, chain.staff["admin"].id)
        version = session.exec(
            select(ChecklistVersion).where(ChecklistVersion.id == chain.version_id)
        ).one()
        started = (now() - timedelta(days=100)).date()
        found = {}
        for role, every in (("supervisor", "month"), ("store_manager", "day")):
            wish = Assigning(version.checklist_id, started, role=role, every=every)
            found[role] = str(assign(session, author, new_id(), wish).id)
        return found | {"checklist_id": str(version.checklist_id)}


def items(client, query=""):
    response = client.get(PATH + query)
    assert response.status_code == 200, response.text
    return response.json()["items"]


def test_what_is_due_tells_all_that_a_phone_needs(client, chain, asked):
    today = now().astimezone(SHANGHAI).date()
    [told] = items(client)
    first_of_next = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    midnight = datetime(first_of_next.year, first_of_next.month, 1, tzinfo=SHANGHAI)
    assert told.pop("id")
    assert told.pop("checklist")["en"]
    assert told.pop("checklist_code").startswith("list-")
    assert told == {
        "assignment_id": asked["supervisor"],
        "store_id": str(chain.store.id),
        "checklist_id": asked["checklist_id"],
        "version_id": str(chain.version_id),
        "number": 1,
        "visit_kind": "routine",
        "role": "supervisor",
        "every": "month",
        "state": "due",
        "done_on": None,
        "since": today.isoformat(),  # the store is new
        "until": (first_of_next - timedelta(days=1)).isoformat(),
        "ends_at": midnight.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "next_since": first_of_next.isoformat(),
    }


def test_an_inspection_that_came_in_makes_it_done(client, chain, asked):
    [before] = items(client)
    body = submission(chain)
    assert client.put(f"/v1/inspections/{new_id()}", body).status_code == 201
    [after] = items(client)
    finished_at = datetime.fromisoformat(body["finished_at"])
    day = finished_at.astimezone(SHANGHAI).date().isoformat()
    assert after == before | {"state": "done", "done_on": day}
    assert items(client, "?state=due&state=overdue") == []
    assert items(client, "?state=done") == [after]


def test_what_is_asked_of_others_comes_when_asked_for(client, chain, asked):
    roles = [one["role"] for one in items(client, "?everybody=true")]
    assert sorted(roles) == ["store_manager", "supervisor"]
    assert items(client, f"?checklist_id={new_id()}") == []
    assert items(client, f"?store_id={chain.foreign_store.id}&everybody=true") == []
    assert len(items(client, f"?store_id={chain.store.id}")) == 1


def test_pages_follow_each_other(client, engine, chain, asked):
    with unit_of_work(engine, chain.tenant_id) as session:
        for _ in range(4):
            make_store(session, region_id=chain.store.region_id)
    seen, query = [], "?limit=2"
    for _ in range(3):
        page = client.get(PATH + query).json()
        seen += [one["store_id"] for one in page["items"]]
        query = f"?limit=2&cursor={page['next_cursor']}"
    assert page["next_cursor"] is None
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    ("query", "code", "pointer"),
    [
        ("?cursor=%3F", "cursor-invalid", "/cursor"),
        ("?state=late", "request-invalid", "/state/0"),
        ("?store_id=7", "request-invalid", "/store_id"),
    ],
)
def test_what_cannot_be_asked_for_is_named(client, query, code, pointer):
    response = client.get(PATH + query)
    assert response.status_code == 422
    assert response.json()["code"] == code
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]


def test_nobody_else_gets_an_answer(anonymous):
    assert anonymous.get(PATH).status_code == 401
