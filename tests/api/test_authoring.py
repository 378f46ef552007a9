"""Writing checklists over HTTP: drafts, versions, assignments, kinds of visits and pictures."""

import pytest

from checklists.forms.reading import MAX_NEST
from core.db import unit_of_work
from core.ids import new_id
from tests.factories import words
from tests.fixtures.authored import PICTURE
from tests.fixtures.forms import a_document, a_question, a_section
from tests.fixtures.people import add_chain

pytestmark = pytest.mark.as_staff("admin")


def asked(*codes, **kw):
    return a_document(a_section("floor", *codes), **kw)


def begin(client, **body):
    response = client.post("/v1/drafts", body)
    assert response.status_code == 200, response.text
    return response.json()


def save(client, draft, form, revision=None):
    body = {"revision": draft["revision"] if revision is None else revision, "form": form}
    return client.put(f"/v1/drafts/{draft['id']}", body)


def publish(client, draft, note=""):
    body = {"revision": draft["revision"], "note": note}
    return client.post(f"/v1/drafts/{draft['id']}/publish", body)


def pointers(response):
    return [fault["pointer"] for fault in response.json()["errors"]]


def test_a_checklist_is_written_published_and_filled(client, chain):
    draft = begin(client, form=asked("a"))
    assert (draft["code"], draft["revision"], draft["faults"]) == ("patrol", 1, [])
    assert draft["name"] == words("Patrol")
    assert draft["edited_by"]["id"] == str(chain.staff["admin"].id)
    form = asked("a", a_question("b", kind="number", limits={"minimum": 8, "maximum": 2}))
    saved = save(client, draft, form).json()
    assert saved["revision"] == 2
    assert [fault["pointer"] for fault in saved["faults"]] == ["/sections/0/questions/1/limits"]
    refused = publish(client, saved)
    assert (refused.status_code, refused.json()["code"]) == (422, "form-invalid")
    saved = save(client, saved, asked("a", "b")).json()
    version = publish(client, saved, note="first").json()
    assert (version["number"], version["note"]) == (1, "first")
    assert publish(client, saved).json()["id"] == version["id"]
    found = client.get(f"/v1/checklist-versions/{version['id']}").json()
    assert [question["code"] for question in found["questions"]] == ["a", "b"]
    codes = [one["code"] for one in client.get("/v1/checklists").json()["items"]]
    assert "patrol" in codes


def test_two_versions_are_told_apart(client):
    draft = begin(client, form=asked("a"))
    first = publish(client, draft).json()
    draft = save(client, draft, asked(a_question("a", weight=3), "b")).json()
    second = publish(client, draft).json()
    versions = client.get("/v1/checklists/patrol/versions").json()["items"]
    assert [one["id"] for one in versions] == [second["id"], first["id"]]
    told = client.get(f"/v1/checklist-versions/{second['id']}/diff").json()
    assert told["before_id"] == first["id"]
    assert [(one["deed"], one["code"], one["field"]) for one in told["changes"]] == [
        ("added", "b", ""),
        ("changed", "a", "weight"),
    ]
    assert told["changes"][1] | {"words": None} == {
        "deed": "changed",
        "part": "question",
        "code": "a",
        "field": "weight",
        "before": 1.0,
        "after": 3.0,
        "is_scored": True,
        "words": None,
    }
    assert told["changes"][1]["words"]["en"] == "Question “Is it so: a?”, weight: 1 → 3"
    back = {"against": second["id"]}
    turned = client.get(f"/v1/checklist-versions/{first['id']}/diff", params=back).json()
    assert [one["deed"] for one in turned["changes"]] == ["removed", "changed"]
    alone = client.get(f"/v1/checklist-versions/{first['id']}/diff").json()
    assert (alone["before_id"], alone["changes"]) == (None, [])
    form = client.get(f"/v1/checklist-versions/{second['id']}/form").json()
    assert [one["code"] for one in form["sections"][0]["questions"]] == ["a", "b"]
    assert begin(client, form={**form, "code": "again"})["faults"] == []


def test_who_saves_second_is_told_what_the_first_did(client, chain, phone_of):
    draft = begin(client, form=asked("a"))
    theirs = phone_of(chain.staff["regional_manager"])
    assert save(theirs, draft, asked("a", "b")).status_code == 200
    mine = save(client, draft, asked("a", "c"))
    assert (mine.status_code, mine.json()["code"]) == (409, "draft-moved")
    assert mine.json()["errors"] == [
        {"pointer": "/question/b", "detail": "Question “Is it so: b?” added"}
    ]
    assert "Li Na" in mine.json()["detail"]
    now = client.get(f"/v1/drafts/{draft['id']}").json()
    assert now["revision"] == 2
    assert save(client, now, asked("a", "b", "c")).json()["revision"] == 3


def test_a_version_is_edited_or_copied(client, chain):
    edited = begin(client, version_id=str(chain.version_id))
    assert edited["base_version_id"] == str(chain.version_id)
    assert begin(client, version_id=str(chain.version_id))["id"] == edited["id"]
    name = {"code": "second", "name": words("Second")}
    copied = begin(client, version_id=str(chain.version_id), copy_as=name)
    assert (copied["code"], copied["name"]) == ("second", words("Second"))
    assert copied["form"]["sections"] == edited["form"]["sections"]
    again = begin(client, form=asked("a"), copy_as={**name, "code": "third"})
    assert again["code"] == "third"
    listed = client.get("/v1/drafts").json()["items"]
    assert {one["code"] for one in listed} == {edited["code"], "second", "third"}


def test_a_draft_begins_with_one_thing(client, chain):
    both = {"form": asked("a"), "version_id": str(chain.version_id)}
    for body in ({}, both):
        response = client.post("/v1/drafts", body)
        assert (response.status_code, pointers(response)) == (422, ["/form"])


def test_a_draft_of_a_version_that_is_not_there(client):
    for more in ({}, {"copy_as": {"code": "x", "name": words("x")}}):
        response = client.post("/v1/drafts", {"version_id": str(new_id()), **more})
        assert (response.status_code, response.json()["code"]) == (404, "checklist-not-found")


def test_a_draft_needs_no_finished_form(client):
    draft = begin(client, form={"code": "half", "name": 7, "sections": [{}]})
    assert draft["name"] == {"zh-CN": "", "en": ""}
    assert {fault["pointer"] for fault in draft["faults"]} >= {"/name", "/sections/0/code"}
    assert draft["missing_words"] == []


def test_texts_without_a_translation_are_listed(client):
    draft = begin(client, form=asked(a_question("a", prompt={"zh-CN": "地面干净吗"})))
    assert draft["faults"] == []
    assert [one["pointer"] for one in draft["missing_words"]] != []


def test_huge_nesting_is_refused_by_name(client):
    below: dict = {}
    for _ in range(200):
        below = {"sections": [below]}
    response = client.post("/v1/drafts", {"form": asked("a") | {"sections": [below]}})
    assert response.status_code == 422
    assert f"deeper than {MAX_NEST} levels" in response.text


def test_a_discarded_draft_is_gone(client):
    draft = begin(client, form=asked("a"))
    for _ in range(2):
        assert client.delete(f"/v1/drafts/{draft['id']}").status_code == 204
    assert client.get(f"/v1/drafts/{draft['id']}").status_code == 404
    assert client.get("/v1/drafts").json()["items"] == []


def test_the_schema_of_forms_can_be_read(client):
    schema = client.get("/v1/form-schema").json()
    assert schema["title"] == "Form"
    assert {"code", "name", "sections", "scoring"} <= schema["properties"].keys()
    assert schema["additionalProperties"] is False


def test_kinds_of_visits_are_read_and_set(client, chain, phone_of):
    kinds = {one["code"]: one for one in client.get("/v1/visit-kinds").json()["items"]}
    assert kinds["unannounced"] == {
        "code": "unannounced",
        "name": {"zh-CN": "飞行检查", "en": "Unannounced"},
        "weight": 1.5,
        "is_on": True,
    }
    body = {"name": {"zh-CN": "夜查", "en": "Night"}, "weight": 2, "is_on": False}
    for _ in range(2):
        assert client.put("/v1/visit-kinds/night", body).json() == {"code": "night", **body}
    clerk = phone_of(chain.staff["clerk"])
    told = clerk.get("/v1/visit-kinds").json()["items"]
    assert [one["weight"] for one in told if one["code"] == "night"] == [2]
    wrong = client.put("/v1/visit-kinds/Bad Code", {"name": {}, "weight": 1})
    assert (wrong.status_code, pointers(wrong)) == (422, ["/code", "/name"])


def test_only_who_is_assigned_sees_the_checklist(client, chain, authored, phone_of):
    manager, clerk = (phone_of(chain.staff[one]) for one in ("store_manager", "clerk"))
    body = {
        "checklist_id": str(authored["checklist_id"]),
        "store_id": str(chain.store.id),
        "role": "clerk",
        "every": "day",
        "starts_on": "2020-01-01",
    }
    path = f"/v1/assignments/{authored['assignment_id']}"
    for _ in range(2):
        assert client.put(path, body).json()["every"] == "day"
    assert len(clerk.get("/v1/checklists").json()["items"]) == 1
    assert manager.get("/v1/checklists").json()["items"] == []
    only = {"checklist_id": str(authored["checklist_id"])}
    assert len(client.get("/v1/assignments", params=only).json()["items"]) == 1
    other = {"checklist_id": str(new_id())}
    assert client.get("/v1/assignments", params=other).json()["items"] == []
    wrong = client.put(path, {**body, "role": "cook", "ends_on": "2019-01-01"})
    assert (wrong.status_code, pointers(wrong)) == (422, ["/role", "/ends_on"])
    assert client.delete(path).status_code == 204
    assert client.delete(path).status_code == 404
    assert len(manager.get("/v1/checklists").json()["items"]) == 1


def test_a_picture_beside_a_question(client, chain, engine, phone_of, authored):
    path = f"/v1/form-pictures/{authored['sha256']}/content"
    assert client.get(path).json()["code"] == "form-picture-not-found"
    for _ in range(2):
        kept = client.put(path, content=PICTURE)
        assert (kept.status_code, kept.json()["content_type"]) == (200, "image/jpeg")
    seen = phone_of(chain.staff["clerk"]).get(path)
    assert (seen.content, seen.headers["content-type"]) == (PICTURE, "image/jpeg")
    with unit_of_work(engine, None) as session:
        other = add_chain(session)
    assert phone_of(other.staff["admin"]).get(path).status_code == 404
    shown = a_question("a", references=[{"sha256": authored["sha256"]}])
    draft = begin(client, form=asked(shown, code="pictured"))
    assert publish(client, draft).status_code == 200
    damaged = client.put(path, content=PICTURE + b"x")
    assert damaged.json()["code"] == "photo-hash-wrong"
