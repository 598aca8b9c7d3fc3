"""The graph as tables: one CSV of all facts, a folder of CSV tables, an Excel workbook.

CSV files begin with a byte order mark, or Excel takes Chinese for something else; no cell runs as a formula.
"""
from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cells import inert
from kg.export.counts import Counts
from kg.export.selection import Options, Selection
from kg.export.values import Values, entity_values, evidence_row, figure_row, relation_row

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_ENTITY = ("id", "label", "name", "type", "type_label", "aliases")
_RELATION = ("id", "subject", "subject_type", "label", "interaction", "object", "object_type", "verbs", "confidence",
             "evidence", "relation", "subject_id", "object_id")
_FIGURE = ("id", "subject", "subject_type", "indicator", "written", "comparator", "value", "value_max", "unit",
           "value_base", "unit_base", "period", "region", "status", "base_period", "base_subject", "collective",
           "confidence", "evidence", "subject_id", "indicator_id", "region_id")
_EVIDENCE = ("fact", "document", "title", "section", "start", "end", "text", "damaged", "source_part", "source_start",
             "source_end")
_FACT = ("kind", "id", "subject", "subject_type", "label", "object", "object_type", "written", "comparator", "value",
         "value_max", "unit", "period", "region", "status", "confidence", "evidence")
_SOURCES = ("documents", "evidence_text")
_SHEETS = {"entities": "实体", "relations": "关系", "observations": "数值", "evidence": "依据"}
_CELL = 32_767            # characters of an Excel cell


def write_csv(_: Snapshot, chosen: Selection, options: Options, file: Path) -> Counts:
    """One table of all facts: a relation has `object`, a figure `written`, `value`, `unit`. Raises OSError."""
    names = {"relation": "关系", "observation": "数值"}
    rows = [{"kind": names["relation"], **relation_row(one, options)} for one in chosen.relations]
    rows += [{"kind": names["observation"], "label": one.indicator.label, **figure_row(one, options)}
             for one in chosen.observations]
    _write(file, (*_FACT, *(_SOURCES if options.with_evidence else ())), rows)
    return Counts(facts=len(rows))


def write_folder(_: Snapshot, chosen: Selection, options: Options, folder: Path) -> Counts:
    """`entities.csv`, `relations.csv`, `observations.csv`, with `with_evidence` `evidence.csv`. Raises OSError."""
    for name, columns, rows in _tables(chosen, options):
        _write(folder / f"{name}.csv", columns, rows)
    return _counts(chosen)


def write_xlsx(_: Snapshot, chosen: Selection, options: Options, file: Path) -> Counts:
    """A workbook of the same tables, each a sheet with a frozen heading row and filters. Raises OSError."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for name, columns, rows in _tables(chosen, options):
        sheet = book.create_sheet(_SHEETS[name])
        heads = [WriteOnlyCell(sheet, column) for column in columns]
        for head in heads:
            head.font = Font(bold=True)
        sheet.freeze_panes = "B2"
        lines = [[row.get(column, "") for column in columns] for row in rows]
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(lines) + 1}"
        sheet.append(heads)
        for line in lines:
            sheet.append([inert(value)[:_CELL] if isinstance(value, str) else value for value in line])
    book.save(file)
    return _counts(chosen)


def _tables(chosen: Selection, options: Options) -> Iterator[tuple[str, tuple[str, ...], list[Values]]]:
    sources = _SOURCES if options.with_evidence else ()
    yield "entities", _ENTITY, [{"id": one.iri, **entity_values(one)} for one in chosen.entities]
    yield "relations", _RELATION + sources, [relation_row(one, options) for one in chosen.relations]
    yield "observations", _FIGURE + sources, [figure_row(one, options) for one in chosen.observations]
    if options.with_evidence:
        yield "evidence", _EVIDENCE, [evidence_row(fact, place) for fact in chosen.facts for place in fact.evidence]


def _write(file: Path, columns: tuple[str, ...], rows: Iterable[Values]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows([inert(value) if isinstance(value := row.get(column, ""), str) else value
                          for column in columns] for row in rows)


def _counts(chosen: Selection) -> Counts:
    return Counts(nodes=len(chosen.entities), edges=len(chosen.relations), facts=len(chosen.observations))
