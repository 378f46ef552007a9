"""New questions of two people under one code; apart because only one of them can keep it."""

import re
from collections.abc import Mapping
from typing import Any

from checklists.authoring.merging.flat import HOME, Flat
from checklists.logic.expressions import to_name

_TEXT_OR_NAME = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<name>[A-Za-z_]\w*)"""
)


def told_apart(base: Flat, mine: Flat, theirs: Flat) -> Flat:
    """Return mine with another code for what is new in both under one code and not the same.

    Editors number what is new, so that two people often give one code to two questions. Whatever
    of mine names the old code, conditions and critical rules, names the new one.
    """
    questions = _clashing(base.questions, mine.questions, theirs.questions, "prompt")
    sections = _clashing(base.sections, mine.sections, theirs.sections, "title")
    if not questions and not sections:
        return mine
    names = {to_name(old): to_name(new) for old, new in questions.items()}
    return Flat(
        _with_rules(mine.top, questions),
        _renamed(mine.sections, sections, sections, names),
        _renamed(mine.questions, questions, sections, names),
    )


def _clashing(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], words: str
) -> dict[str, str]:
    """Return a new code for what both added under one and that says different things."""
    taken = {*base, *mine, *theirs}
    fresh: dict[str, str] = {}
    for code in mine:
        if code in base or code not in theirs or mine[code].get(words) == theirs[code].get(words):
            continue
        number = 2
        while f"{code}-{number}" in taken:
            number += 1
        fresh[code] = f"{code}-{number}"
        taken.add(fresh[code])
    return fresh


def _renamed(
    parts: Mapping[str, dict[str, Any]],
    codes: Mapping[str, str],
    homes: Mapping[str, str],
    names: Mapping[str, str],
) -> dict[str, dict[str, Any]]:
    renamed: dict[str, dict[str, Any]] = {}
    for code, part in parts.items():
        new = codes.get(code, code)
        changed = part | {"code": new, HOME: homes.get(part[HOME], part[HOME])}
        for name in ("logic", "show_if"):
            if name in part:
                changed[name] = _with_names(part[name], names)
        renamed[new] = changed
    return renamed


def _with_names(logic: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return expressions that ask by the new names; what stands in quotes stays."""
    if isinstance(logic, Mapping):
        return {name: _with_names(one, names) for name, one in logic.items()}
    if not isinstance(logic, str):
        return logic
    return _TEXT_OR_NAME.sub(lambda found: names.get(found[0], found[0]), logic)


def _with_rules(top: dict[str, Any], codes: Mapping[str, str]) -> dict[str, Any]:
    """Return a form whose critical rules name the new codes."""
    scoring = top.get("scoring")
    rules = scoring.get("critical") if isinstance(scoring, Mapping) else None
    if not isinstance(rules, list):
        return top
    named = [_with_codes(rule, codes) for rule in rules]
    return top | {"scoring": {**scoring, "critical": named}}  # type: ignore[dict-item]


def _with_codes(rule: Any, codes: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    asked = rule.get("questions") if isinstance(rule, Mapping) else None
    if not isinstance(asked, list):
        return rule
    renamed = [codes.get(code, code) if isinstance(code, str) else code for code in asked]
    return {**rule, "questions": renamed}
