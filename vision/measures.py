"""The door to the shelf measures: everything that can be counted on one judged shelf photo.

What each one counts, leaves out and is called in Chinese and English is in `measures.json`.
"""

from vision.counting import Family, Shelf
from vision.facings import Measure
from vision.presence import availability, levels, positions, price_compliance, six_measures
from vision.shares import assortment, occupancy, own_foreign_empty, share_of_shelf

__all__ = ["Family", "Shelf", "measure_shelf"]


def measure_shelf(shelf: Shelf) -> tuple[Measure, ...]:
    """Measure one judged shelf, in the order of `measures.json`; shares of brands come last.

    A measure that could not be taken is there as well, with a denominator of 0 and the reasons
    why. Without a planogram nothing is planned, so only what was seen is measured. The result
    does not depend on the order of anything given.

    Example:
        >>> [measure.name for measure in measure_shelf(Shelf())][:2]
        ['own_share', 'foreign_share']
    """
    seen = (*own_foreign_empty(shelf), *assortment(shelf), *share_of_shelf(shelf))
    if not shelf.positions and shelf.planogram is None:
        return (*availability(shelf), *seen) if shelf.expected is not None else seen
    return (
        *availability(shelf),
        *levels(shelf),
        *positions(shelf),
        *six_measures(shelf),
        price_compliance(shelf),
        occupancy(shelf),
        *seen,
    )
