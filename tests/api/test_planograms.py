"""Planograms over HTTP: tried, published, read; as our JSON, as Azure's and as a sheet."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.fixtures.planned import azure_sheet, heading, planogram, product, slot

PATH = "/v1/planograms"


@pytest.fixture
def admin(chain, phone_of):
    phone = phone_of(chain.staff["admin"])
    phone.post("/v1/products", {"items": [product(), product("tea")]})
    return phone


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in (("层", "位置", "商品编码", "排面数"), *rows):
        book.worksheets[0].append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_planogram_is_tried_published_and_read(admin, client):
    tried = admin.post(f"{PATH}/dry-run", planogram()).json()
    assert tried["is_usable"]
    assert tried["summary"] == {"rows": 2, "slots": 3, "facings": 5, "products": 1}
    published = admin.post(PATH, planogram())
    assert (published.status_code, published.json()["number"]) == (201, 1)
    read = client.get(f"{PATH}/{published.json()['id']}").json()
    assert read == published.json()
    assert [one["code"] for one in read["slots"]] == ["0-00", "0-01", "1-00"]


def test_the_same_again_is_the_same_version_and_a_change_a_new_one(admin):
    first, again = admin.post(PATH, planogram()), admin.post(PATH, planogram())
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    changed = admin.post(PATH, planogram(slot()))
    assert (changed.status_code, changed.json()["number"]) == (201, 2)


@pytest.mark.parametrize(
    ("slots", "pointer"),
    [
        ([slot(), slot("0-01", left_mm=30.0)], "/slots/1/left_mm"),  # they overlap
        ([slot(sku="milk")], "/slots/0/sku"),
        ([slot(), slot()], "/slots/1/code"),
        ([slot(left_mm=580)], "/slots/0/left_mm"),  # leaves the shelf
    ],
)
def test_what_cannot_stand_is_refused_with_its_place(admin, slots, pointer):
    body = planogram(*slots)
    tried = admin.post(f"{PATH}/dry-run", body)
    assert (tried.status_code, tried.json()["is_usable"]) == (200, False)
    refused = admin.post(PATH, body)
    assert (refused.status_code, refused.json()["code"]) == (422, "planogram-invalid")
    for told in (tried.json()["faults"], refused.json()["errors"]):
        assert pointer in {fault["pointer"] for fault in told}


@pytest.mark.parametrize(
    "wrong", [{"slots": []}, {"width_mm": 0}, {"width_mm": "wide"}, {"valid_from_on": "soon"}]
)
def test_what_has_not_the_shape_is_refused(admin, wrong):
    refused = admin.post(PATH, planogram() | wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "request-invalid")


def test_not_a_number_is_no_measure(admin):
    body = b'{"shelf_code": "x", "width_mm": NaN}'
    refused = admin.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (422, "request-invalid")


@pytest.mark.as_staff("supervisor")
def test_who_may_not_plan_is_refused(admin, client):
    for path, body in ((PATH, planogram()), (f"{PATH}/dry-run", planogram())):
        assert client.post(path, body).status_code == 403
    for path in (f"{PATH}/import", f"{PATH}/import/dry-run"):
        refused = client.post(path, azure_sheet(), params=heading())
        assert refused.json()["code"] == "role-missing"


def test_what_azure_wrote_is_taken_and_given_back(admin, client):
    taken = admin.post(f"{PATH}/import", azure_sheet(), params=heading())
    assert taken.status_code == 201
    assert [(one["code"], one["facings"]) for one in taken.json()["slots"]] == [
        ("0-00", 2),
        ("1-00", 3),
    ]
    path = f"{PATH}/{taken.json()['id']}/export"
    given = client.get(path, params={"format": "azure"})
    assert given.headers["content-type"] == "application/json"
    again = admin.post(f"{PATH}/import", given.json(), params=heading())
    assert (again.status_code, again.json()["id"]) == (200, taken.json()["id"])


@pytest.mark.parametrize("content", [b"", b"{", b'{"width": NaN}', b"[" * 100_000])
def test_what_is_no_json_is_refused(admin, content):
    for path in (f"{PATH}/import", f"{PATH}/import/dry-run"):
        refused = admin.post(path, content=content, params=heading())
        assert (refused.status_code, refused.json()["code"]) == (422, "planogram-invalid")


def test_every_fault_of_azures_json_is_told(admin):
    sheet = azure_sheet(width=-1)
    sheet["positions"][0]["productId"] = "milk"
    tried = admin.post(f"{PATH}/import/dry-run", sheet, params=heading()).json()
    assert {fault["pointer"] for fault in tried["faults"]} == {"/width", "/positions/0/productId"}


def test_a_sheet_is_taken_and_given_back(admin, client):
    content = workbook((1, 1, "cola", 2), (1, 2, "tea", 1), (2, 1, "cola", 3))
    query = heading(format="excel", width_mm=600, height_mm=900)
    taken = admin.post(f"{PATH}/import", content=content, params=query)
    assert taken.status_code == 201
    assert [one["left_mm"] for one in taken.json()["slots"]] == [0, 120, 0]
    given = client.get(f"{PATH}/{taken.json()['id']}/export", params={"format": "excel"})
    assert given.headers["content-disposition"].startswith("attachment")
    cells = [[cell.value for cell in row] for row in load_workbook(BytesIO(given.content)).active]
    expected = [[1, 1, "cola", 2], [1, 2, "tea", 1], [2, 1, "cola", 3]]
    assert [row[:4] for row in cells[1:]] == expected
    again = admin.post(f"{PATH}/import", content=given.content, params=query)
    assert (again.status_code, again.json()["id"]) == (200, taken.json()["id"])


def test_every_fault_of_a_sheet_is_told_by_its_cell(admin):
    content = workbook((1, 1, "milk", 2), ("top", 2, "tea", 0))
    query = heading(format="excel")
    tried = admin.post(f"{PATH}/import/dry-run", content=content, params=query).json()
    assert {fault["pointer"] for fault in tried["faults"]} == {"/A3", "/D3", "/C2"}
    refused = admin.post(f"{PATH}/import", content=content, params=query)
    assert refused.json()["code"] == "planogram-invalid"


def test_what_is_not_planned_is_not_there(client):
    lost = client.get(f"{PATH}/00000000-0000-0000-0000-000000000001")
    assert (lost.status_code, lost.json()["code"]) == (404, "planogram-not-found")
