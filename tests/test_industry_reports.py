"""Parks and their firms, industry chains, classes, users, backers, rules and whom they concern. Invented sentences."""
from __future__ import annotations

import pytest
from extraction import Triple, triples

from ingest.pipeline import Kit


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


TITLE = "《青州省民政厅中共青州省委编办青州省财政厅关于深化养老机构改革的实施意见》"


@pytest.mark.parametrize(("text", "triple", "stated"), [
    # a park has its firms
    ("东湖产业园不仅有蓝川股份、明远电子等龙头企业,还引进了专家。", ("明远电子", "located_in", "东湖产业园"), True),
    ("蓝川股份入驻东湖产业园。", ("蓝川股份", "located_in", "东湖产业园"), True),
    ("青禾科技园汇聚了海岳科技、蓝川股份。", ("海岳科技", "located_in", "青禾科技园"), True),
    ("蓝川股份退出东湖产业园。", ("蓝川股份", "located_in", "东湖产业园"), False),
    ("东湖区涌现出蓝川股份、明远电子、海岳科技等一批研发实力强、市场份额高的企业。",
     ("海岳科技", "located_in", "东湖区"), True),
    ("东湖区涌现出蓝川股份、明远电子、海岳科技等一批研发实力强、市场份额高的企业。",
     ("蓝川股份", "instance_of", "研发实力"), False),
    ("低温仓库主要集中在沿海主产区和蔬菜基地。", ("低温仓库", "located_in", "蔬菜基地"), True),
    ("东湖产业园聚集了安岭、铭赛、快岩、邀德克等工业机器人企业。", ("铭赛", "instance_of", "工业机器人企业"), True),
    ("光伏、锂电、储能等新能源企业加快扩产。", ("锂电", "instance_of", "新能源企业"), False),
    ("广州、深圳、东莞等外贸企业增长。", ("广州", "instance_of", "外贸企业"), False),
    # what a thing is
    ("海岳科技是一家2016年创立于苏州的水下机器人公司。", ("海岳科技", "instance_of", "水下机器人公司"), True),
    ("海岳科技是一家2016年创立于苏州的水下机器人公司。", ("海岳科技", "located_in", "苏州"), True),
    ("海岳科技收购一家2016年创立于苏州的水下机器人公司。", ("海岳科技", "instance_of", "水下机器人公司"), False),
    ("东湖精密装备产业园是全国最大的微型轴承生产基地。",
     ("东湖精密装备产业园", "instance_of", "微型轴承生产基地"), True),
    ("像蓝川股份这样的龙头企业,去年也出现亏损。", ("蓝川股份", "instance_of", "龙头企业"), True),
    ("像蓝川股份那样扩产的龙头企业,去年也出现亏损。", ("蓝川股份", "instance_of", "龙头企业"), False),
    ("该部门选出北京上海广东等作为首批示范城市。", ("广东", "instance_of", "示范城市"), True),
    ("该部门选出北京上海广东等作为首批示范城市。", ("上海", "part_of", "北京"), False),
    ("这一政策针对以Lumea、Zorvin和青禾通为代表的跨境电商平台。", ("Zorvin", "instance_of", "跨境电商平台"), True),
    ("那时中国还是大清年间。", ("中国", "instance_of", "大清年间"), False),
    # where a thing is used, and by whom
    ("钠电池市场规模为30亿元,最大的应用领域是储能电站。", ("钠电池", "applies_to", "储能电站"), True),
    ("钠电池市场规模为30亿元,最大的应用领域是储能电站。", ("应用领域", "instance_of", "储能电站"), False),
    ("工业相机的用户主要来自电子、汽车、食品等部门。", ("汽车", "uses", "工业相机"), True),
    ("钠电池更适合用于储能电站和低速车。", ("钠电池", "applies_to", "低速车"), True),
    ("钠电池不适合用于储能电站和低速车。", ("钠电池", "applies_to", "低速车"), False),
    ("某些关键阀门、管路、传感器也还需要依赖进口。", ("管路", "depends_on", "进口"), True),
    ("海外仓可通过提前备货等方式优化成本结构。", ("提前备货", "instance_of", "方式优化成本结构"), False),
    # who pays for it
    ("安川精机公司投资3亿元的惠州第二工厂已开工建设。", ("安川精机公司", "operates", "惠州第二工厂"), True),
    ("蓝川股份获得来自红石资本、青松基金共计5000万元A轮投资。", ("红石资本", "supports", "蓝川股份"), True),
    ("蓝川股份获得来自红石资本、青松基金共计5000万元的订单。", ("红石资本", "supports", "蓝川股份"), False),
    ("财政部门在储能领域的支持力度不断加大。", ("财政部门", "supports", "储能领域"), True),
    # aims
    ("东湖园区的产业定位是重点发展微型轴承和精密齿轮产业。", ("东湖园区", "targets", "精密齿轮产业"), True),
    ("安澜物流从区域性配送平台向全球化供应链平台演进。", ("安澜物流", "targets", "全球化供应链平台"), True),
    ("《青州市改革方案》近日出台,聚焦政府、经济、社会三大数字化转型。",
     ("青州市改革方案", "targets", "经济数字化转型"), True),
    ("《青州市改革方案》近日出台,聚焦政府、经济、社会三大数字化转型。", ("青州市改革方案", "targets", "经济"), False),
    # policies: whom they concern, and who issued them
    ("针对中小企业的减税政策明年到期。", ("减税政策", "applies_to", "中小企业"), True),
    ("针对中小企业的减税政策仍不完善。", ("减税政策", "applies_to", "中小企业"), False),
    ("低空经济首次写入《政府工作报告》。", ("政府工作报告", "applies_to", "低空经济"), True),
    ("按照《青州市养老院改造方案(2022年)》,对乡镇敬老院实施改造。",
     ("青州市养老院改造方案(2022年)", "applies_to", "乡镇敬老院"), True),
    (f"为贯彻{TITLE},全市新增床位300张。", ("中共青州省委编办", "issued", TITLE[1:-1]), True),
    (f"为贯彻{TITLE},全市新增床位300张。", ("青州省财政厅", "issued", TITLE[1:-1]), True),
    ("《青州日报》关于深化养老机构改革的报道引起关注。", ("青州日报", "issued", "深化养老机构改革的报道"), False),
    ("根据《青州市储能发展规划》的目标,到2030年,储能装机规模将达到50吉瓦,储能产业产值将突破2000亿元。",
     ("青州市储能发展规划", "targets", "储能产业产值"), True),
    ("根据《青州市储能发展规划》的批评,到2030年,储能装机规模将达到50吉瓦。",
     ("青州市储能发展规划", "targets", "储能装机规模"), False),
    # what bears, limits and feeds a thing
    ("新能源汽车是汽车产业增长的重要引擎。", ("新能源汽车", "supports", "汽车产业"), True),
    ("新能源汽车是汽车产业的重要对手。", ("新能源汽车", "supports", "汽车产业"), False),
    ("光刻胶产业仍受制于高端树脂进口。", ("光刻胶产业", "depends_on", "高端树脂进口"), True),
    ("受限于电池成本,储能电站扩张缓慢。", ("电池成本", "causes", "储能电站扩张缓慢"), True),
    ("这种货船以绿色甲醇为燃料。", ("货船", "uses", "绿色甲醇"), True),
    ("这种货船以绿色甲醇为目标。", ("货船", "uses", "绿色甲醇"), False),
    ("这种隔膜主要由聚乙烯制成。", ("隔膜", "uses", "聚乙烯"), True),
    ("青禾生物与蓝川股份纷纷加码储能电池。", ("蓝川股份", "targets", "储能电池"), True),
    ("蓝川平台允许跨境商家通过单一后台管理店铺。", ("蓝川平台", "targets", "跨境商家"), True),
    ("企业出于减少食品损耗的考虑采用冷链物流。", ("企业", "addresses", "食品损耗"), False),
    ("青州引入品牌化、专业化的服务机构。", ("服务机构", "uses", "品牌化"), False),
    # what is done with a thing, or what it does to another, is what it is for
    ("种植户利用植保无人机进行喷药作业。", ("植保无人机", "applies_to", "喷药作业"), True),
    ("种植户淘汰植保无人机进行喷药作业。", ("植保无人机", "applies_to", "喷药作业"), False),
    ("智能巡检系统对输电线路进行监测。", ("智能巡检系统", "applies_to", "输电线路"), True),
    ("智能巡检系统不能对输电线路进行监测。", ("智能巡检系统", "applies_to", "输电线路"), False),
    # parts of a park, of an industry chain
    ("博智机器人谷位于曲阳市,规划总部基地、智能制造区以及创业园区等三个组团。",
     ("智能制造区", "part_of", "博智机器人谷"), True),
    ("博智机器人谷位于曲阳市,规划总部基地、智能制造区以及创业园区等三个组团。",
     ("智能制造区", "instance_of", "组团"), False),
    ("低空经济产业链上游包括碳纤维材料和航空电子,中游为整机制造,下游是物流配送、农林植保。",
     ("整机制造", "part_of", "低空经济产业链"), True),
    ("低空经济产业链上游包括碳纤维材料和航空电子,中游为整机制造,下游是物流配送、农林植保。",
     ("农林植保", "part_of", "低空经济产业链"), True),
    ("新型储能可以分为上游的电芯材料,中游的系统集成,和下游的电网运营三大部分。",
     ("系统集成", "part_of", "新型储能"), True),
    ("动力电池上游是锂矿、镍矿,中游是电芯和模组,下游是新能源汽车。", ("动力电池", "uses", "镍矿"), True),
    ("动力电池上游是锂矿、镍矿,中游是电芯和模组,下游是新能源汽车。",
     ("动力电池", "applies_to", "新能源汽车"), True),
    ("动力电池上游是锂矿、镍矿,中游是电芯和模组,下游是新能源汽车。",
     ("新能源汽车", "part_of", "动力电池"), False),
    ("储能系统包括电池、逆变器,中游包括集成商,上游价格上涨。", ("电池", "instance_of", "中游"), False),
    # foreign names of several words, and what is done in another region
    ("Blue Harbor布局欧洲市场,为亚洲客户提供仓储服务。", ("Blue Harbor", "provides", "仓储服务"), True),
    ("甲公司新建欧洲物流基地和海外仓。", ("甲公司", "operates", "物流基地"), True),
])
def test_industry_reports(kit: Kit, text: str, triple: Triple, stated: bool) -> None:
    found = triples(kit, text)
    assert (triple in found) is stated, sorted(found)
