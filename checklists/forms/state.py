"""What a form asks for, given the answers so far; apart because server and phone must agree on it.

Pure. Phones compute the same while somebody types; the server computes it again when the answers
arrive, and believes only itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from checklists.answering.values import is_by_photos
from checklists.forms.form import Form, Section
from checklists.forms.order import OWN, Place, by_name, in_order, places_of, try_compile
from checklists.logic.expressions import Value, evaluate, is_true
from checklists.models import QuestionKind
from checklists.rules import Key


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answered so far."""

    value: Value = None
    is_not_applicable: bool = False
    photo_count: int = 0


@dataclass(frozen=True, slots=True)
class FormState:
    """What a form asks for now."""

    shown: frozenset[Key]
    required: frozenset[Key]  # must be answered, or said not to apply
    evidence: frozenset[Key]  # its answer needs a photo
    action: frozenset[Key]  # its answer needs a note of what was done
    notify: frozenset[Key]  # its answer is told to somebody at once
    failed: frozenset[Key]  # its expression says that the answer fails; limits are judged elsewhere
    defaults: Mapping[Key, Value]  # what an untouched answer begins with


@dataclass
class _Reckoning:
    form: Form
    given: Mapping[Key, Given]
    context: Mapping[str, Value]
    values: dict[Key, Value] = field(default_factory=dict)
    found: dict[str, set[Key]] = field(default_factory=dict)
    defaults: dict[Key, Value] = field(default_factory=dict)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return places_of(self.form)

    @cached_property
    def known(self) -> dict[str, Place]:
        return by_name(self.places)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return how often each repeated section is filled, by its code."""
        counts: dict[str, int] = {}
        by_code: dict[str, Section] = {
            place.question.code: place.repeated for place in self.places if place.repeated
        }
        for section in by_code.values():
            counts[section.code] = section.repeat.minimum if section.repeat else 0
        for code, occurrence in self.given:
            section_of = by_code.get(code)
            if section_of is not None and section_of.repeat is not None:
                filled = min(occurrence + 1, section_of.repeat.maximum)
                counts[section_of.code] = max(counts[section_of.code], filled)
        return counts

    def keys_of(self, place: Place) -> Iterator[Key]:
        """Yield what of a question there is to answer."""
        count = 1 if place.repeated is None else self.counts[place.repeated.code]
        for occurrence in range(count):
            yield place.question.code, occurrence

    def answer(self, key: Key) -> Given:
        return self.given.get(key, _NOTHING)


_NOTHING = Given()


def state_of(
    form: Form, given: Mapping[Key, Given], *, visit_kind: str = "", store_code: str = ""
) -> FormState:
    """Return what a form asks for, given the answers so far.

    A hidden question has no value for others, whatever was answered before it was hidden.
    Occurrences beyond the largest number of a repeated section are not there.

    Args:
        form: The checklist.
        given: The answers so far.
        visit_kind: The code of the kind of visit.
        store_code: The code of the store that is visited.
    """
    context: dict[str, Value] = {
        "visit_kind": visit_kind,
        "store_code": store_code,
        "not_applicable": _not_applicable(form, given),
    }
    reckoning = _Reckoning(form, given, context)
    for place in in_order(reckoning.places)[0]:
        for key in reckoning.keys_of(place):
            _reckon_value(reckoning, place, key)
    for place in reckoning.places:
        for key in reckoning.keys_of(place):
            _reckon_wants(reckoning, place, key)
    sets = {name: frozenset(reckoning.found.get(name, ())) for name in _SETS}
    return FormState(**sets, defaults=reckoning.defaults)


_SETS = ("shown", "required", "evidence", "action", "notify", "failed")


def _not_applicable(form: Form, given: Mapping[Key, Given]) -> list[Value]:
    """Return the codes that do not apply, in the order of the form: phones compare lists too."""
    codes = {code for (code, _), answer in given.items() if answer.is_not_applicable}
    return [place.question.code for place in places_of(form) if place.question.code in codes]


def _reckon_value(reckoning: _Reckoning, place: Place, key: Key) -> None:
    """Find out whether a question is shown, and what others read of it."""
    question = place.question
    conditions = [section.show_if for _, section in place.sections] + [question.logic.show_if]
    if not all(_holds(reckoning, place, key, text) for text in conditions if text):
        return
    reckoning.found.setdefault("shown", set()).add(key)
    answer = reckoning.answer(key)
    if not answer.is_not_applicable:
        reckoning.values[key] = _read(question.kind, answer)


def _read(kind: QuestionKind, answer: Given) -> Value:
    """Return what expressions read of an answer: of what is no plain value, how much there is."""
    if is_by_photos(kind):
        return float(answer.photo_count)
    if kind is QuestionKind.LOCATION:
        return answer.value is not None
    if kind is QuestionKind.TABLE:
        return float(len(answer.value)) if isinstance(answer.value, list | tuple) else 0.0
    return None if kind is QuestionKind.INSTRUCTION else answer.value


def _reckon_wants(reckoning: _Reckoning, place: Place, key: Key) -> None:
    """Find out what a question that is shown wants, and what its answer asks for."""
    question, logic = place.question, place.question.logic
    if key not in reckoning.found.get("shown", ()) or question.kind is QuestionKind.INSTRUCTION:
        return
    if question.is_required or _holds(reckoning, place, key, logic.require_if):
        reckoning.found.setdefault("required", set()).add(key)
    default = _reckoned(reckoning, place, key, logic.default)
    if default is not None:
        reckoning.defaults[key] = default
    if not _is_answered(place, reckoning.answer(key)):
        return
    own = reckoning.values[key]
    wants = {
        "evidence": logic.evidence_if,
        "action": logic.action_if,
        "notify": logic.notify_if,
        "failed": logic.fail_if,
    }
    for name, text in wants.items():
        if _holds(reckoning, place, key, text, {OWN: own}):
            reckoning.found.setdefault(name, set()).add(key)


def _is_answered(place: Place, answer: Given) -> bool:
    if answer.is_not_applicable:
        return False
    is_photo = is_by_photos(place.question.kind)
    return answer.photo_count > 0 if is_photo else answer.value is not None


def _holds(
    reckoning: _Reckoning,
    place: Place,
    key: Key,
    text: str,
    own: Mapping[str, Value] | None = None,
) -> bool:
    """Tell whether an expression is true here; an empty one, and one with a fault, is not."""
    program = try_compile(text)
    return program is not None and is_true(
        program, _values(reckoning, place, key, program.names) | dict(own or {})
    )


def _reckoned(reckoning: _Reckoning, place: Place, key: Key, text: str) -> Value:
    program = try_compile(text)
    if program is None:
        return None
    return evaluate(program, _values(reckoning, place, key, program.names))


def _values(
    reckoning: _Reckoning, place: Place, key: Key, names: frozenset[str]
) -> dict[str, Value]:
    """Return what an expression at this place reads.

    Within a repeated section that is the value of the same occurrence; from outside, a list of
    those that are there.
    """
    values: dict[str, Value] = {}
    for name in names:
        other = reckoning.known.get(name)
        if other is None:
            values[name] = reckoning.context.get(name)
        elif other.repeated is None:
            values[name] = reckoning.values.get((other.question.code, 0))
        elif place.repeated is not None and other.repeated.code == place.repeated.code:
            values[name] = reckoning.values.get((other.question.code, key[1]))
        else:
            each = [reckoning.values.get(one) for one in reckoning.keys_of(other)]
            values[name] = [value for value in each if value is not None]
    return values
