"""The language of questions, read from `qa/data/*.tsv`: cues, synonyms, class words. Cues prove their own examples."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from kg import datafile
from kg.errors import DataError
from kg.index import fold
from kg.vocab import VOCAB
from qa import leftover

BRACKET = "[(（].*$"         # what may follow the name proper: 甲行动计划(2025至2028年)
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern that tells what a question wants: `ask number`, `measure growth`, `rank max` …"""

    role: str
    value: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Hole:
    """A class word (银行, 省, 平台) and what may fill its place: a class and all below it, with `=` that one alone."""

    word: str
    classes: tuple[str, ...]
    endings: tuple[str, ...]
    classifiers: tuple[str, ...]

    def has_class(self, type_: str) -> bool:
        below = [c for c in self.classes if not c.startswith("=")]
        return f"={type_}" in self.classes or VOCAB.fits(type_, below)

    def fits(self, type_: str, label: str) -> bool:
        """Whether a thing of this class and name is one of these."""
        if "Entity" in self.classes and VOCAB.family(type_) in ("institution", "region", "work"):
            return False        # 方面, 特点, 角度 are never an actor, a place or a document
        return self.has_class(type_) or any(_BRACKET.sub("", label).endswith(e) for e in self.endings)


@dataclass(frozen=True)
class Rules:
    cues: tuple[Cue, ...]
    groups: tuple[tuple[str, ...], ...]        # synonym groups, folded
    group_of: dict[str, tuple[int, ...]]       # folded word -> the groups it is in
    holes: tuple[Hole, ...]                    # longest word first
    unmarked: tuple[str, ...]                  # what a fact may hold unasked, longest word first
    opposites: tuple[tuple[str, str], ...]     # words for going up and going down
    compounds: tuple[str, ...]                 # words that their parts do not stand for, folded
    classifiers: tuple[str, ...]               # groups of those that count the same things
    verbs: tuple[tuple[re.Pattern[str], frozenset[str]], ...]     # what a verb may mean as a relation
    asks_for: dict[str, re.Pattern[str]]       # what a question asks for, beyond its cues

    @cached_property
    def place(self) -> Hole:
        """What 哪里 asks for."""
        return next(h for h in self.holes if h.classes == ("Region",))

    @cached_property
    def class_words(self) -> frozenset[str]:
        """Words for kinds of things, folded: the class words of questions and the labels of the ontology's classes."""
        return frozenset(fold(word) for word in (*(h.word for h in self.holes), *(
            label for one in VOCAB.classes.values() for label in one.labels)))

    def classifiers_like(self, word: str) -> str:
        """Classifiers that count the same things as this one: 家, 间, 所."""
        return next((group for group in self.classifiers if word in group), word)

    @property
    def function_characters(self) -> str:
        """Characters that are words of their own nearly everywhere (的, 了, 在 …)."""
        return _FUNCTION

    def _in_word(self, text: str, i: int) -> bool:
        """Whether a character is part of a word that has no synonyms of its own: 放 in 排放."""
        return any(len(pair) == 2 and pair not in self.group_of and leftover.kind(pair) is not None
                   for pair in (text[max(0, i - 1):i + 1], text[i:i + 2]))

    def synonyms(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Each word of a group in the folded `text`: where it is and what it may be replaced by."""
        found = []
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + _LONGEST) + 1):
                if end == start + 1 and text[start] in self.group_of and self._in_word(text, start):
                    continue
                for group in self.group_of.get(text[start:end], ()):
                    found.append((start, end, self.groups[group]))
        return found


_LONGEST = 20
_BRACKET = re.compile(BRACKET)
_FUNCTION = ("的了吗呢吧是有在和与及或哪什么多少几谁个家不没为把被给从到对这那里中上下"
             "更最很太还也都就才又再已将会能可要想只全约超达近于由向其该此各每某比较用让使")


@cache
def load(folder: Path = DATA) -> Rules:
    """Read and check the data files. Raises DataError with file and row for a row that fails its own examples."""
    groups = tuple(tuple(dict.fromkeys(map(fold, line.split("|"))))
                   for _, line in datafile.lines(folder / "synonyms.tsv"))
    unmarked = (word.strip() for _, word in datafile.lines(folder / "unmarked.txt"))
    group_of: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(groups):
        for word in group:
            group_of[word] = (*group_of.get(word, ()), number)
    return Rules(tuple(_cues(folder / "cues.tsv")), groups, group_of,
                 tuple(sorted(_holes(folder / "holes.tsv"), key=lambda h: -len(h.word))),
                 tuple(sorted(unmarked, key=lambda w: -len(w))),
                 tuple((up, down) for _, (up, down) in datafile.rows(folder / "opposites.tsv", 2, heading=True)),
                 tuple(fold(word) for _, word in datafile.lines(folder / "compounds.txt")),
                 tuple(line.strip() for _, line in datafile.lines(folder / "classifiers.txt")),
                 tuple(_verbs(folder / "verbs.tsv")),
                 {name: datafile.proved(folder / "asks-for.tsv", number, pattern, yes.split("|"), no.split("|"))
                  for number, (name, pattern, yes, no) in datafile.rows(folder / "asks-for.tsv", 4, heading=True)})


def means_relation(text: str) -> bool:
    """Whether a text has a verb that stands for a relation."""
    return any(pattern.search(text) for pattern, _ in load().verbs)


def asked(what: str, text: str) -> re.Match[str] | None:
    """Where a question asks for an amount, a rate … as named in `qa/data/asks-for.tsv`. Raises KeyError for a name that
    is not there."""
    return load().asks_for[what].search(text)


def _cues(path: Path) -> Iterator[Cue]:
    for number, (role, value, pattern, yes, no) in datafile.rows(path, 5, heading=True):
        yield Cue(role, value, datafile.proved(path, number, pattern, yes.split("|"), no.split("|")))


def _verbs(path: Path) -> Iterator[tuple[re.Pattern[str], frozenset[str]]]:
    for number, (pattern, relations, yes, no) in datafile.rows(path, 4, heading=True):
        names = frozenset(relations.split("|"))
        if unknown := sorted(names - VOCAB.relations.keys()):
            raise DataError(path, number, f"关系 {unknown} 不在 ontology.ttl 中", fix="改用其中的关系名")
        yield datafile.proved(path, number, pattern, yes.split("|"), no.split("|")), names


def _holes(path: Path) -> Iterator[Hole]:
    for number, (word, classes, endings, classifiers) in datafile.rows(path, 4, heading=True):
        names = tuple(filter(None, classes.split("|")))
        if unknown := [n for n in names if n.removeprefix("=") not in VOCAB.classes]:
            raise DataError(path, number, f"类型 {unknown} 不在 ontology.ttl 中", fix="改用其中的类名")
        yield Hole(word, names, tuple(filter(None, endings.split("|"))), tuple(filter(None, classifiers.split("|"))))
