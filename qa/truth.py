"""Is it so: is a figure above another or above a number, does a relation hold, does the text deny it."""
from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.index import Observed, fold
from kg.text.quantity import find_quantities
from kg.vocab import VOCAB
from qa import algebra as a
from qa import rules, threshold
from qa.candidate import Plan
from qa.indicator import direction
from qa.match import MAKING, Fit, Texts, joined
from qa.parts import core
from qa.question import read

if TYPE_CHECKING:
    from qa.plan import Planner

# (is not) above B · above 60 % · below, reaching, being so much; or A 比 B 高.
_THAN = re.compile(
    r"比(?![例重率较])(?P<right>.{1,20}?)"
    r"(?P<how>[涨长跑增]?得?(?:更|要|还)?(?:高|大|多(?!少)|快|强|低|小(?!微)|少|慢))"
    r"|(?P<word>不?(?:高于|大于|超过|超出|多于|快于|低于|小于|少于|慢于|达到?|不足|是(?!否|不是)))"
    r"(?P<after>[^?？吗]{1,24})")
_BELOW = re.compile(r"低于|小于|少于|不足|慢于|落后|不及|比.{1,20}?(?:低|小|少|慢)")
_AVERAGE = re.compile(r"平均|整体|总体|行业|全国|大盘")
# What denies a clause, what a question has that asks for a denial, and its idioms that deny nothing.
_DENIAL = re.compile(r"尚未|还未|并未|从未|未能|未曾|暂未|没有|尚无|暂无|不适用"
                     r"|不予|不得|不含|不再|不包括|无需|不需|不设"
                     r"|暂不|不能|不可|不是|并非|仍无|未(?=[获实进达完建形被纳出设开])|严禁|禁止")
_ASKED_DENIAL = re.compile(r"没有|尚未|未|不")
_EITHER = re.compile(r"(.)[不没]\1|有没有|是否|有无|不少|不仅|不断|不良|不同|不足|不动产")
SAID = 0.85        # of a question that one or two clauses must hold
HALF = 0.6         # of a name must be in a question that asks whether two things are related


def comparisons(planner: Planner) -> Iterator[Plan]:
    """Is a figure above another or above a number; does a relation hold; does the text deny it."""
    denied = list(_denials(planner))
    yield from denied or threshold.thresholds(planner)
    yield from () if denied else _figure_questions(planner)
    if not denied:
        yield from _directions(planner)
    if not denied:
        yield from _relation_questions(planner)
        yield from _other_makers(planner)
        yield from _sentences(planner)


def _figure_questions(planner: Planner) -> Iterator[Plan]:
    r = planner.reading
    text = re.sub(r"(?:是否|是不是)为?(?=\d)", "是", r.text)
    text = re.sub(r"是否|是不是|有没有|[,，]?对不对|算不算", "", text)
    than = _THAN.search(text)
    if not than:
        return
    below = bool(_BELOW.search(than[0]))
    op: a.Op = "<" if below else ">"
    right = than["right"] or than["after"] or ""
    if any(q.kind not in ("number", "vague") for q in find_quantities(text[than.start():])):
        return
    left_text = text[:than.start()] + (text[than.start("how"):] if than["how"] else "")
    if than["word"] and than["word"].lstrip("不") in ("达", "达到", "是"):
        return
    growth = {"growth"} if re.search(r"[涨长跑增]得?快|[涨长跑]得?慢|增速|增长", r.text) else None
    left_planner = planner.again(left_text)
    lefts = [s for s in left_planner.scored(skip_units=True, measures=growth)
             if planner.limits.meets(s.fit, 0.6) and s.fact.value is not None]
    for left in lefts[:3]:
        other = _counterpart(planner, left.fact, right)
        if other:
            asked = a.Compare(planner.obs(left.fact), op, planner.obs(other))
            yield Plan(asked, left.score, left.fit, (left.fact.iri, other.iri))
            return


def _directions(planner: Planner) -> Iterator[Plan]:
    """Did it grow, did it fall: by the sign of the growth that the graph has."""
    r = planner.reading
    asked = direction(r.text)
    if not asked or r.quantities or r.has("compare", "than"):
        return
    for scored in planner.scored(skip_units=True, measures={"growth", "change"}, either_way=True):
        label = planner.index.label(scored.fact.indicator)
        if planner.limits.meets(scored.fit, 0.6) and scored.fact.value is not None:
            same = asked == (direction(label) or 1)
            test = a.Compare(planner.obs(scored.fact), ">" if same else "<", Decimal(0))
            yield Plan(test, scored.score, scored.fit, (scored.fact.iri,))
            return


def _counterpart(planner: Planner, left: Observed, right: str) -> Observed | None:
    """The figure that `left` is compared with: of the thing or region that `right` names, or of the whole."""
    index, match = planner.index, planner.match
    measured = match.measure(left)
    alike = [o for o in index.observations if o.iri != left.iri and o.value is not None and o.period == left.period
             and o.unit_base == left.unit_base and match.measure(o).measure == measured.measure
             and core(match.measure(o).stem) == core(measured.stem)]
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
        if planner.limits.meets(fit):
            asked = a.Exists(a.One((fact.subject,)), (fact.predicate,), a.One((fact.object,)))
            yield Plan(asked, fit.score, fit, (fact.iri,))


def _sentences(planner: Planner) -> Iterator[Plan]:
    """What one sentence says of all that is asked: 否 where its clause denies it or says the opposite."""
    found = []
    asked = [(planner, "")]
    for pair in rules.load().opposites:
        for word, opposite in (pair, pair[::-1]):
            if word in planner.reading.text:
                asked.append((planner.again(planner.reading.text.replace(word, opposite)), word))
    for one, instead in asked:
        r = one.reading
        if r.quantities or r.has("compare", "than") or r.strangers:
            continue
        for passage in one.match.passages():
            if (one.document not in (None, passage.document)) or not one.match.timely([passage.document]):
                continue
            for start, end in clauses(passage.text):
                clause = fold(passage.text[start:end])
                recall, missing = one.match.recall(Texts(clause, "", fold(passage.section)))
                fit = Fit(recall, 1.0, missing)
                if recall >= SAID and one.limits.covers(fit) and all(
                        r.folded[n.start:n.end] in clause for n in r.linked if one.match.named(n)):
                    found.append((recall - (end - start) / 1000, fit, passage, start, end, instead))
    for recall, fit, passage, start, end, instead in sorted(found, key=lambda f: (-f[0], f[2].start))[:1]:
        clause = passage.text[start:end]
        if instead:
            holds: tuple[str, ...] = (instead,)
            lacks: tuple[str, ...] = ()
        else:
            denial = _DENIAL.search(clause) or _negated(planner, clause)
            asked_so = _ASKED_DENIAL.search(_EITHER.sub("", planner.reading.text))
            holds = (denial[0],) if denial and asked_so else ()
            lacks = (denial[0],) if denial and not asked_so else ()
            if asked_so and not denial:
                return
            if not denial and _last_word(planner) not in fold(clause):
                return          # a synonym is not enough for a yes
        yield Plan(a.Says(passage.document, passage.start + start, passage.start + end, holds, lacks),
                   0.9 * min(1.0, recall), fit, ())


def _negated(planner: Planner, clause: str) -> re.Match[str] | None:
    """Where a clause denies the very word that the question ends in: 不健全, 未建成, 难以落地."""
    word = _last_word(planner)
    return re.search(rf"(?:不够|不太|难以|无法|[不未无没非]){re.escape(word)}", clause) if word else None


def _last_word(planner: Planner) -> str:
    """The last two open characters of the question: what is said of the thing."""
    r = planner.reading
    found = [r.folded[i:i + 2] for i in range(len(r.folded) - 1) if r.open[i] and r.open[i + 1]]
    return found[-1] if found else ""


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Each clause of a sentence, and each two neighbours."""
    spans = [m.span() for m in re.finditer(r"[^,，;；:：]+", text)]
    yield from spans
    yield from ((one[0], other[1]) for one, other in zip(spans, spans[1:], strict=False)
                if not re.search("[;；]", text[one[1]:other[0]]))


def _other_makers(planner: Planner) -> Iterator[Plan]:
    """否 where the graph gives what is asked about to another maker than the one the question names."""
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
        if recall >= planner.limits.recall and match.verb_fits(facts[0].predicate) >= 0:
            asked = a.Exists(a.One((actors[0],)), tuple(sorted(MAKING)), a.One((made,)))
            yield Plan(asked, fit.score - 0.05, fit, tuple(r.iri for r in facts))


def _denials(planner: Planner) -> Iterator[Plan]:
    """否 where the evidence about a named thing says 无X or 不需X of the X that is asked about."""
    r, match = planner.reading, planner.match
    for fact in match.relations(60):
        named = any(i in (fact.subject, fact.object) for one in r.linked for i in one.iris)
        if not named or not match.timely(fact.documents) or not match.touches(fact):
            continue
        for i in range(len(r.folded) - 1):
            word = r.folded[i:i + 2]
            denial = rf"(?:无|无需|不需要?|免|没有){re.escape(word)}"
            if r.open[i] and r.open[i + 1] and re.search(denial, fold(planner.index.label(fact.object))):
                fit = Fit(1.0, 1.0, "")
                asked = a.Exists(a.One((fact.subject,)), (fact.predicate,), a.One((fact.object,)), denied=True)
                yield Plan(asked, match.fit(fact).score, fit, (fact.iri,))
                return
