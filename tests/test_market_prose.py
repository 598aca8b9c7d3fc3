"""Shares told by rank, members told by number, superlatives, brackets behind names, and what drives a change."""
from __future__ import annotations

import pytest
from extraction import Triple, triples

from ingest.pipeline import Kit


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


@pytest.mark.parametrize(("text", "triple", "stated"), [
    # shares
    ("2024年国内激光雷达市场中,岚光科技以31%的市场份额位居第一。", ("岚光科技", "holds_share", "激光雷达"), True),
    ("岚光科技凭借31%的市占率位居国内激光雷达市场第一。", ("岚光科技", "holds_share", "激光雷达"), True),
    ("岚光科技的固态雷达市场占有率保持领先。", ("岚光科技", "holds_share", "固态雷达"), True),
    ("岚光科技的研发费用占比保持领先。", ("岚光科技", "holds_share", "研发费用"), False),
    # members
    ("年出口超亿元的企业3家,分别为岚光科技、海岱光电、沧源新材。",
     ("海岱光电", "instance_of", "年出口超亿元的企业"), True),
    ("年出口超亿元的企业4家,分别为岚光科技、海岱光电、沧源新材。",
     ("海岱光电", "instance_of", "年出口超亿元的企业"), False),
    ("青螺港二期、白沙湾100万吨炼化、石浦渔港改造等一批重大项目建成投产。",
     ("白沙湾100万吨炼化", "instance_of", "重大项目"), True),
    ("加快推进青螺港二期、石浦渔港改造等一批重大项目。", ("加快推进青螺港二期", "instance_of", "重大项目"), False),
    ("以扬子江船业为代表的民营船厂订单饱满。", ("扬子江船业", "instance_of", "民营船厂"), False),
    ("以岚光科技为代表的民营企业扩大投资。", ("岚光科技", "instance_of", "民营企业"), True),
    ("以岚光科技为目标的民营企业扩大投资。", ("岚光科技", "instance_of", "民营企业"), False),
    ("岚光科技是一家集研发设计、整机制造、工程服务为一体的国家级高新技术企业。",
     ("岚光科技", "operates", "整机制造"), True),
    ("岚光科技是一家集研发设计、整机制造、工程服务为一体的国家级高新技术企业。",
     ("岚光科技", "instance_of", "国家级高新技术企业"), True),
    # superlatives, worded from their first word
    ("岚光科技成为国内首家通过车规认证的激光雷达企业。",
     ("岚光科技", "instance_of", "首家通过车规认证的激光雷达企业"), True),
    ("岚光科技是全球最大的激光雷达供应商。", ("岚光科技", "instance_of", "全球最大的激光雷达供应商"), True),
    ("岚光科技将成为国内首家通过车规认证的激光雷达企业。",
     ("岚光科技", "instance_of", "首家通过车规认证的激光雷达企业"), False),
    # what stands in brackets behind a thing
    ("防水卷材(用于屋面、地下室)和密封胶(提升气密性)销量增长。", ("防水卷材", "applies_to", "地下室"), True),
    ("防水卷材(用于屋面、地下室)和密封胶(提升气密性)销量增长。", ("密封胶", "supports", "气密性"), True),
    ("防水卷材(产于屋面厂)销量增长。", ("防水卷材", "applies_to", "屋面厂"), False),
    # bullets, reporting verbs, 其
    ("• 岚光科技推出固态补盲雷达。", ("岚光科技", "provides", "固态补盲雷达"), True),
    ("岚光科技通过认证,其12英寸硅片获宇通客车订单。", ("岚光科技", "supplies", "宇通客车"), True),
    # what drives a change
    ("受益于海外需求回暖,公司订单持续增长。", ("海外需求回暖", "causes", "公司订单增长"), True),
    ("得益于算力投资加大和国产替代加快,液冷板出货量同比增长65%。",
     ("国产替代加快", "causes", "液冷板出货量增长"), True),
    ("随着储能(ESS)、电动船舶市场的快速增长,磷酸铁锂需求持续扩张。", ("储能", "causes", "磷酸铁锂需求扩张"), True),
    ("在一系列政策推动下,消费明显回暖。", ("一系列政策", "causes", "消费回暖"), True),
    ("受益于新船订单增长(上半年订单650艘,同比增长35%)及运价上涨(涨5%),造船需求仍保持高景气。",
     ("运价上涨", "causes", "造船需求"), True),
    ("业绩下滑受到多重因素影响,一是原料涨价、运费上行,二是公司计提了1.2亿元的坏账减值损失。",
     ("运费上行", "causes", "业绩下滑"), True),
    ("业绩下滑受到多重因素影响,一是原料涨价、运费上行,二是公司计提了1.2亿元的坏账减值损失。",
     ("坏账减值损失", "causes", "业绩下滑"), True),
    ("受春节错位、天气转暖等因素影响,鲜菜价格同比下降3.1%。", ("天气转暖", "causes", "鲜菜价格下降"), True),
    ("稀土永磁材料是驱动电机的核心材料。", ("稀土永磁材料", "part_of", "驱动电机"), True),
    ("稀土永磁材料是驱动电机的核心材料。", ("稀土永磁材料", "instance_of", "驱动电机的核心材料"), False),
    ("青螺平台为气象预报、新材料研发等领域提供算力服务。", ("算力服务", "applies_to", "气象预报"), True),
    ("2024年,全市新增绿色工厂3家,分别为岚光科技、海岱光电、沧源新材。", ("海岱光电", "instance_of", "绿色工厂"), True),
    ("随着时间推移,园区人气快速增长。", ("时间推移", "causes", "园区人气增长"), False),
    ("得益于政府支持,公司成为龙头。", ("政府支持", "causes", "公司成为龙头"), False),
    ("在监管部门指导下,投诉明显减少。", ("监管部门", "causes", "投诉减少"), False),
])
def test_market_prose(kit: Kit, text: str, triple: Triple, stated: bool) -> None:
    found = triples(kit, text)
    assert (triple in found) is stated, sorted(found)
