"""Periods of time in Chinese text: 2025年, 2025年上半年, 3Q20, 1-7月, 近三年, 十四五末, 去年.

A period without a year needs `reference`, the day the text speaks from: its year is supplied, and a month or quarter
that would lie after it belongs to the year before where the words do not say otherwise.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from kg.text.units import number
from kg.types import Period

_N = r"\d{1,2}|[两二三四五六七八九十]+"
_STRETCH = re.compile(
    rf"(?:^|[这,，])(?:过去|近|最近)?(?P<since>{_N})年(?:来|间|多来)(?!的)|"
    r"(?:过去|这)(?P<past>[两二三四五六七八九十]+)年|"
    rf"(?:^|[,，收入额产量])(?P<over>{_N})年(?=年均|累计|增加|增长|减少|下降|提高|共|翻|接近|总体|合计|总计|净增|新增|新建|"
    r"建成|[近约超逾]?\d[\d.]*[多余]?[万亿个家户项套件](?!分点))|"
    rf"经过近?(?P<by>{_N})年多?的?(?:持续|不懈|接续|连续|艰苦|共同)*(?:努力|奋斗|奋战|攻坚|建设|发展)"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """That a text speaks of so many years together, from `start` on. `reach`: how far that may hold: for the "clause"
    (五年累计), the "sentence" (经过八年努力,…), or the sentences after it too, the "text" (五年来,…)."""

    start: int
    years: int
    reach: str


def find_stretch(text: str) -> Stretch | None:
    """The first words of a text by which its figures are of several years together; None where it has none."""
    m = _STRETCH.search(text)
    n = number(m["since"] or m["past"] or m["over"] or m["by"]) if m else None
    if m is None or n is None or not 1 < n <= 50:
        return None
    return Stretch(m.start(), int(n), "clause" if m["over"] else "sentence" if m["by"] else "text")


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """A period where it stands in a text. `periods` are its members where a list is told one by one (2021、2022年;
    2021-2023年), else just the period. `explicit`: the year is written, not supplied by the reference.
    `kind`: "at" (a point or stretch the figures are of), "base" (较2024年, 比上年), "until" (到2025年, 截至6月末)."""

    start: int
    end: int
    period: Period
    periods: tuple[Period, ...]
    explicit: bool
    kind: str = "at"


# ---- making periods ------------------------------------------------------------------------------
def months(year: int, first: int, last: int) -> Period:
    """The stretch from month `first` to month `last` of a year, in the contract's form."""
    start, end = date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
    named = {(1, 12): f"{year}", (1, 6): f"{year}H1", (7, 12): f"{year}H2"}
    named |= {(3 * q - 2, 3 * q): f"{year}Q{q}" for q in range(1, 5)}
    if first == last:
        return Period(f"{year}-{first:02d}", start, end)
    return Period(named.get((first, last), f"{year}-{first:02d}/{year}-{last:02d}"), start, end)


def year(number: int) -> Period:
    return months(number, 1, 12)


def years(first: int, last: int) -> Period:
    """Several whole years: 2021/2023."""
    return year(first) if first == last else Period(f"{first}/{last}", date(first, 1, 1), date(last, 12, 31))


def year_before(period: Period) -> Period:
    """The same stretch one year earlier: what 同比 compares with."""
    text = re.sub(r"\d{4}", lambda m: str(int(m[0]) - 1), period.text)
    return Period(text, _back(period.start), _back(period.end))


def _back(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    whole = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if whole else min(day.day, last))


# ---- patterns ------------------------------------------------------------------------------------
_CN = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "〇": 0}
_YEAR = r"(?:(?:19|20)\d\d|(?<!\d)\d\d)"
_TO = r"\s*(?:[-–—~～∼至到]|——)\s*"
_SEP = r"\s*[、,和及与/]\s*"
_RELATIVE = {
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "本年度": 0,
    "年内": 0,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "前年": -2,
    "明年": 1,
    "后年": 2,
    "次年": 1,
}
_HALF = r"(?P<half>上半年|下半年|半年报|中报|[Hh][12](?![\dA-Za-z]))"
_QUARTER = (
    r"(?P<quarter>前[一二三123]季度|第?[一二三四1234](?:[、和至-][一二三四1234])?季度?(?<=季度)|[一二三四]季报|"
    r"Q[1-4](?![\dA-Za-z]))"
)
_MONTH = (
    r"(?P<m1>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?:月(?:份)?)?"
    r"(?:" + _TO + r"(?P<m2>1[0-2]|0?[1-9]))?月(?:份)?(?:(?P<day>[0-3]?\d)(?:" + _TO + r"[0-3]?\d)?日)?"
)
_PART = rf"(?:{_HALF}|{_QUARTER}|(?P<month>{_MONTH}))"
_PERIOD = re.compile(
    # 1Q20, 11M20, 1-11M20, 1H20, 9M21E
    r"(?P<broker>(?<![\dA-Za-z])(?:(?P<b1>1[0-2]|[1-9])(?:-(?P<b2>1[0-2]|[1-9]))?(?P<bu>[QMH])(?P<by>(?:20)?\d\d))(?![\d.%])[末底]?)"
    # 2020Q3, 2020H1, 20Q3, 2021E, FY20, 2020-2022E
    r"|(?P<coded>(?<![\dA-Za-z.])(?:FY)?(?P<cy>(?:20)?\d\d)(?:年)?(?P<cq>[QH][1-4])(?![\d.]))"
    r"|(?P<estimate>(?<![\dA-Za-z.-])(?:(?P<e1>20\d\d)[EF]?[-–~])?(?P<e2>20\d\d)[EF](?![A-Za-z\d]))"
    # 十四五末, “十四五”期间
    r"|[“\"‘]?(?P<plan>十[一二三四五六])五[”\"’]?(?P<planend>规划)?(?P<planpart>末|初|期末|期间|时期|收官|以来)?"
    # 近三年, 过去五年, 最近10年, 未来三年
    r"|(?P<span>近|最近|过去|未来|今后)(?P<spann>\d{1,2}|[一二两三四五六七八九十])(?P<spanu>年|个月)(?!期|以上|以内)"
    # 一年前, 五年前的
    r"|(?P<ago>(?<![\d第])(?P<agon>\d{1,2}|[一两二三四五六七八九十])年(?:之|以)?前)(?:的(?!\d+年)|同期)?"
    # 2021-2023年, 2021年至2023年, 2021、2022年
    rf"|(?P<range>(?<![\dA-Za-z.])(?P<r1>{_YEAR})年?{_TO}(?P<r2>{_YEAR})年(?!期)(?:间|期间|末|底)?(?:(?P<rm>1[0-2]|[1-9])月)?)"
    rf"|(?P<list>(?<![\dA-Za-z.])(?P<l>{_YEAR}年?(?:{_SEP}{_YEAR}年?)*{_SEP}{_YEAR}年)(?!期))"
    # 2025年, 2025年上半年, 2025年1-7月, 2025年末, 2020三季度
    rf"|(?P<abs>(?<![\dA-Za-z.])(?P<y>{_YEAR})(?:年度?(?!期)|(?=[一二三四前第][一二三四]?季度|[上下]半年))(?:的)?"
    rf"(?:{_PART}|(?P<point>[末底初]|中(?=[,，。;；)）旬、]|$)|全年|年末|年底|年初|以来|内(?!地))|前三季度)?)"
    rf"|(?P<rel>今年|本年度?|当年|(?<![一两二三四五六七八九十\d])年内(?!地[^位])|去年|上年|上一年|前年|明年|后年|次年)(?:的)?"
    rf"(?:{_PART.replace('?P<', '?P<r_')}|(?P<r_point>[末底初]|全年|同期|以来))?"
    rf"|(?P<bare>(?<![\d年A-Za-z.])(?:{_PART.replace('?P<', '?P<x_')})|全年(?!龄)|年初|"
    rf"年末|年底|本季度|本月|当月|上月|当季|上季度|单季度?)"
    # 2025 in front of a name: 2025中国…; only with a word that begins right after
    r"|(?P<plain>(?<![\d.A-Za-z〔\[-])20[0-4]\d(?=[\u4e00-\u9fff])(?!年|[余多个家项人万亿千百元台部户条件名亩吨公米]))"
)
_BASE = re.compile(r"(?:高于|低于|多于|少于|优于|快于|慢于|不及|较|比|相比|相较于?|对比|同|与|相对)\s*$")
_LASTING = re.compile(r"(?:[高长加短少升降](?:到|至)|长达|期限?|年限|寿命|历时|为期|超过|满|为|约|近)$")
_AS_IN = re.compile(r"(?:恢复|相当)(?:到|至|于)\s*$")
_TIMES = re.compile(r"(?:是|为|相当于|达)\s*$")
_UNTIL = re.compile(r"(?:到|截至|截止到?|至|力争|预计到|在)\s*$")


def _year_number(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _small(text: str) -> int:
    """1-12 in digits or Chinese numerals."""
    if text.isdigit():
        return int(text)
    return 10 + (_CN[text[1]] if len(text) > 1 else 0) if text[0] == "十" else _CN[text]


def _part(m: re.Match[str], prefix: str, of: int) -> Period | None:
    """The half, quarter or months that a match names, in year `of`."""
    if half := m[prefix + "half"]:
        return months(of, 1, 6) if half in ("上半年", "半年报", "中报", "H1", "h1") else months(of, 7, 12)
    if quarter := m[prefix + "quarter"]:
        ns = [_small(c) for c in re.findall(r"[一二三四1234]", quarter)]
        if quarter.startswith("前"):
            return months(of, 1, 3 * ns[0])
        return months(of, 3 * ns[0] - 2, 3 * ns[-1])
    if m[prefix + "month"]:
        first = _small(m[prefix + "m1"])
        last = _small(m[prefix + "m2"]) if m[prefix + "m2"] else first
        if not first <= last <= 12:
            return None
        found = months(of, first, last)
        if (day := m[prefix + "day"]) and first == last and 1 <= int(day) <= calendar.monthrange(of, first)[1]:
            return Period(found.text, date(of, first, int(day)), date(of, first, int(day)))
        return found
    return None


def _read(m: re.Match[str], reference: date | None) -> tuple[Period, tuple[Period, ...], bool] | None:
    """The period of one match, its members, and whether its year is written."""

    def one(p: Period | None, explicit: bool = True) -> tuple[Period, tuple[Period, ...], bool] | None:
        return (p, (p,), explicit) if p else None

    def many(first: int, last: int) -> tuple[Period, tuple[Period, ...], bool] | None:
        return (
            (years(first, last), tuple(year(y) for y in range(first, last + 1)), True)
            if 0 < last - first < 60
            else None
        )

    if m["broker"]:
        of, first, last = _year_number(m["by"]), int(m["b1"]), int(m["b2"] or m["b1"])
        if m["bu"] == "M":
            return one(months(of, first, last)) if first <= last else None
        span = 3 if m["bu"] == "Q" else 6
        return one(months(of, span * (first - 1) + 1, span * last)) if span * last <= 12 else None
    if m["coded"]:
        n, span = int(m["cq"][1]), 3 if m["cq"][0] == "Q" else 6
        return one(months(_year_number(m["cy"]), span * (n - 1) + 1, span * n)) if span * n <= 12 else None
    if m["estimate"]:
        return many(int(m["e1"]), int(m["e2"])) if m["e1"] else one(year(int(m["e2"])))
    if m["plan"]:
        first = 2011 + 5 * (_CN[m["plan"][1]] - 2)
        part = m["planpart"] or ""
        if m["planend"] and not part:
            return None
        return one(year(first + 4) if part in ("末", "期末", "收官") else years(first, first + 4))
    if m["span"]:
        return one(_around(m, reference), False)
    if m["range"]:
        first, last = _year_number(m["r1"]), _year_number(m["r2"])
        if m["rm"]:
            found = many(first, last)
            each = tuple(months(y, int(m["rm"]), int(m["rm"])) for y in range(first, last + 1))
            return found and (found[0], each, True)
        return many(first, last)
    if m["list"]:
        listed = tuple(year(_year_number(y)) for y in re.findall(_YEAR, m["l"]))
        return years(listed[0].start.year, listed[-1].start.year), listed, True
    if m["abs"]:
        of = _year_number(m["y"])
        if m["abs"].endswith("年以来") and reference and of < reference.year:
            return one(years(of, reference.year))
        if m["abs"].endswith("前三季度"):
            return one(months(of, 1, 9))
        return one(_part(m, "", of) or year(of))
    if m["plain"]:
        return one(year(int(m["plain"])))
    if reference is None:
        return None
    if m["ago"]:
        return one(year(reference.year - _small(m["agon"])), False)
    if m["rel"]:
        of = reference.year + _RELATIVE[m["rel"]]
        return one(_part(m, "r_", of) or year(of), False)
    return one(_bare(m, reference), False)


def _around(m: re.Match[str], reference: date | None) -> Period | None:
    if reference is None or m["spanu"] != "年":
        return None
    n, ahead = _small(m["spann"]), m["span"] in ("未来", "今后")
    if n == 1 and not ahead and reference.month <= 4:
        return year(reference.year - 1)  # 过去一年, said in the spring
    return years(reference.year + 1, reference.year + n) if ahead else years(reference.year - n + 1, reference.year)


def _bare(m: re.Match[str], reference: date) -> Period | None:
    text = m["bare"]
    if text in ("全年", "年初", "年末", "年底"):
        return year(reference.year)
    if text in ("本月", "当月", "上月"):
        day = reference if text != "上月" else reference.replace(day=1) - timedelta(days=1)
        return months(day.year, day.month, day.month)
    if text in ("本季度", "当季", "单季", "单季度", "上季度"):
        return None
    found = _part(m, "x_", reference.year)
    # 11月 and 1-10月 in a text of the first months of a year speak of the last one.
    late = found and reference.month <= 4 and found.end.month >= 7 and found.end > reference
    return year_before(found) if found and late else found


def find_periods(text: str, reference: date | None = None, context: date | None = None) -> list[PeriodSpan]:
    """The periods of a text in order. Without `reference` only those that carry their year. `context` is the day that
    supplies the year of 上半年, 10月, 全年 where an earlier sentence set one; 今年 and 去年 follow `reference`."""
    found = []
    for m in _PERIOD.finditer(text):
        if _LASTING.search(text[max(0, m.start() - 3) : m.start()]) and re.fullmatch(r"\d{1,2}年", m[0]):
            continue  # 长达15年
        read = _read(m, context if context and (m["bare"] or m["ago"]) else reference)
        if read is None:
            continue
        before = text[max(0, m.start() - 4) : m.start()]
        after = text[m.end() : m.end() + 2]
        kind = (
            "base"
            if _BASE.search(before) and not re.search(r"[和及]$", before)
            else "until"
            if _UNTIL.search(before)
            else "at"
        )
        if kind == "at" and re.match(r"相比|相较", after):
            kind = "base"
        if (m[0].endswith("的") or re.match("同期|的", after)) and (_AS_IN if not m["ago"] else _TIMES).search(before):
            kind = "base"  # 恢复到2019年的113%, 是十年前的3倍
        found.append(PeriodSpan(m.start(), m.end(), read[0], read[1], read[2], kind))
    return found


def parse_period(text: str, reference: date | None = None) -> Period | None:
    """A text that is one period and nothing else ('去年', '2025年上半年', '十四五末'), else None."""
    text = text.strip()
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return year(int(text))
    found = find_periods(text, reference)
    return found[0].period if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) else None


def to_period(text: str) -> Period | None:
    """The Period of a contract form (2025, 2025H1, 2025Q3, 2025-07, 2025-01/2025-07, 2021/2023), else None."""
    if m := re.fullmatch(r"(\d{4})(?:/(\d{4}))?", text):
        return years(int(m[1]), int(m[2] or m[1]))
    if m := re.fullmatch(r"(\d{4})([HQ])([1-4])", text):
        n, span = int(m[3]), 6 if m[2] == "H" else 3
        return months(int(m[1]), span * (n - 1) + 1, span * n) if span * n <= 12 else None
    if (m := re.fullmatch(r"(\d{4})-(\d\d)(?:/(\d{4})-(\d\d))?", text)) and 1 <= int(m[2]) <= 12:
        if not m[3]:
            return months(int(m[1]), int(m[2]), int(m[2]))
        if m[1] == m[3] and int(m[2]) < int(m[4]) <= 12:
            return months(int(m[1]), int(m[2]), int(m[4]))
    return None
