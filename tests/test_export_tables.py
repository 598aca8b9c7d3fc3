"""Exported tables, Neo4j files and filters, opened by the programs they are made for."""
from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import igraph
import kuzu
import networkx as nx
import openpyxl
import pyoxigraph as ox
import pytest
import rdflib
from conftest import QUIET, Zhiwen
from invented import BANK, LINES, build_store, harbour

from kg.cells import inert
from kg.errors import UsageError
from kg.export import Options, export
from kg.snapshot import Snapshot
from kg.types import EntityRef, LocalEntity, RelationClaim


@pytest.fixture(scope="module")
def snapshot(invented_store: Path) -> Snapshot:
    return Snapshot.open(invented_store)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_one_table_of_all_facts(snapshot: Snapshot, tmp_path: Path) -> None:
    counts = export(snapshot, tmp_path / "facts.csv", options=Options(with_evidence=True))
    assert (tmp_path / "facts.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    found = rows(tmp_path / "facts.csv")
    assert counts.facts == len(found) == 9
    operates = next(row for row in found if row["label"] == "运营")
    assert (operates["subject"], operates["object"], operates["kind"]) == ("云海银行", "海运通", "关系")
    assert operates["evidence_text"] == LINES[0]
    size = next(row for row in found if row["written"] == "320亿元")
    assert (size["subject"], size["label"], size["value"], size["unit"], size["period"], size["region"]) == (
        "智慧港口", "市场规模", "320", "亿元", "2024", "云海市")


def test_tables_of_a_folder_refer_to_each_other(snapshot: Snapshot, tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    folder.mkdir()
    (folder / "own.txt").write_text("mine", "utf-8")
    export(snapshot, folder, "tables", options=Options(with_evidence=True))
    assert sorted(file.name for file in folder.iterdir()) == [
        "entities.csv", "evidence.csv", "observations.csv", "own.txt", "relations.csv"]
    ids = {row["id"] for row in rows(folder / "entities.csv")}
    relations, figures = rows(folder / "relations.csv"), rows(folder / "observations.csv")
    assert {row[end] for row in relations for end in ("subject_id", "object_id")} <= ids
    assert {row[end] for row in figures for end in ("subject_id", "indicator_id", "region_id")} <= ids
    text = snapshot.text(snapshot.documents()[0].id)
    places = rows(folder / "evidence.csv")
    assert {row["fact"] for row in places} == {row["id"] for row in relations + figures}
    assert all(text[int(row["start"]):int(row["end"])] == row["text"] for row in places)


def test_a_spreadsheet_opens_workbook_and_table(snapshot: Snapshot, tmp_path: Path) -> None:
    for name in ("graph.xlsx", "facts.csv"):
        export(snapshot, tmp_path / name)
    book = openpyxl.load_workbook(tmp_path / "graph.xlsx")
    assert book.sheetnames == ["实体", "关系", "数值"]
    head, *lines = book["数值"].values
    size = next(line for line in lines if line[head.index("written")] == "320亿元")
    assert (size[head.index("value")], size[head.index("value_base")]) == (320, 32_000_000_000)
    office = shutil.which("soffice")
    assert office, "headless LibreOffice is needed: apt-get install libreoffice-calc-nogui"
    utf8 = "44,34,76"              # comma, quote, UTF-8
    for file, to, options in (("graph.xlsx", f"csv:Text - txt - csv (StarCalc):{utf8}", ()),
                              ("facts.csv", "xlsx", (f"--infilter=CSV:{utf8}",))):
        command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", *options, "--convert-to",
                   to, "--outdir", str(tmp_path / "opened"), str(tmp_path / file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
    first = rows(tmp_path / "opened" / "graph.csv")          # LibreOffice writes the first sheet
    assert {row["label"] for row in first} == {one.label for one in snapshot.entities()}
    opened = openpyxl.load_workbook(tmp_path / "opened" / "facts.xlsx").active
    assert {row[2] for row in opened.iter_rows(min_row=2, values_only=True)} == {
        row["subject"] for row in rows(tmp_path / "facts.csv")}


def test_no_cell_runs_as_a_formula(tmp_path: Path) -> None:
    assert [inert(text) for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "甲=乙", "", "=")] == [
        "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "甲=乙", "", "="]
    claims = harbour()
    evil = EntityRef('=HYPERLINK("http://x","甲")', "TechnologyCompany")
    bad = RelationClaim(evil, "cooperates_with", "合作", BANK, claims.relations[1].evidence, 0.9, "invented")
    store = build_store(tmp_path / "store", replace(
        claims, entities=(*claims.entities, LocalEntity(evil)), relations=(*claims.relations, bad)))
    for name in ("facts.csv", "graph.xlsx"):
        export(Snapshot.open(store), tmp_path / name)
    values = {value for row in rows(tmp_path / "facts.csv") for value in row.values()}
    assert {value for value in values if value.startswith("=")} <= {"="}             # the comparator
    book = openpyxl.load_workbook(tmp_path / "graph.xlsx")
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)


@pytest.mark.parametrize("with_observations", [False, True])
def test_a_cypher_engine_loads_the_neo4j_files(snapshot: Snapshot, tmp_path: Path, with_observations: bool) -> None:
    folder = tmp_path / "graph.neo4j"
    counts = export(snapshot, folder, options=Options(with_observations=with_observations, with_evidence=True))
    db = kuzu.Connection(kuzu.Database(tmp_path / "kuzu.db"))
    shared = "id STRING PRIMARY KEY, label STRING, name STRING, type STRING, type_label STRING, aliases STRING"
    edge = ("type STRING, id STRING, label STRING, interaction STRING, relation STRING, verbs STRING, "
            "confidence DOUBLE, evidence INT64, documents STRING, evidence_text STRING")
    db.execute(f"CREATE NODE TABLE Entity({shared}, labels STRING)")
    db.execute(f"COPY Entity FROM '{folder}/nodes.csv' (HEADER=true)")
    lines = (folder / "relationships.csv").read_text("utf-8").splitlines(keepends=True)
    figure = [line for line in lines if line.startswith("urn:zhiwen:fact:")]
    (tmp_path / "entities.csv").write_text("".join(line for line in lines if line not in figure), "utf-8")
    db.execute(f"CREATE REL TABLE RELATED(FROM Entity TO Entity, {edge})")
    db.execute(f"COPY RELATED FROM '{tmp_path}/entities.csv' (HEADER=true)")
    loaded = {table: db.execute(f"MATCH {table} RETURN count(*)").get_next()[0]
              for table in ("(:Entity)", "()-[:RELATED]->()")}
    if with_observations:
        db.execute(f"CREATE NODE TABLE Observation({shared}, written STRING, value DOUBLE, value_max DOUBLE, "
                   "unit STRING, comparator STRING, status STRING, period STRING, confidence DOUBLE, "
                   "documents STRING, evidence_text STRING, labels STRING)")
        db.execute(f"COPY Observation FROM '{folder}/observations.csv' (HEADER=true)")
        (tmp_path / "figures.csv").write_text(lines[0] + "".join(figure), "utf-8")
        db.execute(f"CREATE REL TABLE TIED(FROM Observation TO Entity, {edge})")
        db.execute(f"COPY TIED FROM '{tmp_path}/figures.csv' (HEADER=true)")
        assert db.execute("MATCH (o:Observation)-[t:TIED {interaction: 'about'}]->(e) WHERE o.written = '320亿元' "
                          "RETURN e.name, o.value").get_next() == ["智慧港口", 320.0]
        loaded |= {table: db.execute(f"MATCH {table} RETURN count(*)").get_next()[0]
                   for table in ("(:Observation)", "()-[:TIED]->()")}
    assert counts.nodes == sum(count for table, count in loaded.items() if "-" not in table)
    assert counts.edges == sum(count for table, count in loaded.items() if "-" in table)
    assert db.execute("MATCH (a)-[r:RELATED {type: 'OPERATES'}]->(b) RETURN a.name, a.labels, b.name, r.evidence_text"
                      ).get_next() == ["云海银行", "Bank;FinancialInstitution;Institution;Entity", "海运通", LINES[0]]
    script = (folder / "load.cypher").read_text("utf-8")
    assert "[r:`OPERATES` {id: row.id}]" in script
    assert ("observations.csv" in script) is with_observations


def test_igraph_reads_graphml(snapshot: Snapshot, tmp_path: Path) -> None:
    counts = export(snapshot, tmp_path / "graph.graphml", options=Options(with_observations=True))
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "graph.graphml"))
    assert (graph.vcount(), graph.ecount()) == (counts.nodes, counts.edges)
    assert "云海银行" in graph.vs["label"]


# ---- in a browser ---------------------------------------------------------------------------------------
@pytest.fixture
def blank(chromium: Path) -> Iterator[Any]:
    """An empty page that may load nothing but files; an error of a script fails the test."""
    from playwright.sync_api import sync_playwright

    problems: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=QUIET)
        page = browser.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith(("file:", "data:", "blob:"))
                else problems.append(sent.url))
        yield page
        browser.close()
    assert problems == []


@pytest.mark.browser
def test_cytoscape_js_loads_the_json(snapshot: Snapshot, tmp_path: Path, npm: Callable[[str, str], Path],
                                     blank: Any) -> None:
    counts = export(snapshot, tmp_path / "graph.cyjs", options=Options(with_observations=True))
    blank.add_script_tag(path=str(npm("cytoscape@3.35.0", "dist/cytoscape.min.js")))
    document = json.loads((tmp_path / "graph.cyjs").read_text("utf-8"))
    found = blank.evaluate("""document => {
        const graph = cytoscape({headless: true, elements: document.elements});
        const bank = graph.nodes('[label = "云海银行"]');
        return [graph.nodes().length, graph.edges().length, bank.connectedEdges('[interaction = "operates"]').length];
    }""", document)
    assert found == [counts.nodes, counts.edges, 1]


@pytest.mark.browser
def test_the_stand_alone_page_draws_the_graph_and_runs_no_text_of_it(snapshot: Snapshot, tmp_path: Path,
                                                                    blank: Any) -> None:
    counts = export(snapshot, tmp_path / "graph.html")
    blank.on("dialog", lambda dialog: pytest.fail(f"a script of the document ran: {dialog.message}"))
    blank.goto((tmp_path / "graph.html").as_uri())
    blank.get_by_text(f"显示 {counts.nodes} / {counts.nodes} 个实体").wait_for()
    blank.get_by_placeholder("查找实体").fill("海运")
    blank.get_by_text("海运通").first.click()
    blank.get_by_text("云海银行").first.wait_for()           # what the platform is tied to


# ---- filters -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("options", "names"), [
    (Options(around="海运通"), {"海运通", "云海银行", "电子围栏<script>alert(1)</script>", "货物重复质押"}),
    (Options(around="云海市", depth=1), {"云海市", "智慧港口"}),
    (Options(around="蓝湾科技", depth=2), {"蓝湾科技", "云海银行", "海运通"}),
    (Options(types=("银行", "Product")), {"云海银行", "海运通"}),
    (Options(types=("Institution",), around="云海银行"), {"云海银行", "蓝湾科技"}),
])
def test_a_part_of_the_graph(snapshot: Snapshot, tmp_path: Path, options: Options, names: set[str]) -> None:
    export(snapshot, tmp_path / "graph.graphml", options=options)
    graph = nx.read_graphml(tmp_path / "graph.graphml")
    assert {data["label"] for _, data in graph.nodes(data=True)} - {"市场规模", "市场规模同比增长"} == names
    export(snapshot, tmp_path / "graph.ttl", options=options)
    read = rdflib.Graph().parse(tmp_path / "graph.ttl")
    zw = "urn:zhiwen:ontology:"
    written = {str(name) for name in read.objects(None, rdflib.URIRef(zw + "name"))}
    assert written - {"市场规模", "市场规模同比增长"} == names
    facts = list(read.subjects(rdflib.RDF.type, rdflib.URIRef(zw + "Relation")))
    assert len(facts) == graph.number_of_edges()
    export(snapshot, tmp_path / "graph.jsonl", options=options)
    lines = [json.loads(line) for line in (tmp_path / "graph.jsonl").read_text("utf-8").splitlines()]
    assert sum(line["kind"] == "relation" for line in lines) == graph.number_of_edges()


def test_one_document_with_its_evidence_only(tmp_path: Path) -> None:
    extra = "蓝湾科技位于云海市。"
    one, two = harbour(Path("one.txt")), harbour(Path("two.txt"), extra=extra)
    snapshot = Snapshot.open(build_store(tmp_path / "store", one, two))
    options = Options(document=two.document.id, with_evidence=True)
    for ending, rdf in ((".nq", ox.RdfFormat.N_QUADS), (".ttl", ox.RdfFormat.TURTLE)):
        export(snapshot, tmp_path / f"graph{ending}", options=options)
        quads = list(ox.parse(path=str(tmp_path / f"graph{ending}"), format=rdf))
        text = " ".join(map(str, quads))
        assert one.document.id not in text
        assert LINES[0] in text
        graphs = Counter(str(quad.graph_name) for quad in quads)
        assert len(graphs) == (2 if ending == ".nq" else 1)


def test_the_command_filters(zhiwen: Zhiwen, invented_store: Path, tmp_path: Path) -> None:
    done = zhiwen("export", tmp_path / "part.csv", "--around", "海运通", "--types", "银行,产品", "--with-evidence",
                  "--store", invented_store)
    assert done.returncode == 0, done.stderr
    assert [(row["subject"], row["object"]) for row in rows(tmp_path / "part.csv")] == [("云海银行", "海运通")]
    for wrong, told in ((("--types", "船"), "没有类型“船”"), (("--around", "无名"), "没有实体“无名”"),
                        (("--document", "无"), "没有文档 无"), (("--around", "海运通", "--depth", "-1"), "--depth")):
        done = zhiwen("export", tmp_path / "no.csv", *wrong, "--store", invented_store)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "no.csv").exists()


def test_an_unknown_entity_is_an_error(snapshot: Snapshot, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有实体"):
        export(snapshot, tmp_path / "graph.ttl", options=Options(around="无此物"))
