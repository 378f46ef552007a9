"""Products over HTTP: nobody, the wrong role, nonsense, what is right, and the same again."""

import hashlib

import pytest

from core.ids import new_id
from tests.fixtures.planned import correction, product
from tests.fixtures.submissions import to_jpeg


@pytest.fixture
def admin(chain, phone_of):
    return phone_of(chain.staff["admin"])


def put(phone, *items):
    return phone.post("/v1/products", {"items": list(items)})


def send(phone, sku, content, **kw):
    sha256 = kw.get("sha256", hashlib.sha256(content).hexdigest())
    return phone.post(f"/v1/products/{sku}/pictures?sha256={sha256}", content=content)


def test_products_are_added_and_brought_up_to_date(admin, client):
    first = put(admin, product(), product("tea", substitutes=["cola"]))
    assert first.status_code == 200
    again = put(admin, product(price_minor=350), product("tea", substitutes=["cola"]))
    assert [item["id"] for item in again.json()["items"]] == [
        item["id"] for item in first.json()["items"]
    ]
    cola = client.get("/v1/products/cola").json()
    assert (cola["price_minor"], cola["height_mm"]) == (350, 120.5)
    assert cola["name"] == {"zh-CN": "cola（中）", "en": "cola"}
    assert client.get("/v1/products/tea").json()["substitutes"] == ["cola"]


def test_pages_lead_through_all_products(admin, client):
    put(admin, *(product(f"p-{number}") for number in range(5)))
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/v1/products?limit=2{cursor and '&cursor=' + cursor}").json()
        seen += [item["sku"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [f"p-{number}" for number in range(5)]
    assert client.get("/v1/products?cursor=nonsense!").json()["code"] == "cursor-invalid"


@pytest.mark.parametrize(
    ("items", "code", "pointer"),
    [
        ([product(), product()], "products-invalid", "/items/1/sku"),
        ([product(substitutes=["milk"])], "products-invalid", "/items/0/substitutes/0"),
        ([], "request-invalid", "/items"),
        ([product(width_mm=0)], "request-invalid", "/items/0/width_mm"),
        ([product(width_mm="60")], "request-invalid", "/items/0/width_mm"),
        ([product("a b")], "request-invalid", "/items/0/sku"),
        ([product("a/b")], "request-invalid", "/items/0/sku"),
        ([product(price_minor=-1)], "request-invalid", "/items/0/price_minor"),
        ([product(colour="red")], "request-invalid", "/items/0/colour"),
    ],
)
def test_what_cannot_be_sold_is_refused_with_its_place(admin, items, code, pointer):
    refused = put(admin, *items)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert pointer in {fault["pointer"] for fault in refused.json()["errors"]}
    assert admin.get("/v1/products").json()["items"] == [], "nothing of it is kept"


def test_a_number_that_is_none_is_refused(admin):
    body = b'{"items": [{"sku": "x", "name": {"zh-CN": "x", "en": "x"}, "width_mm": NaN}]}'
    headers = {"Content-Type": "application/json"}
    refused = admin.post("/v1/products", content=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "request-invalid")


@pytest.mark.as_staff("store_manager")
def test_who_may_not_plan_is_refused(client):
    refused = put(client, product())
    assert (refused.status_code, refused.json()["code"]) == (403, "role-missing")


def test_a_manager_of_one_region_does_not_plan_for_the_chain(engine, chain, phone_of):
    from core.db import unit_of_work
    from tests.factories import make_region, make_staff

    with unit_of_work(engine, chain.tenant_id) as session:
        below = make_region(session, parent_id=chain.store.region_id)
        local = make_staff(session, role="regional_manager", region=below)
    assert put(phone_of(local), product()).status_code == 403
    assert put(phone_of(chain.staff["regional_manager"]), product()).status_code == 200


def test_a_picture_is_taken_once(admin):
    put(admin, product())
    content = to_jpeg(120, 160, seed=5)
    first, again = send(admin, "cola", content), send(admin, "cola", content)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert (first.json()["state"], first.json()["source"]) == ("waiting", "upload")
    [picture] = admin.get("/v1/products/cola").json()["pictures"]
    assert admin.get(picture["picture"]["path"]).content == content


@pytest.mark.parametrize(
    ("content", "sha256", "status", "code"),
    [
        (to_jpeg(), "0" * 64, 422, "photo-hash-wrong"),
        (to_jpeg(), "nonsense", 422, "request-invalid"),
        (b"no picture", None, 415, "not-a-photo"),
        (to_jpeg(10, 10), None, 422, "photo-unusable"),
    ],
    ids=["damaged", "no hash", "no picture", "too small"],
)
def test_a_picture_that_cannot_be_used_is_refused(admin, content, sha256, status, code):
    put(admin, product())
    refused = send(admin, "cola", content, **({"sha256": sha256} if sha256 else {}))
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_picture_of_nothing_we_sell_is_refused(admin):
    assert send(admin, "milk", to_jpeg()).json()["code"] == "product-not-found"


def test_a_picture_is_forgotten_once_and_for_all(admin):
    put(admin, product())
    picture_id = send(admin, "cola", to_jpeg()).json()["id"]
    path = f"/v1/products/cola/pictures/{picture_id}"
    assert [admin.delete(path).status_code for _ in range(2)] == [200, 200]
    assert admin.get("/v1/products/cola").json()["pictures"] == []
    lost = admin.delete(f"/v1/products/cola/pictures/{new_id()}")
    assert lost.json()["code"] == "product-picture-not-found"


# Corrections


def say(phone, loop, **kw):
    return phone.post(f"/v1/photos/{loop.photo_id}/corrections", correction(**kw))


def test_a_person_tells_the_eyes_what_it_is(admin, client, loop):
    put(admin, product())
    body = {"id": str(new_id())}
    first, again = say(client, loop, **body), say(client, loop, **body)
    assert (first.status_code, first.json()) == (200, again.json())
    [kept] = client.get(f"/v1/photos/{loop.photo_id}").json()["corrections"]
    assert (kept["human_sku"], kept["final_sku"]) == ("cola", "cola")
    differs = say(client, loop, **body, sku=None)
    assert (differs.status_code, differs.json()["code"]) == (409, "correction-differs")


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"sku": "milk"}, 404, "product-not-found"),
        ({"slot": "9-99"}, 422, "correction-invalid"),
        ({"box": {"left": 0, "top": 0, "right": 3, "bottom": 3}}, 422, "correction-invalid"),
        ({"box": {"left": 9, "top": 9, "right": 0, "bottom": 0}}, 422, "correction-invalid"),
        ({"box": {"left": -1, "top": 0, "right": 9, "bottom": 9}}, 422, "request-invalid"),
        ({"box": None}, 422, "request-invalid"),
    ],
)
def test_a_word_that_fits_nothing_is_refused(client, loop, more, status, code):
    refused = say(client, loop, **more)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_photo_tells_every_facing_and_measure(client, loop):
    analysis = client.get(f"/v1/photos/{loop.photo_id}").json()["analysis"]
    assert len(analysis["facings"]) > 20
    assert {"row", "column", "level", "box", "sku", "confidence"} == set(analysis["facings"][0])
    for measure in analysis["measures"]:
        assert (measure["share"] is None) == (measure["denominator"] <= 0)
