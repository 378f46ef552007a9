"""Photos of planted shelves, with exact truth."""

from vision.training.bays import Bay, Hole, Row, Tag, Unit
from vision.training.demo import AIR_MM, RAIL_MM, photograph_bay
from vision.training.packs import look_of
from vision.training.planted import PlantedShelf
from vision.training.scenes import SceneTruth


def photograph(
    shelf: PlantedShelf, *, seed: int, size: tuple[int, int] = (1600, 1200)
) -> tuple[bytes, SceneTruth]:
    """Photograph a planted shelf; in the truth, `slot` of a product is the name of its stand."""
    planogram = shelf.planogram
    sheet = planogram.width_mm, planogram.height_mm

    def stock(corner: tuple[float, float], span: float) -> Bay:
        return _bay(shelf, corner, span)

    return photograph_bay(stock, sheet, seed=seed, size=size)


def _bay(shelf: PlantedShelf, corner: tuple[float, float], span: float) -> Bay:
    planogram = shelf.planogram
    pitch = planogram.height_mm / planogram.row_count
    rail = min(RAIL_MM, pitch * 0.16)
    bay = Bay(span, planogram.height_mm)
    for number in range(planogram.row_count):
        top = corner[1] + pitch * number
        row = Row(top, top + pitch - rail, 330.0, rail)
        room = row.floor - row.top
        for stand in (one for one in shelf.stands if one.row == number):
            look = look_of(
                stand.sku,
                width_mm=max(stand.width - AIR_MM, stand.width * 0.8),
                max_height_mm=room * 0.86,
            )
            x = corner[0] + stand.left + (stand.width - look.width_mm) / 2
            row.units += [
                Unit(look, x, row.floor, back, not back, slot=stand.name, sku=stand.sku)
                for back in (row.depth * 0.55, row.depth * 0.3, 0.0)
            ]
        row.holes = _holes(shelf, number, corner[0], room * 0.72)
        for slot in (one for one in planogram.slots if one.row == number):
            x = corner[0] + slot.left_mm + slot.width_mm / 2
            row.tags.append(Tag(x, min(64.0, slot.width_mm * 0.8), rail * 0.88, slot.id))
        bay.rows.append(row)
    return bay


def _holes(shelf: PlantedShelf, row: int, corner: float, height: float) -> list[Hole]:
    """Join the empty places of one row that touch."""
    holes: list[Hole] = []
    for _, left, width in sorted(hole for hole in shelf.holes if hole[0] == row):
        x = corner + left
        if holes and x - (holes[-1].left + holes[-1].width) < AIR_MM * 4:
            start = holes.pop().left
            holes.append(Hole(start, x + width - start, height))
        else:
            holes.append(Hole(x, width, height))
    return holes
