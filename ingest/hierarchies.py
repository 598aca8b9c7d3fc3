"""Figures and their parts: 甲产量a万吨。其中,乙产量b万吨. What a part is about lies within what the whole is about.

其中 behind a comma holds up to the next semicolon, 其中, up to the end of the sentence; 分门类看, 按经营地分 and the
like break up a figure of the sentence before.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.words import Words
from kg.types import Document, EntityRef, RelationClaim, Span

_CLAUSE = re.compile(r"[^,，;；。\n]+")
_OF_WHICH = re.compile(r"\s*其中[,，:：]?")
_BY = re.compile(r"\s*(?:分|按)[^,，;；。\d]{1,8}?(?:看|分|划分)[,，]")
_SCOPE = re.compile(r"[;；。\n]")
_LEAD = re.compile(r"(?:其中|初步核算|据统计|截至|全[国省市县区年]|我[国省市]|[年期]末|年内|当年|本年|同期|"
                   r"20\d\d年[末底]?|\d{1,2}月末?|[一二三四]季度末?|上半年|下半年|前三季度|共有?|在|的)+")
_DEED = re.compile(r"[^,，;；。\d]*?(?:涵盖|包括|拥有|集聚|共有|建成|设有|覆盖|处置|发放|完成|实现|接入)(?=[^的\d]{2})")
_FIGURE = re.compile(
    r"(?P<name>[㐀-鿿]+(?:、[㐀-鿿]+)+业|[㐀-鿿A-Za-z()（）+“”]{2,22}?)(?:合计|总计|稳定在|保持在|维持在|控制在|稳定达到|达到|达|为|共有|共|仅有|有|仅|约|力争)*"
    r"(?:比上年末?|较上年末?|同比|比年初)?(?P<move>增长|上涨|提高|增加|下降|下滑|减少)?"
    r"(?:约|近|超过|超|突破|逾|不足)?(?P<number>\d+(?:\.\d+)?)(?!\.?\d)(?P<scale>[十百千万亿]*)(?P<unit>[㐀-鿿%‰])?"
    r"(?![㐀-鿿]{0,3}的)")
_END = re.compile(r"(?:(?:加权)?平均利率|总产量|产量|零售总额|零售额|总额|总量|保有量|增加值|余额|业务规模|市场规模|"
                  r"总规模|规模|数量|总数|总产值|产值|人数|销量)$")
_EACH = re.compile(r"(?<=[个人辆家户件台张吨元])[、和](?=[㐀-鿿])")      # 医师1.5万人、护士1.9万人
_NO_NAME = re.compile(r"占|较|比|同[比期]|环比|增[长加幅速]|减少|上[年升涨]|下[降滑]|净|约|其|首[次期]|新[增建设]|实际|"
                      r"累计|平均|[人户]均|单[笔车户]|分别|[高低]于|贡献|每|拉动|不|已|达|突破|目标|计划")
_SCALE = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}


@dataclass(frozen=True, slots=True)
class _Figure:
    """A clause that leads with a name and a figure. `unit` is empty for a rate of change; `size` is without scale."""

    name: str
    end_word: str
    span: Span
    size: float
    unit: str


def hierarchies(words: Words, document: Document) -> Iterator[RelationClaim]:
    """The broader relations between what figures and their parts are about, with both clauses as evidence."""
    before: list[_Figure] = []
    last = -1
    for sentence in document.sentences:
        text = document.text[sentence.start:sentence.end]
        if last < 0 or "\n" in document.text[last - 1:sentence.start]:
            before = []                          # a paragraph of its own
        last = sentence.end
        if opens := _OF_WHICH.match(text) or _BY.match(text):
            yield from _parts(words, document, before, sentence.start + opens.end(), sentence.end)
            continue
        before = []
        for clause in _CLAUSE.finditer(document.text, sentence.start, sentence.end):
            if inner := _OF_WHICH.match(clause[0]):
                listed = document.text[clause.end():clause.end() + 1] in ",，" and inner.end() == len(clause[0])
                scope = None if listed else _SCOPE.search(document.text, clause.start(), sentence.end)
                end = scope.start() if scope else sentence.end
                yield from _parts(words, document, before, clause.start() + inner.end(), end)
            elif figure := _figure(words, document.text, clause.start(), clause.end()):
                before.append(figure)


def _figure(words: Words, text: str, start: int, end: int) -> _Figure | None:
    """The figure a clause leads with, where its name is one a relation may have."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if lead := _LEAD.match(text, start, end):
        start = lead.end()
    if deed := _DEED.match(text, start, end):
        start = deed.end()
    match = _FIGURE.match(text, start, end)
    if match is None or _NO_NAME.match(match["name"]) or match["name"].endswith(("分别", "的", "从", "由", "自", "在")):
        return None
    name = re.sub(r"[(（][^()（）]*[)）]$", "", match["name"]).strip("“”")
    if not re.fullmatch(r"[^()（）]*(?:[(（][^()（）]*[)）])?[^()（）]*", name):
        return None
    ends = _END.search(name)
    about = name[:ends.start()] if ends and ends.start() >= 2 else name
    if len(about) < 2 or about in words["bare"]:
        return None
    size = float(match["number"])
    for sign in match["scale"]:
        size *= _SCALE[sign]
    unit = "" if match["move"] else match["unit"] or ""
    return _Figure(about, ends[0] if ends else "", Span(start, match.end()), size, unit)


def _parts(words: Words, document: Document, wholes: Sequence[_Figure], start: int,
           end: int) -> Iterator[RelationClaim]:
    """What the parts between two places are about, each within the last figure before them that it can be part of."""
    for clause in _CLAUSE.finditer(document.text, start, end):
        borders = [clause.start(), *(m.end() for m in _EACH.finditer(document.text, *clause.span())), clause.end() + 1]
        for at, stop in zip(borders, borders[1:], strict=False):
            part = _figure(words, document.text, at, stop - 1)
            whole = next((w for w in reversed(wholes) if part and _fits(part, w)), None)
            if part and whole:
                kinds = [words.head_class(one.name) or "Entity" for one in (part, whole)]
                if whole.name.endswith(("价格", "指数")) or part.name.endswith(("的", "贡献")):
                    continue         # nothing is a part of 居民消费价格; 甲贡献a亿元 names a deed
                if "Region" in kinds or re.search("[省市县区州]$", part.name):
                    continue         # 其中,甲市达到b亿元: a place is no field
                # 农机总动力 is a sum and no field
                relation = "part_of" if re.search("总[^值]", whole.name) else "broader"
                yield RelationClaim(EntityRef(part.name, kinds[0]), relation, "其中", EntityRef(whole.name, kinds[1]),
                                    (whole.span, part.span), 0.75, "of-which")


def _fits(part: _Figure, whole: _Figure) -> bool:
    """Whether a figure can be part of another: of its unit and no greater, or both rates of change."""
    if part.unit != whole.unit or part.name == whole.name:
        return False
    if part.unit in ("%", "‰"):
        return bool(part.end_word) and part.end_word == whole.end_word
    return not part.unit or part.size <= whole.size
