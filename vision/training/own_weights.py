"""YOLO weights of torch that somebody brings, exported to ONNX; opening them runs their code."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from vision.errors import ModelRefusal, ModelRefused


def exported(weights: Path, folder: Path) -> Path:
    """Export weights with a free input size and a one-to-many head.

    Args:
        weights: A `.pt` file whose author is trusted: a pickle may do anything as it is opened.
        folder: An empty folder to work in.

    Returns:
        The ONNX file, in the folder, with the names of the classes and the task inside.

    Raises:
        ModelRefused: If the extra [train] is missing, or the file is no YOLO detector.
    """
    if find_spec("ultralytics") is None:
        msg = f"{weights.name} needs the extra [train] (torch); or bring the model as ONNX"
        raise ModelRefused(ModelRefusal.NEEDS_TRAIN, msg)
    from ultralytics import YOLO  # noqa: PLC0415 - heavy; only such weights need it

    copied = Path(shutil.copy(weights, folder / "weights.pt"))
    try:
        model = YOLO(copied)
    except Exception as error:  # a pickle can fail in any way
        msg = f"{weights.name} cannot be opened as YOLO weights"
        raise ModelRefused(ModelRefusal.NOT_A_MODEL, msg) from error
    if model.task != "detect":
        msg = f"{weights.name} is for the task {model.task}: only detectors of plain boxes fit"
        raise ModelRefused(ModelRefusal.NOT_A_DETECTOR, msg)
    side = _trained_at(model)
    onnx = model.export(
        format="onnx", dynamic=True, simplify=False, imgsz=side, device="cpu", verbose=False
    )
    return Path(onnx)


def _trained_at(model: object) -> int:
    """Return the side in pixels that the weights were trained at; 640 where they do not say."""
    told = getattr(model, "overrides", {}).get("imgsz")
    return told if isinstance(told, int) else 640
