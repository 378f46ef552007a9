"""What the shipped checklists ask, fail and tell as somebody answers them."""

import pytest

from checklists import packs
from checklists.forms.form import form_questions, sections_of
from checklists.forms.state import Given, state_of
from checklists.logic.words import explain


def look(code, occurrence=0, **answers):
    """The state of a pack after these answers, all of them of one filling."""
    given = {(name.replace("_", "-"), occurrence): Given(value) for name, value in answers.items()}
    return state_of(packs.pack(code), given)


def codes(keys):
    return {code for code, _ in keys}


def codes_in(code, section):
    """The questions of one section of a pack, those below it included."""
    form = packs.pack(code)
    place = next(pointer for pointer, one in sections_of(form) if one.code == section)
    return {one.code for pointer, one in form_questions(form) if pointer.startswith(f"{place}/")}


@pytest.mark.parametrize(
    ("pack", "section", "gate", "opens", "closes"),
    [
        ("convenience-store-patrol", "fresh-checks", "fresh_counter", "yes", "no"),
        ("restaurant-kitchen", "cold-room", "has_cold_room", "yes", "no"),
        ("shift-self-check", "opening", "shift", "opening", "closing"),
        ("shift-self-check", "closing", "shift", "closing", "opening"),
        ("promotion-launch", "wind-down", "stage", "ended", "running"),
        ("promotion-launch", "prices", "stage", "before", "ended"),
    ],
)
def test_a_section_is_asked_only_where_it_applies(pack, section, gate, opens, closes):
    inside = codes_in(pack, section)
    assert len(inside) >= 2
    assert codes(look(pack, **{gate: closes}).shown) & inside == set()
    assert codes(look(pack, **{gate: opens}).shown) & inside


def test_an_untouched_shift_asks_neither_opening_nor_closing():
    shown = codes(look("shift-self-check").shown)
    assert not shown & codes_in("shift-self-check", "opening")
    assert not shown & codes_in("shift-self-check", "closing")


@pytest.mark.parametrize("pack", ["convenience-store-patrol", "shift-self-check"])
@pytest.mark.parametrize(
    ("kind", "degrees", "fails", "acts", "tells"),
    [
        ("chilled", 8, False, False, False),
        ("chilled", 8.1, True, True, False),
        ("chilled", -0.1, True, False, False),  # too cold spoils goods, and harms nobody
        ("chilled", 10.1, True, True, True),
        ("frozen", -12, False, False, False),
        ("frozen", -11.9, True, True, False),
        ("frozen", -8.9, True, True, True),
    ],
)
def test_each_cabinet_has_the_limits_of_its_kind(pack, kind, degrees, fails, acts, tells):
    state = look(pack, occurrence=2, cabinet_kind=kind, cabinet_temperature=degrees)
    key = ("cabinet-temperature", 2)
    assert (key in state.failed, key in state.action, key in state.notify) == (fails, acts, tells)


@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("heat", {"rinse-temperature"}),
        ("chemical", {"chlorine"}),
        ("contracted", {"contracted-papers"}),
        (None, set()),
    ],
)
def test_disinfection_is_asked_for_as_it_is_done(method, asked):
    shown = codes(look("restaurant-kitchen", method=method).shown)
    assert shown & {"rinse-temperature", "chlorine", "contracted-papers"} == asked


def test_a_bad_number_asks_for_a_photo_and_a_word_and_tells_who_must_know():
    key = ("expired-on-sale", 0)
    bad, good = (look("convenience-store-patrol", expired_on_sale=n) for n in (1, 0))
    assert all(key in keys for keys in (bad.evidence, bad.action, bad.notify))
    assert not any(key in keys for keys in (good.evidence, good.action, good.notify))


def test_unmarked_goods_near_their_date_must_be_listed():
    key = ("near-expiry-list", 0)
    states = {
        choice: look("convenience-store-patrol", near_expiry=choice)
        for choice in ("none", "marked", "unmarked")
    }
    assert {choice: key in state.shown for choice, state in states.items()} == {
        "none": False,
        "marked": True,
        "unmarked": True,
    }
    assert {choice for choice, state in states.items() if key in state.required} == {"unmarked"}


WARM = {"temp_class": "chilled", "label_maximum": 4, "product_temperature": 7.5}
COLD = {"temp_class": "chilled", "label_maximum": 4, "product_temperature": 7}
SOFT = {"temp_class": "frozen", "product_temperature": -8}


@pytest.mark.parametrize(
    ("lot", "decision", "is_wrong"),
    [
        (COLD, "accepted", False),  # three degrees above its label is still right
        (WARM, "accepted", True),
        (WARM, "refused", False),
        (WARM, "part", False),
        (SOFT, "accepted", True),
        ({**COLD, "package_sound": False}, "accepted", True),
        ({**COLD, "package_sound": True}, "accepted", False),
    ],
)
def test_accepting_a_lot_that_had_to_be_refused_fails(lot, decision, is_wrong):
    state = look("cold-chain-receiving", occurrence=4, decision=decision, **lot)
    assert (("decision", 4) in state.failed) is is_wrong
    assert (("refusal-photo", 4) in state.shown) is (decision != "accepted")


def test_goods_without_papers_lead_to_one_more_question():
    asked = {
        papers: ("unpapered-refused", 0) in look("cold-chain-receiving", **{papers: False}).shown
        for papers in ("papers_complete", "vehicle_clean")
    }
    assert asked == {"papers_complete": True, "vehicle_clean": False}


def test_only_what_is_on_board_is_asked_for():
    shown = codes(look("cold-chain-receiving", cargo=["frozen", "meat"]).shown)
    assert shown & {"chilled-hold", "frozen-hold", "meat-papers", "import-papers"} == {
        "frozen-hold",
        "meat-papers",
    }


def test_a_campaign_is_asked_about_as_it_is_made():
    shown = codes(look("promotion-launch", stage="running", mechanics=["draw", "gift"]).shown)
    assert {"draw-rules", "gift-count"} <= shown
    assert "original-price" not in shown


@pytest.mark.parametrize(("asked", "know", "fails"), [(4, 4, False), (4, 3, True)])
def test_everybody_who_was_asked_has_to_know_the_offer(asked, know, fails):
    state = look("promotion-launch", stage="running", staff_asked=asked, staff_know=know)
    assert (("staff-know", 0) in state.failed) is fails


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_logic_of_the_packs_can_be_read_in_plain_words(locale):
    for form in packs.all_packs():
        for _, question in form_questions(form):
            for name, text in question.logic.model_dump().items():
                if text and name != "default":
                    assert explain(text, form, locale) != text, (form.code, question.code, text)
