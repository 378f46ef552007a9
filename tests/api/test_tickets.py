"""Tickets over HTTP: inbox, story, moves, proof."""

from datetime import timedelta

import pytest

from core.clock import now
from core.ids import new_id
from tests.fixtures.loop import move, send_fix
from tests.fixtures.submissions import fix_promise, to_jpeg


@pytest.fixture
def manager(phone_of, chain):
    return phone_of(chain.staff["store_manager"])


@pytest.fixture
def supervisor(phone_of, chain):
    return phone_of(chain.staff["supervisor"])


@pytest.fixture
def stranger(phone_of, chain):
    return phone_of(chain.staff["stranger"])


def ids(response) -> list[str]:
    return [item["id"] for item in response.json()["items"]]


def refusal(response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_anonymous_and_strangers_see_no_ticket(anonymous, stranger, loop):
    path = f"/v1/tickets/{loop.tickets['gap']}"
    assert anonymous.get("/v1/tickets").status_code == 401
    assert anonymous.get(path).status_code == 401
    assert ids(stranger.get("/v1/tickets")) == []
    assert refusal(stranger.get(path)) == (404, "ticket-not-found")
    assert refusal(move(stranger, loop.tickets["gap"], "acknowledged")) == (404, "ticket-not-found")


def test_the_inbox_is_cut_as_asked(manager, supervisor, loop, chain):
    both = set(loop.tickets.values())
    assert set(ids(manager.get("/v1/tickets?mine=true"))) == both
    assert ids(supervisor.get("/v1/tickets?mine=true")) == []
    assert ids(manager.get("/v1/tickets?unassigned=true")) == []
    assert ids(manager.get("/v1/tickets?overdue=true")) == []
    assert set(ids(manager.get(f"/v1/tickets?store_id={chain.store.id}"))) == both
    assert ids(manager.get(f"/v1/tickets?store_id={new_id()}")) == []
    assert ids(manager.get("/v1/tickets?state=closed&state=waived")) == []
    assert set(ids(manager.get("/v1/tickets?state=open"))) == both
    assert {item["id"] for item in manager.get("/v1/me").json()["open_tickets"]} == both


def test_the_inbox_comes_in_pages(manager, loop):
    first = manager.get("/v1/tickets?limit=1").json()
    second = manager.get("/v1/tickets", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert {first["items"][0]["id"], second["items"][0]["id"]} == set(loop.tickets.values())
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("state=broken", "/state/0"), ("limit=0", "/limit"), ("limit=201", "/limit"),
     ("mine=perhaps", "/mine"), ("store_id=7", "/store_id"), ("cursor=nonsense", "/cursor")],
)  # fmt: skip
def test_a_wrong_parameter_is_pointed_at(manager, query, pointer):
    response = manager.get(f"/v1/tickets?{query}")
    assert response.status_code == 422
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]


def test_a_ticket_tells_its_story_with_evidence(anonymous, manager, loop, chain):
    story = manager.get(f"/v1/tickets/{loop.tickets['gap']}").json()
    assert story["ticket"]["owner"]["id"] == str(chain.staff["store_manager"].id)
    assert story["routing"]["rule"] == "fewest_open_tickets"
    assert [line["kind"] for line in story["timeline"]] == ["opened"]
    (photo,) = story["photos"]
    assert (photo["id"], photo["role"]) == (loop.photo_id, "fault")
    overlay = anonymous.get(photo["overlay"]["path"])
    assert (overlay.status_code, overlay.headers["content-type"]) == (200, "image/jpeg")
    assert {one["to"] for one in story["allowed_moves"]} >= {"acknowledged", "submitted"}
    assert story["may_assign"] is True


def test_the_photo_tells_its_findings_and_their_ticket(manager, loop):
    photo = manager.get(f"/v1/photos/{loop.photo_id}").json()
    assert photo["analysis"]["state"] == "done"
    assert photo["analysis"]["quality"] == {"is_judgeable": True, "issues": []}
    assert [one["ticket_id"] for one in photo["findings"]] == [loop.tickets["gap"]]
    box = photo["findings"][0]["box"]
    assert 0 <= box["left"] < box["right"] <= photo["width"]


def test_the_inspection_leads_from_score_to_ticket(manager, loop):
    found = manager.get(f"/v1/inspections/{loop.inspection_id}").json()
    assert found["missing_photo_ids"] == []
    assert found["score_pct"] is not None
    assert found["explanation"]["score_pct"] == found["score_pct"]
    faults = {a["question"]: [f["ticket_id"] for f in a["faults"]] for a in found["answers"]}
    assert faults == {
        "floor-clean": [loop.tickets["answer_failed"]],
        "fridge-temp": [],
        "shelf": [loop.tickets["gap"]],
    }


def test_a_fault_is_fixed_proven_and_closed_by_somebody_else(manager, supervisor, loop):
    ticket_id = loop.tickets["answer_failed"]
    assert move(manager, ticket_id, "acknowledged").status_code == 200
    photo_id = send_fix(manager, ticket_id)
    assert move(manager, ticket_id, "submitted", photo_id=photo_id).status_code == 200
    assert refusal(move(manager, ticket_id, "verified")) == (403, "fixer-may-not-verify")
    assert ticket_id in ids(supervisor.get("/v1/tickets?to_verify=true"))
    assert ids(manager.get("/v1/tickets?to_verify=true")) == []
    assert move(supervisor, ticket_id, "verified").status_code == 200
    closed = move(supervisor, ticket_id, "closed").json()
    assert closed["ticket"]["state"] == "closed"
    assert closed["ticket"]["is_overdue"] is False
    assert [line["to_state"] for line in closed["timeline"] if line["kind"] == "moved"] == [
        "acknowledged", "submitted", "verified", "closed",
    ]  # fmt: skip
    assert [photo["id"] for photo in closed["photos"] if photo["role"] == "fix"] == [photo_id]
    assert ticket_id not in ids(manager.get("/v1/tickets"))


def test_the_same_move_again_is_harmless_and_another_one_under_its_id_is_not(manager, loop):
    ticket_id, move_id = loop.tickets["gap"], str(new_id())
    first = move(manager, ticket_id, "acknowledged", id=move_id)
    again = move(manager, ticket_id, "acknowledged", id=move_id)
    assert first.status_code == again.status_code == 200
    assert again.json()["timeline"] == first.json()["timeline"]
    differs = move(manager, ticket_id, "in_progress", id=move_id)
    assert refusal(differs) == (409, "move-differs")


def test_a_move_that_cannot_be_says_which_can(manager, loop):
    response = move(manager, loop.tickets["gap"], "closed")
    assert refusal(response) == (409, "move-not-allowed")
    (fault,) = response.json()["errors"]
    assert fault["pointer"] == "/to"
    assert "acknowledged" in fault["detail"]


def test_a_move_by_who_saw_an_old_state_is_told_who_came_first(manager, supervisor, loop):
    move(supervisor, loop.tickets["gap"], "in_progress")
    response = move(manager, loop.tickets["gap"], "acknowledged", seen_state="open")
    assert refusal(response) == (409, "ticket-moved")


def test_proof_and_reasons_are_asked_for(manager, loop, phone_of, chain):
    ticket_id, boss = loop.tickets["gap"], phone_of(chain.staff["regional_manager"])
    missing = move(manager, ticket_id, "submitted")
    assert refusal(missing) == (422, "move-incomplete")
    assert [fault["pointer"] for fault in missing.json()["errors"]] == ["/photo_id"]
    wrong = move(manager, ticket_id, "submitted", photo_id=str(new_id()))
    assert refusal(wrong) == (409, "fix-photo-missing")
    assert wrong.json()["retryable"] is True
    waiver = move(boss, ticket_id, "waived")
    assert [fault["pointer"] for fault in waiver.json()["errors"]] == ["/note", "/until"]
    until = (now() + timedelta(days=3)).isoformat()
    assert move(boss, ticket_id, "waived", note="sold out", until=until).status_code == 200


def test_a_photo_that_is_not_there_is_refused_with_any_move(manager, loop):
    response = move(manager, loop.tickets["gap"], "in_progress", photo_id=str(new_id()))
    assert refusal(response) == (409, "fix-photo-missing")


@pytest.mark.parametrize("role", ["clerk", "store_manager", "supervisor"])
def test_only_a_manager_above_may_waive(phone_of, chain, loop, role):
    until = (now() + timedelta(days=3)).isoformat()
    phone = phone_of(chain.staff[role])
    response = move(phone, loop.tickets["gap"], "waived", note="sold out", until=until)
    assert refusal(response) == (403, "role-missing")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"to": "paradise"}, "/to"), ({"to": "open"}, "/to"), ({"id": 7}, "/id"),
     ({"note": "a\x00"}, "/note"), ({"closed_by": "me"}, "/closed_by")],
)  # fmt: skip
def test_a_move_of_the_wrong_shape_is_pointed_at(manager, loop, change, pointer):
    response = move(manager, loop.tickets["gap"], **{"to": "acknowledged"} | change)
    assert refusal(response) == (422, "request-invalid")
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]


def test_a_fix_photo_is_announced_once_however_often_it_is_sent(manager, loop):
    content = to_jpeg(seed=9)
    path, body = f"/v1/tickets/{loop.tickets['gap']}/photos/{new_id()}", fix_promise(content)
    first, again = manager.put(path, body), manager.put(path, body)
    assert (first.status_code, first.json()["state"]) == (again.status_code, "expected")
    other = manager.put(path, fix_promise(to_jpeg(seed=10)))
    assert refusal(other) == (409, "photo-differs")
    assert [fault["pointer"] for fault in other.json()["errors"]] == ["/sha256"]


def test_a_fix_photo_is_only_for_who_may_fix(anonymous, stranger, phone_of, chain, loop):
    path, body = f"/v1/tickets/{loop.tickets['gap']}/photos/{new_id()}", fix_promise(b"x")
    assert anonymous.put(path, body).status_code == 401
    assert refusal(stranger.put(path, body)) == (404, "ticket-not-found")
    boss = phone_of(chain.staff["regional_manager"])
    assert refusal(boss.put(path, body)) == (403, "role-missing")


def test_a_ticket_changes_hands(manager, phone_of, chain, loop):
    path = f"/v1/tickets/{loop.tickets['gap']}/owner"
    clerk, stranger = chain.staff["clerk"], chain.staff["stranger"]
    assert refusal(phone_of(clerk).post(path, {"owner_id": str(clerk.id)})) == (403, "role-missing")
    assert refusal(manager.post(path, {"owner_id": str(stranger.id)})) == (422, "owner-unfit")
    for _ in range(2):
        given = manager.post(path, {"owner_id": str(clerk.id)})
        assert given.json()["ticket"]["owner"]["id"] == str(clerk.id)
    assert [line["kind"] for line in given.json()["timeline"]] == ["opened", "assigned"]


def test_a_comment_is_there_once_however_often_it_is_sent(manager, loop):
    path, body = f"/v1/tickets/{loop.tickets['gap']}/comments", {"id": str(new_id()), "note": "?"}
    for _ in range(2):
        told = manager.post(path, body)
        assert told.status_code == 200
    assert [line["note"] for line in told.json()["timeline"]][1:] == ["?"]
    assert refusal(manager.post(path, body | {"note": "other"})) == (409, "move-differs")
    assert manager.post(path, {"id": str(new_id()), "note": ""}).status_code == 422
