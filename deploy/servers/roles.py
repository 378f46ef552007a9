"""The database and its two roles: one owns the tables, the other works with them and owns none."""

import psycopg
from psycopg import sql

OWNER = "rounds_owner"
APP = "rounds_app"
POWERLESS = "login nosuperuser nocreatedb nocreaterole noreplication nobypassrls"


def make_roles(admin_url: str, *, owner_password: str, app_password: str) -> None:
    """Make both roles, or give them these passwords where they exist. Safe to repeat.

    Neither may go around row-level security: it holds only for roles without these powers.
    """
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for role, password in ((OWNER, owner_password), (APP, app_password)):
            known = connection.execute("select 1 from pg_roles where rolname = %s", [role])
            verb = "alter" if known.fetchone() else "create"
            connection.execute(
                sql.SQL("{verb} role {role} with {powers} password {password}").format(
                    verb=sql.SQL(verb),
                    role=sql.Identifier(role),
                    powers=sql.SQL(POWERLESS),
                    password=sql.Literal(password),
                )
            )


def make_database(admin_url: str, name: str, *, like: str | None = None) -> None:
    """Make the owner's database of this name unless it is there.

    Args:
        admin_url: A superuser's URL.
        name: The database's name.
        like: A database to copy, for tests.
    """
    with psycopg.connect(admin_url, autocommit=True) as connection:
        known = connection.execute("select 1 from pg_database where datname = %s", [name])
        if known.fetchone():
            return
        template = sql.SQL("template {}").format(sql.Identifier(like)) if like else sql.SQL("")
        connection.execute(
            sql.SQL("create database {} owner {} {}").format(
                sql.Identifier(name), sql.Identifier(OWNER), template
            )
        )
        connection.execute(
            sql.SQL("revoke all on database {} from public").format(sql.Identifier(name))
        )
        connection.execute(
            sql.SQL("grant connect on database {} to {}").format(
                sql.Identifier(name), sql.Identifier(APP)
            )
        )


def drop_database(admin_url: str, name: str) -> None:
    """Remove a database, whoever is connected to it."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )
