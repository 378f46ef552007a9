"""Events become deliveries, deliveries are done once, and what got lost is sent again."""

from datetime import timedelta

import pytest
from sqlmodel import select

from core import clock, outbox
from core.db import unit_of_work
from core.events import EventName, happened
from core.ids import new_id
from core.outbox import MAX_STARTS, Delivery

JOBS = {EventName.PHOTO_UPLOADED.value: ("analyze_photo",), "ticket.opened": ("a", "b")}


def record_one(session, name=EventName.PHOTO_UPLOADED):
    outbox.record(session, happened(name, photo_id=new_id()))
    session.flush()


def claim_one(session):
    record_one(session)
    [parcel] = outbox.claim(session, JOBS)
    return parcel


def test_an_event_becomes_one_delivery_per_task(session):
    record_one(session, EventName.TICKET_OPENED)
    assert [parcel.task for parcel in outbox.claim(session, JOBS)] == ["a", "b"]
    assert outbox.claim(session, JOBS) == []


def test_an_event_nobody_follows_up_is_gone_through_once(session):
    record_one(session, EventName.TICKET_ASSIGNED)
    assert outbox.claim(session, JOBS) == []
    assert session.exec(select(Delivery)).all() == []


def test_a_rolled_back_change_records_nothing(engine, tenant):
    def change_and_fail():
        with unit_of_work(engine, tenant.id) as session:
            record_one(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    with unit_of_work(engine, tenant.id) as session:
        assert outbox.claim(session, JOBS) == []


def test_two_relays_never_claim_the_same_event(engine, tenant):
    with unit_of_work(engine, tenant.id) as session:
        for _ in range(6):
            record_one(session)
    with unit_of_work(engine, tenant.id) as first, unit_of_work(engine, tenant.id) as second:
        one = outbox.claim(first, JOBS, limit=4)
        two = outbox.claim(second, JOBS, limit=4)
    ids = [parcel.delivery_id for parcel in one + two]
    assert (len(one), len(two), len(set(ids))) == (4, 2, 6)


def test_a_delivery_is_done_once(session):
    parcel = claim_one(session)
    delivery = outbox.take(session, parcel.delivery_id)
    outbox.finish(delivery)
    session.flush()
    assert outbox.take(session, parcel.delivery_id) is None
    assert not outbox.begin(session, parcel.delivery_id)


def test_what_was_not_done_in_time_is_sent_again_with_growing_patience(session):
    parcel = claim_one(session)
    start = clock.now()

    def overdue(after_s):
        with clock.at(start + timedelta(seconds=after_s)):
            return [p.delivery_id for p in outbox.claim_overdue(session, lease_s=10)]

    assert overdue(5) == []
    assert overdue(12) == [parcel.delivery_id]
    assert overdue(25) == []  # now it has 20 seconds
    assert overdue(40) == [parcel.delivery_id]


def test_what_could_not_be_sent_goes_out_at_the_next_sweep(session):
    parcel = claim_one(session)
    outbox.unsend(session, [parcel.delivery_id])
    assert [p.delivery_id for p in outbox.claim_overdue(session, lease_s=10)] == [
        parcel.delivery_id
    ]


def test_what_is_done_is_never_sent_again(session):
    parcel = claim_one(session)
    outbox.finish(outbox.take(session, parcel.delivery_id))
    session.flush()
    with clock.at(clock.now() + timedelta(days=1)):
        assert outbox.claim_overdue(session, lease_s=10) == []


def test_a_task_that_keeps_killing_its_worker_is_given_up(session):
    parcel = claim_one(session)
    began = [outbox.begin(session, parcel.delivery_id) for _ in range(MAX_STARTS + 2)]
    assert began == [True] * MAX_STARTS + [False, False]
    assert "never ended" in session.exec(select(Delivery)).one().failure


def test_a_given_up_delivery_keeps_its_reason(session):
    parcel = claim_one(session)
    outbox.give_up(session, parcel.delivery_id, "no such photo")
    outbox.give_up(session, parcel.delivery_id, "something else")
    assert session.exec(select(Delivery)).one().failure == "no such photo"
