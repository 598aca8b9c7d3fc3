"""Numbers with units in Chinese text: what is written, its value, its comparator, its value in base units.

Used for documents and for questions alike. Units and their factors are rows of `kg/data/units.tsv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from kg.text.units import NUMERALS, SCALE_WORDS, SCALES, format_quantity, number, plain, to_base, units
from kg.types import Comparator

__all__ = ["SCALES", "Quantity", "find_quantities", "format_quantity", "number", "parse_quantity", "to_base", "units"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """`text[start:end] == written`, the number with its unit; [outer_start, outer_end) adds the words that compare
    (超 … 以上). `value` is the number beside `unit` (7.8 with 万亿元), None where the size is vague or is written as a
    fraction (数十家, 毫秒级, 1/3, 近半). `value_base` is in `unit_base` (percent for fractions); None if vague.
    `kind` is one of `KINDS`, "number" (no unit), "ratio" (三分之一, 近半) or "vague".
    """

    start: int
    end: int
    written: str
    value: Decimal | None
    unit: str
    kind: str
    comparator: Comparator = "="
    value_max: Decimal | None = None
    value_base: Decimal | None = None
    value_max_base: Decimal | None = None
    unit_base: str = ""
    outer_start: int = 0
    outer_end: int = 0
    chinese: bool = False  # the number is written in Chinese characters


# ---- words around a number ------------------------------------------------------------------------
_BEFORE: tuple[tuple[Comparator, str], ...] = (
    (">=", r"不低于|不少于|不小于|不得低于|不得少于|至少|最低|起码|大于等于|≥|>="),
    (
        "<=",
        r"不超过|不高于|不多于|不大于|不得超过|不得高于|至多|最多|最高(?:可达|可|达|为)?|最长|上限(?:为)?|小于等于|≤|<=",
    ),
    (">", r"突破|越过|冲破|(?<![突跌冲击])破(?=\s*$)|超过|超出|超(?!前)|逾|大于|高于|多于|站上|跨过|跨越|迈过|>"),
    ("<", r"跌破|不足|不到|低于|少于|小于|未达|未满|不满|<"),
    ("~", r"≈|(?<!\d)[~～]|大约|大概|约(?:合|占|为)?|接近|将近|(?<![最附邻])近|逼近|左右|大致|约莫|估计|差不多"),
)
_AFTER: tuple[tuple[Comparator, str], ...] = (
    (">=", r"(?:及|或|和)?以上|之上|起步"),
    ("<=", r"(?:及|或|和)?以下|之下|以内|之内"),
    ("~", r"左右|上下|前后"),
    (">", r"有?余|多(?![种个])|出头|开外"),
)
_BEFORE_RX = re.compile(
    "(?:"
    + "|".join(f"(?P<c{i}>{rx})" for i, (_, rx) in enumerate(_BEFORE))
    + r")(?:了|到|达|有|为|开展|完成|举办|建成|建设|培育|打造|新增|组织|设立|引进|选派|安排)?\s*$"
)
_AFTER_RX = re.compile(r"\s*(?:" + "|".join(f"(?P<c{i}>{rx})" for i, (_, rx) in enumerate(_AFTER)) + ")")

_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_DASH = r"\s*(?:[-–—−~～∼至到]|——)\s*"
_WORDS_WITH_NUMERALS = re.compile(
    rf"[一二三]次(?:产业|能源|电池)|五位一体|零部件|一部分|千人计划|万人计划|一次性|一家人|千家万户|(?<![{NUMERALS}])万户|三位一体|四个(?:自信|意识|全面)|两个(?:维护|确立)|一成不变|[一二三四五六七八九十]成(?=立|为|果|本|员|效|功|长|就|都|熟)"
)


def _unit_end(name: str) -> str:
    """What may not follow a unit: letters after a unit of letters, 庭 after 家."""
    if name[-1].isascii() and name[-1].isalpha():
        return r"(?![A-Za-z])"
    return {"家": "(?!庭)", "分": "(?![之钟类为别布级期区批项析离])"}.get(name, "")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    def alternation(names: list[str]) -> str:
        names.sort(key=lambda name: (-len(name), name))
        return "|".join(re.escape(n) + _unit_end(n) for n in names)

    every = alternation(list(units()))
    spoken = alternation([n for n, u in units().items() if u.chinese])
    per = rf"(?:/(?:{every}|月|日|[A-Za-z]+)|每(?:年|月|人|户))?"
    arabic = re.compile(
        rf"(?P<neg>(?:(?<![A-Za-z\d%)])|(?<=[YyQqMm]o[YyQqMm]))[-−])?(?P<n1>{_DIGITS})\s*"
        rf"(?:(?P<s1>{SCALE_WORDS})?(?P<u1>{every})?{_DASH}(?P<n2>{_DIGITS})\s*)?"
        rf"(?P<s>{SCALE_WORDS})?(?P<mid>[余多几])?(?P<s3>[万亿])?(?P<u>(?:{every}){per})?"
    )
    chinese = re.compile(
        rf"(?:(?P<parts>百|千|万|[{NUMERALS}]+|\d+)分之(?P<of>[{NUMERALS}点]+|\d+(?:\.\d+)?))"
        rf"|(?P<f1>(?<![\d./])[1-9]\d?)/(?P<f2>[1-9]\d?)(?![\d/.]|[A-Za-z]|年|月)"
        rf"|翻了?(?P<fold>[一两二三四]?)番"
        rf"|(?P<half>(?:[近过超逾]|大|多)半(?!导|年|径|天|岛|场|小时)|(?:近|过|超过|逾)?半数|(?:近|超过|过)?一半)"
        rf"|(?P<level>(?:[十百千万]*[百千万亿](?:元|吨|级别|美元)?|毫秒|秒|微秒|纳秒|分钟|小时|天|PB|TB|EB)级)(?!别?市)"
        rf"|(?P<digits>[一两三四五个双]位数)"
        rf"|(?P<some>(?:好?几|(?<![多少])数|成百上千|成千上万|上)(?P<some_n>[十百千万亿]*)(?P<some_s>[万亿]?)(?P<some_u>{spoken}))"
        rf"|(?<![第{NUMERALS}数几\d])(?P<cn>[{NUMERALS}]+(?:点[{NUMERALS}]+)?)(?P<cmid>[余多几来])?(?P<cs>[万亿]?)(?P<cmid2>[余多]?)"
        rf"(?:(?:至|到|-|~)(?P<cn2>[{NUMERALS}]+))?大?(?P<cu>{spoken})"
    )
    return arabic, chinese


def find_quantities(text: str, *, bare: bool = False) -> list[Quantity]:
    """All quantities of a text in order. Dates, ordinals, article and document numbers, codes and names with digits
    (2025年, 第三条, 〔2022〕2号, 300750.SZ, 图3, 5G-A, 十四五) are none. `bare` also gives numbers without a unit."""
    arabic, chinese = _patterns()
    found, at = list[Quantity](), 0
    while m := arabic.search(text, at):
        at = max(m.end(), at + 1)
        q = _arabic(m, text, bare)
        if m["n2"] and (
            q is None
            or (
                m["u1"]
                and _TO.search(text[m.end("u1") : m.start("n2")])
                and _MOVED.search(text[: m.start()])
                and not m["u1"] == m["u"] == "%"  # 减少15%至20% is a range
            )
        ):  # 下降17%至2771万部: two numbers
            cut = m.end("u1") if m["u1"] else m.end("s1") if m["s1"] else m.end("n1")
            alone = arabic.search(text[:cut], m.start())
            q, at = (_arabic(alone, text, bare), cut) if alone and m["u1"] else (q, at)
        if q:
            found.append(q)
    taken = [(q.start, q.end) for q in found]
    blocked = [m.span() for m in _WORDS_WITH_NUMERALS.finditer(text)]
    for m in chinese.finditer(text):
        if any(a < m.end() and m.start() < b for a, b in blocked):
            continue
        overlapping = [i for i, (a, b) in enumerate(taken) if a < m.end() and m.start() < b]
        q = _chinese(m, text)
        if q and overlapping and (m["parts"] or m["f1"]):  # 1/3, 5分之1: not two numbers
            found = [f for i, f in enumerate(found) if i not in overlapping]
            taken = [(f.start, f.end) for f in found]
            overlapping = []
        if q and not overlapping:
            found.append(q)
            taken.append((q.start, q.end))
    return sorted((_per(q, text) for q in found), key=lambda q: q.start)


_PER = re.compile(
    r"每(公斤|千克|克|吨|千瓦时|千瓦|瓦时|瓦|平方米|立方米|平方公里|亩|公顷|公里|升|度|股|小时|秒|分钟)\s*(?:达|为)?$"
)


def _per(q: Quantity, text: str) -> Quantity:
    """每公斤500瓦时 is 500 瓦时/公斤."""
    m = _PER.search(text[: q.start])
    if m is None or q.value is None or "/" in q.unit or q.outer_start != q.start:
        return q
    unit = f"{q.unit}/{m[1]}"
    low, unit_base = to_base(q.value, unit)
    high = to_base(q.value_max, unit)[0] if q.value_max is not None else None
    return replace(
        q,
        start=m.start(),
        outer_start=m.start(),
        written=text[m.start() : q.end],
        unit=unit,
        value_base=low,
        value_max_base=high,
        unit_base=unit_base,
    )


def parse_quantity(text: str) -> Quantity | None:
    """A text that is one quantity and nothing else, comparing words allowed ('超5万家', '七成'), else None."""
    text = text.strip()
    found = find_quantities(text, bare=True)
    whole = len(found) == 1 and found[0].outer_start == 0 and found[0].outer_end == len(text)
    return found[0] if whole else None


# ---- reading one match -----------------------------------------------------------------------------
_NO_NUMBER_BEFORE = re.compile(
    r"(?:第|图表?|表|附件|附录|〔|\[|No\.?|编号|TOP|Top|CR|NO\.?|版本|[VvＶ]|工业|代码[::]?)\s*$"
)
_NO_NUMBER_AFTER = re.compile(
    r"[A-Za-zα-ω]|\.\d|/100(?!\d)|-[A-Za-z]|号(?!线)|[〕\]]|:\d|×\d|[后强版](?!备|续)|月(?!均)|日(?!均)|寸晶圆|代(?!表)"
)
_TO = re.compile("[至到]")
_THINGS = frozenset(["架", "辆", "台", "套", "部", "艘", "颗", "枚", "件", "名", "人"])
_MOVED = re.compile(r"(?:[增升降减跌涨][长加高低落少幅]?|下滑|回落|上涨|提升|收窄|扩大|缩短)(?:了|约|近)*\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def _comparator(text: str, start: int, end: int, kind: str) -> tuple[Comparator, int, int]:
    """What the words around [start, end) say, and the range with them. Words before win over words after."""
    sign: Comparator = "="
    window = text[max(0, start - 8) : start]
    if m := _BEFORE_RX.search(window):
        sign = next(c for i, (c, _) in enumerate(_BEFORE) if m[f"c{i}"])
        start -= len(window) - m.start()
    if m := _AFTER_RX.match(text, end):
        sign = next(c for i, (c, _) in enumerate(_AFTER) if m[f"c{i}"]) if sign == "=" else sign
        end = m.end()
    elif kind == "duration" and text.startswith("内", end):
        sign, end = "<=" if sign == "=" else sign, end + 1
    return sign, start, end


def _make(
    text: str,
    start: int,
    end: int,
    value: Decimal | None,
    unit: str,
    kind: str,
    *,
    high: Decimal | None = None,
    sign: Comparator = "=",
    base: tuple[Decimal, str] | None = None,
    chinese: bool = False,
) -> Quantity:
    seen, outer_start, outer_end = _comparator(text, start, end, kind)
    low = base if base else to_base(value, unit) if value is not None else None
    return Quantity(
        start,
        end,
        text[start:end],
        value,
        unit,
        kind,
        seen if seen != "=" else sign,
        high,
        low[0] if low else None,
        to_base(high, unit)[0] if high is not None else None,
        low[1] if low else "",
        outer_start,
        outer_end,
        chinese,
    )


def _arabic(m: re.Match[str], text: str, bare: bool) -> Quantity | None:
    start, end, unit, scale = m.start(), m.end(), m["u"] or "", m["s"] or ""
    if m["s3"]:
        scale += m["s3"]
    if scale not in SCALES:
        return None
    n2, mid = m["n2"], m["mid"]
    kind = units()[re.split(r"/|每", unit)[0]].kind if unit else "number"
    if not unit:
        end = m.end("s") if scale and not mid else m.end()
        end -= len(text[m.start() : end]) - len(text[m.start() : end].rstrip())
    before = text[start - 1] if start else ""
    counted = kind == "count" and bool(re.search(r"[A-Za-z]{3,}$", text[:start])) and (scale or unit in _THINGS)
    amount = counted or kind in ("percent", "points", "money")  # eVTOL216架, SUV12万辆
    if (before.isascii() and before.isalnum() and not amount) or before == ".":
        return None
    if _NO_NUMBER_BEFORE.search(text[max(0, start - 4) : start]) or (
        before in "-/" and start > 1 and text[start - 2].isalnum() and not _slashed(text, start)
    ):
        return None
    if unit == "年" and not scale and not mid:
        if _YEAR.fullmatch(n2 or m["n1"]) or (
            n2 is None
            and len(m["n1"]) == 2
            and "10" <= m["n1"] <= "39"
            and not re.match(r"期|内|以[上内]|左右|之久|寿命", text[end : end + 2])
            and not re.search(
                r"(?:长达|历时|为期|期限?|年限|寿命|超过|满|[高长加短少升降][到至]|为|约|近)$",
                text[max(0, start - 3) : start],
            )
        ):
            return None
        if n2 and len(n2) == 2 and len(m["n1"]) == 2:
            return None
    if not unit and (not bare and not scale or _NO_NUMBER_AFTER.match(text, end) or text[end : end + 1] == "年"):
        return None
    if not unit and n2:
        return None
    if before == "前" and unit in ("位", "名", "家", "强", "大", "个", "项", "省", "国"):  # 前10名: a rank
        return None
    if len(m["n1"]) > 15:  # a code, not an amount
        return None
    low = _decimal(m["n1"], m["neg"])
    high = _decimal(n2) if n2 else None
    if high is not None:
        written_unit = m["u1"] or unit
        if not unit.startswith(written_unit) and not m["s1"]:
            return None
        if m["s1"] and m["s1"] != scale:
            low = low * SCALES[m["s1"]] / SCALES[scale]
        if high <= low:
            return None
    sign: Comparator = ">" if mid in ("余", "多") else "="
    if mid == "几":
        sign = ">"
    return _make(text, start, end, low, scale + unit, kind, high=high, sign=sign)


_RUN = re.compile(r"\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)+(?=[\u4e00-\u9fffA-Za-z%])")


def _slashed(text: str, start: int) -> bool:
    """A later member of 66.5/85.2/104.8亿元; 2024/3/5 and 5/8 are none."""
    run = next((m for m in _RUN.finditer(text) if m.start() < start < m.end()), None)
    return run is not None and not _YEAR.match(run[0]) and (run[0].count("/") > 1 or "." in run[0])


def _decimal(digits: str, negative: str | None = None) -> Decimal:
    value = Decimal(digits.replace(",", ""))
    return -value if negative else value


def _chinese(m: re.Match[str], text: str) -> Quantity | None:
    start, end = m.span()
    if m["parts"]:
        parts, of = number(m["parts"]), number(m["of"])
        if not parts or of is None:
            return None
        if m["parts"] == "百":
            return _make(text, start, end, of, "%", "percent", base=(of, "%"), chinese=True)
        return _make(text, start, end, None, "", "ratio", base=(_percent(of, parts), "%"), chinese=True)
    if m["f1"]:
        if int(m["f1"]) >= int(m["f2"]):
            return None
        return _make(text, start, end, None, "", "ratio", base=(_percent(Decimal(m["f1"]), Decimal(m["f2"])), "%"))
    if m["fold"] is not None:
        folds = number(m["fold"]) if m["fold"] else Decimal(1)
        return _make(text, start, end, folds, "番", "times", base=(Decimal(2) ** int(folds or 1), "倍"), chinese=True)
    if m["half"]:
        sign: Comparator = "~" if "近" in m["half"] else ">" if m["half"][0] in "过超逾大多" else "="
        return _make(text, start, end, None, "", "ratio", base=(Decimal(50), "%"), sign=sign, chinese=True)
    if m["level"] or m["digits"]:
        return _make(text, start, end, None, "", "vague", chinese=True)
    if m["some"]:
        if m["some"][0] == "上":
            value = number(m["some_n"]) if m["some_n"] else None
            return (
                _make(
                    text,
                    start,
                    end,
                    value,
                    m["some_s"] + m["some_u"],
                    units()[m["some_u"]].kind,
                    sign=">=",
                    chinese=True,
                )
                if value
                else None
            )
        return (
            _make(text, start, end, None, "", "vague", chinese=True) if m["some_n"] or m["some"][0] in "数好" else None
        )
    return _spoken(m, text)


def _spoken(m: re.Match[str], text: str) -> Quantity | None:
    """三十多万户, 十余项, 五至七家; 百家 only after a word that makes it a number (近百家, 超千亿元)."""
    start, end = m.span()
    digits, unit = m["cn"], units()[m["cu"]]
    prefix = text[start - 1] if start else ""
    if prefix == "前":  # 前三家: a rank
        return None
    if digits[0] in "百千万亿" and (not prefix or prefix not in "近超逾过约达破足数"):
        return None
    if re.search(r"第|十[一二三四五]五$|周$|星期$", text[max(0, start - 3) : start]) or prefix.isdigit():
        return None
    scale = m["cs"]
    # The scale stays with the unit, so that 三十万户 reads as 30 万户.
    if not scale and (tail := re.fullmatch(rf"([{NUMERALS}]+?)(万亿|[万亿])", digits)):
        digits, scale = tail[1], tail[2]
    if pair := re.fullmatch(r"([一二两三四五六七八九])([二三四五六七八九])([十百千万]*)", digits):  # 二三十, 五六
        digits, upper = pair[1] + pair[3], pair[2] + pair[3]
    else:
        upper = m["cn2"] or ""
    value, high = number(digits), number(upper)
    if value is None or (high is not None and high <= value):
        return None
    sign: Comparator = (
        ">" if m["cmid"] in ("余", "多", "几") or m["cmid2"] else ">" if prefix and prefix in "过破" else "="
    )
    if unit.name == "成":  # 七成 is 70%
        return _make(
            text, start, end, value * 10, "%", unit.kind, high=high * 10 if high else None, sign=sign, chinese=True
        )
    return _make(text, start, end, value, scale + unit.name, unit.kind, high=high, sign=sign, chinese=True)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return plain((part * 100 / whole).quantize(Decimal("0.0001")))
