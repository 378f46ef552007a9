"""Workbooks over HTTP: tried, imported, given back, and refused as a whole."""

import io
import zipfile

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api.app import create_app
from checklists.authoring.models import Draft
from checklists.packs import pack
from checklists.sheets.list_writing import write_list
from checklists.sheets.workbooks import Sheet, write_workbook
from checklists.sheets.xlsform_writing import write_xlsform
from core.db import unit_of_work

pytestmark = pytest.mark.as_staff("admin")
PATH = "/v1/drafts/import"
GOOD = [["检查内容", "分值"], ["地面干净", 5.0], ["灯亮", 2.0]]
BAD = [["检查内容", "分值", "类型"], ["地面干净", "多", "看"], ["灯亮", -1.0]]


def book(rows):
    return write_workbook([Sheet("清单", rows)])


def drafts(engine, chain):
    with unit_of_work(engine, chain.tenant_id) as session:
        return [draft.code for draft in session.exec(select(Draft)).all()]


def send(client, content, **params):
    return client.request("POST", PATH, content=content, params=params)


def test_a_dry_run_tells_and_keeps_nothing(client, chain, engine):
    reply = send(client, book(GOOD), dry_run=True, name="周巡检").json()
    assert (reply["is_usable"], reply["questions"], reply["draft"]) == (True, 2, None)
    reply = send(client, book(BAD), dry_run=True).json()
    assert not reply["is_usable"]
    assert {(one["sheet"], one["cell"]) for one in reply["faults"]} == {
        ("清单", "B2"),
        ("清单", "C2"),
        ("清单", "B3"),
    }
    assert all(one["detail"]["zh-CN"] != one["detail"]["en"] for one in reply["faults"])
    assert drafts(engine, chain) == []


def test_a_list_with_faults_is_refused_as_a_whole(client, chain, engine):
    response = send(client, book(BAD))
    assert (response.status_code, response.json()["code"]) == (422, "sheet-invalid")
    assert {one["pointer"] for one in response.json()["errors"]} == {
        "/清单/B2",
        "/清单/C2",
        "/清单/B3",
    }
    assert send(client, b"no workbook").json()["code"] == "sheet-invalid"
    assert drafts(engine, chain) == []


def test_a_list_becomes_a_draft_and_again_its_next_revision(client):
    first = send(client, book(GOOD), name="周巡检").json()["draft"]
    assert (first["name"]["zh-CN"], first["revision"]) == ("周巡检", 1)
    assert send(client, book(GOOD), name="周巡检").json()["draft"]["revision"] == 1
    longer = send(client, book([*GOOD, ["门口有地垫", 1.0]]), name="周巡检").json()["draft"]
    assert (longer["id"], longer["revision"]) == (first["id"], 2)
    found = client.get(f"/v1/drafts/{first['id']}").json()
    assert found["faults"] == []
    asked = found["form"]["sections"][0]["questions"]
    assert [one["prompt"]["zh-CN"] for one in asked] == ["地面干净", "灯亮", "门口有地垫"]


@pytest.mark.parametrize(("kind", "write"), [("list", write_list), ("xlsform", write_xlsform)])
def test_what_was_published_goes_out_and_comes_back_equal(client, kind, write):
    form = pack("cold-chain-receiving")
    draft = send(client, write(form)).json()["draft"]
    published = client.post(f"/v1/drafts/{draft['id']}/publish", {"revision": 1, "note": ""})
    path = f"/v1/checklist-versions/{published.json()['id']}"
    response = client.request("GET", f"{path}/export.xlsx", params={"as": kind})
    assert response.headers["content-disposition"].endswith(f'cold-chain-receiving-{kind}.xlsx"')
    again = send(client, response.content).json()["draft"]
    assert (again["id"], again["revision"]) == (draft["id"], 1)
    assert client.get(f"{path}/form").json() == form.model_dump(mode="json")


def bomb() -> bytes:
    """Return a few kilobytes that unpack to thirty million."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<x/>")
        packed.writestr("xl/worksheets/sheet1.xml", bytes(30_000_000))
    return content.getvalue()


def test_a_bomb_is_refused_and_nothing_is_unpacked(client, chain, engine, monkeypatch):
    content = bomb()
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("it was unpacked"))
    response = send(client, content)
    assert (response.status_code, response.json()["code"]) == (422, "sheet-invalid")
    assert [one["pointer"] for one in response.json()["errors"]] == [""]
    assert drafts(engine, chain) == []


SURVEY = [["type", "name", "relevant"], ["audio", "a"], ["text", "b", "${c} = 1"]]
TREE = [["Code", "Question", "Show if"], ["a", "A?", "b == true"], ["b", "B?", "a == true"]]


@pytest.mark.parametrize(
    ("rows", "sheet", "pointers"),
    [
        (SURVEY, "survey", {"/survey/A2", "/survey/C3"}),
        (TREE, "Questions", {"/Questions/C2"}),
        ([*GOOD, ["门", "多"]], "清单", {"/清单/B4"}),
    ],
)
def test_a_faulty_workbook_leaves_the_draft_as_it_was(client, rows, sheet, pointers):
    draft = send(client, book(GOOD), name="周巡检").json()["draft"]
    before = client.get(f"/v1/drafts/{draft['id']}").json()
    content = write_workbook([Sheet(sheet, rows)])
    response = send(client, content, name="周巡检")
    assert (response.status_code, response.json()["code"]) == (422, "sheet-invalid")
    assert pointers <= {one["pointer"] for one in response.json()["errors"]}
    assert client.get(f"/v1/drafts/{draft['id']}").json() == before
    assert len(client.get("/v1/drafts").json()["items"]) == 1


def test_fifty_megabytes_are_refused_from_the_header(client):
    response = send(client, bytes(50_000_000))
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_a_server_loads_what_workbooks_need_once_it_is_up(settings, monkeypatch):
    told = []
    off = lambda: told.append("called off")  # noqa: E731 - a word of this test
    monkeypatch.setattr("api.app.load_soon", lambda: told.append("soon") or off)
    with TestClient(create_app(settings)):
        assert told == ["soon"]
    assert told == ["soon", "called off"]
