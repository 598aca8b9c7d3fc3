"""A question that restricts what a figure is of, or says whose value it wants, is answered by nothing that does not."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from qa_graph import Report, e, snapshot

from ingest.pipeline import Kit, extract
from kg.repository import Repository
from qa import Engine
from qa.answer import Answer

CLINICS = """医院,所在地,院长,2024年收入（万元）,医生人数（人）,科研投入（万元）,毛利率（%）
青山医院,长沙,陆明,5200,310,240,18.5
碧水医院,南昌,高原,4100,260,150,22.1
白鹭医院,厦门,陆明远、许安,7300,480,900,25.4
"""
TABLE_ANSWERED = {
    "哪家医院的院长是陆明？": ["青山医院"],
    "院长是高原的医院是哪家？": ["碧水医院"],
    "哪家医院的院长叫许安？": ["白鹭医院"],
    "青山医院的毛利率是多少？": ["18.5%"],
    "青山医院的院长姓名是什么？": ["陆明"],
    "青山医院现有多少名医生？": ["310人"],
    "青山医院2024年总收入是多少？": ["5200万元"],
}
TABLE_REFUSED = [
    "哪家医院的院长是刘大海？", "哪家医院的院长是陆明华？", "哪家医院的院长不是陆明？", "哪家医院的副院长是陆明？",
    "青山医院的净利率是多少？", "青山医院的净利润率是多少？", "青山医院的副院长是谁？", "青山医院的前院长是谁？",
    "青山医院的名誉院长是谁？", "青山医院的院长助理是谁？", "青山医院的女医生有多少？", "青山医院的离职医生有多少人？",
    "青山医院的科研人员有多少？", "青山医院的医生满意度是多少？", "青山医院2024年净收入是多少？",
    "青山医院2024年海外收入是多少？",
]
REPORT_ANSWERED = {
    "学前教育毛入园率是多少？": ["91.2%"],
    "学前教育普惠率是多少？": ["88.7%"],
    "货物进出口总额增长多少？": ["6.1%"],
    "农村居民用电量是多少？": ["310亿千瓦时"],
    "城镇道路里程是多少？": ["52万公里"],
    "养老服务床位净增多少张？": ["8万张"],           # 净增 is a verb
    "国外药品销售额是多少？": ["12亿美元"],            # told as 出口
}
REPORT_REFUSED = [
    "学前教育净入园率是多少？", "农村学前教育普惠率是多少？", "货物进口总额增长多少？", "货物出口总额增长多少？",
    "城镇居民用电量是多少？", "农村道路里程是多少？", "中央专项资金支出是多少？",
]


@pytest.fixture(scope="module")
def of_table(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    path = tmp_path_factory.mktemp("tables") / "clinics.csv"
    path.write_text(CLINICS, "utf-8")
    repository = Repository.in_memory()
    repository.add(extract(Kit.load(), path))
    return Engine(repository.view()).ask


@pytest.fixture(scope="module")
def of_report() -> Callable[[str], Answer]:
    r = Report()
    school = e("Scenario", "学前教育")
    r.figure("学前教育毛入园率提高到91.2%", school, "毛入园率", "91.2", "%")
    r.figure("持续改善农村学前教育办学条件,学前教育普惠率提高到88.7%", school, "普惠率", "88.7", "%")
    r.figure("货物进出口总额增长6.1%", e("Entity", "货物"), "进出口总额增长率", "6.1", "%")
    r.figure("农村居民用电量为310亿千瓦时", e("Group", "农村居民"), "用电量", "310", "亿千瓦时")
    r.figure("城镇道路里程达52万公里", e("Entity", "道路"), "里程", "52", "万公里")
    r.figure("养老服务床位新增8万张", e("Scenario", "养老服务"), "新增床位", "8", "万张")
    r.figure("药品出口销售额12亿美元", e("Entity", "药品"), "出口销售额", "12", "亿美元")
    r.say("专项资金支出率为2.8%,中央专项资金支出进度加快")
    return Engine(snapshot(r.claims(title="民生发展报告"))).ask


@pytest.mark.parametrize("question", TABLE_ANSWERED)
def test_a_row_is_found_by_what_its_cell_says(of_table: Callable[[str], Answer], question: str) -> None:
    assert [item.text for item in of_table(question).answers] == TABLE_ANSWERED[question]


@pytest.mark.parametrize("question", TABLE_REFUSED)
def test_a_neighbouring_column_is_no_answer(of_table: Callable[[str], Answer], question: str) -> None:
    assert of_table(question).status == "no_answer"


@pytest.mark.parametrize("question", REPORT_ANSWERED)
def test_a_figure_that_says_the_modifier_is_one(of_report: Callable[[str], Answer], question: str) -> None:
    assert [item.text for item in of_report(question).answers] == REPORT_ANSWERED[question]


@pytest.mark.parametrize("question", REPORT_REFUSED)
def test_a_figure_without_the_modifier_is_none(of_report: Callable[[str], Answer], question: str) -> None:
    assert of_report(question).status == "no_answer"
