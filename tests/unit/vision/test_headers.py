"""Headers: what is refused before a pixel is unpacked, and why."""

import struct
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.vision.pictures import encoded, gradient, huge_png
from vision.errors import PhotoRefusal, PhotoRefused
from vision.headers import PhotoFormat, read_header

JPEG = encoded(gradient(120, 90), "JPEG")
PROGRESSIVE = encoded(gradient(120, 90), "JPEG", progressive=True)
PNG = encoded(gradient(120, 90), "PNG")
WEBP = encoded(gradient(120, 90), "WEBP")
LOSSLESS = encoded(gradient(120, 90), "WEBP", lossless=True)
ALPHA = encoded(gradient(120, 90).convert("RGBA"), "WEBP", exif=b"Exif\0\0")
ANIMATED = encoded(
    gradient(120, 90), "WEBP", save_all=True, append_images=[gradient(120, 90).rotate(180)]
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (JPEG, PhotoFormat.JPEG),
        (PROGRESSIVE, PhotoFormat.JPEG),
        (encoded(gradient(120, 90).convert("L"), "JPEG"), PhotoFormat.JPEG),
        (encoded(gradient(120, 90).convert("CMYK"), "JPEG"), PhotoFormat.JPEG),
        (PNG, PhotoFormat.PNG),
        (encoded(gradient(120, 90).convert("P"), "PNG"), PhotoFormat.PNG),
        (WEBP, PhotoFormat.WEBP),
        (LOSSLESS, PhotoFormat.WEBP),
        (ALPHA, PhotoFormat.WEBP),
        (ANIMATED, PhotoFormat.WEBP),
        # phones append clips and notes behind the picture
        (JPEG + b"video" * 1000, PhotoFormat.JPEG),
        # a fill byte between segments is allowed
        (JPEG[:2] + b"\xff" + JPEG[2:], PhotoFormat.JPEG),
        # so is a lone restart marker
        (JPEG[:2] + b"\xff\x01" + JPEG[2:], PhotoFormat.JPEG),
    ],
)
def test_size_is_read_when_the_file_is_whole(content: bytes, expected: PhotoFormat) -> None:
    header = read_header(content)
    assert (header.format, header.width, header.height) == (expected, 120, 90)
    assert header.content_type == f"image/{expected.value}"


NO_FRAME = JPEG[:2] + JPEG[JPEG.index(b"\xff\xda") :]
DEEP = JPEG.replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", PhotoRefusal.NOT_AN_IMAGE),
        (b"%PDF-1.7 not a photo", PhotoRefusal.NOT_AN_IMAGE),
        (b"RIFF\x24\0\0\0WAVEfmt ", PhotoRefusal.NOT_AN_IMAGE),
        (b"\0\0\0\x18ftypisom", PhotoRefusal.NOT_AN_IMAGE),
        (encoded(gradient(120, 90), "GIF"), PhotoRefusal.UNSUPPORTED_FORMAT),
        (encoded(gradient(120, 90), "BMP"), PhotoRefusal.UNSUPPORTED_FORMAT),
        (encoded(gradient(120, 90), "TIFF"), PhotoRefusal.UNSUPPORTED_FORMAT),
        (b"\0\0\0\x18ftypheic", PhotoRefusal.UNSUPPORTED_FORMAT),
        (DEEP, PhotoRefusal.UNSUPPORTED_FORMAT),
        (huge_png(14_000, 14_000), PhotoRefusal.TOO_MANY_PIXELS),
        (encoded(gradient(1, 1), "PNG"), PhotoRefusal.TOO_FEW_PIXELS),
        (encoded(gradient(300, 63), "JPEG"), PhotoRefusal.TOO_FEW_PIXELS),
        (JPEG[:2], PhotoRefusal.TRUNCATED),
        (JPEG[:-2], PhotoRefusal.TRUNCATED),
        (JPEG[: len(JPEG) // 2], PhotoRefusal.TRUNCATED),
        (PROGRESSIVE[:-2], PhotoRefusal.TRUNCATED),
        (PNG[:12], PhotoRefusal.TRUNCATED),
        (PNG[:-12], PhotoRefusal.TRUNCATED),
        (PNG[: len(PNG) // 2], PhotoRefusal.TRUNCATED),
        (WEBP[:-1], PhotoRefusal.TRUNCATED),
        (WEBP[:12] + b"VP8 ", PhotoRefusal.TRUNCATED),
        (NO_FRAME, PhotoRefusal.UNREADABLE),
        (JPEG[:2] + b"junk" + JPEG[2:], PhotoRefusal.UNREADABLE),
        (PNG.replace(b"IHDR", b"IHDX"), PhotoRefusal.UNREADABLE),
        (WEBP.replace(b"VP8 ", b"VP9 "), PhotoRefusal.UNREADABLE),
    ],
)
def test_photo_is_refused_with_its_reason(content: bytes, reason: PhotoRefusal) -> None:
    with pytest.raises(PhotoRefused) as refused:
        read_header(content)
    assert refused.value.reason is reason
    assert refused.value.message == str(refused.value)


def test_huge_png_is_small_on_the_wire() -> None:
    assert len(huge_png(14_000, 14_000)) < 700_000


def test_webp_ends_early_when_riff_is_cut_inside_its_length() -> None:
    with pytest.raises(PhotoRefused, match="ends"):
        read_header(b"RIFF" + struct.pack("<I", 100) + b"WEBP")


@given(st.sampled_from([JPEG, PROGRESSIVE, PNG, WEBP, LOSSLESS, ALPHA]), st.data())
def test_bytes_give_a_header_or_a_refusal_when_garbled(whole: bytes, data: st.DataObject) -> None:
    garbled = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        garbled[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(garbled)))
    try:
        header = read_header(bytes(garbled[:cut]))
    except PhotoRefused:
        return
    assert min(header.width, header.height) >= 64
    assert header.width * header.height <= 50_000_000


@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF"]))
def test_noise_gives_a_header_or_a_refusal(noise: bytes, start: bytes) -> None:
    try:
        header = read_header(start + noise)
    except PhotoRefused:
        return
    assert header.width >= 64


def test_the_light_words_need_no_image_library() -> None:
    """The API imports these; OpenCV and OpenVINO must not come along."""
    words = "vision.headers, vision.errors, vision.items, vision.values"
    heavy = "{'cv2', 'numpy', 'openvino', 'PIL', 'torch'} & set(sys.modules)"
    code = f"import sys, {words}; print(sorted({heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
