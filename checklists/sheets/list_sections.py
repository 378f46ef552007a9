"""The tree of sections of a plain list; apart because rows name it in several ways.

A sheet of its own may hold it, a code or a title beside a question, or headings between questions.
"""

from collections.abc import Iterable, Sequence

from checklists.sheets import columns as tables
from checklists.sheets.codes import made_code, plain_code, unused
from checklists.sheets.columns import Column
from checklists.sheets.records import Desk, Part, Record, fill
from core.words import Words

_OWN: tuple[Column, ...] = tuple(
    column for column in tables.SECTIONS.columns if column.path != ("parent",)
)
_UNNAMED: Words = {"zh-CN": "检查项", "en": "Questions"}


def section_tree(
    rows: Sequence[Record], asked: Sequence[Record], questions: Iterable[Part], desk: Desk
) -> list[Part]:
    """Return the sections with their questions; a row that names none is in the last.

    Args:
        rows: What the sheet of sections says.
        asked: The rows of questions.
        questions: What those rows ask, one each.
        desk: What is wrong, or was put elsewhere, is told there.
    """
    tree: list[Part] = []
    by_code: dict[str, Part] = {}
    for row in rows:
        _add_own(row, tree, by_code, desk)
    last: Part | None = None
    for row, question in zip(asked, questions, strict=True):
        section = _section_of(row, last, by_code, tree, desk)
        if section is not last and section.get("questions") and not row.text("section"):
            title = " / ".join(section["title"].values())
            desk.note(
                row.sheet,
                row.cell(("title", "zh-CN")),
                f"分节“{title}”前面已有，归入同一分节",
                f"the section “{title}” is there above; the question goes into it",
            )
        last = section
        last.setdefault("questions", []).append(question)
    return tree


def _add_own(row: Record, tree: list[Part], by_code: dict[str, Part], desk: Desk) -> None:
    section = fill(desk, row, _OWN, {})
    title = section.get("title", {})
    section.setdefault("code", made_code("s", title.get("en", ""), title.get("zh-CN", "")))
    parent = row.text("parent")
    if parent and parent not in by_code:
        desk.fault(
            row,
            ("parent",),
            f"上级分节“{parent}”应写在它的上方",
            f"its parent “{parent}” is to stand above it",
        )
    home = by_code[parent].setdefault("sections", []) if parent in by_code else tree
    home.append(section)
    by_code[section["code"]] = section


def _section_of(
    row: Record, last: Part | None, by_code: dict[str, Part], tree: list[Part], desk: Desk
) -> Part:
    code = row.text("section")
    if code:
        title = {locale: row.text("title", locale) for locale in ("zh-CN", "en")}
        title = {locale: text for locale, text in title.items() if text}
        if code not in by_code:
            by_code[code] = _made(row, {"code": code, "title": title or {"en": code}}, tree, desk)
        return by_code[code]
    if not row.levels and last is not None:
        return last  # a merged cell says it once for all rows below
    first, *below = row.levels or (_UNNAMED,)
    section = _titled(by_code.values(), first) or _named(row, first, by_code, tree, desk)
    for title in below:
        within = section.setdefault("sections", [])
        section = _titled(within, title) or _named(row, title, by_code, within, desk)
    return section


def _named(
    row: Record, title: Words, by_code: dict[str, Part], home: list[Part], desk: Desk
) -> Part:
    """Return a new section with a code of its title."""
    text = made_code("s", title.get("en", ""), title.get("zh-CN", ""))
    code = unused(plain_code(text), set(by_code))
    by_code[code] = _made(row, {"code": code, "title": dict(title)}, home, desk)
    return by_code[code]


def _made(row: Record, section: Part, home: list[Part], desk: Desk) -> Part:
    desk.mark(section, row)
    home.append(section)
    return section


def _titled(sections: Iterable[Part], title: Words) -> Part | None:
    """Return the section with this title, by the language that both have."""
    return next(
        (
            section
            for section in sections
            if any(section.get("title", {}).get(locale) == text for locale, text in title.items())
        ),
        None,
    )
