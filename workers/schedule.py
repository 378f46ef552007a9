"""What happens by the clock: a ticket becomes overdue, an original's time comes; nobody acted."""

from celery import Celery

from core.clock import now
from core.db import unit_of_work
from core.events import EventName, happened
from core.logs import get_log
from core.outbox import record
from findings.jobs import late_bursts
from scorecards import service as scorecards
from scorecards.queries import stores_to_roll_up
from stores.queries import tenant_ids
from workers.jobs import COPIES, DEFAULT
from workers.kit import Kit
from workers.sweep import sweep_photos

log = get_log(__name__)

ROLL_UP_EVERY_S = 60.0
SWEEP_EVERY_S = 60.0
BURSTS_EVERY_S = 60.0


def register(app: Celery, kit: Kit) -> None:
    """Add the tasks that beat sends, and when it sends them."""

    @app.task(name="roll_up_by_clock")
    def roll_up_by_clock() -> None:
        roll_up_stores(kit)

    @app.task(name="judge_late_bursts")
    def judge_late_bursts() -> None:
        offer_late_bursts(kit)

    @app.task(name="sweep_photos_by_clock")
    def sweep_photos_by_clock() -> None:
        sweep_photos(kit)

    app.conf.beat_schedule = {
        "roll up stores whose score time has changed": {
            "task": "roll_up_by_clock",
            "schedule": ROLL_UP_EVERY_S,
            # A beat that was missed is made up for by the next one.
            "options": {"queue": DEFAULT, "expires": ROLL_UP_EVERY_S},
        },
        "judge bursts whose last frames never came": {
            "task": "judge_late_bursts",
            "schedule": BURSTS_EVERY_S,
            "options": {"queue": DEFAULT, "expires": BURSTS_EVERY_S},
        },
        "sweep photos that nobody copied, and what nobody needs": {
            "task": "sweep_photos_by_clock",
            "schedule": SWEEP_EVERY_S,
            # Where copies are made.
            "options": {"queue": COPIES, "expires": SWEEP_EVERY_S},
        },
    }


def roll_up_stores(kit: Kit) -> int:
    """Roll up the stores whose score time alone has changed, one by one; return how many."""
    with unit_of_work(kit.engine, None) as session:
        tenants = tenant_ids(session)
    rolled_up = 0
    for tenant_id in tenants:
        with unit_of_work(kit.engine, tenant_id) as session:
            store_ids = stores_to_roll_up(session)
        for store_id in store_ids:
            with unit_of_work(kit.engine, tenant_id) as session:
                scorecards.roll_up(
                    session, store_id, cause="clock.ticked", cause_ids={"at": now().isoformat()}
                )
            rolled_up += 1
    log.info("rolled up by the clock", stores=rolled_up)
    return rolled_up


def offer_late_bursts(kit: Kit) -> int:
    """Let bursts be judged by the frames that are here; return how many.

    The event of one frame is told once more; judging is done once, however often it is told.
    """
    with unit_of_work(kit.engine, None) as session:
        tenants = tenant_ids(session)
    offered = 0
    for tenant_id in tenants:
        with unit_of_work(kit.engine, tenant_id) as session:
            for photo_id in late_bursts(session):
                record(session, happened(EventName.PHOTO_UPLOADED, photo_id=photo_id))
                offered += 1
    return offered
