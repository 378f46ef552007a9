"""What paper lists say that is no question; apart because it is words and no logic."""

import re

from checklists.sheets.vocabulary import folded

FILLED_IN = frozenset(
    folded(name)
    for name in (
        "得分", "实得分", "实际得分", "自评得分", "考核得分", "扣分", "扣分原因", "扣分项", "评分",
        "检查结果", "检查情况", "检查记录", "检查人", "检查人员", "检查日期", "检查时间", "结果",
        "结论", "是否合格", "是否符合", "是否达标", "问题描述", "存在问题", "不符合项",
        "整改情况", "整改结果", "整改人", "整改日期", "完成时间", "完成情况", "复查", "复查结果",
        "复查情况", "复查人", "签字", "签名", "照片", "图片", "现场照片", "附件", "是", "否",
        "合格", "不合格", "符合", "不符合", "不适用", "达标", "不达标", "好", "中", "差", "优", "√",
        "×", "良", "Result", "Results", "Finding", "Findings", "Comment", "Comments", "Remarks",
        "Checked by", "Checked", "Inspector", "Date", "Signature", "Signed", "Status", "Photo",
        "Photos", "Yes",
        "No", "N/A", "Pass", "Fail", "OK", "Not OK", "Corrective action taken", "Completed",
    )
)  # fmt: skip
"""Columns that wait for whoever is in the store: an inspection holds what they say."""

TOTAL = re.compile(
    r"(总?合计|总计|小计|总分|总得分|合计得分|合计分数?|共计|sub-?total|"
    r"(grand |sum )?total( score)?)"
    r"\s*[:：]?\s*[\d.]*\s*(分|points)?",
    re.IGNORECASE,
)
"""The first words of a row that adds up."""

_WHO = (
    r"(被?(检查|受检|陪同|审核|复核|填表|记录|巡店|稽核|负责|责任)(人|人员|者|部门|单位)?|"
    r"门店(名称|负责人)?|店名|店长|督导|"
    r"(检查|填表|巡店)?(日期|时间)|签字|签名|得分|门店编号|inspector|checked by|signed( by)?|"
    r"signature|"
    r"date|time|store( name)?|manager|auditor)(签字|签名|确认)?"
)
SIGN_OFF = re.compile(_WHO + r"\s*([:：]|[_＿]{2,}).*", re.IGNORECASE | re.DOTALL)
"""A line for who looked, where and when: an inspection knows that by itself."""

REMARK = re.compile(
    r"(备注|说明|填表说明|评分说明|注|附注|note|notes|remark|remarks)\s*[:：].*",
    re.IGNORECASE | re.DOTALL,
)
"""A line below the list about the list."""

PART = re.compile(
    r"(第[一二三四五六七八九十]+(部分|章|节|类|项)|[一二三四五六七八九十]+\s*[、.．:：]|(part|section)\s+(\d+|[ivx]+|[a-z])\b)"
    r".*",
    re.IGNORECASE | re.DOTALL,
)
"""How a part of a list is headed within it."""

SUBPART = re.compile(r"[(（][一二三四五六七八九十]+[)）].*", re.DOTALL)
NUMERAL = re.compile(r"[(（]?[一二三四五六七八九十]+[)）]?[、.．]?")
ANNEX = re.compile(
    r"(附件|附表|表|annex|appendix)\s*[\d一二三四五六七八九十A-Z]*\s*[:：]?", re.IGNORECASE
)
"""What stands above a title and is none."""
