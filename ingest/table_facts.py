"""Observations from tables: a number in a cell, measured by the headings of its row and column.

A heading that names an indicator gives it, one that is a period gives the period, any other is the subject. What both
leave open comes from the caption (`甲省主要指标`) and the unit line (单位:亿元).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ingest.measures import has_head, take_apart, trim_subject
from kg.text.period import parse_period
from kg.text.quantity import Quantity, number, parse_quantity, to_base, units
from kg.types import Cell, Document, EntityRef, ObservationClaim, Period, Span, Table

CONFIDENCE = 0.85
_UNIT = re.compile(r"^(?P<name>.*?)\s*(?:[(（](?:单位[:：])?(?P<in>[^()（）]{1,10})[)）]|[/／](?P<per>[^/／]{1,6}))$")
_DIGITS = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class _Heading:
    name: str
    unit: str = ""
    period: Period | None = None

    @property
    def measures(self) -> bool:
        return bool(self.name) and (bool(self.unit) or has_head(self.name))


def observe_tables(
    document: Document, period: Period | None, reference: date | None, kind_of: Callable[[str], str]
) -> list[ObservationClaim]:
    """The numbers of a document's tables. `period` holds where a table names none; `kind_of` classes a subject."""
    claims: list[ObservationClaim] = []
    for table in document.tables:
        claims += _read(document, table, period, reference, kind_of)
    return claims


def _read(
    document: Document, table: Table, period: Period | None, reference: date | None, kind_of: Callable[[str], str]
) -> list[ObservationClaim]:
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)

    def text(cell: Cell) -> str:
        return document.text[cell.start : cell.end].strip()

    columns = {cell.column: cell for cell in rows.get(0, ())}
    heads = {column: _heading(text(cell), reference) for column, cell in columns.items()}
    caption = re.sub(r"^(?:图表?|表)\s*[\d.-]+[:：\s]*|[(（]?(?:计量)?单位[:：].*$", "", table.caption).strip()
    about = take_apart(caption)
    claims = []
    for row, cells in sorted(rows.items()):
        if row == 0:
            continue
        first = min(cells, key=lambda c: c.column)
        label = _heading(text(first), reference)
        for cell in cells:
            if cell is first or cell.column not in heads:
                continue
            found = _name(label, heads[cell.column], about.subject, about.indicator)
            if found is None:
                continue
            subject, indicator, unit, when = found
            q = _value(text(cell), unit or table.unit)
            if q is None:
                continue
            head = columns[cell.column]
            claims.append(
                ObservationClaim(
                    subject=EntityRef(subject, kind_of(subject)),
                    indicator=indicator,
                    value=q.value,
                    unit=q.unit,
                    written=q.written,
                    evidence=(Span(min(first.start, cell.start), cell.end), Span(head.start, head.end)),
                    confidence=CONFIDENCE,
                    extractor="observation.table",
                    comparator=q.comparator,
                    value_max=q.value_max,
                    value_base=q.value_base,
                    unit_base=q.unit_base,
                    period=when or period,
                )
            )
    return claims


def _heading(text: str, reference: date | None) -> _Heading:
    m = _UNIT.match(text)
    unit = (m["in"] or m["per"]) if m else ""
    if m and unit and re.sub("^[十百千万亿]+", "", unit) in units():
        return _Heading(m["name"], unit, parse_period(m["name"], reference))
    return _Heading(text, "", parse_period(text, reference))


def _name(row: _Heading, column: _Heading, subject: str, indicator: str) -> tuple[str, str, str, Period | None] | None:
    """Subject, indicator, unit and period of a cell from its two headings and the caption."""
    unit, when = column.unit or row.unit, column.period or row.period
    things = [h.name for h in (row, column) if h.name and h.period is None and not h.measures]
    measured = [h.name for h in (row, column) if h.period is None and h.measures]
    if len(measured) == 1:
        parts = take_apart(measured[0])
        if not things and parts.subject and parts.indicator:
            return parts.subject, parts.indicator, unit, when
        about = things[0] if things else subject
        return (trim_subject(about), measured[0], unit, when) if about else None
    if not measured and len(things) == 1 and indicator:
        return trim_subject(things[0]), indicator, unit, when
    return None


def _value(text: str, unit: str) -> Quantity | None:
    """A cell's number, with the unit of its heading where it has none of its own."""
    if (q := parse_quantity(text)) and q.unit:
        return q
    if not _DIGITS.fullmatch(text) or (value := number(text)) is None:
        return None
    base, unit_base = to_base(value, unit)
    return Quantity(0, len(text), text, value, unit, "number", value_base=base, unit_base=unit_base)
