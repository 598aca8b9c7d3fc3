"""What a question says of whom and what: the whole country, an aim, money, what else. A near miss is no answer."""
from __future__ import annotations

import pytest
from qa_graph import Report, e, snapshot

from qa import Engine

ANSWERED = {
    "青海省2025年地区生产总值是多少?": ["4100亿元"],
    "青海省森林覆盖率是多少?": ["7.5%"],
    "全国粮食产量是多少?": ["7.1亿吨"],                       # told of the country in a report about one province
    "湖东银行的绿电贷余额是多少?": ["36亿元"],
    "推出绿电贷的银行还推出了什么?": ["草场贷"],
    "公路里程增加了多少?": ["0.9万公里"],                     # and not where it ended
}
REFUSED = [
    "2025年全国生产总值是多少?",                              # a province's
    "全国森林覆盖率是多少?",
    "我国工业用电量是多少?",                                 # the same where only the text has it
    "2025年生产总值预期目标是多少?",                          # what was reached is no aim
    "湖东银行的绿电贷成本是多少?",                            # 余额 is not 成本
    "居民收入增长了多少?",                                   # 年均 is another measure
    "推出光伏贷的银行还推出了什么?",                          # nothing else
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    r = Report()
    place, loan, sun = e("Province", "青海省"), e("Product", "绿电贷"), e("Product", "光伏贷")
    r.figure("2025年,全省地区生产总值4100亿元", place, "地区生产总值", "4100", "亿元", factor="100000000",
             base_unit="元", region=place)
    r.figure("全省森林覆盖率达7.5%", e("Entity", "森林"), "覆盖率", "7.5", "%", region=place)
    r.figure("全国粮食产量达7.1亿吨", e("Entity", "粮食"), "产量", "7.1", "亿吨", factor="100000000", base_unit="吨")
    r.figure("居民收入年均增长6%", e("Group", "居民"), "收入年均增长率", "6", "%")
    r.relation("湖东银行推出绿电贷、草场贷", e("Bank", "湖东银行"), "provides", "推出", loan, e("Product", "草场贷"))
    r.relation("湖西银行推出光伏贷", e("Bank", "湖西银行"), "provides", "推出", sun)
    r.figure("绿电贷余额36亿元", loan, "余额", "36", "亿元", factor="100000000", base_unit="元")
    r.say("工业用电量达830亿千瓦时")
    r.say("公路里程从7.9万公里增加到8.8万公里")
    return Engine(snapshot(r.claims(title="青海省2025年发展公报")))


@pytest.mark.parametrize("question", ANSWERED)
def test_is_answered(engine: Engine, question: str) -> None:
    assert [item.text for item in engine.ask(question).answers] == ANSWERED[question]


@pytest.mark.parametrize("question", REFUSED)
def test_a_near_miss_is_no_answer(engine: Engine, question: str) -> None:
    assert [item.text for item in engine.ask(question).answers] == []
