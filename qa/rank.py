"""Which is highest, which come before another, which meet two conditions."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.index import Observed, fold
from kg.vocab import VOCAB
from qa import algebra as a
from qa import rules
from qa.candidate import Plan, Scored
from qa.match import FIELD, Fit
from qa.parts import core, parts
from qa.question import Reading, count_of

if TYPE_CHECKING:
    from qa.plan import Planner

# 排在甲前面 · 比甲高 · 超过甲: the other thing and the side.
_RELATIVE = re.compile(
    r"(?:排|位列|位居|处)?在(?P<a>[^,，的]{1,16}?)(?:的)?(?P<side>前面|之前|前头|之上|后面|之后|之下)"
    r"|比(?![例重率较])(?P<b>[^,，]{1,16}?)(?:更|还|要)?(?P<how>[高大多快低小少慢])"
    r"|(?P<word>高于|超过|快于|领先于?|低于|大于|小于|慢于|不及|落后于?)(?P<c>[^,，的\d]{1,16})")
WHOLE = re.compile(r"全国|平均|整体|总体|全行业|大盘")
_LOWER = re.compile(r"最低|最小|最少|最慢|最短|垫底|末位|倒数|殿后|最弱|最差|(?<!多)[低小少慢短](?:一?[些点])?[?？]?$")
EVERY = frozenset(VOCAB.relations)
HALF = 0.6         # of a name must be in a question that asks whether two things are related
_PLACE = re.compile(r"地区|区域|地方|省|市(?!场)|城|县|国家|哪里|哪儿")
_KIND_OF_ALL = re.compile(r"[两二三四五六七八九\d](?:[大个类种项条家款]|次(?=产业))"
                          r"(?P<kind>[^,，里中的最谁哪按论]{2,8}?)(?=当?中|里|[,，的按论谁])")
_ALL = re.compile(r"(?<![前哪第])(?P<n>[两二三四五六七八九])[个大类种块项条家款]")
_TOP = re.compile(r"前([一二两三四五六七八九十\d]+)")


def rankings(planner: Planner) -> Iterator[Plan]:
    r = planner.reading
    highest = not lowest(r.text)
    top = _TOP.search(r.text) if r.has("rank", "top") else None
    if found := parts(planner):
        facts = [p.best.fact for p in found]
        by: a.By = "about" if len({f.about for f in facts}) > 1 else \
            "region" if len({f.region for f in facts}) > 1 else "indicator"
        plan = _ranked(planner, facts, by, highest, min((p.best for p in found), key=lambda s: s.score), top)
        options = ((getattr(p.best.fact, by), p.name) for p in found)
        yield replace(plan, options=tuple(options))
        return
    sides: tuple[a.By, ...] = ("region", "about") if _PLACE.search(r.text) else ("about",)
    for by in sides:
        yield from _groups(planner, by, highest, top)


def lowest(question: str) -> bool:
    """Whether the lowest is asked for, and not the highest."""
    return _LOWER.search(question.rstrip("?？。")) is not None


def _ranked(planner: Planner, facts: list[Observed], by: a.By, highest: bool, worst: Scored,
            top: re.Match[str] | None, scope: a.Set | None = None) -> Plan:
    obs = _side_by_side(facts, by, scope)
    iris = tuple(f.iri for f in facts)
    if top and (k := count_of(top[1])):
        return Plan(a.Top(obs, by, highest, k), worst.score, worst.fit, iris, size=k)
    return Plan(a.Members(a.Best(obs, by, highest)), worst.score, worst.fit, iris)


def _side_by_side(facts: list[Observed], by: a.By, scope: a.Set | None = None) -> a.Obs:
    indicators = tuple(dict.fromkeys(f.indicator for f in facts))
    regions = tuple(dict.fromkeys(f.region for f in facts if f.region))
    abouts = scope or a.One(tuple(dict.fromkeys(f.about for f in facts)))
    unit = facts[0].unit_base or None
    if by == "region":
        return a.Obs(abouts, indicators, facts[0].period or None, a.One(regions) if regions else None, unit=unit)
    bare = any(not f.region for f in facts)
    region = a.One(regions) if regions and not bare else None
    return a.Obs(abouts, indicators, facts[0].period or None, region, any_region=bool(regions) and bare, unit=unit)


def _groups(planner: Planner, by: a.By, highest: bool, top: re.Match[str] | None) -> Iterator[Plan]:
    """Figures of one indicator that differ in what is asked for: the regions of one subject, the parts of one field."""
    r, index, match = planner.reading, planner.index, planner.match
    kind = _kind_of_all(r)[0] if by == "about" else ""
    size = _size_of_all(r) if top else r.size
    scopes = {i for one in r.linked for i in one.iris if index.names[i].type != "Indicator"}
    children = {part for s in scopes for part in index.subjects(s, FIELD)}
    groups: dict[tuple[str, ...], list[Scored]] = {}
    for fact in match.observations(400):
        penalty = planner.weigh.penalty(fact, skip_units=True, measures=planner.weigh.measures())
        asked = fact.region if by == "region" else fact.about
        if penalty is None or not asked or fact.value is None:
            continue
        if not planner.may_be_answer(asked) and not (by == "about" and _may_be_part(planner, asked)):
            continue
        if not match.touches(fact) and not (by == "about" and asked in children):
            continue
        if match.precision([index.label(asked)]) > HALF and not (kind and fold(index.label(asked)).endswith(kind)):
            continue            # the question names it: it is what is asked within, not one of what is asked for
        kept = [match.measure(fact).stem, index.label(fact.about if by == "region" else fact.region)]
        texts = match.texts(fact)
        recall, missing = match.recall(texts)
        fit = Fit(recall, match.precision(kept), missing)
        key = (match.measure(fact).stem if by == "region" else core(match.measure(fact).stem),
               match.measure(fact).measure, fact.unit_base, fact.period, fact.about if by == "region" else fact.region)
        if planner.limits.meets(fit) or (by == "region" and not any(r.open)):
            groups.setdefault(key, []).append(Scored(fact, fit, fit.score - penalty))
    if by == "region" and not any(r.open):
        enough = planner.limits.precision
        groups = {key: [replace(s, fit=replace(s.fit, precision=enough)) for s in group]
                  for key, group in _of_most_places(groups).items()}
    if by == "about" and not scopes and size is not None:
        # 四大业务: the field that has just so many parts, where there is one.
        fitting = index.fields(size)
        if len(fitting) == 1:
            field, *members = fitting[0]
            scopes, children = {field}, set(members)
    for group in groups.values():
        facts = [s.fact for s in group]
        inside = [f for f in facts if f.about in children]
        scope: a.Set | None = None
        if by == "about" and len(inside) > 1:
            facts = inside
            within = tuple(s for s in sorted(scopes) if any(s in index.objects(f.about, EVERY) for f in facts))
            scope = a.Hop(a.One(within), tuple(sorted(FIELD)), inverse=True)
        wholes = {whole for f in facts for whole in index.objects(f.about, FIELD)}
        if by == "about" and scope is None:
            facts = [f for f in facts if f.about not in wholes]
        asked_for = {f.region if by == "region" else f.about for f in facts}
        if by == "about" and size is not None and len(asked_for) != size:
            facts = _of_kind(planner, facts, size) or _together(facts, size)
        things = {f.region if by == "region" else f.about for f in facts}
        if len(things) < 2 or (size is not None and len(things) != size):
            continue
        if by == "about" and scope is None and not (r.hole or size):
            continue
        yield _ranked(planner, facts, by, highest, min(group, key=lambda s: s.score), top, scope)


def _size_of_all(reading: Reading) -> int | None:
    """How many there are of those of whom the first few are asked for: 四类业务的前两名."""
    m = _ALL.search(reading.folded)
    return count_of(m["n"]) if m else None


def _of_most_places(groups: dict[tuple[str, ...], list[Scored]]) -> dict[tuple[str, ...], list[Scored]]:
    """Of the groups for a question that names nothing (增速最高的是哪个区域) the one that has most regions."""
    many = {key: len({s.fact.region for s in group}) for key, group in groups.items()}
    most = [key for key, n in many.items() if n == max(many.values())]
    return {key: groups[key] for key in most} if len(most) == 1 else {}


def _may_be_part(planner: Planner, iri: str) -> bool:
    """Whether a thing may be one of those of whom the question says how many they are: 三个板块里谁…."""
    name = planner.index.names[iri]
    return planner.reading.size is not None and name.type in ("Scenario", "Product", "Technology", "Entity") \
        and fold(name.label) not in planner.reading.folded


def _kind_of_all(reading: Reading) -> tuple[str, rules.Hole | None]:
    """What the names of all asked within end with (甲 of 三类甲, 监管 of 三大监管场景), and their class word."""
    m = _KIND_OF_ALL.search(reading.folded)
    hole = next((h for h in rules.load().holes if m["kind"].endswith(h.word)), None) if m else None
    ending = m["kind"].removesuffix(hole.word if hole else "") if m else ""
    return ending if len(ending) > 1 else "", hole


def _of_kind(planner: Planner, facts: list[Observed], size: int) -> list[Observed]:
    """Those of things that are called so, or are of that class, where just so many are."""
    ending, hole = _kind_of_all(planner.reading)
    name = planner.index.names
    found = [f for f in facts if ending and fold(name[f.about].label).endswith(ending)]
    if not ending and hole:
        found = [f for f in facts if hole.fits(name[f.about].type, name[f.about].label)]
    return found if len({f.about for f in found}) == size else []


def _together(facts: list[Observed], size: int) -> list[Observed]:
    """Those that one sentence sets side by side, where it sets just so many: 甲、乙、丙三个板块分别为…."""
    said: dict[str, list[Observed]] = {}
    for fact in facts:
        for text in fact.snippets:
            said.setdefault(text, []).append(fact)
    fitting = [group for group in said.values() if len({f.about for f in group}) == size]
    return fitting[0] if len(fitting) == 1 else []


def is_relative(reading: Reading) -> bool:
    """Whether things are asked for by how their figure stands to another one."""
    return reading.hole is not None and _RELATIVE.search(reading.text) is not None


def relative(planner: Planner) -> Iterator[Plan]:
    """Things whose figure is above or below another: 渗透率排在甲前面的险企, 比甲高的城市, 增速高于全国平均的地区."""
    r = planner.reading
    m = _RELATIVE.search(r.text)
    if not m or not r.hole:
        return
    name = m["a"] or m["b"] or m["c"]
    below = bool(re.search(r"后|下|低|小|少|慢|不及", m["side"] or m["how"] or m["word"]))
    bare = r.text[:m.start()] + r.text[m.end():]
    op: a.Op = "<" if below else ">"
    if WHOLE.search(name):
        yield from _against_the_whole(planner.again(bare), op)
        return
    other = planner.again(name + "的" + bare)
    for base in other.weigh.scored(skip_units=True):
        if not planner.limits.meets(base.fit) or base.fact.value is None:
            continue
        fact = base.fact
        places = fact.region and r.hole.fits(planner.index.names[fact.region].type, planner.index.label(fact.region))
        if places:
            obs = a.Obs(a.One((fact.about,)), (fact.indicator,), fact.period or None, any_region=True)
        else:
            obs = a.Obs(None, (fact.indicator,), fact.period or None, a.One((fact.region,)) if fact.region else None)
        having = a.Having(obs, "region" if places else "about", op, Decimal(str(fact.value)))
        of = a.And((having, a.Kind(r.hole.classes, r.hole.endings)))
        yield Plan(a.Members(of), base.score, base.fit, (base.fact.iri,))
        return


def _against_the_whole(planner: Planner, op: a.Op) -> Iterator[Plan]:
    """The regions whose figure is above or below the same figure of the whole country."""
    index, match, hole = planner.index, planner.match, planner.reading.hole
    for base in planner.weigh.scored(skip_units=True):
        fact, label = base.fact, index.label(base.fact.region)
        if hole is None or fact.value is None or (fact.region and not match.is_country(label)) \
                or not planner.limits.meets(base.fit):
            continue
        measured = match.measure(fact)
        parts = [o for o in index.about.get(fact.about, ()) if o.region and o.region != fact.region
                 and o.value is not None and (o.period, o.unit_base) == (fact.period, fact.unit_base)
                 and match.measure(o) == measured and hole.fits(index.names[o.region].type, index.label(o.region))]
        if parts:
            obs = a.Obs(a.One((fact.about,)), tuple(dict.fromkeys(o.indicator for o in parts)), fact.period or None,
                        any_region=True)
            of = a.And((a.Having(obs, "region", op, Decimal(str(fact.value))), a.Kind(hole.classes, hole.endings)))
            yield Plan(a.Members(of), base.score, base.fit, (fact.iri, *(o.iri for o in parts)))
            return


def both(planner: Planner) -> Iterator[Plan]:
    """Things that meet two conditions: 哪个省既…，…又…."""
    text = re.sub(r"既|同时", "", planner.reading.text)
    first, _, second = text.partition("," if "," in text else "又")
    head = re.match(r"(?:有)?(?:哪|什么)[^在有是推出]{1,6}?(?=在|有|是|推|出|做|[^个些家座]{0}$)", first)
    hole = planner.reading.hole
    if not second or hole is None:
        return
    asked = head[0] if head and hole.word in head[0] else f"哪个{hole.word}"
    found = []
    for part in (first, asked + re.sub(r"又|也|并且?", "", second)):
        plans = [p for p in planner.again(part).plans()
                 if isinstance(p.asked, a.Members)]
        if not plans:
            return
        found.append(plans[0])
    one, other = found
    sets = tuple(p.asked.of for p in found if isinstance(p.asked, a.Members))
    worst = min(one, other, key=lambda p: p.score)
    yield Plan(a.Members(a.And(sets)), worst.score, worst.fit, one.facts + other.facts)
