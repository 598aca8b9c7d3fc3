"""The last resort for things: the list, or the one name, that a sentence of the text has beside all that is asked.

For what no fact of the graph holds. Clauses of one sentence must account for the whole question, and the answer is what
stands in them and not in the question: a list (甲、乙、丙等三类数据), a quoted name, a name that ends in the
class word asked for, or the one who acts (由甲主持). It must be of the class, and as many, as the question says.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.index import Passage, bigrams, fold
from kg.vocab import VOCAB
from qa import algebra as a
from qa import defined, leftover
from qa.candidate import Plan
from qa.coordination import Coordination, added_up, coordinations, nominal, pairs
from qa.figures import of_time
from qa.match import Fit, Texts
from qa.question import NAMED, count_of, gazetteer, linked_in

if TYPE_CHECKING:
    from qa.plan import Planner

SAID = 0.74         # of the question that the clauses and their sentence must hold
SAID_OF_ONE = 0.8   # the same for one name, which its own clauses must hold
SAID_OF_ALL = 0.9   # the same for a list that is counted
LESS = 0.3          # taken off the score: no fact stands behind it
CLOSE = 0.04        # another answer this near makes both doubtful
WIDE = 0.02         # off for each clause more
LED = 0.08          # for a list that is led to as the question says
BESIDE = 0.06       # for a class word of the question beside the answer
CLAUSE = re.compile(r"[^,，;；:：]+")
QUOTED = re.compile(r"[“「《](?P<x>[^“”「」《》]{2,30})[”」》]")
_AGENT = re.compile(r"(?<![自经理])由(?P<x>[^,，;；。、由]{2,20})")
_KIND = re.compile(r"(?:哪几?[些二两三四五六七八九十\d]*|几)[个条类种项大点样块家]?(?P<w>[\u4e00-\u9fff]{2,4})")
_DUTY = re.compile(r"负责|牵头|承担|主持|组织|统筹")
_CLASS = re.compile(r"(?:哪一?[个家款座种项条只部支类所]|什么|何种)(?P<w>[\u4e00-\u9fff]{2,5})")
CALLED = re.compile(r"叫(?:什么|啥)|名字|名称|是什么[?？]?$|叫做")
_VERB_BEFORE = re.compile(r"(?P<said>[\u4e00-\u9fff]{2,6}?)"
                          r"(?:了|的是|的有|过|到了?|至|自|着|出|给|成|为|于)*(?:哪|什么|啥)")
_TOGETHER = re.compile(r"等?[(（](?:以下)?(?:统称|合称|并称|简称|通称)为?[“「]?(?P<name>[^”」()（）]{2,16})[”」]?[)）]")
_TAIL = re.compile(r"(?P<etc>等)?(?P<n>[两二三四五六七八九十]+|\d+)?")
_ALL_OF = re.compile(r"[(（]$")


@dataclass(frozen=True, slots=True)
class Found:
    """An answer in a passage: where its members stand, how much of the question is accounted for there."""

    passage: Passage
    members: tuple[tuple[int, int], ...]
    fit: Fit
    score: float

    @property
    def texts(self) -> frozenset[str]:
        return frozenset(fold(self.passage.text[s:e]) for s, e in self.members)


def spans(planner: Planner) -> Iterator[Plan]:
    """The best answer, where no other is as good."""
    r = planner.reading
    wants = r.has("ask", "list") or r.has("ask", "entity") or r.size is not None
    other = ("why", "how", "boolean", "when", "change", "problem")
    if planner.asks_to_whom() and not r.has("ask", "list"):
        return
    if not wants or r.strangers or any(r.has("ask", kind) for kind in other) \
            or any(r.has(role) for role in ("difference", "sum", "compare")) or r.has("rank", "max") \
            or r.has("rank", "min"):
        return
    found = sorted(_found(planner), key=lambda f: (-f.score, f.passage.start))
    if not found:
        return
    best = found[0]
    if any(f.score > best.score - CLOSE and f.texts != best.texts and not _same_list(f, best) for f in found[1:]):
        return
    at = best.passage.start
    asked = a.Phrase(best.passage.document, tuple((at + s, at + e) for s, e in best.members), at, best.passage.end)
    yield Plan(asked, best.fit.score - LESS, best.fit, ())


def counted(planner: Planner, unit: str) -> Iterator[Plan]:
    """How many a closed list has, for a question that asks which (东湾地区包括哪几座城市). None where it ends in 等."""
    for plan in spans(planner):
        asked = plan.asked
        if isinstance(asked, a.Phrase) and len(asked.spans) > 1 and plan.fit.recall >= SAID_OF_ALL \
                and _is_all(planner, asked):
            yield replace(plan, asked=replace(asked, count=True), unit=unit)


def _is_all(planner: Planner, asked: a.Phrase) -> bool:
    """Whether a list is told as all of what it lists: 甲(乙、丙), 乙、丙两市; and not 乙、丙等."""
    text = next(p.text for p in planner.match.passages() if (p.document, p.start) == (asked.document, asked.first))
    (start, _), (_, end) = asked.spans[0], asked.spans[-1]
    before = text[:start - asked.first].rstrip("“「『《")
    m = _TAIL.match(text[end - asked.first:].lstrip("”」』》"))
    if m and m["n"]:
        return count_of(m["n"]) == len(asked.spans)
    told = _ALL_OF.search(before)
    if told is None or (m and m["etc"]):
        return False
    return fold(before[:told.start()])[-2:] in planner.reading.folded       # of what the question asks about


def _same_list(one: Found, other: Found) -> bool:
    return one.passage == other.passage and (one.texts <= other.texts or one.texts >= other.texts)


def _found(planner: Planner) -> Iterator[Found]:
    r, match, index = planner.reading, planner.match, planner.index
    passages = match.passages()
    ranked = [r.folded[start:end] for role, _, start, end in r.spans if role == "rank"]
    for passage in passages:
        if planner.document not in (None, passage.document) or not speaks_of(planner, passage):
            continue
        around = f"{fold(passage.section)}|{fold(index.titles.get(passage.document, ''))}"
        whole, missing = match.recall(Texts("", fold(passage.text), around))
        if whole < SAID * 0.8:
            continue
        several = r.has("ask", "list") or r.size is not None
        candidates = _lists(planner, passage) if several else singles(planner, passage)
        said_in = fold(passage.text) if several else ""     # a name must have all that is asked beside it
        enough = SAID if several else SAID_OF_ONE
        for members, bonus in candidates:
            if r.size not in (None, len(members)) or asked(planner, passage, members):
                continue
            for window, count in _windows(passage.text, members):
                if any(word not in fold(window) for word in ranked):
                    continue
                recall, missing = match.recall(Texts(fold(window), said_in, around))
                fit = Fit(min(1.0, recall), 1.0, missing)
                if recall >= enough and not leftover.names_something(missing):
                    yield Found(passage, members, fit, recall + bonus - WIDE * count)


def speaks_of(planner: Planner, passage: Passage) -> bool:
    """Whether a sentence, its section or its title has every name of the question, and is of its time."""
    r = planner.reading
    said = f"{fold(passage.text)}|{fold(passage.section)}|{fold(planner.index.titles.get(passage.document, ''))}"
    named = (names(planner, one.iris, r.folded[one.start:one.end]) for one in r.linked if planner.match.named(one))
    return (of_time(planner, passage, passage.text) and all(any(name in said for name in each) for each in named)
            and all(name in said for name in r.strangers))


def names(planner: Planner, iris: tuple[str, ...], written: str) -> list[str]:
    return [written, *(fold(n) for i in iris for n in planner.index.names[i].names)]


def asked(planner: Planner, passage: Passage, members: tuple[tuple[int, int], ...]) -> bool:
    """Whether the question itself says one of the members."""
    return any(fold(passage.text[s:e]) in planner.reading.folded for s, e in members)


def _windows(text: str, members: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, int]]:
    """The clause of the members, without them, and up to two clauses beside it."""
    clauses = [m.span() for m in CLAUSE.finditer(text)]
    inside = [i for i, (s, e) in enumerate(clauses) if s < members[-1][1] and members[0][0] < e]
    if not inside:
        return
    first, last = inside[0], inside[-1]
    for before, after in ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1)):
        if first - before >= 0 and last + after < len(clauses):
            start, end = clauses[first - before][0], clauses[last + after][1]
            if re.search("[;；]", text[start:end]):
                continue
            kept, at = "", start
            for s, e in members:
                kept, at = f"{kept}{text[at:s]}|", e
            yield kept + text[at:end], before + after


# ---- lists -----------------------------------------------------------------------------------------------
def _lists(planner: Planner, passage: Passage) -> Iterator[tuple[tuple[tuple[int, int], ...], float]]:
    text = passage.text
    for one in lists_in(text):
        if (bonus := _list_fits(planner, text, one)) is not None:
            yield one.members, bonus


def lists_in(text: str) -> Iterator[Coordination]:
    """The lists of a sentence, known names kept whole."""
    yield from coordinations(text, [(m.start, m.end) for m in gazetteer().find(text)])
    yield from added_up(text)
    yield from pairs(text)


def _list_fits(planner: Planner, text: str, one: Coordination) -> float | None:
    """How well a list is of the class asked for, and told as the question asks; None where it is not of the class."""
    if called_together(planner, text, one):
        return BESIDE + LED
    fits = _of_the_class(planner, text, one)
    return None if fits is None else fits + LED * led(planner, text, one)


def led(planner: Planner, text: str, one: Coordination) -> bool:
    """Whether the verb before 哪些 leads to the list in the text too: 拓展到甲、乙, 包括甲、乙."""
    m = _VERB_BEFORE.search(planner.reading.folded)
    verb = (leftover.words(m["said"]) or [""])[-1] if m else ""
    if len(verb) < 2 or not (leftover.kind(verb) or "").startswith("v"):
        return False
    before = text[:one.members[0][0]].rstrip("“「《:：")
    return any(re.search(rf"{re.escape(word)}[了到至出为自成着]*$", before) for word in alike(planner, verb))


def called_together(planner: Planner, text: str, one: Coordination) -> bool:
    """Whether what the question asks about is what the list is called together: 甲、乙及丙(统称“丁”)."""
    m = _TOGETHER.match(text[one.members[-1][1]:])
    return m is not None and fold(m["name"]) in planner.reading.folded


def _of_the_class(planner: Planner, text: str, one: Coordination) -> float | None:
    hole = planner.reading.hole
    members = [text[s:e] for s, e in one.members]
    if hole is None or not hole.word:
        m = _KIND.search(planner.reading.folded)
        return BESIDE if m and bigrams(m["w"]) & bigrams(one.tail[:10]) else 0.0
    lead, tail = (_without_named(planner, side) for side in (one.lead[-10:], one.tail[:12]))
    beside = any(word in tail or word in lead or all(m.endswith(word) for m in members)
                 for word in alike(planner, hole.word))
    typed = all(is_kind(planner, m) for m in members)
    if beside or typed:
        return BESIDE
    strict = any(c.removeprefix("=") in VOCAB.classes and VOCAB.family(c.removeprefix("=")) in NAMED
                 for c in hole.classes)
    return None if strict else 0.0


def _without_named(planner: Planner, text: str) -> str:
    """A text without the things that the question names: 机构 in 认可机构 is no 机构 that is asked for."""
    r = planner.reading
    for one in r.linked:
        text = text.replace(r.folded[one.start:one.end], "|")
    return text


def alike(planner: Planner, word: str) -> set[str]:
    found = {word}
    for start, end, group in planner.match.synonyms_of(word):
        if (start, end) == (0, len(word)):
            found.update(group)
    return found


def is_kind(planner: Planner, text: str) -> bool:
    """Whether a name is of the class that the question asks for, by the graph, the gazetteers or its ending."""
    hole = planner.reading.hole
    if hole is None:
        return False
    return any(hole.fits(t, text) for t in types(planner, text)) or any(map(text.endswith, hole.endings))


def is_place(planner: Planner, text: str) -> bool:
    """Whether a name is known as that of a place and of nothing else."""
    known = types(planner, text)
    return bool(known) and {VOCAB.family(t) for t in known} == {"region"}


def types(planner: Planner, text: str) -> set[str]:
    """The classes that a name is known to be of, by the graph and the gazetteers."""
    found = {planner.index.names[i].type for i in planner.index.by_name.get(fold(text), ())}
    entry = gazetteer().canonical(text)
    return {t for t in found | ({entry.type} if entry else set()) if t in VOCAB.classes}


# ---- one name ----------------------------------------------------------------------------------------------
def singles(planner: Planner, passage: Passage) -> Iterator[tuple[tuple[tuple[int, int], ...], float]]:
    text, r = passage.text, planner.reading
    word = r.hole.word if r.hole else class_word(r.text)
    words = alike(planner, word) if word else set()
    for m in QUOTED.finditer(text):
        beside = any(w in text[m.end():m.end() + 10] or w in m["x"] for w in words)
        called = CALLED.search(r.text) and not word and not defined.asked(r.text)
        if beside or called or (word and is_kind(planner, m["x"])):
            yield (m.span("x"),), BESIDE
    at = r.hole_at[0]
    near = not r.hole or re.search(r"哪一?.?$|什么$|何种$|啥$", r.folded[max(0, at - 3):at]) is not None
    for w in words if near else ():
        for m in re.finditer(re.escape(w), text):
            start = _after_partner(text, nominal(text, m.start(), m.end()), m.end(), r.folded)
            digits = re.match(r"[\d一二两三四五六七八九十百多各每]", text[start:])
            if len(w) > 1 and m.end() - start > len(w) + 1 and not digits:
                yield ((start, m.end()),), BESIDE
    if r.hole or planner.asks_who():
        for start, end in _typed(planner, text):
            yield ((start, end),), 0.0
    if planner.asks_who():
        for m in _AGENT.finditer(text):
            if length := _acts(m["x"], r.folded):
                yield ((m.start("x"), m.start("x") + length),), BESIDE


def _after_partner(text: str, start: int, end: int, question: str) -> int:
    """Where a name begins that stands beside one of the question: 乙大学 of 甲县与乙大学, where 甲县 is asked about."""
    found = start
    for m in re.finditer("[与和跟同及]", text[start:end]):
        if m.start() > 1 and fold(text[found:start + m.start()]) in question:
            found = start + m.end()
    return found


def class_word(text: str) -> str:
    """The noun beside the question word, where it is none of the class words we know: 哪个小程序."""
    m, at = _CLASS.search(text), 0
    for word in leftover.words(m["w"]) if m else ():
        if (leftover.kind(word) or "n")[0] in "vpdcur":
            break
        at += len(word)
    return m["w"][:at] if m and at > 1 else ""


def _typed(planner: Planner, text: str) -> Iterator[tuple[int, int]]:
    """Names of the graph and of the gazetteers that may be the answer."""
    seen = set()
    for m in gazetteer().find(text):
        if not m.weak and _may_be(planner, m.type, text[m.start:m.end]):
            seen.add((m.start, m.end))
    for start, end, iris in linked_in(text, planner.index):
        if any(planner.may_be_answer(i) and planner.index.names[i].type != "Group" for i in iris):
            seen.add((start, end))
    yield from (s for s in seen if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in seen))


def _may_be(planner: Planner, type_: str, name: str) -> bool:
    hole = planner.reading.hole
    if type_ not in VOCAB.classes:
        return False
    return hole.fits(type_, name) if hole else VOCAB.fits(type_, ("Institution",))


def _acts(text: str, question: str) -> int:
    """How far the one who acts goes: up to the verb that the question asks with, or one that gives a duty."""
    at = 0
    for word in leftover.words(text):
        verb = len(word) > 1 and (leftover.kind(word) or "").startswith("v") and any(c in question for c in word)
        if at > 1 and (verb or _DUTY.match(word)):
            return at
        at += len(word)
    return 0

