"""Tenants are kept apart by the database itself: row-level security, forced, in every table."""

import datetime as dt
import uuid

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import MetaData, Table, inspect, make_url, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from core.db import enter_tenant, make_engine, unit_of_work
from core.ids import new_id
from deploy.servers.roles import APP, OWNER
from stores.models import Region, Store
from tests.fixtures.database import add_tenant
from tests.fixtures.settings import elsewhere

OUTSIDE = {"tenant", "alembic_version"}  # read before anybody signed in; no tenant's
APPENDED = {
    "ticket_event",
    "score_move",
    "correction",
    "original_access",
    "draft_revision",
    "accident",
    "accident_withdrawal",
}


@pytest.fixture(scope="module")
def admin(servers, settings):
    """A superuser's connection to this worker's database: it sees through row security."""
    database = make_url(settings.database.url.get_secret_value()).database
    with psycopg.connect(elsewhere(servers.admin_url, database), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def tables(engine) -> dict[str, Table]:
    """Every table that is in the database, as it is there, whatever the code says."""
    found = MetaData()
    found.reflect(engine)
    return {name: table for name, table in found.tables.items() if name not in OUTSIDE}


@pytest.fixture
def other(engine):
    with unit_of_work(engine, None) as session:
        return add_tenant(session)


@pytest.fixture
def full(admin, tables, tenant):
    """A tenant with a row in every single table; foreign keys are not asked."""
    admin.execute("set session_replication_role = replica")
    for table in tables.values():
        values = {column.name: some(column, tenant.id) for column in table.columns}
        values = {name: value for name, value in values.items() if value is not None}
        admin.execute(
            sql.SQL("insert into {} ({}) values ({})").format(
                sql.Identifier(table.name),
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(sql.Placeholder() * len(values)),
            ),
            list(values.values()),
        )
    yield tenant
    for table in tables:
        admin.execute(
            sql.SQL("delete from {} where tenant_id = %s").format(sql.Identifier(table)),
            [tenant.id],
        )
    admin.execute("set session_replication_role = origin")


def some(column, tenant_id):
    """Return any value that fits the column; nothing where nothing is allowed."""
    if column.name == "tenant_id":
        return tenant_id
    if column.nullable:
        return None
    name = str(column.type).split("(")[0]
    return {
        "UUID": new_id(),
        "JSONB": Jsonb({}),
        "VARCHAR": "x",
        "TIMESTAMP": dt.datetime(2026, 1, 5, tzinfo=dt.UTC),
        "DATE": dt.date(2026, 1, 5),
        "BOOLEAN": True,
    }.get(name, 1)


def counts(engine, tenant_id, tables) -> dict[str, int]:
    with unit_of_work(engine, tenant_id) as session:
        return {name: len(session.exec(select(table)).all()) for name, table in tables.items()}


def test_every_table_of_a_tenant_is_fenced_and_forced(admin, tables):
    fences = admin.execute(
        "select c.relname, c.relrowsecurity, c.relforcerowsecurity, "
        "  array(select polname::text from pg_policy where polrelid = c.oid) "
        "from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where n.nspname = 'public' and c.relkind in ('r', 'p')"
    ).fetchall()
    fenced = {name: tuple(fence) for name, *fence in fences if name not in OUTSIDE}
    assert fenced == dict.fromkeys(tables, (True, True, ["one_tenant"]))


def test_every_table_but_the_tenants_own_belongs_to_a_tenant(tables):
    assert [name for name, table in tables.items() if "tenant_id" not in table.primary_key] == []


def test_every_reference_stays_within_the_tenant(engine, tables):
    loose = [
        f"{name}: {key['constrained_columns']}"
        for name in tables
        for key in inspect(engine).get_foreign_keys(name)
        if "tenant_id" not in key["constrained_columns"]
    ]
    assert loose == []


def test_the_application_owns_nothing_and_cannot_look_around_the_fence(admin):
    powers = admin.execute(
        "select rolsuper, rolbypassrls, pg_has_role(%s, %s, 'member') from pg_roles "
        "where rolname = %s",
        [APP, OWNER, APP],
    ).fetchone()
    assert powers == (False, False, False)
    owners = admin.execute(
        "select distinct tableowner from pg_tables where schemaname = 'public'"
    ).fetchall()
    assert owners == [(OWNER,)]


def test_a_forgotten_tenant_sees_no_row_of_any_table(engine, full, tables):
    assert counts(engine, full.id, tables) == dict.fromkeys(tables, 1)
    assert counts(engine, None, tables) == dict.fromkeys(tables, 0)


def test_another_tenant_sees_no_row_of_any_table(engine, full, other, tables):
    assert counts(engine, other.id, tables) == dict.fromkeys(tables, 0)


def test_the_owner_of_the_tables_sees_nothing_either(settings, full, tables):
    assert settings.database.owner_url is not None
    owner = make_engine(settings.database.model_copy(update={"url": settings.database.owner_url}))
    try:
        assert counts(owner, None, tables) == dict.fromkeys(tables, 0)
    finally:
        owner.dispose()


def test_another_tenant_changes_nothing(engine, full, other, tables):
    with unit_of_work(engine, other.id) as session:
        for name in set(tables) - APPENDED:
            table = tables[name]
            assert session.exec(table.update().values(created_at=text("now()"))).rowcount == 0
            assert session.exec(table.delete()).rowcount == 0
    assert counts(engine, full.id, tables) == dict.fromkeys(tables, 1)


def test_a_row_cannot_be_written_into_another_tenant(engine, tenant, other):
    row = Region(tenant_id=other.id, code="theirs", name={"en": "Theirs"})
    with pytest.raises(ProgrammingError, match="row-level security"):  # noqa: SIM117 - reads better
        with unit_of_work(engine, tenant.id) as session:
            session.add(row)


def test_a_row_cannot_be_written_when_the_tenant_was_forgotten(engine, tenant):
    row = Region(tenant_id=tenant.id, code="lost", name={"en": "Lost"})
    with pytest.raises(ProgrammingError, match="row-level security"):  # noqa: SIM117 - reads better
        with unit_of_work(engine, None) as session:
            session.add(row)


def test_a_row_cannot_point_into_another_tenant(engine, tenant, other):
    theirs = Region(code="theirs", name={"en": "Theirs"})
    with unit_of_work(engine, other.id) as session:
        session.add(theirs)
    ours = Store(region_id=theirs.id, code="s1", name={"en": "S"}, timezone="Asia/Shanghai")
    with pytest.raises(IntegrityError, match="foreign key"):  # noqa: SIM117 - reads better
        with unit_of_work(engine, tenant.id) as session:
            session.add(ours)


def test_two_tenants_may_hold_the_same_id(engine, tenant, other):
    same = new_id()
    for owner in (tenant, other):
        with unit_of_work(engine, owner.id) as session:
            session.add(Region(id=same, code="r", name={"en": owner.code}))
    for owner in (tenant, other):
        with unit_of_work(engine, owner.id) as session:
            assert session.exec(select(Region.name).where(Region.id == same)).scalars().all() == [
                {"en": owner.code}
            ]


def test_a_pooled_connection_does_not_carry_a_tenant_over(settings, full, tables):
    engine = make_engine(settings.database.model_copy(update={"pool_size": 1}))
    backend = text("select pg_backend_pid()")
    try:
        with unit_of_work(engine, full.id) as session:
            first = session.connection().execute(backend).scalar_one()
        with unit_of_work(engine, None) as session:
            assert session.connection().execute(backend).scalar_one() == first
            assert session.exec(select(tables["region"])).all() == []
    finally:
        engine.dispose()


def test_a_session_sees_a_tenant_from_when_it_enters(engine, full, tables):
    with unit_of_work(engine, None) as session:
        assert session.exec(select(tables["staff"])).all() == []
        enter_tenant(session, full.id)
        assert len(session.exec(select(tables["staff"])).all()) == 1


@pytest.mark.parametrize("name", sorted(APPENDED))
@pytest.mark.parametrize("change", ["update {} set created_at = now()", "delete from {}"])
def test_history_is_appended_and_never_edited(engine, full, name, change):
    with pytest.raises(ProgrammingError, match="permission denied"):  # noqa: SIM117 - reads better
        with unit_of_work(engine, full.id) as session:
            session.connection().execute(text(change.format(name)))


def test_a_tenant_that_does_not_exist_sees_nothing(engine, full, tables):
    assert counts(engine, uuid.uuid4(), tables) == dict.fromkeys(tables, 0)
