"""What a document is about as a whole: the year of its figures, the day it speaks from, what it plans, its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.scene import REGIONS
from kg.text.period import year, years
from kg.types import Document, Mention, Period, Section

_ORDERS = re.compile(r"规划|计划|方案|行动|意见|措施|办法|纲要")
_SPAN = re.compile(r"(20\d\d)年?\s*(?:[-—–~～]+|至|到)\s*(20\d\d)年")
_HOME = re.compile(
    r"(?:关于)?(?:印发)?[《“]?(?P<name>[\u4e00-\u9fff]{1,6}?(?:自治区|自治州|省|市|县|新区|区))(?!场|域|间|块|政(?!府)|委|级|内)"
)
# 到2027年 is not the day a text speaks from, 2021年至2024年 and 降至2024年的 are.
_NOT_AIMED = (
    r"(?<!\d)(?<![^年达截高升降增减加少短长大复扩跌落]到)(?<![^年达截高升降增减加少短长大复扩跌落]至)(?<!^到)(?<!^至)"
    r"(?<!预计)(?<!预测)(?<!力争)(?<!展望)"
)
DATELINE = re.compile(  # 某社某地3月5日电(记者甲)
    r"\s*[\u4e00-\u9fff]{1,8}(?:社|报|网|台)[\u4e00-\u9fff]{2,10}\d{1,2}月\d{1,2}日(?:电|讯|消息|报道)"
    r"\s*(?:[(（][^()（）]{2,30}[)）])?"
)
# 2026年一季度: no day of a year yet to come is told so.
_TOLD = re.compile(rf"{_NOT_AIMED}(20[0-4]\d)年(?:第?[一二三四]季度|[上下]半年|前三季度|\d{{1,2}}(?:[-—]\d{{1,2}})?月)")
_BACKGROUND = re.compile(r"基础|现状|形势|背景|成效|成绩|回顾|进展|问题|挑战|概况|过去")


@dataclass(frozen=True, slots=True)
class Scope:
    """`period` is what a figure without a date is of, `reference` the day the text speaks from, `plan` the years that a
    plan is made for, `orders` whether the document says what is to be done, `home` the one region it is about."""

    period: Period | None
    reference: date | None
    plan: Period | None = None
    orders: bool = False
    home: str = ""

    def ordered(self, section: Section | None) -> bool:
        """Whether the sentences of a section say what is to be done."""
        return self.orders and not (section and _BACKGROUND.search(section.title))


def scope_of(document: Document, mentions: Sequence[tuple[Mention, ...]]) -> Scope:
    """The scope of a document, by its title, its date and what its text speaks of most."""
    orders = document.kind in ("plan", "opinion", "policy") or (
        document.kind == "notice" and bool(_ORDERS.search(document.title))
    )
    home = _home(document, mentions)
    if span := _SPAN.search(document.title):
        first, last = int(span[1]), int(span[2])
        if 0 < last - first < 20:
            day = document.published or year(first - 1).end
            return Scope(None, day, years(first, last), orders, home)
    period, reference = _year(document)
    return Scope(period, reference, None, orders, home)


def _year(document: Document) -> tuple[Period | None, date | None]:
    if m := re.search(r"(?<!\d)(20\d\d)年(?!至)", document.title):
        named = year(int(m[1]))
        if "政府工作报告" in document.title:  # it tells of the year before, and plans its own
            return year(int(m[1]) - 1), document.published or date(int(m[1]), 3, 31)
        return named, document.published or named.end
    for sentence in document.sentences[:6]:
        if opening := re.match(r"\s*(20\d\d)年[,，全]", document.text[sentence.start : sentence.end]):
            told = max((int(y) for y in _TOLD.findall(document.text)), default=0)
            last = year(max(int(opening[1]), told)).end
            return year(int(opening[1])), document.published or last
    if document.published:
        return None, document.published
    if m := re.search(r"(20\d\d)年(\d{1,2})月(\d{1,2})日", document.text[:1500]):
        try:
            return None, date(int(m[1]), int(m[2]), int(m[3]))
        except ValueError:
            pass
    named_years = Counter(re.findall(rf"{_NOT_AIMED}(20[0-4]\d)年", document.text)) or Counter(
        re.findall(r"(?<!\d)(20[0-4]\d)年", document.text)
    )
    if not named_years:
        return None, None
    return None, date(int(max(named_years, key=lambda y: (named_years[y], y))), 12, 31)


def _home(document: Document, mentions: Sequence[tuple[Mention, ...]]) -> str:
    """The region that the title names; one no gazetteer knows where the text speaks of 全市, 全省 and the like."""
    title = DATELINE.sub("", document.title)
    places = Counter(m.name for s in mentions for m in s if m.type in REGIONS and m.surface in title)
    if places:
        return max(places, key=lambda name: (len(name), places[name]))
    m = _HOME.match(re.sub(r"[\s“”]|^20\d\d年", "", title))
    if m and re.search(rf"[全我本]{m['name'][-1]}", document.text):
        return m["name"]
    return ""
