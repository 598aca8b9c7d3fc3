"""What a figure without its own subject or indicator is of, and how far that is carried. Invented sentences."""
from __future__ import annotations

import pytest

from tests.test_observations import read, row

CARRIED = [
    # 对甲的乙率 is of what was told before, not of 甲
    ("旅游业增加值86亿元,增长7.2%,对经济增长的贡献率为18.5%。", "旅游业 对经济增长的贡献率 18.5 %"),
    ("水产品出口额4亿美元,对日本市场的依存度为35%。", "水产品 对日本市场的依存度 35 %"),
    # an industry with a list in its name is one
    ("住宿和餐饮业增加值52亿元,科学研究和技术服务业增加值77亿元。", "科学研究和技术服务业 增加值 77 亿元"),
    ("水利、环境和公共设施管理业增加值9.3亿元,增长2.1%。", "水利、环境和公共设施管理业 增加值增长率 2.1 %"),
    # the part of a balance has a balance
    ("各项存款余额880亿元,其中住户存款530亿元。", "住户存款 余额 530 亿元"),
    ("各项贷款余额760亿元,其中涉农贷款210亿元,绿色贷款95亿元。", "绿色贷款 余额 95 亿元"),
    # 日均, 恢复到 without a name
    ("快递业务量6.2亿件,日均170万件。", "快递 日均业务量 170 万件"),
    ("接待国内游客3100万人次,恢复到2019年的108.4%。", "国内游客 接待数量相当于2019年的比例 108.4 %"),
    # 其中甲占a is a share of what was told before
    ("激光雷达市场规模41亿元,其中车载产品占64%,测绘产品占22%。", "测绘产品 占激光雷达市场规模比重 22 %"),
    # a clause without a number says what the next ones are about
    ("社区团购成为下沉最快的渠道,订单量同比增长31%。", "社区团购 订单量同比增长率 31 %"),
    ("协议签署完成后其光伏组件市占率将达到16%。", "光伏组件 市占率 16 %"),
    # 前者, 后者
    ("机组分为水冷与风冷两类,前者占出货量的58%。", "水冷 占出货量比重 58 %"),
    ("主要采用钠电池和锂电池,后者占采购额的七成。", "锂电池 占采购额比重 70 %"),
    # grants by a share of what is spent
    ("对新建加工车间的合作社给予设备购置额15%的补贴。", "新建加工车间的合作社 设备购置额的补贴比例 15 %"),
    # units of transport, ranges behind a change
    ("货物运输周转量412亿吨公里。", "货物运输 周转量 412 亿吨公里"),
    ("轨道交通运营里程从450公里增加到980公里,排水管道从6300公里增加到8900公里。", "排水管道 里程 8900 公里"),
    # what is kept in a clause of its own
    ("每百元营业收入中的成本为81元。规模以上建筑企业利润总额9亿元;每百元营业收入中的成本为84元。",
     "规模以上建筑企业 每百元营业收入中的成本 84 元"),
    ("主要产品产量中,茶叶3.2万吨,增长4%;采茶机8400台,增长12%。", "采茶机 产量 8400 台"),
    ("制造业增加值增长7%。三大主导产业中,船舶、造纸、制鞋分别增长11%、9%和8%。", "造纸 增加值增长率 9 %"),
    ("控制类阀门国产化率不足15%,而通用类已超过55%。", "通用类 国产化率 55 %"),
    ("高端阀门掌握在甲江公司、乙河公司和丙湖公司手中,三家企业合计占据国内市场的八成以上份额。",
     "甲江公司、乙河公司和丙湖公司 占国内市场份额 80 %"),
    ("对首版次产品按合同金额的30%给予奖励,单个项目最高1000万元。", "首版次产品 单个项目最高奖励额 1000 万元"),
    ("使用国产阀门的占61%。", "使用国产阀门 占比 61 %"),
    # a firm's own intensity
    ("规模以上软件企业研发费用支出18亿元,研发投入强度为9.1%。", "规模以上软件企业 研发投入强度 9.1 %"),
]
WRONG = [
    ("园区培育年营收超20亿元的龙头企业6家。", "20"),           # what they are like is no figure of anything
]


@pytest.mark.parametrize(("text", "expected"), CARRIED)
def test_a_figure_is_of_what_the_words_before_it_name(text: str, expected: str) -> None:
    found = [" ".join(row(c)[:4]) for c in read(text, "行业运行情况")]
    assert expected in found, found


@pytest.mark.parametrize(("text", "name"), [
    ("岚州市储能补偿标准为每年每千瓦165元。", "每年"), ("县里连续举办8届丰收节、超过300万人次参与。", "参与"),
    ("院校每5年修订1次专业目录,每年调整1次专业。", "专业"),
    ("各地在继续巩固落实好生均财政拨款水平达到12000元的基础上提高标准。", "各地在继续巩固落实好生均财政拨款"),
    ("该系统已应用于江苏、广东等地的46座储能电站。", "已应用于江苏、广东等地数"),
])
def test_words_of_time_and_deeds_bear_no_figure(text: str, name: str) -> None:
    assert not any(name in row(c)[:2] for c in read(text, "行业运行情况"))


@pytest.mark.parametrize(("text", "value"), WRONG)
def test_a_number_that_describes_is_no_figure(text: str, value: str) -> None:
    assert value not in [row(c)[2] for c in read(text, "行业运行情况")]


@pytest.mark.parametrize(("text", "values"), [
    ("药剂用量减少15%至20%。", [("15", "20")]),
    ("民宿订单量增长了8%到12%。", [("8", "12")]),
    ("手机出货量下降17%至2771万部。", [("17", "None"), ("2771", "None")]),
])
def test_a_range_behind_a_change_is_one_figure(text: str, values: list[tuple[str, str]]) -> None:
    assert [(str(c.value), str(c.value_max)) for c in read(text, "行业运行情况")] == values


def test_a_year_opens_anew_where_the_document_is_of_a_region() -> None:
    text = "制造业贷款余额增长12%。\n全年快递业务量6.2亿件。支付各类赔款14亿元。"
    found = [" ".join(row(c)[:4]) for c in read(text, "青海省2024年统计公报")]
    assert not any(f.startswith("制造业 ") for f in found), found
