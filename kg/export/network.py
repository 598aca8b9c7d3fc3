"""The graph as nodes and edges, for Gephi, Cytoscape, igraph, networkx.

Entities are nodes, relations are edges; a figure becomes a node of its own only when asked for. What those programs
need is settled here, once for all formats: plain values only (no lists, no missing ones), no character that XML
forbids, no two attributes that differ in case only, edge ids that are unique and never the id of a node.
"""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.export.counts import Counts
from kg.types import Entity, ObservationFact, RelationFact
from kg.vocab import VOCAB

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

Value = str | float
_OBSERVATION = "Observation"
# Everything outside the Char production of XML 1.0, and the C1 controls, which XML only discourages.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_JOIN = "；"


def build(snapshot: Snapshot, *, with_observations: bool = False) -> nx.MultiDiGraph:
    """Nodes by entity IRI, edges keyed by fact IRI, sorted.

    Node attributes: label, name, type, type_label, aliases. Edge attributes: id, label (Chinese), interaction (the
    relation's name in the ontology), relation (its IRI), verbs, confidence, evidence (how many places say so).
    """
    nodes: dict[str, dict[str, Value]] = {e.iri: _entity(e) for e in snapshot.entities()}
    edges: dict[str, tuple[str, str, dict[str, Value]]] = {}
    for fact in snapshot.facts():
        if isinstance(fact, RelationFact):
            nodes.setdefault(fact.subject.iri, _entity(fact.subject))
            nodes.setdefault(fact.object.iri, _entity(fact.object))
            edges[fact.iri] = fact.subject.iri, fact.object.iri, _relation(fact)
        elif with_observations:
            nodes[fact.iri] = _figure(fact)
            for name, label, entity in (("about", "关于", fact.subject), ("indicator", "指标", fact.indicator),
                                        ("region", "地区", fact.region)):
                if entity:
                    nodes.setdefault(entity.iri, _entity(entity))
                    edges[f"{fact.iri}#{name}"] = fact.iri, entity.iri, {
                        "label": label, "interaction": name, "relation": VOCAB.iri(name).value,
                        "confidence": float(fact.confidence)}
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(sorted(nodes.items()))
    for iri, (source, target, attributes) in sorted(edges.items()):
        graph.add_edge(source, target, key=iri, id=iri, **attributes)
    return graph


def write_graphml(graph: nx.MultiDiGraph, file: Path) -> Counts:
    """GraphML (http://graphml.graphdrawing.org). Raises OSError."""
    nx.write_graphml(graph, file, encoding="utf-8", prettyprint=True, named_key_ids=False, edge_id_from_attribute="id")
    return _counts(graph)


def write_gexf(graph: nx.MultiDiGraph, file: Path) -> Counts:
    """GEXF 1.2 (https://gexf.net), without the date of writing: equal graphs give equal files. Raises OSError."""
    writer = nx.readwrite.gexf.GEXFWriter(graph, version="1.2draft")
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    with file.open("wb") as out:
        writer.write(out)
    return _counts(graph)


def write_cytoscape(graph: nx.MultiDiGraph, file: Path) -> Counts:
    """Cytoscape.js elements, as Cytoscape desktop reads and writes them (.cyjs). Raises OSError."""
    elements: dict[str, list[dict[str, Any]]] = {
        "nodes": [{"data": {"id": node, **data}} for node, data in graph.nodes(data=True)],
        "edges": [{"data": {"source": source, "target": target, **data}}
                  for source, target, data in graph.edges(data=True)],
    }
    document = {"format_version": "1.0", "generated_by": "zhiwen", "target_cytoscapejs_version": "~3",
                "data": {"name": "知问"}, "elements": elements}
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return _counts(graph)


def plain(text: str) -> str:
    """`text` on one line, without characters that XML cannot hold."""
    return " ".join(_NOT_XML.sub("", text).split())


def _entity(entity: Entity) -> dict[str, Value]:
    label = plain(entity.label)
    return {"label": label, "name": label, "type": entity.type, "type_label": VOCAB.classes[entity.type].zh,
            "aliases": _JOIN.join(map(plain, entity.aliases))}


def _relation(fact: RelationFact) -> dict[str, Value]:
    term = VOCAB.relations[fact.predicate]
    return {"label": term.zh, "interaction": fact.predicate, "relation": term.iri.value,
            "verbs": _JOIN.join(map(plain, fact.verbs)), "confidence": float(fact.confidence),
            "evidence": len(fact.evidence)}


def _figure(fact: ObservationFact) -> dict[str, Value]:
    written = plain(fact.written)
    label = f"{plain(fact.indicator.label)} {written}" + (f"（{fact.period}）" if fact.period else "")
    found: dict[str, Value] = {
        "label": label, "name": label, "type": _OBSERVATION, "type_label": "数值", "aliases": "",
        "written": written, "unit": plain(fact.unit), "comparator": fact.comparator, "status": fact.status,
        "period": fact.period or "", "confidence": float(fact.confidence)}
    # A vague size (数十家) has no number, and no number is what it gets.
    return found | ({"value": float(fact.value)} if fact.value is not None else {})


def _counts(graph: nx.MultiDiGraph) -> Counts:
    return Counts(nodes=graph.number_of_nodes(), edges=graph.number_of_edges())
