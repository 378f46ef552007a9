"""Problems of what is wrong."""

from core.errors import Conflict, NotFound


class FindingNotFound(NotFound):
    """There is no such finding, or it is of a store that is not yours."""

    code = "finding-not-found"
    title = "There is no such finding"


class FindingReviewed(Conflict):
    """Somebody else has decided on this finding, and decided otherwise."""

    code = "finding-reviewed"
    title = "Somebody else has already decided on this finding"
