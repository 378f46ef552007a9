"""Score how places are compared with their reference photos, and how lenses are judged.

python -m benchmarks.places ../shared/data
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from benchmarks.lens_states import lens_tables
from benchmarks.places_scenes import (
    drawn_kitchens,
    read,
    some_area,
    taken_again,
    test_photos,
    things,
    with_shadow,
    with_thing,
)
from vision.images import Picture
from vision.intervals import wilson
from vision.lens import lens_issue
from vision.places import AreaState, Place, align, changed_areas
from vision.training.canvas import Rng

SHARES = (0.05, 0.1, 0.2)  # of the area, that a thing covers
SEEN_AS = (AreaState.CHANGED, AreaState.SAME, AreaState.CANNOT_TELL)


def cases(rng: Rng, scene: Picture, thing: Picture) -> Iterator[tuple[str, Place, Picture]]:
    """One place in each way: left alone, in shadow, changed elsewhere, changed in the area."""
    area, box, far = some_area(rng, scene)
    place = Place(scene, (area,))
    yield "nothing changed", place, scene
    yield "a sharp shadow", place, with_shadow(rng, scene)
    yield "a thing put elsewhere", place, with_thing(rng, scene, thing, far, 0.4)
    for share in SHARES:
        put = with_thing(rng, scene, thing, box, share)
        yield f"a thing put in, {share:.0%}", place, put
    yield "the thing taken out, 10%", Place(with_thing(rng, scene, thing, box, 0.1), (area,)), scene


def zone_table(name: str, scenes: list[Picture], pool: list[Picture]) -> list[str]:
    """Say how areas were judged, and the precision and recall over all cases."""
    seen: dict[str, Counter[AreaState]] = {}
    for seed, scene in enumerate(scenes):
        rng = np.random.default_rng(700 + seed)
        for case, place, changed in cases(rng, scene, pool[seed % len(pool)]):
            [verdict] = changed_areas(place, taken_again(rng, changed))
            seen.setdefault(case, Counter())[verdict.state] += 1
    lines = [
        f"| {name}: {case} | {sum(count.values())} | "
        + " | ".join(str(count[state]) for state in SEEN_AS)
        + " |"
        for case, count in seen.items()
    ]
    is_change = [case for case in seen if "in," in case or "out," in case]
    raised = sum(count[AreaState.CHANGED] for count in seen.values())
    right = sum(seen[case][AreaState.CHANGED] for case in is_change)
    real = sum(sum(seen[case].values()) for case in is_change)
    quiet = sum(sum(count.values()) for count in seen.values()) - real
    scores = f"precision {_share(right, raised)}, recall {_share(right, real)}"
    alarms = f"false alarms {_share(raised - right, quiet)}"
    return [*lines, f"| **{name}**: {scores}, {alarms} | | | | |"]


def alignment_lines(photos: dict[str, list[Path]]) -> list[str]:
    """Say how many photos taken again were laid on themselves, and how many on others."""
    lines = []
    for strength in (0.6, 1.2):
        found = total = 0
        for paths in photos.values():
            for seed, path in enumerate(paths[::3]):
                rng = np.random.default_rng(40 + seed)
                total += 1
                found += align(read(path), taken_again(rng, read(path), strength)) is not None
        lines.append(f"| taken again, strength {strength} | {_share(found, total)} |")
    flat = [(name, path) for name, paths in photos.items() for path in paths[::2]]
    pairs = [
        (one[1], other[1])
        for step in (7, 13, 29)
        for one, other in zip(flat, flat[step:], strict=False)
        if one[0] != other[0] or one[0].startswith("grocery")
    ]
    wrong = sum(align(read(one), read(other)) is not None for one, other in pairs)
    return [
        *lines,
        f"| photos of two different places laid on each other | {_share(wrong, len(pairs))} |",
    ]


def costs(photo: Picture) -> list[str]:
    """Median milliseconds of each step on a photo of 12 megapixels."""
    large = np.asarray(cv2.resize(photo, (4000, 3000)), np.uint8)
    reference = np.asarray(cv2.resize(photo, (1280, 960)), np.uint8)
    area, _, _ = some_area(np.random.default_rng(1), reference)
    place = Place(reference, (area,))
    alignment = align(reference, large)
    steps: dict[str, Callable[[], object]] = {
        "lens, without a reference": lambda: lens_issue(large),
        "lens, with one": lambda: lens_issue(large, reference=reference),
        "align": lambda: align(reference, large),
        "areas, aligned before": lambda: changed_areas(place, large, alignment),
    }
    return [f"| {name} | {_milliseconds(step):.0f} |" for name, step in steps.items()]


def _milliseconds(step: Callable[[], object]) -> float:
    times = []
    for _ in range(7):
        began = time.process_time()
        step()
        times.append(time.process_time() - began)
    return median(times) * 1000


def _share(hits: int, of: int) -> str:
    interval = wilson(hits, of)
    return f"{hits}/{of} ({interval[0]:.3f} to {interval[1]:.3f})" if interval else "0/0"


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--only", choices=["zones", "alignment", "lens", "cost"])
    wanted = parser.parse_args()
    cv2.setNumThreads(1)
    photos = test_photos(wanted.shared)
    clear = {name: paths for name, paths in photos.items() if name != "fire-smoke, smoke"}
    pool = things(wanted.shared)
    if wanted.only in {None, "cost"}:
        print("\n| step | ms |\n|---|---|")
        print("\n".join(costs(read(photos["shelf-dev"][0]))), flush=True)
    if wanted.only in {None, "lens"}:
        print("\n".join(lens_tables(photos)), flush=True)
    if wanted.only in {None, "zones"}:
        print("\n| case | n | changed | same | cannot tell |\n|---|---|---|---|---|")
        print("\n".join(zone_table("drawn", list(drawn_kitchens(25)), pool)), flush=True)
        shelves = [*clear["shelf-dev"], *clear["empty-shelf"][::2], *clear["price-tags"]]
        print("\n".join(zone_table("shelves", [read(one) for one in shelves], pool)), flush=True)
        streets = [read(one) for one in clear["fire-smoke, no smoke"][::2]]
        print("\n".join(zone_table("352 px frames", streets, pool)), flush=True)
    if wanted.only in {None, "alignment"}:
        print("\n| alignment | share |\n|---|---|")
        print("\n".join(alignment_lines(clear)))


if __name__ == "__main__":
    main()
