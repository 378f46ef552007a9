"""Classes over HTTP: what is looked for, what people made of it, and what the chain wants."""

import pytest

from core.db import unit_of_work
from core.ids import new_id
from tests.factories import make_finding
from tests.fixtures.people import add_chain


def read(phone, code="no_mask", **params):
    found = phone.get("/v1/finding-classes", params=params).json()["items"]
    return next(one for one in found if one["code"] == code)


def say(phone, code="no_mask", **body):
    return phone.put(f"/v1/finding-classes/{code}", body)


def refusal(response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def zones_of(reply) -> dict[str, tuple]:
    return {one["zone"]: (one["is_on"], one["mode"], one["is_changed"]) for one in reply["zones"]}


@pytest.fixture
def seen(engine, chain):
    """Findings of masks at the store everybody works at, and at one that nobody here sees."""
    with unit_of_work(engine, chain.tenant_id) as session:
        mask = {"kind": "no_mask", "ai_result": "fault", "confidence": 0.7, "decision": "review"}
        for result in ("fault", "fault", "fault", "no_fault", "cannot_tell", None):
            make_finding(session, store_id=chain.store.id, human_result=result, **mask)
        make_finding(session, store_id=chain.store.id, is_shadow=True, **mask)
        make_finding(session, store_id=chain.foreign_store.id, human_result="no_fault", **mask)


@pytest.mark.as_staff("clerk")
def test_every_class_is_told_with_its_words_and_who_sees_it(client):
    reply = client.get("/v1/finding-classes").json()
    assert (reply["measured_days"], reply["least_reviewed"]) == (90, 20)
    assert not reply["may_change"]
    seen_by = {one["code"]: one["seen_by"] for one in reply["items"]}
    assert (seen_by["no_mask"], seen_by["no_hat"]) == ("eyes", "nobody")
    assert (seen_by["zone_changed"], seen_by["answer_failed"]) == ("zone", "people")
    mask = read(client)
    assert mask["name"] == {"zh-CN": "未戴口罩", "en": "Face without a mask"}
    assert zones_of(mask)["kitchen"] == (True, "review_then_action", False)


def test_numbers_are_of_the_stores_the_person_may_see(client, seen, chain):
    trust = read(client)["trust"]
    assert {name: trust[name] for name in ("raised", "confirmed", "rejected")} == {
        "raised": 6, "confirmed": 3, "rejected": 1,
    }  # fmt: skip
    assert (trust["cannot_tell"], trust["waiting"], trust["precision"]) == (1, 1, 0.75)
    assert trust["interval"] == pytest.approx([0.301, 0.954], abs=0.001)
    assert read(client)["on_probation"]["raised"] == 1
    assert read(client, store_id=str(chain.store.id))["trust"]["raised"] == 6
    response = client.get("/v1/finding-classes", params={"store_id": str(chain.foreign_store.id)})
    assert refusal(response) == (404, "store-not-found")


def test_one_group_can_be_asked_for(client):
    found = client.get("/v1/finding-classes", params={"group": "pests"}).json()["items"]
    assert {"rodent", "cockroach"} <= {one["code"] for one in found}
    assert {one["group"] for one in found} == {"pests"}
    response = client.get("/v1/finding-classes", params={"group": "ghosts"})
    assert refusal(response) == (422, "request-invalid")


@pytest.mark.as_staff("admin")
def test_an_administrator_switches_a_class_in_a_zone_and_takes_it_back(client):
    off = say(client, zone="wash_up", is_on=False).json()
    assert zones_of(off)["wash_up"] == (False, "review_then_action", True)
    assert zones_of(off)["kitchen"] == (True, "review_then_action", False)
    assert say(client, zone="wash_up", is_on=False).json() == off
    everywhere = say(client, mode="record_only").json()
    assert {mode for _, mode, _ in zones_of(everywhere).values()} == {"record_only"}
    say(client)
    back = say(client, zone="wash_up").json()
    assert {changed for _, _, changed in zones_of(back).values()} == {False}


@pytest.mark.as_staff("admin")
def test_what_cannot_be_is_refused(client):
    assert refusal(say(client, "no_such_class", is_on=False)) == (404, "class-not-found")
    response = say(client, "fire", mode="auto_action")
    assert refusal(response) == (422, "mode-not-allowed")
    assert [fault["pointer"] for fault in response.json()["errors"]] == ["/mode"]


@pytest.mark.as_staff("admin")
@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"zone": "roof"}, "/zone"), ({"is_on": "no"}, "/is_on"), ({"mode": "x"}, "/mode")],
)
def test_a_word_of_the_wrong_shape_is_pointed_at(client, body, pointer):
    response = say(client, **body)
    assert refusal(response) == (422, "request-invalid")
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]


def test_nobody_else_may_switch(anonymous, client):
    assert anonymous.get("/v1/finding-classes").status_code == 401
    assert refusal(say(client, is_on=False)) == (403, "role-missing")


def test_what_one_chain_wants_is_nothing_to_another(engine, phone_of):
    with unit_of_work(engine, None) as session:
        one = add_chain(session)
    with unit_of_work(engine, None) as session:
        other = add_chain(session)
    say(phone_of(one.staff["admin"]), zone="kitchen", is_on=False)
    assert zones_of(read(phone_of(other.staff["admin"])))["kitchen"][0]


@pytest.mark.as_staff("admin")
def test_a_class_that_people_reject_says_that_it_dropped_itself(client, engine, chain):
    with unit_of_work(engine, chain.tenant_id) as session:
        for number in range(20):
            make_finding(
                session,
                store_id=chain.store.id,
                kind="gap",
                item=f"slot-{number}",
                confidence=0.9,
                ai_result="fault",
                human_result="no_fault" if number < 2 else "fault",
            )
    # The stores without reviews of their own go by those of the chain.
    assert read(client, "gap")["dropped_stores"] == 2
    say(client, "gap", mode="review_then_action")
    assert read(client, "gap")["dropped_stores"] == 0


def test_a_word_on_what_a_probation_saw_changes_nothing_but_trust(client, engine, chain):
    with unit_of_work(engine, chain.tenant_id) as session:
        shadow = make_finding(
            session,
            store_id=chain.store.id,
            kind="no_hat",
            ai_result="fault",
            decision="record",
            is_shadow=True,
            final_result=None,
        )
    told = client.post(f"/v1/findings/{shadow.id}/review", {"result": "fault"}).json()
    assert (told["human_result"], told["final_result"]) == ("fault", None)
    assert read(client, "no_hat")["on_probation"]["confirmed"] == 1
    assert read(client, "no_hat")["trust"]["raised"] == 0


def test_the_gravest_is_asked_first(client, engine, chain):
    with unit_of_work(engine, chain.tenant_id) as session:
        for severity in ("low", "critical", "medium"):
            make_finding(
                session,
                store_id=chain.store.id,
                severity=severity,
                decision="review",
                final_result=None,
                item=str(new_id()),
            )
    found = client.get("/v1/findings").json()["items"]
    assert [one["severity"] for one in found] == ["critical", "medium", "low"]
