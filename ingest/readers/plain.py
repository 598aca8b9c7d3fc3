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
_APART = re.compile(r"[^\s\u3000]+(?:[ \u3000][^\s\u3000]+)*")           # words one blank apart are one cell
_FIGURE = re.compile(r"[-+−]?[\d,.]+[%％]?|[-—–]+|[.…]{2,}")
_Row = list[tuple[int, int, int]]           # (column, start, end) of each cell


def unified(text: str) -> str:
    """One kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain(text: str) -> Part:
    """Plain text as one part, with tables marked whose columns stand apart by tabs or several blanks."""
    text = unified(text)
    marks: list[Mark] = []
    number = 0
    for rows in _column_blocks(text):
        if not _is_table(text, rows):
            continue
        for row, cells in enumerate(rows):
            marks += [Mark(a, b, "cell", table=number, row=row, column=column) for column, a, b in cells]
        marks += _captions(text, rows[0][0][1], number) + _notes(text, rows[-1][-1][2], number)
        number += 1
    return Part("text", text, tuple(sorted(marks, key=lambda mark: mark.start)))


def _column_blocks(text: str) -> list[list[_Row]]:
    """Neighbouring lines of the same number of columns, two or more."""
    blocks: list[list[_Row]] = []
    width, last = 0, -2
    for line in re.finditer(r"[^\n]+", text):
        columns = _columns(text, line.start(), line.end())
        size = columns[-1][0] + 1 if columns else 0
        if size < 2:
            width = 0
            continue
        if size != width or line.start() != last + 1:
            blocks.append([])
        blocks[-1].append(columns)
        width, last = size, line.end()
    return blocks


def _columns(text: str, start: int, end: int) -> _Row:
    if "\t" not in text[start:end].strip():
        return [(n, *m.span()) for n, m in enumerate(_APART.finditer(text, start, end))]
    cells: _Row = []
    for column, cell in enumerate(re.compile(r"(?:^|(?<=[\t\n]))[^\t\n]*").finditer(text, start, end)):
        low = cell.start() + len(cell[0]) - len(cell[0].lstrip())
        if high := len(cell[0].strip()):
            cells.append((column, low, low + high))
    return cells


def _is_table(text: str, rows: list[_Row]) -> bool:
    """A heading row without figures over rows whose later cells are mostly numbers."""
    if len(rows) < 3 or any(_FIGURE.fullmatch(text[a:b]) for _, a, b in rows[0]):
        return False
    cells = [text[a:b] for row in rows[1:] for column, a, b in row if column]
    return 2 * sum(_FIGURE.fullmatch(cell) is not None for cell in cells) > len(cells)


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
    return marks + _captions(text, start, number) + _notes(text, end, number)


def _captions(text: str, start: int, number: int) -> list[Mark]:
    """The lines just above a table: its unit line, its name; a name without a number only above a unit line."""
    found: list[Mark] = []
    for low, high in [span for span in _lines(text, 0, start) if text[slice(*span)].strip()][-2:][::-1]:
        line = text[low:high].strip()
        if _CAPTION.match(line) or found and len(line) <= 40 and not re.search("[。；：:#|]", line):
            found.append(Mark(low, high, "caption", table=number))
        else:
            break
    return found[::-1]


def _notes(text: str, end: int, number: int) -> list[Mark]:
    found = []
    for low, high in [span for span in _lines(text, end, len(text)) if text[slice(*span)].strip()][:3]:
        if not _NOTE.match(text[low:high]):
            break
        found.append(Mark(low, high, "note", table=number))
    return found


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [m.span() for m in re.compile(r"[^\n]+").finditer(text, start, end)]
