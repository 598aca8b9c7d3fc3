"""CSV files for Neo4j with a Cypher script that loads them.

Header fields follow the format of `neo4j-admin database import`
(https://neo4j.com/docs/operations-manual/current/import/); the script reads the same files with LOAD CSV.
"""
from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from kg.export.counts import Counts
from kg.export.selection import Options, Selection
from kg.export.values import OBSERVATION, Values, entity_values, figure_edges, figure_values, relation_values
from kg.vocab import VOCAB

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

SCRIPT = Path(__file__).parents[1] / "data" / "neo4j.cypher"
_NODE = {"id": "id:ID", "label": "label", "name": "name", "type": "type", "type_label": "type_label",
         "aliases": "aliases"}
_FIGURE = {"written": "written", "value": "value:double", "value_max": "value_max:double", "unit": "unit",
           "comparator": "comparator", "status": "status", "period": "period", "confidence": "confidence:double"}
_EDGE = {"id": "id", "label": "label", "interaction": "interaction", "relation": "relation", "verbs": "verbs",
         "confidence": "confidence:double", "evidence": "evidence:int"}
_SOURCES = {"documents": "documents", "evidence_text": "evidence_text"}


def write_neo4j(_: Snapshot, chosen: Selection, options: Options, folder: Path) -> Counts:
    """`nodes.csv`, `relationships.csv`, with `with_observations` `observations.csv`, and `load.cypher`. Raises OSError.

    A node has its class and every class above it as labels, a relationship the relation's name in capitals as type.
    """
    sources = _SOURCES if options.with_evidence else {}
    _write(folder / "nodes.csv", (*_NODE.values(), ":LABEL"),
           ([*_row(entity_values(one) | {"id": one.iri}, _NODE), ";".join(_labels(one.type))]
            for one in chosen.entities))
    ends = [(one.subject.iri, one.object.iri, relation_values(one, options)) for one in chosen.relations]
    if options.with_observations:
        _write(folder / "observations.csv", (*(_NODE | _FIGURE | sources).values(), ":LABEL"),
               ([*_row(figure_values(one, options) | {"id": one.iri}, _NODE | _FIGURE | sources), OBSERVATION]
                for one in chosen.observations))
        ends += [(one.iri, target, edge) for one in chosen.observations for target, edge in figure_edges(one)]
    _write(folder / "relationships.csv", (":START_ID", ":END_ID", ":TYPE", *(_EDGE | sources).values()),
           ([start, end, str(edge["interaction"]).upper(), *_row(edge, _EDGE | sources)] for start, end, edge in ends))
    labels = {label for one in chosen.entities for label in _labels(one.type)}
    script = jinja2.Template(SCRIPT.read_text("utf-8"), trim_blocks=True, keep_trailing_newline=True).render(
        labels={label: sorted({one.type for one in chosen.entities if VOCAB.is_a(one.type, label)})
                for label in sorted(labels)},
        relations=sorted({one.predicate for one in chosen.relations}), sources=list(sources),
        figures=sorted({str(edge["interaction"]) for one in chosen.observations for _, edge in figure_edges(one)})
        if options.with_observations else [])
    (folder / "load.cypher").write_text(script, "utf-8")
    figures = len(chosen.observations) if options.with_observations else 0
    return Counts(nodes=len(chosen.entities) + figures, edges=len(ends))


def _labels(kind: str) -> tuple[str, ...]:
    return kind, *VOCAB.classes[kind].supers


def _row(values: Values, columns: dict[str, str]) -> list[str]:
    return [str(values.get(name, "")) for name in columns]


def _write(file: Path, header: Iterable[str], rows: Iterable[list[str]]) -> None:
    # No byte order mark: bulk loaders take it for part of the first name.
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
