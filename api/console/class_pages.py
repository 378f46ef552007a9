"""How far the AI can be trusted, class by class, and the photos behind every number."""

import uuid
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from api.console.looks import closeups, plain_key
from api.console.rendering import render
from api.console.visits import Visit, VisitDep
from checklists.queries import photos_by_ids
from findings.classes import Standing, may_rule, set_rule, standings, wishes_of
from findings.errors import ClassNotFound
from findings.queries import analyses_of, place_names
from findings.rules import MEASURED_FOR, MIN_REVIEWED
from findings.trust import Asked, TrustLine, Word, findings_behind, photos_unclear, trust_of
from findings.vocabulary import EvidenceRule, Group, Mode, SeenBy
from stores.models import Store, Zone
from stores.queries import roles_by_store, visible_store, visible_stores
from stores.rules import may_review
from vision.values import FindingKind

router = APIRouter(prefix="/classes")

UNCLEAR = "unclear"
"""What the eyes could not tell: photos, as no finding was raised."""

_ON = {"on": True, "off": False, "": None}
_LOOKED_FOR = frozenset({SeenBy.EYES, SeenBy.MODEL})
_CHANGED = FindingKind.ZONE_CHANGED.value


@dataclass(frozen=True, slots=True)
class Choice:
    """What an administrator may say of one class in one zone, and what was said."""

    zone: str  # empty: everywhere
    is_on: str  # `on`, `off`, or empty: as the vocabulary says
    mode: str


@router.get("")
def show_classes(visit: VisitDep, store_id: uuid.UUID | None = None) -> Response:
    """Show every class with what people made of its findings."""
    store = visible_store(visit.session, visit.actor, store_id) if store_id else None
    found = standings(visit.session, visit.actor, now=visit.now, store_id=store_id)
    is_shown = {one.found.code: _has_numbers(one) for one in found}
    groups = {
        group: [one for one in found if one.found.group is group and is_shown[one.found.code]]
        for group in Group
    }
    context = {
        "groups": {group: members for group, members in groups.items() if members},
        "changes": [
            one.found
            for one in found
            if one.found.seen_by is SeenBy.ZONE and not is_shown[one.found.code]
        ],
        "unseen": [one.found for one in found if one.found.seen_by is SeenBy.NOBODY],
        "store": store,
        "stores": visible_stores(visit.session, visit.actor),
        "days": MEASURED_FOR.days,
        "least": MIN_REVIEWED,
    }
    return render(visit, "classes.html", context)


def _has_numbers(standing: Standing) -> bool:
    """Tell whether there is something to show: the eyes look for it, or something raised it."""
    is_raised = standing.trust.raised or standing.trust.unclear or standing.watched
    is_looked_for = standing.found.seen_by in _LOOKED_FOR or standing.found.code == _CHANGED
    return bool(is_raised) or is_looked_for


@router.get("/{code}")
def show_class(visit: VisitDep, code: str) -> Response:
    """Show one class: what it is, what follows from it, and how it did at each store."""
    standing = _standing(visit, code)
    asked = Asked(visit.now, code=code)
    by_store = trust_of(visit.session, visit.actor, asked, by_store=True)
    by_model = trust_of(visit.session, visit.actor, asked, by_model=True)
    stores = {store.id: store for store in visible_stores(visit.session, visit.actor)}
    context = {
        "standing": standing,
        "found": standing.found,
        "by_store": sorted(by_store, key=lambda line: _order(line, stores)),
        "by_model": by_model,
        "stores": stores,
        "choices": _choices(visit, code) if may_rule(visit.session, visit.actor) else (),
        "modes": _modes(standing),
        "days": MEASURED_FOR.days,
        "least": MIN_REVIEWED,
    }
    return render(visit, "class.html", context)


def _order(line: TrustLine, stores: dict[uuid.UUID, Store]) -> tuple[bool, float, str]:
    """Put what counts first, and the stores where people agree least at the top."""
    code = stores[line.store_id].code if line.store_id in stores else ""
    precision = line.tally.precision
    return line.is_shadow, 2.0 if precision is None else precision, code


def _modes(standing: Standing) -> list[Mode]:
    is_never = standing.found.evidence is EvidenceRule.HUMAN
    return [mode for mode in Mode if not (is_never and mode.is_automatic)]


def _choices(visit: Visit, code: str) -> list[Choice]:
    wishes = wishes_of(visit.session, [code])
    said = {True: "on", False: "off", None: ""}
    choices = []
    for zone in ("", *(zone.value for zone in Zone)):
        rule = wishes.get((code, zone))
        is_on, mode = (rule.is_on, rule.mode) if rule else (None, None)
        choices.append(Choice(zone, said[is_on], mode or ""))
    return choices


@router.get("/{code}/findings")
def show_findings_behind(
    visit: VisitDep,
    code: str,
    *,
    word: Annotated[str, Query(pattern="^(raised|confirmed|rejected|unsure|waiting|unclear)$")],
    store_id: uuid.UUID | None = None,
    probation: bool = False,
) -> Response:
    """Show the findings that a number counts, the newest first."""
    session, actor = visit.session, visit.actor
    if store_id is not None:
        visible_store(session, actor, store_id)
    standing = _standing(visit, code)
    asked = Asked(visit.now, store_id, code)
    doubts = photos_unclear(session, actor, asked) if word == UNCLEAR else []
    findings = (
        []
        if word == UNCLEAR
        else findings_behind(session, actor, asked, Word(word), is_shadow=probation)
    )
    photos = photos_by_ids(session, {one.photo_id for one in findings if one.photo_id})
    stores = {store.id: store for store in visible_stores(session, actor)}
    roles = roles_by_store(session, actor, stores.values())
    context = {
        "found": standing.found,
        "word": word,
        "is_probation": probation,
        "store": stores.get(store_id) if store_id else None,
        "stores": stores,
        "findings": findings,
        "place_names": place_names(session, findings),
        "closeups": closeups(findings, photos, analyses_of(session, photos)),
        "reviewable": {
            one.id
            for one in findings
            if one.human_result is None and may_review(roles[one.store_id])
        },
        "doubts": [(photo, plain_key(photo) if photo.readable_at else "") for photo in doubts],
    }
    return render(visit, "class_findings.html", context)


@router.post("/{code}")
def send_rule(
    visit: VisitDep,
    code: str,
    *,
    zone: Annotated[str, Form()] = "",
    is_on: Annotated[str, Form(pattern="^(on|off|)$")] = "",
    mode: Annotated[str, Form()] = "",
) -> Response:
    """Say what the chain wants of a class, everywhere or in one zone."""
    set_rule(
        visit.session,
        visit.actor,
        code,
        zone=Zone(zone) if zone in set(Zone) else None,
        is_on=_ON[is_on],
        mode=Mode(mode) if mode in set(Mode) else None,
    )
    return RedirectResponse(f"/console/classes/{code}#rules", status_code=303)


def _standing(visit: Visit, code: str) -> Standing:
    found = standings(visit.session, visit.actor, now=visit.now)
    standing = next((one for one in found if one.found.code == code), None)
    if standing is None:
        raise ClassNotFound
    return standing
