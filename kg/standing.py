"""What the facts graph and the resolution hold now, asked for no more than a change needs (kg/change.py).

Whatever grows with the number of documents that say the same (the claims of a fact, the local entities of an entity) is
counted by the store, and read one by one only where a change hangs on it.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg.claims import (
    FIGURE,
    ClaimRow,
    LocalRow,
    Properties,
    RelationRow,
    chunks,
    document_iri,
    node,
    properties,
    read_claims,
    text,
)
from kg.derive import Described
from kg.rdf import Iri, Lit, Quad, Term
from kg.sparql import Aggregate, As, CountAll, Filter, Graph, In, Minus, Optional, Pattern, Select, Triple, Values, Var
from kg.store import GraphStore
from kg.vocab import RDF, VOCAB, ZW

RESOLUTION = Iri("urn:zhiwen:resolution")        # local entity zw:resolvesTo entity
ROLES = (ZW.subject, ZW.object, ZW.about, ZW.indicator, ZW.region)


@dataclass(frozen=True, slots=True)
class Form:
    """What a fact takes from its claims beside their being there: nothing where it is `plain`; the direction of a
    symmetric relation; the figure of an observation, with its ways of writing.
    """

    plain: bool
    ends: tuple[Iri, Iri] | None = None
    figure: tuple[tuple[str, Lit], ...] = ()


def form(claim: ClaimRow, entity_of: Mapping[Iri, Iri]) -> Form:
    """The form that a claim gives to its fact."""
    if isinstance(claim, RelationRow):
        return _relation_form(entity_of[claim.subject], claim.predicate, entity_of[claim.object])
    return Form(False, figure=claim.figure)


def _relation_form(subject: Iri, predicate: Iri, object_: Iri) -> Form:
    return Form(False, (subject, object_)) if VOCAB.relations[predicate.local].symmetric else Form(True)


def read_forms(store: GraphStore, facts: Iterable[Iri]) -> dict[Iri, Form]:
    """The forms of those facts that stand."""
    facts = set(facts)
    f, s, p, o = Var("f"), Var("s"), Var("p"), Var("o")
    found: dict[Iri, Form] = {}
    for rows in chunks(facts):
        ends = [Triple(f, ZW.subject, s), Triple(f, ZW.predicate, p), Triple(f, ZW.object, o)]
        for row in store.select(Select((f, s, p, o), [Values((f,), rows), *ends])):
            found[node([row["f"]])] = _relation_form(node([row["s"]]), node([row["p"]]), node([row["o"]]))
    # The claims of a fact, which may be many, are passed over by the store.
    named = Filter(In(p, tuple(ZW[name] for name in FIGURE)))
    figures: dict[Iri, dict[Iri, Term]] = defaultdict(dict)
    for rows in chunks(facts - found.keys()):
        for row in store.select(Select((f, p, o), [Values((f,), rows), Triple(f, p, o), named])):
            figures[node([row["f"]])][node([row["p"]])] = row["o"]
    for fact, have in figures.items():
        found[fact] = Form(False, figure=tuple((name, value) for name in FIGURE
                                               if isinstance(value := have.get(ZW[name]), Lit)))
    return found


def read_described(store: GraphStore, entities: Iterable[Iri]) -> dict[Iri, Described]:
    """The descriptions of those entities that stand in the facts graph."""
    e, kind, name = Var("e"), Var("kind"), Var("name")
    found: dict[Iri, tuple[str, str]] = {}
    others: dict[Iri, set[str]] = defaultdict(set)
    for rows in chunks(entities):
        is_ = [Triple(e, ZW.type, kind), Triple(e, ZW.name, name)]
        for row in store.select(Select((e, kind, name), [Values((e,), rows), *is_])):
            found[node([row["e"]])] = text([row["kind"]]), text([row["name"]])
        for row in store.select(Select((e, name), [Values((e,), rows), Triple(e, ZW.altName, name)])):
            others[node([row["e"]])].add(text([row["name"]]))
    return {iri: Described(iri, *one, tuple(sorted(others[iri]))) for iri, one in found.items()}


def read_uses(store: GraphStore, entities: Iterable[Iri], *, without: Iterable[Iri] = ()) -> dict[Iri, list[LocalRow]]:
    """What the stored local entities of each entity, those `without` left out, call it and take it for.

    One row for all that agree in name and class, with their uses added up; its IRI is the entity's. Other names of an
    entity are with its first row.
    """
    entity, local, name, kind, uses, only, total, alias = (
        Var(one) for one in ("entity", "local", "name", "kind", "uses", "only", "total", "alias"))
    leaving = [Minus(Values((local,), rows)) for rows in chunks(without)]
    names: dict[Iri, list[tuple[str, str, bool, int]]] = defaultdict(list)
    aliases: dict[Iri, set[str]] = defaultdict(set)
    for rows in chunks(entities):
        where: list[Pattern] = [Values((entity,), rows), Graph(RESOLUTION, Triple(local, ZW.resolvesTo, entity)),
                                *leaving]
        said = Graph(Var("g"), Triple(local, ZW.name, name), Triple(local, ZW.type, kind),
                     Triple(local, ZW.mentions, uses), Optional(Triple(local, ZW.localOnly, only)))
        for row in store.select(Select((entity, name, kind, only, As(Aggregate("SUM", uses), total)), [*where, said],
                                       group_by=(entity, name, kind, only))):
            names[node([row["entity"]])].append((text([row["name"]]), text([row["kind"]]), "only" in row,
                                                 int(text([row["total"]]))))
        for row in store.select(Select((entity, alias), [*where, Graph(Var("g"), Triple(local, ZW.altName, alias))],
                                       distinct=True)):
            aliases[node([row["entity"]])].add(text([row["alias"]]))
    return {iri: [LocalRow(iri, "", *one, tuple(sorted(aliases[iri])) if n == 0 else ())
                  for n, one in enumerate(sorted(have))] for iri, have in names.items()}


def read_support(store: GraphStore, facts: Iterable[Iri]) -> dict[Iri, int]:
    """How many claims each of the facts has."""
    fact, n = Var("fact"), Var("n")
    return {node([row["fact"]]): int(text([row["n"]])) for rows in chunks(facts) for row in store.select(
        Select((fact, As(CountAll(), n)), [Values((fact,), rows), Triple(fact, ZW.claim, Var("claim"))],
               group_by=(fact,)))}


def of_documents(store: GraphStore, documents: Iterable[str]) -> tuple[set[Iri], set[Iri]]:
    """The local entities and the claims of documents."""
    s, kind = Var("s"), Var("kind")
    locals_: set[Iri] = set()
    claims: set[Iri] = set()
    for document in documents:
        pattern = Graph(document_iri(document), Triple(s, RDF.type, kind))
        for row in store.select(Select((s, kind), [pattern])):
            if row["kind"] == ZW.Local:
                locals_.add(node([row["s"]]))
            elif row["kind"] in (ZW.RelationClaim, ZW.ObservationClaim):
                claims.add(node([row["s"]]))
    return locals_, claims


def resolution(store: GraphStore, locals_: Iterable[Iri]) -> dict[Iri, Iri]:
    """Local entities to their entities."""
    local, entity = Var("local"), Var("entity")
    return {node([row["local"]]): node([row["entity"]]) for rows in chunks(locals_) for row in store.select(
        Select((local, entity), [Values((local,), rows), Graph(RESOLUTION, Triple(local, ZW.resolvesTo, entity))]))}


def locals_of(store: GraphStore, entities: Iterable[Iri]) -> dict[Iri, Iri]:
    """The stored local entities of entities, each with its entity."""
    local, entity = Var("local"), Var("entity")
    return {node([row["local"]]): node([row["entity"]]) for rows in chunks(entities) for row in store.select(
        Select((local, entity), [Values((entity,), rows), Graph(RESOLUTION, Triple(local, ZW.resolvesTo, entity))]))}


def facts_saying(store: GraphStore, claims: Iterable[Iri]) -> dict[Iri, Iri]:
    """Claims to the facts that they support; those that support none are left out."""
    fact, claim = Var("fact"), Var("claim")
    return {node([row["claim"]]): node([row["fact"]]) for rows in chunks(claims) for row in store.select(
        Select((fact, claim), [Values((claim,), rows), Triple(fact, ZW.claim, claim)]))}


def other_claims(store: GraphStore, stored: Iterable[Quad], known: Collection[Iri]) -> list[ClaimRow]:
    """The claims of stored facts, but those `known`.

    All that a fact takes from the claims of a plain relation is that they are there: such a row is made from the fact
    itself, with the entities for the local entities, and only other claims are read.
    """
    claims: dict[Iri, list[Iri]] = defaultdict(list)
    ends: dict[Iri, dict[Iri, Iri]] = defaultdict(dict)
    for quad in stored:
        if quad.predicate == ZW.claim and quad.object not in known:
            claims[node([quad.subject])].append(node([quad.object]))
        elif quad.predicate in (ZW.subject, ZW.predicate, ZW.object):
            ends[node([quad.subject])][quad.predicate] = node([quad.object])
    plain = {fact for fact, have in ends.items() if not VOCAB.relations[have[ZW.predicate].local].symmetric}
    made = [RelationRow(claim, ends[fact][ZW.subject], ends[fact][ZW.predicate], ends[fact][ZW.object])
            for fact in plain for claim in claims[fact]]
    return [*made, *read_claims(store, [claim for fact in claims.keys() - plain for claim in claims[fact]])]


def stored_facts(store: GraphStore, facts: Iterable[Iri]) -> set[Quad]:
    """The quads of facts as they stand, direct triples included."""
    found: set[Quad] = set()
    for iri, have in properties(store, facts, graph=False).items():
        found |= set(_quads(iri, have))
        if ZW.predicate in have:
            ends, predicate = (node(have[ZW.subject]), node(have[ZW.object])), node(have[ZW.predicate])
            found.add(Quad(ends[0], predicate, ends[1]))
            if VOCAB.relations[predicate.local].symmetric:
                found.add(Quad(ends[1], predicate, ends[0]))
    return found


def _quads(iri: Iri, have: Properties) -> list[Quad]:
    return [Quad(iri, predicate, value) for predicate, values in have.items() for value in values]


def referred_elsewhere(store: GraphStore, entities: Iterable[Iri], facts: Iterable[Quad]) -> set[Iri]:
    """Those entities that stored facts refer to more often than `facts`, which are stored too, do."""
    entity, fact, role, n = Var("entity"), Var("fact"), Var("role"), Var("n")
    here = Counter(quad.object for quad in facts if quad.predicate in ROLES)
    found: set[Iri] = set()
    for rows in chunks(entities):
        roles = Values((role,), tuple((r,) for r in ROLES))
        where: list[Pattern] = [Values((entity,), rows), roles, Triple(fact, role, entity)]
        for row in store.select(Select((entity, As(CountAll(), n)), where, group_by=(entity,))):
            count = row["n"]
            if isinstance(count, Lit) and int(count.value) > here[row["entity"]]:
                found.add(node([row["entity"]]))
    return found
