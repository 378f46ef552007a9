"""What the frames of a burst of a kitchen say together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from vision.bursts import vote
from vision.people import count_unclear, without_verdict
from vision.reports import KitchenReport


def agreed(reports: Sequence[KitchenReport]) -> KitchenReport:
    """Keep what two frames show; all else is of the first frame that can be judged.

    What was said of somebody in one frame alone is taken back and counted as unclear.

    Args:
        reports: One for each frame, at least one.
    """
    first = next((one for one in reports if one.quality.is_judgeable), reports[0])
    findings = vote([one.findings for one in reports])
    kept = {(one.kind, one.box) for one in findings}
    lost = [one for one in first.findings if (one.kind, one.box) not in kept]
    people = tuple(
        without_verdict(one) if any(one.face and one.face.box == gone.box for gone in lost) else one
        for one in first.people
    )
    unclear = Counter(first.unclear)
    unclear.update(str(one.kind) for one in lost)
    return replace(
        first,
        width=reports[0].width,
        height=reports[0].height,
        faces=tuple(one.face for one in people if one.face is not None),
        people=people,
        findings=findings,
        unclear=dict(unclear),
        cannot_tell=count_unclear(people),
        suppressed=vote([one.suppressed for one in reports]),
        frames=len(reports),
    )
