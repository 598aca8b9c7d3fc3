"""What one document says, as the quads of its document graph, and as rows read back from any number of them.

A row is a claim or a local entity with just those values that facts are made of. `rows_of` makes the rows of a new
document, `read_locals` and `read_claims` those of stored ones; both give the same rows (a test).
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.errors import StoreError
from kg.origins import pack
from kg.rdf import PREFIXES, Iri, Lit, Quad, Term, lit
from kg.sparql import Graph, Select, Triple, Values, Var
from kg.store import GraphStore
from kg.types import Document, DocumentClaims, EntityRef, ObservationClaim, RelationClaim, Span
from kg.vocab import RDF, VOCAB, ZW

CHUNK = 2000          # IRIs in one VALUES block
FIGURE = ("value", "valueMax", "baseUnit", "writtenValue", "writtenMax", "unit", "written", "comparator", "status",
          "period", "start", "end", "basePeriod", "baseSubject", "collective")


@dataclass(frozen=True, slots=True)
class LocalRow:
    """A thing as one document names it. `uses` counts the claims of that document that name it."""

    iri: Iri
    document: str
    name: str
    type: str
    local: bool
    uses: int
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationRow:
    iri: Iri
    subject: Iri                          # locals
    predicate: Iri
    object: Iri

    @property
    def locals(self) -> tuple[Iri, ...]:
        return (self.subject, self.object)


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """`figure` are the literals of `FIGURE` that the claim has, as (property name, literal), in that order."""

    iri: Iri
    about: Iri                            # locals
    indicator: Iri
    region: Iri | None
    figure: tuple[tuple[str, Lit], ...]

    @property
    def locals(self) -> tuple[Iri, ...]:
        return (self.about, self.indicator) if self.region is None else (self.about, self.indicator, self.region)


ClaimRow = RelationRow | ObservationRow
Properties = dict[Iri, list[Term]]


@dataclass(frozen=True, slots=True)
class Rows:
    locals: tuple[LocalRow, ...]
    claims: tuple[ClaimRow, ...]


def document_iri(document: str) -> Iri:
    """The IRI of a document, which is also the name of its graph. Raises StoreError for an id that fits no IRI."""
    try:
        return Iri(PREFIXES["document"] + document)
    except ValueError as error:
        raise StoreError(f"文档标识不合法：{document!r}。请用 zhiwen documents 查看标识") from error


def document_id(iri: Iri) -> str:
    return iri.value.removeprefix(PREFIXES["document"])


# ---- a new document --------------------------------------------------------------------------------
def rows_of(claims: DocumentClaims) -> Rows:
    """The rows of a document that is about to be stored. Things that only claims mention become locals too."""
    document = claims.document.id
    names: dict[EntityRef, tuple[str, ...]] = {one.ref: one.aliases for one in claims.entities}
    said = _said(claims)
    used = [_refs(claim) for claim in said]
    for refs in used:
        for ref in refs:
            names.setdefault(ref, ())
    uses = Counter(ref for refs in used for ref in set(refs))
    iri = {ref: Iri(f"{PREFIXES['local']}{document}:{n}") for n, ref in enumerate(names)}
    locals_ = tuple(LocalRow(iri[ref], document, ref.name, ref.type, ref.local, uses[ref],
                             tuple(sorted(set(aliases) - {ref.name}))) for ref, aliases in names.items())
    rows: list[ClaimRow] = []
    for n, claim in enumerate(said):
        own = Iri(f"{PREFIXES['claim']}{document}:{n}")
        if isinstance(claim, RelationClaim):
            rows.append(RelationRow(own, iri[claim.subject], VOCAB.relations[claim.predicate].iri, iri[claim.object]))
        else:
            region = iri[claim.region] if claim.region else None
            indicator = iri[EntityRef(claim.indicator, "Indicator")]
            rows.append(ObservationRow(own, iri[claim.subject], indicator, region, _figure(claim)))
    return Rows(locals_, tuple(rows))


def _said(claims: DocumentClaims) -> tuple[RelationClaim | ObservationClaim, ...]:
    return (*claims.relations, *claims.observations)


def _refs(claim: RelationClaim | ObservationClaim) -> list[EntityRef]:
    if isinstance(claim, RelationClaim):
        return [claim.subject, claim.object]
    return [claim.subject, EntityRef(claim.indicator, "Indicator"), *([claim.region] if claim.region else [])]


def _figure(claim: ObservationClaim) -> tuple[tuple[str, Lit], ...]:
    values: dict[str, str | int | Decimal | None] = {
        "value": claim.value_base if claim.value_base is not None else claim.value,
        "valueMax": _max_base(claim),
        "baseUnit": claim.unit_base or claim.unit,
        "writtenValue": claim.value, "writtenMax": claim.value_max, "unit": claim.unit,
        "written": claim.written or f"{claim.value}{claim.unit}",
        "comparator": claim.comparator, "status": claim.status,
        "basePeriod": claim.base.period if claim.base else None,
        "baseSubject": claim.base.subject if claim.base else None,
        "collective": 1 if claim.collective else None,
    }
    literals = {name: lit(value) for name, value in values.items() if value not in (None, "")}
    if claim.period:
        literals |= {"period": lit(claim.period.text), "start": lit(claim.period.start), "end": lit(claim.period.end)}
    return tuple((name, literals[name]) for name in FIGURE if name in literals)


def _max_base(claim: ObservationClaim) -> Decimal | None:
    """The upper value in base units, by the factor between the lower value and its base value."""
    if claim.value_max is None or not claim.value or claim.value_base is None:
        return claim.value_max
    return claim.value_max * claim.value_base / claim.value


def own_quads(document: Document) -> Iterator[Quad]:
    """The text of a document and the way from it to the file, in its graph."""
    graph = document_iri(document.id)
    yield Quad(graph, ZW.text, lit(document.text), graph)
    yield Quad(graph, ZW.origins, lit(pack(document.parts, document.runs)), graph)


def document_quads(claims: DocumentClaims, rows: Rows) -> Iterator[Quad]:
    """The document graph: text, sections, local entities, claims, evidence. `rows` are `rows_of(claims)`."""
    document = claims.document
    graph = document_iri(document.id)

    def say(subject: Iri, predicate: Iri, object_: Term) -> Quad:
        return Quad(subject, predicate, object_, graph)

    yield from own_quads(document)
    sections = [Iri(f"{PREFIXES['section']}{document.id}:{n}") for n in range(len(document.sections))]
    for n, (iri, section) in enumerate(zip(sections, document.sections, strict=True)):
        yield say(iri, RDF.type, ZW.Section)
        for name in ("number", "title", "level", "start", "body", "end"):
            yield say(iri, ZW[name], lit(getattr(section, name)))
        yield say(iri, ZW.position, lit(n))
        if section.parent >= 0:
            yield say(iri, ZW.parent, sections[section.parent])
    for row in rows.locals:
        yield say(row.iri, RDF.type, ZW.Local)
        yield say(row.iri, ZW.name, lit(row.name))
        yield say(row.iri, ZW.type, lit(row.type))
        yield say(row.iri, ZW.mentions, lit(row.uses))
        if row.local:
            yield say(row.iri, ZW.localOnly, lit(1))
        for alias in row.aliases:
            yield say(row.iri, ZW.altName, lit(alias))
    spans: set[Span] = set()
    for row_, claim in zip(rows.claims, _said(claims), strict=True):
        yield say(row_.iri, RDF.type, ZW.RelationClaim if isinstance(row_, RelationRow) else ZW.ObservationClaim)
        for predicate, value in row_properties(row_):
            yield say(row_.iri, predicate, value)
        if isinstance(claim, RelationClaim):
            yield say(row_.iri, ZW.verb, lit(claim.verb))
        yield say(row_.iri, ZW.confidence, lit(Decimal(str(round(claim.confidence, 4)))))
        yield say(row_.iri, ZW.extractor, lit(claim.extractor))
        for span in claim.evidence:
            spans.add(span)
            yield say(row_.iri, ZW.evidence, _evidence(document, span))
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        iri = _evidence(document, span)
        yield say(iri, RDF.type, ZW.Evidence)
        yield say(iri, ZW.start, lit(span.start))
        yield say(iri, ZW.end, lit(span.end))
        yield say(iri, ZW.text, lit(document.text[span.start:span.end]))
        yield say(iri, ZW.damaged, lit(int(any(s < span.end and span.start < e for s, e in document.damaged))))
        inside = [n for n, s in enumerate(document.sections) if s.start <= span.start < s.end]
        if inside:
            yield say(iri, ZW.section, sections[max(inside, key=lambda n: (document.sections[n].level, n))])


def row_properties(row: ClaimRow) -> list[tuple[Iri, Term]]:
    """The properties that `claim_row` reads a row from."""
    if isinstance(row, RelationRow):
        return [(ZW.subject, row.subject), (ZW.predicate, row.predicate), (ZW.object, row.object)]
    region: list[tuple[Iri, Term]] = [(ZW.region, row.region)] if row.region else []
    return [(ZW.about, row.about), (ZW.indicator, row.indicator), *region,
            *((ZW[name], literal) for name, literal in row.figure)]


def _evidence(document: Document, span: Span) -> Iri:
    return Iri(f"{PREFIXES['evidence']}{document.id}:{span.start}-{span.end}")


# ---- stored documents ------------------------------------------------------------------------------
def chunks(items: Iterable[Iri]) -> Iterator[tuple[tuple[Iri], ...]]:
    """`items` without repetition, sorted, in rows for VALUES blocks of bounded size."""
    ordered = sorted(set(items))
    for at in range(0, len(ordered), CHUNK):
        yield tuple((iri,) for iri in ordered[at:at + CHUNK])


def properties(store: GraphStore, subjects: Iterable[Iri], *, graph: bool = True) -> dict[Iri, Properties]:
    """All properties of the subjects, by IRI; in the named graphs, or with `graph=False` in the default one."""
    s, p, o = Var("s"), Var("p"), Var("o")
    found: dict[Iri, Properties] = {}
    pattern = Graph(Var("g"), Triple(s, p, o)) if graph else Triple(s, p, o)
    for rows in chunks(subjects):
        for row in store.select(Select((s, p, o), [Values((s,), rows), pattern])):
            subject, predicate = row["s"], row["p"]
            assert isinstance(subject, Iri)
            assert isinstance(predicate, Iri)
            found.setdefault(subject, {}).setdefault(predicate, []).append(row["o"])
    return found


def read_locals(store: GraphStore, locals_: Iterable[Iri]) -> tuple[LocalRow, ...]:
    """Stored local entities by their IRIs, sorted."""
    rows = []
    for iri, have in properties(store, locals_).items():
        if ZW.mentions in have:
            rows.append(LocalRow(iri, iri.value.removeprefix(PREFIXES["local"]).rpartition(":")[0], text(have[ZW.name]),
                                 text(have[ZW.type]), ZW.localOnly in have, int(text(have[ZW.mentions])),
                                 tuple(sorted(text([alias]) for alias in have.get(ZW.altName, ())))))
    return tuple(sorted(rows, key=lambda row: row.iri))


def read_claims(store: GraphStore, claims: Iterable[Iri]) -> tuple[ClaimRow, ...]:
    """Stored claims by their IRIs, sorted."""
    rows = [claim_row(iri, have) for iri, have in properties(store, claims).items()]
    return tuple(sorted(rows, key=lambda row: row.iri))


def claim_row(iri: Iri, have: Properties) -> ClaimRow:
    """The row of a claim, or of a fact (then with entities for local entities), from its properties."""
    if ZW.predicate in have:
        return RelationRow(iri, node(have[ZW.subject]), node(have[ZW.predicate]), node(have[ZW.object]))
    figure = tuple((name, value) for name in FIGURE for value in have.get(ZW[name], ()) if isinstance(value, Lit))
    return ObservationRow(iri, node(have[ZW.about]), node(have[ZW.indicator]),
                          node(have[ZW.region]) if ZW.region in have else None, figure)


def claims_naming(store: GraphStore, locals_: Iterable[Iri]) -> set[Iri]:
    """The stored claims that name one of the local entities."""
    c, named, p = Var("c"), Var("named"), Var("p")
    roles = tuple((role,) for role in (ZW.subject, ZW.object, ZW.about, ZW.indicator, ZW.region))
    found = set()
    for rows in chunks(locals_):
        query = Select((c,), [Values((named,), rows), Values((p,), roles), Graph(Var("g"), Triple(c, p, named))],
                       distinct=True)
        found |= {node([row["c"]]) for row in store.select(query)}
    return found


def text(values: Sequence[Term]) -> str:
    """The text of a property's only value."""
    value = values[0]
    assert isinstance(value, Lit)
    return value.value


def node(values: Sequence[Term]) -> Iri:
    """The IRI that is a property's only value."""
    value = values[0]
    assert isinstance(value, Iri)
    return value
