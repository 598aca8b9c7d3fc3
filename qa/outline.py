"""Questions about what stands under a heading: 重大工程一共列了几项, 保障措施有哪几条, 全文分几个部分.

Only where the question is a heading and words of a table of contents, and nothing else. The answers are the headings
below it or, where it has none, the leads of its paragraphs.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.index import fold
from qa import algebra as a
from qa.candidate import Plan
from qa.match import Fit
from qa.question import count_of

if TYPE_CHECKING:
    from kg.snapshot import Snapshot
    from kg.types import Section

_KINDS = r"[项条个点章节款类步件块]|方面|部分|环节"
_MANY = re.compile(rf"(?:多少|(?<!哪)几)(?:大类|[大个])?(?P<unit>{_KINDS})?"
                   r"(?:(?:问题|特征|任务|措施|举措|原则|目标|工程|挑战|建议|方面)(?=[?？]?$))?")
_WHICH = re.compile(rf"哪(?:些|[几两二三四五六七八九十]+(?:大类|大?(?:{_KINDS}))?)|(?:是|有|叫)?什么")
_WHOLE = re.compile(r"(?:全文|正文|(?:这|本|该)?[份个篇]?(?:报告|方案|规划|计划|文件|意见|通知))(?:一?共|总共)*"
                    r"(?:分|有|包括|包含)[成为了]*(?:多少|几)(?:大|个)*(?:章|部分|板块)")
# Words of a table of contents, and what else says nothing here.
_OUTLINE = re.compile(
    r"(?:列举?|划?分|提|讲|写|安排|部署|规划|设置?|确定|明确|包括|包含|涉及|采取)(?:了?出|[成为])?了?"
    r"|下面|底下|之下|部分|一?章|一?节|一?共|总共|总计|合计|究竟|到底|具体|分别|都|各|报告|方案|计划|文件|意见|通知"
    r"|全文|文中|文里|里|中|下|的|有|了|在|是|这|那|本|该|份|个|项|条|“|”|\"|[《》,，?？。:：\s]")
_NTH = re.compile(r"第?(?P<n>[一二三四五六七八九十]+|\d+)")
ENDING = 4          # characters of the end of a heading that may stand for it
_NUMBER = r"[（(]?[一二三四五六七八九十\d]+[）)、.．]"
_LEAD = re.compile(rf"(?:{_NUMBER}|[一二三四五六七八九]是|[—–-]{{1,2}})?[^。:：\n]{{2,18}}[。:：]")
_NUMBERED = re.compile(rf"^(?:第[一二三四五六七八九十百\d]+[章节条]|\d+(?:\.\d+)+|{_NUMBER}|\d+)?[\s、.．]*")


def outline(snapshot: Snapshot, text: str, document: str | None) -> Plan | None:
    """The headings that the question asks for or counts; None where it asks for something else."""
    many, which = _MANY.search(text), _WHICH.search(text)
    if not many and not which:
        return None
    asked = many if many and not which else which
    rest = text[:asked.start()] + text[asked.end():]        # type: ignore[union-attr]  # one of them is there
    whole = _WHOLE.search(text) is not None
    found = []
    for info in snapshot.documents():
        if document in (None, info.id) and (whole or not _OUTLINE.fullmatch(rest)):
            if not whole and not _may_name(snapshot.headings.get(info.id, ()), rest, info.title):
                continue        # sections of a document are read only where the question may name one
            sections = snapshot.sections(info.id)
            for number in [-1] if whole else _headings(sections, rest, info.title):
                heads = _heads(snapshot.text(info.id), sections, number)
                if len(heads) > 1:
                    found.append((info.id, heads))
    if len(found) != 1:
        return None
    counts = bool(many) and not which
    unit = (many["unit"] or "个") if many else ""
    return Plan(a.Headings(found[0][0], found[0][1], counts), 0.9, Fit(1.0, 1.0, ""), (),
                unit=unit.removeprefix("大").replace("方面", "个"))


def _headings(sections: Sequence[Section], rest: str, title: str) -> list[int]:
    """The sections whose heading (or its end), with the document's title, is all that the question says."""
    asked, bare = _asked(rest, title)
    if m := _NTH.fullmatch(bare):
        nth = count_of(m["n"])
        return [n for n, s in enumerate(sections) if s.level == 1 and s.number and count_of(s.number) == nth]
    return [number for number, one in enumerate(sections) if _names(one.title, asked, bare)]


def _may_name(headings: Iterable[str], rest: str, title: str) -> bool:
    """Whether `_headings` may find one of these."""
    asked, bare = _asked(rest, title)
    return _NTH.fullmatch(bare) is not None or any(_names(heading, asked, bare) for heading in headings)


def _asked(rest: str, title: str) -> tuple[str, str]:
    """What the question says, folded, without parts of the document's title; and that without words of an outline."""
    asked = fold(rest)
    if not _fours(title).isdisjoint(_fours(rest)):      # which is so of few documents
        known = fold(title)
        for length in range(len(known), 3, -1):
            for start in range(len(known) - length + 1):
                asked = asked.replace(known[start:start + length], "")
    return asked, _bare_words(asked)


@lru_cache(1 << 14)
def _fours(text: str) -> frozenset[str]:
    """The stretches of four characters of a text, folded."""
    known = fold(text)
    return frozenset(known[start:start + 4] for start in range(len(known) - 3))


@lru_cache(1 << 10)
def _bare_words(folded: str) -> str:
    return _OUTLINE.sub("", folded)


def _names(heading: str, asked: str, bare: str) -> bool:
    name, inner = _name(heading)
    same = name in asked and not _OUTLINE.sub("", asked.replace(name, "", 1))
    return same or (len(bare) >= ENDING and inner.endswith(bare))


@lru_cache(1 << 16)
def _name(heading: str) -> tuple[str, str]:
    """A heading folded, up to its colon; and without words of an outline."""
    name = fold(re.split("[:：]", heading)[0])
    return name, _OUTLINE.sub("", name)


def _heads(text: str, sections: Sequence[Section], number: int) -> tuple[tuple[int, int], ...]:
    """Where the headings below a section stand, without their numbers, else the leads of its paragraphs."""
    below = [s for s in sections if s.parent == number and s.number]
    if below or number < 0:
        return tuple(_bare(text, s.start, s.body) for s in below)
    section = sections[number]
    found, at = [], section.body
    for line in text[section.body:section.end].split("\n"):
        if lead := _LEAD.match(line):
            found.append(_bare(text, at, at + lead.end()))
        elif line.strip():
            return ()           # a paragraph of its own: the section is no list
        at += len(line) + 1
    return tuple(found)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    start += len(_NUMBERED.match(text[start:end])[0])      # type: ignore[index]  # matches anything
    end = start + len(re.split("[:：]", text[start:end])[0])
    return start, start + len(text[start:end].rstrip().rstrip("。:：").rstrip())
