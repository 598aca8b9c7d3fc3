"""What a new, gone or re-resolved document changes in the facts graph: only the entities and facts it touches.

The result equals a rebuild from all documents (a property test). The steps of an update:

1. The local entities that come or go touch entities; each is described anew from the tally of its local entities.
2. Claims are affected that come or go, and those that name an entity whose class has changed (a fact's validity hangs
   on the classes of its ends).
3. The facts that affected claims say, before and after, are made anew from all claims that say them, and validated.
4. An entity stands in the facts graph when a fact refers to it.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.claims import ClaimRow, LocalRow, Rows, claims_naming, node, read_claims, read_locals
from kg.derive import Decisions, Described, describe, entities_of, fact_iri, fact_quads, resolve
from kg.identity import Readings
from kg.imported import shown
from kg.rdf import Iri, Lit, Quad, write
from kg.sparql import Graph, Select, Triple, Var
from kg.standing import (
    facts_saying,
    locals_of,
    of_documents,
    other_claims,
    read_described,
    referred_elsewhere,
    resolution,
    stored_facts,
)
from kg.store import RESOLUTION, GraphStore
from kg.tally import Tally, form, forms_quads, prevailing, read_forms, read_tallies
from kg.vocab import RDF, VOCAB, ZW

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
           moved: Mapping[Iri, Iri] | None = None, again: Collection[Iri] = ()) -> Change:
    """The change when documents `remove` (ids) go and the document of `add` comes.

    `moved` are stored local entities that resolve to another entity from now on, `again` entities whose facts are to be
    looked at anew: the user's decisions. Document graphs themselves are not part of the change.
    """
    new = add or Rows((), ())
    gone_locals, gone_claims = of_documents(store, remove)
    moved = {local: entity for local, entity in (moved or {}).items() if local not in gone_locals}
    entity_of = {row.iri: resolve(row, rules.readings, rules.decisions) for row in new.locals} | dict(moved)
    old_entity = resolution(store, {*gone_locals, *moved})
    touched = {*entity_of.values(), *old_entity.values(), *again}
    standing = read_described(store, touched)
    tallies = read_tallies(store, touched)
    before = {quad for e, tally in tallies.items() for quad in tally.quads(e)}
    had = _described(tallies, rules)
    stored = read_locals(store, old_entity)
    for row in stored:
        tallies[old_entity[row.iri]].count(row, -1)
    for row in (*new.locals, *(row for row in stored if row.iri in moved)):
        tallies.setdefault(entity_of[row.iri], Tally()).count(row)
    after = {quad for e, tally in tallies.items() for quad in tally.quads(e)}
    described = _described(tallies, rules)
    retyped = {e for e, one in described.items() if e in had and had[e].type != one.type}
    changed = claims_naming(store, {*moved, *locals_of(store, retyped | set(again))}) - gone_claims
    affected = read_claims(store, changed)
    entity_of |= resolution(store, {one for row in affected for one in row.locals} - entity_of.keys())

    said: dict[Iri, list[ClaimRow]] = defaultdict(list)
    for claim in new.claims:
        said[fact_iri(claim, entity_of)].append(claim)
    fact_of = facts_saying(store, changed | gone_claims)
    shaken = {fact_iri(row, entity_of) for row in affected} | {fact_of[one] for one in changed & fact_of.keys()}
    losing: dict[Iri, list[ClaimRow]] = defaultdict(list)
    for claim in read_claims(store, gone_claims & fact_of.keys()):
        losing[fact_of[claim.iri]].append(claim)
    steady: set[Iri] = set()        # facts that only win or lose claims and keep their form: these need not be read
    for fact, forms in read_forms(store, (said.keys() | losing.keys()) - shaken).items():
        left = forms + Counter(form(row, entity_of) for row in said.get(fact, ()))
        left.subtract(form(row, old_entity) for row in losing.get(fact, ()))
        if left.total() and prevailing(left) == prevailing(forms):
            steady.add(fact)
            before |= {*forms_quads(fact, forms), *(Quad(fact, ZW.claim, row.iri) for row in losing.get(fact, ()))}
            after |= {*forms_quads(fact, left), *(Quad(fact, ZW.claim, row.iri) for row in said.get(fact, ()))}

    support: dict[Iri, dict[Iri, ClaimRow]] = defaultdict(dict)
    torn = stored_facts(store, (shaken | losing.keys() | said.keys()) - steady)
    others = other_claims(store, torn, gone_claims | changed)
    entity_of |= resolution(store, {one for row in others for one in row.locals} - entity_of.keys())
    entity_of |= {one: one for row in others for one in row.locals if one not in entity_of}      # entities themselves
    for claim in (*affected, *others, *(one for fact in said.keys() - steady for one in said[fact])):
        support[fact_iri(claim, entity_of)][claim.iri] = claim
    made = {iri: fact_quads(iri, rows.values(), entity_of) for iri, rows in support.items()}
    ends, torn_ends = entities_of(quad for quads in made.values() for quad in quads), entities_of(torn)
    standing |= read_described(store, (ends | torn_ends) - touched)
    described |= {e: standing[e] for e in (ends - touched) & standing.keys()}
    described |= _described(read_tallies(store, ends - described.keys()), rules)
    gone = _rejected(store, rules, {iri: [*rows.values()] for iri, rows in support.items()}, new.locals)
    valid, dropped = _accepted(made, described, rules, gone)
    after |= {quad for quads in valid.values() for quad in quads}
    before |= torn

    # An entity stands while a fact refers to it: only those that were an end of a torn fact need a look.
    idle = (touched | torn_ends | described.keys()) - entities_of(after)
    dead = (idle - standing.keys()) | (idle & torn_ends)
    dead -= referred_elsewhere(store, idle & torn_ends & standing.keys(), torn)
    before |= {quad for e in described.keys() | dead if e in standing for quad in standing[e].quads()}
    after |= {quad for e, one in described.items() if e not in dead for quad in one.quads()}
    before |= {Quad(local, ZW.resolvesTo, entity, RESOLUTION) for local, entity in old_entity.items()}
    after |= {Quad(local, ZW.resolvesTo, entity_of[local], RESOLUTION)
              for local in (*(row.iri for row in new.locals), *moved)}
    confirmed = said.keys() & (valid.keys() | steady)
    entities = {entity_of[local] for fact in confirmed for row in said[fact] for local in row.locals}
    return Change(_sorted(before - after), _sorted(after - before), _lines(dropped, made, described), len(confirmed),
                  len(entities))


def redecide(store: GraphStore, rules: Rules, before: Decisions) -> Change:
    """The change from the facts under the decisions `before` to those of `rules`."""
    now = rules.decisions
    refused = before.rejected.keys() ^ now.rejected.keys()
    if before.apart - now.apart or (refused and now.apart):      # parts have nothing in common that could be asked for
        return rebuild(store, rules)
    sources = {one for one in before.merged.keys() | now.merged.keys()
               if before.merged.get(one) != now.merged.get(one)} | (now.apart - before.apart)
    stored = locals_of(store, {before.entity(one) for one in sources})
    moved = {row.iri: entity for row in read_locals(store, stored)
             if (entity := resolve(row, rules.readings, now)) != stored[row.iri]}
    again = {decisions.rejected[fact] for decisions in (before, now)
             for fact in decisions.rejected.keys() - (before.rejected.keys() & now.rejected.keys())}
    return change(store, rules, moved=moved, again=again)


def rebuild(store: GraphStore, rules: Rules) -> Change:
    """The change from what the facts graph and the resolution hold to what all stored documents say."""
    s, o, g = Var("s"), Var("o"), Var("g")
    kinds = {kind: [node([row["s"]]) for row in store.select(Select((s,), [Graph(g, Triple(s, RDF.type, kind))]))]
             for kind in (ZW.Local, ZW.RelationClaim, ZW.ObservationClaim)}
    locals_ = read_locals(store, kinds[ZW.Local])
    entity_of = {row.iri: resolve(row, rules.readings, rules.decisions) for row in locals_}
    tallies: dict[Iri, Tally] = defaultdict(Tally)
    for row in locals_:
        tallies[entity_of[row.iri]].count(row)
    described = _described(tallies, rules)
    support: dict[Iri, list[ClaimRow]] = defaultdict(list)
    for claim in read_claims(store, kinds[ZW.RelationClaim] + kinds[ZW.ObservationClaim]):
        support[fact_iri(claim, entity_of)].append(claim)
    made = {iri: fact_quads(iri, rows, entity_of) for iri, rows in support.items()}
    valid, dropped = _accepted(made, described, rules, _rejected(store, rules, support))
    after = {quad for quads in valid.values() for quad in quads}
    after |= {quad for e in entities_of(after) for quad in described[e].quads()}
    after |= {Quad(local, ZW.resolvesTo, entity, RESOLUTION) for local, entity in entity_of.items()}
    after |= {quad for e, tally in tallies.items() for quad in tally.quads(e)}
    after |= shown(store)
    p = Var("p")
    before = {Quad(node([row["s"]]), node([row["p"]]), row["o"])
              for row in store.select(Select((s, p, o), [Triple(s, p, o)]))}
    before |= {Quad(node([row["s"]]), node([row["p"]]), row["o"], RESOLUTION)
               for row in store.select(Select((s, p, o), [Graph(RESOLUTION, Triple(s, p, o))]))}
    return Change(_sorted(before - after), _sorted(after - before), _lines(dropped, made, described), len(valid),
                  len(entities_of(after)))


def _described(tallies: Mapping[Iri, Tally], rules: Rules) -> dict[Iri, Described]:
    """The entities that have local entities."""
    return {e: describe(e, rows, rules.readings) for e, tally in tallies.items() if (rows := tally.rows(e))}


def combined(made: Change, before: Collection[Quad], after: Collection[Quad]) -> Change:
    """A change that also leads from the quads `before` to those `after`."""
    if not before and not after:
        return made
    gone, come = {*before} - {*after}, {*after} - {*before}
    return replace(made, delete=_sorted({*made.delete} | gone), insert=_sorted({*made.insert} | come))


def _rejected(store: GraphStore, rules: Rules, support: Mapping[Iri, Sequence[ClaimRow]],
              new: Iterable[LocalRow] = ()) -> set[Iri]:
    """Those facts that the user has rejected. What was rejected of a thing stays so for the parts it is split into."""
    decisions = rules.decisions
    found = support.keys() & decisions.rejected.keys()
    if decisions.apart and decisions.rejected:
        whole = replace(decisions, apart=frozenset())
        firsts = {iri: rows[0] for iri, rows in support.items()}
        ends = {end for row in firsts.values() for end in row.locals}
        entity_of = {end: end for end in ends} | {
            row.iri: resolve(row, rules.readings, whole) for row in (*read_locals(store, ends), *new)}
        found |= {iri for iri, row in firsts.items() if fact_iri(row, entity_of) in decisions.rejected}
    return found


def _accepted(made: Mapping[Iri, list[Quad]], described: Mapping[Iri, Described], rules: Rules,
              rejected: Collection[Iri]) -> tuple[dict[Iri, list[Quad]], Mapping[Iri, list[str]]]:
    """Those facts that are not rejected and that keep the shapes; and the messages of the others."""
    kept = {iri: quads for iri, quads in made.items() if iri not in rejected}
    quads = [quad for quads in kept.values() for quad in quads if quad.graph is None]
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


def _sorted(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    return tuple(sorted(quads, key=lambda quad: (quad.subject.value, quad.predicate.value, write(quad.object))))
