"""From a picture of a product to eyes that know it, and from a correction to the next photo."""

import io
from dataclasses import replace

import pytest
from PIL import Image
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
from planograms.errors import PicturesFull, ProductNotFound, ProductPictureNotFound
from planograms.models import PictureSource, PictureState, ProductPicture
from planograms.pictures import Sent
from stores.errors import RoleMissing
from stores.models import Role
from tests.factories import make_actor, make_finding, make_picture, make_product, make_store
from tests.fixtures.drained import Drain
from tests.fixtures.eyes import ColourEyes
from tests.integration.test_loop import Visit

RED, BLUE = (220, 30, 30), (30, 30, 220)


def picture_of(colour, *, size=(80, 120)) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "PNG")
    return kept.getvalue()


def sent(colour=RED, **kw) -> Sent:
    import hashlib

    content = picture_of(colour, **kw)
    return Sent(content, hashlib.sha256(content).hexdigest(), "image/png")


@pytest.fixture
def colour_kit(kit):
    kit.eyes = replace(kit.eyes, products=ColourEyes())
    return kit


@pytest.fixture
def shop(engine, storage, tenant):
    """A chain that sells cola and tea, its administrator, and a way to do things in it."""

    class Shop:
        def __init__(self, session):
            self.store = make_store(session)
            self.admin = make_actor(session, Role.ADMIN)
            self.manager = make_actor(session, Role.STORE_MANAGER, store=self.store)
            self.cola = make_product(session, sku="cola")
            self.tea = make_product(session, sku="tea")

        def add(self, sku="cola", picture=None, actor=None):
            with unit_of_work(engine, tenant.id) as session:
                return pictures.add_picture(
                    session, storage, actor or self.admin, sku, picture or sent()
                )

        def all(self):
            with unit_of_work(engine, tenant.id) as session:
                return list(session.exec(select(ProductPicture).order_by(ProductPicture.id)))

        def retire(self, picture_id, sku="cola"):
            with unit_of_work(engine, tenant.id) as session:
                return pictures.retire_picture(session, self.admin, sku, picture_id)

        def references(self, version="colours-1"):
            with unit_of_work(engine, tenant.id) as session:
                return pictures.references(session, model_version=version)

    with unit_of_work(engine, tenant.id) as session:
        return Shop(session)


def test_a_picture_that_is_sent_is_known_by_the_eyes(shop, colour_kit, tenant):
    kept = shop.add()
    assert (kept.is_new, kept.picture.state) == (True, PictureState.WAITING)
    assert shop.references() == []
    assert Drain(colour_kit, tenant.id)() == ["embed_picture"]
    [picture] = shop.all()
    assert (picture.state, picture.model_version) == (PictureState.READY, "colours-1")
    [reference] = shop.references()
    assert (reference.sku, len(reference.vector)) == ("cola", 12)
    assert shop.references("other-weights") == [], "vectors of other weights cannot be compared"


def test_the_same_picture_twice_is_one_picture(shop, colour_kit, tenant):
    first, again = shop.add(), shop.add()
    assert (again.is_new, again.picture.id) == (False, first.picture.id)
    assert Drain(colour_kit, tenant.id, times=2)() == ["embed_picture"]
    assert len(shop.all()) == 1
    assert shop.add("tea").is_new, "the same picture may show another product too"


def test_a_product_takes_so_many_pictures_and_no_more(shop, monkeypatch):
    monkeypatch.setattr(pictures, "MAX_UPLOADS", 2)
    first = shop.add(picture=sent(RED)).picture
    shop.add(picture=sent(BLUE))
    with pytest.raises(PicturesFull):
        shop.add(picture=sent((0, 200, 0)))
    assert not shop.add(picture=sent(RED)).is_new, "what is there already is no more"
    shop.retire(first.id)
    assert shop.add(picture=sent(RED)).is_new, "a retired picture makes room, and may come back"


def test_who_may_not_plan_may_not_teach(shop):
    with pytest.raises(RoleMissing):
        shop.add(actor=shop.manager)
    with pytest.raises(ProductNotFound):
        shop.add("milk")


def test_a_retired_picture_is_forgotten_and_kept(shop, colour_kit, tenant):
    kept = shop.add()
    Drain(colour_kit, tenant.id)()
    for _ in range(2):  # once more is harmless
        assert shop.retire(kept.picture.id).retired_at is not None
    assert shop.references() == []
    assert len(shop.all()) == 1
    with pytest.raises(ProductPictureNotFound):
        shop.retire(new_id())
    with pytest.raises(ProductPictureNotFound):
        shop.retire(kept.picture.id, "tea")


def test_a_picture_that_was_retired_meanwhile_is_not_embedded(shop, colour_kit, tenant):
    kept = shop.add()
    shop.retire(kept.picture.id)
    Drain(colour_kit, tenant.id)()
    assert shop.all()[0].state == PictureState.WAITING
    assert colour_kit.eyes.products.embeds == 0


def test_a_picture_that_cannot_be_used_says_why(shop, colour_kit, tenant, storage):
    kept = shop.add()
    storage.put(kept.picture.key, b"torn", content_type="image/png")
    Drain(colour_kit, tenant.id)()
    [picture] = shop.all()
    assert picture.state == PictureState.REFUSED
    assert picture.failure
    assert shop.references() == []


def test_a_picture_that_is_gone_from_the_store_says_so(shop, colour_kit, tenant, storage):
    kept = shop.add(picture=sent((1, 2, 3)))
    storage.delete(kept.picture.key)
    Drain(colour_kit, tenant.id)()
    assert "not in the store" in shop.all()[0].failure


def test_pictures_wait_for_eyes_and_are_asked_again(shop, kit, colour_kit, tenant, engine):
    kit.eyes = replace(kit.eyes, products=None)
    shop.add()
    Drain(kit, tenant.id)()
    assert shop.all()[0].state == PictureState.WAITING
    kit.eyes = replace(kit.eyes, products=ColourEyes())
    with unit_of_work(engine, tenant.id) as session:
        assert pictures.requeue_stale(session, model_version="colours-1") == 1
    Drain(kit, tenant.id)()
    with unit_of_work(engine, tenant.id) as session:
        assert pictures.requeue_stale(session, model_version="colours-1") == 0
        assert pictures.requeue_stale(session, model_version="colours-2") == 1
    assert shop.references() == [], "old vectors are not compared with new ones"


def test_a_gallery_is_read_once_for_each_of_its_states(shop, colour_kit, tenant, engine):
    def look():
        from findings.analyze import Job
        from vision.values import Subject

        job = Job(
            tenant.id, new_id(), new_id(), None, None, None, Subject.SHELF, "", "low", None, "en"
        )
        return colour_kit.recognizer_for(job)

    assert look() is None
    shop.add()
    Drain(colour_kit, tenant.id)()
    first = look()
    builds = colour_kit.eyes.products.builds
    assert first.skus == {"cola"}
    assert look() is first
    assert colour_kit.eyes.products.builds == builds
    shop.retire(shop.all()[0].id)
    assert look() is None


# Corrections


@pytest.fixture
def judged(engine, storage, tenant, scene, colour_kit):
    """A judged shelf photo, and its supervisor."""
    from checklists import uploads

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


def test_a_product_shows_its_living_pictures_alone(session):
    product = make_product(session)
    kept = make_picture(session, product)
    make_picture(session, product, retired_at=kept.changed_at)
    assert queries.pictures_of(session, [product.id]) == {product.id: [kept]}
