"""What people write in a cell for a value of ours; apart because it is words and no logic.

The first Chinese and the first English word of each are those that an export writes.
"""

import unicodedata
from collections.abc import Mapping

from checklists.forms.form import Effect
from checklists.models import QuestionKind as Kind
from checklists.models import Severity
from stores.models import Role, Zone

Vocabulary = Mapping[str, tuple[str, ...]]
"""By value: the Chinese word, the English word, and others that are understood."""

KINDS: Vocabulary = {
    Kind.YES_NO: ("是否", "yes/no", "判断", "判断题", "合格/不合格", "是/否", "yes_no", "y/n"),
    Kind.CHOICE: ("单选", "choice", "单选题", "single choice", "select one"),
    Kind.CHOICES: ("多选", "choices", "多选题", "multiple choice", "select multiple"),
    Kind.NUMBER: ("数字", "number", "数值", "填数", "integer", "decimal"),
    Kind.SLIDER: ("滑块", "slider", "range"),
    Kind.TEMPERATURE: ("温度", "temperature"),
    Kind.STOPWATCH: ("计时", "stopwatch", "秒表"),
    Kind.TEXT: ("文本", "text", "填空", "文字", "填空题"),
    Kind.DATE: ("日期", "date"),
    Kind.TIME: ("时间", "time"),
    Kind.DATE_TIME: ("日期时间", "date and time", "datetime"),
    Kind.BARCODE: ("条码", "barcode", "二维码", "扫码", "qr"),
    Kind.SIGNATURE: ("签名", "signature", "签字"),
    Kind.LOCATION: ("定位", "location", "位置", "gps"),
    Kind.RANK: ("排序", "rank"),
    Kind.TABLE: ("表格", "table"),
    Kind.PHOTO: ("拍照", "photo", "照片", "图片", "image"),
    Kind.SHELF_PHOTO: ("货架照片", "shelf photo", "货架拍照"),
    Kind.KITCHEN_PHOTO: ("后厨照片", "kitchen photo", "厨房照片", "后厨拍照"),
    Kind.INSTRUCTION: ("说明", "instruction", "提示", "note"),
}
SEVERITIES: Vocabulary = {
    Severity.LOW: ("低", "low", "轻微"),
    Severity.MEDIUM: ("中", "medium", "一般"),
    Severity.HIGH: ("高", "high", "严重"),
    Severity.CRITICAL: ("关键", "critical", "致命", "重大", "红线"),
}
ROLES: Vocabulary = {
    Role.ADMIN: ("管理员", "admin"),
    Role.REGIONAL_MANAGER: ("区域经理", "regional manager"),
    Role.SUPERVISOR: ("督导", "supervisor"),
    Role.STORE_MANAGER: ("店长", "store manager"),
    Role.CLERK: ("店员", "clerk"),
}
ZONES: Vocabulary = {
    Zone.SHOP_FLOOR: ("卖场", "shop floor", "前厅", "大堂"),
    Zone.KITCHEN: ("后厨", "kitchen", "厨房"),
    Zone.HOT_KITCHEN: ("热厨", "hot kitchen"),
    Zone.WASH_UP: ("洗消间", "wash-up", "洗碗间"),
    Zone.STORE_ROOM: ("仓库", "store room", "库房"),
}
EFFECTS: Vocabulary = {
    Effect.FAIL: ("不合格", "fail"),
    Effect.CAP: ("封顶", "cap"),
    Effect.DEDUCT: ("扣分", "deduct"),
    Effect.NO_GRADE: ("不评级", "no grade"),
}
LANGUAGES: Vocabulary = {
    "zh-CN": ("中文", "Chinese", "zh", "chinese (zh)", "汉语", "简体中文"),
    "en": ("英文", "English", "english (en)", "英语"),
}
FLAGS: Vocabulary = {
    "true": ("是", "yes", "y", "1", "true", "true()", "√", "✓", "✔", "对", "必填", "有"),
    "false": ("否", "no", "n", "0", "false", "false()", "×", "x", "✗", "错", "无"),
}
JUDGED = frozenset({"合格", "不合格", "是", "否", "yes", "no", "pass", "fail", "符合", "不符合"})
"""Choices that only say whether all is well: a question with them is a yes/no question."""

SKIPPED = frozenset({"不适用", "n/a", "na", "不涉及", "缺项"})


def folded(text: str) -> str:
    """Return a word as it is compared: without spaces, case, full-width forms or underscores.

    Example:
        >>> folded("Shelf_Photo（必填）")
        'shelfphoto(必填)'
    """
    plain = unicodedata.normalize("NFKC", text).lower().replace("_", " ")
    return "".join(plain.split())


def value_of(vocabulary: Vocabulary, text: str) -> str | None:
    """Return the value that a word stands for; None: nobody knows it."""
    wanted = folded(text)
    for value, words in vocabulary.items():
        if wanted == folded(value) or any(wanted == folded(word) for word in words):
            return value
    return None


def word_of(vocabulary: Vocabulary, value: str, locale: str) -> str:
    """Return the word that an export writes for a value."""
    return vocabulary[value][0 if locale == "zh-CN" else 1]
