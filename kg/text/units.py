"""Units of measure (rows of `kg/data/units.tsv`), numerals, and values in base units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from kg import datafile
from kg.errors import DataError

UNITS = Path(__file__).parent.parent / "data" / "units.tsv"

KINDS = frozenset(
    ["money", "percent", "points", "times", "duration", "age", "length", "size", "mass", "physical", "data", "count"]
)

SCALES = {
    s: Decimal(10) ** n
    for s, n in {
        "": 0,
        "十": 1,
        "百": 2,
        "千": 3,
        "万": 4,
        "十万": 5,
        "百万": 6,
        "千万": 7,
        "亿": 8,
        "十亿": 9,
        "百亿": 10,
        "千亿": 11,
        "万亿": 12,
    }.items()
}

SCALE_WORDS = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![瓦克米卡伏])|百(?!分点|帕)"

NUMERALS = "零〇一二两三四五六七八九十百千万亿"
_ONES = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    base: str
    factor: Decimal
    kind: str
    chinese: bool


@cache
def units() -> dict[str, Unit]:
    """The rows of units.tsv by name. Raises DataError, with file and row, for a malformed row."""
    found: dict[str, Unit] = {}
    for row, (name, base, factor, kind, chinese) in datafile.rows(UNITS, 5, heading=True):
        try:
            unit = Unit(name, base, Decimal(factor), kind, chinese == "1")
        except (ValueError, InvalidOperation) as problem:
            raise DataError(
                UNITS, row, f"单位行有误（{problem}）", fix="应为五列：unit base factor kind chinese"
            ) from problem
        if kind not in KINDS or name in found:
            raise DataError(
                UNITS, row, f"单位类别未知或重复：{name} {kind}", fix=f"类别取 {' '.join(sorted(KINDS))}"
            ) from None
        found[name] = unit
    return found


def number(text: str) -> Decimal | None:
    """The value of digits or Chinese numerals without a unit ('1,200', '三十', '1.2万', '百'), else None."""
    text = text.replace(",", "").strip()
    if m := re.fullmatch(rf"([-−]?)(\d+(?:\.\d+)?)({SCALE_WORDS})?", text):
        return Decimal(m[2]) * SCALES[m[3] or ""] * (-1 if m[1] else 1)
    if not text or any(c not in NUMERALS + "点" for c in text):
        return None
    if text in _ONES:
        return Decimal(_ONES.index(text))
    import cn2an  # 0.25 s, for numerals of two characters or more only

    try:
        return Decimal(str(cn2an.cn2an(("一" + text) if text[0] in "百千万亿" else text, "smart")))
    except ValueError:
        return None


def to_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A value beside a unit as written (7.8, 万亿元) in base units (7800000000000, 元). Unknown units stay."""
    head, slash, per = unit.partition("/")
    for scale in sorted(SCALES, key=len, reverse=True):
        if head.startswith(scale) and (head[len(scale) :] in units() or head == scale) and head not in units():
            base, factor = head[len(scale) :], SCALES[scale]
            break
    else:
        base, factor = head, Decimal(1)
    if base in units():
        base, factor = units()[base].base, factor * units()[base].factor
    return plain(value * factor), base + slash + per


def format_quantity(value: Decimal, unit: str) -> str:
    """'7.8万亿元' of 7.8 and 万亿元, without trailing zeros or exponents."""
    return f"{plain(value):f}{unit}"


def plain(value: Decimal) -> Decimal:
    value = value.normalize()
    exponent = value.as_tuple().exponent
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value
