"""A list typed for paper as one of ours; apart because its writer never read how ours look.

Which column names the section, which the question, and which row is none is seen from what stands
in them, and every such guess is told. A sheet with section codes is one of ours and left alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checklists.forms.form import is_code
from checklists.sheets.cell_texts import is_chinese
from checklists.sheets.columns import AREA, NUMBER, QUESTIONS, TOPIC, Path
from checklists.sheets.paper_rows import heads_of, is_question
from checklists.sheets.records import Desk, Record, find_headings
from checklists.sheets.vocabulary import KINDS, ZONES, folded, value_of
from checklists.sheets.workbooks import Sheet, Value, to_text
from core.cells import letters
from core.words import LOCALES, Words

_TEXTS = ("title", "prompt", "sop")
_PLAIN_NUMBERS = frozenset({"序号", "no.", "no", "#", "项次", "s/n"})
_KIND_HEADINGS = frozenset({"类型", "type"})


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the columns of a list are for."""

    levels: tuple[str, ...]  # members that name sections, the outermost first
    prompt: str  # the member that asks
    is_joined: bool = False  # the topic stands before what is asked


def settle(sheet: Sheet, records: Sequence[Record], desk: Desk) -> list[Record]:
    """Return the rows that ask something, each with the sections that begin at it.

    Args:
        sheet: The sheet they stand on.
        records: Its rows.
        desk: Where every guess, and every row that is left out, is noted.
    """
    top, places = find_headings(sheet, QUESTIONS)
    if top is None or ("section",) in places:
        return list(records)
    kept = [record for record in records if is_question(sheet, record, desk)]
    heads = heads_of(sheet, kept, desk)
    asked = [record for record in kept if record.number not in heads]
    headings = {
        path: (to_text(sheet.rows[top][index]), f"{letters(index)}{top + 1}")
        for path, index in places.items()
    }
    layout = _layout_of(asked, headings, places)
    _tell(layout, sheet.name, headings, desk)
    settled = list(_settled(kept, heads, layout))
    _number(sheet.name, settled, headings, desk)
    _tell_weights(settled, desk)
    return [_bare(record) for record in settled]


def _words_at(record: Record, member: str) -> dict[str, str]:
    """Return what a row says under a column, by language."""
    if member in _TEXTS:
        said = {locale: record.text(member, locale) for locale in LOCALES}
        return {locale: text for locale, text in said.items() if text}
    text = record.text(member)
    return {"zh-CN" if is_chinese(text) else "en": text} if text else {}


def _layout_of(
    records: Sequence[Record],
    headings: Mapping[Path, tuple[str, str]],
    places: Mapping[Path, int],
) -> _Layout:
    index = _columns(places)
    prompt, group, is_joined = _asking(records, set(index))
    levels = {member for member in ("title", "area", group) if member in index}
    if "zone" in index and _is_area(records, is_only=not levels):
        levels.add("zone")
    is_before = index.get("kind", 0) < index.get(prompt, 0)
    if is_before and folded(headings.get(("kind",), ("", ""))[0]) in _KIND_HEADINGS:
        said = {record.text("kind") for record in records} - {""}
        if said and all(value_of(KINDS, text) is None for text in said):
            levels.add("kind")
    return _Layout(tuple(sorted(levels, key=lambda each: index[each])), prompt, is_joined)


def _columns(places: Mapping[Path, int]) -> dict[str, int]:
    """Return the first column of each member."""
    found: dict[str, int] = {}
    for path, index in places.items():
        found[path[0]] = min(index, found.get(path[0], index))
    return found


def _asking(records: Sequence[Record], known: set[str]) -> tuple[str, str, bool]:
    """Return which column asks, which names a group of questions, and whether both are joined."""
    if "prompt" in known:
        gaps = (not _words_at(each, "prompt") and _words_at(each, "sop") for each in records)
        if any(gaps):
            return "sop", "prompt", False
        is_group = _is_grouped(records, "prompt")
        return "prompt", "topic" if is_group else "", not is_group and "topic" in known
    if "topic" not in known:
        return "sop", "", False
    is_group = "sop" in known and _is_grouped(records, "sop")
    return ("sop", "topic", False) if is_group else ("topic", "", False)


def _is_grouped(records: Sequence[Record], asks: str) -> bool:
    """Tell whether the topic is said once for several rows, as in a merged cell."""
    said = [each.text("topic") for each in records if _words_at(each, asks)]
    return len(set(said) - {""}) < len(said)


def _is_area(records: Sequence[Record], *, is_only: bool) -> bool:
    """Tell whether areas are not only our zones, or name the sections as nothing else does."""
    said = {record.text("zone") for record in records} - {""}
    return bool(said) and (is_only or any(value_of(ZONES, text) is None for text in said))


def _tell(
    layout: _Layout, sheet: str, headings: Mapping[Path, tuple[str, str]], desk: Desk
) -> None:
    """Note what the columns were taken for."""
    for path, (heading, cell) in headings.items():
        member = path[0]
        if member in layout.levels and member != "title":
            desk.note(sheet, cell, f"“{heading}”作为分节", f"“{heading}” names the sections")
        elif member == layout.prompt == "sop":
            desk.note(sheet, cell, f"“{heading}”作为检查内容", f"“{heading}” is what is asked")
        elif member == "topic" and layout.is_joined:
            english = f"“{heading}” stands before what is asked"
            desk.note(sheet, cell, f"“{heading}”写在检查内容前面", english)


def _settled(
    records: Iterable[Record], heads: Mapping[int, tuple[int, str]], layout: _Layout
) -> Iterator[Record]:
    begins = len({slot for slot, _ in heads.values()} | {0, 1})
    now: list[Words] = [{} for _ in range(begins + len(layout.levels))]
    is_new = False
    for record in records:
        if record.number in heads:
            slot, text = heads[record.number]
            now[slot:] = [{"zh-CN" if is_chinese(text) else "en": text}] + [{}] * (
                len(now) - slot - 1
            )
            is_new = True
            continue
        for slot, member in enumerate(layout.levels, begins):
            words = _words_at(record, member)
            if words and words != now[slot]:
                now[slot:] = [words] + [{}] * (len(now) - slot - 1)
                is_new = True
        if _only_names(record, layout):
            continue  # a section in a row of its own
        levels = tuple(words for words in now if words) if is_new else ()
        yield replace(_asked(record, layout), levels=levels)
        is_new = False


def _only_names(record: Record, layout: _Layout) -> bool:
    named = {*layout.levels, "number"}
    return all(path[0] in named for path in record.values)


def _asked(record: Record, layout: _Layout) -> Record:
    """Return a row with what is asked under our own column."""
    values, places = dict(record.values), dict(record.places)
    source = layout.prompt
    words = _words_at(record, source)
    if not words and "topic" in {path[0] for path in record.values}:
        source, words = "topic", _words_at(record, "topic")  # a cell merged over both
    if layout.is_joined and source == "prompt":
        words = {locale: _joined(record.text("topic"), text) for locale, text in words.items()}
    for path in [path for path in values if path[0] in {source, "prompt"}]:
        del values[path]
    columns = _columns(record.places)
    for locale, text in words.items():
        values["prompt", locale] = text
        places["prompt", locale] = record.places.get((source, locale), columns[source])
    if "zone" in layout.levels and value_of(ZONES, record.text("zone")) is None:
        values.pop(("zone",), None)
    if "kind" in layout.levels:
        values.pop(("kind",), None)
    return replace(record, values=values, places=places)


def _joined(topic: str, text: str) -> str:
    if not topic or text.startswith(topic):
        return text
    return f"{topic}：{text}" if is_chinese(topic + text) else f"{topic}: {text}"


def _number(
    sheet: str, records: list[Record], headings: Mapping[Path, tuple[str, str]], desk: Desk
) -> None:
    """Take numbers for codes where all of them are, under a heading that may mean both."""
    heading, cell = headings.get(NUMBER, ("", ""))
    if folded(heading) in _PLAIN_NUMBERS | {""} or ("code",) in headings:
        return
    said = [record.text("number") for record in records]
    if all(is_code(text) for text in said):
        for place, record in enumerate(records):
            values: dict[Path, Value] = {**record.values, ("code",): record.text("number")}
            places = {**record.places, ("code",): record.places[NUMBER]}
            records[place] = replace(record, values=values, places=places)
    elif any(said):
        desk.note(
            sheet,
            cell,
            f"“{heading}”只作序号；编码按检查内容生成",
            f"“{heading}” only counts; codes are made of what is asked",
        )


def _tell_weights(records: Sequence[Record], desk: Desk) -> None:
    """Note the rows without points where others have some, as below a merged cell."""
    without = [record for record in records if not record.text("weight")]
    if not without or len(without) == len(records):
        return
    count, first = len(without), without[0]
    desk.note(
        first.sheet,
        first.cell(("weight",)),
        f"从这里起有 {count} 项没有分值，按 1 计（合并单元格的分值只算第一行）",
        f"{count} questions from here on have no points and count 1; those of a merged cell "
        "are its first row's",
    )


def _bare(record: Record) -> Record:
    """Return a row without the columns that only lists for paper have."""
    values = {path: value for path, value in record.values.items() if path not in _OURS_NOT}
    return replace(record, values=values)


_OURS_NOT = frozenset({AREA, TOPIC, NUMBER})
