"""`rounds vision add-model` and its kin: what they print, refuse, and exit with."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core.settings import get_settings
from deploy.cli import app
from tests.unit.vision.onnx_files import ONE_TO_MANY, colours

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "coco-kitchen.yaml"
MAP = "cat: animal\nphone: phone_use\n'*': ignore\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("ROUNDS_VISION__OWN_MODELS_DIR", str(tmp_path / "own"))
    get_settings.cache_clear()
    yield tmp_path / "own"
    get_settings.cache_clear()


@pytest.fixture
def class_map(tmp_path: Path) -> Path:
    path = tmp_path / "map.yaml"
    path.write_text(MAP)
    return path


def rounds(*words: object) -> Any:
    return CliRunner().invoke(app, ["vision", *map(str, words)])


def test_a_model_is_added_listed_promoted_and_removed(tmp_path, class_map):
    file = colours(tmp_path / "My Kitchen (v2).onnx")
    done = rounds("add-model", file, "--classes", class_map)
    assert done.exit_code == 0, done.output
    assert "my-kitchen-v2-" in done.output
    assert "is added, shadow" in done.output
    assert "animal (cat): from 0.5; not measured" in done.output
    assert "Animal where food is made" in done.output
    listed = rounds("models").output
    assert "shipped  product, gap, price_tag" in listed
    assert "shadow  licence: MIT" in listed
    assert "nothing changed" in rounds("add-model", file, "--classes", class_map).output
    refused = rounds("promote-model", "my-kitchen-v2")
    assert refused.exit_code == 2
    assert "not_measured" in refused.output
    done = rounds("promote-model", "my-kitchen-v2", "--without-measurement")
    assert "is active" in done.output
    assert "active  licence" in rounds("models").output
    assert "is removed" in rounds("remove-model", "my-kitchen-v2").output
    assert "my-kitchen" not in rounds("models").output
    assert rounds("remove-model", "my-kitchen-v2").exit_code == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("cat: animal\ncat: phone_use\n", "cat said twice"),
        ("{", "cannot be read"),
        ("- cat\n", "bad_map"),
        ("cat: dragon\n'*': ignore\n", "known: animal"),
        ("no: animal\n", "quote it"),
        ("cat: " + "x" * 1_000_001, "larger than"),
        ("cat: !!python/object/apply:os.getpid []\n", "cannot be read"),
    ],
)
def test_maps_that_are_refused(tmp_path, class_map, text, why):
    class_map.write_text(text)
    done = rounds("add-model", colours(tmp_path / "m.onnx"), "--classes", class_map)
    assert done.exit_code == 2
    assert why in done.output
    assert "Traceback" not in done.output


def test_a_licence_may_come_from_a_file(tmp_path, class_map):
    told = {key: word for key, word in ONE_TO_MANY.items() if key != "license"}
    file = colours(tmp_path / "m.onnx", told=told)
    assert "no_licence" in rounds("add-model", file, "--classes", class_map).output
    (tmp_path / "LICENCE").write_text("CC BY 4.0\nby a friend\n")
    words = ("--licence-file", tmp_path / "LICENCE", "--name", "friend")
    done = rounds("add-model", file, "--classes", class_map, *words)
    assert "licence: CC BY 4.0" in done.output


def test_a_pickle_says_what_it_could_do(tmp_path, class_map):
    (tmp_path / "w.pt").write_bytes(b"PK")
    done = rounds("add-model", tmp_path / "w.pt", "--classes", class_map)
    assert done.exit_code == 2
    assert "runs whatever code is in it" in done.output


def test_the_example_map_fits_the_vocabulary(tmp_path):
    names = "{0: 'person', 1: 'cell phone', 2: 'cat'}"
    file = colours(tmp_path / "m.onnx", told=ONE_TO_MANY | {"names": names})
    text = EXAMPLE.read_text().replace("dog: animal\n", "").replace("bird: animal\n", "")
    (tmp_path / "map.yaml").write_text(text)
    done = rounds("add-model", file, "--classes", tmp_path / "map.yaml")
    assert done.exit_code == 0, done.output
