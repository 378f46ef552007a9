"""The words of the console for everything that rooms keep as a code: states, verdicts, problems."""

from collections.abc import Callable, Mapping

from api.console.language import Language

Label = tuple[str, str]
"""A text and the context that tells it from the same word elsewhere."""


def label(context: str, text: str) -> Label:
    """Mark a text for translation; the catalogues collect calls of this name."""
    return context, text


def translator(language: Language, words: Mapping[str, Label]) -> Callable[[str], str]:
    """Return a function that says a code in a language; an unknown code is shown as it is."""

    def say(code: str) -> str:
        known = words.get(code)
        return language.texts.pgettext(*known) if known else str(code)

    return say


def noter(language: Language) -> Callable[[str], str]:
    """Return a function that says why a finding leads to less, with the counts behind it."""
    say = translator(language, NOTES)

    def tell(note: str) -> str:
        code, _, counts = note.partition(": ")
        return f"{say(code)} ({counts})" if counts else say(code)

    return tell


ROLES = {
    "admin": label("role", "Administrator"),
    "regional_manager": label("role", "Regional manager"),
    "supervisor": label("role", "Supervisor"),
    "store_manager": label("role", "Store manager"),
    "clerk": label("role", "Clerk"),
}
TICKET_STATES = {
    "open": label("ticket state", "Open"),
    "acknowledged": label("ticket state", "Acknowledged"),
    "in_progress": label("ticket state", "In progress"),
    "submitted": label("ticket state", "Fix submitted"),
    "verified": label("ticket state", "Verified"),
    "closed": label("ticket state", "Closed"),
    "pushed_back": label("ticket state", "Pushed back"),
    "on_hold": label("ticket state", "On hold"),
    "voided": label("ticket state", "Voided"),
    "waived": label("ticket state", "Waived"),
    "reopened": label("ticket state", "Reopened"),
}
MOVES = {
    "acknowledged": label("ticket move", "Acknowledge"),
    "in_progress": label("ticket move", "Start work"),
    "submitted": label("ticket move", "Submit the fix"),
    "verified": label("ticket move", "Fix is good"),
    "closed": label("ticket move", "Close"),
    "pushed_back": label("ticket move", "Push back"),
    "on_hold": label("ticket move", "Put on hold"),
    "voided": label("ticket move", "It was no fault"),
    "waived": label("ticket move", "Allow until a day"),
    "reopened": label("ticket move", "Reopen"),
}
TIMELINE = {
    "opened": label("timeline", "Opened"),
    "seen_again": label("timeline", "Seen again"),
    "assigned": label("timeline", "Assigned"),
    "moved": label("timeline", "Moved"),
    "rechecked": label("timeline", "Checked again by the AI"),
    "commented": label("timeline", "Comment"),
}
RECHECKS = {
    "gone": label("recheck", "The fault is gone"),
    "still_there": label("recheck", "The fault is still there"),
    "cannot_tell": label("recheck", "The photo does not show it clearly"),
}
SEVERITIES = {
    "low": label("severity", "Low"),
    "medium": label("severity", "Medium"),
    "high": label("severity", "High"),
    "critical": label("severity", "Critical"),
}
VERDICTS = {
    "match": label("verdict", "As planned"),
    "present": label("verdict", "Stocked"),
    "wrong_product": label("verdict", "Wrong product"),
    "gap": label("verdict", "Empty"),
    "substitute": label("verdict", "Substitute"),
    "misplaced": label("verdict", "Misplaced"),
    "occluded": label("verdict", "Hidden"),
    "not_visible": label("verdict", "Not in the photo"),
    "low_confidence": label("verdict", "Not sure"),
}
EXTRAS = {
    "misplaced": label("extra", "Planned elsewhere on this shelf"),
    "own_unplanned": label("extra", "Ours, but not planned on this shelf"),
    "foreign": label("extra", "Unknown product"),
}
PICTURE_STATES = {
    "waiting": label("picture", "Waiting for the AI"),
    "ready": label("picture", "The AI knows it"),
    "refused": label("picture", "Cannot be used"),
}
PICTURE_SOURCES = {
    "upload": label("picture", "Sent by a person"),
    "correction": label("picture", "Cut out of a shelf photo"),
}
OUTCOMES = {
    "passed": label("outcome", "Passed"),
    "failed": label("outcome", "Failed"),
    "not_applicable": label("outcome", "Does not apply"),
    "pending": label("outcome", "Waiting"),
    "not_judged": label("outcome", "Not judged"),
}
RESULTS = {
    "fault": label("result", "Fault"),
    "no_fault": label("result", "No fault"),
    "cannot_tell": label("result", "Cannot tell"),
}
DECISIONS = {
    "record": label("decision", "Recorded only"),
    "review": label("decision", "A person decides"),
    "act": label("decision", "Acted on"),
}
INSPECTION_KINDS = {
    "routine": label("inspection", "Routine visit"),
    "self_check": label("inspection", "Self-check"),
    "special": label("inspection", "Special visit"),
    "remote": label("inspection", "Seen by a camera"),
}
ANALYSIS_STATES = {
    "done": label("analysis", "Judged"),
    "unjudgeable": label("analysis", "Cannot be judged"),
    "failed": label("analysis", "Judging failed"),
}
QUALITY = {
    "blurred": label("quality", "The photo is blurred"),
    "too_dark": label("quality", "The photo is too dark"),
    "glare": label("quality", "Light reflections hide too much"),
    "too_far": label("quality", "Taken from too far away"),
    "too_small": label("quality", "The photo has too few pixels"),
    "tilted": label("quality", "The photo is tilted"),
    "wrong_scene": label("quality", "The photo does not show what is to be inspected"),
    "burst_differs": label("quality", "The photos of the burst do not show one place"),
}
MASKS = {
    "mask": label("mask", "Mask on"),
    "no_mask": label("mask", "No mask"),
    "cannot_tell": label("mask", "Cannot tell"),
}
SUBJECTS = {
    "shelf": label("subject", "Shelf"),
    "kitchen": label("subject", "Kitchen"),
    "evidence": label("subject", "Proof"),
}
STORE_STATUSES = {
    "open": label("store status", "Open"),
    "suspended": label("store status", "Suspended"),
    "closed": label("store status", "Closed"),
}
CAUSES = {
    "inspection.scored": label("cause", "An inspection was scored"),
    "ticket.opened": label("cause", "A ticket was opened"),
    "ticket.assigned": label("cause", "A ticket was assigned"),
    "ticket.submitted": label("cause", "A fix was submitted"),
    "ticket.pushed_back": label("cause", "A fix was pushed back"),
    "ticket.closed": label("cause", "A ticket was closed"),
    "clock.ticked": label("cause", "Time passed: a new week, or a ticket became overdue"),
}
BANDS = {
    "excellent": label("band", "Excellent"),
    "good": label("band", "Good"),
    "fair": label("band", "Fair"),
    "poor": label("band", "Needs help"),
}
LEFT_OUT = {
    "not_answered": label("left out", "was not answered"),
    "not_applicable": label("left out", "does not apply"),
    "pending": label("left out", "still waits"),
    "not_judged": label("left out", "could not be judged"),
    "no_weight": label("left out", "does not count"),
}
ROUTING = {
    "fewest_open_tickets": label("routing", "has the fewest open tickets of those in this role"),
    "taken_on": label("routing", "took it on"),
    "assigned_by_hand": label("routing", "was chosen by a person"),
    "nobody_in_role": label("routing", "nobody at this store has this role"),
}

GROUPS = {
    "shelf": label("class group", "Shelves"),
    "ppe": label("class group", "What people wear"),
    "behaviour": label("class group", "What people do"),
    "environment": label("class group", "Floors, bins and order"),
    "pests": label("class group", "Animals"),
    "fire": label("class group", "Fire and safety"),
    "storage": label("class group", "Food and storage"),
    "device": label("class group", "The camera itself"),
    "answers": label("class group", "Answers of people"),
    "other": label("class group", "Other"),
}
MODES = {
    "record_only": label("mode", "Only recorded"),
    "review_then_action": label("mode", "A person decides first"),
    "smart_routing": label("mode", "Sure ones open a ticket, others ask a person"),
    "auto_action": label("mode", "Each opens a ticket"),
}
EVIDENCE = {
    "none": label("evidence", "What one photo shows"),
    "person": label("evidence", "A visible person, close enough to see"),
    "burst": label("evidence", "Two of three photos in a row"),
    "zone": label("evidence", "An area that was drawn on a reference photo"),
    "ocr": label("evidence", "A text that was read for sure"),
    "human": label("evidence", "Always a person’s word"),
}
SEEN_BY = {
    "eyes": label("seen by", "Seen by the AI"),
    "zone": label("seen by", "Seen only as a change of an area"),
    "model": label("seen by", "Seen by a model of your own"),
    "people": label("seen by", "Reported by people"),
    "nobody": label("seen by", "Not yet seen by the eyes"),
}
ZONES = {
    "shop_floor": label("zone", "Shop floor"),
    "kitchen": label("zone", "Kitchen"),
    "hot_kitchen": label("zone", "Hot kitchen"),
    "wash_up": label("zone", "Wash-up"),
    "store_room": label("zone", "Store room"),
}
TRUST_WORDS = {
    "raised": label("trust", "Raised"),
    "confirmed": label("trust", "Confirmed"),
    "rejected": label("trust", "Rejected"),
    "unsure": label("trust", "Person cannot tell"),
    "waiting": label("trust", "Waiting"),
    "unclear": label("trust", "AI cannot tell"),
}
NOTES = {
    "class_off": label("note", "This class is switched off here"),
    "on_probation": label("note", "Its model is on probation: nothing follows"),
    "hand_held": label("note", "Not a camera on the wall: please take the photo again"),
    "always_a_person": label("note", "A person always looks at this class first"),
    "one_photo": label("note", "Seen on one photo only, so a person decides"),
    "not_measured": label("note", "Too few were reviewed to act without a person"),
    "below_floor": label("note", "People rejected too many, so a person decides again"),
    "person_differs": label("note", "Who took the photo said that nothing is wrong"),
}

VOCABULARIES: dict[str, Mapping[str, Label]] = {
    "role": ROLES,
    "ticket_state": TICKET_STATES,
    "move": MOVES,
    "timeline": TIMELINE,
    "recheck": RECHECKS,
    "severity": SEVERITIES,
    "verdict": VERDICTS,
    "extra": EXTRAS,
    "picture_state": PICTURE_STATES,
    "picture_source": PICTURE_SOURCES,
    "outcome": OUTCOMES,
    "result": RESULTS,
    "decision": DECISIONS,
    "inspection_kind": INSPECTION_KINDS,
    "analysis_state": ANALYSIS_STATES,
    "quality": QUALITY,
    "mask": MASKS,
    "subject": SUBJECTS,
    "store_status": STORE_STATUSES,
    "cause": CAUSES,
    "band": BANDS,
    "left_out": LEFT_OUT,
    "routing": ROUTING,
    "class_group": GROUPS,
    "mode": MODES,
    "evidence": EVIDENCE,
    "seen_by": SEEN_BY,
    "zone": ZONES,
    "trust_word": TRUST_WORDS,
}
"""One Jinja filter each."""
