"""Signing in and staying signed in on a weak network."""

from datetime import timedelta

import pytest

from core import clock
from core.security import Identity, TokenInvalid, mint_token, read_token
from core.settings import AuthSettings
from stores import service
from stores.errors import RefreshRefused, WrongLogin
from stores.models import Role
from stores.rules import GrantedRole

AUTH = AuthSettings()


@pytest.fixture
def staff(session):
    return service.hire(
        session,
        login="li",
        name={"en": "Li"},
        password="correct horse",
        locale="en",
        grants=[GrantedRole(Role.ADMIN)],
    )


def sign_in(session, **kw):
    return service.sign_in(
        session,
        **{"login": "li", "password": "correct horse", "device": "phone", "auth": AUTH} | kw,
    )


def test_the_right_password_signs_in(session, staff):
    signed_in = sign_in(session)
    identity = read_token(signed_in.access_token, AUTH.secret.get_secret_value(), now=clock.now())
    assert identity.staff_id == staff.id
    assert identity.tenant_id == session.info["tenant_id"]
    assert service.is_signed_in(session, identity.sign_in_id)


@pytest.mark.parametrize("wrong", [{"login": "wang"}, {"password": "wrong horse"}])
def test_a_wrong_login_and_a_wrong_password_look_the_same(session, staff, wrong):
    with pytest.raises(WrongLogin):
        sign_in(session, **wrong)


def test_who_has_left_cannot_sign_in(session, staff):
    staff.is_active = False
    session.flush()
    with pytest.raises(WrongLogin):
        sign_in(session)


def test_a_refresh_whose_answer_got_lost_can_be_sent_again(session, staff):
    first = sign_in(session)
    service.refresh(session, refresh_token=first.refresh_token, auth=AUTH)  # the answer is lost
    again = service.refresh(session, refresh_token=first.refresh_token, auth=AUTH)
    assert again.actor.staff_id == staff.id


def test_a_refresh_token_is_used_up_once_its_successor_was_used(session, staff):
    first = sign_in(session)
    second = service.refresh(session, refresh_token=first.refresh_token, auth=AUTH)
    service.refresh(session, refresh_token=second.refresh_token, auth=AUTH)
    with pytest.raises(RefreshRefused):
        service.refresh(session, refresh_token=first.refresh_token, auth=AUTH)


def test_signing_out_ends_refreshing(session, staff):
    signed_in = sign_in(session)
    identity = read_token(signed_in.access_token, AUTH.secret.get_secret_value(), now=clock.now())
    service.sign_out(session, identity.sign_in_id)
    service.sign_out(session, identity.sign_in_id)
    assert not service.is_signed_in(session, identity.sign_in_id)
    with pytest.raises(RefreshRefused):
        service.refresh(session, refresh_token=signed_in.refresh_token, auth=AUTH)


def test_a_phone_that_stayed_away_too_long_signs_in_anew(session, staff):
    signed_in = sign_in(session)
    with (
        clock.at(clock.now() + timedelta(days=AUTH.refresh_days, seconds=1)),
        pytest.raises(RefreshRefused),
    ):
        service.refresh(session, refresh_token=signed_in.refresh_token, auth=AUTH)


@pytest.mark.parametrize("spoil", [lambda t: t[:-2] + "xx", lambda t: "", lambda t: "a.b.c"])
def test_a_token_that_is_not_ours_is_refused(session, staff, spoil):
    token = sign_in(session).access_token
    with pytest.raises(TokenInvalid):
        read_token(spoil(token), AUTH.secret.get_secret_value(), now=clock.now())


def test_an_expired_token_is_refused(session, staff):
    secret = AUTH.secret.get_secret_value()
    identity = Identity(session.info["tenant_id"], staff.id, staff.id, clock.now())
    with pytest.raises(TokenInvalid):
        read_token(mint_token(identity, secret), secret, now=clock.now())
