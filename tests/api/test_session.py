"""Signing in and out over HTTP, and guessing that is stopped."""

import pytest

from core.db import unit_of_work
from core.security import hash_password
from stores.models import Role
from tests.factories import make_staff

PASSWORD = "rose garden 7"


@pytest.fixture
def login(engine, chain) -> dict:
    with unit_of_work(engine, chain.tenant_id) as session:
        staff = make_staff(
            session, role=Role.CLERK, store=chain.store, password_hash=hash_password(PASSWORD)
        )
    return {
        "tenant": chain.tenant_code,
        "login": staff.login,
        "password": PASSWORD,
        "device": "Pixel 9",
    }


def code_of(response) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    return response.json()["code"]


def bearer(session: dict) -> dict:
    return {"Authorization": f"Bearer {session['access_token']}"}


def test_signing_in_gives_tokens_that_work(anonymous, login):
    response = anonymous.post("/v1/session", login)
    assert response.status_code == 200
    session = response.json()
    me = anonymous.get("/v1/me", headers=bearer(session))
    assert me.status_code == 200
    assert me.json()["staff"]["id"] == session["staff_id"]


@pytest.mark.parametrize(
    "wrong", [{"password": "guess"}, {"login": "nobody"}, {"tenant": "no-such-chain"}]
)
def test_signing_in_is_refused_alike_when_anything_is_wrong(anonymous, login, wrong):
    response = anonymous.post("/v1/session", login | wrong)
    assert response.status_code == 401
    assert code_of(response) == "wrong-login"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"login": 7}, "/login"),
        ({"password": ""}, "/password"),
        ({"is_admin": True}, "/is_admin"),
        ({"login": "a\x00b"}, "/login"),
        ({"device": "x" * 201}, "/device"),
    ],
)
def test_signing_in_points_at_what_is_wrong(anonymous, login, change, pointer):
    response = anonymous.post("/v1/session", login | change)
    assert response.status_code == 422
    assert code_of(response) == "request-invalid"
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]


def test_guessing_is_stopped_for_that_login_only(anonymous, login):
    for _ in range(10):
        assert anonymous.post("/v1/session", login | {"password": "guess"}).status_code == 401
    stopped = anonymous.post("/v1/session", login)
    assert stopped.status_code == 429
    assert code_of(stopped) == "too-many-attempts"
    assert int(stopped.headers["Retry-After"]) > 0
    assert anonymous.post("/v1/session", login | {"login": "another"}).status_code == 401


def test_a_right_password_forgets_the_wrong_ones(anonymous, login):
    for _ in range(3):
        for _ in range(5):
            anonymous.post("/v1/session", login | {"password": "guess"})
        assert anonymous.post("/v1/session", login).status_code == 200


def test_refreshing_gives_a_new_pair_and_an_old_one_is_refused(anonymous, login):
    first = anonymous.post("/v1/session", login).json()["refresh_token"]
    second = anonymous.post("/v1/session/refresh", {"refresh_token": first})
    assert second.status_code == 200
    assert anonymous.get("/v1/me", headers=bearer(second.json())).status_code == 200
    third = anonymous.post("/v1/session/refresh", {"refresh_token": second.json()["refresh_token"]})
    assert third.status_code == 200
    old = anonymous.post("/v1/session/refresh", {"refresh_token": first})
    assert old.status_code == 401
    assert code_of(old) == "refresh-refused"


def test_refreshing_twice_is_harmless_when_the_answer_was_lost(anonymous, login):
    first = anonymous.post("/v1/session", login).json()["refresh_token"]
    assert anonymous.post("/v1/session/refresh", {"refresh_token": first}).status_code == 200
    assert anonymous.post("/v1/session/refresh", {"refresh_token": first}).status_code == 200


@pytest.mark.parametrize("token", ["nonsense", "0" * 32 + ".x", "a.b.c", "é"])
def test_a_refresh_token_that_is_not_ours_is_refused(anonymous, token):
    response = anonymous.post("/v1/session/refresh", {"refresh_token": token})
    assert response.status_code == 401
    assert code_of(response) == "refresh-refused"


def test_signing_out_ends_both_tokens_and_is_harmless_twice(anonymous, login):
    session = anonymous.post("/v1/session", login).json()
    for _ in range(2):
        response = anonymous.delete("/v1/session", headers=bearer(session))
        assert response.status_code == 204
    ended = anonymous.get("/v1/me", headers=bearer(session))
    assert ended.status_code == 401
    assert code_of(ended) == "token-invalid"
    assert ended.headers["WWW-Authenticate"] == "Bearer"
    again = anonymous.post("/v1/session/refresh", {"refresh_token": session["refresh_token"]})
    assert code_of(again) == "refresh-refused"


def test_nobody_is_told_who_they_are(anonymous):
    response = anonymous.get("/v1/me")
    assert response.status_code == 401
    assert code_of(response) == "not-signed-in"


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", ""])
def test_a_token_that_is_not_ours_is_refused(anonymous, token):
    response = anonymous.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401


@pytest.mark.as_staff("clerk")
def test_me_holds_what_a_phone_needs_offline(client, chain):
    me = client.get("/v1/me").json()
    assert [store["id"] for store in me["stores"]] == [str(chain.store.id)]
    assert me["stores"][0]["roles"] == ["clerk"]
    assert [shelf["code"] for shelf in me["stores"][0]["shelves"]] == ["drinks"]
    assert [q["code"] for q in me["checklists"][0]["questions"]][:2] == [
        "floor-clean",
        "fridge-temp",
    ]
    assert me["checklists"][0]["questions"][0]["prompt"] == {
        "zh-CN": "Is the floor clean?（中）",
        "en": "Is the floor clean?",
    }
    assert me["open_tickets"] == []


def test_who_has_left_is_signed_out_at_once(client, chain, engine):
    assert client.get("/v1/me").status_code == 200
    with unit_of_work(engine, chain.tenant_id) as session:
        staff = session.merge(chain.staff["supervisor"])
        staff.is_active = False
    assert client.get("/v1/me").status_code == 401
