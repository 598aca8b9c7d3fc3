"""Like figures in a row of one sentence, where the graph does not have them: 甲635家,乙105家,丙241家.

The question lets choose from things (甲、乙和丙,谁更多; 几个市里哪个最多), or adds two up or sets them apart. Each must
stand in a clause of its own with one figure, or in its place of 甲、乙分别为…; all figures must be of one unit, and the
sentence must hold all else that is asked.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.index import Passage, fold
from kg.text.quantity import Quantity, find_quantities
from qa import algebra as a
from qa import figures, leftover, spans
from qa.candidate import Plan
from qa.match import Fit, Texts
from qa.parts import members
from qa.question import linked_in
from qa.rank import lowest

if TYPE_CHECKING:
    from qa.plan import Planner

SAID = 0.8          # of the question that the sentence, its heading and its title must hold
LESS = 0.25         # taken off the score: no fact stands behind it
_CLAUSE = re.compile(r"[^,，;；、]+")
_LEAD = re.compile(r"^(?:其中|分别[为是]?|依次[为是]?|而|并|且|另外|此外|同时|当中|[:：]|\s)+")
_RESPECTIVELY = re.compile(r"分别|依次")
# What stands between a name and its figure and is no part of the name.
_SAYS = re.compile(r"(?:的|占比?|为|是|有|达到?|约|近|超过?|逾|仅|只有|高达|实现|完成|共|增速|增长|同比|环比"
                   r"|下降|上升|超)+$")
_GROWS = re.compile("同比|环比|增长|增速|增幅|下降|上涨|涨幅")
_SHARE = re.compile("比[例重率]|占比|份额|百分")
_BARE_CLASS = re.compile(r"哪[一]?[个家座](?P<word>[市省县区州国港园站厂行店校院])(?:[?？的]|$)")
_COMPARES = "高大多快强长低小少慢短更"
_MORE = re.compile(r"谁|哪")


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of a row, and the stretch of the sentence that names whose it is."""

    start: int
    end: int
    figure: Quantity


def in_a_row(planner: Planner) -> Iterator[Plan]:
    """Which is most or least, how much two come to, how far they are apart, by one sentence."""
    r = planner.reading
    ranked = r.has("rank", "max") or r.has("rank", "min") or r.has("compare", "which")
    if r.strangers and not members(planner) or r.has("before") or r.has("rank", "top"):
        return
    if not (ranked and _MORE.search(r.text)) and not (r.has("sum") or r.has("difference")):
        return
    options = [name for name, _ in members(planner)]
    found = [plan for passage in planner.match.passages() if planner.document in (None, passage.document)
             for plan in _plans(planner, passage, options, ranked)]
    answers = {(p.asked.spans if isinstance(p.asked, a.Phrase) else p.asked) for p, _ in found}
    if len(answers) == 1 or len({words for _, words in found}) == 1:
        yield found[0][0]


def _plans(planner: Planner, passage: Passage, options: list[str], ranked: bool) -> Iterator[tuple[Plan, str]]:
    r, at = planner.reading, passage.start
    if not figures.of_time(planner, passage, passage.text) or not planner.match.timely_passage(passage):
        return
    for row in rows(passage.text):
        chosen = _chosen(planner, passage.text, row, options)
        if chosen is None or len(chosen) < 2 or len({one.figure.unit for _, one in chosen}) != 1:
            continue
        fit = _fit(planner, passage, [name for name, _ in chosen])
        if fit is None or not _measured(planner, passage.text, chosen[0][1]):
            continue
        score = fit.score - LESS
        if ranked:
            values = [one.figure.value or Decimal(0) for _, one in chosen]
            extreme = (min if lowest(r.text) else max)(values)
            if values.count(extreme) == 1:
                start, end = _named(planner, passage.text, chosen[values.index(extreme)])
                named = a.Phrase(passage.document, ((at + start, at + end),), at, passage.end)
                yield Plan(named, score, fit, ()), passage.text[start:end]
        elif len(chosen) == 2 and all(figures.plain(one.figure) for _, one in chosen):
            one, other = (figures.digits(replace(e.figure, start=at + e.figure.start, end=at + e.figure.end))
                          for _, e in chosen)
            unit = chosen[0][1].figure.unit
            share = unit == "%"
            if r.has("sum") and share and "占" not in passage.text and "份额" not in passage.text:
                continue            # rates do not add up
            unit = "个百分点" if share and not r.has("sum") else unit
            if planner.weigh.unit_fits(unit, unit) or share:
                asked = a.Apart(passage.document, one, other, at, passage.end, total=r.has("sum"))
                yield Plan(asked, score, fit, (), unit=unit), str(asked)


def rows(text: str) -> Iterator[list[Entry]]:
    """The rows of a sentence: neighbouring clauses with one figure each, all of one unit; and 甲、乙分别为1、2."""
    run: list[Entry] = []
    for m in _CLAUSE.finditer(text):
        told = [q for q in find_quantities(m[0]) if q.kind != "vague" and q.value is not None]
        entry = None
        if len(told) == 1 and not _RESPECTIVELY.search(m[0]):
            lead = _LEAD.match(m[0])
            start = m.start() + (lead.end() if lead else 0)
            entry = Entry(start, m.start() + told[0].start, _at(told[0], m.start()))
        if entry and entry.end - entry.start > 1 and (not run or run[-1].figure.unit == entry.figure.unit):
            run.append(entry)
            continue
        if len(run) > 1:
            yield run
        run = [entry] if entry and entry.end - entry.start > 1 else []
    if len(run) > 1:
        yield run
    yield from _respectively(text)


def _respectively(text: str) -> Iterator[list[Entry]]:
    for m in _RESPECTIVELY.finditer(text):
        told = [q for q in find_quantities(text[m.end():]) if q.kind != "vague" and q.value is not None]
        named = list(spans.lists_in(text[:m.start()]))
        if named and len(told) >= len(named[-1].members):
            names = named[-1].members
            # 分别为1、2、3,分别增长4%、5%: the first so many; another unit among them is another row.
            yield [Entry(s, e, _at(q, m.end())) for (s, e), q in zip(names, told, strict=False)]


def _at(one: Quantity, start: int) -> Quantity:
    return replace(one, start=one.start + start, end=one.end + start)


def _chosen(planner: Planner, text: str, row: list[Entry], options: list[str]) -> list[tuple[str, Entry]] | None:
    """Those of a row that the question lets choose from, with their names; None where one of them is not there."""
    r = planner.reading
    if options:
        chosen = []
        for option in options:
            name = next((word for word in _shorter(fold(option)) if word in fold(text)), "")
            having = [one for one in row if name in fold(text[one.start:one.end])]
            if len(name) < 2 or len(having) != 1:
                return None
            chosen.append((name, having[0]))
        return chosen if len({one.start for _, one in chosen}) == len(chosen) else None
    bare = _BARE_CLASS.search(r.text)
    word = r.hole.word if r.hole else spans.class_word(r.text) or (bare["word"] if bare else "")
    if not word:
        return None
    named = [(fold(_SAYS.sub("", text[one.start:one.end]).strip()), one) for one in row]
    of_kind = [(name, one) for name, one in named if name.endswith(word) or spans.is_kind(planner, name)]
    if len(of_kind) != len(row) or (r.size is not None and r.size != len(row)):
        return None
    return of_kind


def _shorter(option: str) -> Iterator[str]:
    """A member of the question, and less and less of what is said about it: 甲里乙的增速, 乙的增速, 乙."""
    bare = _SAYS.sub("", option)
    yield from (option, bare, re.sub(r"^.*[的里中]", "", bare))


def _fit(planner: Planner, passage: Passage, names: list[str]) -> Fit | None:
    """How much of the question, without the names that it lets choose from, the sentence holds."""
    match, folded = planner.match, planner.reading.folded
    open_ = list(planner.reading.open)
    for name in names:
        for m in re.finditer(re.escape(name), folded):
            open_[m.start():m.end()] = [False] * len(name)
    for role, _, start, end in planner.reading.spans:
        if role in ("compare", "difference"):
            for i in range(max(start, end - 3), end):
                open_[i] = open_[i] and folded[i] not in _COMPARES
    around = f"{fold(passage.section)}|{fold(planner.index.titles.get(passage.document, ''))}"
    recall, missing = match.recall(Texts(fold(passage.text), "", around), tuple(open_))
    fit = Fit(recall, 1.0, missing)
    linked = [planner.reading.folded[one.start:one.end] for one in planner.reading.linked if match.named(one)]
    said = f"{fold(passage.text)}|{around}"
    if recall < SAID or not planner.limits.covers(fit) or leftover.names_something(missing):
        return None
    return fit if all(name in said for name in linked) else None


def _measured(planner: Planner, text: str, first: Entry) -> bool:
    """Whether the first figure of a row measures what is asked: a growth, a share or a level."""
    r, is_share = planner.reading, first.figure.unit == "%"
    grows = _GROWS.search(text[max(0, first.figure.start - 12):first.figure.start]) is not None
    if r.has("measure", "growth") != grows:
        return False
    return is_share if grows or r.has("measure", "share") or _SHARE.search(r.text) else True


def _named(planner: Planner, text: str, chosen: tuple[str, Entry]) -> tuple[int, int]:
    """Where the name of the chosen one stands: the name of the graph there, else the words of the question."""
    name, one = chosen
    start = fold(text).find(name, one.start)
    end = start + len(name)
    whole = [(s, e) for s, e, _ in linked_in(text, planner.index) if s <= start and end <= e]
    return whole[0] if whole else (start, end)
