"""A store's yearly grade over HTTP, its licence and its accidents: sent twice, written once."""

from datetime import timedelta

import pytest

from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from scorecards.rules import store_day
from tests.fixtures.years import make_year

DAY = timedelta(days=1)
WRITER = pytest.mark.as_staff("regional_manager")


@pytest.fixture
def year(engine, chain):
    """Two scored visits of the store by the shipped restaurant checklist, oldest first."""
    with unit_of_work(engine, chain.tenant_id) as session:
        return make_year(session, chain.store)


@pytest.fixture
def today(chain):
    return store_day(now(), chain.store.timezone)


def read(phone, chain):
    return phone.get(f"/v1/stores/{chain.store.id}/grades").json()


def write(phone, chain, what, body):
    return phone.put(f"/v1/stores/{chain.store.id}/{what}", json=body)


def faults(answer):
    return {fault["pointer"] for fault in answer.json()["errors"]}


def test_a_year_is_told_with_every_term(client, chain, year, today):
    told = read(client, chain)
    assert (told["store_id"], told["on"]) == (str(chain.store.id), today.isoformat())
    assert (told["licensed_on"], told["accidents"]) == (None, [])
    [item] = told["items"]
    assert (item["code"], item["grade"], item["why_none"]) == ("restaurant-kitchen", "A", None)
    assert (item["score"], item["scale"], item["until"]) == (9.3, 10.0, today.isoformat())
    assert item["name"]["en"] == "Restaurant kitchen food safety"
    assert [
        (one["inspection_id"], one["score"], one["score_pct"], one["is_graded"], one["kind"])
        for one in item["visits"]
    ] == [
        (str(year[0].id), 9.7, 97.0, False, "routine"),
        (str(year[1].id), 8.8, 88.0, True, "routine"),
    ]
    for one, visit in zip(item["visits"], year, strict=True):
        assert one["on"] == store_day(visit.finished_at, chain.store.timezone).isoformat()
        assert client.get(one["path"]).json()["id"] == str(visit.id)


def test_a_store_nobody_graded_has_no_items(client, chain):
    assert read(client, chain)["items"] == []


@WRITER
def test_a_licence_from_wrong_to_right_to_right_again(client, anonymous, phone_of, chain, today):
    body = {"licensed_on": today.isoformat()}
    assert write(anonymous, chain, "licence", body).status_code == 401
    for role in ("supervisor", "store_manager", "clerk"):
        refused = write(phone_of(chain.staff[role]), chain, "licence", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "role-missing")
    later = write(client, chain, "licence", {"licensed_on": (today + DAY).isoformat()})
    assert (later.status_code, later.json()["code"]) == (422, "record-invalid")
    assert faults(later) == {"/licensed_on"}
    assert read(client, chain)["licensed_on"] is None
    for _ in range(2):
        answer = write(client, chain, "licence", body)
        assert (answer.status_code, answer.json()) == (
            200,
            {"store_id": str(chain.store.id), **body},
        )
    assert read(client, chain)["licensed_on"] == today.isoformat()
    forgotten = write(client, chain, "licence", {"licensed_on": None})
    assert forgotten.json()["licensed_on"] is None


@pytest.mark.parametrize(
    "day", [1_700_000_000, "1700000000", "2026-02-30", "2026-01-05T00:00:00", "", True, []]
)
@WRITER
def test_what_is_no_day_is_refused_with_its_place(client, chain, day):
    answer = write(client, chain, "licence", {"licensed_on": day})
    assert (answer.status_code, faults(answer)) == (422, {"/licensed_on"})
    answer = write(client, chain, f"accidents/{new_id()}", {"happened_on": day, "note": "a\x00"})
    assert (answer.status_code, faults(answer)) == (422, {"/happened_on", "/note"})
    assert read(client, chain)["accidents"] == []


@WRITER
def test_an_accident_from_wrong_to_right_to_right_again(client, anonymous, phone_of, chain, today):
    accident_id = new_id()
    path = f"accidents/{accident_id}"
    body = {"happened_on": today.isoformat(), "note": "Three guests fell ill"}
    assert write(anonymous, chain, path, body).status_code == 401
    assert write(phone_of(chain.staff["store_manager"]), chain, path, body).status_code == 403
    wrong = write(client, chain, path, {"happened_on": "1949-12-31", "note": "  "})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "record-invalid")
    assert faults(wrong) == {"/happened_on", "/note"}
    first = write(client, chain, path, body)
    again = write(client, chain, path, body)
    assert (first.status_code, again.json()) == (200, first.json())
    assert read(client, chain)["accidents"] == [first.json()]
    told = first.json()
    assert (told["id"], told["note"], told["withdrawal"]) == (str(accident_id), body["note"], None)
    assert told["staff_id"] == str(chain.staff["regional_manager"].id)
    other = write(client, chain, path, body | {"note": "Mice"})
    assert (other.status_code, other.json()["code"]) == (409, "accident-differs")


@WRITER
def test_an_accident_takes_the_grade_until_it_is_withdrawn(client, phone_of, chain, year, today):
    path = f"accidents/{new_id()}"
    write(client, chain, path, {"happened_on": today.isoformat(), "note": "Mice"})
    [item] = read(client, chain)["items"]
    assert (item["grade"], item["why_none"], item["score"]) == (None, "accident", 9.3)
    to, reason = f"{path}/withdrawal", {"reason": "Next door"}
    assert write(phone_of(chain.staff["supervisor"]), chain, to, reason).status_code == 403
    empty = write(client, chain, to, {"reason": " "})
    assert (empty.status_code, faults(empty)) == (422, {"/reason"})
    unknown = write(client, chain, f"accidents/{new_id()}/withdrawal", reason)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "accident-not-found")
    first = write(client, chain, to, reason)
    assert (first.status_code, first.json()["withdrawal"]["reason"]) == (200, "Next door")
    assert write(client, chain, to, reason).json() == first.json()
    assert write(client, chain, to, {"reason": "Another"}).status_code == 409
    told = read(client, chain)
    assert (told["items"][0]["grade"], told["accidents"]) == ("A", [first.json()])


@WRITER
def test_a_new_licence_takes_the_grade(client, chain, year, today):
    write(client, chain, "licence", {"licensed_on": (today - 60 * DAY).isoformat()})
    [item] = read(client, chain)["items"]
    assert (item["grade"], item["why_none"], item["score"]) == (None, "new_licence", 9.3)
