"""The closed vocabulary: classes, relations and properties of `kg/data/ontology.ttl`.

`VOCAB.classes["Bank"]` and `VOCAB.relations["operates"]` describe a term; `ZW.operates` is its IRI. A name that is not
in the ontology raises, so a typing error fails at once and not as an empty answer.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from kg.errors import DataError
from kg.rdf import PREFIXES, Iri

ONTOLOGY = Path(__file__).parent / "data" / "ontology.ttl"
_ZW, _RDF, _RDFS, _SKOS, _OWL = (PREFIXES[p] for p in ("zw", "rdf", "rdfs", "skos", "owl"))


@dataclass(frozen=True, slots=True)
class ClassTerm:
    """A kind of thing. `supers` are all its superclasses, nearest first, without itself; `heads` are words that add
    nothing at the end of a name (物联网技术). What nothing is known of (Entity) is of the family of concepts.
    """

    name: str
    iri: Iri
    zh: str
    en: str
    alt: tuple[str, ...]
    family: str
    supers: tuple[str, ...]
    heads: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return (self.zh, *self.alt)


@dataclass(frozen=True, slots=True)
class RelationTerm:
    """A relation between entities. `yes` and `no` are examples of what it does and does not mean."""

    name: str
    iri: Iri
    zh: str
    en: str
    alt: tuple[str, ...]
    definition: str
    domain: tuple[str, ...]
    range: tuple[str, ...]
    symmetric: bool
    yes: tuple[str, ...]
    no: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        return (self.zh, *self.alt)


@dataclass(frozen=True, slots=True)
class Vocab:
    """`classes` are the kinds of things a report names (zw:Entity and below), `terms` every zw: name there is."""

    classes: Mapping[str, ClassTerm]
    relations: Mapping[str, RelationTerm]
    terms: frozenset[str]

    def iri(self, name: str) -> Iri:
        """The IRI of any term of the ontology. Raises KeyError for a name that is not there."""
        if name not in self.terms:
            raise KeyError(f"zw:{name} is not in {ONTOLOGY.name}")
        return Iri(_ZW + name)

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether class `name` is `ancestor` or below it. Raises KeyError for an unknown class."""
        self.classes[ancestor]
        return name == ancestor or ancestor in self.classes[name].supers

    def fits(self, name: str, allowed: Iterable[str]) -> bool:
        """Whether class `name` is, or is below, one of `allowed` (a relation's domain or range)."""
        return any(self.is_a(name, one) for one in allowed)

    def compatible(self, one: str, other: str) -> bool:
        """Whether one class is, or is below, the other."""
        return self.is_a(one, other) or self.is_a(other, one)

    def family(self, name: str) -> str:
        """The family of a class: entities of different families are never the same thing."""
        return self.classes[name].family


def load(path: Path = ONTOLOGY) -> Vocab:
    """Read an ontology file. Raises DataError naming the term that is incomplete or refers to nothing."""
    facts: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                facts.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    except SyntaxError as error:
        raise DataError(path, error.lineno or 0, str(error.msg), fix="请改正 Turtle 语法") from error

    def values(name: str, predicate: str) -> list[str]:
        return [o.value for o in facts[_ZW + name].get(predicate, ())]

    def text(name: str, predicate: str, lang: str) -> list[str]:
        found = facts[_ZW + name].get(predicate, ())
        return [o.value for o in found if isinstance(o, ox.Literal) and o.language == lang]

    def label(name: str, lang: str) -> str:
        found = text(name, _RDFS + "label", lang)
        if len(found) != 1:
            raise problem(name, f"应有且只有一个 @{lang} 的 rdfs:label")
        return found[0]

    def problem(name: str, what: str) -> DataError:
        lines = path.read_text("utf-8").splitlines()
        row = next((n for n, line in enumerate(lines, 1) if line.startswith(f"zw:{name} ")), 0)
        return DataError(path, row, f"zw:{name} {what}", fix="请改正词汇表")

    def names(name: str, predicate: str) -> tuple[str, ...]:
        found = [v.removeprefix(_ZW) for v in values(name, predicate) if v.startswith(_ZW)]
        for one in found:
            if one not in terms:
                raise problem(name, f"引用了未定义的 zw:{one}")
        return tuple(found)

    terms = frozenset(iri.removeprefix(_ZW) for iri in facts if iri.startswith(_ZW))
    typed = {name: set(values(name, _RDF + "type")) for name in sorted(terms)}
    classes: dict[str, ClassTerm] = {}
    for name in (n for n, types in typed.items() if _RDFS + "Class" in types):
        supers: list[str] = []
        queue = [*names(name, _RDFS + "subClassOf")]
        while queue:
            if (one := queue.pop(0)) not in supers:
                supers.append(one)
                queue += names(one, _RDFS + "subClassOf")
        if name in supers:
            raise problem(name, "是自己的上位类")
        if name != "Entity" and "Entity" not in supers:
            continue
        family = next(iter(values(name, _ZW + "family")), "")
        if not family:
            raise problem(name, "没有 zw:family")
        classes[name] = ClassTerm(name, Iri(_ZW + name), label(name, "zh"), label(name, "en"),
                                  tuple(text(name, _SKOS + "altLabel", "zh")), family, tuple(supers),
                                  tuple(text(name, _ZW + "headWord", "zh")))
    relations: dict[str, RelationTerm] = {}
    for name in (n for n, types in typed.items() if _ZW + "RelationType" in types):
        examples = values(name, _SKOS + "example")
        domain, range_ = names(name, _RDFS + "domain"), names(name, _RDFS + "range")
        if not domain or not range_ or not values(name, _SKOS + "definition"):
            raise problem(name, "缺少 rdfs:domain、rdfs:range 或 skos:definition")
        if unknown := [c for c in (*domain, *range_) if c not in classes]:
            raise problem(name, f"的定义域或值域不是实体类：{unknown}")
        relations[name] = RelationTerm(
            name, Iri(_ZW + name), label(name, "zh"), label(name, "en"), tuple(text(name, _SKOS + "altLabel", "zh")),
            values(name, _SKOS + "definition")[0], domain, range_, _OWL + "SymmetricProperty" in typed[name],
            tuple(e[5:] for e in examples if e.startswith("yes: ")),
            tuple(e[4:] for e in examples if e.startswith("no: ")))
    return Vocab(MappingProxyType(classes), MappingProxyType(relations), terms)


VOCAB = load()


@cache
def _term(name: str) -> Iri:
    return VOCAB.iri(name)


class _Zw:
    """`ZW.operates`, or `ZW["operates"]`, is the IRI of that term; `ZW.opperates` raises AttributeError."""

    def __getattr__(self, name: str) -> Iri:
        try:
            return _term(name)
        except KeyError as error:
            raise AttributeError(str(error)) from None

    def __getitem__(self, name: str) -> Iri:
        return _term(name)


ZW = _Zw()


class RDF:
    type = Iri(_RDF + "type")


class SKOS:
    prefLabel = Iri(_SKOS + "prefLabel")
    altLabel = Iri(_SKOS + "altLabel")
    broader = Iri(_SKOS + "broader")


class RDFS:
    label = Iri(_RDFS + "label")
    subClassOf = Iri(_RDFS + "subClassOf")
