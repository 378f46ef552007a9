"""From a network in torch to weights that ship: export, manifest entry, card."""

from dataclasses import dataclass
from pathlib import Path

import openvino
import torch

from vision.training.embedder_net import MEAN, STD, EmbedderNet
from vision.training.export import MANIFEST, Entry, checksums, enter

SOURCE = "trained by `rounds vision train-embedder`"


@dataclass(frozen=True, slots=True)
class Working:
    """Where the shipped embedder works: its input and from where on an answer is believed."""

    input_px: int
    similarity: float
    margin: float


def export_embedder(network: EmbedderNet, weights: Path, version: str, working: Working) -> None:
    """Write a network as OpenVINO IR with half-precision weights and enter it in the manifest."""
    folder = weights / f"embed-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    sample = torch.zeros(1, 3, working.input_px, working.input_px)
    model = openvino.convert_model(network.eval(), example_input=sample)
    model.reshape([-1, 3, working.input_px, working.input_px])
    xml = folder / "model.xml"
    openvino.save_model(model, xml, compress_to_fp16=True)
    entry = Entry(
        name="embed",
        version=version,
        files=checksums([xml, xml.with_suffix(".bin")], weights),
        classes=("vector",),
        input_px=working.input_px,
        thresholds={"similarity": working.similarity, "margin": working.margin},
        source=SOURCE,
        card=f"embed-{version}/card.json",
        extra={"mean": list(MEAN), "std": list(STD)},
    )
    enter(weights / MANIFEST, entry)
