"""Counts that spare a change the reading of all that agrees: derived, and kept in the resolution graph.

An entity's tally says what its local entities call it and take it for, a fact's how often each form of it was claimed.
A document that comes or goes adds its part or takes it away, so that a hub costs a change no more than any other thing.
"""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from kg.claims import ClaimRow, LocalRow, RelationRow, chunks, claim_row, node, properties, text
from kg.rdf import Iri, Lit, Quad
from kg.sparql import Graph, Select, Triple, Values, Var
from kg.store import RESOLUTION, GraphStore
from kg.vocab import VOCAB, ZW

Form: TypeAlias = "tuple[Any, ...]"
"""What a fact takes from a claim beside its being there: () of a plain relation, the ends (IRIs) of a symmetric one, or
the figure of an observation, with its way of writing."""
Forms: TypeAlias = "Counter[Form]"


# ---- entities --------------------------------------------------------------------------------------
class Tally:
    """The names and classes that local entities have for one entity, each with the number of these and their uses."""

    def __init__(self) -> None:
        self._locals: Counter[tuple[str, str, bool]] = Counter()
        self._uses: Counter[tuple[str, str, bool]] = Counter()
        self._aliases: Counter[str] = Counter()

    def count(self, row: LocalRow, times: int = 1) -> None:
        """Add a local entity; with -1, take it away."""
        said = row.name, row.type, row.local
        self._locals[said] += times
        self._uses[said] += times * row.uses
        self._aliases.update(dict.fromkeys(row.aliases, times))

    def rows(self, entity: Iri) -> list[LocalRow]:
        """As if one local entity stood for all that agree in name and class; other names are with the first."""
        aliases = tuple(sorted(alias for alias, n in self._aliases.items() if n))
        said = sorted(one for one, n in self._locals.items() if n)
        return [LocalRow(entity, "", *one, self._uses[one], () if n else aliases) for n, one in enumerate(said)]

    def quads(self, entity: Iri) -> list[Quad]:
        said = [[*one, n, self._uses[one]] for one, n in sorted(self._locals.items()) if n]
        aliases = [[alias, n] for alias, n in sorted(self._aliases.items()) if n]
        return [_quad(entity, [said, aliases])] if said else []


def read_tallies(store: GraphStore, entities: Iterable[Iri]) -> dict[Iri, Tally]:
    """The tallies of those entities that have stored local entities."""
    found = {}
    for entity, (said, aliases) in _read(store, entities).items():
        tally = found[entity] = Tally()
        for name, kind, local, n, uses in said:
            tally._locals[name, kind, local] = n
            tally._uses[name, kind, local] = uses
        tally._aliases.update(dict(aliases))
    return found


# ---- facts -----------------------------------------------------------------------------------------
def form(claim: ClaimRow, entity_of: Mapping[Iri, Iri]) -> Form:
    """The form that a claim gives to its fact."""
    if not isinstance(claim, RelationRow):
        return claim.figure
    if VOCAB.relations[claim.predicate.local].symmetric:
        return entity_of[claim.subject], entity_of[claim.object]
    return ()


def prevailing(forms: Forms) -> Form:
    """The form that the fact has: the most frequent one, then the first in code point order."""
    return min((one for one, n in forms.items() if n), key=lambda one: (-forms[one], one))


def forms_quads(fact: Iri, forms: Forms) -> list[Quad]:
    """The tally of a fact; one with a single claim needs none."""
    if forms.total() < 2:
        return []
    return [_quad(fact, [[n, *map(_written, one)] for one, n in sorted(forms.items()) if n])]


def read_forms(store: GraphStore, facts: Iterable[Iri]) -> dict[Iri, Forms]:
    """The tallies of those facts that stand."""
    facts = set(facts)
    found: dict[Iri, Forms] = {fact: Counter({tuple(map(_read_part, one)): n for n, *one in data})
                               for fact, data in _read(store, facts).items()}
    for fact, stored in properties(store, facts - found.keys(), graph=False).items():
        if ZW.claim in stored:
            row = claim_row(fact, stored)
            found[fact] = Counter([form(row, {end: end for end in row.locals})])
    return found


def _written(part: Iri | tuple[str, Lit]) -> str | tuple[str, str, str]:
    return part.value if isinstance(part, Iri) else (part[0], part[1].value, part[1].datatype)


def _read_part(part: str | list[str]) -> Iri | tuple[str, Lit]:
    return Iri(part) if isinstance(part, str) else (part[0], Lit(part[1], part[2]))


# ---- both ------------------------------------------------------------------------------------------
def tally_quads(store: GraphStore, things: Iterable[Iri]) -> set[Quad]:
    """The tallies of entities and facts as they stand."""
    return {_quad(thing, data) for thing, data in _read(store, things).items()}


def _quad(thing: Iri, data: object) -> Quad:
    return Quad(thing, ZW.tally, Lit(json.dumps(data, ensure_ascii=False, separators=(",", ":"))), RESOLUTION)


def _read(store: GraphStore, things: Iterable[Iri]) -> dict[Iri, Any]:
    thing, tally = Var("thing"), Var("tally")
    return {node([row["thing"]]): json.loads(text([row["tally"]])) for rows in chunks(things) for row in store.select(
        Select((thing, tally), [Values((thing,), rows), Graph(RESOLUTION, Triple(thing, ZW.tally, tally))]))}
