"""The sweep: copies that are missing, originals whose time has come, uploads nobody confirmed."""

from datetime import timedelta

import pytest
from sqlmodel import select

from checklists import service
from checklists.models import Photo
from checklists.photos import originals, uploads
from checklists.rules import incoming_key, original_key, photo_key
from core import clock
from core.clock import now
from core.db import unit_of_work
from core.storage import PhotoStore
from findings.models import Analysis, AnalysisState
from stores.models import Role
from tests.factories import (
    add,
    given,
    make_actor,
    make_store,
    make_version,
    to_promise,
    to_question,
    to_submission,
)
from tests.fixtures.submissions import to_jpeg
from workers.sweep import UNCONFIRMED, drop_originals, forget_uploads, make_copies, sweep_photos


@pytest.fixture
def send(engine, storage, tenant):
    """Send a photo of proof; whoever should have copied it never did."""

    def send_photo(content: bytes = b"") -> Photo:
        content = content or to_jpeg()
        promise = to_promise(content)
        with unit_of_work(engine, tenant.id) as session:
            store = make_store(session)
            actor = make_actor(session, Role.SUPERVISOR, store=store)
            version = make_version(session, to_question(), to_question(code="proof", kind="photo"))
            answers = given(value=True), given("proof", photos=(promise,))
            service.submit(session, actor, to_submission(store, version, *answers))
        with unit_of_work(engine, tenant.id) as session:
            uploads.take_content(session, storage, actor, promise.id, content)
        return Photo(tenant_id=tenant.id, id=promise.id, sha256=promise.sha256)

    return send_photo


@pytest.fixture
def change(engine, tenant):
    """Change a photo in the database, and return it."""

    def set_fields(photo: Photo, **fields) -> Photo:
        with unit_of_work(engine, tenant.id) as session:
            row = session.exec(select(Photo).where(Photo.id == photo.id)).one()
            for name, value in fields.items():
                setattr(row, name, value)
            session.flush()
            session.refresh(row)
            return row

    return set_fields


def sweep(kit, tenant, *, later: timedelta) -> None:
    with clock.at(now() + later):
        make_copies(kit, tenant.id, limit=10)
        kit.ask(tenant.id, lambda session: drop_originals(session, kit))


def test_a_photo_nobody_copied_gets_its_copy(send, change, kit, tenant, storage):
    photo = send()
    sweep(kit, tenant, later=timedelta(minutes=5))
    assert change(photo).readable_at is None  # it may still be on its way
    sweep(kit, tenant, later=originals.PREPARING)
    after = change(photo)
    assert (after.hidden_faces, after.original_until) == (0, after.stored_at + originals.INTAKE)
    assert storage.get(photo_key(tenant.id, photo.sha256), limit=10**7).startswith(b"\xff\xd8")


def test_an_original_outlives_its_day_only_until_it_was_copied(send, change, kit, tenant, storage):
    photo = send()
    sweep(kit, tenant, later=originals.INTAKE + timedelta(minutes=1))
    after = change(photo)
    assert (after.hidden_faces, after.original_until) == (0, None)
    assert storage.get(original_key(tenant.id, photo.id), limit=10) is None
    assert storage.get(photo_key(tenant.id, photo.sha256), limit=10) is not None


def test_an_original_that_is_kept_by_policy_stays(send, change, kit, tenant, storage):
    photo = send()
    change(photo, readable_at=now(), hidden_faces=0, original_until=now() + timedelta(days=7))
    sweep(kit, tenant, later=timedelta(days=6))
    assert storage.get_sealed(original_key(tenant.id, photo.id), limit=10**7) is not None
    sweep(kit, tenant, later=timedelta(days=8))
    assert storage.get(original_key(tenant.id, photo.id), limit=10) is None
    assert change(photo).original_until is None


def test_a_photo_that_does_not_open_is_tried_again_and_holds_up_nobody(
    send, change, kit, tenant, storage, settings
):
    lost, fine = send(), send(to_jpeg(seed=2))
    other = settings.storage.model_copy(update={"seal_key": settings.auth.secret})
    PhotoStore(other).put_sealed(original_key(tenant.id, lost.id), to_jpeg())
    sweep(kit, tenant, later=originals.PREPARING)
    assert change(fine).readable_at is not None
    assert change(lost).readable_at is None
    storage.put_sealed(original_key(tenant.id, lost.id), to_jpeg())  # the right key is back
    sweep(kit, tenant, later=originals.INTAKE + timedelta(minutes=1))
    assert change(lost).readable_at is not None


def test_what_never_opens_is_gone_after_two_days(send, change, kit, tenant, storage):
    photo = send()
    key = original_key(tenant.id, photo.id)
    storage.put(key, b"no seal", content_type="x/y")
    sweep(kit, tenant, later=2 * originals.INTAKE - timedelta(minutes=1))
    assert storage.get(key, limit=10) is not None
    sweep(kit, tenant, later=2 * originals.INTAKE + timedelta(minutes=1))
    assert storage.get(key, limit=10) is None
    assert change(photo).readable_at is None


def test_a_sealed_file_that_is_no_picture_inside_is_tried_once(send, change, kit, tenant, storage):
    photo = send()
    broken = to_jpeg()[:200]
    storage.put_sealed(original_key(tenant.id, photo.id), broken)
    sweep(kit, tenant, later=originals.PREPARING)
    after = change(photo)
    assert (after.readable_at, after.hidden_faces) == (None, 0)
    with unit_of_work(kit.engine, tenant.id) as session:
        assert list(originals.without_copy(session, limit=10)) == []


def test_a_photo_of_before_loses_its_faces_and_its_overlay(send, change, kit, tenant, storage):
    photo = send()
    storage.delete(original_key(tenant.id, photo.id))
    with_faces = to_jpeg(seed=8)
    storage.put(photo_key(tenant.id, photo.sha256), with_faces, content_type="image/jpeg")
    before = change(photo, original_until=None)
    overlay_key = f"{tenant.id}/overlays/{photo.id}-old.jpg"
    storage.put(overlay_key, to_jpeg(seed=3), content_type="image/jpeg")
    with unit_of_work(kit.engine, tenant.id) as session:
        state = AnalysisState.DONE.value
        judged = {"model_version": "old", "state": state, "look_ms": 5, "judged_at": now()}
        add(session, Analysis(photo_id=photo.id, overlay_key=overlay_key, **judged))
    assert before.readable_at is None
    sweep(kit, tenant, later=originals.PREPARING)
    assert change(photo).hidden_faces == 0
    assert storage.get(photo_key(tenant.id, photo.sha256), limit=10**7) != with_faces
    assert storage.get(overlay_key, limit=10) is None
    with unit_of_work(kit.engine, tenant.id) as session:
        assert session.exec(select(Analysis.overlay_key)).one() is None


def test_an_upload_nobody_confirmed_is_forgotten(kit, tenant, storage):
    key = incoming_key(tenant.id, to_promise(b"x").id)
    storage.put(key, to_jpeg(), content_type="image/jpeg")
    assert forget_uploads(kit, tenant.id) == 0
    with clock.at(now() + UNCONFIRMED + timedelta(minutes=1)):
        assert forget_uploads(kit, tenant.id) == 1
        assert forget_uploads(kit, tenant.id) == 0
    assert storage.get(key, limit=10) is None


def test_a_sweep_goes_through_every_chain(send, change, kit, engine, monkeypatch):
    photo = send()
    change(photo, stored_at=now() - originals.PREPARING)
    monkeypatch.setattr("workers.sweep.tenant_ids", lambda _session: [photo.tenant_id])
    sweep_photos(kit)
    assert change(photo).readable_at is not None


def test_copies_are_made_a_few_at_a_time(send, kit, tenant):
    send()
    send(to_jpeg(seed=2))
    with clock.at(now() + originals.PREPARING):
        assert make_copies(kit, tenant.id, limit=0) == 0
        assert [make_copies(kit, tenant.id, limit=1) for _ in range(3)] == [1, 1, 0]
