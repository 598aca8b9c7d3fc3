"""Questions about the rows of tables: one thing, the column that is asked for, whatever language its heading is in."""
from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.index import Index, Observed
from qa import algebra as a
from qa.asked_property import Asked
from qa.candidate import Plan
from qa.choose import Chooser, likelihood
from qa.imported_names import names_of
from qa.match import Fit
from qa.modifiers import heads, modifies
from qa.question import Linked, Reading

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

TABLE = "table"
LIKELY = 1.0           # log-odds as of qa.choose; columns are few and of one kind, so a near one is more often wrong
ABROAD = -1.5          # the same for a heading in English, which is never as near to a Chinese question
COMPUTED = ("measure", "rank", "compare", "sum", "difference")      # more than one cell is asked for
_ASKING = re.compile("谁|什么|多少|哪|几|何")
_YEARS = re.compile(r"(?:19|20)\d\d年?度?")


@dataclass(frozen=True, slots=True)
class Cells:
    """A column's cells for one thing."""

    label: str
    names: tuple[str, ...]
    observations: tuple[Observed, ...]

    @property
    def sample(self) -> str:
        return self.observations[0].written


class TableRows:
    """The tables of a snapshot, as its index has them."""

    def __init__(self, snapshot: Snapshot, index: Index, chooser: Chooser) -> None:
        self._snapshot, self._index, self._chooser = snapshot, index, chooser

    @cached_property
    def _tables(self) -> frozenset[str]:
        return frozenset(one.id for one in self._snapshot.documents() if one.kind == TABLE)

    def plan(self, reading: Reading, document: str | None = None) -> Plan | None:
        """The value of the column asked for; None where no row is named or none of its columns is likely."""
        if not self._tables or any(reading.has(role) for role in COMPUTED) or (
                reading.has("ask", "boolean") and not _ASKING.search(reading.folded)):
            return None
        found: list[tuple[float, Cells]] = []
        for linked in reading.linked:
            have = [cells for iri in linked.iris for cells in self._cells(iri, reading, document)]
            rest = _rest(reading, linked)
            best = self._chooser.best(rest, have) if have else None
            least = ABROAD if best and best.property.label.isascii() else LIKELY
            if best and best.score >= least and not _is_modified(rest, best.property):
                found.append((best.score, best.property))
        if not found:
            return None
        score, cells = max(found, key=lambda one: one[0])
        newest = max(cells.observations, key=lambda one: one.period)
        asked = a.Value(a.Obs(a.One((newest.about,)), (newest.indicator,), period=newest.period or None,
                              any_region=True))
        return Plan(asked, likelihood(score), Fit(1.0, 1.0, ""), (newest.iri,))

    def _cells(self, iri: str, reading: Reading, document: str | None) -> list[Cells]:
        """The columns of a thing, each of the period asked for."""
        columns: dict[str, list[Observed]] = defaultdict(list)
        periods = {one.text for one in reading.periods}
        for one in self._index.about.get(iri, ()):
            if not self._tables.intersection(one.documents) or (document and document not in one.documents):
                continue
            if not periods or one.period in periods:
                columns[one.indicator].append(one)
        return [Cells(self._index.label(indicator), names_of(self._index.names[indicator].names), tuple(cells))
                for indicator, cells in columns.items()]


def _is_modified(rest: str, cells: Cells) -> bool:
    """Whether the question has the heading's words with others right before or behind that make it another column's:
    离职员工, 员工满意度. A heading that shares no word with the question is another word for what it asks."""
    before, behind = Asked.read(rest).beside(cells.names)
    return modifies(before) or heads(behind)


def _rest(reading: Reading, linked: Linked) -> str:
    """The folded question without years, and with a pronoun for the row's name."""
    return _YEARS.sub("", reading.folded[:linked.start] + "它" + reading.folded[linked.end:])

