"""Crops of packs as a shelf photo shows them, and which product each shows."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vision.training.bays import Bay, Row, Unit
from vision.training.canvas import Canvas, Rng, chance
from vision.training.lighting import Weather, photograph
from vision.training.packs import PackLook, random_look
from vision.training.rails import random_fittings
from vision.training.scenes import Painter, truth_of
from vision.training.stage import new_stage
from vision.values import Box, Thing

TALLEST_MM = 300.0
_JPEG = (60, 92)
_SIZE = (1280, 960)
_LEAST_PX = 24.0  # of a box's shorter side: smaller facings make a photo too far away


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a photo around one facing."""

    rgb: Canvas
    sku: str


@dataclass(frozen=True, slots=True)
class Assortment:
    """Products that exist in one generated world only; equal seeds give equal ones."""

    looks: dict[str, PackLook]

    @classmethod
    def invent(cls, seed: int, count: int) -> "Assortment":
        """Invent `count` products."""
        rng = np.random.default_rng(seed)
        looks = [random_look(rng, max_height_mm=TALLEST_MM) for _ in range(count)]
        return cls({f"{seed}-{number}": look for number, look in enumerate(looks)})


def stock(rng: Rng, products: dict[str, PackLook], width: float, height: float) -> Bay:
    """Stand products in random order on shelves of a bay, each one to three times."""
    order = [str(sku) for sku in rng.permutation(sorted(products))]
    bay = Bay(width, height)
    top = 0.0
    while order and top < height:
        room = float(rng.uniform(0.9, 1.25)) * max(products[sku].height_mm for sku in order[:6])
        row = Row(top, top + room + 20, 300.0, 34.0)
        x = -30.0 * rng.random()
        while order and x < width:
            look = products[order[0]]
            for _ in range(int(rng.integers(1, 4))):
                back = 60 * rng.random() if chance(rng, 0.15) else 0.0
                unit = Unit(look, x, row.floor, back, sku=order[0])
                row.units += [Unit(look, x, row.floor, back + 110, counts=False), unit]
                x += look.width_mm * float(rng.choice([0.96, 1.0, 1.02, 1.1]))
            order.pop(0)
        bay.rows.append(row)
        top = row.floor + row.rail
    return bay


def photograph_products(
    rng: Rng, products: dict[str, PackLook], *, per_photo: int = 24
) -> list[Crop]:
    """Put products on shelves, take photos of them, and cut every facing out.

    Boxes are off by a few hundredths, as a detector's are, and every photo is a JPEG.
    """
    skus = [str(sku) for sku in rng.permutation(sorted(products))]
    crops: list[Crop] = []
    for start in range(0, len(skus), per_photo):
        chosen = {sku: products[sku] for sku in skus[start : start + per_photo]}
        crops += _photograph(rng, chosen)
    return crops


def _photograph(rng: Rng, products: dict[str, PackLook]) -> list[Crop]:
    span = float(rng.choice([900, 1200, 1500]) * rng.uniform(0.85, 1.2))
    stage = new_stage(rng, _SIZE, span)
    painter = Painter(stage, random_fittings(rng), rng)
    bay = stock(rng, products, span, span * _SIZE[1] / _SIZE[0])
    painter.paint(bay)
    rough = Weather() if chance(rng, 0.8) else Weather(1.0, 1.5, 1.6, 1.5)
    photo, owner, matrix = photograph(rng, stage.canvas, stage.owner, rough)
    _, coded = cv2.imencode(".jpg", photo[..., ::-1],
                            [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(*_JPEG))])  # fmt: skip
    photo = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)[..., ::-1]
    truth = truth_of(painter, bay, owner, matrix)
    return [
        Crop(_cut(rng, photo, item.box), item.sku)
        for item in truth.of(Thing.PRODUCT)
        if item.sku and min(item.box.width, item.box.height) >= _LEAST_PX
    ]


def _cut(rng: Rng, photo: Canvas, box: Box) -> Canvas:
    """Cut out a box as a detector would have drawn it, with the margin of the embedder."""
    height, width = photo.shape[:2]
    off = rng.normal(0, 0.02, 4)
    left = int(np.clip(box.left - (0.05 + off[0]) * box.width, 0, width - 2))
    top = int(np.clip(box.top - (0.05 + off[1]) * box.height, 0, height - 2))
    right = int(np.clip(box.right + (0.05 + off[2]) * box.width, left + 1, width))
    bottom = int(np.clip(box.bottom + (0.05 + off[3]) * box.height, top + 1, height))
    return photo[top:bottom, left:right].copy()


def by_product(crops: Sequence[Crop]) -> dict[str, list[Canvas]]:
    """Sort crops by the product they show."""
    sorted_crops: dict[str, list[Canvas]] = {}
    for crop in crops:
        sorted_crops.setdefault(crop.sku, []).append(crop.rgb)
    return sorted_crops
