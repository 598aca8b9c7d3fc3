"""Members of lists whatever the tagger makes of them, definitions, and who made what with whom. Invented sentences."""
from __future__ import annotations

import pytest
from extraction import Triple, triples

from ingest.pipeline import Kit


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


@pytest.mark.parametrize(("text", "triple", "stated"), [
    # between 、 and 等 stands a member
    ("银行开发了果园贷、大棚改造贷等涉农信贷产品", ("大棚改造贷", "instance_of", "涉农信贷产品"), True),
    ("农场试用了无人播种、变量施肥、空中喷洒等新型作业技术", ("空中喷洒", "instance_of", "新型作业技术"), True),
    ("景区上线了扫脸入园、错峰预约等便民服务产品", ("错峰预约", "instance_of", "便民服务产品"), True),
    ("园区完善道路、管网等各类设施", ("管网", "instance_of", "设施"), False),
    # 甲是指…的乙
    ("数字渔场是指利用传感器对水质进行监测的新型养殖系统。", ("数字渔场", "instance_of", "新型养殖系统"), True),
    ("公共冷库是一种由多家商户按需租用的仓储设施。", ("公共冷库", "instance_of", "仓储设施"), True),
    ("虚拟电厂(VPP)是指把分散负荷聚合起来参与调度的能源管理系统。", ("虚拟电厂", "instance_of", "能源管理系统"), True),
    ("智慧果园是以遥感和物联网为手段管理果树的农业生产模式。", ("智慧果园", "instance_of", "农业生产模式"), True),
    ("数字渔场是推动增收的重要途径。", ("数字渔场", "instance_of", "重要途径"), False),
    # …,由甲、乙构成
    ("数字渔场是一种新型养殖系统,由监测层、传输层和控制层三部分构成。", ("传输层", "part_of", "数字渔场"), True),
    ("灌溉云平台面向合作社开放,由墒情模块、阀控模块和计费模块组成。", ("阀控模块", "part_of", "灌溉云平台"), True),
    # who made it together
    ("岚山科技公司与东湖大学联合研发的采摘机器人已下线。", ("岚山科技公司", "cooperates_with", "东湖大学"), True),
    ("岚山科技公司和海岱银行共同发起农业基金。", ("岚山科技公司", "cooperates_with", "海岱银行"), True),
    ("岚山科技公司与东湖大学组建联合实验室。", ("岚山科技公司", "cooperates_with", "东湖大学"), True),
    ("岚山科技公司和海岱银行的利润增长。", ("岚山科技公司", "cooperates_with", "海岱银行"), False),
    # customers are no instances
    ("岚山科技公司的客户包括海岱银行和东湖大学。", ("岚山科技公司", "supplies", "海岱银行"), True),
    ("岚山科技公司的客户包括海岱银行和东湖大学。", ("海岱银行", "instance_of", "岚山科技公司的客户"), False),
    # the label of a paragraph
    ("【政策】工业和信息化部等四部门近日印发《轻工业数字化通知》。",
     ("工业和信息化部", "issued", "轻工业数字化通知"), True),
    # places counted behind their names
    ("“灵犀”平台已在徐州、宿迁、淮安三市投运。", ("灵犀", "located_in", "宿迁"), True),
    # turns of phrase and unnamed actors
    ("应用方面,某造船企业引入焊接软件后,工期缩短。", ("造船企业", "uses", "焊接软件"), True),
    ("应用方面,某造船企业引入焊接软件后,工期缩短。", ("应用方面", "uses", "焊接软件"), False),
    ("重庆某轴承厂部署排产系统。", ("重庆", "operates", "排产系统"), False),
    ("岚山科技公司发布第三代三维设计平台“拓景3.0”。", ("岚山科技公司", "provides", "拓景3.0"), True),
    # nothing is a part of a price
    ("居民消费价格上涨0.4%,其中食品价格上涨0.9%。", ("食品价格", "broader", "居民消费价格"), False),
    # a zone is one place
    ("岚山科技公司位于郑州航空港区。", ("岚山科技公司", "located_in", "郑州航空港区"), True),
    ("岚山科技公司位于郑州航空港区。", ("航空", "part_of", "郑州"), False),
    # what is achieved, one by one
    ("水质监测平台实现藻华预警、排口溯源和泵闸调度。", ("水质监测平台", "provides", "排口溯源"), True),
])
def test_lists_definitions_and_makers(kit: Kit, text: str, triple: Triple, stated: bool) -> None:
    found = triples(kit, text)
    assert (triple in found) is stated, sorted(found)
