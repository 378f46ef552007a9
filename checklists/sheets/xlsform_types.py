"""Question types of XLSForm and ours, both ways; apart because it is a table."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from checklists.models import QuestionKind as Kind

TYPES: Mapping[str, Kind] = {
    "text": Kind.TEXT,
    "string": Kind.TEXT,
    "phone number": Kind.TEXT,
    "integer": Kind.NUMBER,
    "int": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "number": Kind.NUMBER,
    "range": Kind.SLIDER,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "datetime": Kind.DATE_TIME,
    "geopoint": Kind.LOCATION,
    "location": Kind.LOCATION,
    "gps": Kind.LOCATION,
    "image": Kind.PHOTO,
    "photo": Kind.PHOTO,
    "barcode": Kind.BARCODE,
    "note": Kind.INSTRUCTION,
    "acknowledge": Kind.YES_NO,
    "trigger": Kind.YES_NO,
}
SELECTS: Mapping[str, Kind] = {
    "select_one": Kind.CHOICE,
    "select one": Kind.CHOICE,
    "select one from": Kind.CHOICE,
    "select1": Kind.CHOICE,
    "select_multiple": Kind.CHOICES,
    "select multiple": Kind.CHOICES,
    "select all that apply from": Kind.CHOICES,
    "rank": Kind.RANK,
}
METADATA = frozenset(
    {
        "start", "end", "today", "deviceid", "phonenumber", "username", "email", "simserial",
        "subscriberid", "imei", "start-geopoint", "audit", "background-audio", "uuid", "hidden",
        "background-geopoint", "csv-external", "xml-external", "file-external", "entity",
    }
)  # fmt: skip
BEGINS: Mapping[str, bool] = {  # → whether it repeats
    "begin group": False,
    "begin_group": False,
    "begin repeat": True,
    "begin_repeat": True,
    "begin lgroup": True,
    "begin looped group": True,
}
ENDS = frozenset(
    {
        "end group", "end_group", "end repeat", "end_repeat", "end lgroup", "end looped group",
    }
)  # fmt: skip
WRITTEN: Mapping[Kind, str] = {
    Kind.YES_NO: "select_one yes_no",
    Kind.CHOICE: "select_one",
    Kind.CHOICES: "select_multiple",
    Kind.RANK: "rank",
    Kind.NUMBER: "decimal",
    Kind.SLIDER: "decimal",
    Kind.TEMPERATURE: "decimal",
    Kind.STOPWATCH: "decimal",
    Kind.TEXT: "text",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.DATE_TIME: "dateTime",
    Kind.BARCODE: "barcode",
    Kind.SIGNATURE: "image",
    Kind.LOCATION: "geopoint",
    Kind.TABLE: "text",
    Kind.PHOTO: "image",
    Kind.SHELF_PHOTO: "image",
    Kind.KITCHEN_PHOTO: "image",
    Kind.INSTRUCTION: "note",
}
YES_NO_LIST = "yes_no"
OWN_LIST = "own_"
"""How the list of a question's own choices begins; other lists are choice sets."""

_SELECT = re.compile(
    rf"(?P<type>{'|'.join(sorted(map(re.escape, SELECTS), key=len, reverse=True))})"
    r"\s+(?P<list>\S+)(?P<other>\s+or[_ ]other)?",
    re.IGNORECASE,
)


class Asked(NamedTuple):
    """What a cell of the column `type` asks for."""

    kind: Kind | None  # None: nothing that we know
    choices: str = ""  # the list of choices
    has_other: bool = False


def asked_of(text: str, appearance: str = "") -> Asked:
    """Return what a type asks for.

    Example:
        >>> asked_of("select_one fruits or_other").choices
        'fruits'
    """
    plain = " ".join(text.split())
    found = _SELECT.fullmatch(plain)
    if found is not None:
        kind = SELECTS[found["type"].lower()]
        return Asked(kind, found["list"], found["other"] is not None)
    kind_found = TYPES.get(plain.lower())
    if kind_found == Kind.PHOTO and "signature" in appearance:
        return Asked(Kind.SIGNATURE)
    return Asked(kind_found)
