"""Making an index: facts are put into its tables and taken out of them, a few documents in memory at a time."""
from __future__ import annotations

import json
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Protocol

from kg.catalogue import DocumentInfo
from kg.index.layout import OBSERVATION, PASSAGE, RELATION
from kg.index.reader import Index
from kg.index.records import Name, Observed, Related, Sources, observed, passages, related
from kg.index.words import bigrams, fold, short_names
from kg.postings import A_BLOCK, merged
from kg.rdf import PREFIXES
from kg.text.lexicon import Lexicon
from kg.touched import Touched
from kg.types import Entity, ObservationFact, RelationFact, Section

STRETCH = 8                 # characters of a name from any place on, by which mistyped ones are found
UNWRITTEN = 1_000_000       # postings that wait in memory
BATCH = 1000                # facts read at a time
KEPT = 1 << 13
MOST = 0.5                  # of the facts: where more are put in again, all are
SPARSE = 3                  # numbers given for each that is in use: where there are more, all are given anew
_TABLES = {OBSERVATION: "observation", RELATION: "relation", PASSAGE: "passage"}
_ROLES = {OBSERVATION: ("about", "indicator", "region"), RELATION: ("subject", "object")}


class FactSource(Protocol):
    """The part of a snapshot an index is made from."""

    @property
    def state(self) -> str: ...

    def documents(self) -> Sequence[DocumentInfo]: ...

    def fact_iris(self, document: str) -> Sequence[str]: ...

    def entities_by_iri(self, iris: Iterable[str]) -> Sequence[Entity]: ...

    def facts_by_iri(self, iris: Iterable[str]) -> Iterable[RelationFact | ObservationFact]: ...

    def text(self, document: str) -> str: ...

    def sections(self, document: str) -> Sequence[Section]: ...


def build(connection: sqlite3.Connection, source: FactSource, lexicon: Lexicon) -> None:
    """Fill an empty index with the facts of `source`; each thing is also known by its aliases in the gazetteer."""
    writer = Writer(connection, source, lexicon)
    for document in sorted(writer.titles):
        writer.put_facts(source.fact_iris(document))
    writer.finish()


def update(connection: sqlite3.Connection, source: FactSource, lexicon: Lexicon, touched: Touched) -> bool:
    """Make the index of an earlier state that of `source`, which has `touched` other than it: in what that concerns,
    it is what `build` makes. False where making all anew is less work; then nothing is changed.
    """
    writer = Writer(connection, source, lexicon)
    here = sorted(touched.documents & writer.titles.keys())
    again = {iri for document in touched.documents for iri in writer.said_by(document)} | {
        iri for document in here for iri in source.fact_iris(document)} | {
        iri for iri in touched.subjects if iri.startswith(PREFIXES["fact"])}
    renamed = [one for one in source.entities_by_iri(sorted(
        iri for iri in touched.subjects if iri.startswith(PREFIXES["entity"]))) if writer.is_renamed(one)]
    again |= {iri for one in renamed for iri in writer.facts_naming(one.iri)}
    if writer.is_much(len(again)):
        return False
    writer.take_out(again)
    said = [iri for document in here for iri in source.fact_iris(document)]
    writer.put_facts(dict.fromkeys([*said, *sorted(again)]))
    writer.finish()
    return True


class Writer:
    """Changes the tables of one index. They are right again after `finish`."""

    def __init__(self, connection: sqlite3.Connection, source: FactSource, lexicon: Lexicon) -> None:
        self._run = connection.execute
        self._connection, self._source, self._lexicon = connection, source, lexicon
        self._index = Index(connection)         # for reading what is there
        self.titles = {one.id: one.title for one in source.documents()}
        self._unread: list[str] = []            # documents whose sentences are not there yet
        self._next = {kind: self._last(table) + 1 for kind, table in _TABLES.items()}
        self._come: dict[tuple[int, str], array[int]] = defaultdict(lambda: array("Q"))
        self._gone: dict[tuple[int, str], array[int]] = defaultdict(lambda: array("Q"))
        self._unwritten = 0
        self._pairs, self._stretches, self._years = Counter[str](), Counter[str](), Counter[tuple[int, str]]()
        self._entity = lru_cache(KEPT)(self._entity_number)
        self._document = lru_cache(KEPT)(self._document_number)
        self._named = lru_cache(KEPT)(self._name)
        self._bigrams = lru_cache(KEPT)(bigrams)

    # ---- putting in --------------------------------------------------------------------------------------
    def put_facts(self, iris: Iterable[str]) -> None:
        """Those of the facts that are not there yet, and the sentences of their documents."""
        new = [iri for iri in iris if not self._has(iri)]
        for at in range(0, len(new), BATCH):
            for fact in self._source.facts_by_iri(new[at:at + BATCH]):
                self._put(fact)
        for document in self._unread:
            self._put_sentences(document)
        self._unread.clear()

    def _put_sentences(self, document: str) -> None:
        of = self._document(document)
        for one in passages(document, self._source.text(document), self._source.sections(document)):
            number = self._number(PASSAGE)
            self._run("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)",
                      (number, of, one.section, one.start, one.end, one.text))
            self._post(self._come, PASSAGE, number, [one.text])

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
        self._count(one, 1)
        self._post(self._come, OBSERVATION, number, self._words(one))

    def _put_relation(self, number: int, start: int, ends: Sequence[int | None], one: Related,
                      rest: tuple[object, ...]) -> None:
        self._run(f"INSERT INTO relation VALUES ({', '.join('?' * 11)})", (
            number, start, one.iri, ends[0], one.predicate, ends[1], json.dumps(one.verbs, ensure_ascii=False), *rest))
        self._count(one, 1)
        self._post(self._come, RELATION, number, self._words(one))

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

    def _words(self, one: Observed | Related) -> list[str]:
        """The texts by which a fact is found: the names of its ends, its verbs, its evidence."""
        names = [name for iri in one.entities for name in self._named(iri).names]
        return [*names, *(one.verbs if isinstance(one, Related) else ()), *one.snippets]

    def _count(self, one: Observed | Related, n: int) -> None:
        """Count a fact, or with -1 no longer: whose labels hold which pairs, which years documents have figures of."""
        labels = [self._named(iri).label for iri in one.entities]
        if isinstance(one, Observed):
            labels = ["".join(labels)]
            for document in map(self._document, one.documents):
                self._years.update({(document, year): n for year in one.years})
        self._pairs.update(dict.fromkeys(set().union(*map(self._bigrams, labels)), n))

    def _post(self, postings: dict[tuple[int, str], array[int]], kind: int, number: int, texts: Iterable[str]) -> None:
        for pair in set().union(*map(self._bigrams, texts)):
            postings[kind, pair].append(number)
            self._unwritten += 1
        if self._unwritten > UNWRITTEN:
            self._write_postings()

    # ---- names -------------------------------------------------------------------------------------------
    def _entity_number(self, entity: Entity) -> int:
        row = self._run("SELECT number FROM entity WHERE iri = ?", (entity.iri,)).fetchone()
        return int(row[0]) if row else self._put_entity(entity)

    def _put_entity(self, entity: Entity) -> int:
        name = self._known_as(entity)
        number = int(self._run("INSERT INTO entity (iri, label, type, names) VALUES (?, ?, ?, ?) RETURNING number",
                               (name.iri, name.label, name.type, json.dumps(name.names, ensure_ascii=False))
                               ).fetchone()[0])
        self._call(number, name)
        return number

    def _call(self, number: int, name: Name) -> None:
        for folded, short in _called(name):
            self._run("INSERT INTO called VALUES (?, ?, ?)", (folded, short, number))
            if not short:
                self._stretches.update(_stretches(folded))

    def _known_as(self, entity: Entity) -> Name:
        entry = self._lexicon.canonical(entity.label)
        names = [entity.label, *entity.aliases, *((entry.canonical, *entry.aliases) if entry else ())]
        return Name(entity.iri, entity.label, entity.type, tuple(dict.fromkeys(names)))

    def is_renamed(self, entity: Entity) -> bool:
        """Whether a thing is there, under other names or another class."""
        return self._index.names.get(entity.iri) not in (None, self._known_as(entity))

    def _name(self, iri: str) -> Name:
        label, type_, names = self._run("SELECT label, type, names FROM entity WHERE iri = ?", (iri,)).fetchone()
        return Name(iri, label, type_, tuple(json.loads(names)))

    # ---- taking out --------------------------------------------------------------------------------------
    def said_by(self, document: str) -> list[str]:
        """The IRIs of the facts there that a document says."""
        return [iri for kind in (OBSERVATION, RELATION) for iri, in self._run(
            f"SELECT f.iri FROM said s JOIN {_TABLES[kind]} f ON f.number = s.number WHERE s.kind = ?"
            " AND s.document = (SELECT number FROM document WHERE id = ?)", (kind, document))]

    def facts_naming(self, entity: str) -> list[str]:
        """The IRIs of the facts there that refer to a thing."""
        row = self._run("SELECT number FROM entity WHERE iri = ?", (entity,)).fetchone()
        return [iri for kind, roles in _ROLES.items() for role in roles for iri, in self._run(
            f"SELECT iri FROM {_TABLES[kind]} WHERE {role} = ?", row)] if row else []

    def take_out(self, iris: Iterable[str]) -> None:
        """Facts that are there, and the things and documents of which no other fact is."""
        entities, documents = set[str](), set[str]()
        for iri in sorted(iris):
            for kind in _ROLES:
                row = self._run(f"SELECT number FROM {_TABLES[kind]} WHERE iri = ?", (iri,)).fetchone()
                if row:
                    one = self._index.numbered(kind, row[0])
                    self._take_out(kind, row[0], one)
                    entities.update(one.entities)
                    documents.update(one.documents)
        for document in documents:
            self._forget(self._document(document))
        for entity in entities:
            self._drop_entity(entity)
        for cached in (self._entity, self._document, self._named):
            cached.cache_clear()

    def _take_out(self, kind: int, number: int, one: Observed | Related) -> None:
        self._post(self._gone, kind, number, self._words(one))
        self._count(one, -1)
        self._run(f"DELETE FROM {_TABLES[kind]} WHERE number = ?", (number,))
        for document in map(self._document, one.documents):
            self._run("DELETE FROM said WHERE document = ? AND kind = ? AND number = ?", (document, kind, number))

    def _forget(self, document: int) -> None:
        """A document that says nothing any more, with all its words."""
        if self._run("SELECT 1 FROM said WHERE document = ? LIMIT 1", (document,)).fetchone():
            return
        for number, text in self._run("SELECT number, said FROM passage WHERE document = ?", (document,)).fetchall():
            self._post(self._gone, PASSAGE, number, [text])
        for table in ("passage", "text"):
            self._run(f"DELETE FROM {table} WHERE document = ?", (document,))
        self._run("DELETE FROM document WHERE number = ?", (document,))

    def _drop_entity(self, iri: str) -> None:
        number = int(self._run("SELECT number FROM entity WHERE iri = ?", (iri,)).fetchone()[0])
        if any(self._run(f"SELECT 1 FROM {_TABLES[kind]} WHERE {role} = ? LIMIT 1", (number,)).fetchone()
               for kind, roles in _ROLES.items() for role in roles):
            return
        for folded, short in _called(self._named(iri)):
            if not short:
                self._stretches.subtract(_stretches(folded))
            self._run("DELETE FROM called WHERE folded = ? AND short = ? AND entity = ?", (folded, short, number))
        self._run("DELETE FROM entity WHERE number = ?", (number,))

    # ---- what all rows add up to ---------------------------------------------------------------------------
    def finish(self) -> None:
        """Write what is still in memory, and for which state the index is."""
        self._write_postings()
        (observations,), (relations,) = (self._run(f"SELECT count(*) FROM {_TABLES[kind]}").fetchone()
                                         for kind in (OBSERVATION, RELATION))
        self._connection.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", [
            ("state", self._source.state), ("observations", observations), ("relations", relations)])

    def _write_postings(self) -> None:
        for kind, pair in sorted(self._come.keys() | self._gone.keys()):
            blocks: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
            for which, postings in enumerate((self._come, self._gone)):
                for number in postings.get((kind, pair), ()):
                    blocks[number // A_BLOCK][which].append(number % A_BLOCK)
            for block, (come, gone) in blocks.items():
                self._write_block((kind, pair, block), come, gone)
        self._come.clear()
        self._gone.clear()
        self._unwritten = 0
        for table, key, counts in (("pair", ("said",), self._pairs), ("stretch", ("said",), self._stretches),
                                   ("year", ("document", "year"), self._years)):
            self._write_counts(table, key, counts)
            counts.clear()

    def _write_block(self, key: tuple[int, str, int], come: list[int], gone: list[int]) -> None:
        this = "kind = ? AND pair = ? AND block = ?"
        row = self._run(f"SELECT holders FROM posting WHERE {this}", key).fetchone()
        if holders := merged(row[0] if row else b"", come, gone):
            self._run("INSERT OR REPLACE INTO posting VALUES (?, ?, ?, ?)", (*key, holders))
        elif row:
            self._run(f"DELETE FROM posting WHERE {this}", key)

    def _write_counts(self, table: str, key: tuple[str, ...], counts: Mapping[Any, int]) -> None:
        rows = sorted((*(one if isinstance(one, tuple) else (one,)), n) for one, n in counts.items())
        self._connection.executemany(
            f"INSERT INTO {table} VALUES (?, {', '.join('?' * len(key))}) ON CONFLICT ({', '.join(key)})"
            " DO UPDATE SET n = n + excluded.n", rows)
        self._connection.executemany(f"DELETE FROM {table} WHERE n = 0 AND {' AND '.join(f'{one} = ?' for one in key)}",
                                     [of for *of, n in rows if n <= 0])

    # ---- numbers -------------------------------------------------------------------------------------------
    def _number(self, kind: int) -> int:
        self._next[kind] += 1
        return self._next[kind] - 1

    def is_much(self, many: int) -> bool:
        """Whether it is less work to make all anew than to put in so many facts again."""
        size, given = self._index.size, self._next[OBSERVATION] + self._next[RELATION]
        return many > MOST * size or given > SPARSE * (size + A_BLOCK)

    def _last(self, table: str) -> int:
        return int(self._run(f"SELECT coalesce(max(number), -1) FROM {table}").fetchone()[0])

    def _document_number(self, document: str) -> int:
        row = self._run("SELECT number FROM document WHERE id = ?", (document,)).fetchone()
        if row is None:
            self._unread.append(document)
            row = self._run("INSERT INTO document (id, title) VALUES (?, ?) RETURNING number",
                            (document, self.titles[document])).fetchone()
        return int(row[0])

    def _has(self, iri: str) -> bool:
        return any(self._run(f"SELECT 1 FROM {table} WHERE iri = ?", (iri,)).fetchone()
                   for table in ("observation", "relation"))


def _called(name: Name) -> Iterator[tuple[str, int]]:
    """How a thing is called, folded; 1 where that is a short name."""
    for folded in dict.fromkeys(map(fold, name.names)):
        if len(folded) > 1:
            yield folded, 0
    for short in dict.fromkeys(short_names(name.label, name.type)):
        yield short, 1


def _stretches(folded: str) -> list[str]:
    """The stretches of a word of three characters or more, from any place on."""
    return [folded[at:at + STRETCH] for at in range(len(folded) - 1)] if len(folded) > 2 else []
