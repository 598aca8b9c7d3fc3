"""Exports as the programs they are made for read them."""
from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pyoxigraph as ox
import pytest
import rdflib
from invented import LINES, build_store, harbour
from rdflib.compare import isomorphic

from kg.errors import ExportError, UsageError
from kg.export import FORMATS, Options, export
from kg.export.values import plain
from kg.facts import fact_to_json
from kg.snapshot import Snapshot


@pytest.fixture(scope="module")
def snapshot(invented_store: Path) -> Snapshot:
    return Snapshot.open(invented_store)


def read_cytoscape(file: Path) -> nx.MultiDiGraph:
    elements = json.loads(file.read_text("utf-8"))["elements"]
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((node["data"]["id"], node["data"]) for node in elements["nodes"])
    for data in (edge["data"] for edge in elements["edges"]):
        graph.add_edge(data["source"], data["target"], data["id"], **data)
    return graph


READERS: dict[str, Any] = {
    "graph.graphml": nx.read_graphml, "graph.gexf": nx.read_gexf, "graph.cyjs": read_cytoscape,
    "graph.json": read_cytoscape,
}


@pytest.mark.parametrize("with_observations", [False, True])
@pytest.mark.parametrize("name", READERS)
def test_a_graph_file_holds_what_the_graph_holds(snapshot: Snapshot, tmp_path: Path, name: str,
                                                 with_observations: bool) -> None:
    counts = export(snapshot, tmp_path / name, options=Options(with_observations=with_observations))
    graph = READERS[name](tmp_path / name)
    facts = [fact_to_json(fact) for fact in snapshot.facts()]
    figures = 2 if with_observations else 0
    # A figure is tied to what it is about, its indicator and its region.
    assert graph.number_of_nodes() == counts.nodes == len(snapshot.entities()) + figures
    assert graph.number_of_edges() == counts.edges == 7 + 3 * figures
    labels = {node: data["label"] for node, data in graph.nodes(data=True)}
    related = Counter((labels[s], data["interaction"], labels[o]) for s, o, data in graph.edges(data=True)
                      if data["interaction"] not in ("about", "indicator", "region"))
    assert related == Counter((f["subject"]["label"], f["predicate"]["iri"].rpartition(":")[2], f["object"]["label"])
                              for f in facts if f["kind"] == "relation")


@pytest.mark.parametrize("name", READERS)
def test_nodes_and_edges_carry_what_programs_expect(snapshot: Snapshot, tmp_path: Path, name: str) -> None:
    export(snapshot, tmp_path / name, options=Options(with_observations=True))
    graph = READERS[name](tmp_path / name)
    bank = next(data for _, data in graph.nodes(data=True) if data["label"] == "云海银行")
    assert (bank["name"], bank["type"], bank["type_label"]) == ("云海银行", "Bank", "银行")
    ids = [data.get("id") or key for _, _, key, data in nx.MultiDiGraph(graph).edges(keys=True, data=True)]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & set(graph.nodes)
    for *_, data in [*graph.nodes(data=True), *graph.edges(data=True)]:
        assert len({key.lower() for key in data}) == len(data)
        assert all(isinstance(value, str | int | float) for value in data.values())
    operates = next(data for *_, data in graph.edges(data=True) if data["interaction"] == "operates")
    assert operates["label"] == "运营"
    assert operates["relation"] == "urn:zhiwen:ontology:operates"
    assert operates["confidence"] == pytest.approx(0.95)


def content(path: Path) -> Any:
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir()}
    if path.suffix == ".xlsx":
        return {sheet.title: list(sheet.values) for sheet in openpyxl.load_workbook(path)}
    return path.read_bytes()


@pytest.mark.parametrize("ending", [ending for one in FORMATS for ending in one.endings])
def test_the_same_graph_gives_the_same_file(tmp_path: Path, ending: str) -> None:
    files = []
    for order in (0, 1):
        documents = [harbour(Path("one.txt")), harbour(Path("two.txt"), extra="蓝湾科技位于云海市。")]
        store = build_store(tmp_path / str(order), *(reversed(documents) if order else documents))
        files.append(tmp_path / f"{order}{ending}")
        export(Snapshot.open(store), files[-1], options=Options(with_observations=True))
    assert content(files[0]) == content(files[1])


def test_no_character_that_xml_cannot_hold_is_left() -> None:
    assert plain("港\x00口\x0b\n平台\ufffe\ud800") == "港口 平台"
    assert plain("𠮷野家，①Ａ") == "𠮷野家，①Ａ"


@pytest.mark.parametrize("ending", [".ttl", ".jsonld"])
def test_rdflib_and_oxigraph_read_the_same_facts_graph(snapshot: Snapshot, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"graph{ending}"
    counts = export(snapshot, file)
    by_rdflib = rdflib.Graph().parse(file)
    rdf = {".ttl": ox.RdfFormat.TURTLE, ".jsonld": ox.RdfFormat.JSON_LD}[ending]
    lines = "".join(f"{quad.triple} .\n" for quad in ox.parse(path=str(file), format=rdf))
    assert isomorphic(by_rdflib, rdflib.Graph().parse(data=lines, format="nt"))
    assert len(by_rdflib) == counts.triples
    names = {str(o) for o in by_rdflib.objects(None, rdflib.URIRef("urn:zhiwen:ontology:name"))}
    assert names == {entity.label for entity in snapshot.entities()}


def test_nquads_hold_the_claims_too(snapshot: Snapshot, tmp_path: Path) -> None:
    export(snapshot, tmp_path / "graph.nq")
    text = (tmp_path / "graph.nq").read_text("utf-8")
    assert LINES[0].replace('"', '\\"') in text
    assert len({quad.graph_name for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS)}) >= 3


def test_json_lines_are_the_facts(snapshot: Snapshot, tmp_path: Path) -> None:
    counts = export(snapshot, tmp_path / "graph.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "graph.jsonl").read_text("utf-8").splitlines()]
    assert lines == [fact_to_json(fact) for fact in snapshot.facts()]
    assert counts.facts == len(lines) == 9


def test_a_format_overrides_the_ending(snapshot: Snapshot, tmp_path: Path) -> None:
    export(snapshot, tmp_path / "graph.txt", "graphml")
    assert nx.read_graphml(tmp_path / "graph.txt").number_of_nodes() == len(snapshot.entities())


@pytest.mark.parametrize(("name", "format"), [("graph.xyz", None), ("graph", None), ("graph.ttl", "word")])
def test_an_unknown_format_is_answered_with_the_known_ones(snapshot: Snapshot, tmp_path: Path, name: str,
                                                           format: str | None) -> None:
    with pytest.raises(UsageError, match=r"graphml（\.graphml）"):
        export(snapshot, tmp_path / name, format)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_leaves_nothing_behind(snapshot: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="无法写入"):
        export(snapshot, tmp_path / "missing" / "graph.ttl")
    (tmp_path / "graph.ttl").mkdir()
    with pytest.raises(ExportError, match="无法写入"):
        export(snapshot, tmp_path / "graph.ttl")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]
