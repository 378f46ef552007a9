"""The value of an answer, of whatever kind its question is."""

from typing import Annotated, Any, NotRequired

from pydantic import (
    ConfigDict,
    Field,
    JsonValue,
    PlainValidator,
    StrictBool,
    StrictFloat,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    with_config,
)
from typing_extensions import TypedDict

from mobile_contract.v1.wire import Line, Note

MAX_PARTS = 200
"""Chosen options, or rows of a table."""

MAX_CELLS = 20
Number = Annotated[StrictFloat, Field(ge=-1e12, le=1e12)]
Cell = StrictBool | Number | Note | None


@with_config(ConfigDict(extra="forbid"))
class GivenPlace(TypedDict):
    """Where the phone was."""

    latitude: Annotated[StrictFloat, Field(ge=-90, le=90)]
    longitude: Annotated[StrictFloat, Field(ge=-180, le=180)]
    accuracy_m: NotRequired[Annotated[StrictFloat, Field(ge=0, le=1e7)] | None]


_SHAPES: TypeAdapter[Any] = TypeAdapter(
    StrictBool
    | Number
    | Note
    | Annotated[list[Line], Field(max_length=MAX_PARTS)]
    | Annotated[
        list[Annotated[dict[Line, Cell], Field(max_length=MAX_CELLS)]],
        Field(max_length=MAX_PARTS),
    ]
    | GivenPlace
    | None,
    config=ConfigDict(allow_inf_nan=False),
)


def _to_value(value: object) -> object:
    """Return a value in one of the shapes; one fault for the whole, not one for each shape."""
    try:
        return _SHAPES.validate_python(value)
    except ValidationError:
        pass
    msg = "is none of the shapes that a value has"
    raise ValueError(msg)


def _inline(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with the place written out where it is used: a value is one thing."""
    places = schema.pop("$defs")
    shapes = [
        places[shape["$ref"].rsplit("/", 1)[1]] if "$ref" in shape else shape
        for shape in schema["anyOf"]
    ]
    return schema | {"anyOf": shapes}


Value = Annotated[
    JsonValue, PlainValidator(_to_value), WithJsonSchema(_inline(_SHAPES.json_schema()))
]
"""A yes or no, a number, a text, chosen options, rows of a table, a place, or nothing."""
