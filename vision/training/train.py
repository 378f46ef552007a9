"""The road from nothing to shipped weights: scenes, training, export, scores, card, manifest."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vision.detectors import Detector, OpenVinoDetector
from vision.training.cards import Card, write_card
from vision.training.careful import Remembering, careful_detector
from vision.training.dataset import CLASSES, VALIDATION_SEED, write_scenes, write_sheet
from vision.training.evaluate import evaluate_coco
from vision.training.export import MANIFEST, Entry, checksums, enter, export_detector
from vision.training.real_photos import add_real_photos, gap_threshold, hand_thresholds
from vision.training.real_scores import score_real
from vision.training.thresholds import LOWEST, choose_thresholds, confidence_of
from vision.values import Thing

ARCHITECTURE = "yolo26n.yaml"  # bundled with ultralytics; random weights
SOURCE = "trained by `rounds vision train`"


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """One training run.

    `weights` receives `shelf-<version>/` and the manifest; `work` is scratch space that may be
    deleted afterwards. `start` holds weights to start from, a checkpoint or a
    shipped detector (.xml); without it they are random. With
    `hours`, training stops there and the learning rate follows the clock. `shared` is where real
    photos lie; without it only generated scenes are used.
    """

    weights: Path
    work: Path
    version: str
    start: Path | None = None
    shared: Path | None = None
    labeller: Path | None = None  # an earlier detector (.xml) that completes real photos' labels
    scenes: int = 3000
    validation_scenes: int = 60
    epochs: int = 4
    hours: float | None = None
    image_px: int = 640
    batch: int = 8
    learning_rate: float = 0.002
    seed: int = 0
    commit: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)  # further ultralytics settings


def train_shelf(config: TrainConfig) -> Path:
    """Train, export, score and describe a shelf detector; returns its folder of weights.

    Takes about 0.3 s of one core for each photo seen at 640 pixels; see `benchmarks/detector.md`.
    """
    folder = config.work / "scenes"
    sheet = build_dataset(config, folder)
    checkpoint = fit(config, sheet)
    target = config.weights / f"shelf-{config.version}"
    files = export_detector(checkpoint, target)
    return publish(config, target, files)


def build_dataset(config: TrainConfig, folder: Path) -> Path:
    """Render the scenes of a run and add real photos; returns the dataset's sheet."""
    first = config.seed * 100_000
    write_scenes(folder, "train", range(first, first + config.scenes), shared=config.shared)
    checks = range(VALIDATION_SEED, VALIDATION_SEED + config.validation_scenes)
    write_scenes(folder, "val", checks)
    if config.shared is not None and config.labeller is not None:
        add_real_photos(folder, config.shared, careful_detector(config.labeller, config.image_px))
    return write_sheet(folder)


def fit(config: TrainConfig, sheet: Path) -> Path:
    """Run ultralytics on a dataset; returns a plain checkpoint."""
    from vision.training.detector_trainer import (  # noqa: PLC0415 - loads torch
        ShelfTrainer,
        plain_checkpoint,
    )

    settings = {
        "model": str(start_of(config, sheet)), "data": str(sheet), "epochs": config.epochs,
        "imgsz": config.image_px, "batch": config.batch, "nbs": config.batch * 2, "device": "cpu",
        "optimizer": "AdamW", "lr0": config.learning_rate, "cos_lr": True, "warmup_epochs": 0.3,
        "time": config.hours, "seed": config.seed, "deterministic": False, "workers": 0,
        "amp": False, "val": False, "plots": False, "max_det": 1000, "exist_ok": True,
        "mosaic": 0.0, "erasing": 0.0, "scale": 0.4, "translate": 0.1, "degrees": 1.5,
        "hsv_h": 0.02, "hsv_s": 0.5, "hsv_v": 0.35, "fliplr": 0.5,
        "project": str(config.work.resolve()), "name": "run", **config.extra,
    }  # fmt: skip
    trainer = ShelfTrainer(overrides=settings)
    trainer.train()
    return plain_checkpoint(Path(trainer.last), config.work / "shelf.pt")


def start_of(config: TrainConfig, sheet: Path) -> Path | str:
    """Find what to start from: a checkpoint, shipped weights (.xml) made trainable, or nothing."""
    if config.start is None or config.start.suffix != ".xml":
        return config.start or ARCHITECTURE
    from vision.training.restore import restore_checkpoint  # noqa: PLC0415 - loads torch

    photos = sorted((sheet.parent / "images" / "train").glob("*.jpg"))
    return restore_checkpoint(
        config.start, photos, config.work / "start.pt",
        architecture=ARCHITECTURE, classes=len(CLASSES), side=config.image_px,
    )  # fmt: skip


def raw_detector(xml: Path, image_px: int, version: str = "raw") -> OpenVinoDetector:
    """Load a detector that reports nearly everything, to be measured or to label photos."""
    everything = dict.fromkeys(CLASSES, LOWEST)
    return OpenVinoDetector(
        xml, version=version, classes=CLASSES, thresholds=everything, input_px=image_px, threads=2
    )


def publish(config: TrainConfig, target: Path, files: list[Path]) -> Path:
    """Choose thresholds, score on photos never trained on, write the card and the manifest."""
    detector = Remembering(raw_detector(files[0], config.image_px, f"shelf-{config.version}"))
    folder = config.work / "scenes"
    thresholds = choose_thresholds(detector, folder / "val.json", folder / "images" / "val")
    if config.shared is not None:
        thresholds |= real_thresholds(config.shared, detector, thresholds)
    sure = {thing: confidence_of(score) for thing, score in thresholds.items()}
    images = folder / "images" / "val"
    reports = {"generated": evaluate_coco(detector, folder / "val.json", images, sure=sure)}
    if config.shared is not None:
        reports |= score_real(config.shared, detector, sure)
    version = f"shelf-{config.version}"
    write_card(target, Card(version, thresholds, reports, _recipe(config), config.commit))
    entry = Entry(
        name="shelf",
        version=config.version,
        files=checksums(files, config.weights),
        classes=tuple(thing.value for thing in CLASSES),
        input_px=config.image_px,
        thresholds={thing.value: thresholds[thing] for thing in CLASSES},
        source=SOURCE,
        card=f"{version}/card.json",
    )
    enter(config.weights / MANIFEST, entry)
    return target


def real_thresholds(
    shared: Path, detector: Detector, drawn: Mapping[Thing, float]
) -> dict[Thing, float]:
    """Correct thresholds chosen on generated scenes, as far as there are real photos to do it on.

    Gaps: chosen anew on photos held out for this. Products and price tags: halfway, as factors go,
    between generated scenes and the hand-labelled training photos.
    """
    by_hand = hand_thresholds(shared, detector)
    chosen = {thing: round(math.sqrt(drawn[thing] * score), 4) for thing, score in by_hand.items()}
    gaps = gap_threshold(shared, detector)
    return chosen | ({} if gaps is None else {Thing.GAP: gaps})


def _recipe(config: TrainConfig) -> dict[str, Any]:
    start = config.start.name if config.start else "random weights"
    return {
        "architecture": "YOLO26n, one-to-many head", "start": start, "scenes": config.scenes,
        "epochs": config.epochs, "hours": config.hours, "image_px": config.image_px,
        "batch": config.batch, "learning_rate": config.learning_rate, "seed": config.seed,
        "real_photos": config.labeller is not None, **config.extra,
    }  # fmt: skip
