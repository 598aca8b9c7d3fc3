"""Spreadsheet files to rows of text: CSV and TSV in any common encoding and with any delimiter, XLSX sheet by sheet."""
from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from ingest.readers import Source
from ingest.readers.encoding import decode
from kg.errors import ReadError
from kg.text.normalise import normalise

ENDINGS = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls"})
UNPACKED = 300_000_000      # bytes of an unpacked workbook
CELLS = 2_000_000           # of a file
_CONVERT = "请在 Excel 或 WPS 中另存为 .xlsx 或 .csv"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its rows as text, each with its number in the file (from 1); empty rows are left out."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def is_sheet(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS


def read_sheets(source: Source) -> list[Sheet]:
    """The sheets that have something in them.

    Raises ReadError: empty or damaged file, old .xls, encrypted workbook, one that unpacks to more than 300 MB, more
    than 2,000,000 cells.
    """
    if not source.data.strip(b"\0 \t\r\n"):
        raise ReadError(source.path, "文件是空的", fix="请换一份有内容的文件")
    if source.data.startswith(b"\xd0\xcf\x11\xe0") or source.path.suffix.lower() == ".xls":
        raise ReadError(source.path, "是旧版 .xls，或加了密码", fix=_CONVERT)
    if source.data.startswith(b"PK"):
        sheets = _workbook(source)
    elif source.path.suffix.lower() in (".xlsx", ".xlsm"):
        raise ReadError(source.path, "不是有效的 XLSX 文件", fix=_CONVERT)
    else:
        sheets = [_separated(source)]
    if not (found := [one for one in sheets if one.rows]):
        raise ReadError(source.path, "表格里没有内容", fix="请换一份有内容的文件")
    return found


def _separated(source: Source) -> Sheet:
    text = _text(source)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
        delimiter = dialect.delimiter
    except csv.Error:
        delimiter = max(",;\t|", key=text[:8192].count)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ReadError(source.path, f"不是有效的 CSV（{error}）", fix=_CONVERT) from error
    return Sheet(source.path.stem, _filled(source.path, enumerate(lines, 1)))


def _text(source: Source) -> str:
    try:
        return decode(source.path, source.data).removeprefix("\ufeff")
    except ReadError:
        try:        # a few words only are no ground for telling encodings apart
            return source.data.decode("gb18030")
        except UnicodeDecodeError:
            raise ReadError(source.path, "认不出文字编码", fix="请另存为 UTF-8 的 CSV 再试") from None


def _workbook(source: Source) -> list[Sheet]:
    try:
        with ZipFile(BytesIO(source.data)) as archive:
            size = sum(one.file_size for one in archive.infolist())
            names = set(archive.namelist())
    except (BadZipFile, OSError) as error:
        raise ReadError(source.path, "XLSX 文件损坏", fix=_CONVERT) from error
    if size > UNPACKED:
        raise ReadError(source.path, f"解压后有 {size // 1_000_000} MB", fix=f"上限 {UNPACKED // 1_000_000} MB，请拆分")
    if "xl/workbook.xml" not in names:
        raise ReadError(source.path, "是压缩包或其他 Office 文件，不是 XLSX", fix=_CONVERT)
    from zipfile import LargeZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(BytesIO(source.data), read_only=True, data_only=True)
        return [Sheet(page.title, _filled(source.path, enumerate(([_written(cell) for cell in row] for row in
                                                                  page.iter_rows()), 1)))
                for page in book.worksheets]
    except (InvalidFileException, BadZipFile, LargeZipFile, KeyError, ValueError, SyntaxError, EOFError) as error:
        raise ReadError(source.path, f"XLSX 文件损坏（{type(error).__name__}）", fix=_CONVERT) from error


def _written(cell: Any) -> str:
    """A cell as a reader of the sheet sees it: a date as a date, 0.12 formatted as a percentage as 12%."""
    value = cell.value
    if value is None or isinstance(value, time):
        return "" if value is None else value.isoformat()
    if isinstance(value, datetime):
        return str(value.date()) if (value.hour, value.minute, value.second) == (0, 0, 0) else str(value)
    if isinstance(value, date):
        return str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        if "%" in str(cell.number_format or ""):
            return f"{value * 100:.10g}%"
        return f"{value:.15g}" if "e" not in f"{value:.15g}" else f"{value:f}"
    return str(value)


def _filled(path: Path, lines: Iterable[tuple[int, Sequence[str]]]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    found, cells = [], 0
    for number, line in lines:
        row = tuple(" ".join(normalise(cell).split()) if cell else "" for cell in line)
        cells += len(row)
        if cells > CELLS:
            raise ReadError(path, f"超过 {CELLS} 个单元格", fix="请拆分成几个文件")
        if any(row):
            found.append((number, row))
    return tuple(found)
