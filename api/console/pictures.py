"""Links to pictures: signed, short-lived, and the same for a while so that browsers keep them."""

from datetime import datetime, timedelta

from core.security import mint_media_token
from core.settings import Settings

_WINDOW = timedelta(minutes=30)


def picture_url(settings: Settings, key: str, now: datetime) -> str:
    """Return a link that opens one stored picture for 30 to 60 minutes.

    The end is rounded up to a whole window: within one, a picture keeps its address.
    """
    seconds = _WINDOW.total_seconds()
    expires_at = datetime.fromtimestamp((now.timestamp() // seconds + 2) * seconds, tz=now.tzinfo)
    token = mint_media_token(key, settings.auth.secret.get_secret_value(), expires_at=expires_at)
    return f"/v1/media/{token}"
