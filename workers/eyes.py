"""Loads the models once per process, checked against the manifest of the weights."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.settings import VisionSettings
from findings.analyze import Eyes
from findings.galleries import Vectors
from planograms.pictures import Reference
from vision.faces import FaceFinder
from vision.gallery import Gallery
from vision.gallery import Reference as View
from vision.images import Picture
from vision.own_models import load_own_models
from vision.price_tags import TagReader
from vision.recognize import Embedder, Recognizer
from vision.scene import SceneModel
from vision.values import Box
from vision.weights import (
    load_embedder,
    load_face_finder,
    load_mask_judge,
    load_scene_model,
    load_shelf_detector,
    load_tag_reader,
    model_names,
)

EMBEDDER = "embed"
"""The model that knows products, by its name in the manifest."""

SCENE = "scene"
"""The model that sees people, fire and smoke, by its name in the manifest."""

_PHONE = (1440, 1920, 3)  # height, width, colours: the shape in which most photos arrive


def open_eyes(settings: VisionSettings) -> Eyes:
    """Return the models, ready to look.

    Raises:
        WeightsRejected: If a model file is missing or differs from its checksum.
    """
    folder = Path(settings.weights_dir)
    return Eyes(
        shelf=load_shelf_detector(folder, threads=settings.threads),
        faces=load_face_finder(threads=settings.threads),
        mask=load_mask_judge(folder, threads=settings.threads),
        products=_open_product_eyes(folder, threads=settings.threads),
        tag_reader=_open_tag_reader(settings),
        currency=settings.currency,
        scenes=_open_scenes(settings),
    )


def open_faces(settings: VisionSettings) -> FaceFinder:
    """Return who finds faces to hide, after a first look: it chooses how to count, which takes.

    Raises:
        WeightsRejected: If the model file is missing or differs from its checksum.
    """
    finder = load_face_finder(threads=settings.threads)
    finder.find(np.zeros(_PHONE, np.uint8))
    return finder


def _open_scenes(settings: VisionSettings) -> tuple[SceneModel, ...]:
    """Return our own model of people, fire and smoke, then those that people added."""
    folder, threads = Path(settings.weights_dir), settings.threads
    ours = (load_scene_model(folder, threads=threads),) if SCENE in model_names(folder) else ()
    return (*ours, *load_own_models(settings.own_models_dir, threads=threads))


def _open_tag_reader(settings: VisionSettings) -> TagReader | None:
    """Return who reads price labels; None where nobody said in which currency they are."""
    if not settings.currency:
        return None
    return load_tag_reader(currency=settings.currency, threads=settings.threads)


def _open_product_eyes(folder: Path, *, threads: int) -> "GalleryEyes | None":
    """Return who knows products by pictures; None where the weights folder has no such model."""
    if EMBEDDER not in model_names(folder):
        return None
    return GalleryEyes(load_embedder(folder, threads=threads))


class GalleryEyes:
    """Knows products by the vectors that one network makes of their pictures."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.version = embedder.version

    def embed(self, rgb: Picture, boxes: Sequence[Box]) -> Vectors:
        """Return one vector of length 1 for each box of a picture, in the same order."""
        return self._embedder.embed(rgb, boxes)

    def recognizer(self, references: Sequence[Reference]) -> Recognizer | None:
        """Return who names the products of these pictures; None when there are none.

        A picture is one view of its product; how high the product is tells sizes of one design
        apart.
        """
        if not references:
            return None
        views = tuple(
            View(
                one.sku,
                np.frombuffer(one.vector, "<f4").astype(np.float32)[None],
                height_mm=one.height_mm,
            )
            for one in references
        )
        return Recognizer(self._embedder, Gallery(self.version, views))


def warm_up(eyes: Eyes) -> None:
    """Let every network look once, at nothing.

    A network is compiled and its number format chosen at the first look, which takes seconds, and
    on a busy machine longer than a task may take: the first photo would be given up and tried
    again, by a process that has to start all over.
    """
    blank = np.zeros(_PHONE, np.uint8)
    eyes.shelf.detect(blank)
    eyes.faces.find(blank)
    for scene in eyes.scenes:
        scene.see(blank)
    if eyes.products is not None:
        eyes.products.embed(blank, [Box(0, 0, 100, 100)])
