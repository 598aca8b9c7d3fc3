"""Imported triples as readers see them: with labels, and with the line of their document that is their evidence."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.claims import chunks, document_iri, node, text
from kg.facts import evidence_to_json, fact_to_json
from kg.imported import (
    DASH,
    Statement,
    called,
    imported_documents,
    line_of,
    local_name,
    read_names,
    read_statements,
    statement_iri,
)
from kg.rdf import Iri
from kg.snapshot import Snapshot
from kg.sparql import Ask, Graph, Select, Triple, Values, Var
from kg.types import Evidence
from kg.vocab import RDF, ZW


@dataclass(frozen=True, slots=True)
class StatedFact:
    """An imported triple with the labels of its parts in the facts graph and where it stands."""

    statement: Statement
    subject: str
    predicate: str
    object: str
    evidence: tuple[Evidence, ...]


def stated_facts(snapshot: Snapshot, *, document: str | None = None) -> Iterator[StatedFact]:
    """All imported triples, or those of one document with its evidence only, in the order of documents and lines."""
    places: dict[Statement, list[Evidence]] = {}
    labels: dict[Iri, str] = {}
    titles = {one.id: one.title for one in snapshot.documents()}
    for own in imported_documents(snapshot.store):
        if document not in (None, own):
            continue
        origins, at = snapshot.origins(own), 0
        names = read_names(snapshot.store, own)
        lines = snapshot.text(own).splitlines()
        for statement, line in zip(read_statements(snapshot.store, own), lines, strict=True):
            place = Evidence(own, titles[own], "", at, at + len(line), line, False, origins.source(at, at + len(line)))
            places.setdefault(statement, []).append(place)
            at += len(line) + 1
        labels |= {iri: called(iri, names) for iri in names if iri not in labels}
    for statement, evidence in places.items():
        subject, predicate, value = (labels.get(one) or local_name(one) if isinstance(one, Iri) else called(one, {})
                                     for one in statement)
        yield StatedFact(statement, subject, predicate, value, tuple(evidence))


def evidence_of(snapshot: Snapshot, statements: Collection[Statement],
                document: str | None = None) -> dict[Statement, tuple[Evidence, ...]]:
    """For each imported triple the lines that say it (in one document)."""
    n = Var("n")
    titles = {one.id: one.title for one in snapshot.documents()}
    found: dict[Statement, list[Evidence]] = defaultdict(list)
    for own in imported_documents(snapshot.store) if statements else ():
        if document not in (None, own):
            continue
        # One triple at a time, all its terms given: the store looks it up instead of joining.
        graph = document_iri(own)
        said = [one for one in statements if snapshot.ask(Ask([Graph(graph, Triple(*one))]))]
        names = {iri: (text([row["n"]]),) for iri in {one for parts in said for one in parts if isinstance(one, Iri)}
                 for row in snapshot.select(Select((n,), [Graph(graph, Triple(iri, ZW.name, n))]))}
        for statement in said:
            whole = snapshot.text(own)
            start = _place(whole, statement, names)
            end = whole.index("\n", start)
            found[statement].append(Evidence(own, titles[own], "", start, end, whole[start:end], False,
                                             snapshot.origins(own).source(start, end)))
    return {statement: tuple(places) for statement, places in found.items()}


def _place(whole: str, statement: Statement, names: Mapping[Iri, tuple[str, ...]]) -> int:
    """Where the line of a triple begins. A store that writes a number another way leads to the line of its property."""
    line = line_of(statement, names) + "\n"
    if whole.startswith(line):
        return 0
    if (exact := whole.find(f"\n{line}")) >= 0:
        return exact + 1
    beginning = DASH.join(called(one, names) for one in statement[:2]) + DASH
    return 0 if whole.startswith(beginning) else whole.index(f"\n{beginning}") + 1


def classes_of(snapshot: Snapshot, nodes: Iterable[Iri]) -> dict[Iri, str]:
    """The local name of the first class of each imported node that has one."""
    s, c = Var("s"), Var("c")
    found: dict[Iri, str] = {}
    for rows in chunks(nodes):
        for row in snapshot.select(Select((s, c), [Values((s,), rows), Triple(s, RDF.type, c)])):
            kind = node([row["c"]])
            if not kind.value.startswith("urn:zhiwen:"):
                found[node([row["s"]])] = min(local_name(kind), found.get(node([row["s"]]), "\U0010ffff"))
    return found


def stated_to_json(fact: StatedFact) -> dict[str, Any]:
    """A line of `zhiwen facts`: as a relation; a literal has no IRI and the type `Literal`."""
    subject, predicate, value = fact.statement
    iri = value.value if isinstance(value, Iri) else None
    return {"kind": "relation", "iri": statement_iri(fact.statement),
            "subject": {"label": fact.subject, "type": "ImportedEntity", "iri": subject.value},
            "predicate": {"label": fact.predicate, "iri": predicate.value, "verb": ""},
            "object": {"label": fact.object, "type": "ImportedEntity" if iri else "Literal", "iri": iri},
            "confidence": 1.0, "evidence": [evidence_to_json(one) for one in fact.evidence]}


def facts_json(snapshot: Snapshot, document: str | None = None) -> Iterator[dict[str, Any]]:
    """All facts as `zhiwen facts` prints them: those read from texts and tables, then the imported triples."""
    for fact in snapshot.facts(document=document):
        yield fact_to_json(fact)
    for stated in stated_facts(snapshot, document=document):
        yield stated_to_json(stated)
