# ruff: noqa: E501  (Chinese counts double: a test sentence reads best on one line)
"""Structure: title, headings also inside run-on text, nesting, sentences, tables, date and kind."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.clean import clean
from ingest.outline import outline
from ingest.readers import read
from kg.errors import ReadError
from kg.types import Document

SAMPLE = Path(__file__).parent.parent / "examples" / "sample-report.txt"


def document(folder: Path, text: str, name: str = "a.txt") -> Document:
    file = folder / name
    file.write_text(text, "utf-8")
    source = read(file)
    return outline(source, clean(source))


def sections(doc: Document) -> list[tuple[int, str]]:
    return [(s.level, s.label) for s in doc.sections]


def sentences(doc: Document) -> list[str]:
    return [doc.text[s.start : s.end] for s in doc.sentences]


@pytest.fixture(scope="module")
def sample() -> Document:
    source = read(SAMPLE)
    return outline(source, clean(source))


def test_sample_title_and_sections(sample: Document) -> None:
    assert sample.title == "2025年物联网技术金融应用研究报告"
    assert sample.kind == "report"
    assert [s.number for s in sample.sections] == (
        ["", "一", "1.1", "1.1.1", "1.1.2", "1.2", "1.3", "1.4", "二", "2.1", "2.2", "2.2.1", "2.2.2", "2.2.3", "2.3", "三", "3.1",
         "3.2", "3.3", "3.4", "四", "4.1", "4.2", "4.3", "4.4", "五", "5.1", "5.2", "5.3", "5.4", "5.5", "六", "6.1"])
    titles = {s.number: s.title for s in sample.sections}
    assert titles[""] == "核心摘要"
    assert titles["1.1"] == "政策环境:精准引导与系统保障并行"
    assert titles["1.3"] == "社会环境:观念转变与需求迭代引领行业变革"
    assert titles["2.2.2"] == "中西部地区:需求驱动,规模扩张"
    assert titles["3.1"] == "应用场景深化:从单一到多元,从基础到高端"
    assert titles["5.5"] == "监管体系不完善,监管滞后性凸显"
    parents = {s.number: sample.sections[s.parent].number if s.parent >= 0 else None for s in sample.sections}
    assert (parents["1.1.2"], parents["2.3"], parents["四"]) == ("1.1", "二", None)


def test_sections_nest_and_sentences_stay_within(sample: Document) -> None:
    for section in sample.sections:
        assert section.start < section.body <= section.end
        if section.parent >= 0:
            parent = sample.sections[section.parent]
            assert parent.body <= section.start
            assert section.end <= parent.end
    borders = {place for s in sample.sections for place in (s.start, s.body)}
    at = 0
    for sentence in sample.sentences:
        assert at <= sentence.start < sentence.end
        assert not any(sentence.start < border < sentence.end for border in borders)
        at = sentence.end
        if sentence.section >= 0:
            section = sample.sections[sentence.section]
            assert section.start <= sentence.start < section.end


def test_run_on_headings_of_another_report(tmp_path: Path) -> None:
    doc = document(tmp_path, (
        "2024年智慧渔业发展研究报告内容摘要：2024年，渔业数字化水平继续提高，全国海洋牧场达到300个，产值增长1.2万亿元以上。"
        "一、智慧渔业发展环境：政策与市场共振1.1政策支持：规划先行2024年主管部门出台渔业规划，提出到2030年建成500个牧场。"
        "1.2市场需求：消费升级拉动增长随着居民收入提高，高品质水产品需求扩大，价格比上年提高1.3倍。各地出台措施，效果明显。"
        "二、智慧渔业存在的问题2.1装备成本偏高，推广难度大尽管技术进步很快，智能装备价格仍然偏高，小农户难以承担。"
        "2.2数据标准不统一智慧渔业的数据来自多个部门，格式各不相同，难以共享。一是接口不同，二、三线城市更为突出。"))
    assert doc.title == "2024年智慧渔业发展研究报告"
    assert sections(doc) == [
        (1, "内容摘要"), (1, "一 智慧渔业发展环境：政策与市场共振"), (2, "1.1 政策支持：规划先行"),
        (2, "1.2 市场需求：消费升级拉动增长"), (1, "二 智慧渔业存在的问题"), (2, "2.1 装备成本偏高，推广难度大"),
        (2, "2.2 数据标准不统一")]


def test_a_heading_ends_before_what_looks_from_a_side(tmp_path: Path) -> None:
    doc = document(tmp_path, (
        "2024年海工装备研究报告\n一、海工装备行业概况\n1.1海工平台：国内外需求复苏，渠道带来集中度提升从下游海工平台端来看，今年订单同比增长23%，"
        "租金稳步回升。三月以后供应链逐步恢复，海工平台整体出口回升势头明显，前期积压的订单进入执行期，交付量实现两位数增长，行业利润继续改善，主要企业排产已到明年下半年，新建船坞陆续投用。\n"))
    assert sections(doc)[-1] == (2, "1.1 海工平台：国内外需求复苏，渠道带来集中度提升")


def test_headings_of_an_official_document(tmp_path: Path) -> None:
    doc = document(tmp_path, (
        "海滨市人民政府关于加快发展现代渔业的实施意见\n各县人民政府：\n为发展渔业，提出以下意见。\n一、总体要求\n"
        "（一）指导思想。坚持新发展理念，推动渔业转型。\n（二）主要目标。到2026年，总产值达到500亿元。\n二、重点任务\n"
        "（三）建设海洋牧场。\n1.优化布局。新建牧场10个。\n2.提升装备。推广智能网箱。\n（四）发展加工业。\n3.培育龙头。支持企业上市。\n"
        "海滨市人民政府\n2023年4月5日\n"))
    assert sections(doc) == [
        (1, "一 总体要求"), (2, "一 指导思想"), (2, "二 主要目标"), (1, "二 重点任务"), (2, "三 建设海洋牧场"), (3, "1 优化布局"),
        (3, "2 提升装备"), (2, "四 发展加工业"), (3, "3 培育龙头")]
    assert (doc.title, doc.kind) == ("海滨市人民政府关于加快发展现代渔业的实施意见", "opinion")
    assert (doc.publisher, doc.published) == ("海滨市人民政府", date(2023, 4, 5))


def test_chapters_and_articles(tmp_path: Path) -> None:
    doc = document(tmp_path, "渔业管理办法\n第一章 总则\n第一条 为了管理渔业，制定本办法。\n第二条 本市适用本办法，第三条除外。\n第二章 许可\n第三条 捕捞须经许可。\n")
    assert doc.kind == "policy"
    assert [label for level, label in sections(doc) if level == 1] == ["一 总则", "二 许可"]
    assert "第二条 本市适用本办法，第三条除外。" in doc.text


def test_sentences_end_at_stops_not_at_semicolons(tmp_path: Path) -> None:
    doc = document(tmp_path, "他说：“产量翻番。”大家都赞成！规模达5亿元；利润为2亿元。还能更好吗？能。\n")
    assert sentences(doc)[-4:] == ["大家都赞成！", "规模达5亿元；利润为2亿元。", "还能更好吗？", "能。"]


def test_numbers_at_a_line_start_are_not_headings(tmp_path: Path) -> None:
    doc = document(tmp_path, "渔业年报\n全市捕捞量稳定。\n1.5万户渔民参加了保险。\n2.3亿元资金已经到位，覆盖全部县区。\n")
    assert sections(doc) == []


def test_tables_with_unit_caption_and_notes(tmp_path: Path) -> None:
    doc = document(tmp_path, (
        "# 渔业统计报告\n\n## 一、产值\n\n表1 各县产值\n\n（单位：亿元）\n\n| 县 | 2023年 | 2024年 |\n|---|---|---|\n| 甲县 | 12.5 | 13 |\n"
        "| 乙县 | 8 | 9 |\n\n注：按当年价格计算。\n\n## 二、就业\n\n就业稳定。\n"), "a.md")
    (table,) = doc.tables
    assert [(c.row, c.column, doc.text[c.start : c.end]) for c in table.cells][:6] == [
        (0, 0, "县"), (0, 1, "2023年"), (0, 2, "2024年"), (1, 0, "甲县"), (1, 1, "12.5"), (1, 2, "13")]
    assert (table.unit, table.notes) == ("亿元", ("注：按当年价格计算。",))
    assert "各县产值" in table.caption
    assert doc.sections[table.section].title == "产值"
    assert "甲县\t12.5\t13" in sentences(doc)


@pytest.mark.parametrize(("title", "kind"), [
    ("海滨市关于印发渔业规划的通知", "notice"), ("海滨市渔业发展“十四五”规划", "plan"), ("渔业高质量发展行动方案（2024—2026年）", "plan"),
    ("关于促进渔业发展的若干意见", "opinion"), ("渔船安全技术规范", "standard"), ("渔业补贴管理办法（试行）", "policy"), ("2024年渔业白皮书", "report"),
])
def test_kind_follows_the_title(tmp_path: Path, title: str, kind: str) -> None:
    doc = document(tmp_path, f"{title}\n本文件说明渔业工作的安排。\n")
    assert (doc.title, doc.kind) == (title, kind)


BODY = "海上风电装机容量保持增长，全年新增三百万千瓦，沿海各省加快项目核准，产业链企业订单饱满。" * 12


@pytest.mark.parametrize(("cover", "title"), [
    ("证券研究报告行业研究/专题研究2024年03月05日电力设备增持（维持）陈海分析师执业证书编号：S0123456789012chenhai@example.com"
     "相关研究1《电力设备:海缆需求回升》2024.02资料来源：Wind风起海上，装机提速海上风电行业深度报告", "风起海上，装机提速海上风电行业深度报告"),
    ("请务必阅读正文之后的免责条款部分1/9[Table_Main]证券研究报告[Table_Title]海缆景气上行，订单饱满[Table_Summary]", "海缆景气上行，订单饱满"),
    ("QUJDREVGR0hJSktMTU5PUFFS证券研究报告买入（维持）分析师陈海SAC执业证书编号：S0123456789012叶片大型化加速推进核心观点", "叶片大型化加速推进"),
    ("潮汐证券股份有限公司具备证券投资咨询业务资格，据此开展业务。证券研究报告增持（首次）2024年海工装备年报核心观点", "2024年海工装备年报"),
    ("证券研究报告增持（维持）分析师陈海市场数据12.5 3411 5620 1402", "a"),
])
def test_title_of_a_broker_report_or_else_the_name_of_the_file(tmp_path: Path, cover: str, title: str) -> None:
    assert document(tmp_path, cover + ("。" if title == "a" else "") + BODY).title == title


def test_numbers_of_a_chart_are_no_sentences(tmp_path: Path) -> None:
    doc = document(tmp_path, f"海上风电年报\n{BODY}图1：装机走势-10%0%10%20%30%2019202020212022202320245101520价格随后回升。")
    assert not any("10%20%" in sentence for sentence in sentences(doc))
    assert "10%20%" in doc.text
    assert sentences(doc)[-1] == "价格随后回升。"


def test_a_document_without_sentences_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="读不出正文"):
        document(tmp_path, "下载本文档\n")


@pytest.mark.parametrize(("text", "publisher"), [
    ("渔业规划\n**发布机构**: 加快布局\n**文种**: 规划\n国务院关于印发\n渔业规划的通知\n现印发给你们。\n", "国务院"),
    ("2024年海滨市人民政府工作报告\n各位代表：现在报告工作。\n", "海滨市人民政府"),
    ("甲市财政局 甲市渔业局关于支持远洋渔业的通知\n各县要落实资金。\n", "甲市财政局、甲市渔业局"),
    ("渔业周报\n发布机构：海滨市渔业局\n产量稳定。\n", "海滨市渔业局"),
    ("渔业周报\n数据来源：海滨市渔业局\n产量稳定。\n", None),
])
def test_publisher_reads_like_an_office(tmp_path: Path, text: str, publisher: str | None) -> None:
    assert document(tmp_path, text).publisher == publisher


def test_id_is_file_name_and_content(tmp_path: Path) -> None:
    one = document(tmp_path, "渔业报告\n产量稳定。", "甲.txt")
    two = document(tmp_path, "渔业报告\n产量稳定。", "乙.txt")
    other = document(tmp_path, "渔业报告\n产量下降。", "甲.txt")
    assert one.sha256 == two.sha256 != other.sha256
    assert (one.id, two.id) == (f"甲.{one.sha256[:8]}", f"乙.{one.sha256[:8]}")
    assert one.id != other.id
    assert two.source == "乙.txt"
