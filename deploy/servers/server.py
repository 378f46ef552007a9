"""What every embedded server has in common: prepare, launch, answer, stop."""

import abc
import time
from pathlib import Path

from deploy.servers.child import POLL_S, Child, ChildFailedError, Command
from deploy.servers.folder import DataFolder


class EmbeddedServer(abc.ABC):
    """A server from a wheel, on loopback ports of its own, with its files in the data folder."""

    name: str
    ports: tuple[str, ...]

    def __init__(self, data: DataFolder, *, durable: bool = True) -> None:
        """Remember where to work.

        Args:
            data: The folder for files, ports and secrets.
            durable: False trades safety against power loss for speed; for tests.
        """
        self.data = data
        self.folder = data.path / self.name
        self.durable = durable
        self._child = Child(data, self.name)
        self._ports: dict[str, int] = {}

    @property
    def port(self) -> int:
        """The port that clients use."""
        return self._ports[self.ports[0]]

    @property
    def log(self) -> Path:
        """Where the server's output goes."""
        return self._child.log

    @property
    def pid(self) -> int | None:
        """The id of the server's first process."""
        return self._child.pid

    def start(self) -> None:
        """Launch and wait; once more on other ports where the first try failed.

        Raises:
            ChildFailedError: If the server does not answer; the message has its last words.
        """
        self.launch()
        try:
            self.wait_ready()
        except ChildFailedError:
            self.restart_elsewhere()

    def restart_elsewhere(self) -> None:
        """Try again on other ports: one found free a moment ago can be somebody else's by now.

        Raises:
            ChildFailedError: If the server still does not answer.
        """
        self.stop()
        for port in self.ports:
            self.data.forget_port(port)
        self.launch()
        self.wait_ready()

    def attach(self) -> None:
        """Take the ports of a server that another process runs in this folder, to reach it."""
        self._ports = {name: self.data.chosen_port(name) for name in self.ports}

    def launch(self) -> None:
        """Start the process and return at once; call it from the main thread."""
        self._child.sweep()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._ports = {name: self.data.port(name) for name in self.ports}
        self.prepare()
        self._child.start(self.command())

    def wait_ready(self, within_s: float = 60.0) -> None:
        """Wait until the server answers a real request.

        Raises:
            ChildFailedError: If it ends, or stays silent for `within_s`.
        """
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if not self.is_alive():
                msg = f"{self.name} ended while starting:\n{self._child.last_words()}"
                raise ChildFailedError(msg)
            if self.answers():
                return
            time.sleep(POLL_S)
        msg = f"{self.name} gave no answer in {within_s:.0f} s:\n{self._child.last_words()}"
        raise ChildFailedError(msg)

    def is_alive(self) -> bool:
        """Tell whether the process runs."""
        return self._child.is_alive()

    def ask_to_stop(self) -> None:
        """Begin to stop and return at once."""
        self._child.ask_to_stop()

    def stop(self) -> None:
        """Stop the server and leave no process behind."""
        self._child.stop()

    @abc.abstractmethod
    def prepare(self) -> None:
        """Write what the server needs before it starts; safe to repeat."""

    @abc.abstractmethod
    def command(self) -> Command:
        """Return the command that runs the server in the foreground."""

    @abc.abstractmethod
    def answers(self) -> bool:
        """Tell whether the server does its work, asked as a client would."""
