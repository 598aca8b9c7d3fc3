"""Whose a figure is that does not say so: the institution a report is by, the region of its paragraph; evidence that
begins where its subject is named. Invented sentences."""

from __future__ import annotations

import pytest

from tests.test_observations import read, row

BANK = "禾川银行2023年社会责任报告"
ISSUED = [
    ("本行资产总额612亿元,较上年末增加53亿元。",
     ["禾川银行 资产总额 612 亿元", "禾川银行 资产总额较上年末增加 53 亿元"]),
    ("本行稳健经营。不良贷款率1.21%,拨备覆盖率286%。", ["禾川银行 不良贷款率 1.21 %", "禾川银行 拨备覆盖率 286 %"]),
    ("报告期内,本行实现营业收入15.7亿元。", ["禾川银行 营业收入 15.7 亿元"]),
    ("本行建设助学点36处。全年拦截电信诈骗190起,避免客户损失370万元。",
     ["助学点 建设数量 36 处", "禾川银行 拦截电信诈骗数 190 起", "禾川银行 避免客户损失 370 万元"]),
    ("本行服务民生。归属于母公司股东的净利润5.4亿元,基本每股收益0.98元。",
     ["禾川银行 归属于母公司股东的净利润 5.4 亿元", "禾川银行 基本每股收益 0.98 元"]),
]


@pytest.mark.parametrize(("text", "expected"), ISSUED)
def test_a_report_by_an_institution_is_about_it(text: str, expected: list[str]) -> None:
    assert [" ".join(row(c)[:4]) for c in read(text, BANK)] == expected


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("全省粮食产量96万吨。水产品产量12万吨。", ["青海省", "青海省"]),
        ("全省粮食产量96万吨。\n水产品产量12万吨。", ["青海省", None]),
        ("水产品产量12万吨。", [None]),
        ("全省粮食产量96万吨。甘肃省水产品产量12万吨。", ["青海省", "甘肃省"]),
        ("青海省乳制品产量4万吨。水产品产量3万吨。", ["青海省", "青海省"]),
    ],
)
def test_a_paragraph_that_spoke_of_the_documents_region_goes_on_about_it(text: str, regions: list[str | None]) -> None:
    assert [c.region.name if c.region else None for c in read(text, "青海省2024年经济运行报告")] == regions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("高新技术企业从2012年的490家增加到2024年的4630家。",
         ["高新技术企业 数量 490 家 2012", "高新技术企业 数量 4630 家 2024"]),
        ("东部地区收入98亿元,占全国的69.9%;东北三省为38亿元。",
         ["东部地区 收入 98 亿元 2024", "东部地区 收入占全国比重 69.9 % 2024", "东北三省 收入 38 亿元 2024"]),
        ("收入超千亿元的省份增至5个。", ["收入超千亿元的省份 数量 5 个 2024"]),
        ("培育年产值百亿元级酿造企业10家。", ["年产值百亿元级酿造企业 培育数量 10 家 2024"]),
        ("科技企业贷款客户3021户,较年初新增814户。",
         ["科技企业贷款客户 数量 3021 户 2024", "科技企业贷款客户 数量较年初新增 814 户 2024"]),
        ("居民满意度得分82.36分。", ["居民 满意度得分 82.36 分 2024"]),
        ("月活跃用户突破4亿。", ["月活跃用户 数量 4 亿 2024"]),
        ("采摘机器人已有80台投入使用。", ["采摘机器人 投入使用数量 80 台 2024"]),
        ("年末管道长度86公里,供水总量5亿立方米,其中居民生活供水2亿立方米;漏损率8.6%。",
         ["管道 长度 86 公里 2024", "管道 供水总量 5 亿立方米 2024", "居民生活供水 供水总量 2 亿立方米 2024",
          "管道 漏损率 8.6 % 2024"]),
        ("乡镇处理站负荷率不足60%的有23座。", ["乡镇处理站负荷率不足60% 数量 23 座 2024"]),
        ("信用卡贷款撇账率由一年前的0.89%上升至2.21%。",
         ["信用卡贷款 撇账率 0.89 % ", "信用卡贷款 撇账率 2.21 % 2024"]),
        ("受访的326家商户中,68%认为客流不足是首要困难。", ["商户 认为客流不足是首要困难的比例 68 % 2024"]),
        ("十年1.4亿农村人口在城镇落户。", ["农村人口 城镇落户的农村人口数量 1.4 亿 2024"]),
        ("头部五家厂商合计市占率为71%。", ["头部五家厂商 合计市占率 71 % 2024"]),
        ("公交准点率提高10.5个百分点。", ["公交 准点率提高 10.5 个百分点 2024"]),
        ("城市救助中心48家。", ["城市救助中心 数量 48 家 2024"]),
    ],
)
def test_levels_of_any_wording(text: str, expected: list[str]) -> None:
    assert [" ".join((*row(c)[:4], c.period.text if c.period else "")) for c in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "number", "evidence"),
    [
        ("岭南钢铁公司搭建“钢链通”平台,覆盖采购与结算,接入上下游企业超5万家。", "5万家",
         "岭南钢铁公司搭建“钢链通”平台,覆盖采购与结算,接入上下游企业超5万家"),
        ("在政策推动下,智能灌溉渗透率达35%,其中小农户参与度不高,同比提高4个百分点。", "4个百分点",
         "智能灌溉渗透率达35%,其中小农户参与度不高,同比提高4个百分点"),
    ],
)
def test_evidence_begins_where_the_subject_is_named(text: str, number: str, evidence: str) -> None:
    claim = next(c for c in read(text) if c.written == number)
    assert text[claim.evidence[0].start : claim.evidence[0].end] == evidence
