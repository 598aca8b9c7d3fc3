"""The newest published state of a store, shared by the page and the JSON interface, and the one way to change it."""
from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from kg import review
from kg.catalogue import DocumentInfo
from kg.errors import UsageError
from kg.folders import StoreFolder
from kg.rdf import Iri
from kg.repository import Repository
from kg.snapshot import Snapshot
from kg.sparql import Alternative, As, CountAll, Select, Triple, Values, Var
from kg.vocab import RDF, ZW
from qa import Engine
from qa.answer import Answer
from web.examples import example_questions

MAX_QUESTION = 500
EXAMPLES_SHOWN = 6


@dataclass
class State:
    """One published state of the store, and what answers questions about it."""

    snapshot: Snapshot
    engine: Engine

    @cached_property
    def documents(self) -> list[DocumentInfo]:
        """The documents, by source name."""
        return self.snapshot.documents()

    @cached_property
    def sources(self) -> dict[str, str]:
        """Document id to file name."""
        return {one.id: one.source for one in self.documents}

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many entities, relations and figures the facts graph has."""
        s, n = Var("s"), Var("n")
        patterns = {"entities": Triple(s, ZW.type, Var("type")), "relations": Triple(s, RDF.type, ZW.Relation),
                    "figures": Triple(s, RDF.type, ZW.Observation)}
        found = {name: self.snapshot.select(Select((As(CountAll(), n),), [pattern]))[0]["n"]
                 for name, pattern in patterns.items()}
        return {name: int(getattr(term, "value", "0")) for name, term in found.items()}

    @cached_property
    def examples(self) -> list[str]:
        """A few questions about this graph that the engine answers, one of each kind."""
        answered = (next((q for q in some if self.engine.ask(q).status == "answered"), None)
                    for some in example_questions(self.snapshot))
        return list(islice(filter(None, answered), EXAMPLES_SHOWN))

    @cached_property
    def entities(self) -> list[review.Reviewed]:
        """All entities with their facts counted, those with most first."""
        return review.entities(self.snapshot)

    @cached_property
    def duplicates(self) -> list[review.Duplicate]:
        """Pairs of entities that may be one thing."""
        return review.duplicates(self.snapshot)

    def names(self, iris: Iterable[str]) -> set[str]:
        """All names of the entities with these IRIs."""
        entity, name = Var("e"), Var("name")
        rows = tuple((Iri(iri),) for iri in dict.fromkeys(iris))
        query = Select((name,), [Values((entity,), rows), Triple(entity, Alternative(ZW.name, ZW.altName), name)])
        return {getattr(row["name"], "value", "") for row in self.snapshot.select(query)} if rows else set()


class Library:
    """The newest published state of a store folder; a newer one takes its place at the next use."""

    def __init__(self, store: Path) -> None:
        self.store, self._folder = store, StoreFolder(store)
        self._lock, self._writer = threading.Lock(), threading.Lock()
        self._opened = self._open()

    def state(self) -> State:
        """The state to answer from. Who first meets a newer one opens it; others have the old one until it is ready.

        Raises StoreError where the store cannot be read any more.
        """
        if self._folder.current_name() != self._opened[0] and self._lock.acquire(blocking=False):
            try:
                self._opened = self._open()
            finally:
                self._lock.release()
        return self._opened[1]

    def ask(self, question: str, document: str | None = None, after: Answer | None = None) -> Answer:
        """Answer a question, which may lean on the one before it, answered by `after`.

        Raises UsageError for a question that is empty or too long, and for an unknown document.
        """
        if not question.strip():
            raise UsageError("问题是空的。请用一句话提问")
        if len(question) > MAX_QUESTION:
            raise UsageError(f"问题有 {len(question)} 个字，上限是 {MAX_QUESTION}。请缩短问题")
        state = self.state()
        if document is not None and document not in state.sources:
            raise UsageError(f"没有文档 {document}。请看 zhiwen documents")
        return state.engine.ask(question.strip(), document=document, after=after)

    @contextmanager
    def writing(self) -> Iterator[Repository]:
        """The store, open for changes by this thread alone; what was done is published at the end.

        Raises StoreError, also where another process writes.
        """
        with self._writer, Repository.open(self.store) as repository:
            try:
                yield repository
            finally:
                repository.publish()

    def _open(self) -> tuple[str | None, State]:
        snapshot = Snapshot.open(self.store)
        return snapshot.path.name if snapshot.path else None, State(snapshot, Engine(snapshot))
