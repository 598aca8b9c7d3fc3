"""What was, and what it became: the two figures of 从甲增加到乙, and what was so many years ago."""
from __future__ import annotations

import re

from kg.index import Index, Observed
from kg.text.units import number

_CHANGED = "(?<=[增加减少升降高低短缩展大长涨落跌])"
_TURN = re.compile(rf"(?<!来自)[从由](?P<old>[^,，;；。]*?){_CHANGED}(?:到|至|为)(?P<new>[^,，;；。、]*)")
_END = re.compile(rf"{_CHANGED}(?:到|至)了?(?:多少|几|多[大高长久低])")
_BOTH = re.compile(r"[从由](?:多少|几)[^,，]{0,6}?(?:到|至|成|为)了?(?:多少|几)")
_BASES = re.compile(r"同比|环比|[比较](?:上|去|前一|上一)年|[比较]上个?[月季]")
_MONTH = re.compile(r"环比|[比较]上一?个?[月季]")
_AGO = re.compile(r"(?P<n>[两二三四五六七八九十]+|\d{1,2})年(?:之|以)?前")


def of(fact: Observed) -> int:
    """-1 for a figure that its clause gives as the old one (从甲增加到…), 1 for the new one, 0 for any other."""
    written = re.compile(rf"(?<![\d.]){re.escape(fact.written)}")
    turns = [m for text in fact.snippets for m in _TURN.finditer(text)]
    old, new = (any(written.search(m[part]) for m in turns) for part in ("old", "new"))
    return new - old


def asks_end(question: str) -> bool:
    """Whether a question asks where a change ended: 压缩到几天."""
    return _END.search(question) is not None


def on_month(fact: Observed) -> bool:
    """Whether a growth is told against the month or quarter before: of 同比 and 环比 the last before it is 环比."""
    for text in (*fact.around, *fact.snippets):
        before = text[:max(0, text.rfind(fact.written))]
        bases = _BASES.findall(before)
        if bases and says_month(bases[-1]):
            return True
    return False


def says_month(text: str) -> bool:
    """Whether a text speaks of the month or quarter before as what something is set against."""
    return _MONTH.search(text) is not None


def asks_both(question: str) -> bool:
    """Whether a question asks where a change began and where it ended: 从多少涨到多少."""
    return _BOTH.search(question) is not None


def so_long_ago(fact: Observed, question: str, index: Index) -> bool:
    """Whether a figure is of as many years ago as the question says (五年前), by its year or by its text."""
    m = _AGO.search(question)
    many = number(m["n"]) if m else None
    if m is None or many is None:
        return False
    if fact.period.isdigit():
        today = {index.main_year.get(d) for d in fact.documents}
        return any(year is not None and int(year) - many == int(fact.period) for year in today)
    return not fact.period and any(says_ago(text, question) for text in fact.snippets)


def says_ago(text: str, question: str) -> bool:
    """Whether a text speaks of the same so many years ago as the question."""
    asked = {number(m["n"]) for m in _AGO.finditer(question)}
    return bool(asked) and asked <= {number(m["n"]) for m in _AGO.finditer(text)}
