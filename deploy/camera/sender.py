"""Sends parcels to the system as a phone does: never lost, never twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from deploy.camera.errors import CameraFailedError, CameraFault
from deploy.camera.outbox import Outbox, Parcel
from deploy.smoke_phone import Login, plainly

_SIGNED_OUT = HTTPStatus.UNAUTHORIZED


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one parcel."""

    parcel: str
    camera: str
    note: str
    is_taken: bool


class Line:
    """A signed-in connection; tokens are renewed when they are no longer taken."""

    def __init__(self, client: httpx.Client, login: Login) -> None:
        """Remember whom to sign in; nothing is sent yet."""
        self._client, self._login = client, login
        self._access, self._refresh = "", ""

    def call(self, method: str, path: str, **more: Any) -> Any:  # noqa: ANN401 - JSON, as httpx's
        """Send a request and return the answer's JSON.

        Raises:
            CameraFailedError: `not_now` where it may work later, `refused` where it never will,
                `wrong_login` where the login does not work.
        """
        if not self._access:
            self._renew()
        response = self._send(method, path, **more)
        if response.status_code == _SIGNED_OUT:
            self._renew()
            response = self._send(method, path, **more)
        return _checked(response)

    def _renew(self) -> None:
        """Renew the tokens, or sign in anew where that is refused."""
        if self._refresh:
            body = {"refresh_token": self._refresh}
            response = self._send("POST", "/v1/session/refresh", json=body)
            if response.is_success:
                return self._keep(response)
        self._access = self._refresh = ""
        body = {
            "tenant": self._login.tenant,
            "login": self._login.login,
            "password": self._login.password,
            "device": "rounds camera",
        }
        response = self._send("POST", "/v1/session", json=body)
        if response.status_code == _SIGNED_OUT:
            msg = f"the login {self._login.login} at {self._login.tenant} does not work"
            raise CameraFailedError(CameraFault.WRONG_LOGIN, msg)
        _checked(response)
        return self._keep(response)

    def _keep(self, response: httpx.Response) -> None:
        tokens = response.json()
        self._access, self._refresh = tokens["access_token"], tokens["refresh_token"]

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - as httpx's
        headers = {"Authorization": f"Bearer {self._access}"} if self._access else {}
        headers |= more.pop("headers", {})
        try:
            return self._client.request(method, path, headers=headers, **more)
        except httpx.HTTPError as error:
            msg = f"no answer from {self._client.base_url.host}: {type(error).__name__}"
            raise CameraFailedError(CameraFault.NOT_NOW, msg) from error


def send_waiting(line: Line, outbox: Outbox) -> Iterator[Sent]:
    """Send what waits, oldest first, and yield what became of each.

    What will never be taken is set aside with its reason, and the next one goes.

    Raises:
        CameraFailedError: `not_now` or `wrong_login`: everything else waits for the next time.
    """
    for parcel in outbox.waiting():
        try:
            _send_one(line, parcel)
        except CameraFailedError as error:
            if error.reason is not CameraFault.REFUSED:
                raise
            outbox.set_aside(parcel, error.message)
            yield Sent(parcel.id, parcel.camera, error.message, is_taken=False)
        else:
            outbox.drop(parcel)
            yield Sent(parcel.id, parcel.camera, f"{len(parcel.photos)} frames", is_taken=True)


def _send_one(line: Line, parcel: Parcel) -> None:
    body = parcel.body() or parcel.make_body(*_ids(line, parcel))
    receipt = line.call("PUT", f"/v1/inspections/{parcel.id}", json=body)
    for slot in receipt["photos"]:
        if slot["state"] == "expected":
            content, kind = parcel.content_of(slot["photo_id"])
            headers = {"Content-Type": kind}
            line.call("PUT", slot["content_path"], content=content, headers=headers)


def _ids(line: Line, parcel: Parcel) -> tuple[str, str]:
    """Look up the ids behind the codes of the sheet."""
    store, checklist, question = parcel.place()
    me = line.call("GET", "/v1/me")
    ours = _one(me["stores"], store, f"the login sees no store {store}")
    filled = _one(me["checklists"], checklist, f"there is no checklist {checklist}")
    asked = _one(filled["questions"], question, f"{checklist} has no question {question}")
    if asked["kind"] != "kitchen_photo":
        msg = f"{question} is a {asked['kind']} question: a camera answers kitchen_photo"
        raise CameraFailedError(CameraFault.REFUSED, msg)
    return ours["id"], filled["version_id"]


def _one(found: list[Mapping[str, Any]], code: str, otherwise: str) -> Mapping[str, Any]:
    for one in found:
        if one["code"] == code:
            return one
    raise CameraFailedError(CameraFault.REFUSED, otherwise)


def _checked(response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    if response.is_success:
        return response.json() if response.content else None
    words = plainly(response)
    if _may_work_later(response):
        raise CameraFailedError(CameraFault.NOT_NOW, words)
    raise CameraFailedError(CameraFault.REFUSED, words)


def _may_work_later(response: httpx.Response) -> bool:
    """Believe the system, or, where something between us answered, the kind of status."""
    try:
        told = response.json().get("retryable")
    except (ValueError, AttributeError):
        told = None
    if isinstance(told, bool):
        return told
    # No problem of ours: a proxy, or another machine under this address. Nothing is given up.
    return True
