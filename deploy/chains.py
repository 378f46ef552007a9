"""The chain and the person that a command is about, by the names people type."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from core.db import make_engine, unit_of_work
from core.settings import DatabaseSettings
from stores.queries import actor_of, staff_by_login, tenant_by_code
from stores.rules import Actor


class NotThere(LookupError):
    """Something that was named does not exist; the text says what."""


@contextmanager
def in_chain(database: DatabaseSettings, tenant: str) -> Iterator[Session]:
    """Run a command in the chain with this code; it is kept whole or not at all.

    Raises:
        NotThere: If there is no such chain.
    """
    engine = make_engine(database)
    try:
        with unit_of_work(engine, None) as session:
            found = tenant_by_code(session, tenant)
            if found is None:
                msg = f"no chain {tenant!r}"
                raise NotThere(msg)
            tenant_id = found.id
        with unit_of_work(engine, tenant_id) as session:
            yield session
    finally:
        engine.dispose()


def actor_named(session: Session, login: str) -> Actor:
    """Return the person who signs in with this name.

    Raises:
        NotThere: If nobody does.
    """
    staff = staff_by_login(session, login)
    actor = actor_of(session, staff.id) if staff else None
    if actor is None:
        msg = f"nobody signs in as {login!r}"
        raise NotThere(msg)
    return actor
