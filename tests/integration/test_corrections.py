"""From a person's word on a photo to the gallery, and to the finding it decides."""

from dataclasses import replace

import pytest
from sqlmodel import select

from checklists.errors import PhotoNotFound
from core.db import unit_of_work
from core.ids import new_id
from core.outbox import OutboxEvent
from findings import corrections
from findings.corrections import Word
from findings.errors import CorrectionDiffers, CorrectionInvalid
from findings.models import Correction, Finding, Result
from findings.queries import analysis_of
from planograms import pictures, queries
from planograms.errors import ProductNotFound
from planograms.models import PictureSource, PictureState, ProductPicture
from stores.errors import RoleMissing
from tests.factories import make_finding
from tests.fixtures.drained import Drain
from tests.integration.test_loop import Visit


@pytest.fixture
def judged(engine, storage, tenant, scene, colour_kit):
    """A judged shelf photo, and its supervisor."""
    from checklists.photos import uploads

    content, _ = scene
    with unit_of_work(engine, tenant.id) as session:
        visit = Visit(session, content)
    with unit_of_work(engine, tenant.id) as session:
        uploads.take_content(session, storage, visit.supervisor, visit.promise.id, content)
    Drain(colour_kit, tenant.id)()
    with unit_of_work(engine, tenant.id) as session:
        visit.report = analysis_of(session, visit.promise.id).report
    return visit


def word_on(report, number=0, **kw):
    """Return a person's word on one facing."""
    edges = report["facings"][number]["box"]
    box = (edges["left"], edges["top"], edges["right"], edges["bottom"])
    return Word(**({"id": new_id(), "box": box, "sku": "sku-0-0"} | kw))


def say(engine, tenant, visit, word, actor=None):
    with unit_of_work(engine, tenant.id) as session:
        return corrections.correct(session, actor or visit.supervisor, visit.promise.id, word)


def test_a_correction_teaches_the_next_photo(engine, tenant, judged, colour_kit):
    word = word_on(judged.report)
    first = say(engine, tenant, judged, word)
    assert (first.ai_sku, first.human_sku, first.final_sku) == (None, "sku-0-0", "sku-0-0")
    Drain(colour_kit, tenant.id)()
    with unit_of_work(engine, tenant.id) as session:
        [picture] = session.exec(select(ProductPicture))
        assert (picture.source, picture.state) == (PictureSource.CORRECTION, PictureState.READY)
        assert picture.box == list(word.box)
        assert picture.id == first.picture_id
        [reference] = pictures.references(session, model_version="colours-1")
        assert reference.sku == "sku-0-0"
        assert analysis_of(session, judged.promise.id).report == judged.report, "kept as it was"


def test_the_same_word_again_is_harmless_and_another_is_refused(engine, tenant, judged):
    word = word_on(judged.report)
    first, again = say(engine, tenant, judged, word), say(engine, tenant, judged, word)
    assert first.id == again.id
    with pytest.raises(CorrectionDiffers):
        say(engine, tenant, judged, replace(word, sku="sku-0-1"))
    with unit_of_work(engine, tenant.id) as session:
        assert len(session.exec(select(Correction)).all()) == 1
        added = select(OutboxEvent).where(OutboxEvent.name == "picture.added")
        assert len(session.exec(added).all()) == 1


def test_only_that_the_eyes_are_wrong_teaches_nothing(engine, tenant, judged):
    kept = say(engine, tenant, judged, word_on(judged.report, sku=None))
    assert (kept.human_sku, kept.final_sku, kept.picture_id) == (None, None, None)


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"box": (0.0, 0.0, 4.0, 100.0)}, "/box"),  # shows nothing
        ({"box": (0.0, 0.0, 9000.0, 100.0)}, "/box"),  # beyond the photo
        ({"box": (float("nan"), 0.0, 90.0, 100.0)}, "/box"),
        ({"slot": "9-99"}, "/slot"),
    ],
)
def test_a_word_that_does_not_fit_the_photo_is_refused(engine, tenant, judged, more, pointer):
    with pytest.raises(CorrectionInvalid) as refused:
        say(engine, tenant, judged, word_on(judged.report, **more))
    assert {fault.pointer for fault in refused.value.faults} == {pointer}


def test_who_may_not_review_may_not_correct(engine, tenant, judged, shop):
    with pytest.raises(RoleMissing):
        say(engine, tenant, judged, word_on(judged.report), actor=judged.fixer)
    with pytest.raises(PhotoNotFound):
        say(engine, tenant, judged, word_on(judged.report), actor=shop.manager)
    with pytest.raises(ProductNotFound):
        say(engine, tenant, judged, word_on(judged.report, sku="milk"))


@pytest.mark.parametrize(
    ("sku", "substitutes", "result"),
    [
        ("sku-0-0", [], Result.NO_FAULT),  # it is the planned product after all
        ("sku-0-1", [], Result.FAULT),
        ("sku-0-1", ["sku-0-1"], Result.FAULT),  # allowed only since the photo was judged
        (None, [], None),  # not that, but what it is nobody knows
    ],
)
def test_a_word_on_a_position_decides_its_finding(engine, tenant, judged, sku, substitutes, result):
    with unit_of_work(engine, tenant.id) as session:
        queries.product_by_sku(session, "sku-0-0").substitutes = substitutes
        finding = make_finding(
            session,
            store_id=judged.store.id,
            photo_id=judged.promise.id,
            inspection_id=judged.inspection.id,
            kind="wrong_product",
            item="0-00",
            ai_result="fault",
            decision="review",
            final_result=None,
        )
    say(engine, tenant, judged, word_on(judged.report, sku=sku, slot="0-00"))
    with unit_of_work(engine, tenant.id) as session:
        now = session.exec(select(Finding).where(Finding.id == finding.id)).one()
        assert now.ai_result == "fault"
        assert (now.human_result, now.final_result) == (result, result)


def test_old_crops_give_way_to_new_ones(engine, tenant, judged, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_CORRECTIONS", 2)
    for number in range(3):
        say(engine, tenant, judged, word_on(judged.report, number))
    with unit_of_work(engine, tenant.id) as session:
        kept = session.exec(select(ProductPicture).order_by(ProductPicture.id)).all()
        assert [picture.retired_at is None for picture in kept] == [False, True, True]
