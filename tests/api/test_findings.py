"""Findings over HTTP: what waits for a person's word, and that word."""

import pytest

from core.db import unit_of_work
from core.ids import new_id
from tests.factories import make_finding


@pytest.fixture
def doubtful(engine, chain) -> str:
    """A finding the eyes are not sure of."""
    with unit_of_work(engine, chain.tenant_id) as session:
        finding = make_finding(
            session,
            store_id=chain.store.id,
            kind="gap",
            item="1-05",
            decision="review",
            confidence=0.4,
            box=[1, 2, 30, 40],
            ai_result="fault",
            final_result=None,
        )
    return str(finding.id)


def review(phone, finding_id, **kw):
    return phone.post(f"/v1/findings/{finding_id}/review", {"result": "no_fault"} | kw)


def refusal(response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_anonymous_strangers_and_clerks_decide_nothing(anonymous, phone_of, chain, doubtful):
    assert anonymous.get("/v1/findings").status_code == 401
    assert review(anonymous, doubtful).status_code == 401
    stranger = phone_of(chain.staff["stranger"])
    assert stranger.get("/v1/findings").json() == {"items": []}
    assert refusal(review(stranger, doubtful)) == (404, "finding-not-found")
    assert refusal(review(phone_of(chain.staff["clerk"]), doubtful)) == (403, "role-missing")


def test_what_waits_is_listed_until_somebody_has_decided(client, chain, doubtful):
    (item,) = client.get("/v1/findings?awaiting_review=true").json()["items"]
    assert (item["id"], item["final_result"]) == (doubtful, None)
    assert item["box"] == {"left": 1, "top": 2, "right": 30, "bottom": 40}
    told = review(client, doubtful, note="a promo sign").json()
    assert (told["ai_result"], told["human_result"], told["final_result"]) == (
        "fault", "no_fault", "no_fault",
    )  # fmt: skip
    assert told["reviewed_by_id"] == str(chain.staff["supervisor"].id)
    assert client.get("/v1/findings").json() == {"items": []}


def test_the_same_word_again_is_harmless_and_another_is_a_conflict(client, doubtful):
    first, again = review(client, doubtful), review(client, doubtful)
    assert first.json() == again.json()
    assert refusal(review(client, doubtful, result="fault")) == (409, "finding-reviewed")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"result": "maybe"}, "/result"), ({"note": 7}, "/note"), ({"ai_result": "x"}, "/ai_result")],
)
def test_a_word_of_the_wrong_shape_is_pointed_at(client, doubtful, change, pointer):
    response = review(client, doubtful, **change)
    assert refusal(response) == (422, "request-invalid")
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]


def test_a_finding_that_is_not_there_is_not_found(client):
    assert refusal(review(client, new_id())) == (404, "finding-not-found")
