"""Takes frames of a stream in a process of its own, which may hang, crash or be killed.

FFmpeg says what is wrong only on stderr, so that is a file here: what it wrote while a frame was
read tells whether the frame is whole. The address comes on stdin, where no list of processes
shows it.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

_OPTIONS = "rtsp_transport;tcp|fflags;discardcorrupt|threads;1|allowed_media_types;video"
_BAD_SIGNS = (b"concealing", b"error while decoding", b"corrupt", b"non-existing", b"no frame!",
              b"missing picture", b"overread", b"error count")  # fmt: skip
_MOST_BAD = 60


def main() -> None:
    """Read the wish, take the frames, and say how it went."""
    # To C, where FFmpeg's settings are read: before the library is loaded.
    os.putenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", _OPTIONS)
    os.putenv("OPENCV_LOG_LEVEL", "SILENT")
    import cv2  # noqa: PLC0415 - after its settings

    wish = json.loads(sys.stdin.readline())
    patience_ms = int(1000 * wish["timeout_s"])
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, patience_ms, cv2.CAP_PROP_READ_TIMEOUT_MSEC,
              patience_ms]  # fmt: skip
    cv2.setNumThreads(1)
    began = time.monotonic()
    stream = cv2.VideoCapture(wish["url"], cv2.CAP_FFMPEG, limits)
    told: dict[str, Any] = {"opened": bool(stream.isOpened()), "taken": [], "bad": 0}
    if told["opened"]:
        _take(cv2, stream, wish, told)
    # FFmpeg is silent when it gives up waiting, so the clock tells.
    told["is_late"] = time.monotonic() - told.pop("since", began) >= wish["timeout_s"]
    stream.release()
    sys.stdout.write(json.dumps(told))


def _take(cv2, stream, wish, told) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - OpenCV publishes no types
    log, due = Path(wish["log"]), 0.0
    heard = log.stat().st_size
    while len(told["taken"]) < wish["frames"] and told["bad"] < _MOST_BAD:
        told["since"] = time.monotonic()
        is_there, frame = stream.read()
        said = _said_since(log, heard)
        heard += len(said)
        if not is_there:
            return
        if time.monotonic() < due:
            continue  # frames between are read too: the decoder needs them
        if any(sign in said for sign in _BAD_SIGNS):
            told["bad"] += 1
            continue
        due = time.monotonic() + wish["spacing_s"]
        path = Path(wish["folder"]) / f"frame-{len(told['taken'])}.jpg"
        cv2.imwrite(str(path), frame, [cv2.IMWRITE_JPEG_QUALITY, 95])
        told["taken"].append(path.name)


def _said_since(log: Path, place: int) -> bytes:
    with log.open("rb") as said:
        said.seek(place)
        return said.read().lower()


if __name__ == "__main__":
    main()
