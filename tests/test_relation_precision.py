"""Constructions that seem to state a relation and do not, beside those that do: what careful readers found wrong."""
from __future__ import annotations

from pathlib import Path

import pytest
from extraction import Triple, triples

from ingest.pipeline import Kit, extract

PLAN = """白鹭市智能渔港行动计划(2026—2028年)

一、主要任务

组建渔港数据联盟,开放十个应用场景,推广二十个示范应用,助力渔港转型升级。
建设潮位感知平台,接入浮标数据,提升避风效率。
建立“渔险通”制度,完善赔付办法,提高渔民收入水平。
实施“远帆”人才计划,三年引进船长200名,培训技能人才3000人次。
突出渔民主体地位。
支持更舒心出海。
聚焦码头补给、渔获交易等环节。
(市海洋局、市财政局、市交通局等负责)
面向生产准备阶段的设备选型、网具调试等业务活动,针对换网时间长等问题,建设智能船坞。
2冷链管理 冷库排程优化 面向入库计划制定、出库计划生成等业务活动,实现冷库的智能排程。

二、保障措施

支持各县区结合本地区实际情况,加大投入力度。
推动渔港与旅游融合发展。
引导渔民主动采用统"""
OF_THE_PLAN: list[tuple[Triple, bool]] = [
    # one order after another: what the first makes does not do what the next says, but what it is for
    (("渔港数据联盟", "supports", "渔港转型升级"), False),
    (("潮位感知平台", "supports", "避风效率"), True),
    (("渔险通", "supports", "渔民收入水平"), False),
    (("远帆", "targets", "技能人才"), True),            # a programme does what stands behind it
    (("白鹭市智能渔港行动计划(2026—2028年)", "targets", "渔民主体地位"), False),      # stressed, not aimed at
    (("白鹭市智能渔港行动计划(2026—2028年)", "supports", "更舒心出海"), False),
    (("白鹭市智能渔港行动计划(2026—2028年)", "targets", "渔获交易"), True),
    (("市海洋局", "cooperates_with", "市财政局"), False),                          # who is in charge
    (("设备选型", "targets", "生产准备阶段"), False),                              # the activities are faced
    (("冷链管理", "targets", "入库计划制定"), False),                              # the first cell of a row
    (("冷链管理", "provides", "冷库的智能排程"), False),
    (("白鹭市智能渔港行动计划(2026—2028年)", "recommends", "支持各县区结合本地区实际情况"), False),
    (("白鹭市智能渔港行动计划(2026—2028年)", "recommends", "推动渔港与旅游融合发展"), True),
    (("白鹭市智能渔港行动计划(2026—2028年)", "recommends", "引导渔民主动采用统"), False),    # the text breaks off
]

SENTENCES: list[tuple[str, Triple, bool]] = [
    # what a quoted word or list only describes: the head behind it is the thing
    ("海州市推进“三农”综合金融服务", ("海州市", "supports", "三农综合金融服务"), True),
    ("海州市推进“三农”综合金融服务", ("海州市", "supports", "三农"), False),
    ("青山县建成“一站式+代办”服务中心", ("青山县", "operates", "一站式+代办服务中心"), True),
    ("市文旅局实施“双百”人才计划", ("市文旅局", "operates", "双百人才计划"), True),
    ("岛上建立了渔具“租、修、存”一体化服务体系", ("一体化服务体系", "instance_of", "渔具"), False),
    ("海通公司推出“千帆”服务", ("海通公司", "provides", "千帆"), True),               # a brand keeps its name
    ("推行普惠性“上船用数”服务", ("上船用数", "instance_of", "普惠性"), False),
    # one system with two parts joined by 与, two systems joined by 和
    ("海通公司研发泊位预测与船舶调度系统", ("海通公司", "provides", "泊位预测与船舶调度系统"), True),
    ("海通公司研发泊位预测和船舶调度系统", ("海通公司", "provides", "泊位预测系统"), True),
    # a head that a list shares
    ("全年交通、水利投资分别增长8%、6%,带动固定资产投资增长5%", ("水利投资", "supports", "固定资产投资"), True),
    ("全年交通、水利投资分别增长8%、6%,带动固定资产投资增长5%", ("交通", "supports", "固定资产投资"), False),
    # a class must be one, and fit its members
    ("绿色航运已经成为大势所趋", ("绿色航运", "instance_of", "大势所趋"), False),
    ("海通公司成为港口自动化的主力军", ("海通公司", "instance_of", "港口自动化的主力军"), True),
    ("确保鱼苗、饲料等稳定供应", ("鱼苗", "instance_of", "稳定供应"), False),
    ("船员换证、渔船年检等50多项群众经常办理事项实现网办", ("渔船年检", "instance_of", "群众"), False),
    ("配置优质资产,如深水码头、港航企业改制上市等", ("港航企业", "instance_of", "优质资产"), False),
    ("配置优质资产,如深水码头、港航企业改制上市等", ("深水码头", "instance_of", "优质资产"), True),
    ("培育冷链加工、冷链配送等融通发展模式", ("冷链加工", "integrates_with", "冷链配送"), False),
    # lowering a cost or a rate is no bringing about
    ("智能闸口系统降低事故发生率", ("智能闸口系统", "causes", "事故发生率"), False),
    ("智能闸口系统降低事故发生率", ("智能闸口系统", "addresses", "事故发生率"), True),
    ("铁水联运平台降低空箱率和运输成本", ("铁水联运平台", "addresses", "空箱率"), True),
    ("由于岸电日趋普及,用电安全是另一监管重点", ("岸电日趋普及", "causes", "用电安全是另一监管重点"), False),
    # whose deed it is
    ("海上风电防护进入新阶段,要做好台风防御,提升预警水平", ("海上风电防护", "supports", "预警水平"), False),
    ("渔船改造总投资20亿元;支持东海船厂扩建船台", ("渔船改造总投资", "supports", "东海船厂"), False),
    ("港务局就转口交易提供新的支付安排", ("转口交易", "provides", "支付"), False),
    ("港务局的目标是促进码头安全,以及提高透明度", ("港务局", "supports", "透明度"), False),
    # a share of what comes from somewhere is no dependence; a trading place is no site
    ("导航算法等核心技术,80%以上来自国外科技企业", ("导航算法", "depends_on", "国外科技企业"), False),
    ("发挥舟山大宗商品交易中心融资功能", ("舟山大宗商品交易中心", "located_in", "舟山"), False),
    ("苏州盛泽产业园去年扩建", ("苏州盛泽产业园", "located_in", "苏州"), True),
    ("某市某区海滨街道有渔船300艘", ("街道", "part_of", "海滨"), False),
    # a verb with its object is nothing that is used
    ("该站通过智能调度设备分发任务、检测解析数据,自动生成报告", ("该站", "uses", "检测解析数据"), False),
]


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


@pytest.fixture(scope="module")
def planned(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> set[Triple]:
    path: Path = tmp_path_factory.mktemp("plan") / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return {(c.subject.name, c.predicate, c.object.name) for c in extract(kit, path).relations}


@pytest.mark.parametrize(("triple", "stated"), OF_THE_PLAN)
def test_a_plan_says_what_it_says_and_of_whom(planned: set[Triple], triple: Triple, stated: bool) -> None:
    assert (triple in planned) is stated, sorted(planned)


@pytest.mark.parametrize(("text", "triple", "stated"), SENTENCES)
def test_a_sentence_says_what_it_says_and_of_whom(kit: Kit, text: str, triple: Triple, stated: bool) -> None:
    found = triples(kit, text + "。")
    assert (triple in found) is stated, sorted(found)
