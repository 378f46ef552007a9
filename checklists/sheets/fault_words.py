"""Faults of a form in Chinese; apart because a form tells its faults in English alone."""

import re
from collections.abc import Mapping
from typing import Any

from core.errors import Fault
from core.words import Words

PLAIN: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少这一项", "this is missing"),
    "extra_forbidden": ("不认识这一项", "this is not known"),
    "string_too_long": (
        "文字太长，最多 {max_length} 个字",
        "too long: at most {max_length} characters",
    ),
    "string_pattern_mismatch": (
        "编码只能用小写字母、数字和连字符，以字母开头",
        "a code has lower-case letters, digits and hyphens, and begins with a letter",
    ),
    "greater_than": ("必须大于 {gt}", "must be more than {gt}"),
    "greater_than_equal": ("不能小于 {ge}", "must be {ge} or more"),
    "less_than_equal": ("不能大于 {le}", "must be {le} or less"),
    "too_short": ("至少要有 {min_length} 个", "needs {min_length} or more"),
    "too_long": ("最多 {max_length} 个", "at most {max_length}"),
    "enum": ("不认识这个值；可以是 {expected}", "not known; it may be {expected}"),
    "literal_error": ("不认识这个值；可以是 {expected}", "not known; it may be {expected}"),
    "string_type": ("应为文字", "must be a text"),
    "float_type": ("应为数字", "must be a number"),
    "int_type": ("应为整数", "must be a whole number"),
    "int_from_float": ("应为整数", "must be a whole number"),
    "bool_type": ("应为是或否", "must be yes or no"),
}
"""What pydantic says of one value, by its type, in Chinese and English."""

_WHOLE = tuple(
    (re.compile(english), chinese)
    for english, chinese in (
        (
            r"(.+) is a word of expressions; choose another code",
            r"“\1”是表达式的保留字，请换一个编码",
        ),
        (r"another (.+) has the code (.+): (.+)", r"编码“\2”重复，已用于 \3"),
        (r"(.+) is there twice", r"“\1”出现了两次"),
        (r"has (\d+) questions; .* at most (\d+)", r"共 \1 个检查项，最多 \2 个"),
        (r"asks nothing yet; add a question", "还没有检查项，请至少添加一个"),
        (r"a slider needs a minimum and a maximum", "滑块需要下限和上限"),
        (r"sections are at most (\d+) levels deep", r"分节最多 \1 层"),
        (r"a table needs at least one column", "表格至少要有一列"),
        (r"the minimum (.+) is above the maximum (.+)", r"下限 \1 大于上限 \2"),
        (r"there is no choice set (.+)", r"没有选项集“\1”"),
        (r"needs choices: its own, or a choice set", "缺少选项：请填写选项或选项集"),
        (r"at least (\d+) photos, but at most (\d+)", r"最少照片 \1 张，多于最多照片 \2 张"),
        (r"it is answered by photos, but takes none", "该检查项靠照片作答，但最多照片为 0"),
        (r"say which shelf the photo shows", "请填写货架编码：照片拍的是哪个货架"),
        (r"a column of choices needs choices", "选择类的表格列缺少选项"),
        (r"a repeated section is already within another", "重复分节不能套在另一个重复分节里"),
        (r"at least (\d+), but at most (\d+)", r"最少次数 \1 大于最多次数 \2"),
        (r"circular logic: (.+)", r"条件循环引用：\1"),
        (r"there is no question (.+)", r"没有编码为“\1”的检查项"),
        (r"another band begins at (.+) too", r"另一个等级也从 \1 开始"),
        (r"bands stand in order, the highest first", "等级应从高到低排列"),
        (r"no question has the tag (.+)", r"没有带标签“\1”的检查项"),
        (r"name questions or a tag", "请填写检查项编码或标签"),
        (r"has no text in any language", "中文和英文都没有填写"),
    )
)


def of_value(kind: str, context: Mapping[str, Any], english: str) -> Words:
    """Return what pydantic says of one value in both languages.

    Args:
        kind: Its type, such as `missing`.
        context: The values it names.
        english: What it says itself, for types that are not in the list.
    """
    plain = PLAIN.get(kind)
    if plain is None:
        return {"zh-CN": f"填写有误：{english}", "en": english}
    return {"zh-CN": plain[0].format_map(context), "en": plain[1].format_map(context)}


def of_whole(fault: Fault) -> Words:
    """Return what only the whole form can tell in both languages.

    Example:
        >>> of_whole(Fault("", "there is no choice set marks"))["zh-CN"]
        '没有选项集“marks”'
    """
    for english, chinese in _WHOLE:
        found = english.fullmatch(fault.detail)
        if found is not None:
            return {"zh-CN": found.expand(chinese), "en": fault.detail}
    return {"zh-CN": f"填写有误：{fault.detail}", "en": fault.detail}
