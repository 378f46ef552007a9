"""Bursts from cameras that work, and from those that do not: always frames or one reason."""

import logging
from itertools import pairwise

import pytest

from deploy.camera.addresses import Address, read_address
from deploy.camera.bursts import take_burst
from deploy.camera.errors import CameraFailedError, CameraFault
from deploy.camera.frames import Patience
from tests.fixtures.cameras import LOGIN, PASSWORD
from vision.images import decode

QUICK = Patience(frames=3, spacing_s=0.2, timeout_s=6)
ONCE = Patience(frames=1, spacing_s=0, timeout_s=2)


def fault_of(url: str, patience: Patience = ONCE) -> CameraFault:
    with pytest.raises(CameraFailedError) as caught:
        take_burst(read_address(url), patience)
    assert "pa55" not in str(caught.value)
    assert "wrong" not in str(caught.value)
    return caught.value.reason


@pytest.mark.parametrize("path", ["h264", "mjpeg"])
def test_a_stream_gives_whole_frames_spaced_out(rtsp_camera, path):
    frames = take_burst(read_address(f"rtsp://{rtsp_camera.everybody}/{path}"), QUICK)
    assert len(frames) == 3
    gaps = [
        (later.taken_at - earlier.taken_at).total_seconds() for earlier, later in pairwise(frames)
    ]
    assert all(gap >= 0.19 for gap in gaps)
    for frame in frames:
        rgb = decode(frame.content, max_side=2000).rgb
        assert rgb.shape == (720, 1280, 3)
        red, green, blue = rgb[20, 30].tolist()
        assert abs(red - 200) < 25
        assert abs(green - 60) < 25
        assert blue < 70


def test_a_locked_stream_opens_with_its_password(rtsp_camera, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    [frame] = take_burst(read_address(f"rtsp://{LOGIN}@{rtsp_camera.locked}/h264"), ONCE)
    assert frame.content_type == "image/jpeg"
    said = capfd.readouterr()
    assert "pa55" not in caplog.text + said.out + said.err


@pytest.mark.parametrize("login", ["", "eye:wrong@"])
def test_a_wrong_password_is_called_that_and_never_repeated(rtsp_camera, login):
    url = f"rtsp://{login}{rtsp_camera.locked}/h264"
    assert fault_of(url) is CameraFault.WRONG_PASSWORD


def test_a_stream_that_is_not_there(rtsp_camera):
    assert fault_of(f"rtsp://{rtsp_camera.everybody}/nowhere") is CameraFault.NO_VIDEO


@pytest.mark.parametrize(
    ("manner", "reasons"),
    [
        ("hangs", {CameraFault.TIMEOUT}),
        ("closes", {CameraFault.NO_VIDEO, CameraFault.UNREACHABLE}),
        ("talks garbage", {CameraFault.NO_VIDEO}),
    ],
)
def test_streams_of_machines_that_misbehave(rude, manner, reasons):
    port = rude(manner)
    assert fault_of(f"rtsp://{LOGIN}@127.0.0.1:{port}/x") in reasons


@pytest.mark.parametrize("scheme", ["rtsp", "http"])
def test_nobody_there(scheme):
    assert fault_of(f"{scheme}://{LOGIN}@127.0.0.1:9/x") is CameraFault.UNREACHABLE


@pytest.mark.parametrize("path", ["/still", "/basic", "/digest"])
def test_a_still_is_taken_with_the_login_it_asks_for(stills, path):
    login = "" if path == "/still" else LOGIN
    frames = take_burst(read_address(stills.url(path, login=login)), QUICK)
    assert len({frame.sha256 for frame in frames}) == 3
    assert [frame.taken_at for frame in frames] == sorted(frame.taken_at for frame in frames)


def test_a_password_goes_only_to_who_asks_for_one(stills):
    take_burst(read_address(stills.url("/still", login=LOGIN)), ONCE)
    take_burst(read_address(stills.url("/digest", login=LOGIN)), ONCE)
    assert [word.partition(" ")[0] for _, word in stills.asked] == ["", "", "Digest"]
    assert not any(PASSWORD in word for _, word in stills.asked)


def test_a_camera_that_repeats_itself_has_one_voice(stills):
    assert len(take_burst(read_address(stills.url("/frozen")), QUICK)) == 1


def test_the_bytes_say_what_they_are_where_the_camera_does_not(stills):
    [frame] = take_burst(read_address(stills.url("/untyped")), ONCE)
    assert (frame.content_type, frame.suffix) == ("image/jpeg", ".jpg")


def test_a_damaged_frame_is_left_out_of_a_burst(stills):
    assert len(take_burst(read_address(stills.url("/sometimes")), QUICK)) == 2


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/basic", CameraFault.WRONG_PASSWORD),
        ("/digest", CameraFault.WRONG_PASSWORD),
        ("/strange-login", CameraFault.WRONG_PASSWORD),
        ("/nowhere", CameraFault.NOT_AN_IMAGE),
        ("/page", CameraFault.NOT_AN_IMAGE),
        ("/video", CameraFault.NOT_AN_IMAGE),
        ("/moved", CameraFault.NOT_AN_IMAGE),
        ("/broken", CameraFault.NOT_AN_IMAGE),
        ("/text", CameraFault.NOT_AN_IMAGE),
        ("/empty", CameraFault.NOT_AN_IMAGE),
        ("/cut", CameraFault.CORRUPT_FRAME),
        ("/huge", CameraFault.TOO_LARGE),
        ("/slow", CameraFault.TIMEOUT),
    ],
)
def test_stills_that_are_none(stills, path, reason):
    assert fault_of(stills.url(path, login="eye:wrong")) is reason
    assert all("elsewhere" not in asked for asked, _ in stills.asked)


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        ("hangs", CameraFault.TIMEOUT),
        ("closes", CameraFault.NOT_AN_IMAGE),
        ("talks garbage", CameraFault.NOT_AN_IMAGE),
    ],
)
def test_stills_of_machines_that_misbehave(rude, manner, reason):
    assert fault_of(f"http://127.0.0.1:{rude(manner)}/x") is reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", CameraFault.SCHEME_NOT_ALLOWED),
        ("/etc/passwd", CameraFault.SCHEME_NOT_ALLOWED),
        ("concat:a|b", CameraFault.SCHEME_NOT_ALLOWED),
        ("ftp://127.0.0.1/x", CameraFault.SCHEME_NOT_ALLOWED),
        ("0", CameraFault.SCHEME_NOT_ALLOWED),
        ("rtsp:///stream", CameraFault.BAD_ADDRESS),
        ("http://127.0.0.1:99999/x", CameraFault.BAD_ADDRESS),
        ("rtsp://[::1/x", CameraFault.BAD_ADDRESS),
    ],
)
def test_addresses_that_are_not_taken(url, reason):
    assert fault_of(url) is reason


@pytest.mark.parametrize(
    "url",
    ["rtsp://eye:pa55%3Aw%40rd@[::1]:8554/a?channel=1", "https://eye:pa55%3Aw%40rd@camera/snap"],
)
def test_an_address_is_shown_without_its_login(url):
    address = read_address(url)
    assert address.password == PASSWORD
    assert "eye" not in address.shown
    assert "pa55" not in repr(address)
    assert address.with_login() == url


def test_an_address_without_a_login_stays_as_it_is():
    assert read_address("RTSP://camera/1").with_login() == "rtsp://camera/1"
    assert Address("http://camera/1", is_stream=False).with_login() == "http://camera/1"
