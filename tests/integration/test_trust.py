"""How often people agree with the eyes, what a chain wants of a class, and what holds then."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlmodel import select

from core.clock import now
from core.ids import new_id
from findings.classes import in_force, may_rule, rulings, set_rule, wishes_of
from findings.errors import ClassNotFound, ModeNotAllowed
from findings.models import Analysis, ClassRule, Decision, Result
from findings.rules import MEASURED_FOR, Note, Tally, decide
from findings.trust import (
    Asked,
    Word,
    findings_behind,
    measured_by_store,
    photos_unclear,
    trust_of,
)
from findings.vocabulary import Mode, vocabulary
from stores.errors import RoleMissing
from stores.models import Role, Zone
from tests.factories import (
    make_actor,
    make_finding,
    make_photo,
    make_region,
    make_store,
)
from tests.fixtures.tickets import Shop
from tickets.models import TicketState
from tickets.queries import sightings_of

FAULT, NO_FAULT, UNSURE = (result.value for result in Result)


@pytest.fixture
def place(session):
    """A region with two stores, a supervisor of it, and an administrator."""

    region = make_region(session)
    return SimpleNamespace(
        store=make_store(session, region_id=region.id),
        other=make_store(session, region_id=region.id),
        supervisor=make_actor(session, Role.SUPERVISOR, region=region),
        admin=make_actor(session, Role.ADMIN),
    )


def see(session, store, *, times=1, **kw):
    defaults = {
        "store_id": store.id,
        "kind": "gap",
        "confidence": 0.9,
        "ai_result": FAULT,
        "decision": Decision.ACT.value,
        "model_version": "eyes-1",
    }
    return [make_finding(session, **defaults | kw) for _ in range(times)]


def unclear_photo(session, store, unclear):
    photo = make_photo(session, store_id=store.id)
    session.add(
        Analysis(
            photo_id=photo.id,
            model_version="eyes-1",
            state="done",
            report={"unclear": unclear},
            judged_at=now(),
        )
    )
    session.flush()
    return photo


def ruling_of(session, store, code="gap", zone=Zone.SHOP_FLOOR):
    held = rulings(session, store_id=store.id, codes={code}, now=now())
    return held.for_(code, zone.value)


def test_every_word_is_counted_once_and_the_eyes_own_doubt_too(session, place):
    see(session, place.store, human_result=FAULT, times=3)
    see(session, place.store, human_result=NO_FAULT)
    see(session, place.store, human_result=UNSURE)
    see(session, place.store, fix_result=FAULT)
    see(session, place.store, fix_result=FAULT, human_result=NO_FAULT)  # the person's word counts
    see(session, place.store, decision="review", times=2)
    see(session, place.store, is_shadow=True, decision="record", human_result=NO_FAULT)
    make_finding(session, store_id=place.store.id)  # an answer: nothing the eyes said
    unclear_photo(session, place.store, {"no_mask": 3, "gap": 1})
    gap, mask, shadow = trust_of(session, place.supervisor, Asked(now()))
    assert (gap.code, gap.raised, gap.tally) == ("gap", 9, Tally(4, 2))
    assert (gap.unsure, gap.waiting, gap.unclear) == (1, 2, 1)
    assert (mask.code, mask.raised, mask.unclear) == ("no_mask", 0, 3)
    assert (shadow.is_shadow, shadow.raised, shadow.tally) == (True, 1, Tally(0, 1))


def test_lines_are_cut_by_store_and_by_model(session, place):
    see(session, place.store, human_result=FAULT)
    see(session, place.other, human_result=NO_FAULT, model_version="eyes-2")
    stranger = make_actor(session, Role.SUPERVISOR, region=make_region(session))
    asked = Asked(now(), code="gap")
    by_store = trust_of(session, place.supervisor, asked, by_store=True)
    assert {line.store_id: line.tally for line in by_store} == {
        place.store.id: Tally(1, 0),
        place.other.id: Tally(0, 1),
    }
    by_model = trust_of(session, place.supervisor, asked, by_model=True)
    assert [(line.model_version, line.tally.reviewed) for line in by_model] == [
        ("eyes-1", 1), ("eyes-2", 1),
    ]  # fmt: skip
    one = Asked(now(), store_id=place.other.id)
    assert [line.tally for line in trust_of(session, place.supervisor, one)] == [Tally(0, 1)]
    assert trust_of(session, stranger, Asked(now())) == []


def test_what_is_older_than_the_time_that_counts_is_left_out(session, place):
    see(session, place.store, human_result=FAULT, created_at=now() - MEASURED_FOR)
    assert trust_of(session, place.supervisor, Asked(now())) == []
    assert ruling_of(session, place.store).measured == Tally()


def test_every_number_leads_to_its_findings(session, place):
    right, wrong = (see(session, place.store, human_result=word)[0] for word in (FAULT, NO_FAULT))
    watched = see(session, place.store, is_shadow=True)[0]
    waiting = see(session, place.other, decision="review")[0]
    asked = Asked(now(), code="gap")

    def behind(word, *, is_shadow=False, asked=asked):
        found = findings_behind(session, place.supervisor, asked, word, is_shadow=is_shadow)
        return {one.id for one in found}

    assert behind(Word.RAISED) == {right.id, wrong.id, waiting.id}
    assert behind(Word.CONFIRMED) == {right.id}
    assert behind(Word.REJECTED) == {wrong.id}
    assert behind(Word.WAITING) == {waiting.id}
    assert behind(Word.UNSURE) == set()
    assert behind(Word.RAISED, is_shadow=True) == {watched.id}
    assert behind(Word.RAISED, asked=Asked(now(), place.other.id, "gap")) == {waiting.id}


def test_what_the_eyes_could_not_tell_leads_to_its_photos(session, place):
    photo = unclear_photo(session, place.store, {"no_mask": 2})
    unclear_photo(session, place.store, {"gap": 1})
    found = photos_unclear(session, place.supervisor, Asked(now(), code="no_mask"))
    assert [one.id for one in found] == [photo.id]


def test_a_class_drops_to_review_where_people_reject_it_and_comes_back(session, place):
    see(session, place.store, human_result=FAULT, times=18)
    see(session, place.store, human_result=NO_FAULT, times=1)
    assert decide(0.9, ruling_of(session, place.store)) == (Decision.ACT, "")  # 19 are too few
    see(session, place.store, human_result=NO_FAULT)
    assert decide(0.9, ruling_of(session, place.store)) == (
        Decision.REVIEW, f"{Note.BELOW_FLOOR}: 18/20",
    )  # fmt: skip
    see(session, place.store, human_result=FAULT, times=20)
    assert decide(0.9, ruling_of(session, place.store)) == (Decision.ACT, "")


def test_a_store_without_reviews_of_its_own_goes_by_the_chain(session, place):
    see(session, place.other, human_result=NO_FAULT, times=20)
    assert ruling_of(session, place.store).measured == Tally(0, 20)
    see(session, place.store, fix_result=FAULT, times=20)
    assert ruling_of(session, place.store).measured == Tally(20, 0)
    held = measured_by_store(session, place.supervisor, ["gap"], now=now())
    assert {key: one.smart for key, one in held.items()} == {
        ("gap", place.store.id): Tally(20, 0),
        ("gap", place.other.id): Tally(0, 20),
    }


def test_what_a_person_is_asked_anyway_says_nothing_of_what_acts(session, place):
    see(session, place.store, human_result=NO_FAULT, confidence=0.4, times=30)
    assert ruling_of(session, place.store).measured == Tally()
    set_rule(session, place.admin, "gap", zone=None, is_on=None, mode=Mode.AUTO_ACTION)
    assert ruling_of(session, place.store).measured == Tally(0, 30)  # now it would act on them


def test_nothing_is_read_for_a_photo_without_findings(session, place):
    assert rulings(session, store_id=place.store.id, codes=(), now=now()).wishes == {}


def test_what_a_chain_wants_holds_in_its_zone_and_the_nearest_word_counts(session, place):
    say = {"zone": None, "is_on": None, "mode": None}
    set_rule(session, place.admin, "no_mask", **say | {"mode": Mode.RECORD_ONLY})
    set_rule(session, place.admin, "no_mask", **say | {"zone": Zone.KITCHEN, "is_on": False})
    set_rule(session, place.admin, "no_mask", **say | {"zone": Zone.WASH_UP, "is_on": True})
    held = {zone: ruling_of(session, place.store, "no_mask", zone) for zone in Zone}
    assert {zone for zone, one in held.items() if not one.is_on} == {
        Zone.KITCHEN, Zone.HOT_KITCHEN,
    }  # fmt: skip
    assert {one.mode for one in held.values()} == {Mode.RECORD_ONLY}


@pytest.mark.parametrize(
    ("code", "zones"),
    [
        ("gap", set(Zone)),
        ("no_hat", {Zone.KITCHEN, Zone.HOT_KITCHEN, Zone.WASH_UP}),
        ("a_code_of_tomorrow", set(Zone)),
    ],
)
def test_without_a_word_of_the_chain_the_vocabulary_says_where(code, zones):
    found = vocabulary().of(code)
    assert {zone for zone in Zone if in_force(found, zone.value, {}).is_on} == zones


def test_saying_it_again_changes_nothing_and_taking_it_back_leaves_nothing(session, place):
    def say(**kw):
        word = {"zone": Zone.KITCHEN, "is_on": False, "mode": None} | kw
        set_rule(session, place.admin, "no_mask", **word)
        return session.exec(select(ClassRule)).all()

    (first,) = say()
    (again,) = say()
    assert (first.id, first.changed_at) == (again.id, again.changed_at)
    (changed,) = say(is_on=True)
    assert changed.is_on
    assert say(is_on=None) == []
    assert wishes_of(session) == {}


def test_only_an_administrator_of_the_chain_says_so(session, place):
    assert not may_rule(session, place.supervisor)
    with pytest.raises(RoleMissing):
        set_rule(session, place.supervisor, "gap", zone=None, is_on=False, mode=None)


def test_what_nobody_described_and_what_always_needs_a_person_is_refused(session, place):
    with pytest.raises(ClassNotFound):
        set_rule(session, place.admin, f"no-{new_id()}", zone=None, is_on=False, mode=None)
    with pytest.raises(ModeNotAllowed):
        set_rule(session, place.admin, "fire", zone=None, is_on=None, mode=Mode.SMART_ROUTING)


def fix_results(shop):
    return {finding.fix_result for finding in sightings_of(shop.session, shop.ticket_id)}


def test_an_accepted_fix_confirms_what_the_eyes_saw(session):
    shop = Shop(session)
    shop.submit()
    assert fix_results(shop) == {None}  # a claim of the fixer alone proves nothing
    shop.move(shop.supervisor, TicketState.VERIFIED)
    assert fix_results(shop) == {FAULT}


def test_a_ticket_that_was_called_none_rejects_it_until_it_is_reopened(session):
    shop = Shop(session)
    shop.move(shop.admin, TicketState.VOIDED, note="a promo sign")
    assert fix_results(shop) == {NO_FAULT}
    shop.move(shop.admin, TicketState.REOPENED, note="it was one")
    assert fix_results(shop) == {None}


def test_a_waiver_says_nothing_of_the_eyes(session):
    shop = Shop(session)
    until = now() + timedelta(days=3)
    shop.move(shop.admin, TicketState.WAIVED, note="being rebuilt", until=until)
    assert fix_results(shop) == {None}
