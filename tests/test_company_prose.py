"""What companies make, whom they supply, with whom they work, what their goods are for. Invented sentences."""
from __future__ import annotations

import pytest
from extraction import Triple, triples

from ingest.pipeline import Kit


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


@pytest.mark.parametrize(("text", "triple", "stated"), [
    # a number that is part of a name
    ("岚光科技推出12英寸硅片,已通过客户认证。", ("岚光科技", "provides", "12英寸硅片"), True),
    ("岚光科技生产的高阻N型6英寸硅片已经交付。", ("岚光科技", "provides", "高阻N型6英寸硅片"), True),
    ("澄湖电气建成500千伏变电站3座。", ("澄湖电气", "operates", "500千伏变电站"), True),
    ("岚光科技生产硅片600片。", ("岚光科技", "provides", "硅片600片"), False),
    # 甲的乙, 甲乙: who made what the clause is about
    ("岚光科技的激光雷达已用于矿卡、牵引车等设备。", ("岚光科技", "provides", "激光雷达"), True),
    ("岚光科技的激光雷达已用于矿卡、牵引车等设备。", ("激光雷达", "applies_to", "牵引车"), True),
    ("岚光科技激光雷达适配无人矿卡、牵引车等场景。", ("激光雷达", "applies_to", "无人矿卡"), True),
    ("沧源新材的碳纤维用于风电叶片,显著提升抗疲劳性能。", ("沧源新材", "provides", "碳纤维"), True),
    ("沧源新材的资金用于风电叶片。", ("沧源新材", "provides", "资金"), False),
    ("沧源新材的董事长来自宁波。", ("沧源新材", "provides", "董事长"), False),
    ("岚光科技12英寸硅片已与巴斯夫等国际企业建立长期合作。", ("岚光科技", "cooperates_with", "巴斯夫"), True),
    # what is made solves what the next clause names
    ("岚光科技推出固态补盲雷达,解决了近场盲区大、探测精度低等痛点。",
     ("固态补盲雷达", "addresses", "探测精度低"), True),
    ("岚光科技推出固态补盲雷达,解决了近场盲区大、探测精度低等痛点。",
     ("岚光科技", "addresses", "探测精度低"), False),
    ("海岱重工发布智能调度系统,可有效降低燃油消耗。", ("智能调度系统", "addresses", "燃油消耗"), True),
    # where things are used
    ("遥感技术在农业、林业、水利等各领域得到广泛应用。", ("遥感技术", "applies_to", "水利"), True),
    ("遥感技术在农业、林业、水利等经济社会各领域得到广泛应用。", ("水利", "instance_of", "经济社会"), False),
    ("储能成为磷酸铁锂电池的第二增长点。", ("磷酸铁锂电池", "applies_to", "储能"), True),
    ("储能成为磷酸铁锂电池的第二增长点。", ("储能", "instance_of", "磷酸铁锂电池"), False),
    ("固态电池的应用场景包括无人机、人形机器人。", ("固态电池", "applies_to", "人形机器人"), True),
    ("固态电池的竞争对手包括锂电池、钠电池。", ("固态电池", "applies_to", "钠电池"), False),
    # ventures and partners
    ("岚光科技与红旗汽车合资成立岚旗智驾。", ("红旗汽车", "operates", "岚旗智驾"), True),
    ("岚光科技与红旗汽车合资的岚旗智驾已投产。", ("岚光科技", "operates", "岚旗智驾"), True),
    ("岚光科技去年扭亏,与红旗汽车合资成立岚旗智驾。", ("岚光科技", "cooperates_with", "红旗汽车"), True),
    ("岚光科技与红旗汽车竞争的岚旗智驾已投产。", ("岚光科技", "operates", "岚旗智驾"), False),
    ("岚光科技拟与红旗汽车合资成立岚旗智驾。", ("岚光科技", "operates", "岚旗智驾"), False),
    # supply: customers are served, they serve nobody
    ("岚光科技的客户覆盖宇通客车、三一重工等国内外知名主机厂。", ("岚光科技", "supplies", "三一重工"), True),
    ("岚光科技的客户覆盖宇通客车、三一重工等国内外知名主机厂。", ("三一重工", "instance_of", "知名主机厂"), True),
    ("岚光科技的客户覆盖宇通客车、三一重工等国内外知名主机厂。", ("岚光科技的客户", "supplies", "三一重工"), False),
    ("岚光科技获得宇通客车订单。", ("岚光科技", "supplies", "宇通客车"), True),
    ("岚光科技获得宇通客车好评。", ("岚光科技", "supplies", "宇通客车"), False),
    ("沧源新材生产的隔热垫专门供应宁德时代。", ("沧源新材", "supplies", "宁德时代"), True),
    ("沧源新材成为特斯拉一级供应商。", ("沧源新材", "supplies", "特斯拉"), True),
    ("沧源新材成为特斯拉一级供应商。", ("沧源新材", "instance_of", "特斯拉"), False),
    # parts, members, shares
    ("形成了以纺织、食品、电子为主的产业体系。", ("食品", "part_of", "产业体系"), True),
    ("形成了以纺织、食品、电子为主的消费热点。", ("食品", "part_of", "消费热点"), False),
    ("电机控制器是电动汽车的关键零部件之一。", ("电机控制器", "part_of", "电动汽车"), True),
    ("电机控制器是电动汽车的替代对象之一。", ("电机控制器", "part_of", "电动汽车"), False),
    ("风电发电量占全社会用电量的比重达到9.8%。", ("风电", "holds_share", "全社会用电量"), True),
    ("岚光科技研发投入占营业收入的比重达到9.8%。", ("岚光科技", "holds_share", "营业收入"), False),
])
def test_company_prose(kit: Kit, text: str, triple: Triple, stated: bool) -> None:
    found = triples(kit, text)
    assert (triple in found) is stated, sorted(found)


@pytest.mark.parametrize(("text", "triple", "stated"), [
    # brought into, made with, driven by
    ("岚山电子将冲压工艺引入支架制造。", ("岚山电子", "uses", "冲压工艺"), True),
    ("岚山电子将冲压工艺引入骨架制造。", ("冲压工艺", "applies_to", "骨架"), False),
    ("岚光科技利用飞控技术开发的平衡控制系统已经交付。", ("平衡控制系统", "uses", "飞控技术"), True),
    ("岚光科技利用飞控技术开发的平衡控制系统已经交付。", ("岚光科技", "provides", "平衡控制系统"), True),
    ("海岱重工采用陶瓷材料制造的密封环已经交付。", ("海岱重工", "uses", "密封环"), False),
    ("公司股东包括岚山电子、海岱光电。", ("岚山电子", "instance_of", "公司股东"), False),
    # where bodies were founded, each at its place
    ("岚山电子公司、海岱光电公司分别在大连和青岛成立。", ("海岱光电公司", "located_in", "青岛"), True),
    ("岚山电子公司、海岱光电公司分别在大连和青岛成立。", ("海岱光电公司", "located_in", "大连"), False),
    # wholes and their parts, what is told of the chain
    ("智能座舱包括车载信息系统、抬头显示和流媒体后视镜。", ("抬头显示", "part_of", "智能座舱"), True),
    ("覆铜板上游主要包括铜箔、玻纤布等,下游应用于通信、汽车电子等领域。", ("铜箔", "applies_to", "通信"), False),
    ("光伏玻璃位于光伏产业链中游。", ("光伏玻璃", "part_of", "光伏产业链中游"), True),
    ("岩板以石英为原料制成。", ("岩板", "uses", "石英"), True),
    ("信义光能占据光伏玻璃市场的半壁江山。", ("信义光能", "holds_share", "光伏玻璃市场"), True),
    # a measure between a thing and its use is passed over
    ("海岱光电推出触觉传感器,压力检测精度达0.1N,已应用于机械手。", ("压力检测精度", "applies_to", "机械手"), False),
    # lists end where their class stands
    ("三生制药、联邦制药等企业与辉瑞、诺华等国际巨头合作。", ("联邦制药", "instance_of", "国际巨头"), False),
    ("三生制药、联邦制药等企业与辉瑞、诺华等国际巨头合作。", ("联邦制药", "cooperates_with", "诺华"), True),
    # what changes because of what
    ("技术进步推动储能电池成本持续下降。", ("技术进步", "causes", "储能电池成本下降"), True),
    ("县政府推动水产养殖规模扩大。", ("县政府", "causes", "水产养殖规模扩大"), False),
])
def test_more_company_prose(kit: Kit, text: str, triple: Triple, stated: bool) -> None:
    found = triples(kit, text)
    assert (triple in found) is stated, sorted(found)
