"""Person first: tables of who may be judged, odd rows included, and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.people import (
    CROWD,
    as_picture,
    count_unclear,
    find_people,
    is_on_person,
    missing_masks,
    without_verdict,
)
from vision.values import Box, Face, MaskState, Person, Sighting

BODY = Box(100, 100, 300, 900)
HEAD = Box(160, 130, 240, 230)  # 80 x 100, in the BODY


def face(box: Box = HEAD, state: MaskState = MaskState.NO_MASK, sure: float = 0.9) -> Face:
    return Face(box, state, sure)


def person(box: Box = BODY, sure: float = 0.9, model: str = "scene-1") -> Sighting:
    return Sighting("person", box, sure, model)


def moved(box: Box, x: float = 0, y: float = 0) -> Box:
    return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)


SAID, PERSON, PICTURE = "no mask", "a person of whom nobody can tell", "a picture"


@pytest.mark.parametrize(
    ("persons", "faces", "expected"),
    [
        ([], [], []),
        ([person()], [], [PERSON]),  # turned away
        ([person()], [face()], [SAID]),
        ([person(sure=0.5)], [face()], [SAID]),
        ([person(sure=0.49)], [face()], [PERSON]),  # a doubtful body
        ([], [face()], [PICTURE]),  # a poster, a pack, a screen
        ([person()], [face(moved(HEAD, x=600))], [PERSON, PICTURE]),
        ([person()], [face(state=MaskState.CANNOT_TELL)], [PERSON]),
        # the body ends at the chin: a close portrait, a bust on a poster
        ([person(Box(100, 100, 300, 454))], [face()], [PERSON]),
        ([person(Box(100, 100, 300, 455))], [face()], [SAID]),
        # the face is no head: on the belly, at the rim, wider than the shoulders
        ([person()], [face(moved(HEAD, y=300))], [PERSON, PERSON]),
        ([person()], [face(moved(HEAD, x=-85))], [PERSON, PERSON]),
        ([person()], [face(moved(HEAD, x=-120))], [PICTURE, PERSON]),
        ([person(Box(158, 100, 242, 900))], [face()], [PERSON, PERSON]),
        # a tall hat fits, a shelf above the head does not
        ([person(Box(100, 5, 300, 900))], [face()], [SAID]),
        ([person(Box(100, 4, 300, 900))], [face()], [PERSON, PERSON]),
        # two faces on one body: the upper middle one is the head
        ([person()], [face(), face(Box(110, 180, 170, 250))], [SAID, PERSON]),
        # two models saw one person
        ([person(), person(moved(BODY, x=10), 0.7, "own-1")], [face()], [SAID]),
        # two people close together, one face each
        (
            [person(), person(moved(BODY, x=120))],
            [face(), face(moved(HEAD, x=120))],
            [SAID, SAID],
        ),
        # a body without extent
        ([person(Box(200, 100, 200, 900))], [face()], [PERSON, PICTURE]),
        # a face without extent: on the person, but of no size to be a head
        ([person()], [face(Box(200, 150, 200, 150))], [PERSON, PICTURE]),
    ],
)
def test_verdict_needs_a_body(
    persons: list[Sighting], faces: list[Face], expected: list[str]
) -> None:
    people = find_people(persons, faces)
    assert sorted(word(one) for one in people) == sorted(expected)
    assert len(missing_masks(people)) == expected.count(SAID)
    assert count_unclear(people) == expected.count(PERSON)


def word(one: Person) -> str:
    if one.is_picture:
        return PICTURE
    said = one.face is not None and one.face.state is MaskState.NO_MASK
    return SAID if said else PERSON


@pytest.mark.parametrize("count", [CROWD, CROWD + 1])
def test_nobody_is_judged_in_a_crowd(count: int) -> None:
    persons = [person(moved(BODY, x=250 * n)) for n in range(count)]
    faces = [face(moved(HEAD, x=250 * n)) for n in range(count)]
    people = find_people(persons, faces)
    assert len(people) == count
    assert len(missing_masks(people)) == (count if count <= CROWD else 0)
    assert count_unclear(people) == (0 if count <= CROWD else count)


def test_pictures_do_not_make_a_crowd() -> None:
    posters = [face(moved(HEAD, x=250 * n, y=2000)) for n in range(CROWD)]
    people = find_people([person()], [face(), *posters])
    assert [one.item for one in missing_masks(people, model="mask-1")] == ["person-1"]
    assert count_unclear(people) == 0


def test_people_are_numbered_from_the_left_and_pictures_are_not() -> None:
    right, left = moved(BODY, x=900), BODY
    faces = [face(moved(HEAD, x=900)), face(state=MaskState.MASK), face(moved(HEAD, x=-5000))]
    [finding] = missing_masks(find_people([person(right), person(left)], faces), model="mask-1")
    assert (finding.item, finding.model, finding.confidence) == ("person-2", "mask-1", 0.9)
    assert finding.box == faces[0].box


@pytest.mark.parametrize("persons", [[], [person()]])
def test_nobody_is_judged_where_no_model_knows_people(persons: list[Sighting]) -> None:
    people = find_people(persons, [face(), face(moved(HEAD, x=600))], is_person_known=False)
    assert (missing_masks(people), count_unclear(people)) == ((), 2)
    assert not any(one.is_picture for one in people)


def test_verdict_can_be_taken_back() -> None:
    [one] = find_people([person()], [face()])
    assert count_unclear([without_verdict(one)]) == 1
    assert count_unclear([as_picture(one)]) == 0
    assert missing_masks([without_verdict(one)]) == missing_masks([as_picture(one)]) == ()
    nobody = Person(BODY, 0.9)
    assert without_verdict(nobody) == nobody


def test_things_lie_on_real_people_only() -> None:
    people = [Person(BODY, 0.9), Person(moved(BODY, x=600), 0.9, is_picture=True)]
    assert is_on_person(HEAD, people)
    assert not is_on_person(moved(HEAD, x=600), people)
    assert not is_on_person(moved(HEAD, x=-90), people)


edges = st.floats(0, 1000, allow_nan=False)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, right = sorted((draw(edges), draw(edges)))
    top, bottom = sorted((draw(edges), draw(edges)))
    return Box(left, top, right, bottom)


sightings = st.lists(
    st.builds(Sighting, st.just("person"), boxes(), st.floats(0.2, 1), st.just("m")), max_size=6
)
seen_faces = st.lists(
    st.builds(Face, boxes(), st.sampled_from(MaskState), st.floats(0, 1)), max_size=6, unique=True
)


@given(sightings, seen_faces)
def test_faces_are_all_there_once_and_only_sure_people_are_told_of(
    persons: list[Sighting], faces: list[Face]
) -> None:
    people = find_people(persons, faces)
    shown = [one.face for one in people if one.face is not None]
    assert sorted(map(str, (one.box for one in shown))) == sorted(map(str, (f.box for f in faces)))
    told = missing_masks(people)
    bare = {one.box for one in faces if one.state is MaskState.NO_MASK}
    assert all(one.box in bare for one in told)
    assert len(told) <= sum(one.confidence >= 0.5 for one in persons)
    real = [one for one in people if not one.is_picture]
    assert len({one.item for one in told}) == len(told)
    assert count_unclear(people) + len(told) <= len(real)


@given(sightings, seen_faces)
def test_people_without_bare_faces_raise_nothing(
    persons: list[Sighting], faces: list[Face]
) -> None:
    masked = [Face(one.box, MaskState.MASK, one.confidence) for one in faces]
    assert missing_masks(find_people(persons, masked)) == ()
    assert missing_masks(find_people([], faces)) == ()


@given(sightings, seen_faces, st.randoms(use_true_random=False))
def test_order_does_not_matter(persons: list[Sighting], faces: list[Face], rng: object) -> None:
    said = missing_masks(find_people(persons, faces))
    shuffled = list(faces)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    again = missing_masks(find_people(persons, shuffled))
    assert len(again) == len(said)
