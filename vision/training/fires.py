"""The pictures a scene detector (person, fire, smoke) is trained on, and its training."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from vision.training.canvas import Canvas, Rng
from vision.training.fire_frames import CLASSES, Labelled, label_lines, one_pass, read_frames
from vision.training.fire_frames import reshaped as _reshaped
from vision.training.fireless import (
    blank_pictures,
    burning,
    dimmed,
    drawn_kitchens,
    flames_of,
    head_photos,
    heads_on,
    in_view,
    read_rgb,
    shop_photos,
)
from vision.training.person_labels import PersonLabeller, with_persons


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many pictures of each kind one training set has."""

    passes: int = 6  # over the frames of fire-smoke, every scene capped
    shops: int = 560
    heads: int = 110
    kitchens: int = 70
    blanks: int = 30
    flames: int = 180


@dataclass(frozen=True, slots=True)
class SceneConfig:
    """One training run of the scene detector.

    `weights` receives `scene-<version>/` and the manifest; `work` is scratch space. `start` is a
    YOLO checkpoint trained on COCO: it is fine-tuned, and it labels the persons. `input_px` is the
    side the detector looks with afterwards; with `hours`, training stops there.
    """

    weights: Path
    work: Path
    shared: Path
    version: str
    start: Path
    amounts: Amounts = Amounts()
    epochs: int = 4
    hours: float | None = None
    image_px: int = 416
    input_px: int = 416
    batch: int = 16
    learning_rate: float = 1e-3
    learnt: float = 0.65  # share of the way from COCO to what was learnt that is kept
    seed: int = 0
    commit: str = ""
    persons: Path | None = None  # hand labels to choose the persons' threshold on
    extra: Mapping[str, Any] = field(default_factory=dict)  # further ultralytics settings


def build_scene_set(config: SceneConfig, folder: Path) -> Path:
    """Write the training pictures as a YOLO dataset; returns its sheet."""
    rng = np.random.default_rng(config.seed)
    for kind in ("images", "labels"):
        (folder / kind / "train").mkdir(parents=True, exist_ok=True)
    labeller = PersonLabeller(config.start)
    for number, (kind, photo) in enumerate(_pictures(rng, config, labeller)):
        _write(folder, f"{kind}-{number:05d}", photo, rng)
    names = "\n".join(f"  {number}: {name}" for number, name in enumerate(CLASSES))
    sheet = folder / "dataset.yaml"
    places = "train: images/train\nval: images/train\n"  # scored by us, on other photos
    sheet.write_text(f"path: {folder.resolve()}\n{places}names:\n{names}\n", "utf-8")
    return sheet


def _pictures(
    rng: Rng, config: SceneConfig, labeller: PersonLabeller
) -> Iterator[tuple[str, Labelled]]:
    """Yield every training picture with the kind it is of."""
    amounts = config.amounts
    known: dict[Path, Labelled | None] = {}
    flames: list[Canvas] = []
    frames = read_frames(config.shared, "train")
    for _ in range(amounts.passes):
        for frame in one_pass(rng, frames):
            if frame.path not in known:
                plain = frame.read()
                flames += flames_of(plain)
                known[frame.path] = with_persons(plain, labeller.find(plain.pixels))
            photo = known[frame.path]
            if photo is not None:
                yield "frame", _reshaped(rng, photo)
    shelves = list(_without_people(rng, config, labeller))
    yield from (("shop", Labelled(pixels, ())) for pixels in shelves)
    yield from _made_up(rng, config, labeller, shelves, flames)


def _made_up(
    rng: Rng,
    config: SceneConfig,
    labeller: PersonLabeller,
    shelves: Sequence[Canvas],
    flames: Sequence[Canvas],
) -> Iterator[tuple[str, Labelled]]:
    """Yield the pictures that are put together or drawn."""
    kitchens = [in_view(view) for view in drawn_kitchens(rng, config.amounts.kitchens)]
    backdrops = [*shelves, *kitchens]
    yield from (("kitchen", Labelled(view, ())) for view in kitchens)
    yield from (("blank", Labelled(v, ())) for v in blank_pictures(rng, config.amounts.blanks))
    heads = head_photos(config.shared)
    for _ in range(config.amounts.heads if heads and backdrops else 0):
        chosen = [read_rgb(heads[int(n)]) for n in rng.integers(0, len(heads), 3)]
        crops = [crop for crop in chosen if crop is not None]
        yield "heads", heads_on(rng, _one(rng, backdrops), crops, labeller.glance)
    for number in range(config.amounts.flames if flames and backdrops else 0):
        yield "flame", burning(rng, _one(rng, backdrops), _one(rng, flames))
        if number % 2:
            yield "dim", Labelled(dimmed(rng, in_view(_one(rng, backdrops))), ())


def _one(rng: Rng, of: Sequence[Canvas]) -> Canvas:
    return of[int(rng.integers(0, len(of)))]


def _without_people(rng: Rng, config: SceneConfig, labeller: PersonLabeller) -> Iterator[Canvas]:
    """Yield photos of shelves and goods; photos with somebody on them are left out."""
    paths = shop_photos(config.shared)
    shelves = [path for path in paths if "grocery-store" not in path.parts]
    goods = [path for path in paths if "grocery-store" in path.parts]
    rest = max(0, config.amounts.shops - len(shelves))
    drawn = [goods[int(n)] for n in rng.permutation(len(goods))[:rest]]
    for path in [*shelves, *drawn][: config.amounts.shops]:
        pixels = read_rgb(path)
        if pixels is None:
            continue
        view = in_view(pixels)
        persons = labeller.glance(view)
        hidden = with_persons(Labelled(view, ()), persons)
        if hidden is not None and not persons.sure:
            # A hand may hold the goods; a face printed on a pack must stay and be no person.
            yield hidden.pixels if "grocery-store" in path.parts else view


def _write(folder: Path, name: str, photo: Labelled, rng: Rng) -> None:
    quality = int(rng.integers(55, 95))
    target = folder / "images" / "train" / f"{name}.jpg"
    cv2.imwrite(str(target), photo.pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    (folder / "labels" / "train" / f"{name}.txt").write_text(label_lines(photo), "utf-8")


def fit_scene(config: SceneConfig, sheet: Path) -> Path:
    """Fine-tune the COCO checkpoint on a dataset; returns a plain checkpoint."""
    from vision.training.detector_trainer import plain_checkpoint  # noqa: PLC0415 - loads torch
    from vision.training.scene_trainer import SceneTrainer, averaged  # noqa: PLC0415 - likewise

    settings = {
        "model": str(config.start), "data": str(sheet), "epochs": config.epochs,
        "imgsz": config.image_px, "batch": config.batch, "nbs": config.batch, "device": "cpu",
        "optimizer": "AdamW", "lr0": config.learning_rate, "cos_lr": True, "warmup_epochs": 0.3,
        "time": config.hours, "seed": config.seed, "deterministic": False, "workers": 0,
        "amp": False, "val": False, "plots": False, "exist_ok": True, "close_mosaic": 0,
        "mosaic": 0.25, "erasing": 0.0, "scale": 0.45, "translate": 0.12, "degrees": 4.0,
        "hsv_h": 0.01, "hsv_s": 0.4, "hsv_v": 0.35, "fliplr": 0.5, "freeze": 10,
        "project": str(config.work.resolve()), "name": "run", **config.extra,
    }  # fmt: skip
    trainer = SceneTrainer(overrides=settings)
    trainer.train()
    checkpoint = plain_checkpoint(Path(trainer.last), config.work / "scene.pt")
    averaged(checkpoint, config.start, config.learnt)
    return checkpoint
