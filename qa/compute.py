"""How far apart, how much together, how many."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.index import Observed
from kg.text.quantity import parse_quantity
from qa import algebra as a
from qa import spans
from qa.candidate import CLOSE, Plan, Scored
from qa.match import Fit, Texts, joined
from qa.parts import of_two_times, parts

if TYPE_CHECKING:
    from qa.plan import Planner

_HOW_MANY = re.compile(r"(?<!哪)(?:几|多少)(?P<unit>[个家座种类款项条所])(?!百分)")
_RATE_OF_GROWTH = re.compile("增速|增长率|增幅|涨幅")
_TOGETHER = re.compile(r"一共|总共|共计|合计|总计")
_OPEN = re.compile(r"等(?![级待于候同])")        # a list that is not told to its end
ALL = 100           # per cent of a whole
WHOLE = 0.95       # of the name of a group whose members are counted


def differences(planner: Planner) -> Iterator[Plan]:
    """The distance of two figures: of two members, of a thing and another, of before and after."""
    # 差几个百分点 asks about two levels, although a change is told in the same unit.
    grows = planner.reading.has("measure", "growth") and (
        not of_two_times(planner) or _RATE_OF_GROWTH.search(planner.reading.text) is not None)
    shares = planner.reading.has("measure", "share")
    measures = {"growth"} if grows else {"share"} if shares else {"level", "share"}
    if (found := parts(planner, measures)) and len(found) == 2:
        one, other = (p.best for p in found)
        worst = min(one, other, key=lambda s: s.score)
        unit, factor = _unit(one.fact, other.fact)
        asked = a.Difference(planner.obs(one.fact), planner.obs(other.fact))
        if not planner.weigh.unit_fits(unit, unit):
            return              # 高几个百分点 is not answered in money
        yield Plan(asked, worst.score, worst.fit, (one.fact.iri, other.fact.iri), unit=unit, factor=factor)
        return
    for scored, before, fact in before_and_after(planner):
        asked = a.Difference(planner.obs(before), planner.obs(fact))
        unit, factor = _unit(before, fact)
        # 净增多少家 asks for this, not for the figure of today.
        yield Plan(asked, scored.score + 2 * CLOSE, scored.fit, (before.iri, fact.iri), unit=unit, factor=factor)
        return
    for scored in planner.weigh.scored(measures={"level"}):
        fact = scored.fact
        if fact.value is None or not planner.limits.meets(scored.fit):
            continue
        name = planner.index.label
        earlier = [o for o in planner.index.about.get(fact.about, ()) if o.unit_base == fact.unit_base
                  and o.value is not None and _was(name(o.indicator), name(fact.indicator))]
        if len(earlier) == 1:
            asked = a.Difference(planner.obs(earlier[0]), planner.obs(fact))
            yield Plan(asked, scored.score, scored.fit, (earlier[0].iri, fact.iri), unit=fact.unit_base or fact.unit)
            return


def before_and_after(planner: Planner) -> Iterator[tuple[Scored, Observed, Observed]]:
    """Two figures of one indicator that one clause gives as old and new: 由10天缩短至2天, 从3家增加到7家."""
    index = planner.index
    for scored in planner.weigh.scored(measures={"level"}):
        fact = scored.fact
        if fact.value is None or not planner.limits.meets(scored.fit, 0.6):
            continue
        for other in index.about.get(fact.about, ()):
            alike = other.iri != fact.iri and other.unit_base == fact.unit_base and other.value is not None and (
                other.indicator == fact.indicator or _was(index.label(other.indicator), index.label(fact.indicator)))
            if alike and other.region == fact.region and any(_changes(other, fact, text) for text in fact.snippets):
                yield scored, other, fact
            elif alike and any(_changes(fact, other, text) for text in fact.snippets):
                yield scored, fact, other


def _changes(before: Observed, after: Observed, text: str) -> bool:
    return re.search(rf"[由从][^,，;；。]*?{re.escape(before.written)}[^,，;；。]*?{re.escape(after.written)}", text) \
        is not None


def each(planner: Planner) -> Iterator[Plan]:
    """One figure for each member: 甲和乙的覆盖率分别是多少."""
    found = parts(planner)
    if found:
        worst = min((p.best for p in found), key=lambda s: s.score)
        asked = a.Value(tuple(planner.obs(p.best.fact) for p in found))
        yield Plan(asked, worst.score + CLOSE, worst.fit, tuple(p.best.fact.iri for p in found))


def _unit(one: Observed, other: Observed) -> tuple[str, Decimal]:
    """The unit of what is computed from figures, and its size in base units: times and measures as written, else base
    units."""
    if one.unit_base == "%":
        return "个百分点", Decimal(1)
    written = parse_quantity(one.written)
    if one.unit == other.unit and written and written.kind in ("duration", "physical") and written.value and one.value:
        return one.unit, Decimal(str(one.value)) / written.value
    return one.unit_base or one.unit, Decimal(1)


def _was(before: str, now: str) -> bool:
    """Whether `before` names the old state of `now`: 传统审批周期, 原有审批周期."""
    return before != now and re.sub(r"^(?:传统的?|原有?的?|此前的?|过去的?|以往的?)", "", before) == now


def sums(planner: Planner) -> Iterator[Plan]:
    """The figures of all members together; none where they overlap, are collective, or differ in unit or period."""
    found = parts(planner)
    summands = [p.best.fact for p in found]
    if not found or any(f.collective for f in summands) or not _add_up(planner, summands):
        return
    unit, factor = _unit(summands[0], summands[1])
    worst = min((p.best for p in found), key=lambda s: s.score)
    asked = a.Sum(tuple(planner.obs(f) for f in summands))
    yield Plan(asked, worst.score, worst.fit, tuple(f.iri for f in summands),
               unit="%" if summands[0].unit_base == "%" else unit, factor=factor)


def _add_up(planner: Planner, summands: list[Observed]) -> bool:
    """Whether figures make a whole together: amounts, or shares of one whole, which are not more than all of it."""
    measure = planner.match.measure(summands[0]).measure
    if summands[0].unit_base == "%":
        return measure == "share" and len({f.indicator for f in summands}) == 1 and \
            sum(f.value or 0 for f in summands) <= ALL
    return measure == "level" and summands[0].unit_base != "个百分点"


def counts(planner: Planner) -> Iterator[Plan]:
    """How many things of a class the graph names, or how many stand in a relation to what is named."""
    r, index, match = planner.reading, planner.index, planner.match
    if not r.counted or r.strangers or not match.timely_anywhere():
        return
    unit = next((c for c in r.counted.classifiers if c in r.text), "个")
    open_ = tuple(is_open and not r.counted_at[0] <= i < r.counted_at[1] for i, is_open in enumerate(r.open))
    if not any(open_):
        yield Plan(a.Count(a.Kind(r.counted.classes)), 0.95, Fit(1.0, 1.0, ""), (), unit=unit)
    groups = [n.iri for n in index.groups() if match.precision([n.label]) > WHOLE]
    if groups:
        rels = [rel for g in groups for rel in index.leading_to(g, frozenset({"instance_of"}))]
        own = joined([name for g in groups for name in index.names[g].names])
        said = joined(s for rel in rels for s in rel.snippets)
        texts = Texts(own, said, joined(s for rel in rels for s in rel.around))
        recall, missing = match.recall(texts)
        hop = a.Hop(a.One(tuple(groups)), ("instance_of",), inverse=True)
        yield Plan(a.Count(hop), 0.6 + 0.3 * recall, Fit(recall, 1.0, missing), (), unit=unit)


def listed(planner: Planner) -> Iterator[Plan]:
    """How many a closed list of one sentence has: 东湾地区包括几座城市. None where the list ends in 等."""
    if (which := _which(planner)) is None:
        return
    asked, unit = which
    for plan in asked.plans()[:1]:
        facts = [planner.index.by_iri[f] for f in plan.facts]
        said = set.intersection(*(set(f.snippets) for f in facts)) if len(facts) > 1 else set()
        if isinstance(plan.asked, a.Members) and said and not any(_OPEN.search(s) for s in said):
            yield replace(plan, asked=a.Count(plan.asked.of), unit=unit)


def listed_in_text(planner: Planner) -> Iterator[Plan]:
    """The same of a list that no fact of the graph holds."""
    if which := _which(planner):
        yield from spans.counted(*which)


def _which(planner: Planner) -> tuple[Planner, str] | None:
    """The question that asks which they are, for one that asks how many; and what they are counted by."""
    text = _TOGETHER.sub("", planner.reading.text)
    m = _HOW_MANY.search(text)
    return (planner.again(f"{text[:m.start()]}哪几{m['unit']}{text[m.end():]}"), m["unit"]) if m else None
