"""What an answer comes to before the eyes look; pure, and apart because each kind has its way."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from checklists.answering.answers import Asked, Sheet
from checklists.answering.values import is_empty, is_number, rows_of
from checklists.forms.form import Column, Limits, Option
from checklists.models import CHOICE_KINDS, EYE_KINDS, NUMBER_KINDS, Outcome, QuestionKind
from checklists.rules import GivenAnswer, Value


def judge(sheet: Sheet, given: GivenAnswer) -> Outcome:
    """Return what an answer comes to: its form's own rule first, then its kind.

    What only proves something is not judged, unless its form says when it fails. A person who
    looked may say what photos show; the eyes say it later beside them.
    """
    asked = sheet.asked[given.question]
    if given.is_not_applicable:
        return Outcome.NOT_APPLICABLE
    if given.key in sheet.state.failed:
        return Outcome.FAILED
    if given.verdict is not None:
        return given.verdict
    outcome = _outcome(asked, given)
    is_said = given.photos or not is_empty(given.value)
    if outcome is Outcome.NOT_JUDGED and is_said and asked.question.logic.fail_if:
        return Outcome.PASSED  # its form says when it fails, and it does not
    return outcome


def notified_roles(sheet: Sheet, given: GivenAnswer) -> list[str]:
    """Return the roles that a form wants told of an answer at once."""
    if given.key not in sheet.state.notify:
        return []
    return [role.value for role in sheet.asked[given.question].question.notify_roles]


def _outcome(asked: Asked, given: GivenAnswer) -> Outcome:
    kind = asked.question.kind
    if kind in EYE_KINDS:
        return Outcome.PENDING if given.photos else Outcome.NOT_JUDGED
    if kind is QuestionKind.PHOTO:
        return Outcome.PASSED if given.photos else Outcome.NOT_JUDGED
    judged = _JUDGES.get(kind)
    if judged is None or is_empty(given.value):
        return Outcome.NOT_JUDGED
    return judged(asked, given.value)


def _of_yes_no(_: Asked, value: Value) -> Outcome:
    return Outcome.PASSED if value is True else Outcome.FAILED


def _of_number(asked: Asked, value: Value) -> Outcome:
    return Outcome.PASSED if is_within(asked.question.limits, value) else Outcome.FAILED


def _of_choices(asked: Asked, value: Value) -> Outcome:
    codes = [value] if isinstance(value, str) else list(value or ())  # type: ignore[arg-type]
    return _of_options(option for option in asked.options if option.code in codes)


def _of_options(chosen: Iterable[Option]) -> Outcome:
    options = list(chosen)
    if any(option.is_fail for option in options):
        return Outcome.FAILED
    is_judged = any(option.score is not None for option in options)
    return Outcome.PASSED if is_judged else Outcome.NOT_JUDGED


def _of_table(asked: Asked, value: Value) -> Outcome:
    columns = {column.code: column for column in asked.question.columns}
    outcomes = {
        _of_cell(columns[code], cell)
        for row in rows_of(value)
        for code, cell in row.items()
        if code in columns and cell is not None
    }
    for outcome in (Outcome.FAILED, Outcome.PASSED):
        if outcome in outcomes:
            return outcome
    return Outcome.NOT_JUDGED


def _of_cell(column: Column, cell: Value) -> Outcome:
    """Return what one cell comes to; a number without limits and a plain yes or no are facts."""
    if column.kind == "choice":
        return _of_options(option for option in column.options if option.code == cell)
    limits = column.limits
    if column.kind != "number" or (limits.minimum is None and limits.maximum is None):
        return Outcome.NOT_JUDGED
    return Outcome.PASSED if is_within(limits, cell) else Outcome.FAILED


def is_within(limits: Limits, value: Value) -> bool:
    """Tell whether a number is right; its limits belong to the good side.

    Example:
        >>> is_within(Limits(minimum=0, maximum=5), 5.0), is_within(Limits(maximum=-18), -17.5)
        (True, False)
    """
    if not is_number(value):
        return False
    return (limits.minimum is None or value >= limits.minimum) and (
        limits.maximum is None or value <= limits.maximum
    )


_JUDGES: Mapping[QuestionKind, Callable[[Asked, Value], Outcome]] = MappingProxyType(
    {
        QuestionKind.YES_NO: _of_yes_no,
        QuestionKind.TABLE: _of_table,
        **dict.fromkeys(NUMBER_KINDS, _of_number),
        **dict.fromkeys(CHOICE_KINDS - {QuestionKind.RANK}, _of_choices),
    }
)
