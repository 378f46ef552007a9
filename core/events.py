"""Every event there is: its name and the ids it carries."""

import uuid
from dataclasses import dataclass
from enum import StrEnum


class EventName(StrEnum):
    """What happened; `noun.past_participle`."""

    INSPECTION_SUBMITTED = "inspection.submitted"  # inspection_id
    PHOTO_UPLOADED = "photo.uploaded"  # photo_id
    ANSWERS_JUDGED = "answers.judged"  # inspection_id
    PHOTO_ANALYZED = "photo.analyzed"  # photo_id; inspection_id unless it proves a fix
    FINDING_REVIEWED = "finding.reviewed"  # finding_id; inspection_id
    TICKET_OPENED = "ticket.opened"  # ticket_id; store_id
    TICKET_ASSIGNED = "ticket.assigned"  # ticket_id; store_id
    TICKET_SUBMITTED = "ticket.submitted"  # ticket_id; store_id
    TICKET_PUSHED_BACK = "ticket.pushed_back"  # ticket_id; store_id
    TICKET_CLOSED = "ticket.closed"  # ticket_id; store_id
    PICTURE_ADDED = "picture.added"  # picture_id; product_id
    INSPECTION_SCORED = "inspection.scored"  # inspection_id; store_id


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, ready to be recorded with the change itself."""

    name: EventName
    ids: dict[str, str]


def happened(name: EventName, **ids: uuid.UUID) -> Event:
    """Make an event; it carries ids and nothing else.

    Example:
        >>> happened(EventName.PHOTO_UPLOADED, photo_id=uuid.UUID(int=7)).ids
        {'photo_id': '00000000-0000-0000-0000-000000000007'}
    """
    return Event(name, {key: str(value) for key, value in ids.items()})
