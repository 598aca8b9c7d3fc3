"""Rows of an index as records; the facts read last are kept."""
from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import StoreError
from kg.index.records import Name, Observed, Passage, Related

KEPT = 4096         # answers of each kind that are kept

V = TypeVar("V")
Numbered = tuple[int, tuple[str, int, str], V]         # number, place, and what stands there

_OBSERVATIONS = """SELECT f.number, f.start, f.iri, a.iri, i.iri, coalesce(r.iri, ''), f.written, f.unit, f.unit_base,
    f.period, f.status, f.comparator, f.value, f.base_period, f.base_subject, f.collective, f.confidence, f.documents,
    f.snippets, f.around FROM observation f JOIN entity a ON a.number = f.about
    JOIN entity i ON i.number = f.indicator LEFT JOIN entity r ON r.number = f.region"""
_RELATIONS = """SELECT f.number, f.start, f.iri, s.iri, f.predicate, o.iri, f.verbs, f.confidence, f.documents,
    f.snippets, f.around FROM relation f JOIN entity s ON s.number = f.subject JOIN entity o ON o.number = f.object"""
_PASSAGES = """SELECT f.number, d.id, f.section, f.start, f.end, f.said FROM passage f
    JOIN document d ON d.number = f.document"""


class Rows:
    """What is in an index. `path` is where its file stands, None for one of this process alone."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        self._connection, self._path = connection, path
        self._kept: dict[tuple[int, int], Numbered[Any]] = {}       # kind and number → what is there
        self._text = lru_cache(KEPT)(self._said)
        self._document = lru_cache(KEPT)(self._document_id)

    def close(self) -> None:
        self._connection.close()

    def _run(self, query: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Raises StoreError where the file turns out to be damaged; it is deleted then, so that it is made anew."""
        try:
            return self._connection.execute(query, values)
        except sqlite3.DatabaseError as error:
            if self._path is None or isinstance(error, sqlite3.ProgrammingError):
                raise
            self._path.unlink(missing_ok=True)
            raise StoreError(f"{self._path}: 索引文件已损坏（{error}），已删去。请再试一次，会重新生成") from error

    def numbered(self, kind: int, number: int) -> Observed | Related:
        """A fact by its number: for the writer."""
        fact: Observed | Related = next(iter(self._rows(kind, [number])))[2]
        return fact

    def _kept_rows(self, kind: int, numbers: Iterable[int]) -> list[Numbered[Any]]:
        found = {number: row for number in numbers if (row := self._kept.get((kind, number)))}
        if missing := [number for number in numbers if number not in found]:
            if len(self._kept) > KEPT:
                self._kept.clear()
            for row in self._rows(kind, missing):
                found[row[0]] = self._kept[kind, row[0]] = row
        return [*found.values()]

    def _rows(self, kind: int, numbers: Sequence[int]) -> Iterable[Numbered[Any]]:
        read: Callable[..., Iterable[Numbered[Any]]] = (self._observations, self._relations, self._passages)[kind]
        return read("WHERE f.number IN (SELECT value FROM json_each(?))", json.dumps(numbers))

    def all_observations(self) -> Iterator[Observed]:
        """All observations, one after the other, in the order in which they were put in."""
        return (one for *_, one in self._observations("ORDER BY f.number"))

    def all_relations(self) -> Iterator[Related]:
        """The same for relations."""
        return (one for *_, one in self._relations("ORDER BY f.number"))

    def all_passages(self) -> Iterator[Passage]:
        """The same for sentences."""
        return (one for *_, one in self._passages("ORDER BY f.number"))

    def all_names(self) -> Iterator[Name]:
        """The names of everything, in the order of labels."""
        return (Name(iri, label, type_, tuple(json.loads(names))) for iri, label, type_, names in
                self._run("SELECT iri, label, type, names FROM entity ORDER BY label, iri"))

    def _observations(self, which: str, *values: object) -> Iterator[Numbered[Observed]]:
        for number, start, iri, *parts, collective, confidence, documents, snippets, around in self._run(
                f"{_OBSERVATIONS} {which}", values):
            where = self._documents(documents)
            yield number, (where[0], start, iri), Observed(*(
                iri, *parts, bool(collective), confidence, where, self._texts(snippets), self._texts(around)))

    def _relations(self, which: str, *values: object) -> Iterator[Numbered[Related]]:
        for number, start, iri, subject, predicate, object_, verbs, confidence, documents, snippets, around in \
                self._run(f"{_RELATIONS} {which}", values):
            where = self._documents(documents)
            yield number, (where[0], start, iri), Related(
                iri, subject, predicate, object_, tuple(json.loads(verbs)), confidence, where, self._texts(snippets),
                self._texts(around))

    def _passages(self, which: str, *values: object) -> Iterator[Numbered[Passage]]:
        for number, *parts in self._run(f"{_PASSAGES} {which}", values):
            one = Passage(*parts)
            yield number, (one.document, one.start, ""), one

    def _documents(self, numbers: bytes) -> tuple[str, ...]:
        return tuple(map(self._document, array("q", numbers)))

    def _texts(self, numbers: bytes) -> tuple[str, ...]:
        return tuple(map(self._text, array("q", numbers)))

    def _document_id(self, number: int) -> str:
        return str(self._run("SELECT id FROM document WHERE number = ?", (number,)).fetchone()[0])

    def _said(self, number: int) -> str:
        return str(self._run("SELECT said FROM text WHERE number = ?", (number,)).fetchone()[0])
