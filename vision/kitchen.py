"""What the eyes make of a kitchen photo, step by step, from pixels to findings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from vision.faces import FoundFace
from vision.hygiene import findings_from_faces
from vision.images import Decoded, Picture, decode
from vision.quality import measure
from vision.reports import KitchenReport
from vision.values import Box, Face, MaskState, Sighting, Stage

KITCHEN_SIDE = 1920  # pixels of the long side a kitchen is looked at with


class Faces(Protocol):
    """Finds faces, and never tells whose."""

    @property
    def version(self) -> str:
        """Names the method; it is stored with every verdict."""

    def find(self, rgb: Picture) -> list[FoundFace]:
        """Find faces; boxes in pixels of the picture given."""


class Masks(Protocol):
    """Tells from a face whether it wears a mask."""

    @property
    def version(self) -> str:
        """Names the weights; it is stored with every verdict."""

    def judge(self, rgb: Picture, face: FoundFace, *, scale: float = 1.0) -> Face:
        """Judge one face of a picture; `scale` is picture pixels per pixel of the full photo."""


class Scenes(Protocol):
    """Sees some of the things that finding codes name, and perhaps people."""

    @property
    def version(self) -> str:
        """Names the weights; it is stored with every verdict."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What it can see: finding codes, or `person`."""

    @property
    def stage(self) -> Stage:
        """Whether what it sees counts."""

    def see(self, rgb: Picture) -> list[Sighting]:
        """Look at a picture; boxes in its pixels, a confidence of 0.5 is the working point."""


@dataclass(frozen=True, slots=True)
class KitchenEyes:
    """The models that look at a kitchen photo."""

    faces: Faces
    mask: Masks
    scenes: tuple[Scenes, ...] = ()

    @property
    def models(self) -> tuple[str, ...]:
        """Every model that looks, name and version."""
        return (self.mask.version, self.faces.version, *(one.version for one in self.scenes))

    @property
    def version(self) -> str:
        """What is stored with every verdict."""
        return "+".join(self.models)


def judge_kitchen(contents: Sequence[bytes], eyes: KitchenEyes) -> KitchenReport:
    """Judge one photo of a kitchen; see `vision.look.look_at_kitchen`."""
    photo = decode(contents[0], max_side=KITCHEN_SIDE)
    width, height = photo.full_width, photo.full_height
    quality = measure(photo.rgb, full_short_side=min(width, height))
    report = KitchenReport(quality, width, height, model_version=eyes.version, models=eyes.models)
    if not quality.is_judgeable:
        return report
    found = eyes.faces.find(photo.rgb)
    judged = [eyes.mask.judge(photo.rgb, face, scale=photo.scale) for face in found]
    faces = tuple(replace(face, box=on_full_photo(face.box, photo)) for face in judged)
    return replace(
        report,
        faces=faces,
        findings=findings_from_faces(faces),
        cannot_tell=sum(face.state is MaskState.CANNOT_TELL for face in faces),
    )


def on_full_photo(box: Box, photo: Decoded) -> Box:
    """Place a box of the decoded picture on the full photo."""
    edges = (box.left, box.top, box.right, box.bottom)
    return Box(*(edge / photo.scale for edge in edges))
