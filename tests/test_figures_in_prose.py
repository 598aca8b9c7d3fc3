"""Figures in plain reports: sources, datelines, times that hold, shares, sums over time, turns. Invented sentences."""
from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.mentions import find_mentions
from ingest.observations import observe
from kg.types import Section, Sentence
from tests.test_observations import _document, _lexicon, _tagger, read, row

TOLD = [
    # who filed or issued a report is nothing that its figures are of
    ("江北社云州4月6日电(记者甲)省统计局6日发布数据显示,2024年全省水泥产量2100万吨。", "水泥 产量 2100 万吨"),
    ("根据县统计局发布的经济社会发展统计公报,2024年,全县发电量31亿千瓦时。", "全县 发电量 31 亿千瓦时"),
    # a share or a contribution to something is told apart from who gives it
    ("特种玻璃对行业增长的贡献率达32%。", "特种玻璃 对行业增长的贡献率 32 %"),
    ("冷链服务对港口收入的拉动率为4.1%。", "冷链服务 对港口收入的拉动率 4.1 %"),
    ("规模以上仪表制造业、装备制造业增加值占工业增加值的比重分别上升到16.3%、34.6%。",
     "规模以上仪表制造业 增加值占工业增加值比重 16.3 %"),
    ("地区生产总值、财政收入、外贸总额占全市的比重接近二分之一,分别为47.6%、49.9%、48.8%。",
     "云州市 财政收入占全市比重 49.9 %"),
    # so many of them do so
    ("近八成企业实现盈利,七成企业接入平台。", "企业 接入平台的比例 70 %"),
    ("两成农户参加培训。", "农户 参加培训的比例 20 %"),
    # what is summed or averaged over time is called so
    ("云州累计授权专利4800件。", "云州 累计授权专利 4800 件"),
    ("甲江公司年均产量12万吨。", "甲江公司 年均产量 12 万吨"),
    # a turn without a number, profit and loss, what is set aside
    ("甲江公司经营活动现金流净额转负,为-1.27亿元。", "甲江公司 经营活动现金流净额 -1.27 亿元"),
    ("甲江公司实现净利润3.2亿元,去年同期为亏损1.1亿元。", "甲江公司 亏损额 1.1 亿元"),
    ("甲江公司实现净利润3.2亿元,去年同期为盈利2.9亿元。", "甲江公司 净利润 2.9 亿元"),
    ("甲江公司支付了6000万元的工程款。", "甲江公司 工程款额 6000 万元"),
    ("全县城镇调查失业率年均值为5.1%。", "全县 城镇调查失业率年均值 5.1 %"),
    # a part of a sentence that names its own subject, shares of a structure, yearly figures, indices without unit
    ("空气导热系数为0.03W;其二,制冷系统成为短板,占机房总能耗的35%。", "制冷系统 占机房总能耗比重 35 %"),
    ("机房的能耗结构中,服务器占50%,制冷占30%。", "制冷 占机房的能耗比重 30 %"),
    ("甲江机房改造后,机柜密度从8kW提至20kW,年制冷能耗减少120万度。", "机柜 密度 20 kW"),
    ("甲江机房改造后,机柜密度从8kW提至20kW,年制冷能耗减少120万度。", "机柜 年制冷能耗减少 120 万度"),
    ("国家要求新建机房PUE≤1.3。", "新建机房 PUE 1.3 "),
    # bare numbers in brackets, a change with its new value, averages of what is done
    ("2024年甲江公司毛利率31.5%(-2.1pct)。", "甲江公司 毛利率同比变动 -2.1 pct"),
    ("甲江公司市占率最高(28%),其次为乙河公司(17%)和丙湖公司(9%)。", "乙河公司 市占率 17 %"),
    ("甲江公司市占率最高(28%),其次为乙河公司(17%)和丙湖公司(9%)。", "丙湖公司 市占率 9 %"),
    ("2024年,仪表均价提高15元至320元。", "仪表 均价 320 元"),
    ("2024年,仪表均价提高15元至320元。", "仪表 均价提高 15 元"),
    ("累计改造管网3.2万公里,年均改造6400公里。", "管网 年均改造 6400 公里"),
    ("节水灌溉面积扩大一倍,亩均节水120立方米。", "节水灌溉 亩均节水 120 立方米"),
    # a site with the region in its name, a share of those of which something is said, nouns of one character
    ("产业基地培育企业50家。江苏省东江机器人产业园位于东江区,总投资40亿元。",
     "江苏省东江机器人产业园 总投资 40 亿元"),
    ("蔬菜进入冷链运输的只有5%,肉类15%,水产品23%。", "蔬菜 进入冷链运输的比例 5 %"),
    ("蔬菜进入冷链运输的只有5%,肉类15%,水产品23%。", "水产品 进入冷链运输的比例 23 %"),
    ("氢需求量由2000万吨提升至6000万吨。", "氢 需求量 6000 万吨"),
    # means, and what is so as a rule
    ("企业开办时间压缩到平均4个工作日以内。", "企业 开办时间(平均) 4 个工作日"),
    ("累计投入渔港建设资金超50亿元。", "渔港建设资金 累计金额 50 亿元"),
    ("- 大宗协议交易占比超过六成。", "大宗协议 交易占比 60 %"),
    # whose figure it is that is told like one of the country
    ("全县常住人口58万人。", "全县 常住人口 58 万人"),
    ("云州经济区地区生产总值达800亿元。财政收入116亿元。", "云州经济区 财政收入 116 亿元"),
]
WRONG = [
    ("东江基地定位是发展机器人,入驻企业120家。", "机器人 入驻"),
    ("每个包裹将被征收至少3欧元的附加费。", "被"),
    ("四川省滤膜市场规模占全国的9.6%,仅次于广东省(12.1%)。", "四川省滤膜 市场规模占全国比重 12.1"),
    ("该技术可使药剂用量减少15%。", "技术可"),
    ("江北社云州4月6日电 2024年全省水泥产量2100万吨。", "云州"),
    ("根据县统计局发布的经济社会发展统计公报,2024年,全县发电量31亿千瓦时。", "统计公报"),
    ("该行累计服务小微企业3.2万户。", "行累计"),
    ("仪表渗透率达35%,占全国市场份额的四分之一。", "渗透率占"),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_a_figure_of_plain_prose(text: str, expected: str) -> None:
    found = [" ".join(row(c)[:4]) for c in read(text, "云州市运行情况" if "云州" in expected else "行业运行情况")]
    assert expected in found, found


@pytest.mark.parametrize(("text", "name"), WRONG)
def test_what_a_figure_is_not_of(text: str, name: str) -> None:
    found = [" ".join(row(c)[:4]) for c in read(text, "行业运行情况")]
    assert not any(name in one for one in found), found


def times(text: str, title: str = "运行情况") -> list[tuple[str, str, str]]:
    return [(str(c.value), c.period.text if c.period else "", c.status) for c in read(text, title)]


def test_an_aim_holds_for_its_paragraph_and_its_list_only() -> None:
    text = ("到2027年末,全市建成中试基地10个。\n2025年上半年,滤膜产量为1.2万吨;第三季度产量为0.7万吨。\n"
            "1-7月,滤膜出口额为36亿元。")
    assert times(text)[1:] == [("1.2", "2025H1", "actual"), ("0.7", "2025Q3", "actual"),
                               ("36", "2025-01/2025-07", "actual")]
    listed = "2025年滤膜产量为1.2万吨。\n到2027年末,主要目标是:\n(一)建成中试基地10个。\n(二)培育企业200家。"
    assert [one[1] for one in times(listed)] == ["2025", "2027", "2027"]


def test_the_year_of_an_aim_is_not_the_day_a_report_speaks_from() -> None:
    text = "2024年滤膜产值12亿元。到2030年产值达到50亿元。到2030年企业超过90家。前三季度出口额3亿元。"
    assert times(text)[-1] == ("3", "2024-01/2024-09", "actual")


def test_a_quarter_told_after_the_year_of_the_opening_is_no_forecast() -> None:
    text = "2025年全年,甲江公司营业收入53.5亿元。进入2026年一季度,甲江公司营业收入13.2亿元。"
    assert times(text) == [("53.5", "2025", "actual"), ("13.2", "2026Q1", "actual")]


def test_what_is_so_as_a_rule_is_so_about() -> None:
    assert [c.comparator for c in read("实习时间一般为6个月。", "教育计划")] == ["~"]


def test_the_years_of_a_fall_are_years_told() -> None:
    assert times("膜组件价格由2021年的320元/平方米降至2024年的180元/平方米。") == [
        ("320", "2021", "actual"), ("180", "2024", "actual")]


@pytest.mark.parametrize(("heading", "owner"), [("甲江电路", "甲江电路"), ("总体情况", ""), ("投资建议", "")])
def test_only_a_name_is_the_company_of_a_section(heading: str, owner: str) -> None:
    text = f"{heading}:业绩符合预期\n公司2026E营收为55亿元。"
    start = len(heading) + 8
    section = Section("", f"{heading}:业绩符合预期", 1, 0, start, len(text), -1)
    one = replace(_document(text, "行业周报"), sections=(section,), sentences=(Sentence(start, len(text), 0),))
    tokens = _tagger().tag(one)
    found = observe(None, one, tokens, find_mentions(_lexicon(), one, tokens))  # type: ignore[arg-type]
    assert [c.subject.name for c in found] == ([owner] if owner else ["公司"])
