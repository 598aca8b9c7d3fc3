"""A stand-alone HTML page with the interactive graph: one file that asks nobody for anything."""
from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.counts import Counts
from kg.export.selection import Options, Selection
from kg.viewer import LIMIT, Edge, as_data, stand_alone

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


def write_html(snapshot: Snapshot, chosen: Selection, options: Options, file: Path) -> Counts:
    """The chosen entities and relations, the `LIMIT` best connected where there are more: the page says n of m.
    Raises OSError.
    """
    degree = Counter(iri for one in chosen.relations for iri in (one.subject.iri, one.object.iri))
    shown = sorted(chosen.entities, key=lambda one: (-degree[one.iri], one.iri))[:LIMIT]
    ids = {one.iri for one in shown}
    edges = [Edge(one.iri, one.subject.iri, one.object.iri, one.predicate) for one in chosen.relations
             if {one.subject.iri, one.object.iri} <= ids]
    data = as_data(shown, edges, nodes=len(chosen.entities), relations=len(chosen.relations))
    titles = {one.id: one.title for one in snapshot.documents()}
    one = options.document or (next(iter(titles)) if len(titles) == 1 else None)
    title = titles[one] if one else f"{len(titles)} 份文档"
    file.write_text(stand_alone(data, f"知问 · {title}"), "utf-8")
    return Counts(nodes=len(shown), edges=len(edges))
