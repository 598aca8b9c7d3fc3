"""The query cases of the W3C SPARQL 1.1 Protocol tests, written from the specification, against the running server.

https://www.w3.org/TR/sparql11-protocol/ (section 2.1, query operation); the graphs are those of the invented store.
"""
from __future__ import annotations

import json
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from invented import harbour
from rdflib.plugins.stores.sparqlstore import SPARQLStore

FORM, BARE = "application/x-www-form-urlencoded", "application/sparql-query"
DOCUMENT, CATALOGUE = f"urn:zhiwen:document:{harbour().document.id}", "urn:zhiwen:catalogue"
CLAIMS = "ASK { ?c a zw:RelationClaim }"                          # only a document's graph has claims
REVISION = "ASK { ?c zw:revision ?n }"                            # only the catalogue has a revision
FACTS = "ASK { ?f a zw:Relation }"                                # only the store's default graph has facts
SOLUTIONS = {"json": "application/sparql-results+json", "xml": "application/sparql-results+xml",
             "csv": "text/csv", "tsv": "text/tab-separated-values"}
GRAPHS = {"turtle": "text/turtle", "ntriples": "application/n-triples", "rdfxml": "application/rdf+xml",
          "jsonld": "application/ld+json"}


@pytest.fixture(scope="module")
def sparql(server: str) -> str:
    return f"{server}/sparql"


def get(sparql: str, query: str, accept: str = "*/*", **graphs: Any) -> httpx.Response:
    return httpx.get(sparql, params={"query": query, **graphs}, headers={"Accept": accept}, trust_env=False)


def post(sparql: str, content: str | bytes, kind: str | None, params: dict[str, Any] | None = None) -> httpx.Response:
    headers = {"Content-Type": kind} if kind else {}
    return httpx.post(sparql, content=content, headers=headers, params=params or {}, trust_env=False)


def form(sparql: str, data: dict[str, Any]) -> httpx.Response:
    return httpx.post(sparql, data=data, trust_env=False)


def truth(reply: httpx.Response) -> bool:
    assert reply.status_code == 200, reply.text
    return bool(reply.json()["boolean"])


# ---- the query operation ---------------------------------------------------------------------------------
def test_query_get(sparql: str) -> None:
    assert truth(get(sparql, "ASK {}"))


def test_query_post_form(sparql: str) -> None:
    assert truth(form(sparql, {"query": "ASK {}"}))


def test_query_post_direct(sparql: str) -> None:
    assert truth(post(sparql, "ASK {}", BARE))


def test_query_post_direct_says_its_charset(sparql: str) -> None:
    query = "ASK { ?bank zw:name '云海银行' }"
    assert truth(post(sparql, query.encode(), f"{BARE}; charset=UTF-8"))
    assert truth(form(sparql, {"query": query}))
    assert truth(get(sparql, query))


@pytest.mark.parametrize(("graphs", "query", "expected"), [
    ({"default-graph-uri": DOCUMENT}, CLAIMS, True), ({"default-graph-uri": DOCUMENT}, FACTS, False),
    ({"default-graph-uri": DOCUMENT}, REVISION, False),
    ({"default-graph-uri": [DOCUMENT, CATALOGUE]}, "ASK { ?a a zw:RelationClaim . ?b zw:revision ?n }", True),
    ({"named-graph-uri": DOCUMENT}, "ASK { GRAPH ?g { ?c a zw:RelationClaim } }", True),
    ({"named-graph-uri": CATALOGUE}, "ASK { GRAPH ?g { ?c a zw:RelationClaim } }", False),
    ({"named-graph-uri": [DOCUMENT, CATALOGUE]},
     f"ASK {{ GRAPH <{DOCUMENT}> {{ ?a a zw:RelationClaim }} GRAPH <{CATALOGUE}> {{ ?b zw:revision ?n }} }}", True),
    ({"named-graph-uri": DOCUMENT}, FACTS, False),                 # the default graph is empty then
    ({"default-graph-uri": CATALOGUE, "named-graph-uri": DOCUMENT},
     """ASK { ?b zw:revision ?n GRAPH ?g { ?a a zw:RelationClaim }
              FILTER NOT EXISTS { GRAPH ?h { ?b zw:revision ?n } } }""", True),
    ({"default-graph-uri": "", "named-graph-uri": ""}, FACTS, True),         # an empty field names no graph
    ({}, f"ASK FROM <{DOCUMENT}> {{ ?c a zw:RelationClaim }}", True),
    # The protocol's dataset goes before that of the query.
    ({"default-graph-uri": CATALOGUE}, f"ASK FROM <{DOCUMENT}> {{ ?c a zw:RelationClaim }}", False),
    ({"default-graph-uri": DOCUMENT}, f"ASK FROM <{CATALOGUE}> {{ ?c a zw:RelationClaim }}", True)])
def test_query_dataset_by_get_form_and_direct(sparql: str, graphs: dict[str, Any], query: str, expected: bool) -> None:
    assert truth(get(sparql, query, **graphs)) is expected
    assert truth(form(sparql, {"query": query, **graphs})) is expected
    assert truth(post(sparql, query, BARE, graphs)) is expected


@pytest.mark.parametrize("name", SOLUTIONS)
def test_query_content_type_of_select_and_ask(sparql: str, name: str) -> None:
    rows = {"csv": "n\r\n1\r\n", "tsv": "?n\n1\n"}
    for query, expected in (("SELECT ?n { VALUES ?n { 1 } }", rows.get(name)), ("ASK {}", "true")):
        for reply in (get(sparql, query, SOLUTIONS[name]), get(sparql, query, format=name)):
            assert reply.status_code == 200
            assert reply.headers["content-type"].partition(";")[0] == SOLUTIONS[name]
            if name in rows:
                assert reply.text == expected
            else:
                kind = ox.QueryResultsFormat.from_media_type(SOLUTIONS[name])
                found = ox.parse_query_results(reply.content, format=kind)
                assert bool(found) if isinstance(found, ox.QueryBoolean) else [r[0].value for r in found] == ["1"]


@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s zw:name ?name }", "DESCRIBE ?b { ?b a zw:Bank }"])
@pytest.mark.parametrize("name", GRAPHS)
def test_query_content_type_of_construct_and_describe(sparql: str, query: str, name: str) -> None:
    for reply in (get(sparql, query, GRAPHS[name]), get(sparql, query, format=name)):
        assert reply.status_code == 200
        assert reply.headers["content-type"].partition(";")[0] == GRAPHS[name]
        rdf = ox.RdfFormat.from_media_type(GRAPHS[name])
        assert rdf
        assert "云海银行" in {getattr(quad.object, "value", "") for quad in ox.parse(reply.content, format=rdf)}


# ---- what has to be refused --------------------------------------------------------------------------------
@pytest.mark.parametrize(("method", "request_", "status"), [
    ("PUT", {"params": {"query": "ASK {}"}}, 405),                                                # bad_query_method
    ("GET", {"params": [("query", "ASK {}"), ("query", "SELECT * {}")]}, 400),                    # bad_multiple_queries
    ("POST", {"content": "query=ASK+%7B%7D&query=ASK+%7B%7D", "headers": {"Content-Type": FORM}}, 400),
    ("POST", {"content": "ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),              # wrong_media_type
    ("POST", {"content": b"query=ASK%20%7B%7D"}, 415),                                            # missing_form_type
    ("POST", {"content": b"ASK {}"}, 415),                                                        # missing_direct_type
    ("POST", {"content": "ASK { ?s ?p 'é' }".encode("utf-16"), "headers": {"Content-Type": BARE}}, 400),   # non_utf8
    ("GET", {"params": {"query": "ASK {"}}, 400),                                                 # bad_query_syntax
    ("POST", {"data": {"update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}}, 403),
    ("POST", {"content": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}}, 415),
    ("GET", {"params": {"query": "ASK {}", "default-graph-uri": "no iri"}}, 400),
    ("GET", {"params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406)])
def test_a_bad_request_is_refused(sparql: str, method: str, request_: dict[str, Any], status: int) -> None:
    assert httpx.request(method, sparql, trust_env=False, **request_).status_code == status


# ---- what the service says of itself -------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
@pytest.mark.parametrize("name", GRAPHS)
def test_the_service_describes_itself(server: str, path: str, name: str) -> None:
    reply = httpx.get(server + path, headers={"Accept": GRAPHS[name], "Origin": "http://example.org"}, trust_env=False)
    assert reply.headers["content-type"].partition(";")[0] == GRAPHS[name]
    assert reply.headers["access-control-allow-origin"] == "*"
    graph = rdflib.Graph().parse(data=reply.text, format={"jsonld": "json-ld", "rdfxml": "xml"}.get(name, name[:6]
                                 if name == "turtle" else "nt"))
    found = graph.query("""
        PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?endpoint ?graph ?triples ?banks {
          ?service a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage sd:SPARQL11Query ;
            sd:defaultDataset [ sd:namedGraph [ sd:name ?graph ] ; sd:defaultGraph [ void:triples ?triples ;
              void:classPartition [ void:class <urn:zhiwen:ontology:Bank> ; void:entities ?banks ] ] ] }""")
    ((endpoint, named, triples, banks),) = found
    assert (str(endpoint), str(named), int(banks)) == (f"{server}/sparql", DOCUMENT, 1)
    counted = get(f"{server}/sparql", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()
    assert int(triples) == int(counted["results"]["bindings"][0]["n"]["value"])


def test_a_browser_sees_the_examples(server: str) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    reply = httpx.get(f"{server}/sparql", headers={"Accept": accept}, trust_env=False)
    assert reply.headers["content-type"].startswith("text/html")
    assert reply.text.count("<details>") >= 20
    assert "http" not in reply.text.partition("已预置的前缀")[0].replace("<small>Read-only SPARQL 1.1 Protocol", "")


# ---- clients -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflibs_sparqlstore_reads_it(sparql: str, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(sparql, method=method))
    names = {str(row[0]) for row in graph.query("SELECT ?name { ?b a zw:Bank ; zw:name ?name }")}
    assert names == {"云海银行"}
    bank = rdflib.URIRef("urn:zhiwen:ontology:Bank")
    assert len(list(graph.subjects(rdflib.RDF.type, bank))) == 1
    assert graph.query("ASK { ?b a zw:Bank }").askAnswer
    made = graph.query("CONSTRUCT { ?b rdfs:label ?name } WHERE { ?b a zw:Bank ; zw:name ?name }").graph
    assert made is not None
    assert [str(o) for o in made.objects()] == ["云海银行"]
    one = rdflib.Graph(SPARQLStore(sparql, method=method), identifier=rdflib.URIRef(DOCUMENT))
    claims = one.query("SELECT (COUNT(*) AS ?n) { ?c a zw:RelationClaim }")
    assert [int(row[0]) for row in claims] == [7]


def test_every_preset_prefix_is_told_and_works(server: str) -> None:
    from kg.rdf import PREFIXES

    shown = httpx.get(f"{server}/sparql", headers={"Accept": "text/html"}, trust_env=False).text
    assert [name for name in PREFIXES if f"<code>{name}:</code>" not in shown] == []
    asked = " ".join(f"OPTIONAL {{ ?s {name}:nothing ?o }}" for name in PREFIXES)
    assert json.loads(get(f"{server}/sparql", f"ASK {{ {asked} }}").text)["boolean"]
