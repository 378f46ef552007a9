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
from findings.rules import Ruling
from findings.trust import Measured, measured_at
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

    def for_(self, code: str, zone: str, *, frames: int = 1, is_shadow: bool = False) -> Ruling:
        """Return what holds for one finding.

        Args:
            code: Its class.
            zone: The zone of the question that its photo answers.
            frames: Photos that were judged together.
            is_shadow: Whether a model on probation saw it.
        """
        found = vocabulary().of(code)
        here = in_force(found, zone, self.wishes)
        counts = self.measured.get(code, Measured())
        tally = counts.of(here.mode)
        return Ruling(found, here.mode, here.is_on, is_shadow, frames, tally)


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
