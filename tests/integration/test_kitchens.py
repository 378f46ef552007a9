"""Kitchen photos from the upload to the ticket: bursts, places, zones, probation, blind cameras."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from checklists import service
from checklists.models import Answer, Outcome, Photo
from checklists.photos import uploads
from checklists.rules import photo_key
from core import clock
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from findings import jobs, verdicts
from findings.models import Analysis, ClassRule, Finding, Result
from findings.service import review
from planograms.rules import AreaDraft
from planograms.views import Shot, ViewDraft, set_view
from stores.models import Role, Zone
from tests.factories import (
    add,
    given,
    make_actor,
    make_shelf,
    make_store,
    make_version,
    to_promise,
    to_question,
    to_submission,
    words,
)
from tests.fixtures.canned import CannedScene
from tests.fixtures.drained import Drain
from tickets import service as tickets
from tickets.models import Recheck, Ticket, TicketState
from tickets.rules import Move
from vision.training.back_doors import WAY, render_back_door
from vision.values import Stage
from workers.schedule import offer_late_bursts

SEED = 5


@pytest.fixture(scope="session")
def doors():
    """Photos of one drawn back door: three of it clear, three blocked, one through steam, a fix."""
    return {
        "reference": render_back_door(seed=SEED),
        "clear": [render_back_door(seed=SEED, shot=n) for n in (1, 2, 3)],
        "blocked": [render_back_door(seed=SEED, shot=n, blocked=True) for n in (4, 5, 6)],
        "steamed": render_back_door(seed=SEED, shot=7, steamed=True),
        "fixed": render_back_door(seed=SEED, shot=8),
    }


@pytest.fixture
def scene_model():
    return CannedScene()


@pytest.fixture
def kitchen(engine, storage, tenant, kit, doors, scene_model):
    """A store with a back door that has a reference view, and people who inspect and fix it."""
    kit.eyes = replace(kit.eyes, scenes=(scene_model,))
    return Kitchen(engine, storage, tenant.id, kit, doors["reference"])


class Kitchen:
    def __init__(self, engine, storage, tenant_id, kit, reference):
        self.engine, self.storage, self.tenant_id = engine, storage, tenant_id
        self.drain = Drain(kit, tenant_id)
        with self.session() as session:
            self.store = make_store(session)
            zone = {"zone": Zone.HOT_KITCHEN.value}
            self.shelf = make_shelf(session, self.store, code="back-door", **zone)
            self.supervisor = make_actor(session, Role.SUPERVISOR, store=self.store)
            self.fixer = make_actor(session, Role.STORE_MANAGER, store=self.store)
            self.admin = make_actor(session, Role.ADMIN)
            question = {"kind": "kitchen_photo", "shelf_code": "back-door"}
            asked = to_question(code="back-door", zone=Zone.KITCHEN.value, **question)
            self.version = make_version(session, asked)
        self.visit(reference)
        with self.session() as session:
            photo = session.exec(select(Photo)).one()
            key = photo_key(tenant_id, photo.sha256)
            is_readable = photo.readable_at is not None
            shot = Shot(self.shelf.id, photo.sha256, key, 1280, 960, is_readable)
        self.reference = shot
        self.draw_view()

    def draw_view(self, *, is_fixed=False):
        """Say what the reference photo shows, and whether a camera hangs there."""
        draft = ViewDraft((AreaDraft("exit", words("Exit"), WAY),), is_fixed)
        with self.session() as session:
            set_view(session, self.admin, self.shelf.id, self.reference, draft)

    def session(self):
        return unit_of_work(self.engine, self.tenant_id)

    def submit(self, *contents, burst=None, kind="routine"):
        """Announce photos of the back door and return their ids."""
        start = now() - timedelta(minutes=1)
        photos = tuple(
            to_promise(one, burst_id=burst, taken_at=start + timedelta(seconds=n))
            for n, one in enumerate(contents)
        )
        with self.session() as session:
            answers = given("back-door", photos=photos)
            submission = to_submission(self.store, self.version, answers, kind=kind)
            self.inspection_id = service.submit(session, self.supervisor, submission).inspection.id
        return [photo.id for photo in photos]

    def upload(self, photo_id, content, actor=None):
        with self.session() as session:
            who = actor or self.supervisor
            uploads.take_content(session, self.storage, who, photo_id, content)

    def visit(self, *contents, **kw):
        """Photograph the back door, and let workers do what follows."""
        photo_ids = self.submit(*contents, **kw)
        for photo_id, content in zip(photo_ids, contents, strict=True):
            self.upload(photo_id, content)
        self.drain()
        return photo_ids

    def rows(self, table, *where):
        with self.session() as session:
            return list(session.exec(select(table).where(*where).order_by(col(table.id))))

    def findings(self):
        return self.rows(Finding, Finding.inspection_id == self.inspection_id)

    def analyses(self, photo_ids):
        return self.rows(Analysis, col(Analysis.photo_id).in_(photo_ids))

    def outcome(self):
        [answer] = self.rows(Answer, Answer.inspection_id == self.inspection_id)
        return Outcome(answer.final_outcome)

    def say(self, finding, result):
        with self.session() as session:
            review(session, self.supervisor, finding.id, result=result, note="")
        self.drain()

    def fix(self, ticket, content):
        """Submit a fix and return what the eyes make of it."""
        promise = to_promise(content)
        with self.session() as session:
            tickets.announce_fix(session, self.fixer, ticket.id, promise)
        self.upload(promise.id, content, self.fixer)
        self.drain()
        with self.session() as session:
            wanted = Move(new_id(), TicketState.SUBMITTED, photo_id=promise.id)
            tickets.move(session, self.fixer, ticket.id, wanted)
        self.drain()
        [ticket] = self.rows(Ticket, Ticket.id == ticket.id)
        return ticket.recheck


def test_a_burst_is_judged_once_and_together(kitchen, doors, scene_model):
    scene_model.looks = 0
    photo_ids = kitchen.visit(*doors["clear"], burst=new_id())
    analyses = kitchen.analyses(photo_ids)
    assert {one.photo_id for one in analyses} == set(photo_ids)
    assert {one.report["frames"] for one in analyses} == {3}
    assert scene_model.looks == 3, "each frame once"
    whole = [one.photo_id for one in analyses if "people" in one.report]
    assert whole == [photo_ids[0]], "what was seen is counted once"
    assert {one.report.get("first_photo_id") for one in analyses} == {None, str(photo_ids[0])}
    assert kitchen.findings() == []
    assert kitchen.outcome() is Outcome.PASSED
    assert all(photo.readable_at for photo in kitchen.rows(Photo))


@pytest.mark.parametrize("times", [1, 2])
def test_a_blocked_exit_becomes_a_ticket_once_a_person_agrees_and_a_fix_ends_it(
    kitchen, doors, times
):
    kitchen.drain.times = times
    photo_ids = kitchen.visit(*doors["blocked"], burst=new_id())
    [found] = kitchen.findings()
    assert (found.kind, found.item, found.decision) == ("zone_changed", "exit", "review")
    assert (found.photo_id, found.shelf_id) == (photo_ids[0], kitchen.shelf.id)
    assert kitchen.outcome() is Outcome.PENDING
    kitchen.say(found, Result.FAULT)
    assert kitchen.outcome() is Outcome.FAILED
    [ticket] = kitchen.rows(Ticket)
    assert kitchen.fix(ticket, doors["blocked"][1]) == Recheck.STILL_THERE
    assert kitchen.fix(ticket, doors["fixed"]) == Recheck.GONE


def test_a_burst_waits_for_its_frames_and_then_does_without(kitchen, doors):
    photo_ids = kitchen.submit(*doors["blocked"], burst=new_id())
    for photo_id, content in list(zip(photo_ids, doors["blocked"], strict=True))[:2]:
        kitchen.upload(photo_id, content)
    kitchen.drain()
    assert kitchen.analyses(photo_ids) == []
    assert offer_late_bursts(kitchen.drain.kit) == 0
    later = now() + jobs.BURST_WAITS
    with clock.at(later):
        assert offer_late_bursts(kitchen.drain.kit) == 1
        kitchen.drain()
        assert offer_late_bursts(kitchen.drain.kit) == 0, "it was judged"
    assert [one.report["frames"] for one in kitchen.analyses(photo_ids)] == [2, 2]
    [found] = kitchen.findings()
    kitchen.say(found, Result.NO_FAULT)
    assert kitchen.outcome() is Outcome.PASSED, "a frame that never comes holds nothing up"
    kitchen.upload(photo_ids[2], doors["blocked"][2])
    kitchen.drain()
    assert len(kitchen.analyses(photo_ids)) == 3
    assert len(kitchen.findings()) == 1, "a late frame accuses nobody twice"
    assert kitchen.outcome() is Outcome.PASSED


def test_two_workers_with_the_same_burst_write_it_once(kitchen, doors):
    photo_ids = kitchen.submit(*doors["blocked"], burst=new_id())
    for photo_id, content in zip(photo_ids, doors["blocked"], strict=True):
        kitchen.upload(photo_id, content)
    with kitchen.session() as session:
        both = [jobs.prepare(session, photo_id) for photo_id in photo_ids[1:]]
    assert [job.photo_id for job in both] == [photo_ids[0]] * 2
    seen = [kitchen.drain.kit.look(job) for job in both]
    written = []
    for job, one in zip(both, seen, strict=True):
        with kitchen.session() as session:
            written.append(verdicts.record(session, job, one))
    assert written == [True, False]
    kitchen.drain()
    assert len(kitchen.findings()) == 1


def test_a_class_that_is_off_in_the_zone_raises_nothing(kitchen, doors):
    with kitchen.session() as session:
        rule = {"code": "zone_changed", "zone": Zone.HOT_KITCHEN.value, "is_on": False}
        add(session, ClassRule(changed_by_id=kitchen.admin.staff_id, changed_at=now(), **rule))
    kitchen.visit(doors["blocked"][0])
    assert kitchen.findings() == []
    assert kitchen.outcome() is Outcome.PASSED


def test_what_a_model_on_probation_sees_is_kept_and_leads_to_nothing(kitchen, doors, scene_model):
    scene_model.stage, scene_model.sees = Stage.SHADOW, ["fire"]
    kitchen.visit(*doors["clear"], burst=new_id())
    [found] = kitchen.findings()
    assert (found.is_shadow, found.decision, found.final_result) == (True, "record", None)
    assert (found.model_version, found.decision_note) == ("added-1.0", "on_probation")
    assert kitchen.outcome() is Outcome.PASSED
    kitchen.say(found, Result.FAULT)
    assert kitchen.outcome() is Outcome.PASSED
    assert kitchen.rows(Ticket) == []


def test_a_fire_carries_its_model_and_is_out_only_where_it_was(kitchen, doors, scene_model):
    scene_model.sees = ["fire"]
    kitchen.visit(*doors["clear"], burst=new_id())
    [found] = kitchen.findings()
    assert (found.kind, found.model_version, found.severity) == ("fire", "added-1.0", "critical")
    if found.final_result is None:
        kitchen.say(found, Result.FAULT)
    [ticket] = kitchen.rows(Ticket)
    assert kitchen.fix(ticket, doors["clear"][1]) == Recheck.STILL_THERE
    scene_model.sees = []
    assert kitchen.fix(ticket, doors["fixed"]) == Recheck.GONE


@pytest.mark.parametrize(("is_fixed", "kind"), [(True, "routine"), (False, "remote")])
def test_a_steamed_lens_is_a_fault_of_the_camera_and_no_verdict(kitchen, doors, is_fixed, kind):
    kitchen.draw_view(is_fixed=is_fixed)
    kitchen.visit(doors["steamed"], kind=kind)
    kinds = [(found.kind, found.is_shadow) for found in kitchen.findings()]
    assert kinds == [("lens_steamed", False)], "what steam hides is not believed"
    assert kitchen.outcome() is Outcome.NOT_JUDGED
    [found] = kitchen.findings()
    if found.final_result is None:
        kitchen.say(found, Result.FAULT)
    assert kitchen.outcome() is Outcome.NOT_JUDGED
    [ticket] = kitchen.rows(Ticket)
    assert ticket.kind == "lens_steamed"
    assert kitchen.fix(ticket, doors["fixed"]) == Recheck.GONE


def test_a_steamed_phone_is_nobodys_repair_and_its_photo_is_taken_again(kitchen, doors):
    kitchen.visit(doors["steamed"])
    [found] = kitchen.findings()
    assert (found.kind, found.decision, found.final_result) == ("lens_steamed", "record", None)
    assert found.decision_note == "hand_held"
    assert kitchen.outcome() is Outcome.NOT_JUDGED, "what steam hides is not believed"
    assert kitchen.rows(Ticket) == []
    kitchen.visit(doors["clear"][0])
    assert kitchen.outcome() is Outcome.PASSED
