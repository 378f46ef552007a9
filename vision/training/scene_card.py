"""The card of the scene detector: what it was made from, what it scores, what it cannot see."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vision.training.scene_scores import LabelScore, Rate

FIRES = (
    "fire-smoke, train split, every scene group capped: fire by custom-thxhn, Roboflow Universe, "
    "CC BY 4.0; its frames carry logos of broadcasters, so no frame of it is shipped"
)
SHOPS = (
    "photos without fire: empty-shelf (pannapan, CC BY 4.0), price-tags (object-detection-y9n6q, "
    "CC BY 4.0), sku-crops (Ferre Vidal, MIT), Grocery Store Dataset (Klasson et al., MIT), the "
    "splits or shelves kept for training"
)
HEADS = (
    "heads stuck onto such photos: face-mask-crops, train split (chandrikadeb7, MIT; it does not "
    "own most of its photos, so none is shipped)"
)
DRAWN = (
    "drawn by us: kitchens, half of them with steam, which is no smoke; plain and soft pictures, "
    "as of a covered lens; flames cut out of training frames and laid over shop photos"
)
START = (
    "start, and the eyes that labelled persons on training frames: COCO weights of YOLO26n rebuilt "
    "from an int8 export (Ultralytics, AGPL-3.0), not the official file"
)
DATA = (FIRES, SHOPS, HEADS, DRAWN, START)
INTENDED = (
    "Noticing open fire and dense smoke on a photo of a shop or kitchen, and saying where persons "
    "are so that other models know whom to judge. A hint for a person to look at; it is no fire "
    "alarm and replaces no smoke detector."
)
LIMITS = (
    "It has seen few fires: 42 scene groups, most of them streets, news footage and security fog, "
    "and hardly a kitchen. Thin smoke, small flames (a gas hob, a candle) and smoke behind steam "
    "were never labelled, so nobody knows. Steam was "
    "only ever drawn. Persons seen from above, in the dark or against flames are often missed."
)


@dataclass(frozen=True, slots=True)
class SceneCard:
    """What goes onto the card."""

    version: str
    thresholds: Mapping[str, float]
    scores: Mapping[str, Mapping[str, LabelScore]]  # by split, then by label
    recipe: Mapping[str, Any]
    commit: str


def rate(value: Rate) -> str:
    """Write a figure with its interval."""
    return f"{value[0]:.3f} ({value[1]:.3f}-{value[2]:.3f})"


def score_table(scores: Mapping[str, Mapping[str, LabelScore]]) -> str:
    """Write scores as a Markdown table."""
    head = (
        "| frames | label | frames / groups | boxes | AP50 (95 %, by group) | precision (Wilson) "
        "| recall | frames rightly said to show it | frames with it noticed |"
    )
    rows = [
        f"| {name} | {label} | {score.frames} / {score.groups} | {score.truths} | "
        f"{rate(score.ap50)} | {rate(score.precision)} | {rate(score.recall)} | "
        f"{rate(score.frame_precision)} | {rate(score.frame_recall)} |"
        for name, part in scores.items()
        for label, score in part.items()
    ]
    return "\n".join([head, "|---|" + "---|" * 8, *rows])


def write_scene_card(folder: Path, card: SceneCard) -> None:
    """Write `card.json` and `card.md` beside the weights."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = {
        "version": card.version,
        "licence": "AGPL-3.0",
        "intended_use": INTENDED,
        "limits": LIMITS,
        "data": list(DATA),
        "recipe": dict(card.recipe),
        "code_commit": card.commit,
        "thresholds": dict(card.thresholds),
        "scores": {
            name: {label: score.as_dict() for label, score in part.items()}
            for name, part in card.scores.items()
        },
    }
    text = json.dumps(facts, indent=2, ensure_ascii=False)
    (folder / "card.json").write_text(text + "\n", "utf-8")
    recipe = "\n".join(f"- {name}: {value}" for name, value in card.recipe.items())
    sources = "\n".join(f"- {line}" for line in DATA)
    limits = ", ".join(f"{label} {value}" for label, value in card.thresholds.items())
    page = (
        f"# {card.version}\n\nLicence: AGPL-3.0. Code commit: {card.commit or 'unknown'}.\n\n"
        f"## Intended use\n\n{INTENDED}\n\n{LIMITS}\n\n## Scores\n\n{score_table(card.scores)}\n\n"
        "AP50 counts the doubtful tail, its interval resamples scene groups; the rest is at the "
        "working point, overlap 0.5, with Wilson intervals that take frames of one video for "
        "independent ones. Frames of most videos are in training and in test both: the split keeps "
        "near-twins apart, not videos. False alarms on photos without fire, persons, and frames of "
        "places never trained on: `benchmarks/scene.md`.\n\n"
        "Thresholds: the best F1 on the validation split, or the score that at most 0.3 % of "
        "photos without it reach, whichever is stricter (validation photos for fire and smoke; "
        f"persons: hand-labelled frames, and 1 % of training photos of shelves): {limits}. "
        f"The test split was only reported.\n\n## Recipe\n\n{recipe}\n\n## Data\n\n{sources}\n"
    )
    (folder / "card.md").write_text(page, "utf-8")
