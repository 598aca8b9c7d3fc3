"""RDF files to `ImportedGraph`: Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD.

Blank nodes get an IRI by their number in the file, so that the same bytes give the same graph. Named graphs are joined.
"""
from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from kg import datafile
from kg.errors import DataError, ReadError
from kg.identity import document_id
from kg.imported import KIND, OWN, PART, ImportedGraph, Statement, blank_iri, local_name, make_graph, runs_of
from kg.rdf import PREFIXES, XSD, Iri, Lit
from kg.types import Document

FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".n3": ox.RdfFormat.N3, ".nt": ox.RdfFormat.N_TRIPLES,
           ".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG, ".rdf": ox.RdfFormat.RDF_XML,
           ".owl": ox.RdfFormat.RDF_XML, ".xml": ox.RdfFormat.RDF_XML, ".jsonld": ox.RdfFormat.JSON_LD,
           ".json": ox.RdfFormat.JSON_LD}
MEDIA = {".ttl": "text/turtle", ".n3": "text/n3", ".nt": "application/n-triples", ".nq": "application/n-quads",
         ".trig": "application/trig", ".jsonld": "application/ld+json", ".json": "application/ld+json"}
LONGEST = 1_000_000        # characters of a literal: more is a file that was packed into the graph
LONGEST_NAME = 200         # a longer label is a text, not a name
PROPERTIES = Path(__file__).parent / "data" / "properties.tsv"
_SPACES = {**PREFIXES, "foaf": "http://xmlns.com/foaf/0.1/", "dc": "http://purl.org/dc/elements/1.1/"}
# The properties that give a node its names, the best first.
_LABELS = ("rdfs:label", "skos:prefLabel", "schema:name", "foaf:name", "dcterms:title", "dc:title", "skos:altLabel",
           "schema:alternateName", "foaf:nick")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+")


def read_graph(path: Path) -> ImportedGraph:
    """What an RDF file says; the format follows the ending.

    Raises ReadError: missing or empty file, unknown ending, syntax error (with its line), bad IRI, literal over
    1,000,000 characters, no triples, zhiwen's own IRIs.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise ReadError(path, "不是认识的 RDF 格式", fix=f"可用的后缀：{' '.join(FORMATS)}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(path, f"文件打不开（{error.strerror}）", fix="请检查路径与权限") from error
    if not data.strip():
        raise ReadError(path, "文件是空的", fix="请换一份有内容的文件")
    digest = sha256(data).hexdigest()
    id_ = document_id(path.name, digest)
    statements = _parse(path, data, FORMATS[ending], id_)
    if not statements:
        raise ReadError(path, "文件里没有三元组", fix="请确认它是有内容的 RDF 文件")
    names = names_in(statements)

    def describe(whole: str) -> Document:
        title = path.stem
        return Document(id=id_, source=path.name, path=str(path.resolve()), sha256=digest,
                        media_type=MEDIA.get(ending, "application/rdf+xml"), title=title, text=whole,
                        runs=runs_of(whole), parts=(PART,), sections=(), sentences=(), kind=KIND)

    return make_graph(statements, names, describe)


def _parse(path: Path, data: bytes, rdf: ox.RdfFormat, document: str) -> list[Statement]:
    """The triples of a file, in the forms that the store keeps numbers and dates in."""
    blanks: dict[str, ox.NamedNode] = {}

    def checked(one: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.Literal:
        if isinstance(one, ox.BlankNode):
            return blanks.setdefault(one.value, ox.NamedNode(blank_iri(document, len(blanks)).value))
        if isinstance(one, ox.Triple):
            raise ReadError(path, "含有嵌套三元组（RDF-star）", fix="请先转换成普通三元组再导入")
        if isinstance(one, ox.NamedNode) and one.value.startswith(OWN):
            raise ReadError(path, f"含有知问自己的 IRI（{one.value}）",
                            fix="知问导出的图谱请用 zhiwen restore 恢复备份，或重新导入原文档")
        if len(one.value) > LONGEST:
            raise ReadError(path, f"有一个值长达 {len(one.value)} 字", fix=f"请去掉超过 {LONGEST} 字的值再导入")
        return one

    store = ox.Store()
    try:
        for quad in ox.parse(input=data.removeprefix(BOM_UTF8), format=rdf, base_iri=f"file:///{quote(path.name)}"):
            subject, predicate = checked(quad.subject), checked(quad.predicate)
            store.add(ox.Quad(subject, predicate, checked(quad.object)))      # type: ignore[arg-type]  # never literals
        return [(Iri(q.subject.value), Iri(q.predicate.value), _term(q.object)) for q in store]
    except SyntaxError as error:
        where = f"第 {error.lineno} 行" if error.lineno else "文件"
        raise ReadError(path, f"{where}不合 RDF 语法（{error.msg}）", fix="请改正后再导入") from error
    except ValueError as error:
        raise ReadError(path, f"含有不合法的 IRI 或编码（{error}）", fix="请改正后再导入（编码应为 UTF-8）") from error


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Iri | Lit:
    if isinstance(term, ox.Literal):
        return Lit(term.value, lang=term.language) if term.language else Lit(
            term.value, term.datatype.value.removeprefix(XSD))
    assert isinstance(term, ox.NamedNode)       # no blank node is left
    return Iri(term.value)


def names_in(statements: Iterable[Statement]) -> dict[Iri, tuple[str, ...]]:
    """The names of nodes: by the property that gives them, Chinese before others; of well-known properties too.

    An English name in one word is also taken apart (birthDate, birth date). A blank node without a name has its texts.
    """
    rank = {expand(name): n for n, name in enumerate(_LABELS)}
    given: dict[Iri, list[tuple[int, int, str]]] = defaultdict(list)
    texts: dict[Iri, list[str]] = defaultdict(list)
    used: set[Iri] = set()
    for subject, predicate, value in statements:
        used.add(predicate)
        if isinstance(value, Lit) and (name := " ".join(value.value.split())):
            if predicate in rank and len(name) <= LONGEST_NAME:
                given[subject].append((rank[predicate], _language(value), name))
            elif subject.value.startswith(f"{OWN}blank:"):
                texts[subject].append(name)
    names = {iri: [name for *_, name in sorted(found)] for iri, found in given.items()}
    for iri in used:
        own = names.get(iri, [])
        spread = [apart] if (apart := taken_apart(local_name(iri))) != local_name(iri) else []
        if known := [*own, *well_known().get(iri, ()), *spread]:
            names[iri] = known
    for iri, found_texts in texts.items():
        names.setdefault(iri, [" ".join(sorted(found_texts))[:LONGEST_NAME]])
    return {iri: tuple(dict.fromkeys(found)) for iri, found in names.items()}


def _language(value: Lit) -> int:
    kinds = ("zh", "", "en")
    kind = value.lang.partition("-")[0]
    return kinds.index(kind) if kind in kinds else len(kinds)


def taken_apart(name: str) -> str:
    """An English name of joined words as words: birthDate, birth_date → birth date."""
    return " ".join(_CAMEL.sub(" ", name).lower().split()) if name.isascii() and _CAMEL.search(name) else name


def expand(name: str) -> Iri:
    """The IRI of a prefixed name."""
    prefix, _, local = name.partition(":")
    return Iri(_SPACES[prefix] + local)


@cache
def well_known() -> dict[Iri, Sequence[str]]:
    """Well-known properties and their names, Chinese ones first. Raises DataError for a row that is wrong."""
    found: dict[Iri, Sequence[str]] = {}
    for number, cells in datafile.rows(PROPERTIES, 3, heading=True):
        if cells[0].partition(":")[0] not in _SPACES:
            raise DataError(PROPERTIES, number, f"未知的前缀：{cells[0]}", fix="改用已知的前缀")
        names = tuple(name for cell in cells[1:] for name in cell.split("|") if name)
        found[expand(cells[0])] = names
        if cells[0].startswith("schema:"):
            found[Iri("http" + expand(cells[0]).value.removeprefix("https"))] = names
    return found
