"""Watches the log files of child processes: shows their errors, keeps them short."""

import os
import re
import shutil
from pathlib import Path

from deploy.servers.child import LOG_LIMIT

ERROR = re.compile(
    r'"level": ?"(error|critical)"|^Traceback|^[\w.]+(Error|Exception)\b|\b(FATAL|PANIC|CRITICAL)\b'
)
AT_ONCE = 1_000_000


class LogWatch:
    """One log file, read from where it ends now."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._read_to = log.stat().st_size if log.exists() else 0

    def new_errors(self) -> list[str]:
        """Return the lines about errors that were written since the last call."""
        if not self._log.exists():
            return []
        size = self._log.stat().st_size
        if size < self._read_to:  # begun anew meanwhile
            self._read_to = 0
        with self._log.open("rb") as file:
            file.seek(self._read_to)
            fresh = file.read(AT_ONCE)
        whole = fresh[: fresh.rfind(b"\n") + 1] if len(fresh) < AT_ONCE else fresh
        self._read_to += len(whole)
        self._keep_short(size)
        return [line for line in whole.decode(errors="replace").splitlines() if ERROR.search(line)]

    def _keep_short(self, size: int) -> None:
        # Its process writes in append mode, so the file can be emptied under its hands.
        if size > LOG_LIMIT and self._read_to >= size:
            shutil.copyfile(self._log, self._log.with_suffix(".log.1"))
            os.truncate(self._log, 0)
            self._read_to = 0
