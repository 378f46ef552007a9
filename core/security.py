"""Passwords and tokens: hashing, minting and verifying; no rows, no HTTP."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Unauthenticated

_HASHER = PasswordHasher()
_ALGORITHM = "HS256"


class TokenInvalid(Unauthenticated):
    """The access token is missing, expired, or not ours."""

    code = "token-invalid"
    title = "Your sign-in has ended; sign in again"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an access token speaks for."""

    tenant_id: uuid.UUID
    staff_id: uuid.UUID
    sign_in_id: uuid.UUID
    expires_at: datetime


def hash_password(password: str) -> str:
    """Return an Argon2id hash with its parameters and salt."""
    return _HASHER.hash(password)


def is_password(password: str, password_hash: str) -> bool:
    """Tell whether this is the password behind the hash."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def mint_secret() -> str:
    """Return a new unguessable text, 256 bits."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return the hash under which a random secret is kept; it is too long to need salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mint_token(identity: Identity, secret: str) -> str:
    """Return a signed access token."""
    claims = {
        "ten": str(identity.tenant_id),
        "sub": str(identity.staff_id),
        "sid": str(identity.sign_in_id),
        "exp": identity.expires_at,
    }
    return jwt.encode(claims, secret, algorithm=_ALGORITHM)


def read_token(token: str, secret: str, *, now: datetime) -> Identity:
    """Return who the token speaks for.

    Raises:
        TokenInvalid: If it is not ours, or has expired.
    """
    claims, expires_at = _read_claims(token, secret, names=("ten", "sub", "sid"), now=now)
    try:
        tenant_id, staff_id, sign_in_id = (
            uuid.UUID(claims[name]) for name in ("ten", "sub", "sid")
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise TokenInvalid from error
    return Identity(tenant_id, staff_id, sign_in_id, expires_at)


def mint_media_token(key: str, secret: str, *, expires_at: datetime) -> str:
    """Return a token that opens one stored picture and nothing else, until it expires."""
    return jwt.encode({"key": key, "use": "media", "exp": expires_at}, secret, algorithm=_ALGORITHM)


def read_media_token(token: str, secret: str, *, now: datetime) -> str:
    """Return the key of the one stored picture this token opens.

    Raises:
        TokenInvalid: If it is not ours, is meant for something else, or has expired.
    """
    claims, _ = _read_claims(token, secret, names=("key", "use"), now=now)
    if claims["use"] != "media":
        raise TokenInvalid
    return str(claims["key"])


def _read_claims(
    token: str, secret: str, *, names: Sequence[str], now: datetime
) -> tuple[dict[str, Any], datetime]:
    """Return what a token of ours claims and until when."""
    try:
        # The time is checked below against the caller's clock, the only one there is.
        claims = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            options={"require": [*names, "exp"], "verify_exp": False},
        )
        expires_at = datetime.fromtimestamp(int(claims["exp"]), tz=now.tzinfo)
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise TokenInvalid from error
    if expires_at <= now:
        raise TokenInvalid
    return claims, expires_at


def in_minutes(now: datetime, minutes: int) -> datetime:
    """Return the time that many minutes from `now`."""
    return now + timedelta(minutes=minutes)
