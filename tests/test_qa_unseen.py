"""Constructions met in reports that nobody had read: times, directions, lists as they are cut, and their near misses.

Each table is a question and its answers; an empty list is a question that must be refused.
"""
from __future__ import annotations

import pytest
from qa_graph import Report, e, snapshot

from qa import Engine
from qa.spans import lists_in

WHEN = {
    "青礁码头是哪一年通过绿色港口认证的?": ["2021年"],
    "南湾航道哪年开工的?": ["2019年"],
    "潮汐电站什么时候并网的?": ["2022年3月"],
    "潮汐电站是哪个月并网的?": ["2022年3月"],
    "青礁码头是哪一年通过智慧港口认证的?": [],         # another certificate
    "青礁码头是哪个月通过绿色港口认证的?": [],         # no month is told
    "白沙码头是哪一年通过绿色港口认证的?": [],         # another port
    "南湾航道哪年竣工的?": [],
    "哪个季度的吞吐量增速最高?": ["2025年二季度"],       # and not the growth on the month before
    "2025年四个季度里哪个季度吞吐量增速最低?": ["2025年三季度"],
    "2026到2028年里,预计货运收入最高的是哪一年?": ["2028年"],
    "2026到2029年里,预计货运收入最高的是哪一年?": [],   # one of them is not told
    "哪个季度的集装箱破损率最高?": [],
}
DIRECTIONS = {
    "2025年船舶周转率比上一年降了,对吗?": ["是"],
    "2025年船舶周转率比上年高吗?": ["否"],
    "2025年船舶周转率比上个月低吗?": [],              # told against the year before
    "2025年新增泊位数比上年少吗?": ["否"],
    "2025年新增泊位数比去年多吗?": ["是"],
    "2025年新增航线数比上年少吗?": [],
    "海瞳集团以前在南洋做过系统性的设备展示吗?": ["否"],
    "海瞳集团是首次在南洋做系统性的设备展示吗?": ["是"],
    "海瞳集团以前在北洋做过系统性的设备展示吗?": [],
    "海瞳集团以前在南洋做过人才招聘吗?": [],
}
ROUNDED = {"2025年滨海新港的总产值是多少?": ["7996.3亿元"]}


@pytest.fixture(scope="module")
def engine() -> Engine:
    r = Report()
    port, income = e("Scenario", "滨海港"), e("Company", "远洲物流")
    r.say("青礁码头于2021年通过绿色港口认证,其泊位获多家船公司持续订单,2023年还获颁优秀码头奖")
    r.say("2019年,南湾航道正式开工建设,并明确了责任单位")
    r.say("潮汐电站已在2022年3月并网发电")
    said = "分季度看,一季度吞吐量同比增长5.3%,二季度增长5.6%,三季度增长4.6%,四季度增长5.4%"
    for quarter, value in (("Q1", "5.3"), ("Q2", "5.6"), ("Q3", "4.6"), ("Q4", "5.4")):
        r.figure(said, port, "吞吐量同比增长率", value, "%", period=f"2025{quarter}")
    r.figure("从环比看,四季度吞吐量增长1.6%", port, "吞吐量增长率", "1.6", "%", period="2025Q4")
    said = "预计公司2026-2028年货运收入分别为1.3亿元、7.3亿元、12.6亿元"
    for year, value in (("2026", "1.3"), ("2027", "7.3"), ("2028", "12.6")):
        r.figure(said, income, "货运收入", value, "亿元", factor="100000000", base_unit="元", period=year,
                 status="forecast")
    said = "船舶周转率为5.1%,比上年下降0.1个百分点"
    r.figure(said, port, "船舶周转率较上年下降", "0.1", "个百分点", base="2024")
    r.figure(said, port, "船舶周转率", "5.1", "%")
    r.figure("新增泊位数190个,同比增加85个", port, "新增泊位数同比增加", "85", "个", base="2024")
    r.say("这是海瞳集团首次在南洋进行系统性设备展示,也标志着市场布局的延伸")
    said = "滨海新港总产值近8千亿元(7996.3亿元),是2010年的1.9倍"
    r.figure(said, e("Region", "滨海新港"), "总产值", "8", "千亿元", factor="100000000000", base_unit="元")
    r.figure(said, e("Region", "滨海新港"), "总产值", "7996.3", "亿元", factor="100000000", base_unit="元")
    return Engine(snapshot(r.claims(title="滨海港航年报")))


ALL = WHEN | DIRECTIONS | ROUNDED


@pytest.mark.parametrize("question", ALL)
def test_is_answered(engine: Engine, question: str) -> None:
    assert sorted(item.text for item in engine.ask(question).answers) == sorted(ALL[question])


def test_the_query_shown_gives_the_time(engine: Engine) -> None:
    answer = engine.ask("哪个季度的吞吐量增速最高?")
    assert [row["answer"].value for row in engine.snapshot.select(answer.sparql)] == ["2025Q2"]


@pytest.mark.parametrize(("sentence", "members"), [
    ("分别为滨海产业开发区、东崖临港产业园、天津市东疆港(临海)工业区",
     ["滨海产业开发区", "东崖临港产业园", "天津市东疆港(临海)工业区"]),
    ("成员为东海(上海)科技公司、西海(深圳)物流公司", ["东海(上海)科技公司", "西海(深圳)物流公司"]),
    ("公司是一家集饲料生产、水产养殖、食品加工为一体的企业", ["饲料生产", "水产养殖", "食品加工"]),
    ("集研发、制造、销售于一体", ["研发", "制造", "销售"]),
    ("提供短期托养、日间照料、家庭床位以及助餐、助浴等服务", ["短期托养", "日间照料", "家庭床位", "助餐", "助浴"]),
    ("较早涉足海运产业的企业宁波船舶、青岛港湾等", ["宁波船舶", "青岛港湾"]),
    ("涉及企业服务、企业培训、企业咨询", ["企业服务", "企业培训", "企业咨询"]),
    ("与云海银行、松城银行、北京银行业务合作", ["云海银行", "松城银行", "北京银行"]),
])
def test_lists_are_cut_where_their_members_end(sentence: str, members: list[str]) -> None:
    assert members in [[sentence[start:end] for start, end in one.members] for one in lists_in(sentence)]
