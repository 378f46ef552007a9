"""Scores of recognition: how often the nearest product is right, and what unknown ones cost."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]

_Z = 1.96  # standard deviations of a 95 % interval


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of a number of trials, with its 95 % Wilson interval."""

    hits: int
    trials: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; not a number without trials."""
        return self.hits / self.trials if self.trials else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, 95 times of 100."""
        if not self.trials:
            return 0.0, 1.0
        share, count = self.value, self.trials
        middle = share + _Z**2 / (2 * count)
        spread = _Z * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
        scale = 1 + _Z**2 / count
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)

    def __str__(self) -> str:
        """Write the share and its interval in per cent."""
        low, high = self.interval
        return f"{self.value:.1%} ({low:.1%}-{high:.1%})"


def auroc(known: Floats, unknown: Floats) -> float:
    """Return how often a known crop scores above an unknown one; half for a tie.

    Example:
        >>> auroc(np.array([3.0, 2.0]), np.array([1.0, 2.0]))
        0.875
    """
    ordered = np.sort(unknown)
    below = np.searchsorted(ordered, known, side="left")
    up_to = np.searchsorted(ordered, known, side="right")
    return float((below + up_to).mean() / 2 / len(unknown))


def false_accepts(known: Floats, unknown: Floats, *, kept: float) -> Rate:
    """Count the unknown crops that pass the score which a share `kept` of the known ones reach."""
    limit = np.quantile(known, 1 - kept)
    return Rate(int((unknown >= limit).sum()), len(unknown))


def top_one(similarities: Floats, truth: Sequence[int]) -> Rate:
    """Count the crops (rows) whose nearest product (column) is the right one."""
    return Rate(int((similarities.argmax(axis=1) == np.asarray(truth)).sum()), len(similarities))
