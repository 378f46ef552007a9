"""Photos over HTTP: both roads up, every refusal, and the way to the picture."""

import hashlib
import io
import struct
import time
import zlib
from datetime import timedelta

import httpx2 as httpx
import pytest
from PIL import Image
from sqlmodel import select

from api.wire.pictures import Pictures
from checklists.rules import incoming_key
from core.clock import at, now
from core.db import unit_of_work
from core.ids import new_id
from core.outbox import OutboxEvent
from tests.fixtures.drained import Drain
from tests.fixtures.submissions import to_jpeg, with_photo


@pytest.fixture
def jpeg() -> bytes:
    return to_jpeg()


@pytest.fixture
def work(kit, chain) -> Drain:
    """Does what workers do until nothing is left."""
    return Drain(kit, chain.tenant_id)


def announce(phone, chain, content: bytes, **kw) -> dict:
    """Submit an inspection with one photo, and return the photo's slot."""
    response = phone.put(f"/v1/inspections/{new_id()}", with_photo(chain, content, **kw))
    assert response.status_code == 201
    return response.json()["photos"][0]


def send(phone, slot: dict, content: bytes, content_type: str = "image/jpeg"):
    headers = {"Content-Type": content_type}
    return phone.put(slot["content_path"], content=content, headers=headers)


def put_by_link(slot: dict, content: bytes):
    return httpx.put(slot["link"]["url"], content=content)


def uploads(engine, chain) -> int:
    with unit_of_work(engine, chain.tenant_id) as session:
        events = select(OutboxEvent).where(OutboxEvent.name == "photo.uploaded")
        return len(session.exec(events).all())


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of one colour that unpacks to many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = zlib.compress((b"\x00" + bytes(width * 3)) * height, 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def to_png(content: bytes) -> bytes:
    kept = io.BytesIO()
    Image.open(io.BytesIO(content)).save(kept, "PNG")
    return kept.getvalue()


def test_a_photo_goes_through_the_api_once_however_often_it_is_sent(client, chain, engine, jpeg):
    slot = announce(client, chain, jpeg)
    for _ in range(2):
        response = send(client, slot, jpeg)
        assert response.status_code == 200
        assert response.json() == slot | {"state": "stored", "link": None}
    assert uploads(engine, chain) == 1


def test_a_photo_goes_by_link_and_is_checked_before_yes_is_said(client, chain, engine, jpeg):
    slot = announce(client, chain, jpeg)
    early = client.post(slot["uploaded_path"])
    assert (early.status_code, early.json()["code"]) == (409, "photo-not-uploaded")
    assert early.json()["retryable"] is True
    assert put_by_link(slot, jpeg).status_code == 200
    for _ in range(2):
        response = client.post(slot["uploaded_path"])
        assert (response.status_code, response.json()["state"]) == (200, "stored")
    assert uploads(engine, chain) == 1


def test_png_is_taken_as_png(client, chain, jpeg):
    png = to_png(jpeg)
    slot = announce(client, chain, png, content_type="image/png")
    assert send(client, slot, png, "image/png").status_code == 200
    photo = client.get(f"/v1/photos/{slot['photo_id']}").json()
    assert (photo["state"], photo["content_type"]) == ("stored", "image/png")


def test_other_bytes_than_promised_are_refused(client, chain, engine, jpeg):
    slot = announce(client, chain, jpeg)
    response = send(client, slot, to_jpeg(seed=2))
    assert (response.status_code, response.json()["code"]) == (422, "photo-hash-wrong")
    put_by_link(slot, to_jpeg(seed=2))
    response = client.post(slot["uploaded_path"])
    assert (response.status_code, response.json()["code"]) == (422, "photo-hash-wrong")
    assert uploads(engine, chain) == 0
    assert send(client, slot, jpeg).status_code == 200  # nothing is lost: the right ones are taken


@pytest.mark.parametrize(
    ("content", "refusal", "reason"),
    [
        (b"hello, I am no image", (415, "not-a-photo"), "not_an_image"),
        (b"%PDF-1.7 " + b"x" * 500, (415, "not-a-photo"), "not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 5, (415, "not-a-photo"), "not_an_image"),
        (b"GIF89a" + b"\x00" * 500, (415, "not-a-photo"), "unsupported_format"),
        (to_jpeg()[:-2000], (422, "photo-unusable"), "truncated"),
        (to_jpeg()[:30], (422, "photo-unusable"), "truncated"),
        (to_png(to_jpeg())[:-20], (422, "photo-unusable"), "truncated"),
        (to_jpeg(20, 20), (422, "photo-unusable"), "too_few_pixels"),
    ],
    ids=["text", "pdf", "svg", "gif", "jpeg-cut", "jpeg-stub", "png-cut", "tiny"],
)
def test_what_is_no_photo_is_refused_with_the_reason(
    client, chain, engine, content, refusal, reason
):
    slot = announce(client, chain, content)
    response = send(client, slot, content)
    assert (response.status_code, response.json()["code"]) == refusal
    assert [fault["detail"] for fault in response.json()["errors"]] == [reason]
    assert uploads(engine, chain) == 0


def test_no_bytes_at_all_are_refused(client, chain, engine, jpeg):
    response = send(client, announce(client, chain, jpeg), b"")
    assert (response.status_code, response.json()["code"]) == (422, "photo-hash-wrong")
    assert uploads(engine, chain) == 0


def test_a_bomb_is_refused_from_its_header(client, chain, engine):
    content = bomb(14_000, 14_000)  # 196 megapixels, 588 MB when unpacked
    assert len(content) < 700_000
    slot = announce(client, chain, content, content_type="image/png")
    started = time.process_time()
    response = send(client, slot, content, "image/png")
    took = time.process_time() - started
    assert (response.status_code, response.json()["code"]) == (413, "photo-too-large")
    assert took < 0.5, "unpacking 588 MB takes more of a processor than that"
    assert uploads(engine, chain) == 0


def test_too_many_bytes_are_refused_before_they_are_read(client, chain, jpeg):
    slot = announce(client, chain, jpeg)
    headers = {"Content-Type": "image/jpeg", "Content-Length": "20000001"}
    response = client.put(slot["content_path"], content=b"x", headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_an_expired_link_is_refused_and_a_fresh_one_works(client, chain, jpeg, storage):
    slot = announce(client, chain, jpeg)
    key = incoming_key(chain.tenant_id, slot["photo_id"])
    signed_at = now() - timedelta(minutes=16)
    # The same signer as for every link, only that it signed longer ago than links live.
    expired = storage._signer.get_presigned_url(
        "PUT", storage._bucket, key, expires=timedelta(minutes=15), request_date=signed_at
    )
    assert httpx.put(expired, content=jpeg).status_code == 403
    early = client.post(slot["uploaded_path"])
    assert (early.status_code, early.json()["code"]) == (409, "photo-not-uploaded")
    fresh = client.post(f"/v1/photos/{slot['photo_id']}/link").json()
    assert put_by_link(fresh, jpeg).status_code == 200
    assert client.post(slot["uploaded_path"]).status_code == 200


def test_a_link_puts_that_one_object_only(client, chain, jpeg):
    slot, other = announce(client, chain, jpeg), announce(client, chain, to_jpeg(seed=3))
    moved = slot["link"]["url"].replace(slot["photo_id"], other["photo_id"])
    assert httpx.put(moved, content=jpeg).status_code == 403
    assert httpx.get(slot["link"]["url"]).status_code in {403, 404}


def test_a_photo_that_was_never_announced_is_not_found(client, jpeg):
    photo_id = new_id()
    paths = [f"/v1/photos/{photo_id}/{end}" for end in ("uploaded", "link")]
    answers = [client.post(path) for path in paths]
    answers += [client.get(f"/v1/photos/{photo_id}")]
    answers += [send(client, {"content_path": f"/v1/photos/{photo_id}/content"}, jpeg)]
    assert {(a.status_code, a.json()["code"]) for a in answers} == {(404, "photo-not-found")}


def test_a_photo_is_nobody_elses(anonymous, client, phone_of, chain, jpeg):
    slot = announce(client, chain, jpeg)
    stranger = phone_of(chain.staff["stranger"])
    path = f"/v1/photos/{slot['photo_id']}"
    assert anonymous.get(path).status_code == 401
    assert stranger.get(path).status_code == 404
    assert send(stranger, slot, jpeg).status_code == 404
    assert stranger.post(slot["uploaded_path"]).status_code == 404


def test_a_photo_that_just_came_is_stored_and_not_to_be_seen_yet(client, chain, jpeg):
    slot = announce(client, chain, jpeg)
    send(client, slot, jpeg)
    photo = client.get(f"/v1/photos/{slot['photo_id']}").json()
    assert (photo["state"], photo["width"], photo["height"]) == ("stored", 320, 240)
    assert photo["sha256"] == hashlib.sha256(jpeg).hexdigest()
    assert (photo["analysis"], photo["overlay"], photo["findings"]) == (None, None, [])
    assert photo["picture"] is None


def test_the_copy_of_a_photo_can_be_seen_by_both_roads(anonymous, client, chain, work, jpeg):
    slot = announce(client, chain, jpeg, question="proof")
    send(client, slot, jpeg)
    work()
    photo = client.get(f"/v1/photos/{slot['photo_id']}").json()
    copy = httpx.get(photo["picture"]["link"]["url"]).content
    assert Image.open(io.BytesIO(copy)).size == (320, 240)
    assert copy != jpeg
    shown = anonymous.get(photo["picture"]["path"])  # the path itself is the permission
    assert (shown.status_code, shown.content) == (200, copy)
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["x-content-type-options"] == "nosniff"


def test_a_picture_path_ends(anonymous, client, chain, jpeg):
    slot = announce(client, chain, jpeg)
    send(client, slot, jpeg)
    pictures = Pictures(anonymous.client.app.state.photos, anonymous.client.app.state.settings)
    with at(now() - timedelta(hours=2)):
        old = pictures.of("any/key")
    for path in (old.path, "/v1/media/nonsense", "/v1/media/a.b.c"):
        response = anonymous.get(path)
        assert (response.status_code, response.json()["code"]) == (404, "picture-not-found")


def test_an_access_token_opens_no_picture(anonymous, client):
    token = client.headers["Authorization"].removeprefix("Bearer ")
    assert anonymous.get(f"/v1/media/{token}").status_code == 404


def test_a_media_token_signs_nobody_in(anonymous, client, chain, work, jpeg):
    slot = announce(client, chain, jpeg, question="proof")
    send(client, slot, jpeg)
    work()
    path = client.get(f"/v1/photos/{slot['photo_id']}").json()["picture"]["path"]
    token = path.removeprefix("/v1/media/")
    assert anonymous.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
