"""Who may import whom: the contracts hold, and a planted violation of each is caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, project, rooms

CONTRACTS = {
    contract["id"]: contract for contract in project()["tool"]["importlinter"]["contracts"]
}

# Contract, then what is planted: files by path, each a line added to what is there. A new file is
# imported by nobody else, so that one contract breaks and not those of its importers too.
VIOLATIONS = {
    "a room imports from above": ("floors", {"stores/rules.py": "import tickets.models"}),
    "the ground imports a room": ("floors", {"core/clock.py": "import stores.models"}),
    "siblings meet": ("floors", {"checklists/queries.py": "import planograms.models"}),
    "the doors meet": ("floors", {"workers/zz_new.py": "import api.zz_new", "api/zz_new.py": ""}),
    "the eyes reach the database": ("pure-vision", {"vision/geometry.py": "import sqlmodel"}),
    "the eyes reach storage through a module of theirs": (
        "pure-vision",
        {"vision/geometry.py": "import vision.zz_new", "vision/zz_new.py": "import minio"},
    ),
    "the API loads OpenCV": ("light-api", {"api/zz_new.py": "import cv2"}),
    "the API loads OpenCV through findings": (
        "light-api",
        {
            "api/zz_new.py": "import findings.queries",
            "findings/queries.py": "import findings.zz_new",
            "findings/zz_new.py": "import vision.zz_new",
            "vision/zz_new.py": "import openvino",
        },
    ),
    "a room speaks HTTP": ("edges", {"tickets/zz_new.py": "import fastapi"}),
    "a room sends tasks": ("edges", {"checklists/zz_new.py": "from celery import Celery"}),
    "a room speaks HTTP through core": (
        "edges",
        {"stores/zz_new.py": "import core.zz_new", "core/zz_new.py": "import starlette.requests"},
    ),
    "the API sends tasks": ("no-queue-in-api", {"api/zz_new.py": "import celery"}),
    "a worker answers requests": ("no-http-in-workers", {"workers/zz_new.py": "import fastapi"}),
    "a room speaks the contract": (
        "wire-words",
        {"mobile_contract/zz_new.py": "", "scorecards/queries.py": "import mobile_contract.zz_new"},
    ),
    "a rule reads the clock": ("pure-rules", {"tickets/rules.py": "import core.clock"}),
    "a rule opens a session": (
        "pure-rules",
        {"stores/rules.py": "from core.db import unit_of_work"},
    ),
    "a rule asks a query": (
        "pure-rules",
        {"findings/rules.py": "import checklists.queries", "checklists/queries.py": ""},
    ),
    "a rule reaches the outbox through a module of its room": (
        "pure-rules",
        {
            "scorecards/rules.py": "import scorecards.zz_new",
            "scorecards/zz_new.py": "import core.outbox",
        },
    ),
}


def lint(folder: Path) -> dict[str, bool]:
    """Return which contracts hold in that tree, by id."""
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    ends = {
        contract_id: "KEPT" if f"{contract['name']} KEPT" in run.stdout else "BROKEN"
        for contract_id, contract in CONTRACTS.items()
        if f"{contract['name']} KEPT" in run.stdout or f"{contract['name']} BROKEN" in run.stdout
    }
    assert set(ends) == set(CONTRACTS), run.stdout + run.stderr
    return {contract_id: end == "KEPT" for contract_id, end in ends.items()}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the rooms' modules, to plant things in."""
    for room in rooms():
        for source in (ROOT / room).rglob("*.py"):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept():
    assert all(lint(ROOT).values())


@pytest.mark.parametrize("planted", VIOLATIONS)
def test_the_right_contract_breaks_when_a_violation_is_planted(planted: str, copy: Path):
    contract_id, files = VIOLATIONS[planted]
    for path, line in files.items():
        target = copy / path
        before = target.read_text(encoding="utf-8") if target.exists() else '"""Planted."""\n'
        target.write_text(f"{before}\n{line}\n", encoding="utf-8")
    assert [name for name, is_kept in lint(copy).items() if not is_kept] == [contract_id]


def test_every_contract_has_a_planted_violation():
    assert {contract_id for contract_id, _ in VIOLATIONS.values()} == set(CONTRACTS)


def test_every_package_is_on_a_floor():
    floors = {name.strip() for layer in CONTRACTS["floors"]["layers"] for name in layer.split("|")}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    roots = set(project()["tool"]["importlinter"]["root_packages"])
    assert packages == floors == roots == set(rooms())
