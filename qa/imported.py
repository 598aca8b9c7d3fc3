"""Questions about imported graphs: one thing, one of its properties, the value.

    names in the question ─► the properties each named thing has ─► which one is asked for ─► its values

Words decide first; the encoder bridges what they leave open, among the few properties that there are.
"""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.imported import Statement, called, local_name
from kg.rdf import Iri, Lit
from kg.sparql import Alternative, Optional, Pattern, Select, Triple, Values, Var
from kg.statements import classes_of, evidence_of
from kg.types import Evidence
from kg.vocab import ZW
from qa.answer import Item
from qa.choose import LIKELY, Chooser, likelihood
from qa.imported_names import ImportedNames, Mention, folded, names_of, without

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

MENTIONS = 6           # names of a question that are tried
SHOWN = 8              # properties that are told where none is the one asked for
ANOTHER_NAME = re.compile("[又还也别][叫称名]")      # what the thing is called besides
_SILENT = frozenset({"http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel"})


@dataclass(frozen=True, slots=True)
class Property:
    """A property that the bearers of a name have: its best name, all its names folded, and what it says of whom."""

    iri: Iri
    label: str
    names: tuple[str, ...]
    statements: tuple[Statement, ...]

    @property
    def sample(self) -> str:
        return _text(self.statements[0][2])


@dataclass(frozen=True, slots=True)
class Reading:
    """A question read as one property of one thing; `score` are log-odds."""

    mention: Mention
    property: Property
    score: float


@dataclass(frozen=True, slots=True)
class Told:
    """What an imported graph answers."""

    items: tuple[Item, ...]
    sparql: str
    interpretation: str
    confidence: float


class ImportedGraphs:
    """The imported graphs of a snapshot."""

    def __init__(self, snapshot: Snapshot, folder: Path | None, chooser: Chooser) -> None:
        self._snapshot, self._folder, self._chooser = snapshot, folder, chooser

    @cached_property
    def names(self) -> ImportedNames:
        return ImportedNames.open(self._snapshot, self._folder)

    def answer(self, question: str, document: str | None = None) -> Told | None:
        """The value of the property asked for; None where no imported thing is named or has no such property."""
        if not self.names.bearers:
            return None
        reading = self.read(folded(question), document)
        return self._told(reading, document) if reading else None

    def why_not(self, question: str, document: str | None = None) -> str:
        """What is known of the imported thing that a question without an answer names; "" where it names none."""
        for mention in self._maximal(self.names.mentions(folded(question))) if self.names.bearers else ():
            have = self._properties(mention.iris, document)
            if len(mention.name) > 1 and (labels := sorted({one.label for group in have.values() for one in group})):
                more = "等" if len(labels) > SHOWN else ""
                return f"图谱认识“{mention.name}”，但没有它的这一项。已有：{'、'.join(labels[:SHOWN])}{more}"
        return ""

    def read(self, question: str, document: str | None = None) -> Reading | None:
        """The best reading of a folded question that is likely enough."""
        exact = self._maximal(self.names.mentions(question))
        best = self._best(question, exact, document)
        if best is None or best.score < LIKELY:
            near = self._best_near(question, exact, document)
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
        # A character alone is a name only where the question names nothing else.
        longer = [one for one in (*outer, *inner) if len(one.name) > 1]
        return (longer or outer)[:MENTIONS]

    def _best(self, question: str, mentions: Sequence[Mention], document: str | None) -> Reading | None:
        have = self._properties({iri for one in mentions for iri in one.iris}, document)
        found: list[Reading] = []
        for mention in mentions:
            of = _together([have[iri] for iri in mention.iris if iri in have])
            rest = without(question, mention)
            best = self._chooser.best(rest, of)
            if best and best.fit.named < 1 and ANOTHER_NAME.search(rest) and _is_name(best.property, mention):
                other = self._chooser.best(rest, [one for one in of if not _is_name(one, mention)])
                best = other if other and other.score >= LIKELY else best
            if best:
                found.append(Reading(mention, best.property, best.score))
            if found and max(one.score for one in found) >= LIKELY and len(mention.name) > 1:
                break
        return max(found, key=lambda one: one.score, default=None)

    def _best_near(self, question: str, exact: Sequence[Mention], document: str | None) -> list[Reading]:
        """Readings with names that the question may have meant: only where its words name the property.

        Where the question has a name as it is, no other is meant.
        """
        near = [one for one in self.names.near(question) if not any(
            len(known.name) > 1 and known.start <= one.start and one.end <= known.end and known.name not in one.name
            for known in exact)]
        have = self._properties({iri for one in near for iri in one.iris}, document)
        return [Reading(mention, one.property, one.score) for mention in near
                for one in self._chooser.by_words(without(question, mention),
                                                  _together([have[iri] for iri in mention.iris if iri in have]))]

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
        return Told(tuple(items), query.text(names=names), line, likelihood(reading.score)) if items else None


def _is_name(one: Property, mention: Mention) -> bool:
    """Whether all that the property says of a thing is the name it was asked about by: no news."""
    return all(folded(_text(value)) == mention.name for _, _, value in one.statements)


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
