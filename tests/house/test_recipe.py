"""The room recipe: five files, a reason for each further one, pure rules, speaking names."""

import ast
import re
import sys
from pathlib import Path

from tests.house.tree import (
    BUSINESS_ROOMS,
    MIGRATIONS,
    RECIPE,
    ROOT,
    Module,
    functions,
    imported,
    modules,
    plant,
)

REASONS = ("apart", "because", "so that")
IMPURE = {
    "asyncio", "celery", "httpx", "logging", "minio", "os", "pathlib", "random", "redis", "secrets",
    "socket", "sqlalchemy", "sqlmodel", "structlog", "subprocess", "threading", "time", "urllib",
}  # fmt: skip
EMPTY_NAMES = {
    "common", "data", "helper", "helpers", "info", "manager", "misc", "process", "util", "utils",
}  # fmt: skip
SYNONYMS = {"user": "staff", "users": "staff", "site": "store", "sites": "store", "shops": "store"}


def missing_files(root: Path) -> list[str]:
    return [
        f"{room}/{name}.py"
        for room in BUSINESS_ROOMS
        for name in RECIPE
        if not (root / room / f"{name}.py").is_file()
    ]


def unexplained_files(found: list[Module]) -> list[str]:
    """Return the files beyond the five whose first line does not say why they are there."""
    return [
        f"{module.path}: {module.summary}"
        for module in found
        if module.room in BUSINESS_ROOMS
        and module.name not in {*RECIPE, "__init__"}
        and not any(reason in module.summary for reason in REASONS)
    ]


def impure_rules(found: list[Module]) -> list[str]:
    return [
        f"{module.path} imports {name}"
        for module in found
        if module.name == "rules"
        for name in sorted(imported(module))
        if name.split(".")[0] in IMPURE
    ]


def empty_module_names(found: list[Module]) -> list[str]:
    return [
        module.path
        for module in found
        for part in module.path.removesuffix(".py").split("/")
        if part.strip("_") in EMPTY_NAMES
        or (part == module.name and part in sys.stdlib_module_names)
    ]


def empty_function_names(found: list[Module]) -> list[str]:
    """Return functions and classes that are named after nothing, or by a synonym."""
    return [
        f"{module.path}:{node.lineno} {node.name}"
        for module in found
        for node in ast.walk(module.syntax)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and (
            re.match(r"_?do_|_?handle(_it|_all)?$", node.name)
            or node.name.strip("_") in EMPTY_NAMES
            or words(node.name) & {"helper", "helpers", "misc", "utils", *SYNONYMS}
            or node.name.endswith("Manager")
        )
    ]


def synonym_arguments(found: list[Module]) -> list[str]:
    return [
        f"{module.path}:{function.lineno} {function.name}({argument.arg})"
        for module in found
        for function in functions(module)
        for argument in [*function.args.args, *function.args.kwonlyargs]
        if words(argument.arg) & set(SYNONYMS)
    ]


def words(name: str) -> set[str]:
    """Split `snake_case` and `CamelCase` into lower-case words."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def ours() -> list[Module]:
    return [module for module in modules() if not module.path.startswith(MIGRATIONS)]


def test_every_room_has_the_five_files():
    assert missing_files(ROOT) == []


def test_every_further_file_gives_its_reason():
    assert unexplained_files(ours()) == []


def test_rules_touch_nothing_but_values():
    assert impure_rules(ours()) == []


def test_every_name_says_something():
    assert empty_module_names(ours()) == []
    assert empty_function_names(ours()) == []


def test_one_word_per_thing():
    assert synonym_arguments(ours()) == []


def test_a_breach_of_each_rule_is_caught(tmp_path: Path):
    plant(tmp_path, "stores/models.py", "")
    assert "stores/rules.py" in missing_files(tmp_path)
    assert "stores/models.py" not in missing_files(tmp_path)
    bare = plant(tmp_path, "tickets/routing.py", '"""Finds an owner."""\n')
    told = plant(
        tmp_path, "tickets/sla.py", '"""Due times, apart from rules.py: both are long."""\n'
    )
    assert unexplained_files([bare, told]) == ["tickets/routing.py: Finds an owner."]
    rule = plant(tmp_path, "tickets/rules.py", "import random\nfrom sqlmodel import Session\n")
    assert impure_rules([rule]) == [
        "tickets/rules.py imports random",
        "tickets/rules.py imports sqlmodel",
        "tickets/rules.py imports sqlmodel.Session",
    ]


def test_an_empty_name_is_caught(tmp_path: Path):
    named = [
        plant(tmp_path, path, "") for path in ("core/utils.py", "core/queue.py", "core/ids.py")
    ]
    assert empty_module_names(named) == ["core/utils.py", "core/queue.py"]
    text = (
        "def do_it(): ...\ndef handle(): ...\nclass PhotoManager: ...\ndef to_user(site_id): ...\n"
    )
    module = plant(tmp_path, "core/odd.py", text + "def manager_of(store_id): ...\n")
    assert [line.split()[-1] for line in empty_function_names([module])] == [
        "do_it", "handle", "PhotoManager", "to_user",
    ]  # fmt: skip
    assert synonym_arguments([module]) == ["core/odd.py:4 to_user(site_id)"]
