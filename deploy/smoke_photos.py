"""The photos of `rounds smoke`: drawn on the spot from the demo planogram, or taken from files."""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from PIL import Image, UnidentifiedImageError

from deploy.demo.shelves import SHELVES
from deploy.smoke_phone import SmokeFailedError

SHELF = SHELVES[0].code
# This checks an installation, not the eyes' accuracy, which is measured elsewhere. So it empties
# wide places on photos without reflections: of 838 such photos the shipped eyes missed no gap, and
# were never less sure than 0.81. Where a lamp burns out a part of the empty place, they rightly say
# that they cannot tell. Of 2-03, which ends its row, they missed 1 in 400 while they knew no
# product by its pictures.
_SURE = frozenset({"2-00", "2-01"})
# Neither the neighbours nor the planned product look like it, so the eyes do not miss it.
_SWAPPED = ("1-04", "soda-lemon-330")
_FIXED = 2  # the photo of the fix comes after two of the fault


@dataclass(frozen=True, slots=True)
class Scene:
    """One fault on a shelf and its fix, as photos."""

    broken: bytes
    fixed: bytes
    still_broken: bytes | None = None  # taken anew, nothing was done
    item: str | None = None  # the position it is at; None where nobody knows it beforehand


@dataclass(frozen=True, slots=True)
class Files:
    """Photos to send instead of drawn ones."""

    shelf: Path | None = None
    fix: Path | None = None
    kitchen: Path | None = None


def make_scene(files: Files, *, seed: int, taken: Collection[str]) -> Scene:
    """Return the photos to send.

    Args:
        files: Real photos; what is missing is drawn.
        seed: Which position is empty, and how the drawn photos look.
        taken: Positions whose gap has a living ticket already; another gap there is no new fault.

    Raises:
        SmokeFailedError: If every position has a living ticket, or a file cannot be read.
    """
    dice = random.Random(seed)  # noqa: S311 - a choice, not a secret
    fixed = read(files.fix) if files.fix else draw(SHELF, seed=dice.randrange(10**6))
    if files.shelf is not None:
        return Scene(read(files.shelf), fixed)
    free = sorted(_SURE - set(taken))
    if not free:
        msg = f"{', '.join(sorted(_SURE))} have open tickets; close some, or choose another store"
        raise SmokeFailedError(msg)
    item = dice.choice(free)
    broken, again = (draw(SHELF, seed=dice.randrange(10**6), missing=(item,)) for _ in range(2))
    return Scene(broken, fixed, still_broken=again, item=item)


def make_swap(*, seed: int) -> Scene:
    """Return the photos of a shelf on which another product stands in one position."""
    item, sku = _SWAPPED
    broken, again, fixed = (
        draw(SHELF, seed=seed + number, swapped={item: sku} if number < _FIXED else {})
        for number in range(_FIXED + 1)
    )
    return Scene(broken, fixed, still_broken=again, item=item)


def make_kitchen(files: Files, *, seed: int) -> bytes:
    """Return the kitchen photo to send."""
    if files.kitchen is not None:
        return read(files.kitchen)
    from vision.training.demo import render_kitchen  # noqa: PLC0415 - needs the extra [vision]

    return render_kitchen(seed=seed, masked=True)


def draw(
    shelf_code: str,
    *,
    seed: int,
    missing: tuple[str, ...] = (),
    swapped: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Draw a demo shelf, as planned but for what is missing or swapped, without reflections."""
    from deploy.demo.pictures import draw_shelf  # noqa: PLC0415 - needs the extra [vision]
    from vision.training.demo import NO_LAMPS  # noqa: PLC0415 - so does this

    return draw_shelf(shelf_code, seed=seed, missing=missing, swapped=swapped, weather=NO_LAMPS)


def read(path: Path) -> bytes:
    """Return the bytes of a photo.

    Raises:
        SmokeFailedError: If there is no such file.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"cannot read {path}: {error}"
        raise SmokeFailedError(msg) from error


def size_of(content: bytes) -> tuple[int, int]:
    """Decode a whole picture and return its width and height.

    Raises:
        SmokeFailedError: If it is none.
    """
    try:
        with Image.open(BytesIO(content)) as picture:
            picture.load()
            return picture.size
    except (UnidentifiedImageError, OSError) as error:
        msg = f"the overlay is no picture: {error}"
        raise SmokeFailedError(msg) from error
