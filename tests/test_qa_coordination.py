"""Lists in sentences: where each member begins and ends."""
from __future__ import annotations

import pytest

from qa.coordination import coordinations

LISTS = {
    # what leads to the list, what ends it
    "系统实时监测锅炉的压力、温度、流量等数据,及时预警": [["压力", "温度", "流量"]],
    "重点扶持海洋牧场、深海装备、滨海旅游等领域的示范项目": [["海洋牧场", "深海装备", "滨海旅游"]],
    "在松城、柳浦、澄江等8个市县设立服务站": [["松城", "柳浦", "澄江"]],
    "围绕通道建设、仓储升级、数字赋能三条主线安排任务": [["通道建设", "仓储升级", "数字赋能"]],
    "聚焦海水淡化、潮汐发电和风能制氢五大方向": [["海水淡化", "潮汐发电", "风能制氢"]],
    "破解渔民“不敢贷”、“不会贷”的难题": [["不敢贷", "不会贷"]],
    "鼓励机构发放“科创贷”“育苗贷”等专属产品": [["科创贷", "育苗贷"]],
    "统筹建设“渔港网、冷链网、物流网”三张网": [["渔港网", "冷链网", "物流网"]],
    "北部(松岭、石川、白水)产量居前": [["松岭", "石川", "白水"]],
    # members that begin alike, a conjunction within the first, a preposition before it
    "落实稳就业、稳外贸、稳投资": [["稳就业", "稳外贸", "稳投资"]],
    "将卫星与导航服务、海图测绘、水文预报列为三个方向": [["卫星与导航服务", "海图测绘", "水文预报"]],
    "我省与湖北、江西、广东三省签署备忘录": [["湖北", "江西", "广东"]],
    "农机学院开设智能装备、农业信息、节水灌溉三个方向的课程": [["智能装备", "农业信息", "节水灌溉"]],
    "新型渔船实现量产,其低能耗、高航速、大舱容的优势明显": [["低能耗", "高航速", "大舱容"]],
    "年初农垦局、林草局、水务局等四部门发布方案": [["农垦局", "林草局", "水务局"]],
    "抵押物从船舶扩展到网箱、冷藏车、育苗池等多种": [["网箱", "冷藏车", "育苗池"]],
    "涉及海洋渔业、农业和乡村振兴、市场监管等多个部门": [["海洋渔业", "农业和乡村振兴", "市场监管"]],
    # two lists of one clause
    "浮标、雷达等新型设备在码头、航道、锚地等场所得到使用": [["浮标", "雷达"], ["码头", "航道", "锚地"]],
    "市渔业局、市港务局统筹推进码头、航道的建设": [["市渔业局", "市港务局"], ["码头", "航道"]],
    # none
    "松城银行推出潮汐贷": [],
}


@pytest.mark.parametrize("sentence", LISTS)
def test_members(sentence: str) -> None:
    found = [[sentence[s:e] for s, e in one.members] for one in coordinations(sentence)]
    assert found == LISTS[sentence]


def test_a_known_name_is_kept_whole() -> None:
    sentence = "松城市渔业和海洋局、松城市港口和航道局发布办法"
    found = next(coordinations(sentence, [(0, 9), (10, 19)]))
    assert [sentence[s:e] for s, e in found.members] == ["松城市渔业和海洋局", "松城市港口和航道局"]
