"""Decoding: upright, reduced, and never a crash."""

import io

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from tests.unit.vision.pictures import encoded, gradient
from vision.errors import PhotoRefusal, PhotoRefused
from vision.images import decode


def turned(orientation: int, width: int = 160, height: int = 100, quality: int = 95) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(gradient(width, height), "JPEG", exif=exif, quality=quality)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("max_side", [80, 160, 1000])
def test_photo_is_upright_when_exif_says_how_it_was_held(orientation: int, max_side: int) -> None:
    content = turned(orientation)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    photo = decode(content, max_side=max_side)
    assert (photo.full_width, photo.full_height) == upright.size
    assert photo.scale == min(1.0, max_side / 160)
    small = np.asarray(upright.resize(photo.rgb.shape[1::-1]), np.float64)
    assert np.abs(small - photo.rgb).mean() < 4


@pytest.mark.parametrize(
    ("width", "height", "max_side", "expected"),
    [
        (100, 80, 1000, (100, 80)),  # never enlarged
        (1600, 1200, 400, (400, 300)),  # reduced by four while unpacking
        (1600, 1200, 399, (399, 299)),  # reduced by four, then a little more
        (1600, 1200, 1000, (1000, 750)),
        (3000, 70, 300, (300, 7)),
        (100, 100, 50, (50, 50)),
    ],
)
def test_long_side_is_as_asked(
    width: int, height: int, max_side: int, expected: tuple[int, int]
) -> None:
    photo = decode(encoded(gradient(width, height), "JPEG"), max_side=max_side)
    assert photo.rgb.shape == (expected[1], expected[0], 3)
    assert photo.rgb.dtype == np.uint8
    assert photo.scale * max(width, height) == pytest.approx(max(expected))


def deep_png() -> bytes:
    _, coded = cv2.imencode(".png", np.full((80, 100, 3), 128 * 257, np.uint16))
    return coded.tobytes()


@pytest.mark.parametrize(
    ("content", "colour"),
    [
        (encoded(Image.new("L", (100, 80), 128), "PNG"), (128, 128, 128)),
        (encoded(Image.new("P", (100, 80), 0), "PNG"), None),
        (encoded(Image.new("RGBA", (100, 80), (10, 200, 30, 90)), "PNG"), (10, 200, 30)),
        (encoded(Image.new("LA", (100, 80), (128, 90)), "PNG"), (128, 128, 128)),
        (encoded(Image.new("1", (100, 80), 1), "PNG"), (255, 255, 255)),
        (encoded(Image.new("RGBA", (100, 80), (10, 200, 30, 255)), "WEBP"), (10, 200, 30)),
        (encoded(Image.new("CMYK", (100, 80), (0, 255, 255, 0)), "JPEG"), (255, 0, 0)),
        (encoded(Image.new("L", (100, 80), 128), "JPEG"), (128, 128, 128)),
        (deep_png(), (128, 128, 128)),
    ],
)
def test_every_kind_of_picture_becomes_rgb(
    content: bytes, colour: tuple[int, int, int] | None
) -> None:
    photo = decode(content, max_side=100)
    assert photo.rgb.shape == (80, 100, 3)
    if colour is not None:
        assert np.abs(photo.rgb.reshape(-1, 3).mean(0) - colour).max() < 12


def test_first_picture_is_taken_when_animated() -> None:
    red, blue = Image.new("RGB", (100, 80), "red"), Image.new("RGB", (100, 80), "blue")
    content = encoded(red, "WEBP", save_all=True, append_images=[blue], duration=50)
    mean = decode(content, max_side=100).rgb.reshape(-1, 3).mean(0)
    assert mean[0] > 200 > mean[2]


@pytest.mark.parametrize("max_side", [0, -5])
def test_side_must_be_positive(max_side: int) -> None:
    with pytest.raises(ValueError, match="max_side"):
        decode(encoded(gradient(100, 80), "PNG"), max_side=max_side)


def test_photo_is_refused_when_its_body_is_broken() -> None:
    whole = encoded(gradient(100, 80), "PNG")
    at = whole.index(b"IDAT") + 4
    with pytest.raises(PhotoRefused) as refused:
        decode(whole[:at] + b"\0" * 40 + whole[at + 40 :], max_side=100)
    assert refused.value.reason is PhotoRefusal.UNREADABLE


def test_photo_is_refused_when_the_decoder_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object) -> None:
        raise cv2.error

    monkeypatch.setattr(cv2, "imdecode", give_up)
    with pytest.raises(PhotoRefused) as refused:
        decode(encoded(gradient(100, 80), "PNG"), max_side=100)
    assert refused.value.reason is PhotoRefusal.UNREADABLE


SEEDS = [
    encoded(gradient(120, 90), kind, **options)
    for kind, options in (("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {}))
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SEEDS), st.data())
def test_garbled_photo_is_decoded_or_refused(whole: bytes, data: st.DataObject) -> None:
    garbled = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 12))):
        garbled[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        photo = decode(bytes(garbled), max_side=64)
    except PhotoRefused:
        return
    assert photo.rgb.ndim == 3
    assert max(photo.rgb.shape[:2]) <= 64
    assert min(photo.rgb.shape[:2]) >= 1
