# ruff: noqa: E501  (Chinese counts double: a test sentence reads best on one line)
"""Each format and encoding gives the text and what the format says about it; bad files give one clear line."""
from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document as Word

from ingest.readers import read
from kg.errors import ReadError
from kg.types import Mark, Part

SIMPLIFIED = "海滨市银行业协会发布报告。2024年全市贷款余额为3200亿元，同比增长8.5%。中小企业的融资成本继续下降，服务质量有所提高。"
TRADITIONAL = "海濱市銀行公會發表報告。二零二四年全市貸款餘額為三千二百億元，較上年增長。中小企業的融資成本繼續下降，服務質素有所提高。"


def cells(part: Part) -> list[tuple[int, int, str]]:
    return [(m.row, m.column, part.text[m.start : m.end]) for m in part.marks if m.kind == "cell"]


def marked(part: Part, kind: str) -> list[str]:
    return [part.text[m.start : m.end] for m in part.marks if m.kind == kind]


@pytest.mark.parametrize(("text", "encoding"), [
    (SIMPLIFIED, "utf-8"), (SIMPLIFIED, "utf-8-sig"), (SIMPLIFIED, "utf-16"), (SIMPLIFIED, "utf-16-le"),
    (SIMPLIFIED, "utf-16-be"), (SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5"), (TRADITIONAL, "gb18030"),
])
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode(encoding))
    assert read(file).parts[0].text.lstrip("\ufeff") == text


def test_markdown_headings_and_table(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("# 年度报告\n\n正文说明。\n\n单位：亿元\n\n| 地区 | 规模 |\n|---|--:|\n| 甲市 | 12 |\n| 乙市 | 9.5 |\n\n"
                    "注：数据为年末数。\n\n```\n# 不是标题\n```\n", "utf-8")
    raw = read(file)
    part = raw.parts[0]
    assert raw.media_type == "text/markdown"
    assert marked(part, "heading") == ["年度报告"]
    assert cells(part) == [(0, 0, "地区"), (0, 1, "规模"), (1, 0, "甲市"), (1, 1, "12"), (2, 0, "乙市"), (2, 1, "9.5")]
    assert marked(part, "caption") == ["单位：亿元"]
    assert marked(part, "note") == ["注：数据为年末数。"]


def test_columns_of_plain_text_are_a_table(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("各县渔业产值\n单位：亿元\n县      2023年    2024年\n甲县    12.5      13.0\n乙县    8         —\n注：按当年价格计算。\n\n"
                    "地区\t人数\t增速\n甲县\t\t3.5%\n乙县\t800\t-1.2%\n", "utf-8")
    part = read(file).parts[0]
    assert cells(part) == [
        (0, 0, "县"), (0, 1, "2023年"), (0, 2, "2024年"), (1, 0, "甲县"), (1, 1, "12.5"), (1, 2, "13.0"), (2, 0, "乙县"), (2, 1, "8"),
        (2, 2, "—"), (0, 0, "地区"), (0, 1, "人数"), (0, 2, "增速"), (1, 0, "甲县"), (1, 2, "3.5%"), (2, 0, "乙县"), (2, 1, "800"),
        (2, 2, "-1.2%")]
    assert marked(part, "caption") == ["各县渔业产值", "单位：亿元"]
    assert marked(part, "note") == ["注：按当年价格计算。"]


@pytest.mark.parametrize("text", [
    "甲方代表    李明\n乙方代表    王强\n丙方代表    赵敏\n", "县  产值\n甲县  12\n", "第一章  总则  1\n第二章  许可  5\n第三章  附则  9\n",
])
def test_lines_with_wide_blanks_are_not_always_tables(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"渔业合作协议。\n{text}", "utf-8")
    assert cells(read(file).parts[0]) == []


def test_html_main_content_and_facts(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(
        "<html><head><title>通知 - 某网站</title><meta name='PubDate' content='2023-05-06'>"
        "<meta name='ContentSource' content='海滨市财政局'></head><body><div class='nav'><a href='/'>首页</a> 栏目导航</div>"
        "<script>var 变量 = '脚本';</script><h1>海滨市支持农机推广的通知</h1><div id='content'><h2>一、总体要求</h2>"
        "<p>各县要加大投入，<br>做好推广工作，让更多农户用上新农机。</p><p>到2026年，农机总动力达到120万千瓦。</p>"
        "<table><caption>表1 各县补贴（单位：万元）</caption><tr><th rowspan='2'>县</th><th colspan='2'>金额</th></tr>"
        "<tr><th>2022年</th><th>2023年</th></tr><tr><td>甲县</td><td>30</td><td>45</td></tr></table>"
        "<p>资料来源：市农业农村局。</p></div><footer>版权所有</footer></body></html>", "utf-8")
    raw = read(file)
    part = raw.parts[0]
    assert (raw.title, raw.publisher, raw.published) == ("海滨市支持农机推广的通知", "海滨市财政局", date(2023, 5, 6))
    for noise in ("导航", "脚本", "版权所有"):
        assert noise not in part.text
    assert "各县要加大投入，\n做好推广工作" in part.text
    assert marked(part, "heading")[-1] == "一、总体要求"
    assert cells(part)[:5] == [(0, 0, "县"), (0, 1, "金额"), (1, 1, "2022年"), (1, 2, "2023年"), (2, 0, "甲县")]
    assert marked(part, "caption") == ["表1 各县补贴（单位：万元）"]
    assert marked(part, "note") == ["资料来源：市农业农村局。"]


def test_html_table_of_labels_is_metadata_not_text(tmp_path: Path) -> None:
    file = tmp_path / "a.htm"
    file.write_text(
        "<div><table><tr><td>索 引 号：</td><td>0001</td><td>发文机关：</td><td>海滨市政府</td></tr><tr><td>标　　题：</td>"
        "<td colspan='3'>关于发展渔业的意见</td></tr><tr><td>发布日期：</td><td>2022年3月4日</td></tr></table>"
        "<table><tr><td><p>各县人民政府：为发展渔业，现提出以下意见。</p></td></tr></table></div>", "utf-8")
    raw = read(file)
    assert (raw.title, raw.publisher, raw.published) == ("关于发展渔业的意见", "海滨市政府", date(2022, 3, 4))
    assert raw.parts[0].text == "各县人民政府：为发展渔业，现提出以下意见。\n"


def test_docx_headings_and_merged_cells(tmp_path: Path) -> None:
    word = Word()
    word.add_heading("一、行业概况", level=1)
    word.add_paragraph("全市共有企业120家。")
    word.add_paragraph("表2 企业数量（单位：家）")
    table = word.add_table(rows=2, cols=3)
    for at, text in enumerate(["地区", "2023年", "2024年"]):
        table.cell(0, at).text = text
    table.cell(1, 0).text = "甲县"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "45"
    word.add_paragraph("注：含个体户。")
    file = tmp_path / "a.docx"
    word.save(str(file))
    part = read(file).parts[0]
    assert [m for m in part.marks if m.kind == "heading"] == [Mark(0, 6, "heading", level=1)]
    assert cells(part) == [(0, 0, "地区"), (0, 1, "2023年"), (0, 2, "2024年"), (1, 0, "甲县"), (1, 1, "45")]
    assert marked(part, "caption") == ["表2 企业数量（单位：家）"]
    assert marked(part, "note") == ["注：含个体户。"]


def pdf(body: str, extra: str = "") -> bytes:
    """A PDF of one page whose text layer holds `body`, in a font without embedding."""
    stream = f"BT /F1 12 Tf 50 700 Td <{body.encode('utf-16-be').hex()}> Tj ET" if body else ""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        "/DW 1000/FontDescriptor 7 0 R>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/Ascent 800/Descent -200/FontBBox[0 -200 1000 800]>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body_ in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body_}\nendobj\n".encode("latin-1")
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R{extra}>>\nstartxref\n{start}\n%%EOF".encode()


def test_pdf_text_layer_is_a_part_a_page(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf("全市共有物流企业三百二十家，同比增长百分之八，就业人数稳定。"))
    parts = read(file).parts
    assert [part.name for part in parts] == ["page 1"]
    assert "全市共有物流企业三百二十家" in parts[0].text


ENCRYPTED = "/Encrypt<</Filter/Standard/V 1/R 2/O<" + "00" * 32 + ">/U<" + "11" * 32 + ">/P -4>>/ID[<00><00>]"


@pytest.mark.parametrize(("name", "data", "says"), [
    ("empty.txt", b"", "空"), ("blank.md", b" \n\n", "空"), ("zero.pdf", b"", "空"),
    ("binary.txt", bytes(range(256)) * 20, "二进制"), ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 50, "二进制"),
    ("english.txt", b"This is a report in English only. " * 20, "中文"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "soffice --headless --convert-to docx"),
    ("old.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为 .docx"),
    ("damaged.docx", b"PK\x03\x04" + b"\x07" * 300, "损坏"), ("text.docx", "其实是文本".encode(), "损坏"),
    ("fake.pdf", "不是PDF的文本".encode(), "PDF"), ("cut.pdf", b"%PDF-1.4\n1 0 obj<<", "损坏"),
    ("scan.pdf", pdf(""), "OCR"), ("locked.pdf", pdf("机密文件", ENCRYPTED), "密码"),
])
def test_bad_files_give_one_line_that_says_what_to_do(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read(file)
    message = str(caught.value)
    assert says in message
    assert str(file) in message
    assert "\n" not in message


def test_missing_file_and_zip_without_document(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="找不到"):
        read(tmp_path / "none.txt")
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "内容")
    with pytest.raises(ReadError, match="压缩包"):
        read(tmp_path / "a.zip")


def test_docx_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密内容", "utf-8")
    word = Word()
    word.add_paragraph("占位一段中文正文。")
    plain, evil = tmp_path / "p.docx", tmp_path / "e.docx"
    word.save(str(plain))
    with ZipFile(plain) as old, ZipFile(evil, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "word/document.xml":
                head, _, rest = body.decode().partition("?>")
                body = f"{head}?><!DOCTYPE a [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>{rest}".replace("占位", "占位&x;").encode()
            new.writestr(name, body)
    assert "机密内容" not in read(evil).parts[0].text


@pytest.mark.parametrize("part", ["word/document.xml", "docProps/core.xml", "[Content_Types].xml"])
def test_a_docx_whose_part_is_something_else_is_damaged(tmp_path: Path, part: str) -> None:
    word, file = Word(), tmp_path / "a.docx"
    word.add_paragraph("全市共有企业120家。")
    word.save(str(tmp_path / "whole.docx"))
    with ZipFile(tmp_path / "whole.docx") as whole, ZipFile(file, "w") as damaged:
        for name in whole.namelist():
            damaged.writestr(name, b"<a><b/></a>" if name == part else whole.read(name))
    with pytest.raises(ReadError, match=r"a\.docx: DOCX 文件损坏"):
        read(file)
