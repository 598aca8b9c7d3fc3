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
    return Engine(snapshot(r.claims(title="滨海港航报告")))


@pytest.mark.parametrize("question", [*WHO, *LISTS, *NUMBERS])
def test_is_answered(engine: Engine, question: str) -> None:
    assert sorted(item.text for item in engine.ask(question).answers) == sorted((WHO | LISTS | NUMBERS)[question])
