"""How long the eyes take on this machine; `rounds vision bench` prints it."""

import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from core.settings import get_settings
from deploy.demo.shelves import SHELVES, sheet_of
from vision.detectors import Detector
from vision.images import decode
from vision.look import SHELF_SIDE, look_at_shelf
from vision.overlay import draw_shelf, open_photo
from vision.quality import measure
from vision.recognize import Embedder
from vision.reports import ShelfReport
from vision.training.demo import render_shelf
from vision.values import Box, Detection, Planogram, Thing
from vision.weights import load_embedder, load_line_reader, load_shelf_detector, model_names

TWELVE_MEGAPIXELS = (4000, 3000)
_WAIT_S = 600.0  # for the processes of a throughput run


@dataclass(frozen=True, slots=True)
class Timed:
    """How often something ran, and how long it took: by the clock and by the processor."""

    name: str
    seconds: tuple[float, ...]
    processor: tuple[float, ...]

    def line(self) -> str:
        """Say the median, the extremes and the processor time in milliseconds."""
        clock, busy = statistics.median(self.seconds), statistics.median(self.processor)
        least, most = min(self.seconds), max(self.seconds)
        return (
            f"{self.name:10} median {clock * 1000:6.0f} ms, least {least * 1000:6.0f} ms, "
            f"most {most * 1000:6.0f} ms, processor {busy * 1000:6.0f} ms"
        )


@dataclass(frozen=True, slots=True)
class _Pace:
    """How fast some processes judged photos together."""

    photos_per_s: float
    processor_s: float  # of one photo

    def line(self) -> str:
        return f"{self.photos_per_s:.2f} photos/s, processor {self.processor_s * 1000:.0f} ms each"


def bench_planogram() -> Planogram:
    """The planogram of the shelf that is drawn."""
    return sheet_of(SHELVES[0])


def drawn_shelf(size: tuple[int, int] = TWELVE_MEGAPIXELS) -> bytes:
    """Draw a photo of a demo shelf, 12 megapixels, always the same one."""
    content, _truth = render_shelf(bench_planogram(), seed=7, size=size)
    return content


def timed(name: str, step: Callable[[], object], *, rounds: int) -> Timed:
    """Run a step again and again; the first time is a warm-up and does not count."""
    step()
    seconds, processor = [], []
    for _ in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        step()
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    return Timed(name, tuple(seconds), tuple(processor))


def stages(content: bytes, *, rounds: int) -> Iterator[str]:
    """Time each step of a shelf photo on one thread, and yield a line for each."""
    weights = get_settings().vision.weights_dir
    detector = load_shelf_detector(weights, threads=1)
    photo = decode(content, max_side=SHELF_SIDE)
    seen = detector.detect(photo.rgb)
    yield f"{detector.version}, {detector.precision}, {len(seen)} detections"
    yield timed("decode", lambda: decode(content, max_side=SHELF_SIDE), rounds=rounds).line()
    gate = timed(
        "quality", lambda: measure(photo.rgb, full_short_side=3000, is_shelf=True), rounds=rounds
    )
    yield gate.line()
    yield timed("detect", lambda: detector.detect(photo.rgb), rounds=rounds).line()
    if "embed" in model_names(weights):
        embedder = load_embedder(weights, threads=1)
        yield _embedding(embedder, photo.rgb, seen, rounds).line()
    yield _reading(content, photo.scale, seen, rounds).line()
    yield from _judging(content, _Replay(detector.version, seen), rounds)
    whole = timed("in all", lambda: _judge(content, detector), rounds=rounds)
    yield whole.line() + "  (decode, quality, detect, match)"


def throughput(content: bytes, *, rounds: int) -> Iterator[str]:
    """Judge the same photos in one process and then in two, one thread each.

    Where others use the machine, the clock says how busy they are; the processor time of a photo
    says what two processes cost each other.
    """
    weights = get_settings().vision.weights_dir
    one = _run_processes(1, content, weights, rounds)
    yield f"one process:   {one.line()}"
    two = _run_processes(2, content, weights, rounds)
    yield f"two processes: {two.line()}"
    by_clock = two.photos_per_s / one.photos_per_s
    by_processor = 2 * one.processor_s / two.processor_s
    yield f"two against one: {by_clock:.2f} times by the clock, {by_processor:.2f} by the processor"


def _judge(content: bytes, detector: Detector) -> object:
    return look_at_shelf(content, bench_planogram(), detector=detector)


def _embedding(embedder: Embedder, rgb: object, seen: Sequence[Detection], rounds: int) -> Timed:
    boxes = [one.box for one in seen if one.thing is Thing.PRODUCT]
    return timed(f"know {len(boxes)}", lambda: embedder.embed(rgb, boxes), rounds=rounds)  # type: ignore[arg-type]


def _reading(content: bytes, scale: float, seen: Sequence[Detection], rounds: int) -> Timed:
    """Time the reading of all price labels, in the currency of the demo chain."""
    from vision.price_tags import TagReader  # noqa: PLC0415 - loads the text models

    reader = TagReader(load_line_reader(threads=1), currency="CNY")
    boxes = [
        Box(*(edge / scale for edge in (one.box.left, one.box.top, one.box.right, one.box.bottom)))
        for one in seen
        if one.thing is Thing.PRICE_TAG
    ]
    name = f"read {len(boxes)}"
    return timed(name, lambda: reader.read_photo(content, boxes), rounds=min(rounds, 3))


class _Replay:
    """A detector that repeats what another one saw, so that the rest can be timed alone."""

    def __init__(self, version: str, seen: Sequence[Detection]) -> None:
        self.version = version
        self._seen = list(seen)

    def detect(self, rgb: object) -> list[Detection]:
        """Answer as before."""
        del rgb
        return self._seen


def _judging(content: bytes, detector: Detector, rounds: int) -> Iterator[str]:
    """Time what comes after the networks: matching with the planogram, and drawing."""
    plain = timed("", lambda: _judge(content, detector), rounds=rounds)
    unpacked = timed("", lambda: _gate(content), rounds=rounds)
    matching = tuple(
        max(0.0, whole - part) for whole, part in zip(plain.seconds, unpacked.seconds, strict=True)
    )
    busy = tuple(
        max(0.0, whole - part)
        for whole, part in zip(plain.processor, unpacked.processor, strict=True)
    )
    yield Timed("match", matching, busy).line()
    report = look_at_shelf(content, bench_planogram(), detector=detector)
    drawn = timed("overlay", lambda: _draw(content, report), rounds=rounds)
    yield drawn.line()


def _draw(content: bytes, report: ShelfReport) -> bytes:
    return draw_shelf(open_photo(content), report, locale="zh-CN")


def _gate(content: bytes) -> object:
    photo = decode(content, max_side=SHELF_SIDE)
    return measure(photo.rgb, full_short_side=3000, is_shelf=True)


def _run_processes(count: int, content: bytes, weights: Path, rounds: int) -> _Pace:
    """Let so many processes judge photos together, all starting at once."""
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(count + 1)
    spent = context.Queue()
    workers = [
        context.Process(target=_work, args=(gate, spent, content, weights, rounds), daemon=True)
        for _ in range(count)
    ]
    for worker in workers:
        worker.start()
    gate.wait(_WAIT_S)
    began = time.perf_counter()
    gate.wait(_WAIT_S)
    seconds = time.perf_counter() - began
    processor = [spent.get(timeout=_WAIT_S) for _ in workers]
    for worker in workers:
        worker.join(_WAIT_S)
    return _Pace(count * rounds / seconds, statistics.mean(processor) / rounds)


def _work(gate: Barrier, spent: "Queue[float]", content: bytes, weights: Path, rounds: int) -> None:
    """Judge photos in a process of its own, as a worker does, and say what that cost."""
    detector = load_shelf_detector(weights, threads=1)
    for _ in range(2):
        _judge(content, detector)
    gate.wait(_WAIT_S)
    used = time.process_time()
    for _ in range(rounds):
        _judge(content, detector)
    used = time.process_time() - used
    gate.wait(_WAIT_S)
    spent.put(used)
