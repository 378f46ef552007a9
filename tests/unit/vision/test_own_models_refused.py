"""Models that are refused: one reason for each, and nothing is left behind."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.vision.onnx_files import ONE_TO_MANY, colours, constant_answer, not_a_number
from vision.adoption import Wish, adopt
from vision.class_maps import checked_map, labels_for
from vision.errors import ModelRefusal, ModelRefused

CODES = {"animal": 0.95, "phone_use": 0.95}
WISH = Wish("ours", {"cat": "animal", "cup": "ignore", "phone": "phone_use"}, CODES)


def refusal(file: Path, folder: Path, wish: Wish = WISH) -> ModelRefusal:
    with pytest.raises(ModelRefused) as caught:
        adopt(file, folder, wish)
    assert caught.value.message
    return caught.value.reason


def test_files_that_are_no_model(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    for name, content in {
        "text.onnx": b"hello, this is no model" * 50,
        "empty.onnx": b"",
        "photo.onnx": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9,
        "cut.onnx": colours(tmp_path / "whole.onnx").read_bytes()[:300],
        "model.tflite": b"TFL3",
    }.items():
        (tmp_path / name).write_bytes(content)
        assert refusal(tmp_path / name, folder) is ModelRefusal.NOT_A_MODEL, name
    assert refusal(tmp_path / "gone.onnx", folder) is ModelRefusal.NOT_A_MODEL
    assert not folder.exists()


def test_a_pickle_is_not_opened_unless_it_is_trusted(tmp_path: Path) -> None:
    trap = tmp_path / "sprung"

    class Trap:
        def __reduce__(self):
            return (Path.touch, (trap,))

    (tmp_path / "evil.pt").write_bytes(pickle.dumps(Trap()))
    assert refusal(tmp_path / "evil.pt", tmp_path / "own") is ModelRefusal.NOT_TRUSTED
    assert not trap.exists()


def test_weights_of_torch_need_the_extra(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("vision.training.own_weights.find_spec", lambda _name: None)
    (tmp_path / "w.pt").write_bytes(b"PK")
    wish = replace(WISH, trusts_pickle=True)
    assert refusal(tmp_path / "w.pt", tmp_path / "own", wish) is ModelRefusal.NEEDS_TRAIN


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([(1, 116, 84), (1, 32, 16, 16)], {}),
        ([(1, 116, 84)], {"task": "segment", "names": "{0: 'cat'}"}),
        ([(1, 1000)], {"task": "classify"}),
        ([(1, 1000)], {}),
        ([(1, 8, 84)], {"task": "obb", "names": "['a', 'b', 'c']"}),
        ([(1, 8, 84)], {"names": "['a', 'b', 'c']"}),  # a row more than classes
        ([(1, 25200, 85)], {}),  # YOLOv5: rows with objectness
        ([(2, 7, 84)], {"names": "['a', 'b', 'c']"}),
    ],
)
def test_other_heads_are_no_detectors(tmp_path: Path, answers, told) -> None:
    file = constant_answer(tmp_path / "m.onnx", answers, told=told)
    assert refusal(file, tmp_path / "own") is ModelRefusal.NOT_A_DETECTOR


@pytest.mark.parametrize(
    "shape",
    [
        (1, 1, 64, 64),
        (8, 3, 64, 64),
        (1, 64, 64, 3),
        (1, 3, 64),
        (1, 3, 16, 16),
        (1, 3, 64, "w"),
        (1, 3, 8192, 8192),
    ],
)
def test_other_inputs_are_refused(tmp_path: Path, shape) -> None:
    file = constant_answer(tmp_path / "m.onnx", [(1, 7, 84)], told=ONE_TO_MANY, shape=shape)
    assert refusal(file, tmp_path / "own") is ModelRefusal.WRONG_INPUT


def test_an_answer_that_is_no_number_is_refused(tmp_path: Path) -> None:
    file = constant_answer(
        tmp_path / "m.onnx", [(1, 7, 84)], told=ONE_TO_MANY, filled=not_a_number()
    )
    assert refusal(file, tmp_path / "own") is ModelRefusal.NOT_A_MODEL


@pytest.mark.parametrize("px", [16, 5000])
def test_a_silly_input_size_is_refused(tmp_path: Path, px) -> None:
    wish = replace(WISH, input_px=px)
    assert refusal(colours(tmp_path / "m.onnx"), tmp_path / "own", wish) is ModelRefusal.WRONG_INPUT


def test_a_fixed_input_size_cannot_be_changed(tmp_path: Path) -> None:
    file = colours(tmp_path / "m.onnx", side=128)
    wish = replace(WISH, input_px=256)
    assert refusal(file, tmp_path / "own", wish) is ModelRefusal.WRONG_INPUT


@pytest.mark.parametrize(
    ("class_map", "why"),
    [
        ({"cat": "animal", "cup": "ignore"}, ModelRefusal.OTHER_CLASSES),
        ({"cat": "animal", "wolf": "animal", "*": "ignore"}, ModelRefusal.OTHER_CLASSES),
        ({"cat": "dragon", "*": "ignore"}, ModelRefusal.UNKNOWN_CODE),
        ({"*": "ignore"}, ModelRefusal.BAD_MAP),
    ],
)
def test_maps_that_do_not_fit(tmp_path: Path, class_map, why) -> None:
    wish = replace(WISH, class_map=class_map)
    assert refusal(colours(tmp_path / "m.onnx"), tmp_path / "own", wish) is why


@pytest.mark.parametrize("content", [None, [], {}, "cat", {"cat": 3}, {True: "x"}, {"cat": None}])
def test_what_is_no_map(content) -> None:
    with pytest.raises(ModelRefused) as caught:
        checked_map(content)
    assert caught.value.reason is ModelRefusal.BAD_MAP


def test_numbers_may_be_keys_of_a_map() -> None:
    assert checked_map({0: "person ", "cat": "animal"}) == {"0": "person", "cat": "animal"}


def test_many_classes_are_not_all_listed() -> None:
    names = [f"class{number}" for number in range(80)]
    with pytest.raises(ModelRefused, match="and 72 more"):
        labels_for(names, {"class0": "animal", "x": "animal"}, codes=CODES)


def test_a_licence_must_be_told_by_somebody(tmp_path: Path) -> None:
    told = {key: word for key, word in ONE_TO_MANY.items() if key != "license"}
    file = colours(tmp_path / "m.onnx", told=told)
    assert refusal(file, tmp_path / "own") is ModelRefusal.NO_LICENCE
    assert refusal(file, tmp_path / "own", replace(WISH, licence="x" * 2001)) is (
        ModelRefusal.NO_LICENCE
    )
    model = adopt(file, tmp_path / "own", replace(WISH, licence="Apache-2.0")).model
    assert model.licence == "Apache-2.0"


@pytest.mark.parametrize("name", ["", "../up", "a/b", "Big", "x" * 41, "-a", "ä"])
def test_names_that_could_lead_elsewhere(tmp_path: Path, name) -> None:
    wish = replace(WISH, name=name)
    assert refusal(colours(tmp_path / "m.onnx"), tmp_path / "own", wish) is ModelRefusal.BAD_NAME


@pytest.mark.parametrize("names", ["{0: 'a', 2: 'b'}", "['a', 'a']", "open('x')", "[]", "7"])
def test_names_of_classes_that_cannot_be_read(tmp_path: Path, names) -> None:
    file = colours(tmp_path / "m.onnx", told={"names": names, "license": "MIT"})
    assert refusal(file, tmp_path / "own") is ModelRefusal.OTHER_CLASSES


def test_a_file_larger_than_any_model_is_refused(tmp_path: Path) -> None:
    for name in ("m.onnx", "m.pt"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(500_000_001)  # sparse: takes no room
        assert refusal(tmp_path / name, tmp_path / "own") is ModelRefusal.TOO_LARGE


def test_a_refused_model_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    adopt(colours(tmp_path / "a.onnx"), folder, WISH)
    before = sorted(path.name for path in folder.rglob("*"))
    refusal(constant_answer(tmp_path / "m.onnx", [(1, 9)]), folder, replace(WISH, name="b"))
    assert sorted(path.name for path in folder.rglob("*")) == before
