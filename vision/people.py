"""Who is on a kitchen photo, and of whom it may be said that something is missing.

A person comes first: a face is judged only where a body belongs to it. Posters, packs and screens
show faces too, and nobody is accused for a picture.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vision.geometry import coverage, iou
from vision.values import Box, Face, Finding, FindingKind, MaskState, Person, Sighting

PERSON = "person"  # what scene models call people
ABOUT_PEOPLE = frozenset({"no_mask", "no_hat", "wrong_cap", "no_gloves", "no_uniform"})
"""Codes that need somebody to whom something is missing."""

SURE = 0.5  # confidence from which a person is believed
CROWD = 12  # more people than this hide each other: nobody is judged
_BODY = 2.25  # of a face's height: what must show below the chin, about to the waist
_HAIR = 1.25  # of a face's height: what may show above it, a cook's hat too
_INSIDE = 0.7  # share of a face that must lie on the person
_SHOULDERS = 1.1  # of a face's width: a body is no narrower
_TOUCHES = 0.3  # share of a face on a person from which the two may have to do with each other
_SAME = 0.6  # overlap at which two models saw one person


@dataclass(frozen=True, slots=True)
class _Pair:
    """A face that may be the head of a person."""

    face: int
    person: int
    offset: float  # from where a head is expected, in widths of the person


def find_people(
    persons: Sequence[Sighting], faces: Sequence[Face], *, is_person_known: bool = True
) -> tuple[Person, ...]:
    """Give faces to bodies.

    A verdict on a face is kept only where the face is the head of somebody whose body goes on
    below the chin. A face that has to do with no person at all is a picture. Everything between
    the two is a person of whom nothing can be said, and so is everybody in a crowd.

    Args:
        persons: What scene models called a person, doubtful ones too.
        faces: Every face, with what it shows.
        is_person_known: Whether any model knows persons; without one nobody is judged, and no
            face is called a picture.

    Returns:
        People and pictures from left to right. Faces of people who are not judged say so.
    """
    if not is_person_known:
        return _sorted(_unjudged(face) for face in faces)
    seen = _merged(persons)
    sure = [one for one in seen if one.confidence >= SURE]
    heads = _heads(sure, faces)
    people = [
        Person(one.box, one.confidence, _verdict(one.box, faces, heads.get(number)))
        for number, one in enumerate(sure)
    ]
    taken = set(heads.values())
    left = [face for number, face in enumerate(faces) if number not in taken]
    people += [_without_body(face, seen) for face in left]
    if sum(not one.is_picture for one in people) > CROWD:
        people = [without_verdict(one) for one in people]
    return _sorted(people)


def missing_masks(people: Sequence[Person], *, model: str = "") -> tuple[Finding, ...]:
    """Make one finding per bare face, people numbered from the left, pictures not counted."""
    real = [one for one in people if not one.is_picture]
    return tuple(
        Finding(
            FindingKind.NO_MASK, one.face.box, one.face.confidence, f"person-{number}", model=model
        )
        for number, one in enumerate(real, start=1)
        if one.face is not None and one.face.state is MaskState.NO_MASK
    )


def count_unclear(people: Sequence[Person]) -> int:
    """Count the people of whom nobody can tell whether they wear a mask."""
    return sum(
        not one.is_picture and (one.face is None or one.face.state is MaskState.CANNOT_TELL)
        for one in people
    )


def as_picture(person: Person) -> Person:
    """Call somebody a picture: what it shows is nobody's fault."""
    return replace(without_verdict(person), is_picture=True)


def without_verdict(person: Person) -> Person:
    """Take back what was said of a person."""
    return replace(person, face=person.face and _silent(person.face))


def is_on_person(box: Box, people: Sequence[Person]) -> bool:
    """Say whether something was seen on a real person."""
    real = [one.box for one in people if not one.is_picture]
    return any(coverage(box, by=body) >= _INSIDE for body in real)


def _merged(persons: Sequence[Sighting]) -> list[Sighting]:
    """Leave one of each person that several models saw, the surest."""
    kept: list[Sighting] = []
    for one in sorted(persons, key=lambda one: -one.confidence):
        if all(iou(one.box, other.box) < _SAME for other in kept):
            kept.append(one)
    return kept


def _heads(persons: Sequence[Sighting], faces: Sequence[Face]) -> dict[int, int]:
    """Which face is whose: by number of the person, the face that lies best."""
    heads: dict[int, int] = {}
    for pair in sorted(_pairs(persons, faces), key=lambda pair: pair.offset):
        if pair.person not in heads and pair.face not in heads.values():
            heads[pair.person] = pair.face
    return heads


def _pairs(persons: Sequence[Sighting], faces: Sequence[Face]) -> Iterator[_Pair]:
    for number, person in enumerate(persons):
        for index, face in enumerate(faces):
            if _is_head(face.box, person.box):
                yield _Pair(index, number, _offset(face.box, person.box))


def _is_head(face: Box, person: Box) -> bool:
    """Say whether a face lies where a person's head is."""
    return (
        coverage(face, by=person) >= _INSIDE
        and face.top - person.top <= _HAIR * face.height
        and person.width >= _SHOULDERS * face.width
    )


def _offset(face: Box, person: Box) -> float:
    """How far a face is from the top middle of a person, in widths of the person."""
    aside = abs(face.center[0] - person.center[0])
    below = max(0.0, face.top - person.top)
    return (aside + below) / person.width


def _verdict(body: Box, faces: Sequence[Face], head: int | None) -> Face | None:
    """What may be said of a person: nothing where the body ends at the chin."""
    if head is None:
        return None
    face = faces[head]
    goes_on = body.bottom - face.box.bottom >= _BODY * face.box.height
    return face if goes_on else _silent(face)


def _without_body(face: Face, seen: Sequence[Sighting]) -> Person:
    """Tell a picture from somebody whose body was not seen for sure."""
    is_near = any(coverage(face.box, by=one.box) >= _TOUCHES for one in seen)
    return replace(_unjudged(face), is_picture=not is_near)


def _unjudged(face: Face) -> Person:
    return Person(face.box, 0.0, _silent(face))


def _silent(face: Face) -> Face:
    """The same face without a verdict."""
    if face.state is MaskState.CANNOT_TELL:
        return face
    return Face(face.box, MaskState.CANNOT_TELL, 1.0)


def _sorted(people: Iterator[Person] | Sequence[Person]) -> tuple[Person, ...]:
    return tuple(sorted(people, key=lambda one: (one.box.left, one.box.top)))
