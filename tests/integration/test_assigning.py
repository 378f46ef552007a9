"""Which stores and roles fill a checklist, and the pictures beside its questions."""

import hashlib
from datetime import date, timedelta

import pytest

from checklists.authoring import assigning
from checklists.authoring.assigning import Assigning, assign, assignments, current_versions_for
from checklists.authoring.publishing import publish_form
from checklists.errors import (
    AssignmentInvalid,
    AssignmentNotFound,
    FormPictureNotFound,
    NotAPhoto,
    PhotoHashWrong,
)
from checklists.forms.pictures import keep_picture, picture_key, show_picture
from checklists.visits.kinds import Kind, set_kind
from core.clock import now
from core.ids import new_id
from stores.errors import RoleMissing
from stores.models import Role
from tests.factories import make_actor, make_region, make_store, words
from tests.fixtures.forms import to_form
from tests.fixtures.submissions import to_jpeg

LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def author(session):
    return make_actor(session, Role.ADMIN)


@pytest.fixture
def north(session):
    return make_region(session, parent_id=make_region(session).id)


@pytest.fixture
def shop(session, north):
    return make_store(session, region_id=make_region(session, parent_id=north.id).id)


@pytest.fixture
def clerk(session, shop):
    return make_actor(session, Role.CLERK, store=shop)


@pytest.fixture
def stranger(session):
    return make_actor(session, Role.CLERK, store=make_store(session))


@pytest.fixture
def checklist_id(session, author):
    return publish_form(session, author, to_form(), at=now()).checklist_id


def codes(session, actor):
    return [found.checklist.code for found in current_versions_for(session, actor)]


def test_without_an_assignment_everybody_fills_it(session, author, checklist_id, clerk, stranger):
    assert assignments(session, author, checklist_id=checklist_id) == []
    assert codes(session, clerk) == codes(session, stranger) == ["patrol"]


def test_a_store_and_a_region_with_all_below_it_fill_it(
    session, author, checklist_id, north, clerk, stranger
):
    shop_id = clerk.grants[0].store_id
    for where in ({"store_id": shop_id}, {"region_id": north.id}):
        row = assign(session, author, new_id(), Assigning(checklist_id, LONG_AGO, **where))
        assert codes(session, clerk) == ["patrol"]
        assert codes(session, stranger) == []
        assigning.remove_assignment(session, author, row.id)
    assert codes(session, stranger) == ["patrol"]


def test_a_role_fills_it_wherever_the_whole_chain_does(session, author, checklist_id, shop, clerk):
    assign(session, author, new_id(), Assigning(checklist_id, LONG_AGO, role="store_manager"))
    manager = make_actor(session, Role.STORE_MANAGER, store=shop)
    assert codes(session, manager) == ["patrol"]
    assert codes(session, clerk) == []


def test_it_is_filled_from_its_first_day_to_its_last(session, author, checklist_id, clerk):
    today = now().date()
    assignment_id = new_id()
    for starts_on, ends_on, is_due in (
        (today - timedelta(days=2), None, True),
        (today - timedelta(days=9), today - timedelta(days=2), False),
        (today + timedelta(days=2), None, False),
        (today - timedelta(days=9), today + timedelta(days=2), True),
    ):
        wish = Assigning(checklist_id, starts_on, ends_on=ends_on)
        assign(session, author, assignment_id, wish)
        assert codes(session, clerk) == (["patrol"] if is_due else [])
    assert len(assignments(session, author)) == 1


def test_one_of_several_assignments_is_enough(session, author, checklist_id, shop, clerk):
    elsewhere = make_store(session)
    for store in (elsewhere, shop):
        assign(session, author, new_id(), Assigning(checklist_id, LONG_AGO, store_id=store.id))
    assert codes(session, clerk) == ["patrol"]


def test_everything_wrong_with_an_assignment_is_told(session, author, shop, north):
    set_kind(session, author, Kind("night", words("Night"), 1.0, is_on=False))
    wish = Assigning(
        new_id(),
        date(2026, 5, 2),
        region_id=new_id(),
        store_id=new_id(),
        role="cook",
        visit_kind="night",
        every="hour",
        ends_on=date(2026, 5, 1),
    )
    with pytest.raises(AssignmentInvalid) as caught:
        assign(session, author, new_id(), wish)
    assert [fault.pointer for fault in caught.value.faults] == [
        "/checklist_id",
        "/store_id",
        "/region_id",
        "/store_id",
        "/role",
        "/visit_kind",
        "/every",
        "/ends_on",
    ]


def test_only_authors_assign(session, author, checklist_id, clerk):
    wish = Assigning(checklist_id, LONG_AGO)
    for attempt in (
        lambda: assign(session, clerk, new_id(), wish),
        lambda: assignments(session, clerk),
        lambda: assigning.remove_assignment(session, clerk, new_id()),
    ):
        with pytest.raises(RoleMissing):
            attempt()
    with pytest.raises(AssignmentNotFound):
        assigning.remove_assignment(session, author, new_id())


def test_a_picture_is_kept_once_and_shown(session, storage, author):
    content = to_jpeg(seed=5)
    kept = keep_picture(session, storage, author, content)
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert keep_picture(session, storage, author, content, sha256=kept.sha256).id == kept.id
    shown = show_picture(session, storage, kept.sha256)
    assert (shown.content, shown.content_type) == (content, "image/jpeg")
    storage.delete(picture_key(author.tenant_id, kept.sha256))
    with pytest.raises(FormPictureNotFound):
        show_picture(session, storage, kept.sha256)


def test_what_is_no_picture_is_refused(session, storage, author, clerk):
    with pytest.raises(NotAPhoto):
        keep_picture(session, storage, author, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    with pytest.raises(PhotoHashWrong):
        keep_picture(session, storage, author, to_jpeg(), sha256="0" * 64)
    with pytest.raises(RoleMissing):
        keep_picture(session, storage, clerk, to_jpeg())
    with pytest.raises(FormPictureNotFound):
        show_picture(session, storage, "0" * 64)
