"""From a reading to the query that answers it: every way to read the question is scored, the best that accounts for
the whole question is kept, and none is kept where something stays unaccounted for."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kg.index import Index, Observed, bigrams, fold
from kg.text.quantity import Quantity, find_quantities
from kg.vocab import VOCAB
from qa import (
    agents,
    bearers,
    compute,
    defined,
    figures,
    in_a_row,
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
    when,
)
from qa import algebra as a
from qa.candidate import CLOSE, STRICT, Limits, Plan, Scored
from qa.match import OWNING, Fit, Matcher, Texts
from qa.question import NAMED, Reading, read
from qa.weigh import Weigher

MORE = 0.1          # of its names a figure says unasked, beyond another, and is no rival to it
NEAR = 0.1          # for a cause that stands beside all that the question says
SUBJECT = 0.6       # of the name of a figure's subject, where words of the question are passed over
NAME = 3            # characters of a name, at least, that the graph does not know
_BORDER = re.compile(r"[,，;；:：。]")
_SEVERAL = re.compile(r"[两二三四五六七八九十](?:[大个家种类条款项座]|者)")


def _after(text: str, written: str) -> str:
    """What follows the clause of a figure in its sentence."""
    at = text.find(written)
    m = _BORDER.search(text, at + len(written)) if at >= 0 else None
    return text[m.end():] if m else ""


def _counted_by(text: str, figure: Quantity) -> str:
    """What stands behind a figure in its clause: 三方会议 of 38次三方会议."""
    m = _BORDER.search(text, figure.end)
    return text[figure.end:m.start() if m else len(text)]


def _rounds(one: Observed, other: Observed) -> bool:
    """Whether a figure is another one rounded, in the same sentence: 近8千亿元(7996.3亿元)."""
    same = (one.about, one.indicator, one.region, one.period) == (
        other.about, other.indicator, other.region, other.period)
    if not same or not one.value or not other.value or not set(one.around) & set(other.around):
        return False
    digits, more = (len(re.sub(r"\D", "", f.written).strip("0")) for f in (one, other))
    return digits < more and abs(one.value - other.value) <= 0.05 * abs(other.value)


class Planner:
    """All readings of one question over one index."""

    def __init__(self, index: Index, reading: Reading, document: str | None = None,
                 limits: Limits = STRICT) -> None:
        self.index, self.reading, self.document, self.limits = index, reading, document, limits
        self.match = Matcher(index, reading, neighbours=not limits.lenient)
        self.weigh = Weigher(index, reading, self.match, document)

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
        if turn.asks_both(self.reading.text):
            return list(figures.both_ends(self))
        if self.reading.has("ask", "when"):
            return list(when.told(self))
        if not self.reading.has("ask", "boolean") and (row := list(in_a_row.in_a_row(self))):
            return row
        if self.reading.has("ask") and not self.only_counts():
            found = list(agents.agents(self)) or list(agents.together(self)) or list(spans.spans(self))
            return [p for p in found if self.tells_of_it(p)]
        found = [*([] if self.reading.has("difference") else figures.figures(self)), *figures.apart(self)]
        if not found and self.reading.has("number", "count"):
            found += compute.listed_in_text(self)
        return [p for p in found if self.limits.covers(p.fit)]

    def tells_of_it(self, plan: Plan) -> bool:
        """Whether the sentence of a plan has the whole name of what the question seeks the place of."""
        seated = rules.asked("seated", self.reading.folded)
        if seated is None or not isinstance(plan.asked, a.Phrase):
            return True
        at = (plan.asked.document, plan.asked.first)
        told = "".join(p.text for p in self.match.passages() if (p.document, p.start) == at)
        return seated["what"].replace("的", "") in fold(told).replace("的", "")

    def only_counts(self) -> bool:
        """Whether a number of things is asked for, and not which they are."""
        r = self.reading
        return r.has("number", "count") and not re.search("哪|什么|谁|啥", r.folded)

    def _makers(self) -> list[Callable[[], Iterator[Plan]]]:
        r = self.reading
        if r.has("ask", "when"):
            return [lambda: when.best(self)] if r.has("rank") or r.has("compare", "which") else []
        if turn.asks_both(r.text):
            return []
        if r.has("ask", "about"):
            return [lambda: things.known(self)]
        if rules.asked("definition", r.text) and not r.has("ask", "why") and (known := list(things.definitions(self))):
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
    def numbers(self) -> Iterator[Plan]:
        """One figure: what is the indicator of a thing, in a region and a period."""
        scored = self.weigh.scored()
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
        scored = self.weigh.scored(measures={"change"}) if since else []
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
        if leftover.holds_name(missing):
            return True
        label, kind = self.index.label(fact.about), self.index.names[fact.about].type
        if kind not in VOCAB.classes or VOCAB.family(kind) not in NAMED or self.match.precision([label]) >= SUBJECT:
            return False
        # 甲以28%居首,此外还有乙、丙: nothing is told of 乙 by the figure before it.
        after = [fold(_after(text, fact.written)) for text in fact.around]
        return any(len(part) >= NAME and part in text for part in missing.split("|") for text in after)

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
            penalty = self.weigh.penalty(fact, skip_units=False, measures=self.weigh.measures())
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
            rounded = [i for i, other in enumerate(leaders) if _rounds(other.fact, one.fact)]
            if rounded:
                leaders[rounded[0]] = one
            elif all(one.fact.written != other.fact.written and not _rounds(one.fact, other.fact)
                     for other in leaders):
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
        return rules.asked("receiver", self.reading.text) is not None

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
