"""`rounds vision`: what it prints, what it refuses and with which exit code."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from deploy.cli import app
from deploy.shelf_files import FileRejected, read_gallery, read_planogram, read_prices
from planograms.azure import Size, write
from planograms.rules import PlanogramDraft, SlotDraft
from tests.unit.vision.pictures import encoded, gradient
from vision.gallery import Gallery, Reference
from vision.training.demo import render_shelf
from vision.values import Planogram, Slot

SCHEMAS = Path(__file__).parents[3] / "docs" / "reference" / "vision-json.schema.json"
PLANOGRAM = Planogram(
    "bay",
    900.0,
    600.0,
    tuple(
        Slot(f"{row}.{place}", f"sku-{row}-{place}", row, place * 300.0, 300.0, 3)
        for row in range(2)
        for place in range(3)
    ),
)
OURS = {
    "id": "bay",
    "width_mm": 900,
    "height_mm": 600,
    "slots": [
        {"id": one.id, "sku": one.sku, "row": one.row, "left_mm": one.left_mm,
         "width_mm": one.width_mm, "facings": one.facings}
        for one in PLANOGRAM.slots
    ],
}  # fmt: skip


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    content, _ = render_shelf(PLANOGRAM, seed=4, missing=["1.1"], size=(1200, 900))
    path = tmp_path / "shelf.jpg"
    path.write_bytes(content)
    return path


def rounds(*words: object) -> Any:
    return CliRunner().invoke(app, ["vision", *map(str, words)])


def told(sheet: object, path: Path) -> Path:
    path.write_text(json.dumps(sheet), "utf-8")
    return path


def is_as_described(sheet: object, name: str) -> bool:
    document = json.loads(SCHEMAS.read_text("utf-8"))
    jsonschema.validate(sheet, {"$ref": f"#/$defs/{name}", "$defs": document["$defs"]})
    return True


def test_detections_are_a_json_object_for_each_photo(shelf: Path) -> None:
    result = rounds("detect", shelf, shelf, "--json")
    assert result.exit_code == 0, result.output
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first == second
    assert is_as_described(first, "detections")
    assert (first["photo"], first["width"], first["height"]) == ("shelf.jpg", 1200, 900)
    assert {one["thing"] for one in first["detections"]} >= {"product", "price_tag"}
    summary = rounds("detect", shelf).stdout
    assert summary.startswith("shelf.jpg: ")
    assert "product" in summary


def test_shelf_report_is_as_described_and_drawn(shelf: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "drawn.jpg"
    plan = told(OURS, tmp_path / "plan.json")
    result = rounds("shelf", shelf, "--planogram", plan, "--overlay", overlay, "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert is_as_described(report, "shelf_report")
    assert {one["slot"] for one in report["positions"]} == {one.id for one in PLANOGRAM.slots}
    [gap] = [one for one in report["positions"] if one["verdict"] == "gap"]
    assert (gap["slot"], gap["sku"]) == ("1.1", "sku-1-1")
    with Image.open(overlay) as picture:
        assert picture.format == "JPEG"
    plain = rounds("shelf", shelf, "--planogram", plan)
    assert "1.1: sku-1-1: gap" in plain.stdout


def test_photo_that_cannot_be_judged_says_why(tmp_path: Path) -> None:
    wall = tmp_path / "wall.png"
    wall.write_bytes(encoded(Image.new("RGB", (800, 600), (180, 180, 175)), "PNG"))
    report = json.loads(rounds("shelf", wall, "--json").stdout)
    assert is_as_described(report, "shelf_report")
    assert [issue["code"] for issue in report["quality"]["issues"]] == ["wrong_scene"]
    assert (report["findings"], report["positions"]) == ([], [])
    assert "does not show" in rounds("shelf", wall).stdout


@pytest.mark.parametrize("command", ["detect", "shelf"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_an_image"),
        (b"%PDF-1.7", "not_an_image"),
        (encoded(gradient(20, 20), "PNG"), "too_few_pixels"),
        (encoded(gradient(200, 200), "JPEG")[:500], "truncated"),
    ],
)
def test_refusals_go_to_stderr_with_their_code(
    tmp_path: Path, command: str, content: bytes, reason: str
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    result = rounds(command, path, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert reason in result.stderr
    assert "Traceback" not in result.output


def test_photos_of_different_shelves_are_not_laid_together(shelf: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jpg"
    content, _ = render_shelf(
        Planogram("x", 500, 300, (Slot("a", "zz-9", 0, 0, 500, 4),)), seed=9, size=(900, 600)
    )
    other.write_bytes(content)
    result = rounds("shelf", shelf, other)
    assert result.exit_code == 2
    assert "no_overlap" in result.stderr


def broken(**changes: object) -> dict[str, Any]:
    return {**OURS, **changes}


def slot(**changes: object) -> dict[str, Any]:
    return {**OURS["slots"][0], **changes}


@pytest.mark.parametrize(
    ("sheet", "place"),
    [
        ([], "/slots"),
        ({}, "/slots"),
        (broken(slots=[]), "/slots"),
        (broken(slots=["x"]), "/slots/0/sku"),
        (broken(width_mm="900"), "/width_mm"),
        (broken(height_mm=float("nan")), "/height_mm"),
        (broken(slots=[slot(row=-1)]), "/slots/0/row"),
        (broken(slots=[slot(facings=1.5)]), "/slots/0/facings"),
        (broken(slots=[slot(left_mm=None)]), "/slots/0/left_mm"),
        (broken(slots=[slot(id="a"), slot(id="b", left_mm=100)]), "/slots/1"),
    ],
)
def test_planogram_is_refused_with_the_place_of_its_fault(
    tmp_path: Path, sheet: object, place: str
) -> None:
    with pytest.raises(FileRejected, match=place):
        read_planogram(told(sheet, tmp_path / "plan.json"))


def test_command_says_what_is_wrong_with_a_planogram(shelf: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text("{not json", "utf-8")
    result = rounds("shelf", shelf, "--planogram", plan)
    assert result.exit_code == 2
    assert "plan.json: no JSON" in result.stderr


def test_planogram_of_azure_is_read_as_ours(tmp_path: Path) -> None:
    from datetime import date

    slots = tuple(
        SlotDraft(one.id, one.sku, one.row, one.left_mm, one.width_mm, one.facings)
        for one in PLANOGRAM.slots
    )
    draft = PlanogramDraft("bay", {"en": "Bay"}, 900, 600, date(2026, 1, 1), slots)
    sizes = {one.sku: Size(one.sku, 100, 200) for one in slots}
    plan = read_planogram(told(write(draft, sizes), tmp_path / "azure.json"))
    assert [(one.sku, one.row, one.facings) for one in plan.slots] == [
        (one.sku, one.row, one.facings) for one in PLANOGRAM.slots
    ]


@pytest.mark.parametrize(
    ("sheet", "place"),
    [([], "object"), ({"a": "1"}, "/a"), ({"a": 0}, "/a"), ({"a": 1.5}, "/a"), ({"a": None}, "/a")],
)
def test_price_list_is_refused_with_the_place_of_its_fault(
    tmp_path: Path, sheet: object, place: str
) -> None:
    with pytest.raises(FileRejected, match=place):
        read_prices(told(sheet, tmp_path / "prices.json"))
    assert read_prices(told({"a": 120}, tmp_path / "good.json")) == {"a": 120}


class FlatEmbedder:
    """Makes a vector of a crop's mean colour."""

    version = "flat-1"

    def embed_crops(self, crops: list[np.ndarray]) -> np.ndarray:
        means = np.array([crop.reshape(-1, 3).mean(0) + 1 for crop in crops], np.float32)
        return means / np.linalg.norm(means, axis=1, keepdims=True)


def test_folder_of_pictures_becomes_a_gallery(tmp_path: Path) -> None:
    for sku, colour in (("red", (250, 0, 0)), ("blue", (0, 0, 250))):
        (tmp_path / sku).mkdir()
        for number in range(2):
            content = encoded(Image.new("RGB", (90, 120), colour), "PNG")
            (tmp_path / sku / f"{number}.png").write_bytes(content)
    (tmp_path / "empty").mkdir()
    (tmp_path / "red" / "notes.txt").write_text("not a picture", "utf-8")
    gallery = read_gallery(tmp_path, FlatEmbedder())
    assert gallery.skus == ("blue", "red")
    assert all(len(one.vectors) == 2 for one in gallery.references)


def test_gallery_is_refused_when_it_holds_nothing_or_is_of_another_network(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match="one folder of pictures"):
        read_gallery(tmp_path, FlatEmbedder())
    one = Reference("a", np.array([[1, 0, 0]], np.float32))
    saved = tmp_path / "saved.gallery"
    saved.write_bytes(Gallery("other-1", (one,)).to_bytes())
    with pytest.raises(FileRejected, match="made by other-1"):
        read_gallery(saved, FlatEmbedder())
    saved.write_bytes(Gallery("flat-1", (one,)).to_bytes())
    assert read_gallery(saved, FlatEmbedder()).skus == ("a",)


def test_evaluation_needs_photos_or_a_benchmark() -> None:
    assert rounds("evaluate").exit_code == 2
    result = rounds("evaluate", "--benchmark", "moon")
    assert result.exit_code == 2
    assert "no benchmark called moon" in result.stderr
