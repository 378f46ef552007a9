"""The second half of `rounds smoke`: from the ticket to its proof and the moved score."""

import time
from http import HTTPStatus
from typing import Any

from core.ids import new_id
from deploy.smoke_phone import Json, Phone, Shot, SmokeFailedError, plainly, take
from deploy.smoke_photos import size_of
from deploy.smoke_trip import Steps, Trip, say_score


class Fixing:
    """Follows one fault through its ticket."""

    def __init__(self, trip: Trip) -> None:
        self._trip = trip

    def steps(self) -> Steps:
        """Yield the steps from the ticket on."""
        yield "ticket opened", self._ticket_opened
        yield "score moved by the fault", self._score_fell
        yield "owner acknowledges and starts", self._work
        yield "the same picture again: refused", self._reuse_picture
        if self._trip.scene.still_broken is not None:
            yield "claimed, not fixed: pushed back", self._claim_falsely
        yield "fixed: submitted and rechecked", self._claim
        yield "fixer may not close", self._fixer_may_not_close
        yield "supervisor closes", self._close
        yield "score moved by the fix", self._score_rose
        yield "evidence from score to photo", self._evidence

    def short_steps(self) -> Steps:
        """Yield the steps of a fix that is made at the first try."""
        yield "its ticket opened", self._ticket_opened
        yield "its owner starts", self._work
        yield "cleared: submitted and rechecked", self._claim
        yield "supervisor closes it", self._close

    def _ticket_opened(self) -> str:
        trip = self._trip
        trip.ticket_id = trip.supervisor.wait_for("a ticket for the fault", self._find_ticket)
        took_s = time.perf_counter() - trip.last_byte_at
        told = trip.ticket()
        ticket = told["ticket"]
        if ticket["owner"] is None:
            msg = f"the ticket has no owner: {told['routing']}"
            raise SmokeFailedError(msg)
        if not any(photo["role"] == "fault" and photo["overlay"] for photo in told["photos"]):
            msg = "the ticket does not show the photo of the fault with its overlay"
            raise SmokeFailedError(msg)
        return (
            f"{took_s:.2f} s after the last byte; {ticket['title']['en']}; "
            f"{ticket['severity']}, {ticket['owner']['name']['en']} until {ticket['due_at']}"
        )

    def _find_ticket(self) -> str | None:
        photo = self._trip.judged_photo() or {"findings": []}
        for finding in photo["findings"]:
            if finding["id"] == self._trip.finding["id"] and finding["ticket_id"]:
                return str(finding["ticket_id"])
        return None

    def _score_fell(self) -> str:
        trip = self._trip
        before = trip.score_pct
        card = trip.supervisor.wait_for(
            "the score to move",
            lambda: trip.moved(inspection_id=trip.inspection_id, ticket_id=trip.ticket_id),
        )
        return f"{say_score(before)} → {trip.note_score(card)}"

    def _work(self) -> str:
        trip = self._trip
        mine = trip.fixer.call("GET", "/v1/tickets", params={"mine": True, "limit": 200})["items"]
        if trip.ticket_id not in {ticket["id"] for ticket in mine}:
            msg = "the ticket is not in its owner's list"
            raise SmokeFailedError(msg)
        for to in ("acknowledged", "in_progress"):
            told = trip.fixer.call("GET", f"/v1/tickets/{trip.ticket_id}")
            # A fault that was seen before may be further on already.
            if to in {move["to"] for move in told["allowed_moves"]}:
                self._move(trip.fixer, to)
        return f"one of {len(mine)} tickets"

    def _reuse_picture(self) -> str:
        response = self._submit(self._send_fix(take(self._trip.scene.broken)))
        if response.status_code != HTTPStatus.CONFLICT:
            msg = f"expected 409 for the picture of the fault itself, got {response.status_code}"
            raise SmokeFailedError(msg)
        return plainly(response)

    def _claim_falsely(self) -> str:
        shot = take(self._trip.scene.still_broken or b"")
        told = self._rechecked(shot)
        if told["ticket"]["state"] != "pushed_back":
            msg = f"the gap is still there, but the ticket is {told['ticket']['state']}"
            raise SmokeFailedError(msg)
        return f"the eyes say {told['recheck']}"

    def _claim(self) -> str:
        told = self._rechecked(take(self._trip.scene.fixed))
        state, recheck = told["ticket"]["state"], told["recheck"]
        if state not in {"verified", "submitted"}:
            msg = f"the fix was not taken: the eyes say {recheck}, the ticket is {state}"
            raise SmokeFailedError(msg)
        if state == "submitted" and self._trip.scene.item is not None:
            msg = f"the shelf is full again, but the eyes say {recheck}"
            raise SmokeFailedError(msg)
        return f"the eyes say {recheck}, the ticket is {state}"

    def _rechecked(self, shot: Shot) -> dict[str, Any]:
        """Submit a fix and return the ticket once the eyes have looked."""
        trip = self._trip
        response = self._submit(self._send_fix(shot))
        if response.is_error:
            raise SmokeFailedError(plainly(response))

        def look() -> dict[str, Any] | None:
            told = trip.ticket()
            looked = any(
                line["kind"] == "rechecked" and line["photo_id"] == str(shot.id)
                for line in told["timeline"]
            )
            return told if looked else None

        return trip.supervisor.wait_for("the eyes to look at the fix", look)

    def _send_fix(self, shot: Shot) -> Shot:
        fixer, ticket_id = self._trip.fixer, self._trip.ticket_id
        slot = fixer.call("PUT", f"/v1/tickets/{ticket_id}/photos/{shot.id}", json=shot.promise)
        fixer.upload_through_api(slot, shot)
        return shot

    def _submit(self, shot: Shot) -> Any:  # noqa: ANN401 - httpx.Response
        body = {"id": str(new_id()), "to": "submitted", "photo_id": str(shot.id)}
        path = f"/v1/tickets/{self._trip.ticket_id}/moves"
        return self._trip.fixer.send("POST", path, json=body)

    def _fixer_may_not_close(self) -> str:
        to = "closed" if self._state() == "verified" else "verified"
        body = {"id": str(new_id()), "to": to}
        path = f"/v1/tickets/{self._trip.ticket_id}/moves"
        response = self._trip.fixer.send("POST", path, json=body)
        if response.status_code not in {HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT}:
            msg = f"the fixer could judge their own fix: {response.status_code}"
            raise SmokeFailedError(msg)
        return plainly(response)

    def _close(self) -> str:
        trip = self._trip
        by_hand = self._state() == "submitted"
        if by_hand:
            self._move(trip.supervisor, "verified")
        told = self._move(trip.supervisor, "closed")
        if told["ticket"]["state"] != "closed":
            msg = f"the ticket is {told['ticket']['state']}, not closed"
            raise SmokeFailedError(msg)
        seen_by = "supervisor" if by_hand else "the eyes"
        return f"verified by {seen_by}, closed by {told['timeline'][-1]['by']['name']['en']}"

    def _state(self) -> str:
        return str(self._trip.ticket()["ticket"]["state"])

    def _move(self, phone: Phone, to: str) -> dict[str, Any]:
        body = {"id": str(new_id()), "to": to}
        told: dict[str, Any] = phone.call(
            "POST", f"/v1/tickets/{self._trip.ticket_id}/moves", json=body
        )
        return told

    def _score_rose(self) -> str:
        trip = self._trip
        before = trip.score_pct
        card = trip.supervisor.wait_for(
            "the score to move again", lambda: trip.moved("ticket.closed", ticket_id=trip.ticket_id)
        )
        return f"{say_score(before)} → {trip.note_score(card)}"

    def _evidence(self) -> str:
        """Go down from the inspection's score to the pixels, and up again to the ticket."""
        trip = self._trip
        inspection = trip.supervisor.call("GET", f"/v1/inspections/{trip.inspection_id}")
        answers = [
            answer
            for answer in inspection["answers"]
            if trip.photo["id"] in answer["photo_ids"] and answer["final_outcome"] == "failed"
        ]
        if inspection["score_pct"] is None or not answers:
            msg = "the inspection has no score, or the answer with the fault did not fail"
            raise SmokeFailedError(msg)
        kinds = [line["kind"] for line in trip.ticket()["timeline"]]
        links = [(line["finding_id"], line["photo_id"]) for line in trip.ticket()["timeline"]]
        if (trip.finding["id"], trip.photo["id"]) not in links:
            msg = "no line of the ticket leads to the finding and its photo"
            raise SmokeFailedError(msg)
        width, _ = size_of(trip.copy_of(trip.photo))
        return (
            f"score {inspection['score_pct']:.1f} % ← {answers[0]['question']} ← "
            f"{trip.finding['kind']} ← photo {width} px wide; {len(kinds)} lines on the timeline"
        )


def wait_for_score(trip: Trip) -> str:
    """Wait until the inspection has its score."""

    def look() -> Json | None:
        inspection: Json = trip.supervisor.call("GET", f"/v1/inspections/{trip.inspection_id}")
        return inspection if inspection["score_pct"] is not None else None

    inspection = trip.supervisor.wait_for("the inspection's score", look)
    return f"{inspection['score_pct']:.1f} %"
