"""What is wrong with a form, in each language; apart because what finds faults tells English alone.

The English sentence is the key: programs read it, and each has its Chinese beside it here.
"""

import re

from core.errors import Fault
from core.words import Words, say

_SENTENCES = tuple(
    (re.compile(english), chinese)
    for english, chinese in (
        # of one value
        (r"is missing", "缺少这一项"),
        (r"is not known here", "不认识这一项"),
        (r"must be a text", "应为文字"),
        (r"has more than (\d+) characters", r"文字太长，最多 \1 个字"),
        (
            r"must be lower-case letters and digits, parts joined by -",
            "只能用小写字母、数字和连字符，以字母开头",
        ),
        (r"must be one of (.+)", r"只能是 \1"),
        (r"must be true or false", "应为是或否"),
        (r"must be a number", "应为数字"),
        (r"must be a whole number", "应为整数"),
        (r"must be a finite number", "数字过大"),
        (r"must be an object", "格式不对：应为 JSON 对象"),
        (r"must be a list", "格式不对：应为 JSON 列表"),
        (r"must be (\S+) or more", r"不能小于 \1"),
        (r"must be (\S+) or less", r"不能大于 \1"),
        (r"must be more than (\S+)", r"必须大于 \1"),
        (r"needs at least (\d+)", r"至少要有 \1 个"),
        (r"takes (\d+) at most", r"最多 \1 个"),
        (r"is nested deeper than (\d+) levels", r"嵌套超过 \1 层"),
        (r"holds a (?:name with a )?character that cannot be kept", "含有无法保存的字符"),
        (r"and (\d+) more", r"还有 \1 处"),
        # of the whole form
        (
            r"(.+) is a word of expressions; choose another code",
            r"“\1”是表达式的保留字，请换一个编码",
        ),
        (r"another (.+) has the code (.+): (.+)", r"编码“\2”重复，已用于 \3"),
        (r"(.+) is there twice", r"“\1”出现了两次"),
        (r"has (\d+) questions; .* at most (\d+)", r"共 \1 个检查项，最多 \2 个"),
        (r"asks nothing yet; add a question", "还没有检查项，请至少添加一个"),
        (r"a slider needs a minimum and a maximum", "滑块需要下限和上限"),
        (r"sections are at most (\d+) levels deep", r"分节最多 \1 层"),
        (r"a table needs at least one column", "表格至少要有一列"),
        (r"the minimum (.+) is above the maximum (.+)", r"下限 \1 大于上限 \2"),
        (r"there is no choice set (.+)", r"没有选项集“\1”"),
        (r"needs choices: its own, or a choice set", "缺少选项：请填写选项或选项集"),
        (r"at least (\d+) photos, but at most (\d+)", r"最少照片 \1 张，多于最多照片 \2 张"),
        (r"it is answered by photos, but takes none", "该检查项靠照片作答，但最多照片为 0"),
        (r"say which shelf the photo shows", "请填写货架编码：照片拍的是哪个货架"),
        (r"a column of choices needs choices", "选择类的表格列缺少选项"),
        (r"a repeated section is already within another", "重复分节不能套在另一个重复分节里"),
        (r"at least (\d+), but at most (\d+)", r"最少次数 \1 大于最多次数 \2"),
        (r"circular logic: (.+)", r"条件循环引用：\1"),
        (r"there is no question (.+)", r"没有编码为“\1”的检查项"),
        (r"another band begins at (.+) too", r"另一个等级也从 \1 开始"),
        (r"bands stand in order, the highest first", "等级应从高到低排列"),
        (r"no question has the tag (.+)", r"没有带标签“\1”的检查项"),
        (r"name questions or a tag", "请填写检查项编码或标签"),
        (r"has no text in any language", "中文和英文都没有填写"),
        # of what publishing needs
        (r"no picture with this hash was uploaded", "没有上传过这张图片"),
        (r"has no text in zh-CN", "缺少中文"),
        (r"has no text in en", "缺少英文"),
        # of what keeping a draft needs
        (
            r"the code of a published checklist stays; copy it instead",
            "已发布的编码不能改；请复制一份",
        ),
        (r"(.+) is being written in another draft", r"另一份草稿正在编写“\1”"),
        (r"(.+) is a published checklist", r"“\1”已是发布的检查表"),
        (r"(.+) is taken", r"编码“\1”已被占用"),
        (r"send a form or a version_id, and not both", "form 和 version_id 只能给一个"),
        # of an expression
        (r"'(.+)' is not understood here", r"此处不认识“\1”"),
        (r'"(.+)" is not understood here', r"此处不认识“\1”"),
        (r"is empty", "表达式为空"),
        (r"is not a complete expression", "表达式不完整"),
        (r"a (.) is never closed", r"“\1”没有配对的右括号"),
        (r"there is no function (.+)", r"没有函数“\1”"),
        (r"size needs a list in \( \)", "size 后面的括号里应为列表"),
        (r"\.(.+) is not known", r"不认识“.\1”"),
        (r"\.(.+) needs a name, a comma and a test", r"“.\1”需要名称、逗号和条件"),
        (r"more than (\d+) walks of lists within one another", r"列表遍历嵌套超过 \1 层"),
        (r"has more than (\d+) brackets within one another", r"括号嵌套超过 \1 层"),
        (r"a minus sign stands before a number; write 0 - x", "负号只能写在数字前；请写成 0 - x"),
        (r"before this dot stands no value", "这个点号前面没有值"),
        (r"between \[ \] after a list stands one whole number", "列表后的 [ ] 里应为一个整数"),
        (r"(.) closes nothing", r"“\1”没有配对的左括号"),
        (r"a value is missing", "缺少一个值"),
        (r"needs (\d+) between its brackets", r"括号里应有 \1 个值"),
        (r"this comma separates nothing", "这个逗号没有分隔任何值"),
        (r"(.+) is known only in (.+)", r"“\1”只能用在 \2"),
    )
)
_PLACED = re.compile(r"character (\d+): (.+)")
"""Where in an expression, as `checklists.logic` tells it."""


def fault_words(fault: Fault) -> Words:
    """Return what is wrong in every language of ours.

    A sentence that is not in the list stays English, behind a Chinese word that it is a fault.

    Example:
        >>> fault_words(Fault("", "there is no choice set marks"))["zh-CN"]
        '没有选项集“marks”'
    """
    placed = _PLACED.fullmatch(fault.detail)
    where = f"第 {placed[1]} 个字符：" if placed else ""
    return {"zh-CN": where + _in_chinese(placed[2] if placed else fault.detail), "en": fault.detail}


def _in_chinese(detail: str) -> str:
    for english, chinese in _SENTENCES:
        found = english.fullmatch(detail)
        if found is not None:
            return found.expand(chinese)
    return f"填写有误：{detail}"


def fault_text(fault: Fault, locale: str) -> str:
    """Return what is wrong in one language."""
    return say(fault_words(fault), locale)
