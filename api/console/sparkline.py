"""Small charts: a row of scores as points of an inline SVG; pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 120.0, 32.0, 4.0


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Where the points of a small chart are; a week without a score is a hole in the line."""

    lines: tuple[str, ...]  # `points` of one SVG polyline per stretch without holes
    dots: tuple[tuple[float, float], ...]


def sparkline(
    values: Sequence[float | None], *, width: float = WIDTH, height: float = HEIGHT
) -> Sparkline:
    """Lay scores out from left to right; every chart shows 0 to 100, so that charts compare.

    Example:
        >>> sparkline([0, 100], width=18, height=18).lines
        ('4,14 14,4',)
        >>> sparkline([50, None, 50]).lines
        ()
    """
    step = (width - 2 * MARGIN) / max(len(values) - 1, 1)
    stretches: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            share = min(max(value / 100, 0.0), 1.0)
            y = height - MARGIN - share * (height - 2 * MARGIN)
            stretches[-1].append((MARGIN + index * step, y))
    return Sparkline(
        lines=tuple(
            " ".join(f"{x:g},{y:g}" for x, y in _rounded(stretch))
            for stretch in stretches
            if len(stretch) > 1
        ),
        dots=tuple(point for stretch in stretches for point in _rounded(stretch)),
    )


def _rounded(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(round(x, 1), round(y, 1)) for x, y in points]
