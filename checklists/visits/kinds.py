"""Why somebody visits, as a chain has it; apart because kinds are told, not published."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sqlmodel import Session, select

from checklists.authoring.models import VisitKind
from checklists.errors import VisitKindInvalid
from core.clock import now
from core.db import lock_name
from core.errors import Fault
from core.words import LOCALES, Words
from stores.errors import RoleMissing
from stores.queries import roles_in_chain
from stores.rules import Actor, may_author

MAX_WEIGHT = 10.0
MAX_NAME = 60
_CODE = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_SHIPPED = Path(__file__).with_name("kinds.json")


@dataclass(frozen=True, slots=True)
class Kind:
    """Why somebody looks, and how much it counts in the store score."""

    code: str
    name: Words
    weight: float  # beside the other kinds; 0: it is not counted there
    is_on: bool = True  # False: nobody starts a visit of this kind any more


@cache
def shipped_kinds() -> Mapping[str, Kind]:
    """Return the kinds every chain begins with, by code, in the order people choose from."""
    kinds = (Kind(**one) for one in json.loads(_SHIPPED.read_text(encoding="utf-8")))
    return MappingProxyType({kind.code: kind for kind in kinds})


def kinds_of(session: Session) -> dict[str, Kind]:
    """Return the kinds of this chain by code, also those turned off: old visits are of them."""
    told = session.exec(select(VisitKind).order_by(VisitKind.code)).all()
    own = {row.code: Kind(row.code, row.name, row.weight, row.is_on) for row in told}
    return {**shipped_kinds(), **own}


def set_kind(session: Session, actor: Actor, kind: Kind) -> Kind:
    """Say what a kind of visit is called and counts; the same again changes nothing but who said.

    Raises:
        RoleMissing: If they may not write checklists.
        VisitKindInvalid: With everything that is wrong.
    """
    require_author(session, actor)
    if faults := _faults_of(kind):
        raise VisitKindInvalid(faults=tuple(faults))
    lock_name(session, f"visit-kind/{kind.code}")
    row = session.exec(select(VisitKind).where(VisitKind.code == kind.code)).first()
    if row is None:
        row = VisitKind(code=kind.code, changed_by_id=actor.staff_id)
    row.name, row.weight, row.is_on = dict(kind.name), kind.weight, kind.is_on
    row.changed_by_id, row.changed_at = actor.staff_id, now()
    session.add(row)
    session.flush()
    return kind


def require_author(session: Session, actor: Actor) -> None:
    """Let nobody pass who may not say what the chain is asked.

    Raises:
        RoleMissing: If they are no administrator or regional manager of the whole chain.
    """
    if not may_author(roles_in_chain(session, actor)):
        msg = "only administrators and regional managers of the whole chain write checklists"
        raise RoleMissing(msg)


def _faults_of(kind: Kind) -> list[Fault]:
    faults: list[Fault] = []
    if not _CODE.fullmatch(kind.code) or len(kind.code) > MAX_NAME:
        faults.append(Fault("/code", "lower-case letters and digits, parts joined by _ or -"))
    if not math.isfinite(kind.weight) or not 0 <= kind.weight <= MAX_WEIGHT:
        faults.append(Fault("/weight", f"must be 0 to {MAX_WEIGHT:g}"))
    texts = [kind.name.get(locale, "").strip() for locale in LOCALES]
    if not any(texts) or max(map(len, texts)) > MAX_NAME or "\x00" in "".join(texts):
        faults.append(Fault("/name", f"1 to {MAX_NAME} characters in one language at least"))
    return faults
