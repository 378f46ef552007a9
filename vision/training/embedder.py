"""The embedder: what varies between photos of one generated product is learnt and shrunk away.

The network keeps its ImageNet weights; only the linear layer behind it is computed, in one step
and without chance (linear discriminants). So it can be repeated on any CPU.
"""

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from vision.recognize import fit
from vision.training.canvas import Canvas
from vision.training.embedder_card import LICENCE, EmbedderConfig, write_embedder_card
from vision.training.embedder_crops import Assortment, Crop, photograph_products
from vision.training.embedder_net import MEAN, STD, EmbedderNet, load_backbone
from vision.training.export import MANIFEST, Entry, checksums, enter, to_openvino
from vision.training.sku_benchmark import SkuBenchmark
from vision.training.sku_benchmark import run as run_benchmark
from vision.weights import load_embedder

SOURCE = "computed by vision.training.embedder.train_embedder"
Floats = npt.NDArray[np.float32]

_BATCH = 16


def train_embedder(run: EmbedderConfig, benchmark: SkuBenchmark | None = None) -> Path:
    """Photograph generated products, compute the linear layer, export, measure, write the card.

    Args:
        run: What to compute, and where to write it.
        benchmark: On which generated products it is scored; by default those of published figures.

    Returns:
        The folder of the new weights, which the manifest names from now on.

    Raises:
        WeightsRejected: If the ImageNet weights are not installed (extra [train]).
    """
    network = EmbedderNet(load_backbone(run.backbone)).eval()
    products = Assortment.invent(run.seed, run.products)
    rng = np.random.default_rng(run.seed + 1)
    crops = [crop for _ in range(run.rounds) for crop in photograph_products(rng, products.looks)]
    network.head = fit_head(network, crops, run)
    export_embedder(network, run)
    report = run_benchmark(load_embedder(run.weights).in_full_precision(), benchmark)
    folder = run.weights / f"embed-{run.version}"
    write_embedder_card(folder, run, report)
    return folder


def fit_head(network: EmbedderNet, crops: Sequence[Crop], run: EmbedderConfig) -> nn.Linear:
    """Compute the linear layer that best parts the products on the crops."""
    vectors = levels_of(network, [crop.rgb for crop in crops], run.input_px)
    mean, directions = discriminants(
        vectors.astype(np.float64), [crop.sku for crop in crops], run.dimensions, run.evenness
    )
    return to_layer(mean, directions)


def to_layer(mean: npt.NDArray[np.floating], directions: npt.NDArray[np.floating]) -> nn.Linear:
    """Write `(vector - mean) @ directions` as a layer."""
    head = nn.Linear(*directions.shape)
    with torch.no_grad():
        head.weight.copy_(torch.from_numpy(np.asarray(directions.T, np.float32)))
        head.bias.copy_(torch.from_numpy(np.asarray(-mean @ directions, np.float32)))
    return head


def levels_of(network: EmbedderNet, crops: Sequence[Canvas], input_px: int) -> Floats:
    """Look at crops with the bare network."""
    parts = []
    with torch.no_grad():
        for start in range(0, len(crops), _BATCH):
            batch = np.stack([fit(crop, input_px) for crop in crops[start : start + _BATCH]])
            scaled = (batch.astype(np.float32) / 255 - np.float32(MEAN[0])) / np.float32(STD[0])
            parts.append(network.levels(torch.from_numpy(scaled.transpose(0, 3, 1, 2))).numpy())
    return np.concatenate(parts)


def discriminants(
    vectors: npt.NDArray[np.float64], skus: Sequence[str], dimensions: int, evenness: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Find the directions in which products differ most for how much their photos do.

    Args:
        vectors: (n, d), one row a crop.
        skus: The product of each row.
        dimensions: How many directions are wanted.
        evenness: Share of the mean variance added to every direction's, against chance.

    Returns:
        The mean (d,) and the directions (d, dimensions), scaled so that crops of one product
        vary alike along each.
    """
    _, owners = np.unique(np.asarray(skus), return_inverse=True)
    counts = np.bincount(owners)
    means = np.zeros((len(counts), vectors.shape[1]))
    np.add.at(means, owners, vectors)
    means /= counts[:, None]
    apart = vectors - means[owners]
    within = apart.T @ apart / (len(vectors) - len(counts))
    values, turns = np.linalg.eigh(within)
    whiten = (turns / np.sqrt(values + evenness * values.mean())) @ turns.T
    between = (means - means.mean(axis=0)) @ whiten
    _, order = np.linalg.eigh(between.T @ between)
    return vectors.mean(axis=0), whiten @ order[:, ::-1][:, :dimensions]


def export_embedder(network: EmbedderNet, run: EmbedderConfig) -> None:
    """Write a network as OpenVINO IR with half-precision weights and enter it in the manifest."""
    folder = run.weights / f"embed-{run.version}"
    with tempfile.TemporaryDirectory() as scratch:
        onnx = Path(scratch) / "embed.onnx"
        sample = torch.zeros(1, 3, run.input_px, run.input_px)
        with warnings.catch_warnings():
            # Padded slices are left for OpenVINO to fold, which torch warns of.
            warnings.filterwarnings("ignore", message="Constant folding", category=UserWarning)
            torch.onnx.export(
                network.eval(), (sample,), onnx, dynamo=False, input_names=["pixels"],
                dynamic_axes={"pixels": {0: "crops"}},
            )  # fmt: skip
        files = to_openvino(onnx, folder / "model.xml")
    entry = Entry(
        name="embed",
        version=run.version,
        files=checksums(files, run.weights),
        classes=("vector",),
        input_px=run.input_px,
        thresholds={"similarity": run.similarity, "margin": run.margin},
        source=SOURCE,
        card=f"embed-{run.version}/card.json",
        licence=LICENCE,
        extra={"mean": list(MEAN), "std": list(STD)},
    )
    enter(run.weights / MANIFEST, entry)
