"""What `rounds vision kitchen` prints as JSON; see docs/reference/vision-json.md."""

from collections.abc import Sequence
from typing import Any

from deploy.shelf_json import box_json, quality_json
from vision.reports import KitchenReport
from vision.values import Face, Finding, Person, Sighting

KITCHEN_FORMAT = "rounds-kitchen-report/1"


def kitchen_json(names: Sequence[str], report: KitchenReport) -> dict[str, Any]:
    """Describe a kitchen report; boxes in pixels of the first photo that shows the thing."""
    return {
        "format": KITCHEN_FORMAT,
        "photos": list(names),
        "width": report.width,
        "height": report.height,
        "model_version": report.model_version,
        "models": list(report.models),
        "quality": quality_json(report.quality),
        "is_placed": report.is_placed,
        "people": [_person(one) for one in report.people],
        "sightings": [_sighting(one) for one in report.sightings],
        "findings": [_finding(one) for one in report.findings],
        "suppressed": [_finding(one) for one in report.suppressed],
        "same_areas": list(report.same_areas),
        "unclear": dict(report.unclear),
    }


def _person(one: Person) -> dict[str, Any]:
    return {
        "box": box_json(one.box),
        "confidence": round(one.confidence, 4),
        "is_picture": one.is_picture,
        "face": None if one.face is None else _face(one.face),
    }


def _face(one: Face) -> dict[str, Any]:
    return {
        "box": box_json(one.box),
        "state": one.state.value,
        "confidence": round(one.confidence, 4),
    }


def _sighting(one: Sighting) -> dict[str, Any]:
    return {
        "label": one.label,
        "confidence": round(one.confidence, 4),
        "box": box_json(one.box),
        "model": one.model,
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "item": one.item,
        "confidence": round(one.confidence, 4),
        "box": box_json(one.box),
        "model": one.model,
        "is_shadow": one.is_shadow,
    }
