"""What the demo chain sells and where it stands: products and the planograms of two shelves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.words import Words
from planograms.rules import PlanogramDraft, SlotDraft
from vision import values


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """One thing on sale."""

    sku: str
    name: Words
    brand: str
    category: str
    width_mm: float
    height_mm: float
    price_minor: int  # fen


def _product(line: str, category: str, brand: str) -> DemoProduct:
    sku, chinese, english, width, height, price = (part.strip() for part in line.split("|"))
    name = {"zh-CN": chinese, "en": english}
    return DemoProduct(sku, name, brand, category, float(width), float(height), int(price))


_DRINKS = """
water-550 | 山泉水 550 毫升 | Spring water 550 ml | 66 | 215 | 200
water-1500 | 山泉水 1.5 升 | Spring water 1.5 l | 90 | 250 | 400
soda-lemon-330 | 柠檬汽水 330 毫升 | Lemon soda 330 ml | 66 | 122 | 300
soda-orange-330 | 橙味汽水 330 毫升 | Orange soda 330 ml | 66 | 122 | 300
cola-330 | 可乐 330 毫升 | Cola 330 ml | 66 | 122 | 300
cola-500 | 可乐 500 毫升 | Cola 500 ml | 68 | 220 | 350
tea-green-500 | 绿茶 500 毫升 | Green tea 500 ml | 66 | 215 | 350
tea-jasmine-500 | 茉莉花茶 500 毫升 | Jasmine tea 500 ml | 66 | 215 | 400
tea-oolong-500 | 乌龙茶 500 毫升 | Oolong tea 500 ml | 66 | 215 | 450
juice-peach-450 | 桃汁 450 毫升 | Peach juice 450 ml | 70 | 200 | 500
juice-orange-450 | 橙汁 450 毫升 | Orange juice 450 ml | 70 | 200 | 500
milk-250 | 纯牛奶 250 毫升 | Milk 250 ml | 62 | 130 | 350
milk-950 | 鲜牛奶 950 毫升 | Fresh milk 950 ml | 78 | 230 | 1500
soy-300 | 豆奶 300 毫升 | Soy milk 300 ml | 66 | 160 | 400
coffee-latte-270 | 拿铁咖啡 270 毫升 | Latte 270 ml | 64 | 150 | 650
coffee-black-270 | 黑咖啡 270 毫升 | Black coffee 270 ml | 64 | 150 | 600
"""
_SNACKS = """
noodles-beef | 红烧牛肉面 | Beef noodles | 118 | 125 | 500
noodles-hot | 香辣面 | Spicy noodles | 118 | 125 | 500
noodles-sour | 老坛酸菜面 | Pickled cabbage noodles | 118 | 125 | 500
crisps-plain | 原味薯片 | Plain crisps | 125 | 190 | 700
crisps-cucumber | 黄瓜味薯片 | Cucumber crisps | 125 | 190 | 700
crisps-tomato | 番茄味薯片 | Tomato crisps | 125 | 190 | 700
prawn-crackers | 虾片 | Prawn crackers | 125 | 190 | 600
biscuit-milk | 牛奶饼干 | Milk biscuits | 150 | 110 | 850
biscuit-oat | 燕麦饼干 | Oat biscuits | 150 | 110 | 950
biscuit-soda | 苏打饼干 | Soda crackers | 150 | 110 | 800
nuts-mixed | 每日坚果 | Daily nuts | 110 | 160 | 1290
seeds-sunflower | 葵花籽 | Sunflower seeds | 110 | 160 | 800
plums-dried | 话梅 | Dried plums | 100 | 150 | 690
seaweed | 海苔 | Seaweed | 96 | 150 | 990
chocolate-dark | 黑巧克力 | Dark chocolate | 88 | 160 | 1200
chocolate-milk | 牛奶巧克力 | Milk chocolate | 88 | 160 | 1100
"""

PRODUCTS: tuple[DemoProduct, ...] = (
    *(_product(line, "drinks", "每日") for line in _DRINKS.strip().splitlines()),
    *(_product(line, "snacks", "鲜味") for line in _SNACKS.strip().splitlines()),
)
_WIDTH = {product.sku: product.width_mm for product in PRODUCTS}


@dataclass(frozen=True, slots=True)
class DemoShelf:
    """A shelf that every demo store has, and what belongs on it, row by row from the top."""

    code: str
    name: Words
    width_mm: float
    height_mm: float
    rows: tuple[str, ...]  # each "sku*facings sku*facings …", left to right


SHELVES: tuple[DemoShelf, ...] = (
    DemoShelf(
        "drinks-1",
        {"zh-CN": "饮料架", "en": "Drinks shelf"},
        1200.0,
        900.0,
        (
            (
                "water-550*3 tea-green-500*2 tea-jasmine-500*2 tea-oolong-500*2 juice-peach-450*2"
                " juice-orange-450*2 cola-500*2"
            ),
            (
                "cola-330*3 soda-lemon-330*3 soda-orange-330*2 soy-300*2 coffee-latte-270*3"
                " coffee-black-270*2"
            ),
            "water-1500*3 milk-950*3 milk-250*3 water-550*4",
        ),
    ),
    DemoShelf(
        "snacks-1",
        {"zh-CN": "零食架", "en": "Snacks shelf"},
        1200.0,
        900.0,
        (
            "crisps-plain*2 crisps-cucumber*2 crisps-tomato*2 prawn-crackers*2",
            (
                "nuts-mixed*2 seeds-sunflower*2 plums-dried*2 seaweed*2 chocolate-dark*2"
                " chocolate-milk*1"
            ),
            "noodles-beef*2 noodles-hot*2 noodles-sour*2 biscuit-milk*1 biscuit-oat*1",
            "biscuit-soda*2 noodles-beef*2 crisps-plain*2 biscuit-milk*2",
        ),
    ),
)


PROMOTION = "promo-1"
"""A shelf that is stocked anew every week and has no planogram: the eyes name gaps by row."""
BACK_DOOR = "back-door"
"""A place in the kitchen that has to stay clear; no planogram says how, a reference photo does."""
BACK_DOOR_NAME = {"zh-CN": "后门", "en": "Back door"}
PROMOTION_NAME = {"zh-CN": "促销架", "en": "Promotion shelf"}


def draft_of(shelf: DemoShelf, *, valid_from_on: date) -> PlanogramDraft:
    """Return the planogram of a shelf, its facings spread over each row's whole width."""
    return PlanogramDraft(
        shelf_code=shelf.code,
        name=shelf.name,
        width_mm=shelf.width_mm,
        height_mm=shelf.height_mm,
        valid_from_on=valid_from_on,
        slots=tuple(_slots_of(shelf)),
    )


def sheet_of(shelf: DemoShelf) -> values.Planogram:
    """Return the planogram of a shelf as the eyes and the scene generator take it."""
    return values.Planogram(
        id=shelf.code,
        width_mm=shelf.width_mm,
        height_mm=shelf.height_mm,
        slots=tuple(
            values.Slot(slot.code, slot.sku, slot.row, slot.left_mm, slot.width_mm, slot.facings)
            for slot in _slots_of(shelf)
        ),
    )


def shelf_of(code: str) -> DemoShelf:
    """Return the demo shelf with this code.

    Raises:
        KeyError: If there is none.
    """
    return {shelf.code: shelf for shelf in SHELVES}[code]


def _slots_of(shelf: DemoShelf) -> Iterator[SlotDraft]:
    for row, line in enumerate(shelf.rows):
        runs = [(sku, int(count)) for sku, count in (run.split("*") for run in line.split())]
        stretch = shelf.width_mm / sum(_WIDTH[sku] * count for sku, count in runs)
        left = 0.0
        for place, (sku, count) in enumerate(runs):
            width = _WIDTH[sku] * count * stretch
            yield SlotDraft(
                f"{row}-{place:02}", sku, row, round(left, 1), round(width - 0.1, 1), count
            )
            left += width
