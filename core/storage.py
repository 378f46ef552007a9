"""The photo store: S3 through the minio client, with links that expire and serve one purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from core.clock import now
from core.errors import Unavailable
from core.sealing import SEAL_BYTES, Seal
from core.settings import StorageSettings

_ABSENT = frozenset({"NoSuchKey", "NoSuchBucket"})
_AWAY = (MinioException, urllib3.exceptions.HTTPError, OSError)


class StorageAway(Unavailable):
    """The photo store does not answer."""

    code = "storage-away"
    title = "The photo store does not answer; try again in a moment"


@dataclass(frozen=True, slots=True)
class Link:
    """A presigned link: this method on this object, until then."""

    method: str
    url: str
    expires_at: datetime


class PhotoStore:
    """Photos and overlays by key, in one bucket."""

    def __init__(self, settings: StorageSettings) -> None:
        self._bucket = settings.bucket
        self._life = timedelta(minutes=settings.link_minutes)
        self._seal = Seal(settings.seal_key.get_secret_value())
        self._client = _connect(settings, settings.url)
        # A link is signed for the name under which the phone reaches the server.
        self._signer = _connect(settings, settings.public_url or settings.url)

    def make_bucket(self) -> None:
        """Make the bucket unless it is there.

        Raises:
            StorageAway: If the server does not answer.
        """
        with _problems_told():
            if not self._client.bucket_exists(self._bucket):
                self._client.make_bucket(self._bucket)

    def is_ready(self) -> bool:
        """Tell whether the bucket can be reached."""
        try:
            return bool(self._client.bucket_exists(self._bucket))
        except _AWAY:
            return False

    def put(self, key: str, content: bytes, *, content_type: str) -> None:
        """Store the content under the key, replacing what was there.

        Raises:
            StorageAway: If the server does not answer.
        """
        with _problems_told():
            self._client.put_object(
                self._bucket, key, BytesIO(content), len(content), content_type=content_type
            )

    def get(self, key: str, *, limit: int) -> bytes | None:
        """Return the content, at most `limit` bytes of it, or None when there is no such object.

        Raises:
            StorageAway: If the server does not answer.
        """
        with _problems_told():
            try:
                answer = self._client.get_object(self._bucket, key)
            except S3Error as error:
                _raise_unless_absent(error)
                return None
            try:
                return bytes(answer.read(limit))
            finally:
                answer.close()
                answer.release_conn()

    def put_sealed(self, key: str, content: bytes) -> None:
        """Store the content so that only this system can read it, under this key alone.

        Raises:
            StorageAway: If the server does not answer.
        """
        sealed = self._seal.close(content, about=key)
        self.put(key, sealed, content_type="application/octet-stream")

    def get_sealed(self, key: str, *, limit: int) -> bytes | None:
        """Return what was sealed under the key, or None when there is no such object.

        Raises:
            SealBroken: If it was sealed with another key or for another place, or was changed.
            StorageAway: If the server does not answer.
        """
        sealed = self.get(key, limit=limit + SEAL_BYTES)
        return None if sealed is None else self._seal.open(sealed, about=key)

    def keys(self, prefix: str = "", *, older_than: datetime | None = None) -> Iterator[str]:
        """Yield the keys below a prefix, in order; only those last written before then if given.

        Raises:
            StorageAway: If the server does not answer.
        """
        with _problems_told():
            for one in self._client.list_objects(self._bucket, prefix=prefix, recursive=True):
                is_old = older_than is None or (one.last_modified or older_than) < older_than
                if one.object_name and is_old:
                    yield str(one.object_name)

    def size_of(self, key: str) -> int | None:
        """Return the stored size in bytes, or None when there is no such object.

        Raises:
            StorageAway: If the server does not answer.
        """
        with _problems_told():
            try:
                return int(self._client.stat_object(self._bucket, key).size or 0)
            except S3Error as error:
                _raise_unless_absent(error)
                return None

    def delete(self, key: str) -> None:
        """Remove the object; harmless when it is not there.

        Raises:
            StorageAway: If the server does not answer.
        """
        with _problems_told():
            self._client.remove_object(self._bucket, key)

    def upload_link(self, key: str) -> Link:
        """Return a link that can put this one object and nothing else."""
        return self._presign("PUT", key)

    def download_link(self, key: str) -> Link:
        """Return a link that can get this one object and nothing else."""
        return self._presign("GET", key)

    def _presign(self, method: str, key: str) -> Link:
        url = self._signer.get_presigned_url(method, self._bucket, key, expires=self._life)
        return Link(method, url, now() + self._life)


@contextmanager
def _problems_told() -> Iterator[None]:
    """Turn whatever the client raises into the one problem that people know."""
    try:
        yield
    except _AWAY as error:
        raise StorageAway from error


def _raise_unless_absent(error: S3Error) -> None:
    """Raise again what went wrong, unless it is that there is no such object."""
    if error.code not in _ABSENT:
        raise error


def _connect(settings: StorageSettings, url: str | None) -> Minio:
    if url is None:
        msg = "ROUNDS_STORAGE__URL is not set; `rounds up` starts a photo store of its own"
        raise ValueError(msg)
    parts = urlsplit(url)
    return Minio(
        parts.netloc,
        access_key=settings.access_key,
        secret_key=settings.secret_key.get_secret_value(),
        secure=parts.scheme == "https",
        region=settings.region,
        http_client=urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=3, read=20),
            retries=urllib3.Retry(total=2, backoff_factor=0.2),
            maxsize=10,
        ),
    )
