"""`rounds vision …`: try, measure and train the eyes; nothing here needs a server."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from vision.detectors import OpenVinoDetector

vision = typer.Typer(no_args_is_help=True, help="Try, measure and train the eyes.")

Photo = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A photo.")]
Overlay = Annotated[Path | None, typer.Option(help="Write the photo with what was seen here.")]
Start = Annotated[Path | None, typer.Option(exists=True, help="Weights to start from.")]
Shared = Annotated[Path | None, typer.Option(help="The folder of real photos, if there is one.")]
Labeller = Annotated[
    Path | None,
    typer.Option(
        exists=True, help="An earlier detector (.xml): adds real photos, completing their labels."
    ),
]
Scenes = Annotated[int, typer.Option(min=1, help="How many generated photos to learn from.")]
Hours = Annotated[float | None, typer.Option(help="Stop after so long.")]
LONGEST_SIDE = 1920


@vision.command()
def detect(photo: Photo) -> None:
    """Print every product, gap and price tag of one photo, a JSON object a line."""
    from vision.images import decode

    seen = _detector().detect(decode(photo.read_bytes(), max_side=LONGEST_SIDE).rgb)
    for one in seen:
        typer.echo(json.dumps(asdict(one)))


@vision.command()
def shelf(photo: Photo, overlay: Overlay = None) -> None:
    """Judge one shelf photo without a planogram, as a worker would, and print the report."""
    from vision.look import look_at_shelf
    from vision.overlay import draw_shelf

    content = photo.read_bytes()
    report = look_at_shelf(content, None, detector=_detector())
    if overlay is not None:
        overlay.write_bytes(draw_shelf(content, report, locale="en"))
    typer.echo(json.dumps(asdict(report), indent=1, ensure_ascii=False))


@vision.command()
def evaluate(
    annotations: Annotated[Path, typer.Argument(exists=True, help="A COCO file.")],
    images: Annotated[Path, typer.Argument(exists=True, help="The folder of its photos.")],
) -> None:
    """Score the shipped shelf detector on labelled photos (needs the extra `train`)."""
    from vision.training.evaluate import evaluate_coco

    typer.echo(evaluate_coco(_detector(), annotations, images).to_json())


@vision.command()
def train(  # noqa: PLR0913, PLR0917 - each is an option of the command
    version: Annotated[str, typer.Argument(help="Name of the new version, such as 2026.12.1.")],
    start: Start = None,
    shared: Shared = None,
    labeller: Labeller = None,
    scenes: Scenes = 3000,
    epochs: Annotated[int, typer.Option(min=1, help="How often each photo is seen.")] = 4,
    hours: Hours = None,
) -> None:
    """Train a shelf detector, export it, score it and describe it (needs the extra `train`)."""
    from core.settings import get_settings
    from vision.training.train import TrainConfig, train_shelf

    config = TrainConfig(
        weights=get_settings().vision.weights_dir,
        work=Path("runs"),
        version=version,
        start=start,
        shared=shared,
        labeller=labeller,
        scenes=scenes,
        epochs=epochs,
        hours=hours,
    )
    typer.echo(f"wrote {train_shelf(config)}")


@vision.command("train-mask")
def train_mask(
    version: Annotated[str, typer.Argument(help="Name of the new version, such as 2026.12.1.")],
    crops: Annotated[Path, typer.Argument(exists=True, help="Face crops with splits.tsv.")],
    start: Annotated[Path, typer.Argument(exists=True, help="YOLO26n weights to start from.")],
    epochs: Annotated[int, typer.Option(min=1, help="How often each crop is seen.")] = 10,
) -> None:
    """Train the mask classifier, export it and describe it (needs the extra `train`)."""
    from core.settings import get_settings
    from vision.training.mask_card import MaskConfig
    from vision.training.masks import train_mask as train

    weights = get_settings().vision.weights_dir
    config = MaskConfig(weights=weights, crops=crops, version=version, start=start, epochs=epochs)
    typer.echo(f"wrote {train(config)}")


@vision.command()
def bench(
    photo: Annotated[Path | None, typer.Argument(help="A photo; without one, 12 MP drawn.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often it is judged.")] = 10,
) -> None:
    """Measure how long one core takes to judge a shelf photo, from bytes to findings."""
    from deploy.bench import as_line, drawn_shelf, judge_times

    content = photo.read_bytes() if photo else drawn_shelf()
    started = time.perf_counter()
    detector = _detector(threads=1)
    loaded = time.perf_counter() - started
    typer.echo(f"{detector.version}, {detector.precision}, loaded in {loaded:.2f} s")
    typer.echo(as_line(judge_times(content, detector, rounds=rounds)))


def _detector(*, threads: int | None = None) -> "OpenVinoDetector":
    from core.settings import get_settings
    from vision.errors import WeightsRejected
    from vision.weights import load_shelf_detector

    settings = get_settings().vision
    try:
        return load_shelf_detector(settings.weights_dir, threads=threads or settings.threads)
    except WeightsRejected as error:
        typer.echo(f"rounds vision: {error}", err=True)
        raise typer.Exit(1) from error
