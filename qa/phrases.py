"""Why, how, what problem, what change: the words of the text that say it.

Such an answer is no thing of the graph but a phrase of a sentence. The sentence must account for the whole question;
the phrase is where a pattern of `qa/data/phrases.tsv` finds it, else what stands before the result the question names.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from kg import datafile
from kg.errors import DataError
from kg.index import Passage, fold
from qa import algebra as a
from qa import leftover, rules
from qa.candidate import Limits
from qa.match import Fit, Matcher, Texts

KINDS = ("change", "problem", "why", "how")
ENOUGH = 0.75        # of the question that a sentence must hold
NAMED = 0.5          # of a clause that the question holds already: it is what was asked about, not the answer
ENOUGH_FREELY = 0.6  # the same where words that name nothing may be left over
SHORTEST = 4
BESIDE = 20         # characters beside a phrase in which what it is the cause of is told
# What a phrase does not begin with, and what is no reason: when something was so.
_OPENING = re.compile(r"(?:[\s,，、:：)）\]】”’和与及]|加之|此外|同时|其中|而且|并且|不过|但是|但|由于|因为|主要是)*")
_WHEN = re.compile(r"(?:截至|到|至)?\d{2,4}年[\d年月日底末初至上下半一二三四季度]*")
_HEADING = re.compile(r"\s*(?:第?[一二三四五六七八九十]+[、.章节]|[(（][一二三四五六七八九十\d]+[)）]"
                      r"|\d+(?:\.\d+)*[、.]?)\s*")
# 为什么要加强甲 asks for no other thing that is to be done: 建立乙,加强甲.
_SHOULD = re.compile(r"(?:为什么|为何|为啥|因何)(?:还|就|都|也)?(?:需?要|应当?|必须|得)")
_ORDER = re.compile(r"(?:要|着力|持续|积极|大力|进一步|不断|全面|稳步|切实)*"
                    r"(?:建立|健全|完善|加强|强化|推动|推进|支持|鼓励|引导|优化|构建|深化|加快|提升|促进|开展|实施|落实|扩大|拓展|培育|打造|提高|制定|组织|规范|创新)")
# A clause that tells only what came of the one before it, and those that say what for, or about what.
_EFFECT = re.compile(r"\s*(?:从而|进而|由此)?(?:有效|进一步|不断|显著|切实|大大|有力|持续|极大|明显|逐步|充分)+地?"
                     r"(?:提振|提升|提高|增强|推动|促进|带动|激发|改善|稳定|缓解|降低|释放|扩大|增加|优化|巩固)")
_PURPOSE = re.compile(r"\s*(?:为了|为(?=[^,，]{0,10}(?:提高|保障|加强|推动|促进|解决|规范|适应|满足)))")
_ABOUT = re.compile(r"^\s*(?:针对|面对|随着|在|截至|据)|(?:说|表示|介绍|指出|认为|显示)$")
_POINTS = re.compile("[;；]二是|[;；]另一方面")
_ASIDE = re.compile(r"[(（][^()（）]*[,，][^()（）]*[)）]|的?(?:考虑|考量|需要)[,，](?:也|又|更|还)是(?:出于|为了)?")
_JOINING = re.compile(r"(?:以及|[及和与、,，])*")
_CLAUSE = re.compile(r"[^,，;；]+")


@dataclass(frozen=True, slots=True)
class Pattern:
    kind: str
    pattern: re.Pattern[str]


@cache
def load(path: Path = rules.DATA / "phrases.tsv") -> tuple[Pattern, ...]:
    """The patterns, each proved on its examples. Raises DataError with file and row."""
    patterns = []
    for number, (kind, text, yes, no) in datafile.rows(path, 4, heading=True):
        if kind not in KINDS:
            raise DataError(path, number, f"未知的种类 {kind!r}", fix=f"可用：{' '.join(KINDS)}")
        sentence, _, answer = yes.partition("=")
        compiled = datafile.proved(path, number, text, sentence.split("|"), no.split("|"))
        if (m := compiled.search(sentence)) is None or m["answer"] != answer:
            raise DataError(path, number, f"在“{sentence}”中应取出“{answer}”", fix="请改正模式或例子")
        patterns.append(Pattern(kind, compiled))
    return tuple(patterns)


def phrases(match: Matcher, document: str | None, limits: Limits) -> Iterator[tuple[a.Phrase, Fit, float]]:
    """The phrases that answer, best sentence first, and how much of the question stands right beside each."""
    kinds = [k for k in KINDS if match.reading.has("ask", k)]
    if not kinds:
        return
    found = []
    for passage in match.passages():
        if (document is not None and passage.document != document) or not match.timely_passage(passage):
            continue
        recall, missing = match.recall(Texts(fold(passage.text), "", fold(passage.section)))
        fit = Fit(recall, 1.0, missing)
        if recall >= (ENOUGH_FREELY if limits.lenient else ENOUGH) and limits.covers(fit):
            found.append((fit, passage))
    for fit, whole in sorted(found, key=lambda one: (-one[0].recall, len(one[1].text)))[:3]:
        if _HEADING.match(whole.text) and ("why" in kinds or "how" in kinds) and _is_heading(whole):
            continue            # what is to be done is no reason
        passage = _part(whole, match, limits)
        for start, end in (span for kind in kinds for span in _spans(kind, passage, match)):
            start += len(_OPENING.match(passage.text[start:end])[0])     # type: ignore[index]  # matches anything
            if kinds == ["why"] and _SHOULD.search(match.reading.text) and _ORDER.match(passage.text[start:end]):
                continue
            start += _asked_verb(passage.text[start:end], match.reading.folded)
            if end - start >= SHORTEST and not _WHEN.fullmatch(passage.text[start:end]):
                at = passage.start
                beside = f"{passage.text[max(0, start - BESIDE):start]}|{passage.text[end:end + BESIDE]}"
                near = match.recall(Texts(fold(beside), "", ""))[0]
                spans = tuple((at + s, at + e) for s, e in _without_asides(passage.text, start, end))
                yield a.Phrase(passage.document, spans, whole.start, whole.end), fit, near
                break


def _without_asides(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a phrase outside brackets with clauses of their own: 甲增长(约6万,增长3%)及乙提升; and those of
    甲的考虑,也是乙的考虑."""
    found, at = [], start
    for m in _ASIDE.finditer(text, start, end):
        found.append((at, m.start()))
        at = m.end()
    found.append((at, end))
    kept = [(s + len(_JOINING.match(text[s:e])[0]), e) for s, e in found]       # type: ignore[index]  # matches anything
    return [(s, e) for s, e in kept if e - s > 1] or [(start, end)]


def _is_heading(passage: Passage) -> bool:
    """Whether a numbered passage is the heading of its section."""
    return fold(_HEADING.sub("", passage.text)).rstrip("。") in fold(passage.section)


def _part(passage: Passage, match: Matcher, limits: Limits) -> Passage:
    """The part of a sentence between two ; that says all that is asked, where one alone does; else the sentence."""
    saying = []
    for m in re.finditer("[^;；]+", passage.text):
        recall, missing = match.recall(Texts(fold(m[0]), "", fold(passage.section)))
        if recall >= ENOUGH and limits.covers(Fit(recall, 1.0, missing)):
            saying.append(m)
    if len(saying) != 1 or _POINTS.search(passage.text):
        return passage
    start, end = saying[0].span()
    return replace(passage, start=passage.start + start, end=passage.start + end, text=saying[0][0])


def _asked_verb(text: str, question: str) -> int:
    """How much of a phrase is the verb that the question asks with: 构建 in 构建甲体系, where it asks 构建什么."""
    first = (leftover.words(text[:6]) or [""])[0]
    return len(first) if (leftover.kind(first) or "").startswith("v") and re.search(
        rf"{re.escape(first)}(?:的是|了)?(?:什么|怎样|啥|何种|哪)", question) else 0


def _spans(kind: str, passage: Passage, match: Matcher) -> Iterator[tuple[int, int]]:
    text = passage.text
    near = _result(text, match) if kind in ("why", "how") else None
    for one in load():
        if one.kind == kind:
            for m in one.pattern.finditer(text):
                beside = near is None or (near[0] < m.end("answer") and m.start("answer") < near[1])
                if beside and match.precision([m["answer"]]) < NAMED:
                    yield m.span("answer")
    if kind in ("why", "how"):
        yield from _before_the_result(text, match)


def _result(text: str, match: Matcher) -> tuple[int, int] | None:
    """Where what the question asks about is told, with a clause on either side; None where no clause tells it alone."""
    clauses = [m.span() for m in _CLAUSE.finditer(text)]
    shares = [match.precision([text[s:e]]) for s, e in clauses]
    told = max(range(len(clauses)), key=lambda i: (shares[i], i), default=0)
    if len(clauses) < 4 or shares[told] < NAMED:
        return None
    return clauses[max(0, told - 1)][0], clauses[min(len(clauses) - 1, told + 1)][1]


def _before_the_result(text: str, match: Matcher) -> Iterator[tuple[int, int]]:
    """The clause before the one that the question names most of, if the question does not name it too."""
    clauses = [m.span() for m in _CLAUSE.finditer(text)]
    shares = [match.precision([text[s:e]]) for s, e in clauses]
    result = max(range(1, len(clauses)), key=lambda i: (shares[i], i), default=0)
    if not result or shares[result] < 0.4:
        return
    passed = False
    for i in range(result - 1, -1, -1):
        clause = text[slice(*clauses[i])]
        if ";" in text[clauses[i][1]:clauses[result][0]] or _PURPOSE.match(clause):
            return
        if _EFFECT.match(clause):
            passed = True
        elif shares[i] < NAMED:
            first = i           # before what comes of them there may be several: 甲加强,乙出台,有效提振丙
            while passed and first and shares[first - 1] < NAMED and not _ABOUT.search(
                    text[slice(*clauses[first - 1])]):
                first -= 1
            if not any(_PURPOSE.match(text[slice(*c)]) for c in clauses[max(0, i - 1):i]):
                yield clauses[first][0], clauses[i][1]
            return
