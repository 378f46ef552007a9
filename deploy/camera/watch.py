"""`rounds camera send` and `watch`: take what is due, put it away, send what waits."""

import time
from collections.abc import Callable, Sequence

import httpx

from deploy.camera.bursts import take_burst
from deploy.camera.errors import CameraFailedError, CameraFault
from deploy.camera.outbox import Outbox
from deploy.camera.sender import Line, send_waiting
from deploy.camera.sheet import Camera, CameraSheet, read_login

Say = Callable[[str], None]
_SEND_TIMEOUT_S = 60.0
_RETRY_S = 30.0


class Watch:
    """Looks through cameras, each at its own pace."""

    def __init__(self, sheet: CameraSheet, client: httpx.Client, say: Say) -> None:
        """Open the outbox; nothing is taken or sent yet."""
        self._sheet, self._say = sheet, say
        self._outbox = Outbox(sheet.outbox)
        self._line = Line(client, read_login(sheet))
        self._due = dict.fromkeys((camera.name for camera in sheet.cameras), 0.0)
        self._send_from = 0.0

    def take(self, cameras: Sequence[Camera]) -> int:
        """Take a burst of each and put it away; return how many gave none."""
        failed = 0
        for camera in cameras:
            try:
                frames = take_burst(camera.address, camera.patience, ca_file=camera.ca_file)
            except CameraFailedError as error:
                failed += 1
                self._say(f"{camera.name}: {error.reason.value}: {error.message}")
            else:
                self._outbox.put(camera, frames)
                self._say(f"{camera.name}: took {len(frames)} frames")
        return failed

    def send(self) -> int:
        """Send what waits; return how many parcels were refused or still wait."""
        refused = 0
        try:
            for sent in send_waiting(self._line, self._outbox):
                refused += not sent.is_taken
                word = "sent" if sent.is_taken else "refused"
                self._say(f"{sent.camera}: {word} {sent.parcel}: {sent.note}")
        except CameraFailedError as error:
            waiting = sum(1 for _ in self._outbox.waiting())
            self._say(f"{waiting} wait: {error.reason.value}: {error.message}")
            return refused + waiting
        return refused

    def turn(self, at_s: float) -> float:
        """Do what is due at this moment, and return the moment when something is due again."""
        due = [camera for camera in self._sheet.cameras if self._due[camera.name] <= at_s]
        self.take(due)
        for camera in due:
            self._due[camera.name] = at_s + 60 * camera.every_minutes
        if due or at_s >= self._send_from:
            still_waiting = self.send()
            self._send_from = at_s + _RETRY_S if still_waiting else max(self._due.values())
        return min(*self._due.values(), self._send_from)


def open_client(sheet: CameraSheet) -> httpx.Client:
    """Open the line to the system."""
    return httpx.Client(base_url=str(sheet.server), timeout=_SEND_TIMEOUT_S)


def send_once(sheet: CameraSheet, only: str | None, say: Say) -> int:
    """Take one burst of each camera, or of one, and send it; return how many failed.

    Raises:
        CameraFailedError: If there is no camera of that name, or no password.
    """
    cameras = [camera for camera in sheet.cameras if only in {None, camera.name}]
    if not cameras:
        names = ", ".join(camera.name for camera in sheet.cameras)
        msg = f"there is no camera {only}; there are {names}"
        raise CameraFailedError(CameraFault.BAD_SHEET, msg)
    with open_client(sheet) as client:
        watch = Watch(sheet, client, say)
        return watch.take(cameras) + watch.send()


def watch_for_ever(sheet: CameraSheet, say: Say) -> None:
    """Take and send, each camera at its own pace, until somebody stops it."""
    with open_client(sheet) as client:
        watch = Watch(sheet, client, say)
        while True:
            now_s = time.monotonic()
            time.sleep(max(0.1, watch.turn(now_s) - time.monotonic()))
