"""Tiny real ONNX files, written byte by byte: the package `onnx` is only in the extra [train]."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

FLOAT, INT64, HALF = 1, 7, 10
CELL = 32
NAMES = "{0: 'cat', 1: 'cup', 2: 'phone'}"
ONE_TO_MANY = {"names": NAMES, "task": "detect", "license": "MIT", "imgsz": "[128, 128]"}


def _varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def _field(number: int, content: bytes | str | int) -> bytes:
    """One field of a protocol buffer: a number, or bytes with their length."""
    if isinstance(content, int):
        return _varint(number << 3) + _varint(content)
    raw = content.encode() if isinstance(content, str) else content
    return _varint(number << 3 | 2) + _varint(len(raw)) + raw


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _field(1, name) + _field(3, value) + _field(20, 2)
    return _field(1, name) + b"".join(_field(8, one) for one in value) + _field(20, 7)


def _node(operation: str, inputs: Sequence[str], output: str, **attributes: object) -> bytes:
    parts = [_field(1, name) for name in inputs] + [_field(2, output), _field(4, operation)]
    parts += [_field(5, _attribute(name, value)) for name, value in attributes.items()]
    return b"".join(parts)


def _tensor(name: str, values: object, kind: int) -> bytes:
    array = np.asarray(values, {FLOAT: "<f4", INT64: "<i8"}[kind])
    dims = b"".join(_field(1, side) for side in array.shape)
    return dims + _field(2, kind) + _field(8, name) + _field(9, array.tobytes())


def _port(name: str, shape: Sequence[int | str], kind: int) -> bytes:
    dims = b"".join(
        _field(1, _field(2, side) if isinstance(side, str) else _field(1, side)) for side in shape
    )
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, dims)))


def write_onnx(
    path: Path,
    nodes: Sequence[bytes],
    ports: tuple[Sequence[bytes], Sequence[bytes]],
    *,
    constants: Sequence[bytes] = (),
    told: dict[str, str] | None = None,
) -> Path:
    """Write a model of these nodes."""
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, "g")
    graph += b"".join(_field(5, one) for one in constants)
    graph += b"".join(_field(11, one) for one in ports[0])
    graph += b"".join(_field(12, one) for one in ports[1])
    model = _field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 13))
    for key, value in (told or {}).items():
        model += _field(14, _field(1, key) + _field(2, value))
    path.write_bytes(model)
    return path


def colours(
    path: Path,
    *,
    side: int | tuple[int, int] | None = None,
    head: str = "one_to_many",
    half: bool = False,
    told: dict[str, str] | None = ONE_TO_MANY,
) -> Path:
    """A detector that sees a 32-pixel box in every cell: red a cat, green a cup, blue a phone."""
    high, wide = (side, side) if isinstance(side, int) else (side or ("h", "w"))
    kind = HALF if half else FLOAT
    nodes = [
        _node("Cast", ["images"], "pixels", to=FLOAT),
        _node("AveragePool", ["pixels"], "cells", kernel_shape=[CELL] * 2, strides=[CELL] * 2),
        _node("ReduceMax", ["cells"], "most", axes=[1], keepdims=1),
        _node("Mul", ["most", "zero"], "nothing"),
        _node("Add", ["nothing", "unit"], "ones"),
        *_middles(),
        _node("Mul", ["ones", "cell"], "size"),
        _node("Concat", ["x", "y", "size", "size", "cells"], "grid", axis=1),
        _node("Reshape", ["grid", "flat"], "many"),
    ]
    nodes += _ready() if head == "end_to_end" else [_node("Identity", ["many"], "said")]
    nodes.append(_node("Cast", ["said"], "output0", to=kind))
    shape = (1, "n", 6) if head == "end_to_end" else (1, 7, "n")
    ports = [_port("images", (1, 3, high, wide), kind)], [_port("output0", shape, kind)]
    constants = [
        _tensor("zero", 0.0, FLOAT),
        _tensor("unit", 1.0, FLOAT),
        _tensor("cell", float(CELL), FLOAT),
        _tensor("half", CELL / 2, FLOAT),
        _tensor("axis2", 2, INT64),
        _tensor("axis3", 3, INT64),
        _tensor("flat", [1, 7, -1], INT64),
        _tensor("two", 2.0, FLOAT),
        *(_tensor(f"from{n}", [n], INT64) for n in (0, 2, 4, 7)),
        _tensor("axis1", [1], INT64),
    ]
    return write_onnx(path, nodes, ports, constants=constants, told=told)


def _middles() -> list[bytes]:
    nodes = []
    for name, axis in (("x", "axis3"), ("y", "axis2")):
        nodes += [
            _node("CumSum", ["ones", axis], f"count_{name}"),
            _node("Mul", [f"count_{name}", "cell"], f"end_{name}"),
            _node("Sub", [f"end_{name}", "half"], name),
        ]
    return nodes


def _ready() -> list[bytes]:
    """Turn `(1, 7, n)` into rows that are ready."""
    return [
        _node("Slice", ["many", "from0", "from2", "axis1"], "middle"),
        _node("Slice", ["many", "from2", "from4", "axis1"], "sizes"),
        _node("Slice", ["many", "from4", "from7", "axis1"], "scores"),
        _node("Div", ["sizes", "two"], "reach"),
        _node("Sub", ["middle", "reach"], "low"),
        _node("Add", ["middle", "reach"], "high"),
        _node("ReduceMax", ["scores"], "best", axes=[1], keepdims=1),
        _node("ArgMax", ["scores"], "which", axis=1, keepdims=1),
        _node("Cast", ["which"], "number", to=FLOAT),
        _node("Concat", ["low", "high", "best", "number"], "columns", axis=1),
        _node("Transpose", ["columns"], "said", perm=[0, 2, 1]),
    ]


def constant_answer(
    path: Path,
    answers: Sequence[Sequence[int]],
    *,
    told: dict[str, str] | None = None,
    shape: Sequence[int | str] = (1, 3, 64, 64),
    filled: float = 0.0,
) -> Path:
    """A model that always says the same, in as many answers as there are shapes."""
    nodes, constants = [_node("ReduceMin", ["images"], "least", keepdims=0)], []
    for number, sides in enumerate(answers):
        constants.append(_tensor(f"c{number}", np.full(sides, filled), FLOAT))
        nodes += [
            _node("Mul", ["least", "zero"], f"z{number}"),
            _node("Add", [f"c{number}", f"z{number}"], f"output{number}"),
        ]
    constants.append(_tensor("zero", 0.0, FLOAT))
    outputs = [_port(f"output{number}", sides, FLOAT) for number, sides in enumerate(answers)]
    ports = [_port("images", shape, FLOAT)], outputs
    return write_onnx(path, nodes, ports, constants=constants, told=told)


def not_a_number() -> float:
    """What a broken network answers."""
    return float(struct.unpack("<f", b"\0\0\xc0\x7f")[0])
