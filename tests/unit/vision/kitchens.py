"""Drawn kitchens and canned models for the tests of kitchen eyes."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from tests.unit.vision.networks import brightness_judge
from tests.unit.vision.pictures import encoded
from vision.faces import FoundFace
from vision.hygiene import MaskJudge, MaskSheet
from vision.kitchen import KitchenEyes
from vision.training.kitchens import paint_kitchen
from vision.values import Box, MaskState, Sighting, Stage

HEADS = [Box(200 + 300 * n, 300, 300 + 300 * n, 400) for n in range(4)]
LIGHTS = (255, 0, 128, 0)  # masked, bare, doubtful, bare


class Faces:
    """Finds the faces it was told of, in pixels of the picture."""

    version = "canned-faces"

    def __init__(self, *boxes: Box, is_frontal: bool = True) -> None:
        self._found = [FoundFace(box, 0.9, is_frontal) for box in boxes]

    def find(self, rgb: np.ndarray) -> list[FoundFace]:
        assert rgb.ndim == 3
        return self._found


@dataclass
class Scenes:
    """Sees what it was told of, in pixels of the picture."""

    sightings: Sequence[tuple[str, Box, float]] = ()
    version: str = "canned-scene"
    labels: tuple[str, ...] = ("person", "fire", "smoke")
    stage: Stage = Stage.ACTIVE
    shapes: list[tuple[int, ...]] = field(default_factory=list)
    when: Callable[[np.ndarray], bool] = lambda _: True

    def see(self, rgb: np.ndarray) -> list[Sighting]:
        self.shapes.append(rgb.shape)
        if not self.when(rgb):
            return []
        return [Sighting(label, box, sure, self.version) for label, box, sure in self.sightings]


def body(head: Box, *, below: float = 4.0) -> Box:
    """A person with this face, whose body goes on so many face heights below the chin."""
    return Box(
        head.left - head.width / 2,
        head.top - head.height / 3,
        head.right + head.width / 2,
        head.bottom + below * head.height,
    )


def people(*heads: Box) -> Scenes:
    """A model that sees a person for every head."""
    return Scenes([("person", body(head), 0.9) for head in heads])


def judge(folder: Path) -> MaskJudge:
    """White faces wear masks, black ones do not, grey ones cannot be told."""
    states = (MaskState.MASK, MaskState.NO_MASK)
    sheet = MaskSheet(states, dict.fromkeys(states, 0.8), input_px=32, crop_margin=0.0)
    return MaskJudge(brightness_judge(folder / "m.xml"), version="light-1", sheet=sheet)


def kitchen_eyes(folder: Path, *scenes: Scenes, heads: Sequence[Box] = HEADS) -> KitchenEyes:
    return KitchenEyes(Faces(*heads), judge(folder), scenes or (people(*heads),))


def kitchen(
    *, seed: int = 4, heads: Sequence[Box] = HEADS, lights: Sequence[int] = LIGHTS
) -> bytes:
    """A textured picture with flat faces."""
    rgb = np.random.default_rng(seed).integers(60, 190, (900, 1500, 3), np.uint8)
    for box, light in zip(heads, lights, strict=True):
        rgb[int(box.top) : int(box.bottom), int(box.left) : int(box.right)] = light
    return encoded(Image.fromarray(rgb), "JPEG", quality=90)


def blurred(content: bytes) -> bytes:
    picture = Image.open(io.BytesIO(content)).filter(ImageFilter.GaussianBlur(12))
    return encoded(picture, "JPEG")


def scene(*, seed: int = 3) -> np.ndarray:
    """Return a drawn kitchen, as pixels."""
    return paint_kitchen(np.random.default_rng(seed), masked=None)


def photo_of(rgb: np.ndarray) -> bytes:
    """Return pixels as a photo."""
    return encoded(Image.fromarray(rgb), "JPEG", quality=92)
