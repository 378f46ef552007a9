"""What people can do with stores and staff: sign in and out, open a store, hire."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from core.clock import now
from core.db import tenant_of
from core.ids import new_id
from core.security import (
    Identity,
    digest,
    hash_password,
    in_minutes,
    is_password,
    mint_secret,
    mint_token,
)
from core.settings import AuthSettings
from core.words import Words
from stores import queries
from stores.errors import RefreshRefused, WrongLogin
from stores.models import Grant, SignIn, Staff
from stores.rules import Actor, GrantedRole

# Checked when the login is unknown, so that an answer takes as long as for a known one.
_NOBODY = hash_password("nobody has this password")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a device holds after signing in."""

    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime
    actor: Actor


def sign_in(
    session: Session, *, login: str, password: str, device: str, auth: AuthSettings
) -> SignedIn:
    """Check the password and sign this device in.

    Raises:
        WrongLogin: If login or password is wrong.
    """
    staff = queries.staff_by_login(session, login)
    is_right = is_password(password, staff.password_hash if staff else _NOBODY)
    if staff is None or not is_right:
        raise WrongLogin
    refresh_token = mint_secret()
    row = SignIn(
        id=new_id(),
        staff_id=staff.id,
        device=device,
        refresh_digest=digest(refresh_token),
        expires_at=now() + timedelta(days=auth.refresh_days),
    )
    session.add(row)
    session.flush()
    return _to_signed_in(session, row, refresh_token, auth)


def refresh(session: Session, *, refresh_token: str, auth: AuthSettings) -> SignedIn:
    """Exchange a refresh token for a new pair.

    The answer may get lost on a weak network, so the old token is taken again until its successor
    has been used once. Older ones are unknown and refused.

    Raises:
        RefreshRefused: If the token is unknown, used up, expired or revoked.
    """
    given = digest(refresh_token)
    row = session.exec(
        select(SignIn)
        .where(or_(col(SignIn.refresh_digest) == given, col(SignIn.previous_digest) == given))
        .with_for_update()
    ).first()
    if row is None or row.revoked_at is not None or row.expires_at <= now():
        raise RefreshRefused
    successor = mint_secret()
    if row.refresh_digest == given:
        row.previous_digest = given
    row.refresh_digest = digest(successor)
    row.expires_at = now() + timedelta(days=auth.refresh_days)
    session.flush()
    return _to_signed_in(session, row, successor, auth)


def sign_out(session: Session, sign_in_id: uuid.UUID) -> None:
    """Sign a device out; harmless when it already is."""
    row = session.exec(select(SignIn).where(SignIn.id == sign_in_id)).first()
    if row is not None and row.revoked_at is None:
        row.revoked_at = now()


def is_signed_in(session: Session, sign_in_id: uuid.UUID) -> bool:
    """Tell whether a device is still signed in."""
    return (
        session.exec(
            select(SignIn.id).where(
                SignIn.id == sign_in_id,
                col(SignIn.revoked_at).is_(None),
                col(SignIn.expires_at) > now(),
            )
        ).first()
        is not None
    )


def hire(
    session: Session,
    *,
    login: str,
    name: Words,
    password: str,
    locale: str,
    grants: list[GrantedRole],
) -> Staff:
    """Add a person with their roles."""
    staff = Staff(login=login, name=name, password_hash=hash_password(password), locale=locale)
    session.add(staff)
    session.flush()
    session.add_all(
        Grant(
            staff_id=staff.id,
            role=grant.role.value,
            region_id=grant.region_id,
            store_id=grant.store_id,
        )
        for grant in grants
    )
    session.flush()
    return staff


def _to_signed_in(
    session: Session, row: SignIn, refresh_token: str, auth: AuthSettings
) -> SignedIn:
    actor = queries.actor_of(session, row.staff_id)
    if actor is None:
        raise RefreshRefused
    expires_at = in_minutes(now(), auth.access_minutes)
    identity = Identity(tenant_of(session), row.staff_id, row.id, expires_at)
    return SignedIn(
        access_token=mint_token(identity, auth.secret.get_secret_value()),
        access_expires_at=expires_at,
        refresh_token=refresh_token,
        refresh_expires_at=row.expires_at,
        actor=actor,
    )
