"""Questions that lean on the one before, and what is said where there is no answer."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qa_graph import ports, snapshot

from kg.errors import DataError
from qa import Engine, conversation, rules


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(snapshot(ports()))


@pytest.mark.parametrize(("first", "then", "answers"), [
    # another one of the kind, another place, another class, another measure
    ("恒泰保险的船舶险渗透率是多少?", "那瑞岸保险呢?", ["58%"]),
    ("柳浦市的智能闸口覆盖率是多少?", "南屿呢？", ["37%"]),
    ("柳浦市的智能闸口覆盖率是多少?", "換成澄江市呢?", ["48%"]),
    ("港口保险的业务规模是多少?", "增速呢?", ["31%"]),
    ("港口保险的业务规模是多少?", "那港口支付?", ["95亿元"]),
    # what 它 or 这家银行 stands for: the answer, else what was asked about
    ("哪家银行搭建了港融通平台?", "它与哪家银行合作?", ["岚山银行"]),
    ("潮汐贷覆盖多少船东?", "它是哪家银行推出的?", ["松城银行"]),
    ("港融通平台是谁搭建的?", "这家银行与哪家银行开展合作?", ["岚山银行"]),
    # nothing is named anew
    ("潮汐贷出自哪家银行?", "覆盖了多少船东?", []),
    ("港融通平台是谁搭建的?", "潮汐贷出自哪家银行?", ["松城银行"]),
])
def test_a_question_leans_on_the_one_before(engine: Engine, first: str, then: str, answers: list[str]) -> None:
    before = engine.ask(first)
    assert before.status == "answered"
    assert [i.text for i in engine.ask(then, after=before).answers] == answers


def test_the_question_is_told_in_full_and_carries_on(engine: Engine) -> None:
    first = engine.ask("恒泰保险的船舶险渗透率是多少?")
    second = engine.ask("那瑞岸保险呢?", after=first)
    assert second.asked == "瑞岸保险的船舶险渗透率是多少?"
    assert second.asked in second.interpretation
    assert second.question == "那瑞岸保险呢?"
    third = engine.ask("恒泰保险呢?", after=second)
    assert [i.text for i in third.answers] == ["72%"]


@pytest.mark.parametrize(("first", "then"), [
    ("恒泰保险的船舶险渗透率是多少?", "2019年呢?"),
    ("恒泰保险的船舶险渗透率是多少?", "那珠峰保险呢?"),
    ("潮汐贷出自哪家银行?", "那明天的天气呢?"),
])
def test_a_follow_up_without_an_answer_is_refused(engine: Engine, first: str, then: str) -> None:
    assert engine.ask(then, after=engine.ask(first)).status == "no_answer"


def test_the_nearest_facts_are_offered_and_are_no_answers(engine: Engine) -> None:
    answer = engine.ask("2019年柳浦市的智能闸口覆盖率是多少?")
    assert (answer.status, answer.answers) == ("no_answer", ())
    assert "2025年柳浦市智能闸口的覆盖率：55%" in [item.text for item in answer.nearest]
    assert all(item.evidence for item in answer.nearest)
    assert "nearest" not in answer.to_json()
    assert "并非答案" in answer.to_text()
    assert engine.ask("打开文件要装什么软件?").nearest == ()


def test_a_bad_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "followups.tsv"
    shutil.copy(rules.DATA / "followups.tsv", path)
    path.write_text(path.read_text("utf-8") + "perhaps\t呢\t人保呢\t\n", "utf-8")
    with pytest.raises(DataError, match="perhaps"):
        conversation.load(path)
