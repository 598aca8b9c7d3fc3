# ruff: noqa: E501  (Chinese counts double: a test sentence reads best on one line)
"""Clean text: simplified, without boilerplate, paragraphs whole, every character leading back to the source."""
from __future__ import annotations

from pathlib import Path

import pytest

from ingest import boilerplate
from ingest.clean import clean
from ingest.readers import read
from kg.errors import DataError
from kg.text.normalise import normalise
from kg.types import CleanText, Mark, Part, RawDocument

SAMPLE = Path(__file__).parent.parent / "examples" / "sample-report.txt"


def raw(*texts: str, media_type: str = "text/plain", marks: tuple[Mark, ...] = (), title: str | None = None) -> RawDocument:
    parts = tuple(Part(f"page {n}", text, marks) for n, text in enumerate(texts, 1))
    return RawDocument(Path("报告.txt"), "0" * 64, media_type, parts, title)


def cleaned(*texts: str, media_type: str = "text/plain") -> str:
    return clean(raw(*texts, media_type=media_type)).text.strip("\n")


def check_runs(source: RawDocument, result: CleanText) -> None:
    """Runs cover the text, and a one-to-one run converts character by character."""
    at = 0
    for run in result.runs:
        part = source.parts[run.part].text
        assert run.start == at < run.end
        assert 0 <= run.source_start < run.source_end <= len(part)
        if run.end - run.start == run.source_end - run.source_start:
            for i in range(run.end - run.start):
                found, was = result.text[run.start + i], part[run.source_start + i]
                assert found == was or normalise(was) == found or normalise(part[run.source_start : run.source_end])[i] == found \
                    or (found in " \n\t" and (was.isspace() or was == "|")), (found, was)
        at = run.end
    assert at == len(result.text)


def test_runs_of_the_sample_lead_back() -> None:
    source = read(SAMPLE)
    result = clean(source)
    check_runs(source, result)
    assert "31个省(自治区、直辖市)累计出台" in result.text
    assert result.damaged == ()


@pytest.mark.parametrize("texts", [
    ("第一页的内容没有写\n1", "完，第二页接着写完了。\n2"), ("全 市 ＧＤＰ 为 ２０ 亿元　，增長 5 ％。", ""),
    ("# 标题\n\n**重点**：见[链接](http://a.cn)。\n\n| 甲 | 乙 |\n|--|--|\n| 1 | 2 |\n",),
])
@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown", "application/pdf"])
def test_runs_lead_back(texts: tuple[str, ...], media_type: str) -> None:
    source = raw(*texts, media_type=media_type)
    check_runs(source, clean(source))


def test_script_and_width() -> None:
    assert cleaned("隨著數位金融發展，ＩｏＴ裝置達１２萬臺，著名企業「甲公司」參與。") == "随着数位金融发展，IoT装置达12万台，著名企业“甲公司”参与。"
    assert normalise("面臨著、沿著、著作、顯著") == "面临着、沿着、著作、显著"


def test_punctuation_of_the_source_stays() -> None:
    text = "甲市(乙省)规模达12亿元,同比增长5%;其中:丙县最快。“丁”类（含戊），共3项；"
    assert cleaned(text) == text


def test_boilerplate_goes() -> None:
    body = "2024年渔业报告\n全市渔业产值为30亿元,评论认为形势良好。"
    page = (f"版权说明:本文档由用户提供并上传,收益归属内容提供方\n文档简介\n{body}\n已阅读5页,还剩32页未读, 继续免费阅读\n下载本文档\n"
            "温馨提示\n- 1. 本站资源如无特殊说明。\n- 2. 未经同意不得使用。\n最新文档\n- 某某考试题库\n- 人物介绍\n评论\n0/150\n提交评论")
    assert cleaned(page) == body


def test_inline_notices_of_brokers_go() -> None:
    assert cleaned("[Table_Main]存储需求回升，价格上请务必阅读正文之后的免责条款部分3/7涨了两成。") == "存储需求回升，价格上涨了两成。"


REPORT = "海上风电装机容量保持增长，全年新增三百万千瓦，沿海各省加快项目核准，产业链企业订单饱满。"


def run_on(*pieces: str) -> str:
    """Text as a converter without line ends delivers it; the last piece is long enough to be no paragraph."""
    return "".join(pieces) + REPORT * 12


def test_text_without_line_ends_is_not_boilerplate() -> None:
    page = run_on("www.example.com.cn证券研究报告版权说明:见封底。") + "粤ICP备12345678号-1"
    assert cleaned(page).count(REPORT) == 12


def test_a_long_line_loses_only_the_sentence_of_a_notice() -> None:
    text = run_on(REPORT, "版权说明:本文档由用户提供并上传。", REPORT)
    assert "用户提供" not in cleaned(text)
    assert cleaned(text).count(REPORT) == 14


def test_cleaning_never_takes_most_of_a_long_text() -> None:
    text = "\n".join(f"上一篇：近海渔场第{n}号海域的捕捞产量达到{n}万吨，比上年有所提高" for n in range(60))
    assert "第59号海域" in cleaned(text)


def test_page_notices_leave_with_running_heads_and_page_numbers() -> None:
    head = "海工装备行业研究"
    topics = ["东海项目进度快于上年", "北部湾项目获得核准", "黄海两处风场并网", "南方海缆工厂投产"]
    pages = [f"{topic}。{REPORT * n}{head}请务必阅读正文之后的免责条款部分{n}/5" for n, topic in enumerate(topics, 1)]
    result = cleaned("".join(pages) + run_on("补贴退出以后，", f"影响{head}请务必阅读正文之后的免责条款部分5/5有限。"))
    assert head not in result
    assert "免责" not in result
    assert "/5" not in result
    assert "影响有限。" in result
    assert f"黄海两处风场并网。{REPORT * 3}" in result.split("\n")


def test_a_page_number_that_runs_into_a_year_is_told_by_counting() -> None:
    pages = [f"请务必阅读正文之后的免责条款部分{n}/3202{n}{text}。{REPORT}" for n, text in enumerate(
        ["年装机翻番", "年叶片涨价", "年海缆出口"], 1)]
    result = cleaned("".join(pages) + REPORT * 6)
    for said in ("2021年装机翻番", "2022年叶片涨价", "2023年海缆出口"):
        assert f"\n{said}" in f"\n{result}"


def test_captions_sources_and_runs_of_numbers_stand_apart() -> None:
    text = run_on(
        "叶片价格回升。图3：叶片价格走势（元/千瓦）资料来源：海风协会，潮汐研究院整理海缆需求同步增长，毛利率达18%。",
        "表2：主要企业产能甲缆股份300130160210乙缆集团12.515.320.124.8丙缆科技8.19.110.011.4海缆出口也有起色。")
    lines = cleaned(text).split("\n")
    assert "叶片价格回升。" in lines
    assert "图3：叶片价格走势（元/千瓦）" in lines
    assert "资料来源：海风协会，潮汐研究院整理" in lines
    assert any(line.startswith("海缆需求同步增长，毛利率达18%。") for line in lines)
    assert any(line.endswith("表2：主要企业产能甲缆股份") for line in lines)
    check_runs(raw(text), clean(raw(text)))


def test_the_disclaimer_at_the_end_goes_and_one_on_the_cover_does_not_take_the_text() -> None:
    result = cleaned("免责声明本报告由潮汐证券制作。" + run_on(REPORT) + "免责声明本报告由潮汐证券制作，仅供客户使用。")
    assert result.count(REPORT) == 13
    assert "仅供客户使用" not in result


def test_a_reference_to_a_figure_does_not_cut() -> None:
    assert "如图1：所示的走势" in cleaned(run_on("价格如图1：所示的走势回升。"))


WRAPPED = (
    "    2023年，海滨市把发展海洋经济放在突出位置，深入推进陆海统筹，主攻海洋渔业、海工装备\n"
    "和滨海旅游，建设“三港一湾”1，全市海洋生产总值达到一千二百亿元，增速居全省第二。一是\n"
    "渔业结构持续优化，深远海养殖面积扩大到三万亩，水产品总产量增长百分之四，渔民收入保持\n"
    "较快增长。二是港口吞吐能力继续提高，全年新开通国际集装箱航线五条，集装箱运输量增长百\n"
    "\n1\n  “三港一湾”是指：东港、西港、南港和月亮湾。\n                     1\n"
    "分之十二，港航服务企业达到三百家。三是滨海旅游恢复较快，全年接待游客突破八百万人次，\n"
    "旅游收入增长百分之二十，重点景区服务质量评价连续三年位居全省前列，品牌影响不断扩大。\n")


def test_a_footnote_does_not_cut_the_sentence_of_two_pages() -> None:
    source = raw(WRAPPED)
    result = clean(source)
    check_runs(source, result)
    assert "建设“三港一湾”，全市" in result.text
    assert "增长百分之十二，港航服务企业达到三百家。" in result.text
    assert "\n“三港一湾”是指：东港、西港、南港和月亮湾。" in result.text


def test_a_lone_number_without_a_marker_is_no_footnote() -> None:
    text = WRAPPED.replace("”1，", "”，")
    assert "\n“三港一湾”是指" in cleaned(text)
    assert "增长百\n" in cleaned(text)


def test_markdown_signs_in_another_format_go() -> None:
    text = "# 渔业发展规划\n**发布机构**: 海滨市渔业局\n## 全文\n加快建设海洋牧场。\n"
    assert cleaned(text, media_type="text/html").split("\n") == ["渔业发展规划", "发布机构: 海滨市渔业局", "全文", "加快建设海洋牧场。"]


def test_running_heads_and_page_numbers_go() -> None:
    pages = [f"海滨市渔业年报 2024\n{text}\n- {n} -" for n, text in enumerate(
        ["近海捕捞量为12万吨。", "养殖面积扩大到30万亩。", "加工企业有45家。", "出口额达8亿元。"], 1)]
    assert cleaned(*pages, media_type="application/pdf").split("\n") == [
        "近海捕捞量为12万吨。", "养殖面积扩大到30万亩。", "加工企业有45家。", "出口额达8亿元。"]


def test_wrapped_lines_are_joined_and_paragraphs_kept() -> None:
    text = ("    海滨市坚持陆海统筹的发展思路，把渔业作为县域经济的支柱产业，全年实现渔业总产值三百\n"
            "二十亿元，比上年增长百分之六点五，渔民人均可支配收入达到两万八千元，远洋渔业企业增加\n到45家。\n"
            "    一、主要做法\n"
            "    海滨市建设了五个国家级海洋牧场，推广深远海大型智能养殖装备，引进育苗龙头企业十二家，\n"
            "带动周边农户就业，形成了从育苗到加工的完整链条，品牌价值不断提升，市场占有率位居全省前\n列。\n")
    lines = cleaned(text).split("\n")
    assert [line[:4] for line in lines] == ["海滨市坚", "一、主要", "海滨市建"]
    assert "三百二十亿元" in lines[0]
    assert "增加到45家。" in lines[0]


def test_blanks_inside_chinese_go_and_between_names_stay() -> None:
    assert cleaned("全年 GDP 为 2.1 万亿元，增长 4.9 %。") == "全年GDP为2.1万亿元，增长4.9%。"
    assert cleaned("主任 李 克 明 签发") == "主任 李克明 签发"
    assert cleaned("民政部 财政部关于养老的意见") == "民政部 财政部关于养老的意见"
    assert cleaned("Internet of Things 应用") == "Internet of Things应用"


def test_markdown_signs_go_and_marks_move_along() -> None:
    text = "# 年報\n\n**產值**見下。\n\n| 地區 | 規模 |\n|---|---|\n| 甲市 | 12 |\n"
    marks = (Mark(2, 4, "heading", level=1), *(
        Mark(text.index(word), text.index(word) + len(word), "cell", table=0, row=row, column=column)
        for word, row, column in [("地區", 0, 0), ("規模", 0, 1), ("甲市", 1, 0), ("12", 1, 1)]))
    result = clean(raw(text, media_type="text/markdown", marks=marks))
    assert result.text.strip() == "年报\n产值见下。\n地区\t规模\n甲市\t12"
    assert [result.text[m.start : m.end] for m in result.marks] == ["年报", "地区", "规模", "甲市", "12"]


def test_damaged_spans_are_in_clean_offsets() -> None:
    result = clean(raw("文档简介\n全國市場發(fā)展?jié)摿?191億元\n"))
    assert [result.text[a:b] for a, b in result.damaged] == ["潜力"]


def test_a_wrong_boilerplate_row_is_an_error_with_file_and_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "boilerplate.tsv"
    file.write_text("# 说明\nline\t下载\t下载\t上传\nline\t打印\t复印\t\n", "utf-8")
    monkeypatch.setattr(boilerplate, "_FILE", file)
    boilerplate.rules.cache_clear()
    with pytest.raises(DataError, match=r"boilerplate\.tsv:3"):
        boilerplate.rules()
    monkeypatch.undo()
    boilerplate.rules.cache_clear()


def test_blanks_where_the_lines_of_a_page_ended_go() -> None:
    torn = "信息技术在工业、农业以及文化教育、医疗卫生等经济社 会各领域得到广泛应用，网上交易规模不断扩大，电子口岸取得良 好的发展势头。"
    assert cleaned(torn) == torn.replace(" ", "")
    assert cleaned("主办单位 海滨市农业局 联系人 周文 电话 见官网") == "主办单位 海滨市农业局 联系人 周文 电话 见官网"
