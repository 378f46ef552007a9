"""Products and their pictures in the words of the contract."""

from collections.abc import Sequence

from api.wire.pictures import Pictures
from api.wire.words import to_box, to_words
from mobile_contract.v1 import products as wire
from planograms.models import Product, ProductPicture
from planograms.rules import ProductDraft


def to_drafts(body: wire.ProductsRequest) -> list[ProductDraft]:
    """Return what somebody sent in the words of the room."""
    return [
        ProductDraft(
            sku=item.sku,
            name={"zh-CN": item.name.zh_cn, "en": item.name.en},
            width_mm=float(item.width_mm),
            height_mm=float(item.height_mm),
            brand=item.brand,
            category=item.category,
            price_minor=item.price_minor,
            barcode=item.barcode,
            substitutes=tuple(item.substitutes),
        )
        for item in body.items
    ]


def to_product(
    product: Product, own: Sequence[ProductPicture], pictures: Pictures
) -> wire.ProductReply:
    """Return a product with the pictures by which the eyes know it."""
    return wire.ProductReply(
        id=product.id,
        sku=product.sku,
        name=to_words(product.name),
        brand=product.brand,
        category=product.category,
        width_mm=product.width_mm,
        height_mm=product.height_mm,
        price_minor=product.price_minor,
        barcode=product.barcode,
        substitutes=product.substitutes,
        pictures=[to_product_picture(one, pictures) for one in own],
    )


def to_product_picture(picture: ProductPicture, pictures: Pictures) -> wire.ProductPictureReply:
    """Return one picture of a product and how far it is."""
    return wire.ProductPictureReply(
        id=picture.id,
        sha256=picture.sha256,
        source=picture.source,
        state=picture.state,
        failure=picture.failure,
        model_version=picture.model_version,
        box=to_box(picture.box),
        picture=pictures.of(picture.key),
        created_at=picture.created_at,
    )
