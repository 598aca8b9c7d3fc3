"""RDF terms of our own: what crosses the graph store seam, and the only place that writes them as text.

Neither pyoxigraph's nor rdflib's types leave the modules that use them. Only the literal kinds of the design exist
(plain string, @zh and other languages, integer, decimal, date), and each value has one written form, so that every
engine keeps it as it is: Oxigraph turns `"1.50"^^xsd:decimal` into `1.5`, others do not.
"""
from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES: dict[str, str] = {
    "zw": "urn:zhiwen:ontology:",
    "entity": "urn:zhiwen:entity:",
    "fact": "urn:zhiwen:fact:",
    "document": "urn:zhiwen:document:",
    "claim": "urn:zhiwen:claim:",
    "evidence": "urn:zhiwen:evidence:",
    "local": "urn:zhiwen:local:",
    "section": "urn:zhiwen:section:",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "dcterms": "http://purl.org/dc/terms/",
    "sh": "http://www.w3.org/ns/shacl#",
    "xsd": XSD,
}
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_BAD_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\n\r\t\x00-\x1f\x7f]')


@dataclass(frozen=True, slots=True, order=True)
class Iri:
    """An IRI. Raises ValueError for characters that no IRI may hold, so it can always be written as `<…>`."""

    value: str

    def __post_init__(self) -> None:
        if _BAD_IRI.search(self.value) or ":" not in self.value:
            raise ValueError(f"not an absolute IRI: {self.value!r}")

    @property
    def local(self) -> str:
        """The part after the last `:`, `/` or `#`."""
        return re.split(r"[:/#]", self.value)[-1]


@dataclass(frozen=True, slots=True, order=True)
class Lit:
    """A literal: `datatype` is an XSD local name ("string", "integer", "decimal", "date"), or `lang` is set.

    A datatype met in foreign data that is not an XSD one is kept as its whole IRI.
    """

    value: str
    datatype: str = "string"
    lang: str = ""

    @property
    def python(self) -> str | int | Decimal | date:
        """The value as int, Decimal, date or str."""
        if self.datatype == "integer":
            return int(self.value)
        if self.datatype == "decimal":
            return Decimal(self.value)
        if self.datatype == "date":
            return date.fromisoformat(self.value)
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Blank:
    """A blank node. Our own facts have none; imported graphs may."""

    value: str


Term = Iri | Lit | Blank
Statement = tuple[Iri | Blank, Iri, Term]


@dataclass(frozen=True, slots=True)
class Quad:
    """One triple in a graph; `graph` None is the default graph."""

    subject: Iri | Blank
    predicate: Iri
    object: Term
    graph: Iri | None = None


def canonical(number: Decimal) -> str:
    """The one written form of a decimal: no exponent, no trailing zeros, no `-0`. Raises ValueError for NaN and ±∞."""
    if not number.is_finite():
        raise ValueError(f"not a finite number: {number}")
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def lit(value: str | int | Decimal | date) -> Lit:
    """The literal of a Python value. A whole decimal stays a decimal, so equal values are equal terms."""
    if isinstance(value, bool):
        raise TypeError("booleans are stored as the integers 0 and 1")
    if isinstance(value, str):
        return Lit(value)
    if isinstance(value, int):
        return Lit(str(value), "integer")
    if isinstance(value, Decimal):
        return Lit(canonical(value), "decimal")
    return Lit(value.isoformat(), "date")


def zh(text: str) -> Lit:
    return Lit(text, lang="zh")


def quote(text: str) -> str:
    """`text` as a quoted string of SPARQL, Turtle and N-Triples. All escaping of literals happens here."""
    if _ESCAPED.search(text):
        text = _ESCAPED.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", text)
    return f'"{text}"'


def compact(iri: Iri) -> str:
    """`prefix:name` where a known prefix fits, else `<…>`."""
    for prefix, base in PREFIXES.items():
        if iri.value.startswith(base) and _LOCAL.fullmatch(iri.value, len(base)):
            return f"{prefix}:{iri.value[len(base):]}"
    return f"<{iri.value}>"


def write(term: Term, *, short: bool = False) -> str:
    """A term as N-Triples text; with `short`, as SPARQL/Turtle text with prefixes and bare numbers."""
    if isinstance(term, Iri):
        return compact(term) if short else f"<{term.value}>"
    if isinstance(term, Blank):
        return f"_:{term.value}"
    if term.lang:
        return f"{quote(term.value)}@{term.lang}"
    if term.datatype == "string":
        return quote(term.value)
    if short and term.datatype == "integer":
        return term.value
    if not short and ":" not in term.datatype:
        return f"{quote(term.value)}^^<{XSD}{term.datatype}>"
    iri = Iri(term.datatype if ":" in term.datatype else XSD + term.datatype)
    return f"{quote(term.value)}^^{write(iri, short=short)}"


def prefix_lines(used: Container[str]) -> list[str]:
    """The PREFIX lines of the known prefixes in `used`, in a fixed order."""
    return [f"PREFIX {prefix}: <{base}>" for prefix, base in PREFIXES.items() if prefix in used]
