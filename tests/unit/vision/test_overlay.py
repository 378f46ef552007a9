"""What is drawn on photos: every verdict has its own mark, and every letter is in the font."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.unit.vision.pictures import encoded
from vision.facings import Extra, ExtraKind, Facing
from vision.legend import MAX_BYTES, WORDS, framed
from vision.marks import Mark, Pen, font
from vision.overlay import LONG_SIDE, draw_kitchen, draw_shelf, open_photo
from vision.quality import gate
from vision.reports import KitchenReport, ShelfReport
from vision.values import (
    Box,
    Face,
    Finding,
    FindingKind,
    MaskState,
    Person,
    PositionVerdict,
    Quality,
    QualityIssue,
    Slot,
    Verdict,
)

GOOD = Quality((), 900, 120, 0)
SIDE = 120


def photo(width: int = 1600, height: int = 1200, *, noise: bool = False) -> bytes:
    rgb = np.full((height, width, 3), 128, np.uint8)
    if noise:
        rgb = np.random.default_rng(1).integers(0, 255, rgb.shape, np.uint8)
    return encoded(Image.fromarray(rgb), "JPEG", quality=92)


def opened(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), np.int32)


def position(number: int, verdict: Verdict, box: Box | None) -> PositionVerdict:
    return PositionVerdict(Slot(f"s{number}", f"sku-{number}", 0, 0, 10), verdict, box, 0.9)


def drawn(report: ShelfReport, content: bytes, locale: str = "en") -> np.ndarray:
    return opened(draw_shelf(open_photo(content), report, locale=locale))


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_every_word_can_be_written(locale: str) -> None:
    blank = bytes(font(20).getmask("\ufffe"))
    texts = [words[locale] for _, words in WORDS.values()]
    texts += [mark.value for mark in Mark]
    texts += [
        words[locale]
        for issue in gate().words.values()
        for words in (issue["reason"], issue["retake"])
    ]
    letters = set("".join(texts)) - {" "}
    assert not {each for each in letters if bytes(font(20).getmask(each)) == blank}


def test_every_mark_looks_different_without_colour() -> None:
    """Drawn in grey on grey, no two marks are alike: signs and lines tell them apart."""
    seen = {}
    for mark in Mark:
        picture = Image.new("RGB", (SIDE, SIDE), (128, 128, 128))
        Pen(picture).mark(mark, (15, 15, SIDE - 15, SIDE - 15))
        grey = np.asarray(picture.convert("L"), np.int32)
        shape = np.abs(grey - 128) > 12
        for other, shape_of_other in seen.items():
            assert (shape != shape_of_other).sum() > 60, (mark, other)
        seen[mark] = shape


def test_every_verdict_is_drawn_and_counted() -> None:
    plain = drawn(ShelfReport(GOOD, 1600, 1200), photo())
    for number, verdict in enumerate(Verdict):
        box = None if verdict is Verdict.NOT_VISIBLE else Box(400, 400, 700, 800)
        report = ShelfReport(GOOD, 1600, 1200, positions=(position(number, verdict, box),))
        changed = np.abs(drawn(report, photo()) - plain).max(axis=2) > 60
        assert changed[-40:].sum() > 50, verdict  # explained below
        assert bool(changed[:-40].sum() > 300) is (box is not None), verdict


def test_missing_product_is_named_at_its_place() -> None:
    box = Box(400, 400, 900, 800)
    finding = Finding(FindingKind.GAP, box, 0.9, "s1", "cola-330")
    named = drawn(ShelfReport(GOOD, 1600, 1200, findings=(finding,)), photo())
    nameless = drawn(ShelfReport(GOOD, 1600, 1200, findings=(replace(finding, sku=None),)), photo())
    rows, columns = np.nonzero(np.abs(named - nameless).max(axis=2) > 60)
    assert 310 < rows.min() < rows.max() < 360  # on the label at the top of the place
    assert columns.max() > 390


def test_position_with_a_finding_is_drawn_once() -> None:
    box = Box(400, 400, 700, 800)
    finding = Finding(FindingKind.GAP, box, 0.9, "s1", "sku-1")
    report = ShelfReport(
        GOOD, 1600, 1200, positions=(position(1, Verdict.GAP, box),), findings=(finding,)
    )
    alone = replace(report, positions=())
    assert (drawn(report, photo()) == drawn(alone, photo())).all()


def test_extra_is_drawn_unless_a_finding_tells_it() -> None:
    facing = Facing(Box(400, 400, 700, 800), 0.9, 0, 0)
    extra = ShelfReport(GOOD, 1600, 1200, extras=(Extra(facing, ExtraKind.FOREIGN),))
    green = (np.abs(drawn(extra, photo()) - (0, 158, 115)).max(axis=2) < 40).sum()
    assert green > 300
    finding = Finding(FindingKind.MISPLACED, facing.box, 0.9, "s1")
    told = replace(extra, findings=(finding,))
    assert (np.abs(drawn(told, photo()) - (0, 158, 115)).max(axis=2) < 40).sum() < green / 4


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_crowded_noisy_shelf_stays_small_enough_for_a_phone(locale: str) -> None:
    verdicts = [one for one in Verdict if one is not Verdict.NOT_VISIBLE]
    positions, findings = [], []
    for number in range(300):
        row, column = divmod(number, 30)
        box = Box(column * 100, row * 220, column * 100 + 80, row * 220 + 200)
        positions.append(position(number, verdicts[number % len(verdicts)], box))
        if number % 3 == 0:
            name = f"a-very-long-product-name-that-nobody-can-read-{number}"
            findings.append(Finding(FindingKind.GAP, box, 0.9, f"s{number}", name))
    report = ShelfReport(GOOD, 3000, 2250, positions=tuple(positions), findings=tuple(findings))
    content = draw_shelf(open_photo(photo(3000, 2250, noise=True)), report, locale=locale)
    assert len(content) < MAX_BYTES
    assert max(opened(content).shape[:2]) <= LONG_SIDE + 200


@pytest.mark.parametrize("box", [Box(0, 0, 0, 0), Box(1599, 1199, 1600, 1200), Box(-50, -50, 1, 1)])
def test_tiny_boxes_at_the_border_are_drawn(box: Box) -> None:
    finding = Finding(FindingKind.WRONG_PRODUCT, box, 0.9, "s1", "x" * 200)
    report = ShelfReport(GOOD, 1600, 1200, findings=(finding,))
    assert drawn(report, photo()).shape == (1000, 1280, 3)


def test_legend_takes_more_lines_on_a_narrow_photo() -> None:
    counts = dict.fromkeys(WORDS, 12)
    narrow = framed(Image.new("RGB", (300, 400)), [], counts, "version", "en")
    wide = framed(Image.new("RGB", (3000, 400)), [], counts, "version", "en")
    assert narrow.height > wide.height == 440
    assert narrow.width == 300


def test_every_entry_of_the_legend_has_room_for_its_mark() -> None:
    text = "in stock 90"
    plain = framed(Image.new("RGB", (900, 40)), [], {"not_visible": 90}, "", "en")
    both = framed(Image.new("RGB", (900, 40)), [], {"present": 90, "gap": 1}, "", "en")
    assert plain.size == both.size
    band = np.asarray(both.convert("L"))[50:, :]
    inked = np.flatnonzero((band < 200).any(0))
    first_text_ends = 10 + 26 + font(20).getlength(text)
    after = inked[inked > first_text_ends + 1]
    assert after.size
    assert after[0] >= first_text_ends + 15, "the next mark keeps its distance"


HEAD, BODY = Box(400, 200, 480, 300), Box(340, 150, 540, 900)


def a_kitchen(*findings: Finding, state: MaskState | None = None, **more: object) -> KitchenReport:
    face = None if state is None else Face(HEAD, state, 0.9)
    people = (Person(BODY, 0.9, face),)
    faces = () if face is None else (face,)
    return KitchenReport(GOOD, 1600, 1200, faces, findings, people=people, **more)


def kitchen_drawn(report: KitchenReport, locale: str = "en", *, noise: bool = False) -> np.ndarray:
    return opened(draw_kitchen(open_photo(photo(noise=noise)), report, locale=locale))


def changed_by(report: KitchenReport, before: KitchenReport, locale: str = "en") -> np.ndarray:
    apart = np.abs(kitchen_drawn(report, locale) - kitchen_drawn(before, locale))
    return np.asarray(apart.max(axis=2) > 60)


NOBODY = KitchenReport(GOOD, 1600, 1200)


@pytest.mark.parametrize("state", [None, *MaskState])
def test_every_person_is_drawn_and_explained(state: MaskState | None) -> None:
    changed = changed_by(a_kitchen(state=state), NOBODY)
    assert changed[:960].sum() > 100
    assert changed[960:].sum() > 50


@pytest.mark.parametrize("locale", ["en", "zh-CN", "fr"])
@pytest.mark.parametrize("kind", [*FindingKind, "chef_on_phone"])
def test_every_finding_is_drawn_and_explained(kind: str, locale: str) -> None:
    finding = Finding(kind, Box(700, 500, 1100, 900), 0.9, "exit", model="m-1")
    changed = changed_by(replace(NOBODY, findings=(finding,)), NOBODY, locale)
    assert changed[:960].sum() > 300
    assert changed[960:].sum() > 50


def test_bare_face_is_drawn_once_with_its_number() -> None:
    bare = Finding(FindingKind.NO_MASK, HEAD, 0.9, "person-1")
    fire = Finding(FindingKind.FIRE, Box(900, 700, 1100, 900), 0.9, "fire@0.6,0.7")
    report = a_kitchen(bare, fire, state=MaskState.NO_MASK)
    alone = replace(report, people=())
    assert (kitchen_drawn(report) == kitchen_drawn(alone)).all()


def test_what_models_on_probation_saw_is_not_drawn() -> None:
    shadow = Finding(FindingKind.FIRE, BODY, 0.9, "fire@0.6,0.7", model="own-1", is_shadow=True)
    assert not changed_by(replace(NOBODY, findings=(shadow,)), NOBODY).any()


def test_pictures_of_people_are_counted_and_hidden() -> None:
    face = Face(HEAD, MaskState.CANNOT_TELL, 1.0)
    poster = KitchenReport(
        GOOD, 1600, 1200, (face,), people=(Person(HEAD, 0.0, face, is_picture=True),)
    )
    changed = changed_by(poster, NOBODY)
    assert not changed[:960].any()
    assert changed[960:].sum() > 50


def test_faces_are_unrecognisable_on_kitchen_pictures() -> None:
    """A face of soft stripes becomes a few flat blocks: its detail is gone."""
    stripes = np.tile(np.repeat(np.array([40, 220], np.uint8), 6), 134)[:1600]
    rgb = np.broadcast_to(stripes[None, :, None], (1200, 1600, 3))
    content = encoded(Image.fromarray(np.ascontiguousarray(rgb)), "JPEG", quality=92)
    seen = [
        opened(draw_kitchen(open_photo(content), report, locale="en"))[165:235, 325:379]
        for report in (a_kitchen(state=MaskState.MASK), NOBODY)
    ]
    detail = [np.abs(np.diff(part.sum(axis=2), axis=1)).mean() for part in seen]
    assert detail[0] < detail[1] / 4


def test_whole_kitchen_is_coarse_when_faces_were_not_sought() -> None:
    poor = replace(NOBODY, quality=replace(GOOD, issues=(QualityIssue.BLURRED,)))
    fire = Finding(FindingKind.FIRE, Box(700, 500, 1100, 900), 0.9, "fire@0.6,0.6")
    plain = kitchen_drawn(poor, noise=True)
    steps = np.abs(np.diff(plain[40:-40].sum(axis=2), axis=1)).max(axis=0)
    assert (steps > 25).mean() < 0.4  # flat blocks with edges between them
    told = kitchen_drawn(replace(poor, findings=(fire,)), noise=True)
    assert (np.abs(told - plain).max(axis=2) > 60).sum() > 300
