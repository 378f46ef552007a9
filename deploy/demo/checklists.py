"""What the demo chain asks: one checklist for the shop floor, one for the kitchen."""

from collections.abc import Mapping
from typing import Any

from checklists.models import Question, QuestionKind, Severity
from checklists.publishing import ChecklistDraft
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

_REFILL = {
    "zh-CN": "补满空位；缺货时登记并摆好价签，然后拍照。",
    "en": "Refill the empty place; if out of stock, log it and keep the label. Then take a photo.",
}


def drafts() -> tuple[ChecklistDraft, ...]:
    """Return both checklists, fresh: a draft's questions become rows when it is published."""
    return (
        ChecklistDraft(FLOOR, {"zh-CN": "卖场巡检", "en": "Shop floor"}, _floor()),
        ChecklistDraft(KITCHEN, {"zh-CN": "后厨巡检", "en": "Kitchen"}, _kitchen()),
    )


def _floor() -> tuple[Question, ...]:
    return (*_of_shelves(), *_of_order(), *_of_care(), _remark())


def _of_shelves() -> tuple[Question, ...]:
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


def _of_order() -> tuple[Question, ...]:
    return (
        _ask(
            "entrance-clean",
            _ORDER,
            ("门口与地面是否干净？", "Are the entrance and the floor clean?"),
            ("清扫并拍照。", "Sweep and mop, then take a photo."),
            {"severity": Severity.LOW.value, "due_hours": 4.0, "owner_role": Role.CLERK.value},
        ),
        _ask(
            "lights-on",
            _ORDER,
            ("招牌与店内灯光是否全亮？", "Are the sign and all lights on?"),
            ("报修，并写下单号。", "Call for repair and note the number."),
            {"severity": Severity.LOW.value, "due_hours": 72.0},
        ),
        _ask(
            "exit-clear",
            _ORDER,
            ("消防通道是否畅通？", "Is the emergency exit clear?"),
            ("立即清空通道。", "Clear the way at once."),
            {"severity": Severity.CRITICAL.value, "due_hours": 2.0, "weight": 3.0},
        ),
    )


def _of_care() -> tuple[Question, ...]:
    return (
        _measure(
            "chiller-temperature",
            _CARE,
            ("冷饮柜温度（°C）", "Drinks chiller, °C"),
            ("调低温度，半小时后复测。", "Turn it down and measure again in half an hour."),
            {"minimum": 0.0, "maximum": 8.0, "severity": Severity.HIGH.value, "due_hours": 6.0},
        ),
        _ask(
            "expiry-checked",
            _CARE,
            ("近效期商品是否已检查？", "Were goods close to expiry checked?"),
            ("检查并下架过期商品。", "Check, and take expired goods off the shelf."),
            {"severity": Severity.HIGH.value, "due_hours": 8.0, "weight": 2.0},
        ),
    )


def _kitchen() -> tuple[Question, ...]:
    zone = {"zone": Zone.KITCHEN.value}
    return (*_of_hygiene(zone), *_of_cold(zone), _remark())


def _of_hygiene(zone: dict[str, str]) -> tuple[Question, ...]:
    return (
        _question(
            "cooks",
            _HYGIENE,
            ("后厨人员（正面，看清口罩）", "Kitchen staff, from the front, masks in view"),
            ("戴好口罩后重新拍照。", "Put the mask on properly and take a new photo."),
            {
                **zone,
                "kind": QuestionKind.KITCHEN_PHOTO.value,
                "severity": Severity.HIGH.value,
                "due_hours": 4.0,
                "weight": 2.0,
                "max_photos": 2,
            },
        ),
        _question(
            "back-door",
            _HYGIENE,
            ("后门（照到门和门前地面）", "The back door, with the floor before it"),
            ("清空通道后重新拍照。", "Clear the way and take a new photo."),
            {
                **zone,
                "kind": QuestionKind.KITCHEN_PHOTO.value,
                "shelf_code": BACK_DOOR,
                "severity": Severity.HIGH.value,
                "due_hours": 2.0,
                "weight": 2.0,
                "max_photos": 2,
            },
        ),
        _ask(
            "hands-washed",
            _HYGIENE,
            ("洗手液与纸巾是否齐备？", "Are soap and towels there?"),
            ("补齐。", "Refill them."),
            {**zone, "severity": Severity.MEDIUM.value, "due_hours": 4.0},
        ),
    )


def _of_cold(zone: dict[str, str]) -> tuple[Question, ...]:
    return (
        _measure(
            "fridge-temperature",
            _COLD,
            ("冷藏柜温度（°C）", "Fridge, °C"),
            ("移走食品，报修。", "Move the food and call for repair."),
            {
                **zone,
                "minimum": 0.0,
                "maximum": 5.0,
                "severity": Severity.CRITICAL.value,
                "due_hours": 2.0,
                "weight": 2.0,
            },
        ),
        _measure(
            "freezer-temperature",
            _COLD,
            ("冷冻柜温度（°C）", "Freezer, °C"),
            ("移走食品，报修。", "Move the food and call for repair."),
            {**zone, "maximum": -18.0, "severity": Severity.HIGH.value, "due_hours": 4.0},
        ),
        _ask(
            "raw-apart",
            _COLD,
            ("生熟是否分开存放？", "Are raw and cooked food kept apart?"),
            ("立即分开存放并消毒。", "Separate and disinfect at once."),
            {**zone, "severity": Severity.CRITICAL.value, "due_hours": 2.0, "weight": 3.0},
        ),
    )


def _shelf(
    code: str, shelf_code: str, chinese: str, english: str, *, is_required: bool = True
) -> Question:
    return _question(
        code,
        _SHELVES,
        (chinese, english),
        (_REFILL["zh-CN"], _REFILL["en"]),
        {
            "kind": QuestionKind.SHELF_PHOTO.value,
            "shelf_code": shelf_code,
            "severity": Severity.MEDIUM.value,
            "due_hours": 8.0,
            "weight": 3.0,
            "max_photos": 2,
            "is_required": is_required,
        },
    )


def _ask(
    code: str,
    section: Words,
    prompt: tuple[str, str],
    next_step: tuple[str, str],
    more: Mapping[str, Any],
) -> Question:
    return _question(code, section, prompt, next_step, {"kind": QuestionKind.YES_NO.value, **more})


def _measure(
    code: str,
    section: Words,
    prompt: tuple[str, str],
    next_step: tuple[str, str],
    more: Mapping[str, Any],
) -> Question:
    return _question(code, section, prompt, next_step, {"kind": QuestionKind.NUMBER.value, **more})


def _remark() -> Question:
    return _question(
        "remark",
        {"zh-CN": "其他", "en": "Anything else"},
        ("备注", "Remarks"),
        ("", ""),
        {"kind": QuestionKind.TEXT.value, "is_required": False, "weight": 0.0},
    )


def _question(
    code: str,
    section: Words,
    prompt: tuple[str, str],
    next_step: tuple[str, str],
    more: Mapping[str, Any],
) -> Question:
    return Question(
        code=code,
        section=section,
        prompt={"zh-CN": prompt[0], "en": prompt[1]},
        next_step={"zh-CN": next_step[0], "en": next_step[1]},
        **more,
    )
