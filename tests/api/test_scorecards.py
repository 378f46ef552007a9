"""Scorecards over HTTP: who sees which, and the way from a number to its evidence."""

import pytest

from core.ids import new_id
from tests.fixtures.loop import move, send_fix


def scores(phone, **query) -> dict[str, float | None]:
    items = phone.get("/v1/scorecards", params=query).json()["items"]
    return {item["store_id"]: item["score_pct"] for item in items}


def test_anonymous_sees_no_scores(anonymous, chain):
    assert anonymous.get("/v1/scorecards").status_code == 401
    assert anonymous.get(f"/v1/scorecards/{chain.store.id}").status_code == 401


def test_a_store_without_inspections_has_no_score_rather_than_zero(client, chain):
    assert scores(client) == {str(chain.store.id): None}
    card = client.get(f"/v1/scorecards/{chain.store.id}").json()
    assert (card["summary"]["score_pct"], card["summary"]["band"]) == (None, None)
    assert (card["inspections"], card["tickets"], card["explanation"]) == ([], [], {})


def test_a_foreign_store_is_not_found(client, chain):
    for store_id in (chain.foreign_store.id, new_id()):
        response = client.get(f"/v1/scorecards/{store_id}")
        assert (response.status_code, response.json()["code"]) == (404, "store-not-found")


@pytest.mark.as_staff("admin")
def test_a_region_cuts_the_list(client, chain):
    own, foreign = str(chain.store.id), str(chain.foreign_store.id)
    assert scores(client).keys() == {own, foreign}
    assert scores(client, region_id=str(chain.store.region_id)).keys() == {own}
    assert scores(client, region_id=str(new_id())) == {}


def test_a_score_leads_to_its_evidence(client, chain, loop):
    card = client.get(f"/v1/scorecards/{chain.store.id}").json()
    assert card["summary"]["open_tickets"] == 2
    assert card["explanation"]["score_pct"] == card["summary"]["score_pct"]
    assert {ticket["id"] for ticket in card["tickets"]} == set(loop.tickets.values())
    (visit,) = card["inspections"]
    inspection = client.get(visit["path"]).json()
    assert inspection["id"] == loop.inspection_id
    faults = [fault for answer in inspection["answers"] for fault in answer["faults"]]
    gap = next(fault for fault in faults if fault["kind"] == "gap")
    photo = client.get(f"/v1/photos/{gap['photo_id']}").json()
    assert photo["findings"][0]["id"] == gap["finding_id"]
    assert client.get(photo["overlay"]["path"]).status_code == 200


def test_a_closed_ticket_moves_the_score_and_says_so(client, phone_of, chain, loop):
    before = scores(client)[str(chain.store.id)]
    manager, ticket_id = phone_of(chain.staff["store_manager"]), loop.tickets["answer_failed"]
    photo_id = send_fix(manager, ticket_id)
    move(manager, ticket_id, "submitted", photo_id=photo_id)
    move(client, ticket_id, "verified")
    move(client, ticket_id, "closed")
    loop.work()
    card = client.get(f"/v1/scorecards/{chain.store.id}").json()
    assert card["summary"]["score_pct"] > before
    assert card["summary"]["open_tickets"] == 1
    assert card["weeks"][-1]["closed_tickets"] == 1
    newest = card["moves"][0]
    assert (newest["cause"], newest["cause_ids"]["ticket_id"]) == ("ticket.closed", ticket_id)
    assert (newest["from_pct"], newest["to_pct"]) == (before, card["summary"]["score_pct"])


def test_a_region_cuts_the_list_of_a_regional_manager_too(phone_of, chain):
    boss = phone_of(chain.staff["regional_manager"])
    own = str(chain.store.id)
    assert scores(boss, region_id=str(chain.store.region_id)).keys() == {own}
    assert scores(boss, region_id=str(chain.foreign_store.region_id)) == {}
    assert scores(boss, region_id=str(new_id())) == {}
