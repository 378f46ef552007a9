"""Filled checklists: what a phone submits and what it gets back.

The id is minted on the phone and is the identity for ever: the same body again gives the same
receipt, another body under the same id is a conflict that says where it differs.
"""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, StrictBool, StrictInt

from mobile_contract.v1.photos import PhotoPromise, UploadSlot
from mobile_contract.v1.values import Value
from mobile_contract.v1.wire import Label, Line, Moment, Note, Reply, Request, Words

VisitKindCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=60)]

MAX_ANSWERS = 2000


class GivenAnswer(Request):
    """One answer."""

    question: Line = Field(description="The question's code.")
    value: Value = Field(
        None,
        description=(
            "By kind. yes_no: true or false. number, slider, temperature (in °C, whatever the phone"
            " shows) and stopwatch (in seconds): a number. choice: the code of an option; choices:"
            " a list of them; rank: all of them in order. text, barcode: a text. date: 2026-11-22;"
            " time: 08:30; date_time: RFC 3339 with an offset. location: latitude, longitude and"
            " accuracy_m. table: a list of rows, each with cells by the code of their column. Null"
            " where photos answer."
        ),
    )
    not_applicable: StrictBool = False
    note: Note = ""
    photos: list[PhotoPromise] = Field(default_factory=list, max_length=20)
    occurrence: Annotated[StrictInt, Field(ge=0, lt=50)] = Field(
        0, description="Which filling of a repeated section, from 0."
    )
    root_cause: Line | None = Field(
        None, description="Why it failed: a code of the question's root causes."
    )
    action: Note = Field("", description="What was done about it on the spot.")
    verdict: Literal["passed", "failed"] | None = Field(
        None,
        description=(
            "What a person makes of the photos, before the eyes have looked; both are kept, and"
            " the person's counts."
        ),
    )


class InspectionSubmission(Request):
    """A filled checklist."""

    store_id: uuid.UUID
    checklist_version_id: uuid.UUID
    kind: Literal["routine", "self_check", "special", "remote"] | VisitKindCode = Field(
        "routine",
        description=(
            "A code of the chain's kinds of visits. remote: by a camera; required questions may"
            " then go without an answer."
        ),
    )
    started_at: Moment
    finished_at: Moment
    device: Label = ""
    answers: list[GivenAnswer] = Field(max_length=MAX_ANSWERS)


class InspectionReceipt(Reply):
    """The submission is here and will not be lost; now send the photos."""

    inspection_id: uuid.UUID
    received_at: datetime
    photos: list[UploadSlot]


class AnswerFault(Reply):
    """What is wrong by an answer or its photos, and the ticket that it led to."""

    finding_id: uuid.UUID
    kind: str
    item: str
    place_name: Words | None = Field(description="Of the drawn area `item` is the code of.")
    severity: str
    final_result: str | None
    photo_id: uuid.UUID | None
    ticket_id: uuid.UUID | None


class AnswerReply(Reply):
    """One answer; what the eyes, a person and finally the system made of it are kept apart."""

    question_id: uuid.UUID
    question: str
    occurrence: int = Field(description="Which filling of a repeated section, from 0.")
    value: bool | float | str | None = Field(
        description="Null also where `given` is no yes or no, number or text."
    )
    given: JsonValue = Field(description="The value as it was given, of whatever kind.")
    note: str
    root_cause: str | None
    action: str = Field(description="What was done about it on the spot.")
    notify_roles: list[str] = Field(description="Who is told at once, as the checklist says.")
    ai_outcome: str | None
    human_outcome: str | None
    final_outcome: str = Field(
        description="passed, failed, not_applicable, pending or not_judged; new ones may come."
    )
    photo_ids: list[uuid.UUID]
    faults: list[AnswerFault]


class InspectionPhoto(Reply):
    """Where one photo of the inspection is on its way in."""

    id: uuid.UUID
    question_id: uuid.UUID | None
    state: str


class InspectionReply(Reply):
    """An inspection as the system holds it."""

    id: uuid.UUID
    store_id: uuid.UUID
    checklist_version_id: uuid.UUID
    staff_id: uuid.UUID
    kind: str
    started_at: datetime
    finished_at: datetime
    received_at: datetime
    answers: list[AnswerReply]
    photos: list[InspectionPhoto]
    missing_photo_ids: list[uuid.UUID] = Field(
        description="The manifest: announced photos whose bytes are not here yet."
    )
    score_pct: float | None = Field(description="Null while nothing could be judged.")
    explanation: dict[str, Any] = Field(description="Every term of the score; empty until scored.")
