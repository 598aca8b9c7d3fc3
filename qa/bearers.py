"""Whose figure it is: the subjects, makers or regions of figures that are asked for, by a limit or by having one."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.index import Observed, fold
from kg.text.quantity import Quantity
from qa import algebra as a
from qa.candidate import Plan, Scored
from qa.match import MAKING, Fit

if TYPE_CHECKING:
    from qa.plan import Planner

_DOES = re.compile(r"是由?谁[^,，]{1,8}的[?？]?$")       # 甲是谁投的 asks who did it, not who has a figure
_BETWEEN = re.compile("[、,，;；/]")
_IS = re.compile("[是为叫由]$")
_IS_NOT = re.compile("(?:不是|并非|不为|不叫|非)$")
_HOLDS = re.compile("[是任当在做出]|担任")
_OPS: dict[str, a.Op] = {">": ">=", ">=": ">=", "<": "<=", "<=": "<="}


def bearers(planner: Planner) -> Iterator[Plan]:
    """The subjects, makers or regions of figures: which cities have a coverage of 70 %, which insurers have one."""
    r = planner.reading
    if not (r.has("ask", "list") or r.hole or "谁" in r.folded) or (not r.hole and _DOES.search(r.text)):
        return
    if planner.limits.lenient and not (r.quantities or r.has("number")):
        return
    wanted = [q for q in r.quantities if q.value_base is not None and q.kind not in ("number", "vague")
              and not (q.kind == "count" and r.size == q.value_base)]
    limit = _without(planner, wanted[0]) if wanted and wanted[0].comparator != "=" else None
    groups: dict[tuple[object, ...], list[tuple[Scored, str]]] = {}
    for one in planner.weigh.scored(skip_units=True, measures={"level", "growth", "share", "change"}):
        fact = one.fact
        if wanted and not _reaches(fact, wanted[0]):
            continue
        if _is_text(fact) and not _is_said(planner, fact):
            continue        # whose 董事长 is 甲: not everyone who has one
        measured = planner.match.measure(fact)
        owners = [r.subject for r in planner.index.leading_to(fact.about, MAKING)]
        for by, iri in (("about", fact.about), ("region", fact.region), *(("owner", o) for o in owners)):
            if not iri or not planner.may_be_answer(iri):
                continue
            kept = [measured.stem, planner.index.label(fact.about if by == "region" else fact.region)]
            fit = Fit(one.fit.recall, planner.match.precision(kept), one.fit.missing)
            if limit:
                recall, missing = planner.match.recall(planner.match.texts(fact), limit)
                fit = Fit(recall, fit.precision, missing)
            key = (by, measured.measure, fact.unit_base, fact.about if by == "region" else fact.region,
                   "" if wanted else measured.stem)
            if planner.limits.meets(fit):
                groups.setdefault(key, []).append((Scored(fact, fit, fit.score), by))
    for members in groups.values():
        facts = [m[0].fact for m in members]
        best, by = members[0]
        op = _op(wanted[0], facts) if wanted else None
        value = wanted[0].value_base if wanted else None
        obs = _group_obs(planner, facts, by)
        side: a.By = "region" if by == "region" else "about"
        of: a.Set = a.Having(obs, side, op, value)
        if _is_text(best.fact):
            each = tuple(a.Having(replace(obs, period=f.period or None, fact=f.iri), side) for f in facts)
            of = each[0] if len(each) == 1 else a.Or(each)
        if by == "owner":
            of = a.Hop(of, tuple(sorted(MAKING)), inverse=True)
        if r.hole:
            of = a.And((of, a.Kind(r.hole.classes, r.hole.endings)))
        # A figure is mentioned: the bearers of figures are asked for, not whoever else deals with the thing.
        bonus = 0.05 * bool(wanted) + 0.1 * r.has("number")
        yield Plan(a.Members(of), best.score + bonus, best.fit, tuple(f.iri for f in facts), size=r.size)


def _without(planner: Planner, limit: Quantity) -> tuple[bool, ...]:
    """The open characters of the question but those of a limit (超过40%), which the query itself tests."""
    r = planner.reading
    written = fold(r.text[limit.outer_start:limit.outer_end])
    at = r.folded.find(written)
    return tuple(is_open and not (at <= i < at + len(written)) for i, is_open in enumerate(r.open))


def _group_obs(planner: Planner, facts: list[Observed], by: str) -> a.Obs:
    indicators = tuple(dict.fromkeys(f.indicator for f in facts))
    periods = {f.period for f in facts}
    period = periods.pop() if len(periods) == 1 else ""
    if by == "region":
        abouts = a.One(tuple(dict.fromkeys(f.about for f in facts)))
        return a.Obs(abouts, indicators, period or None, any_region=True)
    regions = {f.region for f in facts}
    region = regions.pop() if len(regions) == 1 else ""
    return a.Obs(None, indicators, period or None, a.One((region,)) if region else None)


def _is_text(fact: Observed) -> bool:
    """Whether a value is words: a name in the cell of a table."""
    return fact.value is None and not fact.unit


def _is_said(planner: Planner, fact: Observed) -> bool:
    """Whether the question says a value in words, or one of several in a cell, and says it as a whole word."""
    r, label = planner.reading, fold(planner.index.label(fact.indicator))
    for word in filter(None, map(fold, _BETWEEN.split(fact.written))):
        for m in re.finditer(re.escape(word), r.folded):
            before, behind = r.folded[:m.start()], r.folded[m.end():]
            begins = not before or before.endswith(label) or not r.open[m.start() - 1] or _IS.search(before)
            ends = not behind or not r.open[m.end()] or _HOLDS.match(behind) or behind.startswith(label)
            if begins and ends and not _IS_NOT.search(before):
                return True
    return False


def _op(asked: Quantity, facts: list[Observed]) -> a.Op:
    """How the query compares: 超过70% leaves out 70%, but not what is itself told as 超70%."""
    op = _OPS.get(asked.comparator, "=")
    limit = float(asked.value_base or 0)
    if asked.comparator == ">" and not any(f.value == limit and f.comparator in (">", ">=") for f in facts):
        return ">"
    if asked.comparator == "<" and not any(f.value == limit and f.comparator in ("<", "<=") for f in facts):
        return "<"
    return op


def _reaches(fact: Observed, asked: Quantity) -> bool:
    """Whether a figure is the one asked for, or on the side of it that the question asks for (50%以上)."""
    if fact.value is None or asked.value_base is None:
        return False
    if asked.unit_base and fact.unit_base and asked.unit_base != fact.unit_base:
        return False
    limit = float(asked.value_base)
    if asked.comparator in (">", ">="):
        return fact.value > limit or (fact.value == limit and (asked.comparator == ">=" or fact.comparator != "="))
    if asked.comparator in ("<", "<="):
        return fact.value < limit or (fact.value == limit and (asked.comparator == "<=" or fact.comparator != "="))
    return abs(fact.value - limit) <= 1e-9 * max(1.0, abs(limit))
