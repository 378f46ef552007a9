"""Export of trained networks to OpenVINO, and the manifest that says which weights there are."""

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openvino

MANIFEST = "manifest.json"
LICENCE = "AGPL-3.0"
_DESCRIPTION = re.compile(r"\s*<description value=\"[^\"]*\" />")


@dataclass(frozen=True, slots=True)
class Entry:
    """One model of the manifest. `files` are relative to the manifest; the first one is loaded."""

    name: str
    version: str
    files: Mapping[str, str]
    classes: tuple[str, ...]
    input_px: int
    thresholds: Mapping[str, float]
    source: str
    card: str
    licence: str = LICENCE
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as it is written down."""
        first = next(iter(self.files))
        return {
            "name": self.name,
            "version": self.version,
            "file": first,
            "sha256": self.files[first],
            "files": dict(self.files),
            "classes": list(self.classes),
            "input_px": self.input_px,
            "thresholds": dict(self.thresholds),
            "licence": self.licence,
            "source": self.source,
            "card": self.card,
            **self.extra,
        }


def sha256_of(path: Path) -> str:
    """Compute a file's checksum."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def export_detector(checkpoint: Path, target: Path) -> list[Path]:
    """Export a detector to OpenVINO IR with half-precision weights and a free input size.

    The output is `(1, 4 + classes, N)`: the one-to-many head before any suppression, so that no
    cap of 300 objects is baked in.

    Returns:
        The `.xml` and the `.bin`, in `target`.
    """
    from ultralytics import YOLO  # noqa: PLC0415 - heavy; only training needs it

    with tempfile.TemporaryDirectory() as scratch:
        copied = Path(shutil.copy(checkpoint, Path(scratch) / "shelf.pt"))
        onnx = YOLO(copied).export(format="onnx", dynamic=True, simplify=False, device="cpu")
        return to_openvino(Path(onnx), target / "model.xml")


def to_openvino(onnx: Path, xml: Path) -> list[Path]:
    """Convert an ONNX file to OpenVINO IR with half-precision weights."""
    xml.parent.mkdir(parents=True, exist_ok=True)
    # Read, not converted: `convert_model` reports its use to a server on the internet.
    openvino.save_model(openvino.Core().read_model(onnx), xml, compress_to_fp16=True)
    # ultralytics writes down the folder of the training photos; it means nothing elsewhere.
    xml.write_text(_DESCRIPTION.sub("", xml.read_text("utf-8")), "utf-8")
    return [xml, xml.with_suffix(".bin")]


def enter(manifest: Path, entry: Entry) -> None:
    """Put a model into the manifest in place of the one with the same name."""
    entries = json.loads(manifest.read_text("utf-8")) if manifest.exists() else []
    kept = [other for other in entries if other["name"] != entry.name]
    text = json.dumps([*kept, entry.as_dict()], indent=2, ensure_ascii=False)
    manifest.write_text(text + "\n", "utf-8")


def checksums(files: list[Path], root: Path) -> dict[str, str]:
    """Map files to their checksums, names relative to `root`."""
    return {path.relative_to(root).as_posix(): sha256_of(path) for path in files}


def module_name(operation: str) -> str:
    """Turn the name of a convolution in the graph into the name of its module.

    Each step of the graph's path names a module as its parent does, so lists repeat themselves.

    Example:
        >>> module_name("/model.10/m/m.0/attn/qkv/conv/Conv/WithoutBiases")
        'model.10.m.0.attn.qkv.conv'
    """
    steps: list[str] = []
    for step in operation.strip("/").split("/"):
        if step in {"Conv", "WithoutBiases"}:
            break
        if steps and step.startswith(f"{steps[-1]}."):
            steps.pop()
        steps.append(step)
    return ".".join(steps)
