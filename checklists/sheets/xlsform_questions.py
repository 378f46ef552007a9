"""One row of an XLSForm as a question or a section; apart because most of it is translation."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from checklists.models import QuestionKind
from checklists.sheets.cel_writing import Known, literal_of, quoted, to_cel
from checklists.sheets.cell_texts import to_number
from checklists.sheets.codes import made_code, plain_code, unused
from checklists.sheets.records import Desk, Part, put
from checklists.sheets.vocabulary import FLAGS, value_of
from checklists.sheets.xlsform_lines import Line
from checklists.sheets.xlsform_types import OWN_LIST, YES_NO_LIST, Asked, asked_of
from checklists.sheets.xpath import Node, XPathUnknown, parse

MAX_TIMES = 50
_LEFT_OUT = ("choice_filter", "media", "image", "audio", "video", "calculation", "trigger")
_SETTING = re.compile(r"(\w[\w-]*)\s*=\s*(\S+)")
_COMPARED = {">=": "minimum", "<=": "maximum"}
_PLAIN_LITERAL = re.compile(r"-?\d+(\.\d+)?")


class Context(NamedTuple):
    """What a row needs to know of the others."""

    desk: Desk
    names: Mapping[str, Known]
    lists: Mapping[str, list[Part]]
    set_codes: Mapping[str, str]
    stand_in: str


def read_question(context: Context, line: Line, code: str) -> Part:
    """Return a row that asks something as a question of a document."""
    asked = asked_of(line.text("type"), line.text("appearance"))
    ours = line.ours(context.desk)
    part: Part = {"code": code, "kind": asked.kind, "allows_na": False}
    part["prompt"] = line.words("label", context.stand_in) or {"en": line.text("name")}
    for member, heading in (
        ("hint", "hint"),
        ("sop", "guidance_hint"),
        ("next_step", "constraint_message"),
    ):
        words = line.words(heading, context.stand_in)
        if words:
            part[member] = words
    _choose(context, line, asked, part)
    own = context.names[line.text("name")]._replace(variable="this")
    _settle(context, line, part, own)
    logic = _logic(context, line, own)
    part["is_required"] = logic.pop("is_required", False)
    _default(context, line, own, logic)
    _note_left_out(context, line, part)
    return _merged(context, line, part, logic, ours)


def read_section(context: Context, line: Line, taken: set[str], *, repeats: bool) -> Part:
    """Return a row that begins a group or a repeat as a section of a document."""
    name = line.text("name")
    title = line.words("label", context.stand_in) or {"en": name or "…"}
    code = unused(plain_code(name) or made_code("s", *title.values()), taken)
    part: Part = {"code": code, "title": title}
    if repeats:
        part["repeat"] = _repeat(context, line)
    ours = line.ours(context.desk)
    show_if = _translated(context, line, "relevant", None)
    part["show_if"] = show_if or ""
    part |= {member: value for member, value in ours.items() if member not in ("was", "show_if")}
    if "show_if" in ours and ours.get("was", {}).get("relevant", "") == line.text("relevant"):
        part["show_if"] = ours["show_if"]
    context.desk.mark(part, line.record())
    return part


def _choose(context: Context, line: Line, asked: Asked, part: Part) -> None:
    """Give a question its choices."""
    listed = asked.choices
    if not listed:
        return
    if listed == YES_NO_LIST and line.ours(Desk()).get("kind") == QuestionKind.YES_NO:
        return
    if listed not in context.lists:
        line.fault(
            context.desk,
            "type",
            f"choices 工作表中没有列表“{listed}”",
            f"the sheet choices has no list “{listed}”",
        )
        return
    if asked.has_other or listed.startswith(OWN_LIST) or listed == YES_NO_LIST:
        part["options"] = list(context.lists[listed])
        if asked.has_other:
            other = {"code": "other", "label": {"zh-CN": "其他", "en": "Other"}}
            part["options"] = [each for each in part["options"] if each["code"] != "other"]
            part["options"].append(other)
    else:
        part["choice_set"] = context.set_codes[listed]


def _settle(context: Context, line: Line, part: Part, own: Known) -> None:
    """Read the limits that a constraint or the parameters of a range come to."""
    if part["kind"] == QuestionKind.SLIDER:
        _span(line, part)
    if line.text("type").lower() in ("integer", "int"):
        put(part, ("limits", "step"), 1.0)
    constraint = line.text("constraint")
    if not constraint:
        return
    try:
        limits = _limits(parse(constraint))
        fail_if = "" if limits else f"!({to_cel(constraint, context.names, own)})"
    except XPathUnknown as unknown:
        _lost(context, line, "constraint", unknown)
        return
    for member, value in limits.items():
        put(part, ("limits", member), value)
    if fail_if:
        put(part, ("logic", "fail_if"), f"this != null && {fail_if}")


def _span(line: Line, part: Part) -> None:
    """Read from where to where a slider goes."""
    settings = dict(_SETTING.findall(line.text("parameters")))
    for setting, member in (("start", "minimum"), ("end", "maximum"), ("step", "step")):
        number = to_number(settings.get(setting))
        if number is not None:
            put(part, ("limits", member), number)


def _limits(node: Node) -> dict[str, float]:
    """Return the limits that a constraint comes to, when that is all it says."""
    if node.kind == "&&":
        first, second = (_limits(part) for part in node.parts)
        return {**first, **second} if first and second and not set(first) & set(second) else {}
    if node.kind not in _COMPARED or node.parts[0].kind != "own":
        return {}
    literal = node.parts[1]
    is_negative = literal.kind == "-" and len(literal.parts) == 1
    number = literal.parts[0] if is_negative else literal
    if number.kind != "number":
        return {}
    return {_COMPARED[node.kind]: float(number.text) * (-1 if is_negative else 1)}


def _logic(context: Context, line: Line, own: Known) -> Part:
    logic: Part = {}
    show_if = _translated(context, line, "relevant", own)
    if show_if:
        logic["show_if"] = show_if
    required = line.text("required")
    flag = value_of(FLAGS, required) if required else "false"
    logic["is_required"] = flag == "true"
    if flag is None:
        require_if = _translated(context, line, "required", own)
        if require_if:
            logic["require_if"] = require_if
    return logic


def _translated(context: Context, line: Line, heading: str, own: Known | None) -> str | None:
    """Return a cell's XPath as CEL; where it has no equal, a fault: it decides what is asked."""
    text = line.text(heading)
    if not text:
        return None
    ours = line.ours(Desk())
    if ours.get("was", {}).get(heading) == text:
        return None  # the expression it was made of is beside it
    try:
        return to_cel(text, context.names, own)
    except XPathUnknown as unknown:
        line.fault(
            context.desk,
            heading,
            f"条件无法换算：“{unknown}”没有对应的写法",
            f"the condition cannot be translated: “{unknown}” has no equal here",
        )
        return None


def _default(context: Context, line: Line, own: Known, logic: Part) -> None:
    text = line.text("default")
    if not text:
        return
    literal = literal_of(own, text)
    if literal is None and own.kind in (QuestionKind.NUMBER, QuestionKind.SLIDER):
        literal = text if _PLAIN_LITERAL.fullmatch(text) else None
    elif literal is None and not re.search(r"[${}()]", text):
        literal = quoted(text)
    if literal is None:
        try:
            literal = to_cel(text, context.names, own)
        except XPathUnknown as unknown:
            _lost(context, line, "default", unknown)
            return
    logic["default"] = literal


def _lost(context: Context, line: Line, heading: str, unknown: XPathUnknown) -> None:
    line.note(
        context.desk,
        heading,
        f"“{unknown}”没有对应的写法，{heading} 已忽略",
        f"“{unknown}” has no equal here; the {heading} was left out",
    )


def _note_left_out(context: Context, line: Line, part: Part) -> None:
    present = {heading for heading, _ in line.cells}
    for heading in _LEFT_OUT:
        if heading in present:
            line.note(context.desk, heading, f"不支持 {heading}，已忽略", f"{heading} was left out")
    if any("${" in text for text in part["prompt"].values()):
        line.note(
            context.desk,
            "label",
            "文字中的 ${…} 不会被替换，原样保留",
            "${…} in a text is kept as it is written",
        )


def _repeat(context: Context, line: Line) -> Part:
    text = line.text("repeat_count")
    count = to_number(text) if text else None
    if count is not None and count == int(count) and 1 <= count <= MAX_TIMES:
        return {"minimum": int(count), "maximum": int(count)}
    if text:
        line.note(
            context.desk,
            "repeat_count",
            "次数不是 1 到 50 的整数，已改为可增减",
            "no whole number from 1 to 50; the section can be added to",
        )
    return {"minimum": 0, "maximum": MAX_TIMES}


def _merged(context: Context, line: Line, part: Part, logic: Part, ours: Part) -> Part:
    """Lay what our own column keeps over what the others say, but not over what was changed."""
    was: Mapping[str, Any] = ours.get("was", {})
    kept = {
        member: value
        for member, value in ours.get("logic", {}).items()
        if _is_unchanged(line, was, member)
    }
    part["logic"] = {**part.get("logic", {}), **logic, **kept}
    part |= {
        member: value for member, value in ours.items() if member not in ("was", "logic", "code")
    }
    context.desk.mark(part, line.record())
    return part


def _is_unchanged(line: Line, was: Mapping[str, Any], member: str) -> bool:
    heading = {"show_if": "relevant", "require_if": "required"}.get(member)
    return heading is None or was.get(heading, "") == line.text(heading)
