"""Four weeks of the demo chain, ending now: who visited which store when, and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from checklists import service
from checklists.models import InspectionKind
from checklists.photos import uploads
from checklists.queries import version_with_questions
from core import clock
from deploy.demo import chain
from deploy.demo.checklists import FLOOR, KITCHEN
from deploy.demo.diary import Diary
from deploy.demo.fixes import follow_new
from deploy.demo.licences import plan_licences
from deploy.demo.pictures import NO_MASK
from deploy.demo.places import draw_views
from deploy.demo.visits import Filled, Visit, fill
from findings import service as finding_service
from findings.models import Decision, Finding, Result
from scorecards import service as scorecard_service
from stores.models import StoreStatus
from stores.rules import Actor
from vision.values import FindingKind

WEEKS = 4
_FLOOR_EVERY, _KITCHEN_EVERY = timedelta(days=5.2), timedelta(days=12.1)
_OPENS, _SHUTS = 9, 19  # when inspectors come, by the store's clock
_SPOTLESS = timedelta(days=10)
_REVIEWED_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Style:
    """How well a store is run at the beginning and at the end of the history, 0 to 1."""

    before: float
    after: float


_STYLES = {
    "sh-01": Style(0.9, 0.98),
    "sh-02": Style(0.85, 0.85),
    "sh-03": Style(0.4, 0.85),  # learns
    "hz-01": Style(0.9, 0.9),
    "hz-02": Style(0.85, 0.45),  # slips
    "su-01": Style(0.75, 0.8),
    "nj-01": Style(0.7, 0.7),
    "xj-01": Style(0.85, 0.95),
    "xj-02": Style(0.5, 0.6),
    "xj-03": Style(0.8, 0.75),
    "xj-04": Style(0.6, 0.6),
    "xj-05": Style(0.45, 0.4),
}
# The last visits: what was wrong, and how far it got, so that tickets of every state are there.
# Nothing else ever goes wrong there: a fault that is open already would open no ticket.
_LAST_DAY = {
    "hz-01": ("lights-on", "on_hold"),
    "hz-02": ("snacks-shelf", "acknowledged"),
    "nj-01": ("drinks-shelf", "begun"),
    "sh-02": ("entrance-clean", "claimed"),
    "su-01": ("drinks-shelf", "pushed_back"),
    "xj-01": ("snacks-shelf", "claimed"),
    "xj-02": ("lights-on", "waived"),
    "xj-03": ("lights-on", "voided"),
}
# Which photos of their back doors these stores send, and how long before the end: clear, blocked,
# with a sign, and blocked once more today, so that people agreed, disagreed, and still have to say.
_BACK_DOORS = ("sh-02", "hz-01", "nj-01", "xj-01")
_SEEN_THERE = (
    (timedelta(days=27), 0),
    (timedelta(days=18), 1),
    (timedelta(days=9), 3),
    (timedelta(minutes=40), 1),
)
_SUSPENDED_FOR = timedelta(days=13)


def write_history(diary: Diary, *, until: datetime) -> None:
    """Let four weeks happen, through the same services as everything else."""
    begins_at = until - timedelta(weeks=WEEKS)
    for store in chain.STORES:
        for visit in _visits(store, begins_at, until):
            diary.agenda.add(visit.at, Taker(diary, visit))
    for number, (code, (wrong, fate)) in enumerate(_LAST_DAY.items()):
        at = until - timedelta(hours=2, minutes=11 * number)
        region = diary.region_of(diary.planted.stores[code].id)
        kind = InspectionKind.ROUTINE.value
        visit = Visit(at, code, FLOOR, f"super.{region}", kind, care=1.0, wrong=wrong, fate=fate)
        diary.agenda.add(at, Taker(diary, visit))
    for visit in _back_door_visits(until):
        diary.agenda.add(visit.at, Taker(diary, visit))
    plan_licences(diary, begins_at=begins_at, until=until)
    for week in range(1, WEEKS + 1):
        diary.agenda.add(begins_at + timedelta(weeks=week), lambda: _roll_up_all(diary))
    diary.agenda.run(until=until)


def _visits(store: chain.DemoStore, begins_at: datetime, until: datetime) -> Iterator[Visit]:
    number = chain.STORES.index(store)
    ends_at = until - _SUSPENDED_FOR if store.status is StoreStatus.SUSPENDED else until
    for checklist, every, offset in (
        (FLOOR, _FLOOR_EVERY, timedelta(hours=1.5 + 7.7 * number)),
        (KITCHEN, _KITCHEN_EVERY, timedelta(hours=5 + 15.3 * number)),
    ):
        at = ends_at - offset
        while at > begins_at:
            yield _visit(store, checklist, _in_hours(at, store), begins_at, until)
            at -= every


def _back_door_visits(until: datetime) -> Iterator[Visit]:
    for number, code in enumerate(_BACK_DOORS):
        region = next(store.region for store in chain.STORES if store.code == code)
        for before, picture in _SEEN_THERE:
            at = until - before - timedelta(minutes=7 * number)
            kind = InspectionKind.SPECIAL.value
            login = f"super.{region}"
            yield Visit(at, code, KITCHEN, login, kind, care=1.0, back_door=picture)


def _visit(
    store: chain.DemoStore, checklist: str, at: datetime, begins_at: datetime, until: datetime
) -> Visit:
    style = _STYLES[store.code]
    share = (at - begins_at) / (until - begins_at)
    care = style.before + (style.after - style.before) * share
    # Every third visit is a self-check by the store manager, where there is one.
    is_own = at.day % 3 == 0 and store.code != chain.NO_MANAGER
    if store.code == chain.CALM and until - at < _SPOTLESS:
        care = 1.0
    return Visit(
        at=at,
        store=store.code,
        checklist=checklist,
        login=f"manager.{store.code}" if is_own else f"super.{store.region}",
        kind=(InspectionKind.SELF_CHECK if is_own else InspectionKind.ROUTINE).value,
        care=care,
        spared=_LAST_DAY[store.code][0] if store.code in _LAST_DAY else None,
    )


def _in_hours(at: datetime, store: chain.DemoStore) -> datetime:
    """Return the moment, or one on the afternoon before where nobody inspects then."""
    zone = next(region.timezone for region in chain.REGIONS if region.code == store.region)
    local = at.astimezone(ZoneInfo(zone))
    if _OPENS <= local.hour < _SHUTS:
        return at
    if local.hour < _OPENS:
        local -= timedelta(days=1)
    return local.replace(hour=_SHUTS - 1 - at.day % 5, minute=at.minute)


@dataclass(frozen=True, slots=True)
class Taker:
    """Makes one visit when its time comes."""

    diary: Diary
    visit: Visit

    def __call__(self) -> None:
        """Submit the checklist, send the photos, and let the system work."""
        diary, visit = self.diary, self.visit
        actor = diary.actor(visit.login)
        questions = version_with_questions(
            diary.session, diary.planted.versions[visit.checklist]
        ).questions
        store = diary.planted.stores[visit.store]
        filled = fill(visit, store, questions, diary.album, diary.dice)
        service.submit(diary.session, actor, filled.submission)
        self._upload(actor, filled)
        diary.settler.settle()
        draw_views(diary, filled)
        follow_new(diary, fate=visit.fate)
        self._plan_reviews(filled)

    def _upload(self, actor: Actor, filled: Filled) -> None:
        diary = self.diary
        for promise, picture in filled.pictures:
            diary.shown[promise.id] = picture
            uploads.take_content(diary.session, diary.photos, actor, promise.id, picture.content)

    def _plan_reviews(self, filled: Filled) -> None:
        """Let a supervisor look at most of what the eyes are not sure of, hours later."""
        waiting = self.diary.session.exec(
            select(Finding)
            .where(
                Finding.inspection_id == filled.submission.id,
                Finding.decision == Decision.REVIEW.value,
            )
            .order_by(col(Finding.kind), col(Finding.item), col(Finding.id))
        ).all()
        for finding in waiting:
            if self.diary.dice.random() < _REVIEWED_SHARE:
                hours = self.diary.dice.uniform(1, 20)
                self.diary.agenda.add(
                    clock.now() + timedelta(hours=hours), Reviewer(self.diary, finding)
                )


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Says of one finding whether the eyes are right; as the drawn photo knows."""

    diary: Diary
    finding: Finding

    def __call__(self) -> None:
        """Review it and let the system work."""
        diary, finding = self.diary, self.finding
        picture = diary.shown[finding.photo_id] if finding.photo_id else None
        missing = picture.missing if picture else ()
        wanted = NO_MASK if finding.kind == FindingKind.NO_MASK.value else finding.item
        result = Result.FAULT if wanted in missing else Result.NO_FAULT
        region = diary.region_of(finding.store_id)
        finding_service.review(
            diary.session, diary.actor(f"super.{region}"), finding.id, result=result, note=""
        )
        diary.settler.settle()
        follow_new(diary)


def _roll_up_all(diary: Diary) -> None:
    """Let time alone move the scores: tickets become overdue."""
    for store in diary.stores.values():
        scorecard_service.roll_up(
            diary.session,
            store.id,
            cause="clock.ticked",
            cause_ids={"at": clock.now().isoformat()},
        )
    diary.settler.settle()
