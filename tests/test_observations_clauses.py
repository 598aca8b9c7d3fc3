"""Observations over clauses: who acts, what was brought about, what is carried and what is not; invented sentences."""

from __future__ import annotations

import pytest

from tests.test_observations import read, row

DEEDS = [
    ("甲省打造智慧渔业公共平台,服务渔企350余家。", ["智慧渔业公共平台 服务渔企数 350 家 >"]),
    (
        "小额创业贷款全年累计发放620亿元,惠及43万户。",
        ["小额创业贷款 累计发放额 620 亿元 =", "小额创业贷款 惠及数量 43 万户 ="],
    ),
    ("第三方支付机构全年为小微商户减免手续费31亿元。", ["第三方支付机构 减免手续费 31 亿元 ="]),
    ("有6家企业在年内上市。", ["企业 年内上市的企业数量 6 家 ="]),
    (
        "启明检测公共服务平台取得了86项检验资质,全年为312家企业出具报告2.4万份。",
        [
            "启明检测公共服务平台 取得检验资质数量 86 项 =",
            "启明检测公共服务平台 服务企业数 312 家 =",
            "启明检测公共服务平台 出具报告数 2.4 万份 =",
        ],
    ),
    ("北方重工收购了南岭机械45%的股权。", ["北方重工 收购南岭机械股权比例 45 % ="]),
    ("42%的消费者担心隐私外泄。", ["消费者 担心隐私外泄的比例 42 % ="]),
    ("北京、上海、杭州三城集聚了全国46%的芯片设计企业。", ["芯片设计企业 占全国比重 46 % ="]),
    (
        "全国累计建成充电站15.6万座,每万人拥有充电站1.1座。",
        ["充电站 累计建成数量 15.6 万座 =", "充电站 每万人拥有数量 1.1 座 ="],
    ),
]


def told(text: str, title: str = "2024年产业研究报告") -> list[str]:
    return [" ".join(row(c)) for c in read(text, title)]


@pytest.mark.parametrize(("text", "expected"), DEEDS, ids=[d[0][:12] for d in DEEDS])
def test_what_is_done_and_to_what(text: str, expected: list[str]) -> None:
    assert told(text) == expected


CHANGES = [
    ("平板电脑出货量同比下降12.4%至1860万台。", ["平板电脑 出货量同比下降率 12.4 % =", "平板电脑 出货量 1860 万台 ="]),
    ("招商银行净息差同比下降12bp至1.61%。", ["招商银行 净息差同比下降 12 bp =", "招商银行 净息差 1.61 % ="]),
    (
        "造纸业产值同比增长3.1%,增速较上年回落2.4个百分点。",
        ["造纸业 产值同比增长率 3.1 % =", "造纸业 产值增速较上年回落 2.4 个百分点 ="],
    ),
    ("造船业出口额由负转正,同比增长6.5%。", ["造船业 出口额同比增长率 6.5 % ="]),
    (
        "服务机器人产量由2020年的18万台增至2024年的52万台,年均复合增长率达30.4%。",
        ["服务机器人 产量 18 万台 =", "服务机器人 产量 52 万台 =", "服务机器人 产量年均复合增长率 30.4 % ="],
    ),
    (
        "涉农小微贷款余额9.6万亿元,同比多增0.3万亿元。",
        ["涉农小微贷款 余额 9.6 万亿元 =", "涉农小微贷款 余额同比多增 0.3 万亿元 ="],
    ),
    (
        "智能阅卷使平均批改时间由20分钟缩短到3分钟。",
        ["智能阅卷 此前平均批改时间 20 分钟 =", "智能阅卷 平均批改时间 3 分钟 ="],
    ),
    ("某类纤维规模达320亿元,增速为15%。", ["某类纤维 规模 320 亿元 =", "某类纤维 规模增速 15 % ="]),
    ("冷藏车保有量4.1万辆,较五年前翻了一番。", ["冷藏车 保有量 4.1 万辆 =", "冷藏车 保有量较五年前翻番 1 番 ="]),
]


@pytest.mark.parametrize(("text", "expected"), CHANGES, ids=[d[0][:12] for d in CHANGES])
def test_changes_and_the_levels_they_lead_to(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_parallel_parts_name_the_same_indicator() -> None:
    found = told("国有大型银行普惠贷款余额9万亿元;城市商业银行余额3万亿元。")
    assert found[1] == "城市商业银行 普惠贷款余额 3 万亿元 ="


def test_regions_of_an_earlier_clause_take_the_figures() -> None:
    found = read("山东、江苏、广东位居前三,装机规模分别为12GW、9GW和8GW。")
    assert [(c.region.name[:2] if c.region else "", str(c.value)) for c in found] == [
        ("山东", "12"),
        ("江苏", "9"),
        ("广东", "8"),
    ]


def test_a_list_shares_the_verb_and_indicator_at_its_end() -> None:
    found = told("家用机器人、商用机器人、医用机器人三大板块分别实现收入20亿元、30亿元、10亿元。")
    assert found == ["家用机器人 收入 20 亿元 =", "商用机器人 收入 30 亿元 =", "医用机器人 收入 10 亿元 ="]


def test_a_region_without_subject_speaks_of_the_reports_field() -> None:
    text = "智能养老稳步发展。智能养老受到关注。智能养老政策完善。智能养老人才增加。东部地区市场规模820亿元。"
    [claim] = read(text, "2024年中国智能养老产业研究报告")
    assert (claim.subject.name, claim.indicator) == ("智能养老", "市场规模")
    assert claim.region is not None


def test_the_year_a_recovery_is_measured_by_is_not_the_period() -> None:
    found = read("2023年旅游总收入恢复到2019年的108%。客运量达9亿人次。", "2023年经济运行报告")
    assert [c.period.text if c.period else "" for c in found] == ["2023", "2023"]
    assert found[0].indicator.endswith("相当于2019年的比例")


def test_the_same_stretch_of_the_year_before() -> None:
    found = read("美的集团2024年一季度净利润35亿元,上年同期为28亿元。")
    assert [(str(c.value), c.period.text if c.period else "") for c in found] == [("35", "2024Q1"), ("28", "2023Q1")]


def test_an_aim_does_not_make_later_sentences_aims() -> None:
    found = read("某规划提出,到2027年建成产业园30个以上。全年培训养老护理员12万人次。")
    assert found[0].status == "target"
    assert all(c.status == "actual" and c.period and c.period.text == "2024" for c in found[1:])


def test_what_was_not_understood_is_carried_no_further() -> None:
    found = read("甲类涂料市场规模达80亿元。每吨报价由年初的0.79元/Wh降至年末的0.55元/Wh,降幅达30.4%。")
    assert not any(c.subject.name == "甲类涂料" and str(c.value) == "30.4" for c in found)


@pytest.mark.parametrize(
    "text",
    ["公司取得三类证后扩产。", "核心零部件供应紧张。", "60岁以上人群是主要客群。"],
)
def test_numbers_that_only_describe_are_no_figures(text: str) -> None:
    assert read(text) == []


def test_a_change_that_ends_in_a_level_is_two_numbers() -> None:
    from kg.text.quantity import find_quantities

    assert [q.written for q in find_quantities("下降17.1%至2771万部")] == ["17.1%", "2771万部"]
    assert [q.written for q in find_quantities("增速为5%至8%")] == ["5%至8%"]
    assert find_quantities("核心零部件") == []


WORDINGS = [
    (
        "2024年户用光伏新增装机31GW,YoY+18%;组件均价0.7元/W,QoQ-4.2%。",
        [
            "户用光伏 新增装机 31 GW =",
            "户用光伏 新增装机同比增长率 18 % =",
            "组件 均价 0.7 元/W =",
            "组件 均价环比增长率 -4.2 % =",
        ],
    ),
    (
        "工业机器人毛利率28%,同比+1.2pct。",
        ["工业机器人 毛利率 28 % =", "工业机器人 毛利率同比增长 1.2 pct ="],
    ),
    ("安达电气国内市占率达23%,连续三年居首。", ["安达电气 国内市占率 23 % ="]),
    ("北岳证券在财富管理领域市占率达到6.3%。", ["北岳证券 财富管理领域市占率 6.3 % ="]),
    ("2024年动力电池行业CR5为81.2%。", ["动力电池 CR5 81.2 % ="]),
    ("森林覆盖率保持在24%以上,渔业损耗率控制在5%以内。", ["森林 覆盖率 24 % >=", "渔业 损耗率 5 % <="]),
    ("进口、出口清关时间分别缩短40%和55%。", ["进口 清关时间缩短 40 % =", "出口 清关时间缩短 55 % ="]),
    (
        "软件业投资、仪器仪表及设备制造业投资分别增长12%和9%。",
        ["软件业 投资增长率 12 % =", "仪器仪表及设备制造业 投资增长率 9 % ="],
    ),
    ("新增出租车中新能源汽车占比达92%。", ["新能源汽车 占新增出租车比重 92 % ="]),
    ("磷酸铁锂电芯能量密度达到每公斤190瓦时。", ["磷酸铁锂电芯 能量密度 190 瓦时/公斤 ="]),
    (
        "东江水务、南岭水务2024年净利润分别为3.2/4.5亿元。",
        ["东江水务 净利润 3.2 亿元 =", "南岭水务 净利润 4.5 亿元 ="],
    ),
    (
        "白桦数控、青藤机床毛利率分别为31%、27%;出口收入占比分别为18%、35%。",
        [
            "白桦数控 毛利率 31 % =",
            "青藤机床 毛利率 27 % =",
            "白桦数控 出口收入占比 18 % =",
            "青藤机床 出口收入占比 35 % =",
        ],
    ),
    ("江海大学、滨海大学等6所高校开设海洋工程专业。", ["高校 开设海洋工程专业的高校数量 6 所 ="]),
    ("懂工艺又懂算法的运维人员缺口约4万人。", ["运维人员 缺口 4 万人 ~"]),
    ("产量排名前10位的企业合计占55%。", ["产量排名前10位的企业 占比 55 % ="]),
    ("集成商平均回款周期由2022年的90天延长至2024年的132天。",
     ["集成商 平均回款周期 90 天 =", "集成商 平均回款周期 132 天 ="]),
    ("植被盖度和湿地保护率均达50%以上。", []),
    ("最低中标价低于行业平均成本0.45元。", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDINGS, ids=[w[0][:12] for w in WORDINGS])
def test_wordings_of_brokers_and_governments(text: str, expected: list[str]) -> None:
    assert told(text) == expected
