"""Plain text and Markdown. The part is the file's text itself, so offsets lead straight into the file."""
from __future__ import annotations

import re

from kg.types import Mark, Part

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_TABLE = re.compile(
    r"(?:^[ \t]*\|?.*\|.*\n)"
    r"(?:^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*\n)"
    r"(?:^.*\|.*\n?)*",
    re.MULTILINE,
)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CELL = re.compile(r"(?:\\\||[^|\n])+")
_CAPTION = re.compile(r"^(?:\*\*)?(?:附?表\s*[\dA-Z一二三四五六七八九十].{0,60}|[（(]?[单單]位\s*[:：].{1,20})$")
_NOTE = re.compile(r"^[>*_ ]*[（(]?(?:注|备注|備註|说明|說明|数据来源|數據來源|资料来源|資料來源|来源)\s*\d*\s*[:：]")


def unified(text: str) -> str:
    """One kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain(text: str) -> Part:
    """Plain text as one part."""
    return Part("text", unified(text))


def markdown(text: str) -> Part:
    """Markdown as one part, with its headings and tables marked."""
    text = unified(text)
    fenced = [m.span() for m in _FENCE.finditer(text)]
    marks = [
        Mark(m.start(2), m.end(2), "heading", level=len(m[1]))
        for m in _HEADING.finditer(text) if not any(a <= m.start() < b for a, b in fenced)
    ]
    for number, m in enumerate(t for t in _TABLE.finditer(text) if not any(a <= t.start() < b for a, b in fenced)):
        marks += _table(text, m.start(), m.end(), number)
    return Part("text", text, tuple(sorted(marks, key=lambda mark: mark.start)))


def _table(text: str, start: int, end: int, number: int) -> list[Mark]:
    marks = []
    for row, (low, high) in enumerate(_lines(text, start, end)):
        if row == 1:
            continue
        for column, cell in enumerate(_CELL.finditer(text, low, high)) if text[low:high].strip() else ():
            words = cell[0].strip()
            at = cell.start() + len(cell[0]) - len(cell[0].lstrip())
            if words or column:
                marks.append(Mark(at, at + len(words), "cell", table=number, row=max(row - 1, 0), column=column))
    before = [span for span in _lines(text, 0, start) if text[slice(*span)].strip()][-2:]
    for low, high in before:
        if _CAPTION.match(text[low:high].strip()):
            marks.append(Mark(low, high, "caption", table=number))
    for low, high in [span for span in _lines(text, end, len(text)) if text[slice(*span)].strip()][:3]:
        if not _NOTE.match(text[low:high]):
            break
        marks.append(Mark(low, high, "note", table=number))
    return marks


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [m.span() for m in re.compile(r"[^\n]+").finditer(text, start, end)]
