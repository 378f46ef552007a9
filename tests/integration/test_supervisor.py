"""The supervisor starts again what dies, shows its errors, and stops what it started."""

import os
import signal
import sys
import time

import psutil
import pytest

from deploy.logwatch import LogWatch
from deploy.servers.child import Child, Command
from deploy.servers.folder import DataFolder
from deploy.supervisor import LONGEST_PAUSE_S, Patience, Supervisor


class Script:
    """A real process that runs a few lines of Python."""

    def __init__(self, data, text, *, stop_within_s=5.0):
        self.name = "script"
        self.starts = 0
        self._child = Child(data, self.name)
        self._command = Command(
            words=(sys.executable, "-c", text), folder=data.path, stop_within_s=stop_within_s
        )
        self.log = self._child.log
        self.is_alive = self._child.is_alive
        self.ask_to_stop = self._child.ask_to_stop
        self.stop = self._child.stop

    @property
    def pid(self):
        return self._child.pid

    def launch(self):
        self.starts += 1
        self._child.start(self._command)


@pytest.fixture
def data(tmp_path):
    return DataFolder(tmp_path)


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(said):
    return Supervisor(said.append)


def look_until(supervisor, condition, within_s=20):
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        supervisor.look()
        time.sleep(0.05)


def test_a_killed_process_is_started_again(data, supervisor, said):
    script = Script(data, "import time; time.sleep(100)")
    script.launch()
    supervisor.watch(script)
    first = script.pid
    os.kill(first, signal.SIGKILL)

    look_until(supervisor, lambda: script.starts == 2)

    assert script.is_alive()
    assert script.pid != first
    assert any("script ended" in line for line in said)
    supervisor.stop([script])


def test_a_process_that_cannot_live_is_started_less_and_less_often(data, supervisor):
    script = Script(data, "raise SystemExit(1)")
    script.launch()
    supervisor.watch(script)
    began = time.monotonic()

    look_until(supervisor, lambda: script.starts == 4)

    assert time.monotonic() - began >= 0.5 + 1 + 2
    supervisor.stop([script])


def test_pauses_grow_to_a_limit_and_start_over_after_a_long_life():
    patience = Patience(started=0.0)
    pauses = []
    for now in range(10):
        patience.after_death(float(now))
        pauses.append(patience.due - now)
    assert pauses[:3] == [0.5, 1.0, 2.0]
    assert pauses[-1] == LONGEST_PAUSE_S

    patience.after_death(1000.0)
    assert patience.due == 1000.5


def test_errors_in_the_log_are_shown_and_other_lines_are_not(data, supervisor, said):
    script = Script(
        data,
        'print(\'{"level": "info", "event": "fine"}\');'
        'print(\'{"level": "error", "event": "bad"}\', flush=True);'
        "import time; time.sleep(100)",
    )
    script.launch()
    supervisor.watch(script)

    look_until(supervisor, lambda: said)

    assert said == ['script | {"level": "error", "event": "bad"}']
    supervisor.stop([script])


def test_a_log_is_read_once_and_from_its_end(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("FATAL before\n")
    watch = LogWatch(log)
    with log.open("a") as file:
        file.write("FATAL now\nFATAL half a li")
    assert watch.new_errors() == ["FATAL now"]
    with log.open("a") as file:
        file.write("ne\n")
    assert watch.new_errors() == ["FATAL half a line"]
    assert watch.new_errors() == []


def test_a_long_log_is_put_aside_while_its_process_writes_on(tmp_path, monkeypatch):
    monkeypatch.setattr("deploy.logwatch.LOG_LIMIT", 100)
    log = tmp_path / "a.log"
    watch = LogWatch(log)
    with log.open("a") as file:
        file.write("x" * 200 + "\n")
        file.flush()
        watch.new_errors()
        file.write("FATAL later\n")
    assert watch.new_errors() == ["FATAL later"]
    assert (tmp_path / "a.log.1").stat().st_size == 201


def test_stop_ends_a_process_that_will_not_and_its_children(data, supervisor):
    script = Script(
        data,
        "import signal, subprocess, sys, time;"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(100)']);"
        "print('FATAL', child.pid, flush=True); time.sleep(100)",
        stop_within_s=0.5,
    )
    script.launch()
    supervisor.watch(script)
    look_until(supervisor, lambda: script.log.read_text().strip())
    grandchild = psutil.Process(int(script.log.read_text().split()[1]))
    leader = script.pid
    began = time.monotonic()

    supervisor.stop([script])

    assert time.monotonic() - began < 3
    assert not psutil.pid_exists(leader)
    grandchild.wait(5)  # raises where it still runs
