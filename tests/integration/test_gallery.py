"""From a picture of a product to eyes that know it, and from a correction to the next photo."""

from dataclasses import replace

import pytest

from core.db import unit_of_work
from core.ids import new_id
from planograms import pictures, queries
from planograms.errors import PicturesFull, ProductNotFound, ProductPictureNotFound
from planograms.models import PictureState
from stores.errors import RoleMissing
from tests.factories import make_picture, make_product
from tests.fixtures.drained import Drain
from tests.fixtures.eyes import ColourEyes
from tests.fixtures.gallery import BLUE, RED, sent


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
        from findings.jobs import Job
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


def test_a_product_shows_its_living_pictures_alone(session):
    product = make_product(session)
    kept = make_picture(session, product)
    make_picture(session, product, retired_at=kept.changed_at)
    assert queries.pictures_of(session, [product.id]) == {product.id: [kept]}
