"""Facts as readers see them: from stored properties to records, and from records to the JSON of `zhiwen facts`."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias, cast

from kg.claims import Properties, node, text
from kg.rdf import Iri
from kg.types import Base, Comparator, Entity, Evidence, ObservationFact, RelationFact, Status
from kg.vocab import VOCAB, ZW

Fact: TypeAlias = RelationFact | ObservationFact


@dataclass(slots=True)
class Support:
    """What the claims of one fact add up to. `evidence` has each place once."""

    confidence: float = 0.0
    verbs: set[str] = field(default_factory=set)
    evidence: dict[tuple[str, int, int], Evidence] = field(default_factory=dict)

    def places(self) -> tuple[Evidence, ...]:
        """The evidence in the order of documents and places."""
        return tuple(self.evidence[place] for place in sorted(self.evidence))


def fact(iri: Iri, have: Properties, entities: Mapping[Iri, Entity], support: Support) -> Fact:
    """The record of a stored fact."""
    if ZW.predicate in have:
        return RelationFact(iri.value, entities[node(have[ZW.subject])], node(have[ZW.predicate]).local,
                            tuple(sorted(support.verbs)), entities[node(have[ZW.object])], support.confidence,
                            support.places())

    def string(name: str) -> str | None:
        return text(have[ZW[name]]) if ZW[name] in have else None

    def number(name: str) -> Decimal | None:
        return Decimal(text(have[ZW[name]])) if ZW[name] in have else None

    base = Base(string("basePeriod"), string("baseSubject"))
    return ObservationFact(
        iri.value, entities[node(have[ZW.about])], entities[node(have[ZW.indicator])],
        value=number("writtenValue"), unit=string("unit") or "", written=string("written") or "",
        comparator=cast(Comparator, string("comparator")), status=cast(Status, string("status")),
        value_max=number("writtenMax"), value_base=number("value"), unit_base=string("baseUnit") or "",
        period=string("period"), region=entities[node(have[ZW.region])] if ZW.region in have else None,
        base=None if base == Base() else base, collective=ZW.collective in have, confidence=support.confidence,
        evidence=support.places())


# ---- JSON --------------------------------------------------------------------------------------------
def number_to_json(number: Decimal | None) -> int | float | None:
    """The shortest JSON number: 7.8, 31, not 31.0."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def entity_to_json(entity: Entity) -> dict[str, Any]:
    return {"label": entity.label, "type": entity.type, "iri": entity.iri}


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """An item of `evidence`, in answers and facts alike."""
    source = evidence.source
    return {"document": evidence.document, "title": evidence.title, "section": evidence.section,
            "start": evidence.start, "end": evidence.end, "text": evidence.text, "damaged": evidence.damaged,
            "source": {"part": source.part, "start": source.start, "end": source.end}}


def fact_to_json(one: Fact) -> dict[str, Any]:
    """A line of `zhiwen facts`. A vague size (毫秒级) has its wording as value, and no unit."""
    closing = {"confidence": one.confidence, "evidence": [evidence_to_json(e) for e in one.evidence]}
    if isinstance(one, RelationFact):
        relation = VOCAB.relations[one.predicate]
        return {"kind": "relation", "iri": one.iri, "subject": entity_to_json(one.subject),
                "predicate": {"label": relation.zh, "iri": relation.iri.value, "verb": "、".join(one.verbs)},
                "object": entity_to_json(one.object), **closing}
    base = None
    if one.base:
        base = {key: value for key, value in (("period", one.base.period), ("subject", one.base.subject)) if value}
    return {"kind": "observation", "iri": one.iri, "subject": entity_to_json(one.subject),
            "indicator": {"label": one.indicator.label, "iri": one.indicator.iri},
            "value": one.written if one.value is None else number_to_json(one.value),
            "unit": None if one.value is None else one.unit, "written": one.written, "comparator": one.comparator,
            "period": one.period, "region": entity_to_json(one.region) if one.region else None,
            "status": one.status, "value_max": number_to_json(one.value_max), "base": base,
            "collective": one.collective, **closing}
