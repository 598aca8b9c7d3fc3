"""Which documents are stored, and which files they were read from."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kg.claims import Properties, document_id, document_iri, node, text
from kg.rdf import Iri, Lit, Quad, lit
from kg.sparql import Ask, Graph, Pattern, Select, Triple, Values, Var
from kg.store import CATALOGUE, GraphStore
from kg.types import Document
from kg.vocab import RDF, ZW


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


def catalogue_quads(entry: DocumentInfo) -> Iterator[Quad]:
    """The entry of a document in the catalogue."""
    iri = document_iri(entry.id)
    values = {"title": entry.title, "source": entry.source, "sha256": entry.sha256, "mediaType": entry.media_type,
              "publisher": entry.publisher, "published": entry.published, "kind": entry.kind,
              "fingerprint": entry.fingerprint or None}
    yield Quad(iri, RDF.type, ZW.Document, CATALOGUE)
    for name, value in values.items():
        if value is not None:
            yield Quad(iri, ZW[name], lit(value), CATALOGUE)
    for path in entry.paths:
        yield Quad(iri, ZW.path, lit(path), CATALOGUE)


# ---- stored documents ------------------------------------------------------------------------------
_D, _P, _O = Var("d"), Var("p"), Var("o")


def read_documents(store: GraphStore) -> list[DocumentInfo]:
    """The catalogue, by source name, then id."""
    return sorted(_read(store), key=lambda one: (one.source, one.id))


def has_documents(store: GraphStore) -> bool:
    return store.ask(Ask([Graph(CATALOGUE, Triple(_D, RDF.type, ZW.Document))]))


def document_of(store: GraphStore, document: str) -> DocumentInfo | None:
    """The entry of the document with this id."""
    return next(_read(store, Values((_D,), ((document_iri(document),),))), None)


def document_with(store: GraphStore, sha256: str) -> DocumentInfo | None:
    """The entry of the document with these bytes."""
    return next(_read(store, *_having(ZW.sha256, lit(sha256))), None)


def documents_at(store: GraphStore, path: str) -> list[DocumentInfo]:
    """The entries of the documents that stand at `path`, by id."""
    return sorted(_read(store, *_having(ZW.path, lit(path))), key=lambda one: one.id)


def _having(predicate: Iri, value: Lit) -> list[Pattern]:
    return [Graph(CATALOGUE, Triple(_D, predicate, value))]


def _read(store: GraphStore, *which: Pattern) -> Iterator[DocumentInfo]:
    found: dict[Iri, Properties] = defaultdict(lambda: defaultdict(list))
    query = Select((_D, _P, _O), [*which, Graph(CATALOGUE, Triple(_D, RDF.type, ZW.Document), Triple(_D, _P, _O))])
    for row in store.select(query):
        found[node([row["d"]])][node([row["p"]])].append(row["o"])
    return (_info(iri, have) for iri, have in found.items())


def _info(iri: Iri, have: Properties) -> DocumentInfo:
    def optional(name: str) -> str | None:
        return text(have[ZW[name]]) if ZW[name] in have else None

    published = optional("published")
    return DocumentInfo(
        document_id(iri), text(have[ZW.title]), text(have[ZW.source]),
        tuple(sorted(text([path]) for path in have.get(ZW.path, ()))), text(have[ZW.sha256]), text(have[ZW.mediaType]),
        text(have[ZW.kind]), optional("publisher"), date.fromisoformat(published) if published else None,
        optional("fingerprint") or "")
