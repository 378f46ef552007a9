"""What the eyes answer about one photo."""

from dataclasses import dataclass, field

from vision.facings import Extra, Facing, Measure, TagReading
from vision.values import Detection, Face, Finding, PositionVerdict, Quality, Row


@dataclass(frozen=True, slots=True)
class ShelfReport:
    """What one shelf photo shows."""

    quality: Quality
    width: int
    height: int
    detections: tuple[Detection, ...] = ()
    rows: tuple[Row, ...] = ()
    positions: tuple[PositionVerdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    model_version: str = ""
    facings: tuple[Facing, ...] = ()
    extras: tuple[Extra, ...] = ()
    tags: tuple[TagReading, ...] = ()
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class KitchenReport:
    """What one kitchen photo shows."""

    quality: Quality
    width: int
    height: int
    faces: tuple[Face, ...] = ()
    findings: tuple[Finding, ...] = ()
    model_version: str = ""
    cannot_tell: int = field(default=0)


Report = ShelfReport | KitchenReport
