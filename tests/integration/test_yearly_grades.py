"""The yearly grade of a store on a real PostgreSQL: which visits count, and by which calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from checklists.authoring.publishing import publish_form
from checklists.packs import pack
from checklists.visits.kinds import Kind, set_kind
from core.clock import at, now
from core.ids import new_id
from scorecards.grades import Grade
from scorecards.yearly import grades
from stores.errors import StoreNotFound
from stores.licences import report_accident, set_licence, withdraw_accident
from stores.models import Role
from tests.factories import make_actor, make_region, make_store, make_version, words
from tests.fixtures.years import at_store, make_scored, publish_kitchen

TODAY = date(2026, 11, 22)
MAY = date(2026, 5, 4)
LAST_MOMENT = time(23, 59, 59, 999_999)


@pytest.fixture
def store(session):
    return make_store(session)


@pytest.fixture
def admin(session):
    return make_actor(session, Role.ADMIN)


@pytest.fixture
def kitchen(session):
    return publish_kitchen(session)


@pytest.fixture(autouse=True)
def _noon(store):
    with at(at_store(store, TODAY)):
        yield


def told(session, actor, store):
    """Return letter, score, reason and how many visits it stands on, of the only checklist."""
    [found] = grades(session, actor, store.id).by_checklist
    return found.year.grade, found.year.score, found.year.why_none, len(found.visits)


def test_a_year_of_visits_comes_to_a_letter(session, store, admin, kitchen):
    days = [date(2026, 9, 1), date(2026, 3, 2), date(2026, 6, 30)]
    ids = {
        day: make_scored(session, store, kitchen, at_store(store, day), pct).id
        for day, pct in zip(days, (97.0, 90.0, 80.0), strict=True)
    }
    found = grades(session, admin, store.id)
    [one] = found.by_checklist
    assert (found.on, one.year.grade, one.year.score) == (TODAY, Grade.B, 8.9)
    assert (one.checklist.code, one.scoring.scale) == ("restaurant-kitchen", 10.0)
    assert (one.year.since, one.year.until) == (date(2025, 11, 22), TODAY)
    assert [(visit.on, visit.score, visit.inspection.id) for visit in one.visits] == [
        (day, score, ids[day]) for day, score in ((days[1], 9.0), (days[2], 8.0), (days[0], 9.7))
    ]


@pytest.mark.parametrize(
    ("day", "hour", "counts"),
    [
        (date(2025, 11, 21), LAST_MOMENT, False),  # a moment too old
        (date(2025, 11, 22), time(), True),
        (date(2026, 11, 21), LAST_MOMENT, True),
        (TODAY, time(), False),  # today is not over
        (TODAY + timedelta(days=1), time(9), False),  # by a clock that is wrong
    ],
)
def test_twelve_months_by_the_stores_own_calendar(session, admin, kitchen, day, hour, counts):
    score = 9.0 if counts else 10.0
    for timezone in ("Asia/Urumqi", "America/New_York", "Pacific/Kiritimati"):
        store = make_store(session, timezone=timezone)
        make_scored(session, store, kitchen, at_store(store, MAY), 100.0)
        make_scored(session, store, kitchen, at_store(store, day, hour), 80.0)
        for moment in (time(), LAST_MOMENT):
            with at(at_store(store, TODAY, moment)):
                assert told(session, admin, store) == (Grade.A, score, None, 1 + counts)


def test_the_same_moment_is_two_days_at_two_stores(session, admin, kitchen):
    moment = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
    stores = [make_store(session, timezone=zone) for zone in ("Asia/Shanghai", "Europe/London")]
    for store in stores:
        make_scored(session, store, kitchen, moment, 90.0)
    with at(datetime(2026, 11, 22, 4, tzinfo=UTC)):
        shanghai, london = (grades(session, admin, store.id) for store in stores)
    assert shanghai.by_checklist == ()  # there it was today
    assert [visit.on for visit in london.by_checklist[0].visits] == [date(2026, 11, 21)]


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        ("routine", True),
        ("unannounced", True),
        ("self_check", False),  # nobody grades themselves
        ("remote", False),  # has no weight
        ("night", True),
        ("drill", False),
    ],
)
def test_which_kinds_of_visits_count(session, store, admin, kitchen, kind, counts):
    set_kind(session, admin, Kind("night", words("Night"), 0.5))
    set_kind(session, admin, Kind("drill", words("Drill"), 0.0))
    make_scored(session, store, kitchen, at_store(store, MAY), 100.0)
    make_scored(session, store, kitchen, at_store(store, MAY), 60.0, kind=kind)
    score = 8.0 if counts else 10.0
    assert told(session, admin, store)[1:] == (score, None, 1 + counts)


def test_only_this_store_and_only_what_was_scored(session, store, admin, kitchen):
    make_scored(session, make_store(session), kitchen, at_store(store, MAY), 100.0)
    assert grades(session, admin, store.id).by_checklist == ()
    make_scored(session, store, kitchen, at_store(store, MAY), None)
    assert told(session, admin, store) == (None, None, "no_scores", 0)
    make_scored(session, store, kitchen, at_store(store, MAY), 59.0)
    assert told(session, admin, store) == (None, 5.9, "too_low", 1)


def test_a_score_stays_as_it_was_given_and_the_newest_version_tells_the_scale(
    session, store, admin, kitchen
):
    make_scored(session, store, kitchen, at_store(store, MAY), 90.0, is_graded=False)
    newer = publish_kitchen(session, scale=100.0, decimals=0)
    assert newer.number == 2
    make_scored(session, store, newer, at_store(store, MAY + timedelta(days=1)), 81.0)
    [found] = grades(session, admin, store.id).by_checklist
    assert [(v.score_pct, v.score, v.is_graded) for v in found.visits] == [
        (90.0, 90.0, False),
        (81.0, 81.0, True),
    ]
    assert (found.year.score, found.year.grade) == (86.0, Grade.B)  # 85.5, half up


@pytest.mark.parametrize("without", ["bands", "critical"])
def test_only_a_checklist_that_gives_grades_has_one(session, store, admin, kitchen, without):
    make_scored(session, store, kitchen, at_store(store, MAY), 90.0)
    make_scored(session, store, make_version(session), at_store(store, MAY), 90.0)  # before forms
    assert told(session, admin, store) == (Grade.A, 9.0, None, 1)
    publish_kitchen(session, **{without: ()})  # bands alone are words for a score
    assert grades(session, admin, store.id).by_checklist == ()


@pytest.mark.parametrize(
    ("licensed_on", "why_none"),
    [(date(2026, 8, 22), None), (date(2026, 8, 23), "new_licence"), (TODAY, "new_licence")],
)
def test_a_new_licence_takes_the_letter(session, store, admin, kitchen, licensed_on, why_none):
    make_scored(session, store, kitchen, at_store(store, MAY), 95.0)
    set_licence(session, admin, store.id, licensed_on=licensed_on)
    grade = None if why_none else Grade.A
    assert told(session, admin, store) == (grade, 9.5, why_none, 1)


def test_an_accident_takes_the_letter_until_it_is_withdrawn(session, store, admin, kitchen):
    make_scored(session, store, kitchen, at_store(store, MAY), 95.0)
    old, new = new_id(), new_id()
    for accident_id, day in ((old, date(2026, 5, 22)), (new, date(2026, 5, 23))):
        report_accident(session, admin, store.id, accident_id, happened_on=day, note="Ill guests")
    assert told(session, admin, store) == (None, 9.5, "accident", 1)
    assert grades(session, admin, store.id).accident_on == date(2026, 5, 23)
    withdraw_accident(session, admin, store.id, new, reason="At another store")
    assert told(session, admin, store) == (Grade.A, 9.5, None, 1)  # the older one is six months ago
    found = grades(session, admin, store.id)
    assert [line.is_withdrawn for line in found.accidents] == [True, False]


def test_checklists_come_by_their_code(session, store, admin, kitchen):
    bakery = pack("restaurant-kitchen").model_copy(update={"code": "bakery-kitchen"})
    patrol = pack("convenience-store-patrol")  # has bands, and no rule that takes a grade away
    others = [publish_form(session, None, form, at=now()) for form in (bakery, patrol)]
    for version, pct in zip((kitchen, *others), (90.0, 80.0, 95.0), strict=True):
        make_scored(session, store, version, at_store(store, MAY), pct)
    found = grades(session, admin, store.id).by_checklist
    assert [(one.checklist.code, one.year.grade, one.year.score) for one in found] == [
        ("bakery-kitchen", Grade.B, 8.0),
        ("restaurant-kitchen", Grade.A, 9.0),
    ]


def test_a_store_elsewhere_is_not_there(session, store):
    actor = make_actor(session, Role.REGIONAL_MANAGER, region=make_region(session))
    with pytest.raises(StoreNotFound):
        grades(session, actor, store.id)
