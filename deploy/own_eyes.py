"""What the commands about added models do, once their words are read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.clock import now
from core.settings import get_settings
from deploy.own_files import read_yaml
from findings.vocabulary import Vocabulary, vocabulary
from vision.adoption import Adopted, Wish, adopt
from vision.class_maps import checked_map
from vision.own_models import OwnModel, own_models, promote, remove
from vision.training.labelled import read_labelled
from vision.values import Stage
from vision.weights import model_names, read_sheet

RESTART = "restart the workers to use it"


@dataclass(frozen=True, slots=True)
class Offer:
    """A model as somebody brings it on the command line."""

    file: Path
    classes: Path
    name: str | None
    licence: str
    licence_file: Path | None
    labels: Path | None
    images: Path | None
    input_px: int | None
    trusts_pickle: bool


def add(offer: Offer) -> Iterator[str]:
    """Add a model and yield what became of it.

    Raises:
        ModelRefused: If the model, its map or the labelled photos are not as they should be.
        FileRejected: If the map cannot be read.
    """
    codes = vocabulary()
    wish = Wish(
        name=offer.name or _name_of(offer.file),
        class_map=checked_map(read_yaml(offer.classes)),
        floors={one.code: one.floor for one in codes},
        licence=_licence(offer),
        input_px=offer.input_px,
        trusts_pickle=offer.trusts_pickle,
        labelled=read_labelled(offer.labels, offer.images) if offer.labels else None,
        added_at=now().isoformat(timespec="seconds"),
    )
    adopted = adopt(offer.file, get_settings().vision.own_models_dir, wish)
    yield from _told(adopted, codes)


def listed() -> Iterator[str]:
    """Yield a line for every model there is, and one for every class of an added one."""
    settings = get_settings().vision
    for name in sorted(model_names(settings.weights_dir)):
        sheet = read_sheet(settings.weights_dir, name)
        yield f"{sheet.full_version}  shipped  {', '.join(sheet.classes)}"
    for model in own_models(settings.own_models_dir):
        yield from _lines(model)


def promoted(name: str, *, without_measurement: bool) -> str:
    """Let what a model sees count."""
    folder = get_settings().vision.own_models_dir
    model = promote(folder, name, without_measurement=without_measurement)
    return f"{model.full_version} is active: {RESTART}"


def removed(name: str) -> str:
    """Forget a model."""
    model = remove(get_settings().vision.own_models_dir, name)
    return f"{model.full_version} is removed: {RESTART.replace('use', 'stop using')}"


def _name_of(file: Path) -> str:
    """Make a name of a file's: `Kitchen v2 (final).onnx` becomes `kitchen-v2-final`."""
    return re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:40]


def _licence(offer: Offer) -> str:
    if offer.licence_file is not None:
        return offer.licence_file.read_text("utf-8", errors="replace")
    return offer.licence


def _told(adopted: Adopted, codes: Vocabulary) -> Iterator[str]:
    model = adopted.model
    if not adopted.is_new:
        yield f"{model.full_version} is here already, {model.stage.value}; nothing changed"
    else:
        yield f"{model.full_version} is added, {model.stage.value}: {RESTART}"
    yield from _lines(model)
    for label in model.labels:
        if label in codes:
            yield f"{label}: {codes.name(label, 'en')} / {codes.name(label, 'zh-CN')}"
    if model.stage is Stage.SHADOW:
        yield "in shadow it looks and is counted, and nothing follows; see promote-model"


def _lines(model: OwnModel) -> Iterator[str]:
    yield f"{model.full_version}  {model.stage.value}  licence: {model.licence.splitlines()[0]}"
    for label in model.labels:
        theirs = ", ".join(name for name, word in model.label_map.items() if word == label)
        score = _score(model.measured.get(label))
        yield f"  {label} ({theirs}): from {model.thresholds[label]:.4g}; {score}"


def _score(score: Mapping[str, Any] | None) -> str:
    if score is None:
        return "not measured"
    low, high = score["ap50_interval"]
    words = f"AP50 {score['ap50']:.3f} [{low:.3f}, {high:.3f}] of {score['truths']}"
    for name in ("precision", "recall"):
        if score[name] is not None:
            low, high = score[f"{name}_interval"]
            words += f", {name} {score[name]:.3f} [{low:.3f}, {high:.3f}]"
    return f"{words}; false alarms on {score['false_alarms']} of {score['photos_without']} photos"
