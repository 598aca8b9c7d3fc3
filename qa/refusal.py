"""What is said where there is no answer: what was understood, a false premise, what is missing, the nearest facts."""
from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.index import Index, Observed, Related, bigrams, fold
from qa.answer import Item
from qa.execute import ACTORS
from qa.explain import told
from qa.indicator import direction
from qa.match import MAKING, Matcher
from qa.question import Reading

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

NEAR = 0.45         # of the question that a fact must hold to be worth showing
SHOWN = 3


def why_not(index: Index, reading: Reading) -> str:
    """What was understood of a question that has no answer, and a false premise where the graph shows one."""
    named = [one.iris[0] for one in reading.linked]
    for made in named:
        makers = index.subjects(made, MAKING)
        others = [n for n in named if n != made and n not in makers and index.names[n].type in ACTORS]
        if makers and others:
            who = "、".join(sorted(map(index.label, makers)))
            return f"图谱中“{index.label(made)}”属于{who}，不属于{index.label(others[0])}"
    return _other_way(index, reading, named) or (
        _missing(index, reading, named) if named else "问题中没有图谱认识的事物")


def _other_way(index: Index, reading: Reading, named: list[str]) -> str:
    """That a figure went up where the question says that it fell, or the other way round."""
    asked = direction(reading.text)
    match = Matcher(index, reading, neighbours=False)
    for fact in match.observations(20) if asked and named else ():
        label = index.label(fact.indicator)
        went = (direction(label) or 1) * (1 if (fact.value or 0) >= 0 else -1)
        if match.measure(fact).measure in ("growth", "change") and went != asked and fact.about in named \
                and match.fit(fact).recall >= NEAR:
            return f"图谱中的事实与问题所说的方向相反：{told(index, fact)}"
    return ""


def nearest(snapshot: Snapshot, index: Index, reading: Reading, document: str | None) -> tuple[Item, ...]:
    """The facts that hold most of the question, each told as a sentence, with its evidence. They are no answers."""
    match = Matcher(index, reading, neighbours=False)
    facts: list[Observed | Related] = [*match.observations(40), *match.relations(40)]
    found = []
    for fact in facts:
        if document in (None, *fact.documents):
            fit = match.fit(fact)
            if fit.recall >= NEAR and (not reading.linked or _named_in(fact, reading)):
                found.append((fit.score, fact))
    found.sort(key=lambda one: (-one[0], one[1].iri))
    best = {told(index, fact): fact for _, fact in found[:SHOWN]}
    evidence = snapshot.evidence_of([fact.iri for fact in best.values()], document=document)
    return tuple(Item(text, fact.iri, evidence=tuple(evidence.get(fact.iri, ()))) for text, fact in best.items())


def _named_in(fact: Observed | Related, reading: Reading) -> bool:
    ends = {fact.about, fact.region} if isinstance(fact, Observed) else {fact.subject, fact.object}
    return any(ends & set(one.iris) for one in reading.linked)


def _missing(index: Index, reading: Reading, named: list[str]) -> str:
    """What is known of the things named, and which of the question's words nothing known of them holds."""
    names = "、".join(f"“{label}”" for label in dict.fromkeys(map(index.label, named)))
    known = index.known_of(named)
    if not known.facts:
        return f"问题提到{names}，图谱中没有关于它的事实"
    words = [reading.folded[s:e] for s, e in _unnamed(reading)]
    held = fold("|".join(known.labels))
    absent = [w for w in words if sum(pair in held for pair in bigrams(w)) < len(bigrams(w)) / 2]
    periods = {p.text for p in reading.periods} - known.periods
    lacking = [f"“{w}”" for w in absent] + [f"{p}的数据" for p in sorted(periods)]
    there = f"问题提到{names}，图谱中有相关事实 {known.facts} 条"
    return f"{there}，其中没有{'、'.join(lacking)}" if lacking else f"{there}，但都不能完整回答这个问题"


def _unnamed(reading: Reading) -> list[tuple[int, int]]:
    """The stretches of two open characters or more outside the names."""
    inside = {i for one in reading.linked for i in range(one.start, one.end)}
    marks = "".join("x" if is_open and i not in inside else " " for i, is_open in enumerate(reading.open))
    return [m.span() for m in re.finditer("xx+", marks)]
