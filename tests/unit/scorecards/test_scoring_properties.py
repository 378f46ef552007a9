"""What holds for any form and any answers, and that the rule for old checklists agrees."""

import math
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.scoring_cases import make_form, make_said
from checklists.forms.form import Effect, Form, FormQuestion, Section, form_questions
from checklists.models import Answer, Outcome, Question, QuestionKind
from scorecards import rules
from scorecards.recount import recompute
from scorecards.scoring import Said, score_form

WORDS = {"en": "Words"}
chances = st.randoms(note_method_calls=False, use_true_random=False)
some = settings(max_examples=60)


def case(chance):
    form = make_form(chance)
    return form, make_said(chance, form)


@some
@given(chances)
def test_a_score_is_between_0_and_100_or_cannot_be_said(chance):
    form, said = case(chance)
    scored = score_form(form, said)
    judged = [one for one in said if one.outcome in {Outcome.PASSED, Outcome.FAILED}]
    assert scored.score_pct is None or 0 <= scored.score_pct <= 100
    assert math.isfinite(scored.points)
    assert scored.points <= scored.max_points + 1e-9
    assert judged or scored.score_pct is None
    assert scored.band is None or scored.score_pct is not None


@some
@given(chances)
def test_the_order_of_answers_makes_no_difference(chance):
    form, said = case(chance)
    shuffled = list(said)
    chance.shuffle(shuffled)
    assert score_form(form, shuffled) == score_form(form, said)


@some
@given(chances)
def test_to_pass_instead_of_failing_never_costs_points(chance):
    form, said = case(chance)
    before = score_form(form, said)
    for number, one in enumerate(said):
        if one.outcome is Outcome.FAILED:
            better = [*said[:number], replace(one, outcome=Outcome.PASSED), *said[number + 1 :]]
            after = score_form(form, better)
            assert before.score_pct is None or after.score_pct >= before.score_pct
            assert after.is_failed is not True or before.is_failed is True


@some
@given(chances)
def test_a_better_choice_never_costs_points(chance):
    form, said = case(chance)
    options = {question.code: question.options for _, question in form_questions(form)}
    kinds = {question.code: question.kind for _, question in form_questions(form)}
    for number, one in enumerate(said):
        if kinds[one.code] is not QuestionKind.CHOICE or one.outcome is not Outcome.PASSED:
            continue
        scored = [option for option in options[one.code] if option.score is not None]
        scores = [
            score_form(
                form, [*said[:number], replace(one, value=option.code), *said[number + 1 :]]
            ).score_pct
            for option in sorted(scored, key=lambda option: option.score)
        ]
        assert None in scores or scores == sorted(scores)


@some
@given(chances)
def test_what_does_not_apply_is_as_if_it_was_never_asked(chance):
    form, said = case(chance)
    chosen = {one.code for one in said if chance.random() < 0.3}
    without = [one for one in said if one.code not in chosen]
    outside = [
        replace(one, outcome=Outcome.NOT_APPLICABLE) if one.code in chosen else one for one in said
    ]
    left, right = score_form(form, outside), score_form(form, without)
    assert (left.score_pct, left.points, left.is_failed) == (
        right.score_pct,
        right.points,
        right.is_failed,
    )


@some
@given(chances)
def test_only_the_ratio_of_weights_matters(chance):
    form, said = case(chance)
    halved = Form.model_validate(_halved(form.model_dump(mode="json")))
    assert score_form(halved, said).score_pct == score_form(form, said).score_pct


def _halved(part):
    if isinstance(part, dict):
        return {
            name: each / 2 if name == "weight" and each is not None else _halved(each)
            for name, each in part.items()
        }
    return [_halved(each) for each in part] if isinstance(part, list) else part


@some
@given(chances)
def test_the_fail_flag_is_apart_from_the_score(chance):
    form, said = case(chance)
    kept = tuple(
        rule for rule in form.scoring.critical if rule.effect not in {Effect.FAIL, Effect.NO_GRADE}
    )
    scoring = form.scoring.model_copy(update={"critical": kept, "pass_mark_pct": None})
    mild = form.model_copy(update={"scoring": scoring})
    assert score_form(mild, said).score_pct == score_form(form, said).score_pct


@some
@given(
    st.lists(
        st.tuples(
            st.integers(1, 50),
            st.sampled_from([None, *Outcome]),
        ),
        max_size=30,
    )
)
def test_flat_forms_score_as_old_checklists_do(parts):
    asked = [Question(code=f"q{n}", weight=weight) for n, (weight, _) in enumerate(parts)]
    answers = [
        Answer(question_id=question.id, final_outcome=outcome.value)
        for question, (_, outcome) in zip(asked, parts, strict=True)
        if outcome is not None
    ]
    questions = tuple(
        FormQuestion(code=f"q{n}", kind=QuestionKind.YES_NO, prompt=WORDS, weight=weight)
        for n, (weight, _) in enumerate(parts)
    )
    form = Form(code="f", name=WORDS, sections=(Section(code="s", title={}, questions=questions),))
    said = [Said(f"q{n}", 0, one) for n, (_, one) in enumerate(parts) if one is not None]
    old, new = rules.score_inspection(asked, answers), score_form(form, said)
    assert (old.points, old.max_points) == (new.points, new.max_points)
    if old.score_pct is None:
        assert new.score_pct is None
    else:  # the old rule rounds half to even, in binary
        assert abs(old.score_pct - new.score_pct) < 0.011
    assert recompute(old.explanation) == old.score_pct
