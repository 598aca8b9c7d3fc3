"""From a reading to the query that answers it: every way to read the question is scored, the best that accounts for
the whole question is kept, and none is kept where something stays unaccounted for."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kg.index import Index, Observed, Related, fold
from kg.text.quantity import Quantity, units
from kg.vocab import VOCAB
from qa import algebra as a
from qa import compute, figures, leftover, parts, phrases, rank, rules, spans, truth
from qa.candidate import CLOSE, STRICT, Limits, Plan, Scored
from qa.indicator import PER, direction
from qa.match import FIELD, MAKING, OWNING, Fit, Matcher, Texts, joined
from qa.question import Reading, read

OTHER_PLACE = 0.04  # off a figure of a place that the question does not name
SUBJECT = 0.6       # of the name of a figure's subject, where words of the question are passed over
DESCRIBED = 0.3     # of the name of a thing that a question describes, where it accounts for all of the question
_MEASURES = {"growth": {"growth"}, "share": {"share"}, "change": {"change", "growth"}}
_KINDS = {"percent": {"percent"}, "points": {"points"}, "money": {"money"}, "duration": {"duration", "age"},
          "times": {"times", "ratio"}, "count": {"count"}}
_OPS: dict[str, a.Op] = {">": ">=", ">=": ">=", "<": "<=", "<=": "<="}
_YEARLY = re.compile(r"年均|复合|平均每年")
# 多少贷款 asks for an amount, 多少比例 for a share.
_AMOUNT = re.compile(r"多少(?!个?(?:百分|点)|[%倍成]|比[例重率]|份额|股[份权]|利率|幅度|[呢了啊吗才就是?？,，。\s]|$)"
                     r"(?:[\u4e00-\u9fff]{1,6}?)(?<![率比])(?=[?？,，。]|$)")
_DEFINED = re.compile(r"^(?:请问)?什么(?:是|叫)|(?:是|指的?是|是指)(?:什么|啥)(?:意思|东西|概念)?[?？]?$")
_DOCUMENT = re.compile(r"报告|本文|文[件中里]|规划|意见|白皮书")
_MEMBERS = re.compile(r"有(?:哪些|谁|哪几)|包括|是哪些")
_CLASSIFIER = re.compile(r"(?:多少|几)个?(?:万|亿)?([家户台项件人名位座种款条类套辆所次笔张部])")


class Planner:
    """All readings of one question over one index."""

    def __init__(self, index: Index, reading: Reading, document: str | None = None,
                 limits: Limits = STRICT) -> None:
        self.index, self.reading, self.document, self.limits = index, reading, document, limits
        self.match = Matcher(index, reading, neighbours=not limits.lenient)

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
        if self.reading.has("ask"):
            return list(spans.spans(self))
        found = [] if self.reading.has("difference") else figures.figures(self)
        return [p for p in found if self.limits.covers(p.fit)]

    def _makers(self) -> list[Callable[[], Iterator[Plan]]]:
        r = self.reading
        if r.has("ask", "when"):
            return []
        if _DEFINED.search(r.text) and (known := list(self.definitions())):
            return [lambda: iter(known)]
        if r.has("ask", "problem"):
            return [self.things, self.phrases]
        if r.has("ask", "why") or r.has("ask", "change"):
            return [self.phrases]
        if r.has("ask", "boolean"):
            return [lambda: truth.comparisons(self)]
        if r.has("ask", "how") and not r.has("number"):
            return [self.phrases]
        if r.has("difference") and not r.has("ask", "entity"):
            # 甲比乙多多少 is answered by no single figure.
            one = [] if parts.two_sided(r.text) else [self.numbers]
            return [lambda: compute.differences(self), *one]
        if r.has("sum") and r.has("number"):
            gap = [lambda: compute.differences(self)] if r.has("difference") else []
            one = [] if parts.members(self) else [self.numbers]
            return [*gap, lambda: compute.sums(self), lambda: compute.counts(self), *one]
        if r.has("rank") or r.has("compare", "which"):
            return [lambda: rank.rankings(self)]
        if r.has("ask", "entity") and (r.hole or not r.has("number")):
            if (both := re.search(r"既|同时", r.text)) and re.search(r"又|也|并", r.text[both.end():]):
                return [lambda: rank.both(self)]
            if rank.is_relative(r):
                return [lambda: rank.relative(self)]
            if r.has("number"):
                return [self.bearers, self.things, self.numbers]
            return [self.things, self.bearers]
        if r.counted:
            return [self.numbers, lambda: compute.counts(self)]
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

    def measures(self) -> set[str]:
        r = self.reading
        if r.has("number", "points"):
            return {"change"}
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
        measure = self.match.measure(fact).measure
        is_part = measure == "level" and self.index.label(fact.indicator).endswith(("比例", "比率"))
        if measure not in measures and not (is_part and "share" in measures):
            return None
        if not r.values("measure") and measure != "level":
            penalty += 0.05
        if r.periods:
            if fact.period and fact.period not in {p.text for p in r.periods}:
                return None
            years = {p.text[:4] for p in r.periods}
            if not fact.period and not any(self.index.main_year.get(d) in years for d in fact.documents):
                return None
            penalty += 0.0 if fact.period else 0.05
        elif not fact.period:
            penalty += 0.05     # an earlier state beside the one of today: 从五年前的甲提高到乙
        if fact.region and not any({fact.region, fact.about} & set(one.iris) for one in r.linked):
            penalty += OTHER_PLACE
        label = self.index.label(fact.indicator)
        if _YEARLY.search(r.text) and not _YEARLY.search(label):
            return None
        if PER.search(r.text) and not PER.search(label) and not PER.search("".join(fact.snippets)):
            return None
        if PER.search(label) and not PER.search(r.text):
            return None
        penalty += 0.1 if PER.search(r.text) and not PER.search(label) else 0.0
        penalty += 0.08 if _YEARLY.search(label) and not _YEARLY.search(r.text) else 0.0
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
        asked = _CLASSIFIER.search(self.reading.folded)
        return not (asked and kind == "count" and asked[1] not in written and not written.endswith("个"))

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
            scored = [s for s in scored if self._about_it(s.fact)]
        for best in self._leaders(scored):
            if self._about_it(best.fact) or not self._of_another(best.fact):
                yield Plan(a.Value(self.obs(best.fact)), best.score, best.fit, (best.fact.iri,))

    def _of_another(self, fact: Observed) -> bool:
        """Whether the question names somebody, unknown to the graph, whom only the sentence of the fact has too."""
        missing = self.match.recall(Texts(self.match.texts(fact).own, "", ""))[1]
        return leftover.holds_name(missing)

    def _about_it(self, fact: Observed) -> bool:
        """Whether the question asks for the fact's subject, by its name, its place or its maker."""
        linked = {i for one in self.reading.linked for i in one.iris}
        makers = {r.subject for r in self.index.incoming.get(fact.about, ()) if r.predicate in OWNING}
        return bool(linked & {fact.about, fact.region, *makers}) \
            or self.match.precision([self.index.label(fact.about)]) >= SUBJECT

    def _of_members(self) -> list[Scored]:
        """For a region without a figure of its own: the one figure that all of its members with figures have."""
        linked = {i for one in self.reading.linked for i in one.iris}
        regions = {i for i in linked if VOCAB.family(self.index.names[i].type) == "region"}
        members = {r.subject for i in regions for r in self.index.incoming.get(i, ()) if r.predicate == "part_of"}
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

    def _leaders(self, scored: list[Scored]) -> list[Scored]:
        """The best, and those as good that say something else."""
        leaders: list[Scored] = []
        for one in scored[:50]:
            if one.score < scored[0].score - CLOSE:
                break
            if all(one.fact.written != other.fact.written for other in leaders):
                leaders.append(one)
        return leaders

    def obs(self, fact: Observed, about: a.Set | None = None) -> a.Obs:
        """The observations that say the same thing about the same subject."""
        region = a.One((fact.region,)) if fact.region else None
        twins = [o for o in self.index.about.get(fact.about, ()) if o.written != fact.written and
                 (o.indicator, o.region, o.period, o.status) == (fact.indicator, fact.region, fact.period, fact.status)]
        # Two reports that disagree are both shown; two figures of one report differ in what the graph has not kept.
        only = fact.iri if any(set(o.documents) & set(fact.documents) for o in twins) else None
        if not fact.period and any(o.period and (o.indicator, o.region) == (fact.indicator, fact.region)
                                   for o in self.index.about.get(fact.about, ())):
            only = fact.iri         # of an earlier time that is not told: 由10天缩短至2天
        return a.Obs(about or a.One((fact.about,)), (fact.indicator,), fact.period or None, region,
                     status=fact.status if fact.status != "actual" else None, base_period=fact.base_period or None,
                     fact=only)

    # ---- things ----------------------------------------------------------------------------------------
    def things(self) -> Iterator[Plan]:
        """What stands in a relation to what the question names."""
        sides = [s for r in self.match.relations() for s in self._sides(r)]
        sides.sort(key=lambda s: (-s[2], s[0].iri))
        if not sides:
            return
        groups: dict[tuple[str, str, bool], list[tuple[Related, Fit, float]]] = {}
        for fact, inverse, score, fit in sides:
            known = fact.object if inverse else fact.subject
            groups.setdefault((known, fact.predicate, inverse), []).append((fact, fit, score))
        for (known, predicate, inverse), members in list(groups.items())[:8]:
            _, fit, score = members[0]
            knowns = [known]
            if self.reading.has("ask", "list") or self.reading.hole:
                # A description may fit several things: all platforms of that kind, whoever runs them.
                least = 0.5 if self._is_named(known) else DESCRIBED
                knowns += [k for (k, p, i), m in groups.items() if (p, i) == (predicate, inverse) and k != known
                           and m[0][1].recall >= fit.recall - CLOSE and m[0][1].precision >= least]
            facts = [m[0] for k in knowns for m in groups[k, predicate, inverse]]
            best = max(m[1].recall for k in knowns for m in groups[k, predicate, inverse])
            fitting = [m[0] for k in knowns for m in groups[k, predicate, inverse] if m[1].recall >= best - 0.05]
            hole = self.reading.hole
            vague = hole is not None and hole.classes == ("Entity",) and self.reading.has("ask", "list")
            if vague:
                # 哪几条主线: the things of the one sentence that speaks of 主线.
                first = members[0][0]
                facts = fitting = [f for f in facts if set(first.snippets) & set(f.snippets)
                                   and set(first.verbs) & set(f.verbs)]
                if len(facts) < 2:
                    continue
            only: tuple[str, ...] = tuple(f.iri for f in facts) if vague else ()
            if len(fitting) < len(facts) and not self._whole_list(facts, fitting):
                facts, only = fitting, tuple(f.iri for f in fitting)
            of: a.Set = a.Hop(a.One(tuple(knowns)), (predicate,), inverse, only)
            if VOCAB.relations[predicate].symmetric and not only:
                of = a.Or((of, a.Hop(a.One(tuple(knowns)), (predicate,), not inverse)))
            if also := self._through_answer(facts[0], inverse):
                of = a.And((of, a.Hop(a.One(also), tuple(sorted(OWNING)))))
            if hole:
                of = a.And((of, self._kind(hole, [f.subject if inverse else f.object for f in facts])))
            if named := self._named_among(facts, inverse):
                of = a.Minus(of, a.One(named))
            yield Plan(a.Members(of), score, fit, tuple(f.iri for f in facts), size=self.reading.size)

    def _is_named(self, iri: str) -> bool:
        """Whether the question names the thing itself, and does not only describe it."""
        return any(iri in one.iris for one in self.reading.linked)

    def _kind(self, hole: rules.Hole, answers: list[str]) -> a.Kind:
        """The class asked for: 头部银行 is no answer to 哪些银行 where a bank is."""
        types = {self.index.names[i].type for i in answers}
        single = any(t != "Group" and hole.has_class(t) for t in types)
        return a.Kind(hole.classes, () if single and "Group" in types else hole.endings)

    @staticmethod
    def _whole_list(facts: list[Related], fitting: list[Related]) -> bool:
        """Whether the facts that fit less are of the same sentence as those that fit: then they are one list."""
        said = {s for f in fitting for s in f.snippets}
        return all(said & set(f.snippets) for f in facts)

    def _through_answer(self, fact: Related, inverse: bool) -> tuple[str, ...]:
        """Things the question names that only the answer is tied to: 河南 in 河南为农户推出的模式."""
        answer, known = (fact.subject, fact.object) if inverse else (fact.object, fact.subject)
        owners = {r.subject for r in self.index.incoming.get(answer, ()) if r.predicate in OWNING}
        near = {known} | {r.subject for r in self.index.incoming.get(known, ()) if r.predicate in OWNING}
        near |= {r.object for r in self.index.outgoing.get(known, ()) if r.predicate in OWNING}
        named = {i for one in self.reading.linked if self.match.named(one) for i in one.iris}
        return tuple(sorted((named & owners) - near)) if not named & near else ()

    def _named_among(self, facts: list[Related], inverse: bool) -> tuple[str, ...]:
        """What the query would find although the question itself names it: it is not what is asked for."""
        keys = {(f.object if inverse else f.subject, f.predicate) for f in facts}
        found = {r.subject if inverse else r.object for r in self.index.relations
                 if ((r.object if inverse else r.subject), r.predicate) in keys}
        return tuple(sorted(i for i in found if any(i in one.iris for one in self.reading.linked)))

    def _sides(self, fact: Related) -> Iterator[tuple[Related, bool, float, Fit]]:
        """The relation read both ways: (fact, whether the subject is asked for, score, fit)."""
        if (self.document and self.document not in fact.documents) or not self.match.timely(fact.documents):
            return
        verb = self.match.verb_fits(fact.predicate)
        if self.reading.hole is None and fact.predicate in FIELD and _MEMBERS.search(self.reading.text):
            verb += CLOSE       # 甲有哪些 asks for members before anything else
        for inverse in (False, True):
            answer, known = (fact.subject, fact.object) if inverse else (fact.object, fact.subject)
            if not self.may_be_answer(answer) or not self.match.touches(fact):
                continue
            if verb < 0 and (self.limits.lenient or self.asks_who()):
                continue
            if self.reading.hole is None and not verb > 0 and not self.asks_who():
                continue            # neither the kind of thing nor the relation is asked for
            recall, missing = self.match.recall(self._side_texts(fact, answer, known))
            precision = 1.0 if self._is_document(known) else self.match.precision([self.index.label(known)])
            fit = Fit(recall, precision, missing)
            yield fact, inverse, fit.score + 0.02 * fact.confidence + verb, fit

    def _is_document(self, iri: str) -> bool:
        """Whether a thing is the document that the question calls 报告."""
        return _DOCUMENT.search(self.reading.text) is not None and \
            self.index.label(iri) in self.index.titles.values()

    def definitions(self) -> Iterator[Plan]:
        """What a thing is: the kind it is of, else what it offers."""
        r = self.reading
        inside = {i for one in r.linked for i in range(one.start, one.end)}
        if len(r.linked) != 1 or any(is_open and i not in inside for i, is_open in enumerate(r.open)):
            return
        iri, fit = r.linked[0].iris[0], Fit(1.0, 1.0, "")
        for predicates in (("instance_of", "broader"), ("provides",)):
            if facts := tuple(f.iri for f in self.index.outgoing.get(iri, ()) if f.predicate in predicates):
                yield Plan(a.Members(a.Hop(a.One((iri,)), predicates)), 0.8, fit, facts)
                return

    def asks_who(self) -> bool:
        return re.search(r"谁|哪家", self.reading.folded) is not None

    def _side_texts(self, fact: Related, answer: str, known: str) -> Texts:
        index = self.index
        own = [*index.names[known].names, *fact.verbs, *VOCAB.relations[fact.predicate].labels]
        near = [n for t in self.match.touched(fact) if t != answer and t in index.names for n in index.names[t].names]
        type_ = index.names[known].type
        near += VOCAB.classes[type_].labels if type_ in VOCAB.classes else ()
        return Texts(joined(own + near), joined((*fact.snippets, index.label(answer))), joined(fact.around))

    def may_be_answer(self, iri: str) -> bool:
        name, r = self.index.names[iri], self.reading
        if name.type == "Country" and self.match.is_country(name.label):
            return False        # the country as a whole is where all of it is
        if fold(name.label) in rules.load().class_words:
            return False        # 公司, 科技企业: a kind of thing is none of its kind
        if fold(name.label) in r.folded or any(iri in one.iris for one in r.linked):
            return False
        if r.hole:
            return name.type in VOCAB.classes and r.hole.fits(name.type, name.label)
        if self.asks_who():
            return name.type in VOCAB.classes and VOCAB.fits(name.type, ("Institution", "Group", "Region"))
        if r.has("ask", "problem"):
            return name.type in ("Problem", "Entity")
        return name.type != "Indicator"

    def bearers(self) -> Iterator[Plan]:
        """The subjects, makers or regions of figures: which cities have a coverage of 70 %, which insurers have one."""
        r = self.reading
        if not (r.has("ask", "list") or r.hole or "谁" in r.folded):
            return
        if self.limits.lenient and not (r.quantities or r.has("number")):
            return
        wanted = [q for q in r.quantities if q.value_base is not None and q.kind not in ("number", "vague")
                  and not (q.kind == "count" and r.size == q.value_base)]
        limit = self._without(wanted[0]) if wanted and wanted[0].comparator != "=" else None
        groups: dict[tuple[object, ...], list[tuple[Scored, str]]] = {}
        for one in self.scored(skip_units=True, measures={"level", "growth", "share", "change"}):
            fact = one.fact
            if wanted and not self._reaches(fact, wanted[0]):
                continue
            measured = self.match.measure(fact)
            owners = [r.subject for r in self.index.incoming.get(fact.about, ()) if r.predicate in MAKING]
            for by, iri in (("about", fact.about), ("region", fact.region), *(("owner", o) for o in owners)):
                if not iri or not self.may_be_answer(iri):
                    continue
                kept = [measured.stem, self.index.label(fact.about if by == "region" else fact.region)]
                fit = Fit(one.fit.recall, self.match.precision(kept), one.fit.missing)
                if limit:
                    recall, missing = self.match.recall(self.match.texts(fact), limit)
                    fit = Fit(recall, fit.precision, missing)
                key = (by, measured.measure, fact.unit_base, fact.about if by == "region" else fact.region,
                       "" if wanted else measured.stem)
                if self.limits.meets(fit):
                    groups.setdefault(key, []).append((Scored(fact, fit, fit.score), by))
        for members in groups.values():
            facts = [m[0].fact for m in members]
            best, by = members[0]
            op = self._op(wanted[0], facts) if wanted else None
            value = wanted[0].value_base if wanted else None
            obs = self._group_obs(facts, by)
            of: a.Set = a.Having(obs, "region" if by == "region" else "about", op, value)
            if by == "owner":
                of = a.Hop(of, tuple(sorted(MAKING)), inverse=True)
            if r.hole:
                of = a.And((of, a.Kind(r.hole.classes, r.hole.endings)))
            # A figure is mentioned: the bearers of figures are asked for, not whoever else deals with the thing.
            bonus = 0.05 * bool(wanted) + 0.1 * r.has("number")
            yield Plan(a.Members(of), best.score + bonus, best.fit, tuple(f.iri for f in facts), size=r.size)

    def _without(self, limit: Quantity) -> tuple[bool, ...]:
        """The open characters of the question but those of a limit (超过40%), which the query itself tests."""
        r = self.reading
        written = fold(r.text[limit.outer_start:limit.outer_end])
        at = r.folded.find(written)
        return tuple(is_open and not (at <= i < at + len(written)) for i, is_open in enumerate(r.open))

    def _group_obs(self, facts: list[Observed], by: str) -> a.Obs:
        indicators = tuple(dict.fromkeys(f.indicator for f in facts))
        periods = {f.period for f in facts}
        period = periods.pop() if len(periods) == 1 else ""
        if by == "region":
            abouts = a.One(tuple(dict.fromkeys(f.about for f in facts)))
            return a.Obs(abouts, indicators, period or None, any_region=True)
        regions = {f.region for f in facts}
        region = regions.pop() if len(regions) == 1 else ""
        return a.Obs(None, indicators, period or None, a.One((region,)) if region else None)

    @staticmethod
    def _op(asked: Quantity, facts: list[Observed]) -> a.Op:
        """How the query compares: 超过70% leaves out 70%, but not what is itself told as 超70%."""
        op = _OPS.get(asked.comparator, "=")
        limit = float(asked.value_base or 0)
        if asked.comparator == ">" and not any(f.value == limit and f.comparator in (">", ">=") for f in facts):
            return ">"
        if asked.comparator == "<" and not any(f.value == limit and f.comparator in ("<", "<=") for f in facts):
            return "<"
        return op

    @staticmethod
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

    def phrases(self) -> Iterator[Plan]:
        """Words of the text that say why, how, what problem, what change."""
        for phrase, fit in phrases.phrases(self.match, self.document, self.limits):
            yield Plan(phrase, fit.score - 0.1, fit, ())
