"""Who does it: the one whom a sentence gives as doing what the question asks about.

由甲承担, 甲搭建的“乙”, 与甲合办: the name stands beside a verb that the question asks with, or one that may stand
for it, and the part of the sentence between two ; has all else that is asked. For what no fact of the graph holds.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.index import Passage, fold
from kg.vocab import VOCAB
from qa import algebra as a
from qa import leftover, rules, spans
from qa.candidate import Plan
from qa.match import MAKING, Fit, Texts
from qa.question import gazetteer, linked_in

if TYPE_CHECKING:
    from qa.plan import Planner

SAID = 0.85         # of the question that the part of the sentence must hold
LESS = 0.25         # taken off the score: no fact stands behind it
CLOSE = 0.04        # another name this near makes both doubtful
_WITH = re.compile(r"(?:和|跟|与|同|联合|会同|携手)了?(?=谁|哪)")
_PARTNER = re.compile(r"(?:(?<![参赋给])与|(?<![总饱缓])和|跟|同|联合|会同|携手)$")
_AGENT = re.compile(r"(?<![自经理缘])由(?P<x>[^,，;；。、由]{2,20})")
# What may stand between one who does it and the verb.
_BETWEEN = (r"(?:已|正|正在|率先|全资|共同|联合|独家|自主|首先|最早|首家|牵头|组织|负责|承担|主持|统筹"
            r"|具体|还|又|也|并|合作|创新|积极|全面|主动"
            r"|\d{1,4}年|\d{1,2}月)*")
_JOINT = re.compile(r"一起|共同|联合|联手|合伙|合[资办作建]|携手")
_NO_VERB = re.compile(r"^(?:是|有|为|叫|属于|到|在|来|去|能|会|要|给|让|做|搞|推|指|包括)$")


def agents(planner: Planner) -> Iterator[Plan]:
    """The one name that fits, where no other fits as well."""
    r = planner.reading
    if r.has("ask", "list") or r.size is not None or planner.asks_to_whom() or r.strangers \
            or any(r.has(role) for role in ("number", "rank", "compare")):
        return
    if not (r.hole or planner.asks_who()) or not _of_a_body(planner):
        return
    verbs, match = _verbs(planner), planner.match
    named = [spans.names(planner, one.iris, r.folded[one.start:one.end]) for one in r.linked if match.named(one)]
    found: list[tuple[float, Fit, Passage, tuple[int, int]]] = []
    for passage in match.passages():
        if planner.document not in (None, passage.document) or not spans.speaks_of(planner, passage):
            continue
        around = f"{fold(passage.section)}|{fold(planner.index.titles.get(passage.document, ''))}"
        for m in re.finditer("[^;；]+", passage.text):
            recall, missing = match.recall(Texts(fold(m[0]), "", around))
            if recall < SAID or leftover.names_something(missing) or not all(
                    any(name in fold(m[0]) for name in each) for each in named):
                continue
            fit = Fit(recall, 1.0, missing)
            for start, end in _doers(planner, m[0], verbs):
                at = (m.start() + start, m.start() + end)
                if not spans.asked(planner, passage, (at,)):
                    found.append((recall, fit, passage, at))
    found.sort(key=lambda one: (-one[0], one[2].start, one[3]))
    names = {fold(p.text[s:e]) for recall, _, p, (s, e) in found if recall > found[0][0] - CLOSE}
    if len(names) == 1:
        _, fit, passage, (start, end) = found[0]
        span = (passage.start + start, passage.start + end)
        yield Plan(a.Phrase(passage.document, (span,), passage.start, passage.end), fit.score - LESS, fit, ())


def together(planner: Planner) -> Iterator[Plan]:
    """Those whom one sentence lists as doing it together: 由甲、乙、丙共同投资, for 是谁一起投的, 哪几家合资."""
    r, verbs = planner.reading, _verbs(planner)
    if not verbs or not (r.has("ask", "list") or _JOINT.search(r.text)) or r.strangers or r.has("number") \
            or not (r.hole or planner.asks_who()) or not _of_a_body(planner):
        return
    found: list[tuple[float, Fit, Passage, tuple[tuple[int, int], ...]]] = []
    for passage in planner.match.passages():
        if planner.document not in (None, passage.document) or not spans.speaks_of(planner, passage):
            continue
        around = f"{fold(passage.section)}|{fold(planner.index.titles.get(passage.document, ''))}"
        recall, missing = planner.match.recall(Texts(fold(passage.text), "", around))
        fit = Fit(recall, 1.0, missing)
        if recall < SAID or leftover.names_something(missing):
            continue
        for one in spans.lists_in(passage.text):
            (first, _), (_, last) = one.members[0], one.members[-1]
            led = re.search(r"(?<![自经理缘])由$", passage.text[:first]) is not None
            acts = re.match(rf"(?:等[^,，;；。]{{0,8}})?{_BETWEEN}(?:{verbs})", passage.text[last:])
            if led and acts and (r.size in (None, len(one.members))) \
                    and not spans.asked(planner, passage, one.members):
                found.append((recall, fit, passage, one.members))
    if len(found) == 1:
        _, fit, passage, members = found[0]
        at = passage.start
        asked = a.Phrase(passage.document, tuple((at + s, at + e) for s, e in members), at, passage.end)
        yield Plan(asked, fit.score - LESS, fit, ())


def _of_a_body(planner: Planner) -> bool:
    """Whether the one asked for may act: a body, a place, a work that is called so, but no kind of thing."""
    hole = planner.reading.hole
    classes = [c.removeprefix("=") for c in hole.classes] if hole else ["Institution"]
    return any(VOCAB.family(c) in ("institution", "region") for c in classes)


def _verbs(planner: Planner) -> str:
    """A pattern for the verbs that the question asks with; of making, where it has none (甲是哪家的产品)."""
    r, known = planner.reading, rules.load()
    words, at = set(), 0
    groups = {(s, e): group for s, e, group in planner.match.synonyms_of(r.folded)}
    inside = {i for one in r.linked for i in range(one.start, one.end)}
    for word in leftover.words(r.folded):
        start, at = at, at + len(word)
        if (leftover.kind(word) or "").startswith("v") and start not in inside and not _NO_VERB.match(word):
            words |= {word, *(w for w in groups.get((start, at), ()) if (leftover.kind(w) or "v").startswith("v"))}
    meant = [p.pattern for p, relations in known.verbs if p.search(r.text)] if words else \
        [p.pattern for p, relations in known.verbs if MAKING & relations]
    said = sorted((w for w in words if len(w) > 1 or w in r.folded), key=len, reverse=True)
    return "|".join([*map(re.escape, said), *(f"(?:{p})" for p in meant)])


def _doers(planner: Planner, text: str, verbs: str) -> Iterator[tuple[int, int]]:
    """Where names stand that do one of the verbs, or with whom it is done, where the question asks for that."""
    if not verbs:
        return
    acts = re.compile(rf"{_BETWEEN}(?:{verbs})")
    partner = _WITH.search(planner.reading.text) is not None
    for start, end in _names(planner, text):
        beside = _PARTNER.search(text[:start]) is not None
        if beside == partner and not text[:start].endswith("、") and acts.match(text[end:]):
            yield start, end
    for m in spans.CLAUSE.finditer(text) if not partner else ():
        # 甲开发的“乙”: a clause may begin with a name that nothing is known of.
        if (done := acts.search(m[0], 2, 14)) and _is_name(m[0][:done.start()]) and _may_be(
                planner, m[0][:done.start()]):
            yield m.start(), m.start() + done.start()
    for m in _AGENT.finditer(text) if not partner else ():
        if (done := re.search(acts, m["x"])) and done.start() > 1:
            start, end = m.start("x"), m.start("x") + done.start()
            if _may_be(planner, text[start:end]):
                yield start, end


def _is_name(text: str) -> bool:
    """Whether a text is a run of nouns or of characters that make no word."""
    words = leftover.words(text)
    kinds = [leftover.kind(word) or "n" for word in words]
    return all(k[0] in "nzgjasbl" or k in ("vn", "an") or (len(w) == 1 and k[0] not in "pcudr")
               for w, k in zip(words, kinds, strict=True)) and re.fullmatch(
        r"[\u4e00-\u9fffA-Za-z0-9]+", text) is not None


def _names(planner: Planner, text: str) -> Iterator[tuple[int, int]]:
    """Names of the gazetteers and of the graph, the longest at each place."""
    found = {(m.start, m.end) for m in gazetteer().find(text) if not m.weak}
    found |= {(start, end) for start, end, _ in linked_in(text, planner.index)}
    for start, end in sorted(found):
        if not any(o != (start, end) and o[0] <= start and end <= o[1] for o in found) \
                and _may_be(planner, text[start:end], known=True):
            yield start, end


def _may_be(planner: Planner, name: str, *, known: bool = False) -> bool:
    """Whether a name is of the class asked for; one that nothing is known of may be a body."""
    hole, types = planner.reading.hole, spans.types(planner, name) - {"Group"}
    if not types:
        return not known and (hole is None or any(VOCAB.family(c.removeprefix("=")) == "institution"
                                                  for c in hole.classes)) and 2 < len(name) < 16
    if hole:
        return any(hole.fits(t, name) for t in types) or any(map(name.endswith, hole.endings))
    return any(VOCAB.fits(t, ("Institution",)) for t in types)
