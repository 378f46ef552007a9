"""Problems of what is wrong."""

from core.errors import Conflict, Invalid, NotFound


class FindingNotFound(NotFound):
    """There is no such finding, or it is of a store that is not yours."""

    code = "finding-not-found"
    title = "There is no such finding"


class FindingReviewed(Conflict):
    """Somebody else has decided on this finding, and decided otherwise."""

    code = "finding-reviewed"
    title = "Somebody else has already decided on this finding"


class CorrectionInvalid(Invalid):
    """The box is not on the photo, or the position is not on its planogram."""

    code = "correction-invalid"
    title = "This correction does not fit the photo"


class CorrectionDiffers(Conflict):
    """This id is known, and what it holds differs from what was sent."""

    code = "correction-differs"
    title = "A correction with this id is here already, and it differs"


class VocabularyInvalid(ValueError):
    """A vocabulary file breaks a rule; found at start, so no person or phone ever reads it."""


class ClassNotFound(NotFound):
    """No vocabulary has a class of findings with this code."""

    code = "class-not-found"
    title = "There is no such class of findings"


class ModeNotAllowed(Invalid):
    """A person has to look at this class of findings first, whatever the chain wants."""

    code = "mode-not-allowed"
    title = "This class of findings may not act by itself"
