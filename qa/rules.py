"""The language of questions, read from `qa/data/*.tsv`: cues, synonyms, class words. Cues prove their own examples."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

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
    groups = tuple(tuple(dict.fromkeys(map(fold, line.split("|")))) for _, line in lines(folder / "synonyms.tsv"))
    group_of: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(groups):
        for word in group:
            group_of[word] = (*group_of.get(word, ()), number)
    return Rules(tuple(_cues(folder / "cues.tsv")), groups, group_of,
                 tuple(sorted(_holes(folder / "holes.tsv"), key=lambda h: -len(h.word))),
                 tuple(sorted((word.strip() for _, word in lines(folder / "unmarked.txt")), key=lambda w: -len(w))),
                 tuple((up, down) for _, (up, down) in rows(folder / "opposites.tsv", 2)),
                 tuple(fold(word) for _, word in lines(folder / "compounds.txt")),
                 tuple(line.strip() for _, line in lines(folder / "classifiers.txt")),
                 tuple(_verbs(folder / "verbs.tsv")),
                 {name: checked(folder / "asks-for.tsv", number, pattern, yes, no)
                  for number, (name, pattern, yes, no) in rows(folder / "asks-for.tsv", 4)})


def means_relation(text: str) -> bool:
    """Whether a text has a verb that stands for a relation."""
    return any(pattern.search(text) for pattern, _ in load().verbs)


def asked(what: str, text: str) -> re.Match[str] | None:
    """Where a question asks for an amount, a rate … as named in `qa/data/asks-for.tsv`. Raises KeyError for a name that
    is not there."""
    return load().asks_for[what].search(text)


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a data file with their numbers, without empty ones and comments."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of a data file after its heading, with their line numbers, filled up to `columns`. Raises DataError."""
    below = lines(path)
    next(below)
    for number, line in below:
        cells = line.split("\t")
        if len(cells) > columns:
            raise DataError(path, number, f"有 {len(cells)} 列", fix=f"每行至多 {columns} 列，用制表符分隔")
        yield number, [c.strip() for c in cells] + [""] * (columns - len(cells))


def _cues(path: Path) -> Iterator[Cue]:
    for number, (role, value, pattern, yes, no) in rows(path, 5):
        yield Cue(role, value, checked(path, number, pattern, yes, no))


def _verbs(path: Path) -> Iterator[tuple[re.Pattern[str], frozenset[str]]]:
    for number, (pattern, relations, yes, no) in rows(path, 4):
        names = frozenset(relations.split("|"))
        if unknown := sorted(names - VOCAB.relations.keys()):
            raise DataError(path, number, f"关系 {unknown} 不在 ontology.ttl 中", fix="改用其中的关系名")
        yield checked(path, number, pattern, yes, no), names


def checked(path: Path, number: int, pattern: str, yes: str, no: str) -> re.Pattern[str]:
    """The pattern, proved on its row's own examples."""
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise DataError(path, number, f"正则表达式有误：{error}", fix="请改正模式") from error
    for text in filter(None, yes.split("|")):
        if not compiled.search(text):
            raise DataError(path, number, f"应当匹配“{text}”", fix="请改正模式或例子")
    for text in filter(None, no.split("|")):
        if compiled.search(text):
            raise DataError(path, number, f"不应匹配“{text}”", fix="请改正模式或例子")
    return compiled


def _holes(path: Path) -> Iterator[Hole]:
    for number, (word, classes, endings, classifiers) in rows(path, 4):
        names = tuple(filter(None, classes.split("|")))
        if unknown := [n for n in names if n.removeprefix("=") not in VOCAB.classes]:
            raise DataError(path, number, f"类型 {unknown} 不在 ontology.ttl 中", fix="改用其中的类名")
        yield Hole(word, names, tuple(filter(None, endings.split("|"))), tuple(filter(None, classifiers.split("|"))))
