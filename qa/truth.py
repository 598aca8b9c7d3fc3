"""Is it so: is a figure above another or above a number, does a relation hold, does the text deny it."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.index import Observed, Passage, bigrams, fold
from kg.text.quantity import find_quantities
from kg.vocab import VOCAB
from qa import algebra as a
from qa import leftover, rules, threshold, turn
from qa.candidate import Plan
from qa.figures import of_years_together
from qa.indicator import direction
from qa.match import MAKING, Fit, Texts, joined
from qa.parts import core
from qa.question import link, read

if TYPE_CHECKING:
    from qa.plan import Planner

# (is not) above B · above 60 % · below, reaching, being so much; or A 比 B 高.
_THAN = re.compile(
    r"比(?![例重率较])(?P<right>.{1,20}?)"
    r"(?P<how>[涨长跑增]?得?(?:更|要|还)?(?:高|大|多(?!少)|快|强|低|小(?!微)|少|慢))"
    r"|(?P<word>不?(?:高于|大于|超过|超出|多于|快于|低于|小于|少于|慢于|达到?|不足|是(?!否|不是)))"
    r"(?P<after>[^?？吗]{1,24})")
_BELOW = re.compile(r"低于|小于|少于|不足|慢于|落后|不及|比.{1,20}?(?:低|小|少|慢)")
_KEEPS_UP = re.compile(r"[赶跟追比]得?上")
# A clause that compares.
_TOLD = re.compile(r"高于|大于|超过|超出|多于|快于|强于|优于|领先于?|赶上|跟上"
                   r"|(?P<down>低于|小于|少于|慢于|弱于|落后于?|滞后于?|不及|跟不上|赶不上)")
# 以前做过吗: whether it was before what is told.
_MONTH = re.compile("月|季")
_BEFORE = re.compile("以前|之前|此前|过去|从前|以往|曾经?|早就|早已")
_FIRST = re.compile("首次|首度|第一次|头一回|首届|首创|从未|未曾")
_CONTRARIES = (("大", "小"), ("高", "低"), ("长", "短"), ("全", "半"), ("新", "旧"), ("内", "外"), ("正", "负"))
_PARTICLES = re.compile(r"(?:[了的吗吧呢么,，?？!！。]|没有?|对不?对?|是不是|对)+$")
_ASKING = re.compile(r"是不是|是否|对不对|对[吗吧]|[吗吧]|是(?=最)|[,，?？\s]")
_AVERAGE = re.compile(r"平均|整体|总体|行业|全国|大盘")
# What denies a clause, what a question has that asks for a denial, and its idioms that deny nothing.
_DENIAL = re.compile(r"尚未|还未|并未|从未|未能|未曾|暂未|没有|尚无|暂无|不适用"
                     r"|不予|不得|不含|不再|不包括|无需|不需|不设"
                     r"|暂不|不能|不可|不是|并非|仍无|未(?=[获实进达完建形被纳出设开])|严禁|禁止"
                     r"|不愿|拒绝|无法|难以")
_ASKED_DENIAL = re.compile(r"没有|尚未|未|不|拒绝|无法|难以")
_EITHER = re.compile(r"(.)[不没]\1|没有?[?？]?$|有没有|是否|有无|不少|不仅|不断|不良|不同|不足|不动产")
SAID = 0.85        # of a question that one or two clauses must hold
AS_MUCH = 0.02
HALF = 0.6         # of a name must be in a question that asks whether two things are related


def comparisons(planner: Planner) -> Iterator[Plan]:
    """Is a figure above another or above a number; does a relation hold; does the text deny it."""
    if denied := list(_denials(planner)):
        yield from denied
        return
    figures = [plan for make in (threshold.thresholds, _figure_questions, _directions, _superlatives)
               for plan in make(planner)]
    yield from figures
    yield from _relation_questions(planner)
    yield from _other_makers(planner)
    if not any(planner.limits.meets(p.fit) and planner.limits.covers(p.fit) for p in figures):
        yield from _told_comparisons(planner)
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
    lefts = [s for s in left_planner.weigh.scored(skip_units=True, measures=growth)
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
    since = r.span("since")
    when = r.folded[slice(*since)] if since else ""
    asked = (1 if r.has("since", "up") else -1) if since else direction(r.text)
    if not asked or (not since and (r.quantities or r.has("compare", "than"))):
        return
    for scored in planner.weigh.scored(skip_units=True, measures={"growth", "change"}, either_way=True):
        label = planner.index.label(scored.fact.indicator)
        if since and not _since(scored.fact, planner, when):
            continue
        if planner.limits.meets(scored.fit, 0.6) and scored.fact.value is not None:
            same = asked == (direction(label) or 1)
            test = a.Compare(planner.obs(scored.fact), ">" if same else "<", Decimal(0))
            yield Plan(test, scored.score, scored.fit, (scored.fact.iri,))
            return


def _since(fact: Observed, planner: Planner, when: str) -> bool:
    """Whether a growth or a change is told since the time that the question names: 上月, or else the year before."""
    by_month = turn.on_month(fact) or turn.says_month(planner.index.label(fact.indicator))
    return by_month == (_MONTH.search(when) is not None)


def _superlatives(planner: Planner) -> Iterator[Plan]:
    """Is it the highest: whether the one named is what the question finds that asks which is."""
    r = planner.reading
    text = _ASKING.sub("", r.text)
    counted = all(q.kind == "count" for q in r.quantities)      # 三条赛道里
    for one in r.linked if r.has("rank") and counted else ():
        name = r.folded[one.start:one.end]
        type_ = planner.index.names[one.iris[0]].type
        if type_ == "Indicator" or name not in text:
            continue
        word = "地区" if type_ in VOCAB.classes and VOCAB.family(type_) == "region" else ""
        if type_ in VOCAB.classes and VOCAB.family(type_) == "institution":
            word = VOCAB.classes[type_].zh
        rest = text.replace(name, "", 1).removeprefix("的").removesuffix("的")
        found = [p for p in planner.again(f"{rest}的是哪个{word}?").plans()
                 if isinstance(p.asked, a.Members) and isinstance(p.asked.of, a.Best)]
        among = [p for p in found if _is_among(planner, p, one.iris)]
        if len(among) == 1 and isinstance(among[0].asked, a.Members):
            plan = among[0]
            yield replace(plan, asked=a.Any(a.And((a.One(one.iris), among[0].asked.of))))
            return


def _is_among(planner: Planner, plan: Plan, iris: tuple[str, ...]) -> bool:
    facts = [planner.index.by_iri[f] for f in plan.facts]
    return any(isinstance(f, Observed) and {f.about, f.region} & set(iris) for f in facts)


def _counterpart(planner: Planner, left: Observed, right: str) -> Observed | None:
    """The figure that `left` is compared with: of the thing or region that `right` names, or of the whole."""
    index, match = planner.index, planner.match
    measured = match.measure(left)

    def alike(among: Iterable[Observed]) -> list[Observed]:
        return [o for o in among if o.iri != left.iri and o.value is not None and o.period == left.period
                and o.unit_base == left.unit_base and match.measure(o).measure == measured.measure
                and core(match.measure(o).stem) == core(measured.stem)]

    named = [i for one in read(right, index).linked for i in one.iris]
    hits = alike(o for i in named for having in (index.about, index.within) for o in having.get(i, ()))
    if not hits and _AVERAGE.search(right):
        whole = ("", "全国", "中国")
        hits = [o for o in alike(index.about.get(left.about, ())) if index.label(o.region) in whole]
    same = [o for o in hits if o.about == left.about or o.region == left.region]
    values = {o.value for o in same}
    return same[0] if len(values) == 1 else None


def _relation_questions(planner: Planner) -> Iterator[Plan]:
    """是 where the graph relates the named things so; 否 where it relates one of them to another in their stead."""
    r, match, index = planner.reading, planner.match, planner.index
    if r.quantities or r.has("compare", "than"):
        return
    for fact in match.relations(80):
        ends = (fact.subject, fact.object)
        if not r.linked or not match.timely(fact.documents) or not _ranked_so(planner, "|".join(fact.snippets)):
            continue
        if any(_contrary(r.text, text) for text in fact.snippets):
            continue
        if not match.touches(fact) or min(match.precision([index.label(e)]) for e in ends) < HALF:
            continue
        fit = match.fit(fact)
        if planner.limits.meets(fit):
            asked = a.Exists(a.One((fact.subject,)), (fact.predicate,), a.One((fact.object,)), _asks_denial(r.text))
            yield Plan(asked, fit.score, fit, (fact.iri,))


def _asks_denial(text: str) -> bool:
    """Whether a question asks if something is not so: 还没有…吗."""
    return _ASKED_DENIAL.search(_EITHER.sub("", text)) is not None


@dataclass(frozen=True, slots=True)
class _Said:
    """Clauses of a sentence that hold what is asked: from `start` to `end`, `told` the last of them, which says it."""

    recall: float
    fit: Fit
    passage: Passage
    start: int
    end: int
    told: str


def _saying(planner: Planner) -> Iterator[_Said]:
    """Where clauses of one sentence hold all that is asked, and the names it is asked about."""
    r, match = planner.reading, planner.match
    if r.strangers:
        return
    names = [r.folded[n.start:n.end] for n in r.linked if match.named(n)]
    for passage in match.passages():
        if (planner.document not in (None, passage.document)) or not match.timely_passage(passage):
            continue
        known = f"{fold(passage.section)}|{fold(planner.index.titles.get(passage.document, ''))}"
        for start, end, parts in _windows(passage.text, names):
            if r.quantities and of_years_together(planner, passage, parts[-1]):
                continue
            clause = fold("|".join(parts))
            recall, missing = match.recall(Texts(clause, "", known))
            fit = Fit(recall, 1.0, missing)
            if recall >= SAID and planner.limits.covers(fit) and all(n in clause or n in known for n in names) \
                    and all(fold(r.text[q.outer_start:q.outer_end]) in clause for q in r.quantities) \
                    and not _of_another(planner, fold(re.split("[,，:：]", parts[-1])[-1])):
                yield _Said(recall - (end - start) / 1000, fit, passage, start, end, parts[-1])


def _of_another(planner: Planner, clause: str) -> bool:
    """Whether the clause that says it names another of the class instead of one that the question names."""
    r, name = planner.reading, planner.index.names
    away = {name[i].type for n in r.linked if planner.match.named(n) and r.folded[n.start:n.end] not in clause
            for i in n.iris}
    return bool(away) and any(name[i].type in away for other in link(clause, planner.index) for i in other.iris)


def _windows(text: str, names: list[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Clauses that may say something: each, each two neighbours, and these behind a clause with the names."""
    spans = list(clauses(text))
    for start, end in spans:
        yield start, end, (text[start:end],)
        for s, e in spans:
            named = e < start and names and all(n in fold(text[s:e]) for n in names)
            if named and not re.search("[;；]", text[e:start]):
                yield s, end, (text[s:e], text[start:end])


def _sentences(planner: Planner) -> Iterator[Plan]:
    """What one sentence says of all that is asked: 否 where its clause denies it or says the opposite."""
    r = planner.reading
    if r.has("compare", "than"):
        return
    found = [(one, "") for one in _saying(planner) if _ranked_so(planner, one.told)]
    for pair in rules.load().opposites:
        for word, opposite in (pair, pair[::-1]):
            if word in r.text:
                found += [(one, word) for one in _saying(planner.again(r.text.replace(word, opposite)))
                          if opposite in one.told and word not in one.passage.text[one.start:one.end]]
    # Of clauses that hold as much the one that says the contrary in so many words comes first.
    for one, instead in sorted(found, key=lambda f: (-f[0].recall - AS_MUCH * bool(f[1]), f[0].passage.start))[:1]:
        if instead:
            holds: tuple[str, ...] = (instead,)
            lacks: tuple[str, ...] = ()
        else:
            if _BEFORE.search(r.text):
                yield from _before(planner, one)
                return
            denial = _DENIAL.search(one.told) or _negated(planner, one.told)
            if contrary := _contrary(r.text, one.told):
                yield _says(one, (), (contrary,))
                return
            asked_so = _asks_denial(r.text)
            holds = (denial[0],) if denial and asked_so else ()
            lacks = (denial[0],) if denial and not asked_so else ()
            if asked_so and not denial:
                return
            if not denial and not all(word in fold(one.told) for word in (_last_word(planner), _predicate(r.text))):
                return          # a synonym is not enough for a yes
        yield _says(one, holds, lacks)


def _contrary(question: str, told: str) -> str:
    """The word of a clause that is the question's with the contrary before it: 小批量 where 大批量 is asked for."""
    for one, other in (*_CONTRARIES, *(pair[::-1] for pair in _CONTRARIES)):
        for m in re.finditer(rf"{one}(?P<word>[\u4e00-\u9fff]{{2}})", question):
            if other + m["word"] in told and m[0] not in told:
                return other + m["word"]
    return ""


def _before(planner: Planner, one: _Said) -> Iterator[Plan]:
    """Whether something was done before what a clause tells: 否 where it is told as the first time."""
    first, before = _FIRST.search(one.told), _BEFORE.search(one.told)
    if first and not _FIRST.search(planner.reading.text):
        yield _says(one, (), (first[0],))
    elif before and not _DENIAL.search(one.told) and _predicate(planner.reading.text) in fold(one.told):
        yield _says(one, (before[0],), ())


def _says(one: _Said, holds: tuple[str, ...], lacks: tuple[str, ...]) -> Plan:
    at = one.passage.start
    asked = a.Says(one.passage.document, at + one.start, at + one.end, holds, lacks)
    return Plan(asked, 0.9 * min(1.0, one.recall), one.fit, ())


def _ranked_so(planner: Planner, clause: str) -> bool:
    """Whether a clause speaks of the highest or lowest, where the question does."""
    ranks = planner.reading.values("rank")
    return not ranks or any(cue.role == "rank" and cue.value in ranks and cue.pattern.search(clause)
                            for cue in rules.load().cues)


def _told_comparisons(planner: Planner) -> Iterator[Plan]:
    """是 or 否 by a clause that itself compares: 甲比率1%,低于全行2%的平均水平; 甲的速度滞后于乙."""
    r = planner.reading
    than = _THAN.search(r.text) or _KEEPS_UP.search(r.text)
    if not than or r.quantities:
        return
    asked_below = bool(_BELOW.search(than[0]))
    left = fold(r.text[:than.start()])
    for one in sorted(_saying(planner), key=lambda f: (-f.recall, f.passage.start)):
        told = list(_TOLD.finditer(one.told))
        if len(told) != 1:
            continue
        before, after = fold(one.told[:told[0].start()]), fold(one.told[told[0].end():])
        if len(bigrams(left) & bigrams(before)) < len(bigrams(left) & bigrams(after)):
            continue            # the other way round
        word = told[0][0]
        yield _says(one, *(((word,), ()) if (told[0]["down"] is not None) == asked_below else ((), (word,))))
        return


def _negated(planner: Planner, clause: str) -> re.Match[str] | None:
    """Where a clause denies the very word that the question ends in: 不健全, 未建成, 难以落地, 创新能力不足."""
    for word in filter(None, (_last_word(planner), _predicate(planner.reading.text))):
        said = re.escape(word)
        if m := re.search(rf"(?:不够|不太|[不未无没非]){said}|(?:难以|无法|不愿意?|拒绝)[^,，]{{0,6}}?{said}"
                          rf"|{said}[^,，]{{0,4}}(?:不足|不够|欠缺|薄弱|缺失)", clause):
            return m if not any(w in planner.reading.text for w in ("不", "难", "无", "薄弱", "欠缺", "缺失")) else None
    return None


def _predicate(text: str) -> str:
    """The last word of a question before what asks, where it has two characters: 上升 of 规模同比上升了吗."""
    word = (leftover.words(_PARTICLES.sub("", fold(text))) or [""])[-1]
    return word if len(word) > 1 and not word.isascii() else ""


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
        facts = index.leading_to(made, MAKING)
        makers = {r.subject for r in facts}
        if not facts or len(actors) != 1 or actors[0] == made or makers & set(named):
            continue
        if not match.timely(facts[0].documents):
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
