"""Questions in other words than the text's, where no fact holds the answer: a sentence near in meaning is read."""
from __future__ import annotations

from pathlib import Path

import pytest
from qa_graph import Report, e, snapshot

from bench.reader import fit
from kg.errors import DataError
from kg.index import Passage
from qa import Engine
from qa.match import Fit
from qa.reader import Candidate, load


@pytest.fixture(scope="module")
def engine() -> Engine:
    r = Report()
    r.figure("全省农机总动力达680万千瓦", e("Entity", "全省农机"), "总动力", "680", "万千瓦")
    r.say("2025年,柑橘、茶叶、中药材等特色产业的机械化进程明显加快")
    r.say("农机租赁业务集中在湖州、台州、衢州三市")
    r.say("合作社要添置的设备包括烘干机、色选机、包装机等")
    r.say("当地农机手平均年龄偏大,青年人才不足")
    r.say("农机检验站每年组织两次安全检查")
    r.say("青禾农机公司推出“地头管家”订单平台;苗山农机公司的订单由镇上的服务站受理")
    r.say("秸秆还田补贴由县级财政承担")
    return Engine(snapshot(r.claims(title="某省农机发展报告(2025)")))


@pytest.mark.parametrize(("question", "answers"), [
    ("农机租赁业务密布在哪几个市？", ["湖州", "台州", "衢州"]),
    ("合作社打算买哪几样设备？", ["烘干机", "色选机", "包装机"]),
])
def test_a_list_is_found_in_other_words(engine: Engine, question: str, answers: list[str]) -> None:
    answer = engine.ask(question)
    assert [item.text for item in answer.answers] == answers
    assert answer.basis == "read"
    # The query shown gives the same rows.
    assert [row["answer"].value for row in engine.snapshot.select(answer.sparql)] == answers


@pytest.mark.parametrize("question", [
    "2019年农机租赁业务密布在哪几个市？",             # another year
    "建设银行的农机租赁业务集中在哪几个城市？",       # somebody the text does not know
    "苗山农机公司的订单平台叫什么名字？",             # another's
    "合作社跟哪几所大学签了协议？",                   # nothing is said of it
])
def test_nothing_makes_up_for_another_year_or_name(engine: Engine, question: str) -> None:
    assert engine.ask(question).status == "no_answer"


def test_without_an_encoder_only_words_count() -> None:
    r = Report()
    r.figure("全省农机总动力达680万千瓦", e("Entity", "全省农机"), "总动力", "680", "万千瓦")
    r.say("农机租赁业务集中在湖州、台州、衢州三市")
    engine = Engine(snapshot(r.claims()))
    engine._load_encoder = lambda: None                 # type: ignore[method-assign]  # as settings without one
    assert engine.ask("农机租赁业务密布在哪几个市？").status == "no_answer"


def test_a_fit_tells_what_counts() -> None:
    from bench.reader import Judged

    def one(value: float) -> Candidate:
        passage = Passage("d", "", 0, 3, "甲乙丙")
        return Candidate("list", passage, ((0, 1),), Fit(1, 1, ""), {"said": value, "noise": 1.0})

    judged = [Judged(str(i), "", "list", [one(0.9), one(0.1), one(0.2)], [True, False, False]) for i in range(40)]
    fitted = fit(judged)
    assert fitted(one(0.9)) > 0.6 > 0.4 > fitted(one(0.1))


def test_a_damaged_table_says_where(tmp_path: Path) -> None:
    table = tmp_path / "reader.tsv"
    table.write_text("kind\tfeature\tweight\nlist\tleast\t0.5\nlist\tsaid\tviel\n", "utf-8")
    with pytest.raises(DataError, match="reader.tsv"):
        load(table)
