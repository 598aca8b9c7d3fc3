"""The user's decisions as they are stored: numbered, dated, each with a line on what was decided.

They name entities and facts by what these are made of, not by where a document says so: they hold when documents go and
come back. A merge is kept as the two entities, a split as the entity, a rejection as the parts of the fact, so that it
follows the merges of its ends.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.claims import ClaimRow, claim_row, node, properties, row_properties, text
from kg.derive import Decisions, fact_iri
from kg.rdf import Iri, Quad, Term, lit
from kg.sparql import Graph, Select, Triple, Var
from kg.store import CATALOGUE, DECISIONS, GraphStore
from kg.vocab import RDF, ZW

_PREFIX = "urn:zhiwen:decision:"
_LAST = Iri(f"{_PREFIX}last")


@dataclass(frozen=True, slots=True)
class Decision:
    """`entity` was merged `into` another, or is kept apart where `into` is None; or `fact` was rejected: its parts,
    with entities for local entities.
    """

    number: int
    when: str                       # ISO date and time
    what: str
    entity: Iri | None = None
    into: Iri | None = None
    fact: ClaimRow | None = None

    def quads(self) -> list[Quad]:
        iri = Iri(f"{_PREFIX}{self.number}")
        said: list[tuple[Iri, Term]] = [(RDF.type, ZW.Decision), (ZW.position, lit(self.number)),
                                        (ZW.decided, lit(self.when)), (ZW.note, lit(self.what))]
        if self.fact:
            said += [(ZW.rejected, self.fact.iri), *row_properties(self.fact)]
        elif self.entity:
            said += [(ZW.merged, self.entity), (ZW.mergedInto, self.into)] if self.into else [
                (ZW.keptApart, self.entity)]
        return [Quad(iri, predicate, value, DECISIONS) for predicate, value in said]


def read_decisions(store: GraphStore) -> tuple[Decision, ...]:
    """The stored decisions by number."""
    d = Var("d")
    rows = store.select(Select((d,), [Graph(DECISIONS, Triple(d, RDF.type, ZW.Decision))]))
    found = []
    for have in properties(store, (node([row["d"]]) for row in rows)).values():
        own = int(text(have[ZW.position])), text(have[ZW.decided]), text(have[ZW.note])
        if ZW.rejected in have:
            found.append(Decision(*own, fact=claim_row(node(have[ZW.rejected]), have)))
        elif ZW.merged in have:
            found.append(Decision(*own, node(have[ZW.merged]), node(have[ZW.mergedInto])))
        else:
            found.append(Decision(*own, node(have[ZW.keptApart])))
    return tuple(sorted(found, key=lambda one: one.number))


def last_number(store: GraphStore) -> int:
    """The highest number ever given to a decision; none is given twice, also where one was taken back."""
    n = Var("n")
    found = store.select(Select((n,), [Graph(CATALOGUE, Triple(_LAST, ZW.position, n))]))
    given = max((int(text([row["n"]])) for row in found), default=0)
    return max((given, *(one.number for one in read_decisions(store))))


def numbered(number: int) -> Quad:
    """What is stored of the highest number given."""
    return Quad(_LAST, ZW.position, lit(number), CATALOGUE)


def in_force(decided: Iterable[Decision]) -> Decisions:
    """What decisions come to together. Of two merges of one entity the later one counts."""
    decided = sorted(decided, key=lambda one: one.number)
    merged = {one.entity: one.into for one in decided if one.entity and one.into}
    found = Decisions(merged, frozenset(one.entity for one in decided if one.entity and not one.into))
    rejected = {}
    for one in decided:
        if one.fact:
            entity_of = {end: found.entity(end) for end in one.fact.locals}
            rejected[fact_iri(one.fact, entity_of)] = entity_of[one.fact.locals[0]]
    return Decisions(merged, found.apart, rejected)
