"""The trainer of the scene detector: COCO's head narrowed to our classes, persons kept."""

import math
from collections.abc import Mapping, Sequence
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


class SceneTrainer(ShelfTrainer):
    """Trains from a COCO checkpoint whose first class of ours is COCO's person."""

    def get_model(
        self,
        cfg: str | Mapping[str, Any] | None = None,
        weights: Any = None,  # noqa: ANN401 - its signature
        verbose: bool = True,  # noqa: FBT001, FBT002 - its signature
    ) -> CpuDetectionModel:
        """Build COCO's network, load it, and narrow its head to our classes."""
        recipe = dict(cfg) if isinstance(cfg, Mapping) else yaml_model_load(cfg)
        recipe["end2end"] = False
        model = CpuDetectionModel(recipe, nc=COCO_CLASSES, ch=3, verbose=False)
        if weights is not None:
            model.load(weights, verbose=verbose)
        narrow_head(model, [COCO_PERSON, *[None] * (self.data["nc"] - 1)])
        return model
