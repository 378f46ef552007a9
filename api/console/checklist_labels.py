"""The words of the console for everything a checklist keeps as a code: kinds, effects, rhythms."""

from collections.abc import Mapping

from api.console.labels import Label, label

QUESTION_KINDS = {
    "yes_no": label("question kind", "Yes or no"),
    "choice": label("question kind", "One choice"),
    "choices": label("question kind", "Several choices"),
    "number": label("question kind", "Number"),
    "slider": label("question kind", "Slider"),
    "temperature": label("question kind", "Temperature"),
    "stopwatch": label("question kind", "Stopwatch"),
    "text": label("question kind", "Text"),
    "date": label("question kind", "Date"),
    "time": label("question kind", "Time of day"),
    "date_time": label("question kind", "Date and time"),
    "barcode": label("question kind", "Bar code or QR code"),
    "signature": label("question kind", "Signature"),
    "location": label("question kind", "Location"),
    "rank": label("question kind", "Order of choices"),
    "table": label("question kind", "Table"),
    "photo": label("question kind", "Photo as proof"),
    "shelf_photo": label("question kind", "Shelf photo, judged by the AI"),
    "kitchen_photo": label("question kind", "Kitchen photo, judged by the AI"),
    "instruction": label("question kind", "Instruction to read"),
}
EFFECTS = {
    "fail": label("effect", "The form fails"),
    "cap": label("effect", "The score is never more than"),
    "deduct": label("effect", "Points are taken"),
    "no_grade": label("effect", "No grade is given"),
}
EVERY = {
    "on_demand": label("every", "When needed"),
    "day": label("every", "Every day"),
    "week": label("every", "Every week"),
    "month": label("every", "Every month"),
}
DUE_STATES = {
    "done": label("due state", "Done"),
    "due": label("due state", "Due"),
    "overdue": label("due state", "Overdue"),
}

VOCABULARIES: dict[str, Mapping[str, Label]] = {
    "question_kind": QUESTION_KINDS,
    "effect": EFFECTS,
    "every": EVERY,
    "due_state": DUE_STATES,
}
"""One Jinja filter each."""
