"""A person's word on what a box of a photo shows; apart from service.py, which is about faults.

What the eyes said is never overwritten. The crop becomes a picture of the product, so that the next
photo knows it; findings about that place are decided by the same word.
"""

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from checklists.models import Photo, PhotoState
from checklists.queries import visible_photo
from checklists.rules import photo_key
from core.db import lock_name
from core.errors import Fault
from findings import queries
from findings.errors import CorrectionDiffers, CorrectionInvalid
from findings.models import Analysis, Correction, Finding, Result
from findings.service import review
from planograms.errors import PhotoNotReadable
from planograms.pictures import learn
from planograms.queries import product_by_sku
from stores.errors import RoleMissing
from stores.queries import roles_at, visible_store
from stores.rules import Actor, may_review
from vision.values import FindingKind

_LEAST_SIDE = 8.0  # pixels: less shows no product
_OF_PRODUCTS = (FindingKind.WRONG_PRODUCT.value, FindingKind.MISPLACED.value)


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says; without a product only that the eyes are wrong."""

    id: uuid.UUID
    box: tuple[float, float, float, float]  # left, top, right, bottom
    sku: str | None
    slot: str | None = None
    note: str = ""


def correct(session: Session, actor: Actor, photo_id: uuid.UUID, word: Word) -> Correction:
    """Keep a person's word on a box of a photo; the same word again is harmless.

    Raises:
        PhotoNotFound: If the photo is not there or not theirs.
        RoleMissing: If they may not overrule the eyes.
        PhotoNotReadable: If the copy that the eyes would learn from is not there yet.
        CorrectionInvalid: If the box is not on the photo, or the position not on its planogram.
        CorrectionDiffers: If the id was used for another word.
        ProductNotFound: If there is no such product.
    """
    photo = visible_photo(session, actor, photo_id)
    store = visible_store(session, actor, photo.store_id)
    if not may_review(roles_at(session, actor, store)):
        raise RoleMissing
    lock_name(session, f"correction/{word.id}")
    known = session.exec(select(Correction).where(Correction.id == word.id)).first()
    if known is not None:
        return _same(known, photo, word)
    if photo.state == PhotoState.STORED.value and photo.readable_at is None:
        raise PhotoNotReadable
    analysis = queries.analysis_of(session, photo.id)
    report = analysis.report if analysis else {}
    if faults := tuple(_faults(photo, report, word)):
        raise CorrectionInvalid(faults=faults)
    correction = _to_correction(session, actor, photo, analysis, word)
    session.add(correction)
    session.flush()
    _settle_findings(session, actor, photo, report, word)
    return correction


def _same(known: Correction, photo: Photo, word: Word) -> Correction:
    held = (known.photo_id, known.human_sku, known.slot, list(known.box))
    if held != (photo.id, word.sku, word.slot, list(word.box)):
        raise CorrectionDiffers
    return known


def _faults(photo: Photo, report: Mapping[str, Any], word: Word) -> list[Fault]:
    left, top, right, bottom = word.box
    if photo.state != PhotoState.STORED.value:
        return [Fault("", "the photo is not here yet")]
    if not all(math.isfinite(edge) for edge in word.box):
        return [Fault("/box", "must be finite")]
    faults = []
    if right - left < _LEAST_SIDE or bottom - top < _LEAST_SIDE:
        faults.append(Fault("/box", f"must be {_LEAST_SIDE:.0f} pixels wide and high, or more"))
    # The size on file is that before the photo is turned upright, so either side may be longer.
    longest = max(photo.width or 0, photo.height or 0)
    width, height = report.get("width") or longest, report.get("height") or longest
    if left < 0 or top < 0 or right > width + 1 or bottom > height + 1:
        faults.append(Fault("/box", "must lie on the photo"))
    if word.slot is not None and _position(report, word.slot) is None:
        faults.append(Fault("/slot", f"there is no position {word.slot} on this photo"))
    return faults


def _to_correction(
    session: Session, actor: Actor, photo: Photo, analysis: Analysis | None, word: Word
) -> Correction:
    report = analysis.report if analysis else {}
    picture = None
    if word.sku is not None:
        picture = learn(
            session,
            actor,
            product_by_sku(session, word.sku),
            key=photo_key(photo.tenant_id, photo.sha256),
            sha256=photo.sha256,
            box=list(word.box),
        )
    return Correction(
        id=word.id,
        photo_id=photo.id,
        analysis_id=analysis.id if analysis else None,
        slot=word.slot,
        box=list(word.box),
        ai_sku=ai_sku_of(report, word.box),
        human_sku=word.sku,
        final_sku=word.sku,
        picture_id=picture.id if picture else None,
        staff_id=actor.staff_id,
        note=word.note,
    )


def ai_sku_of(report: Mapping[str, Any], box: tuple[float, float, float, float]) -> str | None:
    """Return what the eyes took the product in a box for: the facing that it covers best."""
    best, best_share = None, 0.5
    for facing in report.get("facings", ()):
        share = _overlap(facing["box"], box)
        if share > best_share:
            best, best_share = facing, share
    recognition = best.get("recognition") if best else None
    sku: str | None = recognition["sku"] if recognition else None
    return sku


def _overlap(edges: Mapping[str, float], box: tuple[float, float, float, float]) -> float:
    """Return how much of both boxes is shared, 0 to 1."""
    left, top, right, bottom = box
    wide = min(right, edges["right"]) - max(left, edges["left"])
    high = min(bottom, edges["bottom"]) - max(top, edges["top"])
    if wide <= 0 or high <= 0:
        return 0.0
    both = (right - left) * (bottom - top) + (edges["right"] - edges["left"]) * (
        edges["bottom"] - edges["top"]
    )
    return wide * high / (both - wide * high)


def _position(report: Mapping[str, Any], slot: str) -> Mapping[str, Any] | None:
    positions: list[Mapping[str, Any]] = report.get("positions", [])
    return next((each for each in positions if each["slot"]["id"] == slot), None)


def _settle_findings(
    session: Session, actor: Actor, photo: Photo, report: Mapping[str, Any], word: Word
) -> None:
    """Decide what the eyes said about this position by what the person says stands there.

    The planned product standing there is no fault; another one is. Without a product the eyes were
    wrong about which one it is, which says nothing about whether it belongs there.
    """
    position = _position(report, word.slot) if word.slot else None
    if position is None or word.sku is None:
        return
    allowed = {position["slot"]["sku"], *position["slot"].get("substitutes", ())}
    result = Result.NO_FAULT if word.sku in allowed else Result.FAULT
    found = session.exec(
        select(Finding).where(
            Finding.photo_id == photo.id,
            Finding.item == word.slot,
            col(Finding.kind).in_(_OF_PRODUCTS),
            col(Finding.human_result).is_(None),
        )
    ).all()
    for finding in found:
        review(session, actor, finding.id, result=result, note=word.note)
