"""The rows of the 数据 tab: entities and figures with filters, sorting and pages."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.index import Observed
from kg.vocab import VOCAB
from web.library import State
from web.words import Lang, words

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What rows are wanted. Empty means all; `words` are searched in all cells of a row."""

    words: str = ""
    kind: str = ""               # name of a class
    document: str = ""
    indicator: str = ""          # IRI
    period: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the header's words, the rows' cells, and for each row the IRI of the thing it is about."""

    header: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    things: list[str]

    def sorted(self, column: int, down: bool) -> Table:
        """By one column; numbers as numbers, empty cells last."""
        def key(at: int) -> tuple[int, Any]:
            cell = self.rows[at][column]
            return (0, cell) if isinstance(cell, int | float) else (1, str(cell))

        if not 0 <= column < len(self.header):
            return self
        order = sorted(range(len(self.rows)), key=key, reverse=down)
        order.sort(key=lambda at: self.rows[at][column] in ("", None))
        return Table(self.header, [self.rows[at] for at in order], [self.things[at] for at in order])


def entity_table(state: State, filters: Filters, lang: Lang) -> Table:
    """Entities, those with most facts first."""
    t = words(lang)
    rows, things = [], []
    for one in state.entities:
        entity = one.entity
        if filters.kind and not VOCAB.is_a(entity.type, filters.kind):
            continue
        if filters.document and filters.document not in one.documents:
            continue
        row = (entity.label, t.kind(entity.type), "、".join(entity.aliases), one.facts,
               "、".join(state.sources.get(d, d) for d in one.documents))
        if _holds(row, filters.words):
            rows.append(row)
            things.append(entity.iri)
    return Table((t["name"], t["type"], t["aliases_column"], t["facts"], t["documents"]), rows, things)


def figure_table(state: State, filters: Filters, lang: Lang) -> Table:
    """Figures in the order of their subjects, indicators and periods."""
    t, index = words(lang), state.engine.index
    rows, things = [], []
    for one in sorted(index.all_observations(),
                      key=lambda o: (index.label(o.about), index.label(o.indicator), o.period, o.iri)):
        if not figure_fits(one, filters, state):
            continue
        row = (index.label(one.about), index.label(one.indicator), one.written, one.period, index.label(one.region),
               t[one.status], round(one.confidence, 2), "、".join(state.sources.get(d, d) for d in one.documents))
        if _holds(row, filters.words):
            rows.append(row)
            things.append(one.about)
    header = ("subject", "indicator", "value", "period", "region", "status", "confidence", "documents")
    return Table(tuple(t[key] for key in header), rows, things)


def figure_fits(one: Observed, filters: Filters, state: State) -> bool:
    """Whether a figure passes all filters but the words."""
    kind = state.engine.index.names[one.about].type
    return ((not filters.indicator or one.indicator == filters.indicator)
            and (not filters.period or one.period == filters.period)
            and (not filters.status or one.status == filters.status)
            and (not filters.document or filters.document in one.documents)
            and (not filters.kind or VOCAB.is_a(kind, filters.kind)))


def _holds(row: Sequence[Any], text: str) -> bool:
    """Whether every word of `text` stands in some cell."""
    whole = " ".join(str(cell) for cell in row).lower()
    return all(word in whole for word in text.lower().split())
