"""What people can do with planograms: publish a version."""

from sqlmodel import Session

from planograms import queries, rules
from planograms.errors import PlanogramInvalid
from planograms.models import Planogram, PlanogramState, Slot
from planograms.rules import PlanogramDraft


def publish(session: Session, draft: PlanogramDraft) -> Planogram:
    """Publish a new version for every shelf with the draft's code; older ones stay as they were.

    Raises:
        PlanogramInvalid: With a pointer for each thing that is wrong.
    """
    products = queries.products_by_sku(session, (slot.sku for slot in draft.slots))
    if faults := rules.find_faults(draft, known_skus=products):
        raise PlanogramInvalid(faults=tuple(faults))
    planogram = Planogram(
        shelf_code=draft.shelf_code,
        number=queries.newest_number(session, draft.shelf_code) + 1,
        name=draft.name,
        width_mm=draft.width_mm,
        height_mm=draft.height_mm,
        state=PlanogramState.PUBLISHED.value,
        valid_from_on=draft.valid_from_on,
    )
    session.add(planogram)
    session.flush()
    session.add_all(
        Slot(
            planogram_id=planogram.id,
            code=slot.code,
            product_id=products[slot.sku].id,
            row=slot.row,
            left_mm=slot.left_mm,
            width_mm=slot.width_mm,
            facings=slot.facings,
        )
        for slot in draft.slots
    )
    session.flush()
    return planogram
