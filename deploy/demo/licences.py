"""Licences and accidents of the demo chain: one store is new, one had an accident, one had none."""

from datetime import date, datetime, timedelta

from core.ids import new_id
from deploy.demo import chain
from deploy.demo.diary import Diary
from stores.licences import AccidentLine, report_accident, set_licence, withdraw_accident
from stores.rules import Actor

NEW, HARMED, ACCUSED = "su-01", "xj-05", "hz-02"
_DIRECTOR = "director"
_LONG_AGO = date(2021, 3, 1)
_NEW_SINCE = timedelta(weeks=7)
_HARMED_SINCE, _ACCUSED_SINCE = timedelta(days=12), timedelta(days=9)
_CLEARED_AFTER = timedelta(days=2)
_HARM = (
    "三位顾客用餐后腹痛，已停售凉拌菜。 / Three guests fell ill after a meal; salads are off sale."
)
_CHARGE = "顾客投诉吃坏肚子。 / A guest says the food made them ill."
_CLEARED = "化验结果与本店无关。 / The laboratory found that it was not this store."


def plan_licences(diary: Diary, *, begins_at: datetime, until: datetime) -> None:
    """Let the director write down what moves the yearly grades of these stores."""
    diary.agenda.add(begins_at, lambda: _set_licences(diary, (until - _NEW_SINCE).date()))
    at = until - _HARMED_SINCE
    diary.agenda.add(at, lambda: _report(diary, HARMED, at.date(), _HARM))
    at_other = until - _ACCUSED_SINCE
    diary.agenda.add(at_other, lambda: _accuse(diary, at_other))


def _director(diary: Diary) -> Actor:
    return diary.actor(_DIRECTOR)


def _set_licences(diary: Diary, new_since: date) -> None:
    for number, plan in enumerate(chain.STORES):
        day = new_since if plan.code == NEW else _LONG_AGO + timedelta(weeks=number)
        store = diary.planted.stores[plan.code]
        set_licence(diary.session, _director(diary), store.id, licensed_on=day)


def _accuse(diary: Diary, at: datetime) -> None:
    """Write down an accident that turns out to be none two days later."""
    line = _report(diary, ACCUSED, at.date(), _CHARGE)
    ids = line.accident.store_id, line.accident.id
    diary.agenda.add(
        at + _CLEARED_AFTER,
        lambda: withdraw_accident(diary.session, _director(diary), *ids, reason=_CLEARED),
    )


def _report(diary: Diary, code: str, day: date, note: str) -> AccidentLine:
    store = diary.planted.stores[code]
    return report_accident(
        diary.session, _director(diary), store.id, new_id(), happened_on=day, note=note
    )
