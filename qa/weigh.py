"""Which observations fit a question: its period, unit, measure, place and status, and what each leaves open."""
from __future__ import annotations

import re
from collections.abc import Iterable

from kg.index import Index, Observed, fold
from kg.text.period import find_stretch
from kg.text.quantity import units
from kg.types import Period
from qa import rules, turn
from qa.candidate import Scored
from qa.indicator import PER, YEARLY, direction
from qa.match import Matcher
from qa.modifiers import Restrictions
from qa.question import Reading, names_region, says_country

OTHER_PLACE = 0.04  # off a figure of a place that the question does not name
_BROADER, _APPLIED = frozenset({"broader"}), frozenset({"applies_to"})
_MEASURES = {"growth": {"growth"}, "share": {"share"}, "change": {"change", "growth"}}
_KINDS = {"percent": {"percent"}, "points": {"points"}, "money": {"money"}, "duration": {"duration", "age"},
          "times": {"times", "ratio"}, "count": {"count"}}
_AMOUNT = re.compile("规模(?!以上)|金额|余额")
_DONE = re.compile(r"(?<!早)已(?!有规划)|[建完达]成了|截至|截止|现有|目前(?!标)")
_CLASSIFIER = re.compile(r"(?:多少|几)个?(?:万|亿)?([家户台项件人名位座种款条类套辆所次笔张部间宗])")


class Weigher:
    """Weighs the observations of one index against one question."""

    def __init__(self, index: Index, reading: Reading, match: Matcher, document: str | None) -> None:
        self.index, self.reading, self.match, self.document = index, reading, match, document
        self.restrictions = Restrictions(reading.folded)

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
        if measure == "growth" and turn.on_month(fact) and not turn.says_month(r.text):
            return None
        if measure not in measures and not (is_part and "share" in measures):
            return None
        if not r.values("measure") and measure != "level":
            penalty += 0.05
        turned = turn.of(fact)
        if r.periods:
            if fact.period and fact.period not in _asked(r.periods):
                return None
            years = {p.text[:4] for p in r.periods}
            if not fact.period and not any(self.index.main_year.get(d) in years for d in fact.documents):
                return None
            penalty += 0.0 if fact.period else 0.05
        elif (not fact.period or turned < 0) and not r.has("before"):
            penalty += 0.05     # an earlier state beside the one of today: 从五年前的甲提高到乙
        if r.periods and turned < 0 and not fact.period:
            return None         # before a change that is told: of the time asked about least of all
        if (turned < 0 and turn.asks_end(r.text)) or (turned > 0 and r.has("before")):
            return None         # where it ended is not where it began
        if r.has("before", "ago") and not turn.so_long_ago(fact, r.text, self.index):
            return None
        if fact.region and not any({fact.region, fact.about} & set(one.iris) for one in r.linked):
            penalty += OTHER_PLACE
        label = self.index.label(fact.indicator)
        money = rules.asked("money", r.text)
        if money and not self._called(money["of"], label + self.index.label(fact.about)):
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
        if "数量" in label and (amount := _AMOUNT.search(r.text)) and self._has_amount(fact, amount[0], measure):
            return None
        asked_status = r.values("status")
        if not asked_status and fact.status != "actual" and (_DONE.search(r.text) or (r.periods and not fact.period)):
            return None         # what has been done is no aim; and an aim without a time is of none in particular
        if asked_status and fact.status not in asked_status:
            return None
        if not asked_status and fact.status != "actual":
            penalty += 0.1
        if not skip_units and not self.unit_fits(fact.unit_base or fact.unit, fact.unit):
            return None
        return penalty + 0.02 * (1 - fact.confidence)

    def _has_amount(self, fact: Observed, word: str, measure: str) -> bool:
        """Whether the same thing has a figure of the amount that the question names: 规模 beside 数量."""
        return any(word in self.index.label(o.indicator) and self.match.measure(o).measure == measure
                   and o.unit_base == fact.unit_base for o in self.index.about.get(fact.about, ()))

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

    def unit_fits(self, base: str, written: str) -> bool:
        """Whether a figure in these units is of a kind that the question asks for."""
        kinds = {k for v in self.reading.values("number") if v != "any" for k in _KINDS.get(v, {v})}
        unit = units().get(base) or units().get(written)
        kind = unit.kind if unit else "count"
        if kinds and kind not in kinds:
            return False
        text, measured = self.reading.text, self.reading.has("measure")
        if kind == "percent" and rules.asked("amount", text):
            return False
        if kind in ("money", "count") and rules.asked("rate", text):
            return False
        if kind in ("count", "duration") and not measured and rules.asked("money", text):
            return False
        asked = _CLASSIFIER.search(self.reading.folded)
        return not (asked and kind == "count" and written[-1:] not in rules.load().classifiers_like(asked[1])
                    and asked[1] not in written and not written.endswith("个"))


def _asked(periods: Iterable[Period]) -> set[str]:
    """The periods that a question names, and the years from the first to the last together: 2019到2024年."""
    named = {p.text for p in periods}
    whole = len(named) > 1 and all(re.fullmatch(r"\d{4}", text) for text in named)
    return named | {f"{min(named)}/{max(named)}"} if whole else named
