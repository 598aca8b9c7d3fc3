from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.sparql_guard import MAX_LENGTH, RefusedQuery, check

URL = "<http://127.0.0.1:9/sparql>"     # port 9 is one Oxigraph refuses to talk to, so nothing leaves the machine
CALLS = {
    "plain": f"SELECT * {{ SERVICE {URL} {{ ?a ?b ?c }} }}",
    "lower case and SILENT": f"SELECT * {{ ?s ?p ?o service silent {URL} {{ ?a ?b ?c }} }}",
    "a variable": "SELECT * { BIND(<http://127.0.0.1:9/> AS ?x) SERVICE ?x { ?a ?b ?c } }",
    "a prefixed name": "PREFIX ex: <http://127.0.0.1:9/> SELECT * { SERVICE ex:remote{ ?a ?b ?c } }",
    "no blank": "PREFIX ex: <http://127.0.0.1:9/> SELECT*{?s ?p ?o SERVICEex:remote{?a ?b ?c}}",
    "after a number": f"SELECT * {{ ?s ?p 5SERVICE{URL}{{ ?a ?b ?c }} }}",
    "after true": f"SELECT * {{ ?s ?p trueSERVICE{URL}{{ ?a ?b ?c }} }}",
    "after an empty local name": f"PREFIX ex: <urn:x:> SELECT * {{ ?s ?p ex:.SERVICE{URL}{{ ?a ?b ?c }} }}",
    "a comment between": f"SELECT * {{ SERVICE # here\n{URL} # there\n{{ ?a ?b ?c }} }}",
    "less-than that looks like an IRI": f"SELECT * {{ ?s ?p ?o FILTER(?o<1)SERVICE#>\n{URL}{{ ?a ?b ?c }} }}",
    "quotes behind a false IRI": f'SELECT * {{ ?s ?p ?o FILTER(?o<1)#>"""\nSERVICE {URL} {{ ?a ?b ?c }}\n#"""\n}}',
    "after a hash in a string": f'SELECT * {{ ?s ?p "#" . SERVICE {URL} {{ ?a ?b ?c }} }}',
    "after a hash in an IRI": f"SELECT * {{ ?s <urn:x#y> ?o . SERVICE {URL} {{ ?a ?b ?c }} }}",
    "after an escaped hash": f"PREFIX ex: <urn:x:> SELECT * {{ ?s ?p ex:a\\#b . SERVICE {URL} {{ ?a ?b ?c }} }}",
    "in a sub-query": f"SELECT * {{ {{ SELECT ?a {{ OPTIONAL {{ SERVICE {URL} {{ ?a ?b ?c }} }} }} }} }}",
}
HARMLESS = {
    "in a string": f'SELECT * {{ ?s ?p "SERVICE {URL} {{ ?a ?b ?c }}" }}',
    "in a long string": f'SELECT * {{ ?s ?p """a "quoted" word\nSERVICE {URL} {{ }}""" }}',
    "in a single-quoted string": "SELECT * { ?s ?p 'it\\'s SERVICE ?x { ' }",
    "in an IRI": "SELECT * { ?s <http://example.org/SERVICE> ?o . ?o <urn:service#SERVICE> <urn:INSERT> }",
    "in a comment": f"# SERVICE {URL} {{ }}\nSELECT * {{ ?s ?p ?o }} # DELETE WHERE {{ ?s ?p ?o }}",
    "a variable of that name": "SELECT ?service ?insert { ?service ?insert ?SERVICE { ?service ?p ?o } }",
    "a property of that name": "PREFIX ex: <urn:x:> SELECT * { ?s ex:service ?o ; ex:SERVICE ?load }",
    "a comparison": "SELECT * { ?s ?p ?o . ?s ?q ?r FILTER(?o < 3 && ?r > 2) }",
    "an update's word as a string": 'SELECT * { ?s ?p "INSERT DATA { }" }',
    "a prefix": "PREFIX load: <urn:load:> BASE <urn:base:> ASK { load:a load:b load:c }",
}


@pytest.mark.parametrize("query", CALLS.values(), ids=CALLS)
def test_a_service_call_is_refused(query: str) -> None:
    ox.Store().query(query)     # the engine takes it for a well-formed query: otherwise refusing it would prove nothing
    with pytest.raises(RefusedQuery, match="SERVICE"):
        check(query)


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_the_words_alone_are_not_refused(query: str) -> None:
    ox.Store().query(query)
    check(query)


@pytest.mark.parametrize("update", [
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "PREFIX ex: <urn:x:>\n# SELECT\nDELETE WHERE { ?s ex:p ?o }",
    "load <http://127.0.0.1:9/x.ttl>",
    "CLEAR ALL", "DROP DEFAULT", "CREATE GRAPH <urn:g>", "COPY DEFAULT TO <urn:g>", "MOVE DEFAULT TO <urn:g>",
    "ADD DEFAULT TO <urn:g>", "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
])
def test_an_update_is_refused_by_its_name(update: str) -> None:
    with pytest.raises(RefusedQuery, match="更新"):
        check(update)


def test_a_query_may_not_be_endless() -> None:
    with pytest.raises(RefusedQuery, match="缩短"):
        check("SELECT * { ?s ?p ?o }" + " " * MAX_LENGTH)
