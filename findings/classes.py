"""What a chain wants of each class, and what holds on a photo; apart because few may change it."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from core.clock import now
from core.db import lock_name
from core.errors import Fault
from findings.errors import ClassNotFound, ModeNotAllowed
from findings.models import ClassRule
from findings.rules import BURST_FRAMES, Note, Ruling, why_not_automatic
from findings.trust import (
    Asked,
    Measured,
    TrustLine,
    measured_at,
    measured_by_store,
    trust_of,
)
from findings.vocabulary import EvidenceRule, FindingClass, Mode, vocabulary
from stores.errors import RoleMissing
from stores.models import Role, Zone
from stores.queries import roles_in_chain
from stores.rules import Actor

EVERYWHERE = ""
_PARTS = frozenset({Zone.HOT_KITCHEN, Zone.WASH_UP})
"""Parts of the kitchen: what is said of the kitchen holds in them."""

Wishes = Mapping[tuple[str, str], ClassRule]
"""What a chain said, by code and zone."""


@dataclass(frozen=True, slots=True)
class InForce:
    """Whether a class is judged in a zone and what follows, and whether the chain said so."""

    is_on: bool
    mode: Mode
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Rulings:
    """What holds for findings of one store now; read once, then asked for each finding."""

    wishes: Wishes = field(default_factory=dict)
    measured: Mapping[str, Measured] = field(default_factory=dict)

    def for_(
        self,
        code: str,
        zone: str,
        *,
        frames: int = 1,
        is_shadow: bool = False,
        is_mounted: bool = True,
    ) -> Ruling:
        """Return what holds for one finding.

        Args:
            code: Its class.
            zone: The zone of the question that its photo answers.
            frames: Photos that were judged together.
            is_shadow: Whether a model on probation saw it.
            is_mounted: Whether a camera hangs there; False of a phone in a hand.
        """
        found = vocabulary().of(code)
        here = in_force(found, zone, self.wishes)
        counts = self.measured.get(code, Measured())
        tally = counts.of(here.mode)
        return Ruling(found, here.mode, here.is_on, is_shadow, frames, is_mounted, tally)


def in_force(found: FindingClass, zone: str, wishes: Wishes) -> InForce:
    """Return what holds in a zone: the nearest word of the chain, else the vocabulary's."""
    places = [zone, *([Zone.KITCHEN.value] if zone in _PARTS else []), EVERYWHERE]
    rules = [wishes[found.code, place] for place in places if (found.code, place) in wishes]
    is_on = next((rule.is_on for rule in rules if rule.is_on is not None), None)
    mode = next((rule.mode for rule in rules if rule.mode is not None), None)
    return InForce(
        is_on=_is_judged(found, zone) if is_on is None else is_on,
        mode=Mode(mode) if mode else found.mode,
        is_changed=is_on is not None or mode is not None,
    )


def _is_judged(found: FindingClass, zone: str) -> bool:
    if not found.zones or zone in found.zones:
        return True
    # A question about the kitchen does not say which part of it its photo shows.
    return zone == Zone.KITCHEN and bool(_PARTS & set(found.zones))


def rulings(
    session: Session, *, store_id: uuid.UUID, codes: Collection[str], now: datetime
) -> Rulings:
    """Return what holds for findings of these classes at a store.

    The precision is the store's own where enough was reviewed there, else the chain's.
    """
    if not codes:
        return Rulings()
    return Rulings(wishes_of(session, codes), measured_at(session, store_id, codes, now=now))


def wishes_of(
    session: Session, codes: Collection[str] | None = None
) -> dict[tuple[str, str], ClassRule]:
    """Return what the chain said of classes, of all or of these."""
    query = select(ClassRule)
    if codes is not None:
        query = query.where(col(ClassRule.code).in_(codes))
    return {(rule.code, rule.zone): rule for rule in session.exec(query)}


def may_rule(session: Session, actor: Actor) -> bool:
    """Tell whether somebody may say which classes are judged: administrators of the chain."""
    return Role.ADMIN in roles_in_chain(session, actor)


def set_rule(
    session: Session,
    actor: Actor,
    code: str,
    *,
    zone: Zone | None,
    is_on: bool | None,
    mode: Mode | None,
) -> FindingClass:
    """Say what the chain wants of a class, everywhere or in one zone; once more changes nothing.

    Without a word about either, the vocabulary's own holds again.

    Raises:
        RoleMissing: If they are no administrator of the chain.
        ClassNotFound: If no vocabulary has the class.
        ModeNotAllowed: If a person has to look at it first, and the mode is automatic.
    """
    if not may_rule(session, actor):
        raise RoleMissing
    if code not in vocabulary():
        raise ClassNotFound
    found = vocabulary().of(code)
    if mode and mode.is_automatic and found.evidence is EvidenceRule.HUMAN:
        raise ModeNotAllowed(faults=(Fault("/mode", "a person looks at this class first"),))
    lock_name(session, f"class/{code}")
    rule = _rule(session, code, zone)
    if rule is not None and (rule.is_on, rule.mode) == (is_on, mode):
        return found
    if rule is not None:
        session.delete(rule)
        session.flush()
    if (is_on, mode) != (None, None):
        session.add(
            ClassRule(
                code=code,
                zone=zone.value if zone else EVERYWHERE,
                is_on=is_on,
                mode=mode.value if mode else None,
                changed_by_id=actor.staff_id,
                changed_at=now(),
            )
        )
    session.flush()
    return found


def _rule(session: Session, code: str, zone: Zone | None) -> ClassRule | None:
    place = zone.value if zone else EVERYWHERE
    query = select(ClassRule).where(ClassRule.code == code, ClassRule.zone == place)
    return session.exec(query).first()


@dataclass(frozen=True, slots=True)
class Standing:
    """One class as people see it: what holds in each zone, and how far it can be trusted."""

    found: FindingClass
    zones: Mapping[Zone, InForce]
    trust: TrustLine
    watched: TrustLine | None  # what models on probation saw of it
    held_back: Mapping[uuid.UUID, str]  # stores where it may not act by itself now, and why

    @property
    def is_dropped(self) -> bool:
        """True where people rejected too many, so that it dropped itself to review."""
        return any(why.startswith(Note.BELOW_FLOOR) for why in self.held_back.values())


def standings(
    session: Session, actor: Actor, *, now: datetime, store_id: uuid.UUID | None = None
) -> list[Standing]:
    """Return every class, with numbers of the stores the person may see, or of one of them."""
    wishes = wishes_of(session)
    lines = trust_of(session, actor, Asked(now, store_id))
    told = {line.code: line for line in lines if not line.is_shadow}
    watched = {line.code: line for line in lines if line.is_shadow}
    more = sorted({line.code for line in lines} - set(vocabulary().classes))
    known = [*vocabulary(), *(vocabulary().of(code) for code in more)]
    held = {one.code: {zone: in_force(one, zone.value, wishes) for zone in Zone} for one in known}
    back = _held_back(session, actor, held, now=now, store_id=store_id)
    return [
        Standing(
            found=one,
            zones=held[one.code],
            trust=told.get(one.code) or TrustLine(one.code),
            watched=watched.get(one.code),
            held_back=back.get(one.code, {}),
        )
        for one in known
    ]


def _held_back(
    session: Session,
    actor: Actor,
    held: Mapping[str, Mapping[Zone, InForce]],
    *,
    now: datetime,
    store_id: uuid.UUID | None,
) -> dict[str, dict[uuid.UUID, str]]:
    """Return where a class that is automatic may not act by itself, and why."""
    modes = {
        code: {one.mode for one in zones.values() if one.is_on and one.mode.is_automatic}
        for code, zones in held.items()
    }
    codes = [code for code in modes if modes[code]]
    found: dict[str, dict[uuid.UUID, str]] = {}
    for (code, place), counts in measured_by_store(session, actor, codes, now=now).items():
        if store_id not in {None, place}:
            continue
        for mode in modes[code]:
            one = vocabulary().of(code)
            ruling = Ruling(one, mode, frames=BURST_FRAMES, measured=counts.of(mode))
            if why := why_not_automatic(ruling):
                found.setdefault(code, {})[place] = why
    return found
