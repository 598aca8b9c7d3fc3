"""How likely a string is as Chinese, by a general word list; and the likeliest path through a lattice of characters.

The list is the one jieba ships (words with frequencies), read as a plain file. The score of a text is the
unigram log probability of its best cut into words.
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log
from pathlib import Path

from kg import datafile
from kg.text.dictionary import word_list

_TAGS = Path(__file__).parent / "data" / "tags.tsv"
_EXTRA = Path(__file__).parent / "data" / "words.tsv"
_EXTRA_SCORE = -10.5              # that of a noun seen 400 times in the 60 million words of jieba's list
# Single characters all, longer words where seen ten times: the rest costs time and decides nothing.
_WORD = re.compile(r"^([㐀-鿿]{2,4}) (\d{2,}) (\w+)|^([㐀-鿿]) (\d+) (\w+)", re.MULTILINE)
_COMMON = 100                     # what a character must have been seen to be supposed where nothing shows
_UNKNOWN = ("n", -18.0)           # a Chinese character the list does not have
_RARE = -9.0                      # one part of speech after another that the table leaves out
_SIGN = {"，": -1.0, "。": -1.5, "、": -1.5}
_OTHER_SIGN = -3.5
_QUOTES = "“”‘’《》〈〉（）()【】"
_STRANGER = 3                     # what a character costs that the document has nowhere else
_KEPT = 6                         # parts of speech that stay open at each place

_Way = tuple[float, str, str]
Word = tuple[str, str, float]     # word, part of speech, log probability given the part of speech


@dataclass(frozen=True)
class Words:
    single: Mapping[str, tuple[str, float]]
    common: frozenset[str]
    longer: Mapping[str, Mapping[str, Sequence[Word]]]    # by first, then second character
    follows: Mapping[tuple[str, str], float]


@cache
def words() -> Words:
    """The word list; about half a second, so only damaged text pays for it."""
    found = [(a or d, int(b or e), c or f) for a, b, c, d, e, f in _WORD.findall(word_list().decode())]
    totals: dict[str, int] = {}
    for _, number, tag in found:
        totals[tag] = totals.get(tag, 0) + number
    single: dict[str, tuple[str, float]] = {}
    common: set[str] = set()
    longer: dict[str, dict[str, list[Word]]] = {}
    for word, number, tag in found:
        score = log(max(number, 1) / max(totals[tag], 100_000))      # a rare tag makes no word likely
        if len(word) == 1:
            single[word] = (tag, score)
            if number >= _COMMON:
                common.add(word)
        else:
            longer.setdefault(word[0], {}).setdefault(word[1], []).append((word, tag, score))
    for _, word in datafile.lines(_EXTRA):
        longer.setdefault(word[0], {}).setdefault(word[1], []).append((word, "n", _EXTRA_SCORE))
    tags = datafile.rows(_TAGS, 3)
    return Words(single, frozenset(common), longer, {(one, two): float(score) for _, (one, two, score) in tags})


@dataclass
class Lattice:
    """Characters that may follow each other. Vertices are numbers; every edge leads to a higher one.

    An edge carries a choice: key is the simplified form the word list knows, value what is written.
    """

    edges: dict[int, list[tuple[int, dict[str, str], float]]] = field(default_factory=dict)
    last: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)     # of the document's own characters

    def add(self, start: int, end: int, choice: dict[str, str], cost: float = 0.0) -> None:
        if choice:
            self.edges.setdefault(start, []).append((end, choice, cost))
            self.last = max(self.last, end)

    def without(self, vertex: int, plain: str) -> Lattice:
        """A copy that lacks one character at one vertex: its best path is the runner-up."""
        edges = dict(self.edges)
        edges[vertex] = [
            (end, {key: value for key, value in choice.items() if key != plain}, cost)
            for end, choice, cost in edges[vertex]
        ]
        return Lattice(edges, self.last, self.counts)

    def best(self) -> tuple[float, str, str] | None:
        """(score, simplified, written) of the likeliest path from 0 to the last vertex; None without any."""
        known = words()
        familiar = cache(self._familiar)
        # At each vertex the best way to end there on each part of speech.
        ends: dict[int, dict[str, _Way]] = {0: {"w": (0.0, "", "")}}
        for vertex in range(self.last):
            ways = sorted(ends.get(vertex, {}).items(), key=lambda way: -way[1][0])[:_KEPT]
            if not ways:
                continue
            entry: dict[str, _Way] = {}                     # the best way to go on with a part of speech
            for end, written, (word, tag, score) in self._words(known, vertex):
                there = ends.setdefault(end, {})
                if tag not in entry:
                    entry[tag] = max(
                        (way[0] + known.follows.get((last, tag), _RARE), way[1], way[2]) for last, way in ways
                    )
                before, plain, so_far = entry[tag]
                total = before + score + sum(map(familiar, word))
                if tag not in there or total > there[tag][0]:
                    there[tag] = (total, plain + word, so_far + written)
        return max(ends.get(self.last, {}).values(), default=None)

    def _words(self, known: Words, vertex: int) -> Iterator[tuple[int, str, Word]]:
        """The words that may start at a vertex: (where they end, as written, the word)."""
        for end, choice, cost in self.edges.get(vertex, ()):
            for plain, written in choice.items():
                tag, score = _single(known, plain)
                yield end, written, (plain, tag, score + cost)
            for far, more, further in self.edges.get(end, ()):
                for one, first in choice.items():
                    starts = known.longer.get(one, {})
                    for two in starts.keys() & more.keys():
                        for word, tag, score in starts[two]:
                            if len(word) == 2:
                                yield far, first + more[two], (word, tag, score + cost + further)
                                continue
                            for stop, tail, extra in self._spell(far, word[2:]):
                                yield stop, first + more[two] + tail, (word, tag, score + cost + further + extra)

    def _familiar(self, char: str) -> float:
        """0 for a character the document uses seven times or more, less for rarer ones."""
        if not self.counts:
            return 0.0
        return float(min(_STRANGER, (1 + self.counts.get(char, 0)).bit_length() - 1) - _STRANGER)

    def _spell(self, vertex: int, rest: str) -> list[tuple[int, str, float]]:
        """The ways to read `rest` from a vertex on: (end, as written, cost)."""
        if not rest:
            return [(vertex, "", 0.0)]
        return [
            (stop, choice[rest[0]] + tail, cost + more)
            for end, choice, cost in self.edges.get(vertex, ())
            if rest[0] in choice
            for stop, tail, more in self._spell(end, rest[1:])
        ]


def _single(known: Words, char: str) -> tuple[str, float]:
    if "㐀" <= char <= "鿿":
        return known.single.get(char, _UNKNOWN)
    if char.isdecimal():
        return "m", -2.0
    if char.isascii() and char.isalpha():
        return "qt", -3.0
    if unicodedata.category(char)[0] == "P":
        if char in _QUOTES:
            return "qt", _OTHER_SIGN
        return "w", _SIGN.get(unicodedata.normalize("NFKC", char) if char.isascii() else char, _OTHER_SIGN)
    return _UNKNOWN


def chain(text: str, counts: Mapping[str, int]) -> Lattice:
    """The lattice of one fixed text."""
    lattice = Lattice(counts=counts)
    for i, char in enumerate(text):
        lattice.add(i, i + 1, {char: char})
    return lattice
