"""Whatever people send, no stored object, thumbnail, download or page shows a face.

Faces are those of held-out crops of real people where the folder is there (pasted in memory, never
written anywhere else), and drawn patterns everywhere.
"""

import csv
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import cv2
import httpx2 as httpx
import numpy as np
import pytest

from checklists.rules import incoming_key
from core import clock
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from core.sealing import SEAL_BYTES
from findings.analyze import Eyes
from tests.factories import make_version, to_question
from tests.fixtures.drained import Drain
from tests.fixtures.leaks import (
    ALIKE,
    FACE_PX,
    Pasted,
    drawn_face,
    kitchen,
    likeness,
    paste,
    readable_faces,
    thumbnail_of,
    traces_in,
)
from tests.fixtures.submissions import answer, fix_promise, promise, submission
from vision.faces import FoundFace
from vision.values import Box
from vision.weights import load_face_finder
from workers.eyes import open_eyes
from workers.kit import Kit
from workers.sweep import UNCONFIRMED, forget_uploads

CROPS = Path(__file__).parents[3] / "shared" / "data" / "face-mask-crops"
QUESTIONS = ("proof", "kitchen", "shelf")
pytestmark = pytest.mark.timeout(600)  # seconds on a machine that is free


@dataclass
class Eagle:
    """Finds a drawn pattern wherever it was pasted, whatever size it is asked for."""

    boxes: list[Box]
    version: str = "eagle-1"

    def find(self, rgb, **_how):
        scale = rgb.shape[1] / 2000
        edges = [(b.left, b.top, b.right, b.bottom) for b in self.boxes]
        return [
            FoundFace(Box(*(edge * scale for edge in one)), 0.9, is_frontal=True) for one in edges
        ]


@pytest.fixture
def kit(settings, engine):
    """What tasks work with, eyes and all."""
    kit = Kit(settings)
    kit.engine = engine
    return kit


def real_faces(finder, count: int) -> list[tuple[np.ndarray, Box]]:
    """Return held-out crops that show a face, and where it is on them."""
    with (CROPS / "splits.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    names = [row["file"] for row in rows if row["split"] == "test"]
    found: list[tuple[np.ndarray, Box]] = []
    for name in names[::7]:
        crop = cv2.cvtColor(cv2.imread(str(CROPS / name)), cv2.COLOR_BGR2RGB)
        if min(crop.shape[:2]) < 80:
            continue
        crop = cv2.resize(crop, (FACE_PX * crop.shape[1] // crop.shape[0], FACE_PX))
        framed = cv2.copyMakeBorder(crop, 60, 60, 60, 60, cv2.BORDER_REPLICATE)
        faces = [face for face in finder.find(framed) if face.score >= 0.7]
        if len(faces) == 1:
            box = faces[0].box
            found.append((crop, Box(box.left - 60, box.top - 60, box.right - 60, box.bottom - 60)))
        if len(found) == count:
            return found
    pytest.fail("too few crops show a face")


@dataclass
class Trip:
    """A visit with photos of people: what was sent, and where it went."""

    sent: dict[str, Pasted]  # by question
    ids: dict[str, str]
    tenant_id: object


def go(chain, phone_of, kit, sent: dict[str, Pasted]) -> Trip:
    """Submit a visit: one photo by link, the others through the API, and work through it all."""
    with unit_of_work(kit.engine, chain.tenant_id) as session:
        version = make_version(
            session,
            to_question(code="floor"),
            to_question(code="proof", kind="photo"),
            to_question(code="kitchen", kind="kitchen_photo"),
            to_question(code="shelf", kind="shelf_photo", shelf_code="drinks"),
        )
    phone = phone_of(chain.staff["supervisor"])
    promises = {code: promise(sent[code].content) for code in QUESTIONS}
    body = submission(
        chain,
        answer("floor", value=False, note="wet"),
        *(answer(code, photos=[promises[code]]) for code in QUESTIONS),
        checklist_version_id=str(version.id),
    )
    slots = phone.put(f"/v1/inspections/{new_id()}", body).json()["photos"]
    by_id = {slot["photo_id"]: slot for slot in slots}
    for code in QUESTIONS:
        slot = by_id[promises[code]["id"]]
        if code == "kitchen":
            assert httpx.put(slot["link"]["url"], content=sent[code].content).status_code == 200
            assert phone.post(slot["uploaded_path"]).status_code == 200
        else:
            put = phone.put(slot["content_path"], content=sent[code].content)
            assert put.status_code == 200
    Drain(kit, chain.tenant_id)()
    ids = {code: promises[code]["id"] for code in QUESTIONS}
    ids["fix"] = send_fix(chain, phone_of, kit, sent["fix"])
    return Trip(sent, ids, chain.tenant_id)


def send_fix(chain, phone_of, kit, pasted: Pasted) -> str:
    """Send the photo of a fix, and submit the fix."""
    phone, photo_id = phone_of(chain.staff["store_manager"]), str(new_id())
    ticket = next(
        one for one in phone.get("/v1/tickets").json()["items"] if one["kind"] == "answer_failed"
    )
    path = f"/v1/tickets/{ticket['id']}"
    slot = phone.put(f"{path}/photos/{photo_id}", fix_promise(pasted.content)).json()
    assert phone.put(slot["content_path"], content=pasted.content).status_code == 200
    for to in ("acknowledged", "in_progress", "submitted"):
        fix = {"photo_id": photo_id, "note": "done"} if to == "submitted" else {}
        moved = phone.post(f"{path}/moves", {"id": str(new_id()), "to": to} | fix)
        assert moved.status_code == 200, moved.text
    Drain(kit, chain.tenant_id)()
    return photo_id


def objects(storage, tenant_id) -> dict[str, bytes]:
    """Download everything that is stored of a chain."""
    return {key: storage.get(key, limit=10**8) for key in storage.keys(f"{tenant_id}/")}


def faults_of(content: bytes, trip: Trip, finder=None) -> list[str]:
    """Return everything that is wrong with one picture that people can get."""
    found = traces_in(content)
    found += [
        f"the face of {code} shows ({score:.2f})"
        for code, pasted in trip.sent.items()
        if (score := likeness(content, pasted)) >= ALIKE
    ]
    if finder is not None:
        found += [f"a readable face at {box}" for box in readable_faces(content, finder)]
    return found


def check_sealed(content: bytes, trip: Trip) -> None:
    """Let nothing of a photo be found in what is sealed."""
    assert cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR) is None
    assert thumbnail_of(b"xx" + content) is None or len(content) > SEAL_BYTES
    for pasted in trip.sent.values():
        step = max(1, len(pasted.content) // 200)
        pieces = (pasted.content[at : at + 12] for at in range(0, len(pasted.content) - 12, step))
        assert not any(piece in content for piece in pieces if len(set(piece)) > 4)


def downloads(trip: Trip, chain, phone_of, browser_of) -> list[bytes]:
    """Return every picture that the API and the pages of the console give people."""
    phone, found = phone_of(chain.staff["admin"]), []
    for photo_id in trip.ids.values():
        told = phone.get(f"/v1/photos/{photo_id}").json()
        for picture in (told["picture"], told["overlay"]):
            if picture is not None:
                found.append(phone.get(picture["path"]).content)
                found.append(httpx.get(picture["link"]["url"]).content)
    browser = browser_of(chain.staff["admin"])
    for photo_id in trip.ids.values():
        for page in ("", "?picture=original"):
            text = browser.get(f"/console/photos/{photo_id}{page}").text
            paths = {part.split('"')[0] for part in text.split('src="')[1:]}
            found += [browser.client.get(path).content for path in paths if "/media/" in path]
    return found


def check_everything(trip: Trip, storage, pictures: list[bytes], finder=None) -> None:
    """Look for the faces in everything that is stored or given to people."""
    stored = objects(storage, trip.tenant_id)
    kinds = {key.split("/")[1] for key in stored}
    assert kinds == {"photos", "overlays"}
    assert len([key for key in stored if "/photos/" in key]) == len(trip.sent)
    faults = {key: faults_of(content, trip, finder) for key, content in stored.items()}
    assert {key: found for key, found in faults.items() if found} == {}
    assert len(pictures) >= 3 * len(trip.sent)
    others = set(pictures) - set(stored.values())
    assert [found for picture in others if (found := faults_of(picture, trip, finder))] == []


def test_what_was_sent_did_hold_the_face_everywhere():
    """The search finds what it looks for: else finding nothing would say nothing."""
    face, box = drawn_face(1)
    pasted = paste(kitchen(1), face, box, 900, 600)
    other = paste(kitchen(1), *drawn_face(2), 900, 600)
    assert thumbnail_of(pasted.content).startswith(b"\xff\xd8")
    assert {"exif", "comment", "a picture inside the picture"} <= set(traces_in(pasted.content))
    assert likeness(pasted.content, pasted) > 0.85
    assert likeness(other.content, pasted) < ALIKE


def test_no_drawn_face_is_left_anywhere(chain, kit, phone_of, browser_of, storage, settings):
    codes = (*QUESTIONS, "fix")
    faces = {code: drawn_face(seed) for seed, code in enumerate(codes)}
    sent = {
        code: paste(kitchen(seed), *faces[code], 300 + 350 * seed, 400 + 150 * seed)
        for seed, code in enumerate(codes)
    }
    kit.faces = Eagle([one.box for one in sent.values()])
    kit.eyes = replace(_real(settings), faces=kit.faces)
    trip = go(chain, phone_of, kit, sent)
    check_everything(trip, storage, downloads(trip, chain, phone_of, browser_of))


@pytest.mark.skipif(not CROPS.exists(), reason="the crops of real faces are not here")
def test_no_real_face_is_left_anywhere(chain, kit, phone_of, browser_of, storage, settings):
    finder = load_face_finder()
    codes = (*QUESTIONS, "fix")
    sent = {
        code: paste(kitchen(seed), *face, 300 + 350 * seed, 400 + 150 * seed)
        for seed, (code, face) in enumerate(zip(codes, real_faces(finder, 4), strict=True))
    }
    for pasted in sent.values():
        assert readable_faces(pasted.content, finder)
        assert likeness(pasted.content, pasted) > 0.85
    kit.eyes = _real(settings)
    trip = go(chain, phone_of, kit, sent)
    check_everything(trip, storage, downloads(trip, chain, phone_of, browser_of), finder)


def test_what_is_kept_by_policy_is_sealed(chain, kit, phone_of, storage, settings):
    admin = phone_of(chain.staff["admin"])
    assert admin.put("/v1/privacy", {"keep_originals_days": 7}).status_code == 200
    codes = (*QUESTIONS, "fix")
    sent = {
        code: paste(kitchen(seed), *drawn_face(seed), 700, 600) for seed, code in enumerate(codes)
    }
    kit.eyes = replace(_real(settings), faces=Eagle([next(iter(sent.values())).box]))
    trip = go(chain, phone_of, kit, sent)
    sealed = {k: v for k, v in objects(storage, trip.tenant_id).items() if "/originals/" in k}
    assert {key.split("/")[2] for key in sealed} == set(trip.ids.values())
    for content in sealed.values():
        check_sealed(content, trip)
    opened = admin.get(f"/v1/photos/{trip.ids['kitchen']}/original", params={"reason": "a dispute"})
    assert opened.content == sent["kitchen"].content


def test_an_upload_that_is_refused_or_never_confirmed_does_not_stay(chain, kit, phone_of, storage):
    pasted = paste(kitchen(3), *drawn_face(3), 700, 600)
    phone = phone_of(chain.staff["supervisor"])
    good, bad = promise(pasted.content), promise(pasted.content)
    bad["sha256"] = "0" * 64
    body = submission(
        chain,
        answer("floor-clean", value=True),
        answer("fridge-temp", value=4),
        answer("proof", photos=[good, bad]),
    )
    slots = phone.put(f"/v1/inspections/{new_id()}", body).json()["photos"]
    for slot in slots:
        assert httpx.put(slot["link"]["url"], content=pasted.content).status_code == 200
    wrong = next(slot for slot in slots if slot["photo_id"] == bad["id"])
    assert phone.post(wrong["uploaded_path"]).status_code == 422
    assert set(objects(storage, chain.tenant_id)) == {incoming_key(chain.tenant_id, good["id"])}
    with clock.at(now() + UNCONFIRMED + timedelta(minutes=1)):
        forget_uploads(kit, chain.tenant_id)
    assert objects(storage, chain.tenant_id) == {}


_EYES: list[Eyes] = []


def _real(settings) -> Eyes:
    """Return the real models, opened once."""
    if not _EYES:
        _EYES.append(open_eyes(settings.vision))
    return _EYES[0]
