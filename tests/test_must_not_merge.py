"""Names that must never become one thing, and names that must: by their IRIs, and through a report read and stored."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import Kit, extract
from kg.identity import entity_iri
from kg.repository import Repository
from kg.review import duplicates
from kg.text.lexicon import Lexicon

Name = tuple[str, str]

# fmt: off
APART: list[tuple[str, str, str, str]] = [
    # a longer name is another thing: fields and technologies
    ("互联网", "Technology", "工业互联网", "Technology"),
    ("互联网", "Technology", "移动互联网", "Technology"),
    ("物联网", "Technology", "物联网金融", "Scenario"),
    ("物联网", "Technology", "工业物联网", "Technology"),
    ("物联网", "Technology", "互联网", "Technology"),
    ("区块链", "Technology", "联盟区块链", "Technology"),
    ("云计算", "Technology", "边缘计算", "Technology"),
    ("人工智能", "Technology", "生成式人工智能", "Technology"),
    ("大数据", "Technology", "大数据中心", "Scenario"),
    ("供应链", "Scenario", "供应链金融", "Scenario"),
    ("信息", "Scenario", "信息技术", "Technology"),
    ("生物", "Scenario", "生物技术", "Technology"),
    ("新能源", "Scenario", "新能源汽车", "Scenario"),
    ("医疗", "Scenario", "医疗保险", "Scenario"),
    ("农业保险", "Scenario", "农业", "Scenario"),
    ("养老", "Scenario", "养老金融", "Scenario"),
    ("智能制造", "Scenario", "制造", "Scenario"),
    ("平台经济", "Scenario", "平台", "Product"),
    ("车险", "Scenario", "智能车险", "Scenario"),
    # other numbers, versions, years
    ("5G", "Technology", "5G-A", "Technology"),
    ("5G", "Technology", "6G", "Technology"),
    ("IPv4", "Technology", "IPv6", "Technology"),
    ("Wi-Fi 6", "Technology", "Wi-Fi 7", "Technology"),
    ("C", "Technology", "C++", "Technology"),
    ("云渡大模型2.0", "Product", "云渡大模型3.0", "Product"),
    ("云渡1号", "Product", "云渡2号", "Product"),
    ("澜舟二期项目", "Product", "澜舟三期项目", "Product"),
    ("数据要素行动计划(2024年)", "Policy", "数据要素行动计划(2025年)", "Policy"),
    ("2024年云桥产业发展规划", "Policy", "2025年云桥产业发展规划", "Policy"),
    ("“十三五”规划", "Policy", "“十四五”规划", "Policy"),
    ("云桥管理办法", "Policy", "云桥管理办法(试行)", "Policy"),
    ("云桥条例", "Policy", "云桥条例实施细则", "Policy"),
    # regions
    ("吉林省", "Province", "吉林市", "City"),
    ("海南省", "Province", "海南藏族自治州", "Region"),
    ("河北", "Province", "河南", "Province"),
    ("山西", "Province", "陕西", "Province"),
    ("湖北", "Province", "湖南", "Province"),
    ("东部地区", "Region", "东北地区", "Region"),
    ("西部地区", "Region", "中西部地区", "Region"),
    ("中国", "Country", "全国", "Region"),
    ("一线城市", "Region", "新一线城市", "Region"),
    ("西安", "City", "西安高新区", "Region"),
    ("上海", "Province", "上海自贸区", "Region"),
    ("北京", "Province", "北京经济技术开发区", "Region"),
    ("长三角", "Region", "珠三角", "Region"),
    ("朝阳市", "City", "朝阳区", "Region"),
    # a branch, a subsidiary, a company of the same family name
    ("建设银行", "Bank", "建设银行北京分行", "Bank"),
    ("建设银行北京分行", "Bank", "建设银行上海分行", "Bank"),
    ("建设银行", "Bank", "建信金科", "Company"),
    ("工商银行", "Bank", "工银瑞信", "AssetManager"),
    ("平安银行", "Bank", "平安保险", "Insurer"),
    ("平安保险", "Insurer", "平安健康", "Insurer"),
    ("招商银行", "Bank", "招商证券", "SecuritiesFirm"),
    ("中信银行", "Bank", "中信证券", "SecuritiesFirm"),
    ("中国银行", "Bank", "中国人民银行", "GovernmentBody"),
    ("中国银行", "Bank", "中国工商银行", "Bank"),
    ("北京银行", "Bank", "北京农商银行", "Bank"),
    ("人保财险", "Insurer", "人保寿险", "Insurer"),
    ("京东物流", "TechnologyCompany", "京东科技", "FinancialInstitution"),
    ("阿里云", "TechnologyCompany", "阿里巴巴", "TechnologyCompany"),
    ("中国移动", "Company", "中国联通", "Company"),
    ("云岭大学", "ResearchBody", "云岭大学附属医院", "ResearchBody"),
    ("云岭科技", "Company", "云岭科技园", "Region"),
    ("云岭集团", "Company", "云岭集团财务公司", "Company"),
    # a product is not the field, the maker or the group it is named after
    ("智能车险", "Product", "智能车险", "Scenario"),
    ("供应链金融平台", "Product", "供应链金融", "Scenario"),
    ("京东", "Company", "京东", "Product"),
    ("云贷", "Product", "云贷", "Scenario"),
    ("云贷", "Product", "云贷通", "Product"),
    ("云贷平台", "Product", "云贷服务", "Product"),
    ("云岭1.0", "Product", "云岭10", "Product"),
    ("RFID", "Technology", "RFID标签", "Technology"),
    ("AI", "Technology", "AI芯片", "Technology"),
    ("区块链", "Technology", "区块链平台", "Product"),
    ("数字人民币", "Technology", "人民币", "Scenario"),
    # names that begin alike
    ("华夏银行", "Bank", "华夏基金", "AssetManager"),
    ("太平洋保险", "Insurer", "太平洋证券", "SecuritiesFirm"),
    ("中国人寿", "Insurer", "国寿财险", "Insurer"),
    ("泰康保险", "Insurer", "泰康人寿", "Insurer"),
    ("国家能源局", "GovernmentBody", "国家能源集团", "Company"),
    ("国务院", "GovernmentBody", "国务院办公厅", "GovernmentBody"),
    ("央行", "GovernmentBody", "欧洲央行", "GovernmentBody"),
    ("吉林银行", "Bank", "吉林", "Province"),
    ("北京市", "Province", "北京市朝阳区", "Region"),
    ("苏州", "City", "苏州工业园区", "Region"),
    ("中部地区", "Region", "中东部地区", "Region"),
    ("江苏昆山", "Region", "江苏", "Province"),
    ("江苏昆山", "Region", "江苏宜兴", "Region"),
    ("北京朝阳", "Region", "辽宁朝阳", "Region"),
    # groups, and what is measured
    ("中小微企业", "Group", "小微企业", "Group"),
    ("头部银行", "Group", "银行", "Group"),
    ("市场规模", "Indicator", "市场规模同比增长", "Indicator"),
    ("市场规模", "Indicator", "市场规模占比", "Indicator"),
    ("渗透率", "Indicator", "覆盖率", "Indicator"),
]

TOGETHER: list[tuple[str, str, str, str]] = [
    ("工行", "Bank", "中国工商银行", "Bank"),
    ("工商银行", "Bank", "ICBC", "Bank"),
    ("建行", "Bank", "中国建设银行股份有限公司", "Institution"),
    ("招行", "Bank", "招商银行", "FinancialInstitution"),
    ("央行", "GovernmentBody", "中国人民银行", "Institution"),
    ("工信部", "GovernmentBody", "工业和信息化部", "GovernmentBody"),
    ("太保", "Insurer", "太平洋保险", "Insurer"),
    ("中国平安", "Insurer", "平安集团", "Insurer"),
    ("国寿", "Insurer", "中国人寿", "Insurer"),
    ("华为", "TechnologyCompany", "华为技术有限公司", "Company"),
    ("阿里", "TechnologyCompany", "阿里巴巴集团", "Company"),
    ("北京", "Province", "北京市", "Region"),
    ("广东", "Region", "广东省", "Province"),
    ("深圳", "City", "深圳市", "City"),
    ("广西", "Province", "广西壮族自治区", "Region"),
    ("中国", "Country", "我国", "Region"),
    ("长三角", "Region", "长江三角洲地区", "Region"),
    ("中小微", "Group", "中小微企业", "Group"),
    ("物联网", "Technology", "物联网技术", "Technology"),
    ("区块链", "Technology", "区块链技术", "Scenario"),
    ("AI", "Technology", "人工智能", "Technology"),
    ("RFID", "Technology", "RFID技术", "Technology"),
    ("物联网+信贷", "Scenario", "物联网信贷", "Scenario"),
    ("AI+医疗", "Scenario", "AI医疗", "Scenario"),
    ("“云贷”平台", "Product", "云贷平台", "Product"),
    ("「云贷」平台", "Product", "“云贷” 平台", "Product"),
    ("《云桥管理办法》", "Policy", "云桥管理办法", "Policy"),
    ("ＹＵＮ平台", "Product", "yun平台", "Product"),
    ("云桥管理办法（试行）", "Policy", "《云桥管理办法(试行)》", "Policy"),
    ("云·岭平台", "Product", "云岭平台", "Product"),
    ("智能车险", "Scenario", "“智能车险”", "Technology"),
    ("农行", "Bank", "中国农业银行股份有限公司", "Bank"),
    ("发改委", "GovernmentBody", "国家发展和改革委员会", "GovernmentBody"),
    ("内蒙古", "Province", "内蒙古自治区", "Region"),
    ("IoT", "Technology", "物联网", "Technology"),
    ("生成式AI", "Technology", "生成式人工智能", "Scenario"),
    ("京津冀", "Region", "京津冀地区", "Region"),
    ("江苏昆山", "Region", "昆山市", "City"),
    ("江苏省苏州昆山", "Region", "昆山", "Region"),
    ("辽宁朝阳", "Region", "朝阳市", "City"),
]
# fmt: on


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.load()


def test_there_are_enough_pairs() -> None:
    assert len(APART) == len({frozenset((row[:2], row[2:])) for row in APART})
    assert len(APART) >= 60
    assert len(TOGETHER) >= 30


@pytest.mark.parametrize("row", APART, ids=" / ".join)
def test_kept_apart(lexicon: Lexicon, row: tuple[str, str, str, str]) -> None:
    name, type_, other, other_type = row
    assert entity_iri(name, type_, readings=lexicon.readings) != entity_iri(other, other_type,
                                                                            readings=lexicon.readings)


@pytest.mark.parametrize("row", TOGETHER, ids=" / ".join)
def test_one_thing(lexicon: Lexicon, row: tuple[str, str, str, str]) -> None:
    name, type_, other, other_type = row
    assert entity_iri(name, type_, readings=lexicon.readings) == entity_iri(other, other_type,
                                                                            readings=lexicon.readings)


# ---- the same through a report: read, extracted, resolved and stored -----------------------------------------
REPORT = """云桥市数字产业发展报告

一、总体情况
2025年,全国互联网市场规模达320亿元,工业互联网市场规模达120亿元,移动互联网市场规模达90亿元。
2025年,物联网市场规模达80亿元,物联网技术应用率达35%,物联网金融市场规模达60亿元。
2025年,供应链金融市场规模达55亿元,供应链市场规模达31亿元。
2025年,新能源市场规模达410亿元,新能源汽车市场规模达230亿元。
2025年,5G技术应用率达45%,5G-A技术应用率达12%。
2025年,人工智能市场规模达66亿元,AI技术应用率达28%。
2025年,区块链市场规模达18亿元,区块链技术应用率达9%。

二、机构
建设银行推出“青竹1号”产品,农业银行推出“青竹2号”产品,建行与云岭科技合作。
中国工商银行搭建“云贷”平台,工行与云岭集团合作。“云贷”平台覆盖企业3000家。
平安银行推出“海棠通”产品,平安保险推出“海棠保”产品,招商银行推出“百草贷”,云岭银行推出“百草投”产品,云岭证券推出“百草汇”产品。
中国人民银行印发《云桥数据管理办法》,中国银行搭建“云帆”平台,央行发布《云桥支付标准》。
云岭银行搭建“港口金融”平台,“港口金融”平台覆盖企业600家。2025年,全国港口金融市场规模达25亿元。
太保推出“车安心”产品,太平洋保险与云岭科技合作。

三、地区
2025年,吉林省数字经济规模达900亿元,吉林市数字经济规模达80亿元。
2025年,北京市数字经济规模达2600亿元,北京数字经济规模占比达45%。
2025年,河北数字经济规模达700亿元,河南数字经济规模达800亿元,广东省数字经济规模达6100亿元,广东数字经济规模占比达52%。
2025年,东部地区数字经济规模达9000亿元,东北地区数字经济规模达1300亿元,西部地区数字经济规模达3100亿元。
工信部印发《数据要素行动计划(2024年)》,工业和信息化部发布《数据要素行动计划(2025年)》。
"""
TRADITIONAL = """雲橋市金融發展簡報

2025年,建設銀行推出「紫藤貸」產品,工行與雲嶺科技合作。
2025年,雲橋市物聯網市場規模達82億元,北京數字經濟規模達2650億元。
"""
APART_IN_A_REPORT = [
    ("互联网", "工业互联网"), ("互联网", "移动互联网"), ("互联网", "物联网"), ("物联网", "物联网金融"),
    ("供应链金融", "供应链"), ("新能源", "新能源汽车"), ("5G", "5G-A"), 
    ("建设银行", "工商银行"), ("平安银行", "平安保险"), ("云岭银行", "云岭证券"), ("中国人民银行", "中国银行"),
    ("青竹1号", "青竹2号"), ("海棠通", "海棠保"), ("云岭科技", "云岭集团"), ("吉林省", "吉林市"),
    ("河北", "河南"), ("东部地区", "东北地区"), ("东部地区", "西部地区"), ("云桥数据管理办法", "云桥支付标准"),
    ("数据要素行动计划(2024年)", "数据要素行动计划(2025年)"), ("市场规模", "技术应用率")]
TOGETHER_IN_A_REPORT = [
    ("建设银行", "建行"), ("中国工商银行", "工行"), ("央行", "中国人民银行"), ("太保", "太平洋保险"),
    ("北京", "北京市"), ("广东", "广东省"), ("物联网", "物联网技术"), ("区块链", "区块链技术"), ("AI", "人工智能"),
    ("工信部", "工业和信息化部")]


@pytest.fixture(scope="module")
def bearers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, set[str]]]:
    """Name -> the entities that bear it, after the two reports."""
    folder = tmp_path_factory.mktemp("reports")
    kit = Kit.load()
    with Repository.in_memory(readings=kit.lexicon.readings) as repository:
        for name, text in (("云桥.txt", REPORT), ("雲橋.txt", TRADITIONAL)):
            (folder / name).write_text(text, "utf-8")
            repository.add(extract(kit, folder / name))
        found: dict[str, set[str]] = {}
        for row in repository.view().select(
                "SELECT ?e ?n { ?e <urn:zhiwen:ontology:name>|<urn:zhiwen:ontology:altName> ?n }"):
            found.setdefault(str(row["n"].value), set()).add(str(row["e"].value))
        yield found


@pytest.mark.parametrize(("one", "other"), APART_IN_A_REPORT)
def test_a_report_keeps_them_apart(bearers: dict[str, set[str]], one: str, other: str) -> None:
    assert bearers[one]
    assert bearers[other]
    assert not bearers[one] & bearers[other]


@pytest.mark.parametrize(("one", "other"), TOGETHER_IN_A_REPORT)
def test_a_report_has_one_of_them(bearers: dict[str, set[str]], one: str, other: str) -> None:
    assert len(bearers[one]) == 1
    assert bearers[one] == bearers[other]


def test_a_product_is_not_the_field_it_is_named_after(bearers: dict[str, set[str]]) -> None:
    assert not bearers["港口金融平台"] & bearers["港口金融"]


def test_offices_and_zones_of_two_cities_are_four_things(tmp_path: Path) -> None:
    """市科技局 is another body in another city's document, and one with 云川市科技局 in its own."""
    kit = Kit.load()
    with Repository.in_memory(readings=kit.lexicon.readings) as repository:
        for city, more in (("云川", "云川市科技局推出“算力券”产品。"), ("澜江", "")):
            text = (f"{city}市数字产业行动计划\n\n一、任务\n\n市科技局、市教育局联合印发《{city}算力管理办法》。"
                    f"高新区建设算力中心。{more}\n")
            (tmp_path / f"{city}.txt").write_text(text, "utf-8")
            repository.add(extract(kit, tmp_path / f"{city}.txt"))
        found = [{one.label, *one.aliases} for one in repository.view().entities()]
        assert not [pair for pair in duplicates(repository.view()) if "局" in pair.one.label]
    assert [names for names in found if "云川市科技局" in names] == [{"云川市科技局", "市科技局"}]
    assert [names for names in found if "澜江市科技局" in names] == [{"澜江市科技局", "市科技局"}]
    assert sorted(len(names) for names in found if "市教育局" in names) == [2, 2]
    assert len([names for names in found if "高新区" in names]) == 2


def test_traditional_script_names_the_same_things(bearers: dict[str, set[str]]) -> None:
    assert not bearers.keys() & {"建設銀行", "物聯網", "雲嶺科技", "紫藤貸"}
    assert bearers["紫藤贷"]
