"""Facings and positions in a few words, and what a shelf of them measures."""

from vision.facings import Facing, Measure, Recognition
from vision.measures import Family, Shelf, measure_shelf
from vision.values import Box, PositionVerdict, Slot, Verdict

COLA, FIZZ, BEAN = Family("Cola", "drinks"), Family("Fizz", "drinks"), Family("Bean", "coffee")
FAMILIES = {"cola": COLA, "fizz": FIZZ, "bean": BEAN}


def unit(sku: str | None, at: int, row: int = 0, *, level: int = 0, asked: bool = True) -> Facing:
    """A facing 10 wide and 20 tall, standing at place `at` of a row."""
    box = Box(at * 10, row * 100 + 20 - level * 20, at * 10 + 10, row * 100 + 40 - level * 20)
    answer = Recognition(sku, 0.9) if asked else None
    return Facing(box, 0.9, row, at, level, answer)


def place(
    sku: str, verdict: Verdict, at: int = 0, row: int = 0, planned: int = 1, seen: int = 0
) -> PositionVerdict:
    """A verdict on a position of `planned` facings, 100 mm each, over the place of its units."""
    slot = Slot(f"{row}-{at}", sku, row, at * 100.0, planned * 100.0, planned)
    box = Box(at * 10, row * 100, (at + planned) * 10, row * 100 + 40)
    return PositionVerdict(
        slot, verdict, None if verdict is Verdict.NOT_VISIBLE else box, 0.9, seen
    )


def measured(shelf: Shelf, name: str, of: tuple[str, ...] = ()) -> Measure:
    [found] = [one for one in measure_shelf(shelf) if one.name == name and one.of == of]
    return found


def parts(measure: Measure) -> tuple[float, float, dict[str, int]]:
    return measure.numerator, measure.denominator, {x.reason: x.count for x in measure.left_out}
