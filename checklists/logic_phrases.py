"""The words in which expressions are told, by language; apart because they are a list to read."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """What pieces of expressions are called in one language."""

    own: str
    context: Mapping[str, str]
    photos: str
    count: str
    both: str
    either: str
    bracketed: str
    negated: str
    comma: str
    number: str  # as it stands after a word
    is_yes: str
    one_of: str
    includes: str
    not_applicable: str
    amounts: Mapping[str, str]
    moments: Mapping[str, str]
    special: Mapping[tuple[str, str], str]
    methods: Mapping[str, str]
    walks: Mapping[str, str]


_ENGLISH = Phrases(
    own="the answer",
    context={
        "visit_kind": "the kind of visit",
        "store_code": "the store’s code",
        "not_applicable": "what does not apply",
    },
    photos="the number of photos of {}",
    count="the number of {}",
    both=" and ",
    either=" or ",
    bracketed="({})",
    negated="not ({})",
    comma=", ",
    number="{}",
    is_yes="{} is yes",
    one_of="{} is one of {}",
    includes="{} includes {}",
    not_applicable="{} does not apply",
    amounts={
        "==": "{} is {}",
        "!=": "{} is not {}",
        "<": "{} is below {}",
        "<=": "{} is at most {}",
        ">": "{} is above {}",
        ">=": "{} is at least {}",
    },
    moments={
        "==": "{} is {}",
        "!=": "{} is not {}",
        "<": "{} is before {}",
        "<=": "{} is {} or before",
        ">": "{} is after {}",
        ">=": "{} is {} or after",
    },
    special={
        ("==", "true"): "{} is yes",
        ("!=", "true"): "{} is not yes",
        ("==", "false"): "{} is no",
        ("!=", "false"): "{} is not no",
        ("==", "null"): "{} is not answered",
        ("!=", "null"): "{} is answered",
    },
    methods={
        "contains": "{} contains {}",
        "startsWith": "{} begins with {}",
        "endsWith": "{} ends with {}",
    },
    walks={
        "exists": "for at least one: {}",
        "all": "for all: {}",
        "exists_one": "for exactly one: {}",
    },
)
_CHINESE = Phrases(
    own="本题答案",
    context={"visit_kind": "检查类型", "store_code": "门店编号", "not_applicable": "不适用的题目"},
    photos="{}的照片数",
    count="{}的数量",
    both="，且",
    either="，或",
    bracketed="（{}）",
    negated="并非（{}）",
    comma="、",
    number=" {}",
    is_yes="{}为“是”",
    one_of="{}是{}之一",
    includes="{}包含{}",
    not_applicable="{}不适用",
    amounts={
        "==": "{}为{}",
        "!=": "{}不为{}",
        "<": "{}低于{}",
        "<=": "{}不高于{}",
        ">": "{}高于{}",
        ">=": "{}不低于{}",
    },
    moments={
        "==": "{}为{}",
        "!=": "{}不为{}",
        "<": "{}早于{}",
        "<=": "{}不晚于{}",
        ">": "{}晚于{}",
        ">=": "{}不早于{}",
    },
    special={
        ("==", "true"): "{}为“是”",
        ("!=", "true"): "{}不为“是”",
        ("==", "false"): "{}为“否”",
        ("!=", "false"): "{}不为“否”",
        ("==", "null"): "{}未作答",
        ("!=", "null"): "{}已作答",
    },
    methods={
        "contains": "{}含有{}",
        "startsWith": "{}以{}开头",
        "endsWith": "{}以{}结尾",
    },
    walks={"exists": "至少有一个：{}", "all": "全部：{}", "exists_one": "恰有一个：{}"},
)
PHRASES: Mapping[str, Phrases] = {"zh-CN": _CHINESE, "en": _ENGLISH}
