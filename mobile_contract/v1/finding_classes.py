"""Classes of findings: what is looked for, what follows from it, and how far it can be trusted."""

from typing import Literal

from pydantic import Field, StrictBool

from mobile_contract.v1.wire import Reply, Request, Words

ZoneName = Literal["shop_floor", "kitchen", "hot_kitchen", "wash_up", "store_room"]
GroupName = Literal[
    "shelf",
    "ppe",
    "behaviour",
    "environment",
    "pests",
    "fire",
    "storage",
    "device",
    "answers",
    "other",
]
ModeName = Literal["record_only", "review_then_action", "smart_routing", "auto_action"]


class ClassRuleRequest(Request):
    """What the chain wants of a class; what is left out is as the vocabulary says."""

    zone: ZoneName | None = Field(default=None, description="Null: everywhere.")
    is_on: StrictBool | None = Field(
        default=None, description="Off: nothing of this class is raised there."
    )
    mode: ModeName | None = None


class ClassInZone(Reply):
    """What holds for a class in one part of a store."""

    zone: str
    is_on: bool
    mode: str
    is_changed: bool = Field(description="The chain said so; else it is as the vocabulary says.")


class TrustReply(Reply):
    """What people made of the findings of a class in the last days."""

    raised: int
    confirmed: int
    rejected: int
    cannot_tell: int = Field(description="Of people who were asked.")
    waiting: int = Field(description="For a person.")
    unclear: int = Field(description="How often the eyes could not tell; nothing was raised.")
    precision: float | None = Field(description="Confirmed of those reviewed; null of none.")
    interval: list[float] | None = Field(description="In which the true one lies, 95 times of 100.")


class FindingClassReply(Reply):
    """One class of findings."""

    code: str
    group: str
    kind: str
    name: Words
    next_step: Words
    severity: str | None = Field(description="Null: as the question says.")
    evidence: str
    mode: str = Field(description="As the vocabulary says.")
    act_from: float
    review_from: float
    floor: float = Field(description="A precision below it makes nothing automatic.")
    item: str = Field(description="The tag of the checklist item it answers.")
    seen_by: str = Field(description="`nobody`: not yet seen by the eyes, a question for people.")
    zones: list[ClassInZone]
    trust: TrustReply
    on_probation: TrustReply | None = Field(description="What models on probation saw of it.")
    dropped_stores: int = Field(
        description="Stores where people rejected so many that a person decides again."
    )


class FindingClassList(Reply):
    """Every class, by group; numbers are of the stores the person may see."""

    items: list[FindingClassReply]
    measured_days: int
    least_reviewed: int = Field(description="From so many on a precision counts.")
    may_change: bool
