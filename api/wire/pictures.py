"""Links to stored pictures: presigned by the photo store, and signed paths of this API."""

from datetime import datetime, timedelta

from core.clock import now
from core.security import mint_media_token
from core.settings import Settings
from core.storage import Link as StoreLink
from core.storage import PhotoStore
from mobile_contract.v1.wire import Link, Picture

MEDIA_PATH = "/v1/media/"


class Pictures:
    """Makes links to pictures; each opens one picture until it expires."""

    def __init__(self, store: PhotoStore, settings: Settings) -> None:
        self._store = store
        self._secret = settings.auth.secret.get_secret_value()
        self._window = timedelta(minutes=settings.storage.link_minutes)

    def of(self, key: str) -> Picture:
        """Return both ways to one picture."""
        expires_at = self._end_of_window()
        token = mint_media_token(key, self._secret, expires_at=expires_at)
        return Picture(
            link=to_link(self._store.download_link(key)),
            path=MEDIA_PATH + token,
            expires_at=expires_at,
        )

    def _end_of_window(self) -> datetime:
        """Return the end of the next whole window, so that a path stays the same for a while."""
        seconds = self._window.total_seconds()
        moment = now()
        return datetime.fromtimestamp((moment.timestamp() // seconds + 2) * seconds, moment.tzinfo)


def to_link(link: StoreLink) -> Link:
    """Return a presigned link in the words of the contract."""
    return Link(
        method="PUT" if link.method == "PUT" else "GET", url=link.url, expires_at=link.expires_at
    )
