"""What the facts graph and the resolution hold now, asked for no more than a change needs (kg/change.py).

Whatever grows with the number of documents that say the same (the claims of a fact, the local entities of an entity) is
kept as a tally (kg/tally.py), and read one by one only where a change hangs on it.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from kg.claims import ClaimRow, Properties, RelationRow, chunks, document_iri, node, properties, read_claims, text
from kg.derive import Described, direct_triples
from kg.rdf import Iri, Quad
from kg.sparql import Graph, Select, Triple, Values, Var
from kg.store import RESOLUTION, GraphStore
from kg.tally import tally_quads
from kg.vocab import RDF, VOCAB, ZW

ROLES = (ZW.subject, ZW.object, ZW.about, ZW.indicator, ZW.region)


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
    """The quads of facts as they stand, tallies and direct triples included."""
    facts = set(facts)
    found: set[Quad] = set()
    for iri, have in properties(store, facts, graph=False).items():
        found |= set(_quads(iri, have))
        if ZW.predicate in have:
            found.update(direct_triples(node(have[ZW.subject]), node(have[ZW.predicate]), node(have[ZW.object])))
    return found | tally_quads(store, facts)


def _quads(iri: Iri, have: Properties) -> list[Quad]:
    return [Quad(iri, predicate, value) for predicate, values in have.items() for value in values]


def referred_elsewhere(store: GraphStore, entities: Iterable[Iri], facts: Iterable[Quad]) -> set[Iri]:
    """Those entities that stored facts refer to more often than `facts`, which are stored too, do."""
    fact, role = Var("fact"), Var("role")
    roles = Values((role,), tuple((one,) for one in ROLES))
    here = Counter(quad.object for quad in facts if quad.predicate in ROLES)
    return {entity for entity in entities if here[entity] < len(store.select(        # a hub is not read to its end
        Select((fact,), [roles, Triple(fact, role, entity)], limit=here[entity] + 1)))}
