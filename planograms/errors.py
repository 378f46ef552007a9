"""Problems of what belongs on which shelf."""

from core.errors import Invalid, NotFound


class PlanogramInvalid(Invalid):
    """The planogram contradicts itself or the product list."""

    code = "planogram-invalid"
    title = "This planogram cannot be used"


class PlanogramNotFound(NotFound):
    """There is no such planogram."""

    code = "planogram-not-found"
    title = "There is no such planogram"
