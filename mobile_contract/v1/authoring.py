"""Writing checklists: drafts, versions, who fills them, and why somebody visits."""

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt

from mobile_contract.v1.tickets import PersonReply
from mobile_contract.v1.wire import Label, Note, Reply, Request, Words

Document = Annotated[
    dict[str, Any], Field(description="The canonical form; its shape is at `/v1/form-schema`.")
]
SomeWords = dict[Literal["zh-CN", "en"], Label]
Revision = Annotated[StrictInt, Field(ge=0, le=2**31 - 1)]


class CopyRequest(Request):
    """What a copy is called."""

    code: Label
    name: SomeWords


class DraftRequest(Request):
    """What a draft begins with: a form, or a published version; as a copy, or to follow it."""

    form: Document | None = None
    version_id: uuid.UUID | None = None
    copy_as: CopyRequest | None = Field(
        None, description="A new checklist; without it the draft becomes the next version."
    )


class SaveRequest(Request):
    """A draft as somebody wrote it, and the revision they began from."""

    revision: Revision
    form: Document


class PublishRequest(Request):
    """Which revision was read, and what changed in the words of who publishes it."""

    revision: Revision
    note: Note = ""


class FormFault(Reply):
    """Something to correct in a form before it can be published, or a text to translate."""

    pointer: str = Field(description="JSON Pointer into the form.")
    detail: str


class DraftSummary(Reply):
    """A draft without its form."""

    id: uuid.UUID
    code: str
    name: Words
    revision: int
    base_version_id: uuid.UUID | None = Field(description="Null: a new checklist.")
    edited_by: PersonReply | None
    edited_at: datetime


class DraftList(Reply):
    """Every draft, the last edited first."""

    items: list[DraftSummary]


class DraftReply(DraftSummary):
    """A draft, with everything that keeps it from being published."""

    form: Document
    faults: list[FormFault]
    missing_words: list[FormFault] = Field(description="Texts without a language of the form.")


class VersionReply(Reply):
    """One published version; it never changes."""

    id: uuid.UUID
    checklist_id: uuid.UUID
    number: int
    note: str
    published_at: datetime
    published_by_id: uuid.UUID | None


class VersionList(Reply):
    """Every version of a checklist, the newest first."""

    items: list[VersionReply]


class ChangeReply(Reply):
    """One thing that differs between two versions."""

    deed: str = Field(description="added, removed, moved or changed")
    part: str = Field(description="form, section, question or choice_set")
    code: str
    field: str = Field(description="What of it, such as `limits.maximum`; empty: all of it.")
    before: Any = Field(description="JSON; of what moved, the code of its section.")
    after: Any
    is_scored: bool = Field(description="The same answers may now come to another score.")
    words: Words


class DiffReply(Reply):
    """What changed from one version to another."""

    before_id: uuid.UUID | None = Field(description="Null: there was none before.")
    after_id: uuid.UUID
    changes: list[ChangeReply]


class VisitKindRequest(Request):
    """What a kind of visit is called and how much it counts."""

    name: SomeWords
    weight: Annotated[StrictFloat | StrictInt, Field(ge=0, le=10)] = Field(
        description="Beside the other kinds in the store score; 0: not counted."
    )
    is_on: StrictBool = True


class VisitKindReply(Reply):
    """Why somebody looks."""

    code: str
    name: Words
    weight: float
    is_on: bool


class VisitKindList(Reply):
    """Every kind of visit of the chain, also those that are turned off."""

    items: list[VisitKindReply]


class AssignmentRequest(Request):
    """Who fills a checklist; neither region nor store: the whole chain."""

    checklist_id: uuid.UUID
    region_id: uuid.UUID | None = None
    store_id: uuid.UUID | None = None
    role: Label | None = Field(None, description="Null: everybody who may inspect.")
    visit_kind: Label = "routine"
    every: Label = Field("on_demand", description="on_demand, day, week or month")
    starts_on: date
    ends_on: date | None = None


class AssignmentReply(Reply):
    """Who fills a checklist."""

    id: uuid.UUID
    checklist_id: uuid.UUID
    region_id: uuid.UUID | None
    store_id: uuid.UUID | None
    role: str | None
    visit_kind: str
    every: str
    starts_on: date
    ends_on: date | None


class AssignmentList(Reply):
    """Who fills what; a checklist without an assignment is everybody's."""

    items: list[AssignmentReply]


class FormPictureReply(Reply):
    """A picture for checklists; a form shows it by its hash."""

    sha256: str
    byte_count: int
    content_type: str
