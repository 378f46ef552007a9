"""Faults of a form in the person's language: rooms tell them in English, for programs as well."""

import re

from api.console.language import Language
from checklists.sheets.fault_words import of_whole
from core.errors import Fault

_VALUES = tuple(
    (re.compile(english), chinese)
    for english, chinese in (
        (r"is missing", "缺少这一项"),
        (r"is not known here", "不认识这一项"),
        (r"must be a text", "应为文字"),
        (r"has more than (\d+) characters", r"文字太长，最多 \1 个字"),
        (
            r"must be lower-case letters and digits, parts joined by -",
            "只能用小写字母、数字和连字符，以字母开头",
        ),
        (r"must be one of (.+)", r"只能是 \1"),
        (r"must be true or false", "应为是或否"),
        (r"must be a number", "应为数字"),
        (r"must be a whole number", "应为整数"),
        (r"must be a finite number", "数字过大"),
        (r"must be (\S+) or more", r"不能小于 \1"),
        (r"must be (\S+) or less", r"不能大于 \1"),
        (r"must be more than (\S+)", r"必须大于 \1"),
        (r"needs at least (\d+)", r"至少要有 \1 个"),
        (r"takes (\d+) at most", r"最多 \1 个"),
        (r"is nested deeper than (\d+) levels", r"嵌套超过 \1 层"),
        (r"holds a (?:name with a )?character that cannot be kept", "含有无法保存的字符"),
        (r"no picture with this hash was uploaded", "没有上传过这张图片"),
        (r"has no text in zh-CN", "缺少中文"),
        (r"has no text in en", "缺少英文"),
        (r"and (\d+) more", r"还有 \1 处"),
    )
)


def fault_text(language: Language, fault: Fault) -> str:
    """Return what is wrong; in Chinese as far as the sentence is known."""
    if language.code == "en":
        return fault.detail
    for english, chinese in _VALUES:
        found = english.fullmatch(fault.detail)
        if found is not None:
            return found.expand(chinese)
    return language.say(of_whole(fault))
