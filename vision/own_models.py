"""Models that people added: the folder they live in, their stage, and loading them."""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2

from vision.class_maps import checked_name
from vision.errors import ModelRefusal, ModelRefused, WeightsRejected
from vision.scene import SceneModel
from vision.values import Stage
from vision.weights import MANIFEST, ModelSheet, read_sheet

CARD = "card.json"


@dataclass(frozen=True, slots=True)
class OwnModel:
    """One added model, as the manifest and its card tell it."""

    name: str
    version: str
    stage: Stage
    labels: tuple[str, ...]
    label_map: Mapping[str, str]  # its own classes that count, and what we call them
    thresholds: Mapping[str, float]
    licence: str
    source: str  # the name of the file that was brought
    source_sha256: str
    input_px: int
    measured: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by label

    @property
    def full_version(self) -> str:
        """Name and version, as stored with findings."""
        return f"{self.name}-{self.version}"

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """The classes of which nobody knows how well they are seen."""
        return tuple(label for label in self.labels if label not in self.measured)


def load_own_models(folder: Path, *, threads: int = 1) -> tuple[SceneModel, ...]:
    """Load every added model; none where the folder is not there.

    Raises:
        WeightsRejected: If the manifest or a file is not what it was when it was added.
    """
    cv2.setNumThreads(threads)
    return tuple(_loaded(folder, model, threads) for model in own_models(folder))


def own_models(folder: Path) -> tuple[OwnModel, ...]:
    """Return the added models by name, without loading a network.

    Raises:
        WeightsRejected: If the manifest is there and cannot be read.
    """
    entries = sorted(_entries(folder), key=lambda entry: str(entry.get("name")))
    return tuple(_to_model(entry, folder) for entry in entries)


def find_model(folder: Path, name: str) -> OwnModel:
    """Return an added model.

    Raises:
        ModelRefused: If there is none of that name.
    """
    every = own_models(folder)
    for model in every:
        if model.name == name:
            return model
    known = ", ".join(model.name for model in every) or "none"
    msg = f"there is no model {name!r}; added: {known}"
    raise ModelRefused(ModelRefusal.UNKNOWN_MODEL, msg)


def promote(folder: Path, name: str, *, without_measurement: bool = False) -> OwnModel:
    """Let what a model sees count from the next start of the workers on.

    Raises:
        ModelRefused: If there is no such model, or a class of it was never measured and nobody
            said that this is meant.
    """
    model = find_model(folder, name)
    if model.unmeasured and not without_measurement:
        msg = (
            f"nobody measured how well {name} sees {', '.join(model.unmeasured)}: add it again "
            "with labelled photos, or say --without-measurement"
        )
        raise ModelRefused(ModelRefusal.NOT_MEASURED, msg)
    _write(folder, [_staged(entry, name, Stage.ACTIVE) for entry in _entries(folder)])
    return find_model(folder, name)


def remove(folder: Path, name: str) -> OwnModel:
    """Forget a model and delete its files; what it found stays.

    Raises:
        ModelRefused: If there is no such model.
    """
    model = find_model(folder, name)
    _write(folder, [entry for entry in _entries(folder) if entry.get("name") != name])
    shutil.rmtree(_inside(folder, model.full_version), ignore_errors=True)
    return model


def enter(folder: Path, entry: Mapping[str, Any]) -> None:
    """Put a model into the manifest in place of the one with the same name."""
    kept = [other for other in _entries(folder) if other.get("name") != entry["name"]]
    _write(folder, [*kept, entry])


def _loaded(folder: Path, model: OwnModel, threads: int) -> SceneModel:
    sheet = _sheet(folder, model.name)
    try:
        return SceneModel(
            sheet.path,
            version=model.full_version,
            labels=model.labels,
            thresholds=model.thresholds,
            input_px=model.input_px,
            stage=model.stage,
            threads=threads,
        )
    except ValueError as error:
        msg = f"the added model {model.name}: {error}"
        raise WeightsRejected(msg) from error


def _sheet(folder: Path, name: str) -> ModelSheet:
    """Read the sheet of a model whose files lie in the folder and nowhere else."""
    for entry in _entries(folder):
        if entry.get("name") == name:
            for file in entry["files"]:
                _inside(folder, file)
    return read_sheet(folder, name)


def _inside(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        msg = f"{MANIFEST}: {name!r} lies outside the folder of added models"
        raise WeightsRejected(msg)
    return path


def _entries(folder: Path) -> list[dict[str, Any]]:
    path = folder / MANIFEST
    if not path.exists():
        return []
    try:
        entries = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{MANIFEST} of the added models cannot be read: {error}"
        raise WeightsRejected(msg) from error
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        msg = f"{MANIFEST} of the added models is no list of models"
        raise WeightsRejected(msg)
    return entries


def _to_model(entry: Mapping[str, Any], folder: Path) -> OwnModel:
    try:
        if set(entry["classes"]) != set(entry["label_map"].values()):
            msg = "its classes are not those of its map"
            raise ValueError(msg)  # noqa: TRY301 - one way out for everything that is wrong
        return OwnModel(
            name=checked_name(entry["name"]),
            version=checked_name(entry["version"]),
            stage=Stage(entry["stage"]),
            labels=tuple(map(str, entry["classes"])),
            label_map=dict(entry["label_map"]),
            thresholds={str(label): float(one) for label, one in entry["thresholds"].items()},
            licence=str(entry["licence"]),
            source=str(entry["source"]),
            source_sha256=str(entry["source_sha256"]),
            input_px=int(entry["input_px"]),
            measured=_measured(_inside(folder, str(entry["card"]))),
        )
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        msg = f"{MANIFEST}: the entry of the added model {entry.get('name')!r} is wrong: {error}"
        raise WeightsRejected(msg) from error


def _measured(card: Path) -> dict[str, Mapping[str, Any]]:
    try:
        told = json.loads(card.read_text("utf-8"))["measured"]
    except OSError:
        return {}
    return dict(told) if isinstance(told, dict) else {}


def _staged(entry: dict[str, Any], name: str, stage: Stage) -> dict[str, Any]:
    return entry | {"stage": stage.value} if entry.get("name") == name else entry


def _write(folder: Path, entries: Iterable[Mapping[str, Any]]) -> None:
    """Write the manifest so that a reader sees the old one or the new one, never half of it."""
    text = json.dumps(list(entries), indent=2, ensure_ascii=False)
    new = folder / f"{MANIFEST}.new"
    with new.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / MANIFEST)
