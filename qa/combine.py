"""Questions over several figures: which is highest, is one above another, how far apart, how much together.

Each part of such a question is itself a question: 甲和乙哪个高 asks for the figure of 甲 and for that of 乙. A part is
read like any other question, with the other parts left out, and all parts must account for themselves.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from kg.index import Observed, fold
from kg.text.quantity import find_quantities
from kg.vocab import VOCAB
from qa import algebra as a
from qa.match import FIELD, MAKING, Fit, Texts, joined
from qa.question import read

if TYPE_CHECKING:
    from qa.plan import Plan, Planner, Scored

By = Literal["about", "region"]
_JOINED = r"[、和与跟及同]|以及|还是|加上"
# 甲、乙和丙, from a rim of the sentence to the words that ask about them.
_COORDINATION = re.compile(
    r"(?:^|(?<=[,，。:：?？;；把将在比])|(?<=年))[^,，。:：?？;；、把将]{1,20}?"
    rf"(?:(?:{_JOINED})[^,，。:：?？;；、]{{1,24}}?)+"
    r"(?=[,，。:：?？;；]|的|哪|谁|两|三|四|加|合|一共|总|相|差|之|排|$|里|中)")
# (is not) above B · above 60 % · below, reaching, being so much; or A 比 B 高.
_THAN = re.compile(
    r"比(?![例重率较])(?P<right>.{1,20}?)"
    r"(?P<how>[涨长跑增]?得?(?:更|要|还)?(?:高|大|多(?!少)|快|强|低|小(?!微)|少|慢))"
    r"|(?P<word>不?(?:高于|大于|超过|超出|多于|快于|低于|小于|少于|慢于|达到?|不足|是(?!否|不是)))"
    r"(?P<after>[^?？吗]{1,24})")
# 排在甲前面 · 比甲高 · 超过甲: the other thing and the side.
_RELATIVE = re.compile(
    r"(?:排|位列|位居|处)?在(?P<a>[^,，的]{1,16}?)(?:的)?(?P<side>前面|之前|前头|之上|后面|之后|之下)"
    r"|比(?![例重率较])(?P<b>[^,，]{1,16}?)(?:更|还|要)?(?P<how>[高大多快低小少慢])"
    r"|(?P<word>高于|超过|低于|大于|小于)(?P<c>[^,，的\d]{1,16})")
_LOWER = re.compile(r"最低|最小|最少|最慢|最短|垫底|末位|倒数|殿后|最弱|最差|[更]?[低小少慢短](?:一?[些点])?[?？]?$")
_BELOW = re.compile(r"低于|小于|少于|不足|慢于|落后|不及|比.{1,20}?(?:低|小|少|慢)")
_AVERAGE = re.compile(r"平均|整体|总体|行业|全国|大盘")
HALF = 0.6         # of a name must be in a question that asks whether two things are related
WHOLE = 0.95       # of the name of a group whose members are counted
_PLACE = re.compile(r"地区|区域|地方|省|市(?!场)|城|县|国家|哪里|哪儿")
_TOP = re.compile(r"前([一二两三四五六七八九十\d]+)")


@dataclass(frozen=True, slots=True)
class Part:
    """One member of a coordination: the question with only this member in it, and what was found for it."""

    text: str
    best: Scored


def members(planner: Planner) -> list[str]:
    """The question once for each member of its coordination (A、B和C; A比B), with the others left out."""
    text = planner.reading.text
    if planner.reading.has("difference"):
        text = re.sub(r"比(?![例重率较])", "和", text, count=1)
    for m in _COORDINATION.finditer(text):
        run = m[0]
        names = [n for n in re.split(_JOINED, run) if n]
        # A name of the graph may hold 和 itself; a split inside it is none.
        if len(names) >= 2 and not _splits_a_name(planner, m.start(), run):
            return [text[:m.start()] + name + text[m.end():] for name in names]
    return []


def _splits_a_name(planner: Planner, start: int, run: str) -> bool:
    reading = planner.reading
    surfaces = [reading.folded[one.start:one.end] for one in reading.linked]
    return any(re.search(_JOINED, surface) and surface in fold(run) for surface in surfaces)


def parts(planner: Planner, measures: set[str] | None = None) -> list[Part]:
    """A figure for each member; empty where a member has none, or the figures cannot be set side by side."""
    from qa.plan import PRECISION, RECALL, Planner

    found: list[Part] = []
    for text in members(planner):
        other = Planner(planner.index, read(text, planner.index), planner.document)
        scored = [s for s in other.scored(skip_units=True, measures=measures or planner.measures())
                  if s.fit.recall >= RECALL and s.fit.precision >= PRECISION * 0.8]
        if not scored:
            return []
        found.append(Part(text, scored[0]))
    return found if len(found) > 1 and comparable(planner, [p.best.fact for p in found]) else []


def comparable(planner: Planner, facts: list[Observed]) -> bool:
    """Whether figures may be set side by side: same measure, unit and period, each with a value, none collective."""
    kinds = {(planner.match.measure(f).measure, f.unit_base, f.period) for f in facts}
    return len(kinds) == 1 and all(f.value is not None for f in facts) and len({f.iri for f in facts}) == len(facts)


# ---- which is highest ------------------------------------------------------------------------------------
def rankings(planner: Planner) -> Iterator[Plan]:
    r = planner.reading
    highest = not _LOWER.search(r.text.rstrip("?？。"))
    top = _TOP.search(r.text) if r.has("rank", "top") else None
    if found := parts(planner):
        facts = [p.best.fact for p in found]
        by: By = "about" if len({f.about for f in facts}) > 1 else "region"
        yield _ranked(planner, facts, by, highest, min((p.best for p in found), key=lambda s: s.score), top)
        return
    sides: tuple[By, ...] = ("region", "about") if _PLACE.search(r.text) else ("about",)
    for by in sides:
        yield from _groups(planner, by, highest, top)


def _ranked(planner: Planner, facts: list[Observed], by: By, highest: bool, worst: Scored,
            top: re.Match[str] | None, scope: a.Set | None = None) -> Plan:
    from qa.plan import Plan
    from qa.question import count_of

    obs = _side_by_side(facts, by, scope)
    iris = tuple(f.iri for f in facts)
    if top and (k := count_of(top[1])):
        return Plan(a.Top(obs, by, highest, k), worst.score, worst.fit, iris, size=k)
    return Plan(a.Members(a.Best(obs, by, highest)), worst.score, worst.fit, iris)


def _side_by_side(facts: list[Observed], by: By, scope: a.Set | None = None) -> a.Obs:
    indicators = tuple(dict.fromkeys(f.indicator for f in facts))
    regions = tuple(dict.fromkeys(f.region for f in facts if f.region))
    abouts = scope or a.One(tuple(dict.fromkeys(f.about for f in facts)))
    unit = facts[0].unit_base or None
    if by == "region":
        return a.Obs(abouts, indicators, facts[0].period or None, a.One(regions) if regions else None, unit=unit)
    bare = any(not f.region for f in facts)
    region = a.One(regions) if regions and not bare else None
    return a.Obs(abouts, indicators, facts[0].period or None, region, any_region=bool(regions) and bare, unit=unit)


def _groups(planner: Planner, by: By, highest: bool, top: re.Match[str] | None) -> Iterator[Plan]:
    """Figures of one indicator that differ in what is asked for: the regions of one subject, the parts of one field."""
    from qa.plan import PRECISION, RECALL, Scored

    r, index, match = planner.reading, planner.index, planner.match
    scopes = {i for one in r.linked for i in one.iris}
    children = {rel.subject for s in scopes for rel in index.incoming.get(s, ()) if rel.predicate in FIELD}
    groups: dict[tuple[str, ...], list[Scored]] = {}
    for fact in match.observations(400):
        penalty = planner.penalty(fact, skip_units=True, measures=planner.measures())
        asked = fact.region if by == "region" else fact.about
        if penalty is None or not asked or fact.value is None or not planner.may_be_answer(asked):
            continue
        if not match.touches(fact) and not (by == "about" and asked in children):
            continue
        if match.precision([index.label(asked)]) > HALF:
            continue            # the question names it: it is what is asked within, not one of what is asked for
        kept = [match.measure(fact).stem, index.label(fact.about if by == "region" else fact.region)]
        texts = match.texts(fact)
        recall, missing = match.recall(texts)
        fit = Fit(recall, match.precision(kept), missing)
        key = (match.measure(fact).stem if by == "region" else _core(match.measure(fact).stem),
               match.measure(fact).measure, fact.unit_base, fact.period, fact.about if by == "region" else fact.region)
        if recall >= RECALL and fit.precision >= PRECISION:
            groups.setdefault(key, []).append(Scored(fact, fit, fit.score - penalty))
    if by == "about" and not scopes and r.size is not None:
        # 四大业务: the field that has just so many parts, where there is one.
        fitting = [s for s, kids in _fields(planner).items() if len(kids) == r.size]
        if len(fitting) == 1:
            scopes, children = {fitting[0]}, _fields(planner)[fitting[0]]
    for group in groups.values():
        facts = [s.fact for s in group]
        inside = [f for f in facts if f.about in children]
        scope: a.Set | None = None
        if by == "about" and len(inside) > 1:
            facts = inside
            within = tuple(s for s in sorted(scopes) if any(rel.object == s for f in facts
                                                            for rel in index.outgoing.get(f.about, ())))
            scope = a.Hop(a.One(within), tuple(sorted(FIELD)), inverse=True)
        things = {f.region if by == "region" else f.about for f in facts}
        if len(things) < 2 or (r.size is not None and not top and len(things) != r.size):
            continue
        if by == "about" and scope is None and not (r.hole or r.size):
            continue
        yield _ranked(planner, facts, by, highest, min(group, key=lambda s: s.score), top, scope)


def _fields(planner: Planner) -> dict[str, set[str]]:
    """Field → its parts that have figures."""
    found: dict[str, set[str]] = {}
    for rel in planner.index.relations:
        if rel.predicate == "broader" and rel.subject in planner.index.about:
            found.setdefault(rel.object, set()).add(rel.subject)
    return found


def _core(stem: str) -> str:
    """业务规模 and 规模 of two fields are one indicator."""
    return re.sub(r"^(?:业务|市场|总)+", "", stem)


def relative(planner: Planner) -> Iterator[Plan]:
    """Things whose figure is above or below that of a named one: 渗透率排在甲前面的险企, 比甲高的城市."""
    from qa.plan import PRECISION, RECALL, Plan, Planner

    r = planner.reading
    m = _RELATIVE.search(r.text)
    if not m or not r.hole:
        return
    name = m["a"] or m["b"] or m["c"]
    below = bool(re.search(r"后|下|低|小|少|慢", m["side"] or m["how"] or m["word"]))
    bare = r.text[:m.start()] + r.text[m.end():]
    other = Planner(planner.index, read(name + "的" + bare, planner.index), planner.document)
    for base in other.scored(skip_units=True):
        if base.fit.recall < RECALL or base.fit.precision < PRECISION or base.fact.value is None:
            continue
        obs = a.Obs(None, (base.fact.indicator,), base.fact.period or None,
                    a.One((base.fact.region,)) if base.fact.region else None)
        having = a.Having(obs, "about", "<" if below else ">", Decimal(str(base.fact.value)))
        of = a.And((having, a.Kind(r.hole.classes, r.hole.endings)))
        yield Plan(a.Members(of), base.score, base.fit, (base.fact.iri,))
        return


def both(planner: Planner) -> Iterator[Plan]:
    """Things that meet two conditions: 哪个省既…，…又…."""
    from qa.plan import Plan, Planner

    text = re.sub(r"既|同时", "", planner.reading.text)
    first, _, second = text.partition("," if "," in text else "又")
    head = re.match(r"(?:有)?(?:哪|什么)[^在有是推出]{1,6}?(?=在|有|是|推|出|做|[^个些家座]{0}$)", first)
    hole = planner.reading.hole
    if not second or hole is None:
        return
    asked = head[0] if head and hole.word in head[0] else f"哪个{hole.word}"
    found = []
    for part in (first, asked + re.sub(r"又|也|并且?", "", second)):
        plans = [p for p in Planner(planner.index, read(part, planner.index), planner.document).plans()
                 if isinstance(p.asked, a.Members)]
        if not plans:
            return
        found.append(plans[0])
    one, other = found
    sets = tuple(p.asked.of for p in found if isinstance(p.asked, a.Members))
    worst = min(one, other, key=lambda p: p.score)
    yield Plan(a.Members(a.And(sets)), worst.score, worst.fit, one.facts + other.facts)


# ---- is it so --------------------------------------------------------------------------------------------
def comparisons(planner: Planner) -> Iterator[Plan]:
    """Is a figure above another or above a number; does a relation hold; does the text deny it."""
    denied = list(_denials(planner))
    yield from denied or _figure_questions(planner)
    if not denied:
        yield from _relation_questions(planner)
        yield from _other_makers(planner)


def _figure_questions(planner: Planner) -> Iterator[Plan]:
    from qa.plan import PRECISION, RECALL, Plan, Planner

    r = planner.reading
    text = re.sub(r"(?:是否|是不是)为?(?=\d)", "是", r.text)
    text = re.sub(r"是否|是不是|有没有|[,，]?对不对|算不算", "", text)
    than = _THAN.search(text)
    if not than:
        return
    below = bool(_BELOW.search(than[0]))
    op: a.Op = "<" if below else ">"
    right = than["right"] or than["after"] or ""
    number = next((q for q in find_quantities(text) if q.start >= than.start() and q.value_base is not None
                   and q.kind not in ("number", "vague")), None)
    left_text = text[:than.start()] + (text[than.start("how"):] if than["how"] else "")
    if than["word"] and than["word"].lstrip("不") in ("达", "达到", "是"):
        op = "=" if than["word"] == "是" else ">="
        if number is None:
            return
    growth = {"growth"} if re.search(r"[涨长跑增]得?快|[涨长跑]得?慢|增速|增长", r.text) else None
    left_planner = Planner(planner.index, read(left_text, planner.index), planner.document)
    lefts = [s for s in left_planner.scored(skip_units=True, measures=growth)
             if s.fit.recall >= RECALL and s.fit.precision >= PRECISION * 0.6 and s.fact.value is not None]
    for left in lefts[:3]:
        if number is not None and number.value_base is not None:
            if (number.unit_base or "") == (left.fact.unit_base or ""):
                asked = a.Compare(planner.obs(left.fact), op, number.value_base)
                yield Plan(asked, left.score, left.fit, (left.fact.iri,))
                return
            continue
        other = _counterpart(planner, left.fact, right)
        if other:
            asked = a.Compare(planner.obs(left.fact), op, planner.obs(other))
            yield Plan(asked, left.score, left.fit, (left.fact.iri, other.iri))
            return


def _counterpart(planner: Planner, left: Observed, right: str) -> Observed | None:
    """The figure that `left` is compared with: of the thing or region that `right` names, or of the whole."""
    index, match = planner.index, planner.match
    measured = match.measure(left)
    alike = [o for o in index.observations if o.iri != left.iri and o.value is not None and o.period == left.period
             and o.unit_base == left.unit_base and match.measure(o).measure == measured.measure
             and _core(match.measure(o).stem) == _core(measured.stem)]
    wanted = read(right, index)
    named = {i for one in wanted.linked for i in one.iris}
    hits = [o for o in alike if named & {o.about, o.region}]
    if not hits and _AVERAGE.search(right):
        whole = ("", "全国", "中国")
        hits = [o for o in alike if o.about == left.about and index.label(o.region) in whole]
    same = [o for o in hits if o.about == left.about or o.region == left.region]
    values = {o.value for o in same}
    return same[0] if len(values) == 1 else None


def _relation_questions(planner: Planner) -> Iterator[Plan]:
    """是 where the graph relates the named things so; 否 where it relates one of them to another in their stead."""
    from qa.plan import PRECISION, RECALL, Plan

    r, match, index = planner.reading, planner.match, planner.index
    if r.quantities:
        return
    for fact in match.relations(80):
        ends = (fact.subject, fact.object)
        if not r.linked or not match.timely(fact.documents):
            continue
        if not match.touches(fact) or min(match.precision([index.label(e)]) for e in ends) < HALF:
            continue
        fit = match.fit(fact)
        if fit.recall >= RECALL and fit.precision >= PRECISION:
            asked = a.Exists(a.One((fact.subject,)), (fact.predicate,), a.One((fact.object,)))
            yield Plan(asked, fit.score, fit, (fact.iri,))


def _other_makers(planner: Planner) -> Iterator[Plan]:
    """否 where the graph gives what is asked about to another maker than the one the question names."""
    from qa.plan import RECALL, Plan

    index, match = planner.index, planner.match
    named = [i for one in planner.reading.linked for i in one.iris]
    actors = [i for i in named if VOCAB.family(index.names[i].type) == "institution" and index.names[i].type != "Group"]
    for made in named:
        facts = [r for r in index.incoming.get(made, ()) if r.predicate in MAKING]
        makers = {r.subject for r in facts}
        if not facts or len(actors) != 1 or actors[0] in makers or not match.timely(facts[0].documents):
            continue
        texts = match.texts(facts[0])
        own = joined([texts.own, *index.names[actors[0]].names])
        recall, missing = match.recall(Texts(own, texts.context, texts.around))
        fit = Fit(recall, 1.0, missing)
        if recall >= RECALL and match.verb_fits(facts[0].predicate) >= 0:
            asked = a.Exists(a.One((actors[0],)), tuple(sorted(MAKING)), a.One((made,)))
            yield Plan(asked, fit.score - 0.05, fit, tuple(r.iri for r in facts))


def _denials(planner: Planner) -> Iterator[Plan]:
    """否 where the evidence about a named thing says 无X or 不需X of the X that is asked about."""
    from qa.plan import Plan

    r, match = planner.reading, planner.match
    for fact in match.relations(60):
        if not match.touches(fact) or not any(i in (fact.subject, fact.object) for one in r.linked for i in one.iris):
            continue
        for i in range(len(r.folded) - 1):
            word = r.folded[i:i + 2]
            denial = rf"(?:无|无需|不需要?|免|没有){re.escape(word)}"
            if r.open[i] and r.open[i + 1] and re.search(denial, fold(planner.index.label(fact.object))):
                fit = Fit(1.0, 1.0, "")
                asked = a.Exists(a.One((fact.subject,)), (fact.predicate,), a.One((fact.object,)), denied=True)
                yield Plan(asked, match.fit(fact).score, fit, (fact.iri,))
                return


# ---- how far apart, how much together, how many ------------------------------------------------------------
def differences(planner: Planner) -> Iterator[Plan]:
    """The distance of two figures: of two members, of a thing and another, of before and after."""
    from qa.plan import PRECISION, RECALL, Plan

    # 差几个百分点 asks about two levels, although a change is told in the same unit.
    measures = {"growth"} if planner.reading.has("measure", "growth") else {"level", "share"}
    if (found := parts(planner, measures)) and len(found) == 2:
        one, other = (p.best for p in found)
        worst = min(one, other, key=lambda s: s.score)
        unit = "个百分点" if one.fact.unit_base == "%" else one.fact.unit_base or one.fact.unit
        asked = a.Difference(planner.obs(one.fact), planner.obs(other.fact))
        yield Plan(asked, worst.score, worst.fit, (one.fact.iri, other.fact.iri), unit=unit)
        return
    for scored in planner.scored(measures={"level"}):
        fact = scored.fact
        if fact.value is None or scored.fit.recall < RECALL or scored.fit.precision < PRECISION:
            continue
        name = planner.index.label
        before = [o for o in planner.index.about.get(fact.about, ()) if o.unit_base == fact.unit_base
                  and o.value is not None and _was(name(o.indicator), name(fact.indicator))]
        if len(before) == 1:
            asked = a.Difference(planner.obs(before[0]), planner.obs(fact))
            yield Plan(asked, scored.score, scored.fit, (before[0].iri, fact.iri), unit=fact.unit_base or fact.unit)
            return


def _was(before: str, now: str) -> bool:
    """Whether `before` names the old state of `now`: 传统审批周期, 原有审批周期."""
    return before != now and re.sub(r"^(?:传统的?|原有?的?|此前的?|过去的?|以往的?)", "", before) == now


def sums(planner: Planner) -> Iterator[Plan]:
    """The figures of all members together; none where they overlap, are collective, or differ in unit or period."""
    from qa.plan import Plan

    found = parts(planner)
    facts = [p.best.fact for p in found]
    if not found or any(f.collective for f in facts) or planner.match.measure(facts[0]).measure != "level":
        return
    unit = facts[0].unit_base or facts[0].unit
    if unit in ("%", "个百分点"):
        return
    worst = min((p.best for p in found), key=lambda s: s.score)
    asked = a.Sum(tuple(planner.obs(f) for f in facts))
    yield Plan(asked, worst.score, worst.fit, tuple(f.iri for f in facts), unit=unit)


def counts(planner: Planner) -> Iterator[Plan]:
    """How many things of a class the graph names, or how many stand in a relation to what is named."""
    from qa.plan import Plan

    r, index, match = planner.reading, planner.index, planner.match
    if not r.counted or r.strangers or not match.timely(index.years):
        return
    unit = next((c for c in r.counted.classifiers if c in r.text), "个")
    open_ = tuple(is_open and not r.counted_at[0] <= i < r.counted_at[1] for i, is_open in enumerate(r.open))
    if not any(open_):
        yield Plan(a.Count(a.Kind(r.counted.classes)), 0.95, Fit(1.0, 1.0, ""), (), unit=unit)
    groups = [n.iri for n in index.names.values() if n.type == "Group" and match.precision([n.label]) > WHOLE
              and any(rel.predicate == "instance_of" for rel in index.incoming.get(n.iri, ()))]
    if groups:
        rels = [rel for g in groups for rel in index.incoming[g] if rel.predicate == "instance_of"]
        own = joined([name for g in groups for name in index.names[g].names])
        said = joined(s for rel in rels for s in rel.snippets)
        texts = Texts(own, said, joined(s for rel in rels for s in rel.around))
        recall, missing = match.recall(texts)
        hop = a.Hop(a.One(tuple(groups)), ("instance_of",), inverse=True)
        yield Plan(a.Count(hop), 0.6 + 0.3 * recall, Fit(recall, 1.0, missing), (), unit=unit)
