"""What the SPARQL service says of itself: SPARQL 1.1 Service Description and VoID, as one small RDF graph.

https://www.w3.org/TR/sparql11-service-description/ and https://www.w3.org/TR/void/
"""
from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.rdf import PREFIXES
from kg.results import GRAPH_FORMATS, Request, Result
from kg.vocab import VOCAB, ZW

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
DCTERMS = PREFIXES["dcterms"]
_RESULT_FORMATS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
                   "N-Triples", "RDF_XML", "JSON-LD")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_ENTITY = ZW.Entity.value
REVISION = "SELECT ?n { GRAPH <urn:zhiwen:catalogue> { <urn:zhiwen:catalogue> zw:revision ?n } }"
_TRIPLES = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_CLASSES = "SELECT ?term (COUNT(*) AS ?n) { ?s a ?term } GROUP BY ?term ORDER BY ?term"
_PROPERTIES = "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term ORDER BY ?term"
_DOCUMENTS = """SELECT ?document ?title ?n { GRAPH <urn:zhiwen:catalogue> { ?document a zw:Document ; zw:title ?title }
    { SELECT ?document (COUNT(*) AS ?n) { GRAPH ?document { ?s ?p ?o } } GROUP BY ?document } } ORDER BY ?document"""

Row = dict[str, str]
Run = Callable[[Request], Result]


@dataclass(frozen=True, slots=True)
class Counts:
    """What one state of the store holds: of the facts graph all, of the document graphs their triples."""

    triples: int
    classes: dict[str, int]
    properties: dict[str, int]
    documents: tuple[tuple[str, str, int], ...]      # (graph name, title, triples)


def count(run: Run) -> Counts:
    """The counts, by queries. Raises what `run` raises."""
    return Counts(int(rows(run, _TRIPLES)[0]["n"]),
                  {row["term"]: int(row["n"]) for row in rows(run, _CLASSES)},
                  {row["term"]: int(row["n"]) for row in rows(run, _PROPERTIES)},
                  tuple((row["document"], row["title"], int(row["n"])) for row in rows(run, _DOCUMENTS)))


def rows(run: Run, query: str) -> list[Row]:
    """The values of a query's rows."""
    found = json.loads(run(Request(query)).body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def describe(counts: Counts, endpoint: str) -> list[ox.Triple]:
    """The description of the service at the URL `endpoint`."""
    graph = _Graph()
    service, dataset, facts = (ox.NamedNode(f"{endpoint}{part}") for part in ("#service", "#dataset", "#facts"))
    graph.add(service, SD + "Service", {
        SD + "endpoint": [ox.NamedNode(endpoint)],
        SD + "supportedLanguage": [ox.NamedNode(SD + "SPARQL11Query")],
        SD + "resultFormat": [ox.NamedNode(FORMATS + name) for name in _RESULT_FORMATS],
        SD + "feature": [ox.NamedNode(SD + "EmptyGraphs")],
        SD + "defaultDataset": [dataset]})
    graph.add(dataset, SD + "Dataset", {
        DCTERMS + "title": [ox.Literal("知问知识图谱", language="zh"),
                            ox.Literal("zhiwen knowledge graph", language="en")],
        SD + "defaultGraph": [facts],
        SD + "namedGraph": [ox.NamedNode(f"{endpoint}#graph-{n}") for n in range(len(counts.documents))],
        VOID + "sparqlEndpoint": [ox.NamedNode(endpoint)],
        VOID + "subset": [facts]})
    graph.type(dataset, VOID + "Dataset")
    graph.add(facts, SD + "Graph", {
        DCTERMS + "description": [ox.Literal("归并后的事实：默认图", language="zh"),
                                  ox.Literal("Resolved facts: the default graph", language="en")],
        VOID + "sparqlEndpoint": [ox.NamedNode(endpoint)],
        VOID + "triples": [ox.Literal(counts.triples)],
        VOID + "entities": [ox.Literal(counts.classes.get(_ENTITY, 0))],
        VOID + "uriSpace": [ox.Literal("urn:zhiwen:")],
        VOID + "vocabulary": [ox.NamedNode(PREFIXES[name]) for name in ("zw", "skos")],
        VOID + "documents": [ox.Literal(len(counts.documents))]})
    graph.type(facts, VOID + "Dataset")
    _partition(graph, facts, "classPartition", "class", "entities", counts.classes)
    _partition(graph, facts, "propertyPartition", "property", "triples", counts.properties)
    for n, (name, title, triples) in enumerate(counts.documents):
        entry, inside = ox.NamedNode(f"{endpoint}#graph-{n}"), ox.BlankNode()
        graph.add(entry, SD + "NamedGraph", {SD + "name": [ox.NamedNode(name)], SD + "graph": [inside]})
        graph.add(inside, SD + "Graph", {DCTERMS + "title": [ox.Literal(title, language="zh")],
                                         VOID + "triples": [ox.Literal(triples)]})
    return graph.triples


def _partition(graph: _Graph, of: ox.NamedNode, kind: str, key: str, unit: str, counts: dict[str, int]) -> None:
    labels = {one.iri.value: one.zh for one in VOCAB.classes.values()}
    labels |= {one.iri.value: one.zh for one in VOCAB.relations.values()}
    for term, number in counts.items():
        part = ox.BlankNode()
        graph.triples.append(ox.Triple(of, ox.NamedNode(VOID + kind), part))
        graph.triples += [ox.Triple(part, ox.NamedNode(VOID + key), ox.NamedNode(term)),
                          ox.Triple(part, ox.NamedNode(VOID + unit), ox.Literal(number))]
        if term in labels:
            graph.triples.append(ox.Triple(ox.NamedNode(term), ox.NamedNode(PREFIXES["rdfs"] + "label"),
                                           ox.Literal(labels[term], language="zh")))


class _Graph:
    """Triples, collected."""

    def __init__(self) -> None:
        self.triples: list[ox.Triple] = []

    def type(self, subject: ox.NamedNode | ox.BlankNode, kind: str) -> None:
        self.triples.append(ox.Triple(subject, _TYPE, ox.NamedNode(kind)))

    def add(self, subject: ox.NamedNode | ox.BlankNode, kind: str,
            about: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]) -> None:
        self.type(subject, kind)
        self.triples += [ox.Triple(subject, ox.NamedNode(name), one) for name, all_ in about.items() for one in all_]


def write(triples: list[ox.Triple], form: str) -> Result:
    """The graph in a format of `GRAPH_FORMATS`, with short names where the format has them."""
    rdf = GRAPH_FORMATS[form]
    out = io.BytesIO()
    ox.serialize(triples, out, format=rdf, prefixes=PREFIXES | {"sd": SD, "void": VOID, "formats": FORMATS})
    return Result(rdf.media_type, out.getvalue())
