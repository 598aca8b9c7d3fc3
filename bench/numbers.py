"""Other numbers for a text: one order-preserving map, so that whatever compares, ranks or equals still does.

A number keeps its digits before and after the point and its scale (0.84万亿 stays 0.nn万亿), percentages stay below
100, one value written in two ways (0.5万亿元, 5000亿元) gets one new value. Within each power of ten the mantissa
10**u is moved to 10**(low + (1 - low) * u**bend), which rises from 10**low to 10; rounding is then undone where two
values would meet. Years move by a constant. Numbers that are no quantities stay: 5G-A, TOP10, 1/3, 第3章, 3月5日.
"""
from __future__ import annotations

import math
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

_SCALES = {"": 0, "十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "百亿": 10, "千亿": 11,
           "万亿": 12}
_NUMBER = re.compile(
    r"(?<![A-Za-z\d./〔第])(?P<number>\d+(?:\.\d+)?)(?P<scale>万亿|[十百千]?亿|[十百千]?万|[十百千])?(?P<percent>%|个?百分点)?"
    r"(?![A-Za-z\d/〕]|\.\d|[月日号节章](?!子)|号)")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?=年|[至—~-]+(?:19|20)\d\d|[HQ]\d|E(?![A-Za-z]))")
_TENTHS = re.compile(r"([一二三四五六七八九])成(?![功立本为果长熟员交都绩分效型就品])")
_ALONE_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?=$|[-/HQ])")


@dataclass(frozen=True, slots=True)
class Numbers:
    """`values` leads from (is a percentage, value in base units) to the new value."""

    values: Mapping[tuple[bool, Decimal], Decimal]
    years: int

    def rewrite(self, text: str) -> str:
        """`text` with its numbers replaced; those not in the map stay."""
        return _TENTHS.sub(self._tenths, _swap(text, self._year, self._number))

    def period(self, text: str) -> str:
        """A period such as 2025, 2025H1 or 2023/2025 with its years moved."""
        return _ALONE_YEAR.sub(self._year, text)

    def quantity(self, value: str, unit: str) -> str:
        """The number `value` beside `unit`, replaced."""
        new = self.rewrite(value + unit)
        return new.removesuffix(unit) if new.endswith(unit) else value

    def _year(self, match: re.Match[str]) -> str:
        return str(int(match[0]) + self.years)

    def _tenths(self, match: re.Match[str]) -> str:
        """七成 is 70%, and the new value need not be a full tenth."""
        key = True, Decimal("一二三四五六七八九".index(match[1]) * 10 + 10)
        return f"{self.values[key]}%" if key in self.values else match[0]

    def _number(self, match: re.Match[str]) -> str:
        scale = _SCALES[match["scale"] or ""]
        key = bool(match["percent"]), Decimal(match["number"]).scaleb(scale)
        if key not in self.values:
            return match[0]
        number = self.values[key].scaleb(-scale)
        digits = max(_decimals(match["number"]), -int(number.normalize().as_tuple().exponent))
        return f"{number:.{digits}f}{match['scale'] or ''}{match['percent'] or ''}"


def other_numbers(text: str, seed: int) -> Numbers:
    """New values for all quantities of `text`. Raises ValueError when they do not fit between each other."""
    chance = random.Random(seed)
    low, bend = chance.uniform(0.03, 0.06), chance.uniform(0.7, 0.85)
    years = chance.choice((-3, -2, -1))
    steps: dict[bool, dict[Decimal, Decimal]] = defaultdict(dict)

    def note(match: re.Match[str]) -> str:
        scale = _SCALES[match["scale"] or ""]
        value = Decimal(match["number"]).scaleb(scale)
        known = steps[bool(match["percent"])]
        known[value] = max(known.get(value, Decimal(0)), _step(match["number"]).scaleb(scale))
        return match[0]

    _swap(text, lambda match: match[0], note)
    values = {(percent, old): new for percent, known in steps.items()
              for old, new in _spread(known, low, bend).items()}
    return Numbers(values, years)


def _spread(steps: Mapping[Decimal, Decimal], low: float, bend: float) -> dict[Decimal, Decimal]:
    olds = sorted(value for value in steps if value)
    news = []
    for value in olds:
        power = value.adjusted()
        moved = Decimal(10 ** (low + (1 - low) * math.log10(float(value.scaleb(-power))) ** bend)).scaleb(power)
        news.append(_round(moved, steps[value]))
    for i, value in enumerate(olds):
        floor = news[i - 1] if i else Decimal(0)
        news[i] = max(news[i], _above(floor, steps[value]), Decimal(1).scaleb(value.adjusted()))
    for i in reversed(range(len(olds))):
        ceiling = _below(Decimal(1).scaleb(olds[i].adjusted() + 1), steps[olds[i]])
        if i + 1 < len(olds):
            ceiling = min(ceiling, _below(news[i + 1], steps[olds[i]]))
        news[i] = min(news[i], ceiling)
    rising = all(a < b for a, b in zip(news, news[1:], strict=False))
    if not rising or any(a.adjusted() != b.adjusted() for a, b in zip(olds, news, strict=True)):
        raise ValueError("数值太密，无法全部替换；请换一个种子")
    return dict(zip(olds, news, strict=True))


def _step(number: str) -> Decimal:
    """The unit in which a number is rounded: its last digit, for 8000 one digit after the first (100)."""
    if "." in number or not number.endswith("0"):
        return Decimal(1).scaleb(-_decimals(number))
    kept = number.rstrip("0")
    return Decimal(1).scaleb(len(number) - max(len(kept), min(2, len(number))))


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _round(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value() * step


def _above(value: Decimal, step: Decimal) -> Decimal:
    return (value // step + 1) * step


def _below(value: Decimal, step: Decimal) -> Decimal:
    return ((value / step).to_integral_value(ROUND_CEILING) - 1) * step


def _swap(text: str, year: Callable[[re.Match[str]], str], number: Callable[[re.Match[str]], str]) -> str:
    pieces, at = [], 0
    for match in _YEAR.finditer(text):
        pieces += [_NUMBER.sub(number, text[at:match.start()]), year(match)]
        at = match.end()
    return "".join([*pieces, _NUMBER.sub(number, text[at:])])


def protect(text: str, spans: Iterable[tuple[int, int]], change: Callable[[str], str]) -> str:
    """`change` applied to what lies between `spans` (sorted, disjoint), which stay as they are."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [change(text[at:start]), text[start:end]]
        at = end
    return "".join([*pieces, change(text[at:])])
