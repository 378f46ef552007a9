"""What stands in every slot of a shelf: columns sorted into slots, before anyone is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vision.compliance import SURE
from vision.matching import Column, PlannedFacing, pair_row, planned_facings
from vision.placing import Place, Scene
from vision.values import Detection, Planogram, Slot, Thing

ACCUSE = 0.7  # how sure the recogniser must be before a product is called wrong or misplaced
LONE = 0.9  # and for a single odd facing among its planned neighbours: most often a slip
FREE = 0.5  # share of a facing's width without products that makes a hole
_SLIVER = 0.65  # of the narrowest planned facing: what is narrower and unknown is no product
ANOTHER = 0.75  # enough where the planned product is far from being the answer


@dataclass(slots=True)
class Stock:
    """What stands in one slot, sorted by what it is to the slot."""

    place: Place
    right: list[Column] = field(default_factory=list)
    substitutes: list[Column] = field(default_factory=list)
    unknown: list[Column] = field(default_factory=list)
    wrong: list[Column] = field(default_factory=list)
    empty: list[PlannedFacing] = field(default_factory=list)

    @property
    def slot(self) -> Slot:
        """The planned position."""
        return self.place.slot

    def add(self, column: Column) -> None:
        """Sort a column in."""
        if column.sku is None:
            self.unknown.append(column)
        elif column.sku == self.slot.sku:
            self.right.append(column)
        elif column.sku in self.slot.substitutes:
            self.substitutes.append(column)
        else:
            self.wrong.append(column)

    @property
    def odd(self) -> list[Column]:
        """Wrong ones that are meant: a lone slip of the recogniser among right ones is not.

        One that looks nearly as much like the planned product is in doubt, neither right nor
        wrong: that way a slip is not blamed on the shop, and no error hides behind a match.
        """
        sure = LONE if self.right and len(self.wrong) == 1 else ACCUSE
        return [
            column
            for column in self.wrong
            if column.sureness >= (ANOTHER if column.differs(self.slot.sku) else sure)
            and not column.resembles(self.slot.sku)
        ]

    @property
    def foreign(self) -> list[Column]:
        """Those that the gallery surely does not know.

        A pack halfway between two products is unknown as well, but not foreign.
        """
        return [
            column
            for column in self.unknown
            if column.sureness >= LONE and not column.resembles(self.slot.sku)
        ]

    @property
    def slips(self) -> int:
        """How many columns stand here without anyone being sure of what they are."""
        return len(self.unknown) - len(self.foreign) + len(self.wrong) - len(self.odd)


@dataclass(frozen=True, slots=True)
class Bay:
    """A whole shelf with its columns sorted into slots."""

    stocks: Mapping[str, Stock]
    loose: tuple[Column, ...]  # inside the bay, in no slot
    gaps: tuple[Detection, ...]  # those the detector is sure of
    hints: tuple[Detection, ...]  # those and the doubtful ones, which bear out a hole
    doubtful: tuple[Detection, ...]
    scene: Scene

    @property
    def fitting(self) -> int:
        """How many columns stand where their product, or a substitute, is planned."""
        return sum(len(one.right) + len(one.substitutes) for one in self.stocks.values())


def sort_in(
    planogram: Planogram, places: Sequence[Place], scene: Scene, detections: Sequence[Detection]
) -> Bay:
    """Pair the columns of every row with the slots planned on it."""
    stocks = {place.slot.id: Stock(place) for place in places}
    rows: dict[int, list[Place]] = {}
    for place in sorted(places, key=lambda one: one.span):
        if place.row is not None and place.certainty:
            rows.setdefault(place.row, []).append(place)
    loose: list[Column] = []
    for row, row_places in rows.items():
        columns = list(scene.columns.get(row, ()))
        _fill(stocks, loose, row_places, columns, planogram, scene)
    hints = [one for one in detections if one.thing is Thing.GAP]
    gaps = [one for one in hints if one.confidence >= SURE]
    doubtful = [one for one in detections if one.thing is Thing.PRODUCT and one.confidence < SURE]
    return Bay(stocks, tuple(loose), tuple(gaps), tuple(hints), tuple(doubtful), scene)


def _fill(
    stocks: Mapping[str, Stock],
    loose: list[Column],
    places: Sequence[Place],
    columns: Sequence[Column],
    planogram: Planogram,
    scene: Scene,
) -> None:
    """Sort the columns of one row into its slots; what fits none is loose if it is in the bay."""
    slots = [place.slot for place in places]
    planned = planned_facings(slots, [place.span for place in places])
    least = _SLIVER * min(facing.width for facing in planned)
    columns = [one for one in columns if one.sku is not None or one.box.width >= least]
    pairs = dict(pair_row(planned, columns, scene.known))
    home: dict[int, Stock] = {}
    for index, facing in enumerate(planned):
        stock = stocks[facing.slot.id]
        if index in pairs:
            home[pairs[index]] = stock
            stock.add(columns[pairs[index]])
        else:
            stock.empty.append(facing)
    left, right = _bay_ends(places, planogram)
    for index, column in enumerate(columns):
        if index in home:
            continue
        host = _host(index, columns, home)
        if host is not None:
            home[index] = host
            host.add(column)
        elif left <= column.box.center[0] <= right:
            loose.append(column)
    _face_over([stocks[slot.id] for slot in slots], columns)


def _host(index: int, columns: Sequence[Column], home: Mapping[int, Stock]) -> Stock | None:
    """The slot of an equal neighbour: a run longer than planned is still one run."""
    sku = columns[index].sku
    for beside in (index - 1, index + 1):
        if sku is not None and beside in home and columns[beside].sku == sku:
            return home[beside]
    return None


def _bay_ends(places: Sequence[Place], planogram: Planogram) -> tuple[float, float]:
    """Where the bay begins and ends at one row, pixels; products beyond are the neighbour's."""
    first, last = places[0], places[-1]
    start, end = first.slot.left_mm, last.slot.left_mm + last.slot.width_mm
    scale = (last.span[1] - first.span[0]) / max(1.0, end - start)
    return first.span[0] - start * scale, last.span[1] + (planogram.width_mm - end) * scale


def _face_over(stocks: Sequence[Stock], columns: Sequence[Column]) -> None:
    """Give slots that nothing was paired with what their neighbours' runs have too much.

    Where there is no hole, a neighbour's product was spread over the place: it hides that the
    planned one is out.
    """
    for index, stock in enumerate(stocks):
        holes = sum(is_free(facing, columns) for facing in stock.empty)
        if len(stock.empty) < stock.slot.facings or holes * 2 >= len(stock.empty):
            continue
        for beside in (index - 1, index + 1):
            if stock.wrong or not 0 <= beside < len(stocks):
                continue
            host = stocks[beside]
            run = sorted(host.right, key=lambda one: one.box.center[0], reverse=beside > index)
            stock.wrong = run[host.slot.facings :]
            host.right = run[: host.slot.facings]


def is_free(facing: PlannedFacing, columns: Sequence[Column]) -> bool:
    """Say whether there is a hole where a facing is planned."""
    left, right = facing.middle - facing.width / 2, facing.middle + facing.width / 2
    spans = [(max(left, one.box.left), min(right, one.box.right)) for one in columns]
    taken = sum(max(0.0, end - start) for start, end in spans)
    return taken <= (1 - FREE) * facing.width
