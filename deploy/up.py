"""`rounds up`: the whole system in the foreground, with servers of its own where none are given."""

import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from sqlalchemy.exc import OperationalError
from sqlmodel import select

from core.db import make_engine, unit_of_work
from core.errors import Problem
from core.settings import Settings
from core.storage import PhotoStore
from deploy.demo.logins import demo_logins
from deploy.environment import to_environment
from deploy.migrate import upgrade
from deploy.servers.account import NoAccountError
from deploy.servers.child import ChildFailedError
from deploy.servers.folder import LOOPBACK, DataFolder, FolderInUseError, is_free
from deploy.servers.stack import EmbeddedStack
from deploy.supervisor import Program, Say, Supervisor
from stores.models import Tenant

PROGRAMS = {
    "api": ("api",),
    "worker-default": ("worker", "--queues", "default"),
    "worker-vision": ("worker", "--queues", "vision"),
    "worker-copies": ("worker", "--queues", "copies"),
    "relay": ("relay",),
    "beat": ("beat",),
}
PAGES = (
    ("console", "/console"),
    ("API", "/v1/"),
    ("readiness", "/readyz"),
    ("metrics", "/metrics"),
)
READY_WITHIN_S = 120.0
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAskedError(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class PortTakenError(RuntimeError):
    """Something else listens where the web server should."""


# What a person can put right; anything else is our mistake and shows its trace.
PLAIN_REASONS = (
    ChildFailedError,
    FolderInUseError,
    NoAccountError,
    OperationalError,  # the database that was given is away
    PortTakenError,
    Problem,
)


class Up:
    """One run of the whole system."""

    def __init__(self, settings: Settings, say: Say) -> None:
        self._settings = settings
        self._say = say
        self._data = DataFolder(settings.data_dir)
        self._stack = EmbeddedStack(self._data, settings)
        self._programs: list[Program] = []
        self._supervisor = Supervisor(say)

    def run(self) -> None:
        """Start everything, keep it running until a signal comes, stop everything.

        Raises:
            FolderInUseError: If another one runs in the same data folder.
            PortTakenError: If the web port is not free.
            ChildFailedError: If a part does not start.
        """
        self._data.lock()
        try:
            with _signals_raise():
                began = time.monotonic()
                self._start()
                self._say(f"ready after {time.monotonic() - began:.1f} s; Ctrl-C stops everything")
                self._supervisor.keep_running()
        except StopAskedError:
            self._say("stopping …")
        finally:
            with _signals_ignored():
                self._stop()
            self._data.unlock()

    def _start(self) -> None:
        self._sweep()
        if not is_free(self._settings.web.port):
            msg = f"port {self._settings.web.port} is taken; choose another with PORT=…"
            raise PortTakenError(msg)
        names = [server.name for server in self._stack.servers]
        self._say(
            f"starting {', '.join(names)} in {self._data.path}" if names else "using your servers"
        )
        settings = self._stack.start()
        for server in self._stack.servers:
            self._supervisor.watch(server)
        upgrade(settings.database)
        PhotoStore(settings.storage).make_bucket()
        environment = to_environment(settings)
        if _is_empty(settings):
            self._plant(settings, environment)
        self._start_programs(environment)
        self._tell(settings)

    def _plant(self, settings: Settings, environment: dict[str, str]) -> None:
        """Plant the demo chain in a process of its own, so that its models do not stay with us."""
        self._say("planting the demo chain (the first start only)")
        planter = Program(self._data, "seed", ("seed",), environment)
        self._programs.append(planter)
        planter.launch()
        while planter.is_alive():
            time.sleep(0.1)
        if _is_empty(settings):
            msg = f"the demo chain could not be planted:\n{planter.last_words()}"
            raise ChildFailedError(msg)

    def _sweep(self) -> None:
        # What a killed predecessor left must be gone before its servers start again.
        for name in ("seed", *PROGRAMS):
            Program(self._data, name, (), {}).sweep()

    def _start_programs(self, environment: dict[str, str]) -> None:
        for name, words in PROGRAMS.items():
            program = Program(self._data, name, words, environment)
            self._programs.append(program)
            program.launch()
            self._supervisor.watch(program)
            if name == "api":
                # Alone on the machine until it answers; what it takes waits for the others.
                self._wait_ready(program)

    def _wait_ready(self, api: Program) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if not api.is_alive():
                msg = f"the API ended while starting:\n{api.last_words()}"
                raise ChildFailedError(msg)
            if is_ready(self._settings):
                return
            time.sleep(0.1)
        msg = f"the API was not ready within {READY_WITHIN_S:.0f} s; see {self._data.logs}"
        raise ChildFailedError(msg)

    def _tell(self, settings: Settings) -> None:
        address = settings.web.public_url or f"http://{settings.web.host}:{settings.web.port}"
        for what, path in PAGES:
            self._say(f"{what:<10} {address}{path}")
        for line in demo_logins(settings):
            self._say(line)

    def _stop(self) -> None:
        self._supervisor.stop(self._programs)
        self._supervisor.stop(self._stack.servers)


def is_ready(settings: Settings) -> bool:
    """Ask `/readyz` whether the API can serve."""
    url = f"http://{LOOPBACK}:{settings.web.port}/readyz"
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 - OK
    except (urllib.error.URLError, OSError):
        return False


def _is_empty(settings: Settings) -> bool:
    engine = make_engine(settings.database)
    try:
        with unit_of_work(engine, None) as session:
            return session.exec(select(Tenant.id).limit(1)).first() is None
    finally:
        engine.dispose()


@contextmanager
def _signals_raise() -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        for number in ENDING_SIGNALS:  # once is enough; the way down is bounded in time
            signal.signal(number, signal.SIG_IGN)
        raise StopAskedError

    with _signals_call(end):
        yield


@contextmanager
def _signals_ignored() -> Iterator[None]:
    """Let nothing interrupt the orderly end; it is bounded in time."""
    with _signals_call(signal.SIG_IGN):
        yield


@contextmanager
def _signals_call(act: "signal._HANDLER") -> Iterator[None]:
    before = {}
    for number in ENDING_SIGNALS:
        if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
            continue  # `nohup` asked for that
        before[number] = signal.signal(number, act)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
