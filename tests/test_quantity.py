"""Numbers with units: what is read, what is no quantity, and base units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.quantity import SCALES, find_quantities, format_quantity, parse_quantity, to_base, units

READ = [
    ("产值突破12万亿元", "12万亿元", "12", "万亿元", ">", "12000000000000", "元"),
    ("达23.5%", "23.5%", "23.5", "%", "=", "23.5", "%"),
    ("建成10个以上基地", "10个", "10", "个", ">=", "10", "个"),
    ("出台政策260余项", "260余项", "260", "项", ">", "260", "项"),
    ("服务3万多户", "3万多户", "3", "万户", ">", "30000", "户"),
    ("不足30%", "30%", "30", "%", "<", "30", "%"),
    ("至少开展12次", "12次", "12", "次", ">=", "12", "次"),
    ("至少45分钟", "45分钟", "45", "分钟", ">=", "2700", "秒"),
    ("最高50万元", "50万元", "50", "万元", "<=", "500000", "元"),
    ("约1.2亿台", "1.2亿台", "1.2", "亿台", "~", "120000000", "台"),
    ("逼近49万辆", "49万辆", "49", "万辆", "~", "490000", "辆"),
    ("提高3.98pct", "3.98pct", "3.98", "pct", "=", "3.98", "个百分点"),
    ("提高6个百分点", "6个百分点", "6", "个百分点", "=", "6", "个百分点"),
    ("下降30bp", "30bp", "30", "bp", "=", "0.3", "个百分点"),
    ("七成以上", "七成", "70", "%", ">=", "70", "%"),
    ("百分之二十", "百分之二十", "20", "%", "=", "20", "%"),
    ("三十多家机构", "三十多家", "30", "家", ">", "30", "家"),
    ("全省三十万户", "三十万户", "30", "万户", "=", "300000", "户"),
    ("超百家企业", "百家", "100", "家", ">", "100", "家"),
    ("上千家企业", "上千家", "1000", "家", ">=", "1000", "家"),
    ("增长-5%", "-5%", "-5", "%", "=", "-5", "%"),
    ("出口45亿美元", "45亿美元", "45", "亿美元", "=", "4500000000", "美元"),
    ("用电1.5亿千瓦时", "1.5亿千瓦时", "1.5", "亿千瓦时", "=", "150000000", "千瓦时"),
    ("单价38美元/片", "38美元/片", "38", "美元/片", "=", "38", "美元/片"),
    ("企业12,345家", "12,345家", "12345", "家", "=", "12345", "家"),
    ("翻一番", "翻一番", "1", "番", "=", "2", "倍"),
    ("三天内", "三天", "3", "天", "<=", "259200", "秒"),
]


@pytest.mark.parametrize(("text", "written", "value", "unit", "comparator", "base", "base_unit"), READ)
def test_reads_value_unit_comparator_and_base(
    text: str, written: str, value: str, unit: str, comparator: str, base: str, base_unit: str
) -> None:
    [q] = find_quantities(text)
    assert (q.written, q.value, q.unit, q.comparator) == (written, Decimal(value), unit, comparator)
    assert (q.value_base, q.unit_base) == (Decimal(base), base_unit)
    assert text[q.start : q.end] == written


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("下降10%-15%", 10, 15, "%"),
        ("高出2-3倍", 2, 3, "倍"),
        ("提前3至6个月", 3, 6, "个月"),
        ("60元-85元/片", 60, 85, "元/片"),
        ("二三十家", 20, 30, "家"),
        ("8000万-1.2亿元", Decimal("0.8"), Decimal("1.2"), "亿元"),
    ],
)
def test_ranges_have_both_ends_in_one_unit(text: str, low: int, high: int, unit: str) -> None:
    [q] = find_quantities(text)
    assert (q.value, q.value_max, q.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "share", "comparator"),
    [
        ("三分之一", "33.3333", "="),
        ("约1/4", "25", "~"),
        ("近半", "50", "~"),
        ("过半", "50", ">"),
        ("五分之三", "60", "="),
    ],
)
def test_fractions_keep_their_words_and_compare_as_percent(text: str, share: str, comparator: str) -> None:
    [q] = find_quantities(text)
    assert (q.value, q.value_base, q.unit_base, q.comparator) == (None, Decimal(share), "%", comparator)


@pytest.mark.parametrize("text", ["数十家企业", "毫秒级", "千亿级", "两位数"])
def test_vague_sizes_have_no_value(text: str) -> None:
    [q] = find_quantities(text)
    assert q.value is None
    assert q.kind == "vague"


@pytest.mark.parametrize(
    "text",
    [
        "第三条",
        "〔2022〕2号",
        "代码300750.SZ",
        "见图3",
        "5G-A网络",
        "十四五",
        "位居第二",
        "一是",
        "2025年",
        "2021-2023年",
        "1-7月",
        "20年全球",
        "3C产品",
        "万户侯",
        "五位一体",
        "前三家",
        "千家万户",
        "工业4.0",
        "TOP10",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert [q.written for q in find_quantities(text)] == []


@pytest.mark.parametrize(
    ("text", "value", "unit"), [("超5万家", "5", "万家"), ("12万亿", "12", "万亿"), ("1200", "1200", "")]
)
def test_a_text_that_is_one_quantity(text: str, value: str, unit: str) -> None:
    q = parse_quantity(text)
    assert q is not None
    assert (q.value, q.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["有5万家", "5万家和6万家", "很多", ""])
def test_a_text_that_is_more_than_one_quantity(text: str) -> None:
    assert parse_quantity(text) is None


_SPOKEN = [u for u in units() if u not in ("年", "日", "成") and "/" not in u]


@given(
    st.decimals(min_value="0.01", max_value="99999", places=2),
    st.sampled_from([s for s in SCALES if s in ("", "万", "亿", "万亿")]),
    st.sampled_from(_SPOKEN),
)
def test_what_is_formatted_reads_back(value: Decimal, scale: str, unit: str) -> None:
    text = format_quantity(value, scale + unit)
    q = parse_quantity(text)
    assert q is not None, text
    assert q.value_base == to_base(value, scale + unit)[0]
    assert q.unit_base == to_base(value, scale + unit)[1]
