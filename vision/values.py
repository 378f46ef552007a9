"""The values that go into and come out of the eyes: frozen, and made of the standard library only.

Boxes are `left, top, right, bottom` in pixels of the upright photo. Planogram measures are
millimetres on a sheet whose origin is its top left corner.
"""

import math
from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """What a photo is of, and so which eyes judge it."""

    SHELF = "shelf"
    KITCHEN = "kitchen"
    EVIDENCE = "evidence"  # a person's proof; no eyes judge it


class Thing(StrEnum):
    """What the shelf detector can see."""

    PRODUCT = "product"
    GAP = "gap"
    PRICE_TAG = "price_tag"


class Verdict(StrEnum):
    """What is at one planned position."""

    MATCH = "match"
    PRESENT = "present"  # something stands here; which product it is was not judged
    WRONG_PRODUCT = "wrong_product"
    GAP = "gap"
    SUBSTITUTE = "substitute"
    MISPLACED = "misplaced"
    OCCLUDED = "occluded"
    NOT_VISIBLE = "not_visible"
    LOW_CONFIDENCE = "low_confidence"


class MaskState(StrEnum):
    """What one face shows."""

    MASK = "mask"
    NO_MASK = "no_mask"
    CANNOT_TELL = "cannot_tell"


class QualityIssue(StrEnum):
    """Why a photo cannot be judged."""

    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    GLARE = "glare"
    TOO_FAR = "too_far"
    TOO_SMALL = "too_small"
    TILTED = "tilted"
    WRONG_SCENE = "wrong_scene"
    BURST_DIFFERS = "burst_differs"


class FindingKind(StrEnum):
    """The finding codes that our own eyes raise; models that people add raise others."""

    GAP = "gap"
    WRONG_PRODUCT = "wrong_product"
    MISPLACED = "misplaced"
    WRONG_PRICE = "wrong_price"
    NO_MASK = "no_mask"
    FIRE = "fire"
    SMOKE = "smoke"
    ZONE_CHANGED = "zone_changed"
    BLACK_FRAME = "black_frame"
    LENS_COVERED = "lens_covered"
    LENS_BLURRED = "lens_blurred"
    LENS_GREASY = "lens_greasy"
    LENS_GLARE = "lens_glare"
    LENS_STEAMED = "lens_steamed"
    CAMERA_MOVED = "camera_moved"


class Stage(StrEnum):
    """Whether what a model sees counts."""

    ACTIVE = "active"
    SHADOW = "shadow"  # it looks and is counted, and nothing follows from it


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in photo pixels.

    Raises:
        ValueError: If an edge is not finite, or right/bottom lies before left/top.
    """

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        edges = (self.left, self.top, self.right, self.bottom)
        if not all(math.isfinite(edge) for edge in edges):
            msg = f"box edges must be finite, got {edges}"
            raise ValueError(msg)
        if self.right < self.left or self.bottom < self.top:
            msg = f"box is inside out: {edges}"
            raise ValueError(msg)

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Area in square pixels."""
        return self.width * self.height

    @property
    def center(self) -> tuple[float, float]:
        """The middle point, x then y."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing the detector saw."""

    box: Box
    thing: Thing
    confidence: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class Quality:
    """Whether a photo can be judged, and what was measured to say so."""

    issues: tuple[QualityIssue, ...]
    sharpness: float  # variance of the Laplacian at 1 megapixel, where there is texture
    brightness: float  # mean grey level, 0 to 255
    glare_share: float  # share of the photo in blown-out spots, 0 to 1
    tilt_deg: float = 0.0  # by which shelf edges lean, clockwise; 0 where nobody looked

    @property
    def is_judgeable(self) -> bool:
        """True when nothing speaks against judging the photo."""
        return not self.issues


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned position: a run of facings of one product on one row of a planogram."""

    id: str
    sku: str
    row: int  # 0 is the top row
    left_mm: float
    width_mm: float
    facings: int = 1
    substitutes: tuple[str, ...] = ()  # products that may stand here instead


@dataclass(frozen=True, slots=True)
class Planogram:
    """What belongs on one shelf.

    Raises:
        ValueError: If a measure is not finite and positive, or two slots of a row overlap.
    """

    id: str
    width_mm: float
    height_mm: float
    slots: tuple[Slot, ...]

    def __post_init__(self) -> None:
        for value in (self.width_mm, self.height_mm, *(slot.width_mm for slot in self.slots)):
            if not (math.isfinite(value) and value > 0):
                msg = f"planogram measures must be finite and positive, got {value}"
                raise ValueError(msg)
        ends: dict[int, float] = {}
        for slot in sorted(self.slots, key=lambda slot: (slot.row, slot.left_mm)):
            if not math.isfinite(slot.left_mm) or slot.left_mm < ends.get(slot.row, 0.0) - 0.5:
                msg = f"slot {slot.id} overlaps its left neighbour or leaves the sheet"
                raise ValueError(msg)
            ends[slot.row] = slot.left_mm + slot.width_mm

    @property
    def row_count(self) -> int:
        """How many rows are planned."""
        return 1 + max((slot.row for slot in self.slots), default=-1)


@dataclass(frozen=True, slots=True)
class PositionVerdict:
    """The verdict on one slot of the planogram."""

    slot: Slot
    verdict: Verdict
    box: Box | None  # where it is (or should be) on the photo; None when not visible
    confidence: float  # 0 to 1
    seen_facings: int = 0  # of what the verdict is about: the planned product, or what is there
    seen_sku: str | None = None  # what stands there instead of the planned product
    unclear_facings: int = 0  # places that look empty to geometry alone: seen neither full nor bare
    is_frontal: bool = False  # the front row is empty, stock shows behind it


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault seen on a photo."""

    kind: str  # a code of the vocabulary; `FindingKind` has those of our own eyes
    box: Box
    confidence: float  # 0 to 1
    item: str  # what is wrong there: a slot id, `row-2@0.41` without a planogram, or `person-1`
    sku: str | None = None  # the product concerned, when the planogram names it
    facings: int = 1
    seen_sku: str | None = None  # the product that stands there instead
    is_frontal: bool = False  # a gap with stock behind it: pull forward rather than refill
    model: str = ""  # who saw it, name and version; empty: the report's own model
    is_shadow: bool = False  # seen by a model on probation


@dataclass(frozen=True, slots=True)
class Row:
    """Products standing on one shelf edge, left to right."""

    boxes: tuple[Box, ...]
    base: float  # y of the shelf edge, pixels, at the middle of the row
    slope: float = 0.0  # of the edge: pixels down per pixel to the right

    def edge_at(self, x: float) -> float:
        """Height of the shelf edge at one place along a row that has products, pixels."""
        middle = (self.boxes[0].left + max(box.right for box in self.boxes)) / 2
        return self.base + self.slope * (x - middle)


@dataclass(frozen=True, slots=True)
class Face:
    """One face found on a kitchen photo and what it shows."""

    box: Box
    state: MaskState
    confidence: float  # of the state, 0 to 1


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing a scene model saw, by the model's own word for it."""

    label: str  # a finding code, or `person`
    box: Box
    confidence: float  # 0 to 1; 0.5 is the model's working point for that label
    model: str  # name and version


@dataclass(frozen=True, slots=True)
class Person:
    """One person on a kitchen photo, and the face seen on them."""

    box: Box
    confidence: float  # 0 to 1
    face: Face | None = None  # None: turned away, hidden, or too small
    is_picture: bool = False  # on a poster or a pack: nobody who could wear a mask


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a place that has to stay as its reference photo shows it.

    Raises:
        ValueError: If it has fewer than three corners, or one lies outside the photo.
    """

    code: str  # unique on its place, such as `exit` or `extinguisher`
    corners: tuple[tuple[float, float], ...]  # x and y in shares of the reference photo, 0 to 1

    def __post_init__(self) -> None:
        if len(self.corners) < 3:  # noqa: PLR2004 - a triangle
            msg = f"area {self.code} needs three corners or more"
            raise ValueError(msg)
        if not all(0 <= share <= 1 for corner in self.corners for share in corner):
            msg = f"area {self.code} lies outside the photo"
            raise ValueError(msg)
