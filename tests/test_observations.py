"""Observations: invented sentences, one construction each, read through tagger, mentions and observe."""

from __future__ import annotations

import re
from functools import cache

import pytest

from ingest.mentions import find_mentions
from ingest.observations import observe
from ingest.tagger import Tagger
from kg.text.lexicon import Lexicon
from kg.types import Cell, Document, ObservationClaim, Sentence, Table


@cache
def _tagger() -> Tagger:
    return Tagger()


@cache
def _lexicon() -> Lexicon:
    return Lexicon.load()


def _document(text: str, title: str = "2024年产业研究报告", tables: tuple[Table, ...] = ()) -> Document:
    sentences = tuple(Sentence(m.start(), m.end(), -1) for m in re.finditer(r"[^。]+。?", text))
    return Document("d", "d.txt", "d.txt", "0", "text/plain", title, text, (), (), (), sentences, tables)


def read(text: str, title: str = "2024年产业研究报告") -> list[ObservationClaim]:
    document = _document(text, title)
    tokens = _tagger().tag(document)
    return observe(None, document, tokens, find_mentions(_lexicon(), document, tokens))  # type: ignore[arg-type]


def row(c: ObservationClaim) -> tuple[str, str, str, str, str]:
    value = c.written if c.value is None else f"{c.value:f}"
    return c.subject.name, c.indicator, value, c.unit, c.comparator


LEVELS = [
    (
        "level and growth and share over clauses",
        "2024年数字出版市场规模达1200亿元,同比增长8.5%,占文化产业总规模的12%。",
        [
            ("数字出版", "市场规模", "1200", "亿元", "="),
            ("数字出版", "市场规模同比增长率", "8.5", "%", "="),
            ("数字出版", "市场规模占文化产业总规模比重", "12", "%", "="),
        ],
    ),
    ("comparators", "智能水表覆盖率不足30%。", [("智能水表", "覆盖率", "30", "%", "<")]),
    (
        "of which",
        "冷链物流市场规模突破5000亿元;其中,生鲜电商业务规模达800亿元。",
        [("冷链物流", "市场规模", "5000", "亿元", ">"), ("生鲜电商", "业务规模", "800", "亿元", "=")],
    ),
    (
        "growth in brackets",
        "2023年农业保险保费收入1430亿元(同比增长17.3%)。",
        [("农业保险", "保费收入", "1430", "亿元", "="), ("农业保险", "保费收入同比增长率", "17.3", "%", "=")],
    ),
    (
        "change against a year",
        "智慧农业普及率达28%,较2021年提高6个百分点。",
        [("智慧农业", "普及率", "28", "%", "="), ("智慧农业", "普及率较2021年提高", "6", "个百分点", "=")],
    ),
    (
        "change against a thing",
        "无人配送准确率提升至95%,较传统方式提高12个百分点。",
        [("无人配送", "准确率", "95", "%", "="), ("无人配送", "准确率较传统方式提高", "12", "个百分点", "=")],
    ),
    ("decline", "2024年新能源汽车出口量同比下降5.2%。", [("新能源汽车", "出口量同比下降率", "5.2", "%", "=")]),
    (
        "from a to b, both",
        "企业开办时间从5天缩短至1天。",
        [("企业", "此前开办时间", "5", "天", "="), ("企业", "开办时间", "1", "天", "=")],
    ),
    ("a range", "光伏组件价格较2022年下降10%-15%。", [("光伏组件", "价格较2022年下降", "10", "%", "=")]),
    ("group and indicator", "头部券商数字化投入同比增长35%。", [("头部券商", "数字化投入同比增长率", "35", "%", "=")]),
    ("A in B", "边缘计算在电力领域的应用率达42%。", [("边缘计算", "电力领域应用率", "42", "%", "=")]),
    (
        "relative clause that is counted",
        "参与绿色金融业务的金融机构数量达1200余家。",
        [("参与绿色金融业务的金融机构", "数量", "1200", "家", ">")],
    ),
    ("people counted", "农村电商从业人员约300万人。", [("农村电商", "从业人员", "300", "万人", "~")]),
    ("share of those who do", "近40%的中小企业使用云服务。", [("中小企业", "使用云服务的比例", "40", "%", "~")]),
    (
        "money set aside",
        "全年省级财政安排乡村振兴专项资金85亿元,同比增长12%。",
        [("乡村振兴专项资金", "金额", "85", "亿元", "="), ("乡村振兴专项资金", "金额同比增长率", "12", "%", "=")],
    ),
    ("things made", "全国共出台低空经济扶持政策120余项。", [("低空经济扶持政策", "出台数量", "120", "项", ">")]),
    (
        "another's level",
        "小型企业数字化应用渗透率仅为25%,远低于大型企业的65%。",
        [("小型企业", "数字化应用渗透率", "25", "%", "="), ("大型企业", "数字化应用渗透率", "65", "%", "=")],
    ),
    ("tenths", "医疗器械占出口总额的近七成。", [("医疗器械", "占出口总额比重", "70", "%", "~")]),
    (
        "ratio to another",
        "初创企业研发投入强度不足2%,仅为龙头企业的1/3。",
        [("初创企业", "研发投入强度", "2", "%", "<"), ("初创企业", "研发投入强度相当于龙头企业的比例", "1/3", "", "=")],
    ),
    (
        "growth of two levels",
        "某型无人机产量达90万架,销量达88万架,同比分别增长30%和28%。",
        [
            ("某型无人机", "产量", "90", "万架", "="),
            ("某型无人机", "销量", "88", "万架", "="),
            ("某型无人机", "产量同比增长率", "30", "%", "="),
            ("某型无人机", "销量同比增长率", "28", "%", "="),
        ],
    ),
    ("a rank is no count", "前三家企业市场份额合计达70%。", [("前三家企业", "市场份额", "70", "%", "=")]),
    ("twice", "绿电交易量比上年翻一番。", [("绿电", "交易量较上年翻番", "1", "番", "=")]),
    (
        "a ratio to the old state",
        "海外客户订单额增长40%,交付周期降至原来的1/3。",
        [("客户", "订单额增长率", "40", "%", "="), ("客户", "交付周期相当于原来的比例", "1/3", "", "=")],
    ),
    (
        "another's figure as base",
        "小微企业融资成本为4.2%,低于全国平均0.6个百分点。",
        [("小微企业", "融资成本", "4.2", "%", "="), ("小微企业", "融资成本较全国平均低", "0.6", "个百分点", "=")],
    ),
    (
        "vague size",
        "车联网技术实现突破,车联网数据传输延迟降低至毫秒级。",
        [("车联网", "数据传输延迟", "毫秒级", "", "=")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in LEVELS], ids=[c[0] for c in LEVELS])
def test_construction(text: str, expected: list[tuple[str, str, str, str, str]]) -> None:
    assert [row(c) for c in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "广东、江苏的工业机器人产量分别达24万台、8万台。",
            [("工业机器人", "产量", "24", "广东省"), ("工业机器人", "产量", "8", "江苏省")],
        ),
        (
            "人脸支付、车牌支付的应用率分别达58%和65%。",
            [("人脸支付", "应用率", "58", None), ("车牌支付", "应用率", "65", None)],
        ),
        ("动力电池、储能电池、消费电池三类依次为300亿元、120亿元和80亿元。", []),
        (
            "上海、深圳的供应链金融渗透率达65%。",
            [("供应链金融", "渗透率", "65", "上海市"), ("供应链金融", "渗透率", "65", "深圳市")],
        ),
    ],
)
def test_lists_are_told_apart(text: str, expected: list[tuple[str, str, str, str | None]]) -> None:
    names = [(c.subject.name, c.indicator, f"{c.value:f}", c.region) for c in read(text)]
    assert [(s, i, v, bool(r)) for s, i, v, r in names] == [(s, i, v, bool(r)) for s, i, v, r in expected]
    assert all(
        r is None or (want or "").startswith(r.name[:2]) for (*_, r), (*_, want) in zip(names, expected, strict=True)
    )


def test_a_list_of_years_takes_the_unit_of_the_last() -> None:
    found = read("2021-2023年,服务机器人市场规模分别为500、620和780亿元。")
    assert [(c.period.text if c.period else "", f"{c.value}{c.unit}") for c in found] == [
        ("2021", "500亿元"),
        ("2022", "620亿元"),
        ("2023", "780亿元"),
    ]
    assert {c.subject.name for c in found} == {"服务机器人"}


def test_growth_of_each_member_of_a_list() -> None:
    found = read("海运、空运的货运量分别为12亿吨、0.8亿吨,增速分别为3%、9%。")
    assert [(c.subject.name, c.indicator, f"{c.value:f}") for c in found][2:] == [
        ("海运", "货运量增速", "3"),
        ("空运", "货运量增速", "9"),
    ]


@pytest.mark.parametrize(
    ("text", "status", "period"),
    [
        ("到2027年,建成20个以上国家级制造业创新中心。", "target", "2027"),
        ("力争到2028年,工业软件市场规模突破4000亿元。", "target", "2028"),
        ("2025年拟安排港口专项债券38亿元。", "target", "2025"),
        ("预计2026年储能市场规模将达到3000亿美元。", "forecast", "2026"),
        ("2024年工业软件市场规模达3000亿元。", "actual", "2024"),
        ("工业软件市场规模达3000亿元。", "actual", "2024"),
        ("上半年工业软件市场规模达3000亿元。", "actual", "2024H1"),
        ("3Q23全球平板电脑出货量3500万台。", "actual", "2023Q3"),
    ],
)
def test_status_and_period(text: str, status: str, period: str) -> None:
    [claim] = read(text)
    assert claim.status == status
    assert claim.period is not None
    assert claim.period.text == period


def test_an_aim_that_opens_a_paragraph_holds_for_its_sentences() -> None:
    found = read("到2030年,养老服务体系基本建成。社区养老设施覆盖率达到90%。\n2023年社区养老设施覆盖率达到70%。")
    assert [(c.status, c.period.text if c.period else None) for c in found] == [("target", "2030"), ("actual", "2023")]


def test_the_old_value_of_a_change_keeps_its_own_period() -> None:
    found = read("2024年新能源客车渗透率由2022年的21%升至33%。")
    assert [(f"{c.value}", c.period.text if c.period else None) for c in found] == [("21", "2022"), ("33", "2024")]


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("智慧农业普及率较2021年提高6个百分点。", ("2021", None)),
        ("智慧农业普及率同比提高6个百分点。", ("2023", None)),
        ("智慧农业成本较传统农业降低6%。", (None, "传统农业")),
    ],
)
def test_what_a_change_is_measured_against(text: str, base: tuple[str | None, str | None]) -> None:
    [claim] = read(text)
    assert claim.base is not None
    assert (claim.base.period, claim.base.subject) == base


def test_a_product_is_the_subject_of_the_clauses_after_it() -> None:
    found = read("某银行推出的“商易通”平台,接入商户超8万户,全年促成交易额超120亿元;农户贷款余额达30亿元。")
    assert [row(c)[:3] for c in found[:2]] == [("商易通", "接入商户数", "8"), ("商易通", "促成交易额", "120")]
    assert found[2].subject.name != "商易通"


def test_a_joint_figure_is_of_all_together() -> None:
    [claim] = read("甲光、乙晶两家公司合计占据60%的市场份额。")
    assert claim.collective
    assert (claim.subject.name, claim.indicator) == ("甲光、乙晶", "市场份额")


@pytest.mark.parametrize(
    "text",
    [
        "根据第三条,依据〔2022〕2号文,见图3。",
        "该省位居第二,一是推进5G-A建设,“十四五”时期成效显著。",
        "某公司(300750.SZ)公告。",
        "一个平台服务一家企业。",
        "经过三年努力,成效显著。",
    ],
)
def test_no_observation(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["据工信部数据,2024年软件业务收入达13万亿元。", "中国信通院认为,2024年算力规模超过300EFLOPS。"]
)
def test_a_source_is_no_subject(text: str) -> None:
    assert all(
        c.subject.name not in ("工信部", "工业和信息化部", "中国信通院", "中国信息通信研究院") for c in read(text)
    )


def test_evidence_holds_the_number_and_its_subject() -> None:
    text = "车载终端是车联网的核心部件,2024年市场规模达850亿元,同比增长40%,占车联网总规模的38%。" * 2
    for claim in read(text):
        [span] = claim.evidence
        assert claim.written in text[span.start : span.end]
        assert "车载终端" in text[span.start : span.end]


@pytest.mark.parametrize(
    ("head", "cells", "unit", "expected"),
    [
        (
            ["地区", "产值(亿元)", "增速(%)"],
            [["甲市", "120.5", "8.2"]],
            "",
            [("甲市", "产值", "120.5", "亿元"), ("甲市", "增速", "8.2", "%")],
        ),
        (
            ["指标", "2022年", "2023年"],
            [["出口额", "31", "35"]],
            "亿美元",
            [("某省外贸", "出口额", "31", "亿美元"), ("某省外贸", "出口额", "35", "亿美元")],
        ),
    ],
)
def test_tables(head: list[str], cells: list[list[str]], unit: str, expected: list[tuple[str, str, str, str]]) -> None:
    text, marks = "", []
    for r, line in enumerate([head, *cells]):
        for c, cell in enumerate(line):
            marks.append(Cell(len(text), len(text) + len(cell), r, c))
            text += cell + "\t"
    table = Table(tuple(marks), -1, caption="表1 某省外贸", unit=unit)
    document = _document(text, tables=(table,))
    document = Document(**{f: getattr(document, f) for f in document.__slots__} | {"sentences": ()})
    found = observe(None, document, [], [])  # type: ignore[arg-type]
    assert [(c.subject.name, c.indicator, f"{c.value:f}", c.unit) for c in found] == expected
    assert all(c.written in text[c.evidence[0].start : c.evidence[0].end] for c in found)
