"""Things by their relations: what stands in a relation to what the question names, and what a thing is."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.index import Related
from kg.vocab import VOCAB
from qa import algebra as a
from qa import rules
from qa.candidate import CLOSE, Plan
from qa.match import FIELD, OWNING, Fit, Texts, joined

if TYPE_CHECKING:
    from qa.plan import Planner

DESCRIBED = 0.3     # of the name of a thing that a question describes, where it accounts for all of the question
_DOCUMENT = re.compile(r"报告|本文|文[件中里]|规划|意见|白皮书")
_ASKED_FOR = re.compile(r"(?:里面?|中|当中)?(?:点了?名|提到|列出|写明)?的?(?:都|分别)?"
                        r"(?:[有是]?哪(?:些|[几两二三四五六七八九])|有谁)")
_ASKS_FOR = re.compile(r"哪(?:些|[几两二三四五六七八九\d]+[个家座种类款项条]?)$")
_MEMBERS = re.compile(r"有(?:哪些|谁|哪几)|包括|是哪些")


def things(planner: Planner) -> Iterator[Plan]:
    """What stands in a relation to what the question names."""
    sides = [s for r in planner.match.relations() for s in _sides(planner, r)]
    # 甲的大省是哪些 asks for what is said to be such a 大省, where that is said.
    if kinds := _kind_asked(planner):
        sides = [s for s in sides if s[1] and s[0].predicate == "instance_of" and s[0].object in kinds
                 and planner.limits.meets(s[3])]
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
        if planner.reading.has("ask", "list") or planner.reading.hole:
            # A description may fit several things: all platforms of that kind, whoever runs them.
            least = 0.5 if _is_named(planner, known) else DESCRIBED
            knowns += [k for (k, p, i), m in groups.items() if (p, i) == (predicate, inverse) and k != known
                       and m[0][1].recall >= fit.recall - CLOSE and m[0][1].precision >= least]
        facts = [m[0] for k in knowns for m in groups[k, predicate, inverse]]
        best = max(m[1].recall for k in knowns for m in groups[k, predicate, inverse])
        fitting = [m[0] for k in knowns for m in groups[k, predicate, inverse] if m[1].recall >= best - 0.05]
        hole = planner.reading.hole
        vague = hole is not None and hole.classes == ("Entity",) and planner.reading.has("ask", "list")
        if vague:
            # 哪几条主线: the things of the one sentence that speaks of 主线.
            first = members[0][0]
            facts = fitting = [f for f in facts if set(first.snippets) & set(f.snippets)
                               and set(first.verbs) & set(f.verbs)]
            if len(facts) < 2:
                continue
        only: tuple[str, ...] = tuple(f.iri for f in facts) if vague else ()
        if len(fitting) < len(facts) and not _whole_list(facts, fitting):
            facts, only = fitting, tuple(f.iri for f in fitting)
        of: a.Set = a.Hop(a.One(tuple(knowns)), (predicate,), inverse, only)
        if VOCAB.relations[predicate].symmetric and not only:
            of = a.Or((of, a.Hop(a.One(tuple(knowns)), (predicate,), not inverse)))
        if also := _through_answer(planner, facts[0], inverse):
            of = a.And((of, a.Hop(a.One(also), tuple(sorted(OWNING)))))
        if hole:
            answers = [f.subject if inverse else f.object for f in facts]
            kind: a.Set = _kind(planner, hole, answers)
            if called := tuple(sorted({k for i in answers for k in planner.kinds_called(i, hole)})):
                kind = a.Or((kind, a.Hop(a.One(called), ("instance_of",), inverse=True)))
            of = a.And((of, kind))
        if named := _named_among(planner, facts, inverse):
            of = a.Minus(of, a.One(named))
        yield Plan(a.Members(of), score, fit, tuple(f.iri for f in facts), size=planner.reading.size)


def _kind_asked(planner: Planner) -> set[str]:
    """The kind of thing that the question asks for by a name of the graph: 哪些大省, 支付方式有哪几种."""
    text = planner.reading.folded
    asked = [one for one in planner.reading.linked if _ASKED_FOR.match(text[one.end:]) or _ASKS_FOR.search(
        text[:one.start])]
    return {i for one in asked for i in one.iris if planner.index.subjects(i, frozenset({"instance_of"}))}


def _is_named(planner: Planner, iri: str) -> bool:
    """Whether the question names the thing itself, and does not only describe it."""
    return any(iri in one.iris for one in planner.reading.linked)


def _kind(planner: Planner, hole: rules.Hole, answers: list[str]) -> a.Kind:
    """The class asked for: 头部银行 is no answer to 哪些银行 where a bank is."""
    types = {planner.index.names[i].type for i in answers}
    single = any(t != "Group" and hole.has_class(t) for t in types)
    if single and "Group" in types:
        return a.Kind(tuple(c for c in hole.classes if c != "Group"))
    return a.Kind(hole.classes, hole.endings)


def _whole_list(facts: list[Related], fitting: list[Related]) -> bool:
    """Whether the facts that fit less are of the same sentence as those that fit: then they are one list."""
    said = {s for f in fitting for s in f.snippets}
    return all(said & set(f.snippets) for f in facts)


def _through_answer(planner: Planner, fact: Related, inverse: bool) -> tuple[str, ...]:
    """Things the question names that only the answer is tied to: 河南 in 河南为农户推出的模式."""
    answer, known = (fact.subject, fact.object) if inverse else (fact.object, fact.subject)
    owners = planner.index.subjects(answer, OWNING)
    near = {known} | planner.index.subjects(known, OWNING) | planner.index.objects(known, OWNING)
    named = {i for one in planner.reading.linked if planner.match.named(one) for i in one.iris}
    return tuple(sorted((named & owners) - near)) if not named & near else ()


def _named_among(planner: Planner, facts: list[Related], inverse: bool) -> tuple[str, ...]:
    """What the query would find although the question itself names it: it is not what is asked for."""
    index = planner.index
    keys = {(f.object if inverse else f.subject, f.predicate) for f in facts}
    named = {iri for one in planner.reading.linked for iri in one.iris}
    return tuple(sorted(i for i in named if any(
        index.are_related(*((i, predicate, k) if inverse else (k, predicate, i))) for k, predicate in keys)))


def _sides(planner: Planner, fact: Related) -> Iterator[tuple[Related, bool, float, Fit]]:
    """The relation read both ways: (fact, whether the subject is asked for, score, fit)."""
    if (planner.document and planner.document not in fact.documents) or not planner.match.timely(fact.documents):
        return
    verb = planner.match.verb_fits(fact.predicate)
    if planner.reading.hole is None and fact.predicate in FIELD and _MEMBERS.search(planner.reading.text):
        verb += CLOSE       # 甲有哪些 asks for members before anything else
    for inverse in (False, True):
        answer, known = (fact.subject, fact.object) if inverse else (fact.object, fact.subject)
        if not planner.may_be_answer(answer) or not planner.match.touches(fact):
            continue
        if _asked_itself(planner, known, answer) or (inverse and planner.asks_to_whom()):
            continue
        if verb < 0 and (planner.limits.lenient or planner.asks_who() or planner.reading.has("ask", "list")):
            continue
        if planner.reading.hole is None and not verb > 0 and not planner.asks_who():
            continue            # neither the kind of thing nor the relation is asked for
        recall, missing = planner.match.recall(side_texts(planner, fact, answer, known))
        precision = 1.0 if _is_document(planner, known) else planner.match.precision([planner.index.label(known)])
        fit = Fit(recall, precision, missing)
        yield fact, inverse, fit.score + 0.02 * fact.confidence + verb, fit


def _asked_itself(planner: Planner, known: str, answer: str) -> bool:
    """Whether what leads to the answer is, by its name, of the kind asked for: 甲模式, where 什么模式 is asked."""
    word = planner.reading.hole.word if planner.reading.hole else ""
    ends = [planner.index.label(iri).endswith(word) for iri in (known, answer)]
    return bool(word) and ends == [True, False] and not _is_named(planner, known)


def _is_document(planner: Planner, iri: str) -> bool:
    """Whether a thing is the document that the question calls 报告."""
    return _DOCUMENT.search(planner.reading.text) is not None and \
        planner.index.is_title(planner.index.label(iri))


def known(planner: Planner) -> Iterator[Plan]:
    """All that the graph knows of the one thing that is named: 介绍一下甲."""
    if iri := _only_name(planner):
        yield Plan(a.About(iri), 0.9, Fit(1.0, 1.0, ""), ())


def _only_name(planner: Planner) -> str:
    """The thing that the question names, where it says nothing else; else nothing."""
    r = planner.reading
    inside = {i for one in r.linked for i in range(one.start, one.end)}
    alone = len(r.linked) == 1 and not any(is_open and i not in inside for i, is_open in enumerate(r.open))
    return r.linked[0].iris[0] if alone else ""


def definitions(planner: Planner) -> Iterator[Plan]:
    """What a thing is: the kind it is of, else what it offers."""
    iri, fit = _only_name(planner), Fit(1.0, 1.0, "")
    if not iri:
        return
    for predicates in (("instance_of", "broader"), ("provides",)):
        if facts := tuple(f.iri for f in planner.index.outgoing.get(iri, ()) if f.predicate in predicates):
            yield Plan(a.Members(a.Hop(a.One((iri,)), predicates)), 0.8, fit, facts)
            return


def side_texts(planner: Planner, fact: Related, answer: str, known: str) -> Texts:
    index = planner.index
    own = [*index.names[known].names, *fact.verbs, *VOCAB.relations[fact.predicate].labels]
    near = [n for t in planner.match.touched(fact) if t != answer and t in index.names for n in index.names[t].names]
    type_ = index.names[known].type
    near += VOCAB.classes[type_].labels if type_ in VOCAB.classes else ()
    return Texts(joined(own + near), joined((*fact.snippets, index.label(answer))), joined(fact.around))
