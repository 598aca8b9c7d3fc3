"""What the page is made of: its words, the answers' HTML, tables, the chart, a document's text, uploads."""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import EXAMPLES
from fastapi.testclient import TestClient
from invented import LINES, TITLE, build_store, harbour

from kg.picture import MAX_SIDE, neighbourhood
from kg.snapshot import Snapshot
from kg.types import EntityRef, LocalEntity, Period
from kg.vocab import VOCAB
from ui import build_app
from web.cards import answer_csv, answer_html, reading_question, standing
from web.chart import chart_html, indicators
from web.document import blocks
from web.entity import entity_html
from web.examples import example_questions, patterns
from web.follow import next_questions
from web.library import Library, State
from web.rows import Filters, entity_table, figure_table
from web.tab_documents import progress_html
from web.templates import PAGE
from web.uploads import read_files
from web.words import words

QUESTION = "海运通是谁运营的？"
RUNS = re.compile(r"<script|<img|onerror=(?![\"'])", re.IGNORECASE)


@pytest.fixture(scope="module")
def library(invented_store: Path) -> Library:
    return Library(invented_store)


@pytest.fixture(scope="module")
def state(library: Library) -> State:
    return library.state()


@pytest.fixture(scope="module")
def client(invented_store: Path) -> Iterator[TestClient]:
    with TestClient(build_app(invented_store)) as opened:
        yield opened


def iri(state: State, label: str) -> str:
    return next(e.iri for e in state.snapshot.entities() if e.label == label)


# ---- words and templates -------------------------------------------------------------------------------------
def test_both_languages_say_all_that_the_templates_ask_for() -> None:
    texts = [path.read_text("utf-8") for path in PAGE.glob("*.html")]
    used = {key for text in texts for key in re.findall(r"\bt\.(?:say\(\")?(\w+)", text)}
    for lang in ("zh", "en"):
        said = words(lang)
        assert [key for key in sorted(used - {"say"}) if not said[key]] == []
    assert words("zh").kind("Bank") == "银行"
    assert words("en").relation("operates") == "operates"


# ---- an answer -----------------------------------------------------------------------------------------------
def test_an_answer_comes_first_then_its_evidence_with_a_way_to_the_document(library: Library, state: State) -> None:
    html = answer_html(library.ask(QUESTION), state, "zh")
    parts = ('zw-answers"', "云海银行", "理解", "置信度", "毫秒", "zw-card", "zw-picture")
    order = [html.index(part) for part in parts]
    assert order == sorted(order)
    link = re.search(r'href="(/page/document/[^"]+)"', html)
    assert link
    assert f"start={harbour().document.text.index(LINES[0])}" in link[1]
    assert 'data-do="sparql"' in html


def test_a_follow_up_leans_on_the_answer_before(library: Library) -> None:
    first = library.ask(QUESTION)
    assert [one.text for one in library.ask("它与谁合作？", after=first).answers] == ["蓝湾科技"]


def test_what_is_offered_next_is_answered(library: Library, state: State) -> None:
    offered = next_questions(library.ask(QUESTION), state)
    assert offered
    assert {library.ask(question).status for question in offered} == {"answered"}


def test_not_found_offers_near_facts_as_such_and_no_answer(library: Library, state: State) -> None:
    answer = library.ask("智慧港口2030年的市场规模是多少？")
    assert answer.status == "no_answer"
    html = answer_html(answer, state, "zh")
    assert "未找到" in html
    assert "zw-answers" not in html
    assert "320亿元" in html.partition("并非答案")[2]


def test_the_csv_of_an_answer_is_a_row_a_place_and_runs_no_formula(library: Library) -> None:
    answer = library.ask(QUESTION)
    rows = list(csv.reader(io.StringIO(answer_csv(answer).removeprefix("\ufeff"))))
    assert rows[1][0] == "云海银行"
    assert rows[1][-1] == LINES[0]
    bad = replace(answer, answers=(replace(answer.answers[0], text="=cmd|' /C calc'!A0"),))
    assert "\n'=cmd" in answer_csv(bad)


def test_a_reading_becomes_a_question_without_what_tells_it_apart() -> None:
    assert reading_question("甲的产值（12亿元，见《乙》）") == "甲的产值"


@pytest.mark.parametrize(("name", "text", "stands"), [
    ("云海银行", "云海银行搭建", ["云海银行"]),
    ("港口贷款中的重复质押", "解决港口贷款中的“重复质押、估值难”问题", ["港口贷款中的", "重复质押"]),
    ("云海银行", "蓝湾科技与云海市", []), ("", "云海银行", [])])
def test_a_name_is_marked_where_it_stands_in_pieces_too(name: str, text: str, stands: list[str]) -> None:
    assert standing(name, text) == stands


def test_example_questions_come_from_the_graph_and_are_answered(state: State) -> None:
    assert QUESTION in state.examples
    assert {state.engine.ask(question).status for question in state.examples} == {"answered"}


def test_every_kind_of_example_is_known(state: State) -> None:
    families = {term.family for term in VOCAB.classes.values()}
    for one in patterns():
        assert one.fact in VOCAB.relations or one.fact == "observation"
        assert set(one.families) <= families
        assert "{name}" in one.question
    assert len(list(example_questions(state.snapshot))) == len(patterns())


# ---- the drawn neighbourhood ---------------------------------------------------------------------------------
def test_the_picture_shows_what_is_around_and_runs_nothing(state: State) -> None:
    drawn = neighbourhood(state.snapshot, [iri(state, "海运通")])
    for shown in ("海运通", "云海银行", "运营", "货物重复质押", "解决", "&lt;script&gt;"):
        assert shown in drawn
    assert "<script" not in drawn
    assert "智慧港口" not in drawn
    assert "operates" in neighbourhood(state.snapshot, [iri(state, "海运通")], "en")
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


# ---- the page of a thing -------------------------------------------------------------------------------------
def test_the_page_of_a_thing_has_its_facts_with_evidence(state: State) -> None:
    html = entity_html(state, iri(state, "智慧港口"), "zh")
    for shown in ("智慧港口", "场景", "试点于", "云海市", "市场规模：320亿元", "显示 4 / 4 条事实", TITLE, "并入"):
        assert shown in html
    assert "运营（反向）" in entity_html(state, iri(state, "海运通"), "zh")
    assert not RUNS.search(entity_html(state, iri(state, "电子围栏<script>alert(1)</script>"), "zh"))
    assert "data-entity" not in entity_html(state, "urn:zhiwen:entity:none", "zh")


# ---- tables and the chart ------------------------------------------------------------------------------------
def test_entities_are_filtered_by_type_words_and_document(state: State) -> None:
    everything = entity_table(state, Filters(), "zh")
    assert everything.rows[0][3] == max(row[3] for row in everything.rows)
    institutions = entity_table(state, Filters(kind="Institution"), "zh")
    assert {row[0] for row in institutions.rows} == {"云海银行", "蓝湾科技"}
    assert [row[0] for row in entity_table(state, Filters(words="云海 银行"), "zh").rows] == ["云海银行"]
    assert entity_table(state, Filters(document="none"), "zh").rows == []
    assert [row[0] for row in everything.sorted(0, False).rows] == sorted(row[0] for row in everything.rows)
    counts = [row[3] for row in everything.sorted(3, True).rows]
    assert counts == sorted(counts, reverse=True)
    assert len(everything.sorted(3, True).things) == len(everything.things)


def test_figures_are_filtered_by_indicator_period_and_status(state: State) -> None:
    assert [row[2] for row in figure_table(state, Filters(), "zh").rows] == ["320亿元", "12.5%"]
    market = iri(state, "市场规模")
    assert [row[2] for row in figure_table(state, Filters(indicator=market), "zh").rows] == ["320亿元"]
    assert figure_table(state, Filters(period="2023"), "zh").rows == []
    assert figure_table(state, Filters(status="target"), "zh").rows == []


def test_a_chart_has_a_bar_a_figure_in_order_and_says_its_value(tmp_path: Path) -> None:
    claims = harbour()
    first = claims.observations[0]

    def figure(year: int, value: int) -> object:
        from datetime import date
        return replace(first, value=Decimal(value), written=f"{value}亿元", value_base=Decimal(value * 10 ** 8),
                       period=Period(str(year), date(year, 1, 1), date(year, 12, 31)))

    odd = replace(first, value=Decimal(7), unit="家", written="7家", value_base=Decimal(7), unit_base="家",
                  subject=EntityRef("海运通", "Product"))
    store = build_store(tmp_path / "store", replace(
        claims, observations=(first, figure(2023, 280), figure(2022, -40), odd)))
    state = Library(store).state()
    (label, chosen, count), *_ = indicators(state)
    assert (label, count) == ("市场规模", 4)
    by_value, by_period = (chart_html(state, chosen, over, "zh") for over in ("subjects", "periods"))
    assert [by_value.index(f"<b>{one}亿元") for one in (320, 280, -40)] == sorted(
        by_value.index(f"<b>{one}亿元") for one in (320, 280, -40))
    assert by_period.index("<b>-40亿元") < by_period.index("<b>280亿元") < by_period.index("<b>320亿元")
    assert "显示 3 / 3 个数值" in by_value
    assert "另有 1 个单位不同" in by_value
    assert 'left:0.00%;width:11.11%' in by_period
    assert "没有可以作图的指标" in chart_html(state, "none", "subjects", "zh")


# ---- a document's text -----------------------------------------------------------------------------------------
def test_a_document_opens_at_the_place(client: TestClient, state: State) -> None:
    document = state.documents[0].id
    start = state.snapshot.text(document).index("电子围栏")
    page = client.get(f"/page/document/{document}", params={"start": start, "end": start + 4}).text
    assert '<mark id="at">电子围栏</mark>' in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert client.get("/page/document/none").status_code == 400


def test_a_marked_place_over_lines_is_marked_in_each() -> None:
    found = blocks("甲乙\n\n丙丁\n", [], 1, 5)
    assert [one.parts for one in found] == [["甲", "乙\n", ""], ["", "丙", "丁\n"]]


def test_rows_are_a_file_for_a_spreadsheet(client: TestClient) -> None:
    reply = client.get("/page/rows", params={"what": "entities", "kind": "Bank"})
    assert "attachment" in reply.headers["content-disposition"]
    assert reply.content.startswith("\ufeff名称".encode())
    assert "云海银行" in reply.text
    assert client.get("/page/rows", params={"what": "figures", "format": "json"}).json()[0]["数值"] == "320亿元"
    query = 'SELECT ?x WHERE { VALUES ?x { "=1+1" } }'
    assert client.get("/page/rows", params={"what": "query", "query": query}).text.splitlines()[1] == "'=1+1"
    for bad in ({"what": "other"}, {"what": "query", "query": "ASK { ?s ?p ?o }"}, {"what": "query", "query": "X"}):
        reply = client.get("/page/rows", params=bad)
        assert (reply.status_code, list(reply.json())) == (400, ["error"])


def test_the_graph_is_given_to_the_page(client: TestClient, state: State) -> None:
    bank = iri(state, "云海银行")
    given = client.get("/page/graph", params={"around": bank}).json()
    assert {one["label"] for one in given["nodes"]} == {"云海银行", "海运通", "蓝湾科技"}
    assert given["revision"] == state.snapshot.revision
    assert client.get("/page/graph", params={"around": "a b"}).status_code == 400
    assert client.get("/page/graph", params={"depth": 99}).status_code == 400


# ---- uploads ---------------------------------------------------------------------------------------------------
def test_uploads_are_read_one_by_one_and_a_bad_file_costs_only_itself(tmp_path: Path) -> None:
    library = Library(build_store(tmp_path / "store", harbour()))
    good, bad = tmp_path / "好.txt", tmp_path / "坏.pdf"
    text = "澄江银行发展情况\n\n一、总体\n2025年，澄江银行推出“澄云贷”平台。澄云贷贷款余额达到35亿元。\n"
    good.write_text(text, "utf-8")
    bad.write_bytes(b"%PDF-1.7 nothing")
    seen = [progress_html(files, "zh") for files in read_files(library, [bad, good])]
    assert 'data-stage="reading"' in seen[0]
    assert 'data-stage="waiting"' in seen[0]
    assert 'data-stage="failed"' in seen[-1]
    assert 'data-stage="added"' in seen[-1]
    assert {one.source for one in library.state().documents} == {"harbour.txt", "好.txt"}
    assert [path.name for path in (library.store / "uploads").iterdir()] == ["好.txt"]
    assert [one.text for one in library.ask("澄云贷的贷款余额是多少？").answers] == ["35亿元"]


def test_a_store_that_another_process_writes_fails_with_the_reason(tmp_path: Path) -> None:
    library = Library(build_store(tmp_path / "store", harbour()))
    with library.writing():
        other = Library(library.store)
        *_, last = read_files(other, [EXAMPLES / "sample-report.txt"])
    assert [one.stage for one in last] == ["failed"]
    assert "正在写入" in last[0].problem
