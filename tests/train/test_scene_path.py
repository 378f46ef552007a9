"""The scene detector's training for real, and small: frames, person labels, export, manifest."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.training.fires import Amounts, SceneConfig
from vision.training.scene_weights import train_scene
from vision.weights import load_scene_model

pytestmark = [
    pytest.mark.train,
    pytest.mark.timeout(600),
    # ultralytics exports through torch's older way, which warns; theirs to change, not ours.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
ultralytics = pytest.importorskip("ultralytics", reason="needs the extra [train]")
torch = pytest.importorskip("torch", reason="needs the extra [train]")

WARM = (40, 140, 250)  # BGR


def lay_out(shared: Path) -> Path:
    """A data folder of two burning frames a split, one shelf photo and one head."""
    rows = ["file\tsplit\tgroup"]
    for split in ("train", "val", "test"):
        for kind in ("images", "labels"):
            (shared / "fire-smoke" / split / kind).mkdir(parents=True)
        for number in range(2):
            photo = np.full((96, 96, 3), 60, np.uint8)
            cv2.rectangle(photo, (20, 30), (70, 80), WARM, -1)
            name = f"{split}/images/{number}.jpg"
            cv2.imwrite(str(shared / "fire-smoke" / name), photo)
            label = shared / "fire-smoke" / split / "labels" / f"{number}.txt"
            label.write_text("0 0.47 0.57 0.52 0.52\n", "utf-8")
            rows.append(f"{name}\t{split}\t{split}{number}")
    (shared / "fire-smoke" / "groups.tsv").write_text("\n".join(rows), "utf-8")
    crops = shared / "sku-crops" / "crops" / "tin"
    crops.mkdir(parents=True)
    cv2.imwrite(str(crops / "1.jpg"), np.full((64, 48, 3), 130, np.uint8))
    heads = shared / "face-mask-crops"
    heads.mkdir()
    cv2.imwrite(str(heads / "1.jpg"), np.full((64, 64, 3), 180, np.uint8))
    sheet = "file\tclass\tsplit\n1.jpg\twith_mask\ttrain\n1.jpg\twith_mask\tval\n"
    (heads / "splits.tsv").write_text(sheet, "utf-8")
    return shared


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """One tiny run from random weights of COCO's shape to a folder of weights."""
    root = tmp_path_factory.mktemp("scene")
    start = root / "start.pt"
    ultralytics.YOLO("yolo26n.yaml").save(str(start))
    config = SceneConfig(
        weights=root / "weights", work=root / "work", shared=lay_out(root / "shared"),
        version="0.0.1", start=start, amounts=Amounts(1, 2, 2, 2, 1, 2), epochs=1,
        image_px=64, input_px=64, batch=4,
    )  # fmt: skip
    config.weights.mkdir()
    (config.weights / "manifest.json").write_text('[{"name": "other"}]', "utf-8")
    return config, train_scene(config)


def test_trained_weights_are_read_by_the_eyes_through_the_manifest(trained):
    config, folder = trained
    model = load_scene_model(config.weights)
    assert folder.name == model.version == "scene-0.0.1"
    assert model.labels == ("person", "fire", "smoke")
    assert model.see(np.full((60, 90, 3), 120, np.uint8)) is not None
    names = [entry["name"] for entry in json.loads((config.weights / "manifest.json").read_text())]
    assert names == ["other", "scene"]


def test_every_kind_of_picture_was_made_and_labelled(trained):
    config, _ = trained
    photos = sorted((config.work / "set" / "images" / "train").glob("*.jpg"))
    kinds = {path.name.partition("-")[0] for path in photos}
    assert kinds == {"frame", "shop", "kitchen", "blank", "heads", "flame", "dim"}
    labels = config.work / "set" / "labels" / "train"
    assert all((labels / f"{path.stem}.txt").exists() for path in photos)
    burning = (labels / f"{photos[0].stem}.txt").read_text("utf-8")
    assert photos[0].name.startswith("blank")
    assert not burning
    frames = [path for path in photos if path.name.startswith("frame")]
    assert all((labels / f"{path.stem}.txt").read_text().startswith("1 ") for path in frames)


def test_card_says_what_was_done_and_how_well(trained):
    _, folder = trained
    card = json.loads((folder / "card.json").read_text())
    assert card["licence"] == "AGPL-3.0"
    assert card["recipe"]["image_px"] == 64
    assert card["scores"]["test"]["fire"]["truths"] == 2
    assert set(card["thresholds"]) == {"person", "fire", "smoke"}
    assert "| test | fire |" in (folder / "card.md").read_text()


def test_persons_keep_their_weights_when_the_head_is_narrowed():
    from vision.training.scene_trainer import narrow_head

    model = ultralytics.YOLO("yolo26n.yaml").model
    before = [branch[-1].weight[0].clone() for branch in model.model[-1].cv3]
    narrow_head(model, [0, None, None])
    head = model.model[-1]
    assert [branch[-1].out_channels for branch in head.cv3] == [3, 3, 3]
    for branch, kept in zip(head.cv3, before, strict=True):
        assert torch.equal(branch[-1].weight[0], kept)
        assert not torch.equal(branch[-1].weight[1], kept)
    assert (head.nc, model.yaml["nc"]) == (3, 3)
