"""Lists as people type them for paper, and what each of them means."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook

Cell = str | float | None


def book(*rows: Sequence[Cell], merged: Sequence[str] = (), other: str = "") -> bytes:
    """Return a workbook as Excel writes it, with merged cells."""
    made = Workbook()
    page = made.worksheets[0]
    page.title = "巡检"
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    if other:
        made.create_sheet(other).append(["检查内容"])
        made.worksheets[1].append(["没人看"])
    content = BytesIO()
    made.save(content)
    return content.getvalue()


@dataclass(frozen=True)
class Paper:
    """A list, what it becomes, and the cells of which something is noted."""

    rows: Sequence[Sequence[Cell]]
    becomes: Sequence[str]
    noted: Sequence[str] = ()
    merged: Sequence[str] = ()


PAPERS = {
    "area-merged": Paper(
        [
            ["附件1"],
            ["门店日常巡检表"],
            ["门店：", None, "日期："],
            ["序号", "检查区域", "检查内容", "分值", "检查结果", "扣分", "备注"],
            [1, "收银区", "台面整洁", "10分", None, None, None],
            [2, None, "小票齐全", "１０分", None, None, None],
            [3, "后厨", "地面干净", 5, None, None, "看下水口"],
            ["合计", None, None, "25分"],
            ["检查人：", None, "店长签字：", None, "日期：    年  月  日"],
        ],
        ["收银区: 台面整洁", "收银区: 小票齐全", "后厨: 地面干净"],
        ["A8", "A9", "B4", "E4", "F4"],
        ["A2:G2", "B5:B6"],
    ),
    "section-in-first-row": Paper(
        [
            ["序号", "检查项目", "检查标准", "标准分"],
            ["1", "环境卫生", "地面无积水", 5],
            ["2", None, "垃圾桶加盖", 5],
            ["3", "服务", "仪容仪表", 10],
            ["总计：", None, None, 20],
        ],
        ["环境卫生: 地面无积水", "环境卫生: 垃圾桶加盖", "服务: 仪容仪表"],
        ["A5", "B1", "C1"],
        ["B2:B3"],
    ),
    "item-and-standard": Paper(
        [["项目", "检查标准"], ["地面", "无积水"], ["墙面", "无霉斑"]],
        ["检查项: 地面", "检查项: 墙面"],
    ),
    "item-beside-what-is-asked": Paper(
        [["检查项目", "检查内容"], ["地面", "无积水"], ["墙面", "墙面无霉斑"]],
        ["检查项: 地面：无积水", "检查项: 墙面无霉斑"],
        ["A1"],
    ),
    "two-levels": Paper(
        [
            ["检查类别", "检查项目", "检查内容", "分数"],
            ["食品安全", "冷藏", "温度达标", 5],
            [None, None, "生熟分开", 5],
            [None, "留样", "留样齐全", 5],
            ["消防", None, "通道畅通", 5],
        ],
        [
            "食品安全 > 冷藏: 温度达标",
            "食品安全 > 冷藏: 生熟分开",
            "食品安全 > 留样: 留样齐全",
            "消防: 通道畅通",
        ],
        ["B1"],
        ["A2:A4", "B2:B3"],
    ),
    "headings-between": Paper(
        [
            ["序号", "检查内容", "分值"],
            ["一、环境卫生（20分）"],
            [1, "地面干净", 10],
            [2, "门窗明亮", 10],
            ["二、服务"],
            ["（一）着装"],
            [1, "工牌佩戴", 5],
            [3, None, None],
        ],
        [
            "一、环境卫生（20分）: 地面干净",
            "一、环境卫生（20分）: 门窗明亮",
            "二、服务 > （一）着装: 工牌佩戴",
        ],
        ["A2", "A5", "A6"],
        ["A2:C2", "A5:C5"],
    ),
    "chinese-numerals-for-parts": Paper(
        [["序号", "检查内容", "分值"], ["一", "环境"], ["1", "灯", 5], ["二", "设备"], [2, "柜"]],
        ["环境: 灯", "设备: 柜"],
        ["A2", "A4", "C5"],
    ),
    "section-in-a-row-of-its-own": Paper(
        [["分类", "检查内容"], ["环境"], [None, "灯"], [None, "门净"], ["设备"], [None, "柜"]],
        ["环境: 灯", "环境: 门净", "设备: 柜"],
    ),
    "kind-that-names-the-section": Paper(
        [["类型", "检查内容"], ["卫生", "地面"], ["卫生", "墙面"], ["安全", "灭火器"]],
        ["卫生: 地面", "卫生: 墙面", "安全: 灭火器"],
        ["A1"],
    ),
    "what-is-asked-merged": Paper(
        [["检查内容", "检查标准"], ["冰箱", "温度达标"], [None, "无结霜"], ["地面", "无积水"]],
        ["冰箱: 温度达标", "冰箱: 无结霜", "地面: 无积水"],
        ["A1", "B1"],
        ["A2:A3"],
    ),
    "merged-over-both": Paper(
        [["检查项目", "检查内容", "分值"], ["冰箱", "温度", 5], [None, "霜", 5], ["地垫", None, 5]],
        ["冰箱: 温度", "冰箱: 霜", "地垫: 地垫"],
        ["A1"],
        ["A4:B4", "A2:A3"],
    ),
    "a-part-again": Paper(
        [["区域", "检查内容"], ["前厅", "灯"], ["后厨", "灶"], ["前厅", "门"]],
        ["前厅: 灯", "前厅: 门", "后厨: 灶"],
        ["A1", "A4"],
    ),
    "english": Paper(
        [
            ["Evening walk"],
            ["No.", "Area", "Item", "Standard", "Points", "Result", "Comments"],
            [1, "Floor", "Lights", "All on", "5 points"],
            [2, None, "Mats", "Dry", 5],
            [None, "Total", None, None, 10],
            ["Inspector: ____", None, "Date: ____"],
        ],
        ["Floor: Lights", "Floor: Mats"],
        ["A6", "B2", "B5", "F2", "G2"],
    ),
    "numbers-that-are-no-codes": Paper(
        [["编号", "检查内容"], ["A-1", "灯"], ["A-2", "门"]], ["检查项: 灯", "检查项: 门"], ["A1"]
    ),
    "standard-alone": Paper([["序号", "检查标准"], [1, "灯亮"]], ["检查项: 灯亮"], ["B1"]),
    "remark-below": Paper(
        [["序号", "检查内容"], [1, "灯"], ["备注：每周一次"]], ["检查项: 灯"], ["A3"]
    ),
    "no-heading-above-a-column": Paper(
        [["检查内容", None], ["灯", "大厅"]], ["检查项: 灯"], ["B1"]
    ),
}  # fmt: skip
