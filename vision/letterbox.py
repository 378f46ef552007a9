"""Pictures made ready for a detection network: scaled, padded with grey, 0 to 1."""

import cv2
import numpy as np

from vision.images import Picture
from vision.networks import Tensor

_STRIDE = 32
_GREY = 114  # border, as in training


def letterboxed(
    rgb: Picture, side: int, *, fixed: tuple[int, int] | None = None
) -> tuple[Tensor, float]:
    """Scale a picture to a long side and pad it at the right and at the bottom.

    Args:
        rgb: The picture, not empty.
        side: Long side for networks of any size; they get no more border than their stride needs.
        fixed: Height and width of the only input the network takes; `side` means nothing then.

    Returns:
        A batch of one, `(1, 3, height, width)`, and how many of its pixels one photo pixel became.
    """
    height, width = rgb.shape[:2]
    scale = side / max(height, width)
    if fixed is not None:
        scale = min(fixed[0] / height, fixed[1] / width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if scale < 1 else 1)
    sides = fixed or tuple(-(-side // _STRIDE) * _STRIDE for side in size[::-1])
    canvas = np.full((*sides, 3), _GREY, np.uint8)
    canvas[: size[1], : size[0]] = small
    blob = canvas.transpose(2, 0, 1)[np.newaxis].astype(np.float32) / 255
    return np.ascontiguousarray(blob), scale
