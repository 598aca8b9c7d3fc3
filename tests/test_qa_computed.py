"""Questions whose answer is computed: against a number, of two times, of several named together."""
from __future__ import annotations

import re
from dataclasses import replace

import pytest
from graphs import claims
from qa_graph import Report, e, snapshot

from kg.types import Section
from qa import Engine

ANSWERED: dict[str, str | None] = {
    # against a number
    "果农贷的坏账率有没有超过2%?": "否",                          # told as 不良贷款率
    "果农贷的不良率压在2%以下了没有?": "是",
    "果农贷覆盖果农有5万户吗?": "否",
    "果农贷覆盖果农是不是4万户?": "是",
    "小型果企的冷藏率有三成吗?": "否",                            # told as 不足30%
    "小型果企的冷藏率不足30%吗?": "是",
    "小型果企的冷藏率是否高于大型果企60%的水平?": "否",
    "冷库吞吐量到8万吨了吗?": "是",                              # told as 超9万吨
    "果品产值增长过10%了没有?": "是",
    "松果公司的线上渠道份额达到四成以上吧?": "是",
    # short names, one measure for all
    "松果、云杉、白桦三家,线上渠道份额谁最高?": "松果公司",
    "鲜果、果干和果酒三个板块,哪个增长最慢?": "果酒",
    "每亩投入,滴灌和喷灌哪个大?": "滴灌",
    # two times of one figure
    "2025年比2023年果品产量多了多少万吨?": "12万吨",
    "果品产量2025年与2023年相差多少?": "12万吨",
    "从2023年的实际值到2030年的目标值,果业增加值占GDP比重要提高几个百分点?": "3.5个百分点",
    # how many a list of one sentence has
    "西片区包括几个县?": "2个",
    "南片区包括几个县?": None,                                  # 等: the list goes on
    "滴灌占比和喷灌普及率,哪一项更高?": "喷灌普及率",
    "推出果农贷的那家银行还参与发布了什么行动计划?": "果业振兴行动计划(2025—2027年)",
    # by what a sentence says, or the contrary of it
    "绿源公司已经盈利了吗?": "否",                                # 绿源公司…,尚未实现盈利
    "绿源公司还没有盈利吗?": "是",
    "品种更新的速度赶得上病害变异吗?": "否",                         # 滞后于
    "品种更新的速度滞后于病害变异吗?": "是",
    "果农贷的不良率低于全行平均水平吗?": "是",
    "果农贷的不良率高于全行平均水平吗?": "否",
    "果袋价格同比是上涨的吗?": "否",
    "果农培训体系健全吗?": "否",                                 # 不够健全
    "统一果品标识了吗?": "否",                                  # 不愿采用统一…
    "果园监测技术广泛应用了吗?": "是",
    # the highest or not
    "松果公司的线上渠道份额是最高的吗?": "是",
    "云杉公司的线上渠道份额是不是最高的?": "否",
    "三类果园监管里水肥果园监管的投入是最少的吗?": "是",
    # of so many that are not named
    "三类果园监管里,投入增长最快的是哪类?": "病害果园监管",
    "四大监管场景里谁的投入增速最低?": None,                    # three are told
    "三条赛道按利润排,垫底的是哪个?": "果酱加工",
    "三次产业中哪个产业的增加值增长最快?": "第二产业",
    # step by step
    "三类果园监管里投入增长最慢的那类,投入有多少?": "7000万元",
    "推出果农贷的银行总部在哪个城市?": "青梧市",
    "推出果农贷的银行所在的那个城市,柑橘占比多少?": "38%",
    "给丰收合作社做分拣检测的那个系统,一天平均处理多少箱?": "9万箱",
    "跟青梧学院合办实验室的物流企业,正在测试哪款车?": None,        # not told
    # together
    "松果公司和云杉公司的线上渠道份额加起来多少?": "73%",
    "东库、西库每天一共能处理多少吨?": "70吨",
}
REFUSED = [
    "小型果企的冷藏率超过20%了吗?",                               # 不足30% leaves it open
    "冷库吞吐量超过10万吨了吗?",
    "2019年果品产值增长过10%了没有?",
    "松果公司和云杉公司的坏果率加起来多少?",                         # of two wholes
    "松果公司和红松公司的线上渠道份额加起来多少?",
    "2025年比2021年果品产量多了多少万吨?",
    "两类企业的线上渠道份额合起来是多少?",
    "果酒业的退货率低于3%吗?",                                   # of another, beside which it is named
    "果酒业的退货率是多少?",
    "增长最快的那个板块,退货率多少?",                               # no thing is asked for, and none is told apart
    "果农贷占全部贷款的比重是不是过半?",                             # 柑橘's share
    "红杉县有没有设立果品检测站?",                                # named before, but another one did
    "果袋价格同比有多少?",
    "绿源公司的线上渠道份额是最高的吗?",
    "果园监测技术取消了吗?",
    "梧桐银行是推出果农贷最多的吗?",                               # that it did says nothing of the others
    "推出青苗贷的银行总部在哪个城市?",                              # 在 is no 总部
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    r = Report()
    loan, fruit, trade = e("Product", "果农贷"), e("Scenario", "果品"), e("Scenario", "果业")
    r.figure("果农贷的不良贷款率为1.6%", loan, "不良贷款率", "1.6", "%")
    r.figure("果农贷覆盖果农4万户", loan, "覆盖果农数", "4", "万户", factor="10000", base_unit="户")
    r.figure("小型果企的冷藏率不足30%", e("Group", "小型果企"), "冷藏率", "30", "%", comparator="<")
    r.figure("冷库吞吐量超9万吨", e("Scenario", "冷库"), "吞吐量", "9", "万吨", factor="10000", base_unit="吨",
             comparator=">")
    r.figure("果品产值同比增长12%", fruit, "产值同比增长率", "12", "%", base="2024")
    for name, share, bad in (("松果公司", "41", "3"), ("云杉公司", "32", "4"), ("白桦公司", "9", "5")):
        r.figure("松果公司、云杉公司、白桦公司的线上渠道份额分别为41%、32%、9%", e("Company", name), "线上渠道份额",
                 share, "%")
        r.figure("松果公司、云杉公司、白桦公司的坏果率分别为3%、4%、5%", e("Company", name), "坏果率", bad, "%")
    for name, growth in (("鲜果业", "14"), ("果干业", "9"), ("果酒业", "6")):
        r.figure("鲜果业、果干业、果酒业产值同比分别增长14%、9%、6%", e("Scenario", name), "产值同比增长率", growth,
                 "%", base="2024")
    for kind, cost in (("滴灌", "900"), ("喷灌", "400")):
        r.figure("每亩滴灌投入900元,喷灌投入400元", e("Scenario", "灌溉"), f"每亩{kind}投入", cost, "元")
    for when, amount in (("2023", "38"), ("2025", "50")):
        r.figure("2023年、2025年果品产量分别为38万吨、50万吨", fruit, "产量", amount, "万吨", factor="10000",
                 base_unit="吨", period=when)
    r.figure("2023年果业增加值占国内生产总值比重为6.5%", trade, "增加值占国内生产总值比重", "6.5", "%", period="2023")
    r.figure("到2030年果业增加值占GDP比重达到10%", trade, "增加值占GDP比重", "10", "%", period="2030", status="target")
    for name, amount in (("东库", "50"), ("西库", "20")):
        r.figure(f"{name}日处理能力为{amount}吨", e("Product", name), "日处理能力", amount, "吨")
    for kind, growth, amount in (("土壤", "11", "9000"), ("病害", "16", "8000"), ("水肥", "5", "7000")):
        name = e("Scenario", f"{kind}果园监管")
        r.figure(f"{kind}果园监管投入{amount}万元,同比增长{growth}%", name, "投入", amount, "万元", factor="10000",
                 base_unit="元")
        r.figure(f"{kind}果园监管投入{amount}万元,同比增长{growth}%", name, "投入同比增长率", growth, "%", base="2024")
    for name, profit in (("果脯加工", "5"), ("果酱加工", "3"), ("果粉加工", "4")):
        r.figure(f"{name}利润{profit}亿元", e("Scenario", name), "利润", profit, "亿元", factor="100000000",
                 base_unit="元")
    r.figure("松果公司利润1亿元", e("Company", "松果公司"), "利润", "1", "亿元", factor="100000000", base_unit="元")
    for name, growth in (("第一产业", "4"), ("第二产业", "7"), ("第三产业", "6")):
        r.figure(f"{name}增加值增长{growth}%", e("Scenario", name), "增加值增长率", growth, "%", base="2024")
    town = e("City", "青梧市")
    r.relation("梧桐银行推出果农贷", e("Bank", "梧桐银行"), "provides", "推出", loan)
    r.relation("总部设在青梧市的梧桐银行", e("Bank", "梧桐银行"), "located_in", "设在", town)
    r.figure("青梧市柑橘占比38%", town, "柑橘占比", "38", "%")
    r.say("果链公司用“果眼”系统为丰收合作社提供分拣检测")
    r.figure("“果眼”系统日均处理量突破9万箱", e("Product", "果眼"), "日均处理量", "9", "万箱", factor="10000",
             base_unit="箱")
    r.say("主营苗木的绿源公司,2025年育苗300万株,尚未实现盈利")
    r.say("品种更新的速度滞后于病害变异的速度")
    r.say("果农贷余额2亿元,不良率1.6%,低于全行2.3%的平均水平")
    r.say("果袋价格同比小幅下降")
    r.say("果农培训体系还不够健全")
    r.say("部分果企不愿采用统一的果品标识")
    r.say("果园监测技术广泛应用")
    red, green = e("City", "红杉县"), e("City", "青禾县")
    r.relation("红杉县、青禾县加强合作,青禾县设立果品检测站", green, "operates", "设立", e("Product", "果品检测站"))
    r.relation("红杉县、青禾县加强合作,青禾县设立果品检测站", red, "cooperates_with", "合作", green)
    r.relations_from("西片区(红杉县、青禾县)", "part_of", "", e("Region", "西片区"), red, green)
    r.relations_from("南片区(丰泽县、梅溪县等)", "part_of", "", e("Region", "南片区"),
                     e("City", "丰泽县"), e("City", "梅溪县"))
    r.figure("滴灌占比31%,喷灌普及率46%", e("Technology", "滴灌"), "占比", "31", "%")
    r.figure("滴灌占比31%,喷灌普及率46%", e("Technology", "喷灌"), "普及率", "46", "%")
    r.relation("梧桐银行参与发布《果业振兴行动计划(2025—2027年)》", e("Bank", "梧桐银行"), "issued", "发布",
               e("Policy", "果业振兴行动计划(2025—2027年)"))
    r.relation("榆林渡银行推出青苗贷", e("Bank", "榆林渡银行"), "provides", "推出", e("Product", "青苗贷"))
    r.say("榆林渡银行在青禾县发放果品贷款7亿元")
    r.relation("主营苗木的绿源公司", e("Company", "绿源公司"), "provides", "主营", e("Product", "苗木"))
    r.say("果酒业订单大增,果干业退货率为2%")
    r.figure("果干业退货率为2%", e("Scenario", "果干业"), "退货率", "2", "%")
    return Engine(snapshot(r.claims()))


@pytest.mark.parametrize("question", ANSWERED)
def test_is_computed(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert (answer.status, [i.text for i in answer.answers]) == (
        ("answered", [ANSWERED[question]]) if ANSWERED[question] else ("no_answer", []))
    assert all(i.evidence for i in answer.answers)


@pytest.mark.parametrize("question", REFUSED)
def test_is_refused(engine: Engine, question: str) -> None:
    assert engine.ask(question).answers == ()


OUTLINE = """果业提升方案
一、总体目标
果品产量达到50万吨。
二、主要任务
（一）扩大种植规模。新建果园,扩大种植面积。
（二）建设冷链体系。建设冷库,配齐冷藏车辆。
（三）打造区域品牌。统一标识,扩大品牌影响。
三、基本原则
绿色优先、安全为本。把绿色发展放在首位,守住果品安全底线。
市场主导、政府引导。发挥市场作用,政府做好服务和引导工作。
"""
LISTED = {
    "主要任务一共分了几个方面?": ["3个"],
    "方案部署了哪几项主要任务?": ["扩大种植规模", "建设冷链体系", "打造区域品牌"],
    "“基本原则”提了几条?": ["2条"],
    "基本原则有哪些?": ["绿色优先、安全为本", "市场主导、政府引导"],
    "全文一共分几个部分?": ["3部分"],
    "总体目标有几项?": [],                             # a paragraph, no list
    "第二章的平均面积有几项?": [],
}


@pytest.fixture(scope="module")
def outlined() -> Engine:
    text = OUTLINE
    sections, at = [], 0
    for line in text.splitlines(keepends=True):
        if m := re.match(r"(?:（(?P<sub>.)）|(?P<top>.)、)(?P<title>[^。\n]+)", line):
            parent = -1 if m["top"] else max(i for i, s in enumerate(sections) if s.level == 1)
            level = 1 if m["top"] else 2
            sections.append(Section(m["top"] or m["sub"], m["title"], level, at, at + m.end(), at, parent))
        at += len(line)
    ends = [next((o.start for o in sections[i + 1:] if o.level <= s.level), len(text)) for i, s in enumerate(sections)]
    sections = [replace(s, end=end) for s, end in zip(sections, ends, strict=True)]
    return Engine(snapshot(claims(text, [], sections=tuple(sections))))


@pytest.mark.parametrize("question", LISTED)
def test_headings_are_listed_and_counted(outlined: Engine, question: str) -> None:
    answer = outlined.ask(question)
    assert [i.text for i in answer.answers] == LISTED[question]
    assert all(outlined.snapshot.text(x.document)[x.start:x.end] == x.text for i in answer.answers for x in i.evidence)
