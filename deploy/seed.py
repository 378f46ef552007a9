"""A small believable chain of stores with four weeks of history, for demos and tests."""

import random
from datetime import timedelta

from sqlmodel import Session

from core import clock
from core.db import make_engine, unit_of_work
from core.settings import Settings
from core.storage import PhotoStore
from deploy.demo import chain
from deploy.demo.diary import Diary
from deploy.demo.history import WEEKS, write_history
from deploy.demo.logins import DemoLogin, has_demo
from deploy.demo.packs import plant_pictures
from deploy.demo.pictures import draw_album
from deploy.demo.planting import Planted, plant_chain
from deploy.demo.settling import PlantingKit, Settler

_SEED = 20


def plant(settings: Settings, *, with_history: bool = True) -> list[DemoLogin]:
    """Plant the demo chain unless it is there, and return how to sign in.

    All of it is one transaction: killed in the middle, it leaves nothing, and the next start
    plants anew.

    Args:
        settings: Where the database and the photo store are.
        with_history: False plants stores, people, checklists and planograms alone.

    Raises:
        WeightsRejected: If the shipped models are not there to judge the history's photos.
    """
    engine = make_engine(settings.database)
    try:
        if not has_demo(engine):
            with unit_of_work(engine, None) as session:
                _plant(session, settings, with_history=with_history)
    finally:
        engine.dispose()
    return [
        DemoLogin(chain.CODE, person.login, chain.PASSWORD, person.role, person.name)
        for person in chain.STAFF
    ]


def _plant(session: Session, settings: Settings, *, with_history: bool) -> None:
    until = clock.now()
    opened_at = until - timedelta(weeks=WEEKS, days=1)
    with clock.at(opened_at):
        planted = plant_chain(session, opened_at=opened_at)
        plant_pictures(session, PhotoStore(settings.storage), planted)
    if with_history:
        write_history(_open_diary(session, settings, planted), until=until)


def _open_diary(session: Session, settings: Settings, planted: Planted) -> Diary:
    kit = PlantingKit(settings, session)
    return Diary(
        session=session,
        photos=kit.store,
        planted=planted,
        album=draw_album(),
        settler=Settler(session, kit),
        dice=random.Random(_SEED),  # noqa: S311 - a story, not a secret
    )
