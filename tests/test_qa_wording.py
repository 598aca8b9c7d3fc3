"""One construction of the language a table: how a question is worded, and how the sentence that answers it is."""
from __future__ import annotations

import pytest
from qa_graph import Report, e, snapshot

from qa import Engine

WHO = {         # the one who acts stands beside the verb
    "批复东崖码头扩建的是哪个部门?": ["滨海市交通运输局"],
    "光子雷达“海瞳一号”是谁搭建的?": ["中科影海"],
    "远洲物流和哪家公司合作开发靠泊系统?": ["宁泊科技公司"],
    "星潮财险由谁全资控股?": ["星潮汽车"],
    "蓝鲸船舶8月那轮融资是谁领投的?": ["国屿资本"],
    "哪个港口发布潮汐公报?": [],                           # nobody is said to
    "东崖码头扩建是谁出资的?": [],                          # another deed
}
LISTS = {
    "港区场景用的缴费方式有哪几种?": ["刷卡缴费", "扫码缴费", "车牌缴费"],     # and not the places it names too
    "星港集团运营哪几个平台?": [],                          # one is not several
    "星港集团运营的是哪个平台?": ["星港云平台"],
    "滨海旅游联盟推了哪些产品?": ["海上看城", "环岛夜航"],       # one of them is only said to be such a product
    "有航运贷款的银行都有谁?": [],
}
NUMBERS = {
    "港航信贷的不良贷款率现在是几个点?": ["1.3%"],
    "港航保险涨了几个点?": ["35%"],
    "三方座谈举行了几次?": ["38次"],                       # not 36次会议
    "见习一般多长时间?": ["6个月"],
    "航道目录隔几年修订一回?": ["4年"],
    "有几家租赁公司被注销牌照?": [],                         # 6个, but of something else
    "闸口刷脸通行率多高?": ["58%"],
    "中小船东用不起港航平台，卡在哪里？": [],                   # no number is asked for
}
MAKERS = {      # of things that are called so by their kind or their heading, not by their names
    "哪些银行推出了航运贷款产品?": ["湖东银行", "湖西银行"],
    "推出航运贷款产品的银行都有谁?": ["湖东银行", "湖西银行"],
    "哪几家银行上线了贷款产品?": ["湖东银行", "湖西银行"],
    "哪些银行推出了养老产品?": [],                          # nothing is said of any
    "哪些银行推出了财险产品?": [],                          # an insurer's
    "哪些险企推出了货运保险产品?": [],                        # one's sentence speaks of another's too
}
SENTENCES = {   # lists, how many they are, how far apart two figures are
    "泊位从散货拓展到了哪些货类?": ["冷链", "滚装汽车", "重件"],
    "港区单位包括哪三类机构?": ["持证码头", "趸船业户", "理货公司"],
    "对智慧港口的组合激励包含哪几样?": ["金融", "财政", "土地", "信用"],
    "船员培训包括哪两部分?": ["岸上教学", "随船实训"],
    "南湾片区一共包括几个镇?": ["3个"],
    "泊位从散货拓展到了几类货类?": [],                       # 等: it is not said to be all
    "通关周期缩短了多少天?": ["6天"],
    "集装箱破损率一年里升了多少个百分点?": ["0.49个百分点"],
    "集装箱破损率一年里降了多少个百分点?": [],                  # it rose
    "定制航线占比比2024年高出多少?": ["10个百分点"],
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    r = Report()
    credit, ways, port = e("Scenario", "港航信贷"), e("Entity", "缴费方式"), e("Company", "星港集团")
    r.say("东崖码头扩建工程占地3平方公里,该工程由滨海市交通运输局批复")
    r.say("中科影海搭建的光子雷达“海瞳一号”,接入船舶2.6万艘")
    r.say("远洲物流与宁泊科技公司合作开发靠泊系统,事故成本降低22%")
    r.say("星潮汽车全资控股的星潮财险,全年实现保费收入46亿元")
    r.say("蓝鲸船舶8月完成一轮融资22亿元,由国屿资本领投")
    r.relations_from("刷卡缴费、扫码缴费、车牌缴费等缴费方式在码头、堆场等港区场景应用", "instance_of", "等", ways,
                     e("Technology", "刷卡缴费"), e("Technology", "扫码缴费"), e("Technology", "车牌缴费"))
    r.relations_from("刷卡缴费、扫码缴费、车牌缴费等缴费方式在码头、堆场等港区场景应用", "instance_of", "等",
                     e("Scenario", "港区场景"), e("Entity", "码头"), e("Entity", "堆场"))
    r.relation("星港集团运营星港云平台", port, "operates", "运营", e("Product", "星港云平台"))
    tour, kind = e("Institution", "滨海旅游联盟"), e("Product", "海上旅游产品")
    said = "滨海旅游联盟推出“海上看城”“环岛夜航”两个海上旅游产品"
    r.relation(said, tour, "provides", "推出", e("Product", "海上看城"), e("Entity", "环岛夜航"))
    r.relation(said, e("Entity", "环岛夜航"), "instance_of", "两个", kind)
    said = "港航信贷的不良贷款率降至1.3%,较普通贷款低2个百分点"
    r.figure(said, credit, "不良贷款率", "1.3", "%")
    r.figure(said, credit, "不良贷款率较普通贷款低", "2", "个百分点")
    r.figure("港航保险规模同比增长35%", e("Scenario", "港航保险"), "规模同比增长率", "35", "%")
    said = "港务局与董事会共举行36次会议,并与核数师共举行38次三方座谈"
    r.figure(said, e("Institution", "港务局"), "举行会议次数", "36", "次")
    r.figure("见习时间一般为6个月", e("Scenario", "见习"), "时间", "6", "个月")
    r.say("原则上每4年修订1次航道目录")
    r.say("年内核准6个外地平台,另有租赁公司被注销牌照")
    r.figure("闸口人脸识别通行率达58%", e("Scenario", "闸口"), "人脸识别通行率", "58", "%")
    r.figure("中小船东港航平台应用率仅为25%", e("Group", "中小船东"), "港航平台应用率", "25", "%")
    made = [("湖东银行", "推出", "港贷通"), ("湖西银行", "推出", "船舶e贷")]
    for bank, verb, product in made:
        r.relation(f"{bank}{verb}的“{product}”航运贷款产品,覆盖船东3万户", e("Bank", bank), "provides", verb,
                   e("Product", product))
    r.relation("青礁财险推出的“远航保”财险产品,销售额同比增长一半", e("Insurer", "青礁财险"), "provides", "推出",
               e("Product", "远航保"))
    r.say("目前,泊位已从传统的散货,拓展到冷链、滚装汽车、重件等多个货类")
    r.say("港务局负责核准本地的持证码头、趸船业户及理货公司(统称“港区单位”)")
    r.say("港区单位评估范围包括港区单位的安全评级、堆存管理、设备管理的情况")
    r.say("对进入名录的智慧港口给予“金融+财政+土地+信用”的组合激励")
    r.say("船员培训包括岸上教学和随船实训")
    r.say("南湾片区(青礁镇、白沙镇、石浦镇)去年实现产值3亿元")
    r.say("通关周期从传统的7天缩短至1天")
    r.say("集装箱破损率于2025年底为1.38%,高于2024年底的0.89%")
    said = "定制航线占比达35%,较2024年提高10个百分点"
    r.figure(said, e("Scenario", "定制航线"), "占比较2024年提高", "10", "个百分点", base="2024")
    return Engine(snapshot(r.claims(title="滨海港航报告")))


ALL = WHO | LISTS | NUMBERS | MAKERS | SENTENCES


@pytest.mark.parametrize("question", ALL)
def test_is_answered(engine: Engine, question: str) -> None:
    assert sorted(item.text for item in engine.ask(question).answers) == sorted(ALL[question])


@pytest.mark.parametrize(("question", "rows"), [("南湾片区一共包括几个镇?", ["3"]), ("通关周期缩短了多少天?", ["6"])])
def test_what_is_computed_from_a_sentence_is_computed_by_the_query_shown(
        engine: Engine, question: str, rows: list[str]) -> None:
    answer = engine.ask(question)
    assert [row["answer"].value for row in engine.snapshot.select(answer.sparql)] == rows
    assert answer.basis == "text"
    assert answer.answers[0].evidence
