"""The server as people and programs use it: the JSON interface, and the page in a real browser."""
from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Zhiwen
from fastapi.testclient import TestClient
from invented import LINES, TITLE, build_store, harbour

from kg.facts import fact_to_json
from kg.picture import MAX_SIDE, neighbourhood
from kg.snapshot import Snapshot
from kg.types import EntityRef, LocalEntity
from kg.vocab import VOCAB
from ui import build_app
from web.cards import standing
from web.examples import example_questions
from web.library import Library, State
from web.templates import PAGE

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


# ---- what the page shows -----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def state(invented_store: Path) -> State:
    return Library(invented_store).state()


def test_example_questions_come_from_the_graph_and_are_answered(state: State) -> None:
    assert QUESTION in state.examples
    assert {state.engine.ask(question).status for question in state.examples} == {"answered"}


def test_every_kind_of_example_is_known(state: State) -> None:
    rows = [line.split("\t") for line in (PAGE / "examples.tsv").read_text("utf-8").splitlines() if line[:1] != "#"]
    families = {term.family for term in VOCAB.classes.values()}
    for fact, _, wanted, question in rows[1:]:
        assert fact in VOCAB.relations or fact == "observation"
        assert set(wanted.split()) <= families
        assert "{name}" in question
    assert len(list(example_questions(state.snapshot))) == len(rows) - 1


def test_the_picture_shows_what_is_around_and_runs_nothing(state: State) -> None:
    platform = next(e for e in state.snapshot.entities() if e.label == "海运通")
    drawn = neighbourhood(state.snapshot, [platform.iri])
    for shown in ("海运通", "云海银行", "运营", "货物重复质押", "解决", "&lt;script&gt;"):
        assert shown in drawn
    assert "<script" not in drawn
    assert "智慧港口" not in drawn
    assert neighbourhood(state.snapshot, []) == ""
    assert neighbourhood(state.snapshot, ["urn:zhiwen:entity:none"]) == ""


def test_the_picture_says_how_much_it_leaves_out(tmp_path: Path) -> None:
    claims = harbour()
    many = [EntityRef(f"港口{n}号", "Product") for n in range(20)]
    more = tuple(replace(claims.relations[0], object=one) for one in many)
    store = build_store(tmp_path / "store", replace(
        claims, entities=(*claims.entities, *map(LocalEntity, many)), relations=(*claims.relations, *more)))
    snapshot = Snapshot.open(store)
    bank = next(e for e in snapshot.entities() if e.label == "云海银行")
    assert f"图中 {MAX_SIDE} 条事实，共 22 条" in neighbourhood(snapshot, [bank.iri])


def test_the_picture_of_a_figure_is_about_its_subject(state: State) -> None:
    fact = next(f for f in state.snapshot.facts() if getattr(f, "written", "") == "320亿元")
    drawn = neighbourhood(state.snapshot, [fact.iri])
    for shown in ("智慧港口", "市场规模 2024", "320亿元"):
        assert shown in drawn


@pytest.mark.parametrize(("name", "text", "stands"), [
    ("云海银行", "云海银行搭建", ["云海银行"]),
    ("港口贷款中的重复质押", "解决港口贷款中的“重复质押、估值难”问题", ["港口贷款中的", "重复质押"]),
    ("云海银行", "蓝湾科技与云海市", []), ("", "云海银行", [])])
def test_a_name_is_marked_where_it_stands_in_pieces_too(name: str, text: str, stands: list[str]) -> None:
    assert standing(name, text) == stands


def test_a_port_in_use_and_a_missing_store_are_one_clear_line(zhiwen: Zhiwen, server: str, invented_store: Path,
                                                              tmp_path: Path) -> None:
    used = zhiwen("serve", "--port", server.rpartition(":")[2], "--store", invented_store)
    assert (used.returncode, used.stderr.count("\n")) == (2, 1)
    assert "--port" in used.stderr
    missing = zhiwen("serve", "--port", "0", "--store", tmp_path)
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)
    assert "ingest" in missing.stderr


# ---- in a browser ------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(chromium), args=quiet)
        yield opened
        opened.close()


@pytest.fixture(params=[(1280, 860, "light"), (390, 844, "dark")], ids=["laptop", "phone"])
def page(browser: Any, server: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page, open; a request to anywhere but the server fails the test, as does an error of a script."""
    width, height, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    opened = context.new_page()
    asked: list[str] = []
    problems: list[str] = []
    opened.on("request", lambda sent: asked.append(sent.url))
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.goto(server)
    yield opened
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []
    assert problems == []
    context.close()


def ask(page: Any, question: str) -> Any:
    """Type a question, press Enter, and give the answer's place on the page."""
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    return page.locator("#answer .zw-result")


@pytest.mark.browser
def test_a_question_is_answered_with_its_evidence(page: Any) -> None:
    answer = ask(page, QUESTION)
    answer.locator(".zw-answers li", has_text="云海银行").wait_for()
    card = answer.locator(".zw-card").first
    assert TITLE in card.inner_text()
    assert "一 总体情况" in card.inner_text()
    assert LINES[0] in card.inner_text()
    assert card.locator("mark").all_inner_texts() == ["云海银行"]
    assert "置信度" in answer.inner_text()
    assert "毫秒" in answer.inner_text()
    assert answer.locator("svg:visible .zw-focus", has_text="海运通").count() == 1
    assert "zw:operates" in page.locator("#query").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.browser
def test_an_example_is_asked_with_a_click(page: Any) -> None:
    page.get_by_text(QUESTION, exact=True).click()
    page.locator("#answer .zw-answers li", has_text="云海银行").wait_for()
    assert page.locator("#question textarea").input_value() == QUESTION


@pytest.mark.browser
def test_what_is_not_there_is_not_found(page: Any) -> None:
    answer = ask(page, "月球有多重？")
    answer.locator(".zw-none", has_text="未找到").wait_for()
    assert answer.locator(".zw-card").count() == 0
    assert page.locator("#query").count() == 0 or not page.locator("#query").is_visible()


@pytest.mark.browser
def test_markup_in_a_document_is_shown_and_not_run(page: Any) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    answer = ask(page, "海运通使用了哪些技术？")
    answer.locator(".zw-card", has_text="<script>alert(1)</script>").first.wait_for()
    assert dialogs == []


def test_the_running_server_is_well(server: str) -> None:
    assert httpx.get(f"{server}/healthz", trust_env=False).json()["status"] == "ok"
