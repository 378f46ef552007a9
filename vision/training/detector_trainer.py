"""The ultralytics trainer as we use it: one-to-many head only, bfloat16 on CPUs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from ultralytics.models.yolo.detect import DetectionTrainer
from ultralytics.nn.tasks import DetectionModel, yaml_model_load


class CpuDetectionModel(DetectionModel):  # type: ignore[misc]  # ultralytics publishes no types
    """A detection model whose forward pass runs in bfloat16 on CPUs.

    ultralytics refuses `amp="bf16"` without CUDA. On a CPU with AVX512-BF16 it halves the time of a
    step; elsewhere PyTorch falls back to float32 kernels for what it cannot do.
    """

    def forward(self, x: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - its signature
        """Run the network under bfloat16 autocast when the input lies on a CPU."""
        pixels = x["img"] if isinstance(x, dict) else x
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=pixels.device.type == "cpu"):
            return super().forward(x, *args, **kwargs)


class ShelfTrainer(DetectionTrainer):  # type: ignore[misc]  # ultralytics publishes no types
    """Trains without the end-to-end branch, which busy shelves overflow, or its own scores.

    The one-to-one branch is capped at 300 objects and doubles the cost of the loss. Scoring is done
    by `vision.training.evaluate`, because ultralytics' own knows no ignore regions.
    """

    def get_model(
        self,
        cfg: str | Mapping[str, Any] | None = None,
        weights: Any = None,  # noqa: ANN401 - its signature
        verbose: bool = True,  # noqa: FBT001, FBT002 - its signature
    ) -> CpuDetectionModel:
        """Build the network for our classes and start from `weights` where given."""
        recipe = dict(cfg) if isinstance(cfg, Mapping) else yaml_model_load(cfg)
        recipe["end2end"] = False
        model = CpuDetectionModel(
            recipe, nc=self.data["nc"], ch=self.data["channels"], verbose=False
        )
        if weights is not None:
            model.load(weights, verbose=verbose)
        return model

    def validate(self) -> tuple[dict[str, float], float]:
        """Skip the built-in scores; report the running loss as fitness so that `last` is kept."""
        return {}, 0.0

    def final_eval(self) -> None:
        """Leave the last checkpoint as it is: it holds the averaged weights."""


def plain_checkpoint(trained: Path, target: Path) -> Path:
    """Rewrite a checkpoint so that loading it needs ultralytics only, not this package.

    Args:
        trained: A checkpoint written by `ShelfTrainer`.
        target: Where the plain one goes.
    """
    checkpoint = torch.load(trained, map_location="cpu", weights_only=False)
    model = (checkpoint["ema"] or checkpoint["model"]).float()
    model.__class__ = DetectionModel  # the same network; only the training forward pass is ours
    torch.save({**checkpoint, "model": model.half(), "ema": None, "optimizer": None}, target)
    return target
