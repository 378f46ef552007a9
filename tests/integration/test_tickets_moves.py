"""What people and the eyes do with a ticket on a real PostgreSQL: with proof, once, and in turn."""

from datetime import timedelta

import pytest

from checklists.models import PhotoState
from core.clock import now
from core.ids import new_id
from stores.errors import RoleMissing
from stores.models import Role
from tests.factories import (
    make_actor,
    make_finding,
    make_inspection,
    make_photo,
    make_store,
    to_promise,
)
from tests.fixtures.tickets import Shop
from tickets import queries, service
from tickets.errors import (
    FaultAlreadyOpen,
    FixerMayNotVerify,
    FixPhotoMissing,
    FixPhotoReused,
    MoveDiffers,
    MoveIncomplete,
    MoveNotAllowed,
    TicketMoved,
    TicketNotFound,
)
from tickets.models import Recheck, TicketState
from tickets.opening import open_for_findings
from tickets.rules import Move

S = TicketState


@pytest.fixture
def shop(session):
    return Shop(session)


def test_the_whole_life_of_a_ticket_is_on_its_timeline(shop):
    shop.move(shop.clerk, S.ACKNOWLEDGED)
    shop.move(shop.clerk, S.IN_PROGRESS)
    bad = shop.submit()
    shop.recheck(bad, Recheck.STILL_THERE, model_version="m1")
    good = shop.submit()
    shop.recheck(good, Recheck.GONE, model_version="m1")
    shop.move(shop.supervisor, S.CLOSED, note="well done")
    assert [(line.kind, line.from_state, line.to_state) for line in shop.lines] == [
        ("opened", None, "open"),
        ("moved", "open", "acknowledged"),
        ("moved", "acknowledged", "in_progress"),
        ("moved", "in_progress", "submitted"),
        ("rechecked", "submitted", "pushed_back"),
        ("moved", "pushed_back", "submitted"),
        ("rechecked", "submitted", "verified"),
        ("moved", "verified", "closed"),
    ]
    who = [line.staff_id for line in shop.lines]
    clerk = shop.clerk.staff_id
    assert who == [None, clerk, clerk, clerk, None, clerk, None, shop.supervisor.staff_id]
    assert [line.photo_id for line in shop.lines][3:7] == [bad.id, bad.id, good.id, good.id]
    assert shop.lines[4].evidence == {"recheck": "still_there", "model_version": "m1"}
    assert shop.lines[-1].note == "well done"
    ticket = shop.ticket
    assert (ticket.fixer_id, ticket.verifier_id) == (clerk, shop.supervisor.staff_id)
    assert ticket.ended_at is not None
    assert shop.told() == [
        "ticket.opened",
        "ticket.submitted",
        "ticket.pushed_back",
        "ticket.submitted",
        "ticket.closed",
    ]


def test_a_move_sent_again_is_made_once(shop):
    move_id, photo = new_id(), shop.fix_photo()
    for _ in range(3):
        ticket = shop.move(shop.clerk, S.SUBMITTED, id=move_id, photo_id=photo.id)
        assert ticket.state == "submitted"
    assert len(shop.lines) == 2
    assert shop.told() == ["ticket.opened", "ticket.submitted"]


def test_a_resend_is_answered_even_after_the_ticket_went_on(shop):
    move_id = new_id()
    shop.move(shop.clerk, S.ACKNOWLEDGED, id=move_id)
    shop.move(shop.clerk, S.IN_PROGRESS)
    assert shop.move(shop.clerk, S.ACKNOWLEDGED, id=move_id).state == "in_progress"


@pytest.mark.parametrize("change", ["to", "note", "actor", "ticket"])
def test_a_known_move_id_with_another_move_is_refused(session, shop, change):
    move_id = new_id()
    shop.move(shop.clerk, S.ACKNOWLEDGED, id=move_id, note="now")
    actor = shop.boss if change == "actor" else shop.clerk
    to = S.IN_PROGRESS if change == "to" else S.ACKNOWLEDGED
    note = "later" if change == "note" else "now"
    ticket_id = shop.ticket_id
    if change == "ticket":
        visit = make_inspection(session, store_id=shop.store.id)
        make_finding(session, store_id=shop.store.id, inspection_id=visit.id)
        [ticket_id] = open_for_findings(session, inspection_id=visit.id)
    with pytest.raises(MoveDiffers):
        service.move(session, actor, ticket_id, Move(move_id, to, note=note))


@pytest.mark.parametrize("wrong", ["none", "unknown", "not_stored", "of_no_ticket", "elsewhere"])
def test_a_fix_without_a_stored_photo_of_its_own_is_refused(session, shop, wrong):
    photos = {
        "none": lambda: None,
        "unknown": new_id,
        "not_stored": lambda: shop.fix_photo(state=PhotoState.EXPECTED.value).id,
        "of_no_ticket": lambda: make_photo(session, store_id=shop.store.id).id,
        "elsewhere": lambda: make_photo(session, ticket_id=new_id()).id,
    }
    expected = MoveIncomplete if wrong == "none" else FixPhotoMissing
    with pytest.raises(expected):
        shop.move(shop.clerk, S.SUBMITTED, photo_id=photos[wrong]())
    assert (shop.ticket.state, len(shop.lines)) == ("open", 1)


def test_the_picture_of_the_fault_proves_no_fix(shop):
    with pytest.raises(FixPhotoReused):
        shop.submit(photo=shop.fix_photo(sha256=shop.photo.sha256))


def test_a_picture_that_was_pushed_back_is_not_taken_again(shop):
    bad = shop.submit()
    shop.recheck(bad, Recheck.STILL_THERE)
    with pytest.raises(FixPhotoReused):
        shop.submit(photo=bad)
    with pytest.raises(FixPhotoReused):
        shop.submit(photo=shop.fix_photo(sha256=bad.sha256))
    assert shop.ticket.state == "pushed_back"


def test_the_fixer_cannot_verify_or_close_and_somebody_else_can(shop):
    shop.submit(shop.boss)
    with pytest.raises(FixerMayNotVerify):
        shop.move(shop.boss, S.VERIFIED)
    shop.move(shop.supervisor, S.VERIFIED)
    with pytest.raises(FixerMayNotVerify):
        shop.move(shop.boss, S.CLOSED)
    assert shop.move(shop.supervisor, S.CLOSED).state == "closed"


def test_a_clerk_cannot_verify(shop):
    shop.submit(shop.boss)
    with pytest.raises(RoleMissing):
        shop.move(shop.clerk, S.VERIFIED)


def test_a_ticket_elsewhere_is_not_there(session, shop):
    stranger = make_actor(session, Role.STORE_MANAGER, store=make_store(session))
    promise = to_promise()
    for attempt in (
        lambda: shop.move(stranger, S.ACKNOWLEDGED),
        lambda: service.assign(session, stranger, shop.ticket_id, owner_id=stranger.staff_id),
        lambda: service.comment(session, stranger, shop.ticket_id, comment_id=new_id(), note="x"),
        lambda: service.announce_fix(session, stranger, shop.ticket_id, promise),
        lambda: queries.visible_ticket(session, stranger, shop.ticket_id),
        lambda: queries.visible_ticket(session, shop.clerk, new_id()),
    ):
        with pytest.raises(TicketNotFound):
            attempt()


def test_a_move_from_elsewhere_says_who_was_there_first(shop):
    shop.submit()
    shop.move(shop.supervisor, S.PUSHED_BACK, note="still empty")
    with pytest.raises(MoveNotAllowed) as refused:
        shop.move(shop.boss, S.VERIFIED)
    assert f"{shop.supervisor.login} made it pushed_back at " in refused.value.detail
    assert "in_progress" in refused.value.detail


def test_the_system_is_named_when_it_moved_the_ticket(shop):
    shop.recheck(shop.submit(), Recheck.STILL_THERE)
    with pytest.raises(MoveNotAllowed, match="the system made it pushed_back"):
        shop.move(shop.supervisor, S.VERIFIED)


def test_what_somebody_saw_must_still_be_so(shop):
    shop.move(shop.clerk, S.ACKNOWLEDGED)
    with pytest.raises(TicketMoved, match=f"{shop.clerk.login} made it acknowledged"):
        shop.move(shop.boss, S.IN_PROGRESS, seen_state=S.OPEN)
    assert shop.move(shop.boss, S.IN_PROGRESS, seen_state=S.ACKNOWLEDGED).state == "in_progress"


def test_a_waiver_has_a_name_a_reason_and_a_day(shop):
    until = now() + timedelta(days=30)
    ticket = shop.move(shop.admin, S.WAIVED, note="being rebuilt", until=until)
    assert (ticket.waived_by_id, ticket.waived_until) == (shop.admin.staff_id, until)
    assert shop.lines[-1].evidence == {"until": until.isoformat()}
    assert shop.told()[-1] == "ticket.closed"


def test_a_closed_ticket_is_reopened_by_hand(shop):
    shop.submit()
    shop.move(shop.supervisor, S.VERIFIED)
    shop.move(shop.supervisor, S.CLOSED)
    ticket = shop.move(shop.supervisor, S.REOPENED, note="empty again")
    assert (ticket.state, ticket.fixer_id, ticket.ended_at) == ("reopened", None, None)
    assert shop.told()[-1] == "ticket.opened"


def test_a_ticket_is_not_reopened_when_its_fault_has_a_newer_one(session, shop):
    shop.move(shop.admin, S.VOIDED, note="looked full")
    visit = make_inspection(session, store_id=shop.store.id)
    make_finding(
        session,
        store_id=shop.store.id,
        inspection_id=visit.id,
        kind="gap",
        item="1-02",
        shelf_id=shop.shelf.id,
    )
    assert len(open_for_findings(session, inspection_id=visit.id)) == 1
    with pytest.raises(FaultAlreadyOpen), session.begin_nested():
        shop.move(shop.supervisor, S.REOPENED, note="it was empty")
    assert shop.ticket.state == "voided"


def test_who_starts_on_an_unassigned_ticket_takes_it_on(session):
    shop = Shop(session)
    shop.ticket.owner_id = None
    session.flush()
    ticket = shop.move(shop.clerk, S.ACKNOWLEDGED)
    assert ticket.owner_id == shop.clerk.staff_id
    assert ticket.routing["rule"] == "taken_on"
    assert shop.lines[-1].evidence == {"owner": shop.clerk.login}
