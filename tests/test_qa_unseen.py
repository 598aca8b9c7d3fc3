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
    "东崖重工的重载吊机已经大批量生产了吗?": ["否"],
    "东崖重工的重载吊机是小批量生产吗?": ["是"],
    "四季度吞吐量增速比三季度高出几个百分点?": ["0.8个百分点"],     # and not from the growth on the quarter before
    "四季度吞吐量环比增长多少?": ["1.6%"],
    "四季度客运量增速比三季度高出几个百分点?": [],
    "海瞳集团以前在南洋做过系统性的设备展示吗?": ["否"],
    "海瞳集团是首次在南洋做系统性的设备展示吗?": ["是"],
    "海瞳集团以前在北洋做过系统性的设备展示吗?": [],
    "海瞳集团以前在南洋做过人才招聘吗?": [],
}
ROUNDED = {"2025年滨海新港的总产值是多少?": ["7996.3亿元"],
           "2025年韩城市的总产值是多少?": []}            # the name of a city, not 城市


IN_A_ROW = {        # like figures of one sentence that are no facts
    "六个港里,货物吞吐超亿吨的泊位最多的是哪个港?": ["青礁港"],
    "六个港里,货物吞吐超亿吨的泊位最少的是哪个港?": ["石浦港"],
    "五个港里,货物吞吐超亿吨的泊位最多的是哪个港?": [],     # there are six
    "六个港里,客运超亿人次的泊位最多的是哪个港?": [],
    "白沙港和石浦港加起来有多少个货物吞吐超亿吨的泊位?": ["81个"],
    "白沙港和石浦港相差多少个货物吞吐超亿吨的泊位?": ["15个"],
    "白沙港和东崖港加起来有多少个货物吞吐超亿吨的泊位?": [],   # nothing is told of one of them
    "冷藏船、散货船、油轮,哪一类进保税港的比例最高?": ["油轮"],
    "冷藏船、散货船、客轮,哪一类进保税港的比例最高?": [],
    "冷藏船、散货船、油轮,哪一类进保税港的数量最高?": [],      # shares are told
    "典型码头里装卸设备和照明系统谁的能耗占比更高?": ["装卸设备"],
    "典型码头里装卸设备和照明系统加起来能耗占多少?": ["80%"],
    "典型码头里装卸设备和空调系统谁的能耗占比更高?": [],
    "岚海航运和松江船务,谁的增速更快?": ["松江船务"],
    "岚海航运和松江船务增速加起来是多少?": [],          # rates do not add up
    "岚海航运和松江船务增速相差几个百分点?": ["4.2个百分点"],
    "风浪站和潮流站,谁的发电更多?": ["风浪站"],
}
TURNS = {
    "2011年港区装机容量是多少?": ["10.62亿千瓦"],
    "2020年港区装机容量是多少?": ["22亿千瓦"],
    "2015年港区装机容量是多少?": [],
    "港区装机容量从多少增长到了多少?": ["10.62亿千瓦", "22亿千瓦"],
    "滞港费从多少涨到多少?": ["0.15美元", "0.30美元"],
    "滞港费从多少降到多少?": [],
}
OTHERS = {          # nothing is told of whom the question is about
    "明珠海运2024年的全球运力份额是多少?": [],
    "恩泽航运2024年的全球运力份额是多少?": ["28%"],
    "2020年全国已建成多少座换电码头?": [],            # that is an aim
    "“海数”专线为哪些部门开通了,一共几条?": [],         # two questions
}
WHY = {
    "集装箱需求为什么这么旺?": ["外贸订单增长", "船舶大型化"],
    "船东为什么用冷链船运鱼?": ["减少损耗、降低成本", "增加产量"],
    "港区客流靠什么实现了明显回升?": ["市里及时加密航班,一揽子补贴出台"],
    "港区货流靠什么实现了明显回升?": [],
    "一季度港务公司为什么亏损?": ["一是运价下跌、经营承压,现金流转负;二是公司计提了减值损失"],
    "一季度港务公司为什么盈利?": [],
}
DOERS = {
    "潮汐产业园是谁一起投资的?": ["滨海大学", "高新集团", "远洲控股"],
    "潮汐产业园是谁运营的?": [],
    "免税新规直接针对哪几家平台?": ["Sealink", "Oceano", "速帆通"],
}


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
    r.say("东崖重工的重载吊机仍处于小批量生产阶段")
    said = "滨海新港总产值近8千亿元(7996.3亿元),是2010年的1.9倍"
    r.figure(said, e("Region", "滨海新港"), "总产值", "8", "千亿元", factor="100000000000", base_unit="元")
    r.figure(said, e("Region", "滨海新港"), "总产值", "7996.3", "亿元", factor="100000000", base_unit="元")
    r.say("货物吞吐超亿吨的泊位328个,其中,青礁港135个,白沙港48个,宁海港41个,临江港36个,玉环港35个,石浦港33个")
    r.say("我国的冷藏船进入保税港的比例只有5%,散货船15%,油轮23%")
    r.say("典型码头的能耗结构中,装卸设备占50%,照明系统占30%")
    r.say("岚海航运增速超过22%,松江船务增速达26.2%")
    r.say("风浪站、潮流站发电量分别为46亿千瓦时、26亿千瓦时")
    r.say("2011~2020年,港区装机容量从10.62亿千瓦增长到22亿千瓦")
    r.say("滞港费从每件0.15美元翻倍上涨至0.30美元")
    said = "恩泽航运以28%的全球运力份额居首,此外还有长青航运、明珠海运等企业进入前十"
    r.figure(said, e("Company", "恩泽航运"), "全球运力份额", "28", "%", period="2024")
    r.figure("换电码头数量将达到1200座", e("Entity", "换电码头"), "数量", "1200", "座", status="forecast", period=None)
    r.say("开通海事、公安、人社等19条“海数”专线")
    r.say("受益于外贸订单增长(上半年约650万单,同比增长35%)及船舶大型化(上半年交付45艘,同比增长5%),集装箱需求保持旺盛")
    r.say("为了保鲜,最大程度地防腐,船东大多用冷链船完成对鱼的运输,既是出于减少损耗、降低成本的考虑,也是增加产量的考虑")
    r.say("针对港区客流放缓的情况,市里及时加密航班,一揽子补贴出台,有效提振了信心,促进港区客流明显回升")
    r.say("一季度港务公司亏损受到多重因素影响,一是运价下跌、经营承压,现金流转负;二是公司计提了减值损失")
    r.say("潮汐产业园位于南湾,由滨海大学、高新集团、远洲控股共同投资建设,总投资40亿元")
    r.say("免税新规直接针对以Sealink、Oceano和速帆通为代表的海运平台")
    return Engine(snapshot(r.claims(title="滨海港航年报")))


ALL = WHEN | DIRECTIONS | ROUNDED | IN_A_ROW | TURNS | OTHERS | WHY | DOERS


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


@pytest.mark.parametrize(("question", "answer"), [
    ("青城数据园位于哪里？", ["白水市"]), ("青城数据园坐落在哪儿？", ["白水市"]), ("蓝城数据园位于哪里？", []),
    ("蓝城数据园位于什么地方？", []), ("青城数据园的食堂位于哪里？", []),
])
def test_where_a_thing_lies(question: str, answer: list[str]) -> None:
    r = Report()
    r.relation("青城数据园位于白水市", e("Product", "青城数据园"), "located_in", "位于", e("City", "白水市"))
    found = Engine(snapshot(r.claims(title="园区名录"))).ask(question)
    assert [one.text for one in found.answers] == answer
