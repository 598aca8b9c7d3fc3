"""The one writer of a store: documents come and go, each in one transaction, and readers get snapshots.

    with Repository.open(folder) as repository:
        known = repository.known(sha256)
        result = repository.seen(known, path) if known else repository.add(claims)
        repository.publish()
"""
from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from kg.catalogue import (
    DocumentInfo,
    catalogue_quads,
    document_of,
    document_with,
    documents_at,
    has_documents,
    read_documents,
)
from kg.change import Change, Rules, change, combined, rebuild, redecide
from kg.claims import (
    Rows,
    claim_row,
    document_iri,
    document_quads,
    node,
    own_quads,
    properties,
    read_locals,
    rows_of,
)
from kg.decisions import Decision, in_force, last_number, numbered, read_decisions
from kg.errors import StoreError, UsageError
from kg.facts import fact_to_json
from kg.folders import StoreFolder
from kg.grounds import Grounds
from kg.identity import Readings, entity_iri
from kg.imported import ImportedGraph, changed, graph_quads
from kg.rdf import PREFIXES, Iri, Quad, lit
from kg.shacl import Shapes
from kg.snapshot import Snapshot, read_fingerprint, read_revision, read_state
from kg.sparql import DeleteData, DropGraph, Graph, InsertData, Select, Triple, Update, Var
from kg.standing import locals_of
from kg.store import CATALOGUE, GraphStore
from kg.store_oxigraph import OxigraphStore
from kg.touched import Touched
from kg.types import DocumentClaims
from kg.vocab import ZW

__all__ = ["AddResult", "DocumentInfo", "Repository", "Snapshot", "fact_to_json"]
Operation: TypeAlias = InsertData | DeleteData | DropGraph
_NOTED = (PREFIXES["fact"], PREFIXES["entity"])


@dataclass(frozen=True, slots=True)
class AddResult:
    """What became of a document: its id, how many facts it says about how many entities, and what was dropped."""

    id: str
    status: Literal["added", "unchanged", "replaced"]
    facts: int = 0
    entities: int = 0
    dropped: tuple[str, ...] = ()        # one line for each fact that breaks a shape


class Repository:
    """`Repository.open(folder)` for a store on disk, `Repository.in_memory()` for trying and testing."""

    def __init__(self, store: GraphStore, folder: StoreFolder | None, grounds: Grounds) -> None:
        self._folder = folder
        self._grounds = grounds
        self._shapes = Shapes.load()
        self.store = store
        self._decided = read_decisions(store)
        self._revision = read_revision(store)
        self._state = read_state(store)
        self._fingerprint = read_fingerprint(store)
        # Since the published state; None where that is not known: killed before it published, derived anew.
        self._touched: Touched | None = Touched() if folder and folder.current_name() == self._state else None

    @classmethod
    def open(cls, folder: Path, *, readings: Readings | None = None) -> Repository:
        """Open, or make, a store for writing. Raises StoreError (see `StoreFolder.open_live`), DataError.

        `readings` is the gazetteer, by default the lexicon that comes with zhiwen and the one in the store's folder.
        Where these data files have changed since the facts were derived, all facts are derived anew now.
        """
        place = StoreFolder(folder)
        grounds = Grounds(readings) if readings else Grounds.load(place.lexicon)
        repository = cls(place.open_live(), place, grounds)
        try:
            if repository._stale(repository._fingerprint) and has_documents(repository.store):
                repository.rebuild()
            if place.current_name() is None:
                repository.publish()
        except BaseException:
            repository.close()
            raise
        return repository

    @classmethod
    def in_memory(cls, *, readings: Readings | None = None) -> Repository:
        return cls(OxigraphStore(), None, Grounds(readings) if readings else Grounds.load())

    def close(self) -> None:
        self.store.close()
        if self._folder:
            self._folder.close_live()

    def __enter__(self) -> Repository:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- reading ---------------------------------------------------------------------------------------
    @property
    def revision(self) -> int:
        """Counts the changes of the store."""
        return self._revision

    def documents(self) -> list[DocumentInfo]:
        """The documents, by source name, then id."""
        return read_documents(self.store)

    def known(self, sha256: str) -> str | None:
        """The id of the stored document with these bytes."""
        found = document_with(self.store, sha256)
        return found.id if found else None

    def current(self, sha256: str) -> str | None:
        """The id of the stored document with these bytes, unless the data files have changed since it was read."""
        found = document_with(self.store, sha256)
        return found.id if found and not self._stale(found.fingerprint) else None

    @property
    def lexicon(self) -> Path | None:
        """The folder of the user's own lexicon, which may not exist; None for a store in memory."""
        return self._folder.lexicon if self._folder else None

    def decisions(self) -> tuple[Decision, ...]:
        """What the user decided and has not undone, by number."""
        return self._decided

    def view(self) -> Snapshot:
        """The state as it is now, for reading in this process while nothing is written."""
        return Snapshot(self.store)

    # ---- writing ---------------------------------------------------------------------------------------
    def add(self, claims: DocumentClaims, *, again: bool = False) -> AddResult:
        """Store what a document says, in one transaction. The same bytes are the same document at any path: nothing
        changes but the path, unless `again` asks to replace what is stored of it, or the data files have changed since
        it was read. New bytes at a known path are a new revision: the old one goes, unless another file still holds it.

        Raises StoreError; then nothing has changed.
        """
        document = claims.document
        stored = document_with(self.store, document.sha256) or document_of(self.store, document.id)
        if stored and not again and not self._stale(stored.fingerprint):
            return self.seen(stored.id, document.path)
        try:
            document.text.encode()
        except UnicodeEncodeError as error:
            raise StoreError(f"{document.source}: 正文第 {error.start} 字不是合法的 Unicode。请修复文件") from error
        rows = rows_of(claims)
        gone = [*self._displaced(document.id, document.path), *([stored.id] if stored else [])]
        made = self._change(gone, rows)
        paths = {document.path, *(stored.paths if stored else ())}
        entry = DocumentInfo.of(document, paths, self._grounds.fingerprint)
        left = self._left_behind(document.id, document.path, gone)
        self._commit(made, gone, [*_unlink(left, document.path),
                                  InsertData([*document_quads(claims, rows), *catalogue_quads(entry)])],
                     [document.id])
        return AddResult(document.id, "replaced" if gone else "added", made.facts, made.entities, made.dropped)

    def add_graph(self, graph: ImportedGraph) -> AddResult:
        """Store an imported RDF file, in one transaction; known bytes and paths are treated as by `add`.

        Raises StoreError; then nothing has changed.
        """
        document = graph.document
        if known := self.known(document.sha256):
            return self.seen(known, document.path)
        gone = self._displaced(document.id, document.path)
        made = self._change(gone, graph=graph)
        entry = DocumentInfo.of(document, {document.path}, "")
        left = self._left_behind(document.id, document.path, gone)
        quads = [*own_quads(document), *graph_quads(graph), *catalogue_quads(entry)]
        self._commit(made, gone, [*_unlink(left, document.path), InsertData(quads)])
        return AddResult(document.id, "replaced" if gone else "added", len(graph.statements),
                         len({subject for subject, _, _ in graph.statements}))

    def seen(self, document: str, path: str) -> AddResult:
        """A stored document was met at `path` again, or at a new one; where it is at none of the old ones any more, it
        has been moved, and bears the new name. Raises UsageError for an unknown id.
        """
        known = self._document(document)
        gone = self._displaced(document, path)
        left = self._left_behind(document, path, gone)
        if gone or left or path not in known.paths:
            made = self._change(gone)
            moved = path not in known.paths and not any(map(os.path.exists, known.paths))
            here = replace(known, paths=tuple(sorted({*known.paths, path})),
                           source=Path(path).name if moved else known.source)
            self._commit(made, gone, [*_unlink(left, path), DeleteData(list(catalogue_quads(known))),
                                      InsertData(list(catalogue_quads(here)))])
        return AddResult(document, "unchanged")

    def remove(self, document: str) -> None:
        """Drop a document with all that only it supports. Raises UsageError for an unknown id, StoreError."""
        self._document(document)
        self._commit(self._change([document]), [document], [])

    def rebuild(self) -> bool:
        """Derive all facts anew from the stored documents, as after a change of the gazetteer. False if all was right.
        """
        made = rebuild(self.store, self._rules())
        changed = bool(made.delete or made.insert)
        if changed or self._stale(self._fingerprint):
            self._commit(made, [], [])
        return changed

    # ---- the user's decisions ----------------------------------------------------------------------------
    def decide(self, *decisions: Decision, undo: Collection[int] = ()) -> tuple[str, ...]:
        """Take decisions (their numbers and dates are given here) and take back those numbered in `undo`.

        Returns a line on each fact that breaks a shape now. Raises UsageError for a number that is not there.
        """
        if missing := sorted(set(undo) - {one.number for one in self._decided}):
            raise UsageError(f"没有第 {missing[0]} 号决定。请用 zhiwen decisions 查看")
        gone = [one for one in self._decided if one.number in undo]
        last = last_number(self.store)
        now = datetime.now().isoformat(" ", "seconds")
        come = [replace(one, number=last + n, when=now) for n, one in enumerate(decisions, 1)]
        before, stood = in_force(self._decided), self._decided
        self._decided = tuple(one for one in (*self._decided, *come) if one not in gone)
        try:
            made = redecide(self.store, self._rules(), before)
            self._commit(made, [], [
                DeleteData([numbered(last), *(quad for one in gone for quad in one.quads())]),
                InsertData([numbered(last + len(come)), *(quad for one in come for quad in one.quads())])])
        except BaseException:
            self._decided = stood
            raise
        return made.dropped

    def merge(self, entity: Iri, into: Iri, what: str) -> tuple[str, ...]:
        """Take one entity for another from now on; `what` is told to the user. Returns as `decide`."""
        return self.decide(Decision(0, "", what, entity, into))

    def split(self, entity: Iri, what: str) -> tuple[str, ...]:
        """Take back the merges into an entity; where there are none, make each document's and each name's a thing of
        its own. Returns as `decide`. Raises UsageError where there is nothing to split.
        """
        if merges := [one.number for one in self._decided if one.into == entity]:
            return self.decide(undo=merges)
        parts = {entity_iri(row.name, row.type, document=row.document)
                 for row in read_locals(self.store, locals_of(self.store, [entity]))}
        if len(parts) < 2:
            raise UsageError("这个实体只来自一份文档里的一个名称，无法再拆分")
        return self.decide(Decision(0, "", what, entity))

    def reject(self, fact: Iri, what: str) -> None:
        """Do not accept a fact, whichever document says it. Raises UsageError where it does not stand."""
        stored = properties(self.store, [fact], graph=False)
        if fact not in stored or ZW.claim not in stored[fact]:
            raise UsageError(f"没有事实 {fact.value}。请用 zhiwen facts 查看事实的 iri")
        self.decide(Decision(0, "", what, fact=claim_row(fact, stored[fact])))

    def publish(self) -> Path | None:
        """Show readers the state as it is now; they keep what they have open. None for a store in memory."""
        if self._folder is None:
            return None
        path = self._folder.publish(self._state or f"{self._revision:08d}", self._touched)
        self._touched = Touched()
        return path

    # ---- parts -------------------------------------------------------------------------------------------
    def _rules(self) -> Rules:
        return Rules(self._grounds.readings, in_force(self._decided), self._shapes.violations)

    def _change(self, gone: Collection[str], rows: Rows | None = None, graph: ImportedGraph | None = None) -> Change:
        """What becomes of the facts graph where documents go and one comes."""
        made = change(self.store, self._rules(), remove=gone, add=rows)
        return combined(made, *changed(self.store, gone, graph))

    def _stale(self, fingerprint: str) -> bool:
        """Whether the data files are others than those of `fingerprint`."""
        return self._grounds.fingerprint not in ("", fingerprint)

    def _document(self, document: str) -> DocumentInfo:
        if (found := document_of(self.store, document)) is None:
            raise UsageError(f"没有文档 {document}。请用 zhiwen documents 查看文档标识")
        return found

    def _holders(self, document: str, path: str) -> list[DocumentInfo]:
        """The other documents that stood at `path`."""
        return [one for one in documents_at(self.store, path) if one.id != document]

    def _displaced(self, document: str, path: str) -> list[str]:
        """The other documents that stood at `path` and that no other file holds any more."""
        return [one.id for one in self._holders(document, path)
                if not any(other != path and os.path.exists(other) for other in one.paths)]

    def _left_behind(self, document: str, path: str, gone: Collection[str]) -> list[DocumentInfo]:
        """The other documents that stood at `path`, where `document` stands now, and that stay elsewhere."""
        return [one for one in self._holders(document, path) if one.id not in gone]

    def _commit(self, made: Change, gone: Collection[str], operations: Iterable[Operation],
                come: Collection[str] = ()) -> None:
        """One transaction: documents that go, the other operations (with the documents that come), the facts, the
        revision."""
        p, o = Var("p"), Var("o")
        listed = [Quad(iri, node([row["p"]]), row["o"], CATALOGUE) for iri in map(document_iri, gone)
                  for row in self.store.select(Select((p, o), [Graph(CATALOGUE, Triple(iri, p, o))]))]
        stamp = secrets.token_hex(6)
        old = [Quad(CATALOGUE, ZW.revision, lit(self._revision), CATALOGUE),
               Quad(CATALOGUE, ZW.stamp, lit(self._state.rpartition("-")[2]), CATALOGUE)]
        new = [Quad(CATALOGUE, ZW.revision, lit(self._revision + 1), CATALOGUE),
               Quad(CATALOGUE, ZW.stamp, lit(stamp), CATALOGUE)]
        if fresh := self._stale(self._fingerprint):
            old.append(Quad(CATALOGUE, ZW.fingerprint, lit(self._fingerprint), CATALOGUE))
            new.append(Quad(CATALOGUE, ZW.fingerprint, lit(self._grounds.fingerprint), CATALOGUE))
        self.store.update(Update([
            *(DropGraph(document_iri(document)) for document in gone),
            DeleteData([*listed, *made.delete, *old]),
            *operations,
            InsertData([*made.insert, *new]),
        ]))
        self._revision += 1
        self._state = f"{self._revision:08d}-{stamp}"
        if fresh:
            self._touched = None
        elif self._touched is not None:
            subjects = {quad.subject.value for quad in (*made.delete, *made.insert) if quad.graph is None}
            self._touched.add(Touched({*gone, *come}, {one for one in subjects if one.startswith(_NOTED)}))
        self._fingerprint = self._grounds.fingerprint if fresh else self._fingerprint


def _unlink(documents: Iterable[DocumentInfo], path: str) -> list[DeleteData]:
    """What takes `path` away from documents, in the store."""
    return [DeleteData([Quad(document_iri(one.id), ZW.path, lit(path), CATALOGUE)]) for one in documents]
