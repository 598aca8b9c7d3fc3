"""What every graph store must do. An adapter's test subclasses this and adds a `store` fixture: a fresh, empty one."""
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kg.errors import QueryError
from kg.rdf import Iri, Lit, Quad, lit, zh
from kg.sparql import Asc, Ask, Construct, DeleteData, DropGraph, Graph, InsertData, Select, Triple, Update, Var
from kg.store import GraphStore

A, B, P = (Iri(f"urn:test:{name}") for name in "abp")
G = Iri("urn:zhiwen:document:g")            # all graphs of a store are `urn:zhiwen:…`
X, Y = Var("x"), Var("y")


def insert(store: GraphStore, *quads: Quad) -> None:
    store.update(Update([InsertData(quads)]))


class StoreContract:
    @pytest.mark.parametrize("value", [
        lit("建设银行"), zh("建设银行"), lit('引号"和\\反斜杠\n换行\t制表'), lit("🙂"),
        lit("} ; DROP ALL ; INSERT DATA {"),
        lit(42), lit(-1), lit(Decimal("7.80")), lit(Decimal("7800000000000")), lit(Decimal("-0.005")),
        lit(date(2025, 7, 31)), lit(""), Iri("https://例子.cn/路径?a=1&b=%20")])
    def test_a_value_comes_back_as_it_was(self, store: GraphStore, value: Lit | Iri) -> None:
        insert(store, Quad(A, P, value))
        assert store.select(Select([X], [Triple(A, P, X)])) == [{"x": value}]
        assert store.ask(Ask([Triple(A, P, value)]))

    def test_equal_numbers_are_one_triple(self, store: GraphStore) -> None:
        insert(store, Quad(A, P, lit(Decimal("1.50"))), Quad(A, P, lit(Decimal("1.5"))))
        assert len(store.select(Select([X], [Triple(A, P, X)]))) == 1

    def test_named_graphs_are_apart_from_the_default_graph(self, store: GraphStore) -> None:
        insert(store, Quad(A, P, lit(1)), Quad(A, P, lit(2), G))
        assert store.select(Select([X], [Triple(A, P, X)])) == [{"x": lit(1)}]
        assert store.select(Select([X, Y], [Graph(Y, Triple(A, P, X))])) == [{"x": lit(2), "y": G}]

    def test_an_unbound_variable_is_missing(self, store: GraphStore) -> None:
        insert(store, Quad(A, P, B))
        assert store.select(Select([X, Y], [Triple(A, P, X)])) == [{"x": B}]

    def test_construct_gives_triples(self, store: GraphStore) -> None:
        insert(store, Quad(A, P, B, G))
        assert store.construct(Construct([Triple(X, P, A)], [Graph(G, Triple(A, P, X))])) == [(B, P, A)]

    def test_delete_and_drop(self, store: GraphStore) -> None:
        insert(store, Quad(A, P, lit(1)), Quad(A, P, lit(2)), Quad(A, P, lit(3), G), Quad(B, P, lit(4), G))
        store.update(Update([DeleteData([Quad(A, P, lit(1)), Quad(B, P, lit(4), G)])]))
        assert store.select(Select([X], [Triple(A, P, X)])) == [{"x": lit(2)}]
        assert store.select(Select([X], [Graph(G, Triple(Y, P, X))])) == [{"x": lit(3)}]
        store.update(Update([DropGraph(G), DropGraph(Iri("urn:test:never"))]))
        assert not store.ask(Ask([Graph(X, Triple(A, P, Y))]))
        assert store.ask(Ask([Triple(A, P, lit(2))]))

    def test_operations_run_in_order(self, store: GraphStore) -> None:
        store.update(Update([InsertData([Quad(A, P, lit(1))]), DeleteData([Quad(A, P, lit(1))]),
                             InsertData([Quad(A, P, lit(2))])]))
        assert store.select(Select([X], [Triple(A, P, X)])) == [{"x": lit(2)}]

    def test_a_refused_update_changes_nothing(self, store: GraphStore) -> None:
        insert(store, Quad(A, P, lit(1)))
        bad = Lit("x", lang="no language")
        with pytest.raises(QueryError):
            store.update(Update([DeleteData([Quad(A, P, lit(1))]), InsertData([Quad(A, P, bad)])]))
        assert store.select(Select([X], [Triple(A, P, X)])) == [{"x": lit(1)}]

    def test_an_update_of_nothing_is_fine(self, store: GraphStore) -> None:
        store.update(Update([InsertData([]), DeleteData([])]))
        assert list(store.dump()) == []

    def test_a_malformed_query_is_refused(self, store: GraphStore) -> None:
        with pytest.raises(QueryError):
            store.select("SELECT ?x WHERE {")
        with pytest.raises(QueryError):
            store.select("ASK { ?s ?p ?o }")

    def test_dump_does_not_depend_on_the_order_of_insertion(self, store: GraphStore) -> None:
        quads = [Quad(A, P, lit("二")), Quad(A, P, lit("一")), Quad(B, P, lit(3), G)]
        insert(store, *quads)
        first = list(store.dump())
        store.update(Update([DeleteData(quads), *(InsertData([quad]) for quad in reversed(quads))]))
        assert list(store.dump()) == first
        assert len(first) == 3

    def test_order_and_limit(self, store: GraphStore) -> None:
        insert(store, *(Quad(A, P, lit(n)) for n in (10, 9, 2, 33)))
        rows = store.select(Select([X], [Triple(A, P, X)], order_by=[Asc(X)], limit=3))
        assert [row["x"] for row in rows] == [lit(2), lit(9), lit(10)]
