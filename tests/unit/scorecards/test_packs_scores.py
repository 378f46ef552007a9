"""What the shipped checklists' scores do: red lines, and whose fault counts."""

from checklists import packs
from checklists.forms.form import form_questions
from checklists.models import CHOICE_KINDS, Outcome
from scorecards.scoring import Said, score_form

SUPPLIER = ("seal-intact", "vehicle-clean", "chilled-hold", "frozen-hold", "papers-complete")


def score(code, *failed, **chosen):
    """The score of a visit that found everything right but these."""
    form, said = packs.pack(code), []
    for _, question in form_questions(form):
        value = chosen.get(question.code.replace("-", "_"))
        if value is None and question.kind in CHOICE_KINDS:
            value = "conforms" if question.choice_set == "conformity" else None
        outcome = Outcome.FAILED if question.code in failed else Outcome.PASSED
        said.append(Said(question.code, 0, outcome, value))
    return score_form(form, said)


def test_a_visit_without_a_fault_gets_the_best_word_of_every_pack():
    found = {form.code: score(form.code) for form in packs.all_packs()}
    best = {form.code: form.scoring.bands[0].code for form in packs.all_packs()}
    assert {code: scored.band for code, scored in found.items()} == best
    assert {scored.score_pct for scored in found.values()} == {100.0}
    assert not any(scored.is_failed for scored in found.values())


def test_one_red_line_fails_a_patrol_and_keeps_its_score_low():
    scored = score("convenience-store-patrol", "expired-on-sale")
    assert (scored.is_failed, scored.score_pct, scored.band) == (True, 59.0, "poor")


def test_three_untidy_things_cost_three_points_more():
    two = score("convenience-store-patrol", "sign-lit", "uniforms")
    three = score("convenience-store-patrol", "sign-lit", "uniforms", "restroom")
    assert three.score_pct is not None
    assert two.score_pct is not None
    assert round(two.score_pct - three.score_pct, 1) > 3
    assert not three.is_failed


def test_what_the_supplier_did_is_scored_apart_from_the_store():
    scored = score("cold-chain-receiving", *SUPPLIER)
    carrier = next(one for one in scored.explanation["sections"] if one["code"] == "carrier")
    assert scored.score_pct == 100.0
    assert not scored.is_failed
    assert carrier["score_pct"] < 60


def test_refusing_a_warm_lot_costs_nothing_and_accepting_it_fails():
    refused = score("cold-chain-receiving", "product-temperature", decision="refused")
    accepted = score("cold-chain-receiving", "product-temperature", "decision", decision="accepted")
    assert (refused.score_pct, refused.is_failed) == (100.0, False)
    assert (accepted.score_pct, accepted.is_failed) == (59.0, True)


def test_a_wrong_price_is_never_ready_for_launch():
    scored = score("promotion-launch", "price-differences")
    assert (scored.is_failed, scored.band) == (True, "not-ready")
