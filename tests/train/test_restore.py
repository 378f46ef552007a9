"""Shipped weights made trainable again: the checkpoint computes what the shipped graph computes."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.errors import WeightsRejected
from vision.training.dataset import CLASSES, write_sheet
from vision.training.train import ARCHITECTURE, TrainConfig, start_of
from vision.weights import read_sheet

torch = pytest.importorskip("torch", reason="needs the extra [train]")
pytest.importorskip("ultralytics", reason="needs the extra [train]")
from vision.training.export import module_name  # noqa: E402
from vision.training.restore import restore_checkpoint  # noqa: E402

pytestmark = [
    pytest.mark.train,
    pytest.mark.timeout(600),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
SIDE = 160
WEIGHTS = Path(__file__).parents[2] / "deploy" / "weights"
SHIPPED = read_sheet(WEIGHTS, "shelf").path


@pytest.fixture
def dataset(tmp_path):
    """Four smooth photos in the layout of a dataset."""
    folder = tmp_path / "scenes"
    images = folder / "images" / "train"
    images.mkdir(parents=True)
    rng = np.random.default_rng(0)
    for number in range(4):
        coarse = rng.integers(0, 255, (12, 12, 3)).astype(np.uint8)
        cv2.imwrite(str(images / f"{number}.png"), cv2.resize(coarse, (SIDE, SIDE)))
        cv2.imwrite(str(images / f"{number}.jpg"), cv2.resize(coarse, (SIDE, SIDE)))
    (images / "4.jpg").write_bytes(b"no photo")
    return folder


def read_batch(path):
    pixels = cv2.imread(str(path))[..., ::-1].transpose(2, 0, 1)[None]
    return np.ascontiguousarray(pixels).astype(np.float32) / 255


def test_restored_checkpoint_sees_what_the_shipped_network_sees(dataset, tmp_path):
    openvino = pytest.importorskip("openvino")
    sheet = write_sheet(dataset)
    config = TrainConfig(
        weights=tmp_path, work=tmp_path / "work", version="x", start=SHIPPED, image_px=SIDE
    )
    checkpoint = torch.load(start_of(config, sheet), weights_only=False)
    network = checkpoint["model"].eval()
    batch = read_batch(dataset / "images" / "train" / "1.png")
    with torch.no_grad():
        restored = network(torch.from_numpy(batch))[0].numpy()
    shipped = openvino.Core().compile_model(SHIPPED, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    expected = shipped([batch])[0]
    assert restored.shape == expected.shape == (1, 4 + len(CLASSES), 525)
    assert np.abs(restored[:, 4:] - expected[:, 4:]).max() < 1e-4
    assert np.abs(restored[:, :4] - expected[:, :4]).max() < 0.05
    spread = [part.running_var.std() for part in network.modules() if hasattr(part, "running_var")]
    assert min(spread) > 0  # real statistics, not the folded ones


def test_other_architecture_is_refused(dataset, tmp_path):
    photos = sorted((dataset / "images" / "train").glob("*.jpg"))
    with pytest.raises(WeightsRejected, match="architecture"):
        restore_checkpoint(
            SHIPPED, photos, tmp_path / "a.pt", architecture="yolo11n.yaml", classes=3, side=SIDE
        )


def test_start_is_left_alone_when_it_can_be_trained_already(tmp_path):
    plain = TrainConfig(weights=tmp_path, work=tmp_path, version="x")
    assert start_of(plain, tmp_path / "dataset.yaml") == ARCHITECTURE
    ready = TrainConfig(weights=tmp_path, work=tmp_path, version="x", start=Path("a.pt"))
    assert start_of(ready, tmp_path / "dataset.yaml") == Path("a.pt")


@pytest.mark.parametrize(
    ("operation", "module"),
    [
        ("/model.0/conv/Conv/WithoutBiases", "model.0.conv"),
        ("/model.6/m.0/m/m.1/cv2/conv/Conv/WithoutBiases", "model.6.m.0.m.1.cv2.conv"),
        ("/model.22/m.0/m.0.1/ffn/ffn.0/conv/Conv/WithoutBiases", "model.22.m.0.1.ffn.0.conv"),
        ("/model.23/cv3.1/cv3.1.0/cv3.1.0.0/conv/Conv", "model.23.cv3.1.0.0.conv"),
    ],
)
def test_operation_names_lead_to_modules(operation, module):
    assert module_name(operation) == module
