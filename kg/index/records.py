"""Facts, names and sentences as a question is matched against them."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.types import Evidence, ObservationFact, RelationFact, Section

SHORTEST = 8        # characters of a sentence
SENTENCE = 160      # characters on each side of the evidence that belong to its sentence at most


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

    @property
    def entities(self) -> tuple[str, ...]:
        return tuple(iri for iri in (self.about, self.indicator, self.region) if iri)

    @property
    def years(self) -> set[str]:
        return set(re.findall(r"\d{4}", self.period))


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

    @property
    def entities(self) -> tuple[str, ...]:
        return self.subject, self.object


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a document: text [start, end), and the label of its section."""

    document: str
    section: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a fact is from: its documents, the evidence texts, the section and sentence around each of them; of texts
    also the first document that has them. Each once, in the order of the evidence."""

    documents: tuple[str, ...]
    snippets: dict[str, str]
    around: dict[str, str]

    @classmethod
    def of(cls, evidence: Iterable[Evidence], text: Callable[[str], str]) -> Sources:
        """`text` gives the clean text of a document."""
        documents, snippets, around = dict[str, None](), dict[str, str](), dict[str, str]()
        for e in evidence:
            documents.setdefault(e.document)
            snippets.setdefault(e.text, e.document)
            around.setdefault(f"{e.section}|{_sentence(text(e.document), e.start, e.end)}", e.document)
        return cls(tuple(documents), snippets, around)


def observed(fact: ObservationFact, sources: Sources) -> Observed:
    base = fact.base
    value = None if fact.value_base is None else float(fact.value_base)
    region = fact.region.iri if fact.region else ""
    return Observed(fact.iri, fact.subject.iri, fact.indicator.iri, region, fact.written,
                    fact.unit, fact.unit_base, fact.period or "", fact.status, fact.comparator, value,
                    (base.period if base else "") or "", (base.subject if base else "") or "", fact.collective,
                    fact.confidence, sources.documents, tuple(sources.snippets), tuple(sources.around))


def related(fact: RelationFact, sources: Sources) -> Related:
    return Related(fact.iri, fact.subject.iri, fact.predicate, fact.object.iri, fact.verbs, fact.confidence,
                   sources.documents, tuple(sources.snippets), tuple(sources.around))


def passages(document: str, text: str, sections: Sequence[Section]) -> Iterator[Passage]:
    """The sentences of a document."""
    for m in re.finditer(r"[^。!！?？\n]+", text):
        if len(m[0].strip()) >= SHORTEST:
            inside = [s for s in sections if s.start <= m.start() < s.end]
            yield Passage(document, inside[-1].label if inside else "", m.start(), m.end(), m[0])


def _sentence(text: str, start: int, end: int) -> str:
    before = re.split(r"[。!！?？\n]", text[max(0, start - SENTENCE):start])[-1]
    return before + text[start:end] + re.split(r"[。;；!！?？\n]", text[end:end + SENTENCE])[0]
