"""What a new, gone or re-resolved document changes in the facts graph: only the entities and facts it touches.

The result equals a rebuild from all documents (a property test). The steps of an update:

1. The local entities that come or go touch entities; each is described anew from all its local entities.
2. Claims are affected that come or go, and those that name an entity whose class has changed (a fact's validity hangs
   on the classes of its ends).
3. The facts that affected claims say, before and after, are made anew from all claims that say them, and validated.
4. An entity stands in the facts graph when a fact refers to it.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.claims import (
    ClaimRow,
    LocalRow,
    Properties,
    RelationRow,
    Rows,
    chunks,
    claims_naming,
    document_iri,
    node,
    properties,
    read_claims,
    read_locals,
)
from kg.derive import DESCRIPTION, Decisions, Described, describe, entities_of, fact_iri, fact_quads, resolve
from kg.identity import Readings
from kg.rdf import Iri, Lit, Quad, lit, write
from kg.sparql import As, CountAll, Graph, Pattern, Select, Triple, Values, Var
from kg.store import GraphStore
from kg.vocab import RDF, VOCAB, ZW

RESOLUTION = Iri("urn:zhiwen:resolution")        # local entity zw:resolvesTo entity
ROLES = (ZW.subject, ZW.object, ZW.about, ZW.indicator, ZW.region)
Validate = Callable[[Sequence[Quad]], Mapping[Iri, list[str]]]
"""Facts with the descriptions of their entities to the facts that break a shape, each with its messages."""


@dataclass(frozen=True, slots=True)
class Change:
    """Quads to delete and to insert in the facts graph and the resolution; in `dropped` a line on each invalid fact."""

    delete: tuple[Quad, ...]
    insert: tuple[Quad, ...]
    dropped: tuple[str, ...] = ()
    facts: int = 0                               # facts that the new document says
    entities: int = 0                            # entities in them


@dataclass(frozen=True, slots=True)
class Rules:
    """All that facts depend on beside the claims."""

    readings: Readings
    decisions: Decisions
    validate: Validate


def change(store: GraphStore, rules: Rules, *, remove: Iterable[str] = (), add: Rows | None = None,
           moved: Mapping[Iri, Iri] | None = None) -> Change:
    """The change when documents `remove` (ids) go and the document of `add` comes.

    `moved` are stored local entities that resolve to another entity from now on (the user's merges).
    Document graphs themselves are not part of the change.
    """
    new = add or Rows((), ())
    gone_locals, gone_claims = _of_documents(store, remove)
    moved = {local: entity for local, entity in (moved or {}).items() if local not in gone_locals}
    entity_of = {row.iri: resolve(row, rules.readings, rules.decisions) for row in new.locals} | dict(moved)
    old_entity = _resolution(store, {*gone_locals, *moved})
    touched = {*entity_of.values(), *old_entity.values()}
    rows_of: dict[Iri, list[LocalRow]] = {}

    def look_up(entities: Iterable[Iri]) -> None:
        """Fill `rows_of` for entities that are not there yet."""
        wanted = set(entities) - rows_of.keys()
        stored = _locals_of(store, wanted)
        stored = {local: e for local, e in stored.items() if local not in gone_locals and local not in moved}
        stored |= {local: e for local, e in moved.items() if e in wanted}
        rows_of.update({e: [] for e in wanted})
        for row in (*new.locals, *read_locals(store, stored)):
            entity = stored.get(row.iri) or entity_of[row.iri]
            if entity in wanted:
                rows_of[entity].append(row)

    look_up(touched)
    described = {e: describe(e, rows, rules.readings) for e, rows in rows_of.items() if rows}
    standing = properties(store, touched, graph=False)
    retyped = [e for e, one in described.items() if lit(one.type) not in standing.get(e, {}).get(ZW.type, ())]
    stored_claims = claims_naming(store, {*moved, *(row.iri for e in retyped for row in rows_of[e])}) - gone_claims
    affected: dict[Iri, ClaimRow] = {row.iri: row for row in (*read_claims(store, stored_claims), *new.claims)}
    entity_of |= _resolution(store, {one for row in affected.values() for one in row.locals} - entity_of.keys())

    support: dict[Iri, dict[Iri, ClaimRow]] = defaultdict(dict)
    for row in affected.values():
        support[fact_iri(row, entity_of)][row.iri] = row
    facts = support.keys() | _facts_saying(store, stored_claims | gone_claims)
    before = _stored_facts(store, facts)
    others = _other_claims(store, before, gone_claims | affected.keys())
    entity_of |= _resolution(store, {one for row in others for one in row.locals} - entity_of.keys())
    entity_of |= {one: one for row in others for one in row.locals if one not in entity_of}      # entities themselves
    for row in others:
        support[fact_iri(row, entity_of)][row.iri] = row
    made = {iri: fact_quads(iri, rows.values(), entity_of) for iri, rows in support.items()}
    look_up(entities_of(quad for quads in made.values() for quad in quads))
    described = {e: describe(e, rows, rules.readings) for e, rows in rows_of.items() if rows}
    valid, dropped = _accepted(made, described, rules)

    after = {quad for quads in valid.values() for quad in quads}
    alive = entities_of(after)
    doubtful = (described.keys() | touched | entities_of(before)) - alive
    dead = doubtful - _referred_elsewhere(store, doubtful, before)
    for iri, have in properties(store, described.keys() | dead, graph=False).items():
        before |= {quad for quad in _quads(iri, have) if quad.predicate in DESCRIPTION}
    after |= {quad for e, one in described.items() if e not in dead for quad in one.quads()}
    before |= {Quad(local, ZW.resolvesTo, entity, RESOLUTION) for local, entity in old_entity.items()}
    after |= {Quad(local, ZW.resolvesTo, entity_of[local], RESOLUTION)
              for local in (*(row.iri for row in new.locals), *moved)}
    said = {fact_iri(row, entity_of) for row in new.claims}
    confirmed = said & valid.keys()
    return Change(_sorted(before - after), _sorted(after - before), _lines(dropped, made, described), len(confirmed),
                  len(entities_of(quad for iri in confirmed for quad in valid[iri])))


def rebuild(store: GraphStore, rules: Rules) -> Change:
    """The change from what the facts graph and the resolution hold to what all stored documents say."""
    s, o, g = Var("s"), Var("o"), Var("g")
    kinds = {kind: [node([row["s"]]) for row in store.select(Select((s,), [Graph(g, Triple(s, RDF.type, kind))]))]
             for kind in (ZW.Local, ZW.RelationClaim, ZW.ObservationClaim)}
    locals_ = read_locals(store, kinds[ZW.Local])
    entity_of = {row.iri: resolve(row, rules.readings, rules.decisions) for row in locals_}
    rows_of: dict[Iri, list[LocalRow]] = defaultdict(list)
    for row in locals_:
        rows_of[entity_of[row.iri]].append(row)
    described = {e: describe(e, rows, rules.readings) for e, rows in rows_of.items()}
    support: dict[Iri, list[ClaimRow]] = defaultdict(list)
    for claim in read_claims(store, kinds[ZW.RelationClaim] + kinds[ZW.ObservationClaim]):
        support[fact_iri(claim, entity_of)].append(claim)
    made = {iri: fact_quads(iri, rows, entity_of) for iri, rows in support.items()}
    valid, dropped = _accepted(made, described, rules)
    after = {quad for quads in valid.values() for quad in quads}
    after |= {quad for e in entities_of(after) for quad in described[e].quads()}
    after |= {Quad(local, ZW.resolvesTo, entity, RESOLUTION) for local, entity in entity_of.items()}
    p = Var("p")
    before = {Quad(node([row["s"]]), node([row["p"]]), row["o"])
              for row in store.select(Select((s, p, o), [Triple(s, p, o)]))}
    resolved = store.select(Select((s, o), [Graph(RESOLUTION, Triple(s, ZW.resolvesTo, o))]))
    before |= {Quad(node([row["s"]]), ZW.resolvesTo, row["o"], RESOLUTION) for row in resolved}
    return Change(_sorted(before - after), _sorted(after - before), _lines(dropped, made, described), len(valid),
                  len(entities_of(after)))


def _accepted(made: Mapping[Iri, list[Quad]], described: Mapping[Iri, Described],
              rules: Rules) -> tuple[dict[Iri, list[Quad]], Mapping[Iri, list[str]]]:
    """Those facts that the user has not rejected and that keep the shapes; and the messages of the others."""
    kept = {iri: quads for iri, quads in made.items() if iri not in rules.decisions.rejected}
    quads = [quad for quads in kept.values() for quad in quads]
    context = [quad for e in sorted(entities_of(quads)) for quad in described[e].quads()]
    dropped = rules.validate([*quads, *context]) if quads else {}
    return {iri: quads for iri, quads in kept.items() if iri not in dropped}, dropped


def _lines(dropped: Mapping[Iri, list[str]], made: Mapping[Iri, list[Quad]],
           described: Mapping[Iri, Described]) -> tuple[str, ...]:
    """What a user reads of each dropped fact: its parts by name, and why."""
    lines = []
    for iri, messages in dropped.items():
        parts = {quad.predicate: quad.object for quad in made[iri] if quad.subject == iri}
        names = [described[one].label for role in (ZW.subject, ZW.about, ZW.region, ZW.indicator)
                 if isinstance(one := parts.get(role), Iri)]
        if isinstance(predicate := parts.get(ZW.predicate), Iri) and isinstance(end := parts.get(ZW.object), Iri):
            names += [VOCAB.relations[predicate.local].zh, described[end].label]
        if isinstance(written := parts.get(ZW.written), Lit):
            names.append(written.value)
        lines.append(f"{' '.join(names)}：{'；'.join(messages)}")
    return tuple(sorted(lines))


# ---- what is stored --------------------------------------------------------------------------------
def _of_documents(store: GraphStore, documents: Iterable[str]) -> tuple[set[Iri], set[Iri]]:
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


def _resolution(store: GraphStore, locals_: Iterable[Iri]) -> dict[Iri, Iri]:
    """Local entities to their entities."""
    local, entity = Var("local"), Var("entity")
    return {node([row["local"]]): node([row["entity"]]) for rows in chunks(locals_) for row in store.select(
        Select((local, entity), [Values((local,), rows), Graph(RESOLUTION, Triple(local, ZW.resolvesTo, entity))]))}


def _locals_of(store: GraphStore, entities: Iterable[Iri]) -> dict[Iri, Iri]:
    """The stored local entities of entities, each with its entity."""
    local, entity = Var("local"), Var("entity")
    return {node([row["local"]]): node([row["entity"]]) for rows in chunks(entities) for row in store.select(
        Select((local, entity), [Values((entity,), rows), Graph(RESOLUTION, Triple(local, ZW.resolvesTo, entity))]))}


def _facts_saying(store: GraphStore, claims: Iterable[Iri]) -> set[Iri]:
    fact, claim = Var("fact"), Var("claim")
    return {node([row["fact"]]) for rows in chunks(claims) for row in store.select(
        Select((fact,), [Values((claim,), rows), Triple(fact, ZW.claim, claim)], distinct=True))}


def _other_claims(store: GraphStore, stored: Iterable[Quad], known: Collection[Iri]) -> list[ClaimRow]:
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


def _stored_facts(store: GraphStore, facts: Iterable[Iri]) -> set[Quad]:
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


def _referred_elsewhere(store: GraphStore, entities: Iterable[Iri], facts: Iterable[Quad]) -> set[Iri]:
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


def _sorted(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    return tuple(sorted(quads, key=lambda quad: (quad.subject.value, quad.predicate.value, write(quad.object))))
