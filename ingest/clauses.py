"""Clauses of a sentence with the quantities and periods that stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kg.text.period import PeriodSpan, find_periods
from kg.text.quantity import Quantity, find_quantities

BLANK = "\0"  # stands for text that is out of the way: brackets, titles
_BREAK = re.compile(r"[,，;；:：。!！?？\n]")
_BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_WORK = re.compile(r"《[^《》]*》")
_JOIN = re.compile(r"\s*(?:、|和|及|与|/|\\|以及|、和|或)\s*")
_LINKED = re.compile(r"(?:达到?|为|是|至|到|在|约|近|超|逾|足|共|仅|需|从|由|前|可|长|高|[增降升减跌涨短延加]|[(（])$")
_INDEX = re.compile(
    r"(?:指数|PMI|PUE|系数|评分|得分|比值|之比|(?:收入|消费|抚养|师生|性别|存贷)比|乘数|市盈率|EPS|基尼|料肉比|容积率|PSY)"
    r"(?:由[^,\d]{0,6})?[^\d]{0,8}$"
)
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a sentence; offsets count in the sentence. `text` has brackets and titles blanked. `groups` are the
    quantities, those joined by 、和及 in one group; `ends` the punctuation after it; `inner`: it stood in brackets."""

    start: int
    end: int
    text: str
    ends: str
    groups: tuple[tuple[Quantity, ...], ...]
    periods: tuple[PeriodSpan, ...]
    inner: bool = False


def _blank(text: str) -> str:
    for rx in (_WORK, _BRACKET):
        text = rx.sub(lambda m: BLANK * len(m[0]), text)
    return text


def split(sentence: str, reference: date | None, context: date | None) -> list[Clause]:
    """The clauses of a sentence in order, one in brackets right after the clause it stands in."""
    sentence = _WORK.sub(lambda m: BLANK * len(m[0]), sentence)
    flat = _blank(sentence)
    cuts, at = [], 0
    for m in _BREAK.finditer(flat):
        if m[0] in ",:：" and _THOUSANDS.match(flat, m.start() - 1) and m[0] == ",":
            continue
        if m[0] in ":：" and flat[m.end() : m.end() + 1].isdigit() and flat[m.start() - 1 : m.start()].isdigit():
            continue
        cuts.append((at, m.start(), m[0]))
        at = m.end()
    cuts.append((at, len(flat), ""))
    clauses: list[Clause] = []
    for start, end, ends in cuts:
        if start == end:
            continue
        clauses.append(_clause(flat, start, end, ends, reference, context, inner=False))
        for m in _BRACKET.finditer(sentence, start, end):
            a, b = m.start() + 1, m.end() - 1
            if any(c.isdigit() for c in sentence[a:b]) and len(clauses[-1].text) > 2:
                for x, y in _pieces(sentence, a, b):
                    clauses.append(_clause(sentence, x, y, ")", reference, context, inner=True))
    return clauses


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for m in re.finditer(r"[,，;；]", text[start:end]):
        yield at, start + m.start()
        at = start + m.end()
    yield at, end


def _clause(
    flat: str, start: int, end: int, ends: str, reference: date | None, context: date | None, *, inner: bool
) -> Clause:
    text = flat[start:end]
    if not any(c.isdigit() or c in "一二两三四五六七八九十百千万亿半数几年月季" for c in text):
        return Clause(start, end, text, ends, (), (), inner)
    periods = tuple(find_periods(text, reference, context))
    quantities = [
        q
        for q in find_quantities(text, bare=True)
        if not any(p.start < q.end and q.start < p.end for p in periods) and not _attributive(text, q)
    ]
    return Clause(start, end, text, ends, tuple(_group(text, quantities)), periods, inner)


def _attributive(text: str, q: Quantity) -> bool:
    """A measure that only describes the noun after it (32英寸面板, 3年期贷款), or counts a list (甲、乙两家公司)."""
    if (
        q.chinese
        and q.kind == "count"
        and re.search(r"[、和与][^,，、]{1,14}$", text[: q.start])
        and q.comparator == "="
    ):
        return bool(
            re.match(
                r"[^,，;；\d]{0,8}?(?:的|分别|依次|合计|共同(?!印发|发布|出台|签署|制定|发起)|均|都)|(?:主线|方面|领域|环节|方向|维度|板块|阶段|层面|要素|支柱)|(?:公司|企业|银行|机构|省|市|地|城市|平台|产品|行业|部门)",
                text[q.end :],
            )
        )
    if (
        q.unit in ("类", "级", "期", "代")
        and q.kind == "count"
        and re.match(r"[\u4e00-\u9fff]", text[q.outer_end :])
        and re.search(r"的$|首个|本土$", text[: q.start])
    ):
        return True  # 1类创新药
    if (
        q.chinese
        and q.unit in ("类", "级", "期", "代", "档")
        and re.match(r"[\u4e00-\u9fff]", text[q.end :])
        and not re.search(r"[、等共有为成分含括盖及和了出大前]$|[一-龥]{2,}和[^,]{2,6}$", text[: q.start])
    ):
        return True  # 取得三类证的企业
    if re.match(r"的(?:企业|公司|机构|项目|产品|银行|城市|园区|平台)[\u4e00-\u9fff]*\d", text[q.outer_end :]):
        return True  # 年收入超过50亿元的企业5家
    if q.comparator in (">", ">=") and re.match(
        r"(?:级|以上)?(?:企业|公司|机构|项目|产品|园区|平台|集群|乡镇|街道|县|基地)"
        r"(?:达到?|超过?|约|共|有|[至最]少|不少于)?\d",
        text[q.outer_end :],
    ):
        return True  # 产值超百亿元企业3家
    if q.comparator in (">=", "<=") and re.match(
        r"的[\u4e00-\u9fff]{2,8}?(?:达到?|占比?|为|约|超过?|比例|数量)", text[q.outer_end :]
    ):
        return True  # 购买3次以上的用户达48%
    if q.comparator != "=" and re.match(
        r"的[\u4e00-\u9fff]{2,8}?(?:增至|升至|增加到|扩大到|降至|减至|减少到|达到?|共?有|共|不足|不到|仅有?|超过?)[\d百千]",
        text[q.outer_end :],
    ):
        return True  # 收入超千亿元的省份增至5个
    if re.match(r"的(?:共?有|共|达|占|约占)(?:约|近|超过?)?[\d一二三四五六七八九]", text[q.outer_end :]):
        return True  # 负荷率不足60%的有23座
    if q.chinese and q.kind == "count" and re.search(r"(?:头部|龙头|上述|以上|排名靠前的?|其余|这)$", text[: q.start]):
        return True  # 头部五家厂商
    if q.kind == "duration" and q.unit in ("年", "个月") and re.match("前(?:的|[,，]|$)|之?前的", text[q.end :]):
        return True  # 由一年前的0.9%升至…
    if q.kind == "vague" and q.written.endswith("级") and re.match(r"[\u4e00-\u9fff]{2,}", text[q.end :]):
        return True  # 百亿元级龙头企业10家
    if q.kind == "age" and re.match(
        r"(?:以[上下内]|及以[上下])?的?[\u4e00-\u9fff]{0,4}?(?:人|儿童|青年|老|群体)", text[q.end :]
    ):
        return True  # 60岁以上人群
    if q.kind not in ("length", "data", "physical", "duration", "age") or q.value is None:
        return False
    if (
        re.match(r"(?:及|或)?以[上下](?:的|RAM)?[\u4e00-\u9fff]", text[q.end :])
        and text[q.outer_end : q.outer_end + 1] == "的"
    ):
        return True
    if re.match(r"(?:[延缩增降升减提压扩回上下][\u4e00-\u9fff]?|反弹)[至到]", text[q.outer_end :]):
        return False  # 由2022年的90天延长至…
    return not _LINKED.search(text[: q.outer_start].rstrip()) and bool(
        re.match(r"(?:的)?(?![和及与至到、])[\u4e00-\u9fffA-Za-z]", text[q.outer_end :])
    )


def _group(text: str, quantities: list[Quantity]) -> list[tuple[Quantity, ...]]:
    """Runs joined by 、和及; a number without unit belongs only into a run that ends with one that has it."""
    groups: list[list[Quantity]] = []
    for q in quantities:
        if groups and _JOIN.fullmatch(text[groups[-1][-1].end : q.start]) and not groups[-1][-1].unit.endswith("年"):
            groups[-1].append(q)
        else:
            groups.append([q])
    kept: list[tuple[Quantity, ...]] = []
    for group in groups:
        last = group[-1]
        if last.kind == "number" and not last.unit and not _plain_number(text, group[0]):
            continue
        while (
            group
            and group[0].kind != last.kind
            and group[0].kind != "number"
            and not last.unit.startswith(group[0].unit)
        ):
            kept.append((group.pop(0),))
        kept.append(tuple(group))
    return kept


def _plain_number(text: str, q: Quantity) -> bool:
    """A number without a unit counts only after an index: PMI为50.1, 指数达120.5."""
    return bool(_INDEX.search(text[: q.start]))
