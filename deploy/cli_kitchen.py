"""What `rounds vision kitchen` does, once its words are read."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.settings import get_settings
from deploy.kitchen_json import kitchen_json
from deploy.shelf_files import FileRejected
from vision.images import decode
from vision.look import look_at_kitchen
from vision.overlay import draw_kitchen, open_photo
from vision.places import REFERENCE_SIDE, Place
from vision.quality import reason, retake_tip
from vision.reports import KitchenReport
from vision.values import Area
from workers.eyes import open_eyes


@dataclass(frozen=True, slots=True)
class KitchenTask:
    """One kitchen to judge: a photo, or the frames of a burst, and what is known of the place."""

    photos: tuple[Path, ...]
    reference: Path | None = None
    areas: Path | None = None
    is_fixed: bool = False


def judge_kitchen(task: KitchenTask, *, as_json: bool, overlay: Path | None, locale: str) -> str:
    """Judge one kitchen and say what was seen.

    Raises:
        FileRejected: If the areas are not what they should be, or have no reference photo.
    """
    contents = [path.read_bytes() for path in task.photos]
    eyes = open_eyes(get_settings().vision).kitchen
    report = look_at_kitchen(contents, eyes=eyes, place=open_place(task))
    if overlay is not None:
        overlay.write_bytes(draw_kitchen(open_photo(contents[0]), report, locale=locale))
    if as_json:
        sheet = kitchen_json([path.name for path in task.photos], report)
        return json.dumps(sheet, indent=1, ensure_ascii=False)
    return _summary(report, locale)


def open_place(task: KitchenTask) -> Place | None:
    """Read what the place should look like, as far as the task tells.

    Raises:
        FileRejected: If the areas are not what they should be, or have no reference photo.
    """
    if task.reference is None:
        if task.areas is not None or task.is_fixed:
            msg = "areas and a mounted camera need a --reference photo"
            raise FileRejected(msg)
        return None
    areas = read_areas(task.areas) if task.areas is not None else ()
    rgb = decode(task.reference.read_bytes(), max_side=REFERENCE_SIDE).rgb
    return Place(rgb, areas, task.is_fixed)


def read_areas(path: Path) -> tuple[Area, ...]:
    """Read areas: a list of `{"code": …, "corners": [[x, y], …]}`, shares of the reference photo.

    Raises:
        FileRejected: If it is no such list, an area lies outside the photo, or a code is not
            unique.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
        areas = tuple(_area(entry) for entry in document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{path.name}: not a list of areas with code and corners: {error}"
        raise FileRejected(msg) from error
    if len({area.code for area in areas}) < len(areas):
        msg = f"{path.name}: two areas have one code"
        raise FileRejected(msg)
    return areas


def _area(entry: dict[str, Any]) -> Area:
    corners = tuple((float(x), float(y)) for x, y in entry["corners"])
    return Area(str(entry["code"]), corners)


def _summary(report: KitchenReport, locale: str) -> str:
    """Say the result in a few lines."""
    lines = [
        f"{reason(issue, locale)} {retake_tip(issue, locale)}" for issue in report.quality.issues
    ]
    if report.quality.is_judgeable:
        lines.append(_people(report))
    lines += [
        f"finding: {one.kind} at {one.item}" + (" (on probation)" if one.is_shadow else "")
        for one in report.findings
    ]
    lines += [f"not believed: {one.kind} at {one.item}" for one in report.suppressed]
    lines += [f"cannot tell: {code} ({count})" for code, count in report.unclear.items()]
    return "\n".join(lines)


def _people(report: KitchenReport) -> str:
    pictures = sum(one.is_picture for one in report.people)
    return f"{len(report.people) - pictures} people, {pictures} pictures of people"
