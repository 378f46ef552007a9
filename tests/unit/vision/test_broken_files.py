"""A corpus of broken and odd files, made on the spot: right pixels or a typed refusal, no crash."""

import io
import struct
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from tests.unit.vision.pictures import CannedDetector, encoded, gradient, huge_png, plan
from vision.errors import PhotoRefusal, PhotoRefused
from vision.images import Decoded, decode
from vision.look import look_at_shelf
from vision.values import Planogram, QualityIssue

SIZE = 160, 120


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("photo.jpg", encoded(gradient(*SIZE), "JPEG"))
    return buffer.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims a huge picture."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 100)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def animated(kind: str) -> bytes:
    first, second = Image.new("RGB", SIZE, "red"), Image.new("RGB", SIZE, "blue")
    return encoded(first, kind, save_all=True, append_images=[second], duration=50)


REFUSED = {
    "nothing": (b"", PhotoRefusal.NOT_AN_IMAGE),
    "one byte": (b"\xff", PhotoRefusal.NOT_AN_IMAGE),
    "text": (b"hello" * 100, PhotoRefusal.NOT_AN_IMAGE),
    "PDF as JPEG": (b"%PDF-1.7\n" + b"x" * 500, PhotoRefusal.NOT_AN_IMAGE),
    "HTML as JPEG": (b"<!doctype html><img src=x>", PhotoRefusal.NOT_AN_IMAGE),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PhotoRefusal.NOT_AN_IMAGE),
    "zip": (zipped(), PhotoRefusal.NOT_AN_IMAGE),
    "video": (b"\0\0\0\x18ftypmp42" + b"\0" * 64, PhotoRefusal.NOT_AN_IMAGE),
    "HEIC": (b"\0\0\0\x18ftypheic" + b"\0" * 64, PhotoRefusal.UNSUPPORTED_FORMAT),
    "AVIF": (b"\0\0\0\x18ftypavif" + b"\0" * 64, PhotoRefusal.UNSUPPORTED_FORMAT),
    "animated GIF": (animated("GIF"), PhotoRefusal.UNSUPPORTED_FORMAT),
    "TIFF": (encoded(gradient(*SIZE), "TIFF"), PhotoRefusal.UNSUPPORTED_FORMAT),
    "BMP": (encoded(gradient(*SIZE), "BMP"), PhotoRefusal.UNSUPPORTED_FORMAT),
    "one pixel JPEG": (encoded(gradient(1, 1), "JPEG"), PhotoRefusal.TOO_FEW_PIXELS),
    "one pixel PNG": (encoded(gradient(1, 1), "PNG"), PhotoRefusal.TOO_FEW_PIXELS),
    "one pixel WebP": (encoded(gradient(1, 1), "WEBP"), PhotoRefusal.TOO_FEW_PIXELS),
    "a line": (encoded(gradient(2000, 3), "PNG"), PhotoRefusal.TOO_FEW_PIXELS),
    "51 megapixels": (bomb(8500, 6000), PhotoRefusal.TOO_MANY_PIXELS),
    "300 megapixels": (bomb(20_000, 15_000), PhotoRefusal.TOO_MANY_PIXELS),
    "all bits set": (bomb(2**31 - 1, 2**31 - 1), PhotoRefusal.TOO_MANY_PIXELS),
    "no pixels": (bomb(0, 0), PhotoRefusal.TOO_FEW_PIXELS),
    "half a JPEG": (encoded(gradient(*SIZE), "JPEG")[:900], PhotoRefusal.TRUNCATED),
    "half a PNG": (encoded(gradient(*SIZE), "PNG")[:300], PhotoRefusal.TRUNCATED),
    "half a WebP": (encoded(gradient(*SIZE), "WEBP")[:200], PhotoRefusal.TRUNCATED),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_file_is_refused_with_its_reason(name: str) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(PhotoRefused) as refused:
        decode(content, max_side=640)
    assert refused.value.reason is reason
    assert refused.value.message


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_no_verdict_is_made_up_for_a_file_that_is_no_photo(name: str) -> None:
    eyes = CannedDetector(lambda _: pytest.fail("nothing to look at"))
    with pytest.raises(PhotoRefused):
        look_at_shelf(REFUSED[name][0], plan([[2, 2]]), detector=eyes)


def profiled() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(gradient(*SIZE), "JPEG", icc_profile=profile, quality=95)


ODD = {
    "grey JPEG": encoded(gradient(*SIZE).convert("L"), "JPEG"),
    "grey PNG": encoded(gradient(*SIZE).convert("L"), "PNG"),
    "CMYK JPEG": encoded(gradient(*SIZE).convert("CMYK"), "JPEG"),
    "alpha PNG": encoded(gradient(*SIZE).convert("RGBA"), "PNG"),
    "alpha WebP": encoded(gradient(*SIZE).convert("RGBA"), "WEBP"),
    "16-bit PNG": encoded(Image.fromarray(np.full((120, 160), 30000, np.uint16)), "PNG"),
    "palette PNG": encoded(gradient(*SIZE).convert("P"), "PNG"),
    "bilevel PNG": encoded(gradient(*SIZE).convert("1"), "PNG"),
    "interlaced progressive JPEG": encoded(gradient(*SIZE), "JPEG", progressive=True),
    "animated PNG": animated("PNG"),
    "animated WebP": animated("WEBP"),
    "colour profile": profiled(),
    "PNG named as anything": encoded(gradient(*SIZE), "PNG"),
    "JPEG with a video behind it": encoded(gradient(*SIZE), "JPEG") + b"ftypmp42" * 500,
}


@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_file_gives_its_pixels(name: str) -> None:
    content = ODD[name]
    photo = decode(content, max_side=640)
    assert photo.rgb.shape == (120, 160, 3)
    assert photo.rgb.dtype == np.uint8
    with Image.open(io.BytesIO(content)) as picture:
        if picture.mode in {"RGB", "L"}:
            expected = np.asarray(picture.convert("RGB"), np.float64)
            assert np.abs(expected - photo.rgb).mean() < 4


def test_fifty_megapixels_are_decoded_small() -> None:
    photo = decode(huge_png(8000, 6000), max_side=640)
    assert photo.rgb.shape == (480, 640, 3)
    assert (photo.full_width, photo.full_height) == (8000, 6000)


def decoded_or_refused(content: bytes) -> None:
    try:
        photo = decode(content, max_side=64)
    except PhotoRefused:
        return
    assert isinstance(photo, Decoded)
    assert 1 <= min(photo.rgb.shape[:2]) <= max(photo.rgb.shape[:2]) <= 64


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]))
def test_random_bytes_are_decoded_or_refused(noise: bytes, start: bytes) -> None:
    decoded_or_refused(start + noise)


JPEG = encoded(gradient(*SIZE), "JPEG")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(2, 640), st.integers(0, 255)), min_size=1, max_size=10),
    st.integers(0, len(JPEG)),
    st.binary(max_size=20),
)
def test_mutated_jpeg_headers_are_decoded_or_refused(
    changes: list[tuple[int, int]], cut: int, inserted: bytes
) -> None:
    content = bytearray(JPEG)
    for place, value in changes:
        content[min(place, len(content) - 1)] = value
    decoded_or_refused(bytes(content[:cut]) + inserted + bytes(content[cut:]))


def wall() -> Image.Image:
    noise = np.random.default_rng(1).normal(175, 3, (600, 800, 3))
    return Image.fromarray(np.clip(noise, 0, 255).astype(np.uint8))


def selfie() -> Image.Image:
    """A drawn face that fills the picture, before a patterned curtain."""
    picture = Image.new("RGB", (600, 800), (90, 120, 140))
    pen = ImageDraw.Draw(picture)
    for x in range(0, 600, 14):
        pen.line((x, 0, x + 60, 800), fill=(60 + x % 90, 90, 120), width=4)
    pen.ellipse((90, 120, 510, 700), fill=(224, 180, 150), outline=(60, 40, 30), width=6)
    for x in (200, 340):
        pen.ellipse((x, 320, x + 70, 360), fill="white", outline="black", width=4)
        pen.ellipse((x + 25, 328, x + 47, 352), fill="black")
    pen.arc((210, 450, 390, 600), 20, 160, fill=(150, 40, 50), width=10)
    return picture


def document() -> Image.Image:
    picture = Image.new("RGB", (600, 800), (245, 244, 240))
    pen = ImageDraw.Draw(picture)
    for line in range(40):
        for word in range(9):
            pen.rectangle((40 + word * 58, 40 + line * 18, 80 + word * 58, 48 + line * 18), fill=0)
    return picture


@pytest.mark.parametrize("draw", [wall, selfie, document])
@pytest.mark.parametrize("planogram", [None, plan([[2, 2], [1, 3]])])
def test_no_verdict_is_made_up_where_no_shelf_is(draw: object, planogram: Planogram | None) -> None:
    content = encoded(draw(), "JPEG", quality=92)  # type: ignore[operator]
    report = look_at_shelf(content, planogram, detector=CannedDetector(lambda _: []))
    assert not report.quality.is_judgeable
    assert (report.findings, report.positions, report.facings) == ((), (), ())
    assert QualityIssue.WRONG_SCENE in report.quality.issues


def test_shipped_eyes_make_no_verdict_up_where_no_shelf_is() -> None:
    from pathlib import Path

    from vision.weights import load_shelf_detector

    detector = load_shelf_detector(Path(__file__).parents[3] / "deploy" / "weights")
    for draw in (wall, selfie, document):
        report = look_at_shelf(
            encoded(draw(), "JPEG", quality=92), plan([[2, 2], [1, 3]]), detector=detector
        )
        assert not report.findings, draw.__name__
        assert not report.positions, draw.__name__
