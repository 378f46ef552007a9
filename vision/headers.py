"""What the first bytes of a photo say: format and size, read without decoding a pixel.

Made of the standard library only, so the API can refuse a bad photo without an image library.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from vision.errors import PhotoRefusal, PhotoRefused

MAX_PIXELS = 50_000_000
MIN_SIDE = 64

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_JPEG_MAGIC = b"\xff\xd8"
_JPEG_END = b"\xff\xd9"
_SOS = 0xDA
# Frame headers; C4, C8 and CC lie in the same range and are tables, not frames.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_BITS = 8
_VP8_START = b"\x9d\x01\x2a"
_VP8L_START = 0x2F


class PhotoFormat(StrEnum):
    """The formats a photo may come in."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"


@dataclass(frozen=True, slots=True)
class PhotoHeader:
    """Format and size of a photo, as stored (before any EXIF rotation)."""

    format: PhotoFormat
    width: int
    height: int
    content_type: str


def read_header(content: bytes) -> PhotoHeader:
    """Read format and size of a photo from its bytes, and refuse what cannot be judged.

    Nothing is decoded, so a few kilobytes that unpack to hundreds of megapixels cost nothing.
    That the file runs to its end is checked by walking its blocks.

    Raises:
        PhotoRefused: If it is no JPEG, PNG or WebP, ends early, or has too many or too few pixels.

    Example:
        >>> try:
        ...     read_header(b"hello")
        ... except PhotoRefused as refused:
        ...     print(refused.reason.value)
        not_an_image
    """
    photo_format = _format_of(content)
    try:
        width, height = _READERS[photo_format](content)
    except (struct.error, IndexError) as error:
        msg = f"the {photo_format.value} file ends inside its header"
        raise PhotoRefused(PhotoRefusal.TRUNCATED, msg) from error
    _check_size(width, height)
    return PhotoHeader(photo_format, width, height, f"image/{photo_format.value}")


def _format_of(content: bytes) -> PhotoFormat:
    """Tell the format from the first bytes."""
    if content.startswith(_JPEG_MAGIC):
        return PhotoFormat.JPEG
    if content.startswith(_PNG_MAGIC):
        return PhotoFormat.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return PhotoFormat.WEBP
    if _is_other_image(content):
        msg = "only JPEG, PNG and WebP photos are accepted"
        raise PhotoRefused(PhotoRefusal.UNSUPPORTED_FORMAT, msg)
    raise PhotoRefused(PhotoRefusal.NOT_AN_IMAGE, "the file is not an image")


def _is_other_image(content: bytes) -> bool:
    """Know the image formats people do send, to give them the better reason."""
    if content[4:8] == b"ftyp":  # HEIC and AVIF, the usual ones from phones
        return content[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"hevc"}
    return content.startswith((b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*", b"\xff\x0a"))


def _check_size(width: int, height: int) -> None:
    """Refuse photos with more pixels than we decode, or too few to see anything."""
    if width * height > MAX_PIXELS:
        msg = f"{width}x{height} is more than {MAX_PIXELS // 1_000_000} megapixels"
        raise PhotoRefused(PhotoRefusal.TOO_MANY_PIXELS, msg)
    if min(width, height) < MIN_SIDE:
        msg = f"{width}x{height} is too small, each side needs {MIN_SIDE} pixels"
        raise PhotoRefused(PhotoRefusal.TOO_FEW_PIXELS, msg)


def _truncated(photo_format: PhotoFormat) -> PhotoRefused:
    msg = f"the {photo_format.value} file ends early"
    return PhotoRefused(PhotoRefusal.TRUNCATED, msg)


def _unreadable(what: str) -> PhotoRefused:
    return PhotoRefused(PhotoRefusal.UNREADABLE, what)


def _read_jpeg(content: bytes) -> tuple[int, int]:
    """Find the frame header, then look for the end marker behind the first scan.

    The end is sought anywhere behind the scan, not at the last byte: phones append video clips
    and makers' notes there. Inside a scan FF is always followed by 00 or a restart, so FF D9 is
    an end.
    """
    size: tuple[int, int] | None = None
    for marker, start in _jpeg_segments(content):
        if marker in _FRAMES:
            bits, height, width = struct.unpack_from(">BHH", content, start)
            if bits != _JPEG_BITS:
                msg = f"JPEG with {bits} bits per colour is not accepted"
                raise PhotoRefused(PhotoRefusal.UNSUPPORTED_FORMAT, msg)
            size = width, height
        elif marker == _SOS:
            if content.find(_JPEG_END, start) < 0:
                raise _truncated(PhotoFormat.JPEG)
            break
    if size is None:
        msg = "the JPEG has no frame header"
        raise _unreadable(msg)
    return size


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield each marker with the place its payload starts; stop asking at the first scan."""
    at = len(_JPEG_MAGIC)
    while True:
        if content[at] != 0xFF:  # noqa: PLR2004 - the byte that starts every marker
            msg = "the JPEG has bytes where a marker belongs"
            raise _unreadable(msg)
        marker = content[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - fill byte
            at += 1
            continue
        at += 2
        if marker in _JPEG_STANDALONE:
            continue
        (length,) = struct.unpack_from(">H", content, at)
        yield marker, at + 2
        at += max(length, 2)


def _read_png(content: bytes) -> tuple[int, int]:
    """Read the first chunk, then walk to the last one."""
    name, width, height = struct.unpack_from(">4x4sII", content, len(_PNG_MAGIC))
    if name != b"IHDR":
        msg = "the PNG does not start with its header chunk"
        raise _unreadable(msg)
    at = len(_PNG_MAGIC)
    while content[at + 4 : at + 8] != b"IEND":
        if at + 12 > len(content):
            raise _truncated(PhotoFormat.PNG)
        (length,) = struct.unpack_from(">I", content, at)
        at += 12 + length
    return width, height


def _read_webp(content: bytes) -> tuple[int, int]:
    """Read the size from whichever of the three WebP headers is there."""
    (length,) = struct.unpack_from("<I", content, 4)
    if length + 8 > len(content):
        raise _truncated(PhotoFormat.WEBP)
    kind = content[12:16]
    if kind == b"VP8X":
        low_w, high_w, low_h, high_h = struct.unpack_from("<HBHB", content, 24)
        return 1 + low_w + (high_w << 16), 1 + low_h + (high_h << 16)
    if kind == b"VP8L" and content[20] == _VP8L_START:
        (bits,) = struct.unpack_from("<I", content, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and content[23:26] == _VP8_START:
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    msg = "the WebP has no known header"
    raise _unreadable(msg)


_READERS: dict[PhotoFormat, Callable[[bytes], tuple[int, int]]] = {
    PhotoFormat.JPEG: _read_jpeg,
    PhotoFormat.PNG: _read_png,
    PhotoFormat.WEBP: _read_webp,
}
