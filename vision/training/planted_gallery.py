"""A gallery of a planted shelf's products, five shelf crops each, from photos of their own."""

from collections.abc import Iterator

import numpy as np

from vision.gallery import Gallery, Reference
from vision.images import decode
from vision.recognize import Embedder
from vision.training.planted import PlantedShelf, Stand
from vision.training.planted_photo import photograph
from vision.values import Planogram, Slot, Thing

SHOTS = 5
_WIDTH = 1300.0  # mm: products stand as far from the camera as on the shelf that is judged


def gallery_of(
    shelf: PlantedShelf, embedder: Embedder, *, seed: int, shots: int = SHOTS
) -> Gallery:
    """Photograph every product the chain knows, `shots` times, each time by another camera."""
    order = sorted(shelf.known)
    crops: dict[str, list[np.ndarray]] = {sku: [] for sku in order}
    for shot in range(shots):
        content, truth = photograph(_lineup(shelf, order), seed=seed * 100 + shot)
        photo = decode(content, max_side=4096)
        packs = [pack for pack in truth.of(Thing.PRODUCT) if pack.sku]
        vectors = embedder.embed(photo.rgb, [pack.box for pack in packs])
        for pack, vector in zip(packs, vectors, strict=True):
            crops[str(pack.sku)].append(vector)
    references = tuple(
        Reference(sku, np.stack(vectors), view="shelf") for sku, vectors in crops.items() if vectors
    )
    return Gallery(embedder.version, references)


def _lineup(shelf: PlantedShelf, order: list[str]) -> PlantedShelf:
    """Stand one pack of each product side by side, row by row."""
    pitch = shelf.planogram.height_mm / shelf.planogram.row_count
    stands = list(_stands(shelf, order))
    rows = 1 + max(stand.row for stand in stands)
    slots = tuple(Slot(one.name, one.sku, one.row, one.left, one.width) for one in stands)
    sheet = Planogram("lineup", _WIDTH, pitch * rows, slots)
    return PlantedShelf(sheet, shelf.known, shelf.widths, stands)


def _stands(shelf: PlantedShelf, order: list[str]) -> Iterator[Stand]:
    row, left = 0, 0.0
    for sku in order:
        width = shelf.widths[sku]
        if left + width > _WIDTH:
            row, left = row + 1, 0.0
        yield Stand(sku, sku, row, left, width)
        left += width
