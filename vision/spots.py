"""Findings from what scene models saw: one for each code and place, not one for each box."""

from collections.abc import Iterator, Mapping, Sequence

from vision.geometry import enclosing
from vision.items import name_spot
from vision.people import ABOUT_PEOPLE, PERSON, SURE, is_on_person
from vision.values import Box, Finding, Person, Sighting, Stage

_GAP = 0.05  # of the photo's long side: boxes nearer to each other are one place


def findings_from_sightings(
    sightings: Sequence[Sighting],
    stages: Mapping[str, Stage],
    people: Sequence[Person],
    size: tuple[int, int],
) -> tuple[Finding, ...]:
    """Make one finding for each code, place and model.

    What active models agree on is said once, by the surest; a shadow model speaks for itself. A
    code about people needs a visible person.

    Args:
        sightings: Of all models; those under their working point are left out.
        stages: Of each model, by its version; a model that is not in it is active.
        people: Who is on the photo.
        size: Width and height of the photo, pixels.
    """
    told = [one for one in sightings if _is_told(one, people)]
    found: list[Finding] = []
    for key in sorted({_key(one, stages) for one in told}):
        mine = [one for one in told if _key(one, stages) == key]
        found += [
            _finding([mine[number] for number in group], size, is_shadow=bool(key[1]))
            for group in _grouped([one.box for one in mine], _GAP * max(size))
        ]
    return tuple(found)


def count_unclear_sightings(
    sightings: Sequence[Sighting], people: Sequence[Person]
) -> dict[str, int]:
    """Count, by code, what was seen about people where no person is seen for sure."""
    counts: dict[str, int] = {}
    for one in sightings:
        if _is_sure(one) and one.label in ABOUT_PEOPLE and not is_on_person(one.box, people):
            counts[one.label] = counts.get(one.label, 0) + 1
    return counts


def _is_told(one: Sighting, people: Sequence[Person]) -> bool:
    needs_person = one.label in ABOUT_PEOPLE
    return _is_sure(one) and (not needs_person or is_on_person(one.box, people))


def _is_sure(one: Sighting) -> bool:
    return one.label != PERSON and one.confidence >= SURE


def _key(one: Sighting, stages: Mapping[str, Stage]) -> tuple[str, str]:
    """What belongs together: a code, and who is on probation."""
    is_shadow = stages.get(one.model) is Stage.SHADOW
    return one.label, one.model if is_shadow else ""


def _finding(seen: Sequence[Sighting], size: tuple[int, int], *, is_shadow: bool) -> Finding:
    surest = max(seen, key=lambda one: one.confidence)
    box = enclosing([one.box for one in seen])
    x, y = box.center[0] / size[0], box.center[1] / size[1]
    item = name_spot(surest.label, x, y)
    return Finding(
        surest.label, box, surest.confidence, item, model=surest.model, is_shadow=is_shadow
    )


def _grouped(boxes: Sequence[Box], gap: float) -> Iterator[list[int]]:
    """Put together boxes that touch, overlap or nearly touch, also by way of others."""
    left = list(range(len(boxes)))
    while left:
        group = [left.pop(0)]
        for known in group:  # grows while it is read
            near = [one for one in left if _apart(boxes[known], boxes[one]) <= gap]
            group += near
            left = [one for one in left if one not in near]
        yield group


def _apart(first: Box, second: Box) -> float:
    """Pixels between two boxes, 0 where they overlap."""
    aside = max(first.left - second.right, second.left - first.right, 0.0)
    above = max(first.top - second.bottom, second.top - first.bottom, 0.0)
    return max(aside, above)
