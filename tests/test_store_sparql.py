"""A graph store on a SPARQL server: the contract of the seam on two servers, a broken commit, and the same answers."""
from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from contracts.store import P, StoreContract, X, Y, insert
from invented import harbour
from servers import oxigraph, virtuoso

from kg.backup import backup, restore
from kg.errors import QueryError, StoreError
from kg.facts import fact_to_json
from kg.rdf import Iri, Quad, lit
from kg.repository import Repository, Snapshot
from kg.sparql import Construct, DropGraph, Select, Triple, Update
from kg.store_sparql import Server, SparqlStore
from kg.workers import run_query
from qa import Engine

GOLD = ROOT / "tests" / "gold" / "questions-dev.jsonl"
QUESTIONS = [json.loads(line)["question"] for line in GOLD.read_text("utf-8").splitlines()[::5]]


@pytest.fixture(scope="module", params=[oxigraph, virtuoso])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with request.param(tmp_path_factory.mktemp(request.param.__name__)) as running:
        yield running


@pytest.fixture
def empty(server: Server, tmp_path: Path) -> Server:
    """The server, with nothing of ours on it."""
    store = SparqlStore(server, tmp_path / "emptying")
    store.replace(lambda _: None)
    store.update(Update([DropGraph(Iri("urn:zhiwen:published"))]))
    store.close()
    return server


def folder_on(server: Server, folder: Path) -> Path:
    """A store folder whose graph is on `server`."""
    folder.mkdir()
    (folder / "server.json").write_text(json.dumps(asdict(server)), "utf-8")
    return folder


def content(repository: Repository) -> list[str]:
    """All quads but those that no two stores have in common."""
    return [line for line in repository.store.dump() if "zhiwen:ontology:stamp" not in line]


class TestOnAServer(StoreContract):
    @pytest.fixture
    def store(self, empty: Server, tmp_path: Path) -> Iterator[SparqlStore]:
        store = SparqlStore(empty, tmp_path / "journal")
        yield store
        store.close()


def test_a_result_longer_than_the_server_gives_at_once_comes_whole(empty: Server, tmp_path: Path) -> None:
    store = SparqlStore(empty, tmp_path / "journal")
    insert(store, *(Quad(Iri(f"urn:test:{n}"), P, lit(n)) for n in range(10_001)))
    rows = store.select(Select([X, Y], [Triple(X, P, Y)]))
    assert sorted(int(row["y"].value) for row in rows) == list(range(10_001))
    assert len(store.construct(Construct([Triple(X, P, Y)], [Triple(X, P, Y)]))) == 10_001
    store.publish("1")
    with pytest.raises(QueryError, match="10000 行"):
        run_query(folder_on(empty, tmp_path / "there"), "SELECT ?s { ?s ?p ?o } LIMIT 10000", "csv")


def test_documents_come_and_go_as_in_an_embedded_store(empty: Server, tmp_path: Path) -> None:
    here = Repository.in_memory()
    with Repository.open(folder_on(empty, tmp_path / "there")) as there:
        ids = []
        for claims in (harbour(), harbour(Path("b.txt"), extra="云海银行发布年报。")):
            ids.append(here.add(claims).id)
            there.add(claims)
            assert content(there) == content(here)
        here.remove(ids[0])
        there.remove(ids[0])
        assert content(there) == content(here)
        there.publish()
    with Snapshot.open(tmp_path / "there") as snapshot:
        assert list(snapshot.facts()) == list(here.view().facts())
    assert b"320" in run_query(tmp_path / "there", "SELECT ?w { ?o zw:written ?w }", "csv")
    graphs = run_query(tmp_path / "there", "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "csv").decode().split()
    assert "urn:zhiwen:catalogue" in graphs
    assert "urn:zhiwen:facts" not in graphs


def test_a_commit_that_breaks_off_is_carried_out_at_the_next_opening(
        empty: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder_on(Server(**(asdict(empty) | {"lines": 100})), tmp_path / "there")
    here = Repository.in_memory()
    here.add(harbour())
    sent = SparqlStore._post
    left = 3

    def breaking(store: SparqlStore, url: str, form: dict[str, object], accept: str) -> bytes:
        nonlocal left
        left -= "update" in form
        if left < 0:
            raise StoreError("连不上")
        return sent(store, url, form, accept)

    with Repository.open(place) as there, monkeypatch.context() as patch:
        patch.setattr(SparqlStore, "_post", breaking)
        with pytest.raises(StoreError, match="连不上"):
            there.add(harbour())
    other = folder_on(empty, tmp_path / "other")
    with pytest.raises(StoreError, match="没有完成"):
        Repository.open(other)
    with Repository.open(place) as there:
        assert content(there) == content(here)
    Repository.open(other).close()


def told(store: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[list[str]]]:
    """The facts, the answers to some questions, and what the queries that gave the answers give when run as text."""
    with Snapshot.open(store) as snapshot:
        engine = Engine(snapshot)
        answers = [engine.ask(question).to_json() | {"elapsed_ms": 0} for question in QUESTIONS]
        queries = [str(answer["sparql"]) for answer in answers if "SELECT" in str(answer["sparql"])]
        return ([fact_to_json(fact) for fact in snapshot.facts()], answers,
                [sorted(map(str, snapshot.select(query))) for query in queries])


@pytest.fixture(scope="module")
def embedded(sample_store: Path) -> tuple[object, ...]:
    return told(sample_store)


def test_facts_and_answers_are_those_of_an_embedded_store(
        empty: Server, tmp_path: Path, sample_store: Path, embedded: tuple[object, ...]) -> None:
    there = folder_on(empty, tmp_path / "there")
    backup(sample_store, tmp_path / "copy")
    restore(tmp_path / "copy", there, overwrite=True)
    for vectors in sample_store.glob("vectors-*"):
        shutil.copy(vectors, there)
    assert told(there) == embedded


def test_a_server_that_is_not_there_and_a_wrong_configuration_are_told(tmp_path: Path) -> None:
    place = folder_on(Server("http://127.0.0.1:9/query", "http://127.0.0.1:9/update"), tmp_path / "there")
    with pytest.raises(StoreError, match="连不上"):
        Snapshot.open(place)
    (place / "server.json").write_text('{"query": "http://127.0.0.1:9/", "updates": ""}', "utf-8")
    with pytest.raises(StoreError, match=r"server\.json"):
        Snapshot.open(place)
