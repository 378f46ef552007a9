"""The ultralytics trainer as we use it: one-to-many head only, bfloat16 on CPUs."""

import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from ultralytics.models.yolo.detect import DetectionTrainer
from ultralytics.nn.tasks import DetectionModel, yaml_model_load

WARM_UP = 0.03  # share of a run in which the learning rate rises
LAST = 0.02  # share of the learning rate that is left at the end


def _cosine(share: float) -> float:
    """Fall from 1 to 0 as `share` goes from 0 to 1."""
    return 0.5 * (1 + math.cos(math.pi * share))


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

    def optimizer_step(self) -> None:
        """Set the learning rate by the share of the run that is over, then step.

        ultralytics changes it once an epoch. On slow machines a run may be an epoch or two, and it
        may be cut short by the clock; the rate should still rise and fall over the whole of it.
        """
        share = self._share_done()
        factor = min(1.0, share / WARM_UP + 0.02) * (LAST + (1 - LAST) * _cosine(share))
        for group in self.optimizer.param_groups:
            group["lr"] = group["initial_lr"] * factor
        super().optimizer_step()

    def _share_done(self) -> float:
        """Tell how much of the run is over, by the clock if it has a time limit."""
        if self.args.time:
            spent = time.time() - float(self.train_time_start)
            return min(1.0, spent / (float(self.args.time) * 3600))
        self.steps_done: int = getattr(self, "steps_done", 0) + 1
        steps = float(self.epochs * len(self.train_loader) / max(1, self.accumulate))
        return min(1.0, self.steps_done / steps)

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
