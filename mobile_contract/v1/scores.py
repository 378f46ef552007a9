"""Scores told sum by sum, and what they would be under another version of the checklist."""

import uuid
from datetime import datetime
from typing import Any

from pydantic import Field

from mobile_contract.v1.wire import Reply, Words


class ScoreNode(Reply):
    """A section, one filling of a repeated section, or a question, above what it is made of."""

    kind: str = Field(description="section, filling or question; new ones may come.")
    depth: int = Field(description="0: a section at the top.")
    code: str = Field(description="Empty for fillings, and for sections from before forms.")
    occurrence: int = Field(description="Which filling of a repeated section, from 0.")
    name: Words
    weight: float | None = Field(description="Null: a section counts what its questions count.")
    outcome: str | None
    share: float | None = Field(
        description="Of its weight that an answer earns; null: none can be."
    )
    points: float
    max_points: float
    score_pct: float | None = Field(description="Of a section or a filling.")
    left_out: str | None = Field(description="Why it counts on neither side.")
    is_failed: bool = Field(description="A section below its pass mark.")
    arithmetic: str = Field(description="Its sum, such as 2 × 0.5 = 1; without words.")


class ScoreStep(Reply):
    """One step from what was earned to the score."""

    step: str = Field(description="earned, deduct, cap, floor or round; new ones may come.")
    rule: str | None = Field(description="The critical rule that does it.")
    pct: float = Field(description="In per cent after this step.")
    arithmetic: str


class ScoreFail(Reply):
    """Why an inspection failed, whatever its score."""

    why: str = Field(description="critical, section or pass_mark; new ones may come.")
    code: str = Field(description="The critical rule or the section.")


class ExplainReply(Reply):
    """How the score of an inspection came about, so that anybody can redo it."""

    inspection_id: uuid.UUID
    rule: str | None = Field(description="Which rule made it; null: not scored yet.")
    score_pct: float | None = Field(description="Null while nothing could be judged.")
    score: float | None = Field(description="On the scale of the checklist.")
    scale: float = Field(description="What 100 % is called.")
    band: str | None = Field(description="A code of the checklist's bands.")
    is_failed: bool | None = Field(description="Apart from the score.")
    is_complete: bool = Field(description="False while the eyes have not said everything.")
    recomputed_pct: float | None = Field(
        description="The score redone from the explanation alone; equal to score_pct."
    )
    nodes: list[ScoreNode]
    steps: list[ScoreStep]
    fails: list[ScoreFail]
    explanation: dict[str, Any] = Field(description="All of it as it is kept with the score.")


class LostAnswers(Reply):
    """Answers that the other version has no place for."""

    question: str
    reason: str = Field(
        description="gone, kind (another kind of question), filling (not repeated there), choice "
        "(not to choose there) or hidden (by logic there); new ones may come."
    )
    answers: int


class WhatIfInspection(Reply):
    """One inspection, as it was scored and as it would be."""

    inspection_id: uuid.UUID
    store_id: uuid.UUID
    finished_at: datetime
    number: int = Field(description="Of the version it was filled under.")
    before_pct: float | None
    after_pct: float | None
    before_is_failed: bool | None
    after_is_failed: bool | None
    before_band: str | None
    after_band: str | None
    lost: list[str] = Field(description="Questions whose answers have no place there.")


class WhatIfReply(Reply):
    """What the scores of a checklist would be under one version; nothing was changed."""

    version_id: uuid.UUID
    number: int
    since: datetime
    until: datetime
    inspections: int
    changed: int = Field(description="How many would have another score, flag or band.")
    is_cut: bool = Field(description="There are more; the newest were looked at.")
    mean_before_pct: float | None
    mean_after_pct: float | None
    lost: list[LostAnswers]
    items: list[WhatIfInspection] = Field(description="Newest first.")
