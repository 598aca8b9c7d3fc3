"""Data files: lines, rows, patterns that prove their examples."""
from __future__ import annotations

from pathlib import Path

import pytest

from kg import datafile
from kg.errors import DataError


def test_comments_blank_lines_and_a_heading_are_no_rows_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    file = tmp_path / "words.tsv"
    file.write_text("\ufeff# 说明\r\n词\t类\r\n\r\n 银行 \tBank\r\n", "utf-8")
    assert list(datafile.rows(file, 2, heading=True)) == [(4, ["银行", "Bank"])]
    assert list(datafile.lines(file)) == [(2, "词\t类"), (4, " 银行 \tBank")]


def test_a_row_with_another_number_of_cells_is_named(tmp_path: Path) -> None:
    file = tmp_path / "words.tsv"
    file.write_text("银行\tBank\n保险\n", "utf-8")
    with pytest.raises(DataError, match=r"words\.tsv:2: 有 1 列，应为 2 列"):
        list(datafile.rows(file, 2))


def test_a_file_in_another_encoding_is_refused_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "words.tsv"
    file.write_bytes("bank\n银行\n".encode("gb18030"))
    with pytest.raises(DataError, match=r"words\.tsv:2: 不是 UTF-8 编码"):
        list(datafile.lines(file))


@pytest.mark.parametrize(("pattern", "whole", "fault"), [
    ("银(行", False, "正则表达式有误"),
    ("保险", False, "应当匹配“甲银行”"),
    ("银", True, "应当匹配“甲银行”"),
    (".*行", False, "不应匹配“行人”"),
])
def test_a_pattern_proves_its_examples(pattern: str, whole: bool, fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        datafile.proved(Path("p.tsv"), 3, pattern, ["甲银行", ""], ["行人", ""], whole=whole)
    fits = datafile.proved(Path("p.tsv"), 3, "银行$", ["甲银行", ""], ["行人", ""])
    assert fits.search("乙银行")
