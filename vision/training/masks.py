"""The mask classifier: trained on face crops, calibrated so that doubt becomes `cannot_tell`."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from vision.training.export import MANIFEST, Entry, checksums, enter, to_openvino
from vision.training.face_crops import (
    CLASSES,
    INPUT_PX,
    MARGIN,
    FacePhoto,
    cut,
    load_photos,
    read_split,
    roughen,
    to_batch,
)
from vision.training.mask_card import MaskConfig, MaskScores, write_mask_card
from vision.training.mask_scores import choose_share, score
from vision.weights import load_face_finder

BACKBONE_LAYERS = 11  # of YOLO26n: everything before the first upsampling
FEATURES = 256
SOURCE = "trained by vision.training.masks.train_mask"


class MaskNet(nn.Module):  # type: ignore[misc]  # torch is not typed for us
    """YOLO26n's backbone, averaged over the crop, and one linear layer."""

    def __init__(self, backbone: nn.Module) -> None:
        """Wrap a backbone of `FEATURES` channels."""
        super().__init__()
        self.backbone = backbone
        self.head = nn.Sequential(nn.Dropout(0.3), nn.Linear(FEATURES, len(CLASSES)))

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return logits for pixels from 0 to 1."""
        return self.head(self.backbone(pixels).mean((2, 3)))


class Calibrated(nn.Module):  # type: ignore[misc]  # torch is not typed for us
    """A trained network that answers with calibrated shares instead of logits."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        """Divide the logits by a temperature found on validation photos."""
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return shares that sum to one."""
        return torch.softmax(self.network(pixels) / self.temperature, 1)


def _start_network(start: Path) -> MaskNet:
    from ultralytics import YOLO  # noqa: PLC0415 - heavy; only the backbone is taken from it

    layers = YOLO(str(start)).model.float().model[:BACKBONE_LAYERS]
    network = MaskNet(nn.Sequential(*layers))
    network.requires_grad_(True)  # noqa: FBT003 - torch's own
    return network


def _batches(
    rng: np.random.Generator, photos: Sequence[FacePhoto], size: int
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    order = rng.permutation(len(photos))
    for start in range(0, len(order) - size + 1, size):
        chosen = [photos[int(n)] for n in order[start : start + size]]
        crops = to_batch([roughen(rng, photo) for photo in chosen])
        yield torch.from_numpy(crops), torch.tensor([photo.number for photo in chosen])


def _fit(config: MaskConfig, photos: Sequence[FacePhoto]) -> MaskNet:
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    network = _start_network(config.start)
    optimizer = torch.optim.AdamW(network.parameters(), config.learning_rate, weight_decay=0.05)
    steps = config.epochs * (len(photos) // config.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, config.learning_rate, steps)
    judge = nn.CrossEntropyLoss(label_smoothing=0.05)
    network.train()
    for _ in range(config.epochs):
        for pixels, numbers in _batches(rng, photos, config.batch):
            loss = judge(network(pixels), numbers)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
    network.eval()
    return network


def _logits(network: nn.Module, photos: Sequence[FacePhoto]) -> torch.Tensor:
    with torch.inference_mode():
        parts = [
            network(torch.from_numpy(to_batch([cut(photo) for photo in photos[n : n + 64]])))
            for n in range(0, len(photos), 64)
        ]
        return torch.cat(parts)


def _temperature(logits: torch.Tensor, numbers: torch.Tensor) -> float:
    """Find the temperature that makes validation shares honest."""
    choices = torch.linspace(0.3, 4.0, 75)
    losses = [nn.functional.cross_entropy(logits / t, numbers).item() for t in choices]
    return float(choices[int(np.argmin(losses))])


def train_mask(config: MaskConfig) -> Path:
    """Train, calibrate, export and describe the mask classifier; returns its folder.

    Thresholds come from the validation split; the test split is only reported.
    """
    finder = load_face_finder(config.face_weights, threads=2)
    splits = {
        name: load_photos(read_split(config.crops, name), finder)
        for name in ("train", "val", "test")
    }
    network = _fit(config, splits["train"])
    numbers = torch.tensor([photo.number for photo in splits["val"]])
    logits = _logits(network, splits["val"])
    calibrated = Calibrated(network, _temperature(logits, numbers)).eval()
    shares = {n: _logits(calibrated, splits[n]).double().numpy() for n in ("val", "test")}
    best = shares["val"].argmax(1)
    limits = {
        name: choose_share(
            shares["val"][best == number].max(1), numbers.numpy()[best == number] == number
        )
        for number, name in enumerate(CLASSES)
    }
    scores = {
        name: score(shares[name], [photo.number for photo in splits[name]], limits)
        for name in ("val", "test")
    }
    return _publish(config, calibrated, limits, scores)


def _publish(
    config: MaskConfig,
    network: nn.Module,
    limits: Mapping[str, float],
    scores: Mapping[str, MaskScores],
) -> Path:
    target = config.weights / f"mask-{config.version}"
    with tempfile.TemporaryDirectory() as scratch:
        onnx = Path(scratch) / "mask.onnx"
        sample = torch.zeros(1, 3, INPUT_PX, INPUT_PX)
        torch.onnx.export(network, (sample,), onnx, dynamo=False, input_names=["pixels"])
        files = to_openvino(onnx, target / "model.xml")
    write_mask_card(target, config, limits, scores)
    extra: dict[str, Any] = {"crop_margin": MARGIN, "mean": [0, 0, 0], "std": [1, 1, 1]}
    entry = Entry(
        name="mask",
        version=config.version,
        files=checksums(files, config.weights),
        classes=CLASSES,
        input_px=INPUT_PX,
        thresholds=limits,
        source=SOURCE,
        card=f"{target.name}/card.json",
        extra=extra,
    )
    enter(config.weights / MANIFEST, entry)
    return target
