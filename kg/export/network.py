"""The graph as nodes and edges, for Gephi, Cytoscape, igraph, networkx.

Entities are nodes, relations are edges; a figure becomes a node of its own only when asked for.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.export.counts import Counts
from kg.export.selection import Options, Selection
from kg.export.values import (
    Values,
    entity_values,
    figure_edges,
    figure_values,
    plain,
    relation_values,
    stated_values,
)
from kg.imported import statement_iri
from kg.rdf import Iri
from kg.statements import StatedFact

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


def build(chosen: Selection, options: Options) -> nx.MultiDiGraph:
    """Nodes by entity IRI, edges keyed by fact IRI, sorted.

    Node attributes: label, name, type, type_label, aliases. Edge attributes: id, label (Chinese), interaction (the
    relation's name in the ontology), relation (its IRI), verbs, confidence, evidence (how many places say so), and
    with `with_evidence` documents and evidence_text. With `with_observations` a figure is a node too.
    """
    nodes = {one.iri: entity_values(one) for one in chosen.entities}
    edges: dict[str, tuple[str, str, Values]] = {
        one.iri: (one.subject.iri, one.object.iri, relation_values(one, options)) for one in chosen.relations}
    if options.with_observations:
        for figure in chosen.observations:
            nodes[figure.iri] = figure_values(figure, options)
            edges |= {str(edge["id"]): (figure.iri, target, edge) for target, edge in figure_edges(figure)}
    for stated in chosen.stated:
        _state(stated, nodes, edges, options)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(sorted(nodes.items()))
    for iri, (source, target, attributes) in sorted(edges.items()):
        graph.add_edge(source, target, key=iri, **attributes)
    return graph


def _state(fact: StatedFact, nodes: dict[str, Values], edges: dict[str, tuple[str, str, Values]],
           options: Options) -> None:
    """An imported triple as an edge; one with a text or a number only with figures, as a node of its own."""
    subject, predicate, value = fact.statement
    own = statement_iri(fact.statement)
    target = value.value if isinstance(value, Iri) else f"{own}#value"
    nodes.setdefault(subject.value, stated_values(fact.subject, "ImportedEntity"))
    if not isinstance(value, Iri) and not options.with_observations:
        return
    nodes.setdefault(target, stated_values(fact.object, "ImportedEntity" if isinstance(value, Iri) else "Literal"))
    edges[own] = subject.value, target, {
        "id": own, "label": plain(fact.predicate), "interaction": predicate.local or "property",
        "relation": predicate.value, "verbs": "", "confidence": 1.0, "evidence": len(fact.evidence)}


def write_graphml(_: Snapshot, chosen: Selection, options: Options, file: Path) -> Counts:
    """GraphML (http://graphml.graphdrawing.org). Raises OSError."""
    graph = build(chosen, options)
    nx.write_graphml(graph, file, encoding="utf-8", prettyprint=True, named_key_ids=False, edge_id_from_attribute="id")
    return _counts(graph)


def write_gexf(_: Snapshot, chosen: Selection, options: Options, file: Path) -> Counts:
    """GEXF 1.2 (https://gexf.net), without the date of writing: equal graphs give equal files. Raises OSError."""
    graph = build(chosen, options)
    writer = nx.readwrite.gexf.GEXFWriter(graph, version="1.2draft")
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    with file.open("wb") as out:
        writer.write(out)
    return _counts(graph)


def write_cytoscape(_: Snapshot, chosen: Selection, options: Options, file: Path) -> Counts:
    """Cytoscape.js elements, as Cytoscape desktop reads and writes them (.cyjs). Raises OSError."""
    graph = build(chosen, options)
    elements: dict[str, list[dict[str, Any]]] = {
        "nodes": [{"data": {"id": node, **data}} for node, data in graph.nodes(data=True)],
        "edges": [{"data": {"source": source, "target": target, **data}}
                  for source, target, data in graph.edges(data=True)],
    }
    document = {"format_version": "1.0", "generated_by": "zhiwen", "target_cytoscapejs_version": "~3",
                "data": {"name": "知问"}, "elements": elements}
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return _counts(graph)


def _counts(graph: nx.MultiDiGraph) -> Counts:
    return Counts(nodes=graph.number_of_nodes(), edges=graph.number_of_edges())
