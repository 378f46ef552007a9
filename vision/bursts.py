"""Bursts: several photos of one place taken in a row, and what enough of them show."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, count

from vision.geometry import iou
from vision.images import Picture
from vision.overlaps import Ambiguous, Details, match_pair
from vision.places import is_telling, place_details
from vision.values import Box, Finding, FindingKind

_NEAR = 0.1  # nearness at which two frames may show the same thing


@dataclass(frozen=True, slots=True)
class _Voice:
    """One finding of one frame."""

    finding: Finding
    frame: int


def same_place(frames: Sequence[Picture]) -> bool:
    """Say whether all frames of a burst show one place.

    A frame that shows too little to be placed (black, covered, blurred) speaks neither for nor
    against; fewer than two that do are one place.

    Args:
        frames: RGB pictures in any order.
    """
    details = [one for one in map(place_details, frames) if is_telling(one)]
    reached, waiting = details[:1], details[1:]
    for known in reached:  # grows while it is read, until nobody new is reached
        near = [one for one in waiting if _is_one_place(known, one)]
        reached += near
        waiting = [one for one in waiting if not any(one is other for other in near)]
    return not waiting


def _is_one_place(first: Details, second: Details) -> bool:
    """Say whether two pictures overlap, in whichever of several ways."""
    try:
        return match_pair(first, second) is not None
    except Ambiguous:  # it is not clear how, but they show the same things
        return True


def vote(per_frame: Sequence[Sequence[Finding]], *, least: int = 2) -> tuple[Finding, ...]:
    """Keep what at least so many frames of a burst show at about the same place.

    Each finding of a frame supports at most one kept finding, so two people side by side stay
    two. The order of the frames decides only whose box and words a kept finding carries: those of
    the first frame that shows it. It is as sure as the least sure of the surest frames needed.

    Args:
        per_frame: The findings of each frame; of all frames, those that show nothing too.
        least: How many frames must agree; all of them where there are fewer. One frame passes
            unchanged.

    Raises:
        ValueError: If `least` is not positive.

    Example:
        >>> spill = Finding("spill", Box(0, 0, 10, 10), 0.9, "spill-1")
        >>> len(vote([[spill], [], [spill]])), len(vote([[spill], [], []]))
        (1, 0)
    """
    if least < 1:
        msg = f"at least one frame must agree, got {least}"
        raise ValueError(msg)
    if len(per_frame) == 1:
        return tuple(per_frame[0])
    needed = min(least, len(per_frame))
    groups = _grouped(
        [_Voice(one, frame) for frame, found in enumerate(per_frame) for one in found]
    )
    said = [_spoken(group, needed) for group in groups if len(group) >= needed]
    return _named_apart(sorted(said, key=lambda voice: voice.frame))


def _grouped(voices: Sequence[_Voice]) -> list[list[_Voice]]:
    """Put together what frames say about the same thing, the nearest first."""
    groups = {number: [voice] for number, voice in enumerate(voices)}
    belongs = list(groups)
    for first, second in _near_pairs(voices):
        one, other = belongs[first], belongs[second]
        frames = [voice.frame for voice in (*groups[one], *groups[other])]
        if one != other and len(set(frames)) == len(frames):
            groups[one] += groups.pop(other)
            belongs = [one if group == other else group for group in belongs]
    return list(groups.values())


def _near_pairs(voices: Sequence[_Voice]) -> Iterator[tuple[int, int]]:
    """Pairs of voices that may mean the same thing, the nearest first, whatever their order."""
    pairs = []
    for one, other in combinations(range(len(voices)), 2):
        near = _nearness(voices[one].finding, voices[other].finding)
        if near >= _NEAR:
            names = sorted(_name(voices[index].finding) for index in (one, other))
            pairs.append((-near, names, one, other))
    yield from ((one, other) for _, _, one, other in sorted(pairs))


def _name(finding: Finding) -> tuple[float | str, ...]:
    box = finding.box
    return box.left, box.top, box.right, box.bottom, finding.confidence, finding.item


def _nearness(first: Finding, second: Finding) -> float:
    """How likely two findings are one thing seen twice, 0 to 1."""
    if (first.kind, first.model) != (second.kind, second.model):
        return 0.0
    if first.kind == FindingKind.ZONE_CHANGED:
        return float(first.item == second.item)
    return max(iou(first.box, second.box), _closeness(first.box, second.box))


def _closeness(first: Box, second: Box) -> float:
    """Nearness of boxes of one size whose middles moved a little, as hands and people do."""
    size = math.sqrt(math.sqrt(first.area * second.area))
    if size <= 0 or not 1 / 3 < first.area / second.area < 3:  # noqa: PLR2004 - thrice the area
        return 0.0
    return max(0.0, 0.5 - 0.5 * math.dist(first.center, second.center) / size)


def _spoken(group: Sequence[_Voice], needed: int) -> _Voice:
    """What a group of frames says together."""
    first = min(group, key=lambda voice: voice.frame)
    surest = sorted((voice.finding.confidence for voice in group), reverse=True)
    return replace(first, finding=replace(first.finding, confidence=surest[needed - 1]))


def _named_apart(said: Sequence[_Voice]) -> tuple[Finding, ...]:
    """Rename what different frames call the same: the first `person-1` of two keeps the name."""
    names: dict[tuple[int, str], str] = {}
    for voice in said:
        item = voice.finding.item
        if (voice.frame, item) not in names:
            stem = item.rpartition("-")[0] or item
            others = (f"{stem}-{number}" for number in count(1))
            taken = names.values()
            names[voice.frame, item] = next(
                one for one in chain([item], others) if one not in taken
            )
    return tuple(
        replace(voice.finding, item=names[voice.frame, voice.finding.item]) for voice in said
    )
