"""From a reading to the query that answers it: every way to read the question is scored, the best that accounts for
the whole question is kept, and none is kept where something stays unaccounted for."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kg.index import Index, Observed, bigrams, fold
from kg.text.period import find_stretch
from kg.text.quantity import Quantity, find_quantities, units
from kg.vocab import VOCAB
from qa import (
    agents,
    bearers,
    compute,
    defined,
    figures,
    leftover,
    makers,
    parts,
    phrases,
    rank,
    rules,
    spans,
    things,
    truth,
    turn,
)
from qa import algebra as a
from qa.candidate import CLOSE, STRICT, Limits, Plan, Scored
from qa.indicator import PER, YEARLY, direction
from qa.match import OWNING, Fit, Matcher, Texts
from qa.modifiers import Restrictions
from qa.question import Reading, names_region, read, says_country

OTHER_PLACE = 0.04  # off a figure of a place that the question does not name
MORE = 0.1          # of its names a figure says unasked, beyond another, and is no rival to it
NEAR = 0.1          # for a cause that stands beside all that the question says
SUBJECT = 0.6       # of the name of a figure's subject, where words of the question are passed over
_BROADER, _APPLIED = frozenset({"broader"}), frozenset({"applies_to"})
_MEASURES = {"growth": {"growth"}, "share": {"share"}, "change": {"change", "growth"}}
_KINDS = {"percent": {"percent"}, "points": {"points"}, "money": {"money"}, "duration": {"duration", "age"},
          "times": {"times", "ratio"}, "count": {"count"}}
# 多少贷款 asks for an amount, 多少比例 for a share.
_AMOUNT = re.compile(r"多少(?!个?(?:百分|点)|[%倍成]|比[例重率]|份额|股[份权]|利率|幅度|以[上下]|左右|上下"
                     r"|[呢了啊吗才就是?？,，。\s]|$)"
                     r"(?:[\u4e00-\u9fff]{1,6}?)(?<![率比])(?=[?？,，。]|$)")
# 不良率是多少 asks for a share, whatever else the thing has amounts of.
_RATE = re.compile(r"(?:(?<![汇频心速功])率|比例|占比|比重|份额)(?:到底|大概|大约|目前|现在)?(?:是|有|为|达到?)?"
                   r"(?:多少|多大|多高|几)")
# 余额是多少 asks for money, and for nothing that is called otherwise.
_MONEY = re.compile(r"(?P<of>余额|金额|成本|收入|利润|保费|产值|营收|融资额|投资额|交易额|价格|费用)"
                    r"(?:到底|大概|大约|目前|现在)?(?:是|有|为|达到?)?(?:多少|多大|多高|几(?!个?百分|个?点|成))")
# Who receives is never the one that gives: 贷给谁, 为哪些企业服务.
_TO_WHOM = re.compile(r"(?:给|向|为|对|替|面向|针对)了?(?:谁|哪[些类种几家个]|什么样?的?(?:人|企业|客户|群体))")
_DEFINED = re.compile(r"^(?:请问)?什么(?:是|叫)|(?:是|指的?是|是指)(?:什么|啥)(?:意思|东西|概念)?[?？]?$")
_BORDER = re.compile(r"[,，;；:：。]")
_SEVERAL = re.compile(r"[两二三四五六七八九十](?:[大个家种类条款项座]|者)")
_CLASSIFIER = re.compile(r"(?:多少|几)个?(?:万|亿)?([家户台项件人名位座种款条类套辆所次笔张部间宗])")


def _counted_by(text: str, figure: Quantity) -> str:
    """What stands behind a figure in its clause: 三方会议 of 38次三方会议."""
    m = _BORDER.search(text, figure.end)
    return text[figure.end:m.start() if m else len(text)]


class Planner:
    """All readings of one question over one index."""

    def __init__(self, index: Index, reading: Reading, document: str | None = None,
                 limits: Limits = STRICT) -> None:
        self.index, self.reading, self.document, self.limits = index, reading, document, limits
        self.match = Matcher(index, reading, neighbours=not limits.lenient)
        self.restrictions = Restrictions(reading.folded)

    def again(self, text: str) -> Planner:
        """The same for a part of the question."""
        return Planner(self.index, read(text, self.index), self.document, self.limits)

    def plans(self) -> list[Plan]:
        """The readings that account for the question, best first."""
        found = [p for make in self._makers() for p in make()]
        good = [p for p in found if self.limits.meets(p.fit) and self.limits.covers(p.fit)]
        return sorted(good, key=lambda p: -p.score)

    def resort(self) -> list[Plan]:
        """Readings that rest on the text alone, for a question that no fact answers."""
        if found := list(defined.definitions(self)):
            return found
        if self.reading.has("ask") and not self.only_counts():
            return list(agents.agents(self)) or list(spans.spans(self))
        found = [*([] if self.reading.has("difference") else figures.figures(self)), *figures.apart(self)]
        if not found and self.reading.has("number", "count"):
            found += compute.listed_in_text(self)
        return [p for p in found if self.limits.covers(p.fit)]

    def only_counts(self) -> bool:
        """Whether a number of things is asked for, and not which they are."""
        r = self.reading
        return r.has("number", "count") and not re.search("哪|什么|谁|啥", r.folded)

    def _makers(self) -> list[Callable[[], Iterator[Plan]]]:
        r = self.reading
        if r.has("ask", "when"):
            return []
        if r.has("ask", "about"):
            return [lambda: things.known(self)]
        if _DEFINED.search(r.text) and not r.has("ask", "why") and (known := list(things.definitions(self))):
            return [lambda: iter(known)]
        if r.has("ask", "problem"):
            return [lambda: things.things(self), self.phrases]
        if r.has("ask", "why") or r.has("ask", "change"):
            return [self.phrases]
        if r.has("ask", "boolean"):
            return [lambda: truth.comparisons(self)]
        if r.has("ask", "how") and not r.has("number"):
            return [self.phrases]
        if r.has("difference") and not r.has("ask", "entity"):
            # 甲比乙多多少 is answered by no single figure.
            one = [] if parts.two_sided(r.text) or parts.of_two_times(self) else [self.numbers]
            return [lambda: compute.differences(self), self.changes, *one]
        if r.has("sum") and r.has("number"):
            gap = [lambda: compute.differences(self)] if r.has("difference") else []
            one = [] if parts.members(self) else [self.numbers]
            return [*gap, lambda: compute.sums(self), lambda: compute.counts(self), *one,
                    *([lambda: compute.listed(self)] if r.counted else [])]
        if r.has("compare", "which") or (r.has("rank") and (r.has("ask", "entity") or not r.has("number"))):
            return [lambda: rank.rankings(self)]
        if r.has("ask", "entity") and (r.hole or not r.has("number")):
            if (both := re.search(r"既|同时", r.text)) and re.search(r"又|也|并", r.text[both.end():]):
                return [lambda: rank.both(self)]
            if rank.is_relative(r):
                return [lambda: rank.relative(self)]
            if r.has("number"):
                return [lambda: bearers.bearers(self), lambda: things.things(self), self.numbers]
            made = list(makers.makers(self))        # who has made it is no bearer of a figure
            return [lambda: things.things(self), (lambda: iter(made)) if made else (lambda: bearers.bearers(self))]
        if r.counted:
            return [self.numbers, lambda: compute.counts(self), lambda: compute.listed(self)]
        if any(r.has("ask", kind) for kind in ("where", "entity")) and not (r.has("number") or r.has("measure")):
            return []           # a place or a thing is asked for
        return [lambda: compute.each(self), self.numbers] if re.search(r"分别|各自|各(?=是|有|为|达|占)", r.text) \
            else [self.numbers]

    # ---- numbers -------------------------------------------------------------------------------------
    def scored(self, *, skip_units: bool = False, measures: set[str] | None = None,
               about: Iterable[str] | None = None, either_way: bool = False) -> list[Scored]:
        """The observations that fit the question's period, unit and measure, best first; with `either_way` also those
        that say it fell where the question asks how it grew."""
        wanted = set(about) if about is not None else None
        found = []
        for fact in self.match.observations():
            if wanted is not None and fact.about not in wanted:
                continue
            penalty = self.penalty(fact, skip_units=skip_units, measures=measures or self.measures())
            if penalty is None or not self.match.touches(fact) or not (either_way or self._same_way(fact)):
                continue
            if self._beside_what_is_named(fact) or self._of_the_whole(fact):
                continue
            fit = self.match.fit(fact)
            found.append(Scored(fact, fit, fit.score - penalty))
        return sorted(found, key=lambda s: (-s.score, s.fact.iri))

    def _same_way(self, fact: Observed) -> bool:
        """Whether a growth or a change goes the way that the question says."""
        asked = direction(self.reading.text)
        if not asked or self.match.measure(fact).measure not in ("growth", "change"):
            return True
        said = direction(self.index.label(fact.indicator)) or 1
        return asked == (said if (fact.value or 0) >= 0 else -said)

    def _beside_what_is_named(self, fact: Observed) -> bool:
        """Whether a thing of the same class that the question names, which has figures of its own, is not what the fact
        is about and only stands near it: of 甲's rate nothing is told by …甲;乙的比率为3%."""
        if any(fact.about in one.iris for one in self.reading.linked):
            return False
        names, texts = self.index.names, self.match.texts(fact)
        for one in self.reading.linked:
            word = self.reading.folded[one.start:one.end]
            alike = [i for i in one.iris if self.index.has_figures(i) and names[i].type == names[fact.about].type]
            if alike and (word not in f"{texts.own}|{texts.context}" or (
                    word not in texts.own and any(self._told_apart(i, fact) for i in alike))):
                return True
        return False

    def _of_the_whole(self, fact: Observed) -> bool:
        """Whether a figure is of a field, and the question names a part of that field, which the figure does not."""
        parts = self.index.subjects(fact.about, _BROADER) | self.index.objects(fact.about, _APPLIED)
        named = [one for one in self.reading.linked if fact.about not in one.iris and not parts.isdisjoint(one.iris)]
        own = self.match.texts(fact).own if named else ""
        return any(self.reading.folded[one.start:one.end] not in own for one in named)

    def _told_apart(self, iri: str, fact: Observed) -> bool:
        """Whether a sentence has a figure in the same unit of that thing beside the one of the fact: 甲9家、乙8家."""
        return any(o.unit_base == fact.unit_base and any(s in t or t in s for s in o.snippets for t in fact.snippets)
                   for o in self.index.about.get(iri, ()))

    def measures(self) -> set[str]:
        r = self.reading
        if r.has("number", "points"):       # 涨了几个点 may be told as a growth in per cent
            return {"change", "growth"} if r.has("number", "percent") and r.has("measure", "growth") else {"change"}
        asked = r.values("measure")
        if "share" in asked:
            return {"share"} if not r.has("measure", "change") else {"share", "change"}
        found = set().union(*(_MEASURES[m] for m in asked)) if asked else {"level", "change"}
        return found

    def penalty(self, fact: Observed, *, skip_units: bool, measures: set[str]) -> float | None:
        """What is to be taken off for what the question leaves open; None where the fact contradicts it."""
        r, penalty = self.reading, 0.0
        if self.document and self.document not in fact.documents:
            return None
        if self.restrictions.unsaid_by(fact, self.match):
            return None
        if r.country and not r.has("measure", "share") and self._of_a_part(fact):
            return None
        measure = self.match.measure(fact).measure
        is_part = measure == "level" and self.index.label(fact.indicator).endswith(("比例", "比率"))
        if measure not in measures and not (is_part and "share" in measures):
            return None
        if not r.values("measure") and measure != "level":
            penalty += 0.05
        turned = turn.of(fact)
        if r.periods:
            if fact.period and fact.period not in {p.text for p in r.periods}:
                return None
            years = {p.text[:4] for p in r.periods}
            if not fact.period and not any(self.index.main_year.get(d) in years for d in fact.documents):
                return None
            penalty += 0.0 if fact.period else 0.05
        elif (not fact.period or turned < 0) and not r.has("before"):
            penalty += 0.05     # an earlier state beside the one of today: 从五年前的甲提高到乙
        if (turned < 0 and turn.asks_end(r.text)) or (turned > 0 and r.has("before")):
            return None         # where it ended is not where it began
        if r.has("before", "ago") and not turn.so_long_ago(fact, r.text, self.index):
            return None
        if fact.region and not any({fact.region, fact.about} & set(one.iris) for one in r.linked):
            penalty += OTHER_PLACE
        label = self.index.label(fact.indicator)
        if (money := _MONEY.search(r.text)) and not self._called(money["of"], label + self.index.label(fact.about)):
            return None
        if YEARLY.search(r.text) and not YEARLY.search(label):
            return None
        if PER.search(r.text) and not PER.search(label) and not PER.search("".join(fact.snippets)):
            return None
        if PER.search(label) and not PER.search(r.text):
            return None
        penalty += 0.1 if PER.search(r.text) and not PER.search(label) else 0.0
        if YEARLY.search(label) and not YEARLY.search(r.text):
            return None
        over = None if r.periods or r.has("difference") or r.has("measure", "change") else find_stretch(r.text)
        if over and not self._over_years(fact, over.years):
            return None     # what five years come to; how much it grew in them is told by 从甲增加到乙 too
        if r.base_periods and fact.base_period and fact.base_period not in {p.text for p in r.base_periods}:
            return None
        asked_status = r.values("status")
        if asked_status and fact.status not in asked_status:
            return None
        if not asked_status and fact.status != "actual":
            penalty += 0.1
        if not skip_units and not self._unit_fits(fact):
            return None
        return penalty + 0.02 * (1 - fact.confidence)

    def _over_years(self, fact: Observed, many: int) -> bool:
        """Whether a figure is of so many years together, by its period or else by its text."""
        first, _, last = fact.period.partition("/")
        if len(first) == len(last) == 4:
            return int(last) - int(first) + 1 == many
        return any((said := find_stretch(text)) and said.years == many for text in fact.snippets)

    def _called(self, word: str, label: str) -> bool:
        """Whether a label holds a word or what may stand for it."""
        said = {word, *(w for _, _, group in self.match.synonyms_of(word) for w in group)}
        return any(w in fold(label) for w in said)

    def _of_a_part(self, fact: Observed) -> bool:
        """Whether a figure is of a region, where the question asks for the country."""
        if fact.region and not self.match.is_country(self.index.label(fact.region)):
            return not any(fact.region in one.iris for one in self.reading.linked)
        return all(self.of_a_region(d, "".join(fact.snippets)) for d in fact.documents)

    def of_a_region(self, document: str, text: str) -> bool:
        """Whether a report is about one region, by its title, and a sentence of it does not name the country."""
        return names_region(self.index.titles.get(document, "")) and not says_country(fold(text))

    def _unit_fits(self, fact: Observed) -> bool:
        return self.unit_fits(fact.unit_base or fact.unit, fact.unit)

    def unit_fits(self, base: str, written: str) -> bool:
        """Whether a figure in these units is of a kind that the question asks for."""
        kinds = {k for v in self.reading.values("number") if v != "any" for k in _KINDS.get(v, {v})}
        unit = units().get(base) or units().get(written)
        kind = unit.kind if unit else "count"
        if kinds and kind not in kinds:
            return False
        if kind == "percent" and _AMOUNT.search(self.reading.text):
            return False
        if kind in ("money", "count") and _RATE.search(self.reading.text):
            return False
        if kind in ("count", "duration") and not self.reading.values("measure") and _MONEY.search(self.reading.text):
            return False
        asked = _CLASSIFIER.search(self.reading.folded)
        return not (asked and kind == "count" and written[-1:] not in rules.load().classifiers_like(asked[1])
                    and asked[1] not in written and not written.endswith("个"))

    def numbers(self) -> Iterator[Plan]:
        """One figure: what is the indicator of a thing, in a region and a period."""
        scored = self.scored()
        if not scored:
            scored = self._of_members()
        if self.reading.has("before"):
            for best, before, _ in compute.before_and_after(self):
                yield Plan(a.Value(self.obs(before)), best.score, best.fit, (before.iri,))
                return
        if self.limits.lenient:
            scored = [s for s in scored if self.about_it(s.fact)]
        for best in self.leaders(scored):
            if self._of_one_only(best.fact) or self._unranked(best.fact) or self._said_of_another_figure(best.fact):
                continue
            if self.about_it(best.fact) or not self.of_another(best.fact):
                yield Plan(a.Value(self.obs(best.fact)), best.score, best.fit, (best.fact.iri,))

    def changes(self) -> Iterator[Plan]:
        """The change since the time that the question names: 比2024年高出多少."""
        since = {p.text for p in self.reading.base_periods}
        scored = self.scored(measures={"change"}) if since else []
        for best in self.leaders([s for s in scored if s.fact.base_period in since]):
            yield Plan(a.Value(self.obs(best.fact)), best.score, best.fit, (best.fact.iri,))

    def _of_one_only(self, fact: Observed) -> bool:
        """Whether several are asked about together (两类企业合起来), of whom the fact's sentence does not speak so."""
        several = _SEVERAL.search(self.reading.text) if self.reading.has("sum") else None
        return several is not None and all(several[0] not in text for text in (*fact.snippets, *fact.around))

    def _unranked(self, fact: Observed) -> bool:
        """Whether the question asks about the highest or lowest, of which the fact's sentence does not speak."""
        r, told = self.reading, ("|".join((*fact.around, self.index.label(fact.indicator))))
        ranks = [cue for cue in rules.load().cues if cue.role == "rank"]
        return any(not any(cue.value == value and cue.pattern.search(told) for cue in ranks)
                   for value in r.values("rank"))

    def _said_of_another_figure(self, fact: Observed) -> bool:
        """Whether words of the question that the fact has only from its sentence are there what another figure of the
        same unit counts: 三方会议 in 举行36次会议,另举行38次三方会议, where the fact is of the 36."""
        asked = bigrams(self.reading.folded)
        own = self.match.texts(fact).own
        for text in fact.around:
            told = [q for q in find_quantities(text) if q.unit_base == fact.unit_base]
            mine = [i for i, q in enumerate(told) if q.written.strip() and fact.written.endswith(q.written.strip())]
            if len(mine) != 1 or len(told) < 2:
                continue
            parts = [fold(_counted_by(text, q)) for q in told]
            left = {p for p in asked if p not in own and p not in parts[mine[0]]}
            if any(len(left & bigrams(part)) > 1 for i, part in enumerate(parts) if i != mine[0]):
                return True
        return False

    def of_another(self, fact: Observed) -> bool:
        """Whether the question names somebody, unknown to the graph, whom only the sentence of the fact has too."""
        missing = self.match.recall(Texts(self.match.texts(fact).own, "", ""))[1]
        return leftover.holds_name(missing)

    def about_it(self, fact: Observed) -> bool:
        """Whether the question asks for the fact's subject, by its name, its place or its maker."""
        linked = {i for one in self.reading.linked for i in one.iris}
        makers = self.index.subjects(fact.about, OWNING)
        return bool(linked & {fact.about, fact.region, *makers}) \
            or self.match.precision([self.index.label(fact.about)]) >= SUBJECT

    def _of_members(self) -> list[Scored]:
        """For a region without a figure of its own: the one figure that all of its members with figures have."""
        linked = {i for one in self.reading.linked for i in one.iris}
        regions = {i for i in linked if VOCAB.family(self.index.names[i].type) == "region"}
        members = {part for i in regions for part in self.index.subjects(i, frozenset({"part_of"}))}
        if len(regions) != 1 or not members:
            return []
        found = []
        for fact in self.match.observations():
            penalty = self.penalty(fact, skip_units=False, measures=self.measures())
            if fact.region in members and penalty is not None:
                kept = [self.index.label(fact.about), self.match.measure(fact).stem]
                whole = self.match.fit(fact)
                fit = Fit(whole.recall, self.match.precision(kept), whole.missing)
                found.append(Scored(fact, fit, fit.score - penalty - 0.05))
        found = [s for s in found if self.limits.meets(s.fit) and self.limits.covers(s.fit)]
        said = {(s.fact.about, s.fact.indicator, s.fact.written) for s in found}
        agreed = len(said) == 1 and len({s.fact.region for s in found}) > 1
        return sorted(found, key=lambda s: -s.score) if agreed else []

    def leaders(self, scored: list[Scored]) -> list[Scored]:
        """The best, and those as good that say something else."""
        leaders: list[Scored] = []
        for one in scored[:50]:
            if one.score < scored[0].score - CLOSE:
                break
            first = scored[0].fit
            if one.fit.recall <= first.recall and one.fit.precision < first.precision - MORE:
                continue        # its names say more than was asked: 城镇人口 beside 人口
            if all(one.fact.written != other.fact.written for other in leaders):
                leaders.append(one)
        return leaders

    def obs(self, fact: Observed, about: a.Set | None = None) -> a.Obs:
        """The observations that say the same thing about the same subject."""
        region = a.One((fact.region,)) if fact.region else None
        alike = self.index.figures(fact.about, fact.indicator)
        twins = [o for o in alike if o.written != fact.written and
                 (o.region, o.period, o.status) == (fact.region, fact.period, fact.status)]
        # Two reports that disagree are both shown; two figures of one report differ in what the graph has not kept.
        only = fact.iri if any(set(o.documents) & set(fact.documents) for o in twins) else None
        if not fact.period and any(o.period and o.region == fact.region for o in alike):
            only = fact.iri         # of an earlier time that is not told: 由10天缩短至2天
        return a.Obs(about or a.One((fact.about,)), (fact.indicator,), fact.period or None, region,
                     status=fact.status if fact.status != "actual" else None, base_period=fact.base_period or None,
                     fact=only)

    # ---- things ----------------------------------------------------------------------------------------
    def asks_who(self) -> bool:
        return re.search(r"谁|哪家", self.reading.folded) is not None

    def asks_to_whom(self) -> bool:
        """Whether the one asked for is who something is given to or done for."""
        return _TO_WHOM.search(self.reading.text) is not None

    def may_be_answer(self, iri: str) -> bool:
        name, r = self.index.names[iri], self.reading
        if name.type == "Country" and self.match.is_country(name.label):
            return False        # the country as a whole is where all of it is
        if fold(name.label) in rules.load().class_words:
            return False        # 公司, 科技企业: a kind of thing is none of its kind
        if fold(name.label) in r.folded or any(iri in one.iris for one in r.linked):
            return False
        if r.hole:
            return name.type in VOCAB.classes and (r.hole.fits(name.type, name.label)
                                                   or bool(self.kinds_called(iri, r.hole)))
        if self.asks_who():
            kinds = ("Institution", "Group") if "哪家" in r.folded else ("Institution", "Group", "Region")
            return name.type in VOCAB.classes and VOCAB.fits(name.type, kinds)
        if r.has("ask", "problem"):
            return name.type in ("Problem", "Entity")
        return name.type != "Indicator"

    def kinds_called(self, iri: str, hole: rules.Hole) -> list[str]:
        """The kinds that a thing is said to be of, which are called as the question asks: 旅游产品 for 哪些产品."""
        word = fold(hole.word)
        kinds = self.index.objects(iri, frozenset({"instance_of"})) if word else ()
        return [kind for kind in kinds if fold(self.index.label(kind)).endswith(word)]

    def phrases(self) -> Iterator[Plan]:
        """Words of the text that say why, how, what problem, what change."""
        caused = self.reading.has("ask", "why") or self.reading.has("ask", "how")
        for phrase, fit, near in phrases.phrases(self.match, self.document, self.limits):
            yield Plan(phrase, fit.score - 0.1 + NEAR * near * caused, fit, ())
