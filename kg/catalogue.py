"""Which documents are stored, and which files they were read from; kept in memory by the writer."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kg.types import Document


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """An entry of the catalogue."""

    id: str
    title: str
    source: str
    paths: tuple[str, ...]
    sha256: str
    media_type: str
    kind: str
    publisher: str | None
    published: date | None
    fingerprint: str = ""            # of the data files it was read with (kg/grounds.py)

    @classmethod
    def of(cls, document: Document, paths: Iterable[str], fingerprint: str) -> DocumentInfo:
        return cls(document.id, document.title, document.source, tuple(sorted(set(paths))), document.sha256,
                   document.media_type, document.kind, document.publisher, document.published, fingerprint)


class Catalogue:
    """The entries by id, bytes and path, each found without a look at the others."""

    def __init__(self, entries: Iterable[DocumentInfo] = ()) -> None:
        self._entries: dict[str, DocumentInfo] = {}
        self._by_hash: dict[str, str] = {}
        self._by_path: dict[str, set[str]] = defaultdict(set)
        for one in entries:
            self.put(one)

    def __len__(self) -> int:
        return len(self._entries)

    def entries(self) -> list[DocumentInfo]:
        """By source name, then id."""
        return sorted(self._entries.values(), key=lambda one: (one.source, one.id))

    def get(self, document: str) -> DocumentInfo | None:
        return self._entries.get(document)

    def known(self, sha256: str) -> str | None:
        """The id of the document with these bytes."""
        return self._by_hash.get(sha256)

    def at(self, path: str) -> list[DocumentInfo]:
        """The documents that stand at `path`, by id."""
        return [self._entries[document] for document in sorted(self._by_path.get(path, ()))]

    def put(self, entry: DocumentInfo) -> None:
        """Add an entry, or put it in the place of the one with its id."""
        self.drop(entry.id)
        self._entries[entry.id] = entry
        self._by_hash[entry.sha256] = entry.id
        for path in entry.paths:
            self._by_path[path].add(entry.id)

    def drop(self, document: str) -> None:
        """Take an entry out, if it is there."""
        if entry := self._entries.pop(document, None):
            if self._by_hash.get(entry.sha256) == document:
                del self._by_hash[entry.sha256]
            for path in entry.paths:
                self._by_path[path].discard(document)
                if not self._by_path[path]:
                    del self._by_path[path]
