"""Spreadsheets: a row is a thing, a heading a property of it, in Chinese or English; asked about like any document."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from conftest import Zhiwen

from ingest.pipeline import Kit, extract
from ingest.sheet_claims import known_headings, take_apart
from kg.errors import ReadError
from kg.repository import Repository
from kg.shapes import check
from kg.types import DocumentClaims
from qa import Engine
from qa.answer import Answer

COMPANIES = """序号,公司,2023年营收（亿元）,2024年营收（亿元）,净利率,员工数,总部,成立时间,董事长,股票代码
1,青禾科技,12.5,15.8,8.2%,1200,深圳,2009-05-01,林远,000123
2,白塔能源,33,30.1,5.1%,5400,成都,1998年,周敏,600321
3,云帆物流,8.4,9.9,3.3%,"2,300",杭州,2012-11-20,陈立,300777
合计,,53.9,55.8,,8900,,,,
"""
SHIPS = """Ship;Gross revenue 2024 (million USD);Hull color;Crew size;Cargo type;Insurance company
Bluefin;120.5;green;24;coal;Northern Mutual
Redwood;88;white;31;grain;Harbour Trust
"""


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load()


def read(kit: Kit, path: Path, data: bytes | str) -> DocumentClaims:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return extract(kit, path)


def said(claims: DocumentClaims) -> dict[tuple[str, str, str], str]:
    """(thing, indicator, period) → as written."""
    return {(o.subject.name, o.indicator, o.period.text if o.period else ""): o.written for o in claims.observations}


@pytest.fixture(scope="module")
def ask(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    folder = tmp_path_factory.mktemp("sheets")
    repository = Repository.in_memory()
    for name, data in (("companies.csv", COMPANIES), ("ships.csv", SHIPS)):
        assert repository.add(read(kit, folder / name, data)).dropped == ()
    assert check(repository.view()) == []
    return Engine(repository.view()).ask


@pytest.mark.parametrize(("question", "answer"), [
    ("青禾科技2024年营收是多少？", ["15.8亿元"]),
    ("青禾科技的董事长是谁？", ["林远"]),
    ("白塔能源是什么时候成立的？", ["1998年"]),
    ("哪家公司2024年营收最高？", ["白塔能源"]),
    ("青禾科技和白塔能源2024年谁的营收更高？", ["白塔能源"]),
    ("哪些公司的总部在深圳？", ["青禾科技"]),
    ("青禾科技的股票代码是多少？", ["000123"]),
    ("Bluefin的船体是什么颜色？", ["green"]),
    ("Redwood的保险公司是哪家？", ["Harbour Trust"]),
])
def test_rows_are_asked_about(ask: Callable[[str], Answer], question: str, answer: list[str]) -> None:
    assert [item.text for item in ask(question).answers] == answer


@pytest.mark.parametrize("question", ["青禾科技2022年营收是多少？", "青禾科技的法人代表是谁？",
                                      "青禾科技的研发费用是多少？", "Bluefin的董事长是谁？"])
def test_what_no_column_says_is_not_found(ask: Callable[[str], Answer], question: str) -> None:
    assert ask(question).status == "no_answer"


def test_an_answer_brings_the_cell_of_its_row(ask: Callable[[str], Answer]) -> None:
    (evidence,) = ask("青禾科技的董事长是谁？").answers[0].evidence
    assert evidence.text == "青禾科技，董事长：林远"
    assert (evidence.source.part, evidence.source.start) == ("sheet companies", 2)


def test_totals_are_nobody_and_row_numbers_nothing(kit: Kit, tmp_path: Path) -> None:
    found = said(read(kit, tmp_path / "a.csv", COMPANIES))
    assert found["云帆物流", "营收", "2024"] == "9.9亿元"
    assert not any("序号" in key or "合计" in key[0] for key in found)
    assert "55.8亿元" not in found.values()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter(kit: Kit, tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "产品,产量（万吨）,产地\n甲钢,12,乙市\n乙钢,7.5,丙市\n".replace(",", delimiter)
    found = said(read(kit, tmp_path / "a.csv", text.encode(encoding)))
    assert found == {("甲钢", "产量", ""): "12万吨", ("甲钢", "产地", ""): "乙市", ("乙钢", "产量", ""): "7.5万吨",
                     ("乙钢", "产地", ""): "丙市"}


def test_a_workbook_sheet_by_sheet(kit: Kit, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    first: Any = book.active
    first.title = "财务"
    for row in (["各公司经营情况（单位：亿元）"], ["公司", "年份", "利润", "占比", "上市日期"],
                ["甲公司", 2023, 1.5, 0.12, date(2020, 1, 2)], ["甲公司", 2024, 2, 0.5, None]):
        first.append(row)
    for line in (3, 4):
        first.cell(line, 4).number_format = "0%"
    second = book.create_sheet("年度")
    for row in (["年份", "产量（万吨）"], [2023, 10], [2024, 12]):
        second.append(row)
    memory = BytesIO()
    book.save(memory)
    claims = read(kit, tmp_path / "某厂.xlsx", memory.getvalue())
    assert said(claims) == {
        ("甲公司", "利润", "2023"): "1.5亿元", ("甲公司", "利润", "2024"): "2亿元", ("甲公司", "占比", "2023"): "12%",
        ("甲公司", "占比", "2024"): "50%", ("甲公司", "上市日期", ""): "2020-01-02",
        ("年度", "产量", "2023"): "10万吨", ("年度", "产量", "2024"): "12万吨"}
    assert claims.document.parts == ("sheet 财务", "sheet 年度")


@pytest.mark.parametrize(("title", "parts"), [
    ("2024年营收（亿元）", ("营收", "亿元", "2024")), ("营收(2024)", ("营收", "", "2024")),
    ("营收/万元", ("营收", "万元", "")),
    ("Revenue 2023 (million USD)", ("Revenue", "百万美元", "2023")), ("2023", ("", "", "2023")),
    ("净利率", ("净利率", "", "")), ("备注（可空）", ("备注（可空）", "", ""))])
def test_a_heading_is_taken_apart(title: str, parts: tuple[str, str, str]) -> None:
    name, unit, period = take_apart(title)
    assert (name, unit, period.text if period else "") == parts


def test_english_headings_have_chinese_names(kit: Kit, tmp_path: Path) -> None:
    assert known_headings()["revenue"].names[0] == "营业收入"
    claims = read(kit, tmp_path / "a.csv", "Company,Employees,CEO\nOak Ltd,12,Ann Lee\n")
    assert said(claims) == {("Oak Ltd", "员工人数", ""): "12", ("Oak Ltd", "首席执行官", ""): "Ann Lee"}


def bomb() -> bytes:
    memory = BytesIO()
    with ZipFile(memory, "w", 8) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 310_000_000)
    return memory.getvalue()


@pytest.mark.parametrize(("name", "data", "message"), [
    ("a.csv", b"", "空"), ("a.csv", b"a\n", "表头"), ("a.xlsx", b"not a workbook", "XLSX"),
    ("a.xlsx", b"PK\x03\x04x", "损坏"),
    ("a.xls", b"\xd0\xcf\x11\xe0", "旧版"), ("a.xlsx", bomb, "解压后"), ("a.csv", b"\xff\xff\xfe\x00\x01", "编码")])
def test_a_bad_file_is_one_clear_line(kit: Kit, tmp_path: Path, name: str, data: Any, message: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(kit, tmp_path / name, data() if callable(data) else data)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_command_takes_tables_among_reports(tmp_path: Path, zhiwen: Zhiwen) -> None:
    (tmp_path / "公司.csv").write_text(COMPANIES, "utf-8")
    (tmp_path / "bad.xlsx").write_bytes(b"x")
    done = zhiwen("ingest", tmp_path, "--store", tmp_path / "store")
    assert done.returncode == 1
    assert "bad.xlsx" in done.stderr
    assert '"source": "公司.csv"' in zhiwen("documents", "--json", "--store", tmp_path / "store").stdout
