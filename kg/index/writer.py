"""Making an index: facts are put into its tables and taken out of them, a few documents in memory at a time."""
from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol

from kg.catalogue import DocumentInfo
from kg.index.layout import OBSERVATION, PASSAGE, RELATION
from kg.index.records import Name, Observed, Related, Sources, observed, passages, related
from kg.index.words import bigrams, fold, short_names
from kg.postings import A_BLOCK, merged
from kg.text.lexicon import Lexicon
from kg.types import Entity, ObservationFact, RelationFact, Section

STRETCH = 8                 # characters of a name from any place on, by which mistyped ones are found
UNWRITTEN = 1_000_000       # postings that wait in memory
BATCH = 1000                # facts read at a time
KEPT = 1 << 15
_TABLES = {OBSERVATION: "observation", RELATION: "relation", PASSAGE: "passage"}


class FactSource(Protocol):
    """The part of a snapshot an index is made from."""

    @property
    def state(self) -> str: ...

    def documents(self) -> Sequence[DocumentInfo]: ...

    def fact_iris(self, document: str) -> Sequence[str]: ...

    def facts_by_iri(self, iris: Iterable[str]) -> Iterable[RelationFact | ObservationFact]: ...

    def text(self, document: str) -> str: ...

    def sections(self, document: str) -> Sequence[Section]: ...


def build(connection: sqlite3.Connection, source: FactSource, lexicon: Lexicon) -> None:
    """Fill an empty index with the facts of `source`; each thing is also known by its aliases in the gazetteer."""
    writer = Writer(connection, source, lexicon)
    for document in sorted(source.documents(), key=lambda one: one.id):
        writer.put_document(document)
    writer.finish()


class Writer:
    """Changes the tables of one index. They are right again after `finish`."""

    def __init__(self, connection: sqlite3.Connection, source: FactSource, lexicon: Lexicon) -> None:
        self._run = connection.execute
        self._connection, self._source, self._lexicon = connection, source, lexicon
        self._next = {kind: self._last(table) + 1 for kind, table in _TABLES.items()}
        self._come: dict[tuple[int, str], array[int]] = defaultdict(lambda: array("Q"))
        self._unwritten = 0
        self._pairs, self._stretches, self._years = Counter[str](), Counter[str](), Counter[tuple[int, str]]()
        self._entity = lru_cache(KEPT)(self._entity_number)
        self._document = lru_cache(KEPT)(self._document_number)
        self._named = lru_cache(KEPT)(self._name)
        self._bigrams = lru_cache(KEPT)(bigrams)

    # ---- putting in --------------------------------------------------------------------------------------
    def put_document(self, document: DocumentInfo) -> None:
        """All that a document says and that is not there yet."""
        iris = self._source.fact_iris(document.id)
        if not iris:
            return
        number = self._document(document.id)
        self._run("UPDATE document SET title = ? WHERE number = ?", (document.title, number))
        self.put_facts([iri for iri in iris if not self._has(iri)])
        for one in passages(document.id, self._source.text(document.id), self._source.sections(document.id)):
            place = self._number(PASSAGE)
            self._run("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)",
                      (place, number, one.section, one.start, one.end, one.text))
            self._post(PASSAGE, place, [one.text])

    def put_facts(self, iris: Sequence[str]) -> None:
        """Facts that are not there yet."""
        for at in range(0, len(iris), BATCH):
            for fact in self._source.facts_by_iri(iris[at:at + BATCH]):
                self._put(fact)

    def _put(self, fact: RelationFact | ObservationFact) -> None:
        sources = Sources.of(fact.evidence, self._source.text)
        kind = OBSERVATION if isinstance(fact, ObservationFact) else RELATION
        number, start = self._number(kind), fact.evidence[0].start
        rest = (fact.confidence, *self._sources(kind, number, sources))
        if isinstance(fact, ObservationFact):
            ends = [self._entity(one) if one else None for one in (fact.subject, fact.indicator, fact.region)]
            self._put_observation(number, start, ends, observed(fact, sources), rest)
        else:
            ends = [self._entity(fact.subject), self._entity(fact.object)]
            self._put_relation(number, start, ends, related(fact, sources), rest)

    def _put_observation(self, number: int, start: int, ends: Sequence[int | None], one: Observed,
                         rest: tuple[object, ...]) -> None:
        self._run(f"INSERT INTO observation VALUES ({', '.join('?' * 20)})", (
            number, start, one.iri, *ends, one.written, one.unit, one.unit_base, one.period, one.status,
            one.comparator, one.value, one.base_period, one.base_subject, one.collective, *rest))
        for document in one.documents:
            self._years.update((self._document(document), year) for year in one.years)
        names = [self._named(iri) for iri in one.entities]
        self._pairs.update(self._bigrams("".join(name.label for name in names)))
        self._post(OBSERVATION, number, [*(n for name in names for n in name.names), *one.snippets])

    def _put_relation(self, number: int, start: int, ends: Sequence[int | None], one: Related,
                      rest: tuple[object, ...]) -> None:
        self._run(f"INSERT INTO relation VALUES ({', '.join('?' * 11)})", (
            number, start, one.iri, ends[0], one.predicate, ends[1], json.dumps(one.verbs, ensure_ascii=False), *rest))
        names = [self._named(iri) for iri in one.entities]
        self._pairs.update(set().union(*(self._bigrams(name.label) for name in names)))
        self._post(RELATION, number, [*(n for name in names for n in name.names), *one.verbs, *one.snippets])

    def _sources(self, kind: int, number: int, sources: Sources) -> tuple[bytes, ...]:
        """The documents of a fact, its evidence and what is around it, as numbers."""
        documents = [self._document(document) for document in sources.documents]
        for document in documents:
            self._run("INSERT INTO said VALUES (?, ?, ?)", (document, kind, number))
        texts = ([self._text(self._document(document), text) for text, document in one.items()]
                 for one in (sources.snippets, sources.around))
        return tuple(array("q", numbers).tobytes() for numbers in (documents, *texts))

    def _text(self, document: int, text: str) -> int:
        """The number of a text of a document: made of both, so that each is there once."""
        number = int.from_bytes(blake2b(f"{document}\n{text}".encode(), digest_size=8).digest(), "big", signed=True)
        self._run("INSERT OR IGNORE INTO text VALUES (?, ?, ?)", (number, document, text))
        return number

    def _post(self, kind: int, number: int, texts: Iterable[str]) -> None:
        for pair in set().union(*map(self._bigrams, texts)):
            self._come[kind, pair].append(number)
            self._unwritten += 1
        if self._unwritten > UNWRITTEN:
            self._write_postings()

    # ---- names -------------------------------------------------------------------------------------------
    def _entity_number(self, entity: Entity) -> int:
        row = self._run("SELECT number FROM entity WHERE iri = ?", (entity.iri,)).fetchone()
        return int(row[0]) if row else self._put_entity(entity)

    def _put_entity(self, entity: Entity) -> int:
        entry = self._lexicon.canonical(entity.label)
        names = [entity.label, *entity.aliases, *((entry.canonical, *entry.aliases) if entry else ())]
        number = int(self._run(
            "INSERT INTO entity (iri, label, type, names) VALUES (?, ?, ?, ?) RETURNING number",
            (entity.iri, entity.label, entity.type, json.dumps([*dict.fromkeys(names)], ensure_ascii=False))
        ).fetchone()[0])
        for folded, short in _called(names, entity.label, entity.type):
            self._run("INSERT INTO called VALUES (?, ?, ?)", (folded, short, number))
            if not short:
                self._stretches.update(_stretches(folded))
        return number

    def _name(self, iri: str) -> Name:
        label, type_, names = self._run("SELECT label, type, names FROM entity WHERE iri = ?", (iri,)).fetchone()
        return Name(iri, label, type_, tuple(json.loads(names)))

    # ---- what all rows add up to ---------------------------------------------------------------------------
    def finish(self) -> None:
        """Write what is still in memory, and for which state the index is."""
        self._write_postings()
        (observations,), (relations,) = (self._run(f"SELECT count(*) FROM {_TABLES[kind]}").fetchone()
                                         for kind in (OBSERVATION, RELATION))
        self._connection.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", [
            ("state", self._source.state), ("observations", observations), ("relations", relations)])

    def _write_postings(self) -> None:
        for (kind, pair), numbers in sorted(self._come.items()):
            blocks: dict[int, list[int]] = defaultdict(list)
            for number in numbers:
                blocks[number // A_BLOCK].append(number % A_BLOCK)
            for block, come in blocks.items():
                row = self._run("SELECT holders FROM posting WHERE kind = ? AND pair = ? AND block = ?",
                                (kind, pair, block)).fetchone()
                self._run("INSERT OR REPLACE INTO posting VALUES (?, ?, ?, ?)",
                          (kind, pair, block, merged(row[0] if row else b"", come, ())))
        self._come.clear()
        self._unwritten = 0
        for table, key, counts in (("pair", "said", self._pairs), ("stretch", "said", self._stretches),
                                   ("year", "document, year", self._years)):
            rows = [(*(one if isinstance(one, tuple) else (one,)), n) for one, n in sorted(counts.items())]
            self._connection.executemany(
                f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))}) ON CONFLICT ({key})"
                " DO UPDATE SET n = n + excluded.n", rows) if rows else None
            counts.clear()

    # ---- numbers -------------------------------------------------------------------------------------------
    def _number(self, kind: int) -> int:
        self._next[kind] += 1
        return self._next[kind] - 1

    def _last(self, table: str) -> int:
        return int(self._run(f"SELECT coalesce(max(number), -1) FROM {table}").fetchone()[0])

    def _document_number(self, document: str) -> int:
        row = self._run("SELECT number FROM document WHERE id = ?", (document,)).fetchone() or self._run(
            "INSERT INTO document (id, title) VALUES (?, '') RETURNING number", (document,)).fetchone()
        return int(row[0])

    def _has(self, iri: str) -> bool:
        return any(self._run(f"SELECT 1 FROM {table} WHERE iri = ?", (iri,)).fetchone()
                   for table in ("observation", "relation"))


def _called(names: Iterable[str], label: str, type_: str) -> Iterator[tuple[str, int]]:
    """How a thing is called, folded; 1 where that is a short name."""
    for folded in dict.fromkeys(map(fold, names)):
        if len(folded) > 1:
            yield folded, 0
    for short in dict.fromkeys(short_names(label, type_)):
        yield short, 1


def _stretches(folded: str) -> list[str]:
    """The stretches of a word of three characters or more, from any place on."""
    return [folded[at:at + STRETCH] for at in range(len(folded) - 1)] if len(folded) > 2 else []
