"""Scene models: YOLO networks of any classes that look at a whole photo once."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vision.detectors import calibrated
from vision.errors import WeightsRejected
from vision.fusion import Sightings
from vision.geometry import nms
from vision.images import Picture
from vision.letterbox import letterboxed
from vision.networks import Network
from vision.values import Box, Sighting, Stage

MOST_SIGHTINGS = 300

_FLOOR = 0.4  # of the threshold: doubtful sightings are returned down to here
_MAX_IOU = 0.5  # two things of one class overlap less, two sightings of one thing more
_LEAST_PX = 1.0  # shorter side of a box, pixels of the photo
_MIDDLE_AND_SIZE = 4  # rows before the classes in a one-to-many head's output
_END_TO_END = 6  # columns of a row that is ready: four edges, score, class number
_RANK = 3
_PIXEL_RANK = 4
_COLOURS = 3

Output = npt.NDArray[np.float64]


class SceneModel:
    """A YOLO network on the CPU, ours or one that somebody brought.

    Two kinds of output are understood: `(1, 4 + classes, N)` of a one-to-many head, whose boxes
    are middle and size, and `(1, N, 6)` of an end-to-end head, whose rows are left, top, right,
    bottom, score and class number. Both count in pixels of the network's input.
    """

    def __init__(  # noqa: PLR0913 - by name only, one for each line of a model's sheet
        self,
        path: Path,
        *,
        version: str,
        labels: Sequence[str],
        thresholds: Mapping[str, float],
        input_px: int,
        stage: Stage = Stage.ACTIVE,
        threads: int = 1,
    ) -> None:
        """Read the network.

        Args:
            path: An ONNX file or an OpenVINO IR (`.xml`).
            version: Name and version, stored with every sighting.
            labels: What to call the network's classes, in its order; two may share a word.
            thresholds: By label, the raw score from which on it is believed, above 0 and up to 1.
            input_px: Long side to look with, where the network takes any size.
            stage: Whether what it sees counts; the model itself behaves the same.
            threads: For the network.

        Raises:
            WeightsRejected: If the file is no network of this kind, or has other classes.
            ValueError: If a threshold is missing or out of range.
        """
        self.version = version
        self.stage = stage
        self.labels = tuple(labels)
        self._limits = _checked(self.labels, thresholds)
        self._input_px = input_px
        self._network = Network(path, threads=threads)
        self._size = self._network.fixed_size
        self._refuse_other_shapes(path)

    @property
    def precision(self) -> str:
        """The number format chosen on this machine; empty before the first picture."""
        return self._network.precision

    def see(self, rgb: Picture) -> list[Sighting]:
        """Say what is where on a photo, surest first, at most `MOST_SIGHTINGS`.

        Args:
            rgb: Any size; one without pixels shows nothing.

        Returns:
            Boxes in pixels of the photo. A confidence of 0.5 is the working point of that label;
            less means doubtful, and what is under 0.4 of a threshold is left out.

        Raises:
            WeightsRejected: If the network answers in a shape that fits neither kind of head.
        """
        if not rgb.size:
            return []
        blob, scale = letterboxed(rgb, self._input_px, fixed=self._size)
        try:
            answer = self._network.run(blob)[0]
        except RuntimeError as error:  # sizes inside a network may be fixed though its input is not
            msg = f"{self.version} does not take pictures of {blob.shape[2:]} pixels"
            raise WeightsRejected(msg) from error
        seen = self._read(answer)
        height, width = rgb.shape[:2]
        edges = np.clip(seen.boxes / scale, 0, [width, height, width, height])
        solid = (edges[:, 2:] - edges[:, :2] > _LEAST_PX).all(axis=1)
        found = self._named(Sightings(edges[solid], seen.scores[solid], seen.classes[solid]))
        found.sort(key=lambda sighting: -sighting.confidence)
        return found[:MOST_SIGHTINGS]

    def _refuse_other_shapes(self, path: Path) -> None:
        """Refuse early what the file itself says; sizes it leaves open are seen at the photo."""
        pixels, answer = self._network.shapes
        if len(pixels) != _PIXEL_RANK or pixels[1] != _COLOURS or len(answer) not in {0, _RANK}:
            msg = f"{path.name} is no detector that turns a colour photo into one list of boxes"
            raise WeightsRejected(msg)
        if answer and None not in answer[1:] and not self._fits(*answer[1:]):
            msg = f"{path.name} answers {answer}, which does not fit {len(self.labels)} classes"
            raise WeightsRejected(msg)

    def _fits(self, rows: int | None, columns: int | None) -> bool:
        return rows == _MIDDLE_AND_SIZE + len(self.labels) or columns == _END_TO_END

    def _read(self, answer: npt.NDArray[Any]) -> Sightings:
        """Turn the network's answer into boxes of edges, in pixels of its input."""
        if answer.ndim != _RANK or not self._fits(*answer.shape[1:]):
            msg = f"{self.version} answered {answer.shape}, not boxes of {len(self.labels)} classes"
            raise WeightsRejected(msg)
        rows = np.nan_to_num(answer[0].astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
        if rows.shape[0] == _MIDDLE_AND_SIZE + len(self.labels):
            return self._of_many(rows)
        return self._of_ready(rows)

    def _of_many(self, rows: Output) -> Sightings:
        """Read a one-to-many head: per place a box and a score for every class."""
        classes = rows[_MIDDLE_AND_SIZE:].argmax(axis=0)
        scores = rows[_MIDDLE_AND_SIZE:].max(axis=0)
        keep = scores >= _FLOOR * self._limits[classes]
        middle, size = rows[:2, keep].T, rows[2:4, keep].T
        return Sightings(
            np.hstack([middle - size / 2, middle + size / 2]), scores[keep], classes[keep]
        )

    def _of_ready(self, rows: Output) -> Sightings:
        """Read an end-to-end head; rows of a class that has no label are left out."""
        classes = np.rint(rows[:, 5]).astype(np.int64)
        named = (classes >= 0) & (classes < len(self.labels))
        rows, classes = rows[named], classes[named]
        keep = rows[:, 4] >= _FLOOR * self._limits[classes]
        return Sightings(rows[keep, :4], rows[keep, 4], classes[keep])

    def _named(self, seen: Sightings) -> list[Sighting]:
        """Keep the best of each heap, class by class, under our words."""
        found = []
        for number, label in enumerate(self.labels):
            mine = seen.of(number)
            limit = float(self._limits[number])
            for index in nms(mine.boxes, mine.scores, max_iou=_MAX_IOU):
                sure = min(1.0, calibrated(float(mine.scores[index]), limit))
                box = Box(*mine.boxes[index].tolist())
                found.append(Sighting(label, box, sure, self.version))
        return found


def _checked(labels: Sequence[str], thresholds: Mapping[str, float]) -> Output:
    """Line the thresholds up with the classes."""
    missing = [label for label in labels if not 0 < thresholds.get(label, 0) <= 1]
    if not labels or missing:
        msg = f"a threshold above 0 and up to 1 is needed for {missing or 'at least one class'}"
        raise ValueError(msg)
    return np.array([thresholds[label] for label in labels], np.float64)
