"""Scores in words: which terms a store's score is made of, what moved it, and what matters most."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from api.console.labels import CAUSES, INSPECTION_KINDS, SEVERITIES, translator
from api.console.language import Language
from checklists.visits.kinds import Kind
from scorecards.models import ScoreMove
from scorecards.rules import Band
from stores.models import Store

TONES = {
    Band.EXCELLENT.value: "good",
    Band.GOOD.value: "good",
    Band.FAIR.value: "fair",
    Band.POOR.value: "poor",
}
"""How a band looks; the word is always beside it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of how a score comes about."""

    text: str
    value: str
    detail: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One change of a score."""

    text: str
    change: str
    span: str
    is_up: bool
    at: datetime
    href: str = ""


def top_reason(language: Language, explanation: Mapping[str, Any]) -> str:
    """Return what costs a store points, the larger loss first; empty without a score."""
    inspection_pct = explanation.get("inspections", {}).get("score_pct")
    if inspection_pct is None:
        return ""
    gettext = language.texts.gettext
    losses = (
        (100 - inspection_pct, gettext("inspections cost %(points)s points")),
        (explanation["tickets"]["deduction"], gettext("open tickets cost %(points)s points")),
    )
    told = [
        text % {"points": language.number(points, 1)}
        for points, text in sorted(losses, key=lambda loss: -loss[0])
        if points > 0
    ]
    reason = gettext("; ").join(told) if told else gettext("everything passed, nothing is open")
    return reason[0].upper() + reason[1:]


def terms_of(
    language: Language,
    store: Store,
    explanation: Mapping[str, Any],
    kinds: Mapping[str, Kind] = MappingProxyType({}),
) -> list[Term]:
    """Return every term of a store's score, also what was left out and why.

    Args:
        language: In which language to say it.
        store: Whose score it is; moments are told in its time.
        explanation: The stored explanation; empty where nothing was scored yet.
        kinds: The chain's kinds of visits by code, for their names.
    """
    if not explanation:
        return []
    return [
        *_visit_terms(language, store, explanation["inspections"], kinds),
        *_ticket_terms(language, store, explanation["tickets"]),
    ]


def _visit_terms(
    language: Language, store: Store, visits: Mapping[str, Any], kinds: Mapping[str, Kind]
) -> Iterator[Term]:
    gettext = language.texts.gettext
    shipped = translator(language, INSPECTION_KINDS)
    for term in visits["terms"]:
        at = language.moment(datetime.fromisoformat(term["finished_at"]), store.timezone)
        weight = gettext("weight %(weight)s") % {"weight": language.number(term["weight"], 2)}
        left_out = gettext("left out: nothing could be judged")
        yield Term(
            text=f"{_name_of(language, kinds, term['kind']) or shipped(term['kind'])} · {at}",
            value=language.score(term["score_pct"]),
            detail=left_out if term["left_out"] else weight,
            href=f"/console/inspections/{term['inspection_id']}",
        )
    if visits["score_pct"] is not None:
        carried = gettext("no inspection this week yet, so the last one counts")
        numerator = language.number(visits["numerator"], 1)
        sums = f"{numerator} ÷ {language.number(visits['denominator'], 2)}"
        yield Term(
            text=gettext("Mean of the inspections"),
            value=language.score(visits["score_pct"]),
            detail=f"{sums}{gettext('; ')}{carried}" if visits["is_carried_over"] else sums,
        )


def _name_of(language: Language, kinds: Mapping[str, Kind], code: str) -> str:
    return language.say(kinds[code].name) if code in kinds else ""


def _ticket_terms(language: Language, store: Store, tickets: Mapping[str, Any]) -> Iterator[Term]:
    texts = language.texts
    severity_of = translator(language, SEVERITIES)
    for term in reversed(tickets["terms"]):  # the worst first
        overdue = texts.gettext("%(overdue)s of them overdue, which counts double") % {
            "overdue": language.number(term["overdue"])
        }
        each = texts.gettext("%(points)s points each") % {
            "points": language.number(term["points_each"], 1)
        }
        count = texts.ngettext("%(num)s open ticket", "%(num)s open tickets", term["open"])
        yield Term(
            text=f"{count % {'num': term['open']}} · {severity_of(term['severity'])}",
            value=language.change(-term["deduction"]),
            detail=f"{each}{texts.gettext('; ')}{overdue}" if term["overdue"] else each,
            href=f"/console/tickets?tab=all&store_id={store.id}",
        )
    if tickets["sum"] > tickets["cap"]:
        text = texts.gettext("Tickets never take more than %(cap)s points")
        yield Term(
            text=text % {"cap": language.number(tickets["cap"])},
            value=language.change(tickets["sum"] - tickets["cap"]),
        )


def to_move_line(language: Language, move: ScoreMove) -> MoveLine:
    """Return one change of a score in words."""
    before, after = move.from_pct, move.to_pct
    difference = None if before is None or after is None else after - before
    return MoveLine(
        text=translator(language, CAUSES)(move.cause),
        change="–" if difference is None else language.change(difference),
        span=f"{language.score(before)} → {language.score(after)}",
        is_up=difference is None or difference >= 0,
        at=move.at,
        href=_href(move.cause_ids),
    )


def _href(cause_ids: Mapping[str, str]) -> str:
    for name, page in (("ticket_id", "tickets"), ("inspection_id", "inspections")):
        if name in cause_ids:
            return f"/console/{page}/{cause_ids[name]}"
    return ""
