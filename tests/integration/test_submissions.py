"""Taking filled checklists and their photos; every resend is harmless."""

import io
import struct
import zlib

import pytest
from PIL import Image
from sqlmodel import select

from checklists import service
from checklists.errors import (
    AnswersInvalid,
    ChecklistNotFound,
    InspectionDiffers,
    NotAPhoto,
    PhotoDiffers,
    PhotoHashWrong,
    PhotoNotFound,
    PhotoNotUploaded,
    PhotoTooLarge,
    PhotoUnusable,
)
from checklists.models import Answer, Inspection, Outcome, Photo, PhotoState
from checklists.photos import originals, uploads
from checklists.queries import missing_photos
from checklists.rules import incoming_key, original_key, photo_key
from core.ids import new_id
from core.outbox import OutboxEvent
from stores.errors import StoreNotFound
from stores.models import Role
from tests.factories import (
    given,
    make_actor,
    make_shelf,
    make_store,
    make_version,
    to_promise,
    to_question,
    to_submission,
)


def jpeg(width=640, height=480):
    content = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 60)).save(content, "JPEG")
    return content.getvalue()


@pytest.fixture
def store(session):
    store = make_store(session)
    make_shelf(session, store, code="drinks")
    return store


@pytest.fixture
def actor(session, store):
    return make_actor(session, Role.SUPERVISOR, store=store)


@pytest.fixture
def version(session):
    return make_version(
        session,
        to_question(),
        to_question(code="shelf", kind="shelf_photo", shelf_code="drinks"),
    )


def photo_answer(content=b"", **kw):
    return given("shelf", photos=(to_promise(content or jpeg(), **kw),))


def events(session):
    return [event.name for event in session.exec(select(OutboxEvent).order_by(OutboxEvent.id))]


def test_a_submission_is_kept_with_its_answers_and_expected_photos(session, store, actor, version):
    receipt = service.submit(
        session, actor, to_submission(store, version, given(value=False), photo_answer())
    )
    assert receipt.is_new
    answers = session.exec(select(Answer)).all()
    assert {answer.final_outcome for answer in answers} == {Outcome.FAILED, Outcome.PENDING}
    [photo] = receipt.photos
    assert photo.state == PhotoState.EXPECTED
    assert photo.shelf_id is not None
    assert missing_photos(session, receipt.inspection.id) == [photo.id]
    assert events(session) == ["inspection.submitted"]


def test_the_same_submission_again_gives_the_same_receipt(session, store, actor, version):
    submission = to_submission(store, version, given(value=True), photo_answer())
    first = service.submit(session, actor, submission)
    again = service.submit(session, actor, submission)
    assert not again.is_new
    assert [photo.id for photo in again.photos] == [photo.id for photo in first.photos]
    assert len(session.exec(select(Inspection)).all()) == 1
    assert events(session) == ["inspection.submitted"]


def test_another_body_under_the_same_id_says_where_it_differs(session, store, actor, version):
    first = to_submission(store, version, given(value=True), photo_answer())
    service.submit(session, actor, first)
    other = to_submission(store, version, given(value=False), photo_answer(), id=first.id)
    with pytest.raises(InspectionDiffers) as caught:
        service.submit(session, actor, other)
    assert [fault.pointer for fault in caught.value.faults] == ["/answers/0/value"]


def test_missing_answers_are_named_and_nothing_is_kept(session, store, actor, version):
    with pytest.raises(AnswersInvalid) as caught:
        service.submit(session, actor, to_submission(store, version))
    assert len(caught.value.faults) == 2
    assert session.exec(select(Inspection)).all() == []


def test_a_store_that_is_not_theirs_is_not_there(session, actor, version):
    with pytest.raises(StoreNotFound):
        service.submit(session, actor, to_submission(make_store(session), version))


def test_an_unknown_checklist_is_refused(session, store, actor, version):
    with pytest.raises(ChecklistNotFound):
        service.submit(
            session, actor, to_submission(store, version, given(value=True), version_id=new_id())
        )


def test_a_photo_id_of_another_inspection_is_refused(session, store, actor, version):
    first = photo_answer()
    service.submit(session, actor, to_submission(store, version, given(value=True), first))
    with pytest.raises(PhotoDiffers):
        service.submit(session, actor, to_submission(store, version, given(value=True), first))


@pytest.fixture
def photo(session, store, actor, version):
    content = jpeg()
    receipt = service.submit(
        session, actor, to_submission(store, version, given(value=True), photo_answer(content))
    )
    return receipt.photos[0]


def test_bytes_through_the_api_are_sealed_and_nothing_is_readable_yet(
    session, storage, actor, photo
):
    kept = uploads.take_content(session, storage, actor, photo.id, jpeg())
    assert (kept.state, kept.width, kept.height) == (PhotoState.STORED, 640, 480)
    key = original_key(photo.tenant_id, photo.id)
    assert storage.get_sealed(key, limit=10**7) == jpeg()
    assert jpeg()[:64] not in storage.get(key, limit=10**7)
    assert storage.get(photo_key(photo.tenant_id, photo.sha256), limit=10**7) is None
    assert kept.readable_at is None
    assert kept.original_until == kept.stored_at + originals.INTAKE
    uploads.take_content(session, storage, actor, photo.id, jpeg())
    assert events(session) == ["inspection.submitted", "photo.uploaded"]


def test_bytes_put_by_link_are_checked_when_confirmed(session, storage, actor, photo):
    incoming = incoming_key(photo.tenant_id, photo.id)
    storage.put(incoming, jpeg(), content_type="image/jpeg")
    uploads.confirm_photo(session, storage, actor, photo.id)
    uploads.confirm_photo(session, storage, actor, photo.id)
    assert photo.state == PhotoState.STORED
    assert storage.get(incoming, limit=10) is None
    assert events(session) == ["inspection.submitted", "photo.uploaded"]


def test_a_link_written_to_after_the_check_changes_nothing(session, storage, actor, photo):
    incoming = incoming_key(photo.tenant_id, photo.id)
    storage.put(incoming, jpeg(), content_type="image/jpeg")
    uploads.confirm_photo(session, storage, actor, photo.id)
    storage.put(incoming, jpeg(64, 64), content_type="image/jpeg")
    uploads.confirm_photo(session, storage, actor, photo.id)
    key = original_key(photo.tenant_id, photo.id)
    assert storage.get_sealed(key, limit=10**7) == jpeg()
    assert storage.get(incoming, limit=10) is None


def test_confirming_before_the_bytes_are_there_can_be_tried_again(session, storage, actor, photo):
    with pytest.raises(PhotoNotUploaded) as caught:
        uploads.confirm_photo(session, storage, actor, photo.id)
    assert caught.value.retryable


def test_other_bytes_than_announced_are_refused(session, storage, actor, photo):
    with pytest.raises(PhotoHashWrong):
        uploads.take_content(session, storage, actor, photo.id, jpeg(320, 240))
    assert photo.state == PhotoState.EXPECTED


def test_a_photo_that_was_never_announced_is_not_there(session, storage, actor):
    with pytest.raises(PhotoNotFound):
        uploads.take_content(session, storage, actor, new_id(), jpeg())


def test_a_photo_of_a_foreign_store_is_not_there(session, storage, photo):
    stranger = make_actor(session, Role.SUPERVISOR, store=make_store(session))
    with pytest.raises(PhotoNotFound):
        uploads.take_content(session, storage, stranger, photo.id, jpeg())


def png_header(width, height):
    """A PNG that promises many pixels and holds hardly any bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    parts = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", NotAPhoto),
        (b"hello", NotAPhoto),
        (b"GIF89a" + b"\0" * 100, NotAPhoto),
        (jpeg()[:-400], PhotoUnusable),  # cut short
        (jpeg(10, 10), PhotoUnusable),  # too small to see anything
        (png_header(14_000, 14_000), PhotoTooLarge),  # 196 megapixels, refused from its header
    ],
)
def test_what_is_no_photo_is_refused_before_it_is_kept(content, problem):
    promise = to_promise(content)
    with pytest.raises(problem):
        uploads.check_content(content, sha256=promise.sha256)


def test_a_stored_photo_is_one_row(session, storage, actor, photo):
    uploads.take_content(session, storage, actor, photo.id, jpeg())
    assert len(session.exec(select(Photo)).all()) == 1
