"""Every module says what lives in it, every public name what it is for."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import MIGRATIONS, Module, modules, plant


def silent_modules(found: list[Module]) -> list[str]:
    return [module.path for module in found if not module.summary.endswith((".", ":", "?"))]


def silent_names(found: list[Module]) -> list[str]:
    return [
        f"{module.path}:{node.lineno} {node.name}"
        for module in found
        for node in public_names(module.syntax)
        if not ast.get_docstring(node)
    ]


def public_names(
    parent: ast.Module | ast.ClassDef,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield public classes, functions and methods, and not what is nested in functions."""
    for node in parent.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if node.name.startswith("_"):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from public_names(node)


def test_every_module_says_what_lives_in_it():
    assert silent_modules(modules() + modules(among=("tests", "benchmarks"))) == []


def test_every_public_name_says_what_it_is_for():
    ours = [module for module in modules() if not module.path.startswith(MIGRATIONS)]
    assert silent_names(ours) == []


def test_silence_is_caught(tmp_path: Path):
    text = "def told():\n    '''Tell.'''\n\ndef silent(): ...\n\nclass Told:\n    '''Tell.'''\n"
    module = plant(tmp_path, "stores/queries.py", text + "    def silent_too(self): ...\n")
    assert silent_modules([module]) == ["stores/queries.py"]
    assert [line.split()[-1] for line in silent_names([module])] == ["silent", "silent_too"]
