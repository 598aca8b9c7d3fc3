"""RDF files, sorted, in Oxigraph's serialisation."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.claims import document_iri, properties
from kg.export.counts import Counts
from kg.export.selection import Options, Selection
from kg.rdf import PREFIXES, Blank, Iri, Statement, Term, write
from kg.sparql import Construct, Triple, Var
from kg.vocab import RDF, VOCAB, ZW

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_Row = tuple[Iri | Blank, Iri, Term, Iri | None]       # a triple and its graph


def write_turtle(snapshot: Snapshot, chosen: Selection, options: Options, file: Path) -> Counts:
    """The facts graph, with `with_evidence` the claims and sentences too. Raises OSError."""
    return _write_facts(snapshot, chosen, options, file, ox.RdfFormat.TURTLE)


def write_jsonld(snapshot: Snapshot, chosen: Selection, options: Options, file: Path) -> Counts:
    """The same as expanded JSON-LD: no context to fetch. Raises OSError."""
    return _write_facts(snapshot, chosen, options, file, ox.RdfFormat.JSON_LD)


def write_nquads(snapshot: Snapshot, chosen: Selection, options: Options, file: Path) -> Counts:
    """The whole store: facts, the claims and evidence of every document, the catalogue; the chosen facts where
    something is filtered out. Raises OSError.
    """
    if options.whole:
        own = f" {write(ZW.stamp)} "         # tells this store's states apart, and says nothing about the graph
        lines = [line for line in snapshot.store.dump() if own not in line]
    else:
        lines = _lines((*triple, None) for triple in _facts(snapshot, chosen, options))
        if options.with_evidence:
            lines += _lines(_claims(snapshot, chosen, options))
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
    return Counts(triples=len(lines))


def _write_facts(snapshot: Snapshot, chosen: Selection, options: Options, file: Path, rdf: ox.RdfFormat) -> Counts:
    triples = [*_facts(snapshot, chosen, options)]
    if options.with_evidence:
        triples += [(subject, predicate, object_) for subject, predicate, object_, _ in
                    _claims(snapshot, chosen, options)]
    # Sorted lines keep a subject's triples together, which is what makes Turtle readable.
    lines = _lines((*triple, None) for triple in triples)
    quads = ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES)
    with file.open("wb") as out:
        ox.serialize((quad.triple for quad in quads), out, format=rdf, prefixes=PREFIXES)
    return Counts(triples=len(lines))


def _facts(snapshot: Snapshot, chosen: Selection, options: Options) -> list[Statement]:
    """The triples of the facts graph, all or those of the chosen facts and entities."""
    s, p, o = Var("s"), Var("p"), Var("o")
    found = snapshot.construct(Construct((Triple(s, p, o),), where=(Triple(s, p, o),)))
    if options.whole:
        return found
    kept = {one.iri for one in chosen.entities} | {one.iri for one in chosen.facts}
    direct = {(one.subject.iri, one.predicate, one.object.iri) for one in chosen.relations}
    direct |= {(object_, predicate, subject) for subject, predicate, object_ in direct
               if VOCAB.relations[predicate].symmetric}
    claims = PREFIXES["claim"] + (f"{options.document}:" if options.document else "")

    def fits(statement: Statement) -> bool:
        subject, predicate, object_ = statement
        if subject.value not in kept:
            return False
        if predicate == ZW.claim:
            return object_.value.startswith(claims)
        if predicate.value.startswith(PREFIXES["zw"]) and predicate.local in VOCAB.relations:
            return (subject.value, predicate.local, object_.value) in direct
        return True

    return [statement for statement in found if fits(statement)]


def _claims(snapshot: Snapshot, chosen: Selection, options: Options) -> Iterator[_Row]:
    """What the claims of the chosen facts say of themselves, and their evidence, in their document graphs."""
    facts = [Iri(one.iri) for one in chosen.facts]
    claims = {claim for have in properties(snapshot.store, facts, graph=False).values() for claim in have[ZW.claim]
              if isinstance(claim, Iri)}
    for iri, have in properties(snapshot.store, claims).items():
        document = iri.value.removeprefix(PREFIXES["claim"]).rpartition(":")[0]
        if options.document in (None, document):
            told = {name: have.get(name, []) for name in (RDF.type, ZW.confidence, ZW.verb, ZW.extractor, ZW.evidence)}
            places = [one for one in told[ZW.evidence] if isinstance(one, Iri)]
            for subject, said in ((iri, told), *properties(snapshot.store, places).items()):
                for predicate, values in said.items():
                    yield from ((subject, predicate, value, document_iri(document)) for value in values)


def _lines(rows: Iterable[_Row]) -> list[str]:
    """Sorted lines of N-Triples and N-Quads, each once."""
    return sorted({" ".join(write(term) for term in row if term) + " ." for row in rows})
