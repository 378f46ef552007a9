"""What is shown of a photo: which picture, how large, and whose words go with it."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checklists.models import Photo
from checklists.rules import photo_key
from findings.models import Analysis, Finding

SIDE = 1600.0
"""The longer side a picture is laid out with where its own size is not known."""


@dataclass(frozen=True, slots=True)
class View:
    """One picture on a page."""

    photo: Photo
    key: str
    width: int
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class Closeup:
    """A part of a photo: the box is in pixels of the frame."""

    key: str
    frame: tuple[float, float]
    box: list[float]


def plain_key(photo: Photo) -> str:
    """Return where the photo without marks is kept, and without faces."""
    return photo_key(photo.tenant_id, photo.sha256)


def frame_of(photo: Photo, analysis: Analysis | None) -> tuple[float, float]:
    """Return width and height of the upright photo: as the eyes saw it, else as stored."""
    report = analysis.report if analysis else {}
    if report.get("width") and report.get("height"):
        return float(report["width"]), float(report["height"])
    return float(photo.width or SIDE), float(photo.height or SIDE * 3 / 4)


def to_view(
    photo: Photo, analysis: Analysis | None, text: str, *, is_marked: bool = True
) -> View | None:
    """Return what to show of a photo, with the eyes' marks where there are any.

    Faces are hidden on the eyes' drawing and on the copy. None where neither is there to show.
    """
    overlay = analysis.overlay_key if analysis and is_marked else None
    key = overlay or (plain_key(photo) if photo.readable_at else None)
    if key is None:
        return None
    width, height = frame_of(photo, analysis)
    return View(photo, key, round(width), round(height), text)


def to_closeup(finding: Finding, photo: Photo, analysis: Analysis | None) -> Closeup | None:
    """Return the part of a photo that a finding is about, without marks on it."""
    if finding.box is None or photo.readable_at is None:
        return None
    return Closeup(plain_key(photo), frame_of(photo, analysis), finding.box)


def closeups(
    findings: Iterable[Finding],
    photos: Mapping[uuid.UUID, Photo],
    analyses: Mapping[uuid.UUID, Analysis],
) -> dict[uuid.UUID, Closeup]:
    """Return the part of its photo that each finding is about, for those that have one."""
    found: dict[uuid.UUID, Closeup] = {}
    for finding in findings:
        photo = photos.get(finding.photo_id) if finding.photo_id else None
        if photo and (part := to_closeup(finding, photo, analyses.get(photo.id))):
            found[finding.id] = part
    return found
