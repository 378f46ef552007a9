"""The kitchen in `rounds smoke`: a burst of the back door, its reference view, a blocked exit."""

import hashlib
import time
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from core.ids import new_id
from deploy.demo.shelves import BACK_DOOR
from deploy.smoke_fixing import Fixing
from deploy.smoke_forms import checklist_with, fill
from deploy.smoke_phone import Json, Phone, Shot, SmokeFailedError, plainly, take
from deploy.smoke_photos import Scene, size_of
from deploy.smoke_sending import review
from deploy.smoke_trip import Steps, Trip

_FRAMES = 3
_KIND, _AREA = "zone_changed", "exit"


class Kitchen:
    """Compares the back door of a store with its reference photo."""

    def __init__(self, trip: Trip, admin: Phone) -> None:
        self._trip, self._admin = trip, admin
        self._shot = 10 * (1 + trip.seed)  # no photo of another walk is sent again

    def steps(self) -> Steps:
        """Yield the steps from a clear back door to a closed ticket."""
        trip = self._trip
        yield "back door clear: a burst of 3", self._send_clear
        yield "what people see is a copy", self._look_at_copy
        yield "the place has its reference view", self._draw_view
        yield "class off in the zone: nothing", self._send_switched_off
        yield "exit blocked: a burst of 3", self._send_blocked
        yield "a person confirms it", lambda: review(trip)
        yield from Fixing(trip).short_steps()

    def _send_clear(self) -> str:
        photos = self._send(self._draw_burst())
        self._trip.photo = photos[0]
        return _tell(photos)

    def _look_at_copy(self) -> str:
        photo = self._trip.photo
        content = self._trip.copy_of(photo)
        if hashlib.sha256(content).hexdigest() == photo["sha256"]:
            msg = "the picture that people see is the file as it was sent"
            raise SmokeFailedError(msg)
        width, height = size_of(content)
        return f"{width}×{height}, other bytes than were sent"

    def _draw_view(self) -> str:
        """Draw the exit on the clear photo, unless somebody drew it before."""
        from vision.training.back_doors import WAY  # noqa: PLC0415 - needs the extra [vision]

        self._admin.sign_in()
        path = f"/v1/places/{self._trip.photo['shelf_id']}/view"
        known = self._admin.send("GET", path)
        if known.status_code == HTTPStatus.OK:
            return f"drawn before: {', '.join(area['code'] for area in known.json()['areas'])}"
        name = {"zh-CN": "消防通道", "en": "Emergency exit"}
        area = {"code": _AREA, "name": name, "corners": [list(corner) for corner in WAY]}
        body = {"photo_id": self._trip.photo["id"], "areas": [area]}
        drawn = self._admin.call("PUT", path, json=body)
        return f"drawn on {drawn['width']}×{drawn['height']}: {_AREA}"

    def _send_switched_off(self) -> str:
        """Let the chain turn the class off in kitchens, and on again whatever happens."""
        zone = {"zone": "kitchen"}
        self._rule({**zone, "is_on": False})
        try:
            photos = self._send(self._draw_burst(is_blocked=True))
        finally:
            self._rule(zone)
        found = [one["kind"] for photo in photos for one in photo["findings"]]
        if _KIND in found:
            msg = f"{_KIND} is off in kitchens, and was raised"
            raise SmokeFailedError(msg)
        return f"{len(photos)} photos, {len(found)} findings"

    def _rule(self, wish: Json) -> None:
        self._admin.call("PUT", f"/v1/finding-classes/{_KIND}", json=wish)

    def _send_blocked(self) -> str:
        trip, burst = self._trip, self._draw_burst(is_blocked=True)
        photos = self._send(burst)
        found = [
            (photo, finding)
            for photo in photos
            for finding in photo["findings"]
            if (finding["kind"], finding["item"]) == (_KIND, _AREA)
        ]
        if len(found) != 1:
            msg = f"the blocked exit was found {len(found)} times, not once: {_tell(photos)}"
            raise SmokeFailedError(msg)
        [(trip.photo, trip.finding)] = found
        clear = self._draw_burst()[0]
        trip.scene = Scene(burst[0].content, clear.content, item=_AREA)
        return f"{_tell(photos)}; {trip.finding['decision']} at {trip.finding['confidence']:.2f}"

    def _draw_burst(self, *, is_blocked: bool = False) -> list[Shot]:
        from deploy.demo.pictures import draw_back_door  # noqa: PLC0415 - needs [vision]

        self._shot += _FRAMES
        numbers = range(self._shot - _FRAMES, self._shot)
        return [take(draw_back_door(shot=number, is_blocked=is_blocked)) for number in numbers]

    def _send(self, burst: Sequence[Shot]) -> list[dict[str, Any]]:
        """Submit a kitchen checklist with this burst of the back door; return it as judged."""
        trip = self._trip
        checklist = checklist_with(trip.checklists, "kitchen_photo")
        form = fill(checklist, trip.store["id"], lambda _question: None)
        burst_id = str(new_id())
        frames = [{"id": str(shot.id), "burst_id": burst_id, **shot.promise} for shot in burst]
        answers = [*form.body["answers"], *_photo_answers(checklist, frames)]
        path = f"/v1/inspections/{new_id()}"
        response = trip.supervisor.send("PUT", path, json={**form.body, "answers": answers})
        if response.status_code != HTTPStatus.CREATED:
            raise SmokeFailedError(plainly(response))
        slots = {slot["photo_id"]: slot for slot in response.json()["photos"]}
        for shot in burst:
            trip.supervisor.upload_through_api(slots[str(shot.id)], shot)
        trip.last_byte_at = time.perf_counter()
        return [self._judged(shot) for shot in burst]

    def _judged(self, shot: Shot) -> dict[str, Any]:
        trip = self._trip

        def look() -> dict[str, Any] | None:
            return trip.judged(str(shot.id))

        photo = trip.supervisor.wait_for("the verdict on a burst", look)
        if photo["analysis"]["state"] != "done":
            msg = f"the burst is {photo['analysis']['state']}: {photo['analysis']['failure']}"
            raise SmokeFailedError(msg)
        return photo


def _photo_answers(checklist: Json, frames: Sequence[Json]) -> Iterable[dict[str, Any]]:
    """Answer the back door by the burst; what else asks for photos does not apply this time."""
    for question in checklist["questions"]:
        if question["shelf_code"] == BACK_DOOR:
            yield {"question": question["code"], "photos": frames}
        elif question["kind"] in {"kitchen_photo", "photo", "shelf_photo"}:
            yield {"question": question["code"], "not_applicable": True}


def _tell(photos: Sequence[Json]) -> str:
    found = [f"{one['kind']} {one['item']}" for photo in photos for one in photo["findings"]]
    look_ms = photos[0]["analysis"]["look_ms"]
    return f"{len(photos)} frames in {look_ms} ms, {', '.join(found) or 'no finding'}"
