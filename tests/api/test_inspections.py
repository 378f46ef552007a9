"""Submissions over HTTP: taken once, refused with pointers, never half."""

import pytest
from sqlmodel import select

from checklists.models import Answer, Inspection, Photo
from core.db import unit_of_work
from core.ids import new_id
from core.outbox import OutboxEvent
from tests.fixtures.submissions import (
    answer,
    photo_id_of,
    promise,
    submission,
    to_jpeg,
    with_photo,
)


def put(phone, body, inspection_id=None):
    return phone.put(f"/v1/inspections/{inspection_id or new_id()}", body)


def pointers(response) -> list[str]:
    return [fault["pointer"] for fault in response.json()["errors"]]


def counts(engine, chain) -> list[int]:
    with unit_of_work(engine, chain.tenant_id) as session:
        return [
            len(session.exec(select(table)).all())
            for table in (Inspection, Answer, Photo, OutboxEvent)
        ]


def test_anonymous_submits_nothing(anonymous, chain, engine):
    assert put(anonymous, submission(chain)).status_code == 401
    assert counts(engine, chain) == [0, 0, 0, 0]


def test_a_foreign_store_is_not_found(phone_of, chain, engine):
    response = put(phone_of(chain.staff["stranger"]), submission(chain))
    assert (response.status_code, response.json()["code"]) == (404, "store-not-found")
    assert counts(engine, chain) == [0, 0, 0, 0]


def test_an_unknown_store_is_not_found_in_the_same_words(client, chain):
    unknown = put(client, submission(chain, store_id=str(new_id())))
    foreign = put(client, submission(chain, store_id=str(chain.foreign_store.id)))
    assert unknown.status_code == foreign.status_code == 404
    same = ("code", "title", "detail", "type")
    assert [unknown.json()[key] for key in same] == [foreign.json()[key] for key in same]


def test_an_unknown_checklist_is_not_found(client, chain):
    response = put(client, submission(chain, checklist_version_id=str(new_id())))
    assert (response.status_code, response.json()["code"]) == (404, "checklist-not-found")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        # what is missing is told at once, not one by one
        ([answer("remark", value="all good")], ["/answers", "/answers"]),
        (
            [answer("floor-clean", value="yes"), answer("fridge-temp", value=4)],
            ["/answers/0/value"],
        ),
        (
            [answer("floor-clean", value=True), answer("fridge-temp", value=True)],
            ["/answers/1/value"],
        ),
        ([answer("floor-clean", value=True), answer("fridge-temp")], ["/answers/1/value"]),
        (
            [answer("floor-clean", value=True), answer("fridge-temp", value=4), answer("nope")],
            ["/answers/2/question"],
        ),
        (
            [answer("floor-clean", value=True), answer("fridge-temp", value=4)] * 2,
            ["/answers/2/question", "/answers/3/question"],
        ),
        (
            [
                answer("floor-clean", value=True, not_applicable=True),
                answer("fridge-temp", value=4),
            ],
            ["/answers/0/not_applicable"],
        ),
    ],
)
def test_each_missing_or_wrong_answer_has_its_pointer(client, chain, engine, answers, expected):
    response = put(client, submission(chain, *answers))
    assert (response.status_code, response.json()["code"]) == (422, "answers-invalid")
    assert pointers(response) == expected
    assert counts(engine, chain) == [0, 0, 0, 0]


def test_a_kind_of_visit_that_the_chain_does_not_have_is_refused(client, chain, engine):
    response = put(client, submission(chain, kind="party"))
    assert (response.status_code, response.json()["code"]) == (422, "answers-invalid")
    assert pointers(response) == ["/kind"]
    assert counts(engine, chain) == [0, 0, 0, 0]


@pytest.mark.parametrize("kind", ["unannounced", "mystery", "joint"])
def test_visits_may_be_of_any_kind_of_the_chain(client, chain, kind):
    body, where = submission(chain, kind=kind), f"/v1/inspections/{new_id()}"
    assert client.put(where, body).status_code == 201
    assert client.get(where).json()["kind"] == kind


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"store_id": "shop 7"}, ["/store_id"]),
        ({"started_at": "2026-11-22T09:00:00"}, ["/started_at"]),  # no offset
        ({"started_at": 1764000000}, ["/started_at"]),
        ({"started_at": "1764000000"}, ["/started_at"]),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, ["/started_at"]),
        ({"kind": "Party!"}, ["/kind"]),
        ({"score_pct": 100}, ["/score_pct"]),  # ours to say, not the phone's
        ({"answers": None}, ["/answers"]),
        ({"answers": [{"question": "floor-clean", "value": {"deep": 1}}]}, ["/answers/0/value"]),
        ({"answers": [{"question": "remark", "value": ["a", 1]}]}, ["/answers/0/value"]),
        ({"answers": [{"question": "remark", "occurrence": -1}]}, ["/answers/0/occurrence"]),
        ({"answers": [{"question": "remark", "verdict": "pending"}]}, ["/answers/0/verdict"]),
        ({"answers": [{"value": True}]}, ["/answers/0/question"]),
        ({"answers": [{"question": "remark", "value": "a\x00b"}]}, ["/answers/0/value"]),
        ({"answers": [{"question": "remark", "photos": [{}]}]}, None),
    ],
)
def test_a_wrong_shape_is_pointed_at(client, chain, change, expected):
    response = put(client, submission(chain) | change)
    assert (response.status_code, response.json()["code"]) == (422, "request-invalid")
    if expected is not None:
        assert sorted(set(pointers(response))) == expected


def test_a_missing_member_is_named(client, chain):
    body = submission(chain)
    del body["finished_at"]
    assert pointers(put(client, body)) == ["/finished_at"]


@pytest.mark.parametrize("body", [b"{", b"[1,", b'{"a": NaN', b"\xff\xfe", b'"' + b"x" * 50])
def test_broken_json_is_refused(client, body):
    headers = {"Content-Type": "application/json"}
    response = client.put(f"/v1/inspections/{new_id()}", content=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "request-invalid")


def test_infinity_is_no_number(client, chain):
    content = b'{"answers": [{"question": "fridge-temp", "value": Infinity}]}'
    headers = {"Content-Type": "application/json"}
    response = client.put(f"/v1/inspections/{new_id()}", content=content, headers=headers)
    assert response.status_code == 422
    assert "/answers/0/value" in pointers(response)


def test_very_deep_json_is_refused(client):
    headers = {"Content-Type": "application/json"}
    body = b"[" * 100_000
    response = client.put(f"/v1/inspections/{new_id()}", content=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "request-invalid")


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(client):
    headers = {"Content-Type": "application/json", "Content-Length": "50000000"}
    response = client.put(f"/v1/inspections/{new_id()}", content=b"{}", headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_a_body_without_a_length_is_cut_at_the_limit(client):
    def chunks():
        for _ in range(300):
            yield b" " * 10_000

    headers = {"Content-Type": "application/json"}
    response = client.put(f"/v1/inspections/{new_id()}", content=chunks(), headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


@pytest.mark.as_staff("clerk")
def test_a_submission_is_taken_once_however_often_it_is_sent(client, chain, engine):
    body, inspection_id = submission(chain), new_id()
    first = put(client, body, inspection_id)
    assert first.status_code == 201
    before = counts(engine, chain)
    assert before == [1, 2, 0, 1]
    again = put(client, body, inspection_id)
    assert again.status_code == 200
    assert again.json() == first.json()
    assert counts(engine, chain) == before


def test_the_same_time_in_another_zone_and_other_key_order_is_the_same(client, chain):
    body, inspection_id = submission(chain, started_at="2026-11-22T09:00:00+08:00"), new_id()
    assert put(client, body, inspection_id).status_code == 201
    turned = dict(reversed(body.items())) | {"started_at": "2026-11-22T01:00:00Z"}
    assert put(client, turned, inspection_id).status_code == 200


def test_another_body_under_the_same_id_says_where_it_differs(client, chain, engine):
    body, inspection_id = submission(chain), new_id()
    put(client, body, inspection_id)
    before = counts(engine, chain)
    changed = body | {"device": "another", "answers": [*body["answers"]]}
    changed["answers"][1] = answer("fridge-temp", value=9)
    response = put(client, changed, inspection_id)
    assert (response.status_code, response.json()["code"]) == (409, "inspection-differs")
    assert pointers(response) == ["/answers/1/value", "/device"]
    assert response.json()["retryable"] is False
    assert counts(engine, chain) == before


def test_each_announced_photo_gets_a_slot(client, chain):
    body, inspection_id = with_photo(chain, to_jpeg()), new_id()
    receipt = put(client, body, inspection_id).json()
    (slot,) = receipt["photos"]
    assert slot["photo_id"] == photo_id_of(body)
    assert slot["state"] == "expected"
    assert slot["link"]["method"] == "PUT"
    assert slot["content_path"] == f"/v1/photos/{slot['photo_id']}/content"


def test_a_photo_id_that_is_taken_is_a_conflict(client, chain):
    body = with_photo(chain, to_jpeg())
    assert put(client, body).status_code == 201
    response = put(client, body)
    assert (response.status_code, response.json()["code"]) == (409, "photo-differs")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"sha256": "0" * 63}, "sha256"),
        ({"sha256": "A" * 64}, "sha256"),
        ({"byte_count": 0}, "byte_count"),
        ({"byte_count": 20_000_001}, "byte_count"),
        ({"byte_count": "1000"}, "byte_count"),
        ({"content_type": "image/heic"}, "content_type"),
        ({"content_type": "text/html"}, "content_type"),
    ],
)
def test_a_wrong_promise_is_pointed_at(client, chain, change, pointer):
    given = answer("shelf", photos=[promise(b"x") | change])
    response = put(client, submission(chain, given))
    assert response.status_code == 422
    assert pointers(response) == [f"/answers/0/photos/0/{pointer}"]


def test_an_inspection_tells_its_outcomes_and_what_is_missing(client, chain):
    body = with_photo(chain, to_jpeg())
    body["answers"][1]["value"] = 9
    inspection_id = new_id()
    put(client, body, inspection_id)
    found = client.get(f"/v1/inspections/{inspection_id}").json()
    outcomes = {given["question"]: given["final_outcome"] for given in found["answers"]}
    assert outcomes == {"floor-clean": "passed", "fridge-temp": "failed", "shelf": "pending"}
    assert found["missing_photo_ids"] == [photo_id_of(body)]
    assert found["staff_id"] == str(chain.staff["supervisor"].id)
    assert found["score_pct"] is None


def test_an_inspection_is_shown_only_to_who_sees_its_store(anonymous, client, phone_of, chain):
    inspection_id = new_id()
    put(client, submission(chain), inspection_id)
    path = f"/v1/inspections/{inspection_id}"
    assert anonymous.get(path).status_code == 401
    assert phone_of(chain.staff["clerk"]).get(path).status_code == 200
    foreign = phone_of(chain.staff["stranger"]).get(path)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "inspection-not-found")
