"""Puts one part together: paragraphs, headings and tables as text with marks."""
from __future__ import annotations

import re
from collections.abc import Sequence

from kg.types import Mark, Part

_CAPTION = re.compile(
    r"^\s*(?:附?表\s*[\dA-Z一二三四五六七八九十][^。]{0,60}|[（(]?\s*(?:计量)?[单單]位\s*[:：][^。]{1,20})$"
)
_NOTE = re.compile(r"^\s*[（(]?(?:注|备注|備註|说明|說明|数据来源|數據來源|资料来源|資料來源|来源)\s*\d*\s*[:：]")
_BLANK = re.compile(r"[ \t\r\f\v\u3000\xa0]+")


class Builder:
    """Collects the blocks of one part in reading order."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._tables = 0
        self._last: tuple[int, int] | None = None       # the paragraph before, if it may be a caption
        self._after_table = False

    def heading(self, text: str, level: int) -> None:
        """A heading; empty ones are left out."""
        if span := self._line(text):
            self._marks.append(Mark(*span, "heading", level=level))
            self._last, self._after_table = None, False

    def paragraph(self, text: str) -> None:
        """A paragraph; one after a table that begins with 注： or 数据来源： is that table's note."""
        for line in text.split("\n"):
            if not (span := self._line(line)):
                continue
            if self._after_table and _NOTE.match(line):
                self._marks.append(Mark(*span, "note", table=self._tables - 1))
            else:
                self._last, self._after_table = span, False

    def table(self, rows: Sequence[Sequence[tuple[int, str]]], caption: str = "") -> None:
        """Rows of (column, text), the first holding the headings. A caption line before the table goes with it."""
        kept = [[(column, flat(text)) for column, text in row] for row in rows]
        kept = [row for row in kept if any(text for _, text in row)]
        if not kept:
            return
        if caption:
            self.paragraph(caption)
            assert self._last is not None
            self._marks.append(Mark(*self._last, "caption", table=self._tables))
        elif self._last and _CAPTION.match(self._text(self._last)):
            self._marks.append(Mark(*self._last, "caption", table=self._tables))
        for number, row in enumerate(kept):
            for position, (column, text) in enumerate(row):
                start = self._length
                self._add(text)
                self._marks.append(Mark(start, self._length, "cell", table=self._tables, row=number, column=column))
                self._add("\t" if position < len(row) - 1 else "\n")
        self._tables += 1
        self._last, self._after_table = None, True

    def part(self, name: str) -> Part:
        """The part as it stands."""
        return Part(name, "".join(self._pieces), tuple(self._marks))

    def _text(self, span: tuple[int, int]) -> str:
        return "".join(self._pieces)[span[0] : span[1]]

    def _line(self, text: str) -> tuple[int, int] | None:
        line = flat(text)
        if not line:
            return None
        start = self._length
        self._add(line)
        self._add("\n")
        return start, self._length - 1

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def flat(text: str) -> str:
    """Text on one line, without blanks at the ends."""
    return _BLANK.sub(" ", text.replace("\n", " ")).strip()
