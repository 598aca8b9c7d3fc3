"""Definitions, reasons and publishers: what is no definition and no reason is no answer; invented sentences."""
from __future__ import annotations

import re

import pytest
from qa_graph import Report, e, snapshot

from kg.types import Sentence
from qa import Engine, defined


@pytest.fixture(scope="module")
def engine() -> Engine:
    r = Report()
    r.figure("泵站数量达到90座", e("Scenario", "泵站"), "数量", "90", "座")
    for sentence in (
        "蓝海金融是综合运用信贷、保险等工具,服务海洋产业发展的一系列金融活动总和,包括渔业信贷等",
        "所谓牧光互补,是在草场上方架设光伏组件并继续放牧",
        "“碳汇渔业”是指通过养殖贝藻吸收二氧化碳的渔业生产活动",
        "智慧港航是发展海洋经济的重要举措",
        "落实《关于支持智慧港航建设的实施办法》,加快建设智慧港航",
        "建立渔港统计制度,加强渔港数据共享",
        "由于船龄普遍偏高,渔船保险费率上升",
    ):
        r.say(sentence)
    sentences = tuple(Sentence(m.start(), m.end(), 0) for m in re.finditer(r"[^。\n]+。?", r.text))
    title = "关于印发《东湾市海洋经济行动计划》的通知"
    return Engine(snapshot(r.claims(title=title, publisher="东湾市海洋局", sentences=sentences)))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("蓝海金融是什么?", ["综合运用信贷、保险等工具,服务海洋产业发展的一系列金融活动总和"]),
        ("什么是蓝海金融?", ["综合运用信贷、保险等工具,服务海洋产业发展的一系列金融活动总和"]),
        ("什么是牧光互补?", ["在草场上方架设光伏组件并继续放牧"]),
        ("碳汇渔业是指什么?", ["通过养殖贝藻吸收二氧化碳的渔业生产活动"]),
        ("智慧港航是什么?", []),                          # praise and a title define nothing
        ("为什么要加强渔港数据共享?", []),                 # the order beside it is no reason
        ("为什么渔船保险费率上升?", ["船龄普遍偏高"]),
        ("行动计划是谁印发的?", ["东湾市海洋局"]),
        ("实施办法是谁印发的?", []),                       # another document than this one
    ],
)
def test_definitions_reasons_and_publishers(engine: Engine, question: str, answer: list[str]) -> None:
    assert [item.text for item in engine.ask(question).answers] == answer


@pytest.mark.parametrize("question", ["平台的名称是什么?", "甲平台有什么功能?", "什么时候发布?", "是什么?"])
def test_what_asks_for_no_meaning(question: str) -> None:
    assert not defined.asked(question)
