"""Every text of a form with its place; apart because reports and faults walk the same texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checklists.forms.form import Column, Form, FormQuestion, Option, Words, sections_of
from core.errors import Fault


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the languages it has."""

    pointer: str
    words: Words
    is_needed: bool  # nothing can be shown without it


def texts_of(form: Form) -> Iterator[Text]:
    """Yield every text of a form with its JSON Pointer, those that are empty too."""
    yield Text("/name", form.name, is_needed=True)
    yield Text("/description", form.description, is_needed=False)
    for number, chosen in enumerate(form.choice_sets):
        yield Text(f"/choice_sets/{number}/name", chosen.name, is_needed=False)
        yield from _of_options(chosen.options, f"/choice_sets/{number}")
    for pointer, section in sections_of(form):
        yield Text(f"{pointer}/title", section.title, is_needed=True)
        if section.repeat is not None:
            yield Text(f"{pointer}/repeat/title", section.repeat.title, is_needed=False)
        for number, question in enumerate(section.questions):
            yield from _of_question(question, f"{pointer}/questions/{number}")
    for number, band in enumerate(form.scoring.bands):
        yield Text(f"/scoring/bands/{number}/label", band.label, is_needed=True)


def missing_words(form: Form) -> list[Fault]:
    """Return the texts that are not in every language of the form, each language at its place.

    A text that nobody wrote in any language is missing only where the form cannot do without.
    """
    return [
        Fault(f"{text.pointer}/{locale}", f"has no text in {locale}")
        for text in texts_of(form)
        if text.is_needed or any(said.strip() for said in text.words.values())
        for locale in form.languages
        if not text.words.get(locale, "").strip()
    ]


def _of_question(question: FormQuestion, pointer: str) -> Iterator[Text]:
    yield Text(f"{pointer}/prompt", question.prompt, is_needed=True)
    for name in ("hint", "next_step", "sop"):
        yield Text(f"{pointer}/{name}", getattr(question, name), is_needed=False)
    yield from _of_options(question.options, pointer)
    yield from _of_columns(question.columns, pointer)
    for number, reference in enumerate(question.references):
        yield Text(f"{pointer}/references/{number}/caption", reference.caption, is_needed=False)
    for number, cause in enumerate(question.root_causes):
        yield Text(f"{pointer}/root_causes/{number}/label", cause.label, is_needed=True)


def _of_options(options: Sequence[Option], pointer: str) -> Iterator[Text]:
    for number, option in enumerate(options):
        yield Text(f"{pointer}/options/{number}/label", option.label, is_needed=True)


def _of_columns(columns: Sequence[Column], pointer: str) -> Iterator[Text]:
    for number, column in enumerate(columns):
        yield Text(f"{pointer}/columns/{number}/label", column.label, is_needed=True)
        yield from _of_options(column.options, f"{pointer}/columns/{number}")
