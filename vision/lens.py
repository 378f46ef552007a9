"""Whether the lens saw clearly: black, covered, glare, steam, grease, blur, or a moved camera.

Limits and how they were chosen are in `lens.json` beside this file.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vision.images import Picture
from vision.places import Alignment, align, is_telling, place_details
from vision.signs import Signs, read_signs
from vision.values import Box, FindingKind

_ELSEWHERE = 0.75  # how sure a clear picture is of another place when nothing of it is found
_SPECK = 1e-6  # against division by nothing
_LIMIT = 0.5  # how sure an issue must be to be told

NEVER_SUPPRESSED = frozenset({FindingKind.FIRE, FindingKind.SMOKE})
"""Findings that no state of the lens may silence: smoke looks like steam."""


@dataclass(frozen=True, slots=True)
class LensIssue:
    """What is wrong with a lens, where it shows, and how sure that is."""

    kind: FindingKind
    box: Box  # pixels of the picture
    confidence: float  # 0 to 1; 0.5 is the limit


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a lens has an issue; `lens.json` explains each."""

    black_light_max: float
    black_highlight_max: float
    covered_share_min: float
    blown_share_min: float
    steam_floor_min: float
    steam_contrast_max: float
    steam_keep_min: float
    blur_keep_min: float
    grease_fine_max: float
    reference_detail_min: float
    moved_shift_max: float
    moved_turn_max_deg: float
    moved_zoom_max: float


@cache
def limits() -> Limits:
    """Load the limits that ship with the eyes."""
    sheet = json.loads(resources.files("vision").joinpath("lens.json").read_text("utf-8"))
    return Limits(**sheet["limits"])


def lens_issue(
    rgb: Picture, *, reference: Picture | None = None, is_fixed: bool = False
) -> LensIssue | None:
    """Say what keeps a lens from seeing clearly, if anything does.

    A reference photo of the same place tells what is usual there: a plain wall, a bright window
    or a soft lens are no issue where the reference shows them as well.

    Args:
        rgb: The picture, height x width x 3; an empty one has no issue.
        reference: A clear photo of the same place, of any size.
        is_fixed: Whether the camera is mounted, so that its pictures must lie as the reference
            does. Without a reference nothing can be said about that.

    Returns:
        The gravest issue, or None. Only a clear picture can tell that the camera was moved.
    """
    if not rgb.size:
        return None
    seen = read_signs(rgb)
    usual = None if reference is None or not reference.size else read_signs(reference)
    for judge in (_black, _glare, _covered, _steamed, _soft):
        issue = judge(seen, usual, whole(rgb))
        if issue is not None:
            return issue
    if reference is None or not is_fixed:
        return None
    return moved_camera(reference, rgb, align(reference, rgb))


def whole(rgb: Picture) -> Box:
    """The box around all of a picture."""
    return Box(0, 0, rgb.shape[1], rgb.shape[0])


def _black(seen: Signs, _: Signs | None, box: Box) -> LensIssue | None:
    sure = min(
        _below(seen.light, limits().black_light_max),
        _below(seen.highlight, limits().black_highlight_max),
    )
    return _said(FindingKind.BLACK_FRAME, box, sure)


def _covered(seen: Signs, usual: Signs | None, _: Box) -> LensIssue | None:
    share, box = seen.plain
    least = limits().covered_share_min
    if usual is not None:
        least = max(least, (1 + usual.plain[0]) / 2)
    if seen.floor > limits().steam_floor_min:
        return None
    return _said(FindingKind.LENS_COVERED, box, _above(share, least))


def _glare(seen: Signs, usual: Signs | None, _: Box) -> LensIssue | None:
    share, box = seen.blown
    least = limits().blown_share_min + (0.0 if usual is None else usual.blown[0])
    return _said(FindingKind.LENS_GLARE, box, _above(share, least))


def _steamed(seen: Signs, usual: Signs | None, box: Box) -> LensIssue | None:
    least = limits().steam_floor_min + (0.0 if usual is None else usual.floor)
    sure = min(
        _above(seen.floor, least),
        _below(seen.contrast, limits().steam_contrast_max),
        _above(seen.keep, limits().steam_keep_min),
    )
    return _said(FindingKind.LENS_STEAMED, box, sure)


def _soft(seen: Signs, usual: Signs | None, box: Box) -> LensIssue | None:
    """Nothing is sharp anywhere: grease scatters what is fine more than a lens out of focus."""
    sure = _above(seen.keep, limits().blur_keep_min)
    if usual is not None:
        lost = _below(seen.detail / max(usual.detail, _SPECK), limits().reference_detail_min)
        sure = lost if seen.keep > usual.keep else 0.0
    greasy = seen.fine < limits().grease_fine_max * (1 - seen.keep)
    kind = FindingKind.LENS_GREASY if greasy else FindingKind.LENS_BLURRED
    return _said(kind, box, sure)


def moved_camera(reference: Picture, rgb: Picture, alignment: Alignment | None) -> LensIssue | None:
    """Say whether a mounted camera looks elsewhere than on its reference photo.

    Args:
        reference: What the camera should show.
        rgb: What it shows.
        alignment: How that lies on the reference; None where it could not be laid on it, which
            only counts where both pictures show enough to be known by.
    """
    if alignment is not None:
        return _said(FindingKind.CAMERA_MOVED, whole(rgb), movement(alignment))
    if not all(is_telling(place_details(picture)) for picture in (reference, rgb)):
        return None
    return LensIssue(FindingKind.CAMERA_MOVED, whole(rgb), _ELSEWHERE)


def movement(alignment: Alignment) -> float:
    """How surely a camera was moved, 0 to 1; 0.5 is the limit."""
    zoom = max(alignment.zoom, 1 / alignment.zoom) - 1
    return max(
        _above(alignment.shift, limits().moved_shift_max),
        _above(abs(alignment.turn_deg), limits().moved_turn_max_deg),
        _above(zoom, limits().moved_zoom_max - 1),
    )


def _said(kind: FindingKind, box: Box, sure: float) -> LensIssue | None:
    return LensIssue(kind, box, round(min(sure, 0.99), 3)) if sure >= _LIMIT else None


def _above(value: float, limit: float) -> float:
    """How surely a value reaches a limit: 0.5 at the limit, towards 1 far above it."""
    return 1 - 0.5 * limit / value if value > limit else 0.5 * value / limit


def _below(value: float, limit: float) -> float:
    """How surely a value stays under a limit: 0.5 at the limit, 1 at nothing."""
    return 1 - 0.5 * value / limit if value < limit else 0.5 * limit / value
