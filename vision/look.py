"""The two doors other rooms use: look at a shelf, look at a kitchen."""

from collections.abc import Sequence
from dataclasses import replace

from vision.compliance import SURE, judge_positions
from vision.detectors import Detector
from vision.faces import FaceFinder
from vision.gaps import findings_from_positions, findings_without_planogram
from vision.hygiene import MaskJudge, findings_from_faces
from vision.images import Decoded, decode
from vision.placing import Scene, place_slots
from vision.quality import is_too_far, measure
from vision.reports import KitchenReport, ShelfReport
from vision.rows import find_rows
from vision.values import Box, Detection, Face, MaskState, Planogram, QualityIssue, Thing

SHELF_SIDE = 1920  # pixels of the long side a shelf is looked at with
KITCHEN_SIDE = 1920


def look_at_shelf(
    content: bytes, planogram: Planogram | None, *, detector: Detector
) -> ShelfReport:
    """Judge one shelf photo.

    A photo that cannot be judged gives a report with its issues and no findings. With a planogram
    every slot gets a verdict and every empty one a finding; without one, empty places between
    products are findings named by row and place.

    Args:
        content: The photo as sent (JPEG, PNG, WebP).
        planogram: What belongs on this shelf, if known.
        detector: Who finds products, gaps and price tags.

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
    rows = find_rows(products, tags=tags)
    report = replace(report, detections=seen, rows=rows)
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
    return [one.box for one in seen if one.thing is thing and one.confidence >= SURE]


def _full_size(seen: Detection, photo: Decoded) -> Detection:
    return replace(seen, box=_scaled(seen.box, photo))


def _full_face(face: Face, photo: Decoded) -> Face:
    return replace(face, box=_scaled(face.box, photo))


def _scaled(box: Box, photo: Decoded) -> Box:
    """Place a box of the decoded picture on the full photo."""
    edges = (box.left, box.top, box.right, box.bottom)
    return Box(*(edge / photo.scale for edge in edges))
