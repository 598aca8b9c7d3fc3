"""The page in a real browser, every tab: one server over a store of its own, one browser."""
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import QUIET, serving
from invented import HEADING, LINES, TITLE, build_store, harbour

pytestmark = pytest.mark.browser
QUESTION = "海运通是谁运营的？"
NASTY = "{{7*7}} ${alert(1)} <img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running `zhiwen serve` over a store that these tests may change."""
    with serving(build_store(tmp_path_factory.mktemp("live") / "store", harbour())) as started:
        yield started


@pytest.fixture(scope="module")
def browser(chromium: Path, address: str) -> Iterator[Any]:
    """Made after the server, so closed before it: an open page would keep the server from ending."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(chromium), args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def watched(browser: Any, address: str) -> Iterator[Any]:
    """Opens pages; a request to anywhere else, an error of a script and a dialog that no test expects fail the test."""
    asked: list[str] = []
    problems: list[str] = []

    def open_page(path: str = "/", width: int = 1280, height: int = 860, scheme: str = "light") -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        page = context.new_page()
        page.set_default_timeout(180_000)         # a busy machine is no failure
        page.on("request", lambda sent: asked.append(sent.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.accept())
                if dialog.type == "alert" else dialog.accept())
        page.goto(address + path)
        page.locator("#answer .zw-talk").wait_for()
        return page

    def check() -> None:
        assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
        assert problems == []

    open_page.check = check  # type: ignore[attr-defined]
    yield open_page
    check()


@pytest.fixture(scope="module")
def page(watched: Any) -> Any:
    """The page on a laptop's screen, which the tests share as a user's day does."""
    return watched()


@pytest.fixture(autouse=True)
def nothing_ran(watched: Any) -> Iterator[None]:
    yield
    watched.check()


LABELS = {"ask": "问答", "graph": "图谱", "data": "数据", "sparql": "SPARQL", "documents": "文档"}


def tab(page: Any, name: str) -> None:
    """Go to a tab; on a narrow page the last ones stand in a menu."""
    page.evaluate("window.scrollTo(0, 0)")
    button = page.locator(f"#tab-{name}-button")
    if button.count():
        button.click()
    else:
        page.locator("#tabs .overflow-menu > button").first.click()
        page.locator("#tabs .overflow-dropdown button", has_text=LABELS[name]).click()


def ask(page: Any, question: str) -> Any:
    """Ask in the conversation; the turn that answers."""
    tab(page, "ask")
    before = page.locator(".zw-turn").count()
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    turn = page.locator(".zw-turn").nth(before)
    turn.wait_for()
    return turn


def text_of(download: Any) -> str:
    return Path(download.path()).read_text("utf-8")


# ---- 问答 ----------------------------------------------------------------------------------------------------
def test_a_question_is_answered_with_its_evidence(page: Any) -> None:
    page.locator("#answer .zw-chips button", has_text=QUESTION).wait_for()         # an example, drawn from the graph
    turn = ask(page, QUESTION)
    assert turn.locator(".zw-answers li").all_inner_texts() == ["云海银行银行"]
    card = turn.locator(".zw-card").first
    for shown in (TITLE, "一 总体情况", LINES[0]):
        assert shown in card.inner_text()
    assert card.locator("mark").all_inner_texts() == ["云海银行"]
    assert "置信度" in turn.inner_text()
    assert "毫秒" in turn.inner_text()
    assert turn.locator("svg:visible .zw-focus", has_text="海运通").count() == 1


def test_the_evidence_opens_the_document_at_that_place(page: Any) -> None:
    with page.context.expect_page() as opened:
        page.locator(".zw-card a").first.click()
    document = opened.value
    assert document.locator("#at").inner_text() == LINES[0]
    assert document.locator("#at").evaluate("e => { const b = e.getBoundingClientRect(); return b.top >= 0 "
                                            "&& b.bottom <= innerHeight; }")
    assert HEADING in document.locator("h2").inner_text()
    document.close()


def test_an_answer_is_copied_and_saved(page: Any) -> None:
    turn = page.locator(".zw-turn").first
    with page.expect_download() as saved:
        turn.locator("[data-save$=json]").click()
    assert json.loads(text_of(saved.value))["answers"][0]["text"] == "云海银行"
    with page.expect_download() as saved:
        turn.locator("[data-save$=csv]").click()
    assert text_of(saved.value).startswith("\ufeff答案")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn.locator("[data-copy]").click()
    turn.locator("[data-copy]", has_text="已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "云海银行"


def test_the_query_of_an_answer_runs_in_its_tab(page: Any) -> None:
    page.locator(".zw-turn [data-do=sparql]").first.click()
    page.locator("#rows td", has_text="云海银行").first.wait_for()
    assert "zw:operates" in page.locator("#editor .cm-content").inner_text()


def test_a_follow_up_and_what_is_not_there(page: Any) -> None:
    turn = ask(page, "它与谁合作？")
    assert "蓝湾科技" in turn.locator(".zw-answers").inner_text()
    assert page.locator(".zw-turn").first.locator("details.zw-more").get_attribute("open") is None
    missing = ask(page, "智慧港口2030年的市场规模是多少？")
    assert missing.locator(".zw-none").inner_text() == "未找到"
    assert "320亿元" in missing.locator(".zw-near").inner_text()
    assert missing.locator(".zw-answers").count() == 0
    page.locator("#fresh").click()
    page.locator(".zw-chips button", has_text=QUESTION).click()
    page.locator(".zw-answers li", has_text="云海银行").wait_for()
    assert page.locator(".zw-turn").count() == 1


# ---- 图谱 ----------------------------------------------------------------------------------------------------
def test_an_answer_is_opened_in_the_graph_and_expanded(page: Any) -> None:
    page.locator(".zw-turn [data-do=entity]").first.click()
    page.locator("#entity h3", has_text="云海银行").wait_for()
    page.wait_for_function("document.querySelector('.zv')?.dataset.nodes === '3'")
    assert "显示 3 / " in page.locator(".zv-status").inner_text()
    platform = page.evaluate("zw.graph.shown().nodes.find(id => id !== zw.wanted && document.querySelector("
                             "`#entity [data-iri='${id}']`).textContent === '海运通')")
    where = page.evaluate("async id => { const s = () => JSON.stringify(zw.graph.place(id)); let a = s(); for (;;) { "
                          "await new Promise(requestAnimationFrame); const b = s(); if (a === b) return JSON.parse(b); "
                          "a = b; } }", platform)
    page.mouse.dblclick(where["x"], where["y"])
    page.wait_for_function("document.querySelector('.zv').dataset.nodes === '5'")
    page.locator("#entity h3", has_text="海运通").wait_for()


def test_the_graph_is_searched_and_filtered(page: Any) -> None:
    page.locator(".zv-finder input").fill("智慧")
    page.locator(".zv-found button", has_text="智慧港口").click()
    page.locator("#entity h3", has_text="智慧港口").wait_for()
    panel = page.locator("#entity")
    panel.locator("summary", has_text="320亿元").click()
    assert LINES[2] in panel.locator(".zw-card:visible").first.inner_text()
    page.locator(".zv-depth select").select_option("0")
    page.wait_for_function("document.querySelector('.zv').dataset.edges === '7'")
    page.locator(".zv-filter summary", has_text="关系").click()
    page.locator(".zv-filter label", has_text="运营").click()
    page.wait_for_function("document.querySelector('.zv').dataset.edges === '6'")
    assert "6 / 7 条关系" in page.locator(".zv-status").inner_text()
    page.locator(".zv-filter label", has_text="运营").click()


def test_entities_are_merged_and_the_merge_is_undone(page: Any) -> None:
    page.locator(".zv-finder input").fill("蓝湾")
    page.locator(".zv-found button", has_text="蓝湾科技").click()
    page.locator("#entity h3", has_text="蓝湾科技").wait_for()
    page.locator("#entity input[name=into]").fill("云海银行")
    page.locator("#entity [data-form] [data-do=merge]").click()
    page.locator("#entity .zw-told", has_text="并入").wait_for()
    page.wait_for_function("zw.graph.shown && !document.querySelector('#entity h3').textContent.includes('蓝湾科技')")
    page.locator("#entity .zw-decisions summary").click()
    page.locator("#entity [data-do=undo]").click()
    page.locator("#entity .zw-told", has_text="已撤销").wait_for()
    assert page.locator("#entity .zw-decisions").count() == 0


# ---- 数据 ----------------------------------------------------------------------------------------------------
def test_tables_are_filtered_sorted_and_saved(page: Any) -> None:
    tab(page, "data")
    page.locator("#data-words input, #data-words textarea").fill("银行")
    page.wait_for_function("document.querySelectorAll('#table tbody tr').length === 1")
    with page.expect_download() as saved:
        page.locator("#table a", has_text="CSV").click()
    rows = text_of(saved.value).splitlines()
    assert len(rows) == 2
    assert rows[1].startswith("云海银行,银行")
    page.locator("#data-words input, #data-words textarea").fill("")
    page.locator("#table tbody tr", has_text="海运通").wait_for()
    page.locator("#table th button", has_text="名称").click()
    page.locator("#table th[aria-sort=ascending]").wait_for()
    names = page.locator("#table tbody td:first-child").all_inner_texts()
    assert names == sorted(names)
    assert "电子围栏<script>alert(1)</script>" in names
    page.locator("#data-what label", has_text="数值").click()
    page.locator("#table td", has_text="320亿元").wait_for()
    page.locator("#data-indicator").wait_for()


# ---- SPARQL --------------------------------------------------------------------------------------------------
def test_queries_are_chosen_run_and_saved_and_errors_are_one_line(page: Any) -> None:
    tab(page, "sparql")
    page.locator("#sparql-examples input").click()
    page.locator("[role=option]", has_text="各种关系").first.click()
    page.locator("#rows td", has_text="zw:operates").first.wait_for()
    with page.expect_download() as saved:
        page.locator("#rows a", has_text="JSON").click()
    assert json.loads(text_of(saved.value))["results"]["bindings"]
    with page.expect_download() as saved:
        page.locator("#rows a", has_text="CSV").click()
    assert text_of(saved.value).startswith("\ufeffrelation,")
    editor = page.locator("#editor .cm-content")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT * WHERE { ?s ?p }", delay=0)
    page.locator("#run").click()
    page.locator("#rows .zw-error", has_text="语法错误").wait_for()


# ---- 文档 ----------------------------------------------------------------------------------------------------
def test_a_document_is_uploaded_asked_about_and_removed(page: Any, tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading(NASTY, 0)
    document.add_heading("一、总体", 1)
    document.add_paragraph("2025年,澄江银行推出“澄云贷”平台。澄云贷贷款余额达到35亿元。")
    document.save(str(tmp_path / "澄江.docx"))
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7 nothing")
    tab(page, "documents")
    page.locator("#upload input[type=file]").set_input_files([tmp_path / "澄江.docx", tmp_path / "坏.pdf"])
    page.locator("#progress [data-stage=added]", has_text="澄江.docx").wait_for(timeout=240_000)
    page.locator("#progress [data-stage=failed] .zw-error").wait_for()
    listed = page.locator("#documents li", has_text="澄江.docx")
    listed.wait_for()
    assert "${alert(1)} <img src=x onerror=alert(2)>" in listed.inner_text()
    assert "35亿元" in ask(page, "澄云贷的贷款余额是多少？").locator(".zw-answers").inner_text()
    tab(page, "documents")
    listed.locator("[data-do=remove]").click()
    page.locator("#documents .zw-told", has_text="已移除").wait_for()
    assert page.locator("#documents li").count() == 1
    assert ask(page, "澄云贷的贷款余额是多少？").locator(".zw-none").inner_text() == "未找到"


# ---- everywhere ----------------------------------------------------------------------------------------------
def test_the_page_fits_a_phone_and_the_dark(watched: Any) -> None:
    page = watched(width=390, height=844, scheme="dark")
    ask(page, "海运通使用了哪些技术？").locator(".zw-card", has_text="<script>alert(1)</script>").wait_for()
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    assert page.evaluate(fits)
    for name, there in (("graph", ".zv canvas"), ("data", "#table tbody tr"), ("sparql", "#run"),
                        ("documents", "#documents li")):
        tab(page, name)
        page.locator(there).first.wait_for()
        assert page.evaluate(fits), name
    assert page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every(c => c < 60)")
    page.context.close()


def test_the_page_speaks_english_too(watched: Any) -> None:
    page = watched("/en/")
    assert page.locator("#tab-ask-button").inner_text() == "Ask"
    turn = ask(page, QUESTION)
    assert "confidence" in turn.inner_text()
    assert turn.locator(".zw-kind").inner_text() == "bank"
    page.locator(".zw-switches a", has_text="中文").click()
    page.locator("#tab-ask-button", has_text="问答").wait_for()
    page.context.close()
