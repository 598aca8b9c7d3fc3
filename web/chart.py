"""A chart of one indicator, over the things it is known of or over the periods of one thing.

Bars that lie on their side, drawn in HTML: a Chinese name stands whole beside its bar on any width of page, every bar
says its value as the report writes it, and nothing has to be loaded.
"""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from kg.index import Observed
from web.library import State
from web.templates import render
from web.words import Lang

BARS = 40
Over = Literal["subjects", "periods"]


@dataclass(frozen=True, slots=True)
class Bar:
    """`left` and `width` are percentages of the chart's width."""

    label: str
    note: str
    written: str
    status: str
    left: float
    width: float
    thing: str


def indicators(state: State) -> list[tuple[str, str, int]]:
    """The indicators with two numbers or more: label, IRI, how many; most first."""
    found = [one for one in state.engine.index.indicators() if one[2] > 1]
    return sorted(found, key=lambda one: (-one[2], one[0]))


def chart_html(state: State, indicator: str, over: Over, lang: Lang) -> str:
    """The chart of an indicator (its IRI). Numbers in another unit than most are only counted."""
    index = state.engine.index
    known = [one for one in index.figures_of(indicator) if one.value is not None]
    if not known:
        return render(lang, "chart.html", bars=[], unit="", title="", shown=0, total=0, others=0)
    unit = Counter(one.unit_base for one in known).most_common(1)[0][0]
    drawn = [one for one in known if one.unit_base == unit]
    order = sorted(drawn, key=_by_period if over == "periods" else _by_value)[:BARS]
    bars = _bars(state, order, over)
    return render(lang, "chart.html", bars=bars, unit=unit, title=index.label(indicator), shown=len(bars),
                  total=len(drawn), others=len(known) - len(drawn))


def _by_value(one: Observed) -> tuple[float, str]:
    return -(one.value or 0.0), one.iri


def _by_period(one: Observed) -> tuple[bool, str, str, str]:
    return not one.period, one.period, one.about, one.iri


def _bars(state: State, order: list[Observed], over: Over) -> list[Bar]:
    index = state.engine.index
    values = [one.value or 0.0 for one in order]
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    bars = []
    for one, value in zip(order, values, strict=True):
        place = f"（{index.label(one.region)}）" if one.region and one.region != one.about else ""
        about = index.label(one.about) + place
        label, note = (one.period or "—", about) if over == "periods" else (about, one.period)
        start, end = sorted((0.0, value))
        bars.append(Bar(label, note, one.written, one.status, (start - low) / span * 100, (end - start) / span * 100,
                        one.about))
    return bars
