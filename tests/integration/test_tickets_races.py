"""Several people, or one impatient phone, at one ticket at once; on a real PostgreSQL."""

import threading

import pytest

from core.db import unit_of_work
from core.ids import new_id
from stores.queries import actor_of
from tests.fixtures.tickets import Shop
from tickets import queries, service
from tickets.errors import TicketMoved
from tickets.models import Ticket, TicketState
from tickets.rules import Move

S = TicketState


def race(engine, tenant, attempts):
    """Run each attempt in a transaction of its own, all started at one moment."""
    barrier = threading.Barrier(len(attempts))
    outcomes = [None] * len(attempts)

    def run(index, attempt):
        try:
            with unit_of_work(engine, tenant.id) as session:
                barrier.wait(20)
                outcomes[index] = attempt(session)
        except Exception as error:  # noqa: BLE001 - what the loser gets is looked at below
            outcomes[index] = error

    threads = [
        threading.Thread(target=run, args=(index, attempt))
        for index, attempt in enumerate(attempts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_verdicts_at_once_one_wins_and_the_other_sees_what_happened(engine, tenant, attempt):
    with unit_of_work(engine, tenant.id) as session:
        shop = Shop(session)
        shop.submit()
        judges = [shop.supervisor, shop.boss]

    def judge(actor, to):
        wanted = Move(new_id(), to, note="as I see it", seen_state=S.SUBMITTED)
        return lambda session: service.move(session, actor, shop.ticket_id, wanted)

    outcomes = race(engine, tenant, [judge(judges[0], S.VERIFIED), judge(judges[1], S.PUSHED_BACK)])
    lost = [one for one in outcomes if isinstance(one, TicketMoved)]
    won = [one for one in outcomes if isinstance(one, Ticket)]
    assert (len(won), len(lost)) == (1, 1)
    winner = judges[outcomes.index(won[0])]
    assert f"{winner.login} made it {won[0].state} at " in lost[0].detail
    with unit_of_work(engine, tenant.id) as session:
        assert len(queries.timeline(session, shop.ticket_id)) == 3


def test_one_move_sent_many_times_at_once_is_made_once(engine, tenant):
    with unit_of_work(engine, tenant.id) as session:
        shop = Shop(session)
    wanted = Move(new_id(), S.ACKNOWLEDGED)
    outcomes = race(
        engine,
        tenant,
        [lambda session: service.move(session, shop.clerk, shop.ticket_id, wanted)] * 5,
    )
    assert [one.state for one in outcomes] == ["acknowledged"] * 5
    with unit_of_work(engine, tenant.id) as session:
        assert len(queries.timeline(session, shop.ticket_id)) == 2
        assert actor_of(session, shop.clerk.staff_id) == shop.clerk
