"""Licences and accidents on a real PostgreSQL: who writes them, once, and never edited."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.clock import at
from core.ids import new_id
from stores.errors import (
    AccidentDiffers,
    AccidentNotFound,
    RecordInvalid,
    RoleMissing,
    StoreNotFound,
)
from stores.licences import (
    EARLIEST,
    MAX_NOTE,
    accidents_of,
    last_accident_on,
    report_accident,
    set_licence,
    withdraw_accident,
)
from stores.models import Role
from stores.queries import store_by_id
from tests.factories import make_actor, make_region, make_store

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)  # 12:00 in Shanghai
TODAY = date(2026, 11, 22)
WRITERS = {Role.ADMIN, Role.REGIONAL_MANAGER}


@pytest.fixture(autouse=True)
def _noon():
    with at(NOON):
        yield


@pytest.fixture
def store(session):
    return make_store(session)


@pytest.fixture
def admin(session):
    return make_actor(session, Role.ADMIN)


def pointers(refused):
    return [fault.pointer for fault in refused.value.faults]


def test_a_licence_is_set_changed_and_forgotten(session, store, admin):
    for day in (TODAY, EARLIEST, EARLIEST, None):
        set_licence(session, admin, store.id, licensed_on=day)
        session.expire_all()
        assert store_by_id(session, store.id).licensed_on == day


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), EARLIEST - timedelta(days=1)])
def test_a_day_that_has_not_come_or_is_a_slip_is_refused(session, store, admin, day):
    with pytest.raises(RecordInvalid) as refused:
        set_licence(session, admin, store.id, licensed_on=day)
    assert pointers(refused) == ["/licensed_on"]
    with pytest.raises(RecordInvalid) as refused:
        report_accident(session, admin, store.id, new_id(), happened_on=day, note=" ")
    assert pointers(refused) == ["/happened_on", "/note"]
    assert accidents_of(session, store.id) == []


@pytest.mark.parametrize(
    ("timezone", "moment", "may"),
    [
        ("Asia/Shanghai", "2026-11-22T15:59:59+00:00", False),
        ("Asia/Shanghai", "2026-11-22T16:00:00+00:00", True),  # the 23rd has begun there
        ("America/New_York", "2026-11-23T04:59:59+00:00", False),
        ("America/New_York", "2026-11-23T05:00:00+00:00", True),
    ],
)
def test_whether_a_day_has_come_the_store_says(session, admin, timezone, moment, may):
    store, tomorrow = make_store(session, timezone=timezone), TODAY + timedelta(days=1)
    with at(datetime.fromisoformat(moment)):
        if may:
            assert set_licence(session, admin, store.id, licensed_on=tomorrow)
        else:
            with pytest.raises(RecordInvalid):
                set_licence(session, admin, store.id, licensed_on=tomorrow)


def test_an_accident_is_written_down_once(session, store, admin):
    accident_id = new_id()
    said = {"happened_on": TODAY, "note": " Three guests fell ill \n"}
    first = report_accident(session, admin, store.id, accident_id, **said)
    other = make_actor(session, Role.ADMIN)
    with at(NOON + timedelta(hours=1)):
        again = report_accident(session, other, store.id, accident_id, **said)
    assert again.accident.id == first.accident.id == accident_id
    [line] = accidents_of(session, store.id)
    assert (line.accident.note, line.accident.staff_id) == ("Three guests fell ill", admin.staff_id)
    assert (line.accident.created_at, line.is_withdrawn) == (NOON, False)


@pytest.mark.parametrize("change", ["day", "note", "store"])
def test_another_accident_under_its_id_is_refused(session, store, admin, change):
    accident_id, said = new_id(), {"happened_on": TODAY, "note": "Mice"}
    report_accident(session, admin, store.id, accident_id, **said)
    store_id = make_store(session).id if change == "store" else store.id
    said |= {"day": {"happened_on": EARLIEST}, "note": {"note": "Rats"}, "store": {}}[change]
    with pytest.raises(AccidentDiffers):
        report_accident(session, admin, store_id, accident_id, **said)
    assert [line.accident.note for line in accidents_of(session, store.id)] == ["Mice"]


@pytest.mark.parametrize("text", ["", " \n", "x" * (MAX_NOTE + 1), "a\x00b"])
def test_words_are_needed(session, store, admin, text):
    with pytest.raises(RecordInvalid) as refused:
        report_accident(session, admin, store.id, new_id(), happened_on=TODAY, note=text)
    assert pointers(refused) == ["/note"]
    with pytest.raises(RecordInvalid) as refused:
        withdraw_accident(session, admin, store.id, new_id(), reason=text)
    assert pointers(refused) == ["/reason"]


def test_a_withdrawn_accident_stays_and_counts_no_longer(session, store, admin):
    ids = [new_id(), new_id()]
    for number, accident_id in enumerate(ids):
        day = TODAY - timedelta(days=number)
        report_accident(session, admin, store.id, accident_id, happened_on=day, note="Mice")
    assert last_accident_on(accidents_of(session, store.id), until=TODAY) == TODAY
    withdrawn = withdraw_accident(session, admin, store.id, ids[0], reason=" Wrong store ")
    assert withdrawn.is_withdrawn
    again = withdraw_accident(session, admin, store.id, ids[0], reason="Wrong store")
    assert again.withdrawal.id == withdrawn.withdrawal.id
    with pytest.raises(AccidentDiffers):
        withdraw_accident(session, admin, store.id, ids[0], reason="Something else")
    lines = accidents_of(session, store.id)
    assert [(line.accident.id, line.is_withdrawn) for line in lines] == [
        (ids[0], True),
        (ids[1], False),
    ]
    assert lines[0].withdrawal.reason == "Wrong store"
    assert last_accident_on(lines, until=TODAY) == TODAY - timedelta(days=1)
    assert last_accident_on(lines, until=TODAY - timedelta(days=2)) is None
    # Sent once more, the accident is still the one that was withdrawn.
    resent = report_accident(session, admin, store.id, ids[0], happened_on=TODAY, note="Mice")
    assert resent.is_withdrawn


def test_only_an_accident_of_this_store_is_withdrawn(session, store, admin):
    elsewhere, accident_id = make_store(session), new_id()
    report_accident(session, admin, elsewhere.id, accident_id, happened_on=TODAY, note="Mice")
    for unknown in (accident_id, new_id()):
        with pytest.raises(AccidentNotFound):
            withdraw_accident(session, admin, store.id, unknown, reason="Wrong")
    assert not accidents_of(session, elsewhere.id)[0].is_withdrawn


@pytest.mark.parametrize("role", Role)
def test_who_may_write_it_down(session, store, role):
    writer = make_actor(session, role, store=store)
    accident_id = new_id()
    deeds = [
        lambda: set_licence(session, writer, store.id, licensed_on=TODAY),
        lambda: report_accident(
            session, writer, store.id, accident_id, happened_on=TODAY, note="Mice"
        ),
        lambda: withdraw_accident(session, writer, store.id, accident_id, reason="None"),
    ]
    for deed in deeds:
        if role in WRITERS:
            assert deed()
        else:
            with pytest.raises(RoleMissing):
                deed()


def test_a_store_elsewhere_is_not_there(session, store):
    writer = make_actor(session, Role.REGIONAL_MANAGER, region=make_region(session))
    with pytest.raises(StoreNotFound):
        set_licence(session, writer, store.id, licensed_on=TODAY)
