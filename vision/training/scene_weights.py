"""From nothing to shipped scene weights: pictures, training, export, thresholds, card, manifest."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vision.scene import SceneModel
from vision.training.export import MANIFEST, Entry, checksums, enter, export_detector
from vision.training.fire_frames import CLASSES, read_frames
from vision.training.fireless import shop_photos
from vision.training.fires import SceneConfig, build_scene_set, fit_scene
from vision.training.person_frames import judge_persons
from vision.training.scene_card import SceneCard, write_scene_card
from vision.training.scene_scores import (
    ALARMS,
    DRAWS,
    MOST_PERSONS,
    Judged,
    best_scores,
    choose_limit,
    judge_frames,
    quiet_photos,
    raw_model,
    read_all,
    score_label,
)

PERSON_LIMIT = 0.35  # where no validation frame has persons labelled
SOURCE = "trained by vision.training.scene_weights.train_scene"


def train_scene(config: SceneConfig) -> Path:
    """Train, export, score and describe a scene detector; returns its folder of weights.

    Takes about 0.08 s of one core for each picture seen at 416 pixels, and as much again for the
    first look at every frame, shop photo and head crop.
    """
    sheet = build_scene_set(config, config.work / "set")
    return publish_scene(config, fit_scene(config, sheet))


def publish_scene(config: SceneConfig, checkpoint: Path) -> Path:
    """Export a checkpoint, choose thresholds on validation photos, write card and manifest."""
    target = config.weights / f"scene-{config.version}"
    files = export_detector(checkpoint, target)
    model = raw_model(files[0], config.input_px, target.name, threads=2)
    judged = {
        split: judge_frames(model.see, read_all(read_frames(config.shared, split)))
        for split in ("val", "test")
    }
    limits = limits_of(config, model, judged["val"])
    scores = {
        split: {label: score_label(frames, label, limits[label], DRAWS) for label in ALARMS}
        for split, frames in judged.items()
    }
    recipe = recipe_of(config)
    write_scene_card(target, SceneCard(target.name, limits, scores, recipe, config.commit))
    entry = Entry(
        name="scene",
        version=config.version,
        files=checksums(files, config.weights),
        classes=CLASSES,
        input_px=config.input_px,
        thresholds=limits,
        source=SOURCE,
        card=f"{target.name}/card.json",
    )
    enter(config.weights / MANIFEST, entry)
    return target


def limits_of(config: SceneConfig, model: SceneModel, judged: Sequence[Judged]) -> dict[str, float]:
    """Choose the raw score from which on each label is believed, on validation photos only.

    Persons are chosen on hand-labelled frames and on shelves, on which nobody is; no validation
    split has shelves without people, so these are photos the model was trained on.
    """
    quiet = list(best_scores(model.see, quiet_photos(config.shared)).values())
    limits = dict.fromkeys(CLASSES, PERSON_LIMIT)
    for label in ALARMS:
        limits[label] = choose_limit(judged, [photo[label] for photo in quiet], label)
    if config.persons is not None:
        people = judge_persons(model.see, config.persons, config.shared, "val")
        shelves = [path for path in shop_photos(config.shared) if "grocery-store" not in path.parts]
        alone = [photo["person"] for photo in best_scores(model.see, shelves).values()]
        limits["person"] = choose_limit(people, alone, "person", most=MOST_PERSONS)
    return limits


def recipe_of(config: SceneConfig) -> Mapping[str, Any]:
    """List the settings of a run, as they stand on the card."""
    amounts = config.amounts
    return {
        "architecture": "YOLO26n, one-to-many head, backbone frozen", "start": config.start.name,
        "passes_over_frames": amounts.passes, "shop_photos": amounts.shops,
        "head_pictures": amounts.heads, "kitchens": amounts.kitchens, "blanks": amounts.blanks,
        "flames_laid_over": amounts.flames, "epochs": config.epochs, "hours": config.hours,
        "image_px": config.image_px, "input_px": config.input_px, "batch": config.batch,
        "learning_rate": config.learning_rate, "learnt": config.learnt,
        "seed": config.seed, **config.extra,
    }  # fmt: skip
