"""How the commands of `rounds vision` refuse: one line on stderr, and an exit code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

REFUSED = 2  # exit code: a photo or a file was not what it should be
BROKEN = 1  # exit code: the installation is not what it should be


@contextmanager
def plainly() -> Iterator[None]:
    """Say in one line on stderr what was refused, and leave with its exit code.

    It goes around a whole command, as `@plainly()`.
    """
    # Only here: what is refused belongs to modules that load an image library, and `rounds --help`
    # does without.
    from deploy.shelf_files import FileRejected
    from planograms.drafting import NothingRecognisedError
    from vision.errors import (
        GalleryRejected,
        ModelRefused,
        PhotoRefused,
        StitchFailed,
        WeightsRejected,
    )

    try:
        yield
    except (ModelRefused, PhotoRefused, StitchFailed) as error:
        _leave(f"{error.reason.value}: {error}", REFUSED, error)
    except (FileRejected, GalleryRejected, NothingRecognisedError) as error:
        _leave(str(error), REFUSED, error)
    except WeightsRejected as error:
        _leave(str(error), BROKEN, error)


def _leave(message: str, code: int, error: Exception) -> NoReturn:
    typer.echo(f"rounds vision: {message}", err=True)
    raise typer.Exit(code) from error
