"""Two people's edits of one draft: what is asked when the second one saves."""

from typing import Annotated, Any, Literal

from pydantic import Field

from mobile_contract.v1.authoring import ChangeReply, Document, FormFault, Revision
from mobile_contract.v1.problems import ProblemReply
from mobile_contract.v1.wire import Reply, Request, Words

MAX_PICKS = 5000


class ConflictReply(Reply):
    """One thing that both changed, to different values; everything else can be merged."""

    key: str = Field(description="Names the conflict in a pick.")
    part: str = Field(description="form, section, question or choice_set")
    code: str
    field: str = Field(
        description="What of it, such as `limits.maximum`; `section`: where it stands; "
        "empty: one removed what the other changed."
    )
    base: Any = Field(description="JSON, before both; null: it was not there.")
    mine: Any = Field(description="Null: removed.")
    theirs: Any = Field(description="Null: removed.")
    words: Words = Field(description="Its place, as a person reads it.")


class MovedReply(ProblemReply):
    """A draft was saved by somebody else since it was read."""

    revision: int = Field(description="Of the draft as it is now; save against it.")
    conflicts: list[ConflictReply] = Field(
        description="Empty: `POST /v1/drafts/{draft_id}/merge` gives both as one."
    )


class Pick(Request):
    """Whose value is taken."""

    key: Annotated[str, Field(max_length=2000)]
    side: Literal["mine", "theirs"]


class MergeRequest(Request):
    """What somebody could not save, and what they take where both changed one thing."""

    revision: Revision = Field(description="The one that the form began from.")
    form: Document
    picks: Annotated[tuple[Pick, ...], Field(max_length=MAX_PICKS)] = ()


class MergeReply(Reply):
    """Both edits as one form; nothing of it is kept before it is saved."""

    revision: int = Field(description="Save the form against it.")
    form: Document = Field(description="It has mine where a conflict is open.")
    conflicts: list[ConflictReply] = Field(description="Still to be settled by a pick.")
    changes: list[ChangeReply] = Field(
        description="What was saved since; empty as well where the draft was or is no form yet."
    )
    faults: list[FormFault] = Field(description="Wrong with both together, and with neither alone.")
