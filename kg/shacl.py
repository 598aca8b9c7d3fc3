"""The shapes of `kg/data/shapes.ttl`, twice: compiled to SPARQL for each document, and with pySHACL for `zhiwen check`.

pySHACL takes most of a second for the facts of one report, and as long to import; the compiled queries take
milliseconds. They know only those parts of SHACL that the shapes use: an unknown one is an error at load, and a test
holds both ways to the same verdicts.

SHACL: https://www.w3.org/TR/shacl/ (the sections are named below).
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import DataError
from kg.rdf import PREFIXES, Iri, Quad, write
from kg.store_oxigraph import OxigraphStore
from kg.vocab import ONTOLOGY

SHAPES = Path(__file__).parent / "data" / "shapes.ttl"
_SH = PREFIXES["sh"]
_RDF = PREFIXES["rdf"]
_GRAPH = PREFIXES["zw"].rstrip(":")       # the target of constraints on the whole graph, which give nodes as ?value
_Node = ox.NamedNode | ox.BlankNode
# A constraint of a property shape to the pattern that finds its violations, for $this with the property's path.
# {p} is the path, {v} the constraint's value (4.1 class and datatype, 4.2 counts, 4.4 pattern, 4.5 pairs, 4.8 in).
_VIOLATION = {
    "class": "$this {p} ?value . FILTER NOT EXISTS {{ ?value a {v} }}",
    "datatype": "$this {p} ?value . FILTER(!isLiteral(?value) || datatype(?value) != {v})",
    "nodeKind": "$this {p} ?value . FILTER(!isIRI(?value))",
    "minCount": "FILTER NOT EXISTS {{ $this {p} ?value }}",
    "maxCount": "$this {p} ?value, ?other . FILTER(!sameTerm(?value, ?other))",
    "pattern": "$this {p} ?value . FILTER(isBlank(?value) || !regex(str(?value), {v}))",
    "lessThanOrEquals": "$this {p} ?value ; {v} ?other . FILTER(!COALESCE(?value <= ?other, false))",
    "disjoint": "$this {p} ?value ; {v} ?value .",
    "in": "$this {p} ?value . FILTER(?value NOT IN ({v}))",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One constraint: a SELECT that finds violations, its variable for the node at fault, what to tell the user."""

    query: str
    variable: str
    message: str


@dataclass(frozen=True, slots=True)
class Shapes:
    rules: tuple[Rule, ...]

    @staticmethod
    def load(path: Path = SHAPES) -> Shapes:
        """Compile a shapes file. Raises DataError for a syntax error or a part of SHACL that is not known here."""
        return Shapes(tuple(_Compiler(path).rules()))

    def violations(self, quads: Sequence[Quad]) -> dict[Iri, list[str]]:
        """The nodes among `quads` that break a shape, each with its messages. The ontology is known as well."""
        raw = ox.Store()
        raw.load(path=str(ONTOLOGY), format=ox.RdfFormat.TURTLE)
        lines = (f"{write(q.subject)} {write(q.predicate)} {write(q.object)} ." for q in quads)
        raw.load("\n".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)
        store = OxigraphStore(raw)
        found: dict[Iri, list[str]] = defaultdict(list)
        for rule in self.rules:
            for row in store.select(rule.query):
                node = row[rule.variable]
                if isinstance(node, Iri) and rule.message not in found[node]:
                    found[node].append(rule.message)
        return dict(found)


def validate_with_pyshacl(turtle: str, path: Path = SHAPES) -> dict[str, list[str]]:
    """The nodes of a graph (Turtle or N-Triples) that break a shape, by pySHACL, each with its messages, sorted."""
    import pyshacl
    import rdflib

    # The ontology goes into the data: pySHACL's `ont_graph` hands on class definitions only, no domains and ranges.
    data = rdflib.Graph().parse(data=turtle, format="turtle").parse(ONTOLOGY, format="turtle")
    shapes = rdflib.Graph().parse(path, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    sh = rdflib.Namespace(_SH)
    found: dict[str, set[str]] = defaultdict(set)
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        at = report.value(result, sh.focusNode)
        if str(at) == _GRAPH:
            at = report.value(result, sh.value)
        found[str(at)].add(str(report.value(result, sh.resultMessage)))
    return {node: sorted(messages) for node, messages in sorted(found.items())}


class _Compiler:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._facts: dict[_Node, dict[str, list[_Node | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
        try:
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                if isinstance(quad.subject, _Node) and isinstance(quad.object, _Node | ox.Literal):
                    self._facts[quad.subject][quad.predicate.value].append(quad.object)
        except SyntaxError as error:
            raise DataError(path, error.lineno or 0, str(error.msg), fix="请改正 Turtle 语法") from error

    def rules(self) -> Iterable[Rule]:
        shapes = [node for node, have in self._facts.items()
                  if any(o.value == f"{_SH}NodeShape" for o in have.get(f"{_RDF}type", ()))]
        for shape in sorted(shapes, key=str):
            have = self._only(shape, {"targetClass", "targetNode", "property", "sparql"})
            for target in have.get("targetClass", ()):
                for prop in have.get("property", ()):
                    yield from self._property(f"$this a {target} . ", self._node(prop))
            if ("sparql" in have) != ([o.value for o in have.get("targetNode", ())] == [_GRAPH]):
                raise self._unknown("sh:sparql 以外的图级约束，或图级以外的 sh:sparql")
            for constraint in have.get("sparql", ()):
                yield self._sparql(self._node(constraint))

    def _property(self, head: str, node: _Node) -> Iterable[Rule]:
        have = self._only(node, {"path", "message", *_VIOLATION})
        (path,), (message,) = have.pop("path"), have.pop("message")
        for name, (value,) in have.items():
            if (name in ("minCount", "maxCount") and value.value != "1") or (
                    name == "nodeKind" and value.value != f"{_SH}IRI"):
                raise self._unknown(f"sh:{name} {value}")
            text = ", ".join(str(one) for one in self._list(self._node(value))) if name == "in" else str(value)
            body = head + _VIOLATION[name].format(p=path, v=text)
            yield Rule(f"SELECT DISTINCT $this WHERE {{ {body} }}", "this", message.value)

    def _sparql(self, node: _Node) -> Rule:
        """5.2: the SELECT as it stands; ?value is the node at fault."""
        have = self._only(node, {"select", "message", "prefixes"})
        declared = (self._node(one) for one in self._facts[self._node(have["prefixes"][0])][f"{_SH}declare"])
        prefixes = [f"PREFIX {self._facts[one][f'{_SH}prefix'][0].value}: "
                    f"<{self._facts[one][f'{_SH}namespace'][0].value}>" for one in declared]
        return Rule("\n".join([*prefixes, have["select"][0].value]), "value", have["message"][0].value)

    def _only(self, node: _Node, known: set[str]) -> dict[str, list[_Node | ox.Literal]]:
        """The sh: properties of a node. Raises DataError for one that is not `known`."""
        found = {iri.removeprefix(_SH): values for iri, values in self._facts[node].items() if iri.startswith(_SH)}
        if strange := found.keys() - known:
            raise self._unknown(", ".join(f"sh:{name}" for name in sorted(strange)))
        return found

    def _list(self, node: _Node) -> Iterable[_Node | ox.Literal]:
        while node.value != f"{_RDF}nil":
            yield self._facts[node][f"{_RDF}first"][0]
            node = self._node(self._facts[node][f"{_RDF}rest"][0])

    def _node(self, term: _Node | ox.Literal) -> _Node:
        if isinstance(term, ox.Literal):
            raise self._unknown(str(term))
        return term

    def _unknown(self, what: str) -> DataError:
        return DataError(self._path, 0, f"不支持 {what}", fix="请改用 kg/shapes.py 所列的约束，或在那里补上")
