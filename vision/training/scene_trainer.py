"""The trainer of the scene detector: COCO's head narrowed to our classes, persons kept."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn
from ultralytics.nn.tasks import yaml_model_load

from vision.training.detector_trainer import CpuDetectionModel, ShelfTrainer

COCO_CLASSES = 80
COCO_PERSON = 0
RARE = 0.002  # share of places at which a class not learnt yet is expected


def narrow_head(model: Any, rows: Sequence[int | None]) -> None:  # noqa: ANN401 - ultralytics' own
    """Cut a detection head down to some classes, in place.

    Args:
        model: A detection model with a one-to-many head.
        rows: For each new class the old one whose weights it keeps, None for a class to be learnt.
            All else stays, so the classes kept answer as before.
    """
    head = model.model[-1]
    for branch in head.cv3:
        old = branch[-1]
        new = nn.Conv2d(old.in_channels, len(rows), 1)
        with torch.no_grad():
            nn.init.normal_(new.weight, std=0.01)
            nn.init.constant_(new.bias, math.log(RARE / (1 - RARE)))
            for number, row in enumerate(rows):
                if row is not None:
                    new.weight[number] = old.weight[row]
                    new.bias[number] = old.bias[row]
        branch[-1] = new
    head.nc = len(rows)
    head.no = len(rows) + 4 * head.reg_max
    model.yaml["nc"] = len(rows)


def coco_narrowed(
    weights: Any,  # noqa: ANN401 - ultralytics' own
    classes: int,
    recipe: Mapping[str, Any],
) -> CpuDetectionModel:
    """Build COCO's network, load its weights, and keep of its classes the person, as our first."""
    model = CpuDetectionModel({**recipe, "end2end": False}, nc=COCO_CLASSES, ch=3, verbose=False)
    if weights is not None:
        model.load(weights, verbose=False)
    narrow_head(model, [COCO_PERSON, *[None] * (classes - 1)])
    return model


def averaged(trained: Path, start: Path, learnt: float) -> None:
    """Move trained weights part of the way back to those they started from, in the same file.

    Fine-tuning on few scenes forgets what COCO knew: persons above all. The straight line between
    the two networks holds better ones than either end. The rows of the classes that COCO does not
    have stay as they were learnt.

    Args:
        trained: A plain checkpoint of ours.
        start: The COCO checkpoint it was fine-tuned from.
        learnt: Share of the way that is kept, 0 to 1.
    """
    checkpoint = torch.load(trained, map_location="cpu", weights_only=False)
    network = checkpoint["model"].float()
    old = torch.load(start, map_location="cpu", weights_only=False)["model"].float()
    head = network.model[-1]
    before = coco_narrowed(old, head.nc, network.yaml | {"nc": COCO_CLASSES}).state_dict()
    rows = {
        f"model.{len(network.model) - 1}.cv3.{number}.{len(branch) - 1}.{part}"
        for number, branch in enumerate(head.cv3)
        for part in ("weight", "bias")
    }
    mixed = {}
    for name, value in network.state_dict().items():
        if value.is_floating_point():
            between = torch.lerp(before[name], value, learnt)
            if name in rows:
                between[1:] = value[1:]
            mixed[name] = between
        else:
            mixed[name] = value
    network.load_state_dict(mixed)
    torch.save({**checkpoint, "model": network.half()}, trained)


class SceneTrainer(ShelfTrainer):
    """Trains from a COCO checkpoint whose first class of ours is COCO's person."""

    def get_model(
        self,
        cfg: str | Mapping[str, Any] | None = None,
        weights: Any = None,  # noqa: ANN401 - its signature
        verbose: bool = True,  # noqa: FBT001, FBT002 - its signature
    ) -> CpuDetectionModel:
        """Build COCO's network, load it, and narrow its head to our classes."""
        del verbose  # part of the signature; what is loaded is the same every time
        recipe = dict(cfg) if isinstance(cfg, Mapping) else yaml_model_load(cfg)
        return coco_narrowed(weights, self.data["nc"], recipe)
