"""A camera on the wall of a kitchen: RTSP server, `rounds camera`, API, queue, worker, verdict."""

import time
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from checklists.models import Inspection, Photo
from deploy.cli import app
from deploy.demo import chain
from findings.models import Analysis
from tests.fixtures.cameras import serve_rtsp
from vision.training.demo import render_kitchen

pytestmark = pytest.mark.timeout(300)

STORE = "hz-01"
WITHIN_S = 120


@pytest.fixture(scope="module")
def kitchen_camera(tmp_path_factory):
    """A camera that shows one drawn kitchen."""
    folder = tmp_path_factory.mktemp("kitchen")
    content = render_kitchen(seed=3, masked=True)
    for number in range(3):
        (folder / f"frame-{number:02}.jpg").write_bytes(content)
    yield from serve_rtsp(folder)


def write_sheet(folder: Path, server: str, camera: str) -> Path:
    region = next(one.region for one in chain.STORES if one.code == STORE)
    (folder / "password").write_text(chain.PASSWORD)
    path = folder / "cameras.yaml"
    path.write_text(
        f"""\
server: {server}
tenant: {chain.CODE}
login: super.{region}
password_file: password
cameras:
  - name: hot-kitchen
    url: rtsp://{camera}/h264
    store: {STORE}
    checklist: kitchen
    question: cooks
    spacing_s: 0.5
    timeout_s: 30
"""
    )
    return path


def test_what_a_camera_sees_is_judged_as_one_burst(system, tmp_path, kitchen_camera):
    sheet = write_sheet(tmp_path, system.url, kitchen_camera.everybody)

    done = CliRunner().invoke(app, ["camera", "send", str(sheet)])

    assert done.exit_code == 0, done.output
    assert "hot-kitchen: took 3 frames" in done.output
    with system.session() as session:
        wanted = select(Inspection).where(Inspection.device == "camera hot-kitchen")
        [inspection] = session.exec(wanted).all()
        photos = session.exec(select(Photo).where(Photo.inspection_id == inspection.id)).all()
        ids = [photo.id for photo in photos]
    assert inspection.kind == "remote"
    assert len(ids) == 3
    states = wait_for_verdicts(system, ids)
    assert set(states) <= {"done", "unjudgeable"}
    assert not list((tmp_path / "camera-outbox").glob("*/frame-*"))


def wait_for_verdicts(system, photo_ids) -> list[str]:
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        with system.session() as session:
            wanted = select(Analysis.state).where(Analysis.photo_id.in_(photo_ids))
            states = list(session.exec(wanted).all())
        if len(states) >= len(photo_ids):
            return states
        time.sleep(0.3)
    pytest.fail(f"no verdict in {WITHIN_S} s\n{system.last_words()}")
