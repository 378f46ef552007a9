"""Planograms in the words of the contract, and from the formats that people send."""

import json
from collections.abc import Sequence
from typing import Any

from api.wire.words import to_words
from core.errors import Fault
from mobile_contract.v1 import planograms as wire
from planograms import azure
from planograms.errors import PlanogramInvalid
from planograms.models import Planogram
from planograms.readings import Reading
from planograms.rules import PlanogramDraft, SlotDraft, summarize


def from_request(body: wire.PlanogramRequest) -> Reading:
    """Return our own JSON in the words of the room; its shape was checked before."""
    slots = tuple(
        SlotDraft(
            code=slot.code,
            sku=slot.sku,
            row=slot.row,
            left_mm=float(slot.left_mm),
            width_mm=float(slot.width_mm),
            facings=slot.facings,
        )
        for slot in body.slots
    )
    return Reading(
        PlanogramDraft(
            shelf_code=body.shelf_code,
            name={"zh-CN": body.name.zh_cn, "en": body.name.en},
            width_mm=float(body.width_mm),
            height_mm=float(body.height_mm),
            valid_from_on=body.valid_from_on,
            slots=slots,
        )
    )


def from_azure(content: bytes, heading: azure.Heading) -> Reading:
    """Read Azure's JSON.

    Raises:
        PlanogramInvalid: If it is no JSON at all.
    """
    try:
        document: Any = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise PlanogramInvalid(faults=(Fault("", "this is no JSON"),)) from error
    return azure.read(document, heading)


def _refuse(constant: str) -> None:
    """Refuse NaN and the infinities, which JSON does not have."""
    raise ValueError(constant)


def to_check(reading: Reading, faults: Sequence[Fault]) -> wire.PlanogramCheckReply:
    """Return what a dry run found."""
    summary = summarize(reading.draft)
    return wire.PlanogramCheckReply(
        is_usable=not faults,
        faults=[wire.PlanogramFault(pointer=one.pointer, detail=one.detail) for one in faults],
        summary=wire.PlanogramSummary(
            rows=summary.rows,
            slots=summary.slots,
            facings=summary.facings,
            products=summary.products,
        ),
    )


def to_planogram(planogram: Planogram, draft: PlanogramDraft) -> wire.PlanogramReply:
    """Return a published planogram."""
    return wire.PlanogramReply(
        id=planogram.id,
        shelf_code=planogram.shelf_code,
        store_id=planogram.store_id,
        number=planogram.number,
        name=to_words(planogram.name),
        width_mm=planogram.width_mm,
        height_mm=planogram.height_mm,
        state=planogram.state,
        valid_from_on=planogram.valid_from_on,
        slots=[
            wire.SlotReply(
                code=slot.code,
                sku=slot.sku,
                row=slot.row,
                left_mm=slot.left_mm,
                width_mm=slot.width_mm,
                facings=slot.facings,
            )
            for slot in draft.slots
        ],
    )
