"""Spreadsheets to claims: a row is a thing, a heading a property of it; the evidence is the cell as a line of text.

    公司 | 2024年营收（亿元） | 总部        甲公司，2024年营收（亿元）：12     甲公司 · 营收 · 12亿元 · 2024
    甲公司 | 12 | 深圳             ──►     甲公司，总部：深圳               甲公司 · 总部 · 深圳; 甲公司 located_in 深圳

A column of numbers is an indicator, with the unit and the period of its heading; of years, the period of the row; any
other is a property, kept as an observation without a number. English headings get their Chinese names beside them.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.sheets import Sheet, read_sheets
from kg import datafile
from kg.errors import DataError, ReadError
from kg.identity import document_id
from kg.text.period import parse_period
from kg.text.quantity import Quantity, number, parse_quantity, to_base
from kg.types import (
    Document,
    DocumentClaims,
    EntityRef,
    LocalEntity,
    ObservationClaim,
    Period,
    RelationClaim,
    Run,
    Section,
    Span,
)
from kg.vocab import VOCAB

if TYPE_CHECKING:
    from ingest.pipeline import Kit
    from ingest.readers import Source
    from kg.text.lexicon import Lexicon

HEADINGS = Path(__file__).parent / "data" / "headings.tsv"
CONFIDENCE = 0.95
MOSTLY = 0.7               # of a column's cells that are numbers, or years, or the like
LONGEST = 300              # characters of a cell that is kept as a property
SEARCHED = 12              # first rows in which the headings are looked for
MEDIA = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}
_EMPTY = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "n/a", "na", "nan", "null", "none", "无", "…", "*"})
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|平均|均值|总和|汇总|total|sum|average|mean)\b", re.IGNORECASE)
_UNIT = re.compile(r"^(?P<name>.*?)\s*[(\[（](?:单位[:：]?)?\s*(?P<in>[^()（）\[\]]{1,24})[)\]）]\s*(?P<rest>.*)$")
_UNIT_LINE = re.compile(
    r"(?:计量)?单位\s*[:：]\s*(?P<unit>[^\s()（），,;；]{1,12})|\bunit\s*[:：]\s*(?P<en>[^,;]{1,24})", re.IGNORECASE)
_CODE = re.compile(r"编号|代码|号码|电话|手机|邮编|区号|身份证|账号|证号|学号|工号|批次|型号|\bid\b|code|phone|zip|tel",
                   re.IGNORECASE)
_YEARS = re.compile(r"^(?:年份?|年度|时间|日期|季度|月份?|报告期|期间|统计期)$")
_SKIPPED = re.compile(r"^(?:序号?|编?号|排名|名次|行号|#)$")
_PLACE = re.compile(r"总部|所在|注册地|属地|位置|地点|地区|区域|省份?$|城市|市$|国家")
_DIGITS = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?")
_KEY = re.compile(r"名称?$|姓名|(?:公司|企业|银行|机构|单位|品牌|产品|项目|省份?|城市|地区|国家|区域|学校|指标)$")
_YEAR = re.compile(r"(?:19|20)\d\d年?(?:度|[Qq][1-4]|[Hh][12])?")


@dataclass(frozen=True, slots=True)
class Known:
    """A heading of the list: what kind it is, and its Chinese names."""

    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: "key", "number", "period", "text" or "skip"; its heading, and what that is taken apart into."""

    at: int
    kind: str
    title: str
    name: str
    aliases: tuple[str, ...] = ()
    unit: str = ""
    period: Period | None = None


def extract_sheets(kit: Kit, source: Source) -> DocumentClaims:
    """All that a spreadsheet file says. Raises ReadError where it cannot be read or has no table."""
    return _Reader(kit.lexicon, source).claims(read_sheets(source))


@cache
def known_headings() -> dict[str, Known]:
    """The English headings by their words in lower case. Raises DataError for a row that is wrong."""
    found: dict[str, Known] = {}
    for row, cells in datafile.rows(HEADINGS, 4, heading=True):
        if cells[0] not in ("indicator", "property", "unit", "key", "period", "skip"):
            raise DataError(HEADINGS, row, f"未知的类别 {cells[0]}", fix="请改正第一列")
        found |= dict.fromkeys(cells[1].split("|"), Known(cells[0], tuple(cells[2].split("|"))))
        if missing := [one for one in cells[3].split("|") if one not in found]:
            raise DataError(HEADINGS, row, f"应当认得“{missing[0]}”", fix="请改正例子")
    return found


class _Reader:
    def __init__(self, lexicon: Lexicon, source: Source) -> None:
        self._lexicon, self._source = lexicon, source
        self._lines: list[str] = []
        self._length = 0
        self._runs: list[Run] = []
        self._entities: dict[EntityRef, tuple[str, ...]] = {}
        self._relations: list[RelationClaim] = []
        self._observations: list[ObservationClaim] = []

    def claims(self, sheets: Sequence[Sheet]) -> DocumentClaims:
        sections = []
        for part, sheet in enumerate(sheets):
            start = self._length
            self._add(f"{sheet.name}", part, sheet.rows[0][0])
            body = self._length
            self._read(sheet, part, alone=len(sheets) == 1)
            sections.append(Section("", sheet.name, 1, start, body, self._length, -1))
        if not self._observations:
            raise ReadError(self._source.path, "表格里认不出表头和数据行",
                            fix="第一行应为表头（如 名称、营收（亿元）），以下每行一个事物")
        path = self._source.path
        document = Document(
            id=document_id(path.name, self._source.sha256), source=path.name, path=str(path.resolve()),
            sha256=self._source.sha256,
            media_type=MEDIA.get(path.suffix.lower(),
                                 "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            title=path.stem, text="".join(self._lines), runs=tuple(self._runs),
            parts=tuple(f"sheet {one.name}" for one in sheets), sections=tuple(sections), sentences=(), kind="table")
        entities = tuple(LocalEntity(ref, tuple(a for a in names if a != ref.name))
                         for ref, names in self._entities.items())
        return DocumentClaims(document, entities, tuple(self._relations), tuple(self._observations))

    def _add(self, text: str, part: int, row: int) -> Span:
        """A line of the document's text; its source is the number of its row."""
        start = self._length
        self._lines.append(f"{text}\n")
        self._length += len(text) + 1
        self._runs.append(Run(start, self._length, part, row, row + 1))
        return Span(start, start + len(text))

    def _read(self, sheet: Sheet, part: int, *, alone: bool) -> None:
        head = _heading_row(sheet)
        if head is None:
            for row, cells in sheet.rows:
                self._add(" ".join(filter(None, cells)), part, row)
            return
        before, titles, rows = sheet.rows[:head], sheet.rows[head], sheet.rows[head + 1:]
        for row, cells in (*before, titles):
            self._add(" ".join(filter(None, cells)), part, row)
        caption = " ".join(cell for _, cells in before for cell in cells if cell)
        columns = self._columns(titles[1], [cells for _, cells in rows], caption)
        name = next((cell for _, cells in before for cell in cells if cell and not _UNIT_LINE.search(cell)), "")
        about = _topic(name or (self._source.path.stem if alone else sheet.name))
        key = next((one for one in columns if one.kind == "key"), None)
        type_ = self._type_of_column(titles[1][key.at]) if key else "Entity"
        last = ""
        for row, cells in rows:
            if any(_TOTAL.match(cell) for cell in cells[:2]):
                self._add("，".join(filter(None, cells)), part, row)
                continue
            subject = (_cell(cells, key.at) or last) if key else about       # empty below a name: merged cells
            if key:
                last = subject
            if subject:
                self._row(EntityRef(subject, self._type_of(subject, type_)), cells, columns, about, (part, row))

    def _row(self, subject: EntityRef, cells: Sequence[str], columns: Sequence[Column], about: str,
             place: tuple[int, int]) -> None:
        self._entities.setdefault(subject, ())
        dated = next((one for one in columns if one.kind == "period" and _period(_cell(cells, one.at))), None)
        when = _period(_cell(cells, dated.at)) if dated else None
        named = f"{subject.name}，" + (f"{dated.name}：{_cell(cells, dated.at)}，" if dated else "")
        for column in columns:
            cell = _cell(cells, column.at)
            if column.kind not in ("number", "text") or cell.lower() in _EMPTY:
                continue
            span = self._add(f"{named}{column.title}：{cell}", *place)
            name, aliases = (column.name, column.aliases) if column.name else (about, ())
            base = ObservationClaim(subject, name, None, "", cell[:LONGEST], (span,), CONFIDENCE, "sheet.property",
                                    period=None)
            if column.kind == "number" and (found := _quantity(cell, column.unit)):
                self._observations.append(replace(
                    base, value=found.value, unit=found.unit, written=found.written, comparator=found.comparator,
                    value_max=found.value_max, value_base=found.value_base, unit_base=found.unit_base,
                    extractor="sheet.number", period=column.period or when))
            else:
                self._observations.append(base)
                self._locate(subject, column, cell, span)
            self._entities.setdefault(EntityRef(name, "Indicator"), aliases)

    def _locate(self, subject: EntityRef, column: Column, cell: str, span: Span) -> None:
        """总部：深圳 also says where the thing is, where the lexicon knows the place."""
        if not any(_PLACE.search(one) for one in (column.name, *column.aliases)):
            return
        region = next((e for e in self._lexicon.readings(cell) if VOCAB.is_a(e.type, "Region")), None)
        if region and cell != subject.name:
            self._relations.append(RelationClaim(subject, "located_in", column.name, EntityRef(cell, region.type),
                                                 (span,), CONFIDENCE, "sheet.place"))

    # ---- columns -----------------------------------------------------------------------------------------
    def _columns(self, titles: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> list[Column]:
        line = _UNIT_LINE.search(caption)
        default = _unit(line["unit"] or line["en"]) if line else ""
        columns = [self._column(at, title, [_cell(row, at) for row in rows], default)
                   for at, title in enumerate(titles)]
        texts = [one for one in columns if one.kind == "text"]
        known = [one for one in texts if _KEY.search(titles[one.at]) or _kind(titles[one.at]) == "key"]
        if key := next(iter(known[:1] or [one for one in texts if one.at == texts[0].at]), None):
            columns[key.at] = replace(key, kind="key")
        return columns

    @staticmethod
    def _column(at: int, title: str, cells: Sequence[str], default: str) -> Column:
        filled = [one for one in cells if one.lower() not in _EMPTY]
        if not title or not filled or _SKIPPED.match(title) or _kind(title) == "skip":
            return Column(at, "skip", title, title)
        name, unit, period = take_apart(title)
        aliases: tuple[str, ...] = ()
        if known := known_headings().get(name.lower()):
            aliases, name = (*known.names[1:], name), known.names[0]
        dated = sum(_period(one) is not None for one in filled) >= MOSTLY * len(filled)
        if dated and (_YEARS.match(title) or _kind(title) == "period"):
            return Column(at, "period", title, title)
        numbers = [one for one in filled if _quantity(one, unit)]
        coded = _CODE.search(title) or any(re.fullmatch(r"0\d+|\d{9,}", one) for one in filled)
        dates = sum(bool(_YEAR.match(one)) for one in filled) >= MOSTLY * len(filled) and not unit
        if len(numbers) < MOSTLY * len(filled) or coded or (dates and not period):
            return Column(at, "text", title, name, aliases)
        bare = all(_DIGITS.fullmatch(one) for one in numbers)
        unit = unit or (default if bare and not name.endswith(("率", "比")) else "")
        return Column(at, "number", title, name, aliases, unit, period)

    def _type_of_column(self, title: str) -> str:
        """The class that a heading names things of: 银行, 企业名称, 省份."""
        labels = [(label, kind) for kind, term in VOCAB.classes.items() if kind != "Indicator"
                  for label in (*term.labels, term.en) if len(label) > 1]
        fitting = [(len(label), kind) for label, kind in labels if label in title.lower()]
        return max(fitting, key=lambda one: one[0])[1] if fitting else "Entity"

    def _type_of(self, name: str, column: str) -> str:
        entry = self._lexicon.canonical(name)
        return entry.type if entry and (column == "Entity" or VOCAB.compatible(entry.type, column)) else column


def _heading_row(sheet: Sheet) -> int | None:
    """The row of the headings: the first with at least two cells, all of them words, above a row with as many."""
    widest = max(sum(map(bool, cells)) for _, cells in sheet.rows[:SEARCHED])
    for n, (_, cells) in enumerate(sheet.rows[:SEARCHED]):
        filled = [cell for cell in cells if cell]
        wordy = [cell for cell in filled if not _DIGITS.fullmatch(cell) or _YEAR.fullmatch(cell)]
        if len(filled) >= max(2, widest * 0.6) and len(wordy) == len(filled) and n + 1 < len(sheet.rows):
            return n
    return None


def take_apart(title: str) -> tuple[str, str, Period | None]:
    """A heading as name, unit and period: 2024年营收（亿元） is 营收, 亿元, 2024; a year alone has no name."""
    unit, name = "", title
    if m := _UNIT.match(title):
        inside = m["in"].strip()
        if found := _unit(inside):
            unit, name = found, f"{m['name']} {m['rest']}".strip()
        elif _period(inside):
            name = f"{inside}{m['name']} {m['rest']}".strip()
    elif (cut := re.match(r"^(.+?)[/／,，]\s*([^/／,，]{1,16})$", title)) and (found := _unit(cut[2].strip())):
        unit, name = found, cut[1]
    period = None
    if m := _YEAR.search(name):
        period = _period(m[0])
        name = (name[:m.start()] + name[m.end():]).strip(" -_年度的")
    return " ".join(name.split()), unit, period


def _unit(text: str) -> str:
    """A unit as the unit list has it; "" where it is none."""
    if known := known_headings().get(text.strip().lower()):
        return known.names[0] if known.kind == "unit" else ""
    quantity = parse_quantity(f"1{text.strip()}")
    return text.strip() if quantity and quantity.unit == text.strip() else ""


def _kind(title: str) -> str:
    known = known_headings().get(title.strip().lower())
    return known.kind if known else ""


def _quantity(cell: str, unit: str) -> Quantity | None:
    """A cell's number, with the unit of its heading where it has none of its own."""
    if (found := parse_quantity(cell)) and found.unit:
        return found
    if not _DIGITS.fullmatch(cell) or (value := number(cell.lstrip("+"))) is None:
        return None
    base, unit_base = to_base(value, unit)
    return Quantity(0, len(cell), f"{cell}{unit}", value, unit, "number", value_base=base, unit_base=unit_base)


def _period(cell: str) -> Period | None:
    if re.fullmatch(r"(?:19|20)\d\d", cell):
        return parse_period(f"{cell}年")
    if m := re.fullmatch(r"((?:19|20)\d\d)\s*[-/年.]?\s*[Qq]([1-4])", cell):
        return parse_period(f"{m[1]}年第{m[2]}季度".replace("第1", "第一").replace("第2", "第二").replace("第3", "第三")
                            .replace("第4", "第四"))
    return parse_period(cell, date.today()) if re.match(r"(?:19|20)\d\d", cell) else None


def _topic(title: str) -> str:
    """What a table without a column of names is about: its title without units, years and 表."""
    bare = re.sub(r"^(?:附?表\s*[\d.-]*[:：\s]*)|[(（].*?[)）]|(?:统计|数据|情况)?(?:一览)?表$", "", title)
    bare = _UNIT_LINE.sub("", bare)
    return _YEAR.sub("", bare).strip(" -_:：") or title


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""

