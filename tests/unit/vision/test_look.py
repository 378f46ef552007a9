"""The door to shelves, on drawn scenes and on real photos, and what is drawn of them."""

import io

import numpy as np
import pytest
from PIL import Image, ImageFilter

from tests.unit.vision.pictures import (
    REAL_PHOTOS,
    CannedDetector,
    encoded,
    flat,
    gradient,
    plan,
    real_photos,
    seen,
    shelf,
)
from vision.errors import PhotoRefused
from vision.look import look_at_shelf
from vision.overlay import LONG_SIDE, MAX_BYTES, draw_shelf, open_photo
from vision.reports import ShelfReport
from vision.training.demo import render_shelf
from vision.training.scenes import SceneTruth
from vision.values import Box, Detection, Planogram, QualityIssue, Thing, Verdict

BAY = plan([[2, 3, 1], [4, 2], [1, 2, 3]], facing_mm=150)


def oracle(truth: SceneTruth, things: tuple[Thing, ...] = tuple(Thing)) -> CannedDetector:
    """A detector that sees exactly what was drawn, at whatever size it is shown."""

    def answer(shape: tuple[int, ...]) -> list[Detection]:
        scale = shape[1] / truth.width
        return [
            Detection(Box(*(scale * edge for edge in edges(one.box))), one.thing, 0.9)
            for one in truth.objects
            if one.thing in things
        ]

    return CannedDetector(answer)


def edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def blurred(content: bytes) -> bytes:
    picture = Image.open(io.BytesIO(content)).filter(ImageFilter.GaussianBlur(12))
    return encoded(picture, "JPEG")


@pytest.mark.parametrize(
    "missing", [(), ("0.1",), ("1.1", "2.0"), ("0.0", "1.0"), ("2.0", "2.1", "2.2")]
)
@pytest.mark.parametrize("seed", [3, 11])
def test_empty_slots_are_found_and_nothing_else(missing: tuple[str, ...], seed: int) -> None:
    content, truth = render_shelf(BAY, seed=seed, missing=missing)
    report = look_at_shelf(content, BAY, detector=oracle(truth))
    assert report.quality.is_judgeable
    assert (report.width, report.height) == (truth.width, truth.height)
    assert {finding.item for finding in report.findings} == set(missing)
    assert all(finding.confidence > 0.7 for finding in report.findings)
    for position in report.positions:
        if position.verdict is Verdict.PRESENT:
            assert position.seen_facings == position.slot.facings
    assert report.model_version == "canned-1+eyes1"


def test_findings_name_rows_when_there_is_no_planogram() -> None:
    content, truth = render_shelf(BAY, seed=3, missing=["1.1"])
    report = look_at_shelf(content, None, detector=oracle(truth))
    assert report.positions == ()
    [finding] = report.findings
    assert finding.item.startswith("row-1@0.8")
    assert finding.facings == 2


@pytest.mark.parametrize("planogram", [None, BAY])
def test_nothing_is_claimed_when_nothing_is_seen(planogram: Planogram | None) -> None:
    content, _ = render_shelf(BAY, seed=3)
    report = look_at_shelf(content, planogram, detector=CannedDetector(lambda _: []))
    assert report.quality.issues == (QualityIssue.WRONG_SCENE,)
    assert (report.findings, report.positions) == ((), ())


def test_photo_that_cannot_be_judged_has_issues_and_no_findings() -> None:
    content, truth = render_shelf(BAY, seed=3, missing=["1.1"])
    report = look_at_shelf(blurred(content), BAY, detector=oracle(truth))
    assert report.quality.issues == (QualityIssue.BLURRED,)
    assert (report.findings, report.positions, report.detections) == ((), (), ())


def test_shelf_seen_from_too_far_is_not_judged() -> None:
    content, _ = render_shelf(BAY, seed=3, missing=["1.1"])
    tiny = flat(shelf([[x * 8.0 for x in range(20)]] * 3, width=7, height=9, pitch=14))
    report = look_at_shelf(content, BAY, detector=CannedDetector(lambda _: seen(tiny)))
    assert report.quality.issues == (QualityIssue.TOO_FAR,)
    assert len(report.detections) == 60
    assert (report.findings, report.positions) == ((), ())


@pytest.mark.parametrize("content", [b"", b"hello", encoded(gradient(100, 80), "JPEG")[:500]])
def test_bytes_that_are_no_photo_are_refused(content: bytes) -> None:
    with pytest.raises(PhotoRefused):
        look_at_shelf(content, None, detector=CannedDetector(lambda _: []))


def opened(content: bytes) -> np.ndarray:
    assert len(content) < MAX_BYTES
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "JPEG"
    assert not picture.getexif()
    assert picture.width <= LONG_SIDE
    return np.asarray(picture.convert("RGB"), np.int32)


def near(rgb: np.ndarray, colour: tuple[int, int, int]) -> int:
    """How many pixels have about this colour."""
    return int((np.abs(rgb - colour).max(axis=2) < 30).sum())


@pytest.mark.parametrize("locale", ["en", "zh-CN", "fr"])
def test_shelf_is_drawn_with_its_verdicts(locale: str) -> None:
    content, truth = render_shelf(BAY, seed=3, missing=["1.1"])
    report = look_at_shelf(content, BAY, detector=oracle(truth))
    drawn = opened(draw_shelf(open_photo(content), report, locale=locale))
    plain = opened(
        draw_shelf(open_photo(content), ShelfReport(report.quality, 1600, 1200), locale=locale)
    )
    assert drawn.shape == plain.shape == (960 + 40, 1280, 3)
    assert near(drawn, (213, 94, 0)) > near(plain, (213, 94, 0)) + 1000
    assert near(drawn, (0, 114, 178)) > near(plain, (0, 114, 178)) + 1000
    legend = drawn[-40:]
    assert 100 < (legend.max(axis=2) < 100).sum() < 8000  # written, not filled


def test_languages_differ_in_the_legend_only() -> None:
    content, truth = render_shelf(BAY, seed=3, missing=["1.1"])
    report = look_at_shelf(content, BAY, detector=oracle(truth))
    english, chinese = (
        opened(draw_shelf(open_photo(content), report, locale=x)) for x in ("en", "zh-CN")
    )
    assert (english[:900] == chinese[:900]).all()
    assert (english[-40:] != chinese[-40:]).any()


def test_doubt_and_photos_without_a_planogram_are_drawn() -> None:
    content, truth = render_shelf(BAY, seed=3, missing=["1.1"])
    eyes = oracle(truth)
    half = CannedDetector(
        lambda shape: [
            Detection(one.box, one.thing, 0.4 if one.box.left > shape[1] * 0.7 else 0.9)
            for one in eyes.detect(np.zeros(shape, np.uint8))
        ]
    )
    report = look_at_shelf(content, BAY, detector=half)
    assert Verdict.LOW_CONFIDENCE in {position.verdict for position in report.positions}
    assert near(opened(draw_shelf(open_photo(content), report, locale="en")), (230, 159, 0)) > 500
    free = look_at_shelf(content, None, detector=eyes)
    assert near(opened(draw_shelf(open_photo(content), free, locale="en")), (0, 114, 178)) > 1000


def test_refusal_is_written_above_the_photo() -> None:
    content = blurred(render_shelf(BAY, seed=3)[0])
    report = look_at_shelf(content, BAY, detector=CannedDetector(lambda _: []))
    drawn = opened(draw_shelf(open_photo(content), report, locale="zh-CN"))
    assert drawn.shape[0] == 960 + 80
    assert (drawn[:40].max(axis=2) < 100).sum() > 300


def test_long_refusals_are_written_smaller() -> None:
    picture = Image.new("RGB", (120, 500), "white")
    content = encoded(picture, "JPEG")
    report = look_at_shelf(content, None, detector=CannedDetector(lambda _: []))
    assert len(report.quality.issues) == 3
    assert opened(draw_shelf(open_photo(content), report, locale="en")).shape == (500 + 160, 120, 3)


def noise() -> bytes:
    rgb = np.random.default_rng(4).integers(60, 190, (900, 1500, 3), np.uint8)
    return encoded(Image.fromarray(rgb), "JPEG", quality=90)


def test_hidden_boxes_cannot_be_recognised() -> None:
    content = noise()
    report = ShelfReport(
        look_at_shelf(content, None, detector=CannedDetector(lambda _: [])).quality, 1500, 900
    )
    shown = opened(draw_shelf(open_photo(content), report, locale="en"))
    hidden = opened(
        draw_shelf(
            open_photo(content),
            report,
            locale="en",
            hide=[Box(900, 100, 1400, 700), Box(9000, 9000, 9100, 9100)],
        )
    )
    inside = np.s_[150:500, 850:1100]
    assert len({tuple(pixel) for pixel in hidden[inside].reshape(-1, 3) // 32}) < 40
    detail = [np.abs(np.diff(rgb[inside], axis=1)).mean() for rgb in (hidden, shown)]
    assert detail[0] < detail[1] / 5
    assert np.abs(hidden[:, :500] - shown[:, :500]).mean() < 10  # only the JPEG's grade differs


@real_photos
@pytest.mark.real_photos
def test_real_photos_are_drawn_small_enough() -> None:
    for path in sorted((REAL_PHOTOS / "images").iterdir()):
        content = path.read_bytes()
        one = seen([Box(x, 100, x + 90, 300) for x in (100, 200, 300)])
        report = look_at_shelf(content, None, detector=CannedDetector(lambda _, one=one: one))
        assert report.quality.is_judgeable
        assert opened(draw_shelf(open_photo(content), report, locale="zh-CN")).size
