"""What the commands of `rounds vision` do, once their words are read."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from PIL import Image

from core.clock import now
from core.settings import get_settings
from deploy.shelf_files import (
    FileRejected,
    read_gallery,
    read_numbers,
    read_planogram,
    read_prices,
    write_planogram,
)
from deploy.shelf_json import detections_json, report_json
from planograms.drafting import draft_from_facings
from vision.detectors import OpenVinoDetector
from vision.errors import PhotoRefused
from vision.images import Decoded, decode
from vision.look import SHELF_SIDE, ShelfAids, look_at_shelf
from vision.overlay import draw_shelf, open_photo
from vision.quality import reason, retake_tip
from vision.recognize import Recognizer
from vision.reports import ShelfReport
from vision.stitch import stitch
from vision.values import Box, Detection, Thing
from vision.views import open_view
from vision.weights import load_embedder, load_shelf_detector, load_tag_reader


@dataclass(frozen=True, slots=True)
class Task:
    """One shelf to judge, and what is known about it."""

    photos: tuple[Path, ...]
    planogram: Path | None = None
    gallery: Path | None = None
    prices: Path | None = None
    currency: str = "CNY"


def open_detector(*, threads: int | None = None) -> OpenVinoDetector:
    """Load the shipped shelf detector."""
    settings = get_settings().vision
    return load_shelf_detector(settings.weights_dir, threads=threads or settings.threads)


def detect_all(photos: Sequence[Path], *, as_json: bool) -> Iterator[str]:
    """Yield a line for each photo: what the detector saw on it."""
    detector = open_detector()
    for path in photos:
        photo = _opened(path)
        seen = [_on_photo(one, photo) for one in detector.detect(photo.rgb)]
        sheet = detections_json(path.name, photo, seen, detector.version)
        yield _line(sheet) if as_json else f"{path.name}: {_counts(seen)}"


def judge(task: Task, *, as_json: bool, overlay: Path | None, locale: str) -> str:
    """Judge one shelf and say what was seen."""
    contents = [path.read_bytes() for path in task.photos]
    content = contents[0] if len(contents) == 1 else contents
    planogram = read_planogram(task.planogram) if task.planogram else None
    aids = open_aids(task)
    report = look_at_shelf(content, planogram, detector=open_detector(), aids=aids)
    if overlay is not None:
        overlay.write_bytes(draw_shelf(open_photo(_picture(content)), report, locale=locale))
    if as_json:
        return _pretty(report_json([path.name for path in task.photos], report))
    return _summary(report, locale)


def open_aids(task: Task) -> ShelfAids:
    """Load who names products and reads labels, as far as the task asks for it."""
    settings = get_settings().vision
    recognizer, reader, prices = None, None, {}
    if task.gallery is not None:
        embedder = load_embedder(settings.weights_dir, threads=settings.threads)
        recognizer = Recognizer(embedder, read_gallery(task.gallery, embedder))
    if task.prices is not None:
        prices = read_prices(task.prices)
        reader = load_tag_reader(currency=task.currency, threads=settings.threads)
    return ShelfAids(recognizer=recognizer, tag_reader=reader, prices=prices)


def draft(photo: Path, gallery: Path, widths: Path) -> str:
    """Turn a golden photo into a planogram in our JSON; what nobody knew is counted on stderr."""
    sizes = read_numbers(widths)
    aids = open_aids(Task((photo,), gallery=gallery))
    report = look_at_shelf(photo.read_bytes(), None, detector=open_detector(), aids=aids)
    if not report.quality.is_judgeable:
        msg = _reasons(report, "en")
        raise FileRejected(msg)
    golden = draft_from_facings(
        report.facings,
        sizes,
        shelf_code=photo.stem,
        name={"en": photo.stem},
        valid_from_on=now().date(),
    )
    if golden.unknown:
        typer.echo(f"{len(golden.unknown)} facings were not recognised", err=True)
    return _pretty(write_planogram(golden.draft))


def evaluate_photos(annotations: Path, images: Path, *, as_json: bool) -> str:
    """Score the shipped detector on a COCO file."""
    from vision.training.evaluate import evaluate_coco

    report = evaluate_coco(open_detector().uncut(), annotations, images)
    return report.to_json() if as_json else _table(report.as_dict()["scores"])


def evaluate_benchmark(name: str, *, as_json: bool) -> str:
    """Score the shipped eyes on the generated benchmark."""
    if name != "shelf":
        msg = f"there is no benchmark called {name}; known: shelf"
        raise FileRejected(msg)
    from vision.training.shelf_benchmark import run_benchmark

    sheet = run_benchmark(open_detector(), get_settings().vision.weights_dir)
    if as_json:
        return _pretty(sheet)
    lines = [_table(sheet["detector"]["scores"])]
    if sheet["products"] is not None:
        lines += [
            f"{one['shots']} pictures: top-1 {one['top_one'][0]:.3f}, "
            f"unknown accepted {one['false_accepts'][0]:.3f}"
            for one in sheet["products"]["scores"]
        ]
    lines += [
        f"planogram, {way}: F1 {one['all']['f1']:.3f}" for way, one in sheet["planograms"].items()
    ]
    return "\n".join(lines)


def _picture(content: bytes | Sequence[bytes]) -> bytes:
    """The photo that boxes of a report lie on: several are laid together as they were judged."""
    if isinstance(content, bytes):
        return content
    view = open_view(content, max_side=SHELF_SIDE)
    if view.owner is None:
        return view.contents[0]
    joined = stitch([photo.rgb for photo in view.photos])
    buffer = io.BytesIO()
    Image.fromarray(joined.rgb).save(buffer, "PNG")
    return buffer.getvalue()


def _opened(path: Path) -> Decoded:
    try:
        return decode(path.read_bytes(), max_side=SHELF_SIDE)
    except PhotoRefused as error:
        raise PhotoRefused(error.reason, f"{path.name}: {error.message}") from error


def _on_photo(seen: Detection, photo: Decoded) -> Detection:
    edges = (seen.box.left, seen.box.top, seen.box.right, seen.box.bottom)
    return Detection(Box(*(edge / photo.scale for edge in edges)), seen.thing, seen.confidence)


def _counts(seen: Sequence[Detection]) -> str:
    sure = [one for one in seen if one.confidence >= 0.5]  # noqa: PLR2004 - the working point
    return ", ".join(f"{sum(one.thing is thing for one in sure)} {thing.value}" for thing in Thing)


def _reasons(report: ShelfReport, locale: str) -> str:
    return " ".join(
        f"{reason(issue, locale)} {retake_tip(issue, locale)}" for issue in report.quality.issues
    )


def _summary(report: ShelfReport, locale: str) -> str:
    """Say the result in a few lines."""
    if not report.quality.is_judgeable:
        return _reasons(report, locale)
    lines = [f"{_counts(report.detections)}, {len(report.rows)} rows"]
    lines += [
        f"{one.slot.id}: {one.slot.sku}: {one.verdict.value}"
        + (f" ({one.seen_sku})" if one.seen_sku else "")
        for one in report.positions
    ]
    lines += [f"extra: {one.facing.sku or 'unknown'}: {one.kind}" for one in report.extras]
    lines += [f"finding: {one.kind} at {one.item}" for one in report.findings]
    return "\n".join(lines)


def _table(scores: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [f"{'class':12} {'boxes':>6} {'AP50':>6} {'AP':>6} {'recall':>7}"]
    lines += [
        f"{name:12} {one['truths']:6} {one['ap50']:6.3f} {one['ap']:6.3f} {one['recall']:7.3f}"
        for name, one in scores.items()
    ]
    return "\n".join(lines)


def _pretty(sheet: Mapping[str, Any]) -> str:
    return json.dumps(sheet, indent=1, ensure_ascii=False)


def _line(sheet: Mapping[str, Any]) -> str:
    return json.dumps(sheet, ensure_ascii=False)
