"""Forms while they are written: nobody's words are lost, and what is published never changes."""

import threading

import pytest
from sqlmodel import select

from checklists.authoring import drafting
from checklists.authoring.models import Draft, DraftRevision
from checklists.authoring.publishing import publish_form
from checklists.authoring.revisions import forms_at, saves
from checklists.errors import (
    ChecklistNotFound,
    DraftExists,
    DraftMoved,
    DraftNotFound,
    FormInvalid,
)
from checklists.forms.rows import form_of
from checklists.models import Checklist, ChecklistVersion, Question
from checklists.queries import version_with_questions
from checklists.visits.kinds import Kind, set_kind
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from stores.errors import RoleMissing
from stores.models import Role
from tests.factories import add, make_actor, make_region, to_question, words
from tests.fixtures.forms import a_document, a_section, to_form

SHA256 = "ab" * 32


@pytest.fixture
def author(session):
    return make_actor(session, Role.ADMIN)


@pytest.fixture
def other(session):
    return make_actor(session, Role.REGIONAL_MANAGER, region=make_region(session))


def asked(*codes):
    return a_document(a_section("floor", *codes))


def rows(session, version):
    return version_with_questions(session, version.id).questions


def test_a_draft_is_begun_saved_and_published(session, author):
    draft = drafting.create(session, author, asked("a"))
    assert (draft.code, draft.revision, draft.base_version_id) == ("patrol", 1, None)
    saved = drafting.save(session, author, draft.id, asked("a", "b"), revision=1)
    assert saved.revision == 2
    version = drafting.publish(session, author, draft.id, revision=2, note="first")
    assert (version.number, version.note, version.published_by_id) == (1, "first", author.staff_id)
    assert [row.code for row in rows(session, version)] == ["a", "b"]
    assert form_of(version_with_questions(session, version.id)) == to_form(
        a_section("floor", "a", "b")
    )
    assert drafting.draft_by_id(session, author, draft.id).base_version_id == version.id


def test_every_save_is_kept(session, author, other):
    draft = drafting.create(session, author, asked("a"))
    drafting.save(session, other, draft.id, asked("b"), revision=1)
    told = saves(session, author, draft.id)
    assert [(one.revision, one.staff_id) for one in told] == [
        (2, other.staff_id),
        (1, author.staff_id),
    ]
    forms = forms_at(session, author, draft.id, [1, 2, 9])
    assert forms == {1: asked("a"), 2: asked("b")}


def test_the_same_save_sent_again_changes_nothing(session, author):
    draft = drafting.create(session, author, asked("a"))
    for _ in range(2):
        assert drafting.save(session, author, draft.id, asked("b"), revision=1).revision == 2
    assert drafting.save(session, author, draft.id, asked("b"), revision=2).revision == 2
    assert len(saves(session, author, draft.id)) == 2


def test_who_saves_over_somebody_else_is_told_who_and_what(session, author, other):
    draft = drafting.create(session, author, asked("a"))
    drafting.save(session, other, draft.id, asked("a", "b"), revision=1)
    with pytest.raises(DraftMoved, match="Li Na, 20") as caught:
        drafting.save(session, author, draft.id, asked("a", "c"), revision=1)
    assert [(one.pointer, one.detail) for one in caught.value.faults] == [
        ("/question/b", "Question “Is it so: b?” added")
    ]
    assert drafting.draft_by_id(session, author, draft.id).form == asked("a", "b")


def test_both_write_the_same_and_only_one_is_first(session, author, other):
    draft = drafting.create(session, author, asked("a"))
    drafting.save(session, other, draft.id, asked("b"), revision=1)
    with pytest.raises(DraftMoved):
        drafting.save(session, author, draft.id, asked("b"), revision=1)


def test_a_draft_that_is_no_form_yet_shows_places(session, author, other):
    unfinished = {"code": "patrol", "sections": "later"}
    draft = drafting.create(session, author, unfinished)
    drafting.save(session, other, draft.id, {**unfinished, "sections": []}, revision=1)
    with pytest.raises(DraftMoved) as caught:
        drafting.publish(session, author, draft.id, revision=1)
    assert [one.pointer for one in caught.value.faults] == ["/sections"]


def test_a_revision_that_never_was_is_a_conflict_too(session, author):
    draft = drafting.create(session, author, asked("a"))
    with pytest.raises(DraftMoved):
        drafting.save(session, author, draft.id, asked("b"), revision=9)


def test_two_editors_at_once_lose_nothing(engine, tenant):
    with unit_of_work(engine, tenant.id) as session:
        people = [make_actor(session, Role.ADMIN) for _ in range(4)]
        draft_id = drafting.create(session, people[0], asked("a")).id
    told: list[str] = []
    barrier = threading.Barrier(len(people))

    def write(number):
        barrier.wait()
        try:
            with unit_of_work(engine, tenant.id) as session:
                mine = asked("a", f"b{number}")
                drafting.save(session, people[number], draft_id, mine, revision=1)
            told.append("saved")
        except DraftMoved:
            told.append("moved")

    threads = [threading.Thread(target=write, args=[number]) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["moved", "moved", "moved", "saved"]
    with unit_of_work(engine, tenant.id) as session:
        assert session.exec(select(Draft.revision)).all() == [2]
        assert sorted(session.exec(select(DraftRevision.revision)).all()) == [1, 2]


def test_the_same_form_again_gives_the_same_draft(session, author):
    draft = drafting.create(session, author, asked("a"))
    assert drafting.create(session, author, asked("a")).id == draft.id
    with pytest.raises(DraftExists) as caught:
        drafting.create(session, author, asked("b"))
    assert [one.pointer for one in caught.value.faults] == ["/code"]
    assert [one.id for one in drafting.drafts(session, author)] == [draft.id]


@pytest.mark.parametrize("code", [None, 7, "", "Patrol", "a_b", "x" * 65, "-a"])
def test_a_draft_needs_a_code(session, author, code):
    with pytest.raises(FormInvalid) as caught:
        drafting.create(session, author, {**asked("a"), "code": code})
    assert [one.pointer for one in caught.value.faults] == ["/code"]


def test_what_cannot_be_kept_is_refused_before_it_reaches_the_database(session, author):
    draft = drafting.create(session, author, asked("a"))
    with pytest.raises(FormInvalid) as caught:
        drafting.save(session, author, draft.id, {**asked("a"), "x": "\x00"}, revision=1)
    assert [one.pointer for one in caught.value.faults] == ["/x"]


def test_a_discarded_draft_is_gone_and_its_code_free(session, author):
    draft = drafting.create(session, author, asked("a"))
    drafting.discard(session, author, draft.id)
    drafting.discard(session, author, draft.id)
    assert drafting.drafts(session, author) == []
    with pytest.raises(DraftNotFound):
        drafting.save(session, author, draft.id, asked("b"), revision=1)
    with pytest.raises(DraftNotFound):
        drafting.discard(session, author, new_id())
    again = drafting.create(session, author, asked("b"))
    assert (again.form, again.revision) == (asked("b"), 2)


def test_a_published_checklist_is_edited_from_its_version(session, author):
    first = publish_form(session, author, to_form(a_section("floor", "a")), at=now())
    draft = drafting.edit(session, author, first.id)
    assert (draft.code, draft.base_version_id) == ("patrol", first.id)
    assert drafting.edit(session, author, first.id).id == draft.id
    drafting.save(session, author, draft.id, asked("b"), revision=1)
    second = drafting.publish(session, author, draft.id, revision=2)
    assert (second.number, second.checklist_id) == (2, first.checklist_id)
    assert [row.code for row in rows(session, first)] == ["a"]
    assert [row.code for row in rows(session, second)] == ["b"]


def test_a_version_from_before_forms_can_be_edited(session, author):
    checklist = add(session, Checklist(code="old", name=words("Old")))
    version = add(
        session, ChecklistVersion(checklist_id=checklist.id, number=1, published_at=now())
    )
    add(session, to_question(version_id=version.id, code="a"))
    draft = drafting.edit(session, author, version.id)
    second = drafting.publish(session, author, draft.id, revision=1)
    assert (second.number, [row.code for row in rows(session, second)]) == (2, ["a"])


def test_editing_a_version_that_is_not_there(session, author):
    with pytest.raises(ChecklistNotFound):
        drafting.edit(session, author, new_id())


def test_a_form_with_the_code_of_a_checklist_becomes_its_next_version(session, author):
    version = publish_form(session, author, to_form(a_section("floor", "a")), at=now())
    assert drafting.create(session, author, asked("b")).base_version_id == version.id


def test_a_copy_has_a_code_and_a_name_of_its_own(session, author):
    publish_form(session, author, to_form(a_section("floor", "a")), at=now())
    copy = drafting.copy(session, author, asked("a"), code="patrol-2", name=words("Second"))
    assert (copy.code, copy.form["name"], copy.base_version_id) == (
        "patrol-2", words("Second"), None,
    )  # fmt: skip
    with pytest.raises(DraftExists):
        drafting.copy(session, author, asked("a"), code="patrol", name=words("Same"))


def test_a_new_checklist_can_still_change_its_code(session, author):
    draft = drafting.create(session, author, asked("a"))
    drafting.create(session, author, {**asked("a"), "code": "taken"})
    renamed = drafting.save(session, author, draft.id, {**asked("a"), "code": "new"}, revision=1)
    assert renamed.code == "new"
    with pytest.raises(DraftExists):
        drafting.save(session, author, draft.id, {**asked("a"), "code": "taken"}, revision=2)


def test_a_published_code_stays(session, author):
    draft = drafting.create(session, author, asked("a"))
    drafting.publish(session, author, draft.id, revision=1)
    with pytest.raises(FormInvalid) as caught:
        drafting.save(session, author, draft.id, {**asked("a"), "code": "new"}, revision=1)
    assert [one.pointer for one in caught.value.faults] == ["/code"]


def test_a_publication_sent_again_gives_the_same_version(session, author):
    draft = drafting.create(session, author, asked("a"))
    first = drafting.publish(session, author, draft.id, revision=1)
    assert drafting.publish(session, author, draft.id, revision=1).id == first.id


def test_a_draft_with_faults_is_kept_and_not_published(session, author):
    draft = drafting.create(session, author, {"code": "patrol"})
    with pytest.raises(FormInvalid) as caught:
        drafting.publish(session, author, draft.id, revision=1)
    assert [one.pointer for one in caught.value.faults] == ["/name", "/sections"]
    assert session.exec(select(ChecklistVersion)).all() == []
    assert session.exec(select(Question)).all() == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.STORE_MANAGER, Role.CLERK])
def test_who_does_not_write_checklists_sees_no_draft(session, author, role):
    actor = make_actor(session, role)
    draft = drafting.create(session, author, asked("a"))
    for attempt in (
        lambda: drafting.drafts(session, actor),
        lambda: drafting.draft_by_id(session, actor, draft.id),
        lambda: drafting.create(session, actor, asked("b")),
        lambda: drafting.copy(session, actor, asked("b"), code="b", name=words("b")),
        lambda: drafting.save(session, actor, draft.id, asked("b"), revision=1),
        lambda: drafting.discard(session, actor, draft.id),
        lambda: drafting.publish(session, actor, draft.id, revision=1),
        lambda: saves(session, actor, draft.id),
        lambda: publish_form(session, actor, to_form(), at=now()),
        lambda: set_kind(session, actor, Kind("routine", words("R"), 1.0)),
    ):
        with pytest.raises(RoleMissing):
            attempt()


def test_a_manager_of_one_region_does_not_write_for_the_chain(session):
    below = make_region(session, parent_id=make_region(session).id)
    actor = make_actor(session, Role.REGIONAL_MANAGER, region=below)
    with pytest.raises(RoleMissing):
        drafting.create(session, actor, asked("a"))
