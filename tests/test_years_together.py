"""What several years come to is the figure of none of them alone; invented sentences."""
from __future__ import annotations

import pytest
from qa_graph import Report, e, snapshot

from kg.text.period import find_stretch
from qa import Engine
from tests.test_observations import read
from tests.test_scope import when

TITLE = "2023年某省政府工作报告"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("五年累计减税540亿元、降费28亿元。", ["2018/2022", "2018/2022"]),
        # When the years ended is not said.
        ("经过四年持续努力,近12万户居民实现搬迁。", [""]),
        ("三年新建充电站260座。", ["2020/2022"]),
        # A paragraph that only says of what years it speaks holds for those after it.
        ("五年来,主要做了以下工作。\n改造老旧小区160个。森林覆盖率达到24%。\n新设12个综合试验区。",
         ["2018/2022", "2022", "2018/2022"]),
        # A paragraph's own years, or its own year, end with it.
        ("五年来,主要做了以下工作。\n十年来粮食产量增长18%。\n新建水库9座。",
         ["2013/2022", "2018/2022"]),
        ("五年来,主要做了以下工作。\n2022年新建水库3座。\n2022年,新建泵站7座。新建水闸8座。", ["2022"] * 3),
        # What stands at the end of the years, and what is so in each of them.
        ("五年来,主要做了以下工作。\n已设9个试验区。每年惠及3万名学生。", ["2022", "2022"]),
    ],
)
def test_a_sum_is_of_all_the_years_spoken_of(text: str, expected: list[str]) -> None:
    assert [when(c) for c in read(text, TITLE)] == expected


def test_the_number_of_years_is_no_part_of_a_name() -> None:
    claims = read("五年总体负债率控制在3%以内。五年平均入学率达96%。", TITLE)
    assert not any("五年" in c.subject.name + c.indicator for c in claims)


@pytest.mark.parametrize(
    ("text", "years", "reach"),
    [("五年来,新建水库9座", 5, "text"), ("过去三年成效明显", 3, "text"), ("十年增加70亿元", 10, "clause"),
     ("经过八年努力,全部通车", 8, "sentence"), ("两年1.4万人落户", 2, "clause")],
)
def test_so_many_years_together(text: str, years: int, reach: str) -> None:
    found = find_stretch(text)
    assert found is not None
    assert (found.years, found.reach) == (years, reach)


@pytest.mark.parametrize("text", ["三年期贷款", "五年前的规模", "一年来", "五年10%的利率", "五年规划", "经过三年级"])
def test_what_speaks_of_no_years_together(text: str) -> None:
    assert find_stretch(text) is None


@pytest.fixture(scope="module")
def engine() -> Engine:
    r = Report()
    r.figure("五年累计发放绿色补贴540亿元", e("Product", "绿色补贴"), "发放额", "540", "亿元", factor="100000000",
             base_unit="元", period="2021/2025")
    r.figure("改造老旧泵站167座", e("Scenario", "老旧泵站"), "改造数量", "167", "座", period="2021/2025")
    r.figure("快速公路里程达到42公里", e("Scenario", "快速公路"), "里程", "42", "公里")
    r.figure("2025年减税30亿元", e("Province", "青海省"), "减税额", "30", "亿元", factor="100000000", base_unit="元")
    r.figure("2021年至2025年,海带产量年均增长率为12.5%", e("Product", "海带"), "产量年均增长率", "12.5", "%",
             period="2021/2025")
    r.say("经过八年持续努力,全省83个偏远村全部通电")
    r.say("2025年是规划的最后一年")
    return Engine(snapshot(r.claims(title="青海省2025年发展公报")))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("2025年发放绿色补贴多少亿元?", []),
        ("2025年发放绿色补贴540亿元吗?", []),
        ("2025年改造老旧泵站多少座?", []),
        ("2025年有多少个偏远村通电?", []),
        ("2021到2025年海带产量的年均增长率是多少?", ["12.5%"]),
        ("2023年海带产量的年均增长率是多少?", []),
        ("五年减税额是多少?", []),                        # of one year
        ("五年累计发放绿色补贴多少亿元?", ["540亿元"]),
        ("老旧泵站改造数量是多少?", ["167座"]),
        ("全省有多少个偏远村通电?", ["83个"]),
        ("2025年快速公路里程是多少?", ["42公里"]),
        ("2025年减税额是多少?", ["30亿元"]),
    ],
)
def test_a_question_for_one_year_is_not_answered_by_the_sum(engine: Engine, question: str, answer: list[str]) -> None:
    assert [item.text for item in engine.ask(question).answers] == answer
