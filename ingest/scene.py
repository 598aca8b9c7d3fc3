"""The running state while a sentence is read for its numbers, and the word patterns the readers share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from kg.text.period import find_periods
from kg.types import Mention, ObservationClaim, Period, Status, Token

REGIONS = frozenset({"Region", "Country", "Province", "City"})
ACTORS = frozenset(
    {
        "Institution",
        "FinancialInstitution",
        "Bank",
        "Insurer",
        "SecuritiesFirm",
        "AssetManager",
        "Company",
        "TechnologyCompany",
        "GovernmentBody",
        "ResearchBody",
        "Group",
    }
)


# Words that name no one thing.
GENERAL = re.compile(
    r"(?:全部|多数|部分|其他|各|主要)?(?:国民经济|经济社会|社会发展|经济|社会|发展|建设|工作|国家|险种|品种|省份|企业|行业|市场|公司|机构|项目|消费者|用户|产品|平台|部门|城市|地区|国家|产业|领域|居民|客户)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """What the last numbers were about, for clauses that leave it out."""

    subjects: tuple[str, ...] = ()
    stem: str = ""
    last: str = ""  # full indicator of the last number
    share: str = ""  # the whole of the last share
    kind: str = ""
    unit: str = ""
    period: Period | None = None
    periods: tuple[Period, ...] = ()
    regions: tuple[str, ...] = ()
    of: str = ""  # base unit of the last level, for parts that leave its name out (其中海水产品486万吨); "*": any
    acted: str = ""  # the subject that something was done to: no doer of what the next clause tells
    verb: str = ""  # 接入 of 接入甲企业数, for 乙企业超5万家 after it
    series: tuple[tuple[str, str], ...] = ()  # (subject, stem) of each member of the last list
    anchor: int = 0  # where in the sentence the words that name it begin


@dataclass(slots=True)
class Scene:
    """The running state of a sentence."""

    text: str
    base: int  # offset of the sentence in the document
    mentions: tuple[Mention, ...]
    tokens: tuple[Token, ...]
    period: Period | None
    explicit: bool = False
    region: str = ""
    home_region: str = ""  # the region of the section
    owner: str = ""  # the company that the section is about
    local: bool = False  # the paragraph has spoken of the region the document is about (全省, 贵州省)
    product: str = ""
    unit: str = ""  # base unit of the number being read
    at: int = 0  # where in the sentence the number being read begins
    brought: bool = False  # the product is what an earlier clause brought about, not a quoted name
    where: str = ""  # the field of use that a part of the sentence begins with: 在停车场场景,…
    suffix: str = ""  # what a number is a share of: 相当于2019年的比例
    until: int = 0  # where in the sentence the words after that number end
    right: str = ""  # the words after the number being read
    topic: str = ""
    home: tuple[str, int] = ("", 0)  # the topic this sentence itself names, and where its clause begins
    before: Period | None = None  # the period that held before this clause
    stretch: Period | None = None  # 五年累计: what changes, sums and yearly averages are of
    stretched: bool = False  # this sentence itself says so
    ever: bool = False  # 多年来: of years that nobody numbers
    held: Period | None = None  # the same for the sentences after 五年来, …
    then: Period | None = None  # the period to return to after 上年同期
    pair: tuple[Period, Period] | None = None  # 1Q20至1Q21, 从a降至b
    tasks: bool = False  # the section says what is to be done
    ordered: bool = False  # the sentence says what is to be done
    aim: bool = False  # the paragraph opened with an aim: 到2027年, …
    status: Status = "actual"
    place: Place = field(default_factory=Place)
    whole: Place = field(default_factory=Place)  # what held before 其中
    claims: list[ObservationClaim] = field(default_factory=list)


# 五年总体赤字率: how many years it is of is no part of its name.
_YEARS = re.compile(r"^(?:\d{1,2}|[两二三四五六七八九十]+)年(?=总体|平均|年均|累计|合计|总计)")


def no_period(text: str) -> str:
    """A text without its periods; bases (较2024年) stay."""
    out, at = [], 0
    for p in find_periods(text, date(2000, 12, 31)):
        if p.kind == "base":
            continue
        out.append(re.sub(r"(?:截至|截止到?|(?<![达加少升降高低长短大增])到|在|于)$", "", text[at : p.start]))
        at = p.end + (1 if text[p.end : p.end + 1] == "的" else 0)
    out.append(text[at:])
    return _YEARS.sub("", "".join(out).lstrip("/"))
