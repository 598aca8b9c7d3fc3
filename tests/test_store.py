"""The embedded graph store keeps the contract of the seam, in memory and on disk; SPARQL text is what it says."""
from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from contracts.store import A, B, P, StoreContract, X, Y, insert
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.rdf import Iri, Lit, Quad, canonical, lit, zh
from kg.sparql import (
    Aggregate,
    Alternative,
    And,
    Arith,
    As,
    Asc,
    Ask,
    Bind,
    Call,
    Compare,
    CountAll,
    Desc,
    Exists,
    Filter,
    Group,
    In,
    Inverse,
    Minus,
    Not,
    NotExists,
    OneOrMore,
    Optional,
    Or,
    Pattern,
    Select,
    Sequence,
    Triple,
    Union,
    Values,
    Var,
    ZeroOrMore,
)
from kg.store_oxigraph import OxigraphStore


class TestInMemory(StoreContract):
    @pytest.fixture
    def store(self) -> OxigraphStore:
        return OxigraphStore()


class TestOnDisk(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[OxigraphStore]:
        store = OxigraphStore.open(tmp_path / "db")
        yield store
        store.close()


def test_a_backup_is_read_while_the_store_is_written(tmp_path: Path) -> None:
    store = OxigraphStore.open(tmp_path / "db")
    insert(store, Quad(A, P, lit(1)))
    store.backup(tmp_path / "copy")
    reader = OxigraphStore.open_read_only(tmp_path / "copy")
    insert(store, Quad(A, P, lit(2)))
    assert reader.select(Select([X], [Triple(A, P, X)])) == [{"x": lit(1)}]
    with pytest.raises(StoreError):
        insert(reader, Quad(A, P, lit(3)))
    with pytest.raises(StoreError):
        store.backup(tmp_path / "copy")


def test_a_closed_store_says_so() -> None:
    store = OxigraphStore()
    store.close()
    with pytest.raises(StoreError, match="已关闭"):
        store.ask(Ask([Triple(A, P, X)]))


def test_a_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "db").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="db"):
        OxigraphStore.open(tmp_path / "db")


# ---- terms -----------------------------------------------------------------------------------------
@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-10**20, max_value=10**20))
def test_a_decimal_has_one_form_and_keeps_its_value(number: Decimal) -> None:
    text = canonical(number)
    assert Decimal(text) == number
    assert canonical(Decimal(text)) == text
    assert not (text.endswith("0") and "." in text)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_a_query(text: str) -> None:
    store = OxigraphStore()
    insert(store, Quad(A, P, Lit(text)))
    assert store.select(Select([X], [Triple(A, P, X), Filter(Compare(X, "=", Lit(text)))])) == [{"x": Lit(text)}]


@pytest.mark.parametrize("bad", ["no-colon", "urn:a b", "urn:<x>", 'urn:"', "urn:a}", ""])
def test_what_is_no_iri_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="IRI"):
        Iri(bad)


def test_a_boolean_is_no_literal() -> None:
    with pytest.raises(TypeError):
        lit(True)


# ---- query trees -----------------------------------------------------------------------------------
C, Q = Iri("urn:test:c"), Iri("urn:test:q")
N = Var("n")


@pytest.fixture(scope="module")
def graph() -> OxigraphStore:
    store = OxigraphStore()
    insert(store, Quad(A, P, B), Quad(B, P, C), Quad(A, Q, lit(1)), Quad(B, Q, lit(5)), Quad(C, Q, lit(9)),
           Quad(A, Iri("urn:test:name"), zh("甲")))
    return store


@pytest.mark.parametrize(("where", "found"), [
    ([Triple(A, Sequence(P, P), X)], {C}),
    ([Triple(A, OneOrMore(P), X)], {B, C}),
    ([Triple(A, ZeroOrMore(P), X)], {A, B, C}),
    ([Triple(B, Inverse(P), X)], {A}),
    ([Triple(B, Alternative(P, Inverse(P)), X)], {A, C}),
    ([Triple(X, Q, N), Filter(Compare(N, ">", lit(4)))], {B, C}),
    ([Triple(X, Q, N), Filter(And(Compare(N, ">", lit(4)), Compare(N, "<", lit(6))))], {B}),
    ([Triple(X, Q, N), Filter(Or(Compare(N, "<", lit(2)), Compare(N, ">", lit(8))))], {A, C}),
    ([Triple(X, Q, N), Filter(Not(In(N, (lit(1), lit(9)))))], {B}),
    ([Triple(X, Q, N), Filter(Compare(Arith(N, "-", lit(4)), "=", lit(1)))], {B}),
    ([Triple(X, Q, N), Filter(NotExists(Triple(X, P, Y)))], {C}),
    ([Triple(X, Q, N), Filter(And(Exists(Triple(X, P, Y)), Compare(N, "<", lit(3))))], {A}),
    ([Triple(X, Q, N), Minus(Triple(X, P, B))], {B, C}),
    ([Union((Triple(X, P, B),), (Triple(X, P, C),))], {A, B}),
    ([Values((X, N), ((A, lit(1)), (B, lit(2)), (C, None))), Triple(X, Q, N)], {A, C}),
    ([Triple(Y, Q, N), Optional(Triple(Y, P, X)), Filter(Call("BOUND", X))], {B, C}),
    ([Group(Triple(X, P, C))], {B}),
    ([Select([X], [Triple(X, Q, N)], order_by=[Desc(N)], limit=1)], {C}),
    ([Triple(X, Iri("urn:test:name"), N), Filter(Call("CONTAINS", Call("STR", N), lit("甲")))], {A}),
    ([Triple(A, P, Y), Bind(Y, X)], {B}),
])
def test_patterns_mean_what_they_say(graph: OxigraphStore, where: list[Pattern], found: set[Iri]) -> None:
    assert {row["x"] for row in graph.select(Select([X], where))} == found


def test_aggregates(graph: OxigraphStore) -> None:
    total = As(Aggregate("SUM", N), Var("total"))
    assert graph.select(Select([total], [Triple(X, Q, N)])) == [{"total": lit(15)}]
    count = As(CountAll(), Var("count"))
    rows = graph.select(Select([X, count], [Triple(X, Y, N)], group_by=[X], order_by=[Asc(X)],
                               having=Compare(CountAll(), ">=", lit(2))))
    assert rows == [{"x": A, "count": lit(3)}, {"x": B, "count": lit(2)}]


def test_the_text_is_readable() -> None:
    bank = Iri("urn:zhiwen:entity:12ab")
    query = Select([X], [Triple(X, Iri("urn:zhiwen:ontology:operates"), bank),
                         Filter(Compare(X, "<", lit(5))), Filter(Compare(X, ">", lit(3)))], distinct=True, limit=3)
    assert query.text(names={bank: "甲\n银行", A: "不在查询里"}) == """\
PREFIX zw: <urn:zhiwen:ontology:>
PREFIX entity: <urn:zhiwen:entity:>
# entity:12ab 甲 银行
SELECT DISTINCT ?x
WHERE {
  ?x zw:operates entity:12ab .
  FILTER(?x < 5)
  FILTER(?x > 3)
}
LIMIT 3"""


def test_names_that_sparql_would_not_take_are_refused() -> None:
    with pytest.raises(ValueError, match="变量|variable"):
        Var("x y")
    with pytest.raises(ValueError, match="DROP"):
        Call("DROP", X)
