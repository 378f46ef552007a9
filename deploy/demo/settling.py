"""Settling: doing the background work of the planted history at once, through the same tasks."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from core import outbox
from core.db import tenant_of
from core.settings import Settings
from findings.copies import Shot
from findings.jobs import Job, Sketch
from findings.verdicts import Seen
from workers.jobs import JOBS
from workers.kit import AnswerT, Kit, Parcel
from workers.tasks import TASKS


class PlantingKit(Kit):
    """A kit that works in the one transaction of the planting, and looks at each picture once."""

    def __init__(self, settings: Settings, session: Session) -> None:
        super().__init__(settings)
        self._session = session
        self._seen: dict[tuple[str, str, Sketch | None], Seen] = {}
        self._hidden: dict[str, int | None] = {}

    def ask(
        self,
        tenant_id: uuid.UUID,  # noqa: ARG002 - the planting has one tenant and one session
        question: Callable[[Session], AnswerT],
    ) -> AnswerT:
        """Answer a question in the transaction of the planting."""
        return question(self._session)

    def once(
        self,
        parcel: Parcel,
        work: Callable[[Session], object],
        *,
        on: str,  # noqa: ARG002 - no lock: nobody else is there
    ) -> None:
        """Do the work in the transaction of the planting."""
        delivery = outbox.take(self._session, parcel.delivery_id)
        if delivery is not None:
            work(self._session)
            outbox.finish(delivery)

    def look(self, job: Job) -> Seen:
        """Judge a picture with the real eyes the first time it is taken, and remember the verdict.

        Equal bytes of an equal place get an equal verdict, so nothing is made up here.
        """
        known = (job.sha256, job.planogram.id if job.planogram else "", job.place)
        if known not in self._seen:
            self._seen[known] = super().look(job)
        return self._seen[known]

    def hide(self, shot: Shot) -> int | None:
        """Make the copy of a picture the first time it is taken: equal bytes share one."""
        if shot.sha256 not in self._hidden:
            self._hidden[shot.sha256] = super().hide(shot)
        return self._hidden[shot.sha256]


@dataclass(frozen=True, slots=True)
class Settler:
    """Does what waits in the outbox."""

    session: Session
    kit: Kit

    def settle(self) -> None:
        """Work until nothing waits, as relay and workers would."""
        while parcels := outbox.claim(self.session, JOBS):
            for parcel in parcels:
                task = Parcel(
                    tenant_id=tenant_of(self.session),
                    delivery_id=parcel.delivery_id,
                    task=parcel.task,
                    event=parcel.event,
                    ids=parcel.ids,
                )
                TASKS[parcel.task](self.kit, task)
