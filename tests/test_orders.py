"""What a plan orders is worded as the text has it, and no name is cut before its head."""
from __future__ import annotations

import pytest
from extraction import Triple, triples

from ingest.pipeline import Kit, extract

PLAN = """青峦市数字茶业行动计划(2026—2028年)

一、主要任务

推动茶园灌溉设施和加工车间智能化改造。支持茶叶溯源技术和包装产品研发应用。推进茶叶品牌建设和质量追溯体系建设。
促进茶旅线路与民宿预订系统高效联动。加快推进出口检验标准化、无纸化、便利化。推进“一县一茶”公共品牌推广。
支持茶企、合作社加强协作。瞄准茶叶分选、病害识别、香气检测等前沿技术领域。促进红外测温、图像分选等采摘技术应用。
推动茶园道路、冷库、仓储等领域公共投资统筹安排和协同管理。支持更好带农增收。
"""
ORDERED = [
    ("茶园灌溉设施和加工车间智能化改造", True), ("茶园灌溉设施", False), ("加工车间智能化改造", False),
    ("茶叶溯源技术和包装产品研发应用", True), ("包装产品研发应用", False), ("茶叶溯源技术", False),
    ("茶叶品牌建设", True), ("质量追溯体系建设", True),
    ("茶旅线路与民宿预订系统高效联动", True), ("茶旅线路", False),
    ("出口检验标准化、无纸化、便利化", True), ("无纸化", False), ("便利化", False),
    ("一县一茶", False),
    ("茶企", True), ("合作社", True),
    ("茶叶分选", True), ("香气检测", True),
    ("红外测温、图像分选等采摘技术应用", True), ("图像分选", False),
    ("茶园道路", False), ("冷库", False), ("带农增收", False),
]


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


@pytest.fixture(scope="module")
def ordered(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    path = tmp_path_factory.mktemp("orders") / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return {c.object.name for c in extract(kit, path).relations
            if c.subject.name.startswith("青峦市数字茶业") and c.predicate in ("supports", "targets")}


@pytest.mark.parametrize(("name", "stated"), ORDERED)
def test_an_order_is_about_the_whole_of_what_it_names(ordered: set[str], name: str, stated: bool) -> None:
    assert (name in ordered) is stated, sorted(ordered)


@pytest.mark.parametrize(("text", "triple", "stated"), [
    # the object's head stands behind it
    ("岚谷公司的终端用于大棚温度测算", ("终端", "applies_to", "大棚"), False),
    ("甲山集团采用激光雷达实时监控堆场", ("甲山集团", "uses", "激光雷达"), True),
    # what something is like is no part of it and uses nothing
    ("园区构建风险共担、信息互通的协作机制", ("风险共担", "part_of", "协作机制"), False),
    ("应用算法驱动的排程模型", ("排程模型", "uses", "算法驱动"), False),
    # a class that goes on behind a quoted word; what is done at a facility is none
    ("企业攻克轴承钢、密封圈、高压泵等“卡脖子”问题", ("密封圈", "instance_of", "卡脖子"), False),
    ("乡镇建设农药配送、虫情监测等服务中心", ("虫情监测", "instance_of", "服务中心"), False),
    ("医院建有影像平台、病理平台等信息平台", ("病理平台", "instance_of", "信息平台"), True),
    ("公司探索社群团购、直播精准营销、到店自提等新型零售模式", ("营销", "instance_of", "新型零售模式"), False),
    # a quoted name between two others names neither
    ("全市开展智能船舶“港航一体化”应用试点", ("港航一体化", "instance_of", "应用试点"), False),
    ("各地举办“人工智能+”渔业培训", ("人工智能+", "instance_of", "渔业培训"), False),
    ("县城实现高频事项“一窗通办”", ("一窗通办", "instance_of", "高频事项"), False),
    ("一批治沙固沙、引水灌溉等重大水利工程开工", ("引水灌溉", "instance_of", "重大水利工程"), False),
    # who was named before does not do everything
    ("中国制造的品质和竞争力不断提升", ("中国", "provides", "品质和竞争力"), False),
    ("以长沙市为核心,重点发展整机制造;以株洲市、湘潭市为两翼", ("长沙市", "instance_of", "两翼"), False),
    ("“引凤”工程聚焦新材料,省财政每年安排专项资金2亿元", ("引凤", "provides", "专项资金"), False),
    ("“一码付”平台上线一年,支持境外银行卡的商户达1.2万户", ("一码付", "supports", "境外银行卡的商户"), False),
    ("“易投保”平台着力解决投保难问题,保障金额超75亿元", ("易投保", "supports", "金额"), False),
    ("岚谷银行对果农的信贷支持不足", ("岚谷银行", "supports", "果农"), False),
    ("接口格式、数据口径不统一,导致数据难以共享,影响行业发展", ("数据口径", "causes", "行业发展"), False),
    ("识别准确率达85%,提高3个百分点;平台提前采取措施,降低事故发生率", ("识别准确率", "causes", "事故发生率"), False),
    ("“光网进村”试点提升农村及偏远地区网络覆盖水平", ("光网进村", "supports", "农村"), False),
    ("全市构建“一张床、一间房、一套房”安居供应体系,为新员工提供住房保障", ("一间房", "supplies", "新员工"), False),
    ("平台为服务先进制造业、现代物流业发展提供制度保障", ("平台", "supports", "服务先进制造业"), False),
    ("带动学生会、志愿队等群团组织建设", ("志愿队", "instance_of", "群团"), False),
    ("国务院教育行政部门发布《校车标准》", ("国务院", "issued", "校车标准"), False),
    ("国务院教育行政部门发布《校车标准》", ("国务院教育行政部门", "issued", "校车标准"), True),
    ("监管局与岚谷银行紧密合作,提升岚谷银行的风险识别能力", ("岚谷银行", "supports", "岚谷银行的风险识别能力"), False),
    # 面向甲的乙: 乙 is for 甲
    ("岚谷银行推出面向果农的信用贷款", ("信用贷款", "targets", "果农"), True),
    ("推进区块链与物联网、大数据等融合发展", ("区块链", "integrates_with", "大数据"), True),
])
def test_no_name_is_cut(kit: Kit, text: str, triple: Triple, stated: bool) -> None:
    found = triples(kit, text + "。")
    assert (triple in found) is stated, sorted(found)
