"""Docs are complete and say nothing that is not there: problems, settings, events, tables."""

import importlib
import re
from collections.abc import Iterator

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from sqlmodel import SQLModel

from core.db import metadata
from core.errors import Problem
from core.events import EventName
from core.settings import PREFIX, Settings, setting_names
from tests.house.tree import ROOT, headings, modules, rooms

DOCS = ROOT / "docs"
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row."""
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.lstrip().startswith("|") and not set(line) <= set("|-: ")
    ]


def problems() -> list[type[Problem]]:
    """Return every problem class of the rooms, the kinds too; only `Problem` itself is none."""
    for module in modules():
        # The eyes raise errors of their own, and some of their modules need torch.
        if re.search(r"from (?!vision)[\w.]*errors import|\(Problem\)", module.text):
            importlib.import_module(module.path.removesuffix(".py").replace("/", "."))
    return [kind for kind in below(Problem) if kind.__module__.split(".")[0] in rooms()]


def below(kind: type[Problem]) -> Iterator[type[Problem]]:
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


def field_of(name: str) -> FieldInfo:
    """Return the field behind an environment name."""
    group, _, inner = name.removeprefix(PREFIX).lower().partition("__")
    field = Settings.model_fields[group]
    if not inner:
        return field
    assert field.annotation is not None
    return field.annotation.model_fields[inner]


def default_of(name: str) -> str:
    """Return the default of a setting as a person would write it; nothing when it has none."""
    default = field_of(name).default
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return "" if default is None else str(default)


def test_every_problem_has_a_code_of_its_own():
    codes = [kind.code for kind in problems()]
    assert sorted(codes) == sorted(set(codes))
    assert [code for code in codes if not KEBAB.fullmatch(code)] == []


def test_every_problem_is_explained_and_no_other():
    living, _, _ = read("problems.md").partition("## Retired")
    assert sorted(headings(living, 3)) == sorted(kind.code for kind in problems())


def test_the_docs_tell_the_status_of_each_problem():
    living, _, _ = read("problems.md").partition("## Retired")
    told = dict(re.findall(r"^### (\S+)\n+\*\*(\d{3})\*\*", living, flags=re.MULTILINE))
    assert told == {kind.code: str(kind.status) for kind in problems()}


def test_a_retired_code_is_not_used_again():
    _, _, retired = read("problems.md").partition("## Retired")
    assert not {kind.code for kind in problems()} & set(headings(retired, 3))


def test_every_setting_is_explained_and_no_other():
    told = [row for row in rows(read("settings.md")) if row[0].startswith("`ROUNDS_")]
    assert told == [
        [f"`{name}`", f"`{default_of(name)}`".replace("``", ""), field_of(name).description]
        for name in setting_names()
    ]


def test_the_example_environment_holds_every_setting_and_its_default():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    told = dict(re.findall(r"^#? ?(ROUNDS_\w+)=(.*)$", text, flags=re.MULTILINE))
    assert told == {name: default_of(name) for name in setting_names()}


def test_every_event_is_explained_and_no_other():
    told = [row[0].strip("`") for row in rows(read("events.md")) if row[0].startswith("`")]
    assert told == [name.value for name in EventName]


def test_the_docs_tell_which_tasks_follow_an_event():
    jobs = importlib.import_module("workers.jobs")
    told = {
        row[0].strip("`"): re.findall(r"`(\w+)`", row[2])
        for row in rows(read("events.md"))
        if row[0].startswith("`")
    }
    assert told == {name.value: list(jobs.JOBS.get(name.value, ())) for name in EventName}


def tables() -> list[type]:
    """Return the class of every table."""
    for module in modules():
        if module.name in {"models", "authoring_models", "outbox"}:
            importlib.import_module(module.path.removesuffix(".py").replace("/", "."))
    return [mapper.class_ for mapper in SQLModel._sa_registry.mappers]


def test_every_table_is_explained_and_no_other():
    expected = sorted(table.__tablename__ for table in tables())
    assert sorted(headings(read("database.md"), 3)) == expected


def test_the_docs_name_every_column_of_a_table():
    parts = re.split(r"^### ", read("database.md"), flags=re.MULTILINE)[1:]
    told = {part.split("\n")[0].strip("` "): set(re.findall(r"`(\w+)`", part)) for part in parts}
    everywhere = {"tenant_id", "id", "created_at"}
    silent = [
        f"{name}.{column.name}"
        for name, table in metadata.tables.items()
        for column in table.columns
        if column.name not in everywhere | told.get(name, set())
    ]
    assert silent == []


def test_every_table_is_a_word_of_the_glossary():
    told = {row[0].strip("*") for row in rows(read("glossary.md"))}
    nouns = {" ".join(re.findall(r"[A-Z][a-z]+", table.__name__)).lower() for table in tables()}
    assert sorted(nouns - told) == []
