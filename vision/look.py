"""The two doors other rooms use: look at a shelf, look at a kitchen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from vision.compliance import SURE, judge_positions
from vision.detectors import Detector
from vision.faces import FaceFinder
from vision.facings import Facing, Recognition, TagReading
from vision.gaps import findings_from_positions, findings_without_planogram
from vision.hygiene import MaskJudge, findings_from_faces
from vision.images import Decoded, Picture, decode
from vision.placing import Scene, place_slots
from vision.quality import is_too_far, measure
from vision.reports import KitchenReport, ShelfReport
from vision.rows import stack_rows
from vision.standing import facings_of, recognised
from vision.values import Box, Detection, Face, MaskState, Planogram, QualityIssue, Thing

SHELF_SIDE = 1920  # pixels of the long side a shelf is looked at with
KITCHEN_SIDE = 1920


class Recognizer(Protocol):
    """Names products from a gallery, without knowing what was planned."""

    @property
    def skus(self) -> frozenset[str]:
        """The products of its gallery: others it cannot name."""

    def recognize(self, rgb: Picture, boxes: Sequence[Box]) -> Sequence[Recognition]:
        """Answer for each box of a picture, in the same order."""


class TagReader(Protocol):
    """Reads price labels."""

    def read(self, rgb: Picture, boxes: Sequence[Box]) -> Sequence[TagReading]:
        """Read each label of a picture, in the same order, boxes in pixels of that picture."""


@dataclass(frozen=True, slots=True)
class ShelfAids:
    """What lets the eyes say more than full or empty. Everything is optional."""

    recognizer: Recognizer | None = None  # without it a filled position stays `present`
    tag_reader: TagReader | None = None
    prices: Mapping[str, int] = field(default_factory=dict)  # valid price by sku, minor units


UNAIDED = ShelfAids()


def look_at_shelf(
    content: bytes,
    planogram: Planogram | None,
    *,
    detector: Detector,
    aids: ShelfAids = UNAIDED,
) -> ShelfReport:
    """Judge one shelf photo.

    A photo that cannot be judged gives a report with its issues and no findings. With a planogram
    every slot gets a verdict and every empty one a finding; without one, empty places between
    products are findings named by row and place.

    Args:
        content: The photo as sent (JPEG, PNG, WebP).
        planogram: What belongs on this shelf, if known.
        detector: Who finds products, gaps and price tags.
        aids: Who names products and reads price labels, and what should be on the labels.

    Returns:
        Everything seen, boxes in pixels of the full upright photo.

    Raises:
        PhotoRefused: If the bytes are not a photo that can be opened.
    """
    photo = decode(content, max_side=SHELF_SIDE)
    width, height = photo.full_width, photo.full_height
    quality = measure(photo.rgb, full_short_side=min(width, height))
    report = ShelfReport(quality, width, height, model_version=detector.version)
    if not quality.is_judgeable:
        return report
    seen = tuple(_full_size(one, photo) for one in detector.detect(photo.rgb))
    products, gaps, tags = (_boxes(seen, thing) for thing in Thing)
    if is_too_far(products):
        quality = replace(quality, issues=(QualityIssue.TOO_FAR,))
        return replace(report, quality=quality, detections=seen)
    stacked = stack_rows(products, tags=tags)
    rows = tuple(one.row for one in stacked)
    facings = facings_of(stacked, [one for one in seen if _is_sure(one, Thing.PRODUCT)])
    facings = _recognise(facings, photo, aids)
    report = replace(report, detections=seen, rows=rows, facings=facings)
    if planogram is None:
        return replace(report, findings=findings_without_planogram(rows, seen))
    places = place_slots(planogram, Scene(rows, gaps, tags, width, height))
    positions = judge_positions(places, seen)
    return replace(report, positions=positions, findings=findings_from_positions(positions))


def look_at_kitchen(content: bytes, *, faces: FaceFinder, mask: MaskJudge) -> KitchenReport:
    """Judge one kitchen photo: does everyone whose face is seen wear a mask?

    Faces are found, never recognised. A photo that cannot be judged gives a report with its
    issues and no findings.

    Raises:
        PhotoRefused: If the bytes are not a photo that can be opened.
    """
    photo = decode(content, max_side=KITCHEN_SIDE)
    width, height = photo.full_width, photo.full_height
    quality = measure(photo.rgb, full_short_side=min(width, height))
    version = f"{mask.version}+{faces.version}"
    report = KitchenReport(quality, width, height, model_version=version)
    if not quality.is_judgeable:
        return report
    judged = [mask.judge(photo.rgb, face, scale=photo.scale) for face in faces.find(photo.rgb)]
    people = tuple(_full_face(face, photo) for face in judged)
    return replace(
        report,
        faces=people,
        findings=findings_from_faces(people),
        cannot_tell=sum(face.state is MaskState.CANNOT_TELL for face in people),
    )


def _boxes(seen: Sequence[Detection], thing: Thing) -> list[Box]:
    """Boxes of everything of one kind the detector is sure of."""
    return [one.box for one in seen if _is_sure(one, thing)]


def _is_sure(seen: Detection, thing: Thing) -> bool:
    return seen.thing is thing and seen.confidence >= SURE


def _recognise(facings: tuple[Facing, ...], photo: Decoded, aids: ShelfAids) -> tuple[Facing, ...]:
    """Ask the recogniser, if there is one, about all facings at once."""
    if aids.recognizer is None or not facings:
        return facings
    boxes = [_shrunk(facing.box, photo) for facing in facings]
    return recognised(facings, aids.recognizer.recognize(photo.rgb, boxes))


def _full_size(seen: Detection, photo: Decoded) -> Detection:
    return replace(seen, box=_scaled(seen.box, photo))


def _full_face(face: Face, photo: Decoded) -> Face:
    return replace(face, box=_scaled(face.box, photo))


def _scaled(box: Box, photo: Decoded) -> Box:
    """Place a box of the decoded picture on the full photo."""
    edges = (box.left, box.top, box.right, box.bottom)
    return Box(*(edge / photo.scale for edge in edges))


def _shrunk(box: Box, photo: Decoded) -> Box:
    """Place a box of the full photo on the decoded picture."""
    edges = (box.left, box.top, box.right, box.bottom)
    return Box(*(edge * photo.scale for edge in edges))
