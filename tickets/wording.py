"""What a ticket says to who fixes it, in every language; apart from rules.py as texts are long."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from checklists.rules import to_occurrence
from core.words import LOCALES, Words, say
from findings.rules import ANSWER_FAILED
from findings.vocabulary import KITCHEN, vocabulary
from tickets.rules import Spot
from vision.values import FindingKind

_PLACE = {"zh-CN": "，{place}", "en": ", {place}"}
_ROW = {"zh-CN": "，从上数第 {row} 层", "en": ", row {row} from the top"}
_SIDES = (
    (1 / 3, {"zh-CN": "靠左", "en": "left"}),
    (2 / 3, {"zh-CN": "中间", "en": "middle"}),
    (1.0, {"zh-CN": "靠右", "en": "right"}),
)
_SIDE = {"zh-CN": "，{side}", "en": ", {side}"}

_TITLES: Mapping[str, Words] = {
    "refill": {"zh-CN": "补货：{what}", "en": "Refill: {what}"},
    "empty": {"zh-CN": "空位：请补货", "en": "Empty place: refill"},
    "replace": {"zh-CN": "摆错商品：应为{what}", "en": "Wrong product: {what} belongs here"},
    "put_back": {"zh-CN": "放错位置：{what}", "en": "Misplaced: {what}"},
    "wrong_price": {"zh-CN": "价签不符：{what}", "en": "Wrong price tag: {what}"},
    "failed": {"zh-CN": "不合格：{what}", "en": "Failed: {what}"},
    "other": {"zh-CN": "问题：{what}", "en": "Fault: {what}"},
}
_NUMBER = {"zh-CN": "，第 {number} 个", "en": ", no. {number}"}
_INSTEAD = {"zh-CN": "；现在那里是 {seen}", "en": "; {seen} stands there now"}
_KEYS = {
    FindingKind.WRONG_PRODUCT.value: "replace",
    FindingKind.MISPLACED.value: "put_back",
    FindingKind.WRONG_PRICE.value: "wrong_price",
}
_OURS_FIRST = frozenset({"replace", "put_back", "wrong_price", "class"})
_OF_PRODUCTS = frozenset({"refill", "empty", "replace", "put_back", "wrong_price"})

_STEPS: Mapping[str, Words] = {
    "refill": {
        "zh-CN": "从仓库取 {what} 补满这个位置，再拍下同一货架作为证明。缺货时请暂缓并写明原因。",
        "en": (
            "Fetch {what} from the stock room, fill the place, then photograph the same shelf as "
            "proof. If there is no stock, put the ticket on hold and say so."
        ),
    },
    "empty": {
        "zh-CN": "补满这个空位，然后拍下同一货架作为证明。没有库存时请暂缓并写明原因。",
        "en": (
            "Fill the empty place, then photograph the same shelf as proof. If there is no stock, "
            "put the ticket on hold and say so."
        ),
    },
    "replace": {
        "zh-CN": "把 {what} 放回位置 {item}{instead}，再拍下同一货架作为证明。",
        "en": (
            "Put {what} back at position {item}{instead}. Then photograph the same shelf as proof."
        ),
    },
    "put_back": {
        "zh-CN": "把 {what} 放回位置 {item}{instead}，再拍下同一货架作为证明。",
        "en": (
            "Put {what} back at position {item}{instead}. Then photograph the same shelf as proof."
        ),
    },
    "wrong_price": {
        "zh-CN": "核对位置 {item} 的 {what} 价签，换上现行价格的价签，再拍下同一货架作为证明。",
        "en": (
            "Check the price tag of {what} at position {item} and put up the valid one. Then "
            "photograph the same shelf as proof."
        ),
    },
    "failed": {
        "zh-CN": "处理后拍一张照片作为证明。",
        "en": "Put it right, then take a photo as proof.",
    },
}


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is known of a fault and that helps somebody find it."""

    kind: str
    item: str
    sku: str | None = None
    product: Words = field(default_factory=dict)  # its name
    seen_sku: str | None = None  # what stands there instead
    seen_product: Words = field(default_factory=dict)  # its name
    shelf: Words = field(default_factory=dict)  # its name
    area: Words = field(default_factory=dict)  # what the drawn area there is called
    row: int | None = None  # 0 is the top row
    spot: Spot | None = None  # on a shelf without a planogram
    prompt: Words = field(default_factory=dict)  # of the question that failed
    next_step: Words = field(default_factory=dict)  # as the checklist's author wrote it


def to_title(scene: Scene) -> Words:
    """Return what is wrong and where, short enough for a list.

    Example:
        >>> scene = Scene("gap", "1-02", product={"en": "Cola 330 ml"}, row=1)
        >>> to_title(scene)["en"]
        'Refill: Cola 330 ml, row 2 from the top'
    """
    return {locale: _title(scene, locale) for locale in LOCALES}


def to_next_step(scene: Scene) -> Words:
    """Return what to do now: the checklist author's words where there are any, else ours.

    A product in the wrong place needs more than its author could know: which one, and what stands
    there now. What else shows on a kitchen photo, nobody thought of who asked for masks. So there
    ours come first.

    Example:
        >>> scene = Scene("wrong_product", "2-05", sku="cola", seen_product={"en": "Tea"})
        >>> to_next_step(scene)["en"].partition(".")[0]
        'Put cola back at position 2-05; Tea stands there now'
    """
    is_ours = _key(scene) in _OURS_FIRST and scene.kind != FindingKind.NO_MASK
    steps: Words = {}
    for locale in LOCALES:
        theirs = scene.next_step.get(locale)
        steps[locale] = _step(scene, locale) if is_ours or not theirs else theirs
    return steps


def _step(scene: Scene, locale: str) -> str:
    key = _key(scene)
    if key == "class":
        return say(vocabulary().of(scene.kind).next_step, locale)
    return _STEPS.get(key, _STEPS["failed"])[locale].format(
        what=_what(scene, locale), item=scene.item, instead=_instead(scene, locale)
    )


def _headline(scene: Scene, locale: str) -> str:
    if _key(scene) == "class":
        found = vocabulary().of(scene.kind)
        where = say(scene.area, locale) or scene.item
        return say(found.title or found.name, locale).replace("{item}", where)
    return _TITLES[_key(scene)][locale].format(what=_what(scene, locale))


def _title(scene: Scene, locale: str) -> str:
    parts = [_headline(scene, locale)]
    if scene.kind == ANSWER_FAILED and (occurrence := to_occurrence(scene.item)):
        parts.append(_NUMBER[locale].format(number=occurrence + 1))
    if shelf := say(scene.shelf, locale):
        parts.append(_PLACE[locale].format(place=shelf))
    row = scene.spot.row if scene.spot else scene.row
    if row is not None:
        parts.append(_ROW[locale].format(row=row + 1))
    if scene.spot:
        side = next((words for end, words in _SIDES if scene.spot.share < end), _SIDES[-1][1])
        parts.append(_SIDE[locale].format(side=side[locale]))
    return "".join(parts)


def _key(scene: Scene) -> str:
    if scene.kind == FindingKind.GAP:
        return "refill" if scene.product or scene.sku else "empty"
    if vocabulary().of(scene.kind).group in KITCHEN:
        return "class"
    return _KEYS.get(scene.kind) or ("failed" if scene.prompt else "other")


def _what(scene: Scene, locale: str) -> str:
    if _key(scene) in _OF_PRODUCTS:
        return say(scene.product, locale) or scene.sku or ""
    return say(scene.prompt, locale) or f"{scene.kind} {scene.item}"


def _instead(scene: Scene, locale: str) -> str:
    seen = say(scene.seen_product, locale) or scene.seen_sku
    return _INSTEAD[locale].format(seen=seen) if seen else ""
