"""Problems of faults and their fixes."""

from core.errors import Conflict, Forbidden, Invalid, NotFound


class TicketNotFound(NotFound):
    """There is no such ticket, or it is at a store outside your scope."""

    code = "ticket-not-found"
    title = "There is no such ticket among yours"


class MoveNotAllowed(Conflict):
    """The ticket is not in a state from which it can move there; the detail says where it can."""

    code = "move-not-allowed"
    title = "The ticket cannot move there from where it is"


class TicketMoved(Conflict):
    """Somebody else moved the ticket first; the detail says who, when and where to."""

    code = "ticket-moved"
    title = "Somebody else moved this ticket first"


class MoveDiffers(Conflict):
    """This id was used for another move, comment or ticket before."""

    code = "move-differs"
    title = "This id already stands for another move"


class MoveIncomplete(Invalid):
    """The move lacks its proof or its reason; every missing part is named."""

    code = "move-incomplete"
    title = "The move lacks its proof or its reason"


class FixPhotoMissing(Conflict):
    """The photo of the fix is not a photo of this ticket, or its bytes are not here yet."""

    code = "fix-photo-missing"
    title = "The photo of the fix is not here yet"
    retryable = True


class FixPhotoReused(Conflict):
    """This very picture was sent before, as the fault or as an earlier fix: it proves nothing."""

    code = "fix-photo-reused"
    title = "This picture was sent before; take a new one"


class FixerMayNotVerify(Forbidden):
    """Who claims a fix may not be the one who says that it is good."""

    code = "fixer-may-not-verify"
    title = "Somebody else than the fixer decides about the fix"


class FaultAlreadyOpen(Conflict):
    """The same fault has a newer ticket that is being worked on."""

    code = "fault-already-open"
    title = "The same fault has a newer ticket"


class OwnerUnfit(Invalid):
    """This person is not there, has left, or may not work on tickets of the store."""

    code = "owner-unfit"
    title = "This person cannot own a ticket of this store"
