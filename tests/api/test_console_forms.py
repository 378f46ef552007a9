"""What the console's forms do: tickets move, fixes are proven, the eyes are overruled."""

import html
from datetime import timedelta

import pytest
from sqlmodel import select

from checklists.models import Photo
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from findings.models import Finding
from tests.factories import make_finding
from tests.fixtures.console import text_of, ticket_now
from tests.fixtures.submissions import to_jpeg
from tickets.models import Ticket, TicketState


def test_a_fault_goes_from_open_to_closed(engine, story, browser_of):
    staff = story.chain.staff
    path = f"/console/tickets/{story.tickets['gap'].id}"

    def move(role, to, **fields):
        fields = {"id": str(new_id()), "to": to} | fields
        return browser_of(staff[role]).send(f"{path}/moves", **fields)

    assert move("store_manager", "acknowledged").headers["location"] == path
    assert move("store_manager", "in_progress").status_code == 303
    photo = {"photo": ("fix.jpg", to_jpeg(seed=3), "image/jpeg")}
    assert move("store_manager", "submitted", note="refilled", files=photo).status_code == 303
    assert ticket_now(engine, story).fix_photo_id is not None
    assert "After" in text_of(browser_of(staff["supervisor"]).get(path))
    own = move("store_manager", "verified")
    assert own.status_code == 403
    assert "Somebody else than the fixer" in text_of(own)
    assert move("supervisor", "verified").status_code == 303
    assert move("supervisor", "closed").status_code == 303
    assert ticket_now(engine, story).state == TicketState.CLOSED
    assert "What you can do" not in text_of(browser_of(staff["clerk"]).get(path))


def test_a_form_sent_twice_moves_once(engine, story, manager):
    path = f"/console/tickets/{story.tickets['gap'].id}/moves"
    form = {"id": str(new_id()), "to": "submitted", "seen": "open"}
    photo = {"photo": ("fix.jpg", to_jpeg(seed=4), "image/jpeg")}
    for _ in range(2):
        assert manager.send(path, files=photo, **form).status_code == 303
    with unit_of_work(engine, story.chain.tenant_id) as session:
        fixes = session.exec(select(Photo).where(Photo.ticket_id == story.tickets["gap"].id)).all()
    assert len(fixes) == 1


@pytest.mark.parametrize(
    ("form", "photo", "refusal"),
    [
        ({"to": "submitted"}, None, (422, "lacks its proof")),
        ({"to": "submitted"}, b"no photo at all", (415, "not a JPEG")),
        ({"to": "on_hold"}, None, (422, "lacks its proof or its reason")),
        ({"to": "closed"}, None, (409, "cannot move there")),
        ({"to": "in_progress", "seen": "on_hold"}, None, (409, "moved this ticket first")),
        ({"to": "nowhere"}, None, (422, "not valid")),
    ],
)
def test_a_wrong_move_is_explained_and_changes_nothing(
    engine, story, manager, form, photo, refusal
):
    status, told = refusal
    files = {"photo": ("fix.jpg", photo, "image/jpeg")} if photo else None
    path = f"/console/tickets/{story.tickets['gap'].id}/moves"
    refused = manager.send(path, files=files, id=str(new_id()), **form)
    assert refused.status_code == status
    assert told in text_of(refused)
    assert ticket_now(engine, story).state == TicketState.OPEN
    with unit_of_work(engine, story.chain.tenant_id) as session:
        assert (
            session.exec(select(Photo).where(Photo.ticket_id == story.tickets["gap"].id)).all()
            == []
        )


def test_a_ticket_gets_another_owner(engine, story, manager, browser_of):
    clerk = story.chain.staff["clerk"]
    path = f"/console/tickets/{story.tickets['gap'].id}"
    assert manager.send(f"{path}/owner", owner_id=str(clerk.id)).status_code == 303
    assert ticket_now(engine, story).owner_id == clerk.id
    assert "was chosen by a person" in text_of(manager.get(path))
    refused = browser_of(clerk).send(f"{path}/owner", owner_id=str(clerk.id))
    assert refused.status_code == 403


def test_a_comment_lands_on_the_timeline_as_text(story, manager):
    path = f"/console/tickets/{story.tickets['gap'].id}"
    note = "<b>ordered</b> & paid"
    assert manager.send(f"{path}/comments", id=str(new_id()), note=note).status_code == 303
    page = manager.get(path).text
    assert html.escape(note) in page
    assert note not in page


def test_a_person_overrules_the_eyes(engine, story, supervisor):
    with unit_of_work(engine, story.chain.tenant_id) as session:
        doubtful = make_finding(
            session,
            store_id=story.chain.store.id,
            inspection_id=story.inspection_id,
            photo_id=story.photo_id,
            kind="gap",
            item="2-01",
            box=[100.0, 100.0, 200.0, 200.0],
            confidence=0.4,
            decision="review",
            ai_result="fault",
            final_result=None,
        )
    page = supervisor.get("/console/reviews").text
    assert f"/console/findings/{doubtful.id}/review" in page
    sent = supervisor.send(f"/console/findings/{doubtful.id}/review", result="no_fault")
    assert sent.status_code == 303
    with unit_of_work(engine, story.chain.tenant_id) as session:
        reviewed = session.exec(select(Finding).where(Finding.id == doubtful.id)).one()
    assert (reviewed.ai_result, reviewed.human_result) == ("fault", "no_fault")
    assert "Nothing waits for a review" in text_of(supervisor.get("/console/reviews"))


def test_an_overdue_ticket_says_so(engine, story, supervisor):
    with unit_of_work(engine, story.chain.tenant_id) as session:
        ticket = session.exec(select(Ticket).where(Ticket.id == story.tickets["gap"].id)).one()
        ticket.due_at = now() - timedelta(days=3)
    told = text_of(supervisor.get("/console/tickets?tab=overdue"))
    assert "3 days overdue" in told
    assert "Overdue 1" in told
