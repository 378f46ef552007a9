"""Your stores over HTTP."""

import pytest


def test_anonymous_sees_no_stores(anonymous):
    assert anonymous.get("/v1/stores").status_code == 401


@pytest.mark.as_staff("admin")
def test_an_admin_sees_every_store(client, chain):
    items = client.get("/v1/stores").json()["items"]
    assert {item["id"] for item in items} == {str(chain.store.id), str(chain.foreign_store.id)}
    assert all(item["roles"] == ["admin"] for item in items)


@pytest.mark.parametrize("role", ["regional_manager", "supervisor", "store_manager", "clerk"])
def test_others_see_their_own_stores_only(phone_of, chain, role):
    items = phone_of(chain.staff[role]).get("/v1/stores").json()["items"]
    assert [(item["id"], item["roles"]) for item in items] == [(str(chain.store.id), [role])]


def test_a_supervisor_elsewhere_sees_the_other_store(phone_of, chain):
    items = phone_of(chain.staff["stranger"]).get("/v1/stores").json()["items"]
    assert [item["id"] for item in items] == [str(chain.foreign_store.id)]
