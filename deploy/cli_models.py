"""`rounds vision add-model`, `models`, `promote-model`, `remove-model`: models people bring."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli_refusals import plainly

ModelFile = Annotated[Path, typer.Argument(help="An ONNX file, or YOLO weights (.pt).")]
ClassMap = Annotated[
    Path,
    typer.Option(
        "--classes", help="YAML, a line for each class: finding code, `person` or `ignore`."
    ),
]
Name = Annotated[str | None, typer.Option("--name", help="Of the file where it is not given.")]
Licence = Annotated[str, typer.Option("--licence", help="Where the file does not say it.")]
LicenceFile = Annotated[Path | None, typer.Option("--licence-file", exists=True, dir_okay=False)]
Labels = Annotated[
    Path | None,
    typer.Option(
        "--evaluate", exists=True, dir_okay=False, help="COCO's JSON or YOLO's YAML: measure it."
    ),
]
Images = Annotated[
    Path | None, typer.Option("--images", exists=True, file_okay=False, help="Their photos.")
]
InputPx = Annotated[int | None, typer.Option("--input-px", help="Long side to look with.")]
TrustPickle = Annotated[
    bool, typer.Option("--trust-pickle", help="Open a .pt, which runs whatever code is in it.")
]
Unmeasured = Annotated[
    bool,
    typer.Option("--without-measurement", help="Even though nobody knows how well it sees."),
]
ModelName = Annotated[str, typer.Argument(help="As `rounds vision models` lists it.")]


@plainly()
def add_model(  # noqa: PLR0913, PLR0917 - each is an option of the command
    file: ModelFile,
    classes: ClassMap,
    name: Name = None,
    licence: Licence = "",
    licence_file: LicenceFile = None,
    evaluate: Labels = None,
    images: Images = None,
    input_px: InputPx = None,
    *,
    trust_pickle: TrustPickle = False,
) -> None:
    """Add a detector of your own; it starts in shadow: it looks, and nothing follows."""
    from deploy.own_eyes import Offer, add

    offer = Offer(
        file=file,
        classes=classes,
        name=name,
        licence=licence,
        licence_file=licence_file,
        labels=evaluate,
        images=images,
        input_px=input_px,
        trusts_pickle=trust_pickle,
    )
    for line in add(offer):
        typer.echo(line)


@plainly()
def models() -> None:
    """List every model: shipped or added, in shadow or active, its classes and what is known."""
    from deploy.own_eyes import listed

    for line in listed():
        typer.echo(line)


@plainly()
def promote_model(name: ModelName, *, without_measurement: Unmeasured = False) -> None:
    """Let what an added model sees count."""
    from deploy.own_eyes import promoted

    typer.echo(promoted(name, without_measurement=without_measurement))


@plainly()
def remove_model(name: ModelName) -> None:
    """Forget an added model and delete its files; what it found stays."""
    from deploy.own_eyes import removed

    typer.echo(removed(name))


def install(app: typer.Typer) -> None:
    """Put the commands under `rounds vision`."""
    app.command("add-model")(add_model)
    app.command("models")(models)
    app.command("promote-model")(promote_model)
    app.command("remove-model")(remove_model)
