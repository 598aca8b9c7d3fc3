"""Who has made such things: 哪些银行推出了信贷产品, where none of the products is called so by its name.

The things are described by their kind and by what their sentence or its heading speaks of. Each of them has to account
for the whole question itself.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.index import Related, fold
from kg.vocab import VOCAB
from qa import algebra as a
from qa import rules
from qa.candidate import Plan
from qa.match import MAKING, Fit, joined
from qa.things import side_texts

if TYPE_CHECKING:
    from qa.plan import Planner

LESS = 0.06         # taken off the score: their names do not say what they are
_BESIDE = 14        # characters behind a name in which its kind may be said


def makers(planner: Planner) -> Iterator[Plan]:
    """The makers of all things that are of the kind and have all that the question says of them."""
    r, index, match = planner.reading, planner.index, planner.match
    hole = r.hole
    if hole is None or r.size is not None or r.strangers or not (r.has("ask", "list") or planner.asks_who()) \
            or not any(VOCAB.family(c.removeprefix("=")) == "institution" for c in hole.classes):
        return
    if not (kinds := _kinds(planner, hole)):
        return
    found: list[tuple[Related, Fit]] = []
    for fact in match.relations():
        if fact.predicate not in MAKING or match.verb_fits(fact.predicate) <= 0 \
                or index.names[fact.subject].type == "Group" or not planner.may_be_answer(fact.subject):
            continue
        if planner.document not in (None, *fact.documents) or not match.timely(fact.documents) \
                or not _is_one(planner, fact, kinds) or not match.touches(fact, skip=_described(planner, kinds)):
            continue
        said = side_texts(planner, fact, fact.subject, fact.object)
        headings = joined(text.split("|")[0] for text in fact.around)       # its sentence may speak of others too
        recall, missing = match.recall(replace(said, around=headings))
        fit = Fit(recall, 1.0, missing)
        if planner.limits.meets(fit) and planner.limits.covers(fit):
            found.append((fact, fit))
    if found and not planner.limits.lenient:
        fit = min((fit for _, fit in found), key=lambda fit: fit.recall)
        made = tuple(dict.fromkeys(fact.object for fact, _ in found))
        of: a.Set = a.Hop(a.One(made), tuple(sorted({fact.predicate for fact, _ in found})), inverse=True,
                   facts=tuple(fact.iri for fact, _ in found))
        asked = a.Members(a.And((of, a.Kind(hole.classes, hole.endings))))
        bonus = min(match.verb_fits(fact.predicate) for fact, _ in found)
        yield Plan(asked, fit.score + bonus - LESS, fit, tuple(fact.iri for fact, _ in found))


def _kinds(planner: Planner, hole: rules.Hole) -> list[rules.Hole]:
    """The kinds of things made that the question speaks of: 产品, 平台 — but no name that has the word."""
    r = planner.reading
    return [one for one in rules.load().holes if one is not hole and fold(one.word) in r.folded
            and any(VOCAB.family(c.removeprefix("=")) == "product" for c in one.classes)]


def _described(planner: Planner, kinds: list[rules.Hole]) -> tuple[int, int]:
    """Where a name of the graph stands that is only such a kind of thing: 信贷产品."""
    r = planner.reading
    return next(((one.start, one.end) for one in r.linked
                 if any(r.folded[one.start:one.end].endswith(fold(kind.word)) for kind in kinds)), (0, 0))


def _is_one(planner: Planner, fact: Related, kinds: list[rules.Hole]) -> bool:
    """Whether what is made is said to be of one of the kinds: by its name, beside it, or as what it is of."""
    index = planner.index
    label = index.label(fact.object)
    called = [label, *map(index.label, index.objects(fact.object, frozenset({"instance_of"})))]
    own = next((h for h in rules.load().holes if label.endswith(h.word)), None)
    for kind in kinds:
        if any(name.endswith(kind.word) for name in called):
            return True
        if any(re.search(rf"{re.escape(label)}[”」》]?[^,，;；。]{{0,{_BESIDE}}}{re.escape(kind.word)}", text)
               for text in fact.snippets):
            return True
        if own is None and kind.word == "产品" and index.names[fact.object].type == "Product":
            return True         # a name of its own (甲e贷), which says of no other kind
    return False
