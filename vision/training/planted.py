"""Shelves with planted deviations: an invented planogram, what really stands there, the truth."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from vision.training.canvas import Rng, chance
from vision.values import Planogram, Slot

_FACINGS = (1, 2, 3, 4, 5)
_FACING_ODDS = (0.22, 0.3, 0.26, 0.14, 0.08)
_DEVIANT = 0.28  # share of the slots something is wrong with
_SMALLEST_HOLE = 0.62  # of a facing: less is untidy, not empty
SPARE = 12  # products the chain knows that this planogram does not hold


class Deviation(StrEnum):
    """What can be wrong with a shelf.

    One cause is one deviation: a facing that another product took is an extra, not missing too;
    a pack that strayed from its empty slot is misplaced, not a gap or an extra too.
    """

    GAP = "gap"
    WRONG_PRODUCT = "wrong_product"
    MISPLACED = "misplaced"
    MISSING_FACING = "missing_facing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted deviation; `item` is a slot, or for an extra the stand's name."""

    kind: Deviation
    item: str


@dataclass(frozen=True, slots=True)
class Stand:
    """One pack on the shelf, front left edge on the sheet."""

    name: str
    sku: str
    row: int
    left: float
    width: float


@dataclass(slots=True)
class PlantedShelf:
    """A planogram, what stands there instead, and how the two differ."""

    planogram: Planogram
    known: frozenset[str]  # products of the gallery: all planned ones and some others
    widths: dict[str, float]  # of every product that may stand here, mm
    stands: list[Stand] = field(default_factory=list)
    holes: list[tuple[int, float, float]] = field(default_factory=list)  # row, left, width
    faults: set[Fault] = field(default_factory=set)
    fillers: set[str] = field(default_factory=set)  # stands that a faulty slot's verdict covers

    @property
    def by_name(self) -> dict[str, Stand]:
        """The packs by name."""
        return {stand.name: stand for stand in self.stands}


def invent_planogram(rng: Rng, *, name: str) -> tuple[Planogram, dict[str, float]]:
    """Invent a bay and the widths of the products in it and of some that are not.

    Some products have two places, and some slots allow a substitute.
    """
    width, rows = 850.0 + 450 * rng.random(), int(rng.integers(3, 7))
    widths: dict[str, float] = {}
    slots: list[Slot] = []
    for row in range(rows):
        left = 0.0
        while True:
            if widths and chance(rng, 0.06):
                sku = str(rng.choice(sorted(widths)))
            else:
                sku = f"{name}-{len(widths):03d}"
                widths[sku] = 55.0 + 85 * rng.random()
            count = int(rng.choice(_FACINGS, p=_FACING_ODDS))
            if left + count * widths[sku] > width:
                break
            if slots and slots[-1].row == row and slots[-1].sku == sku:
                continue
            slots.append(Slot(f"{row}.{left:.0f}", sku, row, left, count * widths[sku], count))
            left += count * widths[sku]
    planned = {slot.sku for slot in slots}
    widths = {sku: wide for sku, wide in widths.items() if sku in planned}
    for index in range(SPARE):
        widths[f"{name}-spare-{index}"] = 55.0 + 85 * rng.random()
    sheet = Planogram(name, width, (270.0 + 70 * rng.random()) * rows, tuple(slots))
    return sheet, widths


def plant(seed: int) -> PlantedShelf:
    """Invent a planogram and stock it with a known set of deviations.

    Every faulty slot has one fault. Equal seeds give equal shelves.
    """
    rng = np.random.default_rng(seed)
    planogram, widths = invent_planogram(rng, name=f"p{seed}")
    shelf = PlantedShelf(planogram, frozenset(widths), widths)
    _Gardener(rng, shelf).plant()
    return shelf


class _Gardener:
    """Stocks one shelf, slot by slot, and notes what it does wrong on purpose."""

    def __init__(self, rng: Rng, shelf: PlantedShelf) -> None:
        self._rng = rng
        self._shelf = shelf
        self._widths = shelf.widths
        self._content: dict[str, tuple[str, ...]] = {}  # per slot: what stands there, None empty

    def plant(self) -> None:
        """Choose the faults, then lay the rows out."""
        slots = self._shelf.planogram.slots
        self._content = {slot.id: (slot.sku,) * slot.facings for slot in slots}
        free = [slots[index] for index in self._rng.permutation(len(slots))]
        # A product with two places is left alone: missing from one, it is not missing.
        skus = [slot.sku for slot in slots]
        free = [slot for slot in free if skus.count(slot.sku) == 1]
        for _ in range(max(2, round(_DEVIANT * len(slots)))):
            if free:
                kind = list(Deviation)[int(self._rng.integers(0, len(Deviation)))]
                getattr(self, f"_{kind.value}")(free)
        for row in range(self._shelf.planogram.row_count):
            self._lay_out(row)

    def _fault(self, kind: Deviation, item: str) -> None:
        self._shelf.faults.add(Fault(kind, item))

    def _gap(self, free: list[Slot]) -> None:
        slot = free.pop()
        self._content[slot.id] = ()
        self._fault(Deviation.GAP, slot.id)

    def _wrong_product(self, free: list[Slot]) -> None:
        slot = free.pop()
        # A product with one place would be missing there, or doubled: another fault.
        single = [one.sku for one in self._shelf.planogram.slots]
        others = sorted(
            sku
            for sku in self._widths
            if sku != slot.sku and self._widths[sku] <= slot.width_mm and single.count(sku) != 1
        )
        if others:
            sku = str(self._rng.choice(others))
            count = int(slot.width_mm / self._widths[sku])
            self._content[slot.id] = (sku,) * count
            self._fault(Deviation.WRONG_PRODUCT, slot.id)

    def _missing_facing(self, free: list[Slot]) -> None:
        many = [slot for slot in free if slot.facings > 1]
        if many:
            slot = many[-1]
            free.remove(slot)
            left = int(self._rng.integers(1, slot.facings))
            self._content[slot.id] = (slot.sku,) * left
            self._fault(Deviation.MISSING_FACING, slot.id)

    def _misplaced(self, free: list[Slot]) -> None:
        if chance(self._rng, 0.5):
            self._swap(free)
        else:
            self._stray(free)

    def _swap(self, free: list[Slot]) -> None:
        """Let two slots hold each other's product."""
        pairs = [
            (one, other)
            for index, one in enumerate(free)
            for other in free[index + 1 :]
            if self._widths[one.sku] <= other.width_mm * 1.02
            and self._widths[other.sku] <= one.width_mm * 1.02
            and 1 / 1.4 < one.width_mm / other.width_mm < 1.4  # noqa: PLR2004 - or nobody would
        ]
        if not pairs:
            return
        first, second = pairs[int(self._rng.integers(0, len(pairs)))]
        for one, other in ((first, second), (second, first)):
            free.remove(one)
            count = max(1, int(one.width_mm * 1.02 / self._widths[other.sku]))
            self._content[one.id] = (other.sku,) * count
            self._fault(Deviation.MISPLACED, one.id)

    def _stray(self, free: list[Slot]) -> None:
        """Empty one slot; one pack of it stands at the end of another product's run."""
        slot = free[-1]
        hosts = [
            one
            for one in free[:-1]
            if one.facings > 1
            and self._widths[slot.sku] <= self._widths[one.sku] * 1.1
            and not _touch(one, slot)  # or it has only slid out of its place
        ]
        if not hosts:
            return
        host = hosts[int(self._rng.integers(0, len(hosts)))]
        free.remove(slot)
        free.remove(host)
        self._content[slot.id] = ()
        self._content[host.id] = (*(host.sku,) * (host.facings - 1), slot.sku)
        self._fault(Deviation.MISPLACED, slot.id)

    def _extra(self, free: list[Slot]) -> None:
        """Replace the last pack of a run by one that is not planned, known or foreign."""
        hosts = [slot for slot in free if slot.facings > 1]
        if not hosts:
            return
        host = hosts[-1]
        free.remove(host)
        spare = [sku for sku in sorted(self._widths) if "spare" in sku]
        sku = str(self._rng.choice(spare))
        if chance(self._rng, 0.3):
            sku = f"foreign-{self._rng.integers(0, 2**31)}"
        self._widths.setdefault(sku, self._widths[host.sku])
        room = self._widths[host.sku]
        self._widths[sku] = min(self._widths[sku], room) if "foreign" in sku else self._widths[sku]
        if self._widths[sku] > room * 1.05:
            free.append(host)
            return
        self._content[host.id] = (*(host.sku,) * (host.facings - 1), sku)

    def _lay_out(self, row: int) -> None:
        """Stand the packs of one row; after a missing one some rows close up."""
        slots = [slot for slot in self._shelf.planogram.slots if slot.row == row]
        slots.sort(key=lambda one: one.left_mm)
        closes_up = chance(self._rng, 0.25)
        shift = 0.0
        for slot in slots:
            content = self._content[slot.id]
            x = slot.left_mm - shift
            for index, sku in enumerate(content):
                stand = Stand(f"{slot.id}/{index}", sku, row, x, self._widths[sku])
                self._stand(slot, stand, content)
                x += self._widths[sku]
            empty = slot.left_mm - shift + slot.width_mm - x
            is_short = Fault(Deviation.MISSING_FACING, slot.id) in self._shelf.faults
            if is_short and closes_up and shift + empty < 150:  # noqa: PLR2004 - mm, or it is a move
                shift += empty
            elif empty >= _SMALLEST_HOLE * self._widths[slot.sku]:
                self._shelf.holes.append((row, x, empty))
        if shift >= _SMALLEST_HOLE * self._widths[slots[-1].sku]:
            end = slots[-1].left_mm + slots[-1].width_mm
            self._shelf.holes.append((row, end - shift, shift))

    def _stand(self, slot: Slot, stand: Stand, content: Sequence[str]) -> None:
        self._shelf.stands.append(stand)
        if stand.sku == slot.sku:
            return
        home = [one for one in self._shelf.planogram.slots if one.sku == stand.sku]
        if slot.sku not in content or Fault(Deviation.MISPLACED, home[0].id if home else "") in (
            self._shelf.faults
        ):
            self._shelf.fillers.add(stand.name)
        else:
            self._fault(Deviation.EXTRA, stand.name)


def _touch(first: Slot, second: Slot) -> bool:
    """Say whether two slots are neighbours in a row."""
    apart = max(first.left_mm, second.left_mm) - min(
        first.left_mm + first.width_mm, second.left_mm + second.width_mm
    )
    return first.row == second.row and apart < 1.0
