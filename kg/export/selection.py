"""Which part of the graph is exported: all of it, one document's, some types', what lies around one entity."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.facts import Fact
from kg.statements import StatedFact, stated_facts
from kg.types import Entity, ObservationFact, RelationFact
from kg.vocab import VOCAB

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Options:
    """What to export. `types` are classes (names or labels), `around` an entity (IRI or name), `depth` in steps.

    `with_observations` makes figures nodes of graph formats; `with_evidence` adds the sentences.
    """

    with_observations: bool = False
    with_evidence: bool = False
    types: tuple[str, ...] = ()
    document: str | None = None
    around: str | None = None
    depth: int = 1

    @property
    def whole(self) -> bool:
        """Nothing is filtered out."""
        return not (self.types or self.document or self.around)


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen facts and every entity they refer to: entities by label, facts in the order of their places.

    `stated` are imported triples: all, or a document's; types and entities do not choose among them.
    """

    entities: tuple[Entity, ...]
    relations: tuple[RelationFact, ...]
    observations: tuple[ObservationFact, ...]
    stated: tuple[StatedFact, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        return *self.relations, *self.observations


def select(snapshot: Snapshot, options: Options) -> Selection:
    """The part of the graph that fits every filter. Raises UsageError for an unknown document, type or entity and for a
    negative depth.

    A relation needs both ends among `types`, a figure the thing it is about. Around an entity counts relations in
    either direction; a figure belongs to the thing it is about.
    """
    from kg.review import class_named, find_entity

    if options.depth < 0:
        raise UsageError(f"--depth 不能是 {options.depth}。请给出 0 或更大的整数")
    kinds = [class_named(one) for one in options.types]
    centre = find_entity(snapshot, options.around) if options.around else None
    facts = list(snapshot.facts(document=options.document))
    relations = [one for one in facts if isinstance(one, RelationFact)]
    observations = [one for one in facts if isinstance(one, ObservationFact)]
    if kinds:
        relations = [one for one in relations
                     if VOCAB.fits(one.subject.type, kinds) and VOCAB.fits(one.object.type, kinds)]
        observations = [one for one in observations if VOCAB.fits(one.subject.type, kinds)]
    if centre:
        near = _near(centre.iri, relations, options.depth)
        relations = [one for one in relations if {one.subject.iri, one.object.iri} <= near]
        observations = [one for one in observations if one.subject.iri in near]
    found = {one.iri: one for some in (relations, observations) for fact in some for one in _entities(fact)}
    if options.whole:
        found |= {one.iri: one for one in snapshot.entities()}
    elif centre:
        found[centre.iri] = centre
    elif kinds and not options.document:
        found |= {one.iri: one for one in snapshot.entities() if VOCAB.fits(one.type, kinds)}
    return Selection(tuple(sorted(found.values(), key=lambda one: (one.label, one.iri))),
                     tuple(relations), tuple(observations),
                     () if kinds or centre else tuple(stated_facts(snapshot, document=options.document)))


def _entities(fact: Fact) -> Iterable[Entity]:
    if isinstance(fact, RelationFact):
        return fact.subject, fact.object
    return (fact.subject, fact.indicator, *([fact.region] if fact.region else ()))


def _near(centre: str, relations: Iterable[RelationFact], depth: int) -> set[str]:
    near = frontier = {centre}
    pairs = [{one.subject.iri, one.object.iri} for one in relations]
    for _ in range(depth):
        frontier = {iri for pair in pairs if pair & frontier for iri in pair} - near
        near = near | frontier
    return near
