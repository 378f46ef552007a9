"""How often one login may be tried from one address, counted in Redis for all processes alike."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis, RedisError

from api.errors import TooManyAttempts
from core.logs import get_log
from core.security import digest
from core.settings import QueueSettings
from stores.errors import WrongLogin

MAX_ATTEMPTS = 10
WINDOW_S = TooManyAttempts.retry_after_s
_log = get_log("api.throttle")


class Throttle:
    """Counts attempts to sign in that failed.

    Where Redis is away people can still sign in: Argon2 alone keeps guessing slow.
    """

    def __init__(self, settings: QueueSettings) -> None:
        self._redis: Redis | None = None
        if settings.url is not None:
            self._redis = Redis.from_url(
                settings.url.get_secret_value(), socket_timeout=0.5, socket_connect_timeout=0.5
            )

    def close(self) -> None:
        """Give back the connections."""
        if self._redis is not None:
            self._redis.close()

    def is_ready(self) -> bool:
        """Tell whether Redis answers."""
        try:
            return self._redis is not None and bool(self._redis.ping())
        except RedisError:
            return False

    @contextmanager
    def attempt(self, tenant: str, login: str, address: str) -> Iterator[None]:
        """Run one attempt; it counts before it runs, so that many at once count as many.

        Raises:
            TooManyAttempts: If this login failed too often from this address.
        """
        key = f"rounds:attempts:{digest('|'.join((tenant, login, address)))}"
        if self._count(key) > MAX_ATTEMPTS:
            raise TooManyAttempts
        try:
            yield
        except WrongLogin:
            raise
        except Exception:
            self._forget(key)  # our own failure says nothing about the password
            raise
        self._forget(key)

    def _count(self, key: str) -> int:
        if self._redis is None:
            return 0
        try:
            with self._redis.pipeline() as batch:
                batch.incr(key)
                batch.expire(key, WINDOW_S, nx=True)
                return int(batch.execute()[0])
        except RedisError as error:
            _log.warning("attempts are not counted", reason=str(error))
            return 0

    def _forget(self, key: str) -> None:
        if self._redis is None:
            return
        try:
            self._redis.delete(key)
        except RedisError as error:
            _log.warning("attempts are not forgotten", reason=str(error))
