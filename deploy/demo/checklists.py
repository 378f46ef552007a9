"""What the demo chain asks: one checklist for the shop floor, one for the kitchen."""

from collections.abc import Mapping
from typing import Any

from checklists.forms.form import Form, FormQuestion, Scoring
from checklists.models import QuestionKind, Severity
from checklists.packs import all_packs
from core.words import Words
from deploy.demo.shelves import BACK_DOOR, PROMOTION
from stores.models import Role, Zone

FLOOR = "shop-floor"
KITCHEN = "kitchen"

_SHELVES = {"zh-CN": "货架", "en": "Shelves"}
_ORDER = {"zh-CN": "门店环境", "en": "Store condition"}
_CARE = {"zh-CN": "设备与商品", "en": "Equipment and goods"}
_HYGIENE = {"zh-CN": "卫生", "en": "Hygiene"}
_COLD = {"zh-CN": "冷藏", "en": "Cold storage"}
_FRIDGES = {"zh-CN": "冷藏柜", "en": "Fridges"}
_REST = {"zh-CN": "其他", "en": "Anything else"}

_IN_KITCHEN = {"zone": Zone.KITCHEN}
_EACH_FRIDGE = {"minimum": 1, "maximum": 6, "title": {"zh-CN": "冷藏柜", "en": "Fridge"}}
_CAUSES = (
    {"code": "door-open", "label": {"zh-CN": "门没关好", "en": "The door was open"}},
    {"code": "overfull", "label": {"zh-CN": "放得太满", "en": "It was too full"}},
    {"code": "broken", "label": {"zh-CN": "设备故障", "en": "It is broken"}},
)
_STATES = (
    {
        "code": "clean",
        "label": {"zh-CN": "干净，用品齐全", "en": "Clean and stocked"},
        "score": 1.0,
    },
    {"code": "fair", "label": {"zh-CN": "一般", "en": "Fair"}, "score": 0.6},
    {
        "code": "dirty",
        "label": {"zh-CN": "脏乱", "en": "Dirty"},
        "score": 0.0,
        "is_fail": True,
    },
    {"code": "none", "label": {"zh-CN": "没有洗手间", "en": "There is none"}, "score": None},
)

_REFILL = {
    "zh-CN": "补满空位；缺货时登记并摆好价签，然后拍照。",
    "en": "Refill the empty place; if out of stock, log it and keep the label. Then take a photo.",
}


def forms() -> tuple[Form, ...]:
    """Return both checklists."""
    return (
        _form(
            FLOOR,
            {"zh-CN": "卖场巡检", "en": "Shop floor"},
            _section("shelves", _SHELVES, _of_shelves()),
            _section("order", _ORDER, _of_order()),
            _section("care", _CARE, _of_care()),
            _section("rest", _REST, (_remark(),)),
        ),
        _form(
            KITCHEN,
            {"zh-CN": "后厨巡检", "en": "Kitchen"},
            _section("hygiene", _HYGIENE, _of_hygiene()),
            _section("fridges", _FRIDGES, (_fridge(),), repeat=_EACH_FRIDGE),
            _section("cold", _COLD, _of_cold()),
            _section("rest", _REST, (_remark(),)),
            scoring=_graded(),
        ),
    )


def _form(code: str, name: Words, *sections: Mapping[str, Any], **more: object) -> Form:
    return Form.model_validate({"code": code, "name": name, "sections": sections, **more})


def _graded() -> Scoring:
    """Return how the shipped kitchen is scored: out of ten, in three bands, two key items."""
    scoring = next(one for one in all_packs() if one.code == "restaurant-kitchen").scoring
    keys = {"tag": None, "questions": ("fridge-temperature", "freezer-temperature", "raw-apart")}
    return scoring.model_copy(update={"critical": (scoring.critical[0].model_copy(update=keys),)})


def _section(
    code: str, title: Words, questions: tuple[FormQuestion, ...], **more: object
) -> dict[str, Any]:
    return {"code": code, "title": title, "questions": questions, **more}


def _of_shelves() -> tuple[FormQuestion, ...]:
    return (
        _shelf("drinks-shelf", "drinks-1", "饮料架全景", "The whole drinks shelf"),
        _shelf("snacks-shelf", "snacks-1", "零食架全景", "The whole snacks shelf"),
        _shelf(
            "promotion-shelf",
            PROMOTION,
            "促销架全景（如有）",
            "The promotion shelf, if there is one",
            is_required=False,
        ),
    )


def _of_order() -> tuple[FormQuestion, ...]:
    return (
        _question(
            "restroom",
            ("洗手间状况如何？", "How is the restroom?"),
            ("打扫洗手间，补齐用品。", "Clean the restroom and refill what is missing."),
            {
                "kind": QuestionKind.CHOICE,
                "options": _STATES,
                "severity": Severity.LOW,
                "due_hours": 4.0,
                "owner_role": Role.CLERK,
            },
        ),
        _ask(
            "entrance-clean",
            ("门口与地面是否干净？", "Are the entrance and the floor clean?"),
            ("清扫并拍照。", "Sweep and mop, then take a photo."),
            {"severity": Severity.LOW, "due_hours": 4.0, "owner_role": Role.CLERK},
        ),
        _ask(
            "lights-on",
            ("招牌与店内灯光是否全亮？", "Are the sign and all lights on?"),
            ("报修，并写下单号。", "Call for repair and note the number."),
            {"severity": Severity.LOW, "due_hours": 72.0},
        ),
        _ask(
            "exit-clear",
            ("消防通道是否畅通？", "Is the emergency exit clear?"),
            ("立即清空通道。", "Clear the way at once."),
            {"severity": Severity.CRITICAL, "due_hours": 2.0, "weight": 3.0},
        ),
    )


def _of_care() -> tuple[FormQuestion, ...]:
    return (
        _measure(
            "chiller-temperature",
            ("冷饮柜温度（°C）", "Drinks chiller, °C"),
            ("调低温度，半小时后复测。", "Turn it down and measure again in half an hour."),
            {
                "limits": {"minimum": 0.0, "maximum": 8.0, "unit": "°C"},
                "severity": Severity.HIGH,
                "due_hours": 6.0,
                "root_causes": _CAUSES,
            },
        ),
        _ask(
            "expiry-checked",
            ("近效期商品是否已检查？", "Were goods close to expiry checked?"),
            ("检查并下架过期商品。", "Check, and take expired goods off the shelf."),
            {"severity": Severity.HIGH, "due_hours": 8.0, "weight": 2.0},
        ),
    )


def _of_hygiene() -> tuple[FormQuestion, ...]:
    return (
        _question(
            "cooks",
            ("后厨人员（正面，看清口罩）", "Kitchen staff, from the front, masks in view"),
            ("戴好口罩后重新拍照。", "Put the mask on properly and take a new photo."),
            {
                **_IN_KITCHEN,
                "kind": QuestionKind.KITCHEN_PHOTO,
                "severity": Severity.HIGH,
                "due_hours": 4.0,
                "weight": 2.0,
                "photos": {"maximum": 2},
            },
        ),
        _question(
            "back-door",
            ("后门（照到门和门前地面）", "The back door, with the floor before it"),
            ("清空通道后重新拍照。", "Clear the way and take a new photo."),
            {
                **_IN_KITCHEN,
                "kind": QuestionKind.KITCHEN_PHOTO,
                "shelf_code": BACK_DOOR,
                "severity": Severity.HIGH,
                "due_hours": 2.0,
                "weight": 2.0,
                "photos": {"maximum": 2},
            },
        ),
        _ask(
            "hands-washed",
            ("洗手液与纸巾是否齐备？", "Are soap and towels there?"),
            ("补齐。", "Refill them."),
            {**_IN_KITCHEN, "severity": Severity.MEDIUM, "due_hours": 4.0},
        ),
    )


def _fridge() -> FormQuestion:
    return _measure(
        "fridge-temperature",
        ("冷藏柜温度（°C）", "Fridge, °C"),
        ("移走食品，报修。", "Move the food and call for repair."),
        {
            **_IN_KITCHEN,
            "limits": {"minimum": 0.0, "maximum": 5.0, "unit": "°C"},
            "severity": Severity.CRITICAL,
            "due_hours": 2.0,
            "weight": 2.0,
            "root_causes": _CAUSES,
        },
    )


def _of_cold() -> tuple[FormQuestion, ...]:
    return (
        _measure(
            "freezer-temperature",
            ("冷冻柜温度（°C）", "Freezer, °C"),
            ("移走食品，报修。", "Move the food and call for repair."),
            {
                **_IN_KITCHEN,
                "limits": {"maximum": -18.0, "unit": "°C"},
                "severity": Severity.HIGH,
                "due_hours": 4.0,
            },
        ),
        _ask(
            "raw-apart",
            ("生熟是否分开存放？", "Are raw and cooked food kept apart?"),
            ("立即分开存放并消毒。", "Separate and disinfect at once."),
            {**_IN_KITCHEN, "severity": Severity.CRITICAL, "due_hours": 2.0, "weight": 3.0},
        ),
    )


def _shelf(
    code: str, shelf_code: str, chinese: str, english: str, *, is_required: bool = True
) -> FormQuestion:
    return _question(
        code,
        (chinese, english),
        (_REFILL["zh-CN"], _REFILL["en"]),
        {
            "kind": QuestionKind.SHELF_PHOTO,
            "shelf_code": shelf_code,
            "severity": Severity.MEDIUM,
            "due_hours": 8.0,
            "weight": 3.0,
            "photos": {"maximum": 2},
            "is_required": is_required,
        },
    )


def _ask(
    code: str,
    prompt: tuple[str, str],
    next_step: tuple[str, str],
    more: Mapping[str, Any],
) -> FormQuestion:
    return _question(code, prompt, next_step, {"kind": QuestionKind.YES_NO, **more})


def _measure(
    code: str,
    prompt: tuple[str, str],
    next_step: tuple[str, str],
    more: Mapping[str, Any],
) -> FormQuestion:
    return _question(code, prompt, next_step, {"kind": QuestionKind.TEMPERATURE, **more})


def _remark() -> FormQuestion:
    return _question(
        "remark",
        ("备注", "Remarks"),
        ("", ""),
        {"kind": QuestionKind.TEXT, "is_required": False, "weight": 0.0},
    )


def _question(
    code: str, prompt: tuple[str, str], next_step: tuple[str, str], more: Mapping[str, Any]
) -> FormQuestion:
    return FormQuestion.model_validate(
        {
            "code": code,
            "prompt": _words(*prompt),
            "next_step": _words(*next_step) if any(next_step) else {},
            **more,
        }
    )


def _words(chinese: str, english: str) -> Words:
    return {"zh-CN": chinese, "en": english}
