"""Does a figure reach a number that the question gives: 有没有超过1%, 能到5000万元吗, 压在3%以下了没有.

The question is read as one for the figure, up to the words that compare, and the figure is set against the number. A
figure told as a bound (不足2%, 超60%) decides only what the bound decides.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.index import Observed
from kg.text.quantity import Quantity
from qa import algebra as a
from qa.candidate import Plan

if TYPE_CHECKING:
    from qa.plan import Planner

# What may follow the number: particles, what makes it a bound, and what asks.
_AFTER = re.compile(r"(?:这个|的)?(?:水平|大关|门槛|关口|线)?(?P<below>都?(?:不到|没有?到|不足|没达到?))?"
                    r"(?P<how>(?:还|更|要)?(?:[高大多快]|[低小少慢]))?"
                    r"(?:[了呢吧吗么啊没呀]|没有|对吧|对吗|对不对|是不是|是吗|是吧|[?？,，。\s])*")
# What goes before it and says how the two compare, or nothing.
_ASKS = r"是不是|是否|有没有|有无|能不能|会不会|到底|究竟|真的?|已经?|就|都|也|只"
_LEADS = re.compile(rf"(?P<words>(?:{_ASKS}|能够?|可以?|会|最高|最多|至少|最低|最大|上限|达到?了?|到达?了?|够不够|够"
                    r"|为|是|等于|恰好|正好|有|破|过|[压控]制?在|保持在?|维持在?|稳定在?|在|至|比|的|了|[,，])*)$")
# 高于头部企业65%的水平: the number is told as somebody's.
_WHOSE = re.compile(rf"(?:{_ASKS})*(?P<word>高于|大于|超过|超出|多于|快于|低于|小于|少于|不及|慢于)[^,，]{{1,12}}$")
_REACH = re.compile(r"达|到|有(?!没有|无)|够|破|过|能|至少")
# A figure told as below (or above) just the number asked about: 不足2%, 有2%吗.
_AT_A_BOUND: dict[tuple[str, a.Op], tuple[a.Op, bool]] = {
    ("<", ">="): (">", False), ("<", ">"): (">", False), ("<", "<"): ("<=", True), ("<", "<="): ("<=", True),
    (">", ">="): (">=", True), (">", ">"): (">=", True), (">", "<"): ("<", False), (">", "<="): ("<", False),
    ("<", "="): (">", False), (">", "="): ("<", False)}
_OPS: dict[str, a.Op] = {">": ">", ">=": ">=", "<": "<", "<=": "<="}


def thresholds(planner: Planner) -> Iterator[Plan]:
    """Whether the figure that the question asks about reaches the number it ends with."""
    limit = asked_limit(planner)
    if limit is None:
        return
    number, about, op = limit
    other = planner.again(f"{about}多少?")
    scored = [s for s in other.weigh.scored(skip_units=True, either_way=True)
              if s.fact.value is not None and s.fact.unit_base == (number.unit_base or "")
              and planner.limits.meets(s.fit) and planner.limits.covers(s.fit)]
    found = []
    for one in other.leaders(scored):
        sure = decided(one.fact, op, float(number.value_base or 0))
        whole = other.match.is_country(other.index.label(one.fact.about))
        if sure is None or not (whole or other.about_it(one.fact)):
            return
        found.append((one, *sure))
    if found and len({holds for _, _, holds in found}) == 1:
        one, exact, _ = found[0]
        yield Plan(a.Compare(planner.obs(one.fact), exact, number.value_base or Decimal(0)), one.score, one.fit,
                   (one.fact.iri,))


def asked_limit(planner: Planner) -> tuple[Quantity, str, a.Op] | None:
    """The number a question ends with, what the question asks about, and how the two are to compare."""
    r = planner.reading
    wanted = [q for q in r.quantities if q.value_base is not None and q.kind not in ("number", "vague")]
    if not wanted:
        return None
    number = wanted[-1]
    after = _AFTER.fullmatch(r.text[number.outer_end:])
    leads = _LEADS.search(r.text[:number.outer_start])
    if after is None or leads is None:
        return None
    about, words = r.text[:leads.start()], leads["words"]
    if whose := _WHOSE.search(about):
        return number, about[:whose.start()], "<" if re.match("[低小少慢不]", whose["word"]) else ">"
    if after["how"] and "比" not in words:
        return None
    if after["below"] or (after["how"] or "")[-1:] in tuple("低小少慢"):
        return number, about, "<"
    if after["how"]:
        return number, about, ">"
    reached = _REACH.search(words) or after[0].startswith("了")      # 增长30%了吗
    return number, about, _OPS.get(number.comparator) or (">=" if reached else "=")


def decided(fact: Observed, op: a.Op, limit: float) -> tuple[a.Op, bool] | None:
    """How the query compares so that a bound counts as one, and what it finds; None where the bound leaves it open."""
    value, bound = fact.value or 0.0, fact.comparator
    if abs(value - limit) <= 1e-9 * max(1.0, abs(limit)):
        if bound in ("<", ">"):
            return _AT_A_BOUND.get((bound, op))
        holds = op in ("=", "<=", ">=")
        return (op, holds) if holds or bound not in ("<=", ">=") else None
    if (op == "=" and bound not in ("=", "~")) or (bound in (">", ">=") if value < limit else bound in ("<", "<=")):
        return None
    return op, value > limit if op in (">", ">=") else value < limit and op != "="
