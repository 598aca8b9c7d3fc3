"""What holds for a whole document: its year, the years of a plan, its region, what is to be done; invented texts."""

from __future__ import annotations

import re
from datetime import date

import pytest

from ingest.mentions import find_mentions
from ingest.observations import observe
from kg.types import Document, ObservationClaim, Section, Sentence
from tests.test_observations import _lexicon, _tagger, read, row

PLAN = "云岭市智慧渔业三年行动计划（2026—2028年）"


def planned(text: str, *, section: str = "重点任务", title: str = PLAN) -> list[ObservationClaim]:
    sentences = tuple(Sentence(m.start(), m.end(), 0) for m in re.finditer(r"[^。\n]+。?", text))
    sections = (Section("一", section, 1, 0, 0, len(text), -1),)
    document = Document(
        "d", "d.txt", "d.txt", "0", "text/plain", title, text, (), (), sections, sentences, published=None, kind="plan"
    )
    tokens = _tagger().tag(document)
    return observe(None, document, tokens, find_mentions(_lexicon(), document, tokens))  # type: ignore[arg-type]


def when(c: ObservationClaim) -> str:
    return c.period.text if c.period else ""


@pytest.mark.parametrize(
    ("text", "subject", "period"),
    [
        ("建设3个渔业装备中试平台。", "渔业装备中试平台", "2026/2028"),
        ("由市农业农村局牵头,每年组织实施8项关键技术攻关项目。", "关键技术攻关项目", "2026/2028"),
        ("到2027年,新建深海养殖基地5个以上。", "深海养殖基地", "2027"),
    ],
)
def test_what_a_plan_orders_is_a_target(text: str, subject: str, period: str) -> None:
    [claim] = planned(text)
    assert (claim.subject.name, claim.status, when(claim)) == (subject, "target", period)


def test_where_a_plan_tells_what_is_it_states_facts() -> None:
    [claim] = planned("截至2025年底,全市拥有渔业企业860家。", section="发展基础")
    assert (claim.status, when(claim)) == ("actual", "2025")
    [claim] = planned("渔业装备自给率为35%。", section="发展基础")
    assert (claim.status, when(claim)) == ("actual", "")


def test_the_old_value_of_an_aim_is_a_fact() -> None:
    old, new = planned("到2028年,水产品加工率由42%提高到60%。")
    assert (old.status, new.status, when(new)) == ("actual", "target", "2028")


def test_a_region_no_gazetteer_knows_is_the_home_of_its_plan() -> None:
    [claim] = planned("截至2025年底,全市拥有渔业企业860家。", section="发展基础")
    assert claim.region is not None
    assert claim.region.name == "云岭市"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "对首次认定的省级渔业龙头企业,给予最高300万元奖励;对购置深海网箱的企业,按设备投资额的15%给予补贴。",
            [
                ("首次认定的省级渔业龙头企业", "最高奖励额", "300", "万元", "<="),
                ("购置深海网箱的企业", "设备投资额补贴比例", "15", "%", "="),
            ],
        ),
        ("对新建冷库的企业给予0.3元/kWh补贴。", [("新建冷库的企业", "补贴额", "0.3", "元/kWh", "=")]),
        (
            "设立10亿元智慧渔业发展基金,首期规模3亿元。",
            [
                ("智慧渔业发展基金", "规模", "10", "亿元", "="),
                ("智慧渔业发展基金", "首期规模", "3", "亿元", "="),
            ],
        ),
        (
            "培育产值超亿元企业12家、专精特新企业40家。",
            [("产值超亿元企业", "培育数量", "12", "家", "="), ("专精特新企业", "培育数量", "40", "家", "=")],
        ),
    ],
)
def test_grants_funds_and_what_is_to_be_fostered(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [row(c) for c in planned(text)] == expected


def test_a_bulletin_speaks_of_the_year_in_its_title_though_published_later() -> None:
    text = "全年渔业增加值86亿元,比上年增长4%。"
    document_title = "云岭市2024年渔业统计公报"
    [level, change] = read(text, document_title)
    assert (when(level), change.base and change.base.period) == ("2024", "2023")
    later = planned(text, section="综合", title=document_title)
    assert [when(c) for c in later] == ["2024", "2024"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("过去五年,经济平稳增长。粮食产量年均增长2.1%,达到1.2亿吨。", ["2018/2022", "2022"]),
        ("五年累计建成充电桩42万个,充电桩利用率达18%。", ["2018/2022", "2022"]),
        ("粮食产量十年增长18%。粮食产量增长2%。", ["2013/2022", "2022"]),
    ],
)
def test_what_is_summed_over_years_is_of_all_of_them(text: str, expected: list[str]) -> None:
    assert [when(c) for c in read(text, "2023年某省政府工作报告")] == expected


def test_a_plan_made_before_its_years_speaks_from_the_year_before() -> None:
    [claim] = planned("力争2028年水产品加工率达到60%。")
    assert claim.status == "target"
    assert claim.period is not None
    assert claim.period.start > date(2025, 12, 31)


def test_the_company_of_a_heading_is_what_its_paragraph_calls_the_company() -> None:
    text = "1.1白桦数控:五轴机床龙头\n公司总部位于沈阳,2024年营业收入86亿元。净利润9亿元。"
    assert [row(c)[:2] for c in planned(text, section="重点公司", title="2024年机床行业深度报告")] == [
        ("白桦数控", "营业收入"),
        ("白桦数控", "净利润"),
    ]


@pytest.mark.parametrize(
    "text",
    ["职业培训与学历教育是两种不同类型。", "在10个左右紧缺领域大力开展培训。", "平台成本高于2023年的水平。"],
)
def test_what_says_where_or_what_kind_counts_nothing(text: str) -> None:
    assert read(text) == []


def test_what_is_done_is_done_to_the_thing_that_only_the_first_names() -> None:
    found = read("花生种植、收获机械化率分别达到65%和55%。")
    assert [row(c)[:3] for c in found] == [("花生种植", "机械化率", "65"), ("花生收获", "机械化率", "55")]


def test_a_year_compared_with_is_not_the_year_of_what_follows() -> None:
    found = read("2024年北岳银行不良率为1.4%,高于2021年的0.9%。拨备覆盖率为210%。")
    assert [(row(c)[2], when(c)) for c in found] == [("1.4", "2024"), ("0.9", "2021"), ("210", "2024")]
