"""A phone as `rounds smoke` plays it: it asks over HTTP for nothing that a phone cannot."""

import hashlib
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeVar

import httpx

from core.clock import now
from core.ids import new_id

Json = Mapping[str, Any]
FoundT = TypeVar("FoundT")
PATIENCE_S = 60.0
PAUSE_S = 0.1
BUSY_TRIES = 40


class SmokeFailedError(RuntimeError):
    """A step did not go as it must; the message says why in plain words."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who signs in."""

    tenant: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo on the phone, not sent yet."""

    id: uuid.UUID
    content: bytes
    content_type: str
    taken_at: datetime

    @property
    def promise(self) -> dict[str, Any]:
        """What is announced of it, apart from its id."""
        return {
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "byte_count": len(self.content),
            "content_type": self.content_type,
            "taken_at": self.taken_at.isoformat(),
        }


def take(content: bytes) -> Shot:
    """Return a photo as the phone holds it, with an id of its own."""
    content_type = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    return Shot(new_id(), content, content_type, now())


class Phone:
    """One person's phone."""

    def __init__(self, client: httpx.Client, login: Login) -> None:
        self._client = client
        self._login = login
        self._token = ""

    def sign_in(self) -> str:
        """Sign in, and return whose id the tokens are for."""
        body = {
            "tenant": self._login.tenant,
            "login": self._login.login,
            "password": self._login.password,
            "device": "rounds smoke",
        }
        session = self.call("POST", "/v1/session", json=body)
        self._token = session["access_token"]
        return str(session["staff_id"])

    def call(self, method: str, path: str, **more: Any) -> Any:  # noqa: ANN401 - JSON, as httpx's
        """Send a request until the system has time for it, and return the answer's JSON.

        Raises:
            SmokeFailedError: If it is refused, or 503 for too long.
        """
        for _ in range(BUSY_TRIES):
            response = self.send(method, path, **more)
            if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                break
            time.sleep(float(response.headers.get("Retry-After", "1")))
        if response.is_error:
            msg = f"{method} {path}: {plainly(response)}"
            raise SmokeFailedError(msg)
        return response.json() if response.content else None

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - as httpx's
        """Send one request as this person and return the answer, whatever it is.

        Raises:
            SmokeFailedError: If nobody answers.
        """
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        headers |= more.pop("headers", {})
        try:
            return self._client.request(method, path, headers=headers, **more)
        except httpx.HTTPError as error:
            msg = f"{method} {path}: no answer from {self._client.base_url} ({error})"
            raise SmokeFailedError(msg) from error

    def put_by_link(self, slot: Json, shot: Shot) -> None:
        """Put the bytes straight into the photo store; no token goes along, the link is enough."""
        response = httpx.put(slot["link"]["url"], content=shot.content, timeout=30)
        if response.is_error:
            msg = f"the photo store refused the link: {response.status_code} {response.text[:300]}"
            raise SmokeFailedError(msg)

    def upload_through_api(self, slot: Json, shot: Shot) -> None:
        """Send the bytes to the system itself."""
        headers = {"Content-Type": shot.content_type}
        self.call("PUT", slot["content_path"], content=shot.content, headers=headers)

    def download(self, picture: Json) -> bytes:
        """Return a picture by its presigned link."""
        response = httpx.get(picture["link"]["url"], timeout=30)
        if response.is_error:
            msg = f"a picture could not be downloaded: {response.status_code}"
            raise SmokeFailedError(msg)
        return response.content

    def wait_for(
        self, what: str, look: Callable[[], FoundT | None], *, within_s: float = PATIENCE_S
    ) -> FoundT:
        """Ask again and again until there is an answer.

        Raises:
            SmokeFailedError: If there is none in time.
        """
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            found = look()
            if found is not None:
                return found
            time.sleep(PAUSE_S)
        msg = f"waited {within_s:.0f} s for {what}; are a worker and the relay running?"
        raise SmokeFailedError(msg)


def plainly(response: httpx.Response) -> str:
    """Return what a refusal says, in one line."""
    try:
        problem = response.json()
    except ValueError:
        return f"{response.status_code} {response.text[:300]}"
    if not isinstance(problem, dict):
        return f"{response.status_code} {response.text[:300]}"
    faults = "; ".join(f"{f['pointer']} {f['detail']}" for f in problem.get("errors", ()))
    words = f"{response.status_code} {problem.get('code')}: {problem.get('detail')}"
    return f"{words} ({faults})" if faults else words
