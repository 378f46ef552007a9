"""Weights of torch that people bring: exported, relabelled, and seeing what they saw."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.fixtures.servers import ROOT
from vision.adoption import Wish, adopt
from vision.errors import ModelRefusal, ModelRefused
from vision.geometry import iou
from vision.own_models import load_own_models
from vision.values import Box

pytestmark = [
    pytest.mark.train,
    pytest.mark.timeout(600),
    # ultralytics exports through torch's older way, which warns; theirs to change, not ours.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

COCO = ROOT.parent / "shared" / "data" / "weights" / "yolo26n_coco.pt"
PEOPLE = ROOT.parent / "shared" / "data" / "face-mask-crops"
WISH = Wish(
    "coco",
    {
        "person": "person",
        "cell phone": "phone_use",
        "cat": "animal",
        "dog": "animal",
        "*": "ignore",
    },
    {"phone_use": 0.95, "animal": 0.95},
    trusts_pickle=True,
)


def test_random_weights_are_taken_in_and_look(tmp_path: Path) -> None:
    from ultralytics import YOLO

    YOLO("yolo26n.yaml").save(str(tmp_path / "own.pt"))
    wish = replace(WISH, class_map={"0": "animal", "*": "ignore"}, input_px=320)
    adopted = adopt(tmp_path / "own.pt", tmp_path / "own", wish)
    assert adopted.model.licence.startswith("AGPL-3.0")
    [eyes] = load_own_models(tmp_path / "own")
    rgb = np.random.default_rng(1).integers(0, 255, (240, 320, 3), np.uint8)
    assert all(one.label == "animal" for one in eyes.see(rgb))
    assert not adopt(tmp_path / "own.pt", tmp_path / "own", wish).is_new


@pytest.mark.real_photos
@pytest.mark.skipif(not COCO.is_file(), reason="the weights and photos are not here")
def test_weights_trained_on_coco_see_the_people_that_ultralytics_sees(tmp_path: Path) -> None:
    from ultralytics import YOLO

    adopt(COCO, tmp_path / "own", WISH)
    [eyes] = load_own_models(tmp_path / "own")
    assert eyes.labels == ("person", "animal", "phone_use")
    reference = YOLO(str(shutil.copy(COCO, tmp_path / "w.pt")))
    compared = 0
    for path in sorted(PEOPLE.rglob("*.jpg"))[:24]:
        rgb = cv2.imread(str(path))[..., ::-1].copy()
        [result] = reference.predict(rgb[..., ::-1], conf=0.7, device="cpu", verbose=False)
        theirs = [row for row in result.boxes.data.tolist() if row[5] == 0]
        ours = [one.box for one in eyes.see(rgb) if one.label == "person"]
        for left, top, right, bottom, *_ in theirs:
            compared += 1
            assert any(iou(box, Box(left, top, right, bottom)) > 0.8 for box in ours), path.name
    assert compared >= 5


@pytest.mark.parametrize("recipe", ["yolo26n-seg.yaml", "yolo26n-cls.yaml"])
def test_weights_for_another_task_are_refused(tmp_path: Path, recipe: str) -> None:
    from ultralytics import YOLO

    YOLO(recipe).save(str(tmp_path / "own.pt"))
    with pytest.raises(ModelRefused) as caught:
        adopt(tmp_path / "own.pt", tmp_path / "own", WISH)
    assert caught.value.reason is ModelRefusal.NOT_A_DETECTOR


def test_a_pickle_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "own.pt").write_bytes(os.urandom(3000))
    with pytest.raises(ModelRefused) as caught:
        adopt(tmp_path / "own.pt", tmp_path / "own", WISH)
    assert caught.value.reason is ModelRefusal.NOT_A_MODEL
    assert not (tmp_path / "own").exists()
