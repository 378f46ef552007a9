"""`cameras.yaml`: what is refused, where it says so, and that it never repeats a password."""

import pytest

from deploy.camera.errors import CameraFailedError
from deploy.camera.sheet import read_cameras, read_login

SHEET = """\
server: https://rounds.example
tenant: demo
login: camera
password_file: password
cameras:
  - name: hot
    url: http://127.0.0.1/still
    store: hz-01
    checklist: kitchen
    question: kitchen
    spacing_s: 0
"""


@pytest.fixture
def path(tmp_path):
    (tmp_path / "password").write_text("secret\n")
    sheet = tmp_path / "cameras.yaml"
    sheet.write_text(SHEET)
    return sheet


def test_files_that_a_sheet_names_lie_beside_it(path):
    sheet = read_cameras(path)
    assert read_login(sheet).password == "secret"
    assert sheet.outbox == path.parent / "camera-outbox"
    assert (sheet.cameras[0].patience.frames, sheet.cameras[0].every_minutes) == (3, 30)


@pytest.mark.parametrize(
    ("find", "put", "why"),
    [
        ("server: ", "server: ftp:", "server"),
        ("tenant: ", "tenancy: ", "tenant"),
        ("question: kitchen", "question: kitchen\n    frames: 9", "cameras.0.frames"),
        ("url: http", "url: file", "camera hot"),
        ("name: hot", "name: hot\n    name: cold", "said twice"),
        ("cameras:", "cameras: []\nothers:", "cameras"),
        ("server", "{server", "cannot be read"),
    ],
)
def test_sheets_that_are_not_taken(path, find, put, why):
    path.write_text(path.read_text().replace(find, put, 1))
    with pytest.raises(CameraFailedError, match=why):
        read_cameras(path)


def test_a_sheet_never_repeats_a_password(path):
    text = path.read_text().replace("url: http://", "url: http://eye:pa55@")
    path.write_text(text)
    assert "pa55" not in repr(read_cameras(path))
    path.write_text(text.replace("spacing_s: 0", "spacing_s: -1"))
    with pytest.raises(CameraFailedError) as caught:
        read_cameras(path)
    assert "pa55" not in str(caught.value)


def test_two_cameras_of_one_name_and_a_missing_password(path):
    sheet = read_cameras(path)
    text = path.read_text()
    path.write_text(text + text[text.index("  - name") :])
    with pytest.raises(CameraFailedError, match="same name"):
        read_cameras(path)
    (path.parent / "password").write_text("\n")
    with pytest.raises(CameraFailedError, match="no password"):
        read_login(sheet)
    (path.parent / "password").unlink()
    with pytest.raises(CameraFailedError, match="cannot be read"):
        read_login(sheet)
