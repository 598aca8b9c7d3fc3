"""The one writer of a store: documents come and go, each in one transaction, and readers get snapshots.

    with Repository.open(folder) as repository:
        known = repository.known(sha256)
        result = repository.seen(known, path) if known else repository.add(claims)
        repository.publish()
"""
from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from kg.change import Change, Rules, change, rebuild
from kg.claims import catalogue_quads, document_iri, document_quads, node, rows_of
from kg.derive import read_decisions
from kg.errors import StoreError, UsageError
from kg.facts import fact_to_json
from kg.folders import StoreFolder
from kg.identity import Readings
from kg.rdf import Quad, lit
from kg.shacl import Shapes
from kg.snapshot import DocumentInfo, Snapshot, read_documents, read_revision
from kg.sparql import DeleteData, DropGraph, Graph, InsertData, Select, Triple, Update, Var
from kg.store import CATALOGUE
from kg.store_oxigraph import OxigraphStore
from kg.text.lexicon import Lexicon
from kg.types import DocumentClaims
from kg.vocab import ZW

__all__ = ["AddResult", "DocumentInfo", "Repository", "Snapshot", "fact_to_json"]
Operation: TypeAlias = InsertData | DeleteData | DropGraph


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

    def __init__(self, store: OxigraphStore, folder: StoreFolder | None, readings: Readings) -> None:
        self.store = store
        self._folder = folder
        self._readings = readings
        self._shapes = Shapes.load()
        self._decisions = read_decisions(store)
        self._documents = {one.id: one for one in read_documents(store)}
        self._revision = read_revision(store)

    @classmethod
    def open(cls, folder: Path, *, readings: Readings | None = None) -> Repository:
        """Open, or make, a store for writing. Raises StoreError (see `StoreFolder.open_live`).

        `readings` is the gazetteer, by default the lexicon that comes with zhiwen.
        """
        place = StoreFolder(folder)
        return cls(place.open_live(), place, readings or Lexicon.load().readings)

    @classmethod
    def in_memory(cls, *, readings: Readings | None = None) -> Repository:
        return cls(OxigraphStore(), None, readings or Lexicon.load().readings)

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
        return sorted(self._documents.values(), key=lambda one: (one.source, one.id))

    def known(self, sha256: str) -> str | None:
        """The id of the stored document with these bytes."""
        return next((one.id for one in self._documents.values() if one.sha256 == sha256), None)

    def view(self) -> Snapshot:
        """The state as it is now, for reading in this process while nothing is written."""
        return Snapshot(self.store)

    # ---- writing ---------------------------------------------------------------------------------------
    def add(self, claims: DocumentClaims, *, again: bool = False) -> AddResult:
        """Store what a document says, in one transaction. The same bytes are the same document at any path: nothing
        changes but the path, unless `again` asks to replace what is stored of it. New bytes at a known path are a new
        revision: the old one goes, unless another file still holds it.

        Raises StoreError; then nothing has changed.
        """
        document = claims.document
        stored = self._documents.get(self.known(document.sha256) or document.id)
        if stored and not again:
            return self.seen(stored.id, document.path)
        try:
            document.text.encode()
        except UnicodeEncodeError as error:
            raise StoreError(f"{document.source}: 正文第 {error.start} 字不是合法的 Unicode。请修复文件") from error
        rows = rows_of(claims)
        gone = [*self._displaced(document.id, document.path), *([stored.id] if stored else [])]
        made = change(self.store, self._rules(), remove=gone, add=rows)
        paths = {document.path, *(stored.paths if stored else ())}
        entry = catalogue_quads(document, paths)
        self._commit(made, gone, [*self._unlink(document.id, document.path, gone),
                                  InsertData([*document_quads(claims, rows), *entry])])
        return AddResult(document.id, "replaced" if gone else "added", made.facts, made.entities, made.dropped)

    def seen(self, document: str, path: str) -> AddResult:
        """A stored document was met at `path` again, or at a new one. Raises UsageError for an unknown id."""
        known = self._document(document)
        gone = self._displaced(document, path)
        unlink = self._unlink(document, path, gone)
        if gone or unlink or path not in known.paths:
            made = change(self.store, self._rules(), remove=gone)
            entry = Quad(document_iri(document), ZW.path, lit(path), CATALOGUE)
            self._commit(made, gone, [*unlink, InsertData([entry])])
        return AddResult(document, "unchanged")

    def remove(self, document: str) -> None:
        """Drop a document with all that only it supports. Raises UsageError for an unknown id, StoreError."""
        self._document(document)
        self._commit(change(self.store, self._rules(), remove=[document]), [document], [])

    def rebuild(self) -> bool:
        """Derive all facts anew from the stored documents, as after a change of the gazetteer. False if all was right.
        """
        made = rebuild(self.store, self._rules())
        if made.delete or made.insert:
            self._commit(made, [], [])
            return True
        return False

    def publish(self) -> Path | None:
        """Show readers the state as it is now; they keep what they have open. None for a store in memory."""
        return self._folder.publish(self.store, f"{self._revision:08d}") if self._folder else None

    # ---- parts -------------------------------------------------------------------------------------------
    def _rules(self) -> Rules:
        return Rules(self._readings, self._decisions, self._shapes.violations)

    def _document(self, document: str) -> DocumentInfo:
        if document not in self._documents:
            raise UsageError(f"没有文档 {document}。请用 zhiwen documents 查看文档标识")
        return self._documents[document]

    def _holders(self, document: str, path: str) -> list[DocumentInfo]:
        """The other documents that stood at `path`."""
        return [one for one in self._documents.values() if one.id != document and path in one.paths]

    def _displaced(self, document: str, path: str) -> list[str]:
        """The other documents that stood at `path` and that no other file holds any more."""
        return [one.id for one in self._holders(document, path)
                if not any(other != path and os.path.exists(other) for other in one.paths)]

    def _unlink(self, document: str, path: str, gone: Collection[str]) -> list[DeleteData]:
        """Take `path` away from the other documents that stood there and stay."""
        return [DeleteData([Quad(document_iri(one.id), ZW.path, lit(path), CATALOGUE)])
                for one in self._holders(document, path) if one.id not in gone]

    def _commit(self, made: Change, gone: Iterable[str], operations: Iterable[Operation]) -> None:
        """One transaction: documents that go, the other operations, the facts, the revision."""
        p, o = Var("p"), Var("o")
        entries = [Quad(iri, node([row["p"]]), row["o"], CATALOGUE) for iri in map(document_iri, gone)
                   for row in self.store.select(Select((p, o), [Graph(CATALOGUE, Triple(iri, p, o))]))]
        revision = [Quad(CATALOGUE, ZW.revision, lit(n), CATALOGUE) for n in (self._revision, self._revision + 1)]
        self.store.update(Update([
            *(DropGraph(document_iri(document)) for document in gone),
            DeleteData([*entries, *made.delete, revision[0]]),
            *operations,
            InsertData([*made.insert, revision[1]]),
        ]))
        self._revision += 1
        self._documents = {one.id: one for one in read_documents(self.store)}
