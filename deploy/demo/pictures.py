"""The photos of the demo chain: drawn by the project's own scene generator, few and used again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from deploy.demo.shelves import BACK_DOOR, sheet_of, shelf_of
from vision.training.back_doors import render_back_door
from vision.training.demo import CALM, render_kitchen, render_shelf
from vision.training.lighting import Weather

DRINKS, SNACKS, KITCHEN = "drinks-1", "snacks-1", "kitchen"
EXIT = "exit"
"""The one area of the back door that has to stay as its reference photo shows it."""

NO_MASK = "no_mask"

# What is missing on each drawn photo, first of all nothing. A few photos tell four weeks: they are
# kept by content, so a chain that photographs the same shelf in the same state stores it once. The
# first gap is there twice, for a fix that was claimed and not made.
_MISSING: dict[str, tuple[tuple[str, ...], ...]] = {
    DRINKS: ((), ("2-01",), ("2-01",), ("2-02",), ("0-03", "1-03")),
    SNACKS: ((), ("3-01",), ("3-01",), ("3-02",), ("2-01", "0-02")),
}
BACK_DOOR_SEED = 5
_KITCHENS = (True, True, False, None)  # with a mask, again, without, and nobody there


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo that can be taken at a demo store."""

    content: bytes
    sha256: str
    missing: tuple[str, ...] = ()  # the empty positions, `no_mask`, or the area that is blocked


@dataclass(frozen=True, slots=True)
class Album:
    """Every photo of the demo chain; the first of a shelf shows it full."""

    of: dict[str, tuple[Picture, ...]]

    def full(self, place: str) -> Picture:
        """Return the photo on which nothing is wrong."""
        return self.of[place][0]

    def still_wrong(self, place: str, item: str, *, besides: str) -> Picture | None:
        """Return another photo of the same fault than the one with that hash, if there is one."""
        same_place = self.of[place]
        return next(
            (one for one in same_place if item in one.missing and one.sha256 != besides), None
        )


def draw_album() -> Album:
    """Draw every photo; equal on every machine."""
    shelves = {code: _draw_shelf(code, states) for code, states in _MISSING.items()}
    kitchens = tuple(
        _to_picture(render_kitchen(seed=seed, masked=masked), (NO_MASK,) if masked is False else ())
        for seed, masked in enumerate(_KITCHENS)
    )
    return Album({**shelves, KITCHEN: kitchens, BACK_DOOR: _draw_back_doors()})


def draw_back_door(*, shot: int, is_blocked: bool = False) -> bytes:
    """Draw the back door of a demo store; another shot is another photo of the same door."""
    return render_back_door(seed=BACK_DOOR_SEED, shot=shot, blocked=is_blocked)


def _draw_back_doors() -> tuple[Picture, ...]:
    """Draw the back door clear, blocked twice, and with a sign, which differs and is no fault."""
    states: tuple[tuple[dict[str, bool], tuple[str, ...]], ...] = (
        ({}, ()),
        ({"blocked": True}, (EXIT,)),
        ({"blocked": True}, (EXIT,)),
        ({"signed": True}, ()),
    )
    return tuple(
        _to_picture(render_back_door(seed=BACK_DOOR_SEED, shot=shot, **state), missing)
        for shot, (state, missing) in enumerate(states)
    )


def draw_shelf(
    code: str,
    *,
    seed: int,
    missing: tuple[str, ...] = (),
    swapped: Mapping[str, str] = MappingProxyType({}),
    weather: Weather = CALM,
) -> bytes:
    """Draw a shelf of the demo chain, stocked as planned except for some positions.

    Args:
        code: Which shelf.
        seed: Camera, light and furniture.
        missing: Positions to leave empty.
        swapped: What stands at a position instead of the planned product, by position.
        weather: How rough the photo is.
    """
    sheet = sheet_of(shelf_of(code))
    slots = tuple(replace(slot, sku=swapped.get(slot.id, slot.sku)) for slot in sheet.slots)
    stocked = replace(sheet, slots=slots)
    return render_shelf(stocked, seed=seed, missing=missing, weather=weather)[0]


def _draw_shelf(code: str, states: tuple[tuple[str, ...], ...]) -> tuple[Picture, ...]:
    return tuple(
        _to_picture(draw_shelf(code, seed=seed, missing=missing), missing)
        for seed, missing in enumerate(states)
    )


def _to_picture(content: bytes, missing: tuple[str, ...] = ()) -> Picture:
    return Picture(content, hashlib.sha256(content).hexdigest(), missing)
