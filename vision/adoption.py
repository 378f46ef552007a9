"""Taking in a model that somebody brings: checked, relabelled, measured, put on probation."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import openvino

from vision.class_maps import checked_name, labels_for
from vision.errors import ModelRefusal, ModelRefused, WeightsRejected
from vision.heads import MOST_BYTES, Brought, read_detector, relabelled
from vision.own_models import CARD, OwnModel, enter, find_model, own_models
from vision.scene import SceneModel
from vision.training.export import checksums
from vision.training.labelled import LabelledSet
from vision.training.own_scores import ClassScore, measure, quiet_thresholds
from vision.values import Stage

DEFAULT_THRESHOLD = 0.5  # raw score, where nobody measured: sooner miss than cry wolf
NOT_MEASURED = "not measured"

_LONGEST_LICENCE = 2000
_SIDES_PX = (32, 4096)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a model is to be taken in."""

    name: str
    class_map: Mapping[str, str]
    floors: Mapping[str, float]  # every finding code there is, and the precision it wants
    licence: str = ""  # empty: as the file says
    input_px: int | None = None  # None: as it was exported
    trusts_pickle: bool = False
    labelled: LabelledSet | None = None
    added_at: str = ""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of it."""

    model: OwnModel
    is_new: bool  # False: the same file with the same map was here already
    scores: Mapping[str, ClassScore] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a file before it is converted."""

    file: Path
    sha256: str
    brought: Brought
    labels: tuple[str | None, ...]
    licence: str
    input_px: int

    @property
    def label_map(self) -> dict[str, str]:
        """The model's own classes that count, and what we call them."""
        pairs = zip(self.brought.names, self.labels, strict=True)
        return {name: label for name, label in pairs if label is not None}


def adopt(file: Path, folder: Path, wish: Wish) -> Adopted:
    """Take in a model: it looks from the next start of the workers on, and nothing follows yet.

    The same file with the same map again changes nothing, or, with labelled photos, measures it
    anew. Nothing is left behind when it is refused.

    Args:
        file: An ONNX file, or YOLO weights (`.pt`, with the extra [train]).
        folder: Where added models live.
        wish: Everything else.

    Raises:
        ModelRefused: If anything about it is not as it should be; the reason says what.
    """
    checked_name(wish.name)
    with _as_onnx(file, wish) as onnx:
        facts = _facts(file, onnx, wish)
        known = _known(folder, facts, wish)
        if known is not None and wish.labelled is None:
            return Adopted(known, is_new=False)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as staging:
            return _take_in(folder, Path(staging) / "model", facts, wish)


@contextmanager
def _as_onnx(file: Path, wish: Wish) -> Iterator[Path]:
    """Give the file as ONNX; weights of torch are exported for that."""
    if not file.is_file():
        msg = f"there is no file {file.name}"
        raise ModelRefused(ModelRefusal.NOT_A_MODEL, msg)
    if file.stat().st_size > MOST_BYTES:
        msg = f"{file.name} is larger than {MOST_BYTES // 1_000_000} MB"
        raise ModelRefused(ModelRefusal.TOO_LARGE, msg)
    kind = file.suffix.lower()
    if kind == ".onnx":
        yield file
    elif kind == ".pt":
        if not wish.trusts_pickle:
            msg = (
                f"{file.name} is a pickle: opening it runs whatever code is in it. Export it to "
                "ONNX where it comes from, or, if you trust its author, say --trust-pickle"
            )
            raise ModelRefused(ModelRefusal.NOT_TRUSTED, msg)
        from vision.training.own_weights import exported  # noqa: PLC0415 - heavy

        with tempfile.TemporaryDirectory() as scratch:
            yield exported(file, Path(scratch))
    else:
        msg = f"{file.name} is neither .onnx nor .pt"
        raise ModelRefused(ModelRefusal.NOT_A_MODEL, msg)


def _facts(file: Path, onnx: Path, wish: Wish) -> _Facts:
    numbers = [int(key) for key in wish.class_map if key.isdecimal()]
    brought = read_detector(onnx, classes=1 + max(numbers, default=-1))
    labels = labels_for(brought.names, wish.class_map, codes=wish.floors)
    licence = (wish.licence or brought.licence).strip()
    if not licence:
        msg = f"{file.name} says nothing of its licence: say it with --licence or --licence-file"
        raise ModelRefused(ModelRefusal.NO_LICENCE, msg)
    if len(licence) > _LONGEST_LICENCE:
        msg = f"the licence note has more than {_LONGEST_LICENCE} characters: name it instead"
        raise ModelRefused(ModelRefusal.NO_LICENCE, msg)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    return _Facts(file, sha256, brought, labels, licence, _side(brought, wish))


def _side(brought: Brought, wish: Wish) -> int:
    side = wish.input_px or brought.input_px
    if brought.fixed_size is not None and side != brought.input_px:
        msg = f"the model takes {brought.input_px} pixels only, not {side}"
        raise ModelRefused(ModelRefusal.WRONG_INPUT, msg)
    if not _SIDES_PX[0] <= side <= _SIDES_PX[1]:
        msg = f"a model looks with {_SIDES_PX[0]} to {_SIDES_PX[1]} pixels, not {side}"
        raise ModelRefused(ModelRefusal.WRONG_INPUT, msg)
    return side


def _known(folder: Path, facts: _Facts, wish: Wish) -> OwnModel | None:
    """Return this very model where it is here already."""
    for model in own_models(folder):
        is_file = model.source_sha256 == facts.sha256
        is_same = (
            is_file and model.label_map == facts.label_map and model.input_px == facts.input_px
        )
        if is_file and model.name != wish.name:
            msg = f"the same file is here as {model.name!r}; remove that first"
            raise ModelRefused(ModelRefusal.DUPLICATE, msg)
        if model.name == wish.name and not is_same:
            what = "with another class map or input size" if is_file else "and is another file"
            msg = f"{wish.name!r} is here already {what}; remove it first, or give another --name"
            raise ModelRefused(ModelRefusal.DUPLICATE, msg)
        if is_same:
            return model
    return None


def _take_in(folder: Path, staging: Path, facts: _Facts, wish: Wish) -> Adopted:
    staging.mkdir()
    network, words = relabelled(facts.brought, facts.labels)
    xml = staging / "model.xml"
    openvino.save_model(network, xml, compress_to_fp16=True)
    scores = _measured(xml, words, facts, wish)
    thresholds = {
        word: scores[word].threshold if word in scores else DEFAULT_THRESHOLD for word in words
    }
    _try_to_load(xml, words, thresholds, facts)
    version = _version(facts, thresholds)
    card = _card(facts, wish, scores, thresholds) | {"version": version}
    text = json.dumps(card, indent=2, ensure_ascii=False)
    (staging / CARD).write_text(text + "\n", "utf-8")
    before = next((one for one in own_models(folder) if one.name == wish.name), None)
    place = folder / f"{wish.name}-{version}"
    shutil.rmtree(place, ignore_errors=True)
    staging.replace(place)
    stage = before.stage if before and before.version == version else Stage.SHADOW
    enter(folder, _entry(folder, place, card, stage))
    if before is not None and before.version != version:
        shutil.rmtree(folder / before.full_version, ignore_errors=True)
    return Adopted(find_model(folder, wish.name), is_new=True, scores=scores)


def _measured(
    xml: Path, words: tuple[str, ...], facts: _Facts, wish: Wish
) -> dict[str, ClassScore]:
    if wish.labelled is None:
        return {}
    eyes = _eyes(xml, words, quiet_thresholds(words), facts)
    # A set may be labelled in the model's own words or in ours.
    meaning = {word: word for word in words} | facts.label_map
    return measure(eyes, wish.labelled, meaning, floors=wish.floors)


def _eyes(
    xml: Path, words: tuple[str, ...], thresholds: Mapping[str, float], facts: _Facts
) -> SceneModel:
    return SceneModel(
        xml, version="new", labels=words, thresholds=thresholds, input_px=facts.input_px
    )


def _try_to_load(
    xml: Path, words: tuple[str, ...], thresholds: Mapping[str, float], facts: _Facts
) -> None:
    """Refuse now what the workers would refuse at their start."""
    try:
        _eyes(xml, words, thresholds, facts)
    except (WeightsRejected, ValueError) as error:
        msg = f"{facts.file.name} was converted, but cannot be used: {error}"
        raise ModelRefused(ModelRefusal.NOT_A_DETECTOR, msg) from error


def _version(facts: _Facts, thresholds: Mapping[str, float]) -> str:
    """Name everything that a verdict of the model depends on, in eight characters."""
    content = [facts.sha256, facts.label_map, dict(thresholds), facts.input_px]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:8]


def _card(
    facts: _Facts, wish: Wish, scores: Mapping[str, ClassScore], thresholds: Mapping[str, float]
) -> dict[str, Any]:
    by = dict.fromkeys(thresholds, f"default, {NOT_MEASURED}")
    measured_on = None
    if wish.labelled is not None:
        measured_on = {"set": wish.labelled.name, "photos": len(wish.labelled.photos)}
    return {
        "name": wish.name,
        "source": facts.file.name,
        "source_sha256": facts.sha256,
        "added_at": wish.added_at,
        "licence": facts.licence,
        "head": facts.brought.head.value,
        "input_px": facts.input_px,
        "label_map": facts.label_map,
        "ignored": sum(label is None for label in facts.labels),
        "thresholds": dict(thresholds),
        "chosen_by": by | {word: score.chosen_by for word, score in scores.items()},
        "measured_on": measured_on,
        "measured": {word: asdict(score) for word, score in scores.items()} or NOT_MEASURED,
    }


def _entry(folder: Path, place: Path, card: Mapping[str, Any], stage: Stage) -> dict[str, Any]:
    files = checksums([place / "model.xml", place / "model.bin"], folder)
    return {
        "name": card["name"],
        "version": card["version"],
        "file": next(iter(files)),
        "sha256": next(iter(files.values())),
        "files": files,
        "classes": list(card["thresholds"]),
        "input_px": card["input_px"],
        "thresholds": card["thresholds"],
        "licence": card["licence"],
        "source": card["source"],
        "source_sha256": card["source_sha256"],
        "card": f"{place.name}/{CARD}",
        "stage": stage.value,
        "label_map": card["label_map"],
    }
