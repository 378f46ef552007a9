"""Detectors that people bring: what a file holds, and its network with our words for classes."""

import ast
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import openvino
from openvino import opset13 as ops

from vision.errors import ModelRefusal, ModelRefused

MOST_BYTES = 500_000_000
TRIAL_PX = 320  # of a network that takes any size: divisible by every stride there is

_EDGES = 4  # middle and size, or left, top, right, bottom
_READY = 6  # columns of an end-to-end row: edges, score, class number
_COLOURS = 3
_RANK = 4
_SIDES_PX = (32, 4096)
_TASKS = {"segment": "masks", "classify": "one word for a whole picture", "pose": "key points",
          "obb": "turned boxes", "semantic": "masks", "depth": "depths"}  # fmt: skip
_TOLD = ("names", "task", "license", "licence", "imgsz")
Model = Any  # OpenVINO publishes no types


class Head(StrEnum):
    """How a detector answers."""

    ONE_TO_MANY = "one_to_many"  # (1, 4 + classes, N), before suppression
    END_TO_END = "end_to_end"  # (1, N, 6), ready


@dataclass(frozen=True, slots=True)
class Brought:
    """A detector as it was brought."""

    network: Model
    head: Head
    names: tuple[str, ...]  # of its classes, in its order; numbers where the file says none
    licence: str  # as the file says it; empty where it does not
    input_px: int  # long side it was exported for
    fixed_size: tuple[int, int] | None  # height and width; None: any


def read_detector(path: Path, *, classes: int | None = None) -> Brought:
    """Read an ONNX file and find out what it is.

    The file is read from a folder of its own, so that it cannot name other files to be read.

    Args:
        path: The file.
        classes: How many classes it has, for an end-to-end network that does not say so itself.

    Raises:
        ModelRefused: If it is no model, no detector of plain boxes, or takes no colour pictures.
    """
    network = _opened(path)
    told = _told(network)
    task = told.get("task", "detect")
    if task != "detect":
        msg = f"{path.name} answers {_TASKS.get(task, task)}: only detectors of plain boxes fit"
        raise ModelRefused(ModelRefusal.NOT_A_DETECTOR, msg)
    fixed = _input_size(network, path.name)
    names = _names(told.get("names", ""), path.name)
    answer = _tried(network, fixed or (TRIAL_PX, TRIAL_PX), path.name)
    head = _head(answer, len(names) or None, path.name)
    if not names:
        count = answer[1] - _EDGES if head is Head.ONE_TO_MANY else classes or 0
        names = tuple(str(number) for number in range(count))
    licence = told.get("license") or told.get("licence") or ""
    return Brought(network, head, names, licence, _input_px(told, fixed), fixed)


def relabelled(brought: Brought, labels: Sequence[str | None]) -> tuple[Model, tuple[str, ...]]:
    """Build the network that answers in our words.

    Classes that are called the same become one. What is ignored still competes: where the network
    is surest of an ignored class, it sees nothing, rather than its second guess.

    Args:
        brought: The detector.
        labels: Our word for each of its classes, in its order; None: ignored.

    Returns:
        The network, of the same kind of head, with 32-bit input and output; and its classes.
    """
    words = tuple(dict.fromkeys(label for label in labels if label is not None))
    network = brought.network.clone()
    answer = network.output(0).get_node().input_value(0)
    answer = ops.convert(answer, np.float32)
    if brought.head is Head.ONE_TO_MANY:
        built = _many(answer, labels, words)
    else:
        built = _ready(answer, labels, words)
    built = openvino.Model([ops.result(built)], network.get_parameters(), "detector")
    steps = openvino.preprocess.PrePostProcessor(built)
    steps.input(0).tensor().set_element_type(openvino.Type.f32)
    return steps.build(), words


def _opened(path: Path) -> Model:
    size = path.stat().st_size
    if not 0 < size <= MOST_BYTES:
        msg = f"{path.name} has {size} bytes; a model has 1 to {MOST_BYTES}"
        raise ModelRefused(ModelRefusal.TOO_LARGE if size else ModelRefusal.NOT_A_MODEL, msg)
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(shutil.copy(path, Path(folder) / "model.onnx"))
        try:
            return openvino.Core().read_model(alone)
        except (
            Exception
        ) as error:  # the reader has a family of its own for every way of being wrong
            msg = f"{path.name} cannot be read as an ONNX model"
            raise ModelRefused(ModelRefusal.NOT_A_MODEL, msg) from error


def _told(network: Model) -> dict[str, str]:
    """Return what the exporter wrote into the file, as text."""
    told = {}
    for key in _TOLD:
        if network.has_rt_info(["framework", key]):
            told[key] = str(network.get_rt_info(["framework", key]).value)
    return told


def _names(text: str, name: str) -> tuple[str, ...]:
    """Read the names of classes, a literal of Python: `{0: 'person', 1: 'cat'}` or a list."""
    if not text:
        return ()
    try:
        found = ast.literal_eval(text)
        ordered = [found[n] for n in range(len(found))] if isinstance(found, dict) else list(found)
    except (ValueError, SyntaxError, KeyError, TypeError, RecursionError, MemoryError) as error:
        msg = f"{name} names its classes in a way that cannot be read"
        raise ModelRefused(ModelRefusal.OTHER_CLASSES, msg) from error
    names = tuple(str(word).strip() for word in ordered)
    if not names or len(set(names)) != len(names):
        msg = f"{name} names no class, or two of them alike"
        raise ModelRefused(ModelRefusal.OTHER_CLASSES, msg)
    return names


def _input_size(network: Model, name: str) -> tuple[int, int] | None:
    """Return the only size the network takes; None where it takes any."""
    pixels = network.input(0).get_partial_shape() if len(network.inputs) == 1 else None
    if pixels is None or pixels.rank.is_dynamic or len(pixels) != _RANK:
        msg = f"{name} takes something else than one picture (1, 3, height, width)"
        raise ModelRefused(ModelRefusal.WRONG_INPUT, msg)
    batch, colours, *sides = [one.get_length() if one.is_static else None for one in pixels]
    kind = network.input(0).get_element_type()
    if colours != _COLOURS or batch not in {1, None} or not kind.is_real():
        msg = f"{name} takes {pixels} of {kind.get_type_name()}, not one picture (1, 3, H, W)"
        raise ModelRefused(ModelRefusal.WRONG_INPUT, msg)
    if sides == [None, None]:
        return None
    low, high = _SIDES_PX
    height, width = (side or 0 for side in sides)
    if not (low <= height <= high and low <= width <= high):
        msg = f"{name} takes pictures of {pixels}; sides must be {low} to {high} pixels"
        raise ModelRefused(ModelRefusal.WRONG_INPUT, msg)
    return height, width


def _tried(network: Model, size: tuple[int, int], name: str) -> tuple[int, ...]:
    """Let the network look at grey, and return the shape of what it says."""
    if len(network.outputs) != 1:
        msg = f"{name} gives {len(network.outputs)} answers at once; a detector gives one"
        raise ModelRefused(ModelRefusal.NOT_A_DETECTOR, msg)
    trial = network.clone()
    options = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    try:
        trial.reshape({trial.input(0): openvino.PartialShape([1, _COLOURS, *size])})
        kind = trial.input(0).get_element_type().to_dtype()
        grey = np.full((1, _COLOURS, *size), 0.5, kind)
        answer = openvino.Core().compile_model(trial, "CPU", options)([grey])[0]
    except RuntimeError as error:
        msg = f"{name} cannot look at a picture of {size[1]} x {size[0]} pixels"
        raise ModelRefused(ModelRefusal.WRONG_INPUT, msg) from error
    if not np.isfinite(answer).all():
        msg = f"{name} answers something that is no number"
        raise ModelRefused(ModelRefusal.NOT_A_MODEL, msg)
    return tuple(int(side) for side in answer.shape)


def _head(answer: tuple[int, ...], classes: int | None, name: str) -> Head:
    if len(answer) == _RANK - 1 and answer[0] == 1:
        rows, columns = answer[1:]
        if classes is not None and rows == _EDGES + classes:
            return Head.ONE_TO_MANY
        if columns == _READY:
            return Head.END_TO_END
        if classes is None and _EDGES < rows < columns:
            return Head.ONE_TO_MANY
    known = "" if classes is None else f" with {classes} classes"
    msg = (
        f"{name} answers {answer}{known}: a detector of plain boxes answers "
        "(1, 4 + classes, N) or (1, N, 6)"
    )
    raise ModelRefused(ModelRefusal.NOT_A_DETECTOR, msg)


def _input_px(told: dict[str, str], fixed: tuple[int, int] | None) -> int:
    if fixed is not None:
        return max(fixed)
    try:
        sides = ast.literal_eval(told.get("imgsz", "640"))
        side = max(sides) if isinstance(sides, list | tuple) else int(sides)
    except (ValueError, SyntaxError, TypeError):
        side = 640
    return int(min(max(side, _SIDES_PX[0]), _SIDES_PX[1]))


def _many(answer: Model, labels: Sequence[str | None], words: Sequence[str]) -> Model:
    """Relabel `(1, 4 + classes, N)`: rows of one word become their best."""
    zero, rows = np.int64(1), np.arange(_EDGES)
    boxes = ops.gather(answer, rows, zero)
    scores = ops.gather(answer, _EDGES + np.arange(len(labels)), zero)
    best = ops.reduce_max(scores, zero, keep_dims=True)
    kept = ops.multiply(scores, ops.convert(ops.equal(scores, best), np.float32))
    ours = []
    for word in words:
        mine = np.array([number for number, label in enumerate(labels) if label == word])
        ours.append(ops.reduce_max(ops.gather(kept, mine, zero), zero, keep_dims=True))
    return ops.concat([boxes, *ours], 1)


def _ready(answer: Model, labels: Sequence[str | None], words: Sequence[str]) -> Model:
    """Relabel `(1, N, 6)`: class numbers become ours, ignored ones get the score 0."""
    axis = np.int64(2)
    edges = ops.gather(answer, np.arange(_EDGES), axis)
    score = ops.gather(answer, np.array([_EDGES]), axis)
    number = ops.convert(ops.round(ops.gather(answer, np.array([_EDGES + 1]), axis)), np.int32)
    number = ops.clamp(number, -1, len(labels))
    # One place before and one after: numbers out of range mean nothing and are ignored.
    table = [None, *labels, None]
    to_word = np.array([0 if label is None else words.index(label) for label in table], np.float32)
    counts = np.array([label is not None for label in table], np.float32)
    place = ops.add(number, np.int32(1))
    score = ops.multiply(score, ops.gather(counts, place, np.int64(0)))
    return ops.concat([edges, score, ops.gather(to_word, place, np.int64(0))], 2)
