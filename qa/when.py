"""When: the time that a clause gives for what is asked, and the time at which a figure was highest or lowest."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.index import Passage, fold
from kg.text.period import find_periods
from qa import algebra as a
from qa.candidate import Plan, Scored
from qa.match import Fit, Texts
from qa.parts import core
from qa.rank import lowest

if TYPE_CHECKING:
    from qa.plan import Planner

SAID = 0.8          # of the question that a clause, with its heading, must hold
LESS = 0.25         # taken off the score: no fact stands behind it
CLOSE = 0.05        # another clause this near makes both doubtful
_CLAUSE = re.compile(r"[^,，;；]+")
_TIME = re.compile(r"(?:19|20)\d\d年(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月"
                   r"(?:份|\d{1,2}[日号]|底|末|初|[上中下]旬)?|[上下]半年|第?[一二三四]季度|年?底|年?末|年?初)?")
# What a year or a quarter is asked for by, and how periods of that length are written.
_LENGTHS = ((re.compile(r"哪[一个]*(?:个)?季度"), re.compile(r"\d{4}Q\d")),
            (re.compile(r"哪[一个]*半年"), re.compile(r"\d{4}H\d")),
            (re.compile(r"哪[一个]*月|几月"), re.compile(r"\d{4}-\d\d")),
            (re.compile(r"哪[一个]*年"), re.compile(r"\d{4}")))
_WITHIN = re.compile(r"(?:[在这那]|[两二三四五六七八九十\d]+个?|各)*(?:年|季度|半年|月)份?"
                     r"(?:里|中|之中|当中|里面|间|内)[,，]?")
_OPEN_END = re.compile(r"^(?:以来|之?前|以前|之?后|以后|起|至今)")


def told(planner: Planner) -> Iterator[Plan]:
    """The one time that a clause with all that is asked gives: 2022年 of 甲于2022年通过乙认证."""
    r, match = planner.reading, planner.match
    if r.strangers or r.periods or r.has("rank") or r.has("compare"):
        return
    names = [r.folded[one.start:one.end] for one in r.linked if match.named(one)]
    found: list[tuple[float, Fit, Passage, int, int]] = []
    for passage in match.passages():
        if planner.document not in (None, passage.document):
            continue
        known = f"{fold(passage.section)}|{fold(planner.index.titles.get(passage.document, ''))}"
        for start, end in _windows(passage.text):
            clause = fold(passage.text[start:end])
            recall, missing = match.recall(Texts(clause, "", known))
            fit = Fit(recall, 1.0, missing)
            named = all(name in clause or name in known for name in names)
            if recall < SAID or not planner.limits.covers(fit) or not named:
                continue
            if (place := _time(passage.text, start, end)) and _asked_length(r.text, passage.text[slice(*place)]):
                found.append((recall - (end - start) / 400, fit, passage, *place))
    found.sort(key=lambda one: (-one[0], one[2].start))
    times = {one[2].text[one[3]:one[4]] for one in found if one[0] > found[0][0] - CLOSE}
    if len(times) != 1:
        return
    _, fit, passage, start, end = found[0]
    at = passage.start
    yield Plan(a.Phrase(passage.document, ((at + start, at + end),), at, passage.end), fit.score - LESS, fit, ())


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Each clause, and each two neighbours."""
    clauses = [m.span() for m in _CLAUSE.finditer(text)]
    yield from clauses
    yield from ((one[0], other[1]) for one, other in zip(clauses, clauses[1:], strict=False)
                if not re.search("[;；]", text[one[1]:other[0]]))


def _time(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the one time stands that clauses give, or else the last one before them; None where they give several."""
    times = list(_TIME.finditer(text))
    inside = [m for m in times if start <= m.start() < end] or [m for m in times if m.start() < start][-1:]
    if len(inside) != 1 or _OPEN_END.match(text[inside[0].end():]):
        return None
    return inside[0].span()


def _asked_length(question: str, time: str) -> bool:
    """Whether a time is as exact as the question asks: 哪个月 is not answered by a year."""
    if re.search(r"几月|哪[一个]*月|几[号日]|哪一?天", question):
        return "月" in time
    return re.search(r"季度|半年", question) is None


def best(planner: Planner) -> Iterator[Plan]:
    """At which time one figure was highest or lowest, of those the question lets choose from."""
    r = planner.reading
    length = next((form for asks, form in _LENGTHS if asks.search(r.text)), None)
    if length is None or r.strangers:
        return
    within = {p.text for p in r.periods}
    other = planner.again(_without_times(r.text))
    groups: dict[tuple[str, ...], list[Scored]] = {}
    for one in other.weigh.scored(skip_units=True):
        fact = one.fact
        inside = not within or fact.period in within or fact.period[:4] in within
        if length.fullmatch(fact.period) and inside and fact.value is not None \
                and other.limits.meets(one.fit) and other.limits.covers(one.fit):
            measured = other.match.measure(fact)
            key = (fact.about, fact.region, core(measured.stem), measured.measure, fact.unit_base, fact.status)
            groups.setdefault(key, []).append(one)
    for group in groups.values():
        facts = [one.fact for one in group]
        periods = tuple(sorted({f.period for f in facts}))
        many = r.size or (len(within) if len(within) > 1 else None)
        if len(periods) < 2 or len(periods) != len(facts) or (many and many != len(periods)):
            continue            # two figures of one time, or not all of them
        first = facts[0]
        obs = a.Obs(a.One((first.about,)), tuple(dict.fromkeys(f.indicator for f in facts)),
                    region=a.One((first.region,)) if first.region else None, status=first.status, unit=first.unit_base,
                    periods=periods)
        worst = min(group, key=lambda one: one.score)
        extreme = (min if lowest(r.text) else max)(float(f.value or 0) for f in facts)
        if sum(f.value == extreme for f in facts) == 1:
            yield Plan(a.Top(obs, "period", not lowest(r.text), 1), worst.score, worst.fit, tuple(f.iri for f in facts))


def _without_times(text: str) -> str:
    """A question without the times that it lets choose from: 2026到2028年里,…, 四个季度里…."""
    for found in reversed(find_periods(text)):
        text = text[:found.start] + text[found.end:]
    text = _WITHIN.sub("", re.sub(r"^[里中内,，]+", "", text))
    return re.sub(r"(?:的是)?哪[一个]*(?:年|季度|半年|月)份?的?", "", text).lstrip("里中内间,，的在")
