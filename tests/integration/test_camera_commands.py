"""`rounds camera` as a person types it: files, a line for each thing, exit codes, no password."""

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from tests.fixtures.cameras import LOGIN


def camera(*words: object, stdin: str | None = None):
    return CliRunner().invoke(app, ["camera", *map(str, words)], input=stdin)


def test_snap_writes_what_the_camera_shows(tmp_path, stills):
    out = tmp_path / "frames"
    done = camera("snap", stills.url("/still"), "--out", out, "--spacing-s", 0)
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in out.iterdir()) == [
        "frame-1.jpg",
        "frame-2.jpg",
        "frame-3.jpg",
    ]
    assert done.output.count("kB at 20") == 3


def test_snap_takes_a_secret_address_from_stdin(tmp_path, stills):
    url = stills.url("/digest", login=LOGIN)
    done = camera("snap", "-", "--out", tmp_path, "--frames", 1, stdin=url + "\n")
    assert done.exit_code == 0, done.output
    assert "pa55" not in done.output
    assert (tmp_path / "frame-1.jpg").exists()


@pytest.mark.parametrize(
    ("path", "reason"), [("/page", "not_an_image"), ("/basic", "wrong_password")]
)
def test_snap_says_why_there_is_nothing(tmp_path, stills, path, reason):
    url = stills.url(path, login="eye:wrong")
    done = camera("snap", url, "--out", tmp_path, "--frames", 1, "--timeout-s", 5)
    assert done.exit_code == 2
    assert f"rounds camera: {reason}:" in done.output
    assert "wrong@" not in done.output
    assert list(tmp_path.iterdir()) == []


def test_send_and_watch_refuse_a_sheet_that_is_none(tmp_path):
    sheet = tmp_path / "cameras.yaml"
    sheet.write_text("cameras: []\n")
    for word in ("send", "watch"):
        done = camera(word, sheet)
        assert done.exit_code == 2
        assert "bad_sheet" in done.output


def test_send_fails_when_a_camera_fails(tmp_path, stills):
    (tmp_path / "password").write_text("x")
    sheet = tmp_path / "cameras.yaml"
    sheet.write_text(
        "server: http://127.0.0.1:9\ntenant: t\nlogin: l\npassword_file: password\ncameras:\n"
        f"  - {{name: a, url: '{stills.url('/still')}', store: s, checklist: c, question: q, "
        "frames: 1}\n"
    )
    done = camera("send", sheet)
    assert done.exit_code == 2
    assert "a: took 1 frames" in done.output
    assert "1 wait: not_now: no answer from 127.0.0.1" in done.output
    again = camera("send", sheet, "--camera", "b")
    assert "there is no camera b" in again.output
