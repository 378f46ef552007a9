"""Class maps: which of our words each class of a brought model means."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from vision.errors import ModelRefusal, ModelRefused

IGNORE = "ignore"
PERSON = "person"
OTHERS = "*"  # every class that has no line of its own

_LISTED = 8


def labels_for(
    names: Sequence[str], class_map: Mapping[str, str], *, codes: Collection[str]
) -> tuple[str | None, ...]:
    """Return our word for each class of a model, in its order; None for those it may ignore.

    Args:
        names: The model's classes.
        class_map: By class: a finding code, `person` or `ignore`; `*` stands for all others.
        codes: The finding codes there are.

    Raises:
        ModelRefused: If the map names classes that the model does not have, forgets some, uses a
            code that is none, or ignores everything.

    Example:
        >>> labels_for(["person", "cat"], {"person": "person", "*": "ignore"}, codes=[])
        ('person', None)
    """
    strange = [name for name in class_map if name != OTHERS and name not in names]
    if strange:
        msg = f"the model has no class {_list(strange)}; it has {_list(names)}"
        raise ModelRefused(ModelRefusal.OTHER_CLASSES, msg)
    forgotten = [name for name in names if name not in class_map and OTHERS not in class_map]
    if forgotten:
        msg = f"the class map says nothing of {_list(forgotten)}; `ignore` leaves a class out"
        raise ModelRefused(ModelRefusal.OTHER_CLASSES, msg)
    unknown = sorted({*class_map.values()} - {IGNORE, PERSON, *codes})
    if unknown:
        msg = f"there is no finding code {_list(unknown)}; known: {', '.join(sorted(codes))}"
        raise ModelRefused(ModelRefusal.UNKNOWN_CODE, msg)
    words = [class_map.get(name, class_map.get(OTHERS, IGNORE)) for name in names]
    if all(word == IGNORE for word in words):
        msg = "the class map ignores every class: nothing is left to see"
        raise ModelRefused(ModelRefusal.BAD_MAP, msg)
    return tuple(None if word == IGNORE else word for word in words)


def checked_map(content: object) -> dict[str, str]:
    """Return a class map as it was written in a file, keys as text.

    Raises:
        ModelRefused: If it is anything else than words by words.
    """
    if not isinstance(content, dict) or not content:
        msg = "a class map has one line for each class: `model class: finding code`"
        raise ModelRefused(ModelRefusal.BAD_MAP, msg)
    wrong = [key for key, word in content.items() if not (_is_key(key) and isinstance(word, str))]
    if wrong:
        msg = f"the class map has something else than words by {_list(map(str, wrong))}; quote it"
        raise ModelRefused(ModelRefusal.BAD_MAP, msg)
    return {str(key): word.strip() for key, word in content.items()}


def checked_name(name: str) -> str:
    """Return a name that may be part of a path and of a version.

    Raises:
        ModelRefused: If it may not.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        msg = f"a model's name is 1 to 40 small letters, digits and hyphens, not {name!r}"
        raise ModelRefused(ModelRefusal.BAD_NAME, msg)
    return name


def _is_key(key: object) -> bool:
    return isinstance(key, str | int) and not isinstance(key, bool)  # YAML reads `no` as false


def _list(words: Iterable[str]) -> str:
    every = [repr(word) for word in words]
    more = f" and {len(every) - _LISTED} more" if len(every) > _LISTED else ""
    return ", ".join(every[:_LISTED]) + more
