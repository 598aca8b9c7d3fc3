"""A real server answers while documents come and go: each answer is that of one published state, and none fails."""
from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from conftest import serving
from invented import BANK, build_store, harbour

from kg.repository import Repository
from kg.types import DocumentClaims, EntityRef, LocalEntity

QUESTION = "云海银行运营哪些平台？"
BOTH = ("SELECT ?name { ?f a zw:Relation ; zw:predicate zw:operates ; zw:subject/zw:name '云海银行' ; "
        "zw:object/zw:name ?name }")
STATES = 4


def state(n: int) -> DocumentClaims:
    """Revision `n` of one report: two platforms that stand in no other revision."""
    claims = harbour(extra=f"云海银行搭建“甲{n}号”“乙{n}号”平台。")
    names = [EntityRef(f"{one}{n}号", "Product") for one in "甲乙"]
    said = tuple(replace(claims.relations[0], object=name) for name in names)
    figure = replace(claims.observations[0], value=Decimal(100 + n), written=f"{100 + n}亿元",
                     value_base=Decimal(100 + n) * 10**8)
    return replace(claims, entities=(LocalEntity(BANK), *map(LocalEntity, names), *claims.entities), relations=said,
                   observations=(figure,))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """(store, address) of a server of its own over a store that holds the first state."""
    store = build_store(tmp_path / "store", state(0))
    with serving(store) as address:
        yield store, address


def open_client(address: str) -> httpx.Client:
    """A connection for each request: one that is kept may be closed by the server just when it is used again."""
    single = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=address, timeout=120, trust_env=False, limits=single)


def test_answers_are_of_one_state_while_documents_come_in(served: tuple[Path, str]) -> None:
    store, address = served
    whole = [{f"甲{n}号", f"乙{n}号"} for n in range(STATES)]
    done = threading.Event()
    seen: dict[str, list[set[str]]] = {"ask": [], "sparql": [], "facts": []}
    wrong: list[str] = []

    def ask(client: httpx.Client) -> set[str]:
        answer = client.get("/api/ask", params={"question": QUESTION}).raise_for_status().json()
        return {one["text"] for one in answer["answers"]}

    def sparql(client: httpx.Client) -> set[str]:
        found = client.get("/sparql", params={"query": BOTH}).raise_for_status().json()
        return {row["name"]["value"] for row in found["results"]["bindings"]}

    def facts(client: httpx.Client) -> set[str]:
        said = client.get("/api/facts").raise_for_status().json()
        return {one["object"]["label"] for one in said if one["kind"] == "relation"}

    def keep_asking(name: str, one: object) -> None:
        with open_client(address) as client:
            while not done.is_set():
                try:
                    seen[name].append(one(client))  # type: ignore[operator]
                except httpx.HTTPError as error:
                    wrong.append(f"{name}: {error}")
                    return

    askers = [threading.Thread(target=keep_asking, args=pair) for pair in
              (("ask", ask), ("sparql", sparql), ("facts", facts), ("ask", ask))]
    for asker in askers:
        asker.start()
    for n in range(1, STATES):
        with Repository.open(store) as repository:
            assert repository.add(state(n)).status == "replaced"
            repository.publish()
    done.set()
    for asker in askers:
        asker.join()
    assert wrong == []
    for name, answers in seen.items():
        assert answers, name
        assert all(one in whole for one in answers), name
    with open_client(address) as client:
        assert [one(client) for one in (ask, sparql, facts)] == [whole[-1]] * 3
