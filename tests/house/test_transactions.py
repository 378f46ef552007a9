"""One transaction, committed in one place; every read in the API asks a `visible_*` query."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import Module, imported, modules, plant

BUILDERS = {"select", "insert", "update", "delete"}
# Where a transaction may end: the one place for requests and tasks, and what runs the system.
COMMITTERS = ("core/db.py", "deploy/")


def calls(module: Module, method: str) -> Iterator[ast.Call]:
    for node in ast.walk(module.syntax):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == method
        ):
            yield node


def stray_commits(found: list[Module]) -> list[str]:
    return [
        f"{module.path}:{call.lineno}"
        for module in found
        if not module.path.startswith(COMMITTERS)
        for call in calls(module, "commit")
    ]


def bare_gets(found: list[Module]) -> list[str]:
    """Return `session.get(…)` in the API: it would not ask whether this person may look."""
    return [
        f"{module.path}:{call.lineno}"
        for module in found
        if module.room == "api"
        for call in calls(module, "get")
        if isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value).rpartition(".")[2] == "session"
    ]


def raw_selects(found: list[Module]) -> list[str]:
    """Return API modules that build queries of their own instead of asking a room."""
    return [
        f"{module.path}: {name}"
        for module in found
        if module.room == "api"
        for name in sorted(imported(module))
        if name.split(".")[0] in {"sqlalchemy", "sqlmodel"} and name.split(".")[-1] in BUILDERS
    ]


def test_only_the_unit_of_work_commits():
    assert stray_commits(modules()) == []


def test_the_api_reads_through_queries_that_take_the_person():
    assert bare_gets(modules()) == []
    assert raw_selects(modules()) == []


def test_a_stray_commit_and_a_bare_get_are_caught(tmp_path: Path):
    service = plant(tmp_path, "tickets/service.py", "def move(session):\n    session.commit()\n")
    unit = plant(tmp_path, "core/db.py", "def end(session):\n    session.commit()\n")
    assert stray_commits([service, unit]) == ["tickets/service.py:2"]
    text = "def read(session, body):\n    found(session).get('id')\n"
    text += "    session.get(Ticket, 1)\n"
    router = plant(tmp_path, "api/v1/tickets.py", text + "from sqlmodel import col, select\n")
    assert bare_gets([router]) == ["api/v1/tickets.py:3"]
    assert raw_selects([router]) == ["api/v1/tickets.py: sqlmodel.select"]
