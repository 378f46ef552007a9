"""Who owns a ticket, what is said on it, and what the eyes make of its fix; on PostgreSQL."""

import pytest
from sqlmodel import select

from checklists.models import Photo
from core.ids import new_id
from stores.errors import RoleMissing
from stores.models import Role
from tests.factories import (
    make_actor,
    make_staff,
    make_store,
    to_promise,
)
from tests.fixtures.tickets import Shop
from tickets import service
from tickets.errors import (
    MoveDiffers,
    MoveIncomplete,
    MoveNotAllowed,
    OwnerUnfit,
)
from tickets.models import Recheck, TicketState

S = TicketState


@pytest.fixture
def shop(session):
    return Shop(session)


def test_assigning_is_written_down_once_and_told_once(session, shop):
    before = shop.ticket.owner_id
    for _ in range(2):
        service.assign(session, shop.boss, shop.ticket_id, owner_id=shop.clerk.staff_id)
    ticket = shop.ticket
    assert ticket.owner_id == shop.clerk.staff_id
    assert ticket.routing["rule"] == "assigned_by_hand"
    assert [line.kind for line in shop.lines] == ["opened", "assigned"]
    assert shop.lines[-1].evidence == {
        "from_owner_id": str(before),
        "to_owner_id": str(shop.clerk.staff_id),
    }
    assert shop.told() == ["ticket.opened", "ticket.assigned"]


def test_only_who_may_assigns(session, shop):
    with pytest.raises(RoleMissing):
        service.assign(session, shop.clerk, shop.ticket_id, owner_id=shop.clerk.staff_id)


@pytest.mark.parametrize("who", ["nobody", "left", "elsewhere", "may_not_work"])
def test_an_unfit_owner_is_refused(session, shop, who):
    people = {
        "nobody": new_id,
        "left": lambda: make_staff(session, role=Role.CLERK, store=shop.store, is_active=False).id,
        "elsewhere": lambda: make_staff(session, role=Role.CLERK, store=make_store(session)).id,
        "may_not_work": lambda: make_staff(session, role=Role.REGIONAL_MANAGER).id,
    }
    with pytest.raises(OwnerUnfit):
        service.assign(session, shop.boss, shop.ticket_id, owner_id=people[who]())


def test_an_ended_ticket_gets_no_owner_and_no_photo(session, shop):
    shop.move(shop.admin, S.VOIDED, note="no fault")
    with pytest.raises(MoveNotAllowed):
        service.assign(session, shop.boss, shop.ticket_id, owner_id=shop.clerk.staff_id)
    with pytest.raises(MoveNotAllowed):
        service.announce_fix(session, shop.clerk, shop.ticket_id, to_promise())


def test_a_comment_is_there_once(session, shop):
    comment_id = new_id()
    for _ in range(2):
        service.comment(
            session, shop.clerk, shop.ticket_id, comment_id=comment_id, note="out of stock"
        )
    assert [(line.kind, line.note) for line in shop.lines][1:] == [("commented", "out of stock")]
    with pytest.raises(MoveDiffers):
        service.comment(session, shop.clerk, shop.ticket_id, comment_id=comment_id, note="other")
    with pytest.raises(MoveIncomplete):
        service.comment(session, shop.clerk, shop.ticket_id, comment_id=new_id(), note=" ")


@pytest.mark.parametrize(
    ("kind", "subject"), [("gap", "shelf"), ("no_mask", "kitchen"), ("answer_failed", "evidence")]
)
def test_the_photo_of_a_fix_is_announced_for_the_right_eyes(session, kind, subject):
    shop = Shop(session, kind=kind)
    promise = to_promise()
    for _ in range(2):
        photo = service.announce_fix(session, shop.clerk, shop.ticket_id, promise)
    assert (photo.ticket_id, photo.shelf_id) == (shop.ticket_id, shop.shelf.id)
    assert (photo.subject, photo.state) == (subject, "expected")
    assert len(session.exec(select(Photo).where(Photo.ticket_id == shop.ticket_id)).all()) == 1


def test_who_may_not_work_announces_no_photo(session, shop):
    reader = make_actor(session, Role.REGIONAL_MANAGER)
    with pytest.raises(RoleMissing):
        service.announce_fix(session, reader, shop.ticket_id, to_promise())


def test_a_recheck_counts_once_when_the_job_runs_twice(shop):
    photo = shop.submit()
    for _ in range(2):
        shop.recheck(photo, Recheck.STILL_THERE)
    assert [line.kind for line in shop.lines].count("rechecked") == 1
    assert shop.told().count("ticket.pushed_back") == 1


def test_a_fix_the_eyes_cannot_judge_waits_for_a_person(shop):
    shop.recheck(shop.submit(), Recheck.CANNOT_TELL)
    assert (shop.ticket.state, shop.ticket.recheck) == ("submitted", "cannot_tell")
    assert shop.lines[-1].kind == "rechecked"
    assert shop.move(shop.supervisor, S.VERIFIED).state == "verified"


def test_a_late_recheck_is_written_down_and_moves_nothing(shop):
    first = shop.submit()
    shop.move(shop.supervisor, S.PUSHED_BACK, note="I see a gap")
    shop.recheck(first, Recheck.GONE)
    assert shop.ticket.state == "pushed_back"
    second = shop.submit()
    third = shop.fix_photo()
    shop.recheck(third, Recheck.GONE)  # of a photo that is not the one submitted
    assert (shop.ticket.state, shop.ticket.recheck) == ("submitted", None)
    shop.recheck(second, Recheck.GONE)
    assert shop.ticket.state == "verified"


def test_a_recheck_of_no_ticket_is_nothing(session):
    nothing = service.apply_recheck(session, new_id(), Recheck.GONE, photo_id=new_id(), evidence={})
    assert nothing is None
