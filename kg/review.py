"""What a user reviews: the entities with what stands behind them, those that may be one thing, and what was decided.

Nothing is merged here: `duplicates` only proposes.
"""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg import datafile
from kg.claims import document_id, node
from kg.decisions import Decision
from kg.errors import DataError, UsageError
from kg.facts import Fact
from kg.identity import normal
from kg.rdf import Iri
from kg.repository import Repository
from kg.snapshot import Snapshot
from kg.sparql import Graph, Select, Triple, Var
from kg.standing import ROLES
from kg.store import RESOLUTION
from kg.text.dictionary import made_of_words
from kg.text.lexicon import Lexicon
from kg.types import Entity, RelationFact
from kg.vocab import RDF, VOCAB, ZW

WORDS = Path(__file__).parent / "data" / "duplicates.tsv"
_NUMBER = re.compile(r"[0-9〇零一二三四五六七八九十百千万]")
# Families of things that bear names: there a word in front may add nothing. Elsewhere it narrows (工业互联网).
_NAMED = frozenset({"institution", "product", "work"})
_LEVEL = re.compile("国家|中央|全国|地方|[省市区县州]")        # 市统计局 is not 国家统计局
_ALIKE = "名称相同"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An entity, how many facts refer to it, and the documents that name it (ids, sorted)."""

    entity: Entity
    facts: int
    documents: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        one = self.entity
        return {"iri": one.iri, "label": one.label, "type": one.type, "aliases": list(one.aliases),
                "facts": self.facts, "documents": list(self.documents)}


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two entities that may be one thing, and why one may think so."""

    one: Entity
    other: Entity
    reason: str

    def to_json(self) -> dict[str, Any]:
        return {"a": {"iri": self.one.iri, "label": self.one.label, "type": self.one.type},
                "b": {"iri": self.other.iri, "label": self.other.label, "type": self.other.type},
                "reason": self.reason}


def entities(snapshot: Snapshot, type_: str | None = None) -> list[Reviewed]:
    """All entities, those with most facts first; with `type_`, those of a class (its name or a label) and below it.

    Raises UsageError for a class that is not in the ontology.
    """
    kind = class_named(type_) if type_ else None
    e, f, local, g = (Var(name) for name in ("e", "f", "local", "g"))
    facts: dict[str, set[Iri]] = defaultdict(set)
    for one in ROLES:
        for row in snapshot.select(Select((e, f), [Triple(f, one, e)])):
            facts[node([row["e"]]).value].add(node([row["f"]]))
    documents: dict[str, set[str]] = defaultdict(set)
    named = [Graph(RESOLUTION, Triple(local, ZW.resolvesTo, e)), Graph(g, Triple(local, RDF.type, ZW.Local))]
    for row in snapshot.select(Select((e, g), named, distinct=True)):
        documents[node([row["e"]]).value].add(document_id(node([row["g"]])))
    found = [Reviewed(one, len(facts[one.iri]), tuple(sorted(documents[one.iri]))) for one in snapshot.entities()
             if kind is None or VOCAB.is_a(one.type, kind)]
    return sorted(found, key=lambda one: (-one.facts, one.entity.label, one.entity.iri))


def class_named(name: str) -> str:
    """The class of this name or label. Raises UsageError naming all there are."""
    for kind, term in VOCAB.classes.items():
        if name in (kind, term.zh, term.en):
            return kind
    known = "、".join(f"{kind}（{term.zh}）" for kind, term in sorted(VOCAB.classes.items()))
    raise UsageError(f"没有类型“{name}”。可用的有：{known}")


def find_entity(snapshot: Snapshot, name: str) -> Entity:
    """The entity with this IRI or label, or else with this other name, or else whose name differs in form only.

    Raises UsageError where there is none, or more than one: then with all of them.
    """
    everything = snapshot.entities()
    tests = (lambda one: name == one.iri, lambda one: name == one.label, lambda one: name in one.aliases,
             lambda one: normal(name) in map(normal, (one.label, *one.aliases)))
    for test in tests:
        found = [one for one in everything if test(one)]
        if len(found) == 1:
            return found[0]
        if found:
            documents = {one.entity.iri: one.documents for one in entities(snapshot)}
            listed = "；".join(f"{one.iri}（{one.label}，{VOCAB.classes[one.type].zh}，"
                              f"见 {'、'.join(documents[one.iri][:3])}）" for one in found)
            raise UsageError(f"“{name}”有 {len(found)} 个，请用其中一个的标识：{listed}")
    raise UsageError(f"没有实体“{name}”。请用 zhiwen entities 查看")


def fact_line(fact: Fact) -> str:
    """A fact in one line, for people."""
    if isinstance(fact, RelationFact):
        return f"{fact.subject.label} {VOCAB.relations[fact.predicate].zh} {fact.object.label}"
    parts = (fact.subject.label, fact.region and fact.region.label, fact.period, fact.indicator.label, fact.written)
    return " ".join(part for part in parts if part)


# ---- decisions: each gives the lines that tell what became of it ---------------------------------------------
def merge(repository: Repository, name: str, into: str) -> list[str]:
    """Take the entity `name` for the entity `into`. Raises UsageError (see `find_entity`), StoreError."""
    view = repository.view()
    one, other = find_entity(view, name), find_entity(view, into)
    if one.iri == other.iri:
        raise UsageError(f"“{name}”和“{into}”已经是同一个实体 {one.iri}")
    dropped = repository.merge(Iri(one.iri), Iri(other.iri), f"把{_titled(one)}并入{_titled(other)}")
    return _told(repository, dropped)


def split(repository: Repository, name: str) -> list[str]:
    """Take an entity apart (see `Repository.split`). Raises UsageError (see `find_entity`), StoreError."""
    one = find_entity(repository.view(), name)
    before = repository.decisions()
    dropped = repository.split(Iri(one.iri), f"拆分{_titled(one)}：各文档、各名称自成一体")
    undone = [decision for decision in before if decision not in repository.decisions()]
    return [*_undone(undone), *dropped] if undone else _told(repository, dropped)


def reject(repository: Repository, fact: str) -> list[str]:
    """Do not accept the fact with this IRI. Raises UsageError, StoreError."""
    found = repository.view().facts_by_iri([fact]) if ":" in fact else []
    if not found:
        raise UsageError(f"没有事实 {fact}。请用 zhiwen facts 查看事实的 iri")
    repository.reject(Iri(fact), f"否决“{fact_line(found[0])}”")
    return _told(repository, ())


def undo(repository: Repository, number: int) -> list[str]:
    """Take back a decision. Raises UsageError for a number that is not there, StoreError."""
    undone = [decision for decision in repository.decisions() if decision.number == number]
    dropped = repository.decide(undo=[number])
    return [*_undone(undone), *dropped]


def _told(repository: Repository, dropped: Iterable[str]) -> list[str]:
    last = repository.decisions()[-1]
    return [f"第 {last.number} 号决定：{last.what}（撤销：zhiwen undo {last.number}）",
            *(f"不再符合约束的事实：{line}" for line in dropped)]


def _undone(decisions: Iterable[Decision]) -> list[str]:
    return [f"已撤销第 {one.number} 号决定：{one.what}" for one in decisions]


def _titled(entity: Entity) -> str:
    return f"“{entity.label}”（{VOCAB.classes[entity.type].zh}）"


# ---- likely duplicates ---------------------------------------------------------------------------------
def duplicates(snapshot: Snapshot) -> list[Duplicate]:
    """Pairs of entities that may be one thing, by their names: those of one name first, then by their labels."""
    everything = snapshot.entities()
    bearers: dict[str, list[Entity]] = defaultdict(list)
    for one in everything:
        for name in sorted({normal(name) for name in (one.label, *one.aliases)}):
            bearers[name].append(one)
    lexicon = Lexicon.load(snapshot.lexicon)
    found: dict[tuple[str, str], Duplicate] = {}
    for pair in (*_same_name(bearers), *_contained(bearers, lexicon)):
        found.setdefault((pair.one.iri, pair.other.iri), pair)
    alike = {pair for pair in found.values() if pair.reason.startswith(_ALIKE)}
    return sorted(found.values(), key=lambda pair: (pair not in alike, pair.one.label, pair.other.label, pair.one.iri,
                                                    pair.other.iri))


def _same_name(bearers: dict[str, list[Entity]]) -> Iterator[Duplicate]:
    for name, same in bearers.items():
        for one, other in _pairs(same):
            families = {VOCAB.family(one.type), VOCAB.family(other.type)}
            if len(families) == 1 and normal(one.label) != normal(other.label) and not _LEVEL.match(name):
                yield Duplicate(one, other, _ALIKE)     # 市科技局, also known as 云川市科技局, and that of another text
            if len(families) > 1 and "indicator" not in families:       # what is measured is never who or what
                kinds = "、".join(VOCAB.classes[kind].zh for kind in (one.type, other.type))
                yield Duplicate(one, other, f"{_ALIKE}，类型不同：{kinds}")


def _contained(bearers: dict[str, list[Entity]], lexicon: Lexicon) -> Iterator[Duplicate]:
    for longer, all_ in bearers.items():
        for start in range(len(longer) - 1):
            for end in range(start + 2, len(longer) + 1):
                shorter = longer[start:end]
                if shorter == longer or shorter not in bearers:
                    continue
                for one in bearers[shorter]:
                    for other in all_:
                        if one.iri != other.iri and may_be_one(shorter, one.type, longer, other.type, lexicon):
                            yield Duplicate(one, other, f"只多出“{longer.replace(shorter, '…', 1)}”")


def may_be_one(shorter: str, type_: str, longer: str, other: str, lexicon: Lexicon) -> bool:
    """Whether a thing named `longer` may be the one named `shorter`, which is part of that name.

    Not where the classes do not agree, nor where what is left is a number, a region, a branch, or another head word.
    """
    if not VOCAB.compatible(type_, other) or VOCAB.family(type_) != VOCAB.family(other):
        return False
    before, _, after = longer.partition(shorter)
    words = _words()
    heads = {label for kind in (type_, other) for one in (kind, *VOCAB.classes[kind].supers) if one != "Entity"
             for label in (*VOCAB.classes[one].labels, *VOCAB.classes[one].heads)}
    empty = heads | words["nothing"] if VOCAB.family(type_) == "institution" else heads
    if not _made_of(after, empty):
        return False                            # another head word: 物联网金融 is no 物联网
    if _made_of(before, empty):
        return True
    if VOCAB.family(type_) not in _NAMED or _NUMBER.search(before) or _LEVEL.search(before) or _LEVEL.match(shorter):
        return False
    if _is_kind(shorter, lexicon):
        return False
    places = (VOCAB.family(one.type) == "region" for one in lexicon.find(before))
    return not any(word in before for word in words["apart"]) and not any(places)


def _is_kind(name: str, lexicon: Lexicon) -> bool:
    """Whether common words alone make up a name: 保险产品 is a kind of thing, and what stands before it tells which."""
    terms = {(one.start, one.end) for one in lexicon.find(name) if VOCAB.family(one.type) == "concept"}
    return made_of_words(name, _words()["small"], terms)


def _made_of(text: str, words: Iterable[str]) -> bool:
    return re.fullmatch("(?:" + "|".join(map(re.escape, sorted(words))) + ")*", text) is not None


def _pairs(same: Sequence[Entity]) -> Iterator[tuple[Entity, Entity]]:
    ordered = sorted(same, key=lambda one: one.iri)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1:]:
            yield one, other


@cache
def _words() -> dict[str, frozenset[str]]:
    """The word lists of `kg/data/duplicates.tsv`. Raises DataError for a malformed row or one whose example fails."""
    found: dict[str, frozenset[str]] = {}
    for number, cells in datafile.rows(WORDS, 3):
        if cells[0] not in ("apart", "nothing", "small"):
            raise DataError(WORDS, number, f"未知的类别 {cells[0]}", fix="类别取 apart、nothing、small 之一")
        shorter, _, longer = cells[2].partition("|")
        if not any(word in longer.replace(shorter, "", 1) for word in cells[1].split()):
            raise DataError(WORDS, number, f"例子不符：{cells[2]}", fix="改正本行的词或例子")
        found[cells[0]] = frozenset(cells[1].split())
    return found
