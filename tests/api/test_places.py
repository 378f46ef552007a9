"""What a place looks like when all is well: its photo, its areas, who may say so."""

import pytest
from sqlmodel import col, select

from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from planograms.models import PlaceView
from tests.factories import make_photo, make_shelf

EXIT = [[0.1, 0.1], [0.4, 0.1], [0.4, 0.6], [0.1, 0.6]]


def area(code="exit", corners=EXIT):
    return {"code": code, "name": {"zh-CN": "出口", "en": "Exit"}, "corners": corners}


@pytest.fixture
def place(engine, chain):
    """The path of a place's view, and photos of it and of elsewhere."""

    class Place:
        path = f"/v1/places/{chain.shelf.id}/view"

        def photo(self, *, shelf=None, **kw):
            with unit_of_work(engine, chain.tenant_id) as session:
                defaults = {
                    "store_id": chain.store.id,
                    "shelf_id": (shelf or chain.shelf).id,
                    "staff_id": chain.staff["clerk"].id,
                    "readable_at": now(),
                    "width": 1280,
                    "height": 960,
                }
                return str(make_photo(session, **defaults | kw).id)

        def elsewhere(self):
            with unit_of_work(engine, chain.tenant_id) as session:
                return make_shelf(session, chain.store, code="snacks")

        def rows(self):
            with unit_of_work(engine, chain.tenant_id) as session:
                return list(session.exec(select(PlaceView).order_by(col(PlaceView.id))))

    return Place()


@pytest.fixture
def admin(chain, phone_of):
    return phone_of(chain.staff["admin"])


def view(photo_id, *areas, **kw):
    return {"photo_id": photo_id, "areas": list(areas)} | kw


def test_a_place_has_no_view_until_somebody_draws_one(place, admin, client):
    told = client.get(place.path)
    assert (told.status_code, told.json()["code"]) == (404, "place-view-not-found")
    drawn = admin.put(place.path, view(place.photo(), area(), is_fixed=True))
    assert drawn.status_code == 200
    told = client.get(place.path).json()
    assert told["areas"] == [area()]
    assert (told["is_fixed"], told["width"], told["height"]) == (True, 1280, 960)
    assert told["picture"]["path"].startswith("/v1/media/")


def test_the_same_again_changes_nothing_and_a_new_view_retires_the_old(place, admin, client):
    body = view(place.photo(), area())
    first, again = admin.put(place.path, body).json(), admin.put(place.path, body).json()
    assert again["id"] == first["id"]
    other = admin.put(place.path, body | {"areas": [area(), area("drain")]}).json()
    assert other["id"] != first["id"]
    assert client.get(place.path).json()["id"] == other["id"]
    assert [row.retired_at is None for row in place.rows()] == [False, True]
    assert place.rows()[0].areas[0]["code"] == "exit", "what was is not edited"


@pytest.mark.parametrize(
    ("areas", "pointer"),
    [
        ([area(corners=[[0.1, 0.1], [1.5, 0.1], [0.4, 0.6]])], "/areas/0/corners/1"),
        ([area(corners=EXIT[:2])], "/areas/0/corners"),
        ([area(corners=[EXIT[0], EXIT[2], EXIT[1], EXIT[3]])], "/areas/0/corners"),
        ([area(), area()], "/areas/1/code"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_place(place, admin, areas, pointer):
    refused = admin.put(place.path, view(place.photo(), *areas))
    assert (refused.status_code, refused.json()["code"]) == (422, "place-view-invalid")
    assert [fault["pointer"] for fault in refused.json()["errors"]] == [pointer]
    assert place.rows() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"areas": [area(code="Not A Code")]},
        {"areas": [area(corners=[[0.1], [0.2, 0.3], [0.4, 0.5]])]},
        {"areas": [area(f"exit-{n}") for n in range(21)]},
        {"areas": [{"code": "exit", "corners": EXIT}]},
        {"is_fixed": "yes"},
        {"photo_id": "the last one"},
    ],
)
def test_what_has_not_the_shape_is_refused(place, admin, wrong):
    refused = admin.put(place.path, view(place.photo()) | wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "request-invalid")


def test_the_photo_must_be_of_the_place_and_readable(place, admin, chain):
    other = place.photo(shelf=place.elsewhere())
    refused = admin.put(place.path, view(other, area()))
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/photo_id"]
    early = admin.put(place.path, view(place.photo(readable_at=None), area()))
    assert (early.status_code, early.json()["code"]) == (503, "photo-not-readable")
    lost = admin.put(place.path, view(str(new_id()), area()))
    assert (lost.status_code, lost.json()["code"]) == (404, "photo-not-found")
    assert place.rows() == []


def test_who_may_not_plan_may_not_draw(place, chain, phone_of):
    body = view(place.photo(), area())
    for role in ("supervisor", "store_manager", "clerk"):
        refused = phone_of(chain.staff[role]).put(place.path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "role-missing")
    stranger = phone_of(chain.staff["stranger"])
    for answer in (stranger.get(place.path), stranger.put(place.path, body)):
        assert (answer.status_code, answer.json()["code"]) == (404, "place-not-found")
