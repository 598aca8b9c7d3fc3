"""Imported RDF: what a file says in terms of its own, as quads of its document graph and of the facts graph.

    ImportedGraph ─ document_quads ─► document graph: the file's triples as they are, and per node its names there
    all document graphs ─────────────► facts graph: every such triple, and each node described by all its names

A triple that several documents hold is one fact. `changed` works out what one document changes, `shown` all that the
facts graph has to hold; both give the same (a property test).
"""
from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from kg.claims import chunks, document_id, document_iri, node, text
from kg.rdf import Iri, Lit, Quad, Term, lit, write
from kg.sparql import Compare, Filter, Graph, Select, Triple, Values, Var
from kg.store import CATALOGUE, GraphStore
from kg.types import Document, Run
from kg.vocab import RDF, ZW

KIND = "graph"             # `Document.kind` of an imported file
PART = "triples"           # the one part of its text
DASH = " — "
LONGEST = 2_000            # characters of a literal on a line of the text
OWN = "urn:zhiwen:"
BLANK = f"{OWN}blank:"     # a blank node of a file, by document and number
_MARKS = (ZW.ImportedEntity, ZW.ImportedProperty)

Statement = tuple[Iri, Iri, Iri | Lit]
Names = Mapping[Iri, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ImportedGraph:
    """What an RDF file says: its triples, sorted by `order`, and the names it gives to nodes, the best first.

    `document.text` has one line for each triple, in that order.
    """

    document: Document
    statements: tuple[Statement, ...]
    names: Names


def order(statement: Statement) -> tuple[str, str, str]:
    """Triples are sorted by this: a subject's triples stand together."""
    return statement[0].value, statement[1].value, write(statement[2])


def local_name(iri: Iri) -> str:
    """What an IRI is called where nothing gives it a name: its last part, decoded; a whole address stays whole."""
    path = iri.value.partition("://")[2]
    if path and (path.count("/") == 0 or path.endswith("/")):
        return iri.value
    decoded = unquote(iri.value)
    if iri.value.startswith("urn:"):
        return decoded.split(":", 2)[-1] or decoded
    return decoded.rstrip("/#").replace("#", "/").rpartition("/")[2].replace("_", " ").strip() or decoded


def called(term: Iri | Lit, names: Names) -> str:
    """A node's best name or a literal's text, on one line of bounded length."""
    value = term.value if isinstance(term, Lit) else (names.get(term) or (local_name(term),))[0]
    line = " ".join(value.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def line_of(statement: Statement, names: Names) -> str:
    """A triple as a line of text: 甲公司 — 总部 — 乙市."""
    return DASH.join(called(term, names) for term in statement)


def make_graph(statements: Iterable[Statement], names: Names, describe: Callable[[str], Document]) -> ImportedGraph:
    """The graph of a file; `describe` makes its document from the text of its lines."""
    ordered = tuple(sorted(set(statements), key=order))
    whole = "".join(line_of(one, names) + "\n" for one in ordered)
    return ImportedGraph(describe(whole), ordered, names)


def runs_of(whole: str) -> tuple[Run, ...]:
    """The text of an imported file is its own source."""
    return (Run(0, len(whole), 0, 0, len(whole)),) if whole else ()


# ---- the document graph ----------------------------------------------------------------------------
def graph_quads(graph: ImportedGraph) -> Iterator[Quad]:
    """The triples of a file, what kind of node each of its IRIs is, and the names it gives them."""
    name = document_iri(graph.document.id)
    properties = {predicate for _, predicate, _ in graph.statements}
    things = {term for s, _, o in graph.statements for term in (s, o) if isinstance(term, Iri)} - properties
    for subject, predicate, object_ in graph.statements:
        yield Quad(subject, predicate, object_, name)
    for kind, nodes in ((ZW.ImportedProperty, properties), (ZW.ImportedEntity, things)):
        for iri in sorted(nodes):
            yield Quad(iri, RDF.type, kind, name)
            for position, one in enumerate(dict.fromkeys(graph.names.get(iri, ()))):
                yield Quad(iri, ZW.altName if position else ZW.name, lit(one), name)


def imported_documents(store: GraphStore) -> list[str]:
    """The ids of the imported documents, sorted."""
    d = Var("d")
    rows = store.select(Select((d,), [Graph(CATALOGUE, Triple(d, ZW.kind, lit(KIND)))]))
    return sorted(document_id(node([row["d"]])) for row in rows)


def _imported(store: GraphStore, graphs: Iterable[Iri]) -> set[Iri]:
    """Those of the graphs that are imported documents."""
    d = Var("d")
    return {node([row["d"]]) for rows in chunks(graphs) for row in store.select(
        Select((d,), [Values((d,), rows), Graph(CATALOGUE, Triple(d, ZW.kind, lit(KIND)))]))}


def read_names(store: GraphStore, document: str) -> dict[Iri, tuple[str, ...]]:
    """The names that an imported document gives to nodes, the best first."""
    x, p, n = Var("x"), Var("p"), Var("n")
    found: dict[Iri, list[tuple[bool, str]]] = defaultdict(list)
    either = Values((p,), ((ZW.name,), (ZW.altName,)))
    for row in store.select(Select((x, p, n), [either, Graph(document_iri(document), Triple(x, p, n))])):
        found[node([row["x"]])].append((row["p"] == ZW.altName, text([row["n"]])))
    return {iri: tuple(one for _, one in sorted(names)) for iri, names in found.items()}


def read_statements(store: GraphStore, document: str) -> list[Statement]:
    """The triples of an imported document, in the order of its lines."""
    return sorted((one for one in _stored(store, document) if one[2] not in _MARKS), key=order)


def _stored(store: GraphStore, document: str) -> list[Statement]:
    """The triples of an imported document and the kinds of its nodes."""
    s, p, o, own = Var("s"), Var("p"), Var("o"), document_iri(document)
    rows = store.select(Select((s, p, o), [Graph(own, Triple(s, p, o)), Filter(Compare(s, "!=", own))]))
    return [(node([row["s"]]), node([row["p"]]), _object(row["o"])) for row in rows
            if row["p"] not in (ZW.name, ZW.altName)]


def _object(term: Term) -> Iri | Lit:
    assert isinstance(term, Iri | Lit)          # blank nodes were given IRIs when the file was read
    return term


# ---- the facts graph -------------------------------------------------------------------------------
def changed(store: GraphStore, remove: Iterable[str], add: ImportedGraph | None) -> tuple[set[Quad], set[Quad]]:
    """Quads of the facts graph before and after, where imported documents `remove` go and `add` comes."""
    gone = _imported(store, map(document_iri, remove))
    if not gone and add is None:
        return set(), set()
    leaving = {one for document in gone for one in _stored(store, document_id(document))}
    new = list(graph_quads(add)) if add else []
    coming = {(q.subject, q.predicate, q.object) for q in new if q.predicate not in (ZW.name, ZW.altName)}
    elsewhere = _held(store, leaving - coming, gone)
    nodes = {node([s]) for s, p, o in leaving | coming if o in _MARKS and p == RDF.type}
    before = {Quad(*one) for one in leaving - coming - elsewhere}
    after = {Quad(*one) for one in coming}
    given: dict[Iri, list[tuple[str, ...]]] = defaultdict(list)
    for iri, names in _named(store, nodes, gone).items():
        given[iri] += names
    if add:
        for iri in {node([quad.subject]) for quad in new}:
            given[iri].append(add.names.get(iri, ()))
    before |= _descriptions(store, nodes)
    after |= {quad for iri, names in given.items() for quad in description(iri, names)}
    return before, after


def shown(store: GraphStore) -> set[Quad]:
    """All that the facts graph holds of imported documents."""
    quads: set[Quad] = set()
    given: dict[Iri, list[tuple[str, ...]]] = defaultdict(list)
    for document in imported_documents(store):
        names = read_names(store, document)
        for s, p, o in _stored(store, document):
            quads.add(Quad(s, p, o))
            if o in _MARKS:
                given[s].append(names.get(s, ()))
    return quads | {quad for iri, names in given.items() for quad in description(iri, names)}


def description(iri: Iri, given: Iterable[tuple[str, ...]]) -> list[Quad]:
    """A node's names from those that documents give it: the best of most of them first, then the shortest."""
    lists = [names for names in given if names]
    best = sorted((names[0] for names in lists), key=lambda one: (-sum(one == n[0] for n in lists), len(one), one))
    label = best[0] if best else local_name(iri)
    others = {one for names in lists for one in names} - {label}
    return [Quad(iri, ZW.name, lit(label)), *(Quad(iri, ZW.altName, lit(one)) for one in sorted(others))]


def _held(store: GraphStore, statements: Collection[Statement], gone: Collection[Iri]) -> set[Statement]:
    """Those of the triples that an imported document holds, one that is not `gone`."""
    s, p, o, g = Var("s"), Var("p"), Var("o"), Var("g")
    wanted, holders = set(statements), defaultdict(set)
    for rows in chunks(node([one[0]]) for one in statements):
        for row in store.select(Select((s, p, o, g), [Values((s,), rows), Graph(g, Triple(s, p, o))])):
            if (one := (node([row["s"]]), node([row["p"]]), _object(row["o"]))) in wanted:
                holders[node([row["g"]])].add(one)
    return {one for graph in _imported(store, holders.keys() - gone) for one in holders[graph]}


def _named(store: GraphStore, nodes: Iterable[Iri], gone: Collection[Iri]) -> dict[Iri, list[tuple[str, ...]]]:
    """For each node the names that imported documents, those `gone` left out, give it that mention it."""
    x, p, o, g = Var("x"), Var("p"), Var("o"), Var("g")
    roles = Values((p,), ((RDF.type,), (ZW.name,), (ZW.altName,)))
    found: dict[Iri, dict[Iri, list[tuple[bool, str]]]] = defaultdict(dict)
    for rows in chunks(nodes):
        for row in store.select(Select((x, p, o, g), [roles, Values((x,), rows), Graph(g, Triple(x, p, o))])):
            here = found[node([row["g"]])]
            if row["p"] != RDF.type:
                here.setdefault(node([row["x"]]), []).append((row["p"] == ZW.altName, text([row["o"]])))
            elif row["o"] in _MARKS:
                here.setdefault(node([row["x"]]), [])
    given: dict[Iri, list[tuple[str, ...]]] = defaultdict(list)
    for graph in _imported(store, found.keys() - gone):
        for iri, names in found[graph].items():
            given[iri].append(tuple(one for _, one in sorted(names)))
    return given


def _descriptions(store: GraphStore, nodes: Iterable[Iri]) -> set[Quad]:
    """The names of nodes as the facts graph has them now."""
    x, p, n = Var("x"), Var("p"), Var("n")
    either = Values((p,), ((ZW.name,), (ZW.altName,)))
    return {Quad(node([row["x"]]), node([row["p"]]), row["n"]) for rows in chunks(nodes)
            for row in store.select(Select((x, p, n), [either, Values((x,), rows), Triple(x, p, n)]))}


def blank_iri(document: str, number: int) -> Iri:
    """The IRI that stands for a blank node of a document."""
    return Iri(f"{BLANK}{document}:{number}")


def statement_iri(statement: Statement) -> str:
    """What tells an imported triple from others, in lists of facts."""
    digest = hashlib.sha256("\n".join(order(statement)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{OWN}statement:{digest[:20]}"
