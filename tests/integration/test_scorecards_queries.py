"""What people read of scores, on a real PostgreSQL: worst first, and down to the photo."""

import pytest
from sqlalchemy import event

from core.clock import at, now
from scorecards import evidence, queries, service
from stores.errors import StoreNotFound
from stores.models import Role
from tests.factories import (
    make_actor,
    make_answer,
    make_finding,
    make_inspection,
    make_photo,
    make_region,
    make_store,
    make_version,
    to_question,
)
from tests.fixtures.scores import DAY, HOUR, MONDAY, make_ticket, make_visit, roll_up
from tests.fixtures.tickets import Shop
from tickets.opening import open_for_findings


@pytest.fixture
def store(session):
    return make_store(session)


def test_stores_come_worst_first_and_unscored_ones_last(session):
    scored = {}
    with at(MONDAY):
        for name, outcomes in (
            ("half", ["passed", "failed"]),
            ("full", ["passed"]),
            ("none", ["failed"]),
            ("unscored", []),
        ):
            store = make_store(session, code=name)
            scored[name] = store
            if outcomes:
                service.score_inspection(session, make_visit(session, store, *outcomes).id)
                roll_up(session, store)
        rows = queries.scorecards(session, make_actor(session, Role.ADMIN))
    assert [row.store.code for row in rows] == ["none", "half", "full", "unscored"]
    assert [row.score_pct for row in rows] == [0.0, 50.0, 100.0, None]
    assert [row.band for row in rows] == ["poor", "poor", "excellent", None]
    assert [row.inspections for row in rows] == [1, 1, 1, 0]
    assert all(row.trend is None for row in rows)


def test_a_person_sees_the_scorecards_of_their_stores_and_regions(session):
    region = make_region(session)
    below = make_store(session, region_id=make_region(session, parent_id=region.id).id)
    other = make_store(session)
    manager = make_actor(session, Role.REGIONAL_MANAGER, region=region)
    assert [row.store.id for row in queries.scorecards(session, manager)] == [below.id]
    admin = make_actor(session, Role.ADMIN)
    rows = queries.scorecards(session, admin, region_id=other.region_id)
    assert [row.store.id for row in rows] == [other.id]
    with pytest.raises(StoreNotFound):
        queries.scorecard(session, manager, other.id)


def test_a_trend_compares_with_the_week_before(session, store):
    for week, outcomes in enumerate((["passed", "failed"], ["passed"], ["passed", "failed"])):
        day = MONDAY + 7 * week * DAY
        with at(day):
            service.score_inspection(
                session, make_visit(session, store, *outcomes, finished_at=day).id
            )
            roll_up(session, store)
            [row] = queries.scorecards(session, make_actor(session, Role.ADMIN))
            assert row.trend == [None, 50.0, -50.0][week]
    assert [week.score_pct for week in row.weeks] == [50.0, 100.0, 50.0]
    assert row.period is row.weeks[-1]


def test_a_scorecard_shows_moves_worst_items_tickets_and_visits(session):
    shop = Shop(session)
    visit = make_visit(session, shop.store, "passed", finished_at=now())
    unscored = make_visit(session, shop.store, "passed", finished_at=visit.finished_at + HOUR)
    service.score_inspection(session, visit.id)
    roll_up(session, shop.store)
    again = make_inspection(session, store_id=shop.store.id, finished_at=MONDAY)
    make_finding(
        session,
        store_id=shop.store.id,
        inspection_id=again.id,
        kind="gap",
        item="1-02",
        shelf_id=shop.shelf.id,
    )
    open_for_findings(session, inspection_id=again.id)
    other = make_ticket(session, shop.store)
    card = queries.scorecard(session, shop.boss, shop.store.id)
    assert card.row.score_pct == 99.0
    assert [move.to_pct for move in card.moves] == [99.0]
    worst = [(item.ticket.id, item.tickets, item.sightings) for item in card.worst]
    assert worst == [(shop.ticket_id, 1, 2), (other.id, 1, 1)]
    assert {ticket.id for ticket in card.tickets} == {shop.ticket_id, other.id}
    scores = {one.inspection.id: one.score for one in card.visits}
    assert scores[visit.id].score_pct == 100.0
    assert scores[unscored.id] is None
    assert card.visits[0].inspection.id == unscored.id
    assert card.visits[0].checklist["en"] == "Checklist"


def test_lists_and_cards_cost_the_same_however_many_rows(session):
    admin = make_actor(session, Role.ADMIN)

    def statements(call):
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        session.expire_all()
        event.listen(session.get_bind(), "before_cursor_execute", note)
        call()
        event.remove(session.get_bind(), "before_cursor_execute", note)
        return len(seen)

    def grow(stores):
        for _ in range(stores):
            shop = Shop(session)
            visit = make_visit(session, shop.store, *["passed"] * stores)
            service.score_inspection(session, visit.id)
            roll_up(session, shop.store)
        return [
            lambda: queries.scorecards(session, admin),
            lambda: queries.scorecard(session, admin, shop.store.id),
            lambda: evidence.chain_of_evidence(session, admin, visit.id),
        ]

    few = [statements(call) for call in grow(1)]
    many = [statements(call) for call in grow(5)]
    assert few == many == [3, 8, 9]


def test_a_score_can_be_followed_down_to_photo_and_ticket(session, store):
    question = to_question(kind="shelf_photo", code="shelf")
    version = make_version(session, question, to_question(code="floor"))
    visit = make_inspection(session, store_id=store.id, version_id=version.id)
    make_answer(session, visit, question, final_outcome="failed")
    photo = make_photo(session, store_id=store.id, inspection_id=visit.id, question_id=question.id)
    found = make_finding(
        session,
        store_id=store.id,
        inspection_id=visit.id,
        question_id=question.id,
        photo_id=photo.id,
        kind="gap",
        item="1-02",
    )
    [ticket_id] = open_for_findings(session, inspection_id=visit.id)
    boss = make_actor(session, Role.STORE_MANAGER, store=store)
    before = evidence.chain_of_evidence(session, boss, visit.id)
    assert before.score is None
    assert before.lines[0].term is None
    service.score_inspection(session, visit.id)
    chain = evidence.chain_of_evidence(session, boss, visit.id)
    shelf, floor = chain.lines
    assert (shelf.question.id, shelf.answer.final_outcome) == (question.id, "failed")
    assert (shelf.term["points"], shelf.term["max_points"]) == (0.0, 1.0)
    assert shelf.photos == (photo,)
    assert shelf.findings == (found,)
    assert [ticket.id for ticket in shelf.tickets] == [ticket_id]
    assert (floor.answer, floor.photos, floor.tickets) == (None, (), ())
    assert floor.term["left_out"] == "not_answered"
    assert chain.score.score_pct == 0.0
