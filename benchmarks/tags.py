"""Score the reader of price labels and expiry dates, on drawn prints and on real labels."""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from vision.counting import wilson
from vision.expiry import read_expiry
from vision.expiry_dates import ExpiryDate
from vision.images import Picture, decode
from vision.price_tags import TagReader
from vision.text_lines import LineReader
from vision.training.tags import draw_date, draw_label
from vision.values import Box
from vision.weights import load_line_reader

TRUTHS = Path(__file__).with_name("tags_read.json")
TODAY = date(2026, 1, 1)
CURRENCIES = ("JPY", "CNY", "USD", "THB")
HEIGHTS = ((40, 69), (70, 140))  # pixels of a whole label; its digits are a third of that


def verdict(read: object, truth: object) -> str:
    """Name the outcome of one reading."""
    return "refused" if read is None else "exact" if read == truth else "wrong"


def row(name: str, outcomes: Counter[str], seconds: float) -> str:
    """Write one line of the table."""
    count = outcomes.total()
    low, high = wilson(outcomes["exact"], count) or (0.0, 0.0)
    exact = f"{outcomes['exact'] / count:.3f} ({low:.3f} to {high:.3f})"
    pace = f"{seconds / count * 1000:.0f}"
    return f"| {name} | {count} | {exact} | {outcomes['refused']} | {outcomes['wrong']} | {pace} |"


def shaken(rng: np.random.Generator, box: Box, loose: float) -> Box:
    """Move the edges of a box as a detector might, each by up to a share of the box's size."""
    moves = rng.uniform(-loose, loose, 4) * [box.width, box.height, box.width, box.height]
    edges = np.array([box.left, box.top, box.right, box.bottom]) + moves
    return Box(*(max(0.0, float(edge)) for edge in edges))


def drawn_labels(lines: LineReader, count: int, seed: int) -> Iterator[str]:
    """Read labels drawn small and large, a quarter in each currency."""
    for number, currency in enumerate(CURRENCIES):
        reader = TagReader(lines, currency=currency)
        for least, most in HEIGHTS:
            rng, outcomes, spent = np.random.default_rng([seed, number, least]), Counter[str](), 0.0
            for _ in range(count // len(CURRENCIES) // len(HEIGHTS)):
                label = draw_label(rng, currency, height_px=int(rng.integers(least, most + 1)))
                began = time.perf_counter()
                [tag] = reader.read(label.picture, [shaken(rng, label.box, 0.03)])
                spent += time.perf_counter() - began
                outcomes[verdict(tag.price_minor, label.minor)] += 1
            yield row(f"drawn labels, {currency}, {least} to {most} px tall", outcomes, spent)


def drawn_dates(lines: LineReader, count: int, seed: int) -> str:
    """Read dates printed 24 to 80 pixels tall on an otherwise empty pack."""
    rng, outcomes, spent = np.random.default_rng(seed), Counter[str](), 0.0
    for _ in range(count):
        printed = draw_date(rng, height_px=int(rng.integers(24, 81)))
        began = time.perf_counter()
        answer = read_expiry(printed.picture, lines, today=TODAY).answer
        spent += time.perf_counter() - began
        day = answer.day if isinstance(answer, ExpiryDate) else None
        outcomes[verdict(day, printed.day)] += 1
    return row("drawn dates", outcomes, spent)


def real_labels(lines: LineReader, photos: Path, *, side: int, loose: float) -> Iterator[str]:
    """Read the labels of `tags_read.json` on photos decoded to `side` pixels."""
    rng = np.random.default_rng(1)
    truths = json.loads(TRUTHS.read_text("utf-8"))["labels"]
    taken: dict[str, tuple[Picture, float]] = {}
    outcomes: dict[str, Counter[str]] = {}
    spent: Counter[str] = Counter()
    for truth in truths:
        if truth["file"] not in taken:
            photo = decode((photos / truth["file"]).read_bytes(), max_side=side)
            taken[truth["file"]] = photo.rgb, photo.scale
        rgb, scale = taken[truth["file"]]
        currency = "THB" if truth["file"].startswith("1-") else "JPY"
        x, y, width, height = (edge * scale for edge in truth["box"])
        box = shaken(rng, Box(x, y, x + width, y + height), loose)
        began = time.perf_counter()
        [tag] = TagReader(lines, currency=currency).read(rgb, [box])
        name = f"{truth['state']}, {currency}"
        spent[name] += time.perf_counter() - began
        minor = truth["price"] and truth["price"] * (100 if currency == "THB" else 1)
        outcomes.setdefault(name, Counter())[verdict(tag.price_minor, minor)] += 1
    for name in sorted(outcomes, reverse=True):
        if not name.startswith("doubtful"):
            yield row(f"{name}, {side} px, boxes ±{loose:.0%}", outcomes[name], spent[name])


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, default=Path("../shared/data/shelf-dev/images"))
    parser.add_argument("--count", type=int, default=400, help="drawn labels, and drawn dates")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--threads", type=int, default=1)
    wanted = parser.parse_args()
    lines = load_line_reader(threads=wanted.threads)
    print("| what | n | exact (95 %) | refused | wrong | ms each |")
    print("| --- | --- | --- | --- | --- | --- |")
    for line in drawn_labels(lines, wanted.count, wanted.seed):
        print(line, flush=True)
    print(drawn_dates(lines, wanted.count, wanted.seed), flush=True)
    if wanted.photos.is_dir():
        for side, loose in ((4096, 0.0), (4096, 0.05), (1920, 0.05)):
            for line in real_labels(lines, wanted.photos, side=side, loose=loose):
                print(line, flush=True)


if __name__ == "__main__":
    main()
