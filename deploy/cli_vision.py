"""`rounds vision …`: try, measure and train the eyes; nothing here needs a server."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli_models import install
from deploy.cli_refusals import plainly

vision = typer.Typer(no_args_is_help=True, help="Try, measure and train the eyes.")

Photos = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Photos.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a summary.")]
PlanogramFile = Annotated[
    Path | None,
    typer.Option("--planogram", exists=True, dir_okay=False, help="Ours, Azure's JSON or Excel."),
]
GalleryPath = Annotated[
    Path | None,
    typer.Option("--gallery", exists=True, help="A folder of pictures per product, or a gallery."),
]
PriceFile = Annotated[
    Path | None,
    typer.Option("--prices", exists=True, dir_okay=False, help="JSON: minor units by product."),
]
Overlay = Annotated[Path | None, typer.Option(help="Write the photo with the verdicts here.")]
Locale = Annotated[str, typer.Option(help="Language of the overlay: en or zh-CN.")]
Currency = Annotated[str, typer.Option(help="Of the price labels.")]
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


@vision.command()
@plainly()
def detect(photos: Photos, *, as_json: AsJson = False) -> None:
    """Find every product, gap and price label; with --json one object a line and photo."""
    from deploy.cli_eyes import detect_all

    for line in detect_all(photos, as_json=as_json):
        typer.echo(line)


@vision.command()
@plainly()
def shelf(  # noqa: PLR0913 - each is an option of the command
    photos: Photos,
    planogram: PlanogramFile = None,
    gallery: GalleryPath = None,
    prices: PriceFile = None,
    overlay: Overlay = None,
    *,
    as_json: AsJson = False,
    locale: Locale = "en",
    currency: Currency = "CNY",
) -> None:
    """Judge one shelf; several photos of it should overlap and are laid together."""
    from deploy.cli_eyes import Task, judge

    task = Task(tuple(photos), planogram, gallery, prices, currency)
    typer.echo(judge(task, as_json=as_json, overlay=overlay, locale=locale))


@vision.command()
@plainly()
def kitchen(  # noqa: PLR0913 - each is an option of the command
    photos: Photos,
    reference: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The place, all being well.")
    ] = None,
    areas: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON: what must stay clear.")
    ] = None,
    overlay: Overlay = None,
    *,
    mounted: Annotated[
        bool, typer.Option("--mounted", help="A fixed camera: say when it was moved.")
    ] = False,
    as_json: AsJson = False,
    locale: Locale = "en",
) -> None:
    """Judge one kitchen; several photos are a burst of one place, of which two must agree."""
    from deploy.cli_kitchen import KitchenTask, judge_kitchen

    task = KitchenTask(tuple(photos), reference, areas, mounted)
    typer.echo(judge_kitchen(task, as_json=as_json, overlay=overlay, locale=locale))


@vision.command("draft-planogram")
@plainly()
def draft_planogram(
    photo: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A golden photo.")],
    gallery: Annotated[Path, typer.Option(exists=True, help="As for `shelf`.")],
    widths: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="JSON: millimetres by product.")
    ],
) -> None:
    """Write down what stands on a shelf that is as it should be, as a planogram to correct."""
    from deploy.cli_eyes import draft

    typer.echo(draft(photo, gallery, widths))


@vision.command()
@plainly()
def evaluate(
    coco: Annotated[Path | None, typer.Option(exists=True, help="A COCO file.")] = None,
    images: Annotated[Path | None, typer.Option(exists=True, help="Its photos.")] = None,
    benchmark: Annotated[str | None, typer.Option(help="`shelf`: the generated one.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Score the shipped eyes on labelled photos or on the generated benchmark (extra `train`)."""
    from deploy.cli_eyes import evaluate_benchmark, evaluate_photos

    if benchmark is not None:
        typer.echo(evaluate_benchmark(benchmark, as_json=as_json))
    elif coco is not None and images is not None:
        typer.echo(evaluate_photos(coco, images, as_json=as_json))
    else:
        msg = "give --coco FILE and --images DIR, or --benchmark shelf"
        raise typer.BadParameter(msg)


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


@vision.command("train-embedder")
def train_embedder(
    version: Annotated[str, typer.Argument(help="Name of the new version, such as 2026.12.1.")],
    products: Annotated[int, typer.Option(min=2, help="How many are invented.")] = 900,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is photographed.")] = 7,
) -> None:
    """Compute what tells products apart, export, score and describe it (extra `train`)."""
    from core.settings import get_settings
    from vision.training.embedder import train_embedder as train
    from vision.training.embedder_card import EmbedderConfig

    weights = get_settings().vision.weights_dir
    config = EmbedderConfig(weights=weights, version=version, products=products, rounds=rounds)
    typer.echo(f"wrote {train(config)}")


@vision.command()
@plainly()
def bench(
    photo: Annotated[Path | None, typer.Argument(help="A photo; without one, 12 MP drawn.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often it is judged.")] = 10,
    *,
    processes: Annotated[
        bool, typer.Option("--processes", help="Compare two processes with one instead.")
    ] = False,
) -> None:
    """Measure how long one core takes to judge a shelf photo, step by step."""
    from deploy.bench import drawn_shelf, stages, throughput

    content = photo.read_bytes() if photo else drawn_shelf()
    lines = throughput(content, rounds=rounds) if processes else stages(content, rounds=rounds)
    for line in lines:
        typer.echo(line)


install(vision)
