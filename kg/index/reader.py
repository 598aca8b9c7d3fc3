"""What a question asks an index for. Everything is read from the file when it is wanted; the last few thousand answers
are kept, so that memory does not grow with the corpus.

The index never answers a question: it says which facts are worth a query.
"""
from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

from kg.index.layout import OBSERVATION, PASSAGE, RELATION, known
from kg.index.records import Name, Observed, Passage, Related
from kg.index.rows import KEPT, Numbered, Rows
from kg.postings import Posting, first
from kg.vocab import VOCAB

LONGEST = 40        # characters of a name that is looked for in a text
SEARCHES = 32       # the same for the facts that hold most of some pairs
INSTEAD = 0.3       # of its rarity counts a pair that only stands for one that is looked for
USUAL, FEW = 150, 20        # facts, and sentences, looked for at least: the first few of them are asked for again
LAST = chr(0x10ffff)

V = TypeVar("V")
D = TypeVar("D")
_THE_ENTITY = "(SELECT number FROM entity WHERE iri = ?)"


@dataclass(frozen=True, slots=True)
class Known:
    """How many facts refer to something, the labels of their ends, the periods of the figures among them."""

    facts: int
    labels: list[str]
    periods: set[str]


class Lookup(Generic[V]):
    """A table, asked for one key at a time."""

    def __init__(self, find: Callable[[str], V | None]) -> None:
        self._find = lru_cache(KEPT)(find)

    @overload
    def get(self, key: str) -> V | None: ...

    @overload
    def get(self, key: str, default: D) -> V | D: ...

    def get(self, key: str, default: Any = None) -> Any:
        found = self._find(key)
        return default if found is None else found

    def __getitem__(self, key: str) -> V:
        if (found := self._find(key)) is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: str) -> bool:
        return self._find(key) is not None


class Index(Rows):
    """Names, facts and sentences of one state of a store, from the tables of `kg/index/layout.py`."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None) -> None:
        super().__init__(connection, path)
        self.state = str(known(connection, "state"))
        counts = {name: int(str(known(connection, name) or 0)) for name in ("observations", "relations")}
        self.size = sum(counts.values())                # facts
        self.names = Lookup(self._name)                 # IRI → name
        self.by_name = Lookup(self._bearers)            # folded name → the IRIs that bear it
        self.titles = Lookup(self._title)               # of the documents that facts are from
        self.years = Lookup(self._years)                # document → the years its figures are of
        self.main_year = Lookup(self._main_year)        # … the year most are of, which a sentence without one is of
        self.by_iri: Lookup[Observed | Related] = Lookup(self._fact)                # fact IRI → fact
        self.about = Lookup(partial(self._figures, "about"))         # subject IRI → its observations
        self.within = Lookup(partial(self._figures, "region"))       # region IRI → the observations there
        self.outgoing = Lookup(partial(self._relations_of, "subject"))  # subject IRI → its relations
        self.incoming = Lookup(partial(self._relations_of, "object"))   # object IRI → the relations that lead to it
        self.in_names = lru_cache(KEPT)(self._in_names)
        self.holds = lru_cache(KEPT)(self._holds)
        self.rarity = lru_cache(KEPT)(self._rarity)
        self.subjects = lru_cache(KEPT)(self._subjects)
        self.objects = lru_cache(KEPT)(self._objects)
        self._between = lru_cache(KEPT)(self._characters_between)
        self._lengths = lru_cache(KEPT)(self._name_lengths)
        self._best = lru_cache(SEARCHES)(self._most_of)

    # ---- names -------------------------------------------------------------------------------------------
    def label(self, iri: str) -> str:
        return self.names[iri].label if iri else ""

    def _name(self, iri: str) -> Name | None:
        row = self._run("SELECT label, type, names FROM entity WHERE iri = ?", (iri,)).fetchone()
        return Name(iri, row[0], row[1], tuple(json.loads(row[2]))) if row else None

    def _bearers(self, folded: str) -> tuple[str, ...] | None:
        """A short name counts where nothing has it for a full one and one thing alone is called so."""
        rows = self._run("SELECT c.short, e.iri FROM called c JOIN entity e ON e.number = c.entity WHERE c.folded = ?"
                         " ORDER BY c.short, e.label, e.iri", (folded,)).fetchall()
        full = tuple(iri for short, iri in rows if not short)
        return full or (tuple(iri for _, iri in rows) if len(rows) == 1 else None)

    def names_in(self, folded: str) -> list[tuple[int, int]]:
        """Where a folded text has names: start and end of each, longest first, then in their order."""
        found = [(-length, start) for start in range(len(folded) - 1)
                 for length in self._lengths(folded[start:start + LONGEST])]
        return [(start, start - less) for less, start in sorted(found)]

    def _name_lengths(self, text: str) -> tuple[int, ...]:
        """How long the names are that a text begins with. Of all names up to the text in their order, the last is one,
        or shares with it all the beginning that a shorter one can have."""
        lengths = []
        while len(text) > 1:
            row = self._run("SELECT folded FROM called WHERE folded <= ? ORDER BY folded DESC LIMIT 1",
                            (text,)).fetchone()
            same = next((n for n, (one, other) in enumerate(zip(row[0], text, strict=False)) if one != other),
                        len(row[0])) if row else 0
            if row and same == len(row[0]):
                lengths.append(same)
                same -= 1
            text = text[:same]
        return tuple(lengths)

    def _in_names(self, stretch: str) -> bool:
        """Whether a folded name of three characters or more has this stretch of two to eight."""
        return len(stretch) > 1 and self._run("SELECT 1 FROM stretch WHERE said >= ? AND said < ? LIMIT 1",
                         (stretch, stretch + LAST)).fetchone() is not None

    def except_one(self, window: str, gap: int) -> str | None:
        """A stretch of a name that is `window` but for the character at `gap`, which is not at its rim; the last one
        in the order of characters where there are several, `window` itself among them."""
        before, after = window[:gap], window[gap + 1:]
        return next((before + one + after for one in self._between(before[-1], after[0])
                     if self.in_names(before + one + after)), None)

    def _characters_between(self, left: str, right: str) -> tuple[str, ...]:
        """What stands between two characters in names, last first."""
        rows = self._run("SELECT DISTINCT substr(said, 2, 1) FROM stretch WHERE said >= ? AND said < ?"
                         " AND substr(said, 3, 1) = ?", (left, left + LAST, right))
        return tuple(sorted((row[0] for row in rows), reverse=True))

    def groups(self) -> list[Name]:
        """The groups that something is an instance of."""
        rows = self._run("SELECT iri FROM entity e WHERE type = 'Group' AND EXISTS (SELECT 1 FROM relation r"
                         " WHERE r.object = e.number AND r.predicate = 'instance_of') ORDER BY label, iri")
        return [self.names[iri] for iri, in rows.fetchall()]

    # ---- documents ---------------------------------------------------------------------------------------
    def is_title(self, text: str) -> bool:
        return self._run("SELECT 1 FROM document WHERE title = ?", (text,)).fetchone() is not None

    def has_years(self, years: Sequence[str]) -> bool:
        """Whether there is a document with figures of all these years."""
        row = self._run(f"SELECT 1 FROM year WHERE year IN ({_marks(years)}) GROUP BY document"
                        " HAVING count(*) = ?", (*years, len(years))).fetchone()
        return not years or row is not None

    def facts_of_documents(self) -> dict[str, int]:
        """Document → how many facts it says."""
        return dict(self._run("SELECT d.id, count(*) FROM said s JOIN document d ON d.number = s.document"
                              " GROUP BY s.document").fetchall())

    def _title(self, document: str) -> str | None:
        row = self._run("SELECT title FROM document WHERE id = ?", (document,)).fetchone()
        return str(row[0]) if row else None

    def _years(self, document: str) -> frozenset[str] | None:
        return frozenset(year for year, _ in self._years_of(document)) or None

    def _main_year(self, document: str) -> str | None:
        years = self._years_of(document)
        return max(years, key=lambda one: (one[1], one[0]))[0] if years else None

    @cached_property
    def only_year(self) -> str | None:
        """The year that the one document is mostly of; None where there are several documents."""
        rows = self._run("SELECT id FROM document LIMIT 2", ()).fetchall()
        return self.main_year.get(rows[0][0]) if len(rows) == 1 else None

    def _years_of(self, document: str) -> list[tuple[str, int]]:
        return self._run("SELECT year, n FROM year WHERE document = (SELECT number FROM document WHERE id = ?)",
                         (document,)).fetchall()

    # ---- facts -------------------------------------------------------------------------------------------
    def _fact(self, iri: str) -> Observed | Related | None:
        row = next(self._observations("WHERE f.iri = ?", iri), None) or next(
            self._relations("WHERE f.iri = ?", iri), None)
        return row[2] if row else None

    def figures(self, about: str, indicator: str) -> tuple[Observed, ...]:
        """The observations of an indicator of a thing."""
        return _in_order(self._observations(
            f"WHERE f.about = {_THE_ENTITY} AND f.indicator = {_THE_ENTITY}", about, indicator))

    def figures_of(self, indicator: str) -> tuple[Observed, ...]:
        """All observations of an indicator."""
        return _in_order(self._observations(f"WHERE f.indicator = {_THE_ENTITY}", indicator))

    def indicators(self) -> list[tuple[str, str, int]]:
        """What is measured: label, IRI, and how many observations of it have a number; by label."""
        return self._run("SELECT e.label, e.iri, count(f.value) FROM observation f JOIN entity e"
                         " ON e.number = f.indicator GROUP BY f.indicator ORDER BY e.label, e.iri").fetchall()

    def periods(self) -> list[str]:
        """The periods of observations, the latest first."""
        return [period for period, in self._run(
            "SELECT DISTINCT period FROM observation WHERE period <> '' ORDER BY period DESC")]

    def has_figures(self, about: str) -> bool:
        return self._run(f"SELECT 1 FROM observation WHERE about = {_THE_ENTITY} LIMIT 1", (about,)
                         ).fetchone() is not None

    def _figures(self, role: str, iri: str) -> tuple[Observed, ...] | None:
        return _in_order(self._observations(f"WHERE f.{role} = {_THE_ENTITY}", iri)) or None

    def _relations_of(self, role: str, iri: str) -> tuple[Related, ...] | None:
        return _in_order(self._relations(f"WHERE f.{role} = {_THE_ENTITY}", iri)) or None

    def leading_to(self, object_: str, predicates: frozenset[str]) -> tuple[Related, ...]:
        """The relations of these kinds that lead to a thing."""
        wanted = sorted(predicates)
        return _in_order(self._relations(
            f"WHERE f.object = {_THE_ENTITY} AND f.predicate IN ({_marks(wanted)})", object_, *wanted))

    def _subjects(self, object_: str, predicates: frozenset[str]) -> frozenset[str]:
        """What leads to a thing by relations of these kinds."""
        return self._ends("subject", "object", object_, predicates)

    def _objects(self, subject: str, predicates: frozenset[str]) -> frozenset[str]:
        """What relations of these kinds lead to from a thing."""
        return self._ends("object", "subject", subject, predicates)

    def _ends(self, wanted: str, known_: str, iri: str, predicates: frozenset[str]) -> frozenset[str]:
        rows = self._run(f"SELECT DISTINCT e.iri FROM relation f JOIN entity e ON e.number = f.{wanted}"
                         f" WHERE f.{known_} = {_THE_ENTITY} AND f.predicate IN ({_marks(predicates)})",
                         (iri, *predicates))
        return frozenset(one for one, in rows)

    def are_related(self, subject: str, predicate: str, object_: str) -> bool:
        return self._run(f"SELECT 1 FROM relation WHERE subject = {_THE_ENTITY} AND predicate = ?"
                         f" AND object = {_THE_ENTITY}", (subject, predicate, object_)).fetchone() is not None

    def known_of(self, iris: Sequence[str]) -> Known:
        """What the facts that refer to some things add up to."""
        things = [str(number) for number, in self._run(
            f"SELECT number FROM entity WHERE iri IN ({_marks(iris)})", iris)]
        which = {table: " OR ".join(f"{role} IN ({','.join(things)})" for role in roles) for table, roles in (
            ("observation", ("about", "region")), ("relation", ("subject", "object")))}
        facts = sum(self._run(f"SELECT count(*) FROM {table} WHERE {of}").fetchone()[0] for table, of in which.items())
        ends = " UNION ".join(f"SELECT {role} FROM {table} WHERE {which[table]}" for table, role in (
            ("observation", "about"), ("observation", "indicator"), ("observation", "region"),
            ("relation", "subject"), ("relation", "object")))
        labels = [label for label, in self._run(f"SELECT label FROM entity WHERE number IN ({ends})")]
        periods = {period for period, in self._run(
            f"SELECT DISTINCT period FROM observation WHERE {which['observation']}")}
        return Known(facts, labels, periods)

    def fields(self, size: int) -> list[tuple[str, ...]]:
        """The things that have just so many parts with figures: each, and its parts."""
        rows = self._run(
            "SELECT o.iri, group_concat(DISTINCT s.iri) FROM relation f JOIN entity s ON s.number = f.subject"
            " JOIN entity o ON o.number = f.object WHERE f.predicate = 'broader' AND EXISTS ("
            "SELECT 1 FROM observation b WHERE b.about = f.subject) GROUP BY f.object"
            " HAVING count(DISTINCT f.subject) = ?", (size,))
        return [(field, *parts.split(",")) for field, parts in rows]

    def phrase(self, fact: Observed | Related) -> str:
        """What a fact says of its subject, in a few words: an indicator's name, or a verb as written."""
        if isinstance(fact, Observed):
            return self.label(fact.indicator)
        return fact.verbs[0] if fact.verbs and fact.verbs[0] else VOCAB.relations[fact.predicate].zh

    def phrases(self) -> list[str]:
        """The distinct texts worth a vector, in a fixed order."""
        texts = {label for label, in self._run(
            "SELECT DISTINCT e.label FROM observation o JOIN entity e ON e.number = o.indicator")}
        texts |= {verb or VOCAB.relations[predicate].zh for verb, predicate in self._run(
            "SELECT DISTINCT coalesce(json_extract(verbs, '$[0]'), ''), predicate FROM relation")}
        return sorted(texts)

    # ---- the facts that hold most of a question -----------------------------------------------------------
    def _rarity(self, pair: str) -> float:
        """How much it says that a text holds this pair of characters; an unknown pair says most.

        Inverse document frequency as in BM25 (Robertson and Spärck Jones), bounded below so that no word is free.
        """
        row, total = self._run("SELECT n FROM pair WHERE said = ?", (pair,)).fetchone(), self.size + 1
        return max(0.3, math.log(1 + (total - row[0] + 0.5) / (row[0] + 0.5))) if row else math.log(1 + total)

    def _holds(self, pair: str) -> bool:
        """Whether a name or the evidence of a fact holds a pair of characters."""
        return self._run("SELECT 1 FROM posting WHERE kind IN (?, ?) AND pair = ? LIMIT 1",
                         (OBSERVATION, RELATION, pair)).fetchone() is not None

    def observations_with(
            self, pairs: frozenset[str], limit: int, instead: frozenset[str] = frozenset()) -> list[Observed]:
        """The observations whose names and evidence hold most of the pairs; those in `instead` count less."""
        found = self._best(OBSERVATION, pairs, instead, max(limit, USUAL))
        return [one for one in found if isinstance(one, Observed)][:limit]

    def relations_with(
            self, pairs: frozenset[str], limit: int, instead: frozenset[str] = frozenset()) -> list[Related]:
        """The same for relations."""
        found = self._best(RELATION, pairs, instead, max(limit, USUAL))
        return [one for one in found if isinstance(one, Related)][:limit]

    def passages_with(
            self, pairs: frozenset[str], limit: int, instead: frozenset[str] = frozenset()) -> list[Passage]:
        """The same for sentences."""
        found = self._best(PASSAGE, pairs, instead, max(limit, FEW))
        return [one for one in found if isinstance(one, Passage)][:limit]

    def _most_of(self, kind: int, pairs: frozenset[str], instead: frozenset[str],
                 limit: int) -> list[Observed | Related | Passage]:
        every = sorted(pairs | instead)
        held = self._run("SELECT pair, sum(length(holders)) / 2 FROM posting WHERE kind = ?"
                         f" AND pair IN ({_marks(every)}) GROUP BY pair", (kind, *every)).fetchall()
        wanted = [(self.rarity(pair) * (1 if pair in pairs else INSTEAD),
                   Posting(many, partial(self._blocks, kind, pair))) for pair, many in held]
        sums = dict(first(wanted, limit))
        found = self._kept_rows(kind, sums)
        return [one for *_, one in sorted(found, key=lambda row: (-sums[row[0]], row[1]))]

    def _blocks(self, kind: int, pair: str) -> list[tuple[int, bytes]]:
        return self._run("SELECT block, holders FROM posting WHERE kind = ? AND pair = ? ORDER BY block",
                         (kind, pair)).fetchall()


def _in_order(found: Iterable[Numbered[V]]) -> tuple[V, ...]:
    """In the order of documents and of the places where they stand."""
    return tuple(one for *_, one in sorted(found, key=lambda row: row[1]))


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))
