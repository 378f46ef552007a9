"""`rounds camera …`: take pictures of cameras, keep them as files or send them as inspections."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

camera = typer.Typer(no_args_is_help=True, help="Let cameras answer kitchen questions.")

FAILED = 2
Url = Annotated[
    str,
    typer.Argument(help="rtsp:// or http(s)://; `-` reads it from stdin, unseen."),
]
Frames = Annotated[int, typer.Option(min=1, max=5, help="How many.")]
Spacing = Annotated[float, typer.Option("--spacing-s", min=0, max=60, help="Seconds between.")]
Timeout = Annotated[float, typer.Option("--timeout-s", min=0.1, max=120, help="For each step.")]
Out = Annotated[Path, typer.Option(file_okay=False, help="Folder for the files.")]
Ca = Annotated[
    Path | None, typer.Option("--ca", exists=True, dir_okay=False, help="Who signed its https.")
]
Sheet = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="cameras.yaml.")]
Only = Annotated[str | None, typer.Option("--camera", help="Only this one.")]


@camera.command()
def snap(
    url: Url,
    out: Out = Path(),
    frames: Frames = 3,
    spacing_s: Spacing = 1.0,
    timeout_s: Timeout = 10.0,
    ca: Ca = None,
) -> None:
    """Take a burst of one camera and write it as files: does the camera work?"""
    from deploy.camera.addresses import read_address
    from deploy.camera.bursts import take_burst
    from deploy.camera.frames import Patience

    with _plainly():
        address = read_address(sys.stdin.readline() if url == "-" else url)
        taken = take_burst(address, Patience(frames, spacing_s, timeout_s), ca_file=ca)
        out.mkdir(parents=True, exist_ok=True)
        for number, frame in enumerate(taken, start=1):
            path = out / f"frame-{number}{frame.suffix}"
            path.write_bytes(frame.content)
            typer.echo(f"{path}: {len(frame.content) // 1000} kB at {frame.taken_at.isoformat()}")


@camera.command()
def send(sheet: Sheet, only: Only = None) -> None:
    """Take one burst of each camera, and send it and what still waits."""
    from deploy.camera.sheet import read_cameras
    from deploy.camera.watch import send_once

    with _plainly():
        if send_once(read_cameras(sheet), only, typer.echo):
            raise typer.Exit(FAILED)


@camera.command()
def watch(sheet: Sheet) -> None:
    """Take and send for ever, each camera at its own pace; Ctrl-C stops it."""
    from deploy.camera.sheet import read_cameras
    from deploy.camera.watch import watch_for_ever

    with _plainly():
        watch_for_ever(read_cameras(sheet), typer.echo)


@contextmanager
def _plainly() -> Iterator[None]:
    """Say in one line on stderr what went wrong."""
    from deploy.camera.errors import CameraFailedError

    try:
        yield
    except CameraFailedError as error:
        typer.echo(f"rounds camera: {error.reason.value}: {error.message}", err=True)
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(0) from error
