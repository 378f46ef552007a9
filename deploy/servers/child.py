"""One child process: in a group of its own, found again after a crash, stopped for certain."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

from deploy.servers.folder import DataFolder, write_private

TETHER = Path(__file__).with_name("tether.py")
POLL_S = 0.05
# The kernel's and the clock's idea of a process's birth may differ by this much.
BIRTH_SLACK_S = 5.0
LOG_LIMIT = 20_000_000


class ChildFailedError(RuntimeError):
    """A child process did not start or ended too early."""


@dataclass(frozen=True)
class Command:
    """What to run, as whom, and how to ask it to stop."""

    words: tuple[str, ...]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()
    account: tuple[int, int] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within_s: float = 5.0


class Child:
    """A process of this name in a data folder; at most one, across crashes of the launcher."""

    def __init__(self, data: DataFolder, name: str) -> None:
        self.name = name
        self.log = data.logs / f"{name}.log"
        self._pid_file = data.path / f"{name}.pid"
        self._process: subprocess.Popen[bytes] | None = None
        self._command: Command | None = None
        self._patience_ends: float | None = None

    @property
    def pid(self) -> int | None:
        """The process id, while one runs or was last seen."""
        return self._process.pid if self._process else None

    def start(self, command: Command) -> None:
        """Start the command; its output is appended to the log.

        Call this from the main thread: the kernel ties the child to the *thread* that made it.
        """
        self.sweep(command.stop_signal)
        _shorten(self.log)
        self._command = command
        self._process = self._spawn(command)
        born = 0.0
        with contextlib.suppress(psutil.NoSuchProcess):
            born = psutil.Process(self._process.pid).create_time()
        write_private(self._pid_file, json.dumps({"pid": self._process.pid, "born": born}))

    def is_alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask the process to stop, then its whole group, by force where asking did not help."""
        if self._process is None or self._command is None:
            return
        if self._patience_ends is None:
            self.ask_to_stop()
        deadline = self._patience_ends or 0.0
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(POLL_S)
        _kill_group(self._process.pid)
        self._process.wait()
        self._pid_file.unlink(missing_ok=True)
        self._process = self._patience_ends = None

    def wait(self, within_s: float) -> int:
        """Wait for a child that ends by itself, and return its exit status.

        Raises:
            ChildFailedError: If it has not ended in time.
        """
        if self._process is None:
            msg = f"{self.name} was not started"
            raise ChildFailedError(msg)
        try:
            status = self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.stop()
            msg = f"{self.name} took longer than {within_s:.0f} s\n{self.last_words()}"
            raise ChildFailedError(msg) from None
        self._pid_file.unlink(missing_ok=True)
        return status

    def ask_to_stop(self) -> None:
        """Send the stop signal and return at once, so that several children can stop together."""
        if self._process is not None and self._command is not None:
            self._patience_ends = time.monotonic() + self._command.stop_within_s
            if self.is_alive():
                self._process.send_signal(self._command.stop_signal)

    def sweep(self, stop_signal: signal.Signals = signal.SIGTERM) -> None:
        """Stop what a killed launcher left behind under this name."""
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
            record = json.loads(self._pid_file.read_text())
            _stop_strangers(_left_over(int(record["pid"]), float(record["born"])), stop_signal)
        self._pid_file.unlink(missing_ok=True)

    def last_words(self, lines: int = 12) -> str:
        """Return the end of the log, for an error message."""
        if not self.log.exists():
            return "(no output)"
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 8192))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])

    def _spawn(self, command: Command) -> subprocess.Popen[bytes]:
        # Python starts without site packages here: the tether needs none, and starts in 20 ms.
        tether = (sys.executable, "-I", "-S", str(TETHER), str(os.getpid()))
        words = (*command.prefix, *tether, str(int(command.stop_signal)), *command.words)
        log: IO[bytes]
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own command lines
                words,
                cwd=command.folder,
                # The child inherits what we were given (PATH, LANG, …); ours goes on top.
                env={**os.environ, **command.environment},  # noqa: TID251
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=command.account[0] if command.account else None,
                group=command.account[1] if command.account else None,
                extra_groups=() if command.account else None,
            )


def _left_over(pid: int, born: float) -> list[psutil.Process]:
    """Return the recorded process if it still runs, and what is left of its session."""
    members = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError, PermissionError):
            of_ours = process.pid == pid or os.getsid(process.pid) == pid
            if of_ours and process.create_time() > born - BIRTH_SLACK_S:
                members.append(process)
    leader = next((member for member in members if member.pid == pid), None)
    if leader is not None and abs(leader.create_time() - born) > BIRTH_SLACK_S:
        # The number was given to somebody else since; nothing of ours is left.
        return []
    return sorted(members, key=lambda member: member.pid != pid)


def _stop_strangers(members: list[psutil.Process], stop_signal: signal.Signals) -> None:
    """Ask the first, which leads the others, to stop; kill what is left of them."""
    for leader in members[:1]:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            leader.send_signal(stop_signal)
            leader.send_signal(signal.SIGCONT)
            leader.wait(timeout=5)
    for member in members:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            member.kill()
            member.wait(timeout=5)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _shorten(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        shutil.move(log, log.with_suffix(".log.1"))
