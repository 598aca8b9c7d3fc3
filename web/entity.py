"""The page of one thing: its names, its facts with their evidence, and what the user may decide about it."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.facts import Fact
from kg.rdf import Iri
from kg.review import fact_line
from kg.snapshot import Snapshot
from kg.sparql import Select, Triple, Union, Var
from kg.standing import ROLES
from kg.types import Entity, RelationFact
from kg.vocab import VOCAB
from web.cards import Card, cards_of
from web.library import State
from web.templates import render
from web.words import Lang, words

FACTS_SHOWN = 100
ALIKE_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A fact as the page lists it: `other` is the thing at its other end, `text` what stands there otherwise."""

    iri: str
    group: str
    text: str
    other: Entity | None
    told: str
    cards: list[Card]


def entity_html(state: State, iri: str, lang: Lang, message: str = "", error: str = "") -> str:
    """The page of the thing with this IRI; what to do where none is chosen."""
    index = state.engine.index
    name = index.names.get(iri)
    if name is None:
        return render(lang, "entity.html", one=None, message=message, error=error, decisions=_decisions(state),
                      revision=state.snapshot.revision)
    around = _facts_about(state.snapshot, iri)
    facts = state.snapshot.facts_by_iri(around[:FACTS_SHOWN])
    lines = sorted((_line(fact, iri, state, lang) for fact in facts), key=lambda line: line.group)
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    stored = next(one for one in state.entities if one.entity.iri == iri)
    alike = [(pair.other if pair.one.iri == iri else pair.one, pair.reason) for pair in state.duplicates
             if iri in (pair.one.iri, pair.other.iri)][:ALIKE_SHOWN]
    return render(lang, "entity.html", one=stored, kind=words(lang).kind(stored.entity.type), groups=groups,
                  shown=len(facts), total=len(around), alike=alike, message=message, error=error,
                  documents=[state.sources.get(one, one) for one in stored.documents], decisions=_decisions(state),
                  revision=state.snapshot.revision)


def _facts_about(snapshot: Snapshot, iri: str) -> list[str]:
    """The IRIs of all facts that refer to a thing in whatever role."""
    fact = Var("f")
    query = Select((fact,), [Union(*((Triple(fact, role, Iri(iri)),) for role in ROLES))], distinct=True)
    return sorted(getattr(row["f"], "value", "") for row in snapshot.select(query))


def _decisions(state: State) -> list[Any]:
    return list(reversed(state.snapshot.decisions()))


def _line(fact: Fact, iri: str, state: State, lang: Lang) -> Line:
    t = words(lang)
    if isinstance(fact, RelationFact):
        forward = fact.subject.iri == iri
        end = fact.object if forward else fact.subject
        label = t.relation(fact.predicate)
        both = VOCAB.relations[fact.predicate].symmetric if fact.predicate in VOCAB.relations else False
        group = label if forward or both else t.say("backwards", relation=label)
        marked = {fact.subject.label, fact.object.label, *fact.subject.aliases, *fact.object.aliases}
        return Line(fact.iri, group, "", end, fact_line(fact), cards_of(fact.evidence, marked, state, lang))
    period = " ".join(filter(None, (fact.period, fact.region.label if fact.region else "",
                                    "" if fact.status == "actual" else t[fact.status])))
    text = f"{fact.indicator.label}：{fact.written}" + (f"（{period}）" if period else "")
    other = fact.subject if fact.subject.iri != iri else None
    return Line(fact.iri, t["figures"], text, other, fact_line(fact),
                cards_of(fact.evidence, {fact.written}, state, lang))
