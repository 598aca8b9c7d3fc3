"""Words that make a figure another one (净 against 毛, 副, 农村, 进口): those of a question its answer has too."""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from kg import datafile
from kg.index import Observed, bigrams, fold
from qa import leftover, rules
from qa.match import FIELD, MAKING, Matcher

_CLAUSE = re.compile("[,，;；。]")
_ATTRIBUTE, _HEAD = re.compile("[nabjlf]|vn|s$"), re.compile("n(?!r)|vn")     # parts of speech
_OWN_WORDS = "的之性"           # between a modifier and what it modifies


@dataclass(frozen=True, slots=True)
class Modifier:
    """A modifier of a question, with the other words for it, and the character behind it; `group` is its line."""

    words: tuple[str, ...]
    behind: str
    group: int

    def said(self, text: str) -> bool:
        """Whether a folded text has it, a single character right before what the question has it before."""
        return any((word if len(word) > 1 else word + self.behind) in text for word in self.words)


@cache
def _sides() -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The modifiers, folded: the number of the group, the words of one side of it."""
    return tuple((number, tuple(map(fold, side.split("/"))))
                 for number, line in datafile.lines(rules.DATA / "modifiers.txt") for side in line.split("|"))


@cache
def _plain() -> frozenset[str]:
    """Words that say no more of a figure than its name does."""
    words = frozenset(word for _, word in datafile.lines(rules.DATA / "plain-words.txt"))
    return words | frozenset(rules.load().unmarked) | rules.load().class_words


def modifiers(question: str) -> tuple[Modifier, ...]:
    """Those of a folded question, each where a word begins with it and another follows; 净增 is a verb."""
    found, at = [], 0
    for word in leftover.words(question):
        is_verb = leftover.kind(word) == "v"
        for group, side in _sides():
            for one in side:
                behind = question[at + len(one):].lstrip(_OWN_WORDS)[:2]
                begins = word == one or (word.startswith(one) and not is_verb)
                if begins and len(behind) == 2 and "\u4e00" <= behind[0] <= "\u9fff":
                    found.append(Modifier(side, behind[0], group))
        at += len(word)
    return tuple(found)


@dataclass(frozen=True)
class Restrictions:
    """The modifiers of one question."""

    question: str

    @cached_property
    def groups(self) -> tuple[tuple[Modifier, ...], ...]:
        by_group: dict[int, list[Modifier]] = {}
        for one in modifiers(self.question):
            by_group.setdefault(one.group, []).append(one)
        return tuple(map(tuple, by_group.values()))

    def said(self, *texts: str) -> bool:
        """Whether folded texts have one of each group."""
        return all(any(one.said(text) for one in group for text in texts) for group in self.groups)

    def unsaid_by(self, fact: Observed, match: Matcher) -> bool:
        """Whether neither the names of a fact nor the clause that tells it have them."""
        if not self.groups:
            return False
        index, stem = match.index, match.measure(fact).stem
        things = {fact.about, fact.region, *index.objects(fact.about, FIELD), *index.subjects(fact.about, MAKING)}
        names = [name for iri in things if iri in index.names for name in index.names[iri].names]
        titles = [index.titles.get(d, "") for d in fact.documents]
        own = map(fold, (*names, index.label(fact.indicator), stem, fact.base_subject, *titles))
        return not self.said(*own, clause_of(fact.snippets, fact.written, stem))


def modifies(before: str) -> bool:
    """Whether words right before a heading's make it another: a noun or adjective (研发人员), or a verb of the list."""
    word = (leftover.words(before) or [""])[-1]
    if any(word in side for _, side in _sides()):
        return True
    return word != "" and word not in _plain() and _ATTRIBUTE.match(leftover.kind(word) or "") is not None


def heads(behind: str) -> bool:
    """Whether words right behind a heading's name what is asked for (员工满意度), and are no word for any figure."""
    word = (leftover.words(behind) or [""])[0]
    return len(word) > 1 and word not in _plain() and _HEAD.match(leftover.kind(word) or "") is not None


def clause_of(snippets: Iterable[str], written: str, label: str) -> str:
    """The clauses of evidence, folded, that tell a figure: from the last that shares two characters with `label`."""
    shared, told = {pair for pair in bigrams(fold(label)) if "|" not in pair}, []
    for text in snippets:
        clauses = [fold(clause) for clause in _CLAUSE.split(text)]
        last = next((i for i, clause in enumerate(clauses) if fold(written) in clause), len(clauses) - 1)
        first = last
        while first and shared.isdisjoint(bigrams(clauses[first])):
            first -= 1
        told.append("|".join(clauses[first:last + 1]))
    return "|".join(told)
