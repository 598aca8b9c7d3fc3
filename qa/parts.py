"""The members of a coordination, each with its figure: 甲和乙哪个高 asks for the figure of 甲 and for that of 乙.

A part is read like any other question, with the other parts left out, and all parts must account for themselves.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.index import Observed, bigrams, fold
from qa import rules
from qa.candidate import Scored
from qa.match import Texts

if TYPE_CHECKING:
    from qa.plan import Planner

EASE, ALIKE = 0.8, 0.5      # of a figure's names that the question must have, where all are of one indicator less
MOST = 12           # figures looked at for a member
OWN = 0.4           # of what only one member says that its figure must hold
# Not inside a word: 普及, 参与, 总和, 跟踪, 同比.
_JOINED = (r"、|以及|还是|加上|(?<![增参附叠追更施外])加(?![强快大工入剧权速重倍油盟总起在一])|"
           r"(?<![总饱缓])和(?![谐平解])|(?<![参赋给])与|跟(?![踪进随])|(?<![普涉波顾触惠提论])及"
           r"|同(?![比期时样步类业])")
# 甲的营收比乙高多少: the other one's is of the same kind.
_WITHOUT_MEASURE = re.compile(r"^(?P<one>[^,，]{2,24}?)的(?P<what>[^,，的]{2,14})比(?![例重率较])"
                              r"(?P<other>[^,，的年]{2,24}?)(?:的(?P=what))?(?P<how>(?:高|多|大|低|少|小|快|慢|长|短).*)$")
# 2024年比2023年的产量多多少, 从2020年到2025年比重提高几个百分点: one thing at two times.
_YEAR = r"(?:(?:19|20)\d\d年(?:[上下]半年|[一二三四]季度|末|底)?|(?<!前)[一二三四]季度|[上下]半年|\d{1,2}月)"
_WHEN = re.compile(rf"(?:{_YEAR}|[今去前]年|上半年|[一二三四]季度)的?")      # goes for all members
_APART = (r"(?:要|会|又|共|总共|一共)?(?:增加|提高|上升|下降|降低|减少|相差|差|高|多(?!少)|低|少|大|小)[了出]?"
          r"(?P<how>(?:多少|几).*)$")
_OF_TWO_TIMES = tuple(map(re.compile, (
    rf"^(?P<lead>.*?)(?P<one>{_YEAR})的?(?P<what>[^,，]{{2,}}?)(?:比|和|与|跟|较)(?P<other>{_YEAR})(?:的(?P=what))?"
    + _APART,
    rf"^(?P<lead>.*?)(?:从|由|和|跟)?(?P<one>{_YEAR}[^,，比较到至]{{0,6}}?)的?(?:比|较|相比|和|与|到|至)"
    rf"(?P<other>{_YEAR}[^,，]{{0,6}}?)(?:相比|比)?的?[,，]?(?P<what>[^,，]*?)" + _APART)))
# 甲、乙、丙这三家: how many they are says nothing more.
_COUNTED = re.compile(r"^[这那]?(?:[两二三四五六七八九十]+|\d{1,2}(?!\d))(?:[大个家种类条款项座只者地省市])?")
# 甲、乙和丙, from a rim of the sentence to the words that ask about them.
_COORDINATION = re.compile(
    r"(?:^|(?<=[,，。:：?？;；把将在比])|(?<=年))[^,，。:：?？;；、把将]{1,20}?"
    rf"(?:(?:{_JOINED})[^,，。:：?？;；、]{{1,24}}?)+"
    r"(?=[,，。:：?？;；]|的|每|(?:19|20)\d\d年|[去今全]年|上半年|哪|谁|[这那]?[两三四五六七八]|加|合|一共|总|相|差|之|排|$|里|中)")
_EARLIER = r"上年|去年|前一年|上一年|年初|(?:19|20)\d\d年|过去|此前|原来|以前|传统"
_AND_HOW_MANY = re.compile(r"(?:哪[些几]|什么|谁)[^?？]{2,}[,，、](?:一共|总共|共计|共|合计)有?(?:几|多少)")
_TWO_SIDED = re.compile(rf"[^,，]{{2,}}(?<![同环])比(?![例重率较])(?!{_EARLIER})"
                        r"[^,，]{2,}?(?:高|多|大|低|少|小|快|慢|长|短)出?(?:多少|几)")


def two_sided(text: str) -> bool:
    """Whether a question sets two things apart: 甲比乙多多少, but not 甲比上年多多少."""
    return _TWO_SIDED.search(text) is not None


def two_at_once(text: str) -> bool:
    """Whether a question asks which they are and, behind a comma, how many: neither alone answers it."""
    return _AND_HOW_MANY.search(text) is not None


@dataclass(frozen=True, slots=True)
class Part:
    """One member of a coordination: its name, and what was found for the question with only this member in it."""

    name: str
    best: Scored


def of_two_times(planner: Planner) -> bool:
    """Whether a question sets one figure of two times apart: 2024年比2023年多多少."""
    return planner.reading.has("difference") and _two_times(planner.reading.text) is not None


def _two_times(text: str) -> re.Match[str] | None:
    return next((m for pattern in _OF_TWO_TIMES if (m := pattern.match(text))), None)


def members(planner: Planner) -> list[tuple[str, str]]:
    """Each member of the question's coordination (A、B和C; A比B) with the question that leaves the others out."""
    text = planner.reading.text
    if planner.reading.has("difference"):
        if m := _two_times(text):
            return [(m[when], f"{m['lead']}{m[when]}{m['what']}{m['how']}") for when in ("one", "other")]
        if m := _WITHOUT_MEASURE.match(text):
            return [(m[name], f"{m[name]}的{m['what']}{m['how']}") for name in ("one", "other")]
        text = re.sub(r"比(?![例重率较])", "和", text, count=1)
    for m in _COORDINATION.finditer(text):
        when = _WHEN.match(m[0])
        lead, run = (m[0][:when.end()], m[0][when.end():]) if when else ("", m[0])
        names = [n for n in re.split(_JOINED, run.removesuffix("这").removesuffix("那")) if n]
        # A name of the graph may hold 和 itself; a split inside it is none.
        if len(names) >= 2 and not _splits_a_name(planner, run):
            rest = _without_count(text[m.end():])
            names = _with_head(planner, names, text[m.end():])
            return [(name, text[:m.start()] + lead + name + rest) for name in names]
    return []


def _with_head(planner: Planner, names: list[str], following: str) -> list[str]:
    """The members with the class word behind them where the graph has them so: 甲银行 of 甲、乙、丙三家银行."""
    m = _COUNTED.match(following)
    at = m.end() if m else 0
    word = next((h.word for h in rules.load().holes if following.startswith(h.word, at)), "")
    known = planner.index.by_name
    return [name + word if word and fold(name + word) in known and fold(name) not in known else name for name in names]


def _without_count(text: str) -> str:
    """What follows the members, without how many they are and, where that is all, of what kind: 甲、乙两个板块,…."""
    m = _COUNTED.match(text)
    if not m:
        return text
    rest = text[m.end():]
    word = next((h.word for h in rules.load().holes if rest.startswith(h.word)), "")
    return rest[len(word):] if re.match(r"[,，里中之的]", rest[len(word):]) else rest


def _splits_a_name(planner: Planner, run: str) -> bool:
    reading = planner.reading
    surfaces = [reading.folded[one.start:one.end] for one in reading.linked]
    return any(re.search(_JOINED, surface) and surface in fold(run) for surface in surfaces)


def parts(planner: Planner, measures: set[str] | None = None) -> list[Part]:
    """A figure for each member; empty where a member has none, or the figures cannot be set side by side."""
    named = members(planner)
    texts = [text for _, text in named]
    choices = []
    for number, (_, text) in enumerate(named):
        other = planner.again(text)
        # 甲的占比和乙的普及率: each has its own measure.
        its_own = other.reading.has("measure") or not planner.reading.has("measure", "growth")
        wanted = measures or (other if its_own else planner).weigh.measures()
        choices.append([s for s in other.weigh.scored(skip_units=True, measures=wanted)
                        if s.fit.recall >= planner.limits.recall and planner.limits.covers(s.fit)
                        and planner.limits.meets(s.fit, ALIKE)
                        and _own(other, s, texts[:number] + texts[number + 1:])][:MOST])
    if len(choices) < 2 or not all(choices):
        return []
    times = of_two_times(planner)
    together = [found for first in choices[0] if (found := _beside(planner, first, choices[1:], times))]
    if not together:
        return []
    best = max(together, key=lambda found: sum(s.score for s in found) + ALIKE * _alike(planner, found))
    # What is found for each member in the same terms is what is asked, however much its own name says beyond them.
    good = [replace(s, fit=replace(s.fit, precision=max(s.fit.precision, planner.limits.precision))) for s in best]
    return [Part(name, scored) for (name, _), scored in zip(named, good, strict=True)]


def _beside(planner: Planner, first: Scored, others: list[list[Scored]], times: bool) -> list[Scored]:
    """A figure for the first member, and for each of the others the best that can be set beside it."""
    found = [first]
    for choices in others:
        fitting = [s for s in choices if comparable(planner, [*(f.fact for f in found), s.fact], times=times)]
        if not fitting:
            return []
        found.append(fitting[0])
    return found if _alike(planner, found) or all(planner.limits.meets(s.fit, EASE) for s in found) else []


def _alike(planner: Planner, found: list[Scored]) -> bool:
    """Whether all are figures of one indicator: 规模, 业务规模, 甲贷款规模."""
    cores = sorted((core(planner.match.measure(s.fact).stem) for s in found), key=len)
    return all(one.endswith(cores[0]) for one in cores)


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


def comparable(planner: Planner, facts: list[Observed], *, times: bool = False) -> bool:
    """Whether figures may be set side by side: same measure, unit and period, each with a value, none twice; with
    `times`, figures of the same thing that differ in their period."""
    measured = [planner.match.measure(f) for f in facts]
    kinds = {(m.measure.replace("share", "level"), f.unit_base, "" if times else f.period)
             for m, f in zip(measured, facts, strict=True)}
    if len(kinds) != 1 or any(f.value is None for f in facts) or len({f.iri for f in facts}) != len(facts):
        return False
    if not times:
        return True
    places = {"" if planner.match.is_country(label := planner.index.label(f.region)) else label for f in facts}
    terms = {_term(planner, m.stem) for m in measured}
    return len({f.about for f in facts}) == len(places) == len(terms) == 1 and len({f.period for f in facts}) > 1


def _term(planner: Planner, stem: str) -> str:
    """An indicator's name with the first of its synonyms for each word: 占GDP比重 and 占国内生产总值比重 are one."""
    found, at = "", 0
    for start, end, group in sorted(planner.match.synonyms_of(stem), key=lambda s: (s[0], -s[1])):
        if start >= at and end - start > 1:
            found, at = found + fold(stem)[at:start] + group[0], end
    return found + fold(stem)[at:]


def core(stem: str) -> str:
    """业务规模 and 规模 of two fields are one indicator."""
    return re.sub(r"^(?:业务|市场|总)+", "", stem)
