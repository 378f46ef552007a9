"""One still of an HTTP camera, with the login it asks for and no more bytes than a photo has."""

import time
from collections.abc import Generator
from http import HTTPStatus
from pathlib import Path

import httpx

from core.clock import now
from deploy.camera.addresses import Address
from deploy.camera.errors import CameraFailedError, CameraFault
from deploy.camera.frames import MOST_BYTES, Frame

_PICTURES = ("image/jpeg", "image/jpg", "image/pjpeg", "image/png", "image/webp")
_UNTYPED = ("", "application/octet-stream")  # some cameras say no better; the bytes are checked


def take_still(address: Address, *, timeout_s: float, ca_file: Path | None = None) -> Frame:
    """Ask for one picture.

    Redirects are not followed: they would carry the password elsewhere. The password is sent only
    after the camera asked for it, as digest where it offers that.

    Args:
        address: Where the still is.
        timeout_s: For each step, and for the whole of the bytes.
        ca_file: Who signed the camera's certificate, where the system does not know them.

    Raises:
        CameraFailedError: If there is no picture, and why.
    """
    verify = str(ca_file) if ca_file else True
    try:
        with httpx.Client(timeout=timeout_s, verify=verify, trust_env=False) as client:
            return _take(client, address, time.monotonic() + timeout_s)
    except httpx.TimeoutException as error:
        msg = f"{address.shown} did not answer in time"
        raise CameraFailedError(CameraFault.TIMEOUT, msg) from error
    except (httpx.RemoteProtocolError, httpx.DecodingError) as error:
        msg = f"{address.shown} does not speak HTTP as it should"
        raise CameraFailedError(CameraFault.NOT_AN_IMAGE, msg) from error
    except (httpx.TransportError, OSError) as error:
        msg = f"{address.shown} cannot be reached"
        raise CameraFailedError(CameraFault.UNREACHABLE, msg) from error


def _take(client: httpx.Client, address: Address, deadline: float) -> Frame:
    request = client.build_request("GET", address.shown, headers={"Accept": "image/*"})
    response = client.send(request, stream=True)
    try:
        if response.status_code == HTTPStatus.UNAUTHORIZED and address.user:
            authorized = _answered(address, request, response)
            response.close()
            response = client.send(authorized, stream=True)
        _check_head(response, address)
        return Frame(_body(response, address, deadline), now())
    finally:
        response.close()


def _answered(address: Address, request: httpx.Request, response: httpx.Response) -> httpx.Request:
    """Return the request again, with the login in the way the camera asked for."""
    asked = " ".join(response.headers.get_list("www-authenticate")).lower()
    auth: httpx.Auth = httpx.BasicAuth(address.user, address.password)
    if "digest" in asked:
        auth = httpx.DigestAuth(address.user, address.password)
    flow: Generator[httpx.Request, httpx.Response, None] = auth.auth_flow(request)
    try:
        first = next(flow)
        return flow.send(response) if "digest" in asked else first
    except (StopIteration, KeyError, httpx.ProtocolError) as error:
        msg = f"{address.shown} asks for a login in a way that is not understood"
        raise CameraFailedError(CameraFault.WRONG_PASSWORD, msg) from error


def _check_head(response: httpx.Response, address: Address) -> None:
    status = response.status_code
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        msg = f"{address.shown} refuses name or password"
        raise CameraFailedError(CameraFault.WRONG_PASSWORD, msg)
    if status != HTTPStatus.OK:
        msg = f"{address.shown} answers {status}, not with a picture"
        raise CameraFailedError(CameraFault.NOT_AN_IMAGE, msg)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (*_PICTURES, *_UNTYPED):
        msg = f"{address.shown} sends {kind}, not a still picture (JPEG, PNG or WebP)"
        raise CameraFailedError(CameraFault.NOT_AN_IMAGE, msg)


def _body(response: httpx.Response, address: Address, deadline: float) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > MOST_BYTES:
            msg = f"{address.shown} sends more than {MOST_BYTES // 1_000_000} MB"
            raise CameraFailedError(CameraFault.TOO_LARGE, msg)
        if time.monotonic() > deadline:
            msg = f"{address.shown} sends too slowly"
            raise CameraFailedError(CameraFault.TIMEOUT, msg)
    return bytes(content)
