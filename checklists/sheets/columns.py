"""The sheets and columns of the plain Excel list; apart because reading and writing share them.

A column is where its value stands in the form's document. What a person leaves out is what the
form has by itself, so that a paper list needs one column: what is looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from checklists.sheets.vocabulary import (
    EFFECTS,
    KINDS,
    LANGUAGES,
    ROLES,
    SEVERITIES,
    ZONES,
    Vocabulary,
    folded,
)

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One heading and what is below it."""

    path: Path  # in the document of its row
    chinese: str
    english: str
    # text, number, hours, count, flag, lines, list (parted by ; too), words (a list)
    kind: str = "text"
    vocabulary: Vocabulary | None = None  # the values it may have
    also: tuple[str, ...] = ()  # other headings that mean it
    is_always: bool = False  # written even where it says what is so anyway
    bare: str = ""  # an English heading without its language: what is below may be in either

    @property
    def heading(self) -> str:
        """Return the heading that an export writes."""
        return f"{self.chinese} {self.english}"

    def own_names(self) -> Iterator[str]:
        """Yield the headings that are its own, folded."""
        own = (self.heading, self.chinese, self.english, self.bare)
        yield from (folded(name) for name in own if name)

    def names(self) -> Iterator[str]:
        """Yield every heading that means it, folded."""
        yield from self.own_names()
        yield from (folded(name) for name in ("_".join(self.path), *self.also))


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet."""

    chinese: str
    english: str
    columns: tuple[Column, ...]
    needed: tuple[Path, ...] = ()  # without them a row says nothing

    @property
    def name(self) -> str:
        """Return the name that an export gives the sheet."""
        return f"{self.chinese} {self.english}"


def _texts(
    member: str, chinese: str, english: str, *, also: tuple[str, ...] = (), is_always: bool = False
) -> tuple[Column, Column]:
    """Return the two columns of a text in both languages; a bare heading is the Chinese one."""
    both = (f"{english} (Chinese)", f"{chinese}(中文)", f"{member}_zh")
    return (
        Column((member, "zh-CN"), chinese, f"{english} zh", also=(*both, *also), bare=english),
        Column(
            (member, "en"),
            f"{chinese}(英文)",
            f"{english} en",
            also=(f"{english} (English)", f"{member}_en"),
            is_always=is_always,
        ),
    )


_LIMITS = (
    Column(("limits", "minimum"), "下限", "Minimum", "number", also=("最小值", "min")),
    Column(("limits", "maximum"), "上限", "Maximum", "number", also=("最大值", "max")),
    Column(("limits", "unit"), "单位", "Unit"),
    Column(("limits", "step"), "步长", "Step", "number"),
)
_POINTS = ("分值", "分数", "满分", "标准分", "标准分值", "应得分", "配分", "points", "score")
_QUESTION = Column(("question",), "检查项编码", "Question code", also=("question",))
_OPTION = (
    Column(("code",), "选项编码", "Option code", also=("code", "name")),
    *_texts("label", "选项", "Option", also=("label", "标签", "选项文字")),
    Column(("score",), "得分比例", "Score share", "number", also=("得分", "score")),
    Column(("is_fail",), "算不合格", "Is a fault", "flag", also=("不合格",)),
)

FORM = Table(
    "检查表",
    "Checklist",
    (
        Column(("code",), "编码", "Code", is_always=True),
        *_texts("name", "名称", "Name", also=("检查表名称", "title")),
        *_texts("description", "描述", "Description"),
        Column(("languages",), "语言", "Languages", "words", LANGUAGES, is_always=True),
        Column(("tags",), "标签", "Tags", "list"),
        Column(("sources",), "依据", "Sources", "lines"),
        Column(("scoring", "pass_mark_pct"), "及格线(%)", "Pass mark (%)", "number"),
        Column(("scoring", "scale"), "满分", "Scale", "number"),
        Column(("scoring", "decimals"), "小数位", "Decimals", "count"),
    ),
)
_SECTIONS = (
    "分类", "章节", "类别", "区域分类", "检查类别", "检查分类", "项目分类", "项目类别", "大类",
    "板块", "模块", "检查模块", "维度", "一级分类", "一级指标", "Category", "Group",
)  # fmt: skip
_DUE = ("整改时限", "整改期限", "限期", "时限", "due", "deadline")
_PHOTOS = ("照片数", "是否拍照", "需拍照", "拍照", "photo required")
_AREAS = ("检查区域", "区域名称", "检查分区", "场所", "检查场所", "部位", "检查部位", "Location")
_TOPICS = ("检查项", "项目", "检查要点", "小类", "二级分类", "二级指标", "检查要素", "Topic")
_STANDARDS = ("标准", "检查标准", "标准要求", "要求", "Standard")
AREA, TOPIC, NUMBER = ("area",), ("topic",), ("number",)
QUESTIONS = Table(
    "检查项",
    "Questions",
    (
        Column(NUMBER, "序号", "No.", also=("no", "#", "编号", "项次", "id", "S/N")),
        Column(AREA, "分区", "Area", also=_AREAS),  # these three are `paper`'s: never written
        Column(TOPIC, "检查项目", "Item", also=_TOPICS),
        Column(("section",), "分节编码", "Section code"),
        *_texts("title", "分节", "Section", also=_SECTIONS),
        Column(("code",), "编码", "Code", is_always=True, also=("检查项编码",)),
        Column(("kind",), "类型", "Kind", vocabulary=KINDS, also=("题型", "type"), is_always=True),
        *_texts(
            "prompt",
            "检查内容",
            "Question",
            also=("内容", "问题", "检查问题", "检查细则", "细则", "prompt", "Check", "Questions"),
        ),
        *_texts("hint", "提示", "Hint", also=("备注", "检查方法")),
        *_texts("next_step", "整改要求", "Next step", also=("整改措施",)),
        *_texts("sop", "操作标准", "SOP", also=_STANDARDS),
        Column(("choice_set",), "选项集", "Choice set"),
        Column(("options",), "选项", "Options", "list", also=("choices", "可选项")),
        *_LIMITS,
        Column(("is_required",), "必填", "Required", "flag", also=("必答", "是否必填")),
        Column(("allows_na",), "可不适用", "N/A allowed", "flag", also=("允许不适用", "na")),
        Column(("weight",), "权重", "Weight", "number", is_always=True, also=_POINTS),
        Column(("fail_score",), "不合格得分比例", "Share when failed", "number"),
        Column(("severity",), "严重程度", "Severity", vocabulary=SEVERITIES, also=("等级",)),
        Column(("due_hours",), "整改时限(小时)", "Due (hours)", "hours", also=_DUE),
        Column(("owner_role",), "责任角色", "Owner", vocabulary=ROLES, also=("责任人", "负责人")),
        Column(("notify_roles",), "通知角色", "Notify", "words", ROLES, also=("通知",)),
        Column(("zone",), "区域", "Zone", vocabulary=ZONES),
        Column(("shelf_code",), "货架编码", "Shelf", also=("货架",)),
        Column(("photos", "minimum"), "最少照片", "Photos at least", "count", also=_PHOTOS),
        Column(("photos", "maximum"), "最多照片", "Photos at most", "count"),
        Column(("photos", "is_camera_only"), "仅限拍摄", "Camera only", "flag"),
        Column(("tags",), "标签", "Tags", "list"),
        Column(("logic", "show_if"), "显示条件", "Show if"),
        Column(("logic", "require_if"), "必填条件", "Require if"),
        Column(("logic", "default"), "默认值", "Default"),
        Column(("logic", "fail_if"), "不合格条件", "Fail if"),
        Column(("logic", "evidence_if"), "要求照片条件", "Photo if"),
        Column(("logic", "action_if"), "要求措施条件", "Action if"),
        Column(("logic", "notify_if"), "通知条件", "Notify if"),
    ),
    needed=(("prompt", "zh-CN"), ("prompt", "en"), TOPIC, ("sop", "zh-CN"), ("sop", "en")),
)  # fmt: skip
SECTIONS = Table(
    "分节",
    "Sections",
    (
        Column(("code",), "编码", "Code", is_always=True, also=("分节编码",)),
        Column(("parent",), "上级分节", "Parent"),
        *_texts("title", "标题", "Title", also=("分节",)),
        Column(("show_if",), "显示条件", "Show if"),
        Column(("weight",), "权重", "Weight", "number"),
        Column(("pass_mark_pct",), "及格线(%)", "Pass mark (%)", "number"),
        Column(("repeat", "minimum"), "最少次数", "Times at least", "count"),
        Column(("repeat", "maximum"), "最多次数", "Times at most", "count"),
        Column(("repeat", "title", "zh-CN"), "每次名称", "Each is called zh"),
        Column(("repeat", "title", "en"), "每次名称(英文)", "Each is called en"),
    ),
)
CHOICES = Table(
    "选项",
    "Choices",
    (
        Column(("choice_set",), "选项集", "Choice set"),
        *_texts("name", "选项集名称", "Choice set name"),
        _QUESTION,
        Column(("column",), "表格列编码", "Table column"),
        *_OPTION,
    ),
)
TABLE_COLUMNS = Table(
    "表格列",
    "Table columns",
    (
        _QUESTION,
        Column(("code",), "列编码", "Column code"),
        *_texts("label", "列名", "Column"),
        Column(("kind",), "类型", "Kind", vocabulary=KINDS),
        *_LIMITS,
    ),
)
CAUSES = Table(
    "原因",
    "Root causes",
    (_QUESTION, Column(("code",), "原因编码", "Cause code"), *_texts("label", "原因", "Cause")),
)
REFERENCES = Table(
    "示例图",
    "Pictures",
    (
        _QUESTION,
        Column(("sha256",), "图片", "Picture", also=("sha256",)),
        Column(("is_good",), "正确示例", "Is good", "flag"),
        *_texts("caption", "说明", "Caption"),
    ),
)
BANDS = Table(
    "等级",
    "Bands",
    (
        Column(("code",), "编码", "Code"),
        *_texts("label", "等级", "Band"),
        Column(("at_least_pct",), "不低于(%)", "At least (%)", "number"),
    ),
)
CRITICAL = Table(
    "关键规则",
    "Critical rules",
    (
        Column(("code",), "编码", "Code"),
        Column(("effect",), "后果", "Effect", vocabulary=EFFECTS),
        Column(("questions",), "检查项编码", "Question codes", "list"),
        Column(("tag",), "标签", "Tag"),
        Column(("at_least",), "至少几项", "At least", "count"),
        Column(("pct",), "百分比", "Per cent", "number"),
    ),
)
TABLES = (
    FORM, SECTIONS, QUESTIONS, CHOICES, TABLE_COLUMNS, CAUSES, REFERENCES, BANDS, CRITICAL,
)  # fmt: skip
