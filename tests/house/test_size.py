"""Size budget: a file a person can hold in their head, a function that fits on a screen."""

import ast
from pathlib import Path

from tests.house.tree import MIGRATIONS, Module, functions, modules, plant

MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40


def long_files(found: list[Module]) -> list[str]:
    return [
        f"{module.path}: {lines} lines"
        for module in found
        if (lines := len(module.text.splitlines())) > MAX_FILE_LINES
    ]


def long_functions(found: list[Module]) -> list[str]:
    return [
        f"{module.path}:{function.lineno} {function.name}: {lines} lines"
        for module in found
        for function in functions(module)
        if (lines := lines_of(function)) > MAX_FUNCTION_LINES
    ]


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines from `def` to the end; the docstring is reading matter, not length."""
    first = function.body[0]
    is_docstring = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    docstring = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def ours() -> list[Module]:
    """Every module but migrations, which are generated once and never edited."""
    return [
        module
        for module in [*modules(), *modules(among=("tests", "benchmarks"))]
        if not module.path.startswith(MIGRATIONS)
    ]


def test_no_file_is_too_long():
    assert long_files(ours()) == []


def test_no_function_is_too_long():
    assert long_functions(ours()) == []


def test_a_long_file_and_a_long_function_are_caught(tmp_path: Path):
    body = "    value = 1\n" * MAX_FUNCTION_LINES
    long = plant(tmp_path, "stores/rules.py", f"def decide():\n{body}" + "#\n" * MAX_FILE_LINES)
    assert long_files([long]) == ["stores/rules.py: 341 lines"]
    assert long_functions([long]) == ["stores/rules.py:1 decide: 41 lines"]


def test_a_docstring_does_not_make_a_function_long(tmp_path: Path):
    told = '    """Tell.\n' + "    more\n" * MAX_FUNCTION_LINES + '    """\n    return 1\n'
    assert long_functions([plant(tmp_path, "stores/rules.py", f"def tell():\n{told}")]) == []
