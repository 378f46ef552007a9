"""Files that `rounds vision` is given: planograms, price lists and pictures of products."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from core.errors import Fault
from planograms import azure, sheets
from planograms.readings import Reading, check, to_number
from planograms.rules import PlanogramDraft, SlotDraft
from vision.gallery import Gallery, Reference
from vision.images import decode
from vision.recognize import Embedder
from vision.values import Planogram, Slot

PICTURE_SIDE = 1024  # pixels at which a product's picture is read
MOST_PICTURES = 20  # of one product
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_SOMEDAY = date(2000, 1, 1)  # a draft needs a first day; on the command line none matters


class FileRejected(ValueError):
    """A file does not hold what it should; the message says where and why."""


def read_planogram(path: Path) -> Planogram:
    """Read a planogram: our JSON, Azure's JSON or an Excel sheet, told apart by what is inside.

    Raises:
        FileRejected: If it is none of these, or plans what cannot be.
    """
    if path.suffix.lower() == ".xlsx":
        reading = _from_sheet(path)
    else:
        document = _json(path)
        is_azure = isinstance(document, dict) and {"positions", "Positions"} & document.keys()
        reading = _from_azure(document, path) if is_azure else _from_ours(document, path)
    faults = check(reading, known_skus={slot.sku for slot in reading.draft.slots})
    if faults:
        told = "; ".join(f"{fault.pointer or '/'} {fault.detail}" for fault in faults[:5])
        msg = f"{path.name}: {told}"
        raise FileRejected(msg)
    return to_planogram(reading.draft)


def to_planogram(draft: PlanogramDraft) -> Planogram:
    """Turn a draft into what the eyes compare a shelf with."""
    slots = tuple(
        Slot(slot.code, slot.sku, slot.row, slot.left_mm, slot.width_mm, slot.facings)
        for slot in draft.slots
    )
    try:
        return Planogram(draft.shelf_code, draft.width_mm, draft.height_mm, slots)
    except ValueError as error:
        raise FileRejected(str(error)) from error


def write_planogram(draft: PlanogramDraft) -> dict[str, Any]:
    """Write a draft as our JSON, which `read_planogram` reads."""
    return {
        "id": draft.shelf_code,
        "width_mm": draft.width_mm,
        "height_mm": draft.height_mm,
        "slots": [
            {
                "id": slot.code,
                "sku": slot.sku,
                "row": slot.row,
                "left_mm": slot.left_mm,
                "width_mm": slot.width_mm,
                "facings": slot.facings,
            }
            for slot in draft.slots
        ],
    }


def read_numbers(path: Path) -> dict[str, float]:
    """Read a JSON object of one number above zero for each product code.

    Raises:
        FileRejected: If it is anything else.
    """
    document = _json(path)
    if not isinstance(document, dict):
        msg = f"{path.name}: must be an object of product codes"
        raise FileRejected(msg)
    numbers = {}
    for sku, value in document.items():
        number = to_number(value) if not isinstance(value, str) else None
        if number is None or number <= 0:
            msg = f"{path.name}: /{sku} must be a number above 0"
            raise FileRejected(msg)
        numbers[sku] = number
    return numbers


def read_prices(path: Path) -> dict[str, int]:
    """Read a price list: a JSON object of product codes with prices in minor units.

    Raises:
        FileRejected: If it is anything else.
    """
    prices = read_numbers(path)
    for sku, price in prices.items():
        if price != int(price):
            msg = f"{path.name}: /{sku} must be in whole minor units, such as 1290 for 12.90"
            raise FileRejected(msg)
    return {sku: int(price) for sku, price in prices.items()}


def read_gallery(path: Path, embedder: Embedder) -> Gallery:
    """Read a saved gallery, or make one of a folder that has a folder of pictures per product.

    Raises:
        FileRejected: If there is no picture, or the gallery was made by another network.
        GalleryRejected: If the file is no gallery.
        PhotoRefused: If a picture cannot be opened.
    """
    if path.is_file():
        gallery = Gallery.from_bytes(path.read_bytes())
        if gallery.embedder != embedder.version:
            msg = f"{path.name}: made by {gallery.embedder}, not by {embedder.version}"
            raise FileRejected(msg)
        return gallery
    references = []
    for folder in sorted(child for child in path.iterdir() if child.is_dir()):
        pictures = sorted(one for one in folder.iterdir() if one.suffix.lower() in _PICTURES)
        crops = [
            decode(one.read_bytes(), max_side=PICTURE_SIDE).rgb for one in pictures[:MOST_PICTURES]
        ]
        if crops:
            references.append(Reference(folder.name, embedder.embed_crops(crops)))
    if not references:
        msg = f"{path.name}: must hold one folder of pictures for each product code"
        raise FileRejected(msg)
    return Gallery(embedder.version, tuple(references))


def _json(path: Path) -> Any:  # noqa: ANN401 - JSON is anything until it is looked at
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        msg = f"{path.name}: no JSON: {error}"
        raise FileRejected(msg) from error


def _from_sheet(path: Path) -> Reading:
    """Read a sheet of positions."""
    heading = sheets.Heading(path.stem, {"en": path.stem}, _SOMEDAY)
    return sheets.read(path.read_bytes(), heading, widths={})


def _from_azure(document: object, path: Path) -> Reading:
    return azure.read(document, azure.Heading(path.stem, {"en": path.stem}, _SOMEDAY))


def _from_ours(document: object, path: Path) -> Reading:
    """Read our own JSON as far as it goes."""
    faults: list[Fault] = []
    sheet: Mapping[str, Any] = document if isinstance(document, dict) else {}
    slots = sheet.get("slots")
    if not isinstance(slots, list) or not slots:
        faults.append(Fault("/slots", "must be a list of positions"))
        slots = []
    draft = PlanogramDraft(
        shelf_code=str(sheet.get("id") or path.stem),
        name={"en": path.stem},
        width_mm=_number(sheet, "width_mm", "", faults),
        height_mm=_number(sheet, "height_mm", "", faults),
        valid_from_on=_SOMEDAY,
        slots=tuple(_slot(slot, f"/slots/{n}", faults) for n, slot in enumerate(slots)),
    )
    return Reading(draft, tuple(faults))


def _slot(slot: object, place: str, faults: list[Fault]) -> SlotDraft:
    """Read one position, noting what is wrong with it."""
    sheet: Mapping[str, Any] = slot if isinstance(slot, dict) else {}
    sku = sheet.get("sku")
    if not isinstance(sku, str) or not sku:
        faults.append(Fault(f"{place}/sku", "must be a text"))
    return SlotDraft(
        code=str(sheet.get("id") or place.rsplit("/", 1)[-1]),
        sku=str(sku),
        row=_count(sheet, "row", place, faults, least=0),
        left_mm=_number(sheet, "left_mm", place, faults),
        width_mm=_number(sheet, "width_mm", place, faults),
        facings=_count(sheet, "facings", place, faults, least=1),
    )


def _number(sheet: Mapping[str, Any], name: str, place: str, faults: list[Fault]) -> float:
    value = sheet.get(name)
    number = None if isinstance(value, str) else to_number(value)
    if number is None:
        faults.append(Fault(f"{place}/{name}", "must be a finite number"))
        return 1.0
    return number


def _count(
    sheet: Mapping[str, Any], name: str, place: str, faults: list[Fault], *, least: int
) -> int:
    value = sheet.get(name, 1 if name == "facings" else None)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        faults.append(Fault(f"{place}/{name}", f"must be a whole number from {least}"))
        return least
    return value
