"""Headings: those the reader marked, numbered lines, and numbered headings inside a run-on body.

A run-on body (`…的体系。1.1政策环境:引导与保障并行2025年…`) shows where a heading begins by its number, which must
continue the numbering so far, but not where it ends. The end is the likeliest place by general signs: a new
sentence opens with a year, a conjunction, or words the heading or other sentences of the text begin with; a
heading does not end in a comma or within a word.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2

from kg.types import Mark

_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")}
_CHINESE = "一二三四五六七八九十百"
_STYLES = (                                         # (style, pattern); the number is group 1
    ("chapter", re.compile(rf"第([{_CHINESE}零\d]{{1,4}})[章编篇](?=[\s\u4e00-\u9fff])")),
    ("part", re.compile(rf"第([{_CHINESE}零\d]{{1,4}})节(?=[\s\u4e00-\u9fff])")),
    ("article", re.compile(rf"第([{_CHINESE}零\d]{{1,4}})条(?=[\s\u4e00-\u9fff])")),
    ("major", re.compile(rf"([{_CHINESE}]{{1,3}})、")),
    ("minor", re.compile(rf"[（(]([{_CHINESE}]{{1,3}})[）)]、?")),
    ("decimal", re.compile(r"([1-9]\d?(?:\.[1-9]\d?){1,3})[.、]?\s*(?=[^\d\s.%,，、。)）~\-—–至])")),
    ("number", re.compile(r"(\d{1,2})[.、．](?!\d)\s*(?=\S)")),
    ("bracket", re.compile(r"[（(](\d{1,2})[）)]、?")),
)
_LINE = re.compile(r"[^\n]+")
_RUN_ON = 120                   # a line longer than this may hold headings inside
_LONGEST = 46
_LINE_HEADING = 60
_END = re.compile(r"[。；;!！?？\n\t]")
_LEAD = re.compile(r"(?:核心|内容|报告|执行)?(?:摘要|提要|导读|导言|引言|前言|序言|要点|观点)[:：]")
_OPENS = re.compile(            # what only a new sentence begins with
    r"(?:19|20)\d\d(?:年|[—–-])|近年来|近年|当前|目前|随着|尽管|虽然|由于|为了|根据|按照|截至|自从|一方面|首先|一是|本报告|本章|本节"
    r"|作为|面对|围绕|基于|从[^,，。]{2,14}看[,，]|在[^,，。]{2,16}[下中上后时里内][,，]|[^,，。:：]{2,8}(?:下|中|以来)[,，]"
)
_PAIRED = (("“", "”"), ("(（", ")）"), ("《", "》"))
_LATE = re.compile(r"(?:19|20)\d\d年|近年来|随着|尽管|虽然|由于|截至|[,，]其")
_MEASURE = re.compile(r"[年月日万亿个倍家项台套元种次人户条只吨米度级时期代国省市]|百分|千|GHz|GB|nm|mm")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's place, `start` to `body`, its number, bare title, and style (headings of a style are peers)."""

    start: int
    body: int
    number: str
    title: str
    style: str


def find_headings(text: str, marks: tuple[Mark, ...], topic: str) -> list[Heading]:
    """The headings of a clean text in order. `topic` is the document's title."""
    cells = [(m.start, m.end) for m in marks if m.kind in ("cell", "caption", "note")]
    marked = {m.start: m for m in marks if m.kind == "heading"}
    endings = _Endings(text, topic)
    found: list[Heading] = []
    last: dict[str, tuple[int, ...]] = {}           # the number reached in each style
    for line in _LINE.finditer(text):
        start, end = line.span()
        if any(a < end and start < b for a, b in cells):
            continue
        if start in marked:
            found.append(_marked(text, start, end, marked[start].level))
            continue
        if (lead := _LEAD.match(text, start)) or (not found and start == 0 and (lead := _lead_in(line[0]))):
            found.append(Heading(lead.start(), lead.end(), "", lead[0].rstrip(":："), "major"))
        found += _numbered(text, start, end, last, endings, bool(marked))
    return found


def levels(headings: list[Heading]) -> list[int]:
    """How deep each heading lies: a style first met under another is one deeper."""
    open_styles: list[str] = []
    result = []
    for heading in headings:
        if heading.style in open_styles:
            del open_styles[open_styles.index(heading.style) :]
        else:
            rank = _rank(heading.style)
            while open_styles and _rank(open_styles[-1]) >= rank:
                open_styles.pop()
        open_styles.append(heading.style)
        result.append(len(open_styles))
    return result


def _rank(style: str) -> float:
    """The usual order of styles: 第一章, 第一节, 一、, （一）, 1., （1）; decimals by their length."""
    order = {"chapter": 0, "part": 1, "major": 2, "decimal2": 3, "minor": 3.5, "decimal3": 4, "number": 4.5,
             "decimal4": 5, "bracket": 6, "article": 7}
    return order[style] if style in order else -10 + float(style.removeprefix("mark"))


def _marked(text: str, start: int, end: int, level: int) -> Heading:
    for _, pattern in _STYLES:
        if number := pattern.match(text, start, end):
            return Heading(start, end, number[1], text[number.end() : end].strip(), f"mark{level}")
    return Heading(start, end, "", text[start:end].strip(), f"mark{level}")


def _lead_in(line: str) -> re.Match[str] | None:
    """核心摘要: behind the title on the first line."""
    return _LEAD.search(line, 0, 80) if len(line) > _RUN_ON else None


def _numbered(
    text: str, start: int, end: int, last: dict[str, tuple[int, ...]], endings: _Endings, marked: bool
) -> Iterator[Heading]:
    """Numbered headings at the start of a line and, where the line is long, inside it."""
    places = list(_candidates(text, start, end))
    for k, (at, style, match) in enumerate(places):
        number = _value(match[1])
        inside = at > start
        if not _continues(style, number, last, inside) or inside and marked and style in ("minor", "number", "bracket"):
            continue
        limit = next((p for p, s, m in places[k + 1 :] if _follows(s, _value(m[1]), style, number)), end)
        stop = _title_stop(text, match.end(), limit, end, endings, inside)
        if stop is None:
            continue
        title = text[match.end() : stop].strip(" 。:：")
        if not title:
            continue
        last[style] = number
        yield Heading(at, stop, match[1], title, style)


def _candidates(text: str, start: int, end: int) -> Iterator[tuple[int, str, re.Match[str]]]:
    for style, pattern in _STYLES:
        if match := pattern.match(text, start, end):
            yield start, _styled(style, match), match
            break
    if end - start <= _RUN_ON:
        return
    found: list[tuple[int, str, re.Match[str]]] = []
    for style, pattern in _STYLES:
        if style in ("article", "number", "bracket"):
            continue
        for match in pattern.finditer(text, start + 1, end):
            before = text[match.start() - 1]
            if before in "。；;!！？?”）)":
                found.append((match.start(), _styled(style, match), match))
            elif style == "decimal" and match[1].endswith(".1") and not _MEASURE.match(text, match.end()):
                found.append((match.start(), _styled(style, match), match))     # right behind its parent's title
    yield from sorted(found, key=lambda one: one[0])


def _styled(style: str, match: re.Match[str]) -> str:
    return f"decimal{match[1].count('.') + 1}" if style == "decimal" else style


def _value(number: str) -> tuple[int, ...]:
    if number[0].isdecimal():
        return tuple(map(int, number.split(".")))
    total, digit = 0, 0
    for char in number:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return (total + digit,)


def _continues(style: str, number: tuple[int, ...], last: dict[str, tuple[int, ...]], inside: bool) -> bool:
    """Whether a number goes on from the one before in its style, or is the first under its parent."""
    before = last.get(style)
    if len(number) > 1:
        parent = last.get("major") or last.get("chapter")
        above = last.get(f"decimal{len(number) - 1}")
        if len(number) == 2 and inside and parent is not None and parent[0] != number[0]:
            return False
        if len(number) > 2 and inside and (above is None or above != number[:-1]):
            return False
        if before is not None and before[:-1] == number[:-1]:
            return number[-1] == before[-1] + 1
        if parent is None and number[0] > (before[0] if before else 0) + 1:
            return False
        return number[-1] == 1 or not inside and number[-1] <= 2
    if before is None:
        return number[0] == 1 or not inside and style == "minor"        # （四） may go on under a new 三、
    if style == "minor" and not inside:
        return number[0] in (1, before[0] + 1) or before[0] < number[0] <= before[0] + 2
    return number[0] == before[0] + 1 or number[0] == 1 and not inside and style != "chapter"


def _follows(style: str, number: tuple[int, ...], of: str, above: tuple[int, ...]) -> bool:
    """Whether a candidate is the next heading after this one: its first child or its successor."""
    if style == of:
        return number[:-1] == above[:-1] and number[-1] == above[-1] + 1
    return number[-1] == 1 and (len(number) == 1 or number[0] == above[0])


def _title_stop(text: str, begin: int, limit: int, line_end: int, endings: _Endings, inside: bool) -> int | None:
    """Where a heading's title ends; None where the number starts a plain sentence."""
    stop = _END.search(text, begin, limit)
    clause = stop.start() if stop else limit
    whole = clause == line_end
    if whole and clause - begin <= _LINE_HEADING:
        return None if text[clause - 1] in ",，、" else clause
    if stop is None and clause - begin <= _LONGEST:             # the next heading's number ends it
        return clause
    if stop is not None and stop[0] == "。" and clause - begin <= 30 and not re.search("[，,]", text[begin:clause]):
        return clause + 1                                       # （一）指导思想。以…
    if stop is not None and stop[0] == "?" and clause - begin <= _LONGEST:     # an unreadable bullet sign
        return clause
    if not inside and line_end - begin < _RUN_ON:
        return None
    return endings.best(begin, min(clause, begin + _LONGEST), limit)


class _Endings:
    """Finds the end of a heading that runs on into its first sentence."""

    def __init__(self, text: str, topic: str) -> None:
        self._text = text
        self._pairs = Counter(a + b for a, b in zip(text, text[1:], strict=False))
        self._topic = {topic[i : i + 3] for i in range(len(topic) - 2) if topic[i : i + 3].isalpha()}
        self._openings = Counter(m[1] for m in re.finditer(r"[。\n]([\u4e00-\u9fff]{3})", text))

    def best(self, begin: int, end: int, limit: int) -> int | None:
        """The likeliest end in [begin + 4, end]; None where no sentence seems to open."""
        scored = [(self._score(begin, at, limit), -at) for at in range(begin + 4, end + 1)]
        score, at = max(scored, default=(0.0, 0))
        return -at if score >= 2 else None

    def _score(self, begin: int, at: int, limit: int) -> float:
        text = self._text
        title, rest = text[begin:at], text[at : at + 24]
        if title[-1] in ",，:：、的与和及在(（“《从将把被由" or not rest or rest[0] in ",，:：、。;；)）”》":
            return -9.0
        if any(len(re.findall(f"[{a}]", title)) != len(re.findall(f"[{b}]", title)) for a, b in _PAIRED):
            return -9.0
        score = 0.0
        if _OPENS.match(rest):
            score += 6 if rest[0].isdecimal() else 3
        own = max((n for n in range(2, 9) if rest[:n] in title and rest[:n].isalpha()), default=0)
        score += min(own, 4) * (1.0 if not own or title.startswith(rest[:own]) else 0.6)
        if _LATE.search(title, 4):
            score -= 4
        if re.search(r"从[^,，。到]{1,6}$", title):
            score -= 3
        if rest[:3] in self._topic:
            score += 2.5
        if self._openings[rest[:3]] >= 2:
            score += 2
        seam = text[at - 1 : at + 1]
        score += -2.5 if self._pairs[seam] > 1 and seam.isalpha() else 0.5
        clause = re.match(r"[^,，。;；]*", text[at : min(limit, at + 60)])
        if clause is not None and len(clause[0]) < 4:
            score -= 2
        if re.search(r"[,，][^,，]{0,2}$", title):
            score -= 2
        score += 0.25 * log2(1 + self._pairs[rest[:2]])         # a common word begins here
        return score - 0.2 * max(0, len(title) - 22)
