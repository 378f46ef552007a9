"""What is kept of people, over HTTP: the policy, the originals behind it, and who looked."""

from datetime import timedelta

import pytest
from sqlmodel import select

from checklists.models import OriginalAccess, Photo
from checklists.rules import original_key
from core.clock import at, now
from core.db import unit_of_work
from core.ids import new_id
from tests.fixtures.drained import Drain
from tests.fixtures.people import add_chain
from tests.fixtures.submissions import photo_id_of, to_jpeg, with_photo

CONTENT = to_jpeg(seed=9)
WHY = {"reason": "the guest says that nobody wore a mask"}


@pytest.fixture
def admin(chain, phone_of):
    return phone_of(chain.staff["admin"])


@pytest.fixture
def kept(chain, admin, phone_of, kit) -> str:
    """The id of a photo whose original is kept for a week."""
    assert admin.put("/v1/privacy", {"keep_originals_days": 7}).status_code == 200
    return send_proof(chain, phone_of, kit)


def send_proof(chain, phone_of, kit, content=b"") -> str:
    phone, content = phone_of(chain.staff["supervisor"]), content or CONTENT
    body = with_photo(chain, content, question="proof")
    assert phone.put(f"/v1/inspections/{new_id()}", body).status_code == 201
    photo_id = photo_id_of(body)
    assert phone.put(f"/v1/photos/{photo_id}/content", content=content).status_code == 200
    Drain(kit, chain.tenant_id)()
    return photo_id


def code_of(response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def seen(engine, chain) -> list[OriginalAccess]:
    with unit_of_work(engine, chain.tenant_id) as session:
        return list(session.exec(select(OriginalAccess)))


def test_a_chain_that_never_said_anything_keeps_nothing(chain, admin, phone_of, kit, storage):
    told = admin.get("/v1/privacy").json()
    assert told == {
        "keep_originals_days": 0,
        "max_keep_days": 30,
        "changed_by_id": None,
        "changed_at": None,
    }
    photo_id = send_proof(chain, phone_of, kit)
    assert storage.get(original_key(chain.tenant_id, photo_id), limit=10) is None
    answer = admin.get(f"/v1/photos/{photo_id}/original", params=WHY)
    assert code_of(answer) == (404, "original-gone")


def test_an_original_that_is_kept_is_shown_to_who_says_why(engine, chain, admin, kept):
    response = admin.get(f"/v1/photos/{kept}/original", params=WHY)
    assert (response.status_code, response.content) == (200, CONTENT)
    assert response.headers["cache-control"] == "no-store"
    [access] = seen(engine, chain)
    assert (access.staff_id, access.reason) == (chain.staff["admin"].id, WHY["reason"])
    [told] = admin.get(f"/v1/photos/{kept}/original-accesses").json()["items"]
    assert (told["photo_id"], told["reason"]) == (kept, WHY["reason"])


@pytest.mark.parametrize("params", [{"reason": ""}, {"reason": "  \t"}, {"reason": "a\x00b"}])
def test_without_a_reason_nobody_looks(engine, chain, admin, kept, params):
    answer = admin.get(f"/v1/photos/{kept}/original", params=params)
    assert code_of(answer) == (422, "reason-missing")
    assert seen(engine, chain) == []


@pytest.mark.parametrize("params", [{}, {"reason": "x" * 501}])
def test_a_request_that_says_nothing_or_a_novel_is_refused(engine, chain, admin, kept, params):
    answer = admin.get(f"/v1/photos/{kept}/original", params=params)
    assert code_of(answer) == (422, "request-invalid")
    assert seen(engine, chain) == []


@pytest.mark.parametrize("role", ["supervisor", "store_manager", "clerk"])
def test_who_works_there_sees_no_original(engine, chain, phone_of, kept, role):
    phone = phone_of(chain.staff[role])
    assert phone.get(f"/v1/photos/{kept}").json()["picture"] is not None
    answer = phone.get(f"/v1/photos/{kept}/original", params=WHY)
    assert code_of(answer) == (403, "role-missing")
    assert code_of(phone.get("/v1/privacy")) == (403, "role-missing")
    assert code_of(phone.put("/v1/privacy", {"keep_originals_days": 9})) == (403, "role-missing")
    assert code_of(phone.get(f"/v1/photos/{kept}/original-accesses")) == (403, "role-missing")
    assert seen(engine, chain) == []


def test_a_regional_manager_sees_originals_and_no_policy(chain, phone_of, kept):
    phone = phone_of(chain.staff["regional_manager"])
    assert phone.get(f"/v1/photos/{kept}/original", params=WHY).status_code == 200
    assert code_of(phone.put("/v1/privacy", {"keep_originals_days": 0})) == (403, "role-missing")


def test_another_chain_sees_neither_photo_nor_policy(engine, kept, phone_of):
    with unit_of_work(engine, None) as session:
        other = add_chain(session)
    phone = phone_of(other.staff["admin"])
    assert code_of(phone.get(f"/v1/photos/{kept}/original", params=WHY)) == (404, "photo-not-found")
    answer = phone.get(f"/v1/photos/{kept}/original-accesses")
    assert code_of(answer) == (404, "photo-not-found")
    assert phone.get("/v1/privacy").json()["keep_originals_days"] == 0


def test_an_original_that_only_waits_for_the_eyes_is_shown_to_nobody(chain, admin, phone_of):
    admin.put("/v1/privacy", {"keep_originals_days": 7})
    phone, content = phone_of(chain.staff["supervisor"]), to_jpeg(seed=3)
    body = with_photo(chain, content)
    phone.put(f"/v1/inspections/{new_id()}", body)
    phone.put(f"/v1/photos/{photo_id_of(body)}/content", content=content)
    answer = admin.get(f"/v1/photos/{photo_id_of(body)}/original", params=WHY)
    assert code_of(answer) == (404, "original-gone")


def test_an_original_ends_with_its_time(engine, chain, admin, kept):
    with unit_of_work(engine, chain.tenant_id) as session:
        photo = session.exec(select(Photo)).one()
        assert photo.original_until == photo.stored_at + timedelta(days=7)
        photo.original_until = now() - timedelta(seconds=1)
    answer = admin.get(f"/v1/photos/{kept}/original", params=WHY)
    assert code_of(answer) == (404, "original-gone")


def test_a_shorter_policy_ends_what_is_kept_and_a_longer_one_does_not(engine, chain, admin, kept):
    def until():
        with unit_of_work(engine, chain.tenant_id) as session:
            photo = session.exec(select(Photo)).one()
            return photo.original_until - photo.stored_at

    admin.put("/v1/privacy", {"keep_originals_days": 30})
    assert until() == timedelta(days=7)
    admin.put("/v1/privacy", {"keep_originals_days": 3})
    assert until() == timedelta(days=3)
    told = admin.put("/v1/privacy", {"keep_originals_days": 0}).json()
    assert (told["keep_originals_days"], told["changed_by_id"]) == (
        0,
        str(chain.staff["admin"].id),
    )
    assert until() < timedelta(minutes=5)
    answer = admin.get(f"/v1/photos/{kept}/original", params=WHY)
    assert code_of(answer) == (404, "original-gone")


@pytest.mark.parametrize("days", [-1, 31, 1.5, "7", None])
def test_a_policy_is_a_number_of_days_up_to_a_month(admin, days):
    answer = admin.put("/v1/privacy", {"keep_originals_days": days})
    assert code_of(answer) == (422, "request-invalid")


def test_an_original_that_was_changed_is_not_shown(engine, chain, admin, kept, storage):
    key = original_key(chain.tenant_id, kept)
    sealed = storage.get(key, limit=10**7)
    storage.put(key, sealed[:-1] + bytes([sealed[-1] ^ 1]), content_type="x/y")
    answer = admin.get(f"/v1/photos/{kept}/original", params=WHY)
    assert code_of(answer) == (409, "original-locked")
    storage.delete(key)
    answer = admin.get(f"/v1/photos/{kept}/original", params=WHY)
    assert code_of(answer) == (404, "original-gone")
    assert seen(engine, chain) == []


def test_time_travel_does_not_lengthen_a_policy(chain, admin, phone_of, kit, engine):
    admin.put("/v1/privacy", {"keep_originals_days": 2})
    send_proof(chain, phone_of, kit)
    with at(now() + timedelta(days=1)):
        admin.put("/v1/privacy", {"keep_originals_days": 2})
    with unit_of_work(engine, chain.tenant_id) as session:
        photo = session.exec(select(Photo)).one()
    assert photo.original_until == photo.stored_at + timedelta(days=2)
