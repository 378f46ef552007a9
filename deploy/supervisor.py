"""Keeps processes running: starts again what died, shows errors, stops everything in order."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from deploy.logwatch import LogWatch
from deploy.servers.child import Child, ChildFailedError, Command
from deploy.servers.folder import DataFolder

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
# What ran for so long and then died is not something that cannot start.
STEADY_S = 60.0
ROUND_S = 0.2

Say = Callable[[str], None]


class Runs(Protocol):
    """What the supervisor keeps running: one of the embedded servers or of our own programs."""

    name: str

    @property
    def log(self) -> Path:
        """Where its output goes."""

    def launch(self) -> None:
        """Start it and return at once."""

    def is_alive(self) -> bool:
        """Tell whether it runs."""

    def ask_to_stop(self) -> None:
        """Begin to stop and return at once."""

    def stop(self) -> None:
        """Stop it for certain."""


class Program:
    """One of our own processes: `rounds` with these words."""

    def __init__(
        self, data: DataFolder, name: str, words: Sequence[str], environment: dict[str, str]
    ) -> None:
        self.name = name
        self._child = Child(data, name)
        self._command = Command(
            words=(sys.executable, "-m", "deploy.cli", *words),
            folder=Path.cwd(),
            environment=environment,
            stop_within_s=8.0,
        )

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self._child.log

    def sweep(self) -> None:
        """Stop what a killed supervisor left behind."""
        self._child.sweep()

    def launch(self) -> None:
        """Start it and return at once."""
        self._child.start(self._command)

    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self._child.is_alive()

    def last_words(self) -> str:
        """Return the end of its log."""
        return self._child.last_words()

    def ask_to_stop(self) -> None:
        """Begin to stop and return at once."""
        self._child.ask_to_stop()

    def stop(self) -> None:
        """Stop it for certain."""
        self._child.stop()


@dataclass
class Patience:
    """How long to wait before the next start of something that keeps dying."""

    pause_s: float = FIRST_PAUSE_S
    started: float = field(default_factory=time.monotonic)
    due: float | None = None

    def after_death(self, now: float) -> None:
        """Plan the next start: later each time, unless the last life was a long one."""
        if now - self.started > STEADY_S:
            self.pause_s = FIRST_PAUSE_S
        self.due = now + self.pause_s
        self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)

    def after_start(self, now: float) -> None:
        """Remember when the present life began."""
        self.started, self.due = now, None


class Supervisor:
    """Watches over everything that was started, from the main thread."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._watched: list[tuple[Runs, Patience, LogWatch]] = []

    def watch(self, ward: Runs) -> None:
        """Keep this running from now on; it was started just now."""
        self._watched.append((ward, Patience(), LogWatch(ward.log)))

    def look(self) -> None:
        """Look at everything once: show new errors, plan and make restarts."""
        now = time.monotonic()
        for ward, patience, log in self._watched:
            for line in log.new_errors():
                self._say(f"{ward.name} | {line}")
            if ward.is_alive():
                continue
            if patience.due is None:
                patience.after_death(now)
                self._say(f"{ward.name} ended; starting it again (its log: {ward.log})")
            elif now >= patience.due:
                self._restart(ward, patience)

    def keep_running(self) -> None:
        """Look again and again, until a signal ends it."""
        while True:
            self.look()
            time.sleep(ROUND_S)

    def stop(self, wards: Sequence[Runs]) -> None:
        """Stop these side by side and watch them no longer."""
        self._watched = [entry for entry in self._watched if entry[0] not in wards]
        for ward in wards:
            ward.ask_to_stop()
        for ward in wards:
            ward.stop()

    def _restart(self, ward: Runs, patience: Patience) -> None:
        ward.stop()  # what is left of its group
        try:
            ward.launch()
        except (ChildFailedError, OSError) as error:
            self._say(f"{ward.name} could not be started: {error}")
            patience.after_death(time.monotonic())
            return
        patience.after_start(time.monotonic())
