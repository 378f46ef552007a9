"""What becomes of a photo's bytes: sealed, judged, copied without faces, let go of."""

import io

import numpy as np
import pytest
from PIL import Image
from sqlmodel import select

from checklists import service
from checklists.models import Photo
from checklists.photos import originals, uploads
from checklists.rules import original_key, photo_key
from core.db import unit_of_work
from core.sealing import SealBroken
from findings import copies
from findings.models import Analysis
from stores.models import Role
from tests.factories import (
    given,
    make_actor,
    make_store,
    make_version,
    to_promise,
    to_question,
    to_submission,
)
from tests.fixtures.drained import Drain
from vision.faces import FoundFace
from vision.values import Box

FACE = Box(200, 100, 280, 200)
FINE = np.random.default_rng(5).integers(0, 255, (480, 640, 3), np.uint8)
"""Every pixel differs from the next one: what is hidden shows as flat."""


class OneFace:
    """Finds the same face on every picture."""

    version = "one-1"

    def find(self, rgb, **_how):
        return [FoundFace(FACE, 0.9, is_frontal=True)]


def to_jpeg(pixels, **how) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "JPEG", quality=95, **how)
    return content.getvalue()


def with_traces() -> bytes:
    """Return a photo that holds what phones leave in files: EXIF, a profile, a comment."""
    exif = Image.Exif()
    exif[0x010F] = "A phone of somebody"
    return to_jpeg(FINE, exif=exif, icc_profile=b"profile" * 40, comment=b"who was here")


@pytest.fixture
def sent(engine, storage, tenant):
    """The photo of proof that somebody just sent."""
    content = with_traces()
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


@pytest.fixture
def see(engine, tenant):
    """Read rows of the tenant."""

    def read(table):
        with unit_of_work(engine, tenant.id) as session:
            return list(session.exec(select(table)))

    return read


def grain(picture: bytes, box: Box) -> float:
    """Return by how much neighbours differ in a part of a picture, grey levels."""
    grey = np.asarray(Image.open(io.BytesIO(picture)).convert("L"), float)
    part = grey[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
    return float(np.abs(np.diff(part, axis=1)).mean())


@pytest.mark.parametrize("times", [1, 2])
def test_a_photo_nobody_judges_is_copied_without_faces_and_its_original_is_gone(
    sent, storage, kit, see, times
):
    kit.faces = OneFace()
    Drain(kit, sent.tenant_id, times=times)()
    [photo] = see(Photo)
    assert photo.readable_at is not None
    assert (photo.hidden_faces, photo.original_until) == (1, None)
    assert storage.get(original_key(sent.tenant_id, sent.id), limit=10) is None
    copy = storage.get(photo_key(sent.tenant_id, sent.sha256), limit=10**7)
    assert Image.open(io.BytesIO(copy)).size == (640, 480)
    assert grain(copy, FACE) < 0.5 * grain(copy, Box(400, 250, 480, 350))
    assert all(trace not in copy for trace in (b"Exif", b"ICC_PROFILE", b"who was", b"somebody"))
    assert see(Analysis) == []


def test_a_photo_that_cannot_be_unsealed_fails_and_nothing_is_lost(sent, storage, kit, tenant):
    key = original_key(tenant.id, sent.id)
    sealed = storage.get(key, limit=10**7)
    storage.put(key, sealed[:-1] + bytes([sealed[-1] ^ 1]), content_type="x/y")
    shot = copies.Shot(tenant.id, sent.id, sent.sha256)
    with pytest.raises(SealBroken):
        copies.make(storage, shot, kit.eyes.faces)
    storage.put(key, sealed, content_type="x/y")
    assert copies.make(storage, shot, kit.eyes.faces) == 0


def test_the_original_of_one_photo_does_not_open_as_another_ones(sent, storage, tenant):
    other = to_promise(b"x").id
    sealed = storage.get(original_key(tenant.id, sent.id), limit=10**7)
    storage.put(original_key(tenant.id, other), sealed, content_type="x/y")
    with pytest.raises(SealBroken):
        originals.unsealed(storage, tenant.id, other)


def test_a_photo_stored_before_there_were_seals_is_copied_over(storage, tenant, kit):
    """Its bytes lie under the key of the copy, with faces and EXIF."""
    shot = copies.Shot(tenant.id, to_promise(b"x").id, "ab" * 32)
    key = photo_key(tenant.id, shot.sha256)
    storage.put(key, with_traces(), content_type="image/jpeg")
    assert copies.make(storage, shot, OneFace()) == 1
    assert b"Exif" not in storage.get(key, limit=10**7)
    done = copies.Shot(tenant.id, shot.photo_id, shot.sha256, is_readable=True)
    assert copies.make(storage, done, OneFace()) is None  # once is enough
