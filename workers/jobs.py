"""Which event starts which tasks, and in which queue each waits: the whole background behaviour."""

from core.events import EventName

DEFAULT = "default"
VISION = "vision"
COPIES = "copies"

JOBS: dict[str, tuple[str, ...]] = {
    EventName.INSPECTION_SUBMITTED.value: ("find_in_answers", "score_inspection"),
    EventName.PHOTO_UPLOADED.value: ("analyze_photo", "copy_photo"),
    EventName.ANSWERS_JUDGED.value: ("open_tickets", "score_inspection"),
    EventName.PHOTO_ANALYZED.value: ("open_tickets", "score_inspection"),
    EventName.FINDING_REVIEWED.value: ("open_tickets", "score_inspection"),
    EventName.PICTURE_ADDED.value: ("embed_picture",),
    EventName.INSPECTION_SCORED.value: ("roll_up",),
    EventName.TICKET_OPENED.value: ("roll_up",),
    EventName.TICKET_ASSIGNED.value: (),
    EventName.TICKET_SUBMITTED.value: ("recheck_fix",),
    EventName.TICKET_PUSHED_BACK.value: ("roll_up",),
    EventName.TICKET_CLOSED.value: ("roll_up",),
}

QUEUES: dict[str, str] = {
    "find_in_answers": DEFAULT,
    "open_tickets": DEFAULT,
    "score_inspection": DEFAULT,
    "roll_up": DEFAULT,
    "analyze_photo": VISION,
    "recheck_fix": VISION,
    "embed_picture": VISION,
    "copy_photo": COPIES,
}
