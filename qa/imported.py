"""Questions about imported graphs: one thing, one of its properties, the value.

    names in the question ─► the properties each named thing has ─► which one is asked for ─► its values

Words decide first; the encoder bridges what they leave open, among the few properties that there are.
"""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.encoder import documents, queries
from kg.imported import Statement, called, local_name
from kg.rdf import Iri, Lit
from kg.sparql import Alternative, Optional, Pattern, Select, Triple, Values, Var
from kg.statements import classes_of, evidence_of
from kg.types import Evidence
from kg.vocab import ZW
from qa.answer import Item
from qa.asked_property import Asked, Fit
from qa.imported_names import ImportedNames, Mention, folded, names_of, without

if TYPE_CHECKING:
    from kg.encoder import Encoder, Vectors
    from kg.snapshot import Snapshot

MENTIONS = 6           # names of a question that are tried
LABELS = 12            # properties of a thing that the encoder compares at most, the likeliest by words
# Log-odds that a property is the one asked for: a constant, and the weights of its name's cosine to the question, of
# `Fit.named`, `accounted`, `kind` and `against`. By logistic regression over questions on an imported graph, each with
# the property it asks for, other properties of its thing, and properties of other things.
BY_NAME = (-63.25, 70.4, 3.01, 1.49, 1.0, -1.61)
# The same where the value is looked at too: the last weight is that of the cosine of name and value.
BY_VALUE = (-82.61, 35.05, 2.83, 1.64, 0.79, -1.62, 58.07)
CLEAR = 1.0            # log-odds from which the value is not looked at
LIKELY = -1.7          # log-odds from which a property is taken to be the one asked for: 1 in 100 is lost
TYPICAL = 0.86         # cosine of a question and a property it does not ask for
SHOWN = 40             # characters of a value that are compared
_SILENT = frozenset({"http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel"})


@dataclass(frozen=True, slots=True)
class Property:
    """A property that the bearers of a name have: its best name, all its names folded, and what it says of whom."""

    iri: Iri
    label: str
    names: tuple[str, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question read as one property of one thing; `score` are log-odds."""

    mention: Mention
    property: Property
    fit: Fit
    score: float


@dataclass(frozen=True, slots=True)
class Told:
    """What an imported graph answers."""

    items: tuple[Item, ...]
    sparql: str
    interpretation: str
    confidence: float


class ImportedGraphs:
    """The imported graphs of a snapshot; `encoder` is asked for only where words do not decide."""

    def __init__(self, snapshot: Snapshot, folder: Path | None, encoder: Callable[[], Encoder | None],
                 known: Callable[[Sequence[str]], Vectors | None] = lambda texts: None) -> None:
        self._snapshot, self._folder = snapshot, folder
        self._encoder, self._known = encoder, known
        self._vectors: dict[str, Vectors] = {}          # of labels
        self._asked: dict[str, Vectors] = {}            # of the question before

    @cached_property
    def names(self) -> ImportedNames:
        return ImportedNames.open(self._snapshot, self._folder)

    def answer(self, question: str, document: str | None = None) -> Told | None:
        """The value of the property asked for; None where no imported thing is named or has no such property."""
        if not self.names.bearers:
            return None
        reading = self.read(folded(question), document)
        return self._told(reading, document) if reading else None

    def read(self, question: str, document: str | None = None) -> Reading | None:
        """The best reading of a folded question that is likely enough."""
        exact = self._maximal(self.names.mentions(question))
        best = self._best(question, exact, document)
        if best is None or best.score < LIKELY:
            near = self._best_near(question, document)
            best = max([*near, *([best] if best else [])], key=lambda one: one.score, default=None)
        return best if best and best.score >= LIKELY else None

    @staticmethod
    def _maximal(mentions: Sequence[Mention]) -> list[Mention]:
        """The longest names, and those inside them after all others."""
        outer: list[Mention] = []
        inner: list[Mention] = []
        for one in mentions:
            covered = any(two.start <= one.start and one.end <= two.end for two in outer)
            (inner if covered else outer).append(one)
        return [*outer, *inner][:MENTIONS]

    def _best(self, question: str, mentions: Sequence[Mention], document: str | None) -> Reading | None:
        have = self._properties({iri for one in mentions for iri in one.iris}, document)
        found: list[Reading] = []
        for mention in mentions:
            of = _together([have[iri] for iri in mention.iris if iri in have])
            if not of:
                continue
            rest = without(question, mention)
            found += self._readings(mention, Asked.read(rest), rest, of)
            if found and max(one.score for one in found) >= LIKELY and len(mention.name) > 1:
                break
        best = max(found, key=lambda one: one.score, default=None)
        return self._looked_at(question, best) if best and best.score < CLEAR else best

    def _looked_at(self, question: str, one: Reading) -> Reading:
        """A doubtful reading, judged by its value too: 什么车型 is answered by a grade that says 轿车."""
        values = [_text(statement[2])[:SHOWN] for statement in one.property.statements[:1]]
        rest = without(question, one.mention)
        cosine, whole = self._cosines(rest, [one.property.names[0], f"{one.property.names[0]}：{values[0]}"])
        return replace(one, score=_log_odds(one.fit, cosine, whole))

    def _best_near(self, question: str, document: str | None) -> list[Reading]:
        """Readings with names that the question may have meant: only where its words name the property."""
        near = self.names.near(question)
        have = self._properties({iri for one in near for iri in one.iris}, document)
        found = []
        for mention in near:
            asked = Asked.read(without(question, mention))
            for one in _together([have[iri] for iri in mention.iris if iri in have]):
                fit = asked.fit(one.names)
                if fit.named >= 0.5 and fit.accounted >= 0.6:
                    found.append(Reading(mention, one, fit, _log_odds(fit, TYPICAL)))
        return found

    def _readings(self, mention: Mention, asked: Asked, rest: str, have: Sequence[Property]) -> list[Reading]:
        fits = sorted(((asked.fit(one.names), one) for one in have), key=lambda pair: -_log_odds(pair[0], 0))
        plain = [one for one in fits if one[0].whole and one[0].accounted == 1]
        if len(plain) == 1 and not any(plain[0][1].names[0] in one.names[0] for fit, one in fits[1:]):
            return [Reading(mention, plain[0][1], plain[0][0], _log_odds(plain[0][0], TYPICAL + 0.05))]
        fits = fits[:LABELS]
        near = self._cosines(rest, [one.names[0] for _, one in fits])
        return [Reading(mention, one, fit, _log_odds(fit, cosine))
                for (fit, one), cosine in zip(fits, near, strict=True)]

    def _cosines(self, rest: str, labels: Sequence[str]) -> list[float]:
        """How near the question is to each label in meaning; the same for all where there is no encoder."""
        encoder = self._encoder()
        if encoder is None or not labels:
            return [TYPICAL] * len(labels)
        missing = [label for label in dict.fromkeys(labels) if label not in self._vectors]
        if missing and (known := self._known(missing)) is not None:
            self._vectors |= dict(zip(missing, known, strict=True))
            missing = []
        if missing:
            self._vectors |= dict(zip(missing, documents(encoder, missing), strict=True))
        if rest not in self._asked:
            self._asked = {rest: queries(encoder, [rest])[0]}
        asked = self._asked[rest]
        return [float(np.dot(self._vectors[label], asked)) for label in labels]

    # ---- the graph -------------------------------------------------------------------------------------
    def _properties(self, iris: Iterable[str], document: str | None) -> dict[str, list[Property]]:
        """What the facts graph says of imported nodes, by node and property."""
        s, p, o, n, m = Var("s"), Var("p"), Var("o"), Var("n"), Var("m")
        rows = tuple((Iri(iri),) for iri in sorted(iris))
        if not rows:
            return {}
        named = Optional(Triple(p, Alternative(ZW.name, ZW.altName), m))
        first = Optional(Triple(p, ZW.name, n))
        said: dict[tuple[Iri, Iri], set[Statement]] = defaultdict(set)
        labels: dict[Iri, str] = {}
        others: dict[Iri, set[str]] = defaultdict(set)
        for row in self._snapshot.select(Select((s, p, o, n, m), [Values((s,), rows), Triple(s, p, o), first, named])):
            subject, predicate, value = row["s"], row["p"], row["o"]
            if not (isinstance(subject, Iri) and isinstance(predicate, Iri) and isinstance(value, Iri | Lit)):
                continue
            if predicate in (ZW.name, ZW.altName) or predicate.value in _SILENT or value in (
                    ZW.ImportedEntity, ZW.ImportedProperty):
                continue
            said[subject, predicate].add((subject, predicate, value))
            for name, into in ((row.get("n"), labels), (row.get("m"), None)):
                if isinstance(name, Lit):
                    if into is not None:
                        into[predicate] = name.value
                    others[predicate].add(name.value)
        if document is not None:
            kept = evidence_of(self._snapshot, {one for group in said.values() for one in group}, document)
            said = defaultdict(set, {key: left for key, group in said.items() if (left := group & kept.keys())})
        found: dict[str, list[Property]] = defaultdict(list)
        for (subject, predicate), statements in sorted(said.items()):
            label = labels.get(predicate, local_name(predicate))
            names = names_of([label, *sorted(others[predicate])])
            if names:
                ordered = tuple(sorted(statements, key=str))
                found[subject.value].append(Property(predicate, label, names, ordered))
        return found

    def _told(self, reading: Reading, document: str | None) -> Told | None:
        answer, name, s = Var("answer"), Var("name"), Var("thing")
        of = tuple(sorted({one[0] for one in reading.property.statements}))
        where: list[Pattern] = [Values((s,), tuple((one,) for one in of)), Triple(s, reading.property.iri, answer)]
        query = Select((answer, name), [*where, Optional(Triple(answer, ZW.name, name))], distinct=True)
        evidence = evidence_of(self._snapshot, reading.property.statements, document)
        support: dict[Iri | Lit, list[Evidence]] = defaultdict(list)
        for statement, places in evidence.items():
            support[statement[2]] += places
        values = dict.fromkeys(one[2] for one in reading.property.statements)
        kinds = classes_of(self._snapshot, [one for one in values if isinstance(one, Iri)])
        items = []
        for row in self._snapshot.select(query):
            value = row["answer"]
            if value not in values or not isinstance(value, Iri | Lit):
                continue
            label = row.get("name")
            text = label.value if isinstance(label, Lit) else _text(value)
            items.append(Item(text.strip(), value.value if isinstance(value, Iri) else None,
                              kinds.get(value, "ImportedEntity") if isinstance(value, Iri) else None,
                              _number(value), evidence=tuple(support[value])))
        names = dict.fromkeys(of, reading.mention.name) | {reading.property.iri: reading.property.label}
        line = f"查找“{reading.mention.name}”的“{reading.property.label}”"
        confidence = 1 / (1 + float(np.exp(-reading.score)))
        return Told(tuple(items), query.text(names=names), line, min(0.99, confidence)) if items else None


def _text(value: Iri | Lit) -> str:
    return value.value if isinstance(value, Lit) else called(value, {})


def _number(value: Iri | Lit) -> float | int | None:
    if isinstance(value, Lit) and value.datatype in ("integer", "decimal"):
        number = float(value.value)
        return int(number) if number.is_integer() else number
    return None


def _together(lists: Sequence[Sequence[Property]]) -> list[Property]:
    """The properties of all bearers of a name, each once."""
    merged: dict[Iri, Property] = {}
    for one in (one for have in lists for one in have):
        before = merged.get(one.iri)
        statements = (*before.statements, *one.statements) if before else one.statements
        merged[one.iri] = Property(one.iri, one.label, one.names, statements)
    return list(merged.values())


def _log_odds(fit: Fit, cosine: float, whole: float | None = None) -> float:
    weights, values = (BY_NAME, ()) if whole is None else (BY_VALUE, (whole,))
    features = (1.0, cosine, fit.named, fit.accounted, fit.kind, fit.against, *values)
    return float(np.dot(weights, features))
