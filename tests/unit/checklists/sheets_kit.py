"""A form that uses every member there is, so that a round trip can lose nothing unseen."""

from checklists.forms.form import (
    Band,
    Cause,
    ChoiceSet,
    Column,
    CriticalRule,
    Effect,
    Form,
    FormQuestion,
    Limits,
    Logic,
    Option,
    PhotoRule,
    Reference,
    Repeat,
    Scoring,
    Section,
)
from checklists.models import CHOICE_KINDS, QuestionKind, Severity
from stores.models import Role, Zone

_SHA = "ab" * 32


def everything() -> Form:
    """Return a form with a question of every kind and every member set somewhere."""
    return Form(
        code="everything",
        name={"zh-CN": "全部", "en": "Everything"},
        description={"en": "Every kind;\nevery member"},
        languages=("en", "zh-CN"),
        tags=("daily", "test"),
        sources=("GB 0000-2026; part 1", "House rules"),
        choice_sets=(_marks(),),
        sections=(
            Section(code="kinds", title={"en": "Kinds"}, questions=tuple(map(_of, QuestionKind))),
            _outer(),
        ),
        scoring=Scoring(
            pass_mark_pct=80.0,
            scale=10.0,
            decimals=1,
            bands=(Band(code="a", label={"en": "A"}, at_least_pct=90.0),),
            critical=(
                CriticalRule(code="two", effect=Effect.NO_GRADE, tag="cold", at_least=2),
                CriticalRule(code="cap", effect=Effect.CAP, questions=("cold", "ice"), pct=50.0),
            ),
        ),
    )


def _marks() -> ChoiceSet:
    return ChoiceSet(
        code="marks",
        name={"zh-CN": "三档", "en": "Three marks"},
        options=(
            Option(code="good", label={"zh-CN": "好", "en": "Good"}, score=1.0),
            Option(code="bad", label={"zh-CN": "差", "en": "Bad"}, score=-0.5, is_fail=True),
            Option(code="unseen", label={"zh-CN": "没看到"}),
        ),
    )


def _outer() -> Section:
    return Section(
        code="outer",
        title={"zh-CN": "外", "en": "Outer"},
        show_if='of_yes_no == true && "good" in of_choices',
        weight=2.5,
        pass_mark_pct=60.0,
        sections=(
            Section(
                code="fridges",
                title={"en": "Fridges"},
                repeat=Repeat(),
                questions=(_rich(),),
            ),
            Section(
                code="freezers",
                title={"en": "Fridges"},
                repeat=Repeat(minimum=0, maximum=3, title={"zh-CN": "冷柜", "en": "Freezer"}),
                questions=(
                    FormQuestion(code="ice", kind=QuestionKind.YES_NO, prompt={"en": "=Ice?"}),
                ),
            ),
        ),
    )


def _of(kind: QuestionKind) -> FormQuestion:
    own = (Option(code="x", label={"en": "X"}, score=0.25), Option(code="y", label={"zh-CN": "乙"}))
    is_own = kind is QuestionKind.RANK
    return FormQuestion(
        code=f"of-{kind.value.replace('_', '-')}",
        kind=kind,
        prompt={"zh-CN": "问", "en": f"About {kind.value}"},
        options=own if is_own else (),
        choice_set="marks" if kind in CHOICE_KINDS and not is_own else None,
        shelf_code="drinks-1" if kind is QuestionKind.SHELF_PHOTO else None,
        columns=_columns() if kind is QuestionKind.TABLE else (),
        limits=Limits(minimum=0.0, maximum=10.0) if kind is QuestionKind.SLIDER else Limits(),
        is_required=kind is not QuestionKind.TEXT,
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(code="what", label={"en": "What"}),
        Column(code="much", label={"en": "How much"}, kind="number", limits=Limits(maximum=3.5)),
        Column(
            code="kind",
            label={"zh-CN": "种类"},
            kind="choice",
            options=(Option(code="p", label={"en": "P"}, is_fail=True),),
        ),
    )


def _rich() -> FormQuestion:
    return FormQuestion(
        code="cold",
        kind=QuestionKind.TEMPERATURE,
        prompt={"zh-CN": "温度", "en": "How cold?"},
        hint={"en": "Wait a minute"},
        next_step={"zh-CN": "报修"},
        sop={"zh-CN": "测中心", "en": "Measure in the middle"},
        tags=("cold", "food"),
        is_required=False,
        allows_na=False,
        weight=3.5,
        fail_score=-0.5,
        severity=Severity.CRITICAL,
        due_hours=0.5,
        owner_role=Role.CLERK,
        notify_roles=(Role.SUPERVISOR, Role.ADMIN),
        zone=Zone.HOT_KITCHEN,
        limits=Limits(minimum=-2.0, maximum=8.0, unit="°C", step=0.5),
        photos=PhotoRule(minimum=1, maximum=2, is_camera_only=True),
        references=(
            Reference(sha256=_SHA, caption={"en": "So"}),
            Reference(sha256=_SHA[::-1], is_good=False),
        ),
        root_causes=(Cause(code="door", label={"zh-CN": "门没关", "en": "Door open"}),),
        logic=Logic(
            show_if="of_choice != null",
            require_if='of_choice == "bad" || of_number > 3.0',
            default="4.0",
            fail_if="this > 9.0",
            evidence_if="this > 7.0",
            action_if="this > 8.0",
            notify_if="this > 10.0",
        ),
    )
