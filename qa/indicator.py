"""What an indicator measures: a level (业务规模), its growth (同比增长率), a share (占…比重) or a change (较…提高)."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from qa import rules

# A figure for one of many.
PER = re.compile(r"(?<![第统另唯])一[台套辆亩](?!阶)|[户人日月笔单台例篇亩]均|[每单][户人天日月笔单台例亩]|平均每"
                 r"|平均一(?=[天日月年人户])|[一每][天日人户]平均|(?<![\d月今昨明当节假生工周])日(?=处理|产|供|吞吐|调用|充|输|接待)")
YEARLY = re.compile(r"年均|复合|平均每年")
Measure = Literal["level", "growth", "share", "change"]
_GROWS = re.compile(r"同比|环比|增长|增速|增幅|降幅|上涨|下跌")
_GROWTH = re.compile(
    r"的?(?:年均|复合|同比|环比)*(?:增长|增速|下降|增幅|降幅|涨幅|上升|提升|增加|减少|上涨|下跌)率?$|同比|环比")
_SHARE = re.compile(r"占.*?(?:比重|比例|份额|比)$|占比$|份额$|比重$|^占.|占.{2,}$")
_UP = re.compile(r"[涨升]了?(?=多少|几|百分|\d)|[涨升]了(?=[,，吗没吧呢?？]|$)|多了|增幅|涨幅")
_DOWN = re.compile(r"[降跌]了?(?=多少|几|百分|幅|低|到|至|\d)|[降跌]了(?=[,，吗没吧呢?？]|$)|少了|降幅|负增长|-\d")
_CHANGES = re.compile(
    r"较.+(?:提高|提升|降低|下降|低|高|减少|缩短)|(?:提高|提升|降低|下降|缩短|减少|增加)(?:幅度|率)?$")


@dataclass(frozen=True, slots=True)
class Measured:
    """`stem` is the indicator without the words that make it a growth."""

    stem: str
    measure: Measure


@cache
def measured(label: str, unit: str = "") -> Measured:
    """Read an indicator's label; the base unit helps where the label is silent."""
    if _GROWS.search(label) and unit != "个百分点":
        return Measured(_GROWTH.sub("", label), "growth")
    if unit == "个百分点" or _CHANGES.search(label):
        return Measured(label, "change")
    return Measured(label, "share" if unit == "%" and _SHARE.search(label) else "level")


@cache
def direction(text: str) -> int:
    """1 where a text speaks of going up only, -1 of going down only, else 0."""
    up, down = (any(word in text for word in words) for words in zip(*rules.load().opposites, strict=True))
    down = down or _DOWN.search(text) is not None
    up = up or _UP.search(text) is not None
    return (up and not re.search("负增长|增长放缓", text)) - down
