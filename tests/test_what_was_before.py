"""从甲增加到乙: what it was, what it became, and how long ago; invented sentences."""
from __future__ import annotations

import pytest
from qa_graph import Report, e, snapshot

from qa import Engine
from tests.test_observations import read
from tests.test_scope import when


def test_the_old_figure_is_of_the_year_before_the_years_spoken_of() -> None:
    text = "五年来,主要做了以下工作。\n冷库容量从130万吨增加到260万吨。\n2022年,泵站数量从70座增加到90座。"
    assert [when(c) for c in read(text, "2023年某省政府工作报告")] == ["2017", "2022", "", "2022"]


@pytest.fixture(scope="module")
def engine() -> Engine:
    r = Report()
    loans, rail, road = e("Product", "渔业贷款"), e("Scenario", "城际铁路"), e("Scenario", "城际公路")
    grew = "渔业贷款余额从16亿元增加到27亿元"
    for value, period in (("16", "2020"), ("27", "2025")):
        r.figure(grew, loans, "余额", value, "亿元", factor="100000000", base_unit="元", period=period)
    for value, period in (("25", "2020"), ("42", "2025")):
        r.figure("城际铁路运营里程从25公里增加到42公里", rail, "运营里程", value, "公里", period=period)
    for value, period in (("13", "2020"), ("17", "2025")):
        r.figure("城际铁路运营里程从25公里增加到42公里,城际公路里程从13公里增加到17公里", road, "里程", value, "公里",
                 period=period)
    r.figure("泵站数量增加到90座", e("Scenario", "泵站"), "数量", "90", "座")
    r.figure("渔船登记时间从1个月以上压缩到目前的平均4个工作日以内", e("Scenario", "渔船"), "登记时间", "1", "个月",
             period="")
    r.say("船厂审批周期由20天缩短至3天")
    return Engine(snapshot(r.claims(title="青海省2025年发展公报")))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("渔业贷款余额五年前是多少?", ["16亿元"]),
        ("五年前渔业贷款余额是多少?", ["16亿元"]),
        ("渔业贷款余额原来是多少?", ["16亿元"]),
        ("渔业贷款余额之前是多少?", ["16亿元"]),
        ("渔业贷款余额是多少?", ["27亿元"]),
        ("渔业贷款余额增加到多少?", ["27亿元"]),
        ("渔业贷款余额增加了多少?", ["11亿元"]),
        ("城际铁路里程五年前是多少?", ["25公里"]),          # not the neighbour's, which is called just 里程
        ("渔船登记时间压缩到几天?", ["4个工作日"]),
        ("船厂审批周期原来是几天?", ["20天"]),
        ("船厂审批周期缩短到几天?", ["3天"]),
        ("渔业贷款余额三年前是多少?", []),
        ("泵站数量五年前是多少?", []),                     # only what it became is told
        ("船厂审批周期五年前是几天?", []),                  # from when it was so is not said
    ],
)
def test_old_and_new(engine: Engine, question: str, answer: list[str]) -> None:
    assert [item.text for item in engine.ask(question).answers] == answer
