"""Score how the state of a lens is told: false alarms on clear photos, recall on spoilt ones."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.places_scenes import read, taken_again
from vision.bursts import same_place, vote
from vision.images import Picture
from vision.intervals import wilson
from vision.lens import LensIssue, lens_issue, whole
from vision.training import smears
from vision.training.canvas import Rng
from vision.values import Finding, FindingKind

SPOILT: dict[FindingKind, tuple[Callable[[Rng, Picture, float], Picture], tuple[float, ...]]] = {
    FindingKind.BLACK_FRAME: (smears.darkness, (0.02, 0.05, 0.1)),
    FindingKind.LENS_COVERED: (smears.cover, (0.75, 0.9, 1.0)),
    FindingKind.LENS_GLARE: (smears.glare, (0.15, 0.25, 0.4)),
    FindingKind.LENS_STEAMED: (smears.steam, (0.3, 0.5, 0.7)),
    FindingKind.LENS_GREASY: (smears.grease, (0.5, 0.7, 0.9)),
    FindingKind.LENS_BLURRED: (
        lambda _, view, radius: smears.defocus(view, radius),
        (0.002, 0.004, 0.008),
    ),
}


def lens_tables(photos: dict[str, list[Path]]) -> list[str]:
    """All tables about lenses."""
    clear = [
        read(path)
        for name in ("shelf-dev", "empty-shelf", "price-tags", "fire-smoke, no smoke")
        for path in photos[name][:: 1 if name == "shelf-dev" else 2]
    ]
    return [*_false_alarms(photos), *_recall(clear), *_bursts(clear)]


def _false_alarms(photos: dict[str, list[Path]]) -> list[str]:
    lines = ["| clear photos | n | issues | with a reference |", "|---|---|---|---|"]
    for name, paths in photos.items():
        alone: Counter[str] = Counter()
        beside: Counter[str] = Counter()
        for seed, path in enumerate(paths):
            photo = read(path)
            alone[_kind(lens_issue(photo))] += 1
            again = taken_again(np.random.default_rng(seed), photo, 0.3)
            beside[_kind(lens_issue(photo, reference=again))] += 1
        cells = " | ".join(_counts(count) for count in (alone, beside))
        lines.append(f"| {name} | {len(paths)} | {cells} |")
    return lines


def _recall(clear: list[Picture]) -> list[str]:
    lines = [
        "",
        "| state, strength | n | told so | any issue | told so, with a reference | any issue |",
        "|---|---|---|---|---|---|",
    ]
    for kind, (spoil, strengths) in SPOILT.items():
        for strength in strengths:
            alone: Counter[str] = Counter()
            beside: Counter[str] = Counter()
            for seed, photo in enumerate(clear):
                rng = np.random.default_rng(seed)
                spoilt = spoil(rng, taken_again(rng, photo, 0.3), strength)
                alone[_kind(lens_issue(spoilt))] += 1
                beside[_kind(lens_issue(spoilt, reference=photo))] += 1
            cells = " | ".join(
                f"{count[kind.value]} | {len(clear) - count['']}" for count in (alone, beside)
            )
            lines.append(f"| {kind.value}, {strength} | {len(clear)} | {cells} |")
    return lines


def _bursts(clear: list[Picture]) -> list[str]:
    """Three frames of one place whose lens gets worse; and frames of two places."""
    told: Counter[str] = Counter()
    same = other = 0
    scenes = clear[::4]
    for seed, photo in enumerate(scenes):
        rng = np.random.default_rng(seed)
        frames = [taken_again(rng, photo, 0.3) for _ in range(3)]
        same += same_place(frames)
        other += not same_place([*frames[:2], scenes[(seed + 5) % len(scenes)]])
        for kind, (spoil, strengths) in SPOILT.items():
            spoilt = [frames[0], *(spoil(rng, frame, strengths[-1]) for frame in frames[1:])]
            told[f"{kind.value} in two of three"] += bool(vote([_found(frame) for frame in spoilt]))
        told["one frame of three"] += bool(
            vote([[], [], _found(smears.steam(rng, frames[2], 0.7))])
        )
    head = ["", f"| bursts of three frames | of {len(scenes)} |", "|---|---|"]
    lines = [f"| {name}: voted | {count} |" for name, count in told.items()]
    return [
        *head,
        f"| one place: said so | {same} |",
        f"| one frame of another place: said so | {other} |",
        *lines,
    ]


def _found(frame: Picture) -> list[Finding]:
    issue = lens_issue(frame)
    if issue is None:
        return []
    return [Finding("lens", whole(frame), issue.confidence, "lens")]


def _kind(issue: LensIssue | None) -> str:
    return "" if issue is None else issue.kind.value


def _counts(count: Counter[str]) -> str:
    wrong = sum(number for kind, number in count.items() if kind)
    total = sum(count.values())
    interval = wilson(wrong, total)
    named = ", ".join(f"{kind} {number}" for kind, number in count.items() if kind)
    edge = f" (up to {interval[1]:.3f})" if interval else ""
    return f"{wrong}{edge}{': ' + named if named else ''}"
