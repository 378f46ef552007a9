"""Photos, verdicts and findings in the words of the contract."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sqlmodel import Session

from api.wire.pictures import Pictures
from api.wire.shelves import to_correction, to_extra, to_facing, to_measure, to_tag
from api.wire.words import to_box, to_words, to_words_or_none
from checklists.models import Photo
from checklists.rules import photo_key
from core.words import Words
from findings.models import Analysis, Correction, Finding
from findings.queries import place_names
from findings.vocabulary import vocabulary
from mobile_contract.v1 import photos as wire
from mobile_contract.v1.findings import FindingReply
from mobile_contract.v1.wire import Picture
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class PhotoStory:
    """A photo and everything that came of it."""

    photo: Photo
    analysis: Analysis | None
    findings: Iterable[Finding]
    tickets: Mapping[uuid.UUID, Ticket]  # by finding
    corrections: Iterable[Correction]
    place_names: Mapping[uuid.UUID, Words]  # by finding


def to_photo(story: PhotoStory, pictures: Pictures) -> wire.PhotoReply:
    """Return a photo, how far it is, and what was seen on it."""
    photo, analysis = story.photo, story.analysis
    return wire.PhotoReply(
        id=photo.id,
        store_id=photo.store_id,
        inspection_id=photo.inspection_id,
        question_id=photo.question_id,
        ticket_id=photo.ticket_id,
        shelf_id=photo.shelf_id,
        subject=photo.subject,
        state=photo.state,
        sha256=photo.sha256,
        byte_count=photo.byte_count,
        content_type=photo.content_type,
        width=photo.width,
        height=photo.height,
        taken_at=photo.taken_at,
        stored_at=photo.stored_at,
        hidden_faces=photo.hidden_faces,
        picture=to_picture(photo, pictures),
        overlay=to_overlay(analysis, pictures),
        analysis=_to_analysis(analysis) if analysis else None,
        findings=[_to_photo_finding(one, story) for one in story.findings],
        corrections=[to_correction(one) for one in story.corrections],
    )


def to_picture(photo: Photo, pictures: Pictures) -> Picture | None:
    """Return the ways to the copy of a photo without faces, once there is one."""
    if photo.readable_at is None:
        return None
    return pictures.of(photo_key(photo.tenant_id, photo.sha256))


def to_overlay(analysis: Analysis | None, pictures: Pictures) -> Picture | None:
    """Return the ways to the picture with the findings drawn on it."""
    if analysis is None or analysis.overlay_key is None:
        return None
    return pictures.of(analysis.overlay_key)


def _to_analysis(analysis: Analysis) -> wire.AnalysisReply:
    report = analysis.report
    quality, positions = report.get("quality"), report.get("positions", ())
    return wire.AnalysisReply(
        state=analysis.state,
        model_version=analysis.model_version,
        judged_at=analysis.judged_at,
        look_ms=analysis.look_ms,
        failure=analysis.failure,
        quality=_to_quality(quality) if quality else None,
        positions=[_to_position(position) for position in positions],
        facings=[to_facing(facing) for facing in report.get("facings", ())],
        extras=[to_extra(extra) for extra in report.get("extras", ())],
        tags=[to_tag(tag) for tag in report.get("tags", ())],
        measures=[to_measure(measure) for measure in report.get("measures", ())],
    )


def _to_quality(quality: Mapping[str, Any]) -> wire.QualityReply:
    issues = quality.get("issues", ())
    return wire.QualityReply(
        is_judgeable=not issues,
        issues=[
            wire.QualityIssueReply(
                code=issue,
                reason=to_words(_gate_words()[issue]["reason"]),
                retake=to_words(_gate_words()[issue]["retake"]),
            )
            for issue in issues
        ],
    )


@cache
def _gate_words() -> dict[str, dict[str, dict[str, str]]]:
    # Read as a file: `vision.quality` itself loads an image library, which the API does without.
    sheet = resources.files("vision").joinpath("quality.json").read_text("utf-8")
    words: dict[str, dict[str, dict[str, str]]] = json.loads(sheet)["issues"]
    return words


def _to_position(position: Mapping[str, Any]) -> wire.PositionReply:
    slot = position["slot"]
    return wire.PositionReply(
        slot=slot["id"],
        sku=slot["sku"],
        row=slot["row"],
        verdict=position["verdict"],
        confidence=position["confidence"],
        box=to_box(position["box"]),
        seen_facings=position["seen_facings"],
        seen_sku=position.get("seen_sku"),
    )


def _to_photo_finding(finding: Finding, story: PhotoStory) -> wire.PhotoFinding:
    ticket = story.tickets.get(finding.id)
    return wire.PhotoFinding(
        id=finding.id,
        kind=finding.kind,
        item=finding.item,
        place_name=to_words_or_none(story.place_names.get(finding.id)),
        sku=finding.sku,
        seen_sku=finding.seen_sku,
        severity=finding.severity,
        confidence=finding.confidence,
        box=to_box(finding.box),
        decision=finding.decision,
        decision_note=finding.decision_note,
        is_shadow=finding.is_shadow,
        name=to_words(vocabulary().of(finding.kind).name),
        final_result=finding.final_result,
        ticket_id=ticket.id if ticket else None,
    )


def to_findings(session: Session, findings: Sequence[Finding]) -> list[FindingReply]:
    """Return findings with what the eyes, a person and the system say of each."""
    names = place_names(session, findings)
    return [_to_finding(one, names.get(one.id)) for one in findings]


def _to_finding(finding: Finding, place_name: Words | None) -> FindingReply:
    return FindingReply(
        id=finding.id,
        store_id=finding.store_id,
        inspection_id=finding.inspection_id,
        question_id=finding.question_id,
        photo_id=finding.photo_id,
        shelf_id=finding.shelf_id,
        kind=finding.kind,
        item=finding.item,
        place_name=to_words_or_none(place_name),
        sku=finding.sku,
        seen_sku=finding.seen_sku,
        box=to_box(finding.box),
        confidence=finding.confidence,
        severity=finding.severity,
        decision=finding.decision,
        decision_note=finding.decision_note,
        is_shadow=finding.is_shadow,
        name=to_words(vocabulary().of(finding.kind).name),
        model_version=finding.model_version,
        ai_result=finding.ai_result,
        human_result=finding.human_result,
        final_result=finding.final_result,
        fix_result=finding.fix_result,
        reviewed_by_id=finding.reviewed_by_id,
        reviewed_at=finding.reviewed_at,
        review_note=finding.review_note,
        seen_at=finding.created_at,
    )
