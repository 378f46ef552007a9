"""What a ticket says to a clerk, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.words import LOCALES
from findings.vocabulary import KITCHEN, vocabulary
from tickets.rules import Spot
from tickets.wording import Scene, to_next_step, to_title

COLA = {"zh-CN": "可乐 330ml", "en": "Cola 330 ml"}
SHELF = {"zh-CN": "饮料货架", "en": "Drinks shelf"}
PROMPT = {"zh-CN": "地面是否干净？", "en": "Is the floor clean?"}


@pytest.mark.parametrize(
    ("scene", "zh", "en"),
    [
        (
            Scene("gap", "1-02", sku="cola", product=COLA, shelf=SHELF, row=1),
            "补货：可乐 330ml，饮料货架，从上数第 2 层",
            "Refill: Cola 330 ml, Drinks shelf, row 2 from the top",
        ),
        (  # the product is not in the list any more
            Scene("gap", "1-02", sku="cola-330", row=0),
            "补货：cola-330，从上数第 1 层",
            "Refill: cola-330, row 1 from the top",
        ),
        (  # no planogram, left
            Scene("gap", "row-2@0.20", shelf=SHELF, spot=Spot(2, 0.2)),
            "空位：请补货，饮料货架，从上数第 3 层，靠左",
            "Empty place: refill, Drinks shelf, row 3 from the top, left",
        ),
        (
            Scene("gap", "row-0@0.50", spot=Spot(0, 0.5)),
            "空位：请补货，从上数第 1 层，中间",
            "Empty place: refill, row 1 from the top, middle",
        ),
        (  # the very edge
            Scene("gap", "row-0@1.00", spot=Spot(0, 1.0)),
            "空位：请补货，从上数第 1 层，靠右",
            "Empty place: refill, row 1 from the top, right",
        ),
        (
            Scene("wrong_product", "2-05", sku="cola", product=COLA, shelf=SHELF, row=2),
            "摆错商品：应为可乐 330ml，饮料货架，从上数第 3 层",
            "Wrong product: Cola 330 ml belongs here, Drinks shelf, row 3 from the top",
        ),
        (
            Scene("misplaced", "2-05", sku="cola", product=COLA, row=2),
            "放错位置：可乐 330ml，从上数第 3 层",
            "Misplaced: Cola 330 ml, row 3 from the top",
        ),
        (
            Scene("wrong_price", "2-05", sku="cola", product=COLA, row=2),
            "价签不符：可乐 330ml，从上数第 3 层",
            "Wrong price tag: Cola 330 ml, row 3 from the top",
        ),
        (
            Scene("no_mask", "person"),
            "口罩：有人没有戴好口罩",
            "Mask: somebody wears none or wears it wrong",
        ),
        (
            Scene("answer_failed", "floor-clean", prompt=PROMPT),
            "不合格：地面是否干净？",
            "Failed: Is the floor clean?",
        ),
        (
            Scene("zone_changed", "exit", shelf={"zh-CN": "后门", "en": "Back door"}),
            "请查看：exit 与参考图不同，后门",
            "Please look: exit differs from its reference photo, Back door",
        ),
        (
            Scene(
                "zone_changed",
                "exit",
                shelf={"zh-CN": "后门", "en": "Back door"},
                area={"zh-CN": "消防通道", "en": "Emergency exit"},
            ),
            "请查看：消防通道 与参考图不同，后门",
            "Please look: Emergency exit differs from its reference photo, Back door",
        ),
        (  # the question was about masks
            Scene("fire", "anywhere", prompt=PROMPT),
            "火情：请立即查看",
            "Fire: go and look now",
        ),
        (Scene("lens_greasy", "camera"), "镜头油污", "Grease on the lens"),
        (  # a kind that has no words yet
            Scene("spill", "zone-1"),
            "问题：spill zone-1",
            "Fault: spill zone-1",
        ),
    ],
)
def test_a_title_says_what_and_where(scene, zh, en):
    assert to_title(scene) == {"zh-CN": zh, "en": en}


def test_the_authors_words_come_first_and_ours_fill_the_gaps():
    step = to_next_step(Scene("gap", "1-02", product=COLA, next_step={"zh-CN": "叫店长"}))
    assert step["zh-CN"] == "叫店长"
    assert step["en"].startswith("Fetch Cola 330 ml from the stock room")


@pytest.mark.parametrize(
    ("scene", "start"),
    [
        (Scene("gap", "row-0@0.50", spot=Spot(0, 0.5)), "Fill the empty place"),
        (Scene("no_mask", "person"), "Have everybody wear a mask"),
        (Scene("answer_failed", "a", prompt=PROMPT), "Put it right"),
        (Scene("spill", "zone-1"), "Put it right"),
    ],
)
def test_every_fault_has_a_next_step(scene, start):
    assert to_next_step(scene)["en"].startswith(start)


@given(
    st.sampled_from(["gap", "no_mask", "answer_failed"]), st.text(max_size=20), st.text(max_size=20)
)
def test_names_people_typed_never_break_a_text(kind, name, prompt):
    scene = Scene(kind, "{item}", product={"en": name}, prompt={"zh-CN": prompt}, row=3)
    for words in (to_title(scene), to_next_step(scene)):
        assert set(words) == set(LOCALES)
        assert all(words.values())


TEA = {"zh-CN": "绿茶", "en": "Green tea"}


@pytest.mark.parametrize("kind", ["wrong_product", "misplaced"])
@pytest.mark.parametrize(
    ("more", "zh", "en"),
    [
        (
            {"seen_sku": "tea", "seen_product": TEA},
            "把 可乐 330ml 放回位置 2-05；现在那里是 绿茶，再拍",
            "Put Cola 330 ml back at position 2-05; Green tea stands there now. Then",
        ),
        ({"seen_sku": "tea-9"}, "放回位置 2-05；现在那里是 tea-9", "2-05; tea-9 stands there now."),
        ({}, "放回位置 2-05，再拍", "back at position 2-05. Then"),  # nobody knows what it is
        (  # what the author of the checklist wrote knows nothing of products
            {"next_step": {"zh-CN": "补货", "en": "Refill"}},
            "放回位置 2-05",
            "back at position 2-05.",
        ),
    ],
)
def test_a_product_in_the_wrong_place_says_what_goes_where(kind, more, zh, en):
    step = to_next_step(Scene(kind, "2-05", sku="cola", product=COLA, **more))
    assert zh in step["zh-CN"]
    assert en in step["en"]


def test_a_wrong_price_says_which_label():
    step = to_next_step(Scene("wrong_price", "2-05", sku="cola", product=COLA))
    assert "位置 2-05 的 可乐 330ml" in step["zh-CN"]
    assert "price tag of Cola 330 ml at position 2-05" in step["en"]


@pytest.mark.parametrize("kind", [one.code for one in vocabulary() if one.group in KITCHEN])
def test_every_class_says_what_to_do_whatever_its_question_was_about(kind):
    scene = Scene(kind, "exit", prompt=PROMPT, next_step={"en": "Put the mask on."})
    title, step = to_title(scene), to_next_step(scene)
    assert set(title) == set(step) == set(LOCALES)
    assert (step["en"] == "Put the mask on.") is (kind == "no_mask")
    assert step["zh-CN"] == vocabulary().of(kind).next_step["zh-CN"]
    assert "{" not in "".join([*title.values(), *step.values()])
