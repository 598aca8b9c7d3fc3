"""Clean text to a Document: title, nested sections, sentences."""
from __future__ import annotations

import re

from kg.types import CleanText, Document, RawDocument, Section, Sentence

_NUMBER = re.compile(
    r"(?:(?<=[。;?\n])|^)(?:([一二三四五六七八九十]+)、|([1-9]\d?(?:\.[1-9]\d?){1,3})(?=[\u4e00-\u9fff]))"
    r"|(?<=[\u4e00-\u9fff])([1-9]\d?\.1)(?=[\u4e00-\u9fff])(?!.{0,8}[亿万%个倍])"
)
_BODY = re.compile(r"20\d\d年|尽管|数字经济时代|\?|\n")
_END = re.compile(r"[。！？!\n]")


def outline(raw: RawDocument, clean: CleanText) -> Document:
    """The document with its structure. Its id is the first 16 hex digits of the file's sha256."""
    text = clean.text
    heads = _headings(text)
    lead = text.find("\n") if "\n" in text[:80] else -1
    found = re.match(r"(.{4,60}?(?:报告|意见|规划|通知|方案|办法))", text)
    title = raw.title or (found[1] if found else text[: max(lead, 0) or 30])
    sections: list[Section] = []
    stack: list[int] = []
    for k, (start, body, number, level, name) in enumerate(heads):
        while stack and sections[stack[-1]].level >= level:
            stack.pop()
        end = next((h[0] for h in heads[k + 1 :] if h[3] <= level), len(text))
        sections.append(Section(number, name, level, start, body, end, stack[-1] if stack else -1))
        stack.append(len(sections) - 1)
    return Document(
        id=raw.sha256[:16], source=raw.path.name, path=str(raw.path), sha256=raw.sha256, media_type=raw.media_type,
        title=title, text=text, runs=clean.runs, parts=tuple(p.name for p in raw.parts), sections=tuple(sections),
        sentences=tuple(_sentences(text, sections)), damaged=clean.damaged, published=raw.published,
        publisher=raw.publisher,
    )


def _headings(text: str) -> list[tuple[int, int, str, int, str]]:
    found: list[tuple[int, int, str, int, str]] = []
    matches = [m for m in _NUMBER.finditer(text) if not m[3] or re.search(r"[。;\n][一二三四五六七八九十]+、[^。;]{2,50}$", text[: m.start()])]
    for k, m in enumerate(matches):
        limit = matches[k + 1].start() if k + 1 < len(matches) else len(text)
        rest = text[m.end() : min(limit, m.end() + 46)]
        cut = _title_end(rest, text[:60], m[1] is not None)
        number = m[1] or m[2] or m[3]
        level = 1 if m[1] else number.count(".") + 1
        found.append((m.start(), m.end() + cut, number, level, rest[:cut].strip()))
    return found


def _title_end(rest: str, lead: str, top: bool) -> int:
    stop = re.search(r"[。;；?\n]", rest)
    limit = stop.start() if stop else len(rest)
    if top:
        return limit
    for m in _BODY.finditer(rest, 4):
        return min(m.start(), limit)
    for i in range(6, limit):                           # the body takes up the heading's own words
        if rest[i : i + 2] == rest[:2] or rest[i : i + 3] in lead:
            return i
    return limit


def _sentences(text: str, sections: list[Section]) -> list[Sentence]:
    borders = sorted({0, len(text)} | {s.start for s in sections} | {s.body for s in sections})
    result: list[Sentence] = []
    for low, high in zip(borders, borders[1:], strict=False):
        at = low
        for stop in [m.end() for m in _END.finditer(text, low, high)] + [high]:
            piece = text[at:stop]
            start = at + len(piece) - len(piece.lstrip())
            end = stop - (len(piece) - len(piece.rstrip()))
            if start < end:
                inside = [k for k, s in enumerate(sections) if s.start <= start < s.end]
                result.append(Sentence(start, end, inside[-1] if inside else -1))
            at = stop
    return result
