"""Tables from the readers' marks: cells with their heading row, caption, unit line and notes."""
from __future__ import annotations

import re
from collections.abc import Callable

from kg.types import Cell, CleanText, Mark, Table

_UNIT = re.compile(r"(?:计量)?单位\s*[:：]\s*([^）)\s,，;；。]{1,16})")


def find_tables(clean: CleanText, section_at: Callable[[int], int]) -> tuple[Table, ...]:
    """One Table for each table number in the marks. `section_at` gives the section of a place."""
    grouped: dict[int, list[Mark]] = {}
    for mark in clean.marks:
        if mark.table >= 0:
            grouped.setdefault(mark.table, []).append(mark)
    tables = []
    for _, marks in sorted(grouped.items()):
        cells = tuple(Cell(m.start, m.end, m.row, m.column) for m in marks if m.kind == "cell")
        if not cells:
            continue
        captions = [clean.text[m.start : m.end] for m in marks if m.kind == "caption"]
        notes = tuple(clean.text[m.start : m.end] for m in marks if m.kind == "note")
        caption = " ".join(captions)
        heads = " ".join(clean.text[c.start : c.end] for c in cells if c.row == 0)
        unit = _UNIT.search(caption) or _UNIT.search(heads) or _UNIT.search(" ".join(notes))
        tables.append(Table(cells, section_at(cells[0].start), caption, unit[1] if unit else "", notes))
    return tuple(tables)
