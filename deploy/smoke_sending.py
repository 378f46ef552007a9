"""The first half of `rounds smoke`: from signing in to the eyes' verdict."""

import time
from http import HTTPStatus

import httpx

from core.ids import new_id
from deploy.demo.shelves import SHELVES
from deploy.smoke_forms import Form, checklist_with, fill
from deploy.smoke_phone import Json, Shot, SmokeFailedError, plainly
from deploy.smoke_photos import SHELF, draw, make_kitchen, make_scene, make_swap, size_of
from deploy.smoke_trip import Steps, Trip

_DEMO_SHELVES = frozenset(shelf.code for shelf in SHELVES)
_ACTS = "act"
_MANY = 200


class Sending:
    """Sends an inspection and waits until its photo is judged."""

    def __init__(self, trip: Trip) -> None:
        self._trip = trip

    def steps(self) -> Steps:
        """Yield the steps up to the verdict."""
        yield "system is ready", self._ready
        yield "supervisor signs in", self._supervisor_signs_in
        yield "owner signs in", self._fixer_signs_in
        yield "photos at hand", self._take_photos
        yield "score before", self._score_before
        yield "inspection submitted", self._submit
        yield "resent: the same receipt", self._resend
        yield "resent with a change: refused", self._resend_changed
        yield "photo through the API", self._upload_through_api
        yield "photo by presigned link", self._upload_by_link
        yield "the eyes' verdict", self._verdict
        yield "overlay picture", self._overlay

    def _ready(self) -> str:
        response = self._trip.supervisor.send("GET", "/readyz")
        if response.is_error:
            raise SmokeFailedError(plainly(response))
        return str(self._trip.client.base_url)

    def _supervisor_signs_in(self) -> str:
        trip = self._trip
        trip.supervisor.sign_in()
        me = trip.supervisor.call("GET", "/v1/me")
        trip.checklists = me["checklists"]
        return f"{len(me['stores'])} stores, {len(me['checklists'])} checklists"

    def _fixer_signs_in(self) -> str:
        trip = self._trip
        trip.fixer.sign_in()
        theirs = trip.fixer.call("GET", "/v1/me")["stores"]
        ours = {store["id"] for store in trip.supervisor.call("GET", "/v1/stores")["items"]}
        shared = [store for store in theirs if store["id"] in ours]
        if not shared:
            msg = "supervisor and owner have no store in common"
            raise SmokeFailedError(msg)
        trip.store = shared[0]
        return f"at {trip.store['code']} {trip.store['name']['en']}"

    def _take_photos(self) -> str:
        trip = self._trip
        query = {"store_id": trip.store["id"], "limit": _MANY}
        living = trip.supervisor.call("GET", "/v1/tickets", params=query)["items"]
        taken = {ticket["item"] for ticket in living}
        if trip.is_swap:
            trip.scene = make_swap(seed=trip.seed)
        else:
            trip.scene = make_scene(trip.files, seed=trip.seed, taken=taken)
        what = "wrong product at" if trip.is_swap else "empty position"
        where = f"{what} {trip.scene.item}" if trip.scene.item else str(trip.files.shelf)
        return f"{len(trip.scene.broken) // 1000} kB, {where}"

    def _score_before(self) -> str:
        return self._trip.note_score(self._trip.card())

    def _submit(self) -> str:
        trip = self._trip
        checklist = checklist_with(trip.checklists, "shelf_photo")
        target = self._target(checklist)
        trip.form = fill(
            checklist, trip.store["id"], lambda question: self._picture_for(question, target)
        )
        response = self._put(trip.form.body)
        if response.status_code != HTTPStatus.CREATED:
            raise SmokeFailedError(plainly(response))
        trip.receipt = response.json()
        return f"{len(trip.form.body['answers'])} answers, {len(trip.form.shots)} photos to send"

    def _target(self, checklist: Json) -> str:
        """Return the question that gets the fault: a real photo fits no planogram of the demo's."""
        codes: dict[str, str | None] = {
            question["code"]: question["shelf_code"]
            for question in checklist["questions"]
            if question["kind"] == "shelf_photo"
        }
        if self._trip.files.shelf is not None:
            free = [code for code, shelf in codes.items() if shelf not in _DEMO_SHELVES]
            return (free or list(codes))[0]
        return next((code for code, shelf in codes.items() if shelf == SHELF), next(iter(codes)))

    def _picture_for(self, question: Json, target: str) -> bytes | None:
        if question["code"] == target:
            return self._trip.scene.broken
        if not question["is_required"]:
            return None
        code = question["shelf_code"]
        return draw(code if code in _DEMO_SHELVES else SHELF, seed=self._trip.seed)

    def _put(self, body: Json) -> httpx.Response:
        path = f"/v1/inspections/{self._trip.inspection_id}"
        return self._trip.supervisor.send("PUT", path, json=body)

    def _resend(self) -> str:
        response = self._put(self._trip.form.body)
        if response.status_code != HTTPStatus.OK:
            msg = f"expected 200 for the same body again, got {plainly(response)}"
            raise SmokeFailedError(msg)
        first = {slot["photo_id"] for slot in self._trip.receipt["photos"]}
        if {slot["photo_id"] for slot in response.json()["photos"]} != first:
            msg = "the second receipt names other photos than the first"
            raise SmokeFailedError(msg)
        return f"{len(first)} upload slots"

    def _resend_changed(self) -> str:
        response = self._put({**self._trip.form.body, "device": "another phone"})
        if response.status_code != HTTPStatus.CONFLICT:
            msg = f"expected 409 for another body under this id, got {response.status_code}"
            raise SmokeFailedError(msg)
        return plainly(response)

    def _upload_through_api(self) -> str:
        """Send every photo but the one with the fault, which goes last."""
        sent = 0
        for slot in self._trip.receipt["photos"]:
            shot = self._shot_of(slot)
            if shot.content != self._trip.scene.broken:
                self._trip.supervisor.upload_through_api(slot, shot)
                sent += len(shot.content)
        return f"{sent // 1000} kB"

    def _upload_by_link(self) -> str:
        trip = self._trip
        slots = [
            slot
            for slot in trip.receipt["photos"]
            if self._shot_of(slot).content == trip.scene.broken
        ]
        for slot in slots:
            shot = self._shot_of(slot)
            trip.supervisor.put_by_link(slot, shot)
            trip.last_byte_at = time.perf_counter()
            trip.supervisor.call("POST", slot["uploaded_path"])
            trip.photo = {"id": slot["photo_id"]}
        return f"{len(trip.scene.broken) // 1000} kB"

    def _shot_of(self, slot: Json) -> Shot:
        return next(
            shot for shot in self._trip.form.shots.values() if str(shot.id) == slot["photo_id"]
        )

    def _verdict(self) -> str:
        trip = self._trip
        trip.photo = trip.supervisor.wait_for("the eyes' verdict", trip.judged_photo)
        took_s = time.perf_counter() - trip.last_byte_at
        analysis = trip.photo["analysis"]
        if analysis["state"] == "failed":
            msg = f"the eyes failed: {analysis['failure']}"
            raise SmokeFailedError(msg)
        faults = [found for found in trip.photo["findings"] if found["decision"] == _ACTS]
        self._choose_finding(faults)
        return (
            f"{analysis['state']} by {analysis['model_version']} in {analysis['look_ms']} ms, "
            f"{len(trip.photo['findings'])} findings, {len(faults)} to act on, "
            f"{took_s:.2f} s after the last byte"
        )

    def _choose_finding(self, faults: list[Json]) -> None:
        """Follow the fault that was planted; of a real photo, the surest one."""
        trip = self._trip
        if trip.scene.item is not None:
            found = [fault for fault in faults if fault["item"] == trip.scene.item]
            if not found:
                seen = ", ".join(sorted(fault["item"] for fault in trip.photo["findings"]))
                msg = (
                    f"the fault at position {trip.scene.item} was not seen; "
                    f"seen: {seen or 'nothing'}"
                )
                raise SmokeFailedError(msg)
            trip.finding = found[0]
        else:
            waiting = [found for found in trip.photo["findings"] if found["decision"] == "review"]
            ranked = sorted(faults or waiting, key=lambda fault: fault["confidence"] or 0.0)
            trip.finding = ranked[-1] if ranked else {}

    def _overlay(self) -> str:
        trip = self._trip
        photo = trip.photo
        if photo["overlay"] is None:
            if photo["analysis"]["state"] == "done":
                msg = "the photo was judged, but there is no overlay picture"
                raise SmokeFailedError(msg)
            return "none: the quality gate refused the photo"
        width, height = size_of(trip.supervisor.download(photo["overlay"]))
        box = trip.finding.get("box")
        if trip.finding and box is None:
            msg = "the finding has no box"
            raise SmokeFailedError(msg)
        where = f", box {', '.join(f'{box[side]:.0f}' for side in _SIDES)}" if box else ""
        return f"{width}×{height}{where}"


_SIDES = ("left", "top", "right", "bottom")


def review(trip: Trip) -> str:
    """Say that what the eyes are not sure of is a fault; only then it gets a ticket."""
    path = f"/v1/findings/{trip.finding['id']}/review"
    body = {"result": "fault", "note": "rounds smoke"}
    told = trip.supervisor.call("POST", path, json=body)
    return f"{trip.finding['item']} at {trip.finding['confidence']:.2f}: {told['final_result']}"


def send_kitchen(trip: Trip) -> str:
    """Send a kitchen inspection with its photo, and wait until other eyes judged it."""
    checklist = checklist_with(trip.checklists, "kitchen_photo")
    kitchen = make_kitchen(trip.files, seed=trip.seed)
    form = fill(checklist, trip.store["id"], lambda _question: kitchen)
    receipt = trip.supervisor.call("PUT", f"/v1/inspections/{new_id()}", json=form.body)
    told = [_judge_kitchen(trip, form, slot) for slot in receipt["photos"]]
    return "; ".join(told)


def _judge_kitchen(trip: Trip, form: Form, slot: Json) -> str:
    shot = next(one for one in form.shots.values() if str(one.id) == slot["photo_id"])
    trip.supervisor.upload_through_api(slot, shot)
    what = "the verdict on the kitchen photo"
    photo = trip.supervisor.wait_for(what, lambda: trip.judged(slot["photo_id"]))
    analysis = photo["analysis"]
    if analysis["state"] == "failed":
        msg = f"the eyes failed: {analysis['failure']}"
        raise SmokeFailedError(msg)
    return f"{analysis['state']} by {analysis['model_version']}, {len(photo['findings'])} findings"
