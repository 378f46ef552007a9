"""Score the shipped recognition on products that nothing was trained on, as Markdown.

In 32 bits, so that the table does not hang on which precision is faster here.
"""

import argparse
import json
from pathlib import Path

from vision.training.embedder_card import score_table
from vision.training.sku_benchmark import SkuBenchmark, run
from vision.weights import load_embedder


def main() -> None:
    """Run the generated benchmark; nothing from outside the project is needed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("deploy/weights"))
    parser.add_argument("--rounds", type=int, default=SkuBenchmark().rounds)
    parser.add_argument("--json", type=Path, help="also write the report here")
    wanted = parser.parse_args()
    embedder = load_embedder(wanted.weights).in_full_precision()
    report = run(embedder, SkuBenchmark(rounds=wanted.rounds))
    if wanted.json:
        wanted.json.write_text(json.dumps(report.as_dict(), indent=2) + "\n", "utf-8")
    print(f"{report.embedder}: similarity {report.thresholds.similarity}, "
          f"margin {report.thresholds.margin}\n")  # fmt: skip
    print(score_table(report))
    print(f"\n{report.ms_per_crop:.1f} ms a crop on one thread in f32; "
          f"a new product is known after {report.seconds_per_new_product:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
