"""Reading data files: lines without comments, tab-separated rows, patterns that prove the examples of their row."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import DataError


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 file with their numbers from 1, without blank ones and those that begin with `#`.

    Raises DataError, with the row, where the file is not UTF-8.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        row = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise DataError(path, row, "不是 UTF-8 编码", fix="另存为 UTF-8") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.removesuffix("\r")


def rows(path: Path, columns: int, *, heading: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The tab-separated rows with their line numbers, cells without outer blanks; with `heading` the first is left out.

    Raises DataError for another number of cells than `columns`.
    """
    below = lines(path)
    if heading:
        next(below, None)
    for number, line in below:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != columns:
            raise DataError(path, number, f"有 {len(cells)} 列，应为 {columns} 列", fix="用制表符分隔各列")
        yield number, cells


def proved(path: Path, number: int, pattern: str, should: Iterable[str], should_not: Iterable[str], *,
           flags: int = 0, whole: bool = False) -> re.Pattern[str]:
    """The compiled pattern of a row, which is found in each text of `should` and in none of `should_not` (empty ones
    are passed over); with `whole` it has to fit the whole text. Raises DataError where it does not."""
    try:
        compiled = re.compile(pattern, flags)
    except re.error as error:
        raise DataError(path, number, f"正则表达式有误：{error}", fix="请改正模式") from error
    hit = compiled.fullmatch if whole else compiled.search
    for text in filter(None, should):
        if not hit(text):
            raise DataError(path, number, f"应当匹配“{text}”", fix="请改正模式或例子")
    for text in filter(None, should_not):
        if hit(text):
            raise DataError(path, number, f"不应匹配“{text}”", fix="请改正模式或例子")
    return compiled
