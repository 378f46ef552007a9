"""`rounds vision kitchen`: what it prints, what it refuses and with which exit code."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from deploy.cli import app
from deploy.cli_kitchen import read_areas
from deploy.kitchen_json import kitchen_json
from deploy.shelf_files import FileRejected
from tests.unit.vision.kitchens import HEADS, Scenes, body, kitchen, kitchen_eyes, people
from tests.unit.vision.pictures import encoded, gradient
from vision.look import look_at_kitchen
from vision.training.kitchens import paint_kitchen
from vision.values import Area, Box, Stage

SCHEMAS = Path(__file__).parents[3] / "docs" / "reference" / "vision-json.schema.json"
EXIT = {"code": "exit", "corners": [[0.3, 0.3], [0.5, 0.3], [0.5, 0.55], [0.3, 0.55]]}


def rounds(*words: object) -> Any:
    return CliRunner().invoke(app, ["vision", "kitchen", *map(str, words)])


def is_as_described(sheet: object) -> bool:
    document = json.loads(SCHEMAS.read_text("utf-8"))
    jsonschema.validate(sheet, {"$ref": "#/$defs/kitchen_report", "$defs": document["$defs"]})
    return True


def told(sheet: object, path: Path) -> Path:
    path.write_text(json.dumps(sheet), "utf-8")
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """An empty drawn kitchen."""
    rgb = paint_kitchen(np.random.default_rng(3), masked=None)
    path = tmp_path / "kitchen.jpg"
    path.write_bytes(encoded(Image.fromarray(rgb), "JPEG", quality=92))
    return path


@pytest.fixture
def blocked(photo: Path, tmp_path: Path) -> Path:
    """The same kitchen, a box before its exit."""
    rgb = np.asarray(Image.open(photo)).copy()
    rgb[300:540, 400:600] = (120, 80, 40)
    rgb[330:500, 430:560] = (150, 110, 60)
    path = tmp_path / "blocked.jpg"
    path.write_bytes(encoded(Image.fromarray(rgb), "JPEG", quality=92))
    return path


def test_kitchen_is_compared_described_and_drawn(
    photo: Path, blocked: Path, tmp_path: Path
) -> None:
    areas, overlay = told([EXIT], tmp_path / "areas.json"), tmp_path / "drawn.jpg"
    words = ("--reference", photo, "--areas", areas)
    result = rounds(blocked, *words, "--overlay", overlay, "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert is_as_described(report)
    assert [(one["kind"], one["item"]) for one in report["findings"]] == [("zone_changed", "exit")]
    assert (report["is_placed"], report["same_areas"]) == (True, [])
    assert report["model_version"].startswith("mask-")
    with Image.open(overlay) as picture:
        assert picture.format == "JPEG"
    assert "finding: zone_changed at exit" in rounds(blocked, *words).stdout
    same = json.loads(rounds(photo, *words, "--mounted", "--json").stdout)
    assert (same["findings"], same["same_areas"]) == ([], ["exit"])


def test_burst_of_different_places_says_so(photo: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jpg"
    other.write_bytes(kitchen())
    report = json.loads(rounds(photo, other, photo, "--json").stdout)
    assert is_as_described(report)
    assert [issue["code"] for issue in report["quality"]["issues"]] == ["burst_differs"]
    assert report["photos"] == ["kitchen.jpg", "other.jpg", "kitchen.jpg"]


def test_every_member_is_as_described(tmp_path: Path) -> None:
    fire = ("fire", Box(1000, 600, 1200, 800), 0.9)
    own = Scenes([fire], "own-1", ("fire",), Stage.SHADOW)
    ours = Scenes([*people(*HEADS[:3]).sightings, fire, ("person", body(HEADS[3]), 0.2)])
    report = look_at_kitchen(kitchen(), eyes=kitchen_eyes(tmp_path, ours, own))
    sheet = kitchen_json(["a.jpg"], report)
    assert is_as_described(sheet)
    assert json.loads(json.dumps(sheet)) == sheet
    assert [(one["kind"], one["is_shadow"]) for one in sheet["findings"]] == [
        ("no_mask", False), ("fire", False), ("fire", True),
    ]  # fmt: skip
    assert [one["face"]["state"] for one in sheet["people"]] == [
        "mask", "no_mask", "cannot_tell", "cannot_tell",
    ]  # fmt: skip
    assert sheet["unclear"] == {"no_mask": 2}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_an_image"),
        (encoded(gradient(20, 20), "PNG"), "too_few_pixels"),
        (encoded(gradient(200, 200), "JPEG")[:500], "truncated"),
    ],
)
def test_refused_photo_is_told_with_its_code(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    result = rounds(path, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"rounds vision: {reason}: " in result.stderr


def test_areas_need_a_reference(photo: Path, tmp_path: Path) -> None:
    areas = told([EXIT], tmp_path / "areas.json")
    for words in (("--areas", areas), ("--mounted",)):
        result = rounds(photo, *words)
        assert result.exit_code == 2
        assert "--reference" in result.stderr


def test_areas_are_read(tmp_path: Path) -> None:
    [area] = read_areas(told([EXIT], tmp_path / "areas.json"))
    assert area == Area("exit", ((0.3, 0.3), (0.5, 0.3), (0.5, 0.55), (0.3, 0.55)))


@pytest.mark.parametrize(
    "sheet",
    [
        {},
        "exit",
        7,
        [{}],
        [{"code": "exit"}],
        [{"code": "exit", "corners": [[0, 0], [1, 1]]}],  # a line
        [{"code": "exit", "corners": [[0, 0], [1, 1], [1.2, 0]]}],  # outside the photo
        [{"code": "exit", "corners": [[0, 0], [1, 1], ["a", 0]]}],
        [{"code": "exit", "corners": [[0, 0], [1, 1], [1]]}],
        [{"code": "exit", "corners": 4}],
        [EXIT, EXIT],
    ],
)
def test_other_areas_are_refused(sheet: object, tmp_path: Path) -> None:
    if sheet == {}:
        sheet = {"exit": EXIT}
    with pytest.raises(FileRejected):
        read_areas(told(sheet, tmp_path / "areas.json"))
