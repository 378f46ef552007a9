"""A draft over time: going back is one more save, and two people's saves can be merged."""

from datetime import timedelta

import pytest

from checklists.authoring import drafting
from checklists.authoring.merging.forms import Side
from checklists.authoring.revisions import (
    MAX_PAUSE,
    Save,
    forms_at,
    offer,
    restore,
    saves,
    sittings,
)
from checklists.errors import DraftMoved, DraftNotFound, FormInvalid
from core.clock import now
from core.ids import new_id
from stores.errors import RoleMissing
from stores.models import Role
from tests.factories import make_actor, make_region
from tests.fixtures.forms import a_document, a_question, a_section


@pytest.fixture
def author(session):
    return make_actor(session, Role.ADMIN)


@pytest.fixture
def other(session):
    return make_actor(session, Role.REGIONAL_MANAGER, region=make_region(session))


def asked(*codes):
    return a_document(a_section("floor", *codes))


@pytest.fixture
def draft(session, author, other):
    """A draft that another person saved after it was read as revision 1."""
    draft = drafting.create(session, author, asked("a", "b"))
    return drafting.save(session, other, draft.id, asked("a", "b", "c"), revision=1)


def codes(form):
    return [one["code"] for one in form["sections"][0]["questions"]]


def test_going_back_is_one_more_save(session, author, draft):
    restored = restore(session, author, draft.id, 1, revision=2)
    assert (restored.revision, restored.form) == (3, asked("a", "b"))
    assert restored.edited_by_id == author.staff_id
    told = [one.revision for one in saves(session, author, draft.id)]
    assert told == [3, 2, 1]
    forms = forms_at(session, author, draft.id, told)
    assert [codes(forms[number]) for number in told] == [["a", "b"], ["a", "b", "c"], ["a", "b"]]


def test_going_back_overwrites_nobody(session, author, draft):
    with pytest.raises(DraftMoved):
        restore(session, author, draft.id, 1, revision=1)
    assert drafting.draft_by_id(session, author, draft.id).revision == 2


def test_going_back_to_what_it_is_changes_nothing(session, author, draft):
    assert restore(session, author, draft.id, 2, revision=2).revision == 2


def test_there_is_no_going_back_to_what_never_was(session, author, draft):
    with pytest.raises(DraftNotFound):
        restore(session, author, draft.id, 9, revision=2)


def test_saves_of_one_person_in_one_go_are_one_sitting():
    me, other = new_id(), new_id()
    at = now()
    found = [
        Save(6, me, at),
        Save(5, me, at - MAX_PAUSE),
        Save(4, other, at - MAX_PAUSE),
        Save(3, me, at - MAX_PAUSE),
        Save(2, me, at - 2 * MAX_PAUSE - timedelta(seconds=1)),
        Save(1, me, at - 3 * MAX_PAUSE),
    ]
    told = [[one.revision for one in sitting] for sitting in sittings(found)]
    assert told == [[6, 5], [4], [3], [2, 1]]


def test_two_edits_are_merged_and_nothing_is_kept_before_it_is_saved(session, author, draft):
    mine = asked(a_question("a", weight=2), "b")
    offered = offer(session, author, draft.id, mine, revision=1)
    assert (offered.draft.revision, offered.merged.clashes) == (2, ())
    assert offered.merged.form == asked(a_question("a", weight=2), "b", "c")
    assert drafting.draft_by_id(session, author, draft.id).revision == 2
    form = offered.merged.form
    saved = drafting.save(session, author, draft.id, form, revision=offered.draft.revision)
    assert (saved.revision, saved.form) == (3, form)


def test_a_choice_settles_what_both_changed(session, author, other, draft):
    theirs = asked(a_question("a", weight=3), "b", "c")
    drafting.save(session, other, draft.id, theirs, revision=2)
    mine = asked(a_question("a", weight=2), "b", "c")
    offered = offer(session, author, draft.id, mine, revision=2)
    assert [one.key for one in offered.merged.clashes] == ["question/a/weight"]
    picks = {"question/a/weight": Side.THEIRS}
    offered = offer(session, author, draft.id, mine, revision=2, picks=picks)
    assert (offered.merged.form, offered.merged.clashes) == (theirs, ())


def test_from_a_revision_that_never_was_both_count_as_new(session, author, draft):
    offered = offer(session, author, draft.id, asked("a", "x"), revision=9)
    assert codes(offered.merged.form) == ["a", "x", "b", "c"]


def test_what_cannot_be_kept_is_not_merged(session, author, draft):
    with pytest.raises(FormInvalid):
        offer(session, author, draft.id, asked("a") | {"x": "\x00"}, revision=1)


def test_who_does_not_write_checklists_sees_no_history(session, draft):
    actor = make_actor(session, Role.SUPERVISOR)
    for attempt in (
        lambda: saves(session, actor, draft.id),
        lambda: forms_at(session, actor, draft.id, [1]),
        lambda: restore(session, actor, draft.id, 1, revision=2),
        lambda: offer(session, actor, draft.id, asked("a"), revision=1),
    ):
        with pytest.raises(RoleMissing):
            attempt()
