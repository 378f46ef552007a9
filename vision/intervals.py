"""How sure a counted share is."""

import math

_Z95 = 1.959964  # standard normal quantile of a two-sided 95 % interval


def wilson(hits: float, total: float) -> tuple[float, float] | None:
    """Return the 95 % score interval of a proportion, within 0 to 1; None of nothing.

    Unlike the textbook interval it stays honest for few instances and for shares of 0 or 1.

    Example:
        >>> [round(edge, 2) for edge in wilson(6, 10)]
        [0.31, 0.83]
    """
    if total <= 0:
        return None
    share, square = hits / total, _Z95 * _Z95
    middle = (share + square / (2 * total)) / (1 + square / total)
    spread = share * (1 - share) / total + square / (4 * total * total)
    half = _Z95 * math.sqrt(spread) / (1 + square / total)
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
