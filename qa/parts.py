"""The members of a coordination, each with its figure: 甲和乙哪个高 asks for the figure of 甲 and for that of 乙.

A part is read like any other question, with the other parts left out, and all parts must account for themselves.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.index import Observed, bigrams, fold
from qa.candidate import Scored
from qa.match import Texts

if TYPE_CHECKING:
    from qa.plan import Planner

OWN = 0.4           # of what only one member says that its figure must hold
_JOINED = r"[、和与跟及同]|以及|还是|加上"
# 甲的营收比乙高多少: the other one's is of the same kind.
_WITHOUT_MEASURE = re.compile(r"^(?P<one>[^,，]{2,24}?)的(?P<what>[^,，的]{2,14})比(?![例重率较])"
                              r"(?P<other>[^,，的年]{2,24}?)(?:的(?P=what))?(?P<how>(?:高|多|大|低|少|小|快|慢|长|短).*)$")
# 甲、乙和丙, from a rim of the sentence to the words that ask about them.
_COORDINATION = re.compile(
    r"(?:^|(?<=[,，。:：?？;；把将在比])|(?<=年))[^,，。:：?？;；、把将]{1,20}?"
    rf"(?:(?:{_JOINED})[^,，。:：?？;；、]{{1,24}}?)+"
    r"(?=[,，。:：?？;；]|的|哪|谁|两|三|四|加|合|一共|总|相|差|之|排|$|里|中)")
_EARLIER = r"上年|去年|前一年|上一年|年初|(?:19|20)\d\d年|过去|此前|原来|以前|传统"
_TWO_SIDED = re.compile(rf"[^,，]{{2,}}(?<![同环])比(?![例重率较])(?!{_EARLIER})"
                        r"[^,，]{2,}?(?:高|多|大|低|少|小|快|慢|长|短)出?(?:多少|几)")


def two_sided(text: str) -> bool:
    """Whether a question sets two things apart: 甲比乙多多少, but not 甲比上年多多少."""
    return _TWO_SIDED.search(text) is not None


@dataclass(frozen=True, slots=True)
class Part:
    """One member of a coordination: its name, and what was found for the question with only this member in it."""

    name: str
    best: Scored


def members(planner: Planner) -> list[tuple[str, str]]:
    """Each member of the question's coordination (A、B和C; A比B) with the question that leaves the others out."""
    text = planner.reading.text
    if (m := _WITHOUT_MEASURE.match(text)) and planner.reading.has("difference"):
        how = m["how"]
        return [(m[name], f"{m[name]}的{m['what']}{how}") for name in ("one", "other")]
    if planner.reading.has("difference"):
        text = re.sub(r"比(?![例重率较])", "和", text, count=1)
    for m in _COORDINATION.finditer(text):
        run = m[0]
        names = [n for n in re.split(_JOINED, run) if n]
        # A name of the graph may hold 和 itself; a split inside it is none.
        if len(names) >= 2 and not _splits_a_name(planner, m.start(), run):
            return [(name, text[:m.start()] + name + text[m.end():]) for name in names]
    return []


def _splits_a_name(planner: Planner, start: int, run: str) -> bool:
    reading = planner.reading
    surfaces = [reading.folded[one.start:one.end] for one in reading.linked]
    return any(re.search(_JOINED, surface) and surface in fold(run) for surface in surfaces)


def parts(planner: Planner, measures: set[str] | None = None) -> list[Part]:
    """A figure for each member; empty where a member has none, or the figures cannot be set side by side."""
    found: list[Part] = []
    named = members(planner)
    texts = [text for _, text in named]
    for number, (name, text) in enumerate(named):
        other = planner.again(text)
        scored = [s for s in other.scored(skip_units=True, measures=measures or planner.measures())
                  if planner.limits.meets(s.fit, 0.8) and _own(other, s, texts[:number] + texts[number + 1:])]
        if not scored:
            return []
        found.append(Part(name, scored[0]))
    return found if len(found) > 1 and comparable(planner, [p.best.fact for p in found]) else []


def _own(planner: Planner, scored: Scored, others: list[str]) -> bool:
    """Whether the figure holds some of what only this member says: 核销 is not in 处置金额."""
    folded = planner.reading.folded
    apart = {folded[i:i + 2] for i in range(len(folded) - 1)} - {p for o in others for p in bigrams(o)}
    if not apart:
        return True
    mine = [any(folded[j:j + 2] in apart for j in (i - 1, i) if j >= 0) for i in range(len(folded))]
    open_ = tuple(is_open and own for is_open, own in zip(planner.reading.open, mine, strict=True))
    texts = planner.match.texts(scored.fact)
    return planner.match.recall(Texts(texts.own, texts.context, ""), open_)[0] >= OWN


def comparable(planner: Planner, facts: list[Observed]) -> bool:
    """Whether figures may be set side by side: same measure, unit and period, each with a value, none collective."""
    kinds = {(planner.match.measure(f).measure, f.unit_base, f.period) for f in facts}
    return len(kinds) == 1 and all(f.value is not None for f in facts) and len({f.iri for f in facts}) == len(facts)


def core(stem: str) -> str:
    """业务规模 and 规模 of two fields are one indicator."""
    return re.sub(r"^(?:业务|市场|总)+", "", stem)
