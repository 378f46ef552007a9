"""What `rounds vision` prints as JSON: stable shapes, see docs/reference/vision-json.md."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from vision import quality
from vision.facings import Facing, Measure
from vision.images import Decoded
from vision.reports import ShelfReport
from vision.values import Box, Detection, Finding, PositionVerdict, Quality

DETECT_FORMAT = "rounds-detections/1"
SHELF_FORMAT = "rounds-shelf-report/1"


def detections_json(
    name: str, photo: Decoded, seen: Sequence[Detection], version: str
) -> dict[str, Any]:
    """Describe what was detected on one photo."""
    return {
        "format": DETECT_FORMAT,
        "photo": name,
        "width": photo.full_width,
        "height": photo.full_height,
        "model_version": version,
        "detections": [_detection(one) for one in seen],
    }


def report_json(names: Sequence[str], report: ShelfReport) -> dict[str, Any]:
    """Describe a shelf report; boxes in pixels of the photo, or of several laid together."""
    return {
        "format": SHELF_FORMAT,
        "photos": list(names),
        "width": report.width,
        "height": report.height,
        "model_version": report.model_version,
        "quality": quality_json(report.quality),
        "detections": [_detection(one) for one in report.detections],
        "rows": [
            {"base": row.base, "slope": row.slope, "boxes": [box_json(box) for box in row.boxes]}
            for row in report.rows
        ],
        "facings": [_facing(one) for one in report.facings],
        "positions": [_position(one) for one in report.positions],
        "extras": [_facing(one.facing) | {"kind": one.kind.value} for one in report.extras],
        "tags": [asdict(tag) | {"box": box_json(tag.box)} for tag in report.tags],
        "measures": [_measure(one) for one in report.measures],
        "findings": [_finding(one) for one in report.findings],
    }


def box_json(box: Box | None) -> list[float] | None:
    """Round a box to tenths of a pixel: left, top, right, bottom."""
    if box is None:
        return None
    return [round(edge, 1) for edge in (box.left, box.top, box.right, box.bottom)]


def _detection(one: Detection) -> dict[str, Any]:
    return {
        "thing": one.thing.value,
        "confidence": round(one.confidence, 4),
        "box": box_json(one.box),
    }


def quality_json(measured: Quality) -> dict[str, Any]:
    """Describe whether a photo can be judged, in both languages."""
    return {
        "is_judgeable": measured.is_judgeable,
        "issues": [
            {
                "code": issue.value,
                "reason": {to: quality.reason(issue, to) for to in ("en", "zh-CN")},
                "retake": {to: quality.retake_tip(issue, to) for to in ("en", "zh-CN")},
            }
            for issue in measured.issues
        ],
        "sharpness": round(measured.sharpness, 2),
        "brightness": round(measured.brightness, 2),
        "glare_share": round(measured.glare_share, 4),
        "tilt_deg": round(measured.tilt_deg, 2),
    }


def _facing(one: Facing) -> dict[str, Any]:
    known = one.recognition
    return {
        "box": box_json(one.box),
        "confidence": round(one.confidence, 4),
        "row": one.row,
        "column": one.column,
        "level": one.level,
        "sku": one.sku,
        "sku_confidence": None if known is None else round(known.confidence, 4),
        "candidates": []
        if known is None
        else [
            {"sku": each.sku, "similarity": round(each.similarity, 4)} for each in known.candidates
        ],
    }


def _position(one: PositionVerdict) -> dict[str, Any]:
    return {
        "slot": one.slot.id,
        "sku": one.slot.sku,
        "row": one.slot.row,
        "facings": one.slot.facings,
        "verdict": one.verdict.value,
        "confidence": round(one.confidence, 4),
        "box": box_json(one.box),
        "seen_facings": one.seen_facings,
        "seen_sku": one.seen_sku,
    }


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "name": one.name,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "share": one.share,
        "interval": None if one.interval is None else list(one.interval),
        "left_out": [asdict(reason) for reason in one.left_out],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "item": one.item,
        "sku": one.sku,
        "facings": one.facings,
        "confidence": round(one.confidence, 4),
        "box": box_json(one.box),
    }
