"""What is published has a form, and kinds of visits are a chain's own."""

import pytest

from checklists.authoring.models import FormPicture
from checklists.authoring.publishing import ChecklistDraft, publish, publish_form
from checklists.errors import FormInvalid, VisitKindInvalid
from checklists.queries import version_with_questions
from checklists.visits.kinds import Kind, kinds_of, set_kind
from core.clock import now
from stores.models import Role
from tests.factories import add, make_actor, to_question, words
from tests.fixtures.forms import a_question, a_section, to_form

SHA256 = "ab" * 32


@pytest.fixture
def author(session):
    return make_actor(session, Role.ADMIN)


def test_a_picture_nobody_uploaded_is_a_fault(session, author):
    shown = a_question("a", references=[{"sha256": "cd" * 32}, {"sha256": SHA256}])
    form = to_form(a_section("floor", shown))
    add(
        session,
        FormPicture(
            sha256=SHA256, byte_count=1, content_type="image/png", staff_id=author.staff_id
        ),
    )
    with pytest.raises(FormInvalid) as caught:
        publish_form(session, author, form, at=now())
    assert [one.pointer for one in caught.value.faults] == [
        "/sections/0/questions/0/references/0/sha256"
    ]


def test_the_newest_name_of_a_checklist_is_shown(session, author):
    publish_form(session, None, to_form(), at=now())
    second = publish_form(session, None, to_form(name=words("New name")), at=now())
    found = version_with_questions(session, second.id)
    assert found.checklist.name == words("New name")
    assert found.version.published_by_id is None


def test_what_the_system_plants_by_rows_has_a_form_too(session):
    draft = ChecklistDraft("planted", words("Planted"), (to_question(code="a"),))
    version = publish(session, draft, at=now())
    assert version.form is not None
    assert version.form["sections"][0]["questions"][0]["code"] == "a"
    odd = ChecklistDraft("planted", words("Planted"), (to_question(code="Q_1"),))
    assert publish(session, odd, at=now()).form is None


def test_a_chain_changes_and_adds_kinds_of_visits(session, author):
    assert kinds_of(session)["mystery"].weight == 1.5
    set_kind(session, author, Kind("mystery", words("Guest"), 2.0, is_on=False))
    for _ in range(2):
        set_kind(session, author, Kind("night", {"zh-CN": "夜查"}, 0.0))
    kinds = kinds_of(session)
    assert kinds["mystery"] == Kind("mystery", words("Guest"), 2.0, is_on=False)
    assert kinds["night"] == Kind("night", {"zh-CN": "夜查"}, 0.0)
    assert list(kinds)[:2] == ["routine", "self_check"]


def test_a_kind_that_cannot_be_kept_says_everything(session, author):
    for weight in (-0.1, 10.1, float("nan"), float("inf")):
        with pytest.raises(VisitKindInvalid) as caught:
            set_kind(session, author, Kind("Night Visit", {"en": " "}, weight))
        pointers = [one.pointer for one in caught.value.faults]
        assert pointers == ["/code", "/weight", "/name"]
