"""Products: the chain's list of them, and the pictures by which the eyes know them."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import ActorDep, Content, Cursor, Limit, PicturesDep, SessionDep, StoreDep
from api.problems import problems
from api.wire.products import to_drafts, to_product, to_product_picture
from checklists.errors import NotAPhoto, PhotoHashWrong, PhotoTooLarge, PhotoUnusable
from checklists.photos.uploads import check_content
from checklists.rules import CONTENT_TYPES
from core.errors import Unauthenticated
from core.pages import CursorInvalid
from core.security import TokenInvalid
from mobile_contract.v1.products import (
    ProductList,
    ProductPage,
    ProductPictureReply,
    ProductReply,
    ProductsRequest,
    Sku,
)
from mobile_contract.v1.wire import Sha256
from planograms import pictures as gallery
from planograms import queries, service
from planograms.errors import (
    PicturesFull,
    ProductNotFound,
    ProductPictureNotFound,
    ProductsInvalid,
)
from stores.errors import RoleMissing

router = APIRouter(prefix="/v1/products", tags=["products"])
picture_router = APIRouter(prefix="/v1/products", tags=["products"])  # apart: large bodies
_SIGNED_IN = (Unauthenticated, TokenInvalid)
_REFUSALS = (PhotoHashWrong, NotAPhoto, PhotoTooLarge, PhotoUnusable)
_BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.post("", responses=problems(*_SIGNED_IN, RoleMissing, ProductsInvalid))
def put_products(
    body: ProductsRequest, actor: ActorDep, session: SessionDep, pictures: PicturesDep
) -> ProductList:
    """Add products, or bring those with the same code up to date; once more is harmless."""
    kept = service.upsert_products(session, actor, to_drafts(body))
    own = queries.pictures_of(session, [product.id for product in kept])
    return ProductList(items=[to_product(one, own.get(one.id, ()), pictures) for one in kept])


@router.get("", responses=problems(*_SIGNED_IN, CursorInvalid))
def list_products(
    _actor: ActorDep,
    session: SessionDep,
    pictures: PicturesDep,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ProductPage:
    """Return what the chain sells, in the order it came, with the pictures of each."""
    page = queries.products(session, cursor=cursor, limit=limit)
    own = queries.pictures_of(session, [product.id for product in page.rows])
    return ProductPage(
        items=[to_product(one, own.get(one.id, ()), pictures) for one in page.rows],
        next_cursor=page.next_cursor,
    )


@router.get("/{sku}", responses=problems(*_SIGNED_IN, ProductNotFound))
def read_product(
    sku: Sku, _actor: ActorDep, session: SessionDep, pictures: PicturesDep
) -> ProductReply:
    """Return a product, and whether the eyes know it yet."""
    product = queries.product_by_sku(session, sku)
    own = queries.pictures_of(session, [product.id])
    return to_product(product, own.get(product.id, ()), pictures)


@picture_router.post(
    "/{sku}/pictures",
    status_code=201,
    responses={
        **problems(*_SIGNED_IN, RoleMissing, ProductNotFound, PicturesFull, *_REFUSALS),
        200: {"model": ProductPictureReply, "description": "It was here already."},
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": dict.fromkeys(sorted(CONTENT_TYPES), _BYTES),
        }
    },
)
def add_product_picture(  # noqa: PLR0913 - one argument per part that FastAPI hands over
    sku: Sku,
    content: Content,
    sha256: Annotated[Sha256, Query(description="Of the bytes; the same again is harmless.")],
    response: Response,
    *,
    actor: ActorDep,
    session: SessionDep,
    store: StoreDep,
    pictures: PicturesDep,
) -> ProductPictureReply:
    """Send a picture of a product alone; within seconds the eyes know the product by it."""
    header = check_content(content, sha256=sha256)
    sent = gallery.Sent(content, sha256, header.content_type)
    kept = gallery.add_picture(session, store, actor, sku, sent)
    response.status_code = 201 if kept.is_new else 200
    return to_product_picture(kept.picture, pictures)


@router.delete(
    "/{sku}/pictures/{picture_id}",
    responses=problems(*_SIGNED_IN, RoleMissing, ProductNotFound, ProductPictureNotFound),
)
def retire_product_picture(
    sku: Sku,
    picture_id: uuid.UUID,
    actor: ActorDep,
    session: SessionDep,
    pictures: PicturesDep,
) -> ProductPictureReply:
    """Let the eyes forget a picture; once more is harmless."""
    picture = gallery.retire_picture(session, actor, sku, picture_id)
    return to_product_picture(picture, pictures)
