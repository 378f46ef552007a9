"""Trainable checkpoints rebuilt from shipped weights, so that anyone can go on from them.

What ships is an inference graph: batch normalisation is folded into the convolutions, and no
checkpoint comes with it. The graph's names still say which convolution is which.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import openvino
import torch
from torch import nn
from ultralytics.nn.modules.conv import Conv
from ultralytics.nn.tasks import DetectionModel, yaml_model_load

from vision.errors import WeightsRejected
from vision.training.export import module_name

_CLASSES_OUT = re.compile(r"\.cv3\.0\.2$")  # the convolution that scores classes
PHOTOS = 48  # enough for the mean and the variance of every channel
Constants = npt.NDArray[np.float32]


def _constant(node: Any) -> Constants:  # noqa: ANN401 - OpenVINO publishes no types
    while node.get_input_size():  # a conversion from half precision
        node = node.input_value(0).get_node()
    return np.asarray(node.data, np.float32)


def folded_convolutions(xml: Path) -> dict[str, tuple[Constants, Constants]]:
    """Read weights and biases of every convolution of an OpenVINO graph, by module name."""
    found = {}
    for node in openvino.Core().read_model(xml).get_ordered_ops():
        if node.get_type_name() not in {"Convolution", "GroupConvolution"}:
            continue
        [after] = [target.get_node() for target in node.output(0).get_target_inputs()]
        weight = _constant(node.input_value(1).get_node())
        bias = _constant(after.input_value(1).get_node()).ravel()
        found[module_name(node.get_friendly_name())] = (weight, bias)
    return found


def _network(
    architecture: str, classes: int, folded: Mapping[str, tuple[Constants, Constants]]
) -> DetectionModel:
    """Build the network; a head begun on more classes keeps its wider branch, as it was trained."""
    last = [weight for name, (weight, _) in folded.items() if _CLASSES_OUT.search(name)]
    recipe = yaml_model_load(architecture)
    recipe["end2end"] = False
    width = last[0].shape[1] if last else classes
    model = DetectionModel(recipe, nc=width, ch=3, verbose=False).eval()
    head = model.model[-1]
    for branch in head.cv3:
        branch[-1] = nn.Conv2d(branch[-1].in_channels, classes, 1)
    head.nc, head.no = classes, classes + 4 * head.reg_max
    model.yaml["nc"] = classes
    model.names = {number: str(number) for number in range(classes)}
    return model


def _fill(model: nn.Module, folded: Mapping[str, tuple[Constants, Constants]]) -> None:
    """Copy weights into a network; its batch normalisations only add the biases for now."""
    modules = dict(model.named_modules())
    convolutions = {name for name, part in modules.items() if isinstance(part, nn.Conv2d)}
    if convolutions != set(folded):
        msg = "the graph is not the architecture that is trained here"
        raise WeightsRejected(msg)
    for name, (weight, bias) in folded.items():
        module = modules[name]
        module.weight.data = torch.from_numpy(weight.reshape(module.weight.shape))
        parent = modules[name.rpartition(".")[0]]
        if isinstance(parent, Conv):
            parent.bn.running_var.fill_(1 - parent.bn.eps)
            module = parent.bn
        module.bias.data = torch.from_numpy(bias.copy())


def _batches(photos: list[Path], side: int) -> Iterator[torch.Tensor]:
    for path in photos:
        pixels = cv2.imread(str(path))
        if pixels is not None:
            sized = cv2.resize(pixels, (side, side), interpolation=cv2.INTER_AREA)
            planes = np.ascontiguousarray(sized[..., ::-1].transpose(2, 0, 1)[None])
            yield torch.from_numpy(planes).float() / 255


def _unfold(model: nn.Module, photos: list[Path], side: int) -> None:
    """Give batch normalisations real statistics without changing what the network computes."""
    blocks = [part for part in model.modules() if isinstance(part, Conv)]
    sums = {block: [torch.zeros(2, block.bn.num_features), 0] for block in blocks}

    def watch(block: Conv, output: torch.Tensor) -> None:
        flat = output.transpose(0, 1).flatten(1)
        sums[block][0] += torch.stack([flat.mean(1), flat.square().mean(1)])
        sums[block][1] += 1

    hooks = [
        block.conv.register_forward_hook(lambda _part, _seen, out, block=block: watch(block, out))
        for block in blocks
    ]
    with torch.no_grad():
        for batch in _batches(photos, side):
            model(batch)
    for hook in hooks:
        hook.remove()
    for block, (total, count) in sums.items():
        mean, square = total / max(1, count)
        block.bn.running_mean.copy_(mean)
        block.bn.running_var.copy_((square - mean.square()).clamp_min(1e-6))
        block.bn.weight.data = (block.bn.running_var + block.bn.eps).sqrt()
        block.bn.bias.data += mean


def restore_checkpoint(
    xml: Path, photos: list[Path], target: Path, *, architecture: str, classes: int, side: int = 640
) -> Path:
    """Write a checkpoint that computes what an exported detector computes, and can be trained.

    Args:
        xml: A detector exported by `vision.training.export`.
        photos: Photos like those of the training to come; the statistics of the batch
            normalisations are taken from them.
        target: Where the checkpoint goes.
        architecture: The recipe of the network, one that ultralytics brings.
        classes: How many classes the exported detector knows.
        side: Pixels the photos are scaled to.

    Raises:
        WeightsRejected: If the graph is of another architecture.
    """
    folded = folded_convolutions(xml)
    model = _network(architecture, classes, folded)
    _fill(model, folded)
    _unfold(model, photos[:: max(1, len(photos) // PHOTOS)], side)
    model.args = {"task": "detect", "model": architecture}
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model, "ema": None, "train_args": model.args, "epoch": -1}, target)
    return target
