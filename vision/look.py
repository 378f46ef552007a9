"""The two doors other rooms use: look at a shelf, look at a kitchen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from vision.compliance import SURE, judge_positions
from vision.counting import Family, Shelf
from vision.detectors import Detector
from vision.facings import Extra, Measure, Recognition, TagReading
from vision.faults import findings_from_positions
from vision.frontal import mark_frontal
from vision.gaps import findings_without_planogram
from vision.images import Picture
from vision.kitchen import KitchenEyes, judge_kitchen
from vision.matching import columns_of
from vision.measures import measure_shelf
from vision.places import Place
from vision.placing import Scene, place_slots
from vision.price_tags import link
from vision.prices import compare, findings_from_prices
from vision.quality import is_too_far, shows_no_shelf
from vision.reports import KitchenReport, ShelfReport
from vision.rows import stack_rows
from vision.standing import facings_of, recognised
from vision.values import (
    Box,
    Detection,
    FindingKind,
    Planogram,
    QualityIssue,
    Thing,
)
from vision.verdicts import judge_shelf
from vision.views import Glimpse, View, look_around, open_view

SHELF_SIDE = 1920  # pixels of the long side a shelf is looked at with


class Recognizer(Protocol):
    """Names products from a gallery, without knowing what was planned."""

    @property
    def skus(self) -> frozenset[str]:
        """The products of its gallery: others it cannot name."""

    def recognize(self, rgb: Picture, boxes: Sequence[Box]) -> Sequence[Recognition]:
        """Answer for each box of a picture, in the same order."""


class TagReader(Protocol):
    """Reads price labels."""

    def read_photo(self, content: bytes, boxes: Sequence[Box]) -> Sequence[TagReading]:
        """Read each label of a photo, in the same order, boxes in pixels of the full photo."""


@dataclass(frozen=True, slots=True)
class ShelfAids:
    """What lets the eyes say more than full or empty. Everything is optional."""

    recognizer: Recognizer | None = None  # without it a filled position stays `present`
    tag_reader: TagReader | None = None
    prices: Mapping[str, int] = field(default_factory=dict)  # valid price by sku, minor units
    currency: str = ""  # of the prices, ISO 4217
    families: Mapping[str, Family] = field(default_factory=dict)  # brand and category by sku
    expected: frozenset[str] | None = None  # the must-stock list, where it is not the planogram


UNAIDED = ShelfAids()


def look_at_shelf(
    content: bytes | Sequence[bytes],
    planogram: Planogram | None,
    *,
    detector: Detector,
    aids: ShelfAids = UNAIDED,
) -> ShelfReport:
    """Judge one shelf photo, or several overlapping photos of one bay.

    A photo that cannot be judged gives a report with its issues and no findings. With a planogram
    every slot gets a verdict and every deviation a finding; without one, empty places between
    products are findings named by row and place. A facing that two photos show counts once.

    Args:
        content: The photo as sent (JPEG, PNG, WebP), or several.
        planogram: What belongs on this shelf, if known.
        detector: Who finds products, gaps and price tags.
        aids: Who names products and reads price labels, and what should be on the labels.

    Returns:
        Everything seen, boxes in pixels of the full upright photo; of the picture that several
        photos make when laid together.

    Raises:
        PhotoRefused: If the bytes are not a photo that can be opened.
        StitchFailed: If several photos do not make one picture.
    """
    view = open_view(content, max_side=SHELF_SIDE)
    report = ShelfReport(view.quality, view.width, view.height, model_version=detector.version)
    if not view.quality.is_judgeable:
        return report
    glimpses = look_around(view, detector)
    report = replace(report, detections=tuple(one.detection for one in glimpses))
    issue = _unfit(report.detections)
    if issue is not None:
        return replace(report, quality=replace(view.quality, issues=(issue,)))
    report = _with_facings(report, view, glimpses, aids)
    report = _with_positions(report, planogram, aids)
    report = _with_tags(report, view, glimpses, aids)
    return replace(report, measures=_measured(report, planogram, aids))


def _unfit(detections: Sequence[Detection]) -> QualityIssue | None:
    """Why what was seen is too little or too small to judge a shelf by."""
    if is_too_far(_boxes(detections, Thing.PRODUCT)):
        return QualityIssue.TOO_FAR
    things = sum(one.confidence >= SURE for one in detections)
    return QualityIssue.WRONG_SCENE if shows_no_shelf(things) else None


def _with_facings(
    report: ShelfReport, view: View, glimpses: Sequence[Glimpse], aids: ShelfAids
) -> ShelfReport:
    """Sort products into rows and columns, and name them if somebody can."""
    products = [one for one in glimpses if _is_sure(one.detection, Thing.PRODUCT)]
    stacked = stack_rows(
        [one.detection.box for one in products], tags=_boxes(report.detections, Thing.PRICE_TAG)
    )
    facings = facings_of(stacked, [one.detection for one in products])
    if aids.recognizer is not None:
        order = [unit for row in stacked for units in row.units for unit in units]
        facings = recognised(facings, _named([products[unit] for unit in order], view, aids))
    return replace(report, rows=tuple(one.row for one in stacked), facings=facings)


def _named(products: Sequence[Glimpse], view: View, aids: ShelfAids) -> list[Recognition]:
    """Name products in the photos they were seen in."""
    answers: dict[int, Recognition] = {}
    for number, photo in enumerate(view.photos):
        mine = [index for index, one in enumerate(products) if one.photo == number]
        if mine and aids.recognizer is not None:
            boxes = [products[index].box for index in mine]
            answers.update(zip(mine, aids.recognizer.recognize(photo.rgb, boxes), strict=True))
    return [answers[index] for index in range(len(products))]


def _with_positions(
    report: ShelfReport, planogram: Planogram | None, aids: ShelfAids
) -> ShelfReport:
    """Compare the rows with the planogram."""
    if planogram is None:
        found = findings_without_planogram(report.rows, report.detections)
        return replace(report, findings=found)
    gaps, tags = (_boxes(report.detections, thing) for thing in (Thing.GAP, Thing.PRICE_TAG))
    scene = Scene(report.rows, gaps, tags, report.width, report.height)
    if aids.recognizer is None:
        positions = judge_positions(place_slots(planogram, scene), report.detections)
        extras: tuple[Extra, ...] = ()
    else:
        columns = columns_of(report.facings)
        scene = replace(scene, columns=columns, known=aids.recognizer.skus)
        judged = judge_shelf(planogram, scene, report.detections)
        positions, extras = judged.positions, judged.extras
    positions = mark_frontal(positions, report.facings, report.detections)
    found = findings_from_positions(positions, extras)
    return replace(report, positions=positions, extras=extras, findings=found)


def _with_tags(
    report: ShelfReport, view: View, glimpses: Sequence[Glimpse], aids: ShelfAids
) -> ShelfReport:
    """Read the price labels, say what each speaks for, and compare them with the price list."""
    if aids.tag_reader is None:
        return report
    readings: list[TagReading] = []
    for number, (content, photo) in enumerate(zip(view.contents, view.photos, strict=True)):
        mine = [
            one
            for one in glimpses
            if one.photo == number and _is_sure(one.detection, Thing.PRICE_TAG)
        ]
        read = aids.tag_reader.read_photo(content, [photo.on_full(one.box) for one in mine])
        readings += [
            replace(reading, box=one.detection.box) for reading, one in zip(read, mine, strict=True)
        ]
    tags = link(readings, report.positions, report.facings)
    wrong = findings_from_prices(compare(tags, aids.prices, currency=aids.currency))
    return replace(report, tags=tags, findings=(*report.findings, *wrong))


def _measured(
    report: ShelfReport, planogram: Planogram | None, aids: ShelfAids
) -> tuple[Measure, ...]:
    """Count everything that can be counted on the judged shelf."""
    return measure_shelf(
        Shelf(
            report.positions,
            report.facings,
            report.extras,
            report.tags,
            report.rows,
            [one.box for one in report.findings if one.kind is FindingKind.GAP],
            planogram,
            aids.expected,
            aids.families,
            aids.prices,
        )
    )


def look_at_kitchen(
    content: bytes | Sequence[bytes], *, eyes: KitchenEyes, place: Place | None = None
) -> KitchenReport:
    """Judge one kitchen photo: does everyone whose face is seen wear a mask?

    Faces are found, never recognised. A photo that cannot be judged gives a report with its
    issues and no findings.

    Args:
        content: The photo as sent (JPEG, PNG, WebP), or the frames of a burst.
        eyes: The models that look.
        place: What this place looks like when all is well, if known.

    Returns:
        Everything seen, boxes in pixels of the full upright photo.

    Raises:
        PhotoRefused: If the bytes are not a photo that can be opened.
    """
    return judge_kitchen([content] if isinstance(content, bytes) else content, eyes, place)


def _boxes(seen: Sequence[Detection], thing: Thing) -> list[Box]:
    """Boxes of everything of one kind the detector is sure of."""
    return [one.box for one in seen if _is_sure(one, thing)]


def _is_sure(seen: Detection, thing: Thing) -> bool:
    return seen.thing is thing and seen.confidence >= SURE
