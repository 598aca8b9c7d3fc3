"""What a figure is of, told in full: its years, the whole of a share, all that a list's verb counts.

Invented sentences."""
from __future__ import annotations

import pytest

from tests.test_observations import read, row
from tests.test_scope import when

TITLE = "2024年海岛经济运行报告"


def told(text: str, title: str = TITLE) -> list[str]:
    return [" ".join(row(c)[:4]).strip() for c in read(text, title)]


@pytest.mark.parametrize(("text", "expected"), [
    ("渔港泊位数由两年前的120个增加到185个。", ["2022", "2024"]),
    ("贷款不良率由一年前的1.3%下降至0.9%。", ["2023", "2024"]),
    ("十年前,全市仅有渔港3座。", ["2014"]),
    ("冷库容量是五年前的2倍。", ["2024"]),
    ("船员平均工资较三年前提高28%。", ["2024"]),
])
def test_so_many_years_ago_is_a_year(text: str, expected: list[str]) -> None:
    assert [when(c) for c in read(text, TITLE)] == expected


def test_so_many_years_ago_is_a_base_too() -> None:
    (claim,) = read("船员平均工资较三年前提高28%。", TITLE)
    assert claim.base is not None
    assert claim.base.period == "2021"


@pytest.mark.parametrize(("text", "expected"), [
    ("五年来,海水养殖产量连年保持在40万吨以上。", ["2020/2024"]),
    ("八年来,该市渔业用电价格保持在每千瓦时0.5元左右。", ["2017/2024"]),
    ("十年来,近海水质优良率稳定在90%左右。", ["2015/2024"]),
    ("五年来,渔业研发投入强度每年都保持在4%以上。", ["2020/2024"]),
    # What it stands at now, and years that nobody numbers.
    ("五年来,渔港总数达到96座。", ["2024"]),
    ("多年来,累计清退违规码头320座。", [""]),
    ("五年来,改造渔港12座。多年累计改造危房2400户。新建冷库8座。", ["2020/2024", "", "2020/2024"]),
])
def test_what_lasted_is_of_all_its_years(text: str, expected: list[str]) -> None:
    assert [when(c) for c in read(text, TITLE)] == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("修船厂将单船检修时间由12天压缩到5天。", ["单船检修 此前时间 12 天", "单船检修 时间 5 天"]),
    ("渔民线上收入占家庭收入的比重从12%提高到31%。",
     ["渔民 此前线上收入占家庭收入比重 12 %", "渔民 线上收入占家庭收入比重 31 %"]),
    ("冷链覆盖率由30%提升至55%。", ["冷链 此前覆盖率 30 %", "冷链 覆盖率 55 %"]),
    ("企业注册时间从两天以上压缩到目前的平均3小时以内。", ["企业 此前注册时间 2 天", "企业 注册时间(平均) 3 小时"]),
    # Where the year of the old value is said, it stands there.
    ("冷链覆盖率由2022年的30%提升至55%。", ["冷链 覆盖率 30 %", "冷链 覆盖率 55 %"]),
])
def test_an_old_value_does_not_look_like_the_present_one(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("我国海岛旅游市场规模为268亿元,其中住宿服务占41%,交通服务占37%。", "交通服务 占海岛旅游市场规模比重 37 %"),
    ("渔业总产值达86亿元,同比增长7%,其中海水养殖占比达52%。", "海水养殖 占渔业总产值比重 52 %"),
    ("渔业总产值达86亿元,其中海水养殖占比52%,较2023年提高3个百分点。",
     "海水养殖 占渔业总产值比重较2023年提高 3 个百分点"),
    ("全省海水淡化产量41万吨,其中工业用水占比达七成。", "工业用水 占海水淡化产量比重 70 %"),
    ("光纤用户占比超过94%。", "光纤用户 占比 94 %"),
])
def test_a_share_is_of_the_whole_before_it(text: str, expected: str) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("建成国家级海洋牧场12个、海洋公园3个。", "国家级海洋公园 建成数量 3 个"),
    ("累计培育龙头渔企100家、冷链企业40家。", "冷链企业 累计培育数量 40 家"),
    ("累计引进科研院所14家、船舶企业9家。", "船舶企业 引进数量 9 家"),
    ("开通海岛客运航线20条、货运航线6条。", "货运航线 开通数量 6 条"),
    # No rank for what is not of its kind, no verb across a comma.
    ("新增国家级单项冠军企业5家、上市公司3家。", "上市公司 新增数量 3 家"),
    ("全市建成渔港21个,现有冷库35座。", "冷库 数量 35 座"),
])
def test_a_list_shares_its_verb(text: str, expected: str) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(("text", "expected", "collective"), [
    ("养殖、捕捞和加工机械化率总体达到61%。", ["养殖、捕捞、加工 机械化率 61 %"], True),
    ("扫码乘船与刷脸乘船使用率达35%。", ["扫码乘船与刷脸乘船 使用率 35 %"], True),
    ("鲜活水产品与冷冻水产品通关率均达98%。", ["鲜活水产品 通关率 98 %", "冷冻水产品 通关率 98 %"], False),
    ("龙虾、海参的成活率达92%。", ["龙虾 成活率 92 %", "海参 成活率 92 %"], False),
    ("海水养殖和淡水养殖保险覆盖率分别为40%和52%。",
     ["海水养殖 保险覆盖率 40 %", "淡水养殖 保险覆盖率 52 %"], False),
])
def test_one_figure_of_several_together(text: str, expected: list[str], *, collective: bool) -> None:
    assert told(text) == expected
    assert all(c.collective == collective for c in read(text, TITLE))


@pytest.mark.parametrize(("text", "expected"), [
    ("海州银行共办理6200多宗渔船抵押及其他应急融资的申请,涉及金额超过18亿元。",
     ["海州银行 办理渔船抵押及其他应急融资的申请数量 6200 宗", "渔船抵押及其他应急融资的申请 涉及金额 18 亿元"]),
    ("个人客户方面,海州银行亦批出8100多宗住房抵押及其他贷款的个案,涉及金额超过65亿元。",
     ["海州银行 批出住房抵押及其他贷款的个案数 8100 宗", "住房抵押及其他贷款的个案 涉及金额 65 亿元"]),
    ("渔业协会与海事部门、港务集团共举行12次联席会议,并与渔业合作社举行30次座谈会。",
     ["渔业协会 与海事部门、港务集团举行联席会议次数 12 次", "渔业协会 与渔业合作社举行座谈会次数 30 次"]),
    ("确定并集中支持25个国家海洋牧场重点示范县。", ["国家海洋牧场重点示范县 支持数量 25 个"]),
    ("改造老旧渔港12座,惠及1.8万渔民。", ["老旧渔港 改造数量 12 座", "老旧渔港 惠及渔民数量 1.8 万"]),
])
def test_what_is_counted_keeps_what_is_said_of_it(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("涉农贷款余额38亿元,贷款平均利率4.1%。", "涉农贷款 平均利率 4.1 %"),
    ("涉农贷款余额38亿元。各项贷款平均利率4.5%。", "各项贷款 平均利率 4.5 %"),
    ("持续推广“渔信通”,实现建档3万户、发放贷款27亿元。", "渔信通 发放贷款 27 亿元"),
    ("海州银行推出“渔家贷”产品,涵盖船只更新等用途,2024年企业线上贷款使用率达28%。", "企业 线上贷款使用率 28 %"),
    ("海州银行推出“渔家贷”产品,线上贷款使用率达28%。", "渔家贷 线上贷款使用率 28 %"),
    ("发展海岛新业态,采取发放消费券等措施促进消费,露营装备销量增长62%。", "露营装备 销量增长率 62 %"),
    ("单位地区生产总值能耗下降3.1%、二氧化碳排放下降4.2%。", "中国 单位地区生产总值二氧化碳排放下降 4.2 %"),
    ("新批准用海申请的平均审批时间于2023年12月为12天,而有关审批时间于2019年5月实施网上申办前为45天。",
     "新批准用海申请 平均审批时间(实施网上申办前) 45 天"),
    ("海产干货网上零售额达8亿元。", "海产干货 网上零售额 8 亿元"),
])
def test_whose_figure_it_is(text: str, expected: str) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("2024年我国海钓市场规模约为68亿元,2019—2023年年均复合增长率为18%,预计到2028年将突破150亿元。",
     ["海钓 市场规模 68 亿元", "海钓 市场规模年均复合增长率 18 %", "海钓 市场规模 150 亿元"]),
    ("智能浮具占比最高,达34%;充气艇次之,占27%。", ["智能浮具 占比 34 %", "充气艇 占比 27 %"]),
    ("仅有12.7%的渔民购买过海洋保险。", ["渔民 购买过海洋保险的比例 12.7 %"]),
    ("有近六成渔民年收入不足10万元。", ["渔民 年收入不足10万元的比例 60 %"]),
    ("浮标单价从数百元到数万元不等。", []),
    ("渔业总产值12亿元,下降3.5%,亏损面为18%。", ["渔业 总产值 12 亿元", "渔业 总产值下降 3.5 %", "渔业 亏损面 18 %"]),
    ("养殖机器人占比仅为4%,但增速最快,同比增长62%。", ["养殖机器人 占比 4 %"]),
    ("参保渔民增至49万人,累计超过5万人享受补贴。", ["参保渔民 数量 49 万人", "参保渔民 享受补贴的数量 5 万人"]),
    ("头部渔企研发投入占营业收入的比重平均为9.8%。", ["头部渔企 研发投入占营业收入比重 9.8 %"]),
    ("海产园区亩均税收由2020年的18万元增长到2023年的24万元,年均增长9.3%。",
     ["海产园区 亩均税收 18 万元", "海产园区 亩均税收 24 万元", "海产园区 亩均税收年均增长率 9.3 %"]),
])
def test_figures_of_market_reports(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_a_yearly_average_is_of_the_years_between() -> None:
    *_, claim = read("海产园区亩均税收由2020年的18万元增长到2023年的24万元,年均增长9.3%。", TITLE)
    assert when(claim) == "2020/2023"


@pytest.mark.parametrize(("text", "expected"), [
    ("浙江、福建、山东三地的海钓基地数量位居前三,分别为41个、38个和35个。", ["数量 41 个", "数量 38 个", "数量 35 个"]),
    ("海钓企业主要集中在浙江、福建,两地企业数量分别占全国的36%和28%。",
     ["企业 数量占全国比重 36 %", "企业 数量占全国比重 28 %"]),
    ("浙江、福建两省海水养殖面积较大,分别为18万公顷和51万公顷。",
     ["海水养殖 面积 18 万公顷", "海水养殖 面积 51 万公顷"]),
    ("中部地区、西部地区保费收入分别为38亿元、29亿元,占比分别为21%、16%。",
     ["保费收入占全国比重 21 %", "保费收入占全国比重 16 %"]),
    ("全年接待海岛游客4.8万人次,旅游收入1.2亿元,分别恢复到2019年同期的108%和112%。",
     ["海岛游客 接待数量相当于2019年同期的比例 108 %", "旅游 收入相当于2019年同期的比例 112 %"]),
])
def test_lists_that_go_on_about_what_was_listed(text: str, expected: list[str]) -> None:
    assert all(any(found.endswith(one) for found in told(text)) for one in expected)


@pytest.mark.parametrize(("text", "expected"), [
    ("注册的渔民医院41家,床位5172张;社区诊所63家,床位358张。",
     ["注册的渔民医院 数量 41 家", "注册的渔民医院 床位数 5172 张", "社区诊所 数量 63 家", "社区诊所 床位数 358 张"]),
    ("全市共有渔业学校41家,在校学生5172人。", ["渔业学校 数量 41 家", "在校学生 数量 5172 人"]),
    ("海州银行涉渔贷款余额312亿元,客户8.6万户。", ["海州银行 涉渔贷款余额 312 亿元", "海州银行 客户数 8.6 万户"]),
    ("全市拥有国家级海洋实验室14家、省级87家。", ["国家级海洋实验室 数量 14 家", "省级海洋实验室 数量 87 家"]),
    ("年末共有A级海滨景区58家,其中5A级2家。", ["A级海滨景区 数量 58 家", "5A级海滨景区 数量 2 家"]),
    ("建成5G基站12685个,每万人拥有28.4个。", ["5G基站 建成数量 12685 个", "5G基站 每万人拥有量 28.4 个"]),
    ("参加渔工养老保险88万人,参加失业保险72万人。", ["渔工养老保险 参加人数 88 万人", "失业保险 参加人数 72 万人"]),
    ("发生融资事件87起,其中单笔金额超过1亿元的有9起。",
     ["融资事件 发生数量 87 起", "单笔金额超过1亿元的融资事件 数量 9 起"]),
])
def test_what_belongs_to_what_was_counted(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_another_group_does_not_keep_the_name_of_the_first() -> None:
    assert "中国 农村居民人均可支配收入 31845 元" in told(
        "城镇居民人均可支配收入为58216元,农村居民为31845元。")


@pytest.mark.parametrize(("text", "expected"), [
    ("在渔港场景,扫码渗透率达65%。", "扫码 渔港场景渗透率 65 %"),
    ("零售场景刷脸支付渗透率达58%,扫码支付渗透率达35%。", "扫码支付 零售场景渗透率 35 %"),
    ("在渔港场景,扫码渗透率达65%;刷脸渗透率达20%。", "刷脸 渗透率 20 %"),
    ("年末城镇调查失业率降到5.1%。", "中国 年末城镇调查失业率 5.1 %"),
    ("近岸空气质量优良天数比例为86%。", "近岸空气质量 优良天数比例 86 %"),
    ("渔工养老保险参保人数增加14万人。", "渔工养老保险 参保人数增加 14 万人"),
])
def test_where_and_when_a_rate_holds(text: str, expected: str) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("海州、临港两市渔业收入合计占全省的72.3%。", ["渔业 收入占全省比重 72.3 %"]),
    ("浙江、福建海水养殖面积较大,分别为18万公顷和51万公顷,两省合计占全国的52%。",
     ["海水养殖 面积 18 万公顷", "海水养殖 面积 51 万公顷", "海水养殖 面积占全国比重 52 %"]),
    ("渔业资源丰富,三者合计占全国的48.1%。", []),
])
def test_several_places_together(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("船舶企业加速布局,东溟汽车全资控股的东溟船险,全年实现保费收入46亿元。", "东溟船险 保费收入 46 亿元"),
    ("由海州集团设立的海牧公司,总投资5亿元。", "海牧公司 总投资 5 亿元"),
    ("海岛居民最低生活保障标准为每人每月780元。", "海岛居民 每人每月最低生活保障标准 780 元"),
    ("渔船险、货运险、养殖险保费收入分别为13亿元、3亿元和9亿元。全省单船平均保费4385元。", None),
])
def test_what_a_clause_of_its_own_names(text: str, expected: str | None) -> None:
    found = told(text)
    assert expected in found if expected else not any(one.startswith("养殖险 单船") for one in found)


def test_where_a_rise_ends_is_no_sum() -> None:
    assert [when(c) for c in read("五年来,全省新增劳动力平均受教育年限从13.5年提高到14年。", TITLE)][-1] == "2024"


WORK = "2024年海陵市政府工作报告"


@pytest.mark.parametrize(("text", "expected"), [
    ("新增规上渔企62家、高新技术企业118家,技术合同成交额增长35%。",
     ["规上渔企 新增数量 62 家", "高新技术企业 新增数量 118 家", "海陵市 技术合同成交额增长率 35 %"]),
    ("新开工亿元以上项目214个,竣工投产136个,完成产业投资480亿元。",
     ["亿元以上项目 新开工数量 214 个", "亿元以上项目 竣工投产数量 136 个", "海陵市 产业投资 480 亿元"]),
    ("改造危旧桥梁18座,新增渡轮航线12条。", ["危旧桥梁 改造数量 18 座", "渡轮航线 新增数量 12 条"]),
    ("新改建渔区公路320公里。", ["渔区公路 新改建里程 320 公里"]),
    ("新建海堤林带460亩。", ["海堤林带 新建面积 460 亩"]),
    ("办理人大代表建议168件、政协提案246件。", ["人大代表建议 办理数量 168 件", "政协提案 办理数量 246 件"]),
    ("加快建设县域商业体系,改造提升渔镇商贸中心30个、渔村便民店200家。",
     ["渔镇商贸中心 改造提升数量 30 个", "渔村便民店 改造提升数量 200 家"]),
    ("争取上级资金156亿元,比上年多18亿元。", ["海陵市 争取上级资金 156 亿元", "海陵市 争取上级资金较上年多 18 亿元"]),
    ("城乡居民人均可支配收入分别增长5.2%、7.1%。",
     ["海陵市 城镇居民人均可支配收入增长率 5.2 %", "海陵市 农村居民人均可支配收入增长率 7.1 %"]),
    ("每千人口拥有3岁以下婴幼儿托位数达到4.6个。", ["3岁以下婴幼儿 每千人口拥有托位数 4.6 个"]),
    ("生猪出栏260万头,粮食总产保持在90万吨以上。", ["生猪 出栏 260 万头", "粮食 总产 90 万吨"]),
])
def test_what_a_region_did_in_a_year(text: str, expected: list[str]) -> None:
    assert told("全市上下共同努力。" + text, WORK) == expected


@pytest.mark.parametrize(("text", "period", "status"), [
    ("过去一年,全市地区生产总值增长6.1%。", "2023", "actual"),
    ("争取上级资金156亿元。", "2023", "actual"),
    ("力争全年引进亿元以上项目150个。", "2024", "target"),
    ("力争全年接待游客90万人次。", "2024", "target"),
    ("五年来,累计化解债务120亿元。", "2019/2023", "actual"),
])
def test_what_a_report_on_last_year_aims_at(text: str, period: str, status: str) -> None:
    (claim,) = read("全市上下共同努力。" + text, WORK)
    assert (when(claim), claim.status) == (period, status)


@pytest.mark.parametrize(("text", "expected"), [
    ("每百名渔工拥有救生艇数由31艘增加到44艘,单艘设备值由6800元增加到11200元。", None),
    ("该学习平台注册渔民突破260万,月活跃用户48万,付费转化率6.8%。",
     ["学习平台 月活跃用户数 48 万", "学习平台 付费转化率 6.8 %"]),
    ("渔业学院投入1.2亿元建设海洋产业园,占地86亩。", ["海洋产业园 投入金额 1.2 亿元", "海洋产业园 占地 86 亩"]),
    ("年捕捞收入超过亿元的渔企不足百家。", ["年捕捞收入超过亿元的渔企 数量 100 家"]),
    ("符合条件的渔工每人补贴2000元,补贴上限不超过学费的60%。",
     ["符合条件的渔工 每人补贴 2000 元", "符合条件的渔工 补贴上限占学费比例 60 %"]),
    ("海岛居民每百户拥有渔船48艘、空调186台。",
     ["海岛居民 每百户拥有渔船数量 48 艘", "海岛居民 每百户拥有空调数量 186 台"]),
    ("海钓装备规模将以年均12%的速度增长。", ["海钓装备 规模年均增长率 12 %"]),
    ("在职员工3860人,其中研发人员占22%。", ["研发人员 占在职员工数量比重 22 %"]),
    ("获奖渔工中近三成来自海岛渔村。", ["获奖渔工 来自海岛渔村的比例 30 %"]),
])
def test_figures_of_sector_reports(text: str, expected: list[str] | None) -> None:
    found = told(text)
    assert set(expected) <= set(found) if expected else not any("艇 数 11200" in one for one in found)


@pytest.mark.parametrize(("text", "expected"), [
    ("排名前十的企业市场占有率42%。", ["排名前十的企业 市场占有率 42 %"]),
    ("对同一渔户授信银行超过5家的实行名单管理。", []),
    ("完全化解了历史上承担的国有渔场和合作社等86亿元改革成本。", []),
    ("五年来,年均新增渔企超过1100户。", ["渔企 年均新增数量 1100 户"]),
    ("近半数企业的年度信息化投入不到100万元。", ["企业 年度信息化投入不到100万元的比例 近半"]),
    ("浮标电池-20℃容量保持率达到90%。", None),
    ("海洋产业走廊两年内引进企业87家。", None),
])
def test_names_are_not_cut_nor_figures_torn_off(text: str, expected: list[str] | None) -> None:
    found = told(text)
    if expected is None:
        assert found
        assert not any(one.startswith(("排名前十 ", "20℃")) or "两引进" in one for one in found)
    else:
        assert found == expected
