"""`rounds up` starts everything, keeps its data, recovers from kill -9, and leaves nothing."""

import os
import signal
import time

import psutil
import pytest

from core.db import make_engine, unit_of_work
from deploy.environment import from_environment, to_environment
from deploy.servers.folder import DataFolder
from deploy.servers.roles import drop_database, make_database
from deploy.servers.seaweed import SeaweedServer
from tests.fixtures.database import add_tenant
from tests.fixtures.keeper import TEMPLATE
from tests.fixtures.rounds_up import RoundsUp
from tests.fixtures.settings import elsewhere

# These tests share one folder: the demo chain is planted once. They run on one xdist worker.
pytestmark = [pytest.mark.xdist_group("up"), pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A data folder in which the system ran once."""
    system = RoundsUp(tmp_path_factory.mktemp("up") / "var")
    try:
        system.start()
        system.stop()
        yield system.folder
    finally:
        system.end()
        seaweed = SeaweedServer(DataFolder(system.folder))
        seaweed.attach()
        seaweed.remove_sockets()  # a killed one leaves them outside its folder


@pytest.fixture
def up(planted):
    system = RoundsUp(planted)
    yield system
    system.end()


def gone(processes, within_s=5.0):
    _, alive = psutil.wait_procs(processes, timeout=within_s)
    return [process.cmdline() for process in alive]


def stop_cleanly(up, number):
    """Ask it to stop, and see that nothing is left within 15 s."""
    family = up.family()
    assert len(family) > 8
    seconds = up.stop(number)
    assert gone(family, 0.5) == []
    assert seconds < 15
    assert up.status("/healthz") == 0
    assert not list(up.folder.glob("*.pid"))


def test_the_second_start_keeps_the_data_and_sigterm_stops_everything(up):
    up.start()

    assert not any("planting" in line for line in up.said)
    assert [up.status(path) for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
    assert any(up.url in line and "/console" in line for line in up.said)
    assert any("manager.sh-01" in line for line in up.said)
    programs = " ".join(" ".join(process.cmdline()) for process in up.family())
    workers = [f"worker --queues {queue}" for queue in ("default", "vision", "copies")]
    for words in ("api", *workers, "relay", "beat"):
        assert f"deploy.cli {words}" in programs
    stop_cleanly(up, signal.SIGTERM)


def test_what_dies_is_started_again_and_ctrl_c_stops_everything(up):
    up.start()
    api = next(p for p in up.family() if p.cmdline()[-2:] == ["deploy.cli", "api"])
    server = next(p for p in up.family() if p.name() == "valkey-server")
    for process in (api, server):
        process.kill()

    up.wait_for("api ended", within_s=30)
    deadline = time.monotonic() + 200  # a busy machine takes long to load the API
    while up.status("/readyz") != 200:
        assert time.monotonic() < deadline, up.said
        time.sleep(0.1)
    assert [process.name() for process in up.family()].count("valkey-server") == 1
    stop_cleanly(up, signal.SIGINT)


def test_the_next_start_recovers_when_everything_or_the_supervisor_was_killed(up):
    up.start()
    family = up.family()
    up.kill_everything()
    gone(family)

    up.start()

    assert up.status("/readyz") == 200
    children = up.family()[1:]
    os.kill(up.pid, signal.SIGKILL)
    assert gone(children, 20) == []


def test_a_second_one_is_refused_in_the_same_folder_and_on_the_same_port(up, planted):
    up.start()
    same_folder, same_port = RoundsUp(up.folder), RoundsUp(planted.parent / "elsewhere")
    same_port.port = up.port
    for second, reason in (
        (same_folder, "another `rounds up` is running"),
        (same_port, f"port {up.port} is taken"),
    ):
        second.launch()
        second.wait_for(reason, within_s=60)
        assert second._process.wait(10) == 1
    assert up.status("/readyz") == 200


def test_given_servers_are_used_and_left_running(servers, settings, storage, tmp_path):
    database = f"given_{servers.worker}"
    make_database(servers.admin_url, database, like=TEMPLATE)
    environment = to_environment(settings) | {
        name: elsewhere(to_environment(settings)[name], database)
        for name in ("ROUNDS_DATABASE__URL", "ROUNDS_DATABASE__OWNER_URL")
    }
    given = from_environment(environment)
    engine = make_engine(given.database)
    with unit_of_work(engine, None) as session:
        add_tenant(session)  # a database in use: the demo chain stays out of it
    engine.dispose()
    system = RoundsUp(tmp_path / "var", environment)
    try:
        system.start()
        names = {process.name() for process in system.family()}
        system.stop()
    finally:
        system.end()

    assert not names & {"postgres", "valkey-server", "weed"}
    assert "using your servers" in system.said
    assert not any("planting" in line for line in system.said)
    assert storage.is_ready()
    drop_database(servers.admin_url, database)
