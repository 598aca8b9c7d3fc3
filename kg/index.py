"""What a question is matched against: the names, facts and words of one snapshot, small and ready to load.

The index is derived. It is kept as one file of JSON lines in the store folder, stamped with the snapshot's state, and
built anew when the state differs. It never answers: it says which facts are worth a query.
"""
from __future__ import annotations

import json
import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from kg.files import replacing
from kg.postings import Postings
from kg.types import Entity, Evidence, ObservationFact, RelationFact, Section
from kg.vocab import VOCAB

if TYPE_CHECKING:
    from kg.encoder import Encoder
    from kg.text.lexicon import Lexicon

FORMAT = 7
A_LINE = 500        # records of a line of the file
SHORTEST = 8        # characters of a sentence
SENTENCE = 160      # characters on each side of the evidence that belong to its sentence at most
SHORTENED = frozenset({"Policy", "Standard"})      # told apart by the end of their names
T = TypeVar("T")


class FactSource(Protocol):
    """The part of a snapshot an index is made from."""

    @property
    def state(self) -> str: ...

    def facts(self, *, document: str | None = None) -> Iterable[RelationFact | ObservationFact]: ...

    def entities(self) -> Iterable[Entity]: ...

    def text(self, document: str) -> str: ...

    def sections(self, document: str) -> Sequence[Section]: ...


@dataclass(frozen=True, slots=True)
class Name:
    """An entity and everything it may be called."""

    iri: str
    label: str
    type: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Observed:
    """An observation as the matcher needs it. Entities are IRIs; `snippets` are the evidence texts."""

    iri: str
    about: str
    indicator: str
    region: str
    written: str
    unit: str
    unit_base: str
    period: str
    status: str
    comparator: str
    value: float | None
    base_period: str
    base_subject: str
    collective: bool
    confidence: float
    documents: tuple[str, ...]
    snippets: tuple[str, ...]
    around: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A relation as the matcher needs it."""

    iri: str
    subject: str
    predicate: str
    object: str
    verbs: tuple[str, ...]
    confidence: float
    documents: tuple[str, ...]
    snippets: tuple[str, ...]
    around: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a document: text [start, end), and the label of its section."""

    document: str
    section: str
    start: int
    end: int
    text: str


_KINDS: tuple[type[Any], ...] = (Name, Observed, Related, Passage)       # as they stand in the file


@dataclass(frozen=True)
class Index:
    """Names, facts and character bigrams of one state."""

    state: str
    names: dict[str, Name]
    observations: tuple[Observed, ...]
    relations: tuple[Related, ...]
    passages: tuple[Passage, ...]
    _rarity: dict[str, float] = field(repr=False)
    titles: dict[str, str] = field(default_factory=dict)        # of the documents that facts are from

    # ---- making ------------------------------------------------------------------------------------
    @classmethod
    def build(cls, source: FactSource, lexicon: Lexicon | None = None) -> Index:
        """Read all facts once. With a lexicon, each entity is also known by its gazetteer aliases."""
        names = {e.iri: _name(e, lexicon) for e in source.entities()}
        observations: list[Observed] = []
        relations: list[Related] = []
        titles: dict[str, str] = {}
        for fact in source.facts():
            titles.update((e.document, e.title) for e in fact.evidence)
            for entity in _entities(fact):
                names.setdefault(entity.iri, _name(entity, lexicon))
            if isinstance(fact, ObservationFact):
                observations.append(_observed(fact, source.text))
            else:
                relations.append(_related(fact, source.text))
        counts: Counter[str] = Counter()
        for o in observations:
            counts.update(bigrams("".join(names[i].label for i in (o.about, o.indicator, o.region) if i)))
        for r in relations:
            counts.update(bigrams(names[r.subject].label) | bigrams(names[r.object].label))
        total = len(observations) + len(relations) + 1
        # Inverse document frequency as in BM25 (Robertson and Spärck Jones), bounded below so that no word is free.
        rarity = {b: max(0.3, math.log(1 + (total - n + 0.5) / (n + 0.5))) for b, n in counts.items()}
        rarity[""] = math.log(1 + total)
        documents = dict.fromkeys([*(d for o in observations for d in o.documents),
                                   *(d for r in relations for d in r.documents)])
        passages = tuple(p for d in documents for p in _passages(d, source))
        return cls(source.state, names, tuple(observations), tuple(relations), passages, rarity, titles)

    def save(self, path: Path) -> None:
        """Write the index, whole or not at all: a head, then some records a line, so that all is never one text."""
        parts: list[Sequence[Any]] = [[*self.names.values()], self.observations, self.relations, self.passages]
        head = {"format": FORMAT, "state": self.state, "records": [len(part) for part in parts],
                "rarity": self._rarity, "titles": self.titles}
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(head, ensure_ascii=False) + "\n")
            for kind, part in zip(_KINDS, parts, strict=True):
                named = [f.name for f in fields(kind)]
                for at in range(0, len(part), A_LINE):
                    rows = [[getattr(record, name) for name in named] for record in part[at:at + A_LINE]]
                    file.write(json.dumps(rows, ensure_ascii=False) + "\n")

    @classmethod
    def load(cls, path: Path, state: str) -> Index | None:
        """The stored index of this state; None where there is none that can be read, or one of another state or format.
        """
        try:
            with path.open(encoding="utf-8", newline="\n") as file:
                head = json.loads(file.readline())
                if (head["format"], head["state"]) != (FORMAT, state):
                    return None
                names, observations, relations, passages = (
                    tuple(kind(*map(_frozen, row)) for line in islice(file, -(-many // A_LINE))
                          for row in json.loads(line))
                    for kind, many in zip(_KINDS, head["records"], strict=True))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if [len(part) for part in (names, observations, relations, passages)] != head["records"]:
            return None
        return cls(state, {name.iri: name for name in names}, observations, relations, passages, head["rarity"],
                   head["titles"])

    # ---- asking ------------------------------------------------------------------------------------
    def rarity(self, bigram: str) -> float:
        """How much it says that a text holds this pair of characters; an unknown pair says most."""
        return self._rarity.get(bigram, self._rarity[""])

    @cached_property
    def by_name(self) -> dict[str, tuple[str, ...]]:
        """Folded name → the IRIs that bear it."""
        bearers: dict[str, list[str]] = defaultdict(list)
        for name in self.names.values():
            for one in dict.fromkeys(map(fold, name.names)):
                if len(one) > 1:
                    bearers[one].append(name.iri)
        for short, iris in self._short_names().items():
            if len(iris) == 1 and short not in bearers:
                bearers[short] = list(iris)
        return {one: tuple(iris) for one, iris in bearers.items()}

    def _short_names(self) -> dict[str, set[str]]:
        """What only one thing may be called: 行动计划 for 《甲行业行动计划(2025年)》, 甲乙 for 甲乙市."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.names.values():
            if name.type in SHORTENED:
                bare = re.sub(r"[(（].*$", "", fold(name.label))
                for length in range(4, len(bare)):
                    found[bare[-length:]].add(name.iri)
            elif name.type in VOCAB.classes and VOCAB.family(name.type) == "region":
                bare = re.sub(r"[省市县州]$", "", fold(name.label))
                if len(bare) > 1:
                    found[bare].add(name.iri)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded names and indicator labels: what a mistyped word may have meant."""
        return frozenset(w for w in (fold(n) for name in self.names.values() for n in name.names) if len(w) > 2)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """All pairs of neighbouring characters of the words and of the evidence."""
        texts = set(self.words)
        texts.update(s for o in self.observations for s in o.snippets)
        texts.update(s for r in self.relations for s in r.snippets)
        return frozenset(pair for text in texts for pair in bigrams(text))

    @cached_property
    def name_pairs(self) -> frozenset[str]:
        """All pairs of neighbouring characters of the words."""
        return frozenset(pair for word in self.words for pair in bigrams(word))

    @cached_property
    def _around(self) -> dict[str, list[tuple[str, int]]]:
        """Two characters with one between them → the words that hold them so, and where the one between stands."""
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for word in self.words:
            for i in range(1, len(word) - 1):
                found[word[i - 1] + word[i + 1]].append((word, i))
        return found

    def except_one(self, window: str, gap: int) -> str | None:
        """A stretch of a word that is `window` but for the character at `gap`, which is not at its rim; the last one
        in the order of characters where there are several, `window` itself among them."""
        before, after, found = window[:gap], window[gap + 1:], []
        for word, i in self._around.get(window[gap - 1] + window[gap + 1], ()):
            if word.endswith(before, 0, i) and word.startswith(after, i + 1):
                found.append(word[i])
        return before + max(found) + after if found else None

    @cached_property
    def observation_pairs(self) -> Postings:
        """Pair of characters → the numbers of the observations that hold it in a name or in the evidence."""
        return _postings([*self._named(o.about, o.indicator, o.region), *o.snippets] for o in self.observations)

    @cached_property
    def relation_pairs(self) -> Postings:
        """The same for relations."""
        return _postings([*self._named(r.subject, r.object), *r.verbs, *r.snippets] for r in self.relations)

    @cached_property
    def passage_pairs(self) -> Postings:
        """The same for sentences."""
        return _postings([p.text] for p in self.passages)

    def _named(self, *iris: str) -> list[str]:
        return [name for iri in iris if iri for name in self.names[iri].names]

    @cached_property
    def years(self) -> dict[str, frozenset[str]]:
        """Document → the years its figures are of."""
        found: dict[str, set[str]] = defaultdict(set)
        for o in self.observations:
            for document in o.documents:
                found[document].update(re.findall(r"\d{4}", o.period))
        return {document: frozenset(years) for document, years in found.items()}

    @cached_property
    def main_year(self) -> dict[str, str]:
        """Document → the year most of its figures are of: what a sentence without a date speaks of."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for o in self.observations:
            for document in o.documents:
                counts[document].update(set(re.findall(r"\d{4}", o.period)))
        return {document: max(years, key=lambda y: (years[y], y)) for document, years in counts.items() if years}

    @cached_property
    def about(self) -> dict[str, tuple[Observed, ...]]:
        """Subject IRI → its observations."""
        return _grouped(self.observations, lambda o: o.about)

    @cached_property
    def within(self) -> dict[str, tuple[Observed, ...]]:
        """Region IRI → the observations there."""
        return _grouped(self.observations, lambda o: o.region)

    @cached_property
    def outgoing(self) -> dict[str, tuple[Related, ...]]:
        """Subject IRI → its relations."""
        return _grouped(self.relations, lambda r: r.subject)

    @cached_property
    def incoming(self) -> dict[str, tuple[Related, ...]]:
        """Object IRI → the relations that lead to it."""
        return _grouped(self.relations, lambda r: r.object)

    def label(self, iri: str) -> str:
        return self.names[iri].label if iri else ""

    def phrases(self) -> list[str]:
        """The distinct texts worth a vector, in a fixed order."""
        texts = {self.phrase(o) for o in self.observations} | {self.phrase(r) for r in self.relations}
        return sorted(texts)

    def phrase(self, fact: Observed | Related) -> str:
        """What a fact says of its subject, in a few words: an indicator's name, or a verb as written."""
        if isinstance(fact, Observed):
            return self.label(fact.indicator)
        return fact.verbs[0] if fact.verbs and fact.verbs[0] else VOCAB.relations[fact.predicate].zh

    @cached_property
    def by_iri(self) -> dict[str, Observed | Related]:
        """Fact IRI → fact."""
        facts: list[Observed | Related] = [*self.observations, *self.relations]
        return {f.iri: f for f in facts}


def fold(text: str) -> str:
    """Text for comparing names: lower case, without blanks, quotation marks, plus signs and middle dots."""
    return _PASSED_OVER.sub("", text.lower())


_PASSED_OVER = re.compile(r"""[ \t\n“”"'‘’《》〈〉「」『』+＋·•\-－—]+""")


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters of the folded text."""
    text = fold(text)
    return {first + second for first, second in pairwise(text)}


def open_index(source: FactSource, folder: Path | None, lexicon: Lexicon | None = None) -> Index:
    """The index of this state from `folder`, built and kept there when it is missing, damaged or of another state.

    Where it cannot be kept (somebody else's folder, a full disk) it serves all the same.
    """
    path = folder / "index.json" if folder else None
    index = Index.load(path, source.state) if path else None
    if index is None:
        if lexicon is None:
            from kg.text.lexicon import Lexicon

            lexicon = Lexicon.load()
        index = Index.build(source, lexicon)
        if path:
            with suppress(OSError):
                index.save(path)
    return index


def embed(index: Index, folder: Path, encoder: Encoder) -> int:
    """Compute and keep the vectors of the index's phrases that are missing; how many there were. May be interrupted."""
    from kg.encoder import VectorCache  # numpy: 0.1 s that a question without vectors need not pay

    return VectorCache(folder, encoder).fill(index.phrases())


def _name(entity: Entity, lexicon: Lexicon | None) -> Name:
    names = [entity.label, *entity.aliases]
    entry = lexicon.canonical(entity.label) if lexicon else None
    if entry:
        names += [entry.canonical, *entry.aliases]
    return Name(entity.iri, entity.label, entity.type, tuple(dict.fromkeys(names)))


def _entities(fact: RelationFact | ObservationFact) -> list[Entity]:
    if isinstance(fact, RelationFact):
        return [fact.subject, fact.object]
    return [e for e in (fact.subject, fact.indicator, fact.region) if e]


def _sources(evidence: Iterable[Evidence], text: Callable[[str], str]) -> tuple[tuple[str, ...], ...]:
    """(documents, evidence texts, the section and sentence around each of them)."""
    evidence = list(evidence)
    around = (f"{e.section}|{_sentence(text(e.document), e.start, e.end)}" for e in evidence)
    return tuple(tuple(dict.fromkeys(part)) for part in (
        (e.document for e in evidence), (e.text for e in evidence), around))


def _passages(document: str, source: FactSource) -> Iterable[Passage]:
    text, sections = source.text(document), source.sections(document)
    for m in re.finditer(r"[^。!！?？\n]+", text):
        if len(m[0].strip()) >= SHORTEST:
            inside = [s for s in sections if s.start <= m.start() < s.end]
            yield Passage(document, inside[-1].label if inside else "", m.start(), m.end(), m[0])


def _sentence(text: str, start: int, end: int) -> str:
    before = re.split(r"[。!！?？\n]", text[max(0, start - SENTENCE):start])[-1]
    return before + text[start:end] + re.split(r"[。;；!！?？\n]", text[end:end + SENTENCE])[0]


def _observed(fact: ObservationFact, text: Callable[[str], str]) -> Observed:
    base = fact.base
    value = None if fact.value_base is None else float(fact.value_base)
    region = fact.region.iri if fact.region else ""
    return Observed(fact.iri, fact.subject.iri, fact.indicator.iri, region, fact.written,
                    fact.unit, fact.unit_base, fact.period or "", fact.status, fact.comparator, value,
                    (base.period if base else "") or "", (base.subject if base else "") or "", fact.collective,
                    fact.confidence, *_sources(fact.evidence, text))


def _related(fact: RelationFact, text: Callable[[str], str]) -> Related:
    return Related(fact.iri, fact.subject.iri, fact.predicate, fact.object.iri, fact.verbs, fact.confidence,
                   *_sources(fact.evidence, text))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _grouped(items: Iterable[T], key: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return {k: tuple(v) for k, v in groups.items()}


def _postings(texts: Iterable[Iterable[str]]) -> Postings:
    holders: dict[str, list[int]] = defaultdict(list)
    pairs = cache(bigrams)      # facts share their names
    for number, parts in enumerate(texts):
        for pair in set().union(*map(pairs, parts)):
            holders[pair].append(number)
    return {pair: array("I", numbers) for pair, numbers in holders.items()}
