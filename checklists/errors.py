"""Problems of questions, inspections and photos."""

from core.errors import Conflict, Invalid, NotFound, TooLarge, WrongMedia


class ChecklistNotFound(NotFound):
    """There is no such checklist version."""

    code = "checklist-not-found"
    title = "There is no such checklist"


class InspectionNotFound(NotFound):
    """There is no such inspection, or it is of a store that is not yours."""

    code = "inspection-not-found"
    title = "There is no such inspection"


class AnswersInvalid(Invalid):
    """Answers are missing or wrong; each has its own pointer."""

    code = "answers-invalid"
    title = "Some answers are missing or wrong"


class InspectionDiffers(Conflict):
    """This id is known, and what it holds differs from what was sent."""

    code = "inspection-differs"
    title = "An inspection with this id is here already, and it differs"


class PhotoNotFound(NotFound):
    """There is no such photo, or it is of a store that is not yours, or it was never announced."""

    code = "photo-not-found"
    title = "There is no such photo; announce it with its inspection first"


class PhotoDiffers(Conflict):
    """This photo id is known, and was announced with another hash, place or question."""

    code = "photo-differs"
    title = "A photo with this id was announced already, and it differs"


class PhotoNotUploaded(Conflict):
    """The photo store does not have the bytes yet."""

    code = "photo-not-uploaded"
    title = "The photo is not in the store yet; upload it first"
    retryable = True


class PhotoHashWrong(Invalid):
    """The bytes do not have the hash or the size that was announced."""

    code = "photo-hash-wrong"
    title = "The photo arrived damaged; send it again"


class PhotoTooLarge(TooLarge):
    """The photo has more bytes or more pixels than we take."""

    code = "photo-too-large"
    title = "The photo is too large"


class NotAPhoto(WrongMedia):
    """The bytes are no JPEG, PNG or WebP."""

    code = "not-a-photo"
    title = "This is not a JPEG, PNG or WebP photo"


class PhotoUnusable(Invalid):
    """It is a photo, but its file is cut short, broken or too small to see anything."""

    code = "photo-unusable"
    title = "The photo is incomplete or too small; take it again"


class OriginalGone(NotFound):
    """The original was let go of, was never kept, or waits for the eyes."""

    code = "original-gone"
    title = "No original of this photo is kept"


class OriginalLocked(Conflict):
    """The original was sealed with another key, or was changed since."""

    code = "original-locked"
    title = "The original cannot be opened; was the seal key changed?"


class ReasonMissing(Invalid):
    """Who looks at an original says why."""

    code = "reason-missing"
    title = "Say why you need to see the original"


class PolicyInvalid(Invalid):
    """Originals cannot be kept for so long."""

    code = "policy-invalid"
    title = "Originals are kept for 0 to 30 days"


class VisitKindInvalid(Invalid):
    """A kind of visit has no usable code, name or weight."""

    code = "visit-kind-invalid"
    title = "This kind of visit cannot be kept"


class FormInvalid(Invalid):
    """A form is not one, or contradicts itself; every fault has its own pointer."""

    code = "form-invalid"
    title = "The checklist has faults"


class DraftNotFound(NotFound):
    """There is no such draft, or it was discarded."""

    code = "draft-not-found"
    title = "There is no such draft"


class DraftMoved(Conflict):
    """Somebody else saved the draft since it was read; what they changed comes with it."""

    code = "draft-moved"
    title = "Somebody else saved this draft meanwhile"


class DraftExists(Conflict):
    """Another draft writes the checklist with this code already."""

    code = "draft-exists"
    title = "There is a draft of a checklist with this code already"


class SheetInvalid(Invalid):
    """A workbook cannot be read as a checklist; each fault names its sheet and cell."""

    code = "sheet-invalid"
    title = "The workbook has faults; each is told by its sheet and cell"


class AssignmentInvalid(Invalid):
    """A checklist cannot be assigned like this."""

    code = "assignment-invalid"
    title = "The checklist cannot be assigned like this"


class AssignmentNotFound(NotFound):
    """There is no such assignment."""

    code = "assignment-not-found"
    title = "There is no such assignment"


class FormPictureNotFound(NotFound):
    """No picture with this hash was uploaded for checklists."""

    code = "form-picture-not-found"
    title = "There is no such picture"
