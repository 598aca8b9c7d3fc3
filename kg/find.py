"""Finding entities by label, and the facts about one: by queries that read no more than they show."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.claims import chunks, document_id, node
from kg.facts import Fact
from kg.rdf import Iri, lit
from kg.review import Reviewed, class_named, find_entity
from kg.snapshot import BATCH, Snapshot
from kg.sparql import Alternative, Asc, Call, Filter, Graph, Pattern, Select, Triple, Values, Var
from kg.standing import ROLES
from kg.store import RESOLUTION
from kg.types import Entity
from kg.vocab import RDF, ZW

_E, _F, _G, _LOCAL, _NAME, _FOUND = (Var(name) for name in ("e", "f", "g", "local", "name", "found"))
_NAMES = Alternative(ZW.name, ZW.altName)


def search(snapshot: Snapshot, words: str, type_: str | None = None) -> list[str]:
    """IRIs of the entities with `words` in their name or another name (all for ""), shortest name first.

    `type_` is a class of the ontology or its label, and what is below it counts. Raises UsageError for an unknown one.
    """
    where: list[Pattern] = [Triple(_E, ZW.type, Var("type")), Triple(_E, ZW.name, _NAME)]
    if type_:
        where.append(Triple(_E, RDF.type, ZW[class_named(type_)]))
    if words:
        where += [Triple(_E, _NAMES, _FOUND),
                  Filter(Call("CONTAINS", Call("LCASE", _FOUND), lit(words.lower())))]
    order = Asc(Call("STRLEN", _NAME)), Asc(_NAME), Asc(_E)
    rows = snapshot.select(Select((_E, _NAME), where, distinct=True, order_by=order))
    return [node([row["e"]]).value for row in rows]


def details(snapshot: Snapshot, iris: Sequence[str]) -> list[Reviewed]:
    """The entities with these IRIs, in this order, each with its number of facts and its documents."""
    things = [Iri(iri) for iri in iris]
    facts: dict[str, set[Iri]] = defaultdict(set)
    documents: dict[str, set[str]] = defaultdict(set)
    for rows in chunks(things):
        for role in ROLES:
            for row in snapshot.select(Select((_E, _F), [Values((_E,), rows), Triple(_F, role, _E)])):
                facts[node([row["e"]]).value].add(node([row["f"]]))
        named: list[Pattern] = [Values((_E,), rows), Graph(RESOLUTION, Triple(_LOCAL, ZW.resolvesTo, _E)),
                                Graph(_G, Triple(_LOCAL, RDF.type, ZW.Local))]
        for row in snapshot.select(Select((_E, _G), named, distinct=True)):
            documents[node([row["e"]]).value].add(document_id(node([row["g"]])))
    known = {one.iri: one for one in snapshot.entities_by_iri(iris)}
    return [Reviewed(known[iri], len(facts[iri]), tuple(sorted(documents[iri]))) for iri in iris if iri in known]


def entity(snapshot: Snapshot, name: str) -> Entity:
    """The entity with this IRI, label or other name. Raises UsageError where there is none, or more than one."""
    if re.fullmatch(r"urn:zhiwen:entity:\w+", name) and (found := snapshot.entities_by_iri([name])):
        return found[0]
    extracted = [Triple(_E, _NAMES, lit(name)), Triple(_E, ZW.type, Var("type"))]        # and not imported
    rows = snapshot.select(Select((_E,), extracted, distinct=True))
    if len(rows) == 1:
        return snapshot.entities_by_iri([node([rows[0]["e"]]).value])[0]
    return find_entity(snapshot, name)


def facts_about(snapshot: Snapshot, about: Entity, *, document: str | None = None) -> Iterator[Fact]:
    """The facts that refer to an entity in any role (of one document, with its evidence only), by IRI."""
    found = {node([row["f"]]).value for role in ROLES
             for row in snapshot.select(Select((_F,), [Triple(_F, role, Iri(about.iri))]))}
    iris = sorted(found)
    for at in range(0, len(iris), BATCH):
        yield from snapshot.facts_by_iri(iris[at:at + BATCH], document=document)
