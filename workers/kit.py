"""What a task works with: the database, the photo store and the eyes, opened once per process."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from core import outbox
from core.db import lock_name, make_engine, unit_of_work
from core.settings import Settings
from core.storage import PhotoStore
from findings import analyze, copies, galleries
from findings.analyze import Eyes
from findings.copies import Shot
from findings.galleries import Galleries, Known
from findings.jobs import Job
from findings.verdicts import Seen
from planograms import pictures
from stores.queries import tenant_ids
from vision.look import Recognizer
from vision.privacy import FaceSearch
from vision.values import Subject
from workers.eyes import open_eyes, open_faces, warm_up

AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery as a task gets it."""

    tenant_id: uuid.UUID
    delivery_id: uuid.UUID
    task: str
    event: str
    ids: dict[str, str]

    def id_of(self, name: str) -> uuid.UUID:
        """Return one of the ids of the event."""
        return uuid.UUID(self.ids[name])


class Kit:
    """Opened on first use, so that a worker that never looks at photos loads no model."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def engine(self) -> Engine:
        """The database."""
        return make_engine(self.settings.database)

    @cached_property
    def store(self) -> PhotoStore:
        """The photo store."""
        return PhotoStore(self.settings.storage)

    @cached_property
    def eyes(self) -> Eyes:
        """The models."""
        return open_eyes(self.settings.vision)

    @cached_property
    def faces(self) -> FaceSearch:
        """Who finds the faces to hide; a worker that makes copies loads nothing else."""
        return open_faces(self.settings.vision)

    @cached_property
    def galleries(self) -> Galleries:
        """Who knows the products of each chain."""
        return Galleries()

    def open_eyes(self) -> None:
        """Load the models now, let them look once, and ask for pictures they do not know yet."""
        warm_up(self.eyes)
        self.ask_for_pictures()

    def ask_for_pictures(self) -> None:
        """Let pictures of products be looked at that other weights, or none, have looked at."""
        eyes = self.eyes.products
        if eyes is None:
            return
        with unit_of_work(self.engine, None) as session:
            tenants = tenant_ids(session)
        for tenant_id in tenants:
            self.ask(
                tenant_id,
                lambda session: pictures.requeue_stale(session, model_version=eyes.version),
            )

    def begin(self, parcel: Parcel) -> bool:
        """Count that the task begins; False when its work is done already."""
        with unit_of_work(self.engine, parcel.tenant_id) as session:
            return outbox.begin(session, parcel.delivery_id)

    def read(self, parcel: Parcel, question: Callable[[Session], AnswerT]) -> AnswerT:
        """Answer a question in a transaction of its own."""
        return self.ask(parcel.tenant_id, question)

    def ask(self, tenant_id: uuid.UUID, question: Callable[[Session], AnswerT]) -> AnswerT:
        """Answer a question about a chain in a transaction of its own."""
        with unit_of_work(self.engine, tenant_id) as session:
            return question(session)

    def once(self, parcel: Parcel, work: Callable[[Session], object], *, on: str) -> None:
        """Do the work and mark the delivery done in one transaction, unless it is done already.

        Args:
            parcel: The delivery.
            work: What to do.
            on: The thing worked on; two tasks on the same thing wait for each other.
        """
        with unit_of_work(self.engine, parcel.tenant_id) as session:
            delivery = outbox.take(session, parcel.delivery_id)
            if delivery is None:
                return
            lock_name(session, on)
            work(session)
            outbox.finish(delivery)

    def look(self, job: Job) -> Seen:
        """Judge a photo, outside of any transaction."""
        return analyze.look(job, self.store, self.eyes, recognizer=self.recognizer_for(job))

    def hide(self, shot: Shot) -> int | None:
        """Make the copy of a photo, outside of any transaction."""
        return copies.make(self.store, shot, self.faces)

    def drop_original(self, tenant_id: uuid.UUID, photo_id: uuid.UUID) -> None:
        """Remove an original that was let go of: only now is that written down for good."""
        self.ask(tenant_id, lambda session: copies.drop(session, self.store, photo_id))

    def recognizer_for(self, job: Job) -> Recognizer | None:
        """Return who knows the products of the photo's chain; None where nobody does."""
        eyes = self.eyes.products
        if eyes is None or job.subject is not Subject.SHELF:
            return None

        def build() -> Recognizer | None:
            known = self.ask(
                job.tenant_id,
                lambda session: pictures.references(session, model_version=eyes.version),
            )
            return eyes.recognizer(known)

        stamp = self.ask(job.tenant_id, pictures.stamp)
        return self.galleries.recognizer(job.tenant_id, stamp, build)

    def embed(self, job: pictures.EmbedJob) -> Known | None:
        """Make a vector of a picture, outside of any transaction; None while nobody can."""
        eyes = self.eyes.products
        return galleries.embed(job, self.store, eyes) if eyes else None

    def give_up(self, parcel: Parcel, reason: str) -> None:
        """Mark the delivery failed for good."""
        with unit_of_work(self.engine, parcel.tenant_id) as session:
            outbox.give_up(session, parcel.delivery_id, reason)
