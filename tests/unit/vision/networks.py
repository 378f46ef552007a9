"""Tiny real networks for the tests: OpenVINO runs them like the trained ones."""

import hashlib
import json
from pathlib import Path

import numpy as np
import openvino
from openvino import opset13 as ops

CELL = 32
ZERO, ONE, SIDE, HALF = (np.float32(number) for number in (0, 1, CELL, CELL / 2))


def colour_detector(path: Path, *, side: int | None = None) -> Path:
    """A detector that sees a 32-pixel box in every cell: red a product, green a gap, blue a tag.

    Its output has the form of a YOLO network's one-to-many head, `(1, 4 + 3, cells)`.
    """
    shape = [1, 3, side or -1, side or -1]
    picture = ops.parameter(openvino.PartialShape(shape), np.float32, name="images")
    cells = ops.avg_pool(picture, [CELL, CELL], [0, 0], [0, 0], [CELL, CELL], exclude_pad=True)
    one = ops.add(ops.multiply(ops.reduce_max(cells, [1], keep_dims=True), ZERO), ONE)
    middle = [
        ops.subtract(ops.multiply(ops.cum_sum(one, axis), SIDE), HALF)
        for axis in (np.int32(3), np.int32(2))
    ]
    size = ops.multiply(one, SIDE)
    grid = ops.concat([*middle, size, size, cells], 1)
    flat = ops.reshape(grid, np.array([1, 7, -1]), special_zero=False)
    openvino.save_model(openvino.Model([flat], [picture]), path, compress_to_fp16=False)
    return path


def ready_detector(path: Path, *, size: tuple[int, int] | None = None) -> Path:
    """A detector that sees the same boxes and answers in rows that are ready, `(1, cells, 6)`.

    Each row holds left, top, right, bottom, the strength of the strongest colour, and its number.
    """
    height, width = size or (-1, -1)
    shape = openvino.PartialShape([1, 3, height, width])
    picture = ops.parameter(shape, np.float32, name="images")
    cells = ops.avg_pool(picture, [CELL, CELL], [0, 0], [0, 0], [CELL, CELL], exclude_pad=True)
    one = ops.add(ops.multiply(ops.reduce_max(cells, [1], keep_dims=True), ZERO), ONE)
    right, bottom = (
        ops.multiply(ops.cum_sum(one, axis), SIDE) for axis in (np.int32(3), np.int32(2))
    )
    best = ops.topk(cells, np.int32(1), 1, "max", "value", "i32")
    number = ops.convert(best.output(1), np.float32)
    left, top = (ops.subtract(edge, SIDE) for edge in (right, bottom))
    grid = ops.concat([left, top, right, bottom, best.output(0), number], 1)
    flat = ops.reshape(grid, np.array([1, 6, -1]), special_zero=False)
    rows = ops.transpose(flat, np.array([0, 2, 1]))
    openvino.save_model(openvino.Model([rows], [picture]), path, compress_to_fp16=False)
    return path


def brightness_judge(path: Path, *, side: int = 32, are_logits: bool = False) -> Path:
    """A classifier of two classes: the share of light, and the share of dark, in a crop."""
    crop = ops.parameter(openvino.PartialShape([1, 3, side, side]), np.float32, name="images")
    light = ops.reshape(ops.reduce_mean(crop, [1, 2, 3], keep_dims=False), np.array([1, 1]), False)
    both = ops.concat([light, ops.subtract(np.float32(1), light)], 1)
    if are_logits:
        both = ops.subtract(ops.multiply(both, np.float32(20)), np.float32(10))
    openvino.save_model(openvino.Model([both], [crop]), path, compress_to_fp16=False)
    return path


def sums(folder: Path, *names: str) -> dict[str, str]:
    """Checksums of files, as a manifest names them."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def manifest(folder: Path, *entries: dict[str, object]) -> Path:
    """Write a manifest; returns its folder."""
    (folder / "manifest.json").write_text(json.dumps(entries), "utf-8")
    return folder


def shelf_entry(folder: Path, **changes: object) -> dict[str, object]:
    """A manifest entry for a colour detector, written into the folder."""
    colour_detector(folder / "shelf.xml")
    entry = {
        "name": "shelf",
        "version": "2026.11.1",
        "files": sums(folder, "shelf.xml", "shelf.bin"),
        "classes": ["product", "gap", "price_tag"],
        "input_px": 128,
        "thresholds": {"product": 0.6, "gap": 0.6, "price_tag": 0.6},
    }
    return entry | changes


def mask_entry(folder: Path, **changes: object) -> dict[str, object]:
    """A manifest entry for a brightness judge, written into the folder."""
    brightness_judge(folder / "mask.xml")
    entry = {
        "name": "mask",
        "version": "2026.11.1",
        "files": sums(folder, "mask.xml", "mask.bin"),
        "classes": ["mask", "no_mask"],
        "input_px": 32,
        "thresholds": {"mask": 0.8, "no_mask": 0.8},
        "crop_margin": 0.0,
    }
    return entry | changes
