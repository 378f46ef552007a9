"""Scores told sum by sum, in the words of the contract."""

import uuid
from datetime import datetime

from api.wire.words import to_words
from mobile_contract.v1 import scores as wire
from scorecards.arithmetic import Node, Step, nodes_of, steps_of
from scorecards.models import InspectionScore
from scorecards.recount import recompute
from scorecards.what_if import WhatIf, WhatIfLine


def to_explanation(inspection_id: uuid.UUID, score: InspectionScore | None) -> wire.ExplainReply:
    """Return how a score came about; without one, that there is none yet."""
    told = score.explanation if score else {}
    score_pct = score.score_pct if score else None
    return wire.ExplainReply(
        inspection_id=inspection_id,
        rule=told.get("rule"),
        score_pct=score_pct,
        score=told.get("score", score_pct),
        scale=told.get("scale", 100.0),
        band=score.band if score else None,
        is_failed=score.is_failed if score else None,
        is_complete=told.get("is_complete", False),
        recomputed_pct=recompute(told) if told else None,
        nodes=[_to_node(node) for node in nodes_of(told)],
        steps=[_to_step(step) for step in steps_of(told)],
        fails=[wire.ScoreFail(**fail) for fail in told.get("fails", ())],
        explanation=told,
    )


def to_what_if(found: WhatIf, since: datetime, until: datetime) -> wire.WhatIfReply:
    """Return what scores would be under another version."""
    return wire.WhatIfReply(
        version_id=found.version.id,
        number=found.version.number,
        since=since,
        until=until,
        inspections=len(found.lines),
        changed=sum(line.is_changed for line in found.lines),
        is_cut=found.is_cut,
        mean_before_pct=found.mean_before,
        mean_after_pct=found.mean_after,
        lost=[
            wire.LostAnswers(question=lost.code, reason=lost.reason, answers=count)
            for lost, count in sorted(
                found.lost.items(), key=lambda one: (one[0].code, one[0].reason)
            )
        ],
        items=[_to_line(line) for line in found.lines],
    )


def _to_line(line: WhatIfLine) -> wire.WhatIfInspection:
    before = line.before
    return wire.WhatIfInspection(
        inspection_id=line.inspection.id,
        store_id=line.inspection.store_id,
        finished_at=line.inspection.finished_at,
        number=line.number,
        before_pct=before.score_pct if before else None,
        after_pct=line.after.score_pct,
        before_is_failed=before.is_failed if before else None,
        after_is_failed=line.after.is_failed,
        before_band=before.band if before else None,
        after_band=line.after.band,
        lost=sorted({one.code for one in line.lost}),
    )


def _to_node(node: Node) -> wire.ScoreNode:
    return wire.ScoreNode(
        kind=node.kind,
        depth=node.depth,
        code=node.code,
        occurrence=node.occurrence,
        name=to_words(node.words),
        weight=node.weight,
        outcome=node.outcome,
        share=node.share,
        points=node.points,
        max_points=node.max_points,
        score_pct=node.score_pct,
        left_out=node.left_out,
        is_failed=node.is_failed,
        arithmetic=node.arithmetic,
    )


def _to_step(step: Step) -> wire.ScoreStep:
    return wire.ScoreStep(step=step.step, rule=step.rule, pct=step.pct, arithmetic=step.arithmetic)
