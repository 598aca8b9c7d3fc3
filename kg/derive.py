"""From claims to facts: the facts graph as a pure function of the claims, the gazetteer and the user's decisions.

    local entities ─ resolve ─► entities ─ describe ─► their type, label, other names
    claims + resolution ───────────────► facts, each with all claims that say it

Every function here looks at given rows only, so a rebuild (all rows) and an update (the rows that matter to what was
touched, kg/change.py) make the same quads. Nothing depends on the order of the rows.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.claims import ClaimRow, LocalRow, RelationRow
from kg.identity import Readings, entity_iri, known, normal, observation_iri, relation_iri
from kg.rdf import Iri, Quad, lit, zh
from kg.tally import form, forms_quads, prevailing
from kg.vocab import RDF, SKOS, VOCAB, ZW

DESCRIPTION = frozenset({RDF.type, ZW.type, ZW.name, ZW.altName, SKOS.prefLabel, SKOS.altLabel})
# What makes two figures the same observation: the size in base units, and everything that bounds it.
IDENTIFYING = ("value", "valueMax", "baseUnit", "comparator", "status", "period", "start", "end", "basePeriod",
               "baseSubject", "collective")


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the user decided (kg/decisions.py): `merged` leads from an entity to the one it is, what is `apart` is as
    many things as there are documents and names of it, `rejected` are facts not accepted, each with one of its ends.
    """

    merged: Mapping[Iri, Iri] = field(default_factory=dict)
    apart: frozenset[Iri] = frozenset()
    rejected: Mapping[Iri, Iri] = field(default_factory=dict)

    def entity(self, iri: Iri) -> Iri:
        """Where the merges lead from `iri`; a circle ends at its smallest IRI."""
        seen: list[Iri] = []
        while iri in self.merged:
            if iri in seen:
                return min(seen[seen.index(iri):])
            seen.append(iri)
            iri = self.merged[iri]
        return iri


@dataclass(frozen=True, slots=True)
class Described:
    """An entity of the facts graph. `names` are its other names."""

    iri: Iri
    type: str
    label: str
    names: tuple[str, ...]

    def quads(self) -> list[Quad]:
        kinds = (self.type, *VOCAB.classes[self.type].supers)
        return [
            *(Quad(self.iri, RDF.type, VOCAB.classes[kind].iri) for kind in kinds),
            Quad(self.iri, ZW.type, lit(self.type)),
            Quad(self.iri, SKOS.prefLabel, zh(self.label)),
            Quad(self.iri, ZW.name, lit(self.label)),
            *(Quad(self.iri, SKOS.altLabel, zh(name)) for name in self.names),
            *(Quad(self.iri, ZW.altName, lit(name)) for name in self.names),
        ]


def resolve(row: LocalRow, readings: Readings, decisions: Decisions) -> Iri:
    """The entity that a local entity is."""
    own = Iri(entity_iri(row.name, row.type, row.aliases, document=row.document if row.local else "",
                         readings=readings))
    if own in decisions.apart:
        own = Iri(entity_iri(row.name, row.type, document=row.document))
    return decisions.entity(own)


def describe(iri: Iri, rows: Iterable[LocalRow], readings: Readings) -> Described:
    """Type and names of the entity that `rows` (at least one) stand for.

    The label is the name most used in claims, then the shortest, then the first in code point order. The type is the
    gazetteer's where it knows one that fits, else the class that most claims agree with: those that say it or a class
    above it; then the deepest, then the first by name.
    """
    rows = sorted(rows, key=lambda row: row.iri)
    uses: Counter[str] = Counter()
    votes: Counter[str] = Counter()
    for row in rows:
        uses[row.name] += row.uses
        votes[row.type] += row.uses
    names = {name for row in rows for name in (row.name, *row.aliases)}
    label = min(uses, key=lambda name: (-uses[name], len(name), name))

    def support(kind: str) -> tuple[int, int, str]:
        supers = VOCAB.classes[kind].supers
        return -sum(votes[one] for one in {kind, *supers}), -len(supers), kind

    type_ = min(votes, key=support)
    things = [thing for row in rows if not row.local and (thing := known(row.name, row.type, readings))]
    for thing in things:
        names |= {thing.canonical, *thing.aliases}
    if fitting := sorted({t.type for t in things if VOCAB.compatible(t.type, type_)}, key=support):
        type_ = min(type_, fitting[0], key=lambda kind: (-len(VOCAB.classes[kind].supers), kind))
    return Described(iri, type_, label, tuple(sorted(names - {label})))


def fact_iri(row: ClaimRow, entity_of: Mapping[Iri, Iri]) -> Iri:
    """The IRI of the fact that a claim says. `entity_of` leads from local entities to entities."""
    if isinstance(row, RelationRow):
        return Iri(relation_iri(entity_of[row.subject].value, row.predicate.local, entity_of[row.object].value))
    figure = dict(row.figure)
    parts = {name: figure[name].value for name in IDENTIFYING if name in figure}
    if "value" not in figure:                       # a vague size is its wording
        parts["value"] = "~" + figure["written"].value if "written" in figure else ""
    parts["baseSubject"] = normal(parts["baseSubject"]) if "baseSubject" in parts else ""
    region = entity_of[row.region].value if row.region else ""
    return Iri(observation_iri((entity_of[row.about].value, entity_of[row.indicator].value, region,
                                *(parts.get(name, "") for name in IDENTIFYING))))


def fact_quads(iri: Iri, rows: Iterable[ClaimRow], entity_of: Mapping[Iri, Iri]) -> list[Quad]:
    """The quads of one fact from all claims that say it: its node, its tally, and a relation's direct triple.

    Where claims differ in what is not part of the fact (the way a value is written, the direction of a symmetric
    relation), the most frequent form counts, then the first in code point order.
    """
    rows = sorted(rows, key=lambda row: row.iri)
    first, forms = rows[0], Counter(form(row, entity_of) for row in rows)
    quads = [*(Quad(iri, ZW.claim, row.iri) for row in rows), *forms_quads(iri, forms)]
    if isinstance(first, RelationRow):
        subject, object_ = prevailing(forms) or (entity_of[first.subject], entity_of[first.object])
        quads += [Quad(iri, RDF.type, ZW.Relation), Quad(iri, ZW.subject, subject),
                  Quad(iri, ZW.predicate, first.predicate), Quad(iri, ZW.object, object_)]
        return quads + direct_triples(subject, first.predicate, object_)
    quads += [Quad(iri, RDF.type, ZW.Observation), Quad(iri, ZW.about, entity_of[first.about]),
              Quad(iri, ZW.indicator, entity_of[first.indicator])]
    if first.region:
        quads.append(Quad(iri, ZW.region, entity_of[first.region]))
    return quads + [Quad(iri, ZW[name], value) for name, value in prevailing(forms)]


def direct_triples(subject: Iri, predicate: Iri, object_: Iri) -> list[Quad]:
    """What a relation says without its node; a symmetric one says it in both directions."""
    both = [Quad(subject, predicate, object_), Quad(object_, predicate, subject)]
    return both if VOCAB.relations[predicate.local].symmetric else both[:1]


def entities_of(quads: Iterable[Quad]) -> set[Iri]:
    """The entities that fact quads refer to."""
    roles = {ZW.subject, ZW.object, ZW.about, ZW.indicator, ZW.region}
    return {quad.object for quad in quads if quad.predicate in roles and isinstance(quad.object, Iri)}
