"""One function per task; each calls a room and can run twice."""

from collections.abc import Callable

from sqlmodel import Session

from findings import copies, jobs, verdicts
from findings import service as findings
from findings.fixes import is_fixed
from findings.jobs import Job, Turn
from findings.models import AnalysisState, Result
from findings.verdicts import Seen
from planograms import pictures
from scorecards import service as scorecards
from tickets import opening
from tickets import service as tickets
from tickets.models import Recheck, Ticket
from tickets.queries import locked_ticket
from workers.kit import Kit, Parcel

RECHECKS = {
    Result.FAULT: Recheck.STILL_THERE,
    Result.NO_FAULT: Recheck.GONE,
    Result.CANNOT_TELL: Recheck.CANNOT_TELL,
}


def find_in_answers(kit: Kit, parcel: Parcel) -> None:
    """Make findings of the failed answers of an inspection."""
    inspection_id = parcel.id_of("inspection_id")
    kit.once(
        parcel,
        lambda session: findings.from_answers(session, inspection_id),
        on=f"inspection/{inspection_id}",
    )


def analyze_photo(kit: Kit, parcel: Parcel) -> None:
    """Judge a photo of an inspection, or its whole burst, and record what is wrong on it.

    The photo of a fix is judged when the fix is submitted, against the fault it should have ended.
    """
    photo_id = parcel.id_of("photo_id")
    job = kit.read(parcel, lambda session: jobs.prepare(session, photo_id))
    if job is None or job.inspection_id is None or job.turn is not Turn.JUDGE:
        kit.once(
            parcel,
            lambda session: _follow(session, job),
            on=job.lock if job else f"photo/{photo_id}",
        )
        kit.drop_original(parcel.tenant_id, photo_id)
        return
    seen = kit.look(job)
    kit.once(parcel, lambda session: verdicts.record(session, job, seen), on=job.lock)
    for shot in job.shots:
        kit.drop_original(parcel.tenant_id, shot.photo_id)


def _follow(session: Session, job: Job | None) -> None:
    if job is not None and job.turn is Turn.FOLLOW:
        verdicts.follow(session, job)


def copy_photo(kit: Kit, parcel: Parcel) -> None:
    """Make the copy of a photo that people may see, and let go of what nobody needs then."""
    photo_id = parcel.id_of("photo_id")
    shot = kit.read(parcel, lambda session: copies.prepare(session, photo_id))
    hidden = kit.hide(shot) if shot else None

    def note(session: Session) -> None:
        copies.note(session, photo_id, hidden_faces=hidden)
        copies.release(session, photo_id)

    # As judging it: the later of the two lets go of the original.
    kit.once(parcel, note, on=shot.lock if shot else f"photo/{photo_id}")
    kit.drop_original(parcel.tenant_id, photo_id)


def recheck_fix(kit: Kit, parcel: Parcel) -> None:
    """Look at the photo of a fix with the same eyes, and tell the ticket what they see."""
    ticket_id = parcel.id_of("ticket_id")
    ticket = kit.read(parcel, lambda session: locked_ticket(session, ticket_id))
    photo_id = ticket.fix_photo_id if ticket else None
    job = kit.read(parcel, lambda session: jobs.prepare(session, photo_id)) if photo_id else None
    seen = kit.look(job) if job else None

    def tell(session: Session) -> None:
        if ticket is None or photo_id is None:
            return
        if job and seen:
            verdicts.record(session, job, seen)
        verdict = _verdict(ticket, seen, kit.eyes.seeable if seen else frozenset())
        evidence = {"model_version": seen.model_version if seen else None}
        tickets.apply_recheck(session, ticket_id, verdict, evidence=evidence, photo_id=photo_id)

    kit.once(parcel, tell, on=f"ticket/{ticket_id}")
    if photo_id is not None:
        kit.drop_original(parcel.tenant_id, photo_id)


def _verdict(ticket: Ticket, seen: Seen | None, seeable: frozenset[str]) -> Recheck:
    if seen is None or seen.report is None:
        return Recheck.CANNOT_TELL
    return RECHECKS[is_fixed(ticket.kind, ticket.item, seen.report, seeable=seeable)]


def embed_picture(kit: Kit, parcel: Parcel) -> None:
    """Let the eyes know a product by one more picture.

    A picture that no eyes here can look at keeps waiting: workers ask for such pictures again when
    they open eyes that can.
    """
    picture_id = parcel.id_of("picture_id")
    job = kit.read(parcel, lambda session: pictures.prepare(session, picture_id))
    known = kit.embed(job) if job else None

    def keep(session: Session) -> None:
        eyes = kit.eyes.products
        if job is None or known is None or eyes is None:
            return
        if known.vector is None:
            pictures.refuse(session, job, known.failure, model_version=eyes.version)
        else:
            pictures.keep_vector(session, job, known.vector, model_version=eyes.version)

    kit.once(parcel, keep, on=f"picture/{picture_id}")


def open_tickets(kit: Kit, parcel: Parcel) -> None:
    """Open a ticket for every fault of an inspection that has none yet."""
    inspection_id = parcel.id_of("inspection_id")
    kit.once(
        parcel,
        lambda session: opening.open_for_findings(session, inspection_id=inspection_id),
        on=f"inspection/{inspection_id}",
    )


def score_inspection(kit: Kit, parcel: Parcel) -> None:
    """Score an inspection from its answers as they stand."""
    inspection_id = parcel.id_of("inspection_id")
    kit.once(
        parcel,
        lambda session: scorecards.score_inspection(session, inspection_id),
        on=f"inspection/{inspection_id}",
    )


def roll_up(kit: Kit, parcel: Parcel) -> None:
    """Bring the score of a store up to its inspections and tickets."""
    store_id = parcel.id_of("store_id")
    kit.once(
        parcel,
        lambda session: scorecards.roll_up(
            session, store_id, cause=parcel.event, cause_ids=parcel.ids
        ),
        on=f"store/{store_id}",
    )


def fail_photo(kit: Kit, parcel: Parcel, reason: str) -> None:
    """Let people see that a photo could not be judged, and why."""
    photo_id = parcel.id_of("photo_id")
    job = kit.read(parcel, lambda session: jobs.prepare(session, photo_id))
    if job is not None:
        version = kit.eyes.version_for(job.subject)
        seen = Seen(version, AnalysisState.FAILED, look_ms=0, failure=reason)
        kit.once(parcel, lambda session: verdicts.record(session, job, seen), on=job.lock)


TASKS: dict[str, Callable[[Kit, Parcel], None]] = {
    task.__name__: task
    for task in (
        find_in_answers,
        analyze_photo,
        copy_photo,
        recheck_fix,
        embed_picture,
        open_tickets,
        score_inspection,
        roll_up,
    )
}
