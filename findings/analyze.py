"""The one meeting of photo, planogram and vision; apart from service.py so the API stays light.

Three steps, so that no database connection is held while a model runs: `jobs.prepare` and
`verdicts.record` are a transaction each, `look` between them is none.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checklists.rules import MAX_PHOTO_BYTES
from core.storage import PhotoStore
from findings import copies
from findings.galleries import ProductEyes
from findings.jobs import Job, Sketch
from findings.models import AnalysisState
from findings.verdicts import Seen
from planograms.queries import Listing
from vision import look as doors
from vision import overlay
from vision.counting import Family
from vision.detectors import Detector
from vision.errors import PhotoRefused
from vision.faces import FaceFinder
from vision.hygiene import MaskJudge
from vision.images import decode
from vision.kitchen import KitchenEyes, Scenes
from vision.look import Recognizer, TagReader
from vision.places import REFERENCE_SIDE, Place
from vision.privacy import HIDE_FROM
from vision.reports import Report, ShelfReport
from vision.values import Stage, Subject

_FACES_HIDDEN = "the original was let go of, and faces are hidden on the copy"


@dataclass(frozen=True, slots=True)
class Eyes:
    """The models a worker has loaded."""

    shelf: Detector
    faces: FaceFinder
    mask: MaskJudge
    products: ProductEyes | None = None  # without them no product is named
    tag_reader: TagReader | None = None  # without it no price is read
    currency: str = ""  # of the labels, ISO 4217
    scenes: tuple[Scenes, ...] = ()  # without one that knows people, nobody is said to lack a mask

    def version_for(self, subject: Subject) -> str:
        """Return the version that is stored with every verdict on such photos."""
        if subject is Subject.SHELF:
            parts = (self.shelf.version, self.products.version if self.products else "")
            return "+".join(filter(None, parts))
        return self.kitchen.version

    @property
    def seeable(self) -> frozenset[str]:
        """The finding codes that scene models which count can see."""
        counting = (one for one in self.scenes if one.stage is Stage.ACTIVE)
        return frozenset(label for one in counting for label in one.labels)

    @property
    def kitchen(self) -> KitchenEyes:
        """Those that look at kitchens."""
        return KitchenEyes(self.faces, self.mask, self.scenes)


def look(job: Job, store: PhotoStore, eyes: Eyes, *, recognizer: Recognizer | None = None) -> Seen:
    """Judge the photo as it was sent, and store its overlay, on which faces are hidden.

    The copy that people may see takes longer than the verdict and is made apart, by `copies`.

    Args:
        job: What to judge.
        store: Where the photo is, and the overlay goes.
        eyes: The models.
        recognizer: Who knows the chain's products; without it none is named.

    Raises:
        SealBroken: If the original cannot be opened with this key, or was changed.
        StorageAway: If the photo store does not answer; the task is tried again.
    """
    version = eyes.version_for(job.subject)
    fetched = [source for shot in job.shots if (source := copies.fetch(store, shot))]
    if not fetched:
        return Seen(version, AnalysisState.FAILED, 0, failure="the photo is not in the store")
    if job.subject is Subject.KITCHEN:
        fetched = [source for source in fetched if source.is_original]
        if not fetched:
            return Seen(version, AnalysisState.FAILED, 0, failure=_FACES_HIDDEN)
    started = time.perf_counter()
    try:
        report = _judge([source.content for source in fetched], job, store, eyes, recognizer)
        picture = _draw(fetched[0].content, job, report, eyes)
    except PhotoRefused as refused:
        return Seen(version, AnalysisState.FAILED, _ms_since(started), failure=refused.message)
    look_ms = _ms_since(started)
    overlay_key = f"{job.tenant_id}/overlays/{job.photo_id}-{version}.jpg"
    store.put(overlay_key, picture, content_type="image/jpeg")
    state = AnalysisState.DONE if report.quality.is_judgeable else AnalysisState.UNJUDGEABLE
    return Seen(version, state, look_ms, report, overlay_key)


def _judge(
    contents: Sequence[bytes],
    job: Job,
    store: PhotoStore,
    eyes: Eyes,
    recognizer: Recognizer | None,
) -> Report:
    if job.subject is Subject.SHELF:
        aids = doors.ShelfAids(
            recognizer=recognizer,
            tag_reader=eyes.tag_reader,
            prices=_prices(job.listings),
            currency=eyes.currency,
            families={one.sku: Family(one.brand, one.category) for one in job.listings},
        )
        return doors.look_at_shelf(contents[0], job.planogram, detector=eyes.shelf, aids=aids)
    place = _place_of(job.place, store)
    return doors.look_at_kitchen(contents, eyes=eyes.kitchen, place=place)


def _place_of(sketch: Sketch | None, store: PhotoStore) -> Place | None:
    """Return what the place should look like; without its photo nothing can be compared."""
    if sketch is None:
        return None
    content = store.get(sketch.key, limit=MAX_PHOTO_BYTES)
    reference = decode(content, max_side=REFERENCE_SIDE).rgb if content else None
    return Place(reference, sketch.areas, sketch.is_fixed)


def _prices(listings: Iterable[Listing]) -> dict[str, int]:
    return {one.sku: one.price_minor for one in listings if one.price_minor is not None}


def _draw(content: bytes, job: Job, report: Report, eyes: Eyes) -> bytes:
    """Draw what was seen; at the size of an overlay a search of that size finds every face."""
    photo = overlay.open_photo(content)
    found = eyes.faces.find(photo.rgb, max_side=overlay.LONG_SIDE, min_score=HIDE_FROM)
    hide = [photo.on_full(face.box) for face in found]
    if isinstance(report, ShelfReport):
        return overlay.draw_shelf(photo, report, locale=job.locale, hide=hide)
    return overlay.draw_kitchen(photo, report, locale=job.locale, hide=hide)


def _ms_since(started: float) -> int:
    return round(1000 * (time.perf_counter() - started))
