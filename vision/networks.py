"""Neural networks on the CPU: OpenVINO with explicit threads and a measured precision."""

import time
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import openvino

from vision.errors import WeightsRejected

Tensor = npt.NDArray[np.float32]
Shape = tuple[int | None, ...]

_BF16 = "BF16"
_FULL = "f32"
_TRIALS = 5
_KEPT_SHAPES = 6  # photos come in a few aspect ratios; each costs a compiled copy of the network


class Network:
    """One network, compiled per input shape on first use.

    Threads are not pinned to cores: OpenVINO pins every process to the same first cores, so two
    workers would share one. Bfloat16 nearly doubles the speed of CPUs that have it and costs
    others, so the first use times both and keeps the faster for good.
    """

    def __init__(self, path: Path, *, threads: int) -> None:
        """Read a model file (ONNX or OpenVINO IR).

        Raises:
            WeightsRejected: If the file cannot be read as a network.
            ValueError: If `threads` is not positive.
        """
        if threads < 1:
            msg = f"threads must be at least 1, got {threads}"
            raise ValueError(msg)
        self._core = openvino.Core()
        self._threads = threads
        try:
            self._model = self._core.read_model(path)
        except RuntimeError as error:
            msg = f"{path.name} cannot be read as a network"
            raise WeightsRejected(msg) from error
        self._compiled: dict[tuple[int, ...], Any] = {}
        self.precision = ""  # the chosen one, once the network has run

    @property
    def fixed_side(self) -> int | None:
        """Side of the only square input the network accepts; None when any size will do."""
        height = self._model.input(0).get_partial_shape()[2]
        return int(height.get_length()) if height.is_static else None

    @property
    def fixed_size(self) -> tuple[int, int] | None:
        """Height and width of the only input the network accepts; None when any size will do."""
        sizes = _sizes(self._model.input(0))
        height, width = (*sizes, None, None, None, None)[2:4]
        return None if height is None or width is None else (height, width)

    @property
    def shapes(self) -> tuple[Shape, Shape]:
        """Sizes of the first input and the first output; None for what the file leaves open."""
        return _sizes(self._model.input(0)), _sizes(self._model.output(0))

    def in_full_precision(self) -> Self:
        """Return the same network in 32 bits whatever is faster here, for figures to compare."""
        other = copy(self)
        other._compiled = {}  # noqa: SLF001 - of the same class
        other.precision = _FULL
        return other

    def run(self, inputs: Tensor) -> list[Tensor]:
        """Run one batch through the network; outputs in the model's order."""
        network = self._for_shape(inputs.shape)
        results = network([inputs])
        return [np.asarray(results[output], np.float32) for output in network.outputs]

    def _for_shape(self, shape: Sequence[int]) -> Any:  # noqa: ANN401 - OpenVINO publishes no types
        """Get the network compiled for one input shape."""
        key = tuple(int(side) for side in shape)
        if key not in self._compiled:
            if len(self._compiled) >= _KEPT_SHAPES:
                del self._compiled[next(iter(self._compiled))]
            if not self.precision:
                self.precision = self._faster_precision(key)
            self._compiled[key] = self._compile(key, self.precision)
        return self._compiled[key]

    def _compile(self, shape: tuple[int, ...], precision: str) -> Any:  # noqa: ANN401 - see above
        model = self._model.clone()
        model.reshape({model.input(0): openvino.PartialShape(list(shape))})
        return self._core.compile_model(
            model,
            "CPU",
            {
                "INFERENCE_NUM_THREADS": self._threads,
                "NUM_STREAMS": 1,
                "PERFORMANCE_HINT": "LATENCY",
                "ENABLE_CPU_PINNING": False,
                "INFERENCE_PRECISION_HINT": precision,
            },
        )

    def _faster_precision(self, shape: tuple[int, ...]) -> str:
        """Time both precisions on this machine; full precision where bfloat16 is not native."""
        if _BF16 not in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
            return _FULL
        sample = np.zeros(shape, np.float32)
        times = {}
        for precision in (_FULL, "bf16"):
            network = self._compile(shape, precision)
            network([sample])
            times[precision] = min(_timed(network, sample) for _ in range(_TRIALS))
        return min(times, key=lambda precision: times[precision])


def _sizes(port: Any) -> Shape:  # noqa: ANN401 - OpenVINO publishes no types
    """Read a port's sizes; one whose number of dimensions is open has none."""
    shape = port.get_partial_shape()
    if shape.rank.is_dynamic:
        return ()
    return tuple(int(size.get_length()) if size.is_static else None for size in shape)


def _timed(network: Any, sample: Tensor) -> float:  # noqa: ANN401 - OpenVINO publishes no types
    start = time.perf_counter()
    network([sample])
    return time.perf_counter() - start
