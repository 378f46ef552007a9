"""The `rounds` command; each subcommand loads only what it needs."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.cli_camera import camera
from deploy.cli_checklists import checklist
from deploy.cli_packs import pack
from deploy.cli_vision import vision

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(vision, name="vision")
app.add_typer(camera, name="camera")
app.add_typer(pack, name="pack")
app.add_typer(checklist, name="checklist")

Queues = Annotated[str, typer.Option(help="Which queues to serve: default, vision or both.")]
PhotoFile = Annotated[Path | None, typer.Option(exists=True, dir_okay=False)]
Processes = Annotated[int, typer.Option(min=1, help="How many jobs at a time.")]


@app.command()
def up(
    port: Annotated[
        int | None, typer.Option(envvar="PORT", help="Where the web server listens.")
    ] = None,
) -> None:
    """Run the whole system in the foreground, with its own servers where no URL is set."""
    from core.settings import get_settings
    from deploy.up import PLAIN_REASONS, Up

    settings = get_settings()
    if port is not None:
        web = settings.web.model_copy(update={"port": port})
        settings = settings.model_copy(update={"web": web})
    try:
        Up(settings, typer.echo).run()
    except PLAIN_REASONS as error:
        typer.echo(f"rounds up: {getattr(error, 'orig', error)}", err=True)
        raise typer.Exit(1) from error


@app.command()
def api() -> None:
    """Serve the API, the console and the phone app."""
    import uvicorn

    from api.app import create_app
    from core.logs import set_up_logs
    from core.settings import get_settings

    settings = get_settings()
    set_up_logs()
    uvicorn.run(
        create_app(settings), host=settings.web.host, port=settings.web.port, log_config=None
    )


@app.command()
def worker(queues: Queues = "default,vision", processes: Processes = 1) -> None:
    """Do the background work of these queues."""
    _celery(
        "worker",
        f"--queues={queues}",
        f"--concurrency={processes}",
        f"--hostname={queues.replace(',', '-')}@%h",
        "--without-mingle",
        "--without-gossip",
        opens_eyes="vision" in queues,
    )


@app.command()
def beat() -> None:
    """Start the jobs that are due by the clock; one of these per installation."""
    from core.settings import get_settings

    folder = get_settings().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    _celery("beat", f"--schedule={folder / 'beat'}", "--pidfile=")


@app.command()
def relay() -> None:
    """Move recorded events to the queue; any number of these may run."""
    from core.logs import set_up_logs
    from core.settings import get_settings
    from workers.relay import run

    set_up_logs()
    run(get_settings())


@app.command()
def migrate() -> None:
    """Bring the database to the tables of this version, and make the photo store's bucket."""
    from core.settings import get_settings
    from core.storage import PhotoStore
    from deploy.migrate import upgrade

    settings = get_settings()
    upgrade(settings.database)
    if settings.storage.url is not None:
        PhotoStore(settings.storage).make_bucket()


@app.command()
def seed() -> None:
    """Plant the demo chain in the configured database."""
    from core.settings import get_settings
    from deploy.demo.logins import demo_logins
    from deploy.seed import plant

    settings = get_settings()
    plant(settings)
    for line in demo_logins(settings):
        typer.echo(line)


@app.command()
def smoke(
    url: Annotated[str, typer.Option(help="The system to try.")] = "http://127.0.0.1:8000",
    photo: PhotoFile = None,
    fix: PhotoFile = None,
    kitchen: PhotoFile = None,
) -> None:
    """Drive one inspection of the demo chain from submission to a closed ticket, as a phone would.

    The photos are drawn on the spot, unless they are given: a shelf, the same shelf put right, and
    a kitchen.
    """
    from deploy.smoke import demo_plan, run
    from deploy.smoke_photos import Files

    plan = demo_plan(files=Files(shelf=photo, fix=fix, kitchen=kitchen))
    raise typer.Exit(run(url, plan, say=typer.echo))


def _celery(*words: str, opens_eyes: bool = False) -> None:
    from core.logs import set_up_logs
    from core.settings import get_settings
    from workers.app import create_celery

    set_up_logs()
    create_celery(get_settings(), opens_eyes=opens_eyes).start(list(words))


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
