"""Settings as environment variables: for child processes, and back; `-m` prints `.env.example`."""

import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from core.settings import PREFIX, Settings

# Said outright, so that servers named in the environment or in `.env` are left alone.
NO_SERVERS: dict[str, dict[str, object]] = {
    "database": {"url": None, "owner_url": None},
    "queue": {"url": None},
    "storage": {"url": None},
}


def to_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that give another process these settings; what is None is left out."""
    return {
        name: _as_text(value)
        for name, value in _named_values(settings, PREFIX)
        if value is not None
    }


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Return the settings that these variables give; the real environment fills what they omit."""
    groups: dict[str, object] = {}
    for name, text in environment.items():
        group, _, inner = name.removeprefix(PREFIX).lower().partition("__")
        if inner:
            values = groups.setdefault(group, {})
            if isinstance(values, dict):
                values[inner] = text
        else:
            groups[group] = text
    return from_values(groups)


def from_values(groups: Mapping[str, object]) -> Settings:
    """Return settings with these values first; the real environment fills what they omit."""
    return Settings.model_validate(groups)


def example() -> str:
    """Return the text of `.env.example`: every setting, its default, and what it is for."""
    lines = ["# Every setting and its default. Copy this to `.env` and uncomment what you change."]
    for name, field in Settings.model_fields.items():
        group = field.annotation
        if not (isinstance(group, type) and issubclass(group, BaseModel)):
            lines += _explained(f"{PREFIX}{name}", field)
            continue
        lines += ["", f"# {group.__doc__}"]
        for inner, inner_field in group.model_fields.items():
            lines += _explained(f"{PREFIX}{name}__{inner}", inner_field)
    return "\n".join([*lines, ""])


def _explained(name: str, field: FieldInfo) -> list[str]:
    default = "" if field.default is None else field.default
    text = default.get_secret_value() if isinstance(default, SecretStr) else str(default)
    return [f"# {field.description}", f"# {name.upper()}={text}"]


def _named_values(model: BaseModel, prefix: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, value in model:
        full = f"{prefix}{name}".upper()
        found += (
            _named_values(value, f"{full}__") if isinstance(value, BaseModel) else [(full, value)]
        )
    return found


def _as_text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Path):
        return str(value.absolute())  # a child may work in another folder
    return str(value)


if __name__ == "__main__":
    sys.stdout.write(example())
