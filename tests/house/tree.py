"""The source tree as the house tests read it: rooms, modules and their syntax trees."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

BUSINESS_ROOMS = ("stores", "planograms", "checklists", "findings", "tickets", "scorecards")
RECIPE = ("models", "rules", "queries", "service", "errors")
MIGRATIONS = "deploy/migrations/versions/"


@dataclass(frozen=True)
class Module:
    """One Python file of the project."""

    path: str  # from the root of the tree, with slashes
    text: str

    @property
    def syntax(self) -> ast.Module:
        return parse(self.text)

    @property
    def room(self) -> str:
        return self.path.split("/")[0]

    @property
    def name(self) -> str:
        return Path(self.path).stem

    @property
    def summary(self) -> str:
        """The first line of the docstring, or nothing."""
        return (ast.get_docstring(self.syntax) or "").partition("\n")[0]


@cache
def parse(text: str) -> ast.Module:
    return ast.parse(text)


def project(root: Path = ROOT) -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def rooms(root: Path = ROOT) -> list[str]:
    """Return the rooms that the wheel ships, which are the packages of the project."""
    packages: list[str] = project(root)["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return packages


def modules(root: Path = ROOT, *, among: tuple[str, ...] = ()) -> list[Module]:
    """Return every module of the rooms, or of the folders named in `among`."""
    folders = among or tuple(rooms(root))
    return [
        Module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted((root / folder).rglob("*.py"))
        if "node_modules" not in path.parts
    ]


def plant(root: Path, path: str, text: str) -> Module:
    """Write one module into a tree of a test's own and return it as the rules see it."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return Module(path, text)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of the module, nested ones and methods too."""
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(module: Module) -> set[str]:
    """Return every dotted name the module imports, `from a import b` as both `a` and `a.b`."""
    names: set[str] = set()
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def headings(text: str, level: int) -> list[str]:
    """Return the headings of that level in a Markdown text, without back-quotes."""
    found = re.findall(rf"^{'#' * level} (.+)$", text, flags=re.MULTILINE)
    return [heading.replace("`", "").strip() for heading in found]


def tracked_files() -> list[str]:
    """Return the paths that git tracks or would; every file where there is no git."""
    if not (ROOT / ".git").exists():
        return [
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if path.is_file() and not any(part in _UNTRACKED for part in path.parts)
        ]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for path in listed.split("\0") if path and (ROOT / path).is_file()]


_UNTRACKED = {
    *(".venv", ".venv-train", "var", "site", "dist", "runs", "__pycache__"),
    *("node_modules", "built"),
}
