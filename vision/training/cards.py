"""Model cards: what a network is, what it was made from and how well it does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vision.training.evaluate import ClassScore, EvaluationReport
from vision.values import Thing

SCENES = "generated shelf scenes (vision/training/scenes.py), licence of this project"
TEXTURES = (
    "fronts of some generated packs: Grocery Store Dataset, train split (Klasson et al., MIT), and "
    "shelf-product-identifier crops (Ferre Vidal, MIT)"
)
EMPTY_SHELF = (
    "MosquitoRepellent / empty shelf dataset by pannapan, Roboflow Universe, CC BY 4.0; its train "
    "split"
)
PRICE_TAGS = (
    "Shelf Price detection by object-detection-y9n6q, Roboflow Universe, CC BY 4.0; only shelves "
    "that are not in the evaluation photos; products and gaps labelled by us "
    "(vision/training/hand_labels.json, CC BY 4.0)"
)
SHELF_PHOTO = (
    "the shelf photo of shelf-product-identifier (Ferre Vidal, MIT), labelled by us as well"
)
START = (
    "start: COCO weights of YOLO26n rebuilt from an int8 export (Ultralytics, AGPL-3.0), not the "
    "official file"
)
INTENDED = (
    "Finding product facings, empty places and price labels on photos of ambient grocery shelves, "
    "taken by staff from one to three metres. Not for people, not for counting money, and not the "
    "last word: a gap becomes a ticket that a person closes."
)
LIMITS = (
    "Real evaluation photos are few: 12 photos of two chains, 9 gaps. Intervals are wide and say "
    "nothing about freezers, fresh goods, hanging goods or poor light."
)


@dataclass(frozen=True, slots=True)
class Card:
    """What goes onto the card of a shelf detector."""

    version: str
    thresholds: Mapping[Thing, float]
    reports: Mapping[str, EvaluationReport]
    recipe: Mapping[str, Any]
    commit: str


def _value(value: float, interval: tuple[float, float]) -> str:
    if interval[0] == interval[1]:  # no resampling was done
        return f"{value:.3f}"
    return f"{value:.3f} ({interval[0]:.3f}-{interval[1]:.3f})"


def _row(photos: str, thing: Thing, score: ClassScore) -> str:
    ap50, ap = _value(score.ap50, score.ap50_interval), _value(score.ap, score.ap_interval)
    working = f"{score.precision:.3f} | {score.recall:.3f} | {100 * score.count_error_share:.1f} %"
    sizes = f"{score.photos} | {score.truths}"
    return f"| {photos} | {thing.value} | {sizes} | {ap50} | {ap} | {working} |"


def table(reports: Mapping[str, EvaluationReport]) -> str:
    """Write scores as a Markdown table."""
    rows = [
        _row(photos, thing, score)
        for photos, report in reports.items()
        for thing, score in report.scores.items()
    ]
    head = (
        "| photos | class | photos scored | labels | AP50 (95 % CI) | AP50-95 (95 % CI) "
        "| precision | recall | count error |"
    )
    return "\n".join([head, "|---|" + "---|" * 8, *rows])


def blind_line(reports: Mapping[str, EvaluationReport]) -> str:
    """Say how many of the blindly drawn boxes were found; empty where none were looked for."""
    blind = next((report.blind for report in reports.values() if report.blind), None)
    if blind is None:
        return ""
    low, high = blind.interval
    return (
        f"Of {blind.of} product boxes drawn by eye on crops without any label, {blind.found} are "
        f"found at the working point ({blind.share:.3f}, 95 % {low:.3f}-{high:.3f}).\n\n"
    )


def write_card(folder: Path, card: Card) -> None:
    """Write `card.json` and `card.md` beside the weights."""
    folder.mkdir(parents=True, exist_ok=True)
    real = (EMPTY_SHELF, PRICE_TAGS, SHELF_PHOTO) if card.recipe.get("real_photos") else ()
    data = (SCENES, TEXTURES, *real, START)
    facts = {
        "version": card.version,
        "licence": "AGPL-3.0",
        "intended_use": INTENDED,
        "limits": LIMITS,
        "data": list(data),
        "recipe": dict(card.recipe),
        "code_commit": card.commit,
        "thresholds": {thing.value: value for thing, value in card.thresholds.items()},
        "scores": {name: report.as_dict() for name, report in card.reports.items()},
    }
    text = json.dumps(facts, indent=2, ensure_ascii=False)
    (folder / "card.json").write_text(text + "\n", "utf-8")
    recipe = "\n".join(f"- {name}: {value}" for name, value in card.recipe.items())
    sources = "\n".join(f"- {line}" for line in data)
    limits = ", ".join(f"{thing.value} {value}" for thing, value in card.thresholds.items())
    page = (
        f"# {card.version}\n\nLicence: AGPL-3.0. Code commit: {card.commit or 'unknown'}.\n\n"
        f"## Intended use\n\n{INTENDED}\n\n{LIMITS}\n\n## Scores\n\n{table(card.reports)}\n\n"
        f"{blind_line(card.reports)}"
        "COCO AP with up to 1500 detections per photo; intervals by resampling photos. Precision, "
        "recall and count error (the photos' absolute errors over all labels) at the working "
        "point, overlap 0.5. `real` is a hand-labelled set that was never trained or tuned on; "
        "other photos of both its chains are in training. Labels of empty-shelf that mark the air "
        "above a stack are ignored.\n\n"
        "Thresholds (best F1; gaps: on the validation photos of empty-shelf; products and price "
        "tags: the geometric mean of generated validation scenes and hand-labelled training "
        f"photos; generated scenes alone where no real photos are there): {limits}.\n\n"
        f"## Recipe\n\n{recipe}\n\n## Data\n\n{sources}\n"
    )
    (folder / "card.md").write_text(page, "utf-8")
