"""Pictures of the demo chain's products, drawn as they stand on its drawn shelves."""

import hashlib
import io
from collections.abc import Iterator

import numpy as np
from PIL import Image
from sqlmodel import Session

from core.storage import PhotoStore
from deploy.demo import chain
from deploy.demo.planting import Planted
from deploy.demo.shelves import SHELVES, sheet_of
from planograms import pictures
from planograms.pictures import Sent
from stores.queries import actor_of
from vision.training.canvas import Canvas, Patch
from vision.training.demo import AIR_MM, RAIL_MM, render_shelf
from vision.training.packs import PackLook, draw_pack, look_of
from vision.values import Planogram, Slot, Thing

_PAPER = 236  # grey of the ground the packs are photographed on
_MARGIN = 6  # pixels around a pack
_QUALITY = 92
_SEED = 9701  # of the photo that pictures are cut out of; no photo of the history has it


def plant_pictures(session: Session, store: PhotoStore, planted: Planted) -> int:
    """Give every product of the demo chain its pictures, and return how many they are.

    Raises:
        LookupError: If the demo chain has no administrator.
    """
    admin = next(one.login for one in chain.STAFF if one.login == "admin")
    actor = actor_of(session, planted.staff[admin])
    if actor is None:
        raise LookupError(admin)
    drawn = 0
    for sku, content in draw_packs():
        sent = Sent(content, hashlib.sha256(content).hexdigest(), "image/jpeg")
        drawn += pictures.add_picture(session, store, actor, sku, sent).is_new
    return drawn


def draw_packs() -> Iterator[tuple[str, bytes]]:
    """Yield pictures of each product, equal everywhere: alone, and as it stands on its shelf.

    The same product may be cut to another width where it stands twice, so it may have two looks,
    as products in two sizes of one design have. A picture from the shelf has the shelf's light,
    which tells look-alikes apart better than a picture from a studio.
    """
    seen: set[PackLook] = set()
    for shelf in SHELVES:
        sheet = sheet_of(shelf)
        for slot in sheet.slots:
            look = _look_in(sheet, slot)
            if look not in seen:
                seen.add(look)
                yield slot.sku, _to_jpeg(_on_paper(draw_pack(look)))
        yield from _from_shelf(sheet)


def _from_shelf(sheet: Planogram) -> Iterator[tuple[str, bytes]]:
    """Yield one picture for each position, cut out of a photo of the full shelf."""
    content, truth = render_shelf(sheet, seed=_SEED)
    with Image.open(io.BytesIO(content)) as photo:
        pixels = np.asarray(photo.convert("RGB"))
    cut: set[str | None] = set()
    for item in truth.of(Thing.PRODUCT):
        if item.slot in cut or item.sku is None:
            continue
        cut.add(item.slot)
        box = item.box
        part = pixels[round(box.top) : round(box.bottom), round(box.left) : round(box.right)]
        yield item.sku, _to_jpeg(part)


def _look_in(sheet: Planogram, slot: Slot) -> PackLook:
    pitch = sheet.height_mm / sheet.row_count
    room = pitch - min(RAIL_MM, pitch * 0.16)
    each = slot.width_mm / slot.facings
    return look_of(slot.sku, width_mm=max(each - AIR_MM, each * 0.8), max_height_mm=room * 0.86)


def _on_paper(pack: Patch) -> Canvas:
    height, width = pack.shape[:2]
    ground = np.full((height + 2 * _MARGIN, width + 2 * _MARGIN, 3), _PAPER, np.uint8)
    inside = ground[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    inside[:] = np.where(pack[..., 3:] > 0, pack[..., :3], inside)
    return ground


def _to_jpeg(picture: Canvas) -> bytes:
    kept = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(kept, "JPEG", quality=_QUALITY)
    return kept.getvalue()
