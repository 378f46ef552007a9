"""What stands on a shelf in the words of the contract: facings, labels, measures, corrections."""

from collections.abc import Mapping
from typing import Any

from api.wire.words import to_box
from findings.corrections import Word
from findings.models import Correction
from mobile_contract.v1 import photos as wire
from mobile_contract.v1.wire import Box


def to_facing(facing: Mapping[str, Any]) -> wire.FacingReply:
    """Return one front unit and what it was recognised as."""
    recognition = facing.get("recognition") or {}
    return wire.FacingReply(
        row=facing["row"],
        column=facing["column"],
        level=facing["level"],
        box=_box(facing["box"]),
        sku=recognition.get("sku"),
        confidence=recognition.get("confidence"),
    )


def to_extra(extra: Mapping[str, Any]) -> wire.ExtraReply:
    """Return a facing that no position planned."""
    facing = extra["facing"]
    recognition = facing.get("recognition") or {}
    return wire.ExtraReply(
        kind=extra["kind"],
        row=facing["row"],
        column=facing["column"],
        sku=recognition.get("sku"),
        box=_box(facing["box"]),
    )


def to_tag(tag: Mapping[str, Any]) -> wire.TagReply:
    """Return what a price label says."""
    return wire.TagReply(
        box=_box(tag["box"]),
        text=tag["text"],
        confidence=tag["confidence"],
        price_minor=tag["price_minor"],
        slot=tag["slot_id"],
        sku=tag["sku"],
    )


def to_measure(measure: Mapping[str, Any]) -> wire.MeasureReply:
    """Return a measure with what it left out."""
    return wire.MeasureReply(
        name=measure["name"],
        of=list(measure.get("of", ())),
        numerator=measure["numerator"],
        denominator=measure["denominator"],
        share=share_of(measure),
        interval=measure["interval"],
        left_out=[
            wire.LeftOutReply(reason=one["reason"], count=one["count"])
            for one in measure["left_out"]
        ],
    )


def share_of(measure: Mapping[str, Any]) -> float | None:
    """Return numerator over denominator; None when there was nothing to count."""
    denominator = float(measure["denominator"])
    return float(measure["numerator"]) / denominator if denominator > 0 else None


def to_word(body: wire.CorrectionRequest) -> Word:
    """Return a person's word in the words of the room."""
    box = body.box
    return Word(
        id=body.id,
        box=(float(box.left), float(box.top), float(box.right), float(box.bottom)),
        sku=body.sku,
        slot=body.slot,
        note=body.note,
    )


def to_correction(correction: Correction) -> wire.CorrectionReply:
    """Return a correction; eyes, person and what counts are kept apart."""
    return wire.CorrectionReply(
        id=correction.id,
        slot=correction.slot,
        box=_box(correction.box),
        ai_sku=correction.ai_sku,
        human_sku=correction.human_sku,
        final_sku=correction.final_sku,
        picture_id=correction.picture_id,
        staff_id=correction.staff_id,
        note=correction.note,
        created_at=correction.created_at,
    )


def _box(edges: Any) -> Box:  # noqa: ANN401 - a list or an object, as the report holds it
    box = to_box(edges)
    if box is None:
        msg = "a box is missing"
        raise ValueError(msg)
    return box
