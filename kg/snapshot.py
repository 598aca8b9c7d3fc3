"""What readers see: one state of the store, which nobody changes.

The writer publishes a snapshot after each batch and points `CURRENT` to it; a reader keeps the one it opened.
"""
from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from kg.catalogue import DocumentInfo, read_documents
from kg.claims import chunks, document_id, document_iri, node, properties, text
from kg.decisions import Decision, read_decisions
from kg.errors import UsageError
from kg.facts import Fact, Support, fact
from kg.folders import StoreFolder
from kg.origins import Origins
from kg.rdf import Iri, Statement
from kg.sparql import Ask, Construct, Graph, Pattern, Select, Triple, Values, Var
from kg.standing import read_described
from kg.store import CATALOGUE, GraphStore, Row
from kg.types import Entity, Evidence, Section
from kg.vocab import RDF, ZW

BATCH = 1000          # facts read at a time
TEXTS = 16            # documents whose text and origins are kept in memory


class Snapshot:
    """A state of the graph to read from: `with Snapshot.open(folder) as snapshot: …`.

    `path` is the folder of the read-only database, None for a store in memory.
    """

    def __init__(self, store: GraphStore, path: Path | None = None) -> None:
        self.store = store
        self.path = path
        self._texts: OrderedDict[str, tuple[str, Origins]] = OrderedDict()
        self._lock = threading.Lock()            # of `_texts`: a snapshot may be shared by threads

    @classmethod
    def open(cls, folder: Path) -> Snapshot:
        """The newest published state of a store folder. Raises StoreError when there is none."""
        place = StoreFolder(folder)
        return place.read_current(lambda path: cls(place.open_read_only(path), path))

    @property
    def lexicon(self) -> Path | None:
        """The folder of the user's own lexicon, which may not exist; None for a state in memory."""
        return StoreFolder.of_snapshot(self.path).lexicon if self.path else None

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- queries -----------------------------------------------------------------------------------
    def select(self, query: Select | str) -> list[Row]:
        return self.store.select(query)

    def ask(self, query: Ask | str) -> bool:
        return self.store.ask(query)

    def construct(self, query: Construct | str) -> list[Statement]:
        return self.store.construct(query)

    @cached_property
    def revision(self) -> int:
        """Counts the changes of the store; 0 for an empty one."""
        return read_revision(self.store)

    @cached_property
    def state(self) -> str:
        """Names this state: no other one, of any store, has the same. "" for an empty store."""
        return read_state(self.store)

    # ---- documents ---------------------------------------------------------------------------------
    def documents(self) -> list[DocumentInfo]:
        """The documents, by source name, then id."""
        return list(self._documents)

    def text(self, document: str) -> str:
        """The clean text of a document. Raises UsageError for an unknown id."""
        return self._text(document)[0]

    def origins(self, document: str) -> Origins:
        """The way from a document's clean text back to its file. Raises UsageError for an unknown id."""
        return self._text(document)[1]

    @cached_property
    def headings(self) -> dict[str, tuple[str, ...]]:
        """Document id → the titles of its sections, each once: read for all documents together."""
        g, s, title = Var("g"), Var("s"), Var("title")
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for row in self.store.select(Select((g, title), [
                Graph(g, Triple(s, RDF.type, ZW.Section), Triple(s, ZW.title, title))])):
            found[document_id(node([row["g"]]))][text([row["title"]])] = None
        return {document: tuple(titles) for document, titles in found.items()}

    def sections(self, document: str) -> list[Section]:
        """The sections of a document in their order. Raises UsageError for an unknown id."""
        self._text(document)
        s, n = Var("s"), Var("n")
        rows = self.store.select(Select((s, n), [Graph(document_iri(document), Triple(s, RDF.type, ZW.Section),
                                                       Triple(s, ZW.position, n))]))
        position = {node([row["s"]]): int(text([row["n"]])) for row in rows}
        stored = properties(self.store, position)
        sections = []
        for iri in sorted(position, key=lambda one: position[one]):
            have = stored[iri]
            level, start, body, end = (int(text(have[ZW[name]])) for name in ("level", "start", "body", "end"))
            parent = position[node(have[ZW.parent])] if ZW.parent in have else -1
            sections.append(Section(text(have[ZW.number]), text(have[ZW.title]), level, start, body, end, parent))
        return sections

    @cached_property
    def _documents(self) -> list[DocumentInfo]:
        return read_documents(self.store)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {one.id: one.title for one in self.documents()}

    def _text(self, document: str) -> tuple[str, Origins]:
        with self._lock:
            if document in self._texts:
                return self._texts[document]
            iri, words, origins = document_iri(document), Var("text"), Var("origins")
            rows = self.store.select(Select((words, origins), [
                Graph(iri, Triple(iri, ZW.text, words), Triple(iri, ZW.origins, origins))]))
            if not rows:
                raise UsageError(f"没有文档 {document}。请用 zhiwen documents 查看文档标识")
            found = self._texts[document] = text([rows[0]["text"]]), Origins.unpack(text([rows[0]["origins"]]))
            if len(self._texts) > TEXTS:
                self._texts.popitem(last=False)
            return found

    def decisions(self) -> tuple[Decision, ...]:
        """What the user decided and has not undone, by number."""
        return read_decisions(self.store)

    # ---- entities and facts --------------------------------------------------------------------------
    def entities(self) -> list[Entity]:
        """All entities that facts refer to, by label, then IRI."""
        e = Var("e")
        rows = self.store.select(Select((e,), [Triple(e, ZW.type, Var("type"))]))
        return sorted(self._entities(node([row["e"]]) for row in rows).values(), key=lambda one: (one.label, one.iri))

    def entities_by_iri(self, iris: Iterable[str]) -> list[Entity]:
        """Entities by their IRIs, in the order given; what is no entity is left out. Raises ValueError for no IRI."""
        wanted = [Iri(iri) for iri in iris]
        found = self._entities(wanted)
        return [found[iri] for iri in wanted if iri in found]

    def facts(self, *, document: str | None = None) -> Iterator[Fact]:
        """All facts with their evidence, or those a document says with its evidence only.

        In the order of documents and of the places where they stand. Raises UsageError for an unknown document.
        """
        if document is not None:
            self._text(document)
        iris = self._in_order(document)
        for at in range(0, len(iris), BATCH):
            yield from self._facts(iris[at:at + BATCH], document)

    def fact_iris(self, document: str) -> list[str]:
        """The IRIs of the facts that a document says, in the order of the places where they stand."""
        return [iri.value for iri in self._in_order(document)]

    def facts_by_iri(self, iris: Iterable[str], *, document: str | None = None) -> list[Fact]:
        """Facts by their IRIs, in the order given; what is no fact (of the document) is left out."""
        return self._facts([Iri(iri) for iri in iris], document)

    def evidence_of(self, facts: Iterable[str], *, document: str | None = None) -> dict[str, tuple[Evidence, ...]]:
        """For each fact IRI its evidence (in one document), each place once, in the order of documents and places."""
        support = self._support([Iri(one) for one in facts], document)
        return {iri.value: found.places() for iri, found in support.items()}

    def _in_order(self, document: str | None) -> list[Iri]:
        places = self._first_places(document)
        return sorted(places, key=lambda iri: (places[iri], iri))

    def _first_places(self, document: str | None) -> dict[Iri, tuple[str, int]]:
        f, g, c, e, start = (Var(name) for name in ("f", "g", "c", "e", "start"))
        where = [*_only(g, document), Triple(f, ZW.claim, c),
                 Graph(g, Triple(c, ZW.evidence, e), Triple(e, ZW.start, start))]
        first: dict[Iri, tuple[str, int]] = {}
        for row in self.store.select(Select((f, g, start), where)):
            place, iri = (document_id(node([row["g"]])), int(text([row["start"]]))), node([row["f"]])
            first[iri] = min(place, first.get(iri, place))
        return first

    def _entities(self, iris: Iterable[Iri]) -> dict[Iri, Entity]:
        return {iri: Entity(iri.value, one.label, one.type, one.names)
                for iri, one in read_described(self.store, iris).items()}

    def _facts(self, iris: Sequence[Iri], document: str | None) -> list[Fact]:
        stored = properties(self.store, iris, graph=False)
        roles = (ZW.subject, ZW.object, ZW.about, ZW.indicator, ZW.region)
        entities = self._entities({node(have[role]) for have in stored.values() for role in roles if role in have})
        support = self._support(iris, document)
        return [fact(iri, stored[iri], entities, support[iri]) for iri in iris if iri in support]

    def _support(self, facts: Iterable[Iri], document: str | None) -> dict[Iri, Support]:
        """Verbs, confidence and evidence of facts, joined from the document graphs.

        What a claim or a piece of evidence may lack is asked for apart: engines work out the whole inside of an
        OPTIONAL before they join it, in a time that grows with the graph.
        """
        names = ("f", "g", "k", "e", "start", "end", "words", "damaged")
        f, g, k, e, start, end, words, damaged = variables = tuple(Var(name) for name in names)
        c, verb = Var("c"), Var("verb")
        claims = Graph(g, Triple(c, ZW.confidence, k), Triple(c, ZW.evidence, e), Triple(e, ZW.start, start),
                       Triple(e, ZW.end, end), Triple(e, ZW.text, words), Triple(e, ZW.damaged, damaged))
        found: dict[Iri, Support] = defaultdict(Support)
        for rows in chunks(facts):
            of = [*_only(g, document), Values((f,), rows), Triple(f, ZW.claim, c)]
            places = self.store.select(Select(variables, [*of, claims]))
            labels = self._section_labels(node([row["e"]]) for row in places)
            for row in places:
                own, support = document_id(node([row["g"]])), found[node([row["f"]])]
                at = int(text([row["start"]])), int(text([row["end"]]))
                support.confidence = max(support.confidence, float(text([row["k"]])))
                support.evidence.setdefault((own, *at), Evidence(
                    own, self._titles[own], labels.get(node([row["e"]]), ""), *at, text=text([row["words"]]),
                    damaged=text([row["damaged"]]) == "1", source=self.origins(own).source(*at)))
            for row in self.store.select(Select((f, verb), [*of, Graph(g, Triple(c, ZW.verb, verb))])):
                if known := found.get(node([row["f"]])):
                    known.verbs.add(text([row["verb"]]))
        return dict(found)

    def _section_labels(self, evidence: Iterable[Iri]) -> dict[Iri, str]:
        """Number and title of the section of each piece of evidence that has one."""
        e, section, number, title = variables = tuple(Var(name) for name in ("e", "section", "number", "title"))
        within = Graph(Var("g"), Triple(e, ZW.section, section), Triple(section, ZW.number, number),
                       Triple(section, ZW.title, title))
        return {node([row["e"]]): f"{text([row['number']])} {text([row['title']])}".strip()
                for rows in chunks(evidence)
                for row in self.store.select(Select(variables, [Values((e,), rows), within]))}


def read_revision(store: GraphStore) -> int:
    return int(_catalogue_value(store, ZW.revision) or 0)


def read_state(store: GraphStore) -> str:
    stamp = _catalogue_value(store, ZW.stamp)
    return f"{read_revision(store):08d}-{stamp}" if stamp else ""


def read_fingerprint(store: GraphStore) -> str:
    """That of the data files the facts were derived with (kg/grounds.py), "" where it is not known."""
    return _catalogue_value(store, ZW.fingerprint)


def _catalogue_value(store: GraphStore, what: Iri) -> str:
    """A value of the store as a whole, "" where there is none."""
    value = Var("value")
    rows = store.select(Select((value,), [Graph(CATALOGUE, Triple(CATALOGUE, what, value))]))
    return text([rows[0]["value"]]) if rows else ""


def _only(graph: Var, document: str | None) -> list[Pattern]:
    return [] if document is None else [Values((graph,), ((document_iri(document),),))]
