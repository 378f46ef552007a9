"""What the eyes answer about one photo."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vision.facings import Extra, Facing, Measure, TagReading
from vision.values import (
    Detection,
    Face,
    Finding,
    Person,
    PositionVerdict,
    Quality,
    Row,
    Sighting,
)


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
    """What one kitchen photo shows, or a burst of them."""

    quality: Quality
    width: int
    height: int
    faces: tuple[Face, ...] = ()
    findings: tuple[Finding, ...] = ()
    model_version: str = ""
    cannot_tell: int = field(default=0)  # people of whom no answer can be given
    people: tuple[Person, ...] = ()
    sightings: tuple[Sighting, ...] = ()  # everything the scene models saw, of shadow models too
    unclear: Mapping[str, int] = field(default_factory=dict)  # by code: how often no answer
    suppressed: tuple[Finding, ...] = ()  # not believed because the lens is not clear
    models: tuple[str, ...] = ()  # every model that looked, name and version
    frames: int = 1  # photos of the burst
    is_placed: bool = False  # it shows the place of the reference photo
    same_areas: tuple[str, ...] = ()  # codes of the areas that look as on the reference photo


Report = ShelfReport | KitchenReport
