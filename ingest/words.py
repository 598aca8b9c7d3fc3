"""Closed word lists and head words of the extraction: `closed_words.tsv`, `heads.tsv` and `classes.tsv` of `data/`."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import datafile
from kg.errors import DataError

DATA = Path(__file__).parent / "data"
_PLAIN = str.maketrans("，；：（）！？「」『』﹁﹂〔〕", ",;:()!?“”“”“”()")


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists by kind, and the class each head word gives to a noun phrase."""

    kinds: dict[str, frozenset[str]]
    heads: dict[str, str]
    longest_first: dict[str, tuple[str, ...]]       # the same lists, in order
    classes: dict[str, str]                         # last words that tell a class, more than end a phrase

    def __getitem__(self, kind: str) -> frozenset[str]:
        return self.kinds[kind]

    def head_class(self, phrase: str) -> str | None:
        """The class of a phrase by its longest known head word; None when no head word fits."""
        return _by_end(self.heads, phrase)

    def class_of(self, name: str) -> str | None:
        """The class of a whole name that reading left open, by its longest known last word; None when none fits."""
        return _by_end(self.classes, name)

    @staticmethod
    @cache
    def load() -> Words:
        """Read the files. Raises DataError for a malformed row or one whose own example fails."""
        kinds = {kind: frozenset(words.split()) for _, (kind, words) in datafile.rows(DATA / "closed_words.tsv", 2)}
        ordered = {kind: tuple(sorted(words, key=lambda w: (-len(w), w))) for kind, words in kinds.items()}
        heads = _ends(DATA / "heads.tsv")
        return Words(kinds, heads, ordered, _ends(DATA / "classes.tsv") | heads)


def _by_end(classes: dict[str, str], phrase: str) -> str | None:
    for start in range(len(phrase)):
        if found := classes.get(phrase[start:]):
            return found
    return None


def _ends(path: Path) -> dict[str, str]:
    """Last words -> the class they give, of rows `class, words, example, counterexample`."""
    classes: dict[str, str] = {}
    rows = list(datafile.rows(path, 4))
    for number, (name, words, _, _) in rows:
        if twice := classes.keys() & set(words.split()):
            raise DataError(path, number, f"中心词重复：{' '.join(twice)}", fix="每个中心词只留一处")
        classes.update(dict.fromkeys(words.split(), name))
    for number, (name, _, yes, no) in rows:
        if _by_end(classes, yes) != name or _by_end(classes, no) == name:
            raise DataError(path, number, f"例子不符：{yes} / {no}", fix="改正本行的中心词或例子")
    return classes


def plain(text: str) -> str:
    """The text with one form for each punctuation mark, character by character, so that offsets stay."""
    return text.translate(_PLAIN)
