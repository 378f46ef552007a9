"""What one fault is, what a sighting means, who owns it and by when."""

import itertools
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.models import Severity
from findings.models import Finding
from stores.models import Role
from tests.factories import to_question
from tickets import rules
from tickets.due import due_at, hours_to_fix
from tickets.models import Ticket, TicketState
from tickets.rules import Candidate

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHOP, PHOTO, SHELF, LIST = (uuid.UUID(int=number) for number in range(1, 5))
S = TicketState


@pytest.mark.parametrize(
    ("kind", "shelf_id", "place"),
    [
        ("gap", SHELF, f"shelf/{SHELF}"),  # the eyes, on a shelf
        ("no_mask", None, "zone/kitchen"),  # the eyes, no shelf
        ("answer_failed", None, f"checklist/{LIST}"),  # a person
        ("answer_failed", SHELF, f"checklist/{LIST}"),  # a person, about a shelf
    ],
)
def test_a_fault_has_its_place(kind, shelf_id, place):
    found = rules.to_place(kind, shelf_id=shelf_id, checklist_id=LIST, zone="kitchen")
    assert found == place


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("gap", "shelf"),
        ("wrong_price", "shelf"),
        ("no_mask", "kitchen"),
        ("fire", "kitchen"),
        ("zone_changed", "kitchen"),
        ("lens_greasy", "kitchen"),
        ("no_hat", "kitchen"),  # a chain's own model may see it
        ("answer_failed", "evidence"),
        ("a_code_of_tomorrow", "evidence"),
    ],
)
def test_the_photo_of_a_fix_is_for_the_eyes_that_saw_the_fault(kind, subject):
    assert rules.to_subject(kind).value == subject


def test_people_have_no_number_on_the_next_photo():
    assert rules.to_item("no_mask", "person-2") == rules.to_item("no_mask", "person-1")
    assert rules.to_item("gap", "2-05") == "2-05"
    assert rules.to_item("smoking", "smoking@0.1,0.9") == "person"


def test_one_fire_is_one_fault_and_every_area_is_its_own():
    assert rules.to_item("fire", "fire@0.1,0.9") == rules.to_item("fire", "fire@0.9,0.1")
    assert rules.to_item("lens_greasy", "lens") == rules.to_item("lens_covered", "x") == "camera"
    assert rules.to_item("zone_changed", "exit") != rules.to_item("zone_changed", "drain")


@pytest.mark.parametrize(
    ("kind", "severity", "question", "hours"),
    [
        ("gap", "medium", {"severity": "medium", "due_hours": 24.0}, 24.0),
        ("gap", "medium", None, None),
        ("fire", "critical", {"severity": "medium", "due_hours": 24.0}, 0.5),
        ("fire", "critical", {"severity": "critical", "due_hours": 0.1}, 0.1),
        ("fire", "critical", None, 0.5),
        ("floor_wet", "high", {"severity": "low", "due_hours": 100.0}, 24.0),  # graver than asked
        ("floor_wet", "high", {"severity": "high", "due_hours": 100.0}, 100.0),
    ],
)
def test_what_is_graver_than_its_question_waits_less(kind, severity, question, hours):
    asked = to_question(**question) if question else None
    assert hours_to_fix(kind, Severity(severity), asked) == hours


def test_a_key_tells_store_place_item_and_kind_apart():
    parts = [(SHOP, SHELF), ("zone/a", "zone/b"), ("1", "2"), ("gap", "no_mask")]
    keys = {rules.fault_key(*combination) for combination in itertools.product(*parts)}
    assert len(keys) == 16


@pytest.mark.parametrize(
    ("known", "seen", "is_same"),
    [
        ("1-02", "1-02", True),
        ("1-02", "1-03", False),
        ("row-2@0.40", "row-2@0.50", True),  # shifted a little
        ("row-2@0.40", "row-2@0.55", False),  # too far
        ("row-2@0.40", "row-3@0.40", False),  # another row
        ("row-2@0.40", "1-02", False),  # named and unnamed
    ],
)
def test_the_same_item_is_the_same_fault(known, seen, is_same):
    ticket = Ticket(fault_key=rules.fault_key(SHOP, "shelf/1", known, "gap"))
    assert rules.is_fault_of(ticket, rules.fault_key(SHOP, "shelf/1", seen, "gap")) is is_same
    assert not rules.is_fault_of(ticket, rules.fault_key(SHOP, "shelf/2", seen, "gap"))
    assert not rules.is_fault_of(ticket, rules.fault_key(SHELF, "shelf/1", seen, "gap"))
    assert not rules.is_fault_of(ticket, rules.fault_key(SHOP, "shelf/1", seen, "no_mask"))


def ticket(state, ended=None, submitted=None, waived=None):
    """A ticket that ended, was submitted, or is waived so many days from now."""

    def day(days):
        return None if days is None else NOW + timedelta(days=days)

    return Ticket(
        state=state.value,
        ended_at=day(ended),
        submitted_at=day(submitted),
        waived_until=day(waived),
    )


@pytest.mark.parametrize(
    ("known", "seen", "expected"),
    [
        ([], 0, (None, False)),  # never seen
        ([ticket(S.OPEN)], 0, (0, True)),  # living
        ([ticket(S.VERIFIED)], -9, (0, True)),  # living to the very end
        ([ticket(S.CLOSED, -3, -4)], 0, (0, False)),  # back
        ([ticket(S.CLOSED, -3, -4)], -3.5, (0, False)),  # seen after the claim, before the end
        ([ticket(S.CLOSED, -3, -4)], -4, (0, True)),  # an old photo came late
        ([ticket(S.CLOSED, -3)], -3, (0, True)),  # the same, ended without a claim
        ([ticket(S.CLOSED, -15, -16)], 0, (None, False)),  # too long ago
        ([ticket(S.CLOSED, -14, -16)], 0, (0, False)),  # just in time
        ([ticket(S.VOIDED, -1)], 0, (None, False)),  # it was no fault then
        ([ticket(S.WAIVED, -9, waived=1)], 0, (0, True)),  # still waived
        ([ticket(S.WAIVED, -40, waived=-1)], 0, (0, False)),  # the waiver ran out
        ([ticket(S.WAIVED, -40, waived=0)], 0, (0, False)),  # it runs out now
        ([ticket(S.WAIVED, -40, waived=-15)], 0, (None, False)),  # it ran out long ago
        ([ticket(S.CLOSED, -3, -4), ticket(S.OPEN)], 0, (1, True)),  # the living one first
        ([ticket(S.VOIDED, -1), ticket(S.CLOSED, -3, -4)], 0, (1, False)),  # the voided one skipped
        ([ticket(S.CLOSED, -2, -2), ticket(S.CLOSED, -9, -9)], 0, (0, False)),  # the newest first
    ],
)
def test_what_a_sighting_means(known, seen, expected):
    seen_at = NOW + timedelta(days=seen)
    sighting = rules.judge_sighting(known, seen_at=seen_at, now=NOW)
    which, is_again = expected
    assert sighting.ticket is (None if which is None else known[which])
    assert sighting.is_again is is_again


@pytest.mark.parametrize(
    ("state", "verdicts", "is_withdrawn"),
    [
        (S.OPEN, ["no_fault"], True),
        (S.OPEN, ["no_fault", "no_fault"], True),
        (S.OPEN, ["no_fault", None], False),  # one was never looked at
        (S.OPEN, ["no_fault", "fault"], False),  # one stands
        (S.OPEN, ["cannot_tell"], False),
        (S.OPEN, [], False),
        (S.CLOSED, ["no_fault"], False),  # it has ended
    ],
)
def test_a_ticket_without_a_standing_sighting_is_withdrawn(state, verdicts, is_withdrawn):
    sightings = [Finding(human_result=verdict) for verdict in verdicts]
    assert rules.is_withdrawn(state, sightings) is is_withdrawn


@pytest.mark.parametrize(
    ("item", "spot"),
    [
        ("row-0@0.00", (0, 0.0)),
        ("row-12@1.00", (12, 1.0)),
        ("row-2@0.40.1", (2, 0.4)),  # the second of two at one place
        ("1-02", None),
        ("row-2", None),
        ("xrow-2@0.40", None),
    ],
)
def test_a_spot_is_read_from_its_name(item, spot):
    found = rules.to_spot(item)
    assert (None if found is None else (found.row, found.share)) == spot


@pytest.mark.parametrize(
    ("severity", "hours", "due"),
    [
        (Severity.CRITICAL, None, 4),
        (Severity.HIGH, None, 24),
        (Severity.MEDIUM, None, 72),
        (Severity.LOW, None, 168),
        (Severity.CRITICAL, 0.5, 0.5),  # the question's own word
    ],
)
def test_a_fault_is_due_by_its_question_else_its_severity(severity, hours, due):
    assert due_at(NOW, severity, hours) == NOW + timedelta(hours=due)


@pytest.mark.parametrize("hours", [0, -1, float("nan"), float("inf")])
def test_hours_that_are_none_are_refused(hours):
    with pytest.raises(ValueError, match="due hours"):
        due_at(NOW, Severity.LOW, hours)


def candidates():
    one = st.builds(
        Candidate,
        staff_id=st.uuids(),
        login=st.text(min_size=1, max_size=8),
        open_tickets=st.integers(0, 50),
    )
    return st.lists(one, max_size=8, unique_by=lambda candidate: candidate.login)


@given(candidates(), st.randoms())
def test_the_owner_has_the_fewest_tickets_whatever_the_order(people, random):
    routing = rules.choose_owner(Role.CLERK, people)
    shuffled = random.sample(people, len(people))
    assert rules.choose_owner(Role.CLERK, shuffled) == routing
    assert len(routing.explanation["candidates"]) == len(people)
    if not people:
        assert routing.owner_id is None
        assert routing.explanation["rule"] == "nobody_in_role"
        assert routing.explanation["role"] == "clerk"
        return
    owner = next(one for one in people if one.staff_id == routing.owner_id)
    least = min(one.open_tickets for one in people)
    assert owner.open_tickets == least
    assert owner.login == min(one.login for one in people if one.open_tickets == least)
    assert routing.explanation["owner"] == owner.login
