"""Entities, relations and figures as flat values, once for graph formats, tables and Neo4j.

Plain values only (no lists, no missing ones), no character that XML forbids, no two names that differ in case only,
edge ids that are unique and never the id of a node.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kg.export.selection import Options
from kg.facts import number_to_json
from kg.types import Entity, Evidence, ObservationFact, RelationFact
from kg.vocab import VOCAB

Value = str | int | float
Values = dict[str, Value]

OBSERVATION = "Observation"
# Everything outside the Char production of XML 1.0, and the C1 controls, which XML only discourages.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_JOIN = "；"


def plain(text: str) -> str:
    """`text` on one line, without characters that XML cannot hold."""
    return " ".join(_NOT_XML.sub("", text).split())


def entity_values(entity: Entity) -> Values:
    label = plain(entity.label)
    return {"label": label, "name": label, "type": entity.type, "type_label": VOCAB.classes[entity.type].zh,
            "aliases": _JOIN.join(map(plain, entity.aliases))}


def stated_values(label: str, type_: str) -> Values:
    """A node of an imported graph, or a literal there."""
    kind = "导入的事物" if type_ == "ImportedEntity" else "文字"
    return {"label": plain(label), "name": plain(label), "type": type_, "type_label": kind, "aliases": ""}


def relation_values(fact: RelationFact, options: Options) -> Values:
    term = VOCAB.relations[fact.predicate]
    return {"id": fact.iri, "label": term.zh, "interaction": fact.predicate, "relation": term.iri.value,
            "verbs": _JOIN.join(map(plain, fact.verbs)), "confidence": float(fact.confidence),
            "evidence": len(fact.evidence), **_sources(fact, options)}


def figure_values(fact: ObservationFact, options: Options) -> Values:
    """A figure as a node. A vague size (数十家) has no number, and no number is what it gets."""
    written = plain(fact.written)
    label = f"{plain(fact.indicator.label)} {written}" + (f"（{fact.period}）" if fact.period else "")
    return {"label": label, "name": label, "type": OBSERVATION, "type_label": "数值", "aliases": "",
            "written": written, "unit": plain(fact.unit), "comparator": fact.comparator, "status": fact.status,
            "period": fact.period or "", "confidence": float(fact.confidence), **_sources(fact, options),
            # One type for all: graph formats declare an attribute once.
            **{name: float(number) for name, number in _numbers(value=fact.value, value_max=fact.value_max).items()}}


def figure_edges(fact: ObservationFact) -> Iterator[tuple[str, Values]]:
    """What a figure is tied to, as (IRI, edge)."""
    for name, label, entity in (("about", "关于", fact.subject), ("indicator", "指标", fact.indicator),
                                ("region", "地区", fact.region)):
        if entity:
            yield entity.iri, {"id": f"{fact.iri}#{name}", "label": label, "interaction": name,
                               "relation": VOCAB.iri(name).value, "confidence": float(fact.confidence)}


def relation_row(fact: RelationFact, options: Options) -> Values:
    """A relation as a row of a table."""
    values = relation_values(fact, options)
    return {"id": values.pop("id"), "subject": plain(fact.subject.label), "subject_type": fact.subject.type,
            **values, "object": plain(fact.object.label), "object_type": fact.object.type,
            "subject_id": fact.subject.iri, "object_id": fact.object.iri}


def figure_row(fact: ObservationFact, options: Options) -> Values:
    """A figure as a row of a table, `value_base` in `unit_base` for comparing and adding up."""
    base = fact.base
    return {"id": fact.iri, "subject": plain(fact.subject.label), "subject_type": fact.subject.type,
            "indicator": plain(fact.indicator.label), "written": plain(fact.written), "comparator": fact.comparator,
            **_numbers(value=fact.value, value_max=fact.value_max), "unit": plain(fact.unit),
            **_numbers(value_base=fact.value_base), "unit_base": plain(fact.unit_base), "period": fact.period or "",
            "region": plain(fact.region.label) if fact.region else "", "status": fact.status,
            "base_period": base.period or "" if base else "", "base_subject": plain(base.subject or "") if base else "",
            "collective": int(fact.collective), "confidence": float(fact.confidence), "evidence": len(fact.evidence),
            "subject_id": fact.subject.iri, "indicator_id": fact.indicator.iri,
            "region_id": fact.region.iri if fact.region else ""} | _sources(fact, options)


def evidence_row(fact: RelationFact | ObservationFact, place: Evidence) -> Values:
    """A sentence a fact rests on, as a row of a table; offsets count code points of `zhiwen text`."""
    return {"fact": fact.iri, "document": place.document, "title": plain(place.title), "section": plain(place.section),
            "start": place.start, "end": place.end, "text": plain(place.text), "damaged": int(place.damaged),
            "source_part": place.source.part, "source_start": place.source.start, "source_end": place.source.end}


def _numbers(**numbers: Decimal | None) -> Values:
    found = {name: number_to_json(number) for name, number in numbers.items()}
    return {name: number for name, number in found.items() if number is not None}


def _sources(fact: RelationFact | ObservationFact, options: Options) -> Values:
    if not options.with_evidence:
        return {}
    return {"documents": _JOIN.join(dict.fromkeys(one.document for one in fact.evidence)),
            "evidence_text": _JOIN.join(dict.fromkeys(plain(one.text) for one in fact.evidence))}
