"""Score kitchen eyes on masks: crops, whole photos, posters, shelves without people, and time.

Run it from the repository root: `python -m benchmarks.hygiene ../shared/data`.
"""

import argparse
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from benchmarks.hygiene_photos import about_people, frames, keep, shelves
from benchmarks.hygiene_scenes import Scene, kitchen_scene, poster_scene, real_scene
from core.settings import get_settings
from vision.faces import FoundFace
from vision.geometry import iou
from vision.images import Picture, decode
from vision.intervals import wilson
from vision.kitchen import KitchenEyes
from vision.look import look_at_kitchen
from vision.places import REFERENCE_SIDE, Place
from vision.reports import KitchenReport
from vision.training.face_crops import CLASSES, FacePhoto, load_photos, read_split
from vision.values import Area, Box, MaskState
from vision.weights import load_face_finder, load_mask_judge, load_scene_model

POSTERS = ("portrait", "bust", "pack", "standing")
SIZES = ((24, 36), (36, 64), (64, 110), (110, 201))
REAL = (("ultralytics", "assets/bus.jpg"), ("ultralytics", "assets/zidane.jpg"),
        ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"))  # fmt: skip
_FOUND = 0.2  # overlap from which an answer is about a pasted face: finders cut closer
_PEOPLE = 2  # on a composite, on average


@dataclass
class Tally:
    """Answers about faces whose truth is known."""

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)  # truth, answer

    def add(self, truth: MaskState, answer: str) -> None:
        """Count one face."""
        self.answers[truth.value, answer] += 1

    def row(self, name: str, state: MaskState = MaskState.NO_MASK) -> str:
        """Write one line of the table about one answer."""
        right = self.answers[state.value, state.value]
        said = sum(n for (_, answer), n in self.answers.items() if answer == state.value)
        are = sum(n for (truth, _), n in self.answers.items() if truth == state.value)
        silent = sum(n for (_, answer), n in self.answers.items() if answer == "cannot_tell")
        unseen = sum(n for (_, answer), n in self.answers.items() if answer == "unseen")
        total = self.answers.total()
        cells = (
            name, state.value, str(total), _share(right, said), _share(right, are),
            _share(silent, total), _share(unseen, total),
        )  # fmt: skip
        return f"| {' | '.join(cells)} |"


def _share(hits: int, total: int) -> str:
    low, high = wilson(hits, total) or (0.0, 1.0)
    return f"{hits}/{total} = {hits / max(1, total):.3f} ({low:.3f} to {high:.3f})"


def open_eyes() -> KitchenEyes:
    """Load the shipped models, on one thread."""
    weights = get_settings().vision.weights_dir
    scene = load_scene_model(weights)
    return KitchenEyes(load_face_finder(), load_mask_judge(weights), (scene,))


def crops(photos: Sequence[FacePhoto], eyes: KitchenEyes) -> Iterator[str]:
    """Judge the crops themselves: what the classifier knows, whole and at 24 pixels."""
    for name, side in (("crops", None), ("crops, face 24 px", 24)):
        tally = Tally()
        for photo in photos:
            rgb, box = _with_size(photo, side)
            face = eyes.mask.judge(rgb, FoundFace(box, 1.0, is_frontal=True))
            tally.add(MaskState(CLASSES[photo.number]), face.state.value)
        yield from (tally.row(name, state) for state in (MaskState.NO_MASK, MaskState.MASK))


def _with_size(photo: FacePhoto, side: int | None) -> tuple[Picture, Box]:
    """The photo with its face so many pixels wide, and the face."""
    x, y, half = photo.face
    zoom = 1.0 if side is None else side / (2 * half)
    rgb = cv2.resize(photo.pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    least = (
        12.0 if side is None else side / 2
    )  # a crop's face may be small: it is judged all the same
    reach = max(half * zoom, least)
    return rgb, Box(x * zoom - reach, y * zoom - reach, x * zoom + reach, y * zoom + reach)


def answers_of(scene: Scene, report: KitchenReport) -> Iterator[tuple[Box, MaskState, str]]:
    """What became of every pasted face; `unseen` where no face was found there.

    Faces on photos that the gate refused are left out; those photos are counted apart.
    """
    for truth in scene.faces if report.quality.is_judgeable else ():
        best = max(report.faces, key=lambda face: iou(face.box, truth.box), default=None)
        if best is None or iou(best.box, truth.box) < _FOUND:
            yield truth.box, truth.state, "unseen"
        else:
            yield truth.box, truth.state, best.state.value


def composites(
    photos: Sequence[FacePhoto], eyes: KitchenEyes, out: Path | None, *, seed: int = 0
) -> Iterator[str]:
    """Judge people with real heads in drawn kitchens, each test head once."""
    rng = np.random.default_rng(seed)
    order = [photos[int(number)] for number in rng.permutation(len(photos))]
    refused, photos_seen = 0, 0
    tallies = {"all": Tally()} | {f"{low} to {high - 1} px": Tally() for low, high in SIZES}
    while order:
        heads = [order.pop() for _ in range(min(len(order), int(rng.integers(1, 2 * _PEOPLE))))]
        scene = kitchen_scene(rng, heads, width=int(rng.choice([1280, 1280, 1920])))
        report = look_at_kitchen(scene.content, eyes=eyes)
        refused, photos_seen = refused + (not report.quality.is_judgeable), photos_seen + 1
        for box, truth, answer in answers_of(scene, report):
            tallies["all"].add(truth, answer)
            low, high = next((a, b) for a, b in SIZES if round(box.width) < b)
            tallies[f"{low} to {high - 1} px"].add(truth, answer)
        keep(scene, report, out, f"kitchen-{len(order)}")
    for name, tally in tallies.items():
        yield tally.row(f"drawn kitchens, {name}")
    yield tallies["all"].row("drawn kitchens, all", MaskState.MASK)
    yield f"| {refused} of {photos_seen} photos refused by the gate | | | | | | |"


def on_real_people(
    photos: Sequence[FacePhoto], eyes: KitchenEyes, out: Path | None, *, rounds: int = 60
) -> Iterator[str]:
    """Judge real people on the photos that packages carry, with the heads of others."""
    rng, tally = np.random.default_rng(1), Tally()
    for package, name in REAL:
        path = _in_package(package, name)
        if path is None:
            yield f"| {name} is not here: install the extra `train` | | | | | | |"
            continue
        photo = decode(path.read_bytes(), max_side=1280).rgb
        spots = [face.box for face in eyes.faces.find(photo) if face.score >= 0.5]  # noqa: PLR2004
        for number in range(rounds):
            heads = [photos[int(n)] for n in rng.integers(0, len(photos), len(spots))]
            scene = real_scene(rng, photo, spots, heads)
            report = look_at_kitchen(scene.content, eyes=eyes)
            for _, truth, answer in answers_of(scene, report):
                tally.add(truth, answer)
            keep(scene, report, out, f"real-{path.stem}-{number}")
    yield tally.row("real bodies")
    yield tally.row("real bodies", MaskState.MASK)


def _in_package(package: str, name: str) -> Path | None:
    spec = find_spec(package)
    path = Path(spec.origin).parent / name if spec and spec.origin else None
    return path if path is not None and path.is_file() else None


def posters(
    photos: Sequence[FacePhoto], eyes: KitchenEyes, out: Path | None, *, count: int
) -> Iterator[str]:
    """Count who is accused on photos that show faces on paper only."""
    bare = [photo for photo in photos if CLASSES[photo.number] == MaskState.NO_MASK.value]
    for kind in POSTERS:
        yield _poster_row(kind, bare, eyes, out, count)


def _poster_row(
    kind: str, bare: Sequence[FacePhoto], eyes: KitchenEyes, out: Path | None, count: int
) -> str:
    """Judge one kind of poster, without a reference photo of the place and with one."""
    rng, counts = np.random.default_rng(2), Counter[str]()
    for number in range(count):
        heads = [bare[int(n)] for n in rng.integers(0, len(bare), int(rng.integers(1, 4)))]
        scene = poster_scene(rng, heads, kind=kind)
        report = look_at_kitchen(scene.content, eyes=eyes)
        known = look_at_kitchen(scene.content, eyes=eyes, place=Place(scene.before))
        counts["judged"] += report.quality.is_judgeable
        counts["found"] += len(report.faces)
        counts["silent"] += report.cannot_tell
        counts["raised"] += about_people(report)
        counts["raised, known"] += about_people(known)
        keep(scene, report, out, f"poster-{kind}-{number}")
    cells = ("judged", "found", "silent", "raised", "raised, known")
    return f"| {kind} | {count} | {' | '.join(str(counts[cell]) for cell in cells)} |"


def pace(photos: Sequence[FacePhoto], eyes: KitchenEyes, *, rounds: int = 12) -> Iterator[str]:
    """Time a photo of 12 megapixels with three people, from bytes to report, on one thread.

    Processor time, so that other jobs on the machine count less.
    """
    scene = kitchen_scene(np.random.default_rng(3), list(photos[:3]), width=4000)
    steps: dict[str, float] = defaultdict(float)
    look_at_kitchen(scene.content, eyes=eyes)  # networks are made ready by the first photo
    for _ in range(rounds):
        for name, ms in _steps(scene.content, eyes):
            steps[name] += ms / rounds
    parts = ", ".join(f"{name} {ms:.0f}" for name, ms in steps.items())
    reference = decode(scene.content, max_side=REFERENCE_SIDE).rgb
    corners = ((0.1, 0.1), (0.4, 0.1), (0.4, 0.6))
    for name, place in (
        ("3 people", None),
        ("3 people, place known", Place(reference, (Area("exit", corners),))),
    ):
        spent = []
        for _ in range(rounds):
            began = time.process_time()
            look_at_kitchen(scene.content, eyes=eyes, place=place)
            spent.append(1000 * (time.process_time() - began))
        times = f"{statistics.median(spent):.0f} | {min(spent):.0f}"
        yield f"| 4000 x 3000, {name} | {rounds} | {times} | {parts} |"


def _steps(content: bytes, eyes: KitchenEyes) -> Iterator[tuple[str, float]]:
    marks = [time.process_time()]
    photo = decode(content, max_side=1920)
    for name, step in (
        ("decode at 1920 px", lambda: None),
        ("faces", lambda: eyes.faces.find(photo.rgb)),
        ("scene", lambda: [one.see(photo.rgb) for one in eyes.scenes]),
    ):
        step()
        marks.append(time.process_time())
        yield name, 1000 * (marks[-1] - marks[-2])


HEAD = "| what | answer | faces | precision (95 %) | recall (95 %) | cannot tell | not found |"
TABLES: tuple[tuple[str, str], ...] = (
    ("crops", HEAD),
    ("composites", HEAD),
    ("real", HEAD),
    (
        "posters",
        "| on paper | photos | judged | faces found | cannot tell | raised | raised, place known |",
    ),
    ("frames", "| frames | photos | judged | people | cannot tell | raised |"),
    (
        "shelves",
        "| photos of | photos | judged | people | pictures | PPE raised | other findings |",
    ),
    ("pace", "| photo | rounds | median ms of processor time | least ms | steps, ms |"),
)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of real photos")
    parser.add_argument("--split", default="test", help="of the face crops; tune on val")
    parser.add_argument("--only", nargs="*", default=[name for name, _ in TABLES])
    parser.add_argument("--most", type=int, default=10_000, help="shelf photos per set")
    parser.add_argument("--posters", type=int, default=100, help="photos per kind of poster")
    parser.add_argument("--look", type=Path, help="keep what was raised here, to look at")
    parser.add_argument("--heads", type=int, default=10_000, help="face crops used, at most")
    chosen = parser.parse_args()
    eyes = open_eyes()
    rows = read_split(chosen.data / "face-mask-crops", chosen.split)
    order = np.random.default_rng(4).permutation(len(rows))[: chosen.heads]
    finder = load_face_finder()
    photos = load_photos([rows[int(number)] for number in sorted(order)], finder)
    tables: dict[str, Callable[[], Iterator[str]]] = {
        "crops": lambda: crops(photos, eyes),
        "composites": lambda: composites(photos, eyes, chosen.look),
        "real": lambda: on_real_people(photos, eyes, chosen.look),
        "posters": lambda: posters(photos, eyes, chosen.look, count=chosen.posters),
        "frames": lambda: frames(chosen.data, eyes, chosen.look),
        "shelves": lambda: shelves(chosen.data, eyes, chosen.look, most=chosen.most),
        "pace": lambda: pace(photos, eyes),
    }
    for name, head in TABLES:
        if name in chosen.only:
            print(f"\n{head}\n|{' --- |' * (head.count('|') - 1)}")
            for line in tables[name]():
                print(line, flush=True)


if __name__ == "__main__":
    main()
