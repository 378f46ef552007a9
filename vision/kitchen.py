"""What the eyes make of a kitchen photo, step by step, from pixels to findings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np

from vision.bursts import same_place
from vision.faces import FoundFace
from vision.images import Decoded, Picture, decode
from vision.kitchen_votes import agreed
from vision.lens import NEVER_SUPPRESSED, lens_issue, moved_camera
from vision.people import (
    PERSON,
    as_picture,
    count_unclear,
    find_people,
    missing_masks,
    without_verdict,
)
from vision.places import Alignment, AreaState, AreaVerdict, Place, align, changed_areas
from vision.quality import measure
from vision.reports import KitchenReport
from vision.sheets import is_sheet
from vision.spots import count_unclear_sightings, findings_from_sightings
from vision.still import is_still
from vision.values import (
    Box,
    Face,
    Finding,
    FindingKind,
    MaskState,
    Person,
    QualityIssue,
    Sighting,
    Stage,
)

KITCHEN_SIDE = 1920  # pixels of the long side a kitchen is looked at with
PIXELS_SIDE = 4096  # of the long side faces are cut out of


class Faces(Protocol):
    """Finds faces, and never tells whose."""

    @property
    def version(self) -> str:
        """Names the method; it is stored with every verdict."""

    def find(self, rgb: Picture) -> list[FoundFace]:
        """Find faces; boxes in pixels of the picture given."""


class Masks(Protocol):
    """Tells from a face whether it wears a mask."""

    @property
    def version(self) -> str:
        """Names the weights; it is stored with every verdict."""

    def judge(self, rgb: Picture, face: FoundFace, *, scale: float = 1.0) -> Face:
        """Judge one face of a picture; `scale` is picture pixels per pixel of the full photo."""


class Scenes(Protocol):
    """Sees some of the things that finding codes name, and perhaps people."""

    @property
    def version(self) -> str:
        """Names the weights; it is stored with every verdict."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What it can see: finding codes, or `person`."""

    @property
    def stage(self) -> Stage:
        """Whether what it sees counts."""

    def see(self, rgb: Picture) -> list[Sighting]:
        """Look at a picture; boxes in its pixels, a confidence of 0.5 is the working point."""


@dataclass(frozen=True, slots=True)
class KitchenEyes:
    """The models that look at a kitchen photo."""

    faces: Faces
    mask: Masks
    scenes: tuple[Scenes, ...] = ()

    @property
    def models(self) -> tuple[str, ...]:
        """Every model that looks, name and version."""
        return (self.mask.version, self.faces.version, *(one.version for one in self.scenes))

    @property
    def version(self) -> str:
        """What is stored with every verdict."""
        return "+".join(self.models)

    @property
    def knows_people(self) -> bool:
        """Whether any model that counts can see a person; without one nobody is judged."""
        return any(PERSON in one.labels and one.stage is Stage.ACTIVE for one in self.scenes)

    @property
    def stages(self) -> Mapping[str, Stage]:
        """Whether what a scene model sees counts, by its version."""
        return {one.version: one.stage for one in self.scenes}


@dataclass(frozen=True, slots=True)
class _Scene:
    """What one frame shows, boxes in pixels of the full photo."""

    people: tuple[Person, ...]
    sightings: tuple[Sighting, ...]
    areas: tuple[AreaVerdict, ...] = ()
    issue: Finding | None = None  # what is wrong with the lens
    alignment: Alignment | None = None  # on the reference photo, in pixels of the picture
    is_placed: bool = False  # it was laid on the reference photo


def judge_kitchen(
    contents: Sequence[bytes], eyes: KitchenEyes, place: Place | None = None
) -> KitchenReport:
    """Judge one photo of a kitchen, or a burst; see `vision.look.look_at_kitchen`."""
    frames = [decode(content, max_side=PIXELS_SIDE) for content in contents]
    if len(frames) == 1:
        return _judge(frames[0], eyes, place)
    if not same_place([_reduced(frame).rgb for frame in frames]):
        report = _opened(_reduced(frames[0]), eyes)
        quality = replace(report.quality, issues=(QualityIssue.BURST_DIFFERS,))
        return replace(report, quality=quality, frames=len(frames))
    return agreed([_judge(frame, eyes, place) for frame in frames])


def _judge(photo: Decoded, eyes: KitchenEyes, place: Place | None) -> KitchenReport:
    """Judge one frame. Fire and smoke are looked for even where nothing else can be judged."""
    look = _reduced(photo)
    report = _opened(look, eyes)
    reference = None if place is None else place.reference
    alignment = None if reference is None else align(reference, look.rgb)
    issue = _lens(place, look, alignment)
    sightings = _sightings(look, eyes)
    if not report.quality.is_judgeable:
        return _told(report, _Scene((), sightings, issue=issue), eyes)
    persons = [one for one in sightings if _is_person(one, eyes)]
    people = find_people(persons, _faces(photo, look, eyes), is_person_known=eyes.knows_people)
    people = tuple(_unless_sheet(one, look) for one in people)
    scene = _Scene(people, sightings, issue=issue, alignment=alignment)
    return _told(report, _laid_on(place, look, scene), eyes)


def _lens(place: Place | None, look: Decoded, alignment: Alignment | None) -> Finding | None:
    """What keeps the lens from seeing clearly, as a finding."""
    reference = None if place is None else place.reference
    issue = lens_issue(look.rgb, reference=reference)
    if issue is None and place is not None and place.is_fixed and reference is not None:
        issue = moved_camera(reference, look.rgb, alignment)
    if issue is None:
        return None
    return Finding(issue.kind, look.on_full(issue.box), issue.confidence, "lens")


def _opened(look: Decoded, eyes: KitchenEyes) -> KitchenReport:
    """A report that says no more than whether the photo can be judged."""
    width, height = look.full_width, look.full_height
    quality = measure(look.rgb, full_short_side=min(width, height))
    return KitchenReport(quality, width, height, model_version=eyes.version, models=eyes.models)


def _reduced(photo: Decoded) -> Decoded:
    """The photo at the size a kitchen is looked at with."""
    shrink = KITCHEN_SIDE / max(photo.rgb.shape[:2])
    if shrink >= 1:
        return photo
    rgb = cv2.resize(photo.rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    scale = rgb.shape[1] / photo.full_width
    return Decoded(np.asarray(rgb, np.uint8), scale, photo.full_width, photo.full_height)


def _sightings(look: Decoded, eyes: KitchenEyes) -> tuple[Sighting, ...]:
    """Everything the scene models see."""
    return tuple(
        replace(one, box=look.on_full(one.box))
        for model in eyes.scenes
        for one in model.see(look.rgb)
    )


def _is_person(one: Sighting, eyes: KitchenEyes) -> bool:
    return one.label == PERSON and eyes.stages.get(one.model) is Stage.ACTIVE


def _faces(photo: Decoded, look: Decoded, eyes: KitchenEyes) -> list[Face]:
    """Judge every face by all the pixels the photo has of it."""
    judged = []
    for found in eyes.faces.find(look.rgb):
        whole = look.on_full(found.box)
        face = replace(found, box=photo.on_picture(whole))
        judged.append(eyes.mask.judge(photo.rgb, face, scale=photo.scale))
    return [replace(face, box=photo.on_full(face.box)) for face in judged]


def _unless_sheet(person: Person, look: Decoded) -> Person:
    """Call somebody a picture who ends where a sheet of paper does; only verdicts need asking."""
    is_judged = person.face is not None and person.face.state is not MaskState.CANNOT_TELL
    is_paper = is_judged and is_sheet(look.rgb, look.on_picture(person.box))
    return as_picture(person) if is_paper else person


def _laid_on(place: Place | None, look: Decoded, scene: _Scene) -> _Scene:
    """Compare with the reference photo: what it shows too is a picture, what changed is told."""
    if place is None or place.reference is None:
        return scene
    people = scene.people
    if scene.alignment is not None:
        people = _without_pictures(people, look, place.reference, scene.alignment)
    real = [look.on_picture(one.box) for one in people if not one.is_picture]
    areas = _unlike(place, look, scene.alignment, real)
    placed = tuple(replace(one, box=look.on_full(one.box)) for one in areas)
    return replace(scene, people=people, areas=placed)


def _unlike(
    place: Place, look: Decoded, alignment: Alignment | None, hidden: Sequence[Box]
) -> Sequence[AreaVerdict]:
    """Compare the areas of a place; a photo that could not be laid on it is not tried again."""
    if alignment is None:
        return changed_areas(replace(place, reference=None), look.rgb)
    return changed_areas(place, look.rgb, alignment, hidden=hidden)


def _without_pictures(
    people: Sequence[Person], look: Decoded, reference: Picture, alignment: Alignment
) -> tuple[Person, ...]:
    """Call people pictures who look the same on the reference photo."""
    boxes = [look.on_picture(one.box) for one in people]
    faces = [None if one.face is None else look.on_picture(one.face.box) for one in people]
    still = is_still(reference, look.rgb, alignment.matrix, list(zip(boxes, faces, strict=True)))
    return tuple(as_picture(one) if same else one for one, same in zip(people, still, strict=True))


def _told(report: KitchenReport, scene: _Scene, eyes: KitchenEyes) -> KitchenReport:
    """Make findings and counts of what was seen."""
    people, size = scene.people, (report.width, report.height)
    found = (
        *missing_masks(people, model=eyes.mask.version),
        *findings_from_sightings(scene.sightings, eyes.stages, people, size),
        *_changes(scene.areas),
    )
    is_clear = report.quality.is_judgeable and scene.issue is None
    kept = tuple(one for one in found if is_clear or one.kind in NEVER_SUPPRESSED)
    suppressed = tuple(one for one in found if one not in kept)
    if not is_clear:
        people = tuple(without_verdict(one) for one in people)
    return replace(
        report,
        faces=tuple(one.face for one in people if one.face is not None),
        findings=kept if scene.issue is None else (scene.issue, *kept),
        suppressed=suppressed,
        people=people,
        sightings=scene.sightings,
        unclear=_unclear(scene, people),
        cannot_tell=count_unclear(people),
        is_placed=scene.alignment is not None,
        same_areas=tuple(one.code for one in scene.areas if one.state is AreaState.SAME),
    )


def _unclear(scene: _Scene, people: Sequence[Person]) -> dict[str, int]:
    """Count, by code, of what nothing can be said."""
    counts = Counter(count_unclear_sightings(scene.sightings, people))
    counts[FindingKind.NO_MASK.value] += count_unclear(people)
    untold = sum(one.state is AreaState.CANNOT_TELL for one in scene.areas)
    counts[FindingKind.ZONE_CHANGED.value] += untold
    return {code: count for code, count in counts.items() if count}


def _changes(areas: Sequence[AreaVerdict]) -> tuple[Finding, ...]:
    """One finding for each area that does not look as on the reference photo."""
    return tuple(
        Finding(FindingKind.ZONE_CHANGED, one.box, one.confidence, one.code)
        for one in areas
        if one.state is AreaState.CHANGED
    )
