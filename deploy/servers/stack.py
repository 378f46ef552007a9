"""The embedded servers together: start those that no URL is given for, and fill in their URLs."""

from pydantic import SecretStr

from core.settings import INSECURE_SECRET, DatabaseSettings, Settings
from deploy.servers.child import ChildFailedError
from deploy.servers.folder import DataFolder
from deploy.servers.postgres import PostgresServer
from deploy.servers.roles import APP, OWNER, make_database, make_roles
from deploy.servers.seaweed import ACCESS_KEY, SeaweedServer
from deploy.servers.server import EmbeddedServer
from deploy.servers.valkey import ValkeyServer

DATABASE = "rounds"


class EmbeddedStack:
    """The servers that run here, in the order in which they start."""

    def __init__(self, data: DataFolder, settings: Settings, *, durable: bool = True) -> None:
        self._data = data
        self._settings = settings
        self.postgres = PostgresServer(data, durable=durable) if _lacks_database(settings) else None
        self.valkey = ValkeyServer(data, durable=durable) if settings.queue.url is None else None
        self.seaweed = SeaweedServer(data, durable=durable) if not settings.storage.url else None

    @property
    def servers(self) -> list[EmbeddedServer]:
        """The servers of this stack; empty where URLs are given for all three."""
        every: tuple[EmbeddedServer | None, ...] = (self.postgres, self.valkey, self.seaweed)
        return [server for server in every if server is not None]

    def start(self) -> Settings:
        """Start the servers side by side and return the settings that reach them.

        Raises:
            ChildFailedError: If one does not start; the others are stopped again.
        """
        try:
            for server in self.servers:
                server.launch()
            for server in self.servers:
                _wait_or_retry(server)
        except BaseException:
            self.stop()
            raise
        return self.reach()

    def reach(self) -> Settings:
        """Return the settings with the URLs and secrets of the servers filled in."""
        update: dict[str, object] = {}
        if self.postgres is not None:
            update["database"] = self.database(self.postgres, DATABASE)
            make_database(self.postgres.url(), DATABASE)
        if self.valkey is not None:
            url = SecretStr(self.valkey.url())
            update["queue"] = self._settings.queue.model_copy(update={"url": url})
        update["storage"] = self._settings.storage.model_copy(update=self._storage_keys())
        if self._settings.auth.secret.get_secret_value() == INSECURE_SECRET:
            secret = SecretStr(self._data.secret("auth"))
            update["auth"] = self._settings.auth.model_copy(update={"secret": secret})
        return self._settings.model_copy(update=update)

    def _storage_keys(self) -> dict[str, object]:
        """Return how to reach the photo store, and a seal key of this folder's own."""
        keys: dict[str, object] = {}
        if self.seaweed is not None:
            keys |= {
                "url": self.seaweed.url,
                "access_key": ACCESS_KEY,
                "secret_key": SecretStr(self.seaweed.secret_key),
            }
        if self._settings.storage.seal_key.get_secret_value() == INSECURE_SECRET:
            keys["seal_key"] = SecretStr(self._data.secret("seal_key"))
        return keys

    def database(self, postgres: PostgresServer, name: str) -> DatabaseSettings:
        """Return the settings that reach a database of this name as its two roles."""
        owner, app = self._data.secret("database_owner"), self._data.secret("database_app")
        make_roles(postgres.url(), owner_password=owner, app_password=app)
        urls = {
            "url": _for_sqlalchemy(postgres.url(name, role=APP, password=app)),
            "owner_url": _for_sqlalchemy(postgres.url(name, role=OWNER, password=owner)),
        }
        return self._settings.database.model_copy(update=urls)

    def stop(self) -> None:
        """Stop all servers, side by side."""
        for server in self.servers:
            server.ask_to_stop()
        for server in self.servers:
            server.stop()


def _wait_or_retry(server: EmbeddedServer) -> None:
    try:
        server.wait_ready()
    except ChildFailedError:
        server.restart_elsewhere()


def _for_sqlalchemy(url: str) -> SecretStr:
    return SecretStr(url.replace("postgresql://", "postgresql+psycopg://", 1))


def _lacks_database(settings: Settings) -> bool:
    return settings.database.url is None
