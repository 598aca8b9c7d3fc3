"""The SPARQL service: its protocol, its limits, and that it sees what has been published."""
from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from invented import build_store, harbour
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kg.endpoint import negotiate, routes
from kg.errors import QueryError, StoreError
from kg.results import Limits, NotAcceptable, OverLimit, Request, Result
from kg.sparql_guard import RefusedQuery
from kg.workers import QueryPool, run_query

BANKS = "SELECT ?name { ?bank a zw:Bank ; zw:name ?name }"
# Nothing ties the patterns together, so the engine walks through the product of all triples with themselves.
KILLER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY DESC(?l) ?a"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(tmp_path_factory.mktemp("endpoint") / "store", harbour())


@pytest.fixture(scope="module")
def pool(store: Path) -> Iterator[QueryPool]:
    with_limits = QueryPool(store, size=2, limits=Limits(seconds=3, memory=300 << 20, rows=1000, size=1 << 20))
    yield with_limits
    with_limits.close()


def values(result: Result) -> list[str]:
    """The values of all rows of a JSON result."""
    rows = json.loads(result.body)["results"]["bindings"]
    return [term["value"] for row in rows for term in row.values()]


# ---- limits --------------------------------------------------------------------------------------------
def test_an_overdue_query_is_stopped_while_others_are_answered(pool: QueryPool) -> None:
    killer = pool.submit(Request(KILLER))
    others: list[Future[Result]] = [pool.submit(Request(BANKS)) for _ in range(20)]
    assert [values(other.result()) for other in others] == [["云海银行"]] * 20
    assert not killer.done()
    with pytest.raises(OverLimit, match="3 秒"):
        killer.result()
    assert values(pool.run(Request(BANKS))) == ["云海银行"]


PATH = "SELECT (COUNT(*) AS ?n) { ?a (!zw:none)* ?b . ?c (!zw:none)* ?d . ?e (!zw:none)* ?f . ?g (!zw:none)* ?h }"
PATTERN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(CONCAT(STR(?c), STR(?i)), '(a+)+z')) }"


def test_killers_do_not_take_all_places(store: Path) -> None:
    pool = QueryPool(store, size=2, limits=Limits(seconds=300))
    killers = [pool.submit(Request(query)) for query in (PATH, PATTERN)]       # as many as there are places
    others = [pool.submit(Request(BANKS)) for _ in range(20)]
    assert [values(other.result()) for other in others] == [["云海银行"]] * 20
    assert not any(killer.done() for killer in killers)
    pool.close()


@pytest.mark.parametrize("query", [PATH, PATTERN], ids=["a path", "a regular expression"])
def test_other_killers_are_stopped_too(store: Path, query: str) -> None:
    pool = QueryPool(store, size=1, limits=Limits(seconds=1, memory=300 << 20))
    with pytest.raises(OverLimit):
        pool.run(Request(query))
    pool.close()


def test_a_query_that_takes_too_much_memory_is_stopped(store: Path) -> None:
    pool = QueryPool(store, size=1, limits=Limits(seconds=120, memory=150 << 20))
    with pytest.raises(OverLimit, match="内存"):
        pool.run(Request(HUNGRY))
    assert values(pool.run(Request(BANKS))) == ["云海银行"]
    pool.close()


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_exactly(store: Path, form: str) -> None:
    pool = QueryPool(store, size=1, limits=Limits(rows=5))
    query = "SELECT ?n ?m { VALUES ?n { 1 2 3 4 5 %s } BIND('}},{\"<result>' AS ?m) }"
    assert pool.run(Request(query % "", solutions=form)).body
    with pytest.raises(OverLimit, match="5 行"):
        pool.run(Request(query % "6", solutions=form))
    pool.close()


def test_a_result_may_not_be_endless(pool: QueryPool) -> None:
    with pytest.raises(OverLimit, match="1 MB"):
        pool.run(Request("SELECT * { ?a ?b ?c . ?d ?e ?f }"))


def test_what_went_over_a_limit_is_503_in_one_line(pool: QueryPool) -> None:
    client = TestClient(Starlette(routes=routes(pool)))
    reply = client.get("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"})
    assert reply.status_code == 503
    assert reply.text.count("\n") == 1
    assert client.get("/sparql", params={"query": BANKS}).status_code == 200


# ---- what is refused -----------------------------------------------------------------------------------
def test_updates_and_service_never_reach_a_process(store: Path) -> None:
    pool = QueryPool(store, size=1)
    for query in ("DELETE WHERE { ?s ?p ?o }", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"):
        with pytest.raises(RefusedQuery):
            pool.run(Request(query))
    pool.close()


def test_a_syntax_error_is_one_short_line(pool: QueryPool) -> None:
    with pytest.raises(QueryError, match="2:6") as caught:
        pool.run(Request("SELECT ?s { \n?s ?p"))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_table_cannot_be_turtle(pool: QueryPool) -> None:
    with pytest.raises(NotAcceptable):
        pool.run(Request(BANKS, solutions=None))
    with pytest.raises(NotAcceptable):
        pool.run(Request("CONSTRUCT WHERE { ?s zw:name ?o }", graph=None))


# ---- what is seen --------------------------------------------------------------------------------------
def test_the_default_graph_holds_facts_and_a_document_graph_claims(pool: QueryPool) -> None:
    claims = "{ ?c a zw:RelationClaim }"
    count = "SELECT (COUNT(*) AS ?n) "
    assert values(pool.run(Request(count + claims))) == ["0"]
    assert values(pool.run(Request(f"{count} {{ GRAPH ?document {claims} }}"))) == ["7"]
    assert values(pool.run(Request(f"{count} {{ ?f a zw:Relation }}"))) == ["7"]


def test_the_protocol_can_choose_the_default_graph(pool: QueryPool) -> None:
    document = f"urn:zhiwen:document:{harbour().document.id}"
    chosen = Request("SELECT (COUNT(*) AS ?n) { ?c a zw:RelationClaim }", default_graphs=(document,))
    assert values(pool.run(chosen)) == ["7"]


def test_a_newly_published_document_is_seen_without_a_restart(tmp_path: Path) -> None:
    store = build_store(tmp_path / "store", harbour())
    pool = QueryPool(store, size=1)
    count = Request("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?c a zw:RelationClaim } }")
    assert values(pool.run(count)) == ["1"]
    build_store(store, harbour(Path("second.txt"), extra="蓝湾科技位于云海市。"))
    assert values(pool.run(count)) == ["2"]
    pool.close()


def test_a_folder_that_is_no_store_is_said_so(tmp_path: Path) -> None:
    pool = QueryPool(tmp_path, size=1)
    with pytest.raises(StoreError, match="ingest"):
        pool.run(Request(BANKS))
    pool.close()


def test_the_command_line_prints_a_table(store: Path) -> None:
    shown = run_query(store, BANKS, "table").decode()
    assert "云海银行" in shown
    assert "1 行" in shown
    assert run_query(store, "ASK { ?x a zw:Bank }", "table").decode() == "是\n"
    assert run_query(store, "DESCRIBE ?x { ?x zw:name '云海银行' }", "table").decode().count("云海银行") > 1


# ---- content negotiation ---------------------------------------------------------------------------------
@pytest.mark.parametrize(("accept", "formats"), [
    ([], ("json", "turtle")), (["*/*"], ("json", "turtle")), (["text/csv"], ("csv", None)),
    (["text/turtle"], (None, "turtle")), (["application/xml"], ("xml", "rdfxml")),
    (["application/sparql-results+xml;q=0.5, text/tab-separated-values"], ("tsv", None)),
    (["text/html, application/n-triples;q=0.9, */*;q=0.1"], ("json", "ntriples")),
    (["application/ld+json"], (None, "jsonld")), (["image/png"], (None, None)),
    (["application/json;q=0, text/csv"], ("csv", None)),
])
def test_accept_chooses_the_formats(accept: list[str], formats: tuple[str | None, str | None]) -> None:
    assert negotiate(accept) == formats


# ---- over HTTP, on the running server ----------------------------------------------------------------------
def test_sparqlwrapper_gets_rows_by_get_and_post(server: str) -> None:
    client = SPARQLWrapper(f"{server}/sparql")
    client.setReturnFormat(JSON)
    client.setQuery(BANKS)
    by_get = client.queryAndConvert()
    client.setMethod(POST)
    assert [row["name"]["value"] for row in by_get["results"]["bindings"]] == ["云海银行"]
    assert client.queryAndConvert() == by_get
    client.setQuery("CONSTRUCT WHERE { ?s zw:name ?name }")
    client.setReturnFormat(TURTLE)
    assert len(list(ox.parse(client.queryAndConvert(), format=ox.RdfFormat.TURTLE))) == 9


@pytest.mark.parametrize(("accept", "kind", "holds"), [
    ("text/csv", "text/csv", "云海银行\r\n"),
    ("text/tab-separated-values", "text/tab-separated-values", '"云海银行"\n'),
    ("application/sparql-results+xml", "application/sparql-results+xml", "<literal>云海银行</literal>")])
def test_a_query_as_the_body_comes_back_as_accepted(server: str, accept: str, kind: str, holds: str) -> None:
    reply = httpx.post(f"{server}/sparql", content=BANKS.encode(), trust_env=False,
                       headers={"Content-Type": "application/sparql-query", "Accept": accept})
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith(kind)
    assert holds in reply.text


@pytest.mark.parametrize(("method", "request_", "status"), [
    ("GET", {"params": {"query": "SELECT ?s {"}}, 400), ("GET", {"params": {"query": ""}}, 400),
    ("GET", {"params": {"query": BANKS, "format": "pdf"}}, 400),
    ("GET", {"params": [("query", BANKS), ("query", BANKS)]}, 400),
    ("GET", {"params": {"query": BANKS}, "headers": {"Accept": "image/png"}}, 406),
    ("GET", {"params": {"query": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}}, 403),
    ("POST", {"data": {"update": "DELETE WHERE { ?s ?p ?o }"}}, 403),
    ("POST", {"data": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}}, 403),
    ("POST", {"content": BANKS, "headers": {"Content-Type": "text/plain"}}, 415),
    ("POST", {"content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}}, 400),
    ("POST", {"content": b" " * 300_000, "headers": {"Content-Type": "application/sparql-query"}}, 413),
    ("DELETE", {}, 405)])
def test_what_the_protocol_does_not_allow_is_an_error_in_one_line(
        server: str, method: str, request_: dict[str, object], status: int) -> None:
    reply = httpx.request(method, f"{server}/sparql", trust_env=False, **request_)  # type: ignore[arg-type]
    assert reply.status_code == status
    assert reply.text.strip().count("\n") == 0
    assert "Traceback" not in reply.text


def test_other_origins_may_ask(server: str) -> None:
    asked = {"Origin": "http://example.org", "Access-Control-Request-Method": "POST",
             "Access-Control-Request-Headers": "content-type"}
    preflight = httpx.options(f"{server}/sparql", headers=asked, trust_env=False)
    assert preflight.headers["access-control-allow-origin"] == "*"
    reply = httpx.get(f"{server}/sparql", params={"query": BANKS}, headers={"Origin": "http://example.org"},
                      trust_env=False)
    assert reply.headers["access-control-allow-origin"] == "*"
