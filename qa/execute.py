"""From a plan to rows: run its query on the snapshot, gather the evidence, word the answers."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.index import Index, Name, fold
from kg.rdf import Iri, Lit, Term
from kg.text.quantity import Quantity, find_quantities, parse_quantity
from kg.types import Evidence
from kg.vocab import VOCAB
from qa import algebra as a
from qa.answer import Item
from qa.candidate import Plan
from qa.compile import Compiled, compile_
from qa.explain import of_time, told

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

ACTORS = frozenset(c for c in VOCAB.classes if VOCAB.is_a(c, "Institution"))


@dataclass(frozen=True, slots=True)
class Result:
    items: tuple[Item, ...]
    sparql: str

    @property
    def texts(self) -> frozenset[str]:
        return frozenset(item.text for item in self.items)

    def resting_on(self, evidence: tuple[Evidence, ...]) -> Result:
        """The same answers, which rest on this evidence too."""
        items = (replace(item, evidence=_ordered((*evidence, *item.evidence))) for item in self.items)
        return replace(self, items=tuple(items))


def run(snapshot: Snapshot, index: Index, plan: Plan, document: str | None = None) -> Result | None:
    """The answers of a plan; None where its query finds none, or not as many as the question says there are."""
    compiled = compile_(plan.asked, document)
    names = {Iri(i): index.label(i) for i in _iris(plan.asked) if i in index.names}
    sparql = compiled.query.text(names=names)
    if isinstance(plan.asked, a.Phrase | a.Apart | a.Says):
        return _phrase(snapshot, index, plan, plan.asked, compiled, sparql)
    if isinstance(plan.asked, a.Headings):
        return _headings(snapshot, plan, plan.asked, compiled, sparql)
    facts: dict[str, list[str]] = defaultdict(list)
    for row in snapshot.select(compiled.support):
        if "fact" in row:       # unbound in the other branch of an either-or
            facts[_key(row["answer"]) if "answer" in row else ""].append(_key(row["fact"]))
    evidence = snapshot.evidence_of({f for one in facts.values() for f in one}, document=document)

    def support(key: str) -> tuple[Evidence, ...]:
        found = [e for f in facts.get(key) or facts.get("", []) for e in evidence.get(f, ())]
        return _ordered(found)

    if isinstance(plan.asked, a.Compare | a.Exists | a.Any):
        holds = snapshot.ask(compiled.query)      # type: ignore[arg-type]  # these compile to ASK
        # What is not so has no fact of its own: it rests on the facts that say otherwise.
        ground = support("") or _said(snapshot, plan.facts, document)
        return Result((Item("是" if holds else "否", evidence=ground),), sparql) if ground else None
    items: dict[str, Item] = {}
    for row in snapshot.select(compiled.query):   # type: ignore[arg-type]  # all others compile to SELECT
        if "answer" in row and (item := _item(row["answer"], index, plan, support)):
            items.setdefault(item.text, item)
    if not items or (plan.size is not None and isinstance(plan.asked, a.Members) and len(items) != plan.size):
        return None
    return Result(tuple(items.values()), sparql)


def _said(snapshot: Snapshot, facts: tuple[str, ...], document: str | None) -> tuple[Evidence, ...]:
    found = snapshot.evidence_of(facts, document=document)
    return _ordered(e for f in facts for e in found.get(f, ()))


def _ordered(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Each place once, in the order of documents and places: that of the rows is the store's."""
    return tuple(sorted(dict.fromkeys(evidence), key=lambda e: (e.document, e.start, e.end)))


def _phrase(snapshot: Snapshot, index: Index, plan: Plan, asked: a.Phrase | a.Apart | a.Says, compiled: Compiled,
            sparql: str) -> Result | None:
    """Words of the text, what a sentence says of them or what is computed from them: the evidence is the sentence."""
    rows = snapshot.select(compiled.support)
    if not rows:
        return None
    evidence = _place(snapshot, asked.document, asked.first, asked.last)
    if isinstance(asked, a.Says):
        answer = "是" if snapshot.ask(compiled.query) else "否"      # type: ignore[arg-type]  # compiles to ASK
    elif isinstance(asked, a.Apart) or asked.count:
        number = Decimal(_key(snapshot.select(compiled.query)[0]["answer"]))      # type: ignore[arg-type]
        return Result((_computed(number, plan.unit, (evidence,)),), sparql)
    else:
        return Result(tuple(_worded(_key(row["answer"]), index, evidence) for row in rows), sparql)
    return Result((Item(answer, evidence=(evidence,)),), sparql)


def _place(snapshot: Snapshot, document: str, start: int, end: int) -> Evidence:
    """A stretch of a document's text as evidence."""
    section = next((s.label for s in reversed(snapshot.sections(document)) if s.start <= start < s.end), "")
    title = next((d.title for d in snapshot.documents() if d.id == document), "")
    words = snapshot.text(document)[start:end]
    return Evidence(document, title, section, start, end, words, False, snapshot.origins(document).source(start, end))


def _headings(snapshot: Snapshot, plan: Plan, asked: a.Headings, compiled: Compiled, sparql: str) -> Result:
    """Headings, or how many they are: each rests on itself."""
    places = tuple(_place(snapshot, asked.document, start, end) for start, end in asked.spans)
    rows = snapshot.select(compiled.query)      # type: ignore[arg-type]  # compiles to SELECT
    if asked.count:
        return Result((_computed(Decimal(_key(rows[0]["answer"])), plan.unit, places),), sparql)
    items = (Item(_key(row["answer"]), evidence=(place,)) for row, place in zip(rows, places, strict=True))
    return Result(tuple(items), sparql)


def _worded(words: str, index: Index, evidence: Evidence) -> Item:
    """Words of the text: a figure, a thing of the graph by its name, or just words."""
    if (quantity := parse_quantity(words)) and quantity.written.strip() == words:
        return _figure(quantity, (evidence,))
    iris = index.by_name.get(fold(words), ())
    name = index.names[iris[0]] if len(iris) == 1 else None
    return Item(words, name.iri if name else None, name.type if name else None, evidence=(evidence,))


def _item(answer: Term, index: Index, plan: Plan, support: object) -> Item | None:
    evidence = support(_key(answer))              # type: ignore[operator]
    if isinstance(plan.asked, a.About):
        fact = index.by_iri.get(_key(answer))
        return Item(told(index, fact), fact.iri, evidence=evidence) if fact else None
    if isinstance(answer, Iri):
        name = index.names.get(answer.value)
        return Item(_option(name, plan), answer.value, name.type, evidence=evidence) if name else None
    if not isinstance(answer, Lit):
        return None
    if isinstance(plan.asked, a.Count | a.Sum | a.Difference):
        return _computed(Decimal(answer.value) / plan.factor, plan.unit, evidence)
    if isinstance(plan.asked, a.Value):
        quantity = parse_quantity(answer.value)
        if quantity is None:
            return Item(answer.value, evidence=evidence)
        return _figure(quantity, evidence)
    if isinstance(plan.asked, a.Top):
        return Item(of_time(answer.value), evidence=evidence)
    return Item(answer.value, evidence=evidence) if answer.value else None


def _option(name: Name, plan: Plan) -> str:
    """What to call a thing: as the question does, where its name in the graph says more (甲业 of 甲业贷款)."""
    for iri, words in plan.options:
        if iri == name.iri:
            own = re.split("[里的]", words)[-1]
            known = fold(own) in map(fold, name.names) or name.type in ACTORS
            alike = fold(own) in fold(name.label) or fold(name.label) in fold(own)
            return own if len(own) > 1 and alike and not known else name.label
    return name.label


def _figure(quantity: Quantity, evidence: tuple[Evidence, ...]) -> Item:
    value = float(quantity.value) if quantity.value is not None else None
    text = quantity.written.strip()
    return Item(text, value=value, unit=quantity.unit or None, evidence=evidence, note=_bound(text, evidence))


def _bound(text: str, evidence: tuple[Evidence, ...]) -> str:
    """The figure with the words that make it a bound, as the evidence has it."""
    for one in evidence:
        for found in find_quantities(one.text):
            outer = one.text[found.outer_start:found.outer_end].strip()
            if found.written.strip() == text and found.comparator != "=" and outer != text:
                return outer
    return ""


def _computed(value: Decimal, unit: str, evidence: tuple[Evidence, ...]) -> Item:
    """A number in base units, written as a reader would: 600000户 is 60万户."""
    shown, scale = value, ""
    for factor, name in ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        if abs(value) >= factor and unit != "%":
            shown, scale = value / factor, name
            break
    number = f"{shown.normalize():f}"
    return Item(f"{number}{scale}{unit}", value=float(number), unit=scale + unit, evidence=evidence)


def _iris(tree: object) -> set[str]:
    """The IRIs a tree holds, for comments in the query's text."""
    if isinstance(tree, str):
        return {tree} if tree.startswith("urn:") else set()
    if isinstance(tree, tuple):
        return {i for part in tree for i in _iris(part)}
    slots = getattr(tree, "__dataclass_fields__", None)
    return {i for name in slots for i in _iris(getattr(tree, name))} if slots else set()


def _key(term: Term) -> str:
    return term.value
