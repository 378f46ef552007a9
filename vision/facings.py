"""What stands on a shelf, told apart: facings, what was recognised, price labels, measures."""

from dataclasses import dataclass
from enum import StrEnum

from vision.values import Box


class ExtraKind(StrEnum):
    """Why a product stands on the shelf without a position of its own."""

    MISPLACED = "misplaced"  # planned on this shelf, but elsewhere
    OWN_UNPLANNED = "own_unplanned"  # known to the chain, not planned here
    FOREIGN = "foreign"  # unknown to the gallery


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that a crop may show."""

    sku: str
    similarity: float  # cosine, -1 to 1


@dataclass(frozen=True, slots=True)
class Recognition:
    """Which product a crop shows. Without a `sku` the answer is `unknown`, which is an answer."""

    sku: str | None
    confidence: float  # that the answer is right, 0 to 1
    candidates: tuple[Candidate, ...] = ()  # nearest first


@dataclass(frozen=True, slots=True)
class Facing:
    """One visible front unit, where it stands and what it was recognised as."""

    box: Box
    confidence: float  # of the detector, 0 to 1
    row: int  # index of the seen row, 0 is the top one
    column: int  # left to right in its row; stacked units share a column
    level: int = 0  # 0 stands on the shelf, 1 on top of it
    recognition: Recognition | None = None  # None when nobody looked

    @property
    def sku(self) -> str | None:
        """The product, when it was recognised."""
        return self.recognition.sku if self.recognition else None


@dataclass(frozen=True, slots=True)
class Extra:
    """A facing that no position planned."""

    facing: Facing
    kind: ExtraKind


@dataclass(frozen=True, slots=True)
class TagReading:
    """What one price label says; `price_minor` is None when it could not be read for sure."""

    box: Box
    text: str
    confidence: float  # of the reading, 0 to 1
    price_minor: int | None = None  # in the smallest unit of the currency
    slot_id: str | None = None  # the planned position above or below it
    sku: str | None = None  # the product that position or facing names


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Instances that a measure could not count, and why."""

    reason: str  # a verdict or another short code
    count: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One shelf measure with everything needed to doubt it."""

    name: str  # such as `on_shelf_availability`
    numerator: float
    denominator: float
    left_out: tuple[LeftOut, ...] = ()
    interval: tuple[float, float] | None = None  # 95 %, shares 0 to 1; None when not a proportion
    of: tuple[str, ...] = ()  # what it is a share of: category, then brand; empty is the shelf

    @property
    def share(self) -> float | None:
        """Numerator over denominator, 0 to 1; None when there is nothing to count."""
        return self.numerator / self.denominator if self.denominator > 0 else None
