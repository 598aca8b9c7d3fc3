"""Names and noun phrases, each found by a rule of the language."""
from __future__ import annotations

import pytest
from extraction import mentions

from ingest.pipeline import Kit


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


@pytest.mark.parametrize(("text", "name", "type_"), [
    ("财政部印发《港口绿色发展办法》。", "港口绿色发展办法", "Policy"),
    ("岭越重工营收52亿元。", "岭越重工", "Company"),
    ("造船企业如岭越重工、海泊动力等扩大产能。", "海泊动力", "Company"),
    ("该计划由市卫生健康委牵头。", "市卫生健康委", "GovernmentBody"),
    ("台湾海峡风力强劲。", "台湾海峡", "Region"),
    ("协会发布《船舶岸电接口技术要求》。", "船舶岸电接口技术要求", "Standard"),
    ("协会发布《船用储氢瓶安全使用要求》《岸电标识通则》。", "船用储氢瓶安全使用要求", "Standard"),
    ("协会发布《船用储氢瓶安全使用要求》《岸电标识通则》。", "岸电标识通则", "Standard"),
    ("工信部发布《绿色航运行动指南》。", "绿色航运行动指南", "Policy"),
    ("会员银行平均净息差收窄。", "会员银行", "Group"),
    ("江口银行净息差收窄。", "江口银行", "Bank"),
    ("市级示范性职业教育集团达到30个。", "市级示范性职业教育集团", "Group"),
    ("海泊公司推出“长安一号”机器人。", "长安一号", "Product"),
    ("该港搭建“区块链+航运金融”公共服务平台。", "区块链+航运金融公共服务平台", "Product"),
    ("海丰银行推出的“潮汐贷”信贷产品受到欢迎。", "潮汐贷", "Product"),
    ("招商银行推出新产品。", "招商银行", "Bank"),
    ("浙江出台扶持政策。", "浙江", "Province"),
    ("当地依托港口物流优势发展航运。", "港口物流优势", "Entity"),
    ("平台为养殖农户提供贷款。", "养殖农户", "Group"),
    ("航运企业面临运价波动大、箱源紧张等问题。", "运价波动大", "Problem"),
    ("航运企业面临运价波动大、箱源紧张等问题。", "箱源紧张", "Problem"),
    ("平台破解了“单证造假”的难题。", "单证造假", "Problem"),
    ("系统采集船舶数据,如航行速度、靠泊次数等。", "航行速度", "Indicator"),
    ("研究涉及边缘计算、可信计算等技术。", "边缘计算", "Technology"),
])
def test_a_name_is_found_with_its_class(kit: Kit, text: str, name: str, type_: str) -> None:
    found = {m.name: m.type for m in mentions(kit, text)}
    assert found.get(name) == type_, found


@pytest.mark.parametrize(("text", "no_name"), [
    ("终端实时监控货物状态。", "终端实时监控货物状态"),           # the verb ends the first phrase
    ("工信部联合财政部开展试点。", "工信部联合财政部"),
    ("平台“数字化、智能化”水平提升。", "数字化、智能化"),
    ("浙江宁波推出新模式。", "浙江宁波"),
])
def test_phrases_end_where_the_language_ends_them(kit: Kit, text: str, no_name: str) -> None:
    assert no_name not in {m.name for m in mentions(kit, text)}


def test_mentions_lie_where_they_say_and_do_not_overlap(kit: Kit) -> None:
    text = "甲港集团与东海银行合作，搭建“云港通”平台，服务中小微企业1.2万家；浙江、江苏等省份依托该平台推广岸电技术。"
    found = mentions(kit, text)
    assert len(found) >= 6
    assert all(text[m.start:m.end] == m.surface for m in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
