"""The database: engine, sessions that belong to one tenant, and the base of every table."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    ForeignKeyConstraint,
    MetaData,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Field, Session, SQLModel, create_engine

from core.clock import now
from core.ids import new_id
from core.settings import DatabaseSettings

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata

AwareTime = DateTime(timezone=True)
Document = JSONB()


def moment(*, default: Any = None, index: bool = False) -> Any:  # noqa: ANN401 - as SQLModel's Field
    """Declare a column that holds an aware time, or nothing."""
    return Field(default=default, sa_type=AwareTime, index=index)


def maybe_document() -> Any:  # noqa: ANN401 - as SQLModel's Field
    """Declare a column that holds JSON, or nothing."""
    return Field(default=None, sa_column=Column(Document, nullable=True))


def document(default_factory: Any = dict) -> Any:  # noqa: ANN401 - as SQLModel's Field
    """Declare a column that holds JSON and is never null."""
    return Field(default_factory=default_factory, sa_column=Column(Document, nullable=False))


class Table(SQLModel):
    """Base of every table: a row belongs to one tenant, and its id is unique within it.

    The tenant is part of the key because phones mint ids: two tenants may hold the same one.
    """

    tenant_id: uuid.UUID = Field(default=None, primary_key=True)
    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = Field(default_factory=now, sa_type=AwareTime)


def belongs_to(table: str, *columns: str) -> tuple[ForeignKeyConstraint, ...]:
    """Return one foreign key per column to `table`, each within the row's own tenant.

    The tenant is in the key, so the database itself refuses a row that points into another tenant.
    """
    return tuple(
        ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])
        for column in columns
    )


def make_engine(settings: DatabaseSettings) -> Engine:
    """Return an engine for the application role.

    Raises:
        ValueError: If no database is configured.
    """
    if settings.url is None:
        msg = "ROUNDS_DATABASE__URL is not set; `rounds up` starts a database of its own"
        raise ValueError(msg)
    return create_engine(
        settings.url.get_secret_value(),
        pool_size=settings.pool_size,
        max_overflow=settings.pool_size,
        pool_pre_ping=True,
        connect_args={"connect_timeout": settings.connect_timeout_s},
    )


def open_session(engine: Engine, tenant_id: uuid.UUID | None) -> Session:
    """Return a session that sees the rows of one tenant; with None it sees no tenant's rows."""
    return Session(engine, expire_on_commit=False, info={"tenant_id": tenant_id})


@contextmanager
def unit_of_work(engine: Engine, tenant_id: uuid.UUID | None) -> Iterator[Session]:
    """Run one transaction: committed at the end, rolled back on any error."""
    with open_session(engine, tenant_id) as session, session.begin():
        yield session


@contextmanager
def snapshot(engine: Engine, tenant_id: uuid.UUID | None) -> Iterator[Session]:
    """Run one transaction in which every read sees the same moment.

    An answer is put together from several reads. Without this a ticket could show the state it had
    before a move, and the timeline after it.
    """
    still = engine.execution_options(isolation_level="REPEATABLE READ")
    with unit_of_work(still, tenant_id) as session:
        yield session


def tenant_of(session: AnySession) -> uuid.UUID:
    """Return the tenant whose rows this session sees.

    Raises:
        LookupError: If the session was opened for no tenant.
    """
    tenant_id: uuid.UUID | None = session.info.get("tenant_id")
    if tenant_id is None:
        msg = "this session was opened for no tenant"
        raise LookupError(msg)
    return tenant_id


def enter_tenant(session: AnySession, tenant_id: uuid.UUID) -> None:
    """Let a session that was opened for no tenant see this one's rows from now on."""
    session.info["tenant_id"] = tenant_id
    if session.in_transaction():
        _tell_tenant(session, session.connection())


def lock_name(session: AnySession, name: str) -> None:
    """Wait until no other transaction of this tenant holds this name, and hold it until the end."""
    session.connection().execute(
        text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"),
        {"name": f"{tenant_of(session)}/{name}"},
    )


def _tell_tenant(session: AnySession, connection: Connection) -> None:
    # `set_config(…, true)` is SET LOCAL: it ends with the transaction, so that a pooled
    # connection can never carry one tenant into another's request.
    connection.execute(
        text("select set_config('rounds.tenant_id', :tenant_id, true)"),
        {"tenant_id": str(session.info["tenant_id"])},
    )


@event.listens_for(Session, "after_begin")
def _begin(session: AnySession, _transaction: object, connection: Connection) -> None:
    if session.info.get("tenant_id") is not None:
        _tell_tenant(session, connection)


@event.listens_for(Session, "before_flush")
def _stamp_tenant(session: AnySession, _context: object, _instances: object) -> None:
    for row in session.new:
        if isinstance(row, Table) and getattr(row, "tenant_id", None) is None:
            row.tenant_id = tenant_of(session)
