"""The data folder of an embedded installation: ports and secrets kept between starts."""

import contextlib
import fcntl
import json
import os
import random
import secrets
import socket
import tempfile
from pathlib import Path
from typing import TextIO

LOOPBACK = "127.0.0.1"
# Below the range that kernels use for outgoing connections, so that a free port stays free.
FIRST_PORT, LAST_PORT = 20_000, 31_999


class FolderInUseError(RuntimeError):
    """Another launcher works in this data folder."""


class DataFolder:
    """A folder that only its owner may read, with a file of what was chosen at first start."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.logs = self.path / "logs"
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self._file = self.path / "chosen.json"
        self._lock: TextIO | None = None

    def lock(self) -> None:
        """Take the folder for this process; the kernel gives it back when the process dies.

        Raises:
            FolderInUseError: If another process has it.
        """
        handle = (self.path / "lock").open("a")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            msg = f"another `rounds up` is running in {self.path}; stop it, or set ROUNDS_DATA_DIR"
            raise FolderInUseError(msg) from None
        self._lock = handle

    def unlock(self) -> None:
        """Give the folder back."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def secret(self, name: str) -> str:
        """Return the secret of this name, made at the first request and the same ever after."""
        chosen = self._read()
        if name not in chosen:
            chosen[name] = secrets.token_urlsafe(32)
            self._write(chosen)
        return str(chosen[name])

    def port(self, name: str) -> int:
        """Return a free loopback port: the one used last time, or another where that is taken."""
        chosen = self._read()
        port = chosen.get(name)
        if isinstance(port, int) and is_free(port):
            return port
        port = free_port(besides={value for value in chosen.values() if isinstance(value, int)})
        self._write(chosen | {name: port})
        return port

    def chosen_port(self, name: str) -> int:
        """Return the port used last time.

        Raises:
            LookupError: If none was ever chosen.
        """
        return int(self._read()[name])

    def forget_port(self, name: str) -> None:
        """Choose another port next time."""
        self._write({key: value for key, value in self._read().items() if key != name})

    def _read(self) -> dict[str, str | int]:
        with contextlib.suppress(FileNotFoundError):
            chosen: dict[str, str | int] = json.loads(self._file.read_text())
            return chosen
        return {}

    def _write(self, chosen: dict[str, str | int]) -> None:
        write_private(self._file, json.dumps(chosen, indent=1, sort_keys=True))


def write_private(path: Path, text: str) -> None:
    """Replace a file, whole or not at all, so that only its owner may read it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def is_free(port: int) -> bool:
    """Tell whether nobody listens on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port(*, besides: set[int]) -> int:
    """Return a loopback port that nobody listens on, none of `besides`."""
    for _ in range(1000):
        port = random.SystemRandom().randint(FIRST_PORT, LAST_PORT)
        if port not in besides and is_free(port):
            return port
    msg = f"no free port between {FIRST_PORT} and {LAST_PORT}"
    raise RuntimeError(msg)
