"""The server as programs use it: the JSON interface, what it refuses, how it starts."""
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Zhiwen
from fastapi.testclient import TestClient
from invented import LINES, build_store, harbour

from kg.facts import fact_to_json
from kg.snapshot import Snapshot
from ui import build_app
from web.library import Library

QUESTION = "海运通是谁运营的？"


@pytest.fixture(scope="module")
def client(invented_store: Path) -> Iterator[TestClient]:
    with TestClient(build_app(invented_store)) as opened:
        yield opened


# ---- JSON ----------------------------------------------------------------------------------------------
def test_ask_answers_in_the_form_of_the_contract(client: TestClient) -> None:
    by_get = client.get("/api/ask", params={"question": QUESTION}).json()
    by_post = client.post("/api/ask", json={"question": QUESTION}).json()
    assert by_get | {"elapsed_ms": 0} == by_post | {"elapsed_ms": 0}
    assert by_get.keys() == {"id", "question", "status", "confidence", "answers", "sparql", "interpretation",
                             "elapsed_ms"}
    assert by_get["status"] == "answered"
    (answer,) = by_get["answers"]
    assert answer.keys() == {"text", "iri", "type", "value", "unit", "evidence"}
    assert (answer["text"], answer["type"]) == ("云海银行", "Bank")
    (evidence,) = answer["evidence"]
    assert evidence.keys() == {"document", "section", "start", "end", "text", "damaged", "source"}
    assert harbour().document.text[evidence["start"]:evidence["end"]] == evidence["text"] == LINES[0]


def test_the_query_of_an_answer_gives_it_again(client: TestClient) -> None:
    answer = client.get("/api/ask", params={"question": QUESTION}).json()
    rows = client.get("/sparql", params={"query": answer["sparql"]}).json()["results"]["bindings"]
    assert "云海银行" in {term["value"] for row in rows for term in row.values()}


@pytest.mark.parametrize("request_", [
    {"method": "GET"}, {"method": "GET", "params": {"question": ""}}, {"method": "GET", "params": {"question": "  "}},
    {"method": "GET", "params": {"question": "长" * 501}}, {"method": "POST", "json": {}},
    {"method": "POST", "json": {"question": 3}}, {"method": "POST", "content": "{"},
    {"method": "GET", "params": {"question": QUESTION, "document": "none"}}])
def test_a_bad_request_is_400_with_one_line(client: TestClient, request_: dict[str, Any]) -> None:
    reply = client.request(url="/api/ask", **request_)
    assert reply.status_code == 400
    assert reply.json().keys() == {"error"}
    assert "Traceback" not in reply.text


def test_facts_are_those_of_the_command(client: TestClient, invented_store: Path) -> None:
    facts = [fact_to_json(fact) for fact in Snapshot.open(invented_store).facts()]
    assert client.get("/api/facts").json() == json.loads(json.dumps(facts))
    assert client.get("/api/facts", params={"document": harbour().document.id}).json() == json.loads(json.dumps(facts))
    assert client.get("/api/facts", params={"document": "none"}).status_code == 400


def test_health_counts_documents(client: TestClient) -> None:
    assert client.get("/healthz").json()["documents"] == 1


def test_every_reply_forbids_what_comes_from_elsewhere(client: TestClient) -> None:
    for path in ("/", "/healthz", "/sparql", "/api/ask"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"


def test_a_published_document_is_served_without_a_restart(tmp_path: Path) -> None:
    store = build_store(tmp_path / "store", harbour())
    library = Library(store)
    before = library.state()
    assert library.state() is before
    build_store(store, harbour(Path("second.txt"), extra="蓝湾科技位于云海市。"))
    assert len(library.state().sources) == 2
    assert len(before.sources) == 1


def test_a_port_in_use_and_a_missing_store_are_one_clear_line(zhiwen: Zhiwen, server: str, invented_store: Path,
                                                              tmp_path: Path) -> None:
    used = zhiwen("serve", "--port", server.rpartition(":")[2], "--store", invented_store)
    assert (used.returncode, used.stderr.count("\n")) == (2, 1)
    assert "--port" in used.stderr
    missing = zhiwen("serve", "--port", "0", "--store", tmp_path)
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)
    assert "ingest" in missing.stderr


def test_the_running_server_is_well(server: str) -> None:
    assert httpx.get(f"{server}/healthz", trust_env=False).json()["status"] == "ok"
