"""Which property of an imported thing a question means, where the question does not say its name as it is."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.rdf import read_graph
from kg.repository import Repository
from qa import Engine
from qa.answer import Answer

GRAPH = """@prefix ex: <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:lyrics rdfs:label "填词"@zh . ex:score rdfs:label "谱曲"@zh . ex:arranged rdfs:label "编曲"@zh .
ex:capacity rdfs:label "总库容"@zh . ex:basin rdfs:label "集水面积"@zh . ex:done rdfs:label "竣工时间"@zh .
ex:speech rdfs:label "对白"@zh . ex:writer rdfs:label "编剧"@zh . ex:tongue rdfs:label "语言"@zh .
ex:cycle rdfs:label "出版周期"@zh . ex:history rdfs:label "出版历史"@zh . ex:good rdfs:label "优点"@zh .
ex:other rdfs:label "医院别名"@zh . ex:hospital rdfs:label "医院名称"@zh . ex:feature rdfs:label "项目特色"@zh .
ex:villages rdfs:label "- 行政村数"@zh . ex:units rdfs:label "村级区划单位数"@zh .
ex:song rdfs:label "蓝铃曲" ; ex:lyrics "江一舟" ; ex:score "白若溪" ; ex:arranged "乔北望" .
ex:dam rdfs:label "青螺水库" ; ex:capacity "2.4亿立方米" ; ex:basin "310平方公里" ; ex:done "1991年" .
ex:series rdfs:label "云港往事1" ; ex:speech "普通话、方言" . ex:drama rdfs:label "灯塔人家" ; ex:tongue "粤语" ;
    ex:writer "沈小满" .
ex:journal rdfs:label "海潮学报" ; ex:cycle "月刊" ; ex:history "1956年至今" .
ex:funding rdfs:label "分期回购融资" ; ex:good "不占用授信额度" .
ex:ward rdfs:label "云港一院口腔科" ; ex:other "云港第一医院口腔科" ; ex:hospital "云港一院口腔科" .
ex:tower rdfs:label "望潮大厦" ; ex:feature "甲级" . ex:town rdfs:label "柳溪镇" ; ex:villages 18 ; ex:units 25 .
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    path = tmp_path_factory.mktemp("imported") / "things.ttl"
    path.write_text(GRAPH, "utf-8")
    repository = Repository.in_memory()
    repository.add_graph(read_graph(path))
    return Engine(repository.view()).ask


@pytest.mark.parametrize(("question", "answer"), [
    ("蓝铃曲是谁作的曲？", "白若溪"),                    # a verb and its object, parted
    ("蓝铃曲是谁填的词", "江一舟"),
    ("谁知道蓝铃曲是谁做的曲？", "白若溪"),
    ("青螺水库一共能储多少水？", "2.4亿立方米"),
    ("青螺水库可蓄多少水", "2.4亿立方米"),
    ("灯塔人家是什么语的电视剧", "粤语"),                # the class of the thing told last
    ("云港往事的对白是什么语言？", "普通话、方言"),        # the class of the value told last; a name told in part
    ("海潮学报是什么时候出版的？", "1956年至今"),          # a cycle is no point in time
    ("分期回够容资有什么优点？", "不占用授信额度"),        # two characters wrong in six
    ("云港一院口腔科又叫做什么？", "云港第一医院口腔科"),  # its own name is no news
    ("云港一院口腔科在哪个医院？", "云港一院口腔科"),
    ("望潮大厦的级别是什么？", "甲级"),                  # a value of the kind asked for
    ("柳溪镇有多少个村？", "18"),                        # counted is what stands before 数
])
def test_the_property_meant(ask: Callable[[str], Answer], question: str, answer: str) -> None:
    assert [item.text for item in ask(question).answers] == [answer]


@pytest.mark.parametrize("question", ["望潮大厦的物业费是多少？", "海潮学报是谁创办的？", "青螺水库的坝高是多少？",
                                      "蓝铃曲是谁唱的？", "灯塔人家是谁导演的？"])
def test_no_property_fits(ask: Callable[[str], Answer], question: str) -> None:
    assert ask(question).status == "no_answer"


def test_a_refusal_says_what_is_known_of_the_thing(ask: Callable[[str], Answer]) -> None:
    assert "没有它的这一项。已有：出版历史、出版周期" in ask("海潮学报是谁创办的？").interpretation


@pytest.mark.parametrize("question", ["青螺大坝的竣工时间", "云港二院口腔科的医院别名是什么？"])
def test_another_name_is_another_thing(ask: Callable[[str], Answer], question: str) -> None:
    assert ask(question).status == "no_answer"
