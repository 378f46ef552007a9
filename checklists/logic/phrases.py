"""The words in which expressions are told, by language; apart because they are a list to read."""

from collections.abc import Mapping

from core.words import LOCALES

_PHRASES = {
    "this": ("本题答案", "the answer"),
    "visit_kind": ("检查类型", "the kind of visit"),
    "store_code": ("门店编号", "the store’s code"),
    "not_applicable": ("不适用的题目", "what does not apply"),
    "photos": ("{}的照片数", "the number of photos of {}"),
    "size": ("{}的数量", "the number of {}"),
    "number": (" {}", "{}"),  # as it stands after a word
    "&&": ("，且", " and "),
    "||": ("，或", " or "),
    "!": ("并非（{}）", "not ({})"),
    "()": ("（{}）", "({})"),
    ",": ("、", ", "),
    "one_of": ("{}是{}之一", "{} is one of {}"),
    "includes": ("{}包含{}", "{} includes {}"),
    "does_not_apply": ("{}不适用", "{} does not apply"),
    "==": ("{}为{}", "{} is {}"),
    "!=": ("{}不为{}", "{} is not {}"),
    "<": ("{}低于{}", "{} is below {}"),
    "<=": ("{}不高于{}", "{} is at most {}"),
    ">": ("{}高于{}", "{} is above {}"),
    ">=": ("{}不低于{}", "{} is at least {}"),
    "day <": ("{}早于{}", "{} is before {}"),  # of a day or a time
    "day <=": ("{}不晚于{}", "{} is {} or before"),
    "day >": ("{}晚于{}", "{} is after {}"),
    "day >=": ("{}不早于{}", "{} is {} or after"),
    "== true": ("{}为“是”", "{} is yes"),
    "!= true": ("{}不为“是”", "{} is not yes"),
    "== false": ("{}为“否”", "{} is no"),
    "!= false": ("{}不为“否”", "{} is not no"),
    "== null": ("{}未作答", "{} is not answered"),
    "!= null": ("{}已作答", "{} is answered"),
    "contains": ("{}含有{}", "{} contains {}"),
    "startsWith": ("{}以{}开头", "{} begins with {}"),
    "endsWith": ("{}以{}结尾", "{} ends with {}"),
    "exists": ("至少有一个：{}", "for at least one: {}"),
    "all": ("全部：{}", "for all: {}"),
    "exists_one": ("恰有一个：{}", "for exactly one: {}"),
}
PHRASES: Mapping[str, Mapping[str, str]] = {
    locale: {piece: told[number] for piece, told in _PHRASES.items()}
    for number, locale in enumerate(LOCALES)
}
"""What pieces of expressions are called, by locale and then by the piece as it is written."""
