"""What git tracks: no place or host of one machine, no photo from elsewhere, no silent skip."""

import ast
import hashlib
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, Module, modules, plant, tracked_files

# Built from halves so that this file does not hold what it looks for.
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "go" + "lang.org")
PLACES = re.compile(r"(?<![\w.~}])/(?:wor" + r"k|roo" + r"t|op" + r"t|tm" + r"p|hom" + r"e)/\w")
# A container's own folders are no place of this machine.
CONTAINERS = ("deploy/Dockerfile", "deploy/compose.yaml")
MARKS = {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"}
PICTURES = {".bmp", ".gif", ".heic", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}


def text_of(path: str) -> str:
    """Return the text of a file, nothing for a binary one."""
    content = (ROOT / path).read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def names_of_places(path: str, text: str) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if any(host in line for host in HOSTS) or (path not in CONTAINERS and PLACES.search(line))
    ]


def silent_skips(found: list[Module]) -> list[str]:
    """Return skips and expected failures that do not say why."""
    return [
        f"{module.path}:{node.lineno}"
        for module in found
        for node in ast.walk(module.syntax)
        if is_silent_call(node) or is_bare_mark(node)
    ]


def is_silent_call(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = ast.unparse(node.func)
    if name in {"pytest.skip", "pytest.xfail"}:
        return not node.args
    return name in MARKS and "reason" not in {keyword.arg for keyword in node.keywords}


def is_bare_mark(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", [])
    return any(ast.unparse(decorator) in MARKS for decorator in decorators)


def test_nothing_tracked_names_a_machine_or_a_registry():
    found = [line for path in tracked_files() for line in names_of_places(path, text_of(path))]
    assert found == []


def test_a_place_and_a_host_are_caught():
    assert names_of_places("README.md", "see /wo" + "rk/main") == [
        "README.md:1: see /wo" + "rk/main"
    ]
    assert names_of_places("a.txt", "https://py" + "pi.org/simple") != []
    assert names_of_places("a.py", 'get("/v1/home/page"); "~/work/x"; "./tmp/y"') == []


def test_no_test_is_skipped_without_a_reason():
    assert silent_skips(modules(among=("tests",))) == []


def test_a_silent_skip_is_caught(tmp_path: Path):
    text = "pytest.skip()\n@pytest.mark.skipif(True)\n@pytest.mark.skip\n"
    text += "def test_a(): ...\npytest.skip('why')\npytest.mark.skip(reason='why')\n"
    assert silent_skips([plant(tmp_path, "tests/test_a.py", text)]) == [
        "tests/test_a.py:4",
        "tests/test_a.py:1",
        "tests/test_a.py:2",
    ]


@pytest.mark.real_photos
def test_no_photo_from_elsewhere_is_tracked():
    elsewhere = ROOT.parent / "shared" / "data"
    if not elsewhere.is_dir():
        pytest.skip("the folder with real photos is not on this machine")
    tracked = [ROOT / path for path in tracked_files() if Path(path).suffix.lower() in PICTURES]
    sizes = {path.stat().st_size for path in tracked}
    foreign = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in elsewhere.rglob("*")
        if path.is_file() and path.stat().st_size in sizes
    }
    assert [p for p in tracked if hashlib.sha256(p.read_bytes()).hexdigest() in foreign] == []
