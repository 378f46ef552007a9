"""As whom PostgreSQL runs: it refuses root, and `rounds up` must work as root too."""

import os
import pwd
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Inside the new user namespace root is called 1000; files stay root's, nobody else gains anything.
NAMESPACE = ("unshare", "-U", "--map-user=1000", "--map-group=1000")
UNPRIVILEGED = ("postgres", "nobody")


class NoAccountError(RuntimeError):
    """Root found no way to run PostgreSQL."""


@dataclass(frozen=True)
class Account:
    """How to start a program so that it does not see itself as root."""

    prefix: tuple[str, ...] = ()
    ids: tuple[int, int] | None = None

    def own(self, path: Path) -> None:
        """Give a path to this account, and let it walk there, where it is another than ours."""
        if self.ids is not None:
            os.chown(path, *self.ids)
            path.parent.chmod(path.parent.stat().st_mode | 0o011)


def ordinary_account(folder: Path, program: Path) -> Account:
    """Return an account that is not root, can run `program` and reach the data `folder`.

    Root uses a user namespace, which needs no other account. Where the kernel or a container
    forbids namespaces, an unprivileged account of the system serves, if it can reach the paths.

    Raises:
        NoAccountError: If neither works; the message says what to do.
    """
    if os.geteuid() != 0:
        return Account()
    if _runs(NAMESPACE, ids=None, program=program):
        return Account(prefix=NAMESPACE)
    for name in UNPRIVILEGED:
        ids = _ids(name)
        if ids is not None and _is_reachable(folder) and _runs((), ids=ids, program=program):
            return Account(ids=ids)
    msg = (
        "PostgreSQL refuses to run as root; user namespaces are off here, and no unprivileged "
        f"account can reach {folder} and {program}. Run as an ordinary user, or move the "
        "checkout and ROUNDS_DATA_DIR out of root's home, or set ROUNDS_DATABASE__URL and "
        "ROUNDS_DATABASE__OWNER_URL to a server of your own."
    )
    raise NoAccountError(msg)


def _ids(name: str) -> tuple[int, int] | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return entry.pw_uid, entry.pw_gid


def _runs(prefix: Sequence[str], *, ids: tuple[int, int] | None, program: Path) -> bool:
    """Try the program, started through our Python as the tether does."""
    run_it = "import os, sys; os.execv(sys.argv[1], sys.argv[1:])"
    try:
        answer = subprocess.run(  # noqa: S603 - our own command line
            [*prefix, sys.executable, "-I", "-S", "-c", run_it, str(program), "--version"],
            capture_output=True,
            check=False,
            timeout=20,
            user=ids[0] if ids else None,
            group=ids[1] if ids else None,
            extra_groups=() if ids else None,
        )
    except OSError:
        return False
    return answer.returncode == 0


def _is_reachable(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in folder.parents)
