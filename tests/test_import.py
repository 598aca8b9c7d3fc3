"""Imported RDF files: they come and go as documents, stay as they are under their own IRIs, and can be asked about."""
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Zhiwen
from graphs import bank, claims, product, relation
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.rdf import read_graph
from kg import find
from kg.errors import ReadError, UsageError
from kg.export import export
from kg.imported import ImportedGraph
from kg.repository import Repository
from kg.shapes import check
from kg.statements import facts_json
from kg.store import CATALOGUE
from qa import Engine
from qa.answer import Answer

HEAD = """@prefix ex: <http://example.org/> . @prefix schema: <https://schema.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LABELS = """ex:mayor rdfs:label "市长"@zh . ex:people rdfs:label "常住人口"@zh . ex:flower rdfs:label "市 花"@zh .
ex:length rdfs:label "全长"@zh . ex:opened rdfs:label "通车时间"@zh . ex:keeper rdfs:label "守塔人"@zh .
"""
CITIES = HEAD + LABELS + """
ex:yungang a ex:City ; rdfs:label "云港市"@zh, "Yungang"@en ; skos:altLabel "云港"@zh ; ex:mayor ex:li ;
    ex:people 120000 ; ex:flower "蓝铃花" ; schema:address [ schema:streetAddress "江边路1号" ] .
ex:li rdfs:label "李海" ; schema:birthDate "1970-02-03"^^xsd:date .
ex:bridge rdfs:label "青螺大桥（北桥）" ; ex:length "3.5公里" ; ex:opened "2011年" .
"""
TOWER = HEAD + LABELS + 'ex:tower rdfs:label "云港灯塔" ; ex:keeper "王守一" . ex:yungang ex:people 120000 .\n'


def graph(tmp_path: Path, text: str, name: str = "cities.ttl") -> ImportedGraph:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return read_graph(path)


@pytest.fixture
def ask(tmp_path: Path) -> Callable[[str], Answer]:
    repository = Repository.in_memory()
    repository.add_graph(graph(tmp_path, CITIES))
    return Engine(repository.view()).ask


def texts(answer: Answer) -> list[str]:
    return [item.text for item in answer.answers]


@pytest.mark.parametrize(("question", "answer"), [
    ("云港市的市长是谁？", ["李海"]),
    ("请问云港有多少人", ["120000"]),
    ("Yungang的市花是什么？", ["蓝铃花"]),
    ("雲港市的市長是誰", ["李海"]),
    ("云港市的地址是什么", ["江边路1号"]),
    ("谁知道青螺大桥(北桥)什么时候通车的？", ["2011年"]),
    ("青螺大桥（北桥）有多长？", ["3.5公里"]),
    ("青螺大挢（北桥）的全长是多少？", ["3.5公里"]),
    ("李海的出生日期", ["1970-02-03"]),
])
def test_a_property_of_a_thing(ask: Callable[[str], Answer], question: str, answer: list[str]) -> None:
    assert texts(ask(question)) == answer


@pytest.mark.parametrize("question", [
    "云港市的机场建成于哪年？", "云港市的国内生产总值是多少？", "青螺大桥（北桥）是什么时候塌的？",
    "海门市的市长是谁？", "李海多少钱？", "今天天气怎么样？"])
def test_what_the_graph_does_not_say_is_not_found(ask: Callable[[str], Answer], question: str) -> None:
    assert ask(question).status == "no_answer"


def test_an_answer_brings_its_triple_and_a_query_that_gives_it_again(tmp_path: Path) -> None:
    repository = Repository.in_memory()
    added = repository.add_graph(graph(tmp_path, CITIES))
    view = repository.view()
    answer = Engine(view).ask("云港市的市长是谁？")
    (item,) = answer.answers
    assert item.iri == "http://example.org/li"
    (evidence,) = item.evidence
    assert evidence.text == "云港市 — 市长 — 李海"
    assert evidence.document == added.id
    assert view.text(added.id)[evidence.start:evidence.end] == evidence.text
    assert [row["answer"].value for row in view.select(answer.sparql)] == ["http://example.org/li"]


def test_the_file_keeps_its_own_iris_and_literals(tmp_path: Path) -> None:
    repository = Repository.in_memory()
    repository.add_graph(graph(tmp_path, CITIES))
    view = repository.view()
    assert view.ask('ASK { <http://example.org/yungang> a <http://example.org/City> ; zw:name "云港市" ; '
                    "<http://example.org/people> 120000 }".replace("zw:name", "<urn:zhiwen:ontology:name>"))
    assert check(view) == []
    said = [one for one in facts_json(view) if one["predicate"]["label"] == "市长"]
    assert [(one["subject"]["label"], one["object"]["label"]) for one in said] == [("云港市", "李海")]


@given(st.permutations(["cities", "tower", "report", "-cities", "-tower", "-report", "tower"]))
@settings(max_examples=8, deadline=None)
def test_in_any_order_the_facts_are_those_of_a_rebuild(tmp_path_factory: pytest.TempPathFactory,
                                                       steps: list[str]) -> None:
    folder = tmp_path_factory.mktemp("order")
    repository = Repository.in_memory()
    said = relation(bank("松城银行"), "provides", product("青竹平台"), at=(0, 9))
    report = claims("松城银行推出青竹平台的全文在此。", [said])
    ids: dict[str, str] = {}
    for step in steps:
        name = step.removeprefix("-")
        if step.startswith("-"):
            if name in ids:
                repository.remove(ids.pop(name))
        elif name == "report":
            ids[name] = repository.add(report).id
        else:
            ids[name] = repository.add_graph(graph(folder, CITIES if name == "cities" else TOWER, f"{name}.ttl")).id
        assert not repository.rebuild()
    for one in ids.values():
        repository.remove(one)
    assert [line for line in repository.store.dump() if not line.endswith(f"<{CATALOGUE.value}> .")] == []


def test_an_imported_thing_is_no_extracted_entity(tmp_path: Path) -> None:
    repository = Repository.in_memory()
    repository.add_graph(graph(tmp_path, CITIES))
    with pytest.raises(UsageError, match="没有实体"):
        find.entity(repository.view(), "云港市")


def test_a_triple_of_two_files_stays_until_both_are_gone(tmp_path: Path) -> None:
    repository = Repository.in_memory()
    cities = repository.add_graph(graph(tmp_path, CITIES))
    tower = repository.add_graph(graph(tmp_path, TOWER, "tower.ttl"))
    engine = Engine(repository.view())
    (item,) = engine.ask("云港市的常住人口").answers
    assert [one.document for one in item.evidence] == [cities.id, tower.id]
    repository.remove(cities.id)
    engine = Engine(repository.view())
    assert texts(engine.ask("云港灯塔的守塔人是谁")) == ["王守一"]
    assert engine.ask("云港市的市长是谁？").status == "no_answer"
    (item,) = engine.ask("yungang的常住人口").answers      # its name went with the other file
    assert [one.document for one in item.evidence] == [tower.id]


def test_exports_show_imported_triples(tmp_path: Path) -> None:
    repository = Repository.in_memory()
    repository.add_graph(graph(tmp_path, CITIES))
    for ending in ("graphml", "jsonl", "ttl"):
        export(repository.view(), tmp_path / f"out.{ending}")
        assert "李海" in (tmp_path / f"out.{ending}").read_text("utf-8")


def test_the_same_bytes_are_the_same_document_and_give_the_same_graph(tmp_path: Path) -> None:
    repository = Repository.in_memory()
    first = repository.add_graph(graph(tmp_path, CITIES))
    again = repository.add_graph(graph(tmp_path, CITIES, "copy.ttl"))
    assert (again.status, again.id) == ("unchanged", first.id)
    assert graph(tmp_path, CITIES).statements == graph(tmp_path, CITIES).statements


@pytest.mark.parametrize(("name", "text", "message"), [
    ("a.ttl", "<http://a> <http://b> .", "语法"), ("b.nt", "<http://a b> <http://b> <http://c> .", "语法"),
    ("c.ttl", "", "空"), ("d.csv", "a,b", "格式"), ("e.ttl", "# nothing\n", "没有三元组"),
    ("f.nt", f'<http://a> <http://b> "{"x" * 1_000_001}" .', "1000001"),
    ("g.nt", "<urn:zhiwen:entity:1> <http://b> <http://c> .", "知问自己的"),
    ("h.jsonld", '{"@context": "https://example.org/context", "name": "x"}', "语法"),
    ("i.rdf", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "语法"),
])
def test_a_bad_file_is_one_clear_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        graph(tmp_path, text, name)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "text"), [
    ("a.nt", '<http://a> <http://www.w3.org/2000/01/rdf-schema#label> "甲" .\n<http://a> <http://p/color> "红" .'),
    ("a.nq", '<http://a> <http://www.w3.org/2000/01/rdf-schema#label> "甲" <http://g> .\n'
             '<http://a> <http://p/color> "红" .'),
    ("a.jsonld", '{"@id": "http://a", "http://www.w3.org/2000/01/rdf-schema#label": "甲", "http://p/color": "红"}'),
    ("a.rdf", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="http://p/" '
              'xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"><rdf:Description rdf:about="http://a">'
              "<rdfs:label>甲</rdfs:label><p:color>红</p:color></rdf:Description></rdf:RDF>"),
])
def test_every_format_gives_the_same_triples(tmp_path: Path, name: str, text: str) -> None:
    made = graph(tmp_path, text, name)
    assert made.document.text == "甲 — color — 红\n甲 — 名称 — 甲\n"


def test_the_command_goes_on_after_a_bad_file(tmp_path: Path, zhiwen: Zhiwen) -> None:
    (tmp_path / "bad.ttl").write_text("ex:a ex:b", "utf-8")
    (tmp_path / "cities.ttl").write_text(CITIES, "utf-8")
    store = tmp_path / "store"
    done = zhiwen("import", tmp_path / "bad.ttl", tmp_path / "cities.ttl", "--store", store)
    assert done.returncode == 1
    assert "bad.ttl" in done.stderr
    assert done.stderr.count("\n") == 1
    asked: dict[str, Any] = json.loads(zhiwen("ask", "云港市的市花", "--json", "--store", store).stdout)
    assert [one["text"] for one in asked["answers"]] == ["蓝铃花"]
    wrong = zhiwen("ingest", tmp_path / "cities.ttl", "--store", store)
    assert (wrong.returncode, "zhiwen import" in wrong.stderr) == (1, True)
    listed = zhiwen("documents", "--json", "--store", store).stdout
    assert json.loads(listed)["source"] == "cities.ttl"
