"""Real photos on which nobody, or hardly anybody, stands: what kitchen eyes say of people there."""

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from benchmarks.hygiene_scenes import Scene
from vision.images import decode
from vision.kitchen import KitchenEyes
from vision.look import look_at_kitchen
from vision.people import ABOUT_PEOPLE
from vision.quality import gate
from vision.reports import KitchenReport
from vision.values import MaskState

SHELVES = ("shelf-dev", "empty-shelf", "price-tags", "sku-crops/shelf", "grocery-store")


def shelves(root: Path, eyes: KitchenEyes, out: Path | None, *, most: int) -> Iterator[str]:
    """Count findings about people on photos where nobody stands."""
    for name in SHELVES:
        paths = sorted(path for path in (root / name).rglob("*") if path.suffix in {".jpg", ".png"})
        step = max(1, -(-len(paths) // most))
        counts: Counter[str] = Counter()
        for path in paths[::step]:
            content = large_enough(path.read_bytes())
            report = look_at_kitchen(content, eyes=eyes)
            counts["judged"] += report.quality.is_judgeable
            counts["people"] += sum(not one.is_picture for one in report.people)
            counts["pictures"] += sum(one.is_picture for one in report.people)
            told = [one.kind for one in report.findings]
            counts["people found fault with"] += sum(kind in ABOUT_PEOPLE for kind in told)
            counts["others"] += sum(kind not in ABOUT_PEOPLE for kind in told)
            if any(not one.is_picture and one.face for one in report.people) or told:
                picture = decode(content, max_side=1280).rgb
                keep(Scene(content, picture, ()), report, out, f"{path.parent.name}-{path.stem}")
        cells = ("judged", "people", "pictures", "people found fault with", "others")
        row = " | ".join(str(counts[cell]) for cell in cells)
        yield f"| {name} | {len(paths[::step])} | {row} |"


def large_enough(content: bytes) -> bytes:
    """Enlarge a photo that the gate would refuse for its size, so that it is really judged."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    short = min(picture.size)
    if short >= gate().short_side_min_px:
        return content
    zoom = 1.25 * gate().short_side_min_px / short
    size = round(picture.width * zoom), round(picture.height * zoom)
    buffer = io.BytesIO()
    picture.resize(size, Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def frames(root: Path, eyes: KitchenEyes, out: Path | None) -> Iterator[str]:
    """Count what is said about people on real frames of fires, where some people stand."""
    counts: Counter[str] = Counter()
    paths = sorted((root / "fire-smoke").rglob("*.jpg"))
    for path in paths:
        report = look_at_kitchen(large_enough(path.read_bytes()), eyes=eyes)
        counts["judged"] += report.quality.is_judgeable
        counts["people"] += sum(not one.is_picture for one in report.people)
        counts["silent"] += report.cannot_tell
        bare = [one for one in report.findings if one.kind in ABOUT_PEOPLE]
        counts["raised"] += len(bare)
        if bare:
            content = large_enough(path.read_bytes())
            picture = decode(content, max_side=1280).rgb
            keep(Scene(content, picture, ()), report, out, f"frame-{path.stem}")
    row = " | ".join(str(counts[cell]) for cell in ("judged", "people", "silent", "raised"))
    yield f"| fire-smoke | {len(paths)} | {row} |"


def about_people(report: KitchenReport) -> int:
    """Count the findings that find fault with somebody."""
    return sum(one.kind in ABOUT_PEOPLE for one in report.findings)


def keep(scene: Scene, report: KitchenReport, out: Path | None, name: str) -> None:
    """Save a photo with its answers for a person to look at; nothing of it may be published."""
    if out is None:
        return
    out.mkdir(parents=True, exist_ok=True)
    zoom = 1280 / max(report.width, report.height)
    size = round(report.width * zoom), round(report.height * zoom)
    view = cv2.resize(np.asarray(scene.rgb)[..., ::-1], size)
    colours = {MaskState.MASK: (60, 160, 0), MaskState.NO_MASK: (0, 0, 255)}
    for person in report.people:
        shown = [(person.box, (255, 160, 0))]
        if person.face is not None:
            shown.append((person.face.box, colours.get(person.face.state, (0, 200, 255))))
        for box, colour in shown:
            corners = [round(edge * zoom) for edge in (box.left, box.top, box.right, box.bottom)]
            cv2.rectangle(view, corners[:2], corners[2:], colour, 2)
    cv2.imwrite(str(out / f"{name}.png"), view)
