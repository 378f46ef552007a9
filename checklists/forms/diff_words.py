"""What changed between two forms, in words; apart because diffs.py speaks to programs."""

import json
from collections.abc import Mapping
from typing import Any

from checklists.forms.diffs import Change, Deed, Part
from checklists.forms.form import Form, form_questions, plain_words, sections_of
from core.words import LOCALES, say

Names = Mapping[tuple[Part, str], Mapping[str, str]]

MAX_SHOWN = 80
"""Characters of a value in a sentence; the whole of it is in the change."""

_PARTS = {
    Part.FORM: {"zh-CN": "检查表", "en": "Checklist"},
    Part.SECTION: {"zh-CN": "分区", "en": "Section"},
    Part.QUESTION: {"zh-CN": "问题", "en": "Question"},
    Part.CHOICE_SET: {"zh-CN": "选项集", "en": "Choice set"},
}
_SENTENCES = {
    Deed.ADDED: {"zh-CN": "新增{part}“{name}”", "en": "{part} “{name}” added"},
    Deed.REMOVED: {"zh-CN": "删除{part}“{name}”", "en": "{part} “{name}” removed"},
    Deed.MOVED: {"zh-CN": "{part}“{name}”移动了位置", "en": "{part} “{name}” moved"},
    Deed.CHANGED: {
        "zh-CN": "{part}“{name}”的{field}：{before} → {after}",
        "en": "{part} “{name}”, {field}: {before} → {after}",
    },
}
_ALL_OF = {"zh-CN": "{part}“{name}”", "en": "{part} “{name}”"}
_FIELD_OF = {"zh-CN": "{part}“{name}”的{field}", "en": "{part} “{name}”, {field}"}
_FIELDS = {
    "prompt": ("问题文字", "prompt"),
    "hint": ("提示", "hint"),
    "next_step": ("不合格时怎么做", "what to do when it fails"),
    "sop": ("作业标准", "how the work is done"),
    "name": ("名称", "name"),
    "title": ("标题", "title"),
    "label": ("文字", "label"),
    "description": ("说明", "description"),
    "kind": ("题型", "kind"),
    "tags": ("标签", "tags"),
    "is_required": ("必答", "required"),
    "allows_na": ("允许不适用", "not applicable allowed"),
    "weight": ("权重", "weight"),
    "fail_score": ("不合格得分", "score when failed"),
    "severity": ("严重程度", "severity"),
    "due_hours": ("整改时限（小时）", "hours to fix"),
    "owner_role": ("负责角色", "who fixes it"),
    "notify_roles": ("通知角色", "who is told"),
    "zone": ("区域", "zone"),
    "shelf_code": ("货架编号", "shelf"),
    "choice_set": ("选项集", "choice set"),
    "options": ("选项", "choices"),
    "columns": ("表格列", "columns"),
    "limits": ("限值", "limits"),
    "minimum": ("下限", "least"),
    "maximum": ("上限", "most"),
    "unit": ("单位", "unit"),
    "step": ("步长", "step"),
    "photos": ("照片", "photos"),
    "is_camera_only": ("仅限拍照", "camera only"),
    "references": ("参考图", "reference pictures"),
    "root_causes": ("原因", "root causes"),
    "logic": ("逻辑", "logic"),
    "show_if": ("显示条件", "shown when"),
    "require_if": ("必答条件", "required when"),
    "default": ("默认值", "default"),
    "fail_if": ("不合格条件", "fails when"),
    "evidence_if": ("要求拍照条件", "photo asked for when"),
    "action_if": ("要求措施条件", "action asked for when"),
    "notify_if": ("通知条件", "people told when"),
    "pass_mark_pct": ("合格线", "pass mark"),
    "repeat": ("重复", "repeated"),
    "scoring": ("评分", "scoring"),
    "bands": ("等级", "bands"),
    "critical": ("关键项规则", "critical rules"),
    "effect": ("后果", "effect"),
    "at_least": ("至少几项", "how many"),
    "at_least_pct": ("起始分", "from"),
    "pct": ("百分点", "points"),
    "scale": ("满分", "scale"),
    "decimals": ("小数位", "decimals"),
    "score": ("得分", "score"),
    "is_fail": ("算不合格", "counts as a fault"),
    "languages": ("语言", "languages"),
    "sources": ("依据", "sources"),
    "order": ("顺序", "order"),
    "section": ("所在分区", "section"),
    "sections": ("分区", "sections"),
    "questions": ("问题", "questions"),
    "zh-CN": ("中文", "Chinese"),
    "en": ("英文", "English"),
}
_TRUTH = {True: ("是", "yes"), False: ("否", "no")}


def names_of(before: Form, after: Form) -> Names:
    """Return what every part is called, by its newer name."""
    names: dict[tuple[Part, str], Mapping[str, str]] = {}
    for form in (before, after):
        names[Part.FORM, form.code] = plain_words(form.name)
        names |= {(Part.CHOICE_SET, one.code): plain_words(one.name) for one in form.choice_sets}
        names |= {(Part.SECTION, one.code): plain_words(one.title) for _, one in sections_of(form)}
        names |= {
            (Part.QUESTION, one.code): plain_words(one.prompt) for _, one in form_questions(form)
        }
    return names


def tell(change: Change, names: Names, locale: str) -> str:
    """Return one change as a sentence.

    Example:
        >>> change = Change(Deed.CHANGED, Part.QUESTION, "oil", "limits.maximum", 24.0, 22.0)
        >>> tell(change, {(Part.QUESTION, "oil"): {"en": "Frying oil"}}, "en")
        'Question “Frying oil”, limits › most: 24 → 22'
    """
    return say(_SENTENCES[change.deed], locale).format(
        part=say(_PARTS[change.part], locale),
        name=_name(change.part, change.code, names, locale),
        field=_labels(change.field, locale),
        before=tell_value(change.before, locale),
        after=tell_value(change.after, locale),
    )


def tell_place(what: tuple[Part, str, str], names: Names, locale: str) -> str:
    """Return what is told of: a part by kind and code, or one field of it.

    Example:
        >>> tell_place((Part.QUESTION, "oil", "limits.maximum"), {}, "en")
        'Question “oil”, limits › most'
    """
    part, code, field = what
    return say(_FIELD_OF if field else _ALL_OF, locale).format(
        part=say(_PARTS[part], locale),
        name=_name(part, code, names, locale),
        field=_labels(field, locale),
    )


def tell_value(value: Any, locale: str) -> str:  # noqa: ANN401 - JSON
    """Return a value as a person reads it; a long one is cut."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _TRUTH[value][LOCALES.index(locale)]
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str):
        return f"“{_short(value)}”"
    return _short(json.dumps(value, ensure_ascii=False))


def _name(part: Part, code: str, names: Names, locale: str) -> str:
    return _short(say(names.get((part, code), {}), locale) or code)


def _labels(field: str, locale: str) -> str:
    return " › ".join(_label(step, locale) for step in field.split("."))


def _label(step: str, locale: str) -> str:
    return _FIELDS[step][LOCALES.index(locale)] if step in _FIELDS else step


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
