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
    ("实施渔工关爱工程,构建“一杯水、一张床”无忧安居服务体系,为渔工提供食宿", ("一张床", "supplies", "渔工"), False),
    ("收集各类海洋创新等赛事获奖项目", ("海洋创新", "instance_of", "赛事获奖项目"), False),
    ("依据多双边渔业协定开展合作,渔政局推动多模态声呐技术应用", ("渔政局", "supports", "多模态声呐技术应用"), False),
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
    # what is pushed is worded to its head, by a place or a body as by a plan
    ("海州市推动船舶、汽车、电子信息等产业转型升级", ("海州市", "targets", "船舶、汽车、电子信息等产业转型升级"), True),
    ("海州市推动船舶、汽车、电子信息等产业转型升级", ("海州市", "targets", "船舶"), False),
    ("海州市促进科技、产业、金融良性循环", ("海州市", "supports", "科技、产业、金融良性循环"), True),
    ("海州市支持渔具、网箱等装备更新改造", ("海州市", "supports", "渔具"), False),
    ("交通运输部推动业界运用声呐数据", ("交通运输部", "supports", "业界运用声呐数据"), True),
    ("海州市支持养殖企业更新网箱", ("海州市", "supports", "养殖企业"), True),
    ("海州市扶持渔业软件的发展仍需要较长时间", ("海州市", "supports", "渔业软件的发展仍需要较长时间"), False),
    # a title behind its body: what comes next is said of the title
    ("2020.8交通运输部《智慧港口若干政策》制定财税政策、人才政策", ("交通运输部", "issued", "财税政策"), False),
    ("2020.8交通运输部《智慧港口若干政策》制定财税政策、人才政策", ("交通运输部", "issued", "智慧港口若干政策"), True),
    ("海事协会《航运年报》显示,国产船机占比升至48%", ("海事协会", "issued", "航运年报"), True),
    # the class behind 等 is whole, and one the members can have
    ("动力电池等零部件需求量大幅增长", ("动力电池", "instance_of", "零部件需求量"), False),
    ("三星重工、现代重工等厂商订单满载", ("三星重工", "instance_of", "厂商订单"), False),
    ("小米、华为等中国品牌份额提升", ("小米", "instance_of", "中国"), False),
    ("印度、非洲等新兴市场逆势增长", ("印度", "instance_of", "新兴市场"), True),
    ("发展远洋捕捞、海上风电运维、海洋观测等海洋服务业", ("远洋捕捞", "instance_of", "海洋服务业"), True),
    ("重仓持有量最多的是海通公司,其后是东海重工", ("海通公司", "instance_of", "东海重工"), False),
    ("作为卡脖子环节,我国船机国产替代需求旺盛", ("我国", "instance_of", "卡脖子环节"), False),
    # why: the effect is whole and no second cause
    ("由于造船业起步相对较晚,成长较快", ("造船业起步相对较晚", "causes", "成长较快"), False),
    ("受国际形势影响,产生一定经营风险", ("国际形势", "causes", "产生一定经营风险"), False),
    ("由于运价走低,以及新船集中交付,船东盈利下滑", ("运价走低", "causes", "以及新船集中交付"), False),
    ("利润下滑主要由于海外船厂爬坡导致固定成本上升", ("海外船厂爬坡", "causes", "固定成本上升"), True),
    ("受到疫情不利影响,但是船东仍在下单", ("疫情不利", "causes", "船东仍在下单"), False),
    # what is required or of something else
    ("造船业要求资源调配合理,才能提高生产效率", ("造船业", "supports", "生产效率"), False),
    ("售价200万元以下的渔船主要采用柴油机系统", ("售价", "uses", "柴油机系统"), False),
    ("其中配置声呐的渔船占比从10%提升至30%", ("配置声呐的渔船占比从", "broader", "渔船"), False),
    ("中国印度美国欧洲亚太非洲", ("印度", "part_of", "中国"), False),
    # no name is cut at its first 性 or its last 的, and no place is taken off a group that is only there
    ("研制声呐、深海潜标、卫星遥感等战略性前瞻性领域装备", ("声呐", "instance_of", "战略性"), False),
    ("跟踪股票、债券等投资标的的运行数据", ("债券", "instance_of", "投资标的"), True),
    ("东海省渔业系统聚焦远洋捕捞", ("渔业系统", "targets", "远洋捕捞"), False),
    ("推动码头5G商用部署和规模应用,海州市率先完成", ("海州市", "supports", "规模应用"), False),
    # a field of activity is not what its devices are, steps are covered and no kinds
    ("布局手机、手表等多产品组装业务", ("手表", "instance_of", "产品组装业务"), False),
    ("随着手机、头显等产品光学系统不断精密化", ("手机", "instance_of", "产品光学系统"), False),
    ("渔港实现报港、补给、卸货等全流程无感通关", ("卸货", "instance_of", "全流程无感通关"), False),
    ("形成“一港、一园、百场景”的发展格局", ("百场景", "part_of", "发展格局"), False),
    # who does it: not the product before, not the heading whose state is told, not who is backed
    ("银行推出“渔贷”产品,三年放款5亿元;针对船东,推出“船贷”产品", ("渔贷", "provides", "船贷"), False),
    ("三是风控体系完善,能够结合渔船定位技术放款", ("风控体系", "uses", "渔船定位技术"), False),
    ("支持海岛发展渔业、改善民生、保持稳定", ("海岛", "targets", "改善民生"), False),
    ("屏幕分辨率并不直接影响功耗", ("屏幕分辨率", "causes", "功耗"), False),
    ("全市渔船总动力达到30万千瓦,其中远洋渔船动力达到12万千瓦", ("远洋渔船动力", "part_of", "渔船总动力"), True),
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
