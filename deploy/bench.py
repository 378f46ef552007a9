"""How long the eyes take on this machine; `rounds vision bench` prints it."""

import statistics
import time
from collections.abc import Sequence

from deploy.demo.shelves import SHELVES, sheet_of
from vision.detectors import Detector
from vision.look import look_at_shelf
from vision.training.demo import render_shelf

TWELVE_MEGAPIXELS = (4000, 3000)


def drawn_shelf() -> bytes:
    """Draw a 12-megapixel photo of a demo shelf, always the same one."""
    content, _truth = render_shelf(sheet_of(SHELVES[0]), seed=7, size=TWELVE_MEGAPIXELS)
    return content


def judge_times(content: bytes, detector: Detector, *, rounds: int) -> list[float]:
    """Judge a photo again and again and return the seconds of each time; the first is a warm-up."""
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        look_at_shelf(content, None, detector=detector)
        times.append(time.perf_counter() - began)
    return times[1:]


def as_line(times: Sequence[float]) -> str:
    """Say the median and the extremes in milliseconds."""
    middle, least, most = statistics.median(times), min(times), max(times)
    return (
        f"{len(times)} photos: median {middle * 1000:.0f} ms, "
        f"least {least * 1000:.0f} ms, most {most * 1000:.0f} ms"
    )
