"""Cameras against the real system: whatever breaks on the way, each burst arrives once."""

import itertools
import os
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from checklists.models import Checklist, ChecklistVersion, Inspection, Photo, PhotoState
from core.clock import now
from core.db import unit_of_work
from core.security import hash_password
from deploy.camera.errors import CameraFailedError, CameraFault
from deploy.camera.frames import Frame
from deploy.camera.outbox import Outbox
from deploy.camera.sender import Line, send_waiting
from deploy.camera.sheet import CameraSheet, read_cameras, read_login
from deploy.camera.watch import Watch, send_once
from stores.models import Role
from tests.factories import make_staff, make_version, to_question
from tests.fixtures.cameras import drawn
from tests.fixtures.drained import Drain

LOST = "lost"
PASSWORD = "a long password for cameras"


@pytest.fixture
def post(chain, engine):
    """A checklist with a kitchen question beside required ones, and a login for cameras."""
    with unit_of_work(engine, chain.tenant_id) as session:
        make_staff(
            session,
            role=Role.SUPERVISOR,
            store=chain.store,
            login="camera",
            password_hash=hash_password(PASSWORD),
        )
        version = make_version(
            session,
            to_question(),
            to_question(code="kitchen", kind="kitchen_photo", zone="kitchen"),
        )
        wanted = select(Checklist.code).where(Checklist.id == version.checklist_id)
        return session.exec(wanted).one()


@pytest.fixture
def sheet(tmp_path, chain, post, console_url, stills) -> CameraSheet:
    return read_cameras(write_sheet(tmp_path, chain, post, console_url, stills.url("/still")))


def write_sheet(folder: Path, chain, checklist: str, server: str, url: str, **changes) -> Path:
    lines = {
        "server": server,
        "tenant": chain.tenant_code,
        "login": "camera",
        "password_file": "password",
    } | changes
    (folder / "password").write_text(PASSWORD + "\n")
    text = "\n".join(f"{key}: {word}" for key, word in lines.items())
    text += (
        f"\ncameras:\n  - name: hot\n    url: {url}\n    store: {chain.store.code}\n"
        f"    checklist: {checklist}\n    question: kitchen\n    spacing_s: 0\n"
    )
    path = folder / "cameras.yaml"
    path.write_text(text)
    return path


class Weak(httpx.BaseTransport):
    """A network that loses one request, or its answer."""

    def __init__(self, *, lost: int, after: bool) -> None:
        self._real, self._lost, self._after, self.count = httpx.HTTPTransport(), lost, after, 0

    def handle_request(self, request):
        number, self.count = self.count, self.count + 1
        if number == self._lost and not self._after:
            raise httpx.ConnectError(LOST)
        response = self._real.handle_request(request)
        if number == self._lost:
            response.read()
            raise httpx.ReadError(LOST)
        return response

    def close(self):
        self._real.close()


def frames(count: int = 3) -> list[Frame]:
    return [Frame(drawn(number), now()) for number in range(count)]


def arrived(engine, chain) -> tuple[list[Inspection], list[Photo]]:
    with unit_of_work(engine, chain.tenant_id) as session:
        found = list(session.exec(select(Inspection))), list(session.exec(select(Photo)))
        session.expunge_all()
        return found


def run(sheet: CameraSheet, outbox: Outbox, transport: httpx.BaseTransport | None = None):
    with httpx.Client(base_url=str(sheet.server), transport=transport, timeout=30) as client:
        return list(send_waiting(Line(client, read_login(sheet)), outbox))


def test_a_burst_becomes_one_remote_inspection_and_a_verdict(sheet, engine, chain, kit):
    said: list[str] = []
    assert send_once(sheet, None, said.append) == 0
    [inspection], photos = arrived(engine, chain)
    assert (inspection.kind, inspection.device) == ("remote", "camera hot")
    assert {photo.state for photo in photos} == {PhotoState.STORED.value}
    assert len(photos) == 3
    assert len({photo.burst_id for photo in photos} - {None}) == 1
    assert list(Outbox(sheet.outbox).waiting()) == []
    assert [line.split(":")[0] for line in said] == ["hot", "hot"]
    done = Drain(kit, chain.tenant_id)()
    assert "analyze_photo" in " ".join(done)


@pytest.mark.parametrize("after", [False, True])
def test_nothing_is_lost_and_nothing_comes_twice_whatever_is_lost(sheet, engine, chain, after):
    outbox = Outbox(sheet.outbox)
    for lost in itertools.count():
        parcel = outbox.put(sheet.cameras[0], frames(2))
        weak = Weak(lost=lost, after=after)
        reason = None
        try:
            run(sheet, outbox, weak)
        except CameraFailedError as error:
            reason = error.reason
        was_lost = weak.count > lost
        assert reason is (CameraFault.NOT_NOW if was_lost else None)
        assert [one.id for one in outbox.waiting()] == ([parcel.id] if was_lost else [])
        sent = run(sheet, outbox)
        assert all(one.is_taken for one in sent)
        assert list(outbox.waiting()) == []
        if not was_lost:
            break
    inspections, photos = arrived(engine, chain)
    assert lost >= 4  # signing in, looking up, the inspection, two frames
    assert len(inspections) == lost + 1
    assert len(photos) == 2 * (lost + 1)
    assert {photo.state for photo in photos} == {PhotoState.STORED.value}


def test_what_was_sent_before_a_new_checklist_goes_again_as_it_was(sheet, engine, chain, post):
    outbox = Outbox(sheet.outbox)
    parcel = outbox.put(sheet.cameras[0], frames(1))
    with pytest.raises(CameraFailedError):
        run(sheet, outbox, Weak(lost=2, after=True))  # it arrived, and nobody knows
    sent = parcel.body()
    with unit_of_work(engine, chain.tenant_id) as session:
        checklist = session.exec(select(Checklist).where(Checklist.code == post)).one()
        later = ChecklistVersion(checklist_id=checklist.id, number=2, published_at=now())
        session.add(later)
    [done] = run(sheet, outbox)
    assert done.is_taken
    [inspection], _ = arrived(engine, chain)
    assert str(inspection.version_id) == sent["checklist_version_id"]


def test_tokens_that_are_no_longer_taken_are_renewed(sheet):
    outbox = Outbox(sheet.outbox)
    with httpx.Client(base_url=str(sheet.server), timeout=30) as client:
        line = Line(client, read_login(sheet))
        line.call("GET", "/v1/me")
        for access, refresh in ((".", None), (".", ".")):  # expired; and signed out as well
            line._access, line._refresh = access, refresh or line._refresh
            outbox.put(sheet.cameras[0], frames(1))
            [sent] = list(send_waiting(line, outbox))
            assert sent.is_taken


def test_a_wrong_login_keeps_everything(sheet):
    sheet.password_file.write_text("guess")
    outbox = Outbox(sheet.outbox)
    outbox.put(sheet.cameras[0], frames(1))
    with pytest.raises(CameraFailedError) as caught:
        run(sheet, outbox)
    assert caught.value.reason is CameraFault.WRONG_LOGIN
    assert "guess" not in caught.value.message
    assert len(list(outbox.waiting())) == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"store": "nowhere"}, "no store nowhere"),
        ({"checklist": "none"}, "no checklist none"),
        ({"question": "none"}, "no question none"),
        ({"question": "floor-clean"}, "yes_no question"),
    ],
)
def test_what_will_never_be_taken_is_set_aside_and_the_next_one_goes(sheet, change, why):
    outbox = Outbox(sheet.outbox)
    wrong = outbox.put(sheet.cameras[0].model_copy(update=change), frames(1))
    outbox.put(sheet.cameras[0], frames(1))
    refused, taken = run(sheet, outbox)
    assert (refused.is_taken, taken.is_taken) == (False, True)
    assert why in refused.note
    aside = sheet.outbox / "refused" / wrong.id
    assert why in (aside / "why.txt").read_text()
    assert (aside / "frame-0.jpg").exists()
    assert list(outbox.waiting()) == []


def test_what_another_machine_answers_gives_nothing_up(sheet, stills):
    outbox = Outbox(sheet.outbox)
    outbox.put(sheet.cameras[0], frames(1))
    elsewhere = sheet.model_copy(update={"server": stills.url("/")})
    with pytest.raises(CameraFailedError) as caught:
        run(elsewhere, outbox)
    assert caught.value.reason is CameraFault.NOT_NOW
    assert len(list(outbox.waiting())) == 1


def test_a_camera_that_fails_stops_no_other(tmp_path, sheet, stills):
    broken = sheet.cameras[0].model_copy(
        update={"name": "gone", "url": type(sheet.cameras[0].url)("http://127.0.0.1:9/x")}
    )
    both = sheet.model_copy(update={"cameras": (broken, sheet.cameras[0])})
    said: list[str] = []
    assert send_once(both, None, said.append) == 1
    assert said[0].startswith("gone: unreachable")
    assert said[1] == "hot: took 3 frames"
    with pytest.raises(CameraFailedError, match="there are gone, hot"):
        send_once(both, "cold", said.append)


def test_a_watch_takes_what_is_due_and_retries_what_waits(sheet, engine, chain):
    said: list[str] = []
    weak = Weak(lost=0, after=False)
    with httpx.Client(base_url=str(sheet.server), transport=weak, timeout=30) as client:
        watch = Watch(sheet, client, said.append)
        assert watch.turn(100.0) == 130.0  # the network was away: again in half a minute
        assert arrived(engine, chain) == ([], [])
        assert watch.turn(130.0) == 1900.0  # thirty minutes after the first look
        assert watch.turn(1000.0) == 1900.0
        assert len(arrived(engine, chain)[0]) == 1
        watch.turn(1900.0)
    assert len(arrived(engine, chain)[0]) == 2
    assert said[1].startswith("1 wait: not_now")


def test_a_frame_half_written_in_a_crash_is_swept_and_never_sent(tmp_path, sheet):
    outbox = Outbox(sheet.outbox)
    old, new = sheet.outbox / ".new-old", sheet.outbox / ".new-new"
    for path in (old, new):
        path.mkdir()
        (path / "parcel.json").write_text("{")
    os.utime(old, (1, 1))
    assert list(outbox.waiting()) == []
    Outbox(sheet.outbox)
    assert not old.exists()
    assert new.exists()


def test_nobody_else_may_look_into_the_outbox(sheet):
    Outbox(sheet.outbox).put(sheet.cameras[0], frames(1))
    assert sheet.outbox.stat().st_mode & 0o077 == 0
