"""Codes for what people named and did not number; apart because both formats make them.

A made code comes from the words themselves, never from the row: a question inserted above does
not rename those below, and last month's answers are still answers to the same question.
"""

import hashlib
import re

from checklists.forms.form import MAX_CODE, is_code

_NOT_CODE = re.compile(r"[^a-z0-9]+")
_WORDS = 6


def made_code(prefix: str, *texts: str) -> str:
    """Return a code for something: its first plain English words, else a short hash of its text.

    Example:
        >>> made_code("q", "Is the floor clean?"), made_code("q", "地面干净")
        ('is-the-floor-clean', 'q-44293f')
    """
    for text in texts:
        if text.isascii():
            words = _NOT_CODE.sub("-", text.lower()).strip("-").split("-")[:_WORDS]
            code = "-".join(words)[:48].strip("-")
            if is_code(code):
                return code
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:6]
    return f"{prefix}-{digest}"


def plain_code(text: str) -> str:
    """Return a name from elsewhere, such as `Q1_Name`, as a code; "": nothing of it can stay.

    Example:
        >>> plain_code("Q1_Name"), plain_code("_1st"), plain_code("温度")
        ('q1-name', 'x-1st', '')
    """
    code = _NOT_CODE.sub("-", text.lower()).strip("-")[:MAX_CODE].strip("-")
    if code and not code[0].isalpha():
        code = f"x-{code}"[:MAX_CODE].strip("-")
    return code


def unused(code: str, taken: set[str]) -> str:
    """Return the code, with a number behind it where it is taken, and take it."""
    found, number = code, 1
    while found in taken:
        number += 1
        found = f"{code[: MAX_CODE - 5]}-{number}"
    taken.add(found)
    return found
