"""RDF files, sorted, in Oxigraph's serialisation."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.export.counts import Counts
from kg.rdf import PREFIXES, write
from kg.sparql import Construct, Triple, Var

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


def write_turtle(snapshot: Snapshot, file: Path) -> Counts:
    """The facts graph. Raises OSError."""
    return _write_facts(snapshot, file, ox.RdfFormat.TURTLE)


def write_jsonld(snapshot: Snapshot, file: Path) -> Counts:
    """The facts graph, expanded: no context to fetch. Raises OSError."""
    return _write_facts(snapshot, file, ox.RdfFormat.JSON_LD)


def write_nquads(snapshot: Snapshot, file: Path) -> Counts:
    """The whole store: facts, the claims and evidence of every document, the catalogue. Raises OSError."""
    count = 0
    with file.open("w", encoding="utf-8", newline="\n") as out:
        for line in snapshot.store.dump():
            out.write(line + "\n")
            count += 1
    return Counts(triples=count)


def _write_facts(snapshot: Snapshot, file: Path, rdf: ox.RdfFormat) -> Counts:
    lines = _facts_graph(snapshot)
    # Sorted lines keep a subject's triples together, which is what makes Turtle readable.
    quads = ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES)
    with file.open("wb") as out:
        ox.serialize((quad.triple for quad in quads), out, format=rdf, prefixes=PREFIXES)
    return Counts(triples=len(lines))


def _facts_graph(snapshot: Snapshot) -> list[str]:
    """The facts graph as sorted lines of N-Triples."""
    s, p, o = Var("s"), Var("p"), Var("o")
    found = snapshot.construct(Construct((Triple(s, p, o),), where=(Triple(s, p, o),)))
    return sorted({f"{write(subject)} {write(predicate)} {write(obj)} ." for subject, predicate, obj in found})
