"""The first page: which stores need help and why, worst first, and what waits for this person."""

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from api.console.due_lists import own_undone
from api.console.reasons import TONES, top_reason
from api.console.rendering import render
from api.console.visits import Visit, VisitDep
from checklists.models import Severity
from checklists.visits.kinds import kinds_of
from findings.queries import count_awaiting_review
from scorecards.queries import ScorecardRow, scorecards
from stores.queries import roles_in_chain, visible_regions
from stores.rules import may_govern
from tickets.models import Ticket
from tickets.queries import Inbox, count, most_urgent


@dataclass(frozen=True, slots=True)
class Counter:
    """A number that asks for something, and where to do it."""

    text: str
    count: int
    href: str
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One store in the list."""

    row: ScorecardRow
    tone: str
    reason: str
    first: Ticket | None  # the ticket to look at first


def show_home(visit: VisitDep, region_id: uuid.UUID | None = None) -> Response:
    """Show the stores of a region, or all of them, worst first."""
    session, actor = visit.session, visit.actor
    rows = scorecards(session, actor, region_id=region_id)
    urgent = most_urgent(session, [row.store.id for row in rows])
    regions = visible_regions(session, actor)
    return render(
        visit,
        "home.html",
        {
            "counters": _counters(visit),
            "undone": own_undone(visit),
            "kinds": kinds_of(session),
            "regions": regions,
            "regions_by_id": {region.id: region for region in regions},
            "region_id": region_id,
            "may_govern": may_govern(roles_in_chain(session, actor)),
            "lines": [_to_line(visit, row, urgent.get(row.store.id)) for row in rows],
        },
    )


def _to_line(visit: Visit, row: ScorecardRow, first: Ticket | None) -> Line:
    return Line(
        row=row,
        tone=TONES.get(row.band or "", ""),
        reason=top_reason(visit.language, row.period.explanation if row.period else {}),
        first=first,
    )


def _counters(visit: Visit) -> list[Counter]:
    _ = visit.language.texts.gettext

    def tickets(text: str, tab: str, wanted: Inbox, *, is_urgent: bool = False) -> Counter:
        href = f"/console/tickets?{urlencode({'tab': tab})}"
        return Counter(text, count(visit.session, visit.actor, wanted), href, is_urgent)

    return [
        tickets(_("Overdue tickets"), "overdue", Inbox(overdue=True), is_urgent=True),
        tickets(_("Nobody owns them"), "unassigned", Inbox(unassigned=True), is_urgent=True),
        tickets(_("Fixes to verify"), "to_verify", Inbox(to_verify=True)),
        Counter(
            _("Findings to review"),
            count_awaiting_review(visit.session, visit.actor),
            "/console/reviews",
            is_urgent=bool(
                count_awaiting_review(visit.session, visit.actor, severity=Severity.CRITICAL)
            ),
        ),
    ]
