"""Products: which ones the eyes know, by which pictures, and the form to send another picture."""

import hashlib
import uuid
from collections import Counter
from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from starlette.responses import RedirectResponse, Response

from api.console.looks import Closeup
from api.console.rendering import render
from api.console.visits import VisitDep
from api.deps import StoreDep
from checklists.photos.uploads import check_content
from checklists.queries import stored_sizes
from checklists.rules import MAX_PHOTO_BYTES
from planograms import pictures as gallery
from planograms import queries
from planograms.models import PictureState, ProductPicture
from stores.queries import roles_in_chain
from stores.rules import may_plan

router = APIRouter(prefix="/products")
MAX_FILES = 5
_PAGE = 60


@router.get("")
def show_products(visit: VisitDep, cursor: str | None = None) -> Response:
    """Show what the chain sells, and what of it the eyes know."""
    page = queries.products(visit.session, cursor=cursor, limit=_PAGE)
    own = queries.pictures_of(visit.session, [product.id for product in page.rows])
    return render(
        visit,
        "products.html",
        {
            "page": page,
            "count": queries.product_count(visit.session),
            "pictures": own,
            "ready": {
                product.id: sum(
                    one.state == PictureState.READY.value for one in own.get(product.id, ())
                )
                for product in page.rows
            },
        },
    )


@router.get("/{sku}")
def show_product(visit: VisitDep, sku: str) -> Response:
    """Show a product and every picture by which the eyes know it."""
    session = visit.session
    product = queries.product_by_sku(session, sku)
    own = queries.pictures_of(session, [product.id]).get(product.id, [])
    frames = stored_sizes(session, (one.sha256 for one in own if one.box))
    return render(
        visit,
        "product.html",
        {
            "product": product,
            "pictures": own,
            "closeups": {one.id: _closeup(one, frames) for one in own if one.box},
            "states": Counter(one.state for one in own),
            "substitutes": queries.products_by_sku(session, product.substitutes),
            "may_plan": may_plan(roles_in_chain(session, visit.actor)),
            "max_files": MAX_FILES,
        },
    )


def _closeup(picture: ProductPicture, frames: dict[str, tuple[int, int]]) -> Closeup | None:
    """Return the part of a photo that shows the product; the photo's size says how to cut it."""
    frame = frames.get(picture.sha256)
    if frame is None or picture.box is None:
        return None
    return Closeup(picture.key, (float(frame[0]), float(frame[1])), picture.box)


@router.post("/{sku}/pictures", max_body_size=MAX_PHOTO_BYTES + 100_000)  # and the form around it
def send_pictures(
    visit: VisitDep,
    store: StoreDep,
    sku: str,
    *,
    files: Annotated[list[UploadFile], File(alias="pictures", max_length=MAX_FILES)],
) -> Response:
    """Keep pictures of a product; the same ones sent twice are kept once."""
    for sent in files:
        content = sent.file.read(MAX_PHOTO_BYTES + 1)
        sha256 = hashlib.sha256(content).hexdigest()
        header = check_content(content, sha256=sha256)
        picture = gallery.Sent(content, sha256, header.content_type)
        gallery.add_picture(visit.session, store, visit.actor, sku, picture)
    return RedirectResponse(f"/console/products/{sku}", status_code=303)


@router.post("/{sku}/pictures/{picture_id}/retire")
def send_retirement(visit: VisitDep, sku: str, picture_id: uuid.UUID) -> Response:
    """Let the eyes forget a picture."""
    gallery.retire_picture(visit.session, visit.actor, sku, picture_id)
    return RedirectResponse(f"/console/products/{sku}", status_code=303)
